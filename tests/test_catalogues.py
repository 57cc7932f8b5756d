"""The interface is complete in every language: no text missing, empty, doubtful or with other places for values."""

import json
import os
import re

import polib
import pytest

from cluster_portal import catalogues
from cluster_portal.catalogues import (
    LANGUAGES,
    Message,
    build_catalogues,
    catalogue_path,
    extract,
    number_of_forms,
    placeholders,
    plural_forms,
    update_catalogue,
)

# Texts that are the same word in English and in these languages, each checked; everywhere else a text that is equal to
# the English one is one that somebody forgot to translate.
SAME_AS_ENGLISH = {
    "%(number)s suggestion": {"fr"},
    "File": {"it"},
    "Format": {"ca", "fr"},
    "Text": {"ca", "de", "sv"},
    "Brochure": {"fr", "nl"},
    "Data": {"sv"},
    "Version": {"fr", "sv"},
    "version": {"fr", "sv"},
    "version %(version)s": {"fr", "sv"},
    "document": {"ca", "fr", "nl"},
    "documents": {"ca", "fr"},
    "file": {"it"},
    "Date": {"fr"},
    "Feed (Atom)": {"de", "it", "nl", "pt"},
    "article": {"ca", "fr"},
    "articles": {"ca", "fr"},
    "public": {"fr"},
    "Online": {"de", "it", "nl"},
    "School": {"nl"},
    "Staff week": {"nl"},
    "Symposium": {"de", "fr", "nl", "sv"},
    "Workshop": {"de", "it", "nl", "pt", "sv"},
    "menu": {"fr", "it", "nl", "pt"},
    "page": {"fr"},
    "pages": {"fr"},
    "Code": {"de", "fr", "nl"},
    "Contacts": {"fr"},
    "Editor": {"pt"},
    "Invitation": {"fr"},
    "invitation": {"fr"},
    "invitations": {"fr"},
    "confirmation": {"fr"},
    "confirmations": {"fr"},
    "No": {"ca", "es", "it"},
    "Passkey": {"de", "it", "nl"},
    "Password": {"it"},
    "Risk": {"sv"},
    "risk": {"sv"},
    "object": {"nl"},
    "secret": {"ca"},
    # Names of systems of identifiers.
    "ETER": LANGUAGES,
    "OID": LANGUAGES,
    "PIC": LANGUAGES,
    "ROR": LANGUAGES,
    "SCHAC": LANGUAGES,
    "Wikidata": LANGUAGES,
    # Words.
    "%(number)d semester": ("nl",),
    "%(number)s destination": ("fr",),
    "%(number)s per cent": ("ca",),
    "%(number)s place": ("fr", "ca"),
    "%(number)s programme": ("fr",),
    "Accounts": ("nl",),
    "Bachelor": ("de", "nl"),
    "Conditions": ("fr",),
    "Contact": ("fr", "nl"),
    "Dates": ("fr", "ca"),
    "Destinations": ("fr",),
    "Diploma": ("pt", "nl"),
    "Diplomas": ("pt",),
    "Document": ("fr", "ca", "nl"),
    "Documents": ("fr", "ca"),
    "EQF %(level)s": ("nl", "sv", "fi"),
    "Filters": ("nl",),
    "Flexible": ("es", "ca"),
    "Home": ("it", "nl"),
    "Master": ("fr", "de", "nl", "sv"),
    "Menu": ("pt", "fr", "it", "nl"),
    "Name": ("de",),
    "Nomination": ("fr",),
    "Page": ("fr",),
    "Pages": ("fr",),
    "Partners": ("nl",),
    "Partners:": ("nl",),
    "ISCED-F %(code)s": ("de", "it", "ca", "nl", "sv", "fi"),
    "Permissions": ("fr",),
    "Person": ("de", "sv"),
    "Programmes": ("fr",),
    "Semester %(number)s": ("nl",),
    "Semesters %(first)s–%(last)s": ("nl",),
    "Sitemap (XML)": ("de", "nl"),
    "Sources": ("fr",),
    "Status": ("de", "nl", "sv"),
    "Website": ("de", "nl"),
    "account": ("it", "nl"),
    "accounts": ("nl",),
    "code": ("fr", "nl"),
    "conditions": ("fr",),
    "contact": ("fr", "nl"),
    "contacts": ("fr",),
    "date": ("fr",),
    "description": ("fr",),
    "in %(language)s": ("it",),
    "latitude": ("pt", "fr"),
    "logo": ("fr", "it", "nl", "fi"),
    "longitude": ("pt", "fr"),
    "partner": ("it", "nl", "sv"),
    "partners": ("nl",),
    "per": ("it", "ca", "nl", "sv"),
    "per cent": ("ca",),
    "per semester": ("nl",),
    "person": ("sv",),
    "places": ("fr", "ca"),
    "precision": ("sv",),
    "programme": ("fr",),
    "programmes": ("fr",),
    "publication": ("fr",),
    "signature": ("fr",),
    "signatures": ("fr", "ca"),
    "source": ("fr",),
    "sources": ("fr",),
    "status": ("nl", "sv"),
    "Composition": ("fr",),
    "Governance": ("it",),
    "Task force": ("it",),
    "Mission": ("fr",),
    "mission": ("fr",),
    "composition": ("fr",),
    "president": ("ca",),
    "vacant": ("ca", "nl"),
    "Period": ("sv",),
    "Project": ("nl",),
    "text": ("ca", "sv"),
    "website": ("nl",),
}

# The outer quotation marks of each language, opening and closing.
QUOTATION_MARKS = {
    "pt": "“”", "fr": "«»", "de": "„“", "it": "«»", "es": "«»", "ca": "«»", "nl": "‘’", "sv": "””", "fi": "””",
}  # fmt: skip

TAG = re.compile(r"</?[a-z][^>]*>")
RUN_THIS = "run `make messages`, then translate what it lists"


@pytest.fixture(scope="module")
def messages():
    return {message.key: message for message in extract()}


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture
def catalogue(language):
    path = catalogue_path(language)
    assert path.exists(), f"{language} has no catalogue: {RUN_THIS}"
    return polib.pofile(str(path))


def pairs(entry):
    """Yield (English, translation) for each form of an entry; forms beyond the first stand for the plural."""
    if entry.msgid_plural:
        for index, text in sorted(entry.msgstr_plural.items()):
            yield (entry.msgid if index == 0 else entry.msgid_plural), text
    else:
        yield entry.msgid, entry.msgstr


def edges(text):
    """Return the white space at both ends of a text."""
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def test_the_catalogue_has_exactly_the_texts_of_code_and_templates(catalogue, messages):
    found = {(entry.msgctxt or "", entry.msgid): entry.msgid_plural for entry in catalogue if not entry.obsolete}
    wanted = {key: message.plural for key, message in messages.items()}
    assert sorted(wanted.keys() - found.keys()) == [], f"texts that the catalogue lacks: {RUN_THIS}"
    assert sorted(found.keys() - wanted.keys()) == [], "texts that nothing uses any more: run `make messages`"
    assert found == wanted


def test_no_entry_is_doubtful_or_obsolete(catalogue):
    assert [entry.msgid for entry in catalogue if entry.fuzzy or entry.obsolete] == []


def test_no_text_is_left_untranslated(catalogue):
    assert [english for entry in catalogue for english, text in pairs(entry) if not text.strip()] == [], RUN_THIS


def test_every_plural_has_all_the_forms_of_its_language(catalogue, language):
    wanted = list(range(number_of_forms(language)))
    assert [entry.msgid for entry in catalogue if entry.msgid_plural and sorted(entry.msgstr_plural) != wanted] == []


def test_the_plural_rule_is_django_s(catalogue, language):
    assert catalogue.metadata["Plural-Forms"] == plural_forms(language)
    assert catalogue.metadata["Language"] == language


def test_every_translation_has_the_places_for_values_of_the_english_text(catalogue):
    wrong = []
    for entry in catalogue:
        for english, text in pairs(entry):
            wanted = placeholders(english)
            # "One programme" and "%(count)s programmes": the form for one may name the number or leave it out.
            allowed = (
                [wanted, placeholders(entry.msgid), placeholders(entry.msgid_plural)]
                if entry.msgid_plural
                else [wanted]
            )
            if text and placeholders(text) not in allowed:
                wrong.append((english, text))
    assert wrong == []


def test_every_translation_has_the_markup_and_the_edges_of_the_english_text(catalogue):
    wrong = []
    for entry in catalogue:
        for english, text in pairs(entry):
            if text and (sorted(TAG.findall(english)), edges(english)) != (sorted(TAG.findall(text)), edges(text)):
                wrong.append((english, text))
    assert wrong == []


def test_no_translation_is_the_english_text_but_for_words_that_are_the_same(catalogue, language):
    same = {
        entry.msgid
        for entry in catalogue
        for english, text in pairs(entry)
        # A text of nothing but places for values and signs has no language.
        if english == text and re.search(r"[^\W\d_]", TAG.sub("", re.sub(r"%\(\w+\)s|%s|\{\w*\}", "", english)))
    }
    assert sorted(same - {text for text, languages in SAME_AS_ENGLISH.items() if language in languages}) == []


def test_no_allowance_is_left_over(messages):
    texts = {message.singular for message in messages.values()}
    assert sorted(SAME_AS_ENGLISH.keys() - texts) == []


# What they say ----------------------------------------------------------------------------------------------------


def terms():
    """Return {English term: {language: its words}} of the table in docs/glossary.md; a cell may have two words."""
    text = (catalogues.BASE_DIR / "docs" / "glossary.md").read_text(encoding="utf-8")
    head, _line, *rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text[text.index("| English |") :].splitlines()
        if line.startswith("|")
    ]
    return {
        row[0].casefold(): {
            language: [word.casefold() for word in cell.split(", ")]
            for language, cell in zip(head[1:], row[1:], strict=True)
        }
        for row in rows
    }


def test_the_glossary_has_every_term_in_every_language():
    assert {tuple(words) for words in terms().values()} == {LANGUAGES}
    assert [term for term, words in terms().items() if [] in words.values() or [""] in words.values()] == []


def test_the_catalogue_calls_things_what_the_glossary_calls_them(catalogue, language):
    known = terms()
    found = {
        entry.msgid: entry.msgstr
        for entry in catalogue
        if not entry.msgctxt and entry.msgid.casefold() in known and not entry.msgid_plural
    }
    assert len(found) > 50
    assert [
        (english, word) for english, word in found.items() if word.casefold() not in known[english.casefold()][language]
    ] == []


def test_the_glossary_for_visitors_uses_the_same_words(language):
    data = catalogues.BASE_DIR / "cluster_portal" / "data"
    [english] = [page for page in json.loads((data / "pages.json").read_text()) if page["slug"] == "glossary"]
    page = json.loads((data / "texts" / f"{language}.json").read_text())["pages"]["glossary"]
    row_heads = [re.findall(r'<th scope="row">([^<]*)</th>', body) for body in (english["body"], page["body"])]
    known = terms()
    found = {term: word for term, word in zip(*row_heads, strict=True) if term.casefold() in known}
    assert len(found) > 10
    assert [
        (term, word) for term, word in found.items() if word.casefold() not in known[term.casefold()][language]
    ] == []


def test_each_language_quotes_with_its_own_marks(catalogue, language):
    opening, closing = QUOTATION_MARKS[language]
    quotation = re.compile(f"{opening}[^{opening}]*?{closing}")
    wrong = []
    for entry in catalogue:
        for english, text in pairs(entry):
            rest, number = quotation.subn("", text)
            if number < english.count("“") or re.search("[„“”«»]", rest):
                wrong.append((english, text))
    assert wrong == []


def test_french_keeps_double_signs_with_the_word_before_them():
    wrong = [
        text
        for entry in polib.pofile(str(catalogue_path("fr")))
        for _english, text in pairs(entry)
        if re.search(r"(?<!\N{NO-BREAK SPACE})[:;?!»]|«(?!\N{NO-BREAK SPACE})", text.replace("Unite!", ""))
    ]
    assert wrong == []


# How they are made ------------------------------------------------------------------------------------------------

TEMPLATE = """\
{% load i18n %}
  <h1 class="it's">{% translate "A heading" %}</h1>
      {% blocktranslate trimmed count counter=list|length %}
          One thing of {{ whole }}
    {% plural %}
          {{ counter }} things of {{ whole }}, 100 %
      {% endblocktranslate %}
 {# Translators: a door, not a way of being #}
 {% translate "open" context "door" %}
\t{% include "part.html" with label=_("A label") note=_('Another "label"') only %}
  {{ value|default:_("nothing") }} {{ _("A constant") }}
  {% blocktranslate context "greeting" with name=user.name %}Hello {{ name }}{% endblocktranslate %}
  {% comment %}{% translate "never" %}{% endcomment %}
  if (a) { b('c") }
"""
CODE = """\
from django.utils.translation import gettext as _, gettext_lazy, ngettext_lazy, pgettext_lazy, npgettext_lazy
A = _("Plain")
B = [gettext_lazy("Lazy "
    "and long"), ngettext_lazy("%(n)s row", "%(n)s rows", "n"), pgettext_lazy("verb", "open")]
C = npgettext_lazy("data", "row", "rows", "n"); D = _(A); E = _("")
def f(): return _("Inside") % {"x": 1} + _("{n} pieces").format(n=2)
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project of one template and one module."""
    (tmp_path / "members" / "templates").mkdir(parents=True)
    (tmp_path / "members" / "migrations").mkdir()
    (tmp_path / "members" / "code.py").write_text(CODE, encoding="utf-8")
    (tmp_path / "members" / "migrations" / "0001.py").write_text('A = _("not this")', encoding="utf-8")
    (tmp_path / "members" / "templates" / "page.html").write_text(TEMPLATE, encoding="utf-8")
    monkeypatch.setattr(catalogues, "BASE_DIR", tmp_path)
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path / "locale")
    return tmp_path


def test_every_way_to_mark_a_text_is_found(project):
    code, page = ["members/code.py"], ["members/templates/page.html"]
    assert extract() == [
        Message("Plain", "", "", code, []),
        Message("Lazy and long", "", "", code, []),
        Message("%(n)s row", "%(n)s rows", "", code, []),
        Message("open", "", "verb", code, []),
        Message("row", "rows", "data", code, []),
        Message("Inside", "", "", code, []),
        Message("{n} pieces", "", "", code, []),
        Message("A heading", "", "", page, []),
        Message("One thing of %(whole)s", "%(counter)s things of %(whole)s, 100 %%", "", page, []),
        Message("open", "", "door", page, ["Translators: a door, not a way of being"]),
        Message("A label", "", "", page, []),
        Message('Another "label"', "", "", page, []),
        Message("nothing", "", "", page, []),
        Message("A constant", "", "", page, []),
        Message("Hello %(name)s", "", "greeting", page, []),
    ]


def test_an_update_keeps_translations_adds_what_is_new_and_drops_what_is_gone(project):
    old = [Message("Stays", "", "", ["a.py"], []), Message("Goes", "", "", ["a.py"], [])]
    assert update_catalogue("es", old) == 2
    path = catalogue_path("es")
    catalogue = polib.pofile(str(path))
    for entry in catalogue:
        entry.msgstr = f"es: {entry.msgid}"
    catalogue.save()
    new = [
        Message("Stays", "", "", ["b.py"], []),
        Message("%(n)s new", "%(n)s newer", "", ["b.py"], ["Translators: x"]),
    ]
    assert update_catalogue("es", new) == 1
    assert [(entry.msgid, entry.msgstr, entry.msgstr_plural) for entry in polib.pofile(str(path))] == [
        ("Stays", "es: Stays", {}),
        ("%(n)s new", "", {0: "", 1: "", 2: ""}),  # Spanish has a form for millions
    ]
    written = path.read_bytes()
    assert update_catalogue("es", new) == 1
    assert path.read_bytes() == written


def test_only_catalogues_that_changed_are_built(project):
    update_catalogue("sv", [Message("Plain", "", "", ["a.py"], [])])
    update_catalogue("fi", [Message("Plain", "", "", ["a.py"], [])])
    assert build_catalogues() == ["sv", "fi"]
    assert build_catalogues() == []
    built = catalogue_path("fi").with_suffix(".mo").stat().st_mtime
    os.utime(catalogue_path("fi"), (built + 1, built + 1))
    assert build_catalogues() == ["fi"]
    assert build_catalogues(force=True) == ["sv", "fi"]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("%(count)s of %(whole)d", ["%(count)s", "%(whole)d"]),
        ("100 %% of {name}, %s", ["%s", "{name}"]),
        ("100 % sure", []),
        ("plain", []),
    ],
)
def test_places_for_values_are_recognised(text, places):
    assert placeholders(text) == places
