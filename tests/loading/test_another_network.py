"""Another folder makes another network's portal, and two networks never share a database."""

import json
import re

import pytest

from cluster_portal.management.commands.load_network import DATA
from cluster_portal.models import LoadedRecord
from cluster_portal.network.models import Network
from members.models import University


def test_a_database_of_another_network_is_refused_and_stays_as_it_is(folder):
    folder.load()
    folder.edit_network(name="Vega")

    refusal = (
        "This database holds the network “Lyra”: load “Vega” into an empty one. "
        "If it is the same network under a new name, change the name in the admin first."
    )

    assert folder.refusal() == refusal
    assert folder.refusal("--force") == refusal
    assert Network.objects.get().name == "Lyra"


def test_a_network_that_staff_made_by_hand_is_another_one_too(folder):
    Network.objects.create(name="Vega")

    assert folder.refusal().startswith("This database holds the network “Vega”")
    assert not University.objects.exists()


def test_a_network_that_staff_renamed_is_still_the_one_that_was_loaded(folder):
    folder.load()
    Network.objects.update(name="Lyra Pacifica")

    assert folder.load() == "0 added, 0 changed, 3 unchanged\nkept as edited by staff: Lyra (--force overwrites)"


def test_a_network_that_is_renamed_here_and_in_the_files_takes_its_new_name(folder):
    folder.load()
    Network.objects.update(name="Lyra Pacifica")
    folder.edit_network(name="Lyra Pacifica")

    folder.load("--force")

    assert folder.load() == "0 added, 0 changed, 4 unchanged"
    assert list(LoadedRecord.objects.filter(file="network.json").values_list("key", flat=True)) == ["Lyra Pacifica"]


@pytest.fixture
def lyra_pages(folder, client):
    """The text of the home page, the directory and a member's page of the small network, by language."""
    folder.load()
    paths = ("", "members/", "members/cordillera/")
    return {
        language: [client.get(f"/{language}/{path}").content.decode() for path in paths] for language in ("en", "es")
    }


def test_its_pages_show_its_own_name_texts_colours_and_contact(lyra_pages, client):
    home, directory, member = lyra_pages["en"]

    assert "League of Young Research Academies" in home
    assert "Lyra joins academies of engineering on both shores of the Pacific." in home
    assert "office@lyra.example.org" in home
    for page in (home, directory):
        assert "Technical University of the Cordillera" in page
    assert "Hanbit Institute of Technology" in directory
    assert "Old Academy" in directory
    assert "University of engineering at the foot of the Andes." in member
    theme = re.search(r'href="(/[^"]*theme[^"]*)"', home)[1]
    assert "--accent:#7a1f5c;--accent-2:#2f5d1e" in client.get(theme).content.decode()


def test_its_pages_show_its_translations(lyra_pages):
    home, directory, member = lyra_pages["es"]

    assert "Lyra une academias de ingeniería de las dos orillas del Pacífico." in home
    assert "Universidad Técnica de la Cordillera" in directory
    assert "Universidad de ingeniería al pie de los Andes." in member


def test_its_pages_show_nothing_of_our_network(lyra_pages):
    network = json.loads((DATA / "network.json").read_text(encoding="utf-8"))
    records = json.loads((DATA / "universities.json").read_text(encoding="utf-8"))
    ours = {
        network["name"],
        network["full_name"],
        network["website"],
        *(record["slug"] for record in records if "-" in record["slug"]),
        *(
            record[name]
            for record in records
            for name in ("official_name", "english_name", "website")
            if record.get(name)
        ),
    }

    found = {
        (word, language) for language, pages in lyra_pages.items() for page in pages for word in ours if word in page
    }
    assert found == set()
