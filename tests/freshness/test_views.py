"""The page behind the link: looking changes nothing, pressing the button confirms what was seen, once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cluster_portal.freshness.tokens import token_for
from cluster_portal.mail.models import Message
from cluster_portal.review.models import Confirmation, TrailEntry
from members.models import Affiliation
from tests.pages import Page


@pytest.fixture
def path(kth, lead, programme):
    return f"/en/confirm/{token_for(kth.pk, lead, timezone.now())}/"


def seen_on(response):
    return [field.get("value") for field in Page(response).all("input", name="seen")]


def press(client, path):
    return client.post(path, {"seen": seen_on(client.get(path))})


def test_looking_shows_what_is_published_and_changes_nothing_however_often(client, path):
    for _time in range(3):
        response = client.get(path)
        assert client.head(path).status_code == 200
    page = Page(response)
    assert page.errors == []
    for said in ("A university.", "office@kth.se", "Robotics", "Incoming mobility", "Not yet confirmed by you"):
        assert said in page.text()
    for hidden in ("Byron", "secret@kth.se", "lead@kth.se"):
        assert hidden not in page.html
    assert Confirmation.objects.count() == TrailEntry.objects.count() == 0


def test_it_is_for_nobody_but_its_reader(client, path):
    response = client.get(path)
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies
    page = Page(response)
    assert page.one("meta", name="robots").get("content") == "noindex"
    assert page.all("link", rel="canonical") == []


def test_the_button_confirms_everything_and_the_page_then_says_thanks(client, path, lead):
    response = press(client, path)
    assert (response.status_code, response["Location"]) == (303, path)
    assert set(Confirmation.objects.values_list("by", "channel")) == {(lead.pk, "link")}
    assert Confirmation.objects.count() == 7
    after = Page(client.get(path))
    assert "there is nothing left to do" in after.text()
    assert after.all("button", type="submit") == [] or "Everything is right" not in after.text()


def test_the_second_press_changes_nothing(client, path):
    values = seen_on(client.get(path))
    client.post(path, {"seen": values})
    rows = list(Confirmation.objects.values())
    assert client.post(path, {"seen": values}).status_code == 303
    assert list(Confirmation.objects.values()) == rows
    assert TrailEntry.objects.count() == 2  # of the university and of its programme


def test_what_changed_since_it_was_seen_is_named_and_not_confirmed(client, path, kth):
    values = seen_on(client.get(path))
    kth.contacts.update(mailbox_name="Other Office")
    response = client.post(path, {"seen": values})
    assert response.status_code == 409
    page = Page(response)
    assert page.text(page.one("div", role="alert")).endswith("Your contacts")
    assert not Confirmation.objects.filter(scope="contacts").exists()
    assert Confirmation.objects.filter(scope="profile").exists()
    assert press(client, path).status_code == 303
    assert Confirmation.objects.filter(scope="contacts").exists()


@pytest.mark.parametrize(
    "values", [[], ["nonsense"], ["profile-1:x:y", "\x00", ":"], ["programme-999999999999999999999:x"]]
)
def test_what_no_page_has_sent_confirms_nothing_and_breaks_nothing(client, path, values):
    assert client.post(path, {"seen": values}).status_code in (303, 409)
    assert Confirmation.objects.count() == 0


def test_whose_affiliation_has_ended_confirms_nothing_any_more(client, path):
    values = seen_on(client.get(path))
    Affiliation.objects.update(ends_at=timezone.now())
    for response in (client.get(path), client.post(path, {"seen": values})):
        assert response.status_code == 403
        assert "You no longer act for KTH" in Page(response).text()
        assert "Robotics" not in Page(response).text()
    assert Confirmation.objects.count() == 0


def test_a_token_of_one_university_confirms_for_no_other(client, upc, lead, programme):
    path = f"/en/confirm/{token_for(upc.pk, lead, timezone.now())}/"
    assert client.get(path).status_code == client.post(path).status_code == 403


def test_an_altered_link_has_a_page_that_says_so(client, path):
    response = client.get(f"{path[:-2]}/")
    assert response.status_code == 404
    assert "This link cannot be read" in Page(response).text()
    assert client.post(f"{path[:-2]}/").status_code == 404


def test_an_expired_link_shows_nothing_and_sends_a_new_one_on_request_once_a_day(client, kth, lead, programme):
    path = f"/en/confirm/{token_for(kth.pk, lead, timezone.now() - timedelta(days=61))}/"
    response = client.get(path)
    assert response.status_code == 410
    assert "Send me a new link" in Page(response).text()
    assert "Robotics" not in Page(response).text()
    assert Message.objects.count() == 0
    for _time in range(3):
        assert "a new link is on its way" in Page(client.post(path, {"seen": ["x:y"]})).text()
    assert [message.to for message in Message.objects.all()] == ["lead@kth.se"]
    assert Confirmation.objects.count() == 0


def test_other_methods_are_refused(client, path):
    assert client.put(path).status_code == client.delete(path).status_code == 405


@pytest.mark.parametrize("language", ["de", "fi"])
def test_the_page_is_there_in_each_language(client, path, language):
    response = client.get(path.replace("/en/", f"/{language}/"))
    assert (response.status_code, Page(response).language) == (200, language)


@pytest.mark.parametrize("count", [1, 3])
def test_the_same_number_of_queries_whatever_there_is(client, path, kth, upc, count, django_assert_num_queries):
    from programmes import history
    from tests.factories.programmes import DeadlineFactory, ProgrammeFactory

    for programme in ProgrammeFactory.create_batch(count, route=[kth, upc]):
        DeadlineFactory(intake__programme=programme)
    history.note_facts()
    with django_assert_num_queries(25):
        client.get(path)
