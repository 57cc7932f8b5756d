"""Documents that are uploaded: what is accepted, found out by reading the file and not by its name."""

import zipfile
from dataclasses import dataclass
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from pypdf import PdfReader
from pypdf.errors import PyPdfError

MAX_BYTES = 9 * 1024 * 1024  # below what the proxy lets through (deploy/nginx.conf)
MAX_UNPACKED = 200 * 1024 * 1024
MAX_PARTS = 5000


@dataclass(frozen=True)
class FileType:
    """What a file is: its ending and its media type."""

    ending: str
    media_type: str
    part: str = ""  # what an office file of this type holds


_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
TYPES = {
    each.ending: each
    for each in (
        FileType("pdf", "application/pdf"),
        FileType("docx", f"{_OFFICE}.wordprocessingml.document", "word/document.xml"),
        FileType("xlsx", f"{_OFFICE}.spreadsheetml.sheet", "xl/workbook.xml"),
        FileType("pptx", f"{_OFFICE}.presentationml.presentation", "ppt/presentation.xml"),
        FileType("odt", f"{_OPEN}.text", "content.xml"),
        FileType("ods", f"{_OPEN}.spreadsheet", "content.xml"),
        FileType("odp", f"{_OPEN}.presentation", "content.xml"),
        FileType("txt", "text/plain"),
        FileType("csv", "text/csv"),
    )
}


def validate_document(upload):
    """Raise ValidationError unless the upload is what its name says and may be handed on to others.

    What is stored already was read when it came, and is not read again.
    """
    if not getattr(upload, "_committed", False):
        file_type(upload)


def file_type(upload):
    """Return the `FileType` of an upload. Raises ValidationError for what is not accepted, in the user's language."""
    if upload.size > MAX_BYTES:
        raise ValidationError(_("The file is larger than 9 MB. Make it smaller and try again."), code="too_many_bytes")
    ending = PurePath(upload.name).suffix.lower().lstrip(".")
    if ending not in TYPES:
        raise ValidationError(
            _("Files of this type are not accepted. Accepted are: %(endings)s."),
            code="file_type",
            params={"endings": ", ".join(TYPES)},
        )
    found = TYPES[ending]
    position = upload.tell()
    upload.seek(0)
    try:
        if not _is(found, upload):
            raise ValidationError(
                _("The content of this file is not what its name says: %(ending)s."),
                code="not_what_it_says",
                params={"ending": ending},
            )
    finally:
        upload.seek(position)
    return found


def _is(found, upload):
    if found.ending == "pdf":
        return _is_pdf(upload)
    return _is_office(found, upload) if found.part else _is_text(upload)


def _is_pdf(upload):
    """Tell whether it is a PDF from its first byte to its last, and nothing else beside."""
    content = upload.read()
    begins = content.startswith(b"%PDF-") and not any(word in content[:1024].lower() for word in (b"<html", b"<script"))
    if not begins or not content.rstrip(b"\0\r\n\t ").endswith(b"%%EOF"):
        return False
    upload.seek(0)
    if zipfile.is_zipfile(upload):  # a polyglot: an archive that hides in a PDF
        return False
    upload.seek(0)
    try:
        reader = PdfReader(upload)
        has_pages = len(reader.pages) > 0
        root = reader.root_object
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, OSError):
        return False
    action = root.get("/OpenAction")
    action = action.get_object() if action is not None else None
    acts = isinstance(action, dict) and action.get("/S") != "/GoTo"  # to begin at some page is no harm
    if acts or "/AA" in root:
        _refuse_active()
    names = root.get("/Names")
    names = names.get_object() if names is not None else {}
    if "/JavaScript" in names or "/EmbeddedFiles" in names:
        _refuse_active()
    return has_pages


def _is_office(found, upload):
    if upload.read(4) != b"PK\x03\x04":  # from the first byte on: nothing stands before the archive
        return False
    try:
        with zipfile.ZipFile(upload) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise ValidationError(_("This file unpacks to more than 200 MB."), code="unpacks_too_large")
            if any(PurePath(name).name.lower() in {"vbaproject.bin", "script-lc.xml"} for name in names):
                _refuse_active()
            if found.media_type.startswith(_OPEN):
                return "mimetype" in names and archive.read("mimetype").decode("ascii", "replace") == found.media_type
            return found.part in names and "[Content_Types].xml" in names
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        return False


def _is_text(upload):
    try:
        text = upload.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return bool(text.strip()) and not any(ord(sign) < 32 and sign not in "\t\r\n\f" for sign in text)


def _refuse_active():
    raise ValidationError(
        _("This file does something by itself when it is opened, or carries other files. Save it without that."),
        code="active",
    )
