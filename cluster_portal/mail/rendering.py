"""A mail in somebody's language: three templates, `email/<name>_subject.txt`, `_body.txt` and `_body.html`."""

import re
import unicodedata
from dataclasses import dataclass

from django.template import Context, engines
from django.utils import translation

from cluster_portal.core.languages import CODES, ENGLISH
from cluster_portal.mail.frame import current_frame, full_address

SUBJECT_LENGTH = 200


@dataclass(frozen=True)
class Rendered:
    """The words of one mail, ready to be stored."""

    subject: str
    text: str
    html: str
    reply_to: str


def known_language(code):
    """Return the code where it is a language of the portal, else English."""
    return code if code in CODES else ENGLISH


def render(name, *, context, language, has_account=True):
    """Return the `Rendered` mail in the language. What is lazy or callable in the context speaks that language too.

    The templates may use `network`, `site` (the address of the portal without a final slash), `language`,
    `has_account` and `preferences_url`, on top of the context; those of the body `subject` as well.
    """
    with translation.override(language):
        frame = current_frame()
        values = {
            **context,
            "network": frame.network,
            "site": full_address("/")[:-1],
            "language": language,
            "has_account": has_account,
            "preferences_url": full_address(frame.preferences_path) if has_account else "",
        }
        values["subject"] = _one_line(_rendered(f"email/{name}_subject.txt", values))
        return Rendered(
            subject=values["subject"],
            text=_paragraphs(_rendered(f"email/{name}_body.txt", values)),
            html=_storable(_rendered(f"email/{name}_body.html", values)).strip() + "\n",
            reply_to=frame.reply_to,
        )


def _rendered(template_name, values):
    # A template of plain text escapes nothing, whoever writes it need not remember that.
    template = engines["django"].engine.get_template(template_name)
    return template.render(Context(values, autoescape=template_name.endswith(".html")))


def _storable(text):
    return text.replace("\0", "")  # PostgreSQL stores no NUL


def _one_line(text):
    """Return the text without line breaks and control characters: a header ends at the first of them."""
    words = "".join(" " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char for char in text).split()
    line = " ".join(words)
    return line if len(line) <= SUBJECT_LENGTH else f"{line[: SUBJECT_LENGTH - 1].rstrip()}…"


def _paragraphs(text):
    """Return the text with one empty line at most between paragraphs, however the template was laid out."""
    lines = "\n".join(line.rstrip() for line in _storable(text).splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"
