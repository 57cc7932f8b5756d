"""A mail is written with the change that it tells of, in the recipient's language, and once where a key says so."""

import logging
import threading

import pytest
from django.core import mail
from django.db import connection, transaction
from django.urls import reverse_lazy

from cluster_portal.mail.actions import send
from cluster_portal.mail.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.network import NetworkFactory

pytestmark = pytest.mark.django_db


def reader(language, **kwargs):
    """An account whose mails are in a language."""
    user = UserFactory(**kwargs)
    user.language = language
    return user


def test_a_mail_is_stored_and_not_sent_before_the_commit(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        message = send("sample", to="ada@example.org", context={"name": "KTH"})
    assert (message.to, message.state, message.attempts, mail.outbox) == ("ada@example.org", "waiting", 0, [])
    assert len(callbacks) == 1


def test_in_local_mode_a_mail_is_handed_over_right_after_the_commit(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        message = send("sample", to="ada@example.org", context={"name": "KTH"})
    message.refresh_from_db()
    assert (message.state, [sent.to for sent in mail.outbox]) == ("sent", [["ada@example.org"]])


def test_in_production_a_mail_waits_for_the_timer(settings, django_capture_on_commit_callbacks):
    settings.DELIVERS_MAIL_AT_ONCE = False
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        message = send("sample", to="ada@example.org", context={"name": "KTH"})
    message.refresh_from_db()
    assert (message.state, callbacks, mail.outbox) == ("waiting", [], [])


def test_a_server_that_is_down_does_not_harm_what_was_committed(server, django_capture_on_commit_callbacks):
    server.answers = [ConnectionRefusedError("no")]
    with django_capture_on_commit_callbacks(execute=True):
        message = send("sample", to="ada@example.org", context={"name": "KTH"})
    message.refresh_from_db()
    assert (message.state, message.attempts, message.error) == ("waiting", 1, "ConnectionRefusedError: no")


@pytest.mark.django_db(transaction=True)
def test_a_mail_is_gone_with_a_change_that_is_rolled_back():
    with transaction.atomic():
        assert send("sample", to="ada@example.org", context={"name": "KTH"}, key="a")
        transaction.set_rollback(True)
    assert (Message.objects.count(), mail.outbox) == (0, [])
    assert send("sample", to="ada@example.org", context={"name": "KTH"}, key="a")


# Languages --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "asked", "expected", "word", "path"),
    [
        ("fi", "", "fi", "Jäsenet", "/fi/members/"),
        ("fi", "sv", "sv", "Medlemmar", "/sv/members/"),
        ("", "", "en", "Members", "/en/members/"),
        ("ru", "", "en", "Members", "/en/members/"),
        ("fi", "ru", "en", "Members", "/en/members/"),
    ],
)
def test_a_mail_is_in_the_language_of_its_recipient(language, asked, expected, word, path):
    path_of_members = reverse_lazy("members:university_list")
    message = send("sample", to=reader(language), context={"name": "KTH", "path": path_of_members}, language=asked)
    assert (message.language, message.subject) == (expected, f"{word}: KTH")
    assert f'<html lang="{expected}">' in message.html
    assert f"http://127.0.0.1:8000{path}" in message.text
    assert f'<a href="http://127.0.0.1:8000{path}">{word}: KTH</a>' in message.html


def test_an_address_without_an_account_gets_english_unless_told_otherwise():
    languages = [send("sample", to="ada@example.org", language=asked).language for asked in ("", "fi")]
    assert languages == ["en", "fi"]


def test_an_account_without_a_language_gets_english():
    assert send("sample", to=UserFactory()).language == "en"


# Once only --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("keys", "count"), [(("a", "a", "a"), 1), (("a", "b", "c"), 3), (("", "", ""), 3)])
def test_what_has_the_same_key_is_sent_once(keys, count):
    sent = [send("sample", to="ada@example.org", context={"name": key}, key=key) for key in keys]
    assert [bool(message) for message in sent] == [True, *[count == 3] * 2]
    assert Message.objects.count() == count


def test_a_key_that_is_too_long_is_refused_on_every_database():
    with pytest.raises(ValueError, match="200 characters"):
        send("sample", to="ada@example.org", key="a" * 201)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one transaction write at a time")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first_commits", [True, False])
def test_of_two_transactions_at_once_one_sends(first_commits):
    """The second waits for the first; it sends only if the first is rolled back."""
    stored, may_end, results = threading.Event(), threading.Event(), {}

    def first():
        try:
            with transaction.atomic():
                results["first"] = send("sample", to="ada@example.org", key="a")
                stored.set()
                may_end.wait(10)
                if not first_commits:
                    transaction.set_rollback(True)
        finally:
            connection.close()

    def second():
        stored.wait(10)
        threading.Timer(0.3, may_end.set).start()
        try:
            results["second"] = send("sample", to="ada@example.org", key="a")
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for work in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert (bool(results["first"]), bool(results["second"])) == (True, not first_commits)
    assert Message.objects.count() == 1


# Who gets none ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ("", "an address is none"),
        ("ada", "an address is none"),
        ("ada@example.org\nBcc: all@example.org", "an address is none"),
        ("ada@example.org, bob@example.org", "an address is none"),
        ('"a\x01b"@example.org', "an address is none"),
        ("a" * 250 + "@example.org", "an address is none"),
    ],
)
def test_what_is_no_address_gets_nothing_and_the_log_says_so(to, reason, caplog):
    with caplog.at_level(logging.WARNING, logger="cluster_portal.mail"):
        assert send("sample", to=to) is None
    assert Message.objects.count() == 0
    assert [record.getMessage() for record in caplog.records] == [f"Mail sample is not sent: {reason}."]


def test_an_inactive_account_gets_nothing_and_the_log_says_so(caplog):
    user = UserFactory(is_active=False)
    with caplog.at_level(logging.WARNING, logger="cluster_portal.mail"):
        assert send("sample", to=user) is None
    assert Message.objects.count() == 0
    assert [record.getMessage() for record in caplog.records] == [
        f"Mail sample is not sent: account {user.pk} is not active."
    ]


def test_an_account_without_an_address_gets_nothing_and_the_log_does_not_name_anybody(caplog):
    user = UserFactory(email="")
    with caplog.at_level(logging.WARNING, logger="cluster_portal.mail"):
        assert send("sample", to=user) is None
    assert [record.getMessage() for record in caplog.records] == [
        f"Mail sample is not sent: the address of account {user.pk} is none."
    ]


# Words ------------------------------------------------------------------------------------------------------------


def test_a_subject_is_one_line_and_adds_no_header():
    message = send("sample", to="ada@example.org", context={"name": "KTH\r\nBcc: all@example.org\x85 \u2028b\x00"})
    assert message.subject == "Members: KTH Bcc: all@example.org b"
    assert message.as_mail().message()["Bcc"] is None


def test_a_long_subject_is_cut():
    subject = send("sample", to="ada@example.org", context={"name": "a" * 400}).subject
    assert (len(subject), subject[-2:]) == (200, "a…")


def test_only_html_is_escaped_and_what_no_database_stores_is_left_out():
    message = send("sample", to="ada@example.org", context={"name": "A & <b>\0"})
    assert message.subject == "Members: A & <b>"
    assert "Members: A & <b>\n" in message.text
    assert "Members: A &amp; &lt;b&gt;</a>" in message.html


def test_the_network_signs_and_gets_the_answers():
    NetworkFactory(name="UNITE!", contact_email="office@example.org")
    message = send("sample", to="ada@example.org")
    assert message.reply_to == "office@example.org"
    assert message.text.endswith("\n\nUNITE!\nhttp://127.0.0.1:8000/\n")
    assert message.as_mail().reply_to == ["office@example.org"]


def test_a_mail_without_a_mailbox_of_the_network_is_sent_all_the_same():
    assert send("sample", to="ada@example.org").as_mail().reply_to == []


@pytest.mark.parametrize(
    ("has_account", "reason", "language"),
    [
        (True, "because you have an account on the portal of", "Choose the language of these mails in your account"),
        (False, "was given your address", "To get these mails in another language, write to the people of"),
    ],
)
def test_the_foot_says_why_one_gets_the_mail_and_how_to_get_it_in_another_language(has_account, reason, language):
    message = send("sample", to=UserFactory() if has_account else "ada@example.org")
    for words in (message.text, message.html):
        assert (reason in words, language in words) == (True, True)


def test_the_foot_leads_to_the_account_where_there_is_one():
    message = send("sample", to=UserFactory())
    assert "Choose the language of these mails in your account: http://127.0.0.1:8000/en/account/\n" in message.text
    assert '<a href="http://127.0.0.1:8000/en/account/">' in message.html
    assert "http://127.0.0.1:8000/fi/account/" in send("sample", to=UserFactory(language="fi")).text
    assert "/account/" not in send("sample", to="ada@example.org").text


def test_where_there_is_no_page_for_it_the_foot_names_the_people_of_the_network(monkeypatch):
    monkeypatch.setattr("cluster_portal.mail.frame._sources", [])
    assert "To get these mails in another language" in send("sample", to=UserFactory()).text
