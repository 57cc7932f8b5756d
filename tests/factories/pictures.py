import io

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from cluster_portal.pictures.models import Picture


def picture_file(name="photo.jpg", size=(700, 400), colour="teal", exif=None, mode="RGB"):
    """Return an upload with a picture of one colour."""
    stream = io.BytesIO()
    endings = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}
    options = {"exif": exif} if exif else {}
    Image.new(mode, size, colour).save(stream, endings[name.rpartition(".")[2]], **options)
    return SimpleUploadedFile(name, stream.getvalue())


class PictureFactory(factory.django.DjangoModelFactory):
    """A photo of 700 by 400 pixels with a description."""

    name = factory.Sequence(lambda n: f"Photo No. {n}")
    original = factory.LazyFunction(picture_file)
    alt_en = "A hall full of people"

    class Meta:
        model = Picture
