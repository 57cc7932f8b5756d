"""Mail in the back office: seen by whoever may, changed by nobody, sent again where it failed."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core import mail
from django.utils import timezone

from cluster_portal.mail.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.mail import MessageFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/mail/message/"


@pytest.fixture
def post_office(client):
    """Sign in somebody of staff with some permissions on mail."""

    def sign_in(*codenames):
        user = UserFactory(is_staff=True)
        user.user_permissions.set(Permission.objects.filter(content_type__app_label="mail", codename__in=codenames))
        client.force_login(user)
        return client

    return sign_in


def send_again(client, *messages):
    data = {"action": "send_again", "_selected_action": [message.pk for message in messages]}
    return client.post(LIST, data, follow=True)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_shows_one_and_three_mails_with_the_same_queries(superuser_client, count, django_assert_num_queries):
    MessageFactory.create_batch(count)
    superuser_client.get(LIST)  # content types are read once for all
    with django_assert_num_queries(7):
        page = superuser_client.get(LIST).content.decode()
    assert page.count("@example.org") - page.count("superuser@example.org") == count


def test_the_list_is_narrowed_by_state_and_search_and_leaves_out_what_is_only_a_key(superuser_client):
    failed = MessageFactory(state="failed", subject="One that failed")
    MessageFactory(subject="One that waits", to="ada@example.org")
    MessageFactory(state="failed", key="a", to="", subject="")
    for query, expected in [("?state__exact=failed", [failed.subject]), ("?q=ada", ["One that waits"])]:
        results = superuser_client.get(f"{LIST}{query}").context["cl"].result_list
        assert [message.subject for message in results] == expected
    assert superuser_client.get(LIST).context["cl"].result_count == 2


def test_a_mail_is_shown_as_text_and_can_be_changed_by_nobody(superuser_client):
    message = MessageFactory(text="Hello <b>Ada</b>", html="<p>As HTML</p>", state="failed", error="refused <i>")
    address = f"{LIST}{message.pk}/change/"
    page = superuser_client.get(address).content.decode()
    assert "Hello &lt;b&gt;Ada&lt;/b&gt;" in page
    assert "refused &lt;i&gt;" in page
    assert "As HTML" not in page
    assert 'name="_save"' not in page
    assert superuser_client.post(address, {"to": "eve@example.org"}).status_code == 403
    assert superuser_client.get(f"{LIST}add/").status_code == 403
    assert superuser_client.post(f"{LIST}{message.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Message.objects.get().to == message.to


def test_the_words_of_a_secret_mail_are_shown_to_nobody(superuser_client):
    message = MessageFactory(text="key-of-ada", html="<p>key-of-ada</p>", is_secret=True)
    page = superuser_client.get(f"{LIST}{message.pk}/change/").content.decode()
    assert "key-of-ada" not in page
    assert "Not shown: it is for its recipient alone." in page


def test_mail_is_seen_by_nobody_without_the_permission(post_office, staff_client):
    message = MessageFactory()
    for client in (staff_client, post_office()):
        assert client.get(LIST).status_code == 403
        assert client.get(f"{LIST}{message.pk}/change/").status_code == 403
    assert post_office("view_message").get(LIST).status_code == 200


def test_what_failed_is_sent_again_and_the_history_says_by_whom(post_office, django_capture_on_commit_callbacks):
    failed, sent = MessageFactory(state="failed", attempts=9), MessageFactory(state="sent", sent_at=timezone.now())
    client = post_office("view_message", "send_again")
    with django_capture_on_commit_callbacks(execute=True):
        page = send_again(client, failed, sent).content.decode()
    assert "One mail is sent again." in page
    assert [message.to for message in mail.outbox] == [[failed.to]]
    failed.refresh_from_db()
    assert (failed.state, failed.attempts) == ("sent", 1)
    assert [(entry.object_id, entry.get_change_message()) for entry in LogEntry.objects.all()] == [
        (str(failed.pk), "Sent again.")
    ]


def test_where_nothing_failed_nothing_is_sent_again(post_office):
    page = send_again(post_office("view_message", "send_again"), MessageFactory(attempts=1)).content.decode()
    assert "None of these has failed: nothing is sent again." in page
    assert LogEntry.objects.count() == 0
    assert Message.objects.get().attempts == 1


def test_whoever_may_only_look_sends_nothing_again(post_office):
    failed = MessageFactory(state="failed", attempts=9)
    send_again(post_office("view_message"), failed)
    failed.refresh_from_db()
    assert (failed.state, failed.attempts) == ("failed", 9)
