"""From an upload to the files that browsers get: decoded, turned upright, without location data, in several widths.

Everything is made at the upload, so that no visitor ever waits for a rendition. A rendition is made anew from the
pixels: nothing of the metadata of the original is in it.
"""

import hashlib
import io
import re
import warnings
from dataclasses import dataclass

import py_svg_hush
import resvg_py
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from cluster_portal.core.images import MAX_BYTES, validate_picture

WIDTHS = (320, 640, 960, 1280, 1920)
SVG_WIDTH = 1280
MAX_RATIO = 12  # a drawing longer than that against its side is a mistake
_ELSEWHERE = re.compile(r'\s(?:xlink:)?href="(?!#)[^"]*"')  # what is left may only point into the drawing itself
FORMATS = {
    "avif": ("AVIF", {"quality": 60, "speed": 8}),
    "webp": ("WEBP", {"quality": 78, "method": 4}),
}
FALLBACKS = {"jpg": ("JPEG", {"quality": 82, "progressive": True}), "png": ("PNG", {"optimize": True})}


@dataclass(frozen=True)
class Rendition:
    """One file that a browser may choose."""

    width: int
    height: int
    ending: str
    content: bytes


def _is_drawing(upload):
    upload.seek(0)
    head = upload.read(1024).lstrip(b"\xef\xbb\xbf \t\r\n")
    upload.seek(0)
    return head.startswith((b"<?xml", b"<svg", b"<!--", b"<!DOCTYPE svg"))


def validate_upload(upload):
    """Raise ValidationError unless the upload is a PNG, JPEG, WebP or SVG picture that can be turned into renditions.

    What is stored already was read when it came, and is not read again.
    """
    if getattr(upload, "_committed", False):
        return
    if _is_drawing(upload):
        drawn(upload)
    else:
        validate_picture(upload)


def drawn(upload):
    """Return an SVG drawing as PNG bytes. Scripts, links to elsewhere and embedded files are taken out before."""
    if upload.size > MAX_BYTES:
        raise ValidationError(
            _("The picture is larger than 3 MB. Save it smaller and try again."), code="too_many_bytes"
        )
    upload.seek(0)
    content = upload.read()
    upload.seek(0)
    if b"<!ENTITY" in content:
        raise ValidationError(_("This drawing cannot be read as SVG."), code="not_a_drawing")
    try:
        # No data: addresses either, so a drawing holds no other picture.
        safe = _ELSEWHERE.sub("", py_svg_hush.filter_svg(content, {}).decode())
        small = Image.open(io.BytesIO(_rendered(safe, 64)))
        if max(small.size) > min(small.size) * MAX_RATIO:
            raise ValidationError(_("This drawing is far too long for its width."), code="too_long")
        return _rendered(safe, SVG_WIDTH)
    except (ValueError, OSError, MemoryError):
        raise ValidationError(_("This drawing cannot be read as SVG."), code="not_a_drawing") from None


def _rendered(drawing, width):
    return bytes(resvg_py.svg_to_bytes(svg_string=drawing, width=width))


def decoded(upload):
    """Return an accepted upload as a Pillow image: upright, in RGB or RGBA."""
    source = io.BytesIO(drawn(upload)) if _is_drawing(upload) else upload
    source.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        picture = ImageOps.exif_transpose(Image.open(source))
        picture.load()
    has_alpha = picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
    return picture.convert("RGBA" if has_alpha else "RGB")


def renditions_of(picture):
    """Return the `Rendition`s of a decoded picture: each width in AVIF, WebP and a format that every browser reads."""
    fallback = "png" if picture.mode == "RGBA" else "jpg"
    widths = [width for width in WIDTHS if width < picture.width] + [min(picture.width, WIDTHS[-1])]
    found = []
    for width in widths:
        height = max(1, round(picture.height * width / picture.width))
        sized = picture.resize((width, height), Image.Resampling.LANCZOS) if width != picture.width else picture
        for ending, (name, options) in {**FORMATS, fallback: FALLBACKS[fallback]}.items():
            stream = io.BytesIO()
            sized.save(stream, name, **options)
            found.append(Rendition(width, height, ending, stream.getvalue()))
    return found


def path_of(identifier, checksum, width, ending):
    """Return the path of a rendition in the public storage.

    The checksum of the original is part of it: what a browser keeps under an address never changes.
    """
    return f"pictures/{identifier}/{checksum[:12]}-{width}.{ending}"


def store(identifier, upload):
    """Store the renditions of an accepted upload.

    Returns its checksum (SHA-256) and the sizes by ending, {"webp": [[320, 180], ...]}, the smallest first.
    """
    upload.seek(0)
    checksum = hashlib.sha256(upload.read()).hexdigest()
    sizes = {}
    for each in renditions_of(decoded(upload)):
        sizes.setdefault(each.ending, []).append([each.width, each.height])
        path = path_of(identifier, checksum, each.width, each.ending)
        if not default_storage.exists(path):  # the same pixels once more
            default_storage.save(path, ContentFile(each.content))
    upload.seek(0)
    return checksum, sizes
