"""Uploaded documents: what is accepted is found out by reading the file."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from cluster_portal.core import uploads


def pdf(change=lambda _writer: None):
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    change(writer)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def with_script(writer):
    action = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x()")})
    writer.root_object[NameObject("/OpenAction")] = action


def archive(**parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return stream.getvalue()


WORD = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}
ODT = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}


def type_of(name, content):
    return uploads.file_type(SimpleUploadedFile(name, content)).ending


def code_of(name, content):
    with pytest.raises(ValidationError) as caught:
        uploads.validate_document(SimpleUploadedFile(name, content))
    return caught.value.code


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", pdf()),
        ("A.PDF", pdf()),
        ("a.docx", archive(**WORD)),
        ("a.odt", archive(**ODT)),
        ("a.txt", "Grüße\n".encode()),
        ("a.csv", b"a,b\r\n1,2\r\n"),
    ],
)
def test_what_is_what_its_name_says_is_accepted(name, content):
    assert type_of(name, content) == name.lower().rpartition(".")[2]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.exe", b"MZ", "file_type"),
        ("a.svg", b"<svg/>", "file_type"),
        ("a.html", b"<html>", "file_type"),
        ("pdf", pdf(), "file_type"),
        ("a.pdf", b"text", "not_what_it_says"),
        ("a.pdf", b"", "not_what_it_says"),
        ("a.pdf", b"%PDF-1.7\nnonsense\n%%EOF", "not_what_it_says"),
        ("a.pdf", b"\n" + pdf(), "not_what_it_says"),
        ("a.pdf", pdf() + archive(**WORD), "not_what_it_says"),
        ("a.pdf", pdf() + b"<script>alert(1)</script>", "not_what_it_says"),
        ("a.pdf", b"%PDF-1.7<html><script>" + pdf(), "not_what_it_says"),
        ("a.docx", pdf(), "not_what_it_says"),
        ("a.docx", archive(**ODT), "not_what_it_says"),
        ("a.docx", b"MZ" + archive(**WORD), "not_what_it_says"),
        ("a.xlsx", archive(**WORD), "not_what_it_says"),
        ("a.odt", archive(**ODT | {"mimetype": "text/html"}), "not_what_it_says"),
        ("a.txt", b"\xff\xfe\x00", "not_what_it_says"),
        ("a.txt", b"MZ\x00\x01", "not_what_it_says"),
        ("a.docx", archive(**WORD, **{"word/vbaProject.bin": "x"}), "active"),
        ("a.pdf", pdf(with_script), "active"),
        ("a.pdf", pdf(lambda writer: writer.add_attachment("x.exe", b"MZ")), "active"),
        ("a.txt", b"x" * (uploads.MAX_BYTES + 1), "too_many_bytes"),
    ],
)
def test_everything_else_is_refused(name, content, code):
    assert code_of(name, content) == code


def test_an_archive_that_unpacks_to_very_much_is_refused(monkeypatch):
    monkeypatch.setattr(uploads, "MAX_UNPACKED", 1000)
    assert code_of("a.docx", archive(**WORD | {"word/document.xml": "x" * 2000})) == "unpacks_too_large"
