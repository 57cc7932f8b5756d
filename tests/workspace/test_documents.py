"""Documents that people of a university propose: their files, and who gets them."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cluster_portal.review.actions import revert
from cluster_portal.review.models import Proposal, Upload
from members.models import Role
from news.models import Document
from tests.factories.members import AffiliationFactory
from tests.factories.news import DocumentFactory
from tests.review.conftest import NOW
from tests.workspace.filling_in import accept, fields_of, new, pdf, section, send, typed_document

pytestmark = pytest.mark.django_db


def test_a_document_goes_from_its_file_to_the_list(ada_client, kth, reviewer, settings):
    response = ada_client.post(new(kth, "document"), typed_document(ada_client, kth, file=pdf()))
    assert response.status_code == 302
    draft, upload = Proposal.objects.get(), Upload.objects.get()
    assert draft.items.get().new["file"] == {"upload": str(upload.uuid), "name": "report.pdf"}
    assert (upload.proposal, upload.university, upload.uploaded_by) == (draft, kth, draft.author)
    proposal = send(ada_client, draft)
    assert proposal.items.get().risk == "network"
    assert list(settings.PRIVATE_ROOT.glob("documents/*")) == []  # the trial left nothing
    accept(proposal, reviewer)
    document = Document.objects.get()
    assert (document.slug, document.origin, document.access) == ("report", kth, "members")
    assert (document.media_type, document.file_name, document.languages) == ("application/pdf", "report.pdf", ["en"])
    assert document.file.size == upload.file.size
    assert len(list(settings.PRIVATE_ROOT.glob("documents/*"))) == 1


def test_a_new_document_without_a_file_is_refused_and_nothing_typed_is_lost(ada_client, kth):
    response = ada_client.post(new(kth, "document"), typed_document(ada_client, kth))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["file"]
    html = response.content.decode()
    assert 'value="Report"' in html
    labels = re.findall(
        r'<label class="field__label" for="id_(\w+)">[^<]+ <span class="muted">\(required\)</span>', html
    )
    assert labels == ["title_en", "kind", "file", "access"]
    assert not Proposal.objects.exists()


def test_a_form_that_is_refused_keeps_the_file_so_that_nobody_sends_it_twice(ada_client, kth):
    typed = typed_document(ada_client, kth, title_en="", file=pdf())
    response = ada_client.post(new(kth, "document"), typed)
    assert response.status_code == 422
    html = response.content.decode()
    assert "Received: report.pdf" in html
    kept = re.search(r'name="file-kept" value="([^"]+)"', html)[1]
    again = {**typed, "title_en": "Report", "file": "", "file-kept": kept}
    assert ada_client.post(new(kth, "document"), again).status_code == 302
    assert Upload.objects.count() == 1
    assert Upload.objects.get().proposal == Proposal.objects.get()


def test_the_file_of_somebody_else_cannot_be_brought_back(ada_client, pau_client, kth, upc):
    pau_client.post(new(upc, "document"), typed_document(pau_client, upc, title_en="", file=pdf()))
    theirs = str(Upload.objects.get().uuid)
    for kept in (theirs, "x", "", "00000000-0000-0000-0000-000000000000"):
        response = ada_client.post(new(kth, "document"), {**typed_document(ada_client, kth), "file-kept": kept})
        assert list(response.context["form"].errors) == ["file"]


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (lambda: SimpleUploadedFile("a.exe", b"MZ"), "Files of this type are not accepted"),
        (lambda: SimpleUploadedFile("a.pdf", b"<html><script>"), "is not what its name says"),
        (lambda: SimpleUploadedFile("a.txt", b"x" * (9 * 1024 * 1024 + 1)), "larger than 9 MB"),
        (lambda: SimpleUploadedFile("a.pdf", b""), "empty"),
        (lambda: pdf(is_active=True), "does something by itself"),
    ],
)
def test_hostile_files_are_refused_and_not_kept(ada_client, kth, file, words, settings):
    response = ada_client.post(new(kth, "document"), typed_document(ada_client, kth, file=file()))
    assert response.status_code == 422
    assert words in " ".join(response.context["form"].errors["file"])
    assert not Upload.objects.exists()
    assert not any(settings.PRIVATE_ROOT.rglob("*.*"))


def test_a_file_is_for_those_who_see_its_proposal(ada_client, pau_client, client, kth, reviewer):
    ada_client.post(new(kth, "document"), typed_document(ada_client, kth, file=pdf()))
    address = reverse("workspace:file", args=[Upload.objects.get().uuid])
    viewer = Client()
    viewer.force_login(AffiliationFactory(university=kth, role=Role.VIEWER).user)
    colleague = Client()
    colleague.force_login(AffiliationFactory(university=kth).user)
    client.force_login(reviewer)
    for refused in (pau_client, Client(), viewer, colleague, client):  # a draft is its author's alone
        assert refused.get(address).status_code == 404
    response = ada_client.get(address)
    assert b"".join(response.streaming_content).startswith(b"%PDF-")
    assert response["Content-Disposition"] == 'attachment; filename="report.pdf"'
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"
    proposal = send(ada_client, Proposal.objects.get())
    assert address in client.get(reverse("workspace:proposal", args=[proposal.uuid])).content.decode()
    for refused in (pau_client, Client(), viewer):
        assert refused.get(address).status_code == 404
    for allowed in (ada_client, colleague, client):
        assert b"".join(allowed.get(address).streaming_content).startswith(b"%PDF-")


def test_a_new_file_takes_the_place_of_the_old_one_and_can_be_taken_back(ada_client, kth, reviewer):
    document = DocumentFactory(origin=kth)
    basics = section(kth, "document", document.uuid, "basics")
    typed = {**fields_of(ada_client.get(basics)), "languages": []}
    assert "There is a file." in ada_client.get(basics).content.decode()
    ada_client.post(basics, {**typed, "file": ""})
    assert not Proposal.objects.exists()
    ada_client.post(basics, {**typed, "file": pdf()})
    item = Proposal.objects.get().items.get()
    assert (item.column, item.risk, item.new["name"]) == ("file", "visible", "report.pdf")
    accept(send(ada_client, Proposal.objects.get()), reviewer)
    document.refresh_from_db()
    assert document.media_type == "application/pdf"
    item.refresh_from_db()
    revert(item, reviewer=reviewer, reason="Wrong one.", at=NOW)
    document.refresh_from_db()
    assert (document.media_type, document.size) == ("text/plain", 14)
