"""Who counts as the network's staff where something is allowed."""


def staff_may(user, permission):
    """Tell whether somebody is active staff with a permission, for example "members.change_university".

    The permission alone is not enough: whoever is no longer staff keeps the groups of the account, not their rights.
    """
    return bool(user.is_active and user.is_staff and user.has_perm(permission))
