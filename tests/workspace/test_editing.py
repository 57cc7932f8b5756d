"""What somebody changes in the workspace: it stands in a draft, is sent, and never overwrites anybody."""

import json
import re
from urllib.parse import quote

import pytest
from django.urls import reverse

from cluster_portal.review.models import Proposal
from members.models import University
from tests.factories.members import ContactFactory

pytestmark = pytest.mark.django_db


def section(university, code, language=None):
    path = reverse("workspace:edit_section", args=[university.slug, "university", university.uuid, code])
    return f"{path}?in={language}" if language else path


def fields_of(response):
    """Return what a browser would send of the form in a page."""
    html = response.content.decode()
    form = response.context["form"]
    found = {}
    for bound in form:
        value = bound.value()
        if bound.name == "seen":
            value = re.search(r'name="seen" value="([^"]*)"', html)[1].replace("&quot;", '"')
        found[bound.name] = "" if value is None else value
    return found


def test_a_description_in_two_languages_becomes_two_items_and_the_page_stays_as_it_is(ada_client, kth):
    address = section(kth, "texts", "sv")
    typed = fields_of(ada_client.get(address))
    response = ada_client.post(address, {**typed, "summary_en": "A better one.", "summary_sv": "En bättre."})
    assert response.status_code == 302
    items = Proposal.objects.get().items.values_list("column", "old", "new", "risk")
    assert list(items) == [
        ("summary_en", "A university.", "A better one.", "visible"),
        ("summary_sv", "Ett universitet.", "En bättre.", "visible"),
    ]
    kth.refresh_from_db()
    assert (kth.summary_en, kth.summary_sv) == ("A university.", "Ett universitet.")


def test_what_was_not_touched_is_no_change_although_somebody_else_changed_it(ada_client, kth):
    address = section(kth, "texts")
    typed = fields_of(ada_client.get(address))
    University.objects.filter(pk=kth.pk).update(summary_en="Staff wrote this meanwhile.")
    ada_client.post(address, {**typed, "strengths_en": "Robots."})
    assert list(Proposal.objects.get().items.values_list("column", "new")) == [("strengths_en", "Robots.")]


def test_what_two_people_touched_is_shown_before_it_is_taken_and_nothing_typed_is_lost(ada_client, kth):
    address = section(kth, "texts")
    typed = {**fields_of(ada_client.get(address)), "summary_en": "Mine."}
    University.objects.filter(pk=kth.pk).update(summary_en="Theirs.")
    response = ada_client.post(address, typed)
    assert response.status_code == 422
    assert not Proposal.objects.exists()
    html = response.content.decode()
    assert "Somebody changed this while the page was open" in html
    assert "Mine." in html
    assert "Theirs." in html
    again = ada_client.post(address, {**typed, "seen": fields_of(response)["seen"]})
    assert again.status_code == 302
    assert list(Proposal.objects.get().items.values_list("old", "new")) == [("Theirs.", "Mine.")]


def test_what_is_wrong_is_told_at_its_field_and_kept(ada_client, kth):
    address = section(kth, "place")
    typed = {**fields_of(ada_client.get(address)), "latitude": "95", "longitude": "18"}
    response = ada_client.post(address, typed)
    assert response.status_code == 422
    assert response.context["form"].errors["latitude"]
    assert 'value="95"' in response.content.decode()


def test_a_value_that_leads_back_to_what_is_live_leaves_the_draft(ada_client, kth):
    address = section(kth, "texts")
    typed = fields_of(ada_client.get(address))
    ada_client.post(address, {**typed, "summary_en": "Better."})
    typed = fields_of(ada_client.get(address))
    ada_client.post(address, {**typed, "summary_en": "A university."})
    assert not Proposal.objects.get().items.exists()


def test_a_contact_is_added_changed_and_removed(ada_client, kth):
    kept = ContactFactory(university=kth, function="incoming")
    gone = ContactFactory(university=kth, function="press")
    place = [kth.slug, "university", kth.uuid, "contacts"]
    address = reverse("workspace:edit_row", args=[*place, "new"])
    typed = {**fields_of(ada_client.get(address)), "function": "data", "mailbox_email": "data@kth.se"}
    assert ada_client.post(address, typed).status_code == 302
    address = reverse("workspace:edit_row", args=[*place, kept.pk])
    ada_client.post(address, {**fields_of(ada_client.get(address)), "function": "outgoing"})
    ada_client.post(reverse("workspace:remove_row", args=[*place, gone.pk]))
    items = Proposal.objects.get().items.order_by("pk")
    assert [(item.operation, item.row, item.column) for item in items] == [
        ("add", "new-1", ""),
        ("change", str(kept.pk), "function"),
        ("remove", str(gone.pk), ""),
    ]
    page = ada_client.get(reverse("workspace:object", args=place[:3])).content.decode()
    assert "New in your draft" in page
    assert "Removed in your draft" in page
    proposal = Proposal.objects.get()
    response = ada_client.post(reverse("workspace:proposal", args=[proposal.uuid]), {"do": "send", "note": "Please."})
    assert response.status_code == 302
    proposal.refresh_from_db()
    assert (proposal.state, proposal.note) == ("submitted", "Please.")


def test_a_person_and_a_contact_with_them_are_proposed_together(ada_client, kth):
    place = [kth.slug, "university", kth.uuid]
    people = reverse("workspace:edit_row", args=[*place, "people", "new"])
    typed = {**fields_of(ada_client.get(people)), "given_name": "Grace", "family_name": "Hopper"}
    assert ada_client.post(people, typed).status_code == 302
    contacts = reverse("workspace:edit_row", args=[*place, "contacts", "new"])
    response = ada_client.get(contacts)
    assert ("new-1", "Grace · Hopper") in response.context["form"].fields["person"].choices
    typed = {**fields_of(response), "function": "rectorate", "person": "new-1", "visibility": "members"}
    assert ada_client.post(contacts, typed).status_code == 302
    proposal = Proposal.objects.get()
    assert ada_client.post(reverse("workspace:proposal", args=[proposal.uuid]), {"do": "send"}).status_code == 302


def test_what_the_rules_forbid_is_told_when_it_is_sent_and_the_draft_is_kept(ada_client, kth):
    first = ContactFactory(university=kth, function="coordinator")
    second = ContactFactory(university=kth, function="press")
    address = reverse("workspace:edit_row", args=[kth.slug, "university", kth.uuid, "contacts", second.pk])
    typed = {**fields_of(ada_client.get(address)), "function": "coordinator"}
    assert ada_client.post(address, typed).status_code == 302
    proposal = Proposal.objects.get()
    response = ada_client.post(reverse("workspace:proposal", args=[proposal.uuid]), {"do": "send", "note": "Kept."})
    assert response.status_code == 422
    html = response.content.decode()
    assert "This university has a network coordinator already" in html
    assert "Kept.</textarea>" in html
    proposal.refresh_from_db()
    assert (proposal.state, proposal.items.count()) == ("draft", 1)
    assert set(kth.contacts.values_list("pk", "function")) == {(first.pk, "coordinator"), (second.pk, "press")}


def test_a_programme_is_changed_with_its_rows(ada_client, kth, upc, programme):
    place = [kth.slug, "programme", programme.uuid]
    intake = reverse("workspace:edit_row", args=[*place, "intakes", "new"])
    typed = {**fields_of(ada_client.get(intake)), "academic_year": "2027"}
    assert ada_client.post(intake, typed).status_code == 302
    deadline = reverse("workspace:edit_row", args=[*place, "deadlines", "new"])
    typed = {
        **fields_of(ada_client.get(deadline)),
        "intake": "new-1",
        "university": kth.pk,
        "purpose": "application",
        "closes_on": "2027-01-15",
        "time_zone": "Europe/Stockholm",
    }
    assert ada_client.post(deadline, typed).status_code == 302
    risks = Proposal.objects.get().items.values_list("model", "risk")
    assert list(risks) == [("programmes.intake", "shared"), ("programmes.deadline", "visible")]


def test_a_new_programme_begins_as_a_draft_of_its_own(ada_client, kth):
    address = reverse("workspace:begin_new", args=[kth.slug, "programme"])
    typed = {**fields_of(ada_client.get(address)), "title_en": "Energy", "kind": "dual", "level": "master"}
    response = ada_client.post(address, typed)
    draft = Proposal.objects.get()
    assert response.url == reverse("workspace:object", args=[kth.slug, "programme", draft.uuid])
    page = ada_client.get(response.url)
    assert page.status_code == 200
    assert "Energy" in page.content.decode()
    basics = reverse("workspace:edit_section", args=[kth.slug, "programme", draft.uuid, "basics"])
    ada_client.post(basics, {**fields_of(ada_client.get(basics)), "title_en": "Energy systems"})
    assert draft.items.get().new["title_en"] == "Energy systems"


def test_what_was_typed_is_given_back_where_the_draft_was_thrown_away_meanwhile(ada_client, pau_client, kth):
    new = reverse("workspace:begin_new", args=[kth.slug, "article"])
    ada_client.post(new, {**fields_of(ada_client.get(new)), "title_en": "Robots", "body_en": "<p>Words.</p>"})
    draft = Proposal.objects.get()
    address = reverse("workspace:edit_section", args=[kth.slug, "article", draft.uuid, "text"])
    typed = {**fields_of(ada_client.get(address)), "lead_en": "Long & <b>hard</b> work."}
    ada_client.post(reverse("workspace:proposal", args=[draft.uuid]), {"do": "withdraw"})
    response = ada_client.post(address, typed)
    assert response.status_code == 404
    html = response.content.decode()
    assert "What you wrote stands here to be copied." in html
    assert "Long &amp; &lt;b&gt;hard&lt;/b&gt; work." in html
    assert 'lang="en">Robots</textarea>' in html
    stranger = pau_client.post(address, typed)
    assert stranger.status_code == 404
    assert "stands here" not in stranger.content.decode()


def test_what_was_typed_is_given_back_where_the_row_or_the_object_is_gone(ada_client, kth, programme):
    contact = ContactFactory(university=kth, function="press")
    row = reverse("workspace:edit_row", args=[kth.slug, "university", kth.uuid, "contacts", contact.pk])
    section = reverse("workspace:edit_section", args=[kth.slug, "programme", programme.uuid, "basics"])
    typed = fields_of(ada_client.get(row)) | {"phone": "+46 8 790 60 00"}
    contact.delete()
    programme.partners.all().delete()
    for address, data in ((row, typed), (section, {"summary_en": "+46 8 790 60 00"})):
        response = ada_client.post(address, data)
        assert response.status_code == 404
        assert "readonly>+46 8 790 60 00<" in response.content.decode().replace(' lang="en"', "")
    assert not Proposal.objects.exists()


def test_what_was_typed_is_given_back_to_who_is_not_signed_in_any_more(ada_client, kth):
    new = reverse("workspace:begin_new", args=[kth.slug, "article"])
    ada_client.logout()
    for address, column in ((section(kth, "texts"), "summary_en"), (new, "title_en")):
        response = ada_client.post(address, {column: "Half a day of work."})
        html = response.content.decode()
        assert response.status_code == 403
        assert response["Cache-Control"] == "private, no-store"
        assert 'lang="en">Half a day of work.</textarea>' in html
        assert f'href="{reverse("account_login")}?next={quote(address, safe="")}"' in html
        assert "KTH" not in html
        assert ada_client.post(address, {}).status_code == 302  # without a word of theirs they are led to sign in
    assert not Proposal.objects.exists()


def test_a_tampered_note_of_what_was_seen_does_no_harm(ada_client, kth):
    address = section(kth, "texts")
    typed = {**fields_of(ada_client.get(address)), "summary_en": "Mine."}
    for seen in ("", "[", "[]", '"x"', json.dumps({"summary_en": 5})):
        response = ada_client.post(address, {**typed, "seen": seen})
        assert response.status_code in (302, 422)
