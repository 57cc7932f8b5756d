"""What the page of a university says of when it was last confirmed, apart from when it was last changed."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from cluster_portal.review.confirmations import confirm
from members.freshness import Assurance
from members.models import University
from tests.factories.members import ContactFactory, UniversityFactory
from tests.pages import Page

LONG_AGO = datetime(2020, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def kth(db):
    kth = UniversityFactory(slug="kth", name="KTH", membership="full")
    ContactFactory(university=kth)
    return kth


def said(client):
    page = Page(client.get("/en/members/kth/"))
    (mark,) = [page.text(each) for each in page.all("p") if "confirmation-mark" in each.get("class", "")]
    return mark, page.text(page.one("footer"))


def test_content_of_files_that_nobody_confirmed_says_so(client, kth):
    mark, foot = said(client)
    assert mark == "Not yet confirmed by the university"
    assert "Not yet confirmed by the university Last changed on" in foot


def test_profile_and_contacts_are_confirmed_apart(client, kth):
    confirm(kth, kth.pk, facts={"contacts": "x"}, by=None, channel="link", at=timezone.now())
    confirm(kth, kth.pk, facts={"profile": "x"}, by=None, channel="link", at=LONG_AGO)
    mark, foot = said(client)
    assert mark.startswith("Confirmed by the university on")
    assert "Not confirmed since 1 May 2020" in foot


def test_what_another_university_or_nobody_said_does_not_count(client, kth):
    other = UniversityFactory(slug="other")
    confirm(kth, other.pk, facts={"profile": "x", "contacts": "x"}, by=None, channel="link", at=timezone.now())
    assert said(client)[0] == "Not yet confirmed by the university"


def test_a_day_that_a_data_file_gives_is_shown(client, kth):
    University.objects.update(confirmed_on=date(2020, 5, 1))
    assert "Not confirmed since 1 May 2020" in said(client)[1]


def test_without_contacts_nothing_is_said_of_them(client, kth):
    kth.contacts.all().delete()
    page = Page(client.get("/en/members/kth/"))
    assert [each for each in page.all("p") if "confirmation-mark" in each.get("class", "")] == []


def test_staff_is_named_where_it_stood_in():
    mark = Assurance(date(2026, 3, 3), date(2027, 3, 3), by_staff=True).mark(date(2026, 4, 1))
    assert mark.words == "Confirmed by network staff, for the university, on 3 March 2026"
    assert Assurance(date(2026, 3, 3), date(2027, 3, 3)).mark(date(2027, 3, 3)).state == "confirmed"
    assert Assurance(date(2026, 3, 3), date(2027, 3, 3)).mark(date(2027, 3, 4)).state == "overdue"
