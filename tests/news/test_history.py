"""The history of the network: milestones, and what follows from memberships, presidencies and agreements."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import override

from cluster_portal.core.validity import today
from news.history import History
from news.models import Milestone
from tests.admin_forms import errors_of, filled_in
from tests.factories.accounts import UserFactory
from tests.factories.members import (
    MembershipFactory,
    PresidencyFactory,
    UniversityFactory,
    UniversityNameFactory,
)
from tests.factories.news import MilestoneFactory
from tests.factories.programmes import AgreementFactory
from tests.pages import Page

pytestmark = pytest.mark.django_db

DAY = date(2026, 1, 1)
LIST = reverse("admin:news_milestone_changelist")


def university(slug, **period):
    made = UniversityFactory(slug=slug)
    UniversityNameFactory(university=made, kind="short", language="", value=slug.upper())
    if period:
        MembershipFactory(university=made, **period)
    return made


def told(on=DAY):
    return [(entry.day, str(entry.label), str(entry.title)) for entry in History(on).entries]


def test_the_history_tells_milestones_members_presidencies_and_agreements_the_newest_first():
    kth = university("kth", valid_from=date(1990, 1, 1), valid_to=date(2020, 1, 1))
    university("upc", category="associate", valid_from=None)
    university("secret", valid_from=date(2001, 1, 1))
    type(kth).objects.filter(slug="secret").update(publication="draft")
    PresidencyFactory(university=kth, president_name="Ada", valid_from=date(2006, 6, 1), valid_to=date(2008, 6, 1))
    PresidencyFactory(university=None, is_vacant=True, president_name="", valid_from=date(2008, 6, 1))
    AgreementFactory(title_en="Framework", valid_from=date(2003, 1, 1))
    AgreementFactory(title_en="Hidden", valid_from=date(2003, 1, 1), publication="draft")
    AgreementFactory(title_en="Of an unknown day", valid_from=None)
    MilestoneFactory(title_en="The beginning", kind="founding", happened_on=date(1989, 1, 1))
    MilestoneFactory(title_en="Later", happened_on=date(2026, 1, 2))
    assert told() == [
        (date(2020, 1, 1), "Leaves", "KTH: Full member"),
        (date(2006, 6, 1), "Presidency", "Ada, KTH"),
        (date(2003, 1, 1), "Agreement", "Framework"),
        (date(1990, 1, 1), "Joins", "KTH: Full member"),
        (date(1989, 1, 1), "Founding", "The beginning"),
    ]
    assert told(date(1989, 12, 31)) == [(date(1989, 1, 1), "Founding", "The beginning")]
    assert [(decade.heading, len(decade.entries)) for decade in History(DAY).decades] == [
        ("2020–2029", 1),
        ("2000–2009", 2),
        ("1990–1999", 1),
        ("1980–1989", 1),
    ]


def test_what_a_milestone_tells_is_told_once():
    kth = university("kth", valid_from=date(2005, 1, 1))
    upc = university("upc", valid_from=date(2005, 1, 1))
    presidency = PresidencyFactory(university=kth, valid_from=date(2006, 6, 1))
    agreement = AgreementFactory(valid_from=date(2003, 1, 1))
    MilestoneFactory(title_en="KTH joins", kind="membership", university=kth, happened_on=date(2005, 6, 1))
    MilestoneFactory(title_en="Declared", agreement=agreement, happened_on=date(2003, 2, 1))
    MilestoneFactory(title_en="Elected", kind="presidency", presidency=presidency, happened_on=date(2006, 6, 7))
    MilestoneFactory(title_en="A project", kind="project", university=upc, happened_on=date(2005, 5, 1))
    assert [title for _day, _label, title in told()] == [
        "Elected",
        "KTH joins",
        "A project",
        "UPC: Full member",
        "Declared",
    ]


def test_a_milestone_needs_a_title_in_its_source_language_and_lies_in_the_past():
    with pytest.raises(ValidationError) as refused:
        MilestoneFactory.build(title_en="", title_de="Gründung").full_clean()
    assert "title_en" in refused.value.message_dict
    MilestoneFactory.build(title_en="", title_de="Gründung", source_language="de").full_clean(exclude=["title"])
    MilestoneFactory.build(happened_on=today()).full_clean()
    with pytest.raises(ValidationError) as refused:
        MilestoneFactory.build(happened_on=date(2999, 1, 1)).full_clean()
    assert list(refused.value.message_dict) == ["happened_on"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_thirteen_queries_whatever_it_shows(client, count, django_assert_num_queries):
    for number in range(count):
        one = university(f"u{number}", valid_from=date(1990, 1, 1))
        MilestoneFactory(university=one)
        start = date(2010 + number, 7, 1)
        PresidencyFactory(university=one, valid_from=start, valid_to=date(2011 + number, 7, 1))
        AgreementFactory(valid_from=date(2003, 1, 1))
    with override("fi"), django_assert_num_queries(13):
        page = Page(client.get("/fi/about/history/"))
    assert len(page.all("li", class_="history__item")) == 4 * count


def test_the_page_shows_no_more_of_a_date_than_is_known_and_marks_what_is_not_translated(client):
    MilestoneFactory(
        title_en="Registered",
        happened_on=date(1995, 1, 1),
        happened_on_precision="year",
        place_en="Eindhoven",
        country="NL",
        note_en="From a list.",
        sources={"title": "https://example.org/history"},
    )
    page = Page(client.get("/de/about/history/"))
    [item] = page.all("li", class_="history__item")
    words = page.text(item)
    assert words.startswith("1995")
    assert "January" not in words and "Januar" not in words
    assert "Niederlande" in words
    assert "example.org" in words
    [title] = [span for span in item.iter("{http://www.w3.org/1999/xhtml}span") if span.text == "Registered"]
    assert title.get("lang") == "en"


def test_the_page_can_be_seen_as_of_a_past_day(client):
    MilestoneFactory(title_en="First", happened_on=date(2000, 1, 1))
    MilestoneFactory(title_en="Second", happened_on=date(2010, 1, 1))
    page = Page(client.get("/en/about/history/?on=2009-12-31"))
    assert "First" in page.text()
    assert "Second" not in page.text()
    assert client.get("/en/about/history/?on=never").status_code == 400
    assert "Nothing is recorded by this day." in Page(client.get("/en/about/history/?on=1900-01-01")).text()


# The back office ------------------------------------------------------------------------------------------------------


def test_an_editor_writes_a_milestone_and_errors_stand_at_their_fields(staff_client):
    add = reverse("admin:news_milestone_add")
    data = filled_in(staff_client.get(add))
    data |= {"code": "founded", "kind": "founding", "happened_on": "1990-01-01", "title_en": "Founded"}
    refused = staff_client.post(add, {**data, "happened_on": "2999-01-01", "more_sources": '["no address"]'})
    assert sorted(errors_of(refused)) == ["happened_on", "more_sources"]
    assert not Milestone.objects.exists()
    response = staff_client.post(add, {**data, "more_sources": '["https://example.org/"]'})
    assert response.status_code == 302
    milestone = Milestone.objects.get()
    assert (milestone.title_en, milestone.happened_on, milestone.more_sources) == (
        "Founded",
        date(1990, 1, 1),
        ["https://example.org/"],
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_queries_whatever_it_shows(superuser_client, count, django_assert_num_queries):
    for _number in range(count):
        MilestoneFactory(university=university(f"u{_number}"))
    superuser_client.get(LIST)
    with django_assert_num_queries(7):
        superuser_client.get(LIST)


def test_somebody_without_the_right_sees_no_milestone(client):
    client.force_login(UserFactory(is_staff=True))
    assert client.get(LIST).status_code == 403
