"""Documents: who may read which, and that nobody reaches a file in another way."""

import hashlib
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from members.models import Role
from news.models import Document
from tests.admin_forms import errors_of, filled_in
from tests.factories.accounts import UserFactory
from tests.factories.members import AffiliationFactory
from tests.factories.news import DocumentFactory
from tests.pages import Page

pytestmark = pytest.mark.django_db

FILE = "/en/documents/it/file/"


@pytest.fixture
def member():
    """Somebody who acts for a university, in the least of roles."""
    return AffiliationFactory(role=Role.VIEWER, user__email="contact@example.org").user


@pytest.fixture
def former():
    """Somebody who acted for a university: the account is still there."""
    return AffiliationFactory(ends_at=timezone.now() - timedelta(seconds=1)).user


def test_a_file_is_noted_with_its_type_size_and_checksum():
    document = DocumentFactory(slug="it")
    assert (document.file_name, document.media_type, document.size) == ("it.txt", "text/plain", 14)
    assert document.checksum == hashlib.sha256(b"What was done.").hexdigest()
    assert document.file.name == f"documents/{document.uuid}.txt"


def test_everybody_gets_a_public_file_as_a_download_without_a_session(client, django_assert_num_queries):
    DocumentFactory(slug="it")
    with django_assert_num_queries(1):
        response = client.get(FILE)
    assert b"".join(response.streaming_content) == b"What was done."
    assert response["Content-Disposition"] == 'attachment; filename="it.txt"'
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "cookie" not in response.get("Vary", "").lower()


@pytest.mark.parametrize(
    ("access", "allowed"),
    [("public", {"nobody", "former", "member", "staff"}), ("members", {"member", "staff"}), ("staff", {"staff"})],
)
def test_a_file_is_for_those_whom_its_access_names(client, member, former, editor, access, allowed):
    document = DocumentFactory(slug="it", access=access)
    for name, user in (("nobody", None), ("former", former), ("member", member), ("staff", editor)):
        client.logout()
        if user:
            client.force_login(user)
        response = client.get(FILE)
        if response.streaming:
            assert b"".join(response.streaming_content) == b"What was done."  # read to its end, it closes the file
        refused = 302 if user is None else 403
        assert response.status_code == (200 if name in allowed else refused), name
        if access != "public" and name in allowed:
            assert response["Cache-Control"] == "private, no-store"
        listed = Document.objects.for_user(user or AnonymousUser())
        assert (document in listed) == (name in allowed)


def read(response):
    """Return the content of a file: read to its end, it closes the file."""
    return b"".join(response.streaming_content)


def test_staff_read_what_is_for_staff_once_they_have_shown_a_second_factor(client, editor):
    DocumentFactory(slug="it", access="staff")
    DocumentFactory(slug="other", access="members")
    client.force_login(editor, second_factor=False)
    for address in (FILE, "/en/documents/mine/"):
        assert client.get(address)["Location"].startswith("/en/account/second-factor/set-up/?next=")
    assert read(client.get(FILE.replace("/it/", "/other/"))) == b"What was done."
    client.force_login(editor)
    assert read(client.get(FILE)) == b"What was done."
    response = client.get("/en/documents/mine/")
    assert response.status_code == 200
    assert b"Sign in" not in response.content


def test_nobody_reaches_a_file_by_the_address_of_uploads(client, settings, superuser):
    document = DocumentFactory(slug="it", access="staff")
    client.force_login(superuser)
    for path in (f"/media/{document.file.name}", f"/private/{document.file.name}", "/media/../private/x"):
        assert client.get(path).status_code in (400, 404)
    assert not str(document.file.path).startswith(str(settings.MEDIA_ROOT))


def test_behind_a_proxy_the_proxy_sends_the_file(client, settings):
    settings.PRIVATE_FILES_LOCATION = "/private-files/"
    document = DocumentFactory(slug="it")
    response = client.get(FILE)
    assert response["X-Accel-Redirect"] == f"/private-files/documents/{document.uuid}.txt"
    assert response.content == b""
    assert response["Content-Type"] == "text/plain"


@pytest.mark.parametrize(("publication", "status"), [("draft", 404), ("withdrawn", 410)])
def test_only_a_published_document_is_handed_out(client, publication, status):
    DocumentFactory(slug="it", publication=publication)
    assert client.get(FILE).status_code == status


def test_an_old_address_leads_to_the_new_one_and_a_lost_file_is_not_found(client):
    document = Document.objects.get(pk=DocumentFactory(slug="old").pk)
    document.slug = "it"
    document.save()
    assert client.get("/en/documents/old/file/")["Location"] == FILE
    document.file.storage.delete(document.file.name)
    assert client.get(FILE).status_code == 404


def test_the_public_list_has_what_is_for_everybody_and_what_was_replaced_says_so(client):
    older = DocumentFactory(slug="older", title_en="Statutes of 2018", kind="statutes", document_date=date(2018, 1, 1))
    DocumentFactory(
        slug="newer",
        title_en="Statutes of 2024",
        kind="statutes",
        document_date=date(2024, 1, 1),
        replaces=older,
        languages=["fr"],
        version="2",
    )
    for access in ("members", "staff"):
        DocumentFactory(title_en=f"For {access}", access=access)
    DocumentFactory(title_en="Hidden draft", publication="draft")
    words = Page(client.get("/en/documents/")).text()
    parts = ("1 January 2024", "French", "version 2", "TXT", "Statutes of 2018", "Replaced by: Statutes of 2024")
    assert [part for part in parts if part not in words] == []
    assert "For members" not in words
    assert "For staff" not in words
    assert "Hidden" not in words


def test_the_list_of_ones_own_is_for_who_is_signed_in(client, member, former, editor):
    DocumentFactory(title_en="For members", access="members")
    DocumentFactory(title_en="For staff", access="staff")
    assert client.get("/en/documents/mine/").status_code == 302
    client.force_login(former)
    assert "For members" not in Page(client.get("/en/documents/mine/")).text()
    client.force_login(member)
    words = Page(client.get("/en/documents/mine/")).text()
    assert ("For members" in words, "For staff" in words) == (True, False)
    client.force_login(editor)
    assert "For staff" in Page(client.get("/en/documents/mine/")).text()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_three_queries_whatever_it_shows(client, count, django_assert_num_queries):
    for _number in range(count):
        DocumentFactory()
    with django_assert_num_queries(3):
        client.get("/fi/documents/")


# Back office ------------------------------------------------------------------------------------------------------


def test_a_file_that_is_not_what_it_says_is_refused_and_what_was_typed_is_kept(staff_client):
    document = DocumentFactory(slug="it")
    address = f"/admin/news/document/{document.pk}/change/"
    data = filled_in(staff_client.get(address)) | {"title_fi": "Kirjoitettu", "languages": "[]"}
    response = staff_client.post(address, data | {"file": SimpleUploadedFile("a.pdf", b"<html><script>")})
    assert list(errors_of(response)) == ["file"]
    assert "Kirjoitettu" in response.content.decode()
    assert Document.objects.get(pk=document.pk).size == 14
    response = staff_client.post(address, data | {"file": SimpleUploadedFile("a.csv", b"a,b\n")})
    assert response.status_code == 302
    document = Document.objects.get(pk=document.pk)
    assert (document.media_type, document.size, document.title_fi) == ("text/csv", 4, "Kirjoitettu")


@pytest.mark.parametrize("languages", ['["xx"]', '"en"', '["en", "en"]', "{", '[{"a": 1}]'])
def test_languages_that_are_none_are_refused(staff_client, languages):
    document = DocumentFactory(slug="it")
    address = f"/admin/news/document/{document.pk}/change/"
    data = filled_in(staff_client.get(address)) | {"languages": languages}
    assert list(errors_of(staff_client.post(address, data))) == ["languages"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_staff_asks_the_same_number_of_queries(staff_client, count, django_assert_num_queries):
    for _number in range(count):
        DocumentFactory()
    staff_client.get("/admin/news/document/")
    with django_assert_num_queries(9):
        staff_client.get("/admin/news/document/")


def test_somebody_without_the_right_to_documents_changes_none(client):
    document = DocumentFactory()
    client.force_login(UserFactory(email="reader@example.org", is_staff=True))
    assert client.get(f"/admin/news/document/{document.pk}/change/").status_code == 403
