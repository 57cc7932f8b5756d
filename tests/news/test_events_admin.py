"""Events in the back office."""

from datetime import date

import pytest

from news.models import Event
from tests.admin_forms import errors_of, filled_in
from tests.factories.news import EventFactory

pytestmark = pytest.mark.django_db


def address_of(event):
    return f"/admin/news/event/{event.pk}/change/"


def test_an_editor_moves_an_event_and_its_former_day_is_kept(staff_client):
    event = EventFactory(starts_on=date(2999, 5, 1))
    data = filled_in(staff_client.get(address_of(event))) | {"starts_on": "2999-06-01", "status": "moved"}
    assert staff_client.post(address_of(event), data).status_code == 302
    event = Event.objects.get(pk=event.pk)
    assert (event.starts_on, event.previous_starts_on, event.sequence) == (date(2999, 6, 1), date(2999, 5, 1), 1)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"ends_on": "2009-01-01"}, "ends_on"),
        ({"starts_on": "2026-03-29", "starts_at": "02:30", "time_zone": "Europe/Berlin"}, "starts_at"),
        ({"starts_at": "14:00", "ends_at": "13:00"}, "ends_at"),
        ({"starts_at": "25:00"}, "starts_at"),
        ({"starts_on": "nonsense"}, "starts_on"),
        ({"starts_on": ""}, "starts_on"),
        ({"time_zone": "Nowhere"}, "time_zone"),
        ({"summary_en": ""}, "summary_en"),
        ({"slug": "two words"}, "slug"),
        ({"publication": "draft"}, "publication"),
    ],
)
def test_a_mistake_is_told_at_its_field_and_what_was_typed_is_kept(staff_client, typed, field):
    event = EventFactory()
    data = filled_in(staff_client.get(address_of(event))) | {"title_fi": "Kirjoitettu"} | typed
    response = staff_client.post(address_of(event), data)
    assert list(errors_of(response)) == [field]
    assert "Kirjoitettu" in response.content.decode()
    assert Event.objects.get(pk=event.pk).title_fi is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_queries_whatever_it_shows(staff_client, count, django_assert_num_queries):
    for _number in range(count):
        EventFactory()
    staff_client.get("/admin/news/event/")
    with django_assert_num_queries(11):
        staff_client.get("/admin/news/event/")


def test_somebody_without_the_right_to_events_changes_none(client, django_user_model):
    event = EventFactory()
    user = django_user_model.objects.create_user(email="reader@example.org", password="x", is_staff=True)
    client.force_login(user)
    assert client.get(address_of(event)).status_code == 403
