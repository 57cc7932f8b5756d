"""The first page of the back office: what waits, with a count and a way to it, for whoever may see it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from cluster_portal import workload
from cluster_portal.review.actions import answer
from cluster_portal.review.models import Proposal
from members.models import University
from members.proposals import UNIVERSITY
from programmes.proposals import PROGRAMME
from tests.factories.accounts import UserFactory
from tests.factories.mail import MessageFactory
from tests.factories.members import UniversityFactory
from tests.review.conftest import NOW
from tests.review.test_actions import change, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(kth, upc, ada, pau, programme):
    """One thing of each kind that waits."""
    sent(UNIVERSITY, kth, ada, kth, change(kth, "summary_en", "Better."))
    silent = sent(PROGRAMME, programme, ada, kth, change(programme, "extra_months", 6, PROGRAMME))
    disputed = sent(PROGRAMME, programme, pau, upc, change(programme, "duration_months", 24, PROGRAMME))
    said = {disputed.items.get(): (False, "No.", None)}
    answer(disputed, university=kth.pk, answers=said, user=ada, at=NOW)
    Proposal.objects.filter(pk=silent.pk).update(answers_due_on=timezone.localdate())
    Proposal.objects.filter(pk=disputed.pk).update(answers_due_on=timezone.localdate() + timedelta(days=5))
    MessageFactory(state="failed")
    MessageFactory(state="failed", to="", subject="", key="only a key")
    UniversityFactory(slug="tud", membership="full")


def shown(client):
    return [(line.label, line.count) for line in client.get("/admin/").context["waiting"] or ()]


def holder_of(app, codename):
    user = UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label=app, codename=codename))
    return user


def test_the_first_page_says_what_waits_and_leads_there(superuser_client, work):
    assert shown(superuser_client) == [
        ("Proposals: A fact shared with partners", 2),
        ("Proposals: Own and visible", 1),
        ("Objections to settle", 1),
        ("Partners that were silent until their time was over", 1),
        ("Mails that could not be delivered", 1),
        ("Universities for which nobody can act", 1),
    ]
    for line in superuser_client.get("/admin/").context["waiting"]:
        listed = superuser_client.get(line.address).context["cl"]
        assert (line.label, listed.result_count) == (line.label, line.count)


@pytest.mark.parametrize(
    ("app", "codename", "count"),
    [
        ("review", "review", 4),
        ("mail", "view_message", 1),
        ("members", "change_university", 1),
        ("news", "add_event", 0),
    ],
)
def test_everybody_sees_what_is_their_business_only(client, work, app, codename, count):
    client.force_login(holder_of(app, codename))
    assert len(shown(client)) == count
    assert ("What waits for you" in client.get("/admin/").content.decode()) == bool(count)


def test_where_nothing_waits_the_page_says_so(superuser_client):
    assert University.objects.count() == 0
    assert "Nothing: no proposal waits" in superuser_client.get("/admin/").content.decode()


def test_what_waits_is_counted_in_five_queries(superuser, work, django_assert_num_queries):
    with django_assert_num_queries(5):
        workload.waiting_for(superuser)
