"""The work queue: who sees it, in which order, what it says of each proposal, and what can be accepted from it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from cluster_portal.bench.reviewing import generate_proposals
from cluster_portal.review.actions import answer, submit
from cluster_portal.review.drafts import Draft, begin
from cluster_portal.review.models import Proposal
from members.models import University
from members.proposals import UNIVERSITY
from programmes.models import Programme, ProgrammePartner
from programmes.proposals import PROGRAMME
from tests.admin_forms import messages_of
from tests.factories.accounts import UserFactory
from tests.factories.members import AffiliationFactory, UniversityFactory
from tests.review.conftest import NOW
from tests.review.test_actions import add, change, drafted, sent

pytestmark = pytest.mark.django_db

QUEUE = "/admin/review/proposal/"


@pytest.fixture
def staff(client, reviewer):
    """A browser in which a reviewer is signed in."""
    client.force_login(reviewer)
    return client


def shown(response):
    return [proposal.name for proposal in response.context["cl"].result_list]


def proposed(name, **fields):
    """Return a proposal of a new summary that waits, of a university of its own."""
    university = UniversityFactory(slug=name.lower(), name=name, membership="full", summary_en="Old.")
    university = University.objects.get(pk=university.pk)  # which knows its name
    user = AffiliationFactory(university=university).user
    proposal = sent(UNIVERSITY, university, user, university, change(university, "summary_en", "New."))
    Proposal.objects.filter(pk=proposal.pk).update(**fields)
    return Proposal.objects.get(pk=proposal.pk)


def test_only_who_decides_about_proposals_sees_the_queue(client, kth, ada):
    sent(UNIVERSITY, kth, ada, kth, change(kth, "summary_en", "Better."))
    review = Permission.objects.filter(content_type__app_label="review", codename="review")
    allowed, other, outsider = UserFactory(is_staff=True), UserFactory(is_staff=True), UserFactory()
    allowed.user_permissions.set(review)
    outsider.user_permissions.set(review)
    other.user_permissions.set(Permission.objects.filter(content_type__app_label="members"))
    client.force_login(allowed)
    assert shown(client.get(QUEUE)) == ["kth"]
    assert QUEUE in client.get("/admin/").content.decode()
    client.force_login(other)
    assert client.get(QUEUE).status_code == 403
    assert QUEUE not in client.get("/admin/").content.decode()
    client.force_login(outsider)
    assert client.get(QUEUE).status_code == 302


def test_a_draft_and_what_is_decided_do_not_stand_in_the_queue(staff, kth, upc, ada, pau):
    drafted(UNIVERSITY, kth, ada, kth, change(kth, "summary_en", "Better."))
    decided = sent(UNIVERSITY, upc, pau, upc, change(upc, "website_en", "https://www.upc.edu/en"))
    assert decided.state == Proposal.State.ACCEPTED
    proposed("ETH")
    assert shown(staff.get(QUEUE)) == ["ETH"]
    assert shown(staff.get(f"{QUEUE}?state=accepted")) == ["upc"]
    assert sorted(shown(staff.get(f"{QUEUE}?state=all"))) == ["ETH", "upc"]


def test_where_nobody_has_proposed_anything_the_queue_is_empty(staff):
    assert shown(staff.get(QUEUE)) == []


def test_the_greatest_risk_stands_first_then_the_nearest_date_then_what_waits_longest(staff):
    today = timezone.localdate()
    proposed("Young", submitted_at=NOW)
    proposed("Old", submitted_at=NOW - timedelta(days=30))
    proposed("Near", nearest_on=today + timedelta(days=2))
    proposed("Far", nearest_on=today + timedelta(days=90))
    proposed("Risky", risk_rank=4)
    assert shown(staff.get(QUEUE)) == ["Risky", "Near", "Far", "Old", "Young"]


def test_the_queue_says_what_each_proposal_holds_and_for_whom_it_waits(staff, programme, kth, upc, ada, pau):
    shared = change(programme, "duration_months", 24, PROGRAMME)
    proposal = sent(PROGRAMME, programme, ada, kth, shared, change(programme, "title_sv", "Robotik", PROGRAMME))
    due = timezone.localdate() + timedelta(days=3)
    Proposal.objects.filter(pk=proposal.pk).update(answers_due_on=due)
    proposal.items.filter(column="title_sv").update(state="accepted")
    html = staff.get(QUEUE).content.decode()
    assert '<span aria-hidden="true">◑</span> A fact shared with partners' in html
    assert "1 of 2 open" in html
    assert "Partners until" in html


def test_the_queue_is_narrowed_to_what_waits_for_whom(staff, reviewer, programme, kth, upc, ada, pau):
    for_partners = sent(PROGRAMME, programme, ada, kth, change(programme, "duration_months", 24, PROGRAMME))
    Proposal.objects.filter(pk=for_partners.pk).update(
        name="For partners", answers_due_on=timezone.localdate() + timedelta(days=3)
    )
    silent = sent(PROGRAMME, programme, ada, kth, change(programme, "extra_months", 6, PROGRAMME))
    Proposal.objects.filter(pk=silent.pk).update(name="Silent", answers_due_on=timezone.localdate())
    disputed = sent(PROGRAMME, programme, ada, kth, change(programme, "thesis_ects", 30, PROGRAMME))
    answer(disputed, university=upc.pk, answers={disputed.items.get(): (False, "No.", 15)}, user=pau, at=NOW)
    Proposal.objects.filter(pk=disputed.pk).update(name="Disputed")
    in_name = change(programme.partners.get(university=upc), "degree_title", "Màster", PROGRAMME, programme)
    consent = sent(PROGRAMME, programme, ada, kth, in_name)
    Proposal.objects.filter(pk=consent.pk).update(name="Consent", answers_due_on=timezone.localdate())
    proposed("Plain")
    AffiliationFactory(university=kth, user=reviewer)
    own = sent(UNIVERSITY, kth, reviewer, kth, change(kth, "summary_en", "Mine."))
    Proposal.objects.filter(pk=own.pk).update(name="Own")
    found = {
        name: sorted(shown(staff.get(f"{QUEUE}?waits={name}"))) for name in ("me", "objection", "silent", "partners")
    }
    assert found == {
        "me": ["Disputed", "Plain", "Silent"],
        "objection": ["Disputed"],
        "silent": ["Consent", "Silent"],
        "partners": ["Consent", "Disputed", "For partners"],
    }


def test_the_queue_is_narrowed_by_risk_university_and_name(staff, programme, kth, ada, pau):
    sent(PROGRAMME, programme, ada, kth, change(programme, "duration_months", 24, PROGRAMME))
    proposed("ETH")
    assert shown(staff.get(f"{QUEUE}?risk=shared")) == ["Robotics"]
    assert shown(staff.get(f"{QUEUE}?university={University.objects.get(slug='eth').pk}")) == ["ETH"]
    assert shown(staff.get(f"{QUEUE}?q=robo")) == ["Robotics"]


@pytest.mark.parametrize("query", ["risk=none", "university=x", "waits=1", "state=draft", "o=99", "p=x"])
def test_a_filter_that_does_not_exist_is_no_fault_of_ours(staff, query):
    proposed("ETH")
    assert staff.get(f"{QUEUE}?{query}").status_code in (200, 302)


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_answers_with_the_same_queries_for_one_and_three(staff, count, django_assert_num_queries):
    for number in range(count):
        proposed(f"U{number}")
    staff.get(QUEUE)  # content types are read once for all
    with django_assert_num_queries(11):
        page = staff.get(QUEUE)
    assert len(page.context["cl"].result_list) == count


def test_a_page_of_very_many_costs_the_queries_of_a_few(staff, reviewer, django_assert_num_queries):
    UniversityFactory(slug="eth", name="ETH", membership="full")
    generate_proposals(300, reviewer)
    staff.get(QUEUE)
    with django_assert_num_queries(11):
        page = staff.get(QUEUE)
    assert (page.context["cl"].result_count, len(page.context["cl"].result_list)) == (300, 50)


# Accepting from the list


def accept(staff, *proposals):
    return staff.post(
        QUEUE, {"action": "accept_harmless", "_selected_action": [each.pk for each in proposals]}, follow=False
    )


def test_what_is_own_and_warns_of_nothing_is_accepted_from_the_list(staff):
    first, second = proposed("ETH"), proposed("TUD")
    left = proposed("UPM")
    response = accept(staff, first, second)
    assert messages_of(response) == ["2 proposals were accepted."]
    states = {each.name: each.state for each in Proposal.objects.all()}
    assert states == {"ETH": "accepted", "TUD": "accepted", left.name: "submitted"}
    assert University.objects.get(slug="eth").summary_en == "New."


def test_what_is_shared_moved_disputed_or_own_is_named_and_left(staff, reviewer, programme, kth, upc, ada, pau):
    shared = sent(PROGRAMME, programme, ada, kth, change(programme, "duration_months", 24, PROGRAMME))
    moved = proposed("ETH")
    University.objects.filter(slug="eth").update(summary_en="Moved.")
    rival = sent(UNIVERSITY, kth, ada, kth, change(kth, "summary_en", "First."))
    AffiliationFactory(university=kth, user=reviewer)
    own = sent(UNIVERSITY, kth, reviewer, kth, change(kth, "summary_en", "Mine."))
    fine = proposed("TUD")
    assert sorted(messages_of(accept(staff, shared, moved, rival, own, fine))) == [
        "ETH: Something warns: look at its page.",
        "One proposal was accepted.",
        "Robotics: It holds more than own changes: decide about it on its page.",
        "kth: Nobody decides about what they proposed themselves.",
        "kth: Something warns: look at its page.",
    ]
    assert list(Proposal.objects.exclude(state="submitted")) == [fine]


def test_who_may_not_decide_accepts_nothing_from_the_list_by_a_request_of_their_own(client, kth, ada):
    proposal = sent(UNIVERSITY, kth, ada, kth, change(kth, "summary_en", "Better."))
    client.force_login(UserFactory(is_staff=True))
    assert accept(client, proposal).status_code == 403
    proposal.refresh_from_db()
    assert proposal.state == "submitted"


def test_a_hostile_name_does_no_harm(staff, kth, upc, ada, pau):
    draft = begin(PROGRAMME, None, author=ada, university=kth.pk, at=NOW, name="Energy <b>")
    partner = {"awarding": "yes", "degree_title": "Master"}
    Draft(draft, ada).put(
        [
            add(Programme, "new", title_en="Energy", kind="dual", level="master", status="open"),
            add(ProgrammePartner, "new-1", university=kth.pk, is_coordinator=True, **partner),
            add(ProgrammePartner, "new-2", university=upc.pk, **partner),
        ]
    )
    submit(draft, user=ada, at=NOW)
    html = staff.get(QUEUE).content.decode()
    assert "Energy &lt;b&gt;" in html
    assert "Energy <b>" not in html
