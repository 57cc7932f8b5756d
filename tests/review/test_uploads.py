"""What was uploaded and never used is deleted, and nothing else."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.urls import reverse

from cluster_portal.pictures.models import Picture
from cluster_portal.review.actions import Decision, decide, submit, take_up_again, withdraw
from cluster_portal.review.drafts import Draft, begin
from cluster_portal.review.models import Upload
from cluster_portal.review.tree import NEW, Change, Key, Operation
from cluster_portal.review.uploads import attach, delete_unused, keep_file, value_of
from members.proposals import UNIVERSITY
from news.models import Document
from news.proposals import DOCUMENT
from tests.factories.news import ArticleFactory
from tests.factories.review import PictureUploadFactory
from tests.review.conftest import NOW

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=91)


def document_draft(author, university):
    """Return a draft of a new document with its upload."""
    upload = keep_file(ContentFile(b"What was done.", name="report.txt"), university=university.pk, user=author, at=NOW)
    draft = begin(DOCUMENT, None, author=author, university=university.pk, at=NOW, name="Report")
    new = {"title_en": "Report", "kind": "report", "access": "public", "file": value_of(upload)}
    Draft(draft, author).put([Change(Operation.ADD, Key("news.document", NEW), new=new)])
    attach(new.values(), draft)
    return draft, upload


def with_logo(author, university, picture):
    draft = begin(UNIVERSITY, university, author=author, university=university.pk, at=NOW)
    key = Key("members.university", str(university.pk))
    Draft(draft, author).put([Change(Operation.CHANGE, key, "logo", None, picture.pk)])
    return draft


def test_a_file_that_nobody_proposed_goes_after_90_days_with_its_folder(
    ada, kth, settings, django_capture_on_commit_callbacks
):
    upload = keep_file(ContentFile(b"text", name="a.txt"), university=kth.pk, user=ada, at=NOW)
    assert delete_unused(NOW + timedelta(days=90)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert delete_unused(LATER) == 1
    assert not Upload.objects.exists()
    assert not (settings.PRIVATE_ROOT / "review" / str(upload.uuid)).exists()


def test_a_file_stays_while_its_proposal_lives_and_90_days_after(ada, kth, reviewer):
    draft, upload = document_draft(ada, kth)
    assert delete_unused(LATER) == 0
    submit(draft, user=ada, at=LATER)
    assert delete_unused(LATER + timedelta(days=200)) == 0
    withdraw(draft, user=ada, at=LATER)
    assert delete_unused(LATER + timedelta(days=90)) == 0
    assert list(Upload.objects.all()) == [upload]
    assert delete_unused(LATER + timedelta(days=91)) == 1


def test_an_accepted_document_keeps_its_file_when_the_upload_goes(
    ada, kth, reviewer, django_capture_on_commit_callbacks
):
    draft, _upload = document_draft(ada, kth)
    submit(draft, user=ada, at=NOW)
    draft.refresh_from_db()
    accepted = {draft.items.get(): Decision(is_accepted=True)}
    decide(draft, decisions=accepted, reviewer=reviewer, version=draft.version, at=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        assert delete_unused(LATER) == 1
    with Document.objects.get().file.open("rb") as file:
        assert file.read() == b"What was done."


def test_a_picture_stays_where_something_shows_it_or_may_come_to_show_it(ada, kth, upc):
    unused, logo, proposed, in_text, in_draft_text = (PictureUploadFactory(university=kth).picture for _ in range(5))
    kth.logo = logo
    kth.save()
    ArticleFactory(body_en=f'<figure><img src="{in_text.address}" alt=""></figure>')
    with_logo(ada, kth, proposed)
    draft = begin(UNIVERSITY, kth, author=ada, university=kth.pk, at=NOW)
    change = Change(Operation.CHANGE, Key("members.university", str(kth.pk)), "summary_en", "", f"{in_draft_text.uuid}")
    Draft(draft, ada).put([change])
    assert delete_unused(LATER) == 1
    assert set(Picture.objects.all()) == {logo, proposed, in_text, in_draft_text}
    assert unused not in Picture.objects.all()


def test_the_nightly_command_deletes_the_files_of_a_picture(kth, django_capture_on_commit_callbacks, capsys):
    upload = PictureUploadFactory(university=kth, uploaded_at=NOW - timedelta(days=1000))
    path = upload.picture.paths()[0]
    recent = PictureUploadFactory(university=kth)
    Upload.objects.filter(pk=recent.pk).update(uploaded_at=upload.uploaded_at + timedelta(days=100000))
    with django_capture_on_commit_callbacks(execute=True):
        call_command("delete_unused_uploads")
    assert capsys.readouterr().out == "1 deleted.\n"
    assert list(Upload.objects.all()) == [recent]
    assert not default_storage.exists(path)


def test_who_decides_sees_the_picture_and_opens_the_file(ada, kth, reviewer, client):
    picture = PictureUploadFactory(university=kth).picture
    with_picture = submit(with_logo(ada, kth, picture), user=ada, at=NOW)
    draft, upload = document_draft(ada, kth)
    with_file = submit(draft, user=ada, at=NOW)
    client.force_login(reviewer)
    page = client.get(reverse("admin:review_proposal_change", args=[with_picture.pk])).content.decode()
    assert f'href="{picture.address}"><img class="proposed-value__picture" src="{picture.small["webp"]}"' in page
    address = reverse("workspace:file", args=[upload.uuid])
    assert (
        f'href="{address}"' in client.get(reverse("admin:review_proposal_change", args=[with_file.pk])).content.decode()
    )
    assert b"".join(client.get(address).streaming_content) == b"What was done."


def test_a_draft_that_was_thrown_away_is_taken_up_again_and_sent_with_its_file(ada, kth, reviewer, client):
    draft, upload = document_draft(ada, kth)
    withdraw(draft, user=ada, at=NOW)
    again = submit(take_up_again(draft, user=ada, at=NOW), user=ada, at=NOW)
    draft.refresh_from_db()
    assert (again.state, draft.state, draft.submitted_at) == ("submitted", "withdrawn", None)
    client.force_login(reviewer)
    answer = client.get(reverse("workspace:file", args=[upload.uuid]))
    assert b"".join(answer.streaming_content) == b"What was done."
