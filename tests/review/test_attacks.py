"""What somebody might try to get past partners and reviewers, or to read what is another university's."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cluster_portal.mail.models import Notice
from cluster_portal.review.actions import answer, revert, send_back, submit, take_up_again, withdraw
from cluster_portal.review.drafts import Draft, begin
from cluster_portal.review.models import Answer, Proposal
from cluster_portal.review.permissions import visible_proposals
from cluster_portal.review.registry import Risk
from cluster_portal.review.tree import Change, Key, Operation
from cluster_portal.review.writing import Conflict, Refused
from cluster_portal.workspace.due import agenda
from members.models import Contact, Person
from members.proposals import UNIVERSITY
from programmes.models import Accreditation, ProgrammePartner
from programmes.proposals import PROGRAMME
from tests.factories.members import AffiliationFactory, ContactFactory, PersonFactory, UniversityFactory
from tests.factories.programmes import DeadlineFactory, PartnerFactory
from tests.review.conftest import NOW
from tests.review.test_actions import accept_all, add, change, drafted, sent


def removal(instance, **old):
    return Change(Operation.REMOVE, Key(instance._meta.label_lower, str(instance.pk)), old=old)


def test_what_was_sent_meanwhile_takes_no_further_change(kth, ada):
    draft = drafted(UNIVERSITY, kth, ada, kth, change(kth, "summary_en", "Better."))
    other_window = Draft(draft, ada)
    submit(draft, user=ada, at=NOW)
    for act in (lambda: other_window.put([change(kth, "city_en", "X")]), lambda: other_window.drop(draft.items.get())):
        with pytest.raises(PermissionDenied):
            act()
    assert list(draft.items.values_list("column", flat=True)) == ["summary_en"]


def test_a_row_that_says_something_else_by_now_is_not_removed(programme, kth, upc, ada, reviewer):
    deadline = DeadlineFactory(intake__programme=programme, programme=programme, university=kth)
    proposal = sent(PROGRAMME, programme, ada, kth, removal(deadline, closes_on="2027-01-15", university=kth.pk))
    type(deadline).objects.filter(pk=deadline.pk).update(closes_on="2028-01-15")
    with pytest.raises(Conflict):
        accept_all(proposal, reviewer)
    assert type(deadline).objects.filter(pk=deadline.pk).exists()


def test_a_row_that_got_an_owner_while_it_waited_is_not_decided_without_the_owner(programme, kth, ada, reviewer):
    tud = UniversityFactory(slug="tud", membership="full")
    partner = PartnerFactory(programme=programme, external_name="TUD")
    proposal = sent(PROGRAMME, programme, ada, kth, change(partner, "degree_title", "Diplom", PROGRAMME, programme))
    Answer.objects.all().delete()
    ProgrammePartner.objects.filter(pk=partner.pk).update(university=tud, external_name="", is_external=False)
    with pytest.raises(Refused):
        accept_all(proposal, reviewer)


def test_what_became_shared_while_it_waited_is_not_decided_without_the_partner(
    programme, kth, upc, ada, boss, reviewer
):
    programme.partners.filter(university=upc).update(agreement_to=date(2026, 1, 1))
    proposal = sent(PROGRAMME, programme, ada, kth, change(programme, "duration_months", 24, PROGRAMME))
    assert (proposal.items.get().risk, Answer.objects.count()) == (Risk.VISIBLE, 0)
    programme.partners.filter(university=upc).update(agreement_to=None)
    for user in (boss, reviewer):
        with pytest.raises(Refused):
            accept_all(proposal, user)
    programme.refresh_from_db()
    assert programme.duration_months != 24


def test_a_yes_does_not_publish_what_speaks_for_somebody_else_by_now(programme, kth, upc, ada, pau):
    tud = UniversityFactory(slug="tud", membership="full")
    partner = programme.partners.get(university=upc)
    proposal = sent(PROGRAMME, programme, ada, kth, change(partner, "degree_title", "Diplom", PROGRAMME, programme))
    item = proposal.items.get()
    ProgrammePartner.objects.filter(pk=partner.pk).update(university=tud)
    answer(proposal, university=upc.pk, answers={item: (True, "", None)}, user=pau, at=NOW)
    item.refresh_from_db()
    assert (item.state, programme.partners.filter(degree_title="Diplom").count()) == ("open", 0)


def test_the_name_of_a_new_row_leads_to_no_row_of_another_kind(kth, ada):
    contact = ContactFactory(university=kth)
    draft = begin(UNIVERSITY, kth, author=ada, university=kth.pk, at=NOW)
    basket = Draft(draft, ada)
    basket.put([add(Person, "new-1", given_name="Grace", family_name="Hopper")])
    basket.put([change(contact, "person", "new-1", root=kth)])
    basket.drop(draft.items.get(operation="add"))
    assert basket.next_reference() == "new-2"
    basket.put([add(Contact, "new-1", function="press", mailbox_email="press@kth.se", visibility="members")])
    with pytest.raises(Refused):
        submit(draft, user=ada, at=NOW)


def test_who_is_a_contact_of_two_universities_is_read_and_written_by_neither(kth, upc, ada, client):
    person = PersonFactory(given_name="Twofold", email="private@upc.edu")
    for university in (kth, upc):
        ContactFactory(university=university, person=person)
    typed = Change(Operation.CHANGE, Key("members.person", str(person.pk)), "phone", "", "+4687906000")
    with pytest.raises(Refused):
        sent(UNIVERSITY, kth, ada, kth, typed)
    client.force_login(ada)
    place = [kth.slug, "university", kth.uuid]
    assert "private@upc.edu" not in client.get(reverse("workspace:object", args=place)).content.decode()
    assert client.get(reverse("workspace:edit_row", args=[*place, "people", person.pk])).status_code == 404


def test_what_was_never_sent_is_seen_by_nobody_after_it_was_thrown_away(kth, ada, boss, reviewer):
    withdraw(drafted(UNIVERSITY, kth, ada, kth, change(kth, "summary_en", "Half a thought.")), user=ada, at=NOW)
    assert [list(visible_proposals(user)) for user in (boss, reviewer)] == [[], []]


def test_taking_up_again_touches_no_draft_that_is_there(kth, ada):
    proposal = sent(UNIVERSITY, kth, ada, kth, change(kth, "summary_en", "First."))
    withdraw(proposal, user=ada, at=NOW)
    draft = drafted(UNIVERSITY, kth, ada, kth, change(kth, "summary_en", "Second."))
    with pytest.raises(Refused):
        take_up_again(proposal, user=ada, at=NOW)
    assert draft.items.get().new == "Second."


def test_an_accreditation_that_names_a_partner_is_shared(programme, kth, upc, ada, pau):
    row = add(Accreditation, "new-1", agency="ASIIN", universities=[upc.pk])
    proposal = sent(PROGRAMME, programme, ada, kth, row)
    assert (proposal.items.get().risk, Answer.objects.get().university) == (Risk.SHARED, upc)


def test_a_partner_that_nobody_speaks_for_has_not_agreed(programme, kth, upc, ada, pau):
    PartnerFactory(programme=programme, university=UniversityFactory(slug="tud", membership="full"))
    proposal = sent(PROGRAMME, programme, ada, kth, change(programme, "duration_months", 24, PROGRAMME))
    assert set(Answer.objects.values_list("university__slug", flat=True)) == {"upc", "tud"}
    assert proposal.state == Proposal.State.SUBMITTED


@pytest.mark.parametrize("text", ["9" * 5000, "99999999999999999999", "x", "-1", "٣"])
def test_a_number_that_makes_no_sense_breaks_nothing(kth, upc, programme, ada, pau, client, text):
    proposal = sent(PROGRAMME, programme, ada, kth, change(programme, "duration_months", 24, PROGRAMME))
    client.force_login(pau)
    address = reverse("workspace:proposal", args=[proposal.uuid])
    for data in ({"do": "answer", "for": text}, {"do": "decide", "version": text}, {"do": f"drop-{text}"}):
        assert client.post(address, data).status_code in (403, 404, 409, 422)


def test_what_cannot_be_stored_is_left_out_of_what_was_typed(kth, upc, programme, ada, pau, client):
    proposal = sent(PROGRAMME, programme, ada, kth, change(programme, "duration_months", 24, PROGRAMME))
    item = proposal.items.get()
    client.force_login(pau)
    said = {"do": "answer", "for": upc.pk, f"answer-{item.pk}": "no", f"comment-{item.pk}": "It is\0 30."}
    assert client.post(reverse("workspace:proposal", args=[proposal.uuid]), said).status_code == 302
    assert Answer.objects.get().comment == "It is 30."


def test_nobody_takes_back_what_they_proposed_themselves(kth, reviewer):
    AffiliationFactory(university=kth, user=reviewer)
    proposal = sent(UNIVERSITY, kth, reviewer, kth, change(kth, "website_en", "https://new.example"))
    with pytest.raises(PermissionDenied):
        revert(proposal.items.get(), reviewer=reviewer, reason="Mine.", at=NOW)


# Who has left


def test_what_somebody_sent_who_has_left_is_told_to_and_taken_up_by_the_others(kth, upc, ada, boss, pau, reviewer):
    proposal = sent(UNIVERSITY, kth, ada, kth, change(kth, "summary_en", "Better."))
    Notice.objects.all().delete()
    ada.affiliations.update(ends_at=NOW - timedelta(days=1))
    send_back(proposal, reviewer=reviewer, reason="A source, please.", version=proposal.version, at=NOW)
    assert [notice.user for notice in Notice.objects.all()] == [boss]
    for user in (ada, pau):
        with pytest.raises(PermissionDenied):
            take_up_again(proposal, user=user, at=NOW)
    waiting = agenda(kth, boss, NOW.date()).due
    assert [due.title for due in waiting if due.detail == "The reviewers ask for changes."] == ["kth"]
    draft = take_up_again(proposal, user=boss, at=NOW)
    assert (draft.author, draft.items.get().new) == (boss, "Better.")


def test_what_a_colleague_sent_who_is_still_there_stays_theirs(kth, ada, boss):
    proposal = sent(UNIVERSITY, kth, ada, kth, change(kth, "summary_en", "Better."))
    with pytest.raises(PermissionDenied):
        withdraw(proposal, user=boss, at=NOW)


def test_a_draft_of_somebody_who_has_left_stays_theirs_alone(kth, ada, boss):
    draft = drafted(UNIVERSITY, kth, ada, kth, change(kth, "summary_en", "Half a thought."))
    ada.affiliations.update(ends_at=NOW - timedelta(days=1))
    with pytest.raises(PermissionDenied):
        withdraw(draft, user=boss, at=NOW)
