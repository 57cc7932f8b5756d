"""Who confirmed which part of what several universities share, and when that is over."""

from datetime import timedelta

import pytest

from cluster_portal.review.actions import Decision, answer, decide, revert, submit
from cluster_portal.review.agreed import CONSENT, scopes_asked
from cluster_portal.review.confirmations import confirm, groups_of, standings, withdraw_confirmations
from cluster_portal.review.drafts import Draft, begin
from cluster_portal.review.models import Channel, Confirmation, FactGroup
from cluster_portal.review.registry import Risk
from members.models import University
from members.proposals import UNIVERSITY
from programmes import history
from programmes.models import Programme, ProgrammePartner
from programmes.proposals import PROGRAMME
from tests.factories.members import AffiliationFactory, UniversityFactory
from tests.factories.programmes import DeadlineFactory, FeeFactory, PartnerFactory, ProgrammeFactory
from tests.review.conftest import NOW
from tests.review.test_actions import accept_all, add, change, sent

LATER = NOW + timedelta(days=20)


@pytest.fixture
def shared(programme):
    """The programme of KTH and UPC, of which the portal knows what they share."""
    history.note_facts()
    FactGroup.objects.update(changed_at=NOW - timedelta(days=30))
    return programme


def edited(programme, at=NOW, stated_by=None, **values):
    before = history.snapshot(programme)
    Programme.objects.filter(pk=programme.pk).update(**values)
    history.record_changes(programme, before, at, stated_by)


def confirmed_by(programme, *universities, at=NOW):
    for university in universities:
        facts = {scope: group.fingerprint for scope, group in groups_of(programme).items()}
        confirm(programme, university.pk, facts=facts, by=None, channel=Channel.WORKSPACE, at=at)


def who(programme, *universities):
    """Return {scope: slugs of the universities whose confirmation counts}."""
    slugs = {university.pk: university.slug for university in universities}
    found = standings(programme, set(slugs))
    return {scope: sorted(slugs[key] for key in each.confirmed) for scope, each in found.items()}


def everybody(*slugs):
    return {scope: list(slugs) for scope in ("partners", "paths", "study", "dates", "fees")}


# What is followed


def test_what_is_stored_already_is_noted_once_as_nobodys_word(programme, django_assert_num_queries):
    ProgrammeFactory(publication="draft")
    assert history.note_facts() == 1
    groups = groups_of(programme)
    assert sorted(groups) == ["dates", "fees", "partners", "paths", "study"]
    assert {(group.stated_by, group.changed_at) for group in groups.values()} == {(None, programme.updated_at)}
    with django_assert_num_queries(1 + 2):  # the savepoint around it is two
        assert history.note_facts() == 0


def test_a_change_is_the_word_of_the_university_that_made_it_and_of_no_other_part(shared, kth):
    edited(shared, at=LATER, stated_by=kth.pk, ects_total=90)
    said = {scope: (group.stated_by_id, group.changed_at == LATER) for scope, group in groups_of(shared).items()}
    nobody = (None, False)
    assert said == {"study": (kth.pk, True), **dict.fromkeys(["partners", "paths", "dates", "fees"], nobody)}


def test_a_programme_that_is_withdrawn_has_no_parts_any_more(shared):
    edited(shared, publication="withdrawn")
    assert FactGroup.objects.count() == 0


# What takes a confirmation back


@pytest.mark.parametrize(
    "harmless",
    [
        lambda p: edited(p, summary_en="A comma, more."),
        lambda p: edited(p, website="https://example.org/"),
        lambda p: p.partners.update(local_url="https://example.org/", unit="School of Computing", capacity=5),
        lambda p: p.partners.update(confirmed_on="2026-01-01"),
        lambda p: p.paths.update(title_fr="Un chemin"),
    ],
    ids=["summary", "website", "own page", "day of a partner", "translation"],
)
def test_a_comma_elsewhere_takes_no_confirmation_back(shared, kth, upc, harmless):
    confirmed_by(shared, kth, upc)
    before = history.snapshot(shared)
    harmless(shared)
    history.record_changes(shared, before, LATER)
    assert who(shared, kth, upc) == everybody("kth", "upc")


@pytest.mark.parametrize(
    ("scope", "change_it"),
    [
        ("partners", lambda p: p.partners.filter(position=1).update(degree_title="Master")),
        ("paths", lambda p: p.steps.filter(order=1).update(ects=30)),
        ("paths", lambda p: p.paths.first().home_universities.add(p.partners.first().university)),
        ("study", lambda p: Programme.objects.filter(pk=p.pk).update(duration_months=30)),
        ("study", lambda p: p.languages.create(language="fr")),
        ("dates", lambda p: DeadlineFactory(intake__programme=p)),
        ("fees", lambda p: FeeFactory(programme=p)),
    ],
)
def test_another_value_takes_the_confirmations_of_its_part_back_and_of_no_other(shared, kth, upc, scope, change_it):
    confirmed_by(shared, kth, upc)
    before = history.snapshot(shared)
    change_it(shared)
    history.record_changes(shared, before, LATER)
    assert who(shared, kth, upc) == {**everybody("kth", "upc"), scope: []}


def test_a_value_that_is_as_it_was_is_confirmed_as_it_was(shared, kth):
    confirmed_by(shared, kth)
    edited(shared, ects_total=90)
    edited(shared, ects_total=120)
    assert who(shared, kth) == everybody("kth")


def test_what_a_university_confirmed_is_gone_with_it_and_what_others_did_stays(shared, kth, upc):
    confirmed_by(shared, kth, upc)
    withdraw_confirmations(shared, upc.pk)
    assert who(shared, kth, upc) == everybody("kth")


def test_a_university_that_is_no_partner_does_not_count(shared, kth, upc):
    confirmed_by(shared, kth, upc, UniversityFactory())
    assert who(shared, kth) == everybody("kth")


# What a proposal confirms


def test_the_author_and_a_partner_that_agrees_confirm_the_part_that_changes(shared, kth, upc, ada, pau):
    proposal = sent(PROGRAMME, shared, ada, kth, change(shared, "thesis_ects", 30, PROGRAMME))
    assert scopes_asked(proposal, upc.pk) == ["Kind, status, credits, duration and languages"]
    assert "you confirm" in str(CONSENT)
    (item,) = proposal.items.all()
    answer(proposal, university=upc.pk, answers={item: (True, "", None)}, user=pau, at=LATER)
    assert who(shared, kth, upc) == {**everybody(), "study": ["kth", "upc"]}
    rows = Confirmation.objects.order_by("university__slug")
    assert [(row.by, row.channel, row.at) for row in rows] == [(ada, "proposal", LATER), (pau, "proposal", LATER)]
    assert groups_of(shared)["study"].stated_by == kth
    days = list(shared.partners.order_by("position").values_list("confirmed_on", flat=True))
    assert days == [LATER.date(), LATER.date()]


def test_silence_publishes_as_stated_by_one_and_not_confirmed_by_the_other(shared, kth, upc, ada, pau, reviewer):
    proposal = sent(PROGRAMME, shared, ada, kth, change(shared, "thesis_ects", 30, PROGRAMME))
    (item,) = proposal.items.all()
    version = proposal.version
    decide(proposal, decisions={item: Decision(True)}, reviewer=reviewer, version=version, at=LATER)
    standing = standings(shared, {kth.pk, upc.pk})["study"]
    assert (standing.stated_by, set(standing.confirmed), standing.missing) == (kth.pk, {kth.pk}, {upc.pk})


def test_an_answer_by_staff_is_marked_as_theirs(shared, kth, upc, ada, pau, reviewer):
    proposal = sent(PROGRAMME, shared, ada, kth, change(shared, "thesis_ects", 30, PROGRAMME))
    (item,) = proposal.items.all()
    yes = {item: (True, "", None)}
    answer(proposal, university=upc.pk, answers=yes, user=reviewer, at=LATER, on_behalf=True)
    given = Confirmation.objects.get(university=upc)
    assert (given.channel, given.by, given.scope) == ("staff", reviewer, "study")


def test_who_agreed_to_something_that_changed_meanwhile_confirms_nothing_unseen(shared, kth, upc, ada, pau, reviewer):
    proposal = sent(PROGRAMME, shared, ada, kth, change(shared, "thesis_ects", 30, PROGRAMME))
    (item,) = proposal.items.all()
    tum = PartnerFactory(programme=shared, university__slug="tum").university
    edited(shared, at=NOW + timedelta(days=1), mode="part-time")
    answer(proposal, university=upc.pk, answers={item: (True, "", None)}, user=pau, at=LATER)
    # UPC saw the new mode when it answered, KTH did not when it proposed.
    assert who(shared, kth, upc, tum)["study"] == ["upc"]


def test_one_who_was_silent_about_part_of_it_confirms_none_of_that_part(shared, kth, upc, ada, pau, reviewer):
    first, second = change(shared, "thesis_ects", 30, PROGRAMME), change(shared, "duration_months", 30, PROGRAMME)
    proposal = sent(PROGRAMME, shared, ada, kth, first, second)
    item = proposal.items.get(column="thesis_ects")
    answer(proposal, university=upc.pk, answers={item: (True, "", None)}, user=pau, at=NOW)
    assert who(shared, kth, upc)["study"] == ["kth", "upc"]  # what both agreed to is published at once
    proposal.refresh_from_db()
    rest = {proposal.items.get(column="duration_months"): Decision(True)}
    decide(proposal, decisions=rest, reviewer=reviewer, version=proposal.version, at=LATER)
    assert who(shared, kth, upc)["study"] == ["kth"]


def test_what_is_taken_back_is_nobodys_word(shared, kth, upc, ada, pau, reviewer):
    proposal = sent(PROGRAMME, shared, ada, kth, change(shared, "thesis_ects", 30, PROGRAMME))
    (item,) = proposal.items.all()
    answer(proposal, university=upc.pk, answers={item: (True, "", None)}, user=pau, at=NOW)
    item.refresh_from_db()
    revert(item, reviewer=reviewer, reason="A mistake.", at=LATER)
    assert groups_of(shared)["study"].stated_by is None
    assert who(shared, kth, upc) == everybody()


def test_a_new_partner_needs_its_own_yes_and_confirms_with_it(shared, kth, upc, ada, pau, reviewer):
    tum = UniversityFactory(slug="tum", name="TUM", membership="full")
    thea = AffiliationFactory(university=tum).user
    new = add(ProgrammePartner, "new-1", university=tum.pk, awarding="no")
    proposal = sent(PROGRAMME, shared, ada, kth, new)
    (item,) = proposal.items.all()
    assert dict(item.answers.values_list("university__slug", "is_required")) == {"upc": False, "tum": True}
    answer(proposal, university=tum.pk, answers={item: (True, "", None)}, user=thea, at=NOW)
    proposal.refresh_from_db()
    decide(proposal, decisions={item: Decision(True)}, reviewer=reviewer, version=proposal.version, at=LATER)
    assert who(shared, kth, upc, tum)["partners"] == ["kth", "tum"]


def test_a_proposal_about_the_page_of_a_university_confirms_no_shared_part(kth, ada, reviewer):
    proposal = sent(UNIVERSITY, kth, ada, kth, change(kth, "summary_en", "Better."))
    accept_all(proposal, reviewer)
    assert University.objects.get(pk=kth.pk).summary_en == "Better."
    assert Confirmation.objects.count() == 0


def test_a_trial_confirms_nothing(shared, kth, upc, ada, pau):
    draft = begin(PROGRAMME, shared, author=ada, university=kth.pk, at=NOW)
    Draft(draft, ada).put([change(shared, "thesis_ects", 30, PROGRAMME)])
    before = groups_of(shared)["study"].fingerprint
    submit(draft, user=ada, at=NOW)
    assert (Confirmation.objects.count(), groups_of(shared)["study"].fingerprint) == (0, before)


def test_what_partners_share_of_a_programme_belongs_to_a_part_that_they_confirm():
    shared = {name for name, risk in PROGRAMME.root.risks.items() if risk == Risk.SHARED}
    loose = {name for name in shared if not PROGRAMME.scope_of(PROGRAMME.label, name)}
    # Whom to write to is no fact of the degree; that something is not known is seen where it would stand.
    assert loose == {"application_channel", "joint_degree_title_is_unknown", "coordinator_is_unknown"}


@pytest.mark.parametrize(
    ("column", "value", "scope"), [("ects_tolerance", 5, "study"), ("forbids_same_country", True, "paths")]
)
def test_a_rule_that_changes_takes_back_what_was_confirmed_of_its_part(
    programme, kth, ada, pau, upc, column, value, scope
):
    history.note_facts()
    before = {each.scope: each.fingerprint for each in FactGroup.objects.all()}
    proposal = sent(PROGRAMME, programme, ada, kth, change(programme, column, value, PROGRAMME))
    answer(proposal, university=upc.pk, answers={proposal.items.get(): (True, "", None)}, user=pau, at=NOW)
    after = {each.scope: each.fingerprint for each in FactGroup.objects.all()}
    assert {each for each in after if after[each] != before[each]} == {scope}
