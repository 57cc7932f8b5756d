"""Every kind of public page, in all languages, with the real content: nothing of it is left in English."""

import json
import re
from html.parser import HTMLParser
from itertools import chain

import polib
import pytest
from django.core.management import call_command
from django.utils import translation
from django.utils.dates import MONTHS
from django_countries import countries

from cluster_portal.catalogues import BASE_DIR, LANGUAGES, catalogue_path
from cluster_portal.core.countries import country_name
from cluster_portal.network.models import Network
from members.models import Presidency, University, UniversityName
from news.models import Event
from programmes.models import ProgrammePartner

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

# One of each kind, and the lists in each of their forms.
ADDRESSES = [
    "",
    "members/",
    "news/",
    "documents/",
    "events/",
    "about/governance/",
    "about/history/",
    "programmes/?level=master&home=kth",
    "programmes/?q=0&level=master",
    "programmes/finder/?from=kth",
    "programmes/coverage/",
    "programmes/agreements/",
    "nothing/",
    "members/ku-leuven/",
    "about/glossary/",
    "about/governance/general-assembly/",
    "events/ga-2026-torino/",
    "news/the-portal-opens/",
    "programmes/agreements/cluster-dual-master-convention/",
    "programmes/codas/",
]
# Words of the content that are the same in these languages; those of the interface are in test_catalogues.
SAME_AS_ENGLISH = {
    "Cycle": {"fr"},
    "Formats": {"fr", "ca"},
    "Learning agreement": {"it", "nl"},
    "Welsh": {"nl"},
    "catalogue": {"fr"},
    "in": {"de", "it", "nl"},
    "sitemap": {"nl"},
}

SAID = {"description", "og:title", "og:description", "og:site_name", "og:image:alt"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
DATA = BASE_DIR / "cluster_portal" / "data"
IN_WORDS = re.compile(r"[^\W\d_]{2}")
CODE = re.compile(r"[\w-]+(\.[\w-]+)+|\w*\d\w*")  # an address, an identifier


class Words(HTMLParser):
    """Collects what a page says in its own language: texts, and attributes that are shown or read out."""

    def __init__(self, language):
        super().__init__()
        self.language = language
        self.open = [("html", language)]
        self.found = []
        self.goes_on = False

    def handle_starttag(self, tag, attrs):
        self.goes_on = tag == "wbr"
        if self.goes_on:
            return
        attributes = dict(attrs)
        language = attributes.get("lang") or self.open[-1][1]
        if tag not in VOID:
            is_letters = tag == "abbr" or "monogram" in attributes.get("class", "")
            self.open.append((tag, "" if is_letters else language))
        if language == self.language:
            shown = ["aria-label", "title", "alt", "placeholder"]
            if tag == "meta" and {attributes.get("name"), attributes.get("property")} & SAID:
                shown.append("content")
            self.found += [attributes.get(name) or "" for name in shown]

    def handle_endtag(self, tag):
        self.goes_on = False
        while len(self.open) > 1 and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        tag, language = self.open[-1]
        words = " ".join(data.split())
        if not words or language != self.language or tag in ("script", "style"):
            return
        if self.goes_on:
            self.found[-1] += words
        else:
            self.found.append(words)


def words_of(client, language, address):
    reader = Words(language)
    response = client.get(f"/{language}/{address}")
    assert (response.status_code == 200) == ("nothing" not in address), address
    reader.feed(response.content.decode())
    return reader.found


def records(value):
    """Return {slug: record} of a data file; the network has no slug."""
    return {record["slug"]: record for record in value} if isinstance(value, list) else {"": value}


def same_in_the_content(language):
    """Yield the texts that the translator of the content left as they are: names, mostly."""
    translated = json.loads((DATA / "texts" / f"{language}.json").read_text(encoding="utf-8"))
    translated.pop("status")
    yield from (text for text, same in translated.pop("phrases").items() if text == same)
    for section, texts in translated.items():
        english = records(json.loads((DATA / f"{section}.json").read_text(encoding="utf-8")))
        for slug, fields in ({"": texts} if section == "network" else texts).items():
            yield from (value for field, value in fields.items() if english[slug].get(field) == value)


def names():
    """Yield the names that are never translated, from the database."""
    yield from UniversityName.objects.values_list("value", flat=True)
    yield from chain(*University.objects.values_list("address", "alliance"))
    yield from (university.monogram for university in University.objects.prefetch_related("names"))
    yield from chain(*ProgrammePartner.objects.values_list("external_name", "degree_abbreviation", "unit"))
    yield from chain(*Presidency.objects.values_list("president_name", "secretary_general_name", "coordinator_name"))
    yield from Event.objects.values_list("external_host", flat=True)
    yield from chain(*Network.objects.values_list("name", "full_name"))


def same_in(language):
    """Yield the countries and months that are called the same in English."""
    words = []
    for code in (language, "en"):
        with translation.override(code):
            words.append(
                [country_name(country) for country in countries.countries] + [str(month) for month in MONTHS.values()]
            )
    yield from (word for word, english in zip(*words, strict=True) if word == english)


def same_in_the_catalogue(language):
    """Return a pattern of the texts of the interface that are the same in English; test_catalogues allows each."""
    texts = ["[^\\w]*"]
    for entry in polib.pofile(str(catalogue_path(language))):
        forms = [(entry.msgid, entry.msgstr)]
        if entry.msgid_plural:
            forms = [(entry.msgid, entry.msgstr_plural[0]), (entry.msgid_plural, entry.msgstr_plural[1])]
        texts += [re.sub(r"%\\\(\w+\\\)[sd]", ".+", re.escape(text)) for english, text in forms if text == english]
    return re.compile("|".join(text for text in texts if IN_WORDS.search(text)))


def is_said_in_english(text, known, catalogue):
    """Tell whether anything of a text that is the same in English is neither a name nor the same word."""
    rest = CODE.sub("0", known.sub("0", text))
    return any(
        IN_WORDS.search(part) and part != part.upper() and not catalogue.fullmatch(part)
        for part in re.split(r"\s*[–·:;,()]\s*", rest)
    ) and not catalogue.fullmatch(rest.strip())


def test_nothing_is_left_in_english(client):
    call_command("load_network", verbosity=0)
    english = {address: set(words_of(client, "en", address)) for address in ADDRESSES}
    everywhere = set(names())
    left = {}
    for language in LANGUAGES:
        allowed = {word for word, languages in SAME_AS_ENGLISH.items() if language in languages}
        allowed |= everywhere | set(same_in_the_content(language)) | set(same_in(language))
        longest_first = sorted(filter(IN_WORDS.search, allowed), key=len, reverse=True)
        known = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
        catalogue = same_in_the_catalogue(language)
        same = {
            text: address
            for address in ADDRESSES
            for text in english[address].intersection(words_of(client, language, address))
        }
        if found := {text: same[text] for text in same if is_said_in_english(text, known, catalogue)}:
            left[language] = found
    assert left == {}, json.dumps(left, ensure_ascii=False, indent=1)
