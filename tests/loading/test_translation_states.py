"""What the data files say of their translations: first ones of our own, or confirmed by whom they are about."""

import json

import pytest

from cluster_portal.loading.reading import FIRST, TRANSLATIONS
from cluster_portal.management.commands.load_network import DATA
from cluster_portal.translations.models import TranslationUnit
from members.models import University

FILE = "texts/es.json"


def unconfirmed():
    """Return {(object, field)} of the texts that wait to be confirmed."""
    return set(TranslationUnit.objects.filter(is_confirmed=False).values_list("root__name", "field"))


def written():
    return set(TranslationUnit.objects.exclude(state="missing").values_list("root__name", "field"))


@pytest.fixture
def first(folder):
    """The small network, whose Spanish texts are first translations."""
    folder.edit(FILE, lambda content: content.update(status=FIRST))
    return folder


def test_our_own_files_are_marked_as_first_translations():
    statuses = {path.name: json.loads(path.read_text(encoding="utf-8")).get("status") for path in
                (DATA / TRANSLATIONS).glob("*.json")}  # fmt: skip
    assert len(statuses) == 9
    assert set(statuses.values()) == {"first-translation"}


def test_a_file_without_a_mark_is_confirmed(folder):
    folder.load()
    assert written()
    assert unconfirmed() == set()


def test_a_file_of_first_translations_waits_to_be_confirmed(first):
    first.load()
    assert unconfirmed() == written()
    assert set(TranslationUnit.objects.filter(is_confirmed=False).values_list("language", flat=True)) == {"es"}


def test_a_record_is_confirmed_by_itself_also_when_it_was_loaded_before(first):
    first.load()
    slug = next(iter(json.loads((first.path / FILE).read_text(encoding="utf-8"))["universities"]))
    name = University.objects.get(slug=slug).name.value
    assert {root for root, _field in unconfirmed()} > {name}
    first.edit(FILE, lambda content: content["universities"][slug].update(status="confirmed"))
    assert first.load().startswith("0 added, 0 changed")
    assert {root for root, _field in unconfirmed()} == {root for root, _field in written()} - {name}


def test_what_was_confirmed_in_the_back_office_stays_so_until_its_text_changes(first):
    first.load()
    TranslationUnit.objects.update(is_confirmed=True)
    first.load("--force")
    assert unconfirmed() == set()
    first.edit(FILE, lambda content: content["network"].update(tagline="Otro lema"))
    first.load()
    assert {field for _root, field in unconfirmed()} == {"tagline"}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"status": "guessed"}, "texts/es.json, status: “first-translation” or “confirmed” is expected."),
        ({"status": None}, "texts/es.json, status: “first-translation” or “confirmed” is expected."),
    ],
)
def test_an_unknown_status_of_a_file_is_refused(folder, change, problem):
    folder.edit(FILE, lambda content: content.update(change))
    assert folder.problems() == [problem]
    assert not TranslationUnit.objects.exists()


def test_an_unknown_status_of_a_record_is_refused(folder):
    folder.edit(FILE, lambda content: content["network"].update(status="first-translation"))
    assert folder.problems() == ["texts/es.json, network, status: “confirmed” is expected, or nothing."]
