"""Who counts as the network's staff where something is allowed."""

from django.contrib.auth.backends import ModelBackend


def staff_may(user, permission):
    """Tell whether somebody is active staff with a permission, for example "members.change_university".

    The permission alone is not enough: whoever is no longer staff keeps the groups of the account, not their rights.
    """
    return bool(user.is_active and user.is_staff and user.has_perm(permission))


def staff_with(permission):
    """Return the accounts of active staff with a permission: whom something has to reach."""
    return ModelBackend().with_perm(permission).filter(is_staff=True).order_by("pk")
