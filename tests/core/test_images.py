import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from cluster_portal.core.images import MAX_BYTES, validate_picture


def picture(size=(40, 20), image_format="PNG"):
    content = io.BytesIO()
    Image.new("1" if image_format == "PNG" else "RGB", size).save(content, image_format)
    return SimpleUploadedFile(f"logo.{image_format.lower()}", content.getvalue())


@pytest.mark.parametrize("image_format", ["PNG", "JPEG", "WEBP"])
def test_ordinary_pictures_are_accepted(image_format):
    upload = picture(image_format=image_format)
    validate_picture(upload)
    assert upload.tell() == 0


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        (SimpleUploadedFile("logo.png", b"just text"), "not_a_picture"),
        (SimpleUploadedFile("logo.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"), "not_a_picture"),
        (SimpleUploadedFile("logo.jpg", b"\x89PNG\r\n\x1a\n broken"), "not_a_picture"),
        (SimpleUploadedFile("logo.png", b"0" * (MAX_BYTES + 1)), "too_many_bytes"),
        (picture((6000, 5000)), "too_many_pixels"),
        (picture((20000, 20000)), "not_a_picture"),
        (picture(image_format="GIF"), "not_a_picture"),
    ],
)
def test_what_does_not_decode_to_a_reasonable_picture_is_refused(upload, code):
    with pytest.raises(ValidationError) as caught:
        validate_picture(upload)
    assert caught.value.code == code
