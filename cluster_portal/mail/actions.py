"""What the rest of the portal does with mail: `send` one, or `notify` somebody in the mail of the day."""

import logging
import unicodedata
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cluster_portal.mail.delivery import deliver_one
from cluster_portal.mail.models import KEY_LENGTH, Message, Notice, State
from cluster_portal.mail.notices import kind_of
from cluster_portal.mail.rendering import known_language, render

logger = logging.getLogger(__name__)

KEPT = timedelta(days=90)  # long enough to answer "did you get our mail?", short enough for letters of other people


# One mail ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def send(name, *, to, context=None, language="", key="", is_secret=False):
    """Write the mail `email/<name>_…` to an account or an address; return the `Message`, or None for none.

    It is stored in the transaction of the caller, so that it exists if and only if the change does, and handed over
    after the commit. The language is the given one, else that of the account, else English.

    With a `key` the same is sent once only, whoever tries and however often: None tells that it was sent before. A key
    is kept for good, so no address stands in it. `is_secret` is for mail that lets the recipient in, such as an
    invitation: nobody can read it in the back office, and its words are erased once it is handed over.

    What speaks a language in the context is lazy (`gettext_lazy`, `reverse_lazy`) or a function, so that it is read in
    the language of the mail; `site` stands before a path.

    An inactive account and what is no address get nothing; the log says so.
    """
    address = _address_of(to, name)
    if not address:
        return None
    language = known_language(language or language_of(to))
    rendered = render(name, context=context or {}, language=language, has_account=not isinstance(to, str))
    message = _store_once(
        Message,
        {"key": _checked(key)},
        name=name,
        to=address,
        reply_to=rendered.reply_to,
        language=language,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        is_secret=is_secret,
    )
    if message:
        _deliver_soon(message)
    return message


def language_of(to):
    """Return the language of an account, English for an address."""
    return known_language(getattr(to, "language", ""))


def sent_at(keys):
    """Return {key: moment} of the mails with these keys that were written, whatever became of their words."""
    return dict(Message.objects.filter(key__in=set(keys) - {""}).values_list("key", "created_at"))


@transaction.atomic
def send_again(messages):
    """Give failed messages all their attempts anew, and return them; others are left as they are."""
    failed = list(messages.filter(state=State.FAILED).with_words().select_for_update())
    now = timezone.now()
    for message in failed:
        message.state, message.attempts, message.next_attempt_at = State.WAITING, 0, now
        _deliver_soon(message)
    Message.objects.bulk_update(failed, ["state", "attempts", "next_attempt_at"])
    return failed


def _deliver_soon(message):
    if settings.DELIVERS_MAIL_AT_ONCE:
        transaction.on_commit(partial(deliver_one, message.pk), robust=True)


def _address_of(to, name):
    """Return the address of an account or the address itself, "" for somebody who gets no mail."""
    if not isinstance(to, str) and not to.is_active:
        logger.warning("Mail %s is not sent: account %s is not active.", name, to.pk)
        return ""
    address = to if isinstance(to, str) else to.email
    try:
        Message._meta.get_field("to").run_validators(address)
        # The standard lets control characters stand in quotation marks; a header must not have them.
        if not address or any(unicodedata.category(char) in ("Cc", "Zl", "Zp") for char in address):
            raise ValidationError("no address")
    except ValidationError:
        whose = "an address" if isinstance(to, str) else f"the address of account {to.pk}"
        logger.warning("Mail %s is not sent: %s is none.", name, whose)
        return ""
    return address


# Notices for the mail of the day ----------------------------------------------------------------------------------


@transaction.atomic
def notify(user, kind, *, key="", context=None, link="", party=None):
    """Let somebody know in the mail of the day; return the `Notice`, or None where the same was said before.

    The kind is one of `notices.register_notice`; the context is what its sentence needs, as JSON: ids and names, no
    texts in the language of whoever acts. `link` is the path of a page of the portal, in any language. The same is what
    has the same kind and key; without a key each notice counts. `party` is the number of whom the person is told it
    for: who does not act for it any more when the mail is written is told no more, see `notices.register_party_rule`.
    """
    kind_of(kind)
    if not user.is_active:
        logger.warning("Notice %s is not kept: account %s is not active.", kind, user.pk)
        return None
    same = {"user": user, "kind": kind, "key": _checked(key)}
    context = {**(context or {}), **({} if party is None else {"party": party})}
    return _store_once(Notice, same, context=context, link=link)


def forget(kind, key, *, user=None):
    """Take back what has been dealt with, for everybody or for one account. If it comes up again, it is told again."""
    notices = Notice.objects.filter(kind=kind, key=key)
    if not key:
        raise ValueError("What has no key cannot be taken back.")
    (notices.filter(user=user) if user else notices).delete()


# Keeping ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def delete_old(*, at=None):
    """Delete words that were handed over, failed or told `KEPT` ago; of what has a key, the key stays."""
    limit = (at or timezone.now()) - KEPT
    old = Message.objects.filter(created_at__lt=limit).exclude(state=State.WAITING)
    old.filter(key="").delete()
    old.with_words().update(to="", reply_to="", subject="", text="", html="", error="")
    notices = Notice.objects.filter(created_at__lt=limit)
    notices.filter(key="").delete()
    notices.filter(told_at=None).delete()  # of people who are no longer active
    notices.update(context={}, link="")


def _checked(key):
    if len(key) > KEY_LENGTH:
        raise ValueError(f"A key has {KEY_LENGTH} characters at most.")
    return key


def _store_once(model, same, **values):
    """Store a row and return it; None where one with the same key stands there, also from a transaction just now."""
    if not same["key"]:
        return model.objects.create(**same, **values)
    row, is_new = model.objects.get_or_create(**same, defaults=values)
    return row if is_new else None
