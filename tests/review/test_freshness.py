"""What a university is asked to confirm, when it is due, and who may say that it is right."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from cluster_portal.review.confirmations import groups_of
from cluster_portal.review.freshness import confirm_for, confirmables, due
from cluster_portal.review.models import Channel, Confirmation, FactGroup, TrailEntry
from members.models import Role, University
from programmes import history
from programmes.models import Programme
from tests.factories.accounts import UserFactory
from tests.factories.members import AffiliationFactory, ContactFactory, PersonFactory
from tests.factories.programmes import DeadlineFactory, ProgrammeFactory
from tests.review.conftest import NOW

TODAY = NOW.date()
BEFORE = datetime(2026, 1, 5, 9, tzinfo=UTC)


@pytest.fixture
def known(kth, programme):
    """The programme and KTH as they stand since January."""
    ContactFactory(university=kth)
    history.note_facts()
    FactGroup.objects.update(changed_at=BEFORE)
    University.objects.update(created_at=BEFORE)
    return programme


def seen_by(university, on=TODAY):
    return {each.key: each.seen for each in confirmables(university.pk, on)}


def everything_is_right(university, user, at=NOW, channel=Channel.WORKSPACE):
    seen = seen_by(university)
    return confirm_for(university.pk, user=user, seen=seen, at=at, channel=channel)


# What is due


def test_what_was_never_confirmed_is_due_since_it_stands_there(kth, known):
    found = [(each.subject, each.scope, each.last_confirmed_at, each.due_on) for each in due(kth.pk, TODAY)]
    assert found == [
        ("Your university’s page", "profile", None, BEFORE.date()),
        ("Your contacts", "contacts", None, BEFORE.date()),
        ("Robotics", "programme", None, BEFORE.date()),
    ]


def test_contacts_are_due_after_six_months_and_the_rest_after_twelve(kth, ada, known):
    everything_is_right(kth, ada)
    assert due(kth.pk, TODAY) == []
    dates = {each.scope: each.due_on for each in confirmables(kth.pk, TODAY)}
    assert dates == {"profile": date(2027, 11, 1), "contacts": date(2027, 5, 1), "programme": date(2027, 11, 1)}
    on_the_day = due(kth.pk, date(2027, 5, 1))
    assert [(each.scope, each.is_overdue, each.last_confirmed_at) for each in on_the_day] == [("contacts", False, NOW)]
    assert [each.is_overdue for each in due(kth.pk, date(2027, 5, 2))] == [True]
    assert due(kth.pk, date(2027, 3, 31)) == []  # thirty-one days before nobody is bothered


def test_a_programme_is_due_at_once_where_somebody_else_changed_what_was_confirmed(kth, ada, known):
    everything_is_right(kth, ada)
    before = history.snapshot(known)
    DeadlineFactory(intake__programme=known)
    at = NOW + timedelta(days=3)
    history.record_changes(known, before, at)
    assert [(each.scope, each.due_on) for each in due(kth.pk, at.date())] == [("programme", at.date())]


def test_a_day_of_a_data_file_counts_as_the_last_time(kth, known):
    University.objects.filter(pk=kth.pk).update(confirmed_on=date(2026, 6, 1))
    (profile,) = [each for each in confirmables(kth.pk, TODAY) if each.scope == "profile"]
    assert profile.due_on == date(2027, 6, 1)


@pytest.mark.parametrize("count", [1, 3, 200])
def test_six_queries_whatever_the_number_of_programmes(kth, upc, count, django_assert_num_queries):
    programmes = ProgrammeFactory.create_batch(min(count, 3), route=[kth, upc])
    history.note_facts()
    if count > 3:
        _many(programmes[0], kth, count - 3)
    with django_assert_num_queries(6):
        found = due(kth.pk, timezone.localdate() + timedelta(days=1))
    assert len(found) == 2 + count


def _many(programme, university, count):
    made = Programme.objects.bulk_create(
        Programme(slug=f"more-{number}", title_en="More", kind="dual", level="master", publication="published")
        for number in range(count)
    )
    for each in made:
        each.partners.create(university=university)
    groups = list(groups_of(programme).values())
    FactGroup.objects.bulk_create(
        FactGroup(
            content_type=group.content_type,
            object_id=each.pk,
            scope=group.scope,
            fingerprint="x",
            changed_at=group.changed_at,
        )
        for each in made
        for group in groups
    )


def test_nobody_is_asked_about_a_closed_programme(kth, known):
    Programme.objects.update(status="closed")
    assert [each.scope for each in due(kth.pk, TODAY)] == ["profile", "contacts"]


# Everything is right


def test_everything_is_confirmed_at_once_and_the_days_that_pages_show_are_in_step(kth, upc, ada, pau, known):
    outcome = everything_is_right(kth, ada)
    assert ([each.scope for each in outcome.confirmed], outcome.changed) == (["profile", "contacts", "programme"], [])
    rows = Confirmation.objects.values_list("scope", "university__slug", "by", "at", "channel")
    scopes = ["contacts", "dates", "fees", "partners", "paths", "profile", "study"]
    assert sorted(rows) == [(scope, "kth", ada.pk, NOW, "workspace") for scope in scopes]
    kth.refresh_from_db()
    known.refresh_from_db()
    assert (kth.confirmed_on, known.confirmed_on) == (TODAY, None)
    assert list(known.partners.order_by("position").values_list("confirmed_on", flat=True)) == [TODAY, None]
    later = NOW + timedelta(days=2)
    everything_is_right(upc, pau, at=later)
    known.refresh_from_db()
    assert known.confirmed_on == TODAY  # since then all of it is confirmed by all


def test_one_thing_is_confirmed_alone(kth, ada, known):
    seen = {key: value for key, value in seen_by(kth).items() if key.startswith("contacts")}
    confirm_for(kth.pk, user=ada, seen=seen, at=NOW, channel=Channel.WORKSPACE)
    kth.refresh_from_db()
    assert (list(Confirmation.objects.values_list("scope", flat=True)), kth.confirmed_on) == (["contacts"], None)


def test_confirming_is_no_change_of_the_page(kth, ada, known):
    changed = University.objects.get(pk=kth.pk).updated_at
    everything_is_right(kth, ada)
    assert University.objects.get(pk=kth.pk).updated_at == changed
    assert known.changes.count() == 0
    assert [each.unconfirmed for each in confirmables(kth.pk, TODAY)] == [frozenset()] * 3


def test_what_has_changed_since_it_was_seen_is_not_confirmed_and_is_named(kth, ada, known):
    seen = seen_by(kth)
    kth.contacts.update(mailbox_email="other@kth.se")
    outcome = confirm_for(kth.pk, user=ada, seen=seen, at=NOW, channel=Channel.LINK)
    assert [each.scope for each in outcome.confirmed] == ["profile", "programme"]
    assert [each.label for each in outcome.changed] == ["Your contacts"]
    assert not Confirmation.objects.filter(scope="contacts").exists()


def test_what_does_not_concern_the_university_is_passed_over(kth, upc, ada, pau, known):
    seen = {**seen_by(upc), "programme-999999": "x", "nonsense": ""}
    outcome = confirm_for(kth.pk, user=ada, seen=seen, at=NOW, channel=Channel.LINK)
    assert [each.scope for each in outcome.confirmed] == ["programme"]  # the one that they share
    assert set(Confirmation.objects.values_list("university__slug", flat=True)) == {"kth"}


def test_the_second_time_on_a_day_changes_nothing(kth, ada, known):
    everything_is_right(kth, ada)
    rows, entries = list(Confirmation.objects.values()), TrailEntry.objects.count()
    outcome = everything_is_right(kth, ada, at=NOW + timedelta(hours=2))
    assert (len(outcome.confirmed), list(Confirmation.objects.values())) == (3, rows)
    assert TrailEntry.objects.count() == entries == 2  # of the university and of the programme


def test_the_trail_says_who_confirmed_what_and_by_which_way(kth, ada, known):
    everything_is_right(kth, ada, channel=Channel.LINK)
    entry = TrailEntry.objects.get(content_type__model="programme")
    assert (entry.actor, entry.entry, entry.at, entry.object_id) == (ada, "link", NOW, known.pk)
    assert entry.changes[0] | {"names": None} == {
        "operation": "change",
        "model": "programmes.programme",
        "row": str(known.pk),
        "column": "confirmed_on",
        "old": None,
        "new": "2026-11-01",
        "names": None,
    }


def test_contacts_are_other_ones_where_a_person_is_another_one(kth, known):
    person = PersonFactory()
    ContactFactory(university=kth, function="press", person=person)
    before = seen_by(kth)
    person.family_name = "Byron"
    person.save()
    after = seen_by(kth)
    assert {key.partition("-")[0] for key in before if before[key] != after[key]} == {"contacts"}


# Who may


def test_editors_may_and_viewers_strangers_and_those_who_left_may_not(kth, upc, ada, pau, known):
    viewer = AffiliationFactory(university=kth, role=Role.VIEWER).user
    left = AffiliationFactory(university=kth, ends_at=datetime(2021, 1, 1, tzinfo=UTC)).user
    off = AffiliationFactory(university=kth, user__is_active=False).user
    for user in (viewer, left, off, pau, UserFactory()):
        with pytest.raises(PermissionDenied):
            everything_is_right(kth, user)
    assert Confirmation.objects.count() == 0
    everything_is_right(kth, ada)
    assert Confirmation.objects.count() == 7


def test_staff_may_for_a_university_and_it_is_marked_and_editors_may_not_as_staff(kth, ada, reviewer, known):
    with pytest.raises(PermissionDenied):
        everything_is_right(kth, reviewer)
    with pytest.raises(PermissionDenied):
        everything_is_right(kth, ada, channel=Channel.STAFF)
    everything_is_right(kth, reviewer, channel=Channel.STAFF)
    assert set(Confirmation.objects.values_list("channel", "by")) == {("staff", reviewer.pk)}
    assert set(TrailEntry.objects.values_list("entry", flat=True)) == {"admin"}
