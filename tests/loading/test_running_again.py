"""What a second run does: nothing, unless the files have something new, and never over what staff edited."""

import pytest

from cluster_portal.models import LoadedRecord
from cluster_portal.network.models import Network, NetworkFigure
from members.models import Contact, Membership, University, UniversityFact, UniversityIdentifier, UniversityName
from tests.factories.members import UniversityNameFactory

TABLES = (Network, NetworkFigure, University, UniversityName, UniversityIdentifier, UniversityFact, Membership)


def snapshot():
    return [list(table.objects.order_by("pk").values()) for table in (*TABLES, LoadedRecord)]


def test_the_first_run_adds_everything(folder):
    assert folder.load() == "4 added, 0 changed, 0 unchanged"


def test_the_second_run_changes_nothing_not_even_a_time(folder):
    folder.load()
    before = snapshot()

    assert folder.load() == "0 added, 0 changed, 4 unchanged"
    assert snapshot() == before


def test_a_forced_run_without_anything_new_changes_nothing_either(folder):
    folder.load()
    before = snapshot()

    assert folder.load("--force") == "0 added, 0 changed, 4 unchanged"
    assert snapshot() == before


def test_a_second_run_asks_few_questions_of_the_database(folder, django_assert_max_num_queries):
    folder.load()

    with django_assert_max_num_queries(
        46
    ):  # two ask whether translations are followed, and what the search does not know
        folder.load()


def test_what_is_new_in_the_files_is_brought_over_and_rows_that_stay_keep_their_keys(folder):
    folder.load()
    university = University.objects.get(slug="cordillera")
    keys = {table: set(table.objects.values_list("pk", flat=True)) for table in TABLES}
    folder.edit_university(
        "cordillera",
        city="San Felipe",
        joined_year=2012,
        student_count=12500,
        wikidata_qid=None,
        erasmus_code="CH LAUSANN06",
        names={"ca": "Universitat Tècnica de la Serralada"},
    )

    assert folder.load() == "0 added, 1 changed, 3 unchanged"

    university = University.objects.get(slug="cordillera")
    assert university.city_en == "San Felipe"
    assert university.memberships.get().valid_from.year == 2012
    assert university.facts.get().value == 12500
    assert sorted(university.identifiers.values_list("scheme", flat=True)) == ["erasmus", "pic"]
    assert sorted(university.names.values_list("language", flat=True)) == ["ca", "en", "es"]
    for table in (University, Membership, UniversityFact):
        assert set(table.objects.values_list("pk", flat=True)) == keys[table]
    assert len(set(UniversityName.objects.values_list("pk", flat=True)) - keys[UniversityName]) == 1
    assert folder.load() == "0 added, 0 changed, 4 unchanged"


def test_a_new_translation_alone_is_brought_over(folder):
    folder.load()
    folder.write("texts/pt.json", {"universities": {"hanbit": {"summary": "Instituto no centro da Coreia."}}})

    assert folder.load() == "0 added, 1 changed, 3 unchanged"
    assert University.objects.get(slug="hanbit").summary_pt == "Instituto no centro da Coreia."


def test_what_is_new_about_the_network_is_brought_over(folder):
    folder.load()
    folder.edit_network(
        contact_email="hello@lyra.example.org",
        figures=[{"kind": "professors", "value": 700, "source": "own-words"}],
    )

    assert folder.load() == "0 added, 1 changed, 3 unchanged"

    network = Network.objects.get()
    assert network.contact_email == "hello@lyra.example.org"
    assert list(network.figures.values_list("kind", "value", "reference_year")) == [("professors", 700, None)]


def edit_text(university):
    university.summary_es = "Otra frase."
    university.save()


def edit_plain_field(university):
    university.founded_year = 1955
    university.save()


def withdraw(university):
    university.publication = "withdrawn"
    university.save()


def rename_address(university):
    university.slug = "cordillera-chile"
    university.save()


def add_name(university):
    UniversityNameFactory(university=university, language="fr", kind="translation", value="Université de la Cordillère")


def change_identifier(university):
    university.identifiers.filter(scheme="pic").update(note="")


def remove_figure(university):
    university.facts.all().delete()


def end_membership(university):
    university.memberships.update(valid_to="2024-01-01")


def delete(university):
    university.delete()


EDITS = [
    edit_text,
    edit_plain_field,
    withdraw,
    rename_address,
    add_name,
    change_identifier,
    remove_figure,
    end_membership,
    delete,
]
# When the Cordillera goes, so does what led to it.
ALSO_EDITED = {delete: ", old-academy"}


@pytest.mark.parametrize("edit", EDITS)
def test_what_staff_edited_is_kept_whatever_the_files_say(folder, edit):
    folder.load()
    edit(University.objects.get(slug="cordillera"))
    before = snapshot()
    folder.edit_university("cordillera", city="San Felipe")

    edited = f"cordillera{ALSO_EDITED.get(edit, '')}"
    unchanged = 4 - len(edited.split(","))
    kept = f"0 added, 0 changed, {unchanged} unchanged\nkept as edited by staff: {edited} (--force overwrites)"

    assert folder.load() == kept
    assert folder.load() == kept  # and for as long as it takes
    assert snapshot() == before


@pytest.mark.parametrize("edit", EDITS)
def test_force_brings_back_what_the_files_say(folder, edit):
    folder.load()
    fingerprints = dict(LoadedRecord.objects.exclude(key="old-academy").values_list("key", "stored_fingerprint"))
    edit(University.objects.get(slug="cordillera"))

    folder.load("--force")

    assert folder.load() == "0 added, 0 changed, 4 unchanged"
    restored = dict(LoadedRecord.objects.exclude(key="old-academy").values_list("key", "stored_fingerprint"))
    assert restored == fingerprints
    assert University.objects.get(slug="old-academy").successor.slug == "cordillera"


def test_what_staff_edited_of_the_network_is_kept(folder):
    folder.load()
    Network.objects.update(contact_email="desk@lyra.example.org")
    folder.edit_network(founded_year=2012)

    assert folder.load() == ("0 added, 0 changed, 3 unchanged\nkept as edited by staff: Lyra (--force overwrites)")
    assert Network.objects.get().founded_year == 2011

    folder.load("--force")
    network = Network.objects.get()
    assert (network.founded_year, network.contact_email) == (2012, "office@lyra.example.org")


def test_what_the_loader_never_writes_is_free_to_staff(folder):
    folder.load()
    university = University.objects.get(slug="cordillera")
    university.description_en, university.hue = "A long text.", 3
    university.save()
    Contact.objects.create(university=university, function="press", mailbox_email="press@cordillera.example.org")
    Membership.objects.filter(university=university).update(decided_by="General Assembly")
    folder.edit_university("cordillera", city="San Felipe")

    assert folder.load() == "0 added, 1 changed, 3 unchanged"

    university.refresh_from_db()
    assert (university.city_en, university.description_en, university.hue) == ("San Felipe", "A long text.", 3)
    assert university.contacts.count() == 1
    assert university.memberships.get().decided_by == "General Assembly"


def test_saving_the_admin_form_without_a_change_is_no_edit(folder):
    r"""A form stores "" where the loader stores nothing, and \r\n where the file has \n."""
    folder.edit_university("cordillera", summary="One line.\nAnother line.")
    folder.load()
    university = University.objects.get(slug="cordillera")
    university.summary_en, university.summary_fr = "One line.\r\nAnother line.", ""
    university.save()

    assert folder.load() == "0 added, 0 changed, 4 unchanged"


def test_a_university_that_staff_made_themselves_is_theirs(folder):
    University.objects.create(slug="hanbit", city_en="Seoul")

    assert folder.load() == "3 added, 0 changed, 0 unchanged\nkept as edited by staff: hanbit (--force overwrites)"
    assert University.objects.get(slug="hanbit").city_en == "Seoul"

    assert folder.load("--force") == "0 added, 1 changed, 3 unchanged"
    assert University.objects.get(slug="hanbit").city_en == "Daejeon"


def test_a_university_that_left_the_files_stays_and_is_named(folder):
    folder.load()
    folder.edit("universities.json", lambda universities: universities.pop())

    assert folder.load() == ("0 added, 0 changed, 3 unchanged\nno longer in the files, left as they are: old-academy")
    assert University.objects.published().filter(slug="old-academy").exists()
