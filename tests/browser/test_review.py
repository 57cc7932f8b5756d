"""Review in a real browser: what machines find wrong with its pages, and a decision without a mouse or a script."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from cluster_portal.review.actions import answer, submit
from cluster_portal.review.drafts import Draft, begin
from cluster_portal.review.models import Proposal, TrailEntry
from members.models import Contact, University
from members.proposals import UNIVERSITY
from programmes.models import Programme
from programmes.proposals import PROGRAMME
from tests.browser.conftest import axe_findings
from tests.factories.members import AffiliationFactory
from tests.review.test_actions import add, change

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

QUEUE = "/admin/review/proposal/"


def sent(subject, target, author, university, *changes):
    draft = begin(subject, target, author=author, university=university.pk, at=timezone.now())
    Draft(draft, author).put(changes)
    return submit(draft, user=author, at=timezone.now(), note="We moved.")


@pytest.fixture
def proposals(superuser_page):
    """A proposal of a university with a conflict and a new row, and one of a programme with a partner's objection."""
    programme = next(
        each for each in Programme.objects.published() if each.partners.filter(university__gt=0).count() > 1
    )
    first, second = (partner.university for partner in programme.partners.filter(university__gt=0)[:2])
    ada, pau = (AffiliationFactory(university=each).user for each in (first, second))
    row = add(Contact, "new-1", function="press", mailbox_email="press@example.org", visibility="public")
    own = [change(first, "summary_en", f"{first.summary_en} More."), change(first, "founded_year", 1901), row]
    of_university = sent(UNIVERSITY, first, ada, first, *own)
    University.objects.filter(pk=first.pk).update(founded_year=1777)
    shared = change(programme, "extra_months", 18, PROGRAMME)
    of_programme = sent(PROGRAMME, programme, ada, first, shared)
    said = {of_programme.items.get(): (False, "It is 12.", 12)}
    answer(of_programme, university=second.pk, answers=said, user=pau, at=timezone.now())
    return of_university, of_programme


def own_findings(page):
    """Return what axe finds in what is ours: the frame around it and the tables of lists are those of the admin."""
    return [found for found in axe_findings(page) if ".review" in str(found[1]) or "work-queue" in str(found[1])]


def test_the_pages_of_review_give_no_reason_to_complain(superuser_page, complaints, live_server, proposals):
    complaints.messages.clear()
    addresses = ["/admin/", QUEUE, f"{QUEUE}?state=all", "/admin/review/trailentry/"]
    addresses += [reverse("admin:review_proposal_change", args=[each.pk]) for each in proposals]
    addresses.append(reverse("admin:review_trailentry_change", args=[TrailEntry.objects.first().pk]))
    for width in (1280, 320):
        superuser_page.set_viewport_size({"width": width, "height": 800})
        for address in addresses:
            assert superuser_page.goto(live_server.url + address).status == 200, address
            assert complaints.messages == [], address
            superuser_page.evaluate("document.querySelectorAll('.review details').forEach(each => each.open = true)")
            assert own_findings(superuser_page) == [], address
            wide = superuser_page.evaluate(
                "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            )
            assert not wide, (address, width)
            complaints.messages.clear()  # axe writes styles of its own, which the policy refuses


def test_a_proposal_is_decided_by_keyboard_alone(superuser_page, live_server, proposals):
    proposal, _other = proposals
    superuser_page.goto(live_server.url + reverse("admin:review_proposal_change", args=[proposal.pk]))
    item = proposal.items.get(column="founded_year")
    superuser_page.locator(f"[name=decision-{item.pk}][value='']").focus()
    superuser_page.keyboard.press("ArrowUp")
    expect(superuser_page.locator(f"[name=decision-{item.pk}][value=reject]")).to_be_checked()
    superuser_page.keyboard.press("Tab")
    superuser_page.keyboard.press("Tab")
    superuser_page.keyboard.type("Where does this year come from?")
    superuser_page.keyboard.press("Enter")
    expect(superuser_page.locator(".messagelist .success")).to_be_visible()
    item.refresh_from_db()
    assert (item.state, item.reason) == ("rejected", "Where does this year come from?")
    assert Proposal.objects.get(pk=proposal.pk).items.get(column="summary_en").state == "accepted"
