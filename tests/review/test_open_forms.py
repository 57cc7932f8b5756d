"""A form of the back office that was open while somebody else wrote: shown, never overwritten."""

import re

import pytest

from cluster_portal.core.admin import MOVED, SEEN
from members.models import Contact
from members.proposals import UNIVERSITY
from tests.admin_forms import errors_of, filled_in
from tests.factories.members import ContactFactory
from tests.review.test_actions import accept_all, change, sent

pytestmark = pytest.mark.django_db


def opened(client, address):
    """Return what a browser would send of a form, the note of what was written before included."""
    page = client.get(address)
    return {**filled_in(page), SEEN: seen_on(page)}


def seen_on(page):
    return re.search(rf'name="{SEEN}" value="(\d+)"', page.content.decode())[1]


def test_what_was_accepted_while_a_form_was_open_is_shown_and_not_overwritten(superuser_client, kth, ada, boss):
    address = f"/admin/members/university/{kth.pk}/change/"
    form = opened(superuser_client, address)
    accept_all(sent(UNIVERSITY, kth, ada, kth, change(kth, "summary_en", "Accepted meanwhile.")), boss)
    page = superuser_client.post(address, {**form, "city_en": "Kista"})
    kth.refresh_from_db()
    assert (page.status_code, kth.summary_en, kth.city_en == "Kista") == (200, "Accepted meanwhile.", False)
    assert errors_of(page)[""] == [str(MOVED), "University: Summary (English): “Accepted meanwhile.”"]
    assert filled_in(page)["city_en"] == "Kista"
    form = {**filled_in(page), SEEN: seen_on(page), "summary_en": "Accepted meanwhile."}
    assert superuser_client.post(address, form).status_code == 302
    kth.refresh_from_db()
    assert (kth.summary_en, kth.city_en) == ("Accepted meanwhile.", "Kista")


def test_a_row_with_a_page_of_its_own_hears_of_itself_and_not_of_others(superuser_client, kth, ada):
    contact, other = ContactFactory(university=kth), ContactFactory(university=kth, function="press")
    address = f"/admin/members/contact/{contact.pk}/change/"
    form = opened(superuser_client, address)
    sent(UNIVERSITY, kth, ada, kth, change(other, "phone", "+4687906000", root=kth))
    assert superuser_client.post(address, form).status_code == 302
    form = opened(superuser_client, address)
    sent(UNIVERSITY, kth, ada, kth, change(contact, "phone", "+4687906001", root=kth))
    page = superuser_client.post(address, form)
    assert errors_of(page)[""] == [str(MOVED), "Contact: Telephone: “+4687906001”"]
    assert Contact.objects.get(pk=contact.pk).phone == "+4687906001"


@pytest.mark.parametrize("note", ["", "x", "9" * 30, "-1", "٣"])
def test_a_note_that_makes_no_sense_breaks_nothing(superuser_client, kth, note):
    address = f"/admin/members/university/{kth.pk}/change/"
    form = {**opened(superuser_client, address), SEEN: note}
    assert superuser_client.post(address, form).status_code == 302
