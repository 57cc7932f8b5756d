"""The library of pictures: what is accepted, what is made of it, and how it is shown."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from cluster_portal.pictures.models import Picture
from cluster_portal.pictures.renditions import decoded, validate_upload
from tests.admin_forms import errors_of, filled_in
from tests.factories.accounts import UserFactory
from tests.factories.news import ArticleFactory
from tests.factories.pictures import PictureFactory, picture_file
from tests.pages import Page

pytestmark = pytest.mark.django_db

GPS, ORIENTATION = 0x8825, 0x0112
EVIL = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 100 50"
 onload="steal()"><script>steal()</script><image href="https://example.org/x.png" width="9" height="9"/>
<image xlink:href="/etc/hostname" width="9" height="9"/><rect width="50" height="50" fill="red" onclick="steal()"/>
</svg>"""


def opened(path):
    with default_storage.open(path) as file:
        return Image.open(io.BytesIO(file.read()))


def test_renditions_are_made_at_the_upload_in_three_formats_and_never_larger_than_the_original():
    picture = PictureFactory()
    assert (picture.width, picture.height) == (700, 400)
    assert {ending: [width for width, _height in sizes] for ending, sizes in picture.renditions.items()} == {
        "avif": [320, 640, 700],
        "webp": [320, 640, 700],
        "jpg": [320, 640, 700],
    }
    for path in picture.paths():
        assert opened(path).width == int(path.rpartition("-")[2].split(".")[0])
    assert opened(picture.paths()[0]).format == "AVIF"


def test_location_is_stripped_orientation_applied_and_the_original_kept_apart(settings):
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # a quarter turn
    exif.get_ifd(GPS)[1] = "N"
    upload = picture_file(size=(400, 200), exif=exif)
    content = upload.read()
    upload.seek(0)
    picture = PictureFactory(original=upload)
    assert (picture.width, picture.height) == (200, 400)
    assert [path for path in picture.paths() if opened(path).getexif().get_ifd(GPS)] == []
    assert str(picture.original.path).startswith(str(settings.PRIVATE_ROOT))
    with picture.original.open("rb") as kept:
        assert kept.read() == content
    assert picture.original.url == ""


def test_what_is_see_through_stays_so():
    picture = PictureFactory(original=picture_file("logo.png", mode="RGBA", colour=(0, 0, 0, 0)))
    assert picture.fallback == "png"
    assert opened(picture.paths()[-1]).mode == "RGBA"


def test_a_drawing_becomes_a_bitmap_without_scripts_and_without_anything_from_elsewhere():
    picture = PictureFactory(original=SimpleUploadedFile("logo.svg", EVIL.encode()))
    assert (picture.width, picture.height, picture.fallback) == (1280, 640, "png")
    bitmap = opened(picture.paths()[-1]).convert("RGBA")
    assert bitmap.getpixel((100, 100)) == (255, 0, 0, 255)
    assert bitmap.getpixel((1200, 100))[3] == 0
    assert not [path for path in picture.paths() if path.endswith("svg")]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.jpg", b"This is a text.", "not_a_picture"),
        ("a.jpg", b"", "not_a_picture"),
        ("a.svg", b"<svg", "not_a_drawing"),
        ("a.svg", b'<?xml version="1.0"?><html/>', "not_a_drawing"),
        ("a.svg", b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>', "not_a_drawing"),
        (
            "a.svg",
            b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9000 9"><rect width="9" height="9"/></svg>',
            "too_long",
        ),
        ("a.gif", b"GIF89a", "not_a_picture"),
        ("a.jpg", b"\xff\xd8" + b"x" * (3 * 1024 * 1024), "too_many_bytes"),
    ],
)
def test_what_is_no_picture_is_refused(name, content, code):
    with pytest.raises(ValidationError) as caught:
        validate_upload(SimpleUploadedFile(name, content))
    assert caught.value.code == code


def test_a_picture_of_very_many_pixels_is_refused_before_it_is_unpacked():
    with pytest.raises(ValidationError) as caught:
        validate_upload(picture_file("a.png", size=(50_000, 600), mode="1", colour=0))
    assert caught.value.code in {"too_many_pixels", "not_a_picture"}


def test_a_picture_needs_a_description_or_is_decorative():
    with pytest.raises(ValidationError) as caught:
        PictureFactory.build(alt_en="").full_clean()
    assert list(caught.value.error_dict) == ["alt_en"]
    PictureFactory.build(alt_en="", is_decorative=True).full_clean()


def test_a_new_file_takes_the_place_of_the_renditions(django_capture_on_commit_callbacks):
    picture = PictureFactory()
    former = picture.paths()
    picture.original = picture_file(size=(300, 300), colour="red")
    with django_capture_on_commit_callbacks(execute=True):
        picture.save()
    assert [path for path in former if default_storage.exists(path)] == []
    assert all(default_storage.exists(path) for path in picture.paths())
    assert picture.renditions["webp"] == [[300, 300]]


def test_an_upload_is_decoded_to_what_can_be_stored():
    assert decoded(picture_file("a.png", mode="1", colour=1)).mode == "RGB"


# On a page --------------------------------------------------------------------------------------------------------


def test_an_article_shows_its_picture_in_all_formats_with_its_size_and_words(client):
    picture = PictureFactory(credit="Maria Exempel", focal_x=100, focal_y=0, alt_fi="Sali täynnä ihmisiä")
    ArticleFactory(slug="it", picture=picture)
    page = Page(client.get("/fi/news/it/"))
    (image,) = page.all("img")
    assert {name: image.get(name) for name in ("width", "height", "alt", "src")} == {
        "width": "700",
        "height": "400",
        "alt": "Sali täynnä ihmisiä",
        "src": picture.address,
    }
    assert "focus-x-4 focus-y-0" in image.get("class")
    assert [source.get("type") for source in page.all("source")] == ["image/avif", "image/webp"]
    assert picture.srcset("avif").count("w, ") == 2
    assert "Maria Exempel" in page.text()


def test_a_decorative_picture_is_not_read_out(client):
    ArticleFactory(slug="it", picture=PictureFactory(is_decorative=True, alt_en="Ignored"))
    (image,) = Page(client.get("/en/news/it/")).all("img")
    assert image.get("alt") == ""


def test_a_description_in_another_language_says_so(client):
    ArticleFactory(slug="it", picture=PictureFactory())
    (image,) = Page(client.get("/fi/news/it/")).all("img")
    assert (image.get("alt"), image.get("lang")) == ("A hall full of people", "en")


# Back office ------------------------------------------------------------------------------------------------------


def test_an_editor_adds_a_picture_and_a_wrong_one_is_told_at_its_field(staff_client):
    data = filled_in(staff_client.get("/admin/pictures/picture/add/")) | {"name": "Hall", "alt_en": "A hall"}
    wrong = data | {"original": SimpleUploadedFile("a.jpg", b"text")}
    response = staff_client.post("/admin/pictures/picture/add/", wrong)
    assert list(errors_of(response)) == ["original"]
    assert 'value="Hall"' in response.content.decode()
    assert Picture.objects.count() == 0
    assert staff_client.post("/admin/pictures/picture/add/", data | {"original": picture_file()}).status_code == 302
    assert Picture.objects.get().width == 700


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_queries_whatever_it_shows(staff_client, count, django_assert_num_queries):
    for _number in range(count):
        PictureFactory(original=picture_file(size=(20, 20)))
    staff_client.get("/admin/pictures/picture/")
    with django_assert_num_queries(9):
        staff_client.get("/admin/pictures/picture/")


def test_somebody_without_the_right_to_pictures_adds_none(client):
    client.force_login(UserFactory(email="reader@example.org", is_staff=True))
    assert client.get("/admin/pictures/picture/add/").status_code == 403
