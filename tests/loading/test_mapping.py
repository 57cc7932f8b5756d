"""What a record of the files becomes in the database."""

from datetime import date
from decimal import Decimal

from cluster_portal.network.models import Network
from members.models import Membership, University


def rows(university, relation, *columns):
    return sorted(getattr(university, relation).values_list(*columns), key=str)


def test_a_university_is_published_with_every_field_that_has_a_source(folder):
    folder.load()

    university = University.objects.get(slug="cordillera")

    assert (university.publication, university.source_language) == ("published", "en")
    assert university.country.code == "CL"
    assert (university.latitude, university.longitude) == (Decimal("-32.8337"), Decimal("-70.5983"))
    assert (university.coordinate_precision, university.time_zone) == ("city", "America/Santiago")
    assert (university.founded_year, university.email_domains) == (1954, "cordillera.example.org")
    assert (university.website_en, university.network_page_url) == (
        "https://cordillera.example.org",
        "https://cordillera.example.org/lyra",
    )
    assert (university.alliance, university.alliance_role_en, university.alliance_role_es) == (
        "Ring of the Pacific",
        "partner",
        "socia",
    )
    assert (university.city_en, university.city_es) == ("Los Andes", None)
    assert university.summary_en == "University of engineering at the foot of the Andes."
    assert university.summary_es == "Universidad de ingeniería al pie de los Andes."
    assert university.summary_pt is None
    assert university.sources == {
        **dict.fromkeys(
            ("city", "country", "latitude", "longitude", "website", "email_domains", "founded_year"),
            "https://register.example.org/1",
        ),
        "coordinate_precision": "editorial",
        "time_zone": "editorial",
        "alliance": "https://cordillera.example.org",
        "alliance_role": "https://cordillera.example.org",
        "network_page_url": "https://cordillera.example.org/lyra",
        "summary": "own-words",
    }


def test_what_is_unverified_never_reaches_the_database(folder):
    folder.load()

    university = University.objects.get(slug="cordillera")

    assert university.address == ""
    assert not university.names.filter(value="UTC").exists()
    assert not university.facts.filter(value=900).exists()


def test_names_are_official_translated_short_or_an_acronym_and_none_is_stored_twice(folder):
    folder.load()

    columns = ("kind", "language", "value", "source")
    assert rows(University.objects.get(slug="cordillera"), "names", *columns) == [
        ("official", "es", "Universidad Técnica de la Cordillera", "https://register.example.org/1"),
        ("translation", "en", "Technical University of the Cordillera", "https://register.example.org/1"),
        ("translation", "pt", "Universidade Técnica da Cordilheira", "https://register.example.org/1"),
    ]
    assert rows(University.objects.get(slug="hanbit"), "names", *columns) == [
        ("acronym", "", "HIT", "https://register.example.org/2"),
        ("official", "ko", "한빛공과대학교", "https://register.example.org/2"),
        ("translation", "en", "Hanbit Institute of Technology", "https://register.example.org/2"),
    ]
    assert rows(University.objects.get(slug="old-academy"), "names", *columns) == [
        ("official", "en", "Old Academy", "https://register.example.org/3")
    ]


def test_an_english_name_that_is_the_official_one_is_official_in_english_too(folder):
    folder.edit_university("cordillera", english_name="Universidad Técnica de la Cordillera")

    folder.load()

    official = University.objects.get(slug="cordillera").names.filter(kind="official")
    assert sorted(official.values_list("language", flat=True)) == ["en", "es"]


def test_a_name_with_other_capitals_and_accents_is_the_same_name(folder):
    folder.edit_university("cordillera", names={"es": "UNIVERSIDAD TECNICA DE LA CORDILLERA", "gl": "UTC do Sur"})

    folder.load()

    names = University.objects.get(slug="cordillera").names
    assert sorted(names.filter(kind="translation").values_list("language", flat=True)) == ["en", "gl"]


def test_identifiers_are_repaired_and_carry_note_and_source(folder):
    folder.load()

    assert rows(University.objects.get(slug="cordillera"), "identifiers", "scheme", "value", "note", "source") == [
        ("pic", "900000001", "Of the whole university.", "https://register.example.org/1"),
        ("wikidata", "Q900000001", "", "https://register.example.org/1"),
    ]


def test_figures_carry_year_note_and_source(folder):
    folder.load()

    columns = ("kind", "value", "reference_year", "note_en", "note_es", "source")
    assert rows(University.objects.get(slug="cordillera"), "facts", *columns) == [
        (
            "students",
            12000,
            2022,
            "without distance students",
            "sin estudiantes a distancia",
            "https://cordillera.example.org/figures",
        )
    ]


def test_a_membership_with_a_year_of_joining_starts_then_and_says_that_only_the_year_is_known(folder):
    folder.load()

    period = Membership.objects.get(university__slug="cordillera")

    assert (period.category, period.state, period.is_inferred) == ("full", "active", False)
    assert (period.valid_from, period.valid_from_precision) == (date(2011, 1, 1), "year")
    assert (period.valid_to, period.valid_to_precision, period.ended_on_unknown_day) == (None, "", False)
    assert (period.note_en, period.note_es) == ("One of the founders.", "Una de las fundadoras.")
    assert period.source == "https://lyra.example.org/members"


def test_a_start_that_nobody_recorded_stays_unknown(folder):
    folder.load()

    period = Membership.objects.get(university__slug="hanbit")

    assert (period.category, period.state) == ("associate", "suspended")
    assert (period.valid_from, period.valid_from_precision) == (None, "")


def test_a_former_membership_ends_in_its_year_and_the_successor_is_linked(folder):
    folder.load()

    period = Membership.objects.select_related("university__successor").get(university__slug="old-academy")

    assert (period.valid_to, period.valid_to_precision) == (date(2016, 1, 1), "year")
    assert (period.ended_on_unknown_day, period.is_inferred) == (False, True)
    assert period.university.successor.slug == "cordillera"
    assert period.university.sources["successor"] == "https://lyra.example.org/history"


def test_a_former_membership_without_a_year_ended_on_an_unknown_day(folder):
    folder.edit_university("old-academy", left_year=None)

    folder.load()

    period = Membership.objects.get(university__slug="old-academy")
    assert (period.valid_to, period.ended_on_unknown_day) == (None, True)
    assert not Membership.objects.on(date(2010, 1, 1)).filter(university__slug="old-academy").exists()


def test_an_unknown_status_is_an_unconfirmed_membership(folder):
    folder.edit_university("hanbit", membership_status="unknown")

    folder.load()

    assert Membership.objects.get(university__slug="hanbit").state == "unconfirmed"


def test_without_a_verified_status_no_membership_is_claimed(folder):
    def unverify(universities):
        universities[0]["sources"].update(category="unverified", membership_status="unverified")

    folder.edit("universities.json", unverify)

    folder.load()

    assert not Membership.objects.filter(university__slug="cordillera").exists()


def test_the_network_is_loaded_with_its_texts_colours_figures_and_sources(folder):
    folder.load()

    network = Network.objects.get()

    assert (network.name, network.full_name) == ("Lyra", "League of Young Research Academies")
    assert (network.tagline_en, network.tagline_es) == (
        "Three academies around one ocean",
        "Tres academias en torno a un océano",
    )
    assert network.tagline_fi is None
    assert (network.contact_email, network.contact_url) == (
        "office@lyra.example.org",
        "https://lyra.example.org/contact",
    )
    assert (network.accent, network.accent_dark, network.accent_2, network.accent_2_dark) == (
        "#7a1f5c",
        "#e39bc8",
        "#2f5d1e",
        "#9fd389",
    )
    assert network.sources == {
        **dict.fromkeys(("tagline", "statement", "aims", "figures_note"), "own-words"),
        "founded_year": "https://lyra.example.org/history",
    }
    assert list(network.figures.values_list("kind", "value", "reference_year", "source")) == [
        ("students", 21000, 2022, "https://lyra.example.org/figures")
    ]


def test_the_translation_of_an_unverified_text_is_dropped_with_it(folder):
    folder.edit("universities.json", lambda universities: universities[0]["sources"].update(summary="unverified"))

    folder.load()

    university = University.objects.get(slug="cordillera")
    assert (university.summary_en, university.summary_es) == (None, None)
