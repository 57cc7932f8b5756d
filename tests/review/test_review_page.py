"""The page on which staff decide: what it shows, what it refuses, and that nothing typed is lost."""

import re
from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from cluster_portal.accounts.models import User
from cluster_portal.accounts.roles import editors_group
from cluster_portal.review.actions import answer
from cluster_portal.review.models import Answer, Item, Proposal
from cluster_portal.review.shown import shown_rows
from cluster_portal.review.tree import Change, Key, Operation
from members.models import Contact, University
from members.proposals import UNIVERSITY
from programmes.models import Deadline, Intake, Programme, ProgrammePartner
from programmes.proposals import PROGRAMME
from tests.admin_forms import messages_of, shown_in
from tests.clients import PortalClient
from tests.factories.accounts import UserFactory
from tests.factories.members import AffiliationFactory, ContactFactory, UniversityFactory
from tests.pages import Page
from tests.review.conftest import NOW
from tests.review.test_actions import add, change, drafted, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client, reviewer):
    """A browser in which a reviewer is signed in."""
    client.force_login(reviewer)
    return client


@pytest.fixture
def ada_client(ada):
    browser = PortalClient()
    browser.force_login(ada)
    return browser


@pytest.fixture
def second_staff(reviewer):
    """A browser in which another reviewer is signed in."""
    user = UserFactory(is_staff=True, groups=[editors_group("members", "programmes", "review")])
    browser = PortalClient()
    browser.force_login(user)
    return browser


def address(proposal):
    return f"/admin/review/proposal/{proposal.pk}/change/"


def text_of(response):
    """Return what a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def decision(proposal, *, accept=(), reject=None, **others):
    """Return what the form sends: columns that are accepted, {column: reason} of those that are rejected."""
    items = {item.column or item.row: item.pk for item in proposal.items.all()}
    data = {"do": "decide", "version": proposal.version, **others}
    data |= {f"decision-{items[column]}": "accept" for column in accept}
    for column, reason in (reject or {}).items():
        data |= {f"decision-{items[column]}": "reject", f"reason-{items[column]}": reason}
    return data


def line_of(response, column):
    return next(line for line in response.context["page"].lines if line.item.column == column)


# What it shows


def test_the_page_says_who_proposes_what_for_whom_and_what_is_live(staff, kth, ada):
    proposal = sent(UNIVERSITY, kth, ada, kth, change(kth, "city_en", "Stockholm"))
    Proposal.objects.filter(pk=proposal.pk).update(note="We moved.")
    University.objects.filter(pk=kth.pk).update(city_en=kth.city_en)
    page = staff.get(address(proposal))
    text = text_of(page)
    assert "We moved." in text
    assert str(ada) in text
    line = line_of(page, "city_en")
    assert (line.shown.live.text, line.shown.new.text) == (kth.city_en or "", "Stockholm")


def test_long_texts_are_compared_word_by_word_and_read_out(staff, kth, ada):
    long = "A university of technology by the sea with very many students of engineering."
    University.objects.filter(pk=kth.pk).update(summary_en=long)
    kth.refresh_from_db()
    proposal = sent(UNIVERSITY, kth, ada, kth, change(kth, "summary_en", long.replace("very many", "some")))
    html = staff.get(address(proposal)).content.decode()
    assert re.search(r'<del><span class="visually-hidden">\[removed:\] </span>very many<span', html)
    assert re.search(r'<ins><span class="visually-hidden">\[added:\] </span>some<span', html)


def test_hostile_values_are_shown_as_what_they_are(staff, kth, ada):
    hostile = "<script>alert(1)</script>"
    proposal = sent(UNIVERSITY, kth, ada, kth, change(kth, "summary_en", hostile), change(kth, "city_en", hostile[:60]))
    Proposal.objects.filter(pk=proposal.pk).update(note=hostile, name=hostile)
    html = staff.get(address(proposal)).content.decode()
    assert "<script>alert" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 4


def test_a_very_long_text_is_compared_in_a_moment(staff, kth, ada):
    words = " ".join(f"word{number % 700}" for number in range(4000))
    University.objects.filter(pk=kth.pk).update(description_en=words)
    kth.refresh_from_db()
    proposal = sent(UNIVERSITY, kth, ada, kth, change(kth, "description_en", f"Now {words[::-1]}"))
    began = timezone.now()
    assert staff.get(address(proposal)).status_code == 200
    assert (timezone.now() - began).total_seconds() < 10


def test_rows_are_shown_as_added_changed_and_removed(staff, kth, ada):
    kept, removed = ContactFactory(university=kth), ContactFactory(university=kth, function="press")
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
    page = staff.get(address(proposal))
    assert sorted(row.operation for row, _lines in page.context["page"].rows) == ["add", "change", "remove"]
    text = text_of(page)
    assert "data@kth.se" in text
    assert removed.mailbox_email in text
    response = staff.post(address(proposal), decision(proposal, accept=["function", str(removed.pk), "new-1"]))
    assert response.status_code == 302
    assert sorted(kth.contacts.values_list("function", flat=True)) == ["data", "outgoing"]


def test_the_page_costs_the_same_queries_for_one_and_three_changes(staff, kth, ada, django_assert_num_queries):
    columns = ("summary_en", "summary_sv", "description_en")
    proposal = sent(UNIVERSITY, kth, ada, kth, *(change(kth, column, "New.") for column in columns))
    Proposal.objects.filter(pk=proposal.pk).update(state="rejected")  # a trial run costs what writing costs
    staff.get(address(proposal))
    with django_assert_num_queries(14):
        staff.get(address(proposal))
    proposal.items.exclude(column="summary_en").delete()
    with django_assert_num_queries(14):
        staff.get(address(proposal))


def test_what_follows_is_told_before_it_is_decided(staff, programme, kth, ada):
    Programme.objects.filter(pk=programme.pk).update(title_sv="Robotik", title_fi="Robotiikka")
    from cluster_portal.translations.step import sync_all

    sync_all()
    programme.refresh_from_db()
    intake = Intake.objects.create(programme=programme, academic_year=2099)
    dates = {"purpose": "application", "time_zone": "Europe/Stockholm", "university": kth, "programme": programme}
    deadline = Deadline.objects.create(intake=intake, closes_on=date(2099, 1, 15), **dates)
    proposal = sent(
        PROGRAMME,
        programme,
        ada,
        kth,
        change(programme, "title_en", "Robots", PROGRAMME),
        change(deadline, "closes_on", "2099-02-01", PROGRAMME, programme),
    )
    effects = staff.get(address(proposal)).context["page"].assessment.effects
    assert effects == [
        "Translations become outdated: Finnish 1, Swedish 1.",
        "A deadline moves: Application, from 15 January 2099 to 1 February 2099.",
    ]
    programme.refresh_from_db()
    assert programme.title_en == "Robotics"


def test_a_partner_that_would_be_added_is_told(staff, programme, kth, ada, pau):
    tud = UniversityFactory(slug="tud", name="TUD", membership="full")
    AffiliationFactory(university=tud)
    row = add(ProgrammePartner, "new-1", university=tud.pk, awarding="no")
    page = staff.get(address(sent(PROGRAMME, programme, ada, kth, row))).context["page"]
    assert page.assessment.effects == ["A partner is added: TUD."]
    assert programme.partners.count() == 2


# Preselection


def test_only_what_is_own_and_warns_of_nothing_is_preselected(staff, programme, kth, upc, ada, pau):
    theirs = change(programme, "title_sv", "Robotik", PROGRAMME), change(programme, "duration_months", 24, PROGRAMME)
    proposal = sent(PROGRAMME, programme, ada, kth, *theirs)
    Proposal.objects.filter(pk=proposal.pk).update(answers_due_on=timezone.localdate())
    page = staff.get(address(proposal))
    assert {line.item.column: (line.chosen, line.may_be_accepted) for line in page.context["page"].lines} == {
        "title_sv": ("accept", True),
        "duration_months": ("", True),
    }


# Deciding


def test_one_change_is_accepted_another_rejected_with_a_reason(staff, kth, ada):
    changes = change(kth, "summary_en", "Better."), change(kth, "summary_sv", "Bättre.")
    proposal = sent(UNIVERSITY, kth, ada, kth, *changes)
    data = decision(proposal, accept=["summary_en"], reject={"summary_sv": "Not Swedish."})
    response = staff.post(address(proposal), data)
    assert (response.status_code, response["Location"]) == (302, address(proposal))
    proposal.refresh_from_db()
    kth.refresh_from_db()
    assert (kth.summary_en, kth.summary_sv, proposal.state) == ("Better.", "Ett universitet.", "partly")


def test_a_rejection_without_a_reason_comes_again_with_what_was_typed(staff, kth, ada):
    changes = change(kth, "summary_en", "Better."), change(kth, "summary_sv", "Bättre.")
    proposal = sent(UNIVERSITY, kth, ada, kth, *changes)
    data = decision(proposal, reject={"summary_en": "Because.", "summary_sv": " "})
    response = staff.post(address(proposal), {**data, "return-reason": "Half a thought"})
    assert response.status_code == 400
    assert line_of(response, "summary_sv").errors == ["Say why: a rejection without a reason helps nobody."]
    assert (line_of(response, "summary_en").chosen, line_of(response, "summary_en").reason) == ("reject", "Because.")
    assert shown_in(response, f"reason-{proposal.items.get(column='summary_en').pk}") == "Because."
    assert shown_in(response, "return-reason") == "Half a thought"
    assert set(proposal.items.values_list("state", flat=True)) == {"open"}


def test_a_ready_reason_is_enough_and_goes_with_own_words(staff, kth, ada):
    changes = change(kth, "summary_en", "Better."), change(kth, "summary_sv", "Bättre.")
    proposal = sent(UNIVERSITY, kth, ada, kth, *changes)
    english, swedish = (proposal.items.get(column=f"summary_{code}") for code in ("en", "sv"))
    data = decision(proposal, reject={"summary_en": "", "summary_sv": "One sentence."})
    data |= {f"template-{english.pk}": "source", f"template-{swedish.pk}": "long"}
    refused = staff.post(address(proposal), {**data, f"template-{english.pk}": "none of ours"})
    assert refused.status_code == 400
    assert shown_in(refused, f"template-{swedish.pk}") == "long"
    assert staff.post(address(proposal), data).status_code == 302
    assert dict(proposal.items.values_list("column", "reason")) == {
        "summary_en": "A source is missing: please say where this comes from.",
        "summary_sv": "Too long: please keep it to what a reader needs. One sentence.",
    }


def test_large_numbers_name_fields_as_small_ones_do(staff, kth, ada):
    proposal = sent(UNIVERSITY, kth, ada, kth, change(kth, "summary_en", "Better."))
    Proposal.objects.filter(pk=proposal.pk).update(version=12345)
    item = proposal.items.get()
    Item.objects.filter(pk=item.pk).update(id=1234567)
    html = staff.get(address(proposal)).content.decode()
    assert 'name="decision-1234567"' in html
    assert 'name="version" value="12345"' in html
    assert 'maxlength="1000"' in html
    assert "1,234" not in html


def test_nothing_chosen_is_told_and_nothing_happens(staff, kth, ada):
    proposal = sent(UNIVERSITY, kth, ada, kth, change(kth, "summary_en", "Better."))
    response = staff.post(address(proposal), decision(proposal))
    assert response.status_code == 400
    assert "Choose for at least one change" in text_of(response)


@pytest.mark.parametrize("text", ["x" * 1001, "é" * 5000])
def test_a_reason_that_is_too_long_is_told(staff, kth, ada, text):
    proposal = sent(UNIVERSITY, kth, ada, kth, change(kth, "summary_en", "Better."))
    response = staff.post(address(proposal), decision(proposal, reject={"summary_en": text}))
    assert response.status_code == 400
    assert line_of(response, "summary_en").errors == ["Keep it to 1000 characters."]
    back = {**decision(proposal), "do": "return", "return-reason": text}
    assert staff.post(address(proposal), back).status_code == 400


def test_the_second_of_two_reviewers_is_told_and_keeps_what_was_typed(staff, second_staff, kth, ada):
    changes = change(kth, "summary_en", "Better."), change(kth, "summary_sv", "Bättre.")
    proposal = sent(UNIVERSITY, kth, ada, kth, *changes)
    data = decision(proposal, reject={"summary_sv": "Not Swedish."})
    assert second_staff.post(address(proposal), decision(proposal, accept=["summary_en"])).status_code == 302
    response = staff.post(address(proposal), data)
    assert response.status_code == 409
    assert "Somebody was quicker" in messages_of(response)[0] or "Somebody was quicker" in text_of(response)
    assert line_of(response, "summary_sv").reason == "Not Swedish."
    assert proposal.items.get(column="summary_sv").state == Item.State.OPEN
    proposal.refresh_from_db()
    assert f'name="version" value="{proposal.version}"' in response.content.decode()


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 5000, "٣"])
def test_a_version_that_makes_no_sense_is_a_stale_page(staff, kth, ada, version):
    proposal = sent(UNIVERSITY, kth, ada, kth, change(kth, "summary_en", "Better."))
    data = {**decision(proposal, accept=["summary_en"]), "version": version}
    assert staff.post(address(proposal), data).status_code == 409


def test_what_moved_is_a_conflict_with_three_values_that_cannot_be_accepted(staff, kth, ada):
    proposal = sent(UNIVERSITY, kth, ada, kth, change(kth, "summary_en", "Better."))
    University.objects.filter(pk=kth.pk).update(summary_en="Staff were quicker.")
    page = staff.get(address(proposal))
    line = line_of(page, "summary_en")
    assert (line.shown.old.text, line.shown.live.text, line.shown.new.text) == (
        "A university.",
        "Staff were quicker.",
        "Better.",
    )
    assert (line.may_be_accepted, line.chosen) == (False, "")
    assert f'name="decision-{line.item.pk}" value="accept"' not in page.content.decode()
    response = staff.post(address(proposal), decision(proposal, accept=["summary_en"]))
    assert response.status_code == 409
    assert line_of(response, "summary_en").errors == ["This was changed meanwhile: look at what is live now."]
    kth.refresh_from_db()
    assert kth.summary_en == "Staff were quicker."
    assert staff.post(address(proposal), decision(proposal, reject={"summary_en": "Moved."})).status_code == 302


def test_an_empty_text_that_a_form_saved_anew_has_not_moved(staff, kth, ada):
    proposal = sent(UNIVERSITY, kth, ada, kth, change(kth, "summary_fi", "Yliopisto."))
    University.objects.filter(pk=kth.pk).update(summary_fi="")
    assert line_of(staff.get(address(proposal)), "summary_fi").chosen == "accept"
    assert staff.post(address(proposal), decision(proposal, accept=["summary_fi"])).status_code == 302


def test_two_proposals_for_the_same_know_of_each_other(staff, kth, ada, boss):
    first = sent(UNIVERSITY, kth, ada, kth, change(kth, "summary_en", "First."))
    second = sent(UNIVERSITY, kth, boss, kth, change(kth, "summary_en", "Second."))
    page = staff.get(address(first))
    assert line_of(page, "summary_en").warnings == ["Another proposal that waits would change the same."]
    assert f'href="{address(second)}"' in page.content.decode()


def test_who_removes_a_row_and_who_changes_it_know_of_each_other(kth, ada, boss):
    contact = ContactFactory(university=kth)
    changed = sent(UNIVERSITY, kth, ada, kth, change(contact, "function", "press", root=kth))
    place = Key("members.contact", str(contact.pk))
    removed = sent(UNIVERSITY, kth, boss, kth, Change(Operation.REMOVE, place, old={"function": contact.function}))
    rivals = [shown_rows(each)[0].items[0].rivals for each in (changed, removed)]
    assert rivals == [[removed], [changed]]


def test_what_the_rules_forbid_by_now_is_told_at_its_change_before_and_after_the_decision(staff, kth, ada):
    contact = ContactFactory(university=kth, function="press")
    proposal = sent(UNIVERSITY, kth, ada, kth, change(contact, "function", "coordinator", root=kth))
    ContactFactory(university=kth, function="coordinator")
    page = staff.get(address(proposal))
    assert line_of(page, "function").warnings
    assert line_of(page, "function").chosen == ""
    response = staff.post(address(proposal), decision(proposal, accept=["function"]))
    assert response.status_code == 400
    assert line_of(response, "function").errors == line_of(page, "function").warnings


def test_a_proposal_about_what_is_gone_can_be_rejected_and_never_makes_anything_new(staff, kth, ada):
    university = University.objects.create(slug="gone", country="SE")
    AffiliationFactory(university=kth, user__email="bea@kth.se")
    proposal = sent(UNIVERSITY, kth, ada, kth, change(kth, "summary_fi", "Yliopisto."))
    Proposal.objects.filter(pk=proposal.pk).update(object_id=university.pk)
    university.delete()
    page = staff.get(address(proposal))
    assert page.status_code == 200
    assert "What this was about is no longer there." in text_of(page)
    count = University.objects.count()
    response = staff.post(address(proposal), decision(proposal, accept=["summary_fi"]))
    assert (response.status_code, University.objects.count()) == (409, count)
    assert staff.post(address(proposal), decision(proposal, reject={"summary_fi": "Gone."})).status_code == 302


# Who may


def test_nobody_decides_about_what_they_proposed_by_page_or_by_request(staff, reviewer, kth):
    AffiliationFactory(university=kth, user=reviewer)
    proposal = sent(UNIVERSITY, kth, reviewer, kth, change(kth, "summary_en", "Mine."))
    page = staff.get(address(proposal))
    assert 'value="accept"' not in page.content.decode()
    assert "This is your own proposal" in text_of(page)
    for action in ("decide", "return"):
        data = {**decision(proposal, accept=["summary_en"]), "do": action, "return-reason": "No."}
        assert staff.post(address(proposal), data).status_code == 403
    kth.refresh_from_db()
    assert kth.summary_en == "A university."


@pytest.mark.parametrize("codenames", [["view_proposal", "change_proposal"], []])
def test_staff_without_the_right_to_review_see_and_decide_nothing(client, kth, ada, codenames):
    proposal = sent(UNIVERSITY, kth, ada, kth, change(kth, "summary_en", "Better."))
    user = UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(User.objects.get(pk=user.pk))
    assert client.get(address(proposal)).status_code == 403
    assert client.post(address(proposal), decision(proposal, accept=["summary_en"])).status_code == 403
    kth.refresh_from_db()
    assert kth.summary_en == "A university."


def test_a_draft_is_nobody_elses_business(staff, kth, ada):
    draft = drafted(UNIVERSITY, kth, ada, kth, change(kth, "summary_en", "Better."))
    assert staff.get(address(draft)).status_code == 404
    assert staff.get("/admin/review/proposal/99999999999999999999999/change/").status_code == 404
    assert staff.get("/admin/review/proposal/x/change/").status_code == 404


@pytest.mark.parametrize("path", ["/admin/review/proposal/add/", "/admin/review/proposal/{}/delete/"])
def test_proposals_are_neither_added_nor_deleted_here(staff, kth, ada, path):
    proposal = sent(UNIVERSITY, kth, ada, kth, change(kth, "summary_en", "Better."))
    assert staff.post(path.format(proposal.pk), {"post": "yes"}).status_code == 403
    assert Proposal.objects.filter(pk=proposal.pk).exists()


# Sending back, answering for a partner, taking back


def test_a_proposal_is_sent_back_with_what_should_be_changed(staff, kth, ada):
    proposal = sent(UNIVERSITY, kth, ada, kth, change(kth, "summary_en", "Better."))
    back = {**decision(proposal), "do": "return"}
    assert staff.post(address(proposal), {**back, "return-reason": " "}).status_code == 400
    assert staff.post(address(proposal), {**back, "return-reason": "A source, please."}).status_code == 302
    proposal.refresh_from_db()
    assert proposal.state == "returned"
    assert "A source, please." in text_of(staff.get(address(proposal)))


def test_staff_answer_for_a_partner_and_the_page_says_so(staff, programme, kth, upc, ada, pau):
    proposal = sent(PROGRAMME, programme, ada, kth, change(programme, "duration_months", 24, PROGRAMME))
    given = Answer.objects.get()
    data = {"do": f"answer:{given.pk}", "agrees": "no", "comment": "It is 30: Ms Puig, by telephone."}
    assert staff.post(address(proposal), {**data, "comment": " "}).status_code == 400
    assert staff.post(address(proposal), {**data, "agrees": ""}).status_code == 400
    assert staff.post(address(proposal), data).status_code == 302
    given.refresh_from_db()
    assert (given.state, given.by_staff) == ("objected", True)
    text = text_of(staff.get(address(proposal)))
    assert "said by network staff for it" in text
    assert "A partner objects to this: it has to be settled first." in text


def test_an_answer_that_is_asked_of_nobody_is_refused(staff, programme, kth, upc, ada, pau):
    proposal = sent(PROGRAMME, programme, ada, kth, change(programme, "duration_months", 24, PROGRAMME))
    other = sent(PROGRAMME, programme, ada, kth, change(programme, "extra_months", 6, PROGRAMME))
    foreign = Answer.objects.get(item__proposal=other)
    for key in (foreign.pk, 0, "x", ""):
        data = {"do": f"answer:{key}", "agrees": "yes", "comment": "By telephone."}
        assert staff.post(address(proposal), data).status_code == 409
    foreign.refresh_from_db()
    assert foreign.state == "asked"


def test_what_a_partner_would_have_instead_is_shown_in_words(staff, programme, kth, upc, ada, pau):
    proposal = sent(PROGRAMME, programme, ada, kth, change(programme, "level", "doctorate", PROGRAMME))
    item = proposal.items.get()
    answer(proposal, university=upc.pk, answers={item: (False, "No.", "bachelor")}, user=pau, at=NOW)
    text = text_of(staff.get(address(proposal)))
    assert "Instead it would have: Bachelor" in text


def test_an_accepted_change_is_taken_back_with_a_reason(staff, kth, ada):
    University.objects.filter(pk=kth.pk).update(website_en="https://old.example")
    kth.refresh_from_db()
    proposal = sent(UNIVERSITY, kth, ada, kth, change(kth, "website_en", "https://new.example"))
    item = proposal.items.get()
    assert staff.post(address(proposal), {"do": f"revert:{item.pk}", "revert-reason": ""}).status_code == 400
    assert staff.post(address(proposal), {"do": f"revert:{item.pk}", "revert-reason": "Wrong."}).status_code == 302
    kth.refresh_from_db()
    assert kth.website_en == "https://old.example"
    assert "Wrong." in text_of(staff.get(address(proposal)))


def test_what_has_moved_since_is_not_taken_back(staff, kth, ada):
    proposal = sent(UNIVERSITY, kth, ada, kth, change(kth, "website_en", "https://new.example"))
    University.objects.filter(pk=kth.pk).update(website_en="https://newer.example")
    data = {"do": f"revert:{proposal.items.get().pk}", "revert-reason": "Wrong."}
    response = staff.post(address(proposal), data)
    assert response.status_code == 409
    assert shown_in(response, "revert-reason") == "Wrong."
    kth.refresh_from_db()
    assert kth.website_en == "https://newer.example"


def test_objections_come_first_and_who_is_silent_stands_in_one_line(staff, ada_client, programme, kth, upc, ada, pau):
    proposal = sent(PROGRAMME, programme, ada, kth, change(programme, "level", "doctorate", PROGRAMME))
    item = proposal.items.get()
    for name in ("Aalto", "Polito"):
        Answer.objects.create(item=item, university=UniversityFactory(name=name), is_required=False)
    answer(proposal, university=upc.pk, answers={item: (False, "Never.", None)}, user=pau, at=NOW)
    lists = [staff.get(address(proposal)), ada_client.get(reverse("workspace:proposal", args=[proposal.uuid]))]
    told = [[Page(shown).text(line) for line in Page(shown).one("ul", class_=name)]
            for shown, name in zip(lists, ("review-answers", "proposal-item__answers"), strict=True)]  # fmt: skip
    assert told[0][0].startswith("UPC: Objects,")
    assert told[0][1:] == ["Not answered yet: Aalto, Polito Silence counts once its time is over."]
    assert told[1] == ["UPC: Objects – Never.", "Not answered yet: Aalto, Polito"]
