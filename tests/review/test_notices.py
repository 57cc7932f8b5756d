"""Who is told of proposals: people for the university they act for, and nobody who has left it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cluster_portal.mail.digests import send_digests
from cluster_portal.mail.models import Message, Notice
from cluster_portal.review.actions import answer
from members.actions import end_affiliation
from members.models import Affiliation, Role
from programmes.proposals import PROGRAMME
from tests.factories.members import AffiliationFactory
from tests.review.conftest import NOW
from tests.workspace.test_pages import proposed

pytestmark = pytest.mark.django_db


def told(user):
    return sorted(Notice.objects.filter(user=user).values_list("kind", flat=True))


@pytest.fixture
def proposal(ada, kth, pau, programme):
    return proposed(PROGRAMME, programme, ada, kth, "duration_months", 24)


def leaves(user, university):
    lead = AffiliationFactory(university=university, role=Role.LEAD).user
    end_affiliation(Affiliation.objects.get(user=user, university=university), by=lead, reason="Dismissed")


def test_a_partner_that_is_asked_is_told_nothing_more_once_they_have_left(proposal, pau, upc, reviewer):
    assert told(pau) == ["review-asked"]
    leaves(pau, upc)
    send_digests(at=(timezone.now() + timedelta(days=2)).replace(hour=12))
    assert not Message.objects.filter(to=pau.email, name="digest")
    assert told(pau) == []


@pytest.mark.parametrize("has_left", [True, False])
def test_an_author_who_has_left_is_told_neither_what_partners_say_nor_what_is_decided(
    proposal, ada, kth, pau, upc, has_left
):
    if has_left:
        leaves(ada, kth)
    answer(proposal, university=upc.pk, answers={proposal.items.get(): (False, "No.", None)}, user=pau, at=NOW)
    assert told(ada) == ([] if has_left else ["review-answered"])
