"""Pictures that are uploaded: what is accepted, found out by decoding the file and not by its name."""

import warnings

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

FORMATS = ("PNG", "JPEG", "WEBP")
MAX_BYTES = 3 * 1024 * 1024
MAX_PIXELS = 25_000_000  # a small file can decode into gigabytes


def validate_picture(upload):
    """Raise ValidationError unless the upload decodes as a PNG, JPEG or WebP of reasonable size."""
    if upload.size > MAX_BYTES:
        raise ValidationError(
            _("The picture is larger than 3 MB. Save it smaller and try again."), code="too_many_bytes"
        )
    position = upload.tell()
    upload.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(upload, formats=FORMATS) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    raise ValidationError(_("The picture has more than 25 million pixels."), code="too_many_pixels")
                picture.load()
    except ValidationError:
        raise
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombWarning,
        Image.DecompressionBombError,
    ):
        raise ValidationError(_("This file is not a PNG, JPEG or WebP picture."), code="not_a_picture") from None
    finally:
        upload.seek(position)
