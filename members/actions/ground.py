"""What the actions on people stand on: the lock, the history, and what is asked of each."""

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext_lazy as _

from members.models import University


def lock(university):
    """Make everybody else who changes the people of a university wait until the transaction is over."""
    # Without the key: rows that refer to the university can be written meanwhile.
    University.objects.select_for_update(no_key=True).only("pk").get(pk=university.pk)


def log(by, obj, message, *, is_new=False):
    """Write a sentence into the history of an object, in English: others read it than who caused it."""
    flag = ADDITION if is_new else CHANGE
    LogEntry.objects.log_actions(by.pk, [obj], flag, change_message=message, single_object=True)


def require(is_allowed):
    if not is_allowed:
        raise PermissionDenied


def require_reason(reason):
    if not reason.strip():
        raise ValidationError(
            {"reason": ValidationError(_("Give the reason: it stands in the history."), code="required")}
        )


def require_workspace(university):
    """Raise ValidationError for a university whose people have no rights in the portal."""
    if not University.objects.filter(pk=university.pk).with_workspace().exists():
        raise ValidationError(
            _("This university is no member of the network, and does not become one: nobody can act for it."),
            code="no_workspace",
        )
