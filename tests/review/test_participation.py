"""A university leaves a programme at once, and comes back by its own yes only."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cluster_portal.mail.models import Notice
from cluster_portal.mail.notices import kind_of
from cluster_portal.review.actions import Decision, answer, decide
from cluster_portal.review.assessing import assess
from cluster_portal.review.models import Confirmation, TrailEntry
from cluster_portal.review.obstacles import NO_PART
from cluster_portal.review.shown import shown_rows
from cluster_portal.review.writing import Refused
from members.models import Role
from programmes import history
from programmes.actions import withdraw_participation
from programmes.models import Programme
from programmes.proposals import PROGRAMME
from tests.factories.members import AffiliationFactory, UniversityFactory
from tests.factories.programmes import PartnerFactory, PathFactory
from tests.review.conftest import NOW
from tests.review.test_actions import change, sent
from tests.review.test_confirmations import confirmed_by

DAY = date(2026, 11, 1)


@pytest.fixture
def lead(upc):
    return AffiliationFactory(university=upc, role=Role.LEAD, user__email="lead@upc.edu").user


@pytest.fixture
def three(programme, kth):
    """The programme with a third partner, so that it works without any one of them."""
    tum = UniversityFactory(slug="tum", name="TUM", membership="full")
    PartnerFactory(programme=programme, university=tum, position=2)
    PathFactory(programme=programme, places=[kth, tum])
    return programme


def leave(programme, university, user):
    return withdraw_participation(programme, university=university.pk, user=user, at=NOW)


def test_it_takes_part_no_more_from_the_day_on_and_confirms_nothing(three, kth, upc, lead):
    history.note_facts()
    confirmed_by(three, kth, upc)
    left = leave(three, upc, lead)
    assert [partner.university.slug for partner in left.partners.taking_part(DAY)] == ["kth", "tum"]
    partner = left.partners.get(university=upc)
    assert (partner.agreement_to, partner.confirmed_on, left.status) == (DAY, None, "open")
    assert set(Confirmation.objects.values_list("university__slug", flat=True)) == {"kth"}
    assert history.labels_of(left.changes.get()) == ["Partners and degrees"]


def test_its_page_names_it_no_more_among_those_who_take_part(three, upc, lead, client):
    leave(three, upc, lead)
    answer_page = client.get(f"/en/programmes/{three.slug}/").content.decode()
    assert "takes part until 1 November 2026" in answer_page


def test_a_programme_that_does_not_work_without_it_is_paused(programme, upc, lead, boss, reviewer):
    assert leave(programme, upc, lead).status == "paused"
    notices = {notice.user.email: notice for notice in Notice.objects.all()}
    assert sorted(notices) == ["boss@kth.se", "editor@example.org"]
    sentence = kind_of("programme-left").sentence(notices["boss@kth.se"].context)
    assert sentence == "Robotics: UPC takes part no more, and the programme is paused for now."
    assert notices["editor@example.org"].link == f"/admin/programmes/programme/{programme.pk}/change/"


def test_a_closed_programme_stays_closed(programme, upc, lead):
    Programme.objects.update(status="closed")
    assert leave(programme, upc, lead).status == "closed"


def test_where_the_coordinator_leaves_it_is_not_known_who_coordinates(three, kth, boss):
    left = leave(three, kth, boss)
    assert (left.coordinator_is_unknown, left.partners.get(university=kth).is_coordinator) == (True, False)


def test_one_that_leaves_before_it_has_begun_has_no_time_at_all(three, upc, lead):
    three.partners.filter(university=upc).update(agreement_from=date(2027, 9, 1))
    partner = leave(three, upc, lead).partners.get(university=upc)
    assert (partner.agreement_from, partner.agreement_to) == (None, DAY)


def test_the_trail_says_who_did_it(three, upc, lead):
    leave(three, upc, lead)
    entry = TrailEntry.objects.get()
    assert (entry.actor, entry.at, entry.entry) == (lead, NOW, "workspace")
    changed = {change["column"]: change["new"] for change in entry.changes}
    assert changed["agreement_to"] == "2026-11-01"


def test_approvers_and_staff_may_and_editors_and_other_universities_may_not(three, upc, lead, pau, boss, reviewer):
    for user in (pau, boss):
        with pytest.raises(PermissionDenied):
            leave(three, upc, user)
    assert three.partners.get(university=upc).agreement_to is None
    leave(three, upc, reviewer)
    assert three.partners.get(university=upc).agreement_to == DAY


def test_who_takes_no_part_cannot_leave(three, upc, lead):
    leave(three, upc, lead)
    with pytest.raises(ValidationError):
        leave(three, upc, lead)
    other = UniversityFactory(membership="full")
    chief = AffiliationFactory(university=other, role=Role.LEAD).user
    with pytest.raises(ValidationError):
        leave(three, other, chief)


def test_it_comes_back_by_a_proposal_and_its_own_yes_only(three, kth, upc, ada, pau, lead, reviewer):
    leave(three, upc, lead)
    partner = three.partners.get(university=upc)
    again = datetime(2026, 12, 1, tzinfo=UTC)
    proposal = sent(PROGRAMME, three, ada, kth, change(partner, "agreement_to", None, PROGRAMME, root=three))
    (item,) = proposal.items.all()
    assert dict(item.answers.values_list("university__slug", "is_required"))["upc"] is True
    yes = {item: Decision(True)}
    with pytest.raises(Refused):
        decide(proposal, decisions=yes, reviewer=reviewer, version=proposal.version, at=again)
    answer(proposal, university=upc.pk, answers={item: (True, "", None)}, user=pau, at=again)
    proposal.refresh_from_db()
    if item in proposal.items.filter(state="open"):
        decide(proposal, decisions=yes, reviewer=reviewer, version=proposal.version, at=again)
    assert three.partners.taking_part(again.date()).filter(university=upc).exists()
    given = Confirmation.objects.filter(university=upc).values_list("scope", "channel")
    assert list(given) == [("partners", "proposal")]


def test_what_it_proposed_before_it_left_is_rejected_and_never_published(three, upc, pau, lead, reviewer):
    proposal = sent(PROGRAMME, three, pau, upc, change(three, "duration_months", 25, PROGRAMME))
    leave(three, upc, lead)
    later = datetime(2026, 12, 1, tzinfo=UTC)
    (item,) = proposal.items.all()
    proposal.refresh_from_db()
    with pytest.raises(Refused) as refused:
        decide(proposal, decisions={item: Decision(True)}, reviewer=reviewer, version=proposal.version, at=later)
    assert refused.value.errors == {None: [NO_PART]}
    told = assess(proposal, shown_rows(proposal)[0].items, reviewer=reviewer, day=later.date()).general
    assert told == [NO_PART]
    no = {item: Decision(False, "UPC has left.")}
    assert decide(proposal, decisions=no, reviewer=reviewer, version=proposal.version, at=later).state == "rejected"
    assert not Confirmation.objects.exists()
