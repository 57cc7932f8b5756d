"""How a test proposes something in the workspace: as the browser does, starting from what the page shows."""

import io
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfWriter

from cluster_portal.review.actions import Decision, decide
from tests.core.test_uploads import with_script
from tests.review.conftest import NOW
from tests.workspace import test_editing


def fields_of(response):
    """Return what a browser would send of the form in a page: nothing of boxes without a tick."""
    typed = test_editing.fields_of(response)
    boxes = [bound.name for bound in response.context["form"] if bound.widget_type == "checkboxselectmultiple"]
    return typed | {name: typed[name] or [] for name in boxes}


def new(university, code):
    return reverse("workspace:begin_new", args=[university.slug, code])


def object_page(university, code, reference):
    return reverse("workspace:object", args=[university.slug, code, reference])


def section(university, code, reference, name):
    return reverse("workspace:edit_section", args=[university.slug, code, reference, name])


def pdf(*, is_active=False):
    writer = PdfWriter()
    writer.add_blank_page(72, 72)
    if is_active:
        with_script(writer)
    content = io.BytesIO()
    writer.write(content)
    return SimpleUploadedFile("report.pdf", content.getvalue(), "application/pdf")


def send(client, draft):
    """Send a draft on its page; return the proposal as it is then."""
    response = client.post(reverse("workspace:proposal", args=[draft.uuid]), {"do": "send"})
    assert response.status_code == 302, re.findall(r'role="alert">.*?</', response.content.decode())
    draft.refresh_from_db()
    return draft


def accept(proposal, reviewer):
    decisions = {item: Decision(is_accepted=True) for item in proposal.items.filter(state="open")}
    return decide(proposal, decisions=decisions, reviewer=reviewer, version=proposal.version, at=NOW)


def typed_document(client, university, **typed):
    typed = {"title_en": "Report", "kind": "report", "access": "members", **typed}
    return {**fields_of(client.get(new(university, "document"))), "languages": ["en"], **typed}
