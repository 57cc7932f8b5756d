"""What the page of a programme says of who confirmed it: each case in words, no more than is known."""

from datetime import UTC, date, datetime

import pytest

from cluster_portal.review.confirmations import Standing, confirm, groups_of
from cluster_portal.review.models import Channel, Confirmation, FactGroup
from programmes import history
from programmes.assurance import Assurance, assurance_of, mark_of, marks_of
from tests.factories.members import UniversityFactory
from tests.factories.programmes import DeadlineFactory, FeeFactory, ProgrammeFactory
from tests.pages import Page

NAMES = {1: "KTH", 2: "UPC", 3: "TUM"}
MARCH, MAY = datetime(2026, 3, 3, 12, tzinfo=UTC), datetime(2026, 5, 5, 12, tzinfo=UTC)
NOBODY = "Not yet confirmed by its universities"


def given(at=MARCH, channel=Channel.WORKSPACE):
    return Confirmation(at=at, channel=channel)


def said(confirmed, missing=(), stated_by=None, names=NAMES):
    mark = mark_of(Standing(stated_by, MARCH, confirmed, set(missing)), names)
    return mark.state, mark.words


@pytest.mark.parametrize(
    ("confirmed", "missing", "stated_by", "state", "words"),
    [
        ({}, [1, 2, 3], None, "unconfirmed", NOBODY),
        ({}, [1, 2, 3], 9, "unconfirmed", NOBODY),  # whose word it was takes part no more
        ({}, [1, 2], 1, "stated", "Stated by KTH; not yet confirmed by UPC"),
        ({1: given()}, [2, 3], 1, "stated", "Stated by KTH; not yet confirmed by UPC and TUM"),
        ({1: given()}, [2, 3], None, "stated", "Confirmed by KTH; not yet confirmed by UPC and TUM"),
        ({2: given(), 1: given()}, [3], 1, "stated", "Confirmed by KTH and UPC; not yet confirmed by TUM"),
        ({1: given(), 2: given()}, [], None, "confirmed", "Confirmed by KTH and UPC on 3 March 2026"),
        (
            {1: given(), 2: given(MAY)},
            [],
            None,
            "confirmed",
            "Confirmed by KTH and UPC between 3 March 2026 and 5 May 2026",
        ),
        (
            {1: given(channel=Channel.STAFF), 2: given()},
            [],
            None,
            "confirmed",
            "Confirmed by KTH (network staff, for the university) and UPC on 3 March 2026",
        ),
    ],
)
def test_a_mark_says_who_confirmed_and_who_did_not(confirmed, missing, stated_by, state, words):
    assert said(confirmed, missing, stated_by) == (state, words)


def test_what_one_university_alone_states_is_said_without_missing_ones():
    assert said({}, [1], 1, {1: "KTH"}) == ("stated", "Stated by KTH")


def test_many_universities_are_counted_and_not_named():
    names = {number: f"U{number}" for number in range(1, 13)}
    some = {number: given() for number in range(1, 4)}
    assert said(some, range(4, 13), None, names) == ("stated", "Confirmed by 3 of its 12 universities")
    every = {number: given() for number in names}
    assert said(every, [], None, names) == ("confirmed", "Confirmed by all 12 universities on 3 March 2026")


def test_a_section_of_two_parts_is_confirmed_by_who_confirmed_both():
    both, one = {1: given(), 2: given(MAY)}, {1: given(MAY)}
    standings = {"paths": Standing(None, MARCH, both, set()), "study": Standing(2, MAY, one, {2})}
    assert marks_of(standings, {1: "KTH", 2: "UPC"})["path"].words == "Confirmed by KTH; not yet confirmed by UPC"


def test_the_foot_tells_what_is_confirmed_whole_in_part_overdue_or_not_at_all():
    whole = {"dates": Standing(None, MARCH, {1: given(), 2: given(MAY)}, set())}
    partly = {"dates": Standing(None, MARCH, {1: given()}, {2})}
    day = date(2026, 12, 1)
    assert assurance_of(whole, None, day) == Assurance(date(2026, 3, 3), date(2026, 3, 3), False)
    assert assurance_of(whole, None, day).words == "Confirmed by its universities on 3 March 2026"
    assert assurance_of(partly, None, day).words == "Confirmed in part by its universities, last on 3 March 2026"
    assert assurance_of(whole, None, date(2027, 3, 3)).is_overdue is False
    assert assurance_of(whole, None, date(2027, 3, 4)).words == "Not confirmed since 3 March 2026"
    assert assurance_of(whole, None, date(2030, 1, 1), is_asked=False).is_overdue is False
    assert assurance_of({}, None, day).words == NOBODY
    assert assurance_of({}, date(2026, 3, 3), day).words == "Confirmed by its universities on 3 March 2026"
    assert assurance_of({}, date(2020, 3, 3), day).words == "Not confirmed since 3 March 2020"


# On the page


@pytest.fixture
def programme(db):
    kth = UniversityFactory(slug="kth", name="KTH", membership="full")
    upc = UniversityFactory(slug="upc", name="UPC", membership="full")
    programme = ProgrammeFactory(slug="robotics", route=[kth, upc])
    DeadlineFactory(intake__programme=programme)
    FeeFactory(programme=programme)
    history.note_facts()
    return programme


def marks(client):
    page = Page(client.get("/en/programmes/robotics/"))
    assert page.errors == []
    found = [page.text(each) for each in page.all("p") if "confirmation-mark" in each.get("class", "")]
    return found, page.text(page.one("footer"))


def confirmed_by(programme, slug, at, **kwargs):
    facts = {scope: group.fingerprint for scope, group in groups_of(programme).items()}
    university = programme.partners.get(university__slug=slug).university_id
    confirm(programme, university, facts=facts, by=None, at=at, **{"channel": Channel.LINK, **kwargs})


def test_content_of_files_that_nobody_confirmed_says_so_in_each_section_and_at_the_foot(client, programme):
    found, foot = marks(client)
    assert found == [NOBODY] * 5
    assert NOBODY in foot
    assert "Not confirmed since" not in foot


def test_each_section_says_who_confirmed_it_and_a_changed_part_says_whose_word_it_is(client, programme):
    now = programme.updated_at
    confirmed_by(programme, "kth", now)
    confirmed_by(programme, "upc", now, channel=Channel.STAFF)
    before = history.snapshot(programme)
    programme.fees.update(amount=5)
    kth = programme.partners.get(position=0).university_id
    history.record_changes(programme, before, now, kth)
    found, foot = marks(client)
    everybody = "Confirmed by KTH and UPC (network staff, for the university) on"
    assert [words.startswith(everybody) for words in found] == [True, True, False, True, True]
    assert found[2] == "Stated by KTH; not yet confirmed by UPC"
    assert "Confirmed in part by its universities, last on" in foot
    assert "Last changed on" in foot


def test_the_foot_says_since_when_nobody_has_confirmed_it(client, programme):
    FactGroup.objects.update(changed_at=datetime(2020, 1, 1, tzinfo=UTC))
    for slug in ("kth", "upc"):
        confirmed_by(programme, slug, datetime(2020, 5, 1, 12, tzinfo=UTC))
    found, foot = marks(client)
    assert found[0] == "Confirmed by KTH and UPC on 1 May 2020"
    assert "Not confirmed since 1 May 2020" in foot
