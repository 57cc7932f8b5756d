"""Pictures that people of a university upload: into the library at once, shown by nothing until they are accepted."""

import re

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cluster_portal.core.private_files import PrivateStorage
from cluster_portal.pictures.models import Picture
from cluster_portal.review.actions import Decision, decide, submit
from cluster_portal.review.models import Proposal, Upload
from tests.factories.news import ArticleFactory
from tests.factories.pictures import PictureFactory, picture_file
from tests.factories.review import PictureUploadFactory
from tests.review.conftest import NOW
from tests.workspace.test_editing import fields_of, section

pytestmark = pytest.mark.django_db


def pictures_of(university):
    return reverse("workspace:pictures", args=[university.slug])


def test_a_logo_is_uploaded_described_and_proposed_on_one_form(
    ada_client, ada, boss, kth, django_capture_on_commit_callbacks
):
    address = section(kth, "pictures", "sv")
    typed = fields_of(ada_client.get(address))
    new = {"logo-new-file": picture_file("Our logo.jpg"), "logo-new-alt_en": "A crown", "logo-new-alt_sv": "En krona"}
    with django_capture_on_commit_callbacks(execute=True):
        assert ada_client.post(address, {**typed, **new, "logo-new-credit": "KTH"}).status_code == 302
    upload = Upload.objects.get()
    picture = upload.picture
    assert (picture.alt_en, picture.alt_sv, picture.credit, picture.name) == ("A crown", "En krona", "KTH", "Our logo")
    assert (upload.university, upload.uploaded_by, upload.file.name) == (kth, ada, "")
    proposal = Proposal.objects.get()
    assert list(proposal.items.values_list("column", "old", "new", "risk")) == [("logo", None, picture.pk, "visible")]
    public = Client().get(kth.get_absolute_url()).content.decode()
    assert str(picture.uuid) not in public
    html = ada_client.get(reverse("workspace:proposal", args=[proposal.uuid])).content.decode()
    assert picture.small["webp"] in html
    submit(proposal, user=ada, at=NOW)
    proposal.refresh_from_db()
    accepted = {proposal.items.get(): Decision(is_accepted=True)}
    decide(proposal, decisions=accepted, reviewer=boss, version=proposal.version, at=NOW)
    assert str(picture.uuid) in Client().get(kth.get_absolute_url()).content.decode()
    assert PrivateStorage().listdir("review") == ([], [])  # nothing of the upload is left beside the library


def test_a_decorative_picture_needs_no_description_and_another_one_does(ada_client, kth):
    address = section(kth, "pictures")
    typed = fields_of(ada_client.get(address))
    response = ada_client.post(address, {**typed, "cover-new-file": picture_file()})
    assert response.status_code == 422
    assert not Picture.objects.exists()
    html = response.content.decode()
    assert "Describe the picture, or say that it is decorative." in html
    kept = re.search(r'name="cover-new-file-kept" value="([^"]+)"', html)[1]
    again = {**typed, "cover-new-file-kept": kept, "cover-new-is_decorative": "on"}
    assert ada_client.post(address, again).status_code == 302
    assert Picture.objects.get().is_decorative
    assert Proposal.objects.get().items.get().new == Picture.objects.get().pk


@pytest.mark.parametrize(
    "file",
    [
        lambda: SimpleUploadedFile("a.jpg", b"<html><script>"),
        lambda: SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n broken"),
        lambda: SimpleUploadedFile("a.jpg", b"0" * (3 * 1024 * 1024 + 1)),
        lambda: SimpleUploadedFile("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><!ENTITY x 'y'></svg>"),
    ],
)
def test_what_is_no_picture_is_refused_and_not_kept(ada_client, kth, file):
    for address, prefix in ((section(kth, "pictures"), "logo-new-"), (pictures_of(kth), "")):
        typed = {f"{prefix}file": file(), f"{prefix}alt_en": "A crown"}
        assert ada_client.post(address, typed).status_code == 422
    assert not Upload.objects.exists()
    assert not Picture.objects.exists()


def test_a_form_offers_the_pictures_of_the_university_and_the_one_that_is_shown(ada_client, kth, upc):
    shown, library = PictureFactory(), PictureFactory()
    own, foreign = PictureUploadFactory(university=kth), PictureUploadFactory(university=upc)
    article = ArticleFactory(origin=kth, picture=shown)
    address = reverse("workspace:edit_section", args=["kth", "article", article.uuid, "picture"])
    response = ada_client.get(address)
    assert set(response.context["form"].fields["picture"].queryset) == {shown, own.picture}
    html = response.content.decode()
    assert own.picture.small["webp"] in html
    assert foreign.picture.small["webp"] not in html
    typed = fields_of(response)
    for refused in (foreign.picture.pk, library.pk, "x", 99999):
        assert ada_client.post(address, {**typed, "picture": refused}).status_code == 422
    assert ada_client.post(address, {**typed, "picture": ""}).status_code == 302
    assert Proposal.objects.get().items.get().new is None
    typed = fields_of(ada_client.get(address))
    assert ada_client.post(address, {**typed, "picture": own.picture.pk}).status_code == 302
    assert Proposal.objects.get().items.get().new == own.picture.pk


@pytest.mark.parametrize("count", [1, 3])
def test_the_form_asks_the_same_however_many_pictures_there_are(ada_client, kth, count, django_assert_num_queries):
    for _number in range(count):
        PictureUploadFactory(university=kth)
    address = section(kth, "pictures")
    ada_client.get(address)
    with django_assert_num_queries(19):
        ada_client.get(address)


def test_pictures_are_looked_through_and_added_without_an_object(ada_client, ada, kth, upc):
    foreign = PictureUploadFactory(university=upc)
    response = ada_client.post(pictures_of(kth), {"file": picture_file(), "alt_en": "The hall"})
    assert response.status_code == 302
    upload = Upload.objects.get(university=kth)
    assert (upload.picture.alt_en, upload.uploaded_by) == ("The hall", ada)
    html = ada_client.get(pictures_of(kth)).content.decode()
    assert "The hall" in html
    assert foreign.picture.small["webp"] not in html
    window = ada_client.get(pictures_of(kth), {"CKEditorFuncNum": "7"}).content.decode()
    assert 'data-callback="7"' in window
    assert f'data-address="{upload.picture.address}"' in window
    assert default_storage.exists(upload.picture.paths()[0])


def test_the_pictures_of_another_university_are_out_of_reach(pau_client, kth):
    assert pau_client.get(pictures_of(kth)).status_code == 404
    assert pau_client.post(pictures_of(kth), {"file": picture_file(), "alt_en": "x"}).status_code == 404
    assert not Upload.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_pictures_asks_the_same_however_many_there_are(ada_client, kth, count, django_assert_num_queries):
    for _number in range(count):
        PictureUploadFactory(university=kth)
    ada_client.get(pictures_of(kth))
    with django_assert_num_queries(9):
        ada_client.get(pictures_of(kth))
