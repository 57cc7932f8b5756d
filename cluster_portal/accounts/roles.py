"""Groups of permissions that the portal gives out by name."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction

EDITORS = "Editors"
TRANSLATORS = "Translators"


@transaction.atomic
def editors_group(*app_labels):
    """Return the group "Editors" with every permission on the models of these apps, and no other.

    Whoever calls names the apps by label, for example `editors_group("members", "network")`: accounts know nothing of
    what is edited. Run twice it changes nothing; after a new model it adds what is missing. The permissions must exist,
    so call it after `migrate`. Members of the group need `is_staff` as well to open the back office.
    """
    group, _is_new = Group.objects.get_or_create(name=EDITORS)
    group.permissions.set(Permission.objects.filter(content_type__app_label__in=app_labels))
    return group


@transaction.atomic
def translators_group():
    """Return the group "Translators", whose members may translate into the languages of their account and nothing else.

    They need `is_staff` as well to open the back office. As with `editors_group`, the permission must exist.
    """
    group, _is_new = Group.objects.get_or_create(name=TRANSLATORS)
    group.permissions.set(Permission.objects.filter(content_type__app_label="translations", codename="translate"))
    return group
