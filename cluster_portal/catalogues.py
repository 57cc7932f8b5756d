"""The message catalogues of the interface: what is to be translated, merged into .po files, built into .mo files.

No gettext is needed on the machine: strings are found by Babel (for developers only), files are written by polib.
"""

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import django
import polib
from django.conf import settings
from django.utils.translation.template import templatize

BASE_DIR = Path(__file__).resolve().parent.parent
LOCALE = BASE_DIR / "cluster_portal" / "locale"
PACKAGES = ("cluster_portal", "members", "programmes", "news")
# English needs none: the texts in the code are the English ones.
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES if code != "en")

_LAZY = {
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_PERCENT = re.compile(r"%\((\w+)\)[#0\- +]*\d*(?:\.\d+)?[sdifrx]|%[sdifrx]")
_BRACE = re.compile(r"\{\w*(?::[^{}]*)?\}")


@dataclass
class Message:
    """One text of the interface: in English, with the files that use it."""

    singular: str
    plural: str  # "" where the text has one form only
    context: str  # "" where none is given
    files: list  # of paths from the root of the project, as strings
    comments: list  # to translators

    @property
    def key(self):
        return self.context, self.singular


def placeholders(text):
    """Return the sorted places for values in a text: `%(count)s`, `%s`, `{name}`."""
    plain = text.replace("%%", "")
    return sorted([match.group() for match in _PERCENT.finditer(plain)] + _BRACE.findall(plain))


def _sources():
    """Yield (path, Python source) for all code and templates, a template as the calls that its tags amount to."""
    for package in PACKAGES:
        for path in sorted((BASE_DIR / package).rglob("*")):
            place = path.relative_to(BASE_DIR)
            if path.suffix == ".py" and "migrations" not in place.parts:
                yield place.as_posix(), path.read_text(encoding="utf-8")
            elif path.suffix in (".html", ".txt") and "templates" in place.parts:
                # In brackets, so that Python's tokenizer takes no notice of how the template is indented.
                yield place.as_posix(), f"(\n{templatize(path.read_text(encoding='utf-8'))}\n)\n"


def extract():
    """Return the `Message`s of all code and templates, in the order of files and lines, each text once.

    Needs Babel.
    """
    from babel.messages import extract as babel  # noqa: PLC0415  a server does not have it

    keywords = {**babel.DEFAULT_KEYWORDS, **_LAZY, "gettext_noop": None}
    messages = {}
    for place, source in _sources():
        found = babel.extract("python", BytesIO(source.encode()), keywords, ["Translators"])
        for _line, texts, comments, context in found:
            singular, plural = (*texts, "")[:2] if isinstance(texts, tuple) else (texts, "")
            if not singular:
                continue
            message = messages.setdefault((context or "", singular), Message(singular, "", context or "", [], []))
            message.plural = message.plural or plural
            message.files += [place] if place not in message.files else []
            message.comments += [comment for comment in comments if comment not in message.comments]
    return list(messages.values())


def catalogue_path(language):
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def plural_forms(language):
    """Return the plural rule of a language as Django's own catalogue states it."""
    path = Path(django.__file__).parent / "conf" / "locale" / language / "LC_MESSAGES" / "django.po"
    return polib.pofile(str(path)).metadata["Plural-Forms"]


def number_of_forms(language):
    return int(re.search(r"nplurals\s*=\s*(\d)", plural_forms(language)).group(1))


def _flags(message):
    texts = message.singular + message.plural
    if _PERCENT.search(texts.replace("%%", "")):
        return ["python-format"]
    return ["python-brace-format"] if _BRACE.search(texts) else []


def _entry(message, language, known):
    """Return the catalogue's entry for a message, with the translation that is known if its form still fits."""
    entry = polib.POEntry(
        msgid=message.singular,
        msgctxt=message.context or None,
        occurrences=[(file, "") for file in message.files],
        comment="\n".join(message.comments),
        flags=_flags(message),
    )
    if message.plural:
        entry.msgid_plural = message.plural
        is_kept = known is not None and known.msgid_plural == message.plural
        forms = known.msgstr_plural if is_kept else {}
        entry.msgstr_plural = {index: forms.get(index, "") for index in range(number_of_forms(language))}
    elif known is not None and not known.msgid_plural:
        entry.msgstr = known.msgstr
    if known is not None:
        entry.tcomment = known.tcomment
    return entry


def update_catalogue(language, messages):
    """Rewrite the .po file of a language for exactly these messages. Return how many still lack a translation.

    Translations are kept; entries that no code uses any more are dropped, and with them their translations.
    """
    path = catalogue_path(language)
    known = {}
    if path.exists():
        known = {(entry.msgctxt or "", entry.msgid): entry for entry in polib.pofile(str(path)) if not entry.obsolete}
    catalogue = polib.POFile(wrapwidth=78)
    catalogue.metadata = {
        "Project-Id-Version": "portal",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plural_forms(language),
    }
    catalogue.extend(_entry(message, language, known.get(message.key)) for message in messages)
    text = f"{catalogue}"
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return len(catalogue.untranslated_entries())


def build_catalogues(*, force=False):
    """Write a .mo file beside each .po file that is newer. Return the languages that were built."""
    built = []
    for language in LANGUAGES:
        source = catalogue_path(language)
        target = source.with_suffix(".mo")
        if not source.exists():
            continue
        if not force and target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        unfinished = target.with_suffix(".mo.unfinished")  # a server may read the old file at this moment
        polib.pofile(str(source)).save_as_mofile(str(unfinished))
        unfinished.replace(target)
        built.append(language)
    return built
