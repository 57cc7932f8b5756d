"""Partners that have not answered: reminded on day 7 and day 13, then staff is told; each once."""

from datetime import timedelta

import pytest

from cluster_portal.mail.models import Notice
from cluster_portal.mail.notices import kind_of
from cluster_portal.review.actions import answer
from cluster_portal.review.models import Step
from cluster_portal.review.reminders import remind_partners
from programmes.models import ProgrammePartner
from programmes.proposals import PROGRAMME
from tests.factories.members import AffiliationFactory, UniversityFactory
from tests.review.conftest import NOW
from tests.review.test_actions import add, change, sent

KINDS = ("review-reminded", "review-silent")


@pytest.fixture
def deputy(upc):
    return AffiliationFactory(university=upc, is_deputy=True, user__email="deputy@upc.edu").user


@pytest.fixture
def proposal(programme, kth, ada, pau, deputy, reviewer):
    return sent(PROGRAMME, programme, ada, kth, change(programme, "thesis_ects", 30, PROGRAMME))


def told(day):
    """Run the reminders of a day after it was sent, twice; return who has been told what by then."""
    for _run in range(2):
        remind_partners(at=NOW + timedelta(days=day))
    rows = Notice.objects.filter(kind__in=KINDS).order_by("kind", "key", "user__email")
    return [(notice.kind.partition("-")[2], notice.user.email, notice.key.partition("-")[2]) for notice in rows]


def test_each_reminder_goes_to_all_people_of_the_partner_once_and_then_to_staff(proposal):
    assert told(6) == []
    seventh = [("reminded", "deputy@upc.edu", "7"), ("reminded", "pau@upc.edu", "7")]
    assert told(7) == told(12) == seventh
    both = [("reminded", "deputy@upc.edu", "13"), ("reminded", "pau@upc.edu", "13"), *seventh]
    assert told(13) == both
    assert told(14) == told(40) == [*both, ("silent", "editor@example.org", "")]
    assert [step.action for step in proposal.steps.filter(action=Step.Action.REMINDED)] == ["reminded"] * 2


def test_a_day_on_which_nothing_ran_is_made_up_for_by_one_reminder(proposal):
    assert [row[2] for row in told(13)] == ["13", "13"]


def test_who_has_answered_is_not_reminded_and_what_was_told_is_taken_back(proposal, upc, pau):
    told(7)
    (item,) = proposal.items.all()
    answer(proposal, university=upc.pk, answers={item: (True, "", None)}, user=pau, at=NOW + timedelta(days=8))
    assert told(14) == []


def test_reminders_are_whole_sentences_and_say_where_consent_is_needed(programme, proposal, kth, ada, reviewer):
    tum = UniversityFactory(slug="tum", name="TUM", membership="full")
    AffiliationFactory(university=tum)
    new = add(ProgrammePartner, "new-1", university=tum.pk, awarding="no")
    sent(PROGRAMME, programme, ada, kth, new)
    told(7)
    told(14)
    sentences = {kind_of(notice.kind).sentence(notice.context) for notice in Notice.objects.filter(kind__in=KINDS)}
    assert sentences == {
        "KTH still waits for your answer about Robotics: please answer by 15 November 2026.",
        "KTH: Robotics. Partners have not answered in time: it may be published.",
        "KTH: Robotics. Partners have not answered, and some of it needs their consent.",
    }
