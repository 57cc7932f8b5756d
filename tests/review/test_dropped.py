"""A release drops a model or a field while a proposal waits: what was said stays readable, and can be ended."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from cluster_portal.review.actions import submit, take_up_again, withdraw
from cluster_portal.review.drafts import Draft
from cluster_portal.review.models import Item, Proposal, TrailEntry
from cluster_portal.review.tree import Operation
from cluster_portal.review.writing import Refused
from members.models import University
from members.proposals import UNIVERSITY
from tests.review.conftest import NOW
from tests.review.test_actions import accept_all, change, drafted, sent
from tests.review.test_review_page import address, decision, text_of

DROPPED = "This cannot be proposed any more."


@pytest.fixture
def outdated(kth, ada):
    """A proposal that waits: a text, a field that was dropped, and a row of a kind that was dropped."""
    proposal = sent(UNIVERSITY, kth, ada, kth, change(kth, "summary_en", "Better."))
    common = {"proposal": proposal, "risk": "visible"}
    Item.objects.create(
        **common, operation="change", model="members.university", row=kth.pk, column="motto", old="", new="Old words"
    )
    Item.objects.create(**common, operation="add", model="members.emblem", row="new-1", new={"title": "A gear"})
    return proposal


@pytest.fixture
def orphan(kth, ada):
    """A proposal about an object of a model that was dropped."""
    proposal = sent(UNIVERSITY, kth, ada, kth, change(kth, "summary_en", "Better."))
    gone = ContentType.objects.create(app_label="members", model="laboratory")
    Item.objects.filter(proposal=proposal).update(model="members.laboratory", row="1")
    Proposal.objects.filter(pk=proposal.pk).update(content_type=gone, object_id=1, name="Plasma lab")
    TrailEntry.objects.create(
        content_type=gone, object_id=1, name="Plasma lab", at=NOW, actor=ada, entry="workspace",
        changes=[{"operation": "change", "model": "members.laboratory", "row": "1", "name": "", "column": "motto",
                  "old": "", "new": "Old words"}],
    )  # fmt: skip
    return Proposal.objects.get(pk=proposal.pk)


def test_what_has_no_place_any_more_is_read_and_refused_and_the_rest_is_decided(outdated, kth, reviewer, client):
    client.force_login(reviewer)
    page = text_of(client.get(address(outdated)))
    assert all(word in page for word in ("motto", "Old words", "members.emblem", "A gear", "was removed meanwhile"))
    refused = client.post(address(outdated), decision(outdated, accept=["summary_en", "motto", "new-1"]))
    assert (refused.status_code, text_of(refused).count(DROPPED)) == (400, 2)
    assert University.objects.get(pk=kth.pk).summary_en == "A university."
    reasons = dict.fromkeys(["motto", "new-1"], "There is no such field any more.")
    assert client.post(address(outdated), decision(outdated, accept=["summary_en"], reject=reasons)).status_code == 302
    outdated.refresh_from_db()
    assert (outdated.state, University.objects.get(pk=kth.pk).summary_en) == (Proposal.State.PARTLY, "Better.")


def test_its_author_reads_it_and_takes_up_what_still_has_a_place(outdated, kth, ada, client):
    client.force_login(ada)
    page = text_of(client.get(reverse("workspace:proposal", args=[outdated.uuid])))
    assert "Old words" in page
    withdraw(outdated, user=ada, at=NOW)
    draft = take_up_again(outdated, user=ada, at=NOW)
    assert list(draft.items.values_list("column", flat=True)) == ["summary_en"]


def test_a_draft_that_holds_it_is_sent_without_it_only(kth, ada):
    draft = drafted(UNIVERSITY, kth, ada, kth, change(kth, "summary_en", "Better."))
    lost = Item.objects.create(
        proposal=draft, risk="visible", operation=Operation.ADD, model="members.emblem", row="new-1", new={"title": "A"}
    )
    with pytest.raises(Refused) as refused:
        submit(draft, user=ada, at=NOW)
    assert refused.value.errors == {lost: [DROPPED]}
    Draft(draft, ada).drop(lost)
    assert submit(draft, user=ada, at=NOW).state == Proposal.State.SUBMITTED


def test_pages_about_an_object_whose_model_was_dropped_still_answer(orphan, ada, reviewer, client):
    client.force_login(reviewer)
    trail = TrailEntry.objects.get(name="Plasma lab")
    for url in ("/admin/", "/admin/review/proposal/", address(orphan), "/admin/review/trailentry/",
                f"/admin/review/trailentry/{trail.pk}/change/"):  # fmt: skip
        response = client.get(url)
        assert (response.status_code, "Plasma lab" in response.content.decode()) == (200, url != "/admin/"), url
    with pytest.raises(Refused):
        accept_all(orphan, reviewer)
    client.force_login(ada)
    for url in (reverse("workspace:home", args=["kth"]), reverse("workspace:proposal", args=[orphan.uuid])):
        assert client.get(url, follow=True).status_code == 200
    assert withdraw(orphan, user=ada, at=NOW).state == Proposal.State.WITHDRAWN
