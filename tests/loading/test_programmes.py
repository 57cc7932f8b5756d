"""Programmes and agreements of a data folder: what a record becomes, and what happens to it in a second run."""

import copy
from datetime import date

import pytest

from programmes.models import (
    Deadline,
    FrameworkAgreement,
    Intake,
    MobilityPath,
    Programme,
    ProgrammeChange,
    ProgrammePartner,
    Signature,
)

AGREEMENT = {
    "slug": "pacific",
    "title": "Pacific framework",
    "kind": "dual-master",
    "levels": ["master", "doctorate"],
    "status": "confirmed",
    "signatories": [
        {"university": "cordillera"},
        {"university": "hanbit", "is_inferred": True},
        {"external": "Deep U"},
    ],
    "start_year": 2010,
    "end_year": 2030,
    "renewal": "decision",
    "renewal_years": 5,
    "description": "What they agreed.",
    "eligibility": "Masters only.",
}
PROGRAMME = {
    "slug": "bridge",
    "title": "Bridge engineering",
    "kind": "dual",
    "level": "master",
    "status": "open",
    "basis": "network",
    "agreement": "pacific",
    "partners": [
        {
            "university": "cordillera",
            "is_coordinator": True,
            "awards": "yes",
            "degree": "Magíster",
            "degree_language": "es",
        },
        {"university": "hanbit", "awards": "yes", "note": "with a seal"},
        {"external": "Deep U", "country": "NZ", "awards": "unknown"},
        {"is_unnamed": True, "awards": "unknown"},
    ],
    "field_of_study": "Bridges",
    "isced_f": ["0732", "0710"],
    "languages": ["en", "es"],
    "ects": 120,
    "duration_semesters": 4,
    "extra_semesters": 0,
    "start_year": 2015,
    "end_year": 2030,
    "paths": [
        {
            "code": "south-north",
            "steps": [
                {"university": "cordillera", "months": 12, "ects": 60},
                {"university": "hanbit", "months": 12, "ects": 60, "kind": "thesis", "note": "by the sea"},
            ],
        },
        {"code": "open", "students_of": ["hanbit"], "steps": [{"university": "cordillera"}, {"place": "a harbour"}]},
    ],
    "dates": [
        {
            "deadlines": [
                {"purpose": "nomination", "university": "cordillera", "closes": "11-30"},
                {
                    "purpose": "application",
                    "university": "hanbit",
                    "opens": "12-01",
                    "closes": "02-29",
                    "time_zone": "Asia/Seoul",
                    "note": "by the sea",
                },
            ]
        },
        {
            "academic_year": 2025,
            "deadlines": [
                {
                    "purpose": "application",
                    "office": "Bridge office",
                    "round": 2,
                    "group": "non-eu",
                    "closes": "2025-01-10",
                    "time_zone": "Pacific/Auckland",
                }
            ],
        },
    ],
    "fees": [
        {"amount": 0, "charged_by": "host"},
        {"amount": 1500.5, "currency": "EUR", "group": "non-eu", "academic_year": 2025},
    ],
    "costs_note": "Ferries are extra.",
    "requirements": [{"kind": "language", "language": "es", "cefr": "B1"}],
    "eligibility": "Spanish B1.",
    "official_url": "https://lyra.example.org/bridge",
    "description": "Bridges in two countries.",
    "note": "Read in 2020.",
}
UNSOURCED = {"slug", "sources"}


def sourced(record, **changes):
    record = copy.deepcopy({**record, **changes})
    record = {name: value for name, value in record.items() if value is not None}
    record["sources"] = {name: "https://lyra.example.org/list" for name in record if name not in UNSOURCED}
    return record


def write(folder, programme=None, agreement=None, texts=None):
    """Put one programme and one agreement into the folder, each with changes."""
    folder.write("programmes.json", [sourced(PROGRAMME, **(programme or {}))])
    folder.write("agreements.json", [sourced(AGREEMENT, **(agreement or {}))])
    if texts:
        folder.edit("texts/es.json", lambda content: content.update(texts))
    return folder


@pytest.fixture
def loaded(folder):
    write(
        folder,
        texts={
            "programmes": {"bridge": {"title": "Ingeniería de puentes", "eligibility": "Español B1."}},
            "agreements": {"pacific": {"title": "Marco del Pacífico"}},
            "phrases": {"by the sea": "junto al mar", "a harbour": "un puerto"},
        },
    )
    folder.load()
    return folder


def bridge():
    return Programme.objects.get(slug="bridge")


# What a record becomes ------------------------------------------------------------------------------------------------


def test_a_record_becomes_a_published_programme_with_its_sources(loaded):
    programme = bridge()
    assert (programme.publication, programme.kind, programme.level, programme.status) == (
        "published",
        "dual",
        "master",
        "open",
    )
    assert (programme.title_en, programme.title_es, programme.title_pt) == (
        "Bridge engineering",
        "Ingeniería de puentes",
        None,
    )
    assert (programme.ects_total, programme.duration_months, programme.extra_months) == (120, 24, 0)
    assert (programme.subject_note_en, programme.costs_note_en) == ("Bridges", "Ferries are extra.")
    assert programme.agreement.slug == "pacific"
    assert not programme.coordinator_is_unknown
    assert programme.sources["summary"] == "https://lyra.example.org/list"
    assert [subject.code for subject in programme.subjects.all()] == ["0732", "0710"]
    assert [row.language for row in programme.languages.all()] == ["en", "es"]


def test_partners_keep_their_degrees_in_their_own_words_or_say_that_the_wording_is_not_known(loaded):
    partners = list(bridge().partners.all())
    assert [
        (one.degree_title, one.degree_title_language, one.degree_title_is_unknown, one.awarding) for one in partners
    ] == [
        ("Magíster", "es", False, "yes"),
        ("", "", True, "yes"),
        ("", "", False, "unknown"),
        ("", "", False, "unknown"),
    ]
    assert [(one.is_coordinator, one.is_external, one.is_unnamed) for one in partners] == [
        (True, False, False),
        (False, False, False),
        (False, True, False),
        (False, False, True),
    ]
    assert {(one.agreement_from, one.agreement_to) for one in partners} == {(date(2015, 1, 1), date(2031, 1, 1))}
    assert [(one.is_entry, one.is_exit) for one in partners[:2]] == [(True, False), (True, True)]


def test_paths_become_steps_with_their_short_texts_translated(loaded):
    path = bridge().paths.get(code="south-north")
    assert [(s.university.slug, s.months, s.ects, s.kind, s.note_en, s.note_es) for s in path.steps.all()] == [
        ("cordillera", 12, 60, "coursework", None, None),
        ("hanbit", 12, 60, "thesis", "by the sea", "junto al mar"),
    ]
    other = bridge().paths.get(code="open")
    assert [university.slug for university in other.home_universities.all()] == ["hanbit"]
    assert [(step.university, step.place_es) for step in other.steps.all()][1] == (None, "un puerto")


def test_dates_without_a_year_are_expected_and_those_of_a_year_firm(loaded):
    usual = bridge().intakes.get(academic_year=None)
    assert [(d.closes_on, d.opens_on, d.certainty, d.time_zone, d.last_moment) for d in usual.deadlines.all()] == [
        (date(2000, 2, 29), date(1999, 12, 1), "expected", "Asia/Seoul", None),
        (date(2000, 11, 30), None, "expected", "America/Santiago", None),
    ]
    (firm,) = bridge().intakes.get(academic_year=2025).deadlines.all()
    assert (firm.certainty, firm.authority, firm.round, firm.applicant_group) == ("firm", "Bridge office", 2, "non-eu")
    assert firm.last_moment.isoformat() == "2025-01-10T10:59:59+00:00"


def test_zero_is_a_fee_of_its_own_and_every_amount_keeps_its_year(loaded):
    rows = bridge().fees.order_by("amount").values_list("amount", "currency", "charged_by", "academic_year")
    assert [(str(amount), *rest) for amount, *rest in rows] == [
        ("0.00", "", "host", None),
        ("1500.50", "EUR", "", 2025),
    ]


def test_a_typed_condition_stands_beside_the_sentence_that_it_was_read_in(loaded):
    rows = bridge().requirements.values_list("kind", "language", "cefr", "text_en", "text_es")
    assert list(rows) == [("language", "es", "B1", None, None), ("other", "", "", "Spanish B1.", "Español B1.")]


def test_an_agreement_holds_to_the_end_of_its_last_year(loaded):
    agreement = FrameworkAgreement.objects.get()
    assert (agreement.valid_from, agreement.valid_to) == (date(2010, 1, 1), date(2031, 1, 1))
    assert (agreement.valid_from_precision, agreement.valid_to_precision) == ("year", "year")
    assert [level.value for level in agreement.levels] == ["master", "doctorate"]
    assert agreement.title_es == "Marco del Pacífico"
    assert [(str(one.university or one.external_name), one.is_inferred) for one in agreement.signatures.all()] == [
        ("cordillera", False),
        ("hanbit", True),
        ("Deep U", False),
    ]


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("status", "end", "expected"),
    [
        ("ended", None, ("unconfirmed", True)),
        ("ended", 2015, ("unconfirmed", False)),
        ("unconfirmed", None, ("unconfirmed", False)),
    ],
)
def test_an_agreement_that_ended_has_its_day_or_says_that_nobody_knows_it(folder, status, end, expected):
    write(folder, agreement={"status": status, "end_year": end}).load()
    agreement = FrameworkAgreement.objects.get()
    assert (agreement.state, agreement.ended_on_unknown_day) == expected


@pytest.mark.any_database
def test_a_joint_degree_without_a_title_says_that_its_wording_is_not_known(folder):
    partners = [
        {**each, "awards": "unknown", "degree": None, "degree_language": None} for each in PROGRAMME["partners"]
    ]
    write(folder, {"kind": "joint", "partners": partners}).load()
    assert bridge().joint_degree_title_is_unknown


def test_an_unverified_value_is_not_stored(folder):
    record = sourced(PROGRAMME)
    record["sources"]["ects"] = record["sources"]["fees"] = "unverified"
    write(folder)
    folder.write("programmes.json", [record])
    folder.load()
    assert bridge().ects_total is None
    assert not bridge().fees.exists()


# Running again --------------------------------------------------------------------------------------------------------


def primary_keys():
    tables = (
        Programme,
        ProgrammePartner,
        MobilityPath,
        Intake,
        Deadline,
        Signature,
        FrameworkAgreement,
        ProgrammeChange,
    )
    return [list(table._base_manager.order_by("pk").values_list("pk")) for table in tables]


def test_a_second_run_changes_nothing(loaded):
    before = primary_keys(), list(Deadline.objects.order_by("pk").values_list("uuid", "sequence"))
    assert loaded.load() == "0 added, 0 changed, 6 unchanged"
    assert (primary_keys(), list(Deadline.objects.order_by("pk").values_list("uuid", "sequence"))) == before


def test_a_date_that_moved_is_the_same_deadline_with_a_higher_sequence(loaded):
    before = bridge().deadlines.get(purpose="nomination")
    dates = copy.deepcopy(PROGRAMME["dates"])
    dates[0]["deadlines"][0]["closes"] = "11-15"
    write(loaded, {"dates": dates})
    assert loaded.load().startswith("0 added, 1 changed")
    after = bridge().deadlines.get(purpose="nomination")
    assert (after.pk, after.uuid, after.sequence) == (before.pk, before.uuid, 1)
    assert after.closes_on == date(2000, 11, 15)


def test_the_first_run_records_a_new_programme_and_a_later_one_what_changed(loaded):
    assert [change.areas for change in ProgrammeChange.objects.all()] == [["created"]]
    write(loaded, {"ects": None, "paths": None})
    loaded.load()
    assert [change.areas for change in ProgrammeChange.objects.order_by("pk")] == [
        ["created"],
        ["partners", "paths", "study"],
    ]


def edit_the_programme():
    programme = bridge()
    programme.title_en = "Edited"
    programme.save()


def edit_a_deadline():
    deadline = bridge().deadlines.first()
    deadline.closes_on = date(2000, 6, 1)
    deadline.save()


def add_a_partner():
    ProgrammePartner.objects.create(programme=bridge(), external_name="Added", is_external=True)


def remove_a_step():
    bridge().steps.first().delete()


@pytest.mark.parametrize("edit", [edit_the_programme, edit_a_deadline, add_a_partner, remove_a_step])
def test_what_staff_edited_is_kept_until_it_is_forced(loaded, edit):
    edit()
    edited = primary_keys()
    write(loaded, {"ects": 240, "paths": None})
    assert "kept as edited by staff: bridge" in loaded.load()
    assert primary_keys() == edited
    assert bridge().ects_total == 120
    loaded.load("--force")
    assert (bridge().ects_total, bridge().title_en) == (240, "Bridge engineering")


def test_a_signature_that_staff_edited_is_kept(loaded):
    Signature.objects.filter(external_name="Deep U").update(withdrawn_on=date(2020, 1, 1))
    write(loaded, agreement={"title": "New title"})
    assert "kept as edited by staff: pacific" in loaded.load()
    assert FrameworkAgreement.objects.get().title_en == "Pacific framework"


def test_a_programme_that_left_the_files_stays_and_is_named(loaded):
    loaded.write("programmes.json", [])
    loaded.edit("texts/es.json", lambda content: content.pop("programmes"))
    assert "no longer in the files, left as they are: bridge" in loaded.load()
    assert bridge().publication == "published"


def test_a_renamed_programme_is_found_again(loaded):
    programme = bridge()
    programme.slug = "bridges"
    programme.save()
    write(loaded, {"ects": None, "paths": None})
    loaded.load("--force")
    assert Programme.objects.count() == 1


# What is broken -------------------------------------------------------------------------------------------------------


def path_of(*steps):
    return [{"code": "p", "steps": list(steps)}]


def deadline_of(**changes):
    deadline = {"purpose": "application", "university": "cordillera", "closes": "02-15", **changes}
    return [{"deadlines": [{name: value for name, value in deadline.items() if value is not None}]}]


STEP = {"university": "cordillera", "months": 12, "ects": 60}
BROKEN = [
    ({"partners": [{"university": "atlantis"}]}, "partners: “atlantis” is no university."),
    ({"partners": [{"university": "cordillera", "rank": 1}]}, "partners: 1: rank is an unknown field."),
    ({"partners": [{"awards": "maybe"}]}, 'partners: 1: awards: "maybe" is none of yes, no, unknown.'),
    ({"partners": [PROGRAMME["partners"][0]]}, "A published programme has at least two partners."),
    ({"partners": "all"}, "partners: a list of objects is expected."),
    ({"agreement": "atlantic"}, "agreement: “atlantic” is no agreement."),
    ({"kind": "triple"}, 'kind: "triple" is none of dual, multiple, joint'),
    ({"isced_f": ["9998"]}, "isced_f: ISCED-F 2013 has no detailed field of this code."),
    ({"isced_f": ["0732", "0732"]}, "isced_f: holds something twice."),
    ({"languages": ["English"]}, "languages: “English” is not written like"),
    ({"paths": path_of(STEP, {**STEP, "university": "old-academy"})}, "paths: "),
    ({"paths": path_of(STEP, {**STEP, "university": "hanbit", "ects": 50})}, "add up to 110 ECTS credits"),
    ({"paths": [{"code": "p"}]}, "paths: 1: steps is missing."),
    ({"paths": path_of({**STEP, "months": -1})}, "paths: 1: steps: 1: months: a whole number is expected, not -1."),
    ({"dates": deadline_of(closes="02-30")}, 'dates: 1: deadlines: 1: closes: "02-30" is no date'),
    ({"dates": deadline_of(closes=None)}, "dates: 1: deadlines: 1: closes is missing."),
    ({"dates": deadline_of(university=None, office="Office")}, "dates: "),
    ({"dates": deadline_of(time_zone="Mars/Olympus")}, "dates: “Mars/Olympus” is not a time zone"),
    ({"fees": [{"amount": 100}]}, "fees: An amount needs a currency"),
    ({"fees": [{"amount": -1}]}, "fees: 1: amount: an amount is expected, not -1."),
    ({"requirements": [{"kind": "language", "cefr": "B2"}]}, "requirements: A CEFR level needs a language."),
    ({"colour": "red"}, "colour: is an unknown field."),
]


@pytest.mark.any_database
@pytest.mark.parametrize(("changes", "problem"), BROKEN)
def test_a_broken_record_changes_nothing_and_says_why(folder, changes, problem):
    write(folder, changes)
    problems = folder.problems()
    assert any(problem in each for each in problems), problems
    assert all(each.startswith("programmes.json, bridge") for each in problems)
    assert not Programme.objects.exists()
    assert not FrameworkAgreement.objects.exists()


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"signatories": [{"university": "atlantis"}]}, "signatories: “atlantis” is no university."),
        ({"levels": ["any"]}, 'levels: "any" is none of bachelor, master, doctorate.'),
        ({"status": "gone"}, 'status: "gone" is none of confirmed, unconfirmed, ended.'),
        ({"start_year": 2031}, "The end must be after the start."),
    ],
)
def test_a_broken_agreement_changes_nothing_and_says_why(folder, changes, problem):
    write(folder, {"agreement": None, "basis": None}, changes)
    problems = folder.problems()
    assert len(problems) == 1, problems
    assert problems[0].startswith("agreements.json, pacific")
    assert problem in problems[0]


@pytest.mark.any_database
def test_two_records_of_one_slug_are_told(folder):
    write(folder)
    folder.write("programmes.json", [sourced(PROGRAMME), sourced(PROGRAMME)])
    assert folder.problems() == ["programmes.json, bridge, slug: stands in more than one record."]


@pytest.mark.any_database
def test_a_translation_of_nothing_is_told(folder):
    write(folder, {"note": None}, texts={"programmes": {"bridge": {"note": "Nota."}, "tunnel": {"title": "Túnel"}}})
    assert folder.problems() == [
        "texts/es.json, bridge, note: translates what programmes.json does not say.",
        "texts/es.json, tunnel: programmes.json has no programme of this slug.",
    ]
