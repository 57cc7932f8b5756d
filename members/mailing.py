"""The one place from which this package sends mail."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import get_language, override

from cluster_portal.core.languages import CODES

LOCAL_ADDRESS = "http://127.0.0.1:8000"  # where `make run` serves the portal, for links in mails of local mode


def absolute_address(path):
    """Return the full address of a path where no request says which host was asked."""
    return f"{settings.SITE_URL or LOCAL_ADDRESS}{path}"


def send(name, *, to, context=None, language=None, key=""):
    """Send the mail `templates/email/<name>_*` to an account or an address once the transaction has succeeded.

    In the language given, else in that of the account. An account that was switched off gets none.
    """
    if not getattr(to, "is_active", True):
        return
    address = getattr(to, "email", to)
    language = language or getattr(to, "language", "") or get_language()
    with override(language if language in CODES else settings.LANGUAGE_CODE):
        context = {**(context or {}), "language": get_language()}
        subject = " ".join(render_to_string(f"email/{name}_subject.txt", context).split())
        mail = EmailMultiAlternatives(
            subject,
            render_to_string(f"email/{name}_body.txt", context),
            to=[address],
            headers={"Auto-Submitted": "auto-generated"},
        )
        mail.attach_alternative(render_to_string(f"email/{name}_body.html", context), "text/html")
    transaction.on_commit(mail.send, robust=True)  # a mail server that is down undoes nothing, and is logged
