"""A proposal from its draft to what is published: who may, what happens, and what stays as it was."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from cluster_portal.mail.models import Notice
from cluster_portal.review.actions import (
    Decision,
    Stale,
    answer,
    decide,
    revert,
    send_back,
    submit,
    take_up_again,
    withdraw,
)
from cluster_portal.review.drafts import Draft, begin
from cluster_portal.review.models import Answer, Item, Proposal, TrailEntry
from cluster_portal.review.registry import Risk
from cluster_portal.review.tree import Change, Key, Operation
from cluster_portal.review.weighing import Weighing
from cluster_portal.review.writing import Conflict, Refused, live_value
from members.models import Contact, University
from members.proposals import UNIVERSITY
from programmes.models import Deadline, Programme, ProgrammePartner
from programmes.proposals import PROGRAMME
from tests.factories.members import AffiliationFactory, ContactFactory, UniversityFactory
from tests.factories.programmes import DeadlineFactory, IntakeFactory
from tests.review.conftest import NOW

State = Proposal.State


def change(instance, column, new, subject=UNIVERSITY, root=None):
    """Return the change of a column of a stored object or row to another value."""
    root = root or instance
    key = Key(instance._meta.label_lower, str(instance.pk))
    place = Change(Operation.CHANGE, key, column, None, new)
    return Change(Operation.CHANGE, key, column, live_value(subject, root, place), new)


def add(model, row, **values):
    return Change(Operation.ADD, Key(model._meta.label_lower, row), new=values)


def drafted(subject, target, author, university, *changes):
    draft = begin(subject, target, author=author, university=university.pk, at=NOW)
    Draft(draft, author).put(changes)
    return draft


def sent(subject, target, author, university, *changes):
    return submit(drafted(subject, target, author, university, *changes), user=author, at=NOW)


def decisions(proposal, **by_column):
    """Return {item: Decision} for items by column; a text is the reason of a rejection."""
    items = {item.column: item for item in proposal.items.all()}
    return {
        items[column]: Decision(True) if given is True else Decision(False, given)
        for column, given in by_column.items()
    }


def accept_all(proposal, reviewer):
    proposal.refresh_from_db()
    chosen = {item: Decision(True) for item in proposal.items.filter(state="open")}
    return decide(proposal, decisions=chosen, reviewer=reviewer, version=proposal.version, at=NOW)


# Own and harmless, own and visible


def test_what_is_own_and_harmless_is_published_when_it_is_sent(kth, ada):
    proposal = sent(UNIVERSITY, kth, ada, kth, change(kth, "website_en", "https://www.kth.se/en"))
    kth.refresh_from_db()
    assert kth.website_en == "https://www.kth.se/en"
    assert proposal.state == State.ACCEPTED
    assert [step.action for step in proposal.steps.all()] == ["begun", "submitted", "published"]


def test_what_is_visible_stays_as_it_is_until_somebody_has_accepted_it(kth, ada, reviewer):
    proposal = sent(UNIVERSITY, kth, ada, kth, change(kth, "summary_en", "A better one."))
    kth.refresh_from_db()
    assert (kth.summary_en, proposal.state) == ("A university.", State.SUBMITTED)
    accept_all(proposal, reviewer)
    kth.refresh_from_db()
    proposal.refresh_from_db()
    assert (kth.summary_en, proposal.state) == ("A better one.", State.ACCEPTED)


def test_one_item_is_accepted_and_another_rejected_with_a_reason(kth, ada, reviewer):
    changes = change(kth, "summary_en", "Better."), change(kth, "summary_sv", "Bättre.")
    proposal = sent(UNIVERSITY, kth, ada, kth, *changes)
    chosen = decisions(proposal, summary_en=True, summary_sv="Not Swedish as we know it.")
    decide(proposal, decisions=chosen, reviewer=reviewer, version=proposal.version, at=NOW)
    kth.refresh_from_db()
    proposal.refresh_from_db()
    assert (kth.summary_en, kth.summary_sv) == ("Better.", "Ett universitet.")
    assert proposal.state == State.PARTLY
    assert proposal.items.get(column="summary_sv").reason == "Not Swedish as we know it."


def test_a_rejection_without_a_reason_is_refused_and_nothing_is_decided(kth, ada, reviewer):
    changes = change(kth, "summary_en", "Better."), change(kth, "summary_sv", "Bättre.")
    proposal = sent(UNIVERSITY, kth, ada, kth, *changes)
    chosen = decisions(proposal, summary_en=True, summary_sv="  ")
    with pytest.raises(Refused) as refused:
        decide(proposal, decisions=chosen, reviewer=reviewer, version=proposal.version, at=NOW)
    assert list(refused.value.errors) == [proposal.items.get(column="summary_sv")]
    kth.refresh_from_db()
    assert kth.summary_en == "A university."
    assert set(proposal.items.values_list("state", flat=True)) == {"open"}


def test_nobody_decides_about_their_own_proposal_in_whatever_role(kth, reviewer):
    AffiliationFactory(university=kth, user=reviewer, role="approver")
    proposal = sent(UNIVERSITY, kth, reviewer, kth, change(kth, "summary_en", "Mine."))
    with pytest.raises(PermissionDenied):
        accept_all(proposal, reviewer)


def test_an_approver_decides_for_the_own_university_and_for_no_other(kth, upc, ada, boss, pau):
    own = sent(UNIVERSITY, kth, ada, kth, change(kth, "summary_en", "Better."))
    foreign = sent(UNIVERSITY, upc, pau, upc, change(upc, "summary_en", "Better."))
    accept_all(own, boss)
    kth.refresh_from_db()
    assert kth.summary_en == "Better."
    with pytest.raises(PermissionDenied):
        accept_all(foreign, boss)


def test_an_approver_does_not_decide_what_the_network_decides(kth, ada, boss):
    proposal = sent(UNIVERSITY, kth, ada, kth, change(kth, "country", "NO"))
    with pytest.raises(PermissionDenied):
        accept_all(proposal, boss)


# Two people at once, and what moved meanwhile


def test_the_second_of_two_reviewers_is_told_that_somebody_was_quicker(kth, ada, boss, reviewer):
    proposal = sent(UNIVERSITY, kth, ada, kth, change(kth, "summary_en", "Better."))
    seen = proposal.version
    decide(proposal, decisions=decisions(proposal, summary_en="No."), reviewer=boss, version=seen, at=NOW)
    with pytest.raises(Stale):
        decide(proposal, decisions=decisions(proposal, summary_en=True), reviewer=reviewer, version=seen, at=NOW)
    kth.refresh_from_db()
    assert kth.summary_en == "A university."


def test_what_is_live_by_now_is_never_overwritten(kth, ada, reviewer):
    proposal = sent(UNIVERSITY, kth, ada, kth, change(kth, "summary_en", "Better."))
    University.objects.filter(pk=kth.pk).update(summary_en="Staff were quicker.")
    with pytest.raises(Conflict):
        accept_all(proposal, reviewer)
    kth.refresh_from_db()
    assert kth.summary_en == "Staff were quicker."
    assert proposal.items.get().state == Item.State.OPEN


def test_the_second_of_two_proposals_for_one_field_is_a_conflict(kth, ada, boss, reviewer):
    first = sent(UNIVERSITY, kth, ada, kth, change(kth, "summary_en", "First."))
    second = sent(UNIVERSITY, kth, boss, kth, change(kth, "summary_en", "Second."))
    accept_all(first, reviewer)
    with pytest.raises(Conflict):
        accept_all(second, reviewer)
    kth.refresh_from_db()
    assert kth.summary_en == "First."


def test_a_row_that_was_deleted_meanwhile_is_a_conflict(kth, ada, reviewer):
    contact = ContactFactory(university=kth)
    proposal = sent(UNIVERSITY, kth, ada, kth, change(contact, "function", "press", root=kth))
    contact.delete()
    with pytest.raises(Conflict):
        accept_all(proposal, reviewer)
    assert not Contact.objects.exists()


# Rows


def test_a_row_is_added_changed_and_removed(kth, ada, reviewer):
    kept, removed = ContactFactory(university=kth), ContactFactory(university=kth, function="press")
    before = ContactFactory()
    old = {"function": "press", "mailbox_email": removed.mailbox_email}
    proposal = sent(
        UNIVERSITY,
        kth,
        ada,
        kth,
        change(kept, "function", "outgoing", root=kth),
        Change(Operation.REMOVE, Key("members.contact", str(removed.pk)), old=old),
        add(Contact, "new-1", function="data", mailbox_email="data@kth.se", visibility="members"),
    )
    accept_all(proposal, reviewer)
    assert sorted(kth.contacts.values_list("function", "mailbox_email")) == [
        ("data", "data@kth.se"),
        ("outgoing", kept.mailbox_email),
    ]
    assert Contact.objects.filter(pk=before.pk).exists()


def test_what_one_row_gives_free_another_may_take(kth, ada, reviewer):
    first = ContactFactory(university=kth, function="coordinator")
    second = ContactFactory(university=kth, function="press")
    changes = change(second, "function", "coordinator", root=kth), change(first, "function", "press", root=kth)
    accept_all(sent(UNIVERSITY, kth, ada, kth, *changes), reviewer)
    assert dict(kth.contacts.values_list("pk", "function")) == {first.pk: "press", second.pk: "coordinator"}


def test_a_row_of_another_university_is_out_of_reach(kth, upc, ada):
    foreign = ContactFactory(university=upc)
    place = Key("members.contact", str(foreign.pk))
    with pytest.raises(Refused):
        sent(UNIVERSITY, kth, ada, kth, Change(Operation.CHANGE, place, "function", "incoming", "press"))
    foreign.refresh_from_db()
    assert foreign.function == "incoming"


def test_what_the_rules_forbid_is_refused_when_it_is_sent(kth, ada):
    draft = drafted(UNIVERSITY, kth, ada, kth, add(Contact, "new-1", function="press"))
    with pytest.raises(Refused) as refused:
        submit(draft, user=ada, at=NOW)
    assert "A contact needs a mailbox address or a person." in str(refused.value.errors)
    draft.refresh_from_db()
    assert (draft.state, draft.items.count(), kth.contacts.count()) == (State.DRAFT, 1, 0)


def test_what_may_not_be_proposed_is_refused_whatever_is_sent(kth, ada):
    with pytest.raises(PermissionDenied):
        drafted(UNIVERSITY, kth, ada, kth, change(kth, "email_domains", "evil.example"))
    with pytest.raises(PermissionDenied):
        drafted(UNIVERSITY, kth, ada, kth, change(kth, "slug", "mine"))


# Who may


def test_nobody_drafts_for_a_university_that_is_not_theirs(kth, upc, ada):
    with pytest.raises(PermissionDenied):
        begin(UNIVERSITY, upc, author=ada, university=upc.pk, at=NOW)
    with pytest.raises(PermissionDenied):
        begin(UNIVERSITY, upc, author=ada, university=kth.pk, at=NOW)


def test_rights_end_with_the_affiliation(kth, ada):
    draft = drafted(UNIVERSITY, kth, ada, kth, change(kth, "summary_en", "Better."))
    ada.affiliations.update(ends_at=NOW - timedelta(days=1))
    with pytest.raises(PermissionDenied):
        submit(draft, user=ada, at=NOW)


def test_only_the_author_sends_or_withdraws(kth, ada, boss):
    draft = drafted(UNIVERSITY, kth, ada, kth, change(kth, "summary_en", "Better."))
    for action in (submit, withdraw):
        with pytest.raises(PermissionDenied):
            action(draft, user=boss, at=NOW)


# Back and again


def test_what_was_rejected_can_be_taken_up_again_against_what_is_live_now(kth, ada, reviewer):
    proposal = sent(UNIVERSITY, kth, ada, kth, change(kth, "summary_en", "Better."))
    decide(
        proposal,
        decisions=decisions(proposal, summary_en="Shorter."),
        reviewer=reviewer,
        version=proposal.version,
        at=NOW,
    )
    University.objects.filter(pk=kth.pk).update(summary_en="Moved.")
    draft = take_up_again(proposal, user=ada, at=NOW)
    assert list(draft.items.values_list("column", "old", "new")) == [("summary_en", "Moved.", "Better.")]
    submit(draft, user=ada, at=NOW)
    proposal.refresh_from_db()
    assert proposal.state == State.SUPERSEDED


def test_what_was_sent_back_says_why_and_can_be_sent_again(kth, ada, reviewer):
    proposal = sent(UNIVERSITY, kth, ada, kth, change(kth, "summary_en", "Better."))
    with pytest.raises(Refused):
        send_back(proposal, reviewer=reviewer, reason=" ", version=proposal.version, at=NOW)
    send_back(proposal, reviewer=reviewer, reason="A source, please.", version=proposal.version, at=NOW)
    draft = take_up_again(proposal, user=ada, at=NOW)
    assert submit(draft, user=ada, at=NOW).state == State.SUBMITTED


def test_what_was_published_at_once_can_be_taken_back(kth, ada, reviewer):
    University.objects.filter(pk=kth.pk).update(website_en="https://old.example")
    kth.refresh_from_db()
    proposal = sent(UNIVERSITY, kth, ada, kth, change(kth, "website_en", "https://new.example"))
    revert(proposal.items.get(), reviewer=reviewer, reason="The address is wrong.", at=NOW)
    kth.refresh_from_db()
    assert kth.website_en == "https://old.example"
    assert proposal.items.get().state == Item.State.REVERTED


# Partners


def test_a_shared_fact_is_published_when_all_partners_agree(programme, kth, upc, ada, pau):
    proposal = sent(PROGRAMME, programme, ada, kth, change(programme, "duration_months", 24, PROGRAMME))
    item = proposal.items.get()
    assert item.risk == Risk.SHARED
    assert list(item.answers.values_list("university", "is_required")) == [(upc.pk, False)]
    answer(proposal, university=upc.pk, answers={item: (True, "", None)}, user=pau, at=NOW)
    programme.refresh_from_db()
    proposal.refresh_from_db()
    assert (programme.duration_months, proposal.state) == (24, State.ACCEPTED)


def test_all_are_told_when_the_last_yes_publishes_and_when_it_is_taken_back(programme, kth, upc, ada, pau, reviewer):
    proposal = sent(PROGRAMME, programme, ada, kth, change(programme, "duration_months", 24, PROGRAMME))
    item = proposal.items.get()
    answer(proposal, university=upc.pk, answers={item: (True, "", None)}, user=pau, at=NOW)
    revert(item, reviewer=reviewer, reason="It is 22.", at=NOW)
    told = Notice.objects.filter(kind="review-decided").order_by("pk").values_list("user__email", "context__what")
    assert list(told) == [(who, what) for what in ("decided", "reverted") for who in ("ada@kth.se", "pau@upc.edu")]


def test_an_objection_keeps_it_from_the_public_until_it_is_settled(programme, kth, upc, ada, pau, reviewer):
    proposal = sent(PROGRAMME, programme, ada, kth, change(programme, "duration_months", 24, PROGRAMME))
    item = proposal.items.get()
    answer(proposal, university=upc.pk, answers={item: (False, "It is 30.", 30)}, user=pau, at=NOW)
    much_later = NOW + timedelta(days=60)
    with pytest.raises(Refused):
        accept(proposal, reviewer, much_later)
    answer(proposal, university=upc.pk, answers={item: (True, "", None)}, user=pau, at=much_later)
    programme.refresh_from_db()
    assert programme.duration_months == 24


def accept(proposal, reviewer, at):
    proposal.refresh_from_db()
    chosen = {item: Decision(True) for item in proposal.items.filter(state="open")}
    return decide(proposal, decisions=chosen, reviewer=reviewer, version=proposal.version, at=at)


def test_silence_lets_staff_publish_after_a_fortnight_and_not_before(programme, kth, ada, pau, reviewer):
    proposal = sent(PROGRAMME, programme, ada, kth, change(programme, "duration_months", 24, PROGRAMME))
    with pytest.raises(Refused):
        accept(proposal, reviewer, NOW + timedelta(days=13))
    accept(proposal, reviewer, NOW + timedelta(days=14))
    programme.refresh_from_db()
    assert programme.duration_months == 24


def test_what_speaks_in_the_name_of_a_partner_needs_its_consent_for_ever(programme, kth, upc, ada, pau, reviewer):
    theirs = programme.partners.get(university=upc)
    proposal = sent(PROGRAMME, programme, ada, kth, change(theirs, "degree_title", "Màster", PROGRAMME, programme))
    assert list(Answer.objects.values_list("university", "is_required")) == [(upc.pk, True)]
    with pytest.raises(Refused):
        accept(proposal, reviewer, NOW + timedelta(days=400))
    theirs.refresh_from_db()
    assert theirs.degree_title == "Master of Science"


def test_nobody_makes_an_own_row_that_of_a_partner(programme, kth, upc, ada):
    tud = UniversityFactory(slug="tud", membership="full")
    own = programme.partners.get(university=kth)
    with pytest.raises(PermissionDenied):
        drafted(PROGRAMME, programme, ada, kth, change(own, "university", tud.pk, PROGRAMME, programme))


def test_adding_a_partner_needs_the_partner(programme, kth, upc, ada, pau, reviewer):
    tud = UniversityFactory(slug="tud", membership="full")
    tom = AffiliationFactory(university=tud).user
    row = add(ProgrammePartner, "new-1", university=tud.pk, awarding="no")
    proposal = sent(PROGRAMME, programme, ada, kth, row)
    item = proposal.items.get()
    assert dict(item.answers.values_list("university", "is_required")) == {tud.pk: True, upc.pk: False}
    answer(proposal, university=upc.pk, answers={item: (True, "", None)}, user=pau, at=NOW)
    assert programme.partners.count() == 2
    answer(proposal, university=tud.pk, answers={item: (True, "", None)}, user=tom, at=NOW)
    assert programme.partners.count() == 3


def test_nobody_answers_for_a_university_that_is_not_theirs(programme, kth, upc, ada, boss, pau):
    proposal = sent(PROGRAMME, programme, ada, kth, change(programme, "duration_months", 24, PROGRAMME))
    item = proposal.items.get()
    for user in (ada, boss):
        with pytest.raises(PermissionDenied):
            answer(proposal, university=upc.pk, answers={item: (True, "", None)}, user=user, at=NOW)


def test_staff_may_answer_for_a_partner_and_it_is_marked(programme, kth, upc, ada, pau, reviewer):
    proposal = sent(PROGRAMME, programme, ada, kth, change(programme, "duration_months", 24, PROGRAMME))
    item = proposal.items.get()
    answer(proposal, university=upc.pk, answers={item: (True, "", None)}, user=reviewer, at=NOW, on_behalf=True)
    assert Answer.objects.get().by_staff


def test_own_deadlines_are_visible_and_those_for_all_are_shared(programme, kth, upc, ada):
    common = {"purpose": "application", "closes_on": "2027-01-15", "time_zone": "Europe/Stockholm"}
    year = Change(Operation.ADD, Key("programmes.intake", "new-1"), new={"academic_year": 2027})
    draft = drafted(
        PROGRAMME,
        programme,
        ada,
        kth,
        year,
        add(Deadline, "new-2", **common, intake="new-1", university=kth.pk),
        add(Deadline, "new-3", **common, intake="new-1", university=None, applicant_group="own"),
    )
    assert [(item.model, item.risk) for item in draft.items.all()] == [
        ("programmes.intake", "shared"),
        ("programmes.deadline", "visible"),
        ("programmes.deadline", "shared"),
    ]


# New objects


def test_a_new_programme_is_made_once_its_partner_and_staff_have_agreed(kth, upc, ada, pau, reviewer):
    draft = begin(PROGRAMME, None, author=ada, university=kth.pk, at=NOW, name="Energy")
    partner = {"awarding": "yes", "degree_title": "Master"}
    Draft(draft, ada).put(
        [
            add(Programme, "new", title_en="Energy", kind="dual", level="master", status="open"),
            add(ProgrammePartner, "new-1", university=kth.pk, is_coordinator=True, **partner),
            add(ProgrammePartner, "new-2", university=upc.pk, **partner),
        ]
    )
    proposal = submit(draft, user=ada, at=NOW)
    assert not Programme.objects.exists()
    theirs = proposal.items.get(row="new-2")
    assert theirs.risk == Risk.IN_NAME
    with pytest.raises(Refused):
        accept(proposal, reviewer, NOW)
    answer(proposal, university=upc.pk, answers={theirs: (True, "", None)}, user=pau, at=NOW)
    accept(proposal, reviewer, NOW)
    made = Programme.objects.get()
    assert (made.slug, made.publication, made.partners.count()) == ("energy", "published", 2)


def test_a_new_object_is_taken_up_once_and_not_taken_out_of_its_own_draft(kth, ada, reviewer):
    draft = begin(PROGRAMME, None, author=ada, university=kth.pk, at=NOW, name="Energy")
    basket = Draft(draft, ada)
    basket.put([add(Programme, "new", title_en="Energy", kind="dual", level="master", status="open")])
    with pytest.raises(PermissionDenied):
        basket.drop(draft.items.get())
    basket.put([add(ProgrammePartner, "new-1", university=kth.pk, is_coordinator=True)])
    basket.drop(draft.items.get(row="new-1"))
    assert [item.row for item in draft.items.all()] == ["new"]
    withdraw(draft, user=ada, at=NOW)
    take_up_again(draft, user=ada, at=NOW)
    with pytest.raises(Refused):
        take_up_again(draft, user=ada, at=NOW)
    assert Proposal.objects.filter(state=State.DRAFT).count() == 1


# The trail


def test_the_trail_tells_rows_relations_and_translations(programme, kth, upc, ada, pau, reviewer):
    path = programme.paths.get()
    proposal = sent(
        PROGRAMME,
        programme,
        ada,
        kth,
        change(programme, "title_sv", "Robotik", PROGRAMME),
        change(path, "home_universities", [kth.pk], PROGRAMME, programme),
    )
    TrailEntry.objects.all().delete()
    answers = {proposal.items.get(column="home_universities"): (True, "", None)}
    answer(proposal, university=upc.pk, answers=answers, user=pau, at=NOW)
    accept_all(proposal, reviewer)
    told = [
        (entry.actor, [(c["column"], c["old"], c["new"]) for c in entry.changes])
        for entry in TrailEntry.objects.order_by("pk")
    ]
    assert told == [
        (pau, [("home_universities", [], [kth.pk])]),
        (reviewer, [("title_sv", None, "Robotik")]),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_changes_are_weighed_in_a_fixed_number_of_queries(programme, kth, upc, ada, django_assert_num_queries, count):
    intake = IntakeFactory(programme=programme)
    deadlines = [DeadlineFactory(intake=intake, university=upc) for _ in range(count)]
    changes = [change(each, "closes_on", "2027-03-01", PROGRAMME, programme) for each in deadlines]
    draft = begin(PROGRAMME, programme, author=ada, university=kth.pk, at=NOW)
    with django_assert_num_queries(3):  # the programme, whose it is, and whose the deadlines are
        weighing = Weighing(draft, changes)
        assert [(weighing.risk(each), weighing.concerned(each)) for each in changes] == (
            [(Risk.SHARED, {upc.pk: False})] * count
        )
