"""The library of pictures: what is accepted, what is made of it, and how it is shown."""

import io
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import ProtectedError
from PIL import Image

from cluster_portal.pictures.models import Picture
from cluster_portal.pictures.renditions import decoded, validate_upload
from news.models import Article
from tests.admin_forms import errors_of, filled_in
from tests.factories.accounts import UserFactory
from tests.factories.members import UniversityFactory
from tests.factories.news import ArticleFactory, EventFactory
from tests.factories.pages import PageFactory
from tests.factories.pictures import PictureFactory, picture_file
from tests.factories.programmes import ProgrammeFactory
from tests.factories.review import PictureUploadFactory
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
    former, original, storage = picture.paths(), picture.original.name, picture.original.storage
    picture.original = picture_file(size=(300, 300), colour="red")
    with django_capture_on_commit_callbacks(execute=True):
        picture.save()
    assert [path for path in former if default_storage.exists(path)] == []
    assert all(default_storage.exists(path) for path in picture.paths())
    assert picture.renditions["webp"] == [[300, 300]]
    assert not storage.exists(original)
    assert storage.exists(picture.original.name)


def test_the_same_file_once_more_keeps_its_renditions(django_capture_on_commit_callbacks):
    picture = PictureFactory()
    for colour in ("red", "teal"):
        with django_capture_on_commit_callbacks(execute=True):
            picture.original = picture_file(colour=colour)
            picture.save()
    with django_capture_on_commit_callbacks(execute=True):  # there and back in one transaction
        for colour in ("red", "teal"):
            picture.original = picture_file(colour=colour)
            picture.save()
    assert all(default_storage.exists(path) for path in picture.paths())
    assert Picture.objects.get().original.storage.exists(picture.original.name)


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


def test_the_cover_of_a_university_stands_on_its_page_and_for_links_to_it(client):
    cover = PictureFactory(original=picture_file(size=(1600, 900)), alt_de="Ein Saal", credit="Maria Exempel")
    UniversityFactory(slug="kth", cover=cover, logo=PictureFactory(alt_de="Siegel"))
    UniversityFactory(slug="eth")
    page = Page(client.get("/de/members/kth/"))
    logo, shown = page.all("img")
    assert (shown.get("src"), shown.get("alt")) == (cover.address, "Ein Saal")
    assert (logo.get("alt"), logo.get("class")) == ("Siegel", "monogram monogram--logo monogram--large")
    assert "Maria Exempel" in page.text()
    (card,) = page.all("meta", property="og:image")
    assert card.get("content") == f"http://testserver{cover.address}"
    assert page.one("meta", property="og:image:width").get("content") == f"{cover.width}"
    assert page.json_ld[0]["image"] == f"http://testserver{cover.address}"
    (card,) = Page(client.get("/de/members/eth/")).all("meta", property="og:image")
    assert card.get("content").endswith("social-card.png")


def test_the_picture_of_an_event_stands_on_its_page(client):
    picture = PictureFactory()
    EventFactory(slug="it", picture=picture)
    page = Page(client.get("/en/events/it/"))
    assert [image.get("src") for image in page.all("img")] == [picture.address]
    assert page.json_ld[0]["image"] == f"http://testserver{picture.address}"


@pytest.mark.parametrize("count", [2, 4])
@pytest.mark.parametrize(("address", "queries"), [("/en/programmes/", 14), ("/en/programmes/p/", 15), ("/en/", 11)])
def test_logos_cost_programmes_no_query(client, count, address, queries, django_assert_num_queries):
    partners = [
        UniversityFactory(slug=f"u{number}", membership="full", logo=PictureFactory()) for number in range(count)
    ]
    ProgrammeFactory(slug="p", partners=partners)
    client.get(address)
    with django_assert_num_queries(queries):
        page = Page(client.get(address))
    assert len(page.all("img")) >= min(count, 3)


@pytest.mark.parametrize("count", [1, 3])
def test_logos_cost_a_list_no_query(client, count, django_assert_num_queries):
    for number in range(count):
        UniversityFactory(slug=f"u{number}", membership="full", logo=PictureFactory())
    client.get("/en/members/")
    with django_assert_num_queries(7):
        page = Page(client.get("/en/members/"))
    assert [image.get("alt") for image in page.all("img")] == [""] * count
    assert all("-320." in image.get("src") for image in page.all("img"))


# In a rich text ---------------------------------------------------------------------------------------------------


def figure(picture, alt="", caption="The hall"):
    return f'<figure><img src="{picture.address}" alt="{alt}"><figcaption>{caption}</figcaption></figure>'


def test_a_rich_text_shows_pictures_of_the_library_in_all_their_formats(client):
    described, decorative = (
        PictureFactory(alt_fi="Sali", credit="Maria"),
        PictureFactory(is_decorative=True, alt_en="Ignored"),
    )
    body = f"{figure(described)}{figure(decorative)}{figure(described, alt='Own words')}"
    ArticleFactory(slug="it", body_en=body, body_fi=body)
    page = Page(client.get("/fi/news/it/"))
    assert [(image.get("src"), image.get("alt"), image.get("lang")) for image in page.all("img")] == [
        (described.address, "Sali", None),
        (decorative.address, "", None),
        (described.address, "Own words", None),
    ]
    assert [source.get("srcset") for source in page.all("source")][:2] == [
        described.srcset("avif"),
        described.srcset("webp"),
    ]
    assert len(page.all("figcaption")) == 3
    assert [page.text(credit) for credit in page.all("span", class_="picture__credit")] == ["Maria", "Maria"]


def test_a_picture_is_described_in_the_language_of_the_text_around_it(client):
    ArticleFactory(slug="it", body_en=figure(PictureFactory(alt_fi="Sali")))
    (image,) = Page(client.get("/fi/news/it/")).all("img")
    assert (image.get("alt"), image.get("lang")) == ("A hall full of people", None)


@pytest.mark.parametrize("count", [1, 3])
def test_the_pictures_of_a_text_take_one_query(client, count, django_assert_num_queries):
    ArticleFactory(slug="it", body_en="".join(figure(PictureFactory()) for _number in range(count)))
    client.get("/en/news/it/")
    with django_assert_num_queries(9):
        client.get("/en/news/it/")


def test_a_new_file_shows_in_the_texts_that_have_the_picture(client):
    picture = PictureFactory()
    ArticleFactory(slug="it", body_en=figure(picture))
    other = PictureFactory()
    ArticleFactory(slug="both", body_fi=figure(other) + figure(picture))
    picture.original = picture_file(size=(300, 300), colour="red")
    picture.save()
    (image,) = Page(client.get("/en/news/it/")).all("img")
    assert (image.get("src"), image.get("width")) == (picture.address, "300")
    assert Article.objects.get(slug="it").body_en == figure(picture)  # as its editor loads it
    assert Article.objects.get(slug="both").body_fi == figure(other) + figure(picture)


def test_a_picture_that_does_not_exist_leaves_its_caption(client):
    gone = PictureFactory.build(checksum="a" * 64, width=700, renditions={"jpg": [[700, 400]]})
    ArticleFactory(slug="it", body_en=figure(gone))
    page = Page(client.get("/en/news/it/"))
    assert page.all("img") == []
    assert [page.text(caption) for caption in page.all("figcaption")] == ["The hall"]


def test_a_picture_that_a_text_shows_is_not_deleted(staff_client):
    used, free = PictureFactory(name="Used"), PictureFactory(name="Free")
    article = ArticleFactory(body_fi=figure(used))
    assert used.texts_with_it() == [article]
    with pytest.raises(ProtectedError), transaction.atomic():
        Picture.objects.all().delete()
    page = staff_client.get(f"/admin/pictures/picture/{used.pk}/delete/").content.decode()
    assert f"article: {article.slug}" in page
    chosen = {"action": "delete_selected", "_selected_action": [used.pk, free.pk], "post": "yes"}
    staff_client.post("/admin/pictures/picture/", chosen)
    assert Picture.objects.count() == 2


def test_a_picture_of_elsewhere_is_told_at_the_field_and_nothing_is_lost(staff_client):
    page = PageFactory(body_en="<p>Before</p>")
    address = f"/admin/pages/page/{page.pk}/change/"
    typed = '<p>New words</p><figure><img src="https://example.org/x.png" alt="x"></figure>'
    response = staff_client.post(address, filled_in(staff_client.get(address)) | {"body_en": typed})
    assert list(errors_of(response)) == ["body_en"]
    assert "New words" in response.content.decode()
    page.refresh_from_db()
    assert page.body_en == "<p>Before</p>"


def test_what_has_the_picture_is_named_where_it_is_to_be_deleted(staff_client):
    cover = PictureFactory()
    UniversityFactory(slug="kth", name="KTH", cover=cover)
    page = unescape(staff_client.get(f"/admin/pictures/picture/{cover.pk}/delete/").content.decode())
    assert "would require deleting the following protected related objects" in page
    assert 'href="/admin/members/university/' in page
    staff_client.post(f"/admin/pictures/picture/{cover.pk}/delete/", {"post": "yes"})
    assert Picture.objects.count() == 1


def test_with_a_picture_its_files_go(staff_client, django_capture_on_commit_callbacks):
    picture = PictureFactory()
    paths, original = picture.paths(), picture.original
    with django_capture_on_commit_callbacks(execute=True):
        staff_client.post(f"/admin/pictures/picture/{picture.pk}/delete/", {"post": "yes"})
    assert Picture.objects.count() == 0
    assert [path for path in paths if default_storage.exists(path)] == []
    assert not original.storage.exists(original.name)


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


CHOOSE = "/admin/pictures/picture/choose/"


def choices(page):
    return [button for button in page.all("button") if button.get("data-address")]


def test_the_editor_offers_the_library_to_choose_from(staff_client):
    hall, tower = PictureFactory(name="Hall", credit="Maria"), PictureFactory(name="Tower", alt_fi="Torni")
    assert CHOOSE in unescape(staff_client.get("/admin/news/article/add/").content.decode())
    page = Page(staff_client.get(CHOOSE, {"CKEditorFuncNum": "-1"}))
    assert [button.get("data-address") for button in choices(page)] == [tower.address, hall.address]
    assert page.one("ul", class_="picture-choice").get("data-callback") == "-1"
    found = Page(staff_client.get(CHOOSE, {"q": "torni"}))
    assert [button.get("data-id") for button in choices(found)] == [str(tower.uuid)]
    assert "No picture has these words." in staff_client.get(CHOOSE, {"q": "zzz", "page": "x"}).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_choice_asks_the_same_number_of_queries_whatever_it_shows(staff_client, count, django_assert_num_queries):
    for _number in range(count):
        PictureFactory(original=picture_file(size=(20, 20)))
    staff_client.get(CHOOSE)
    with django_assert_num_queries(8):
        staff_client.get(CHOOSE)


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
    assert client.get(CHOOSE).status_code == 403
    client.logout()
    assert client.get(CHOOSE).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_the_library_says_who_proposed_a_picture_at_the_same_cost(staff_client, count, django_assert_num_queries):
    PictureFactory(name="Of staff")
    for number in range(count):
        university = UniversityFactory(slug=f"u-{number}", name=f"University {number}")
        PictureUploadFactory(university=university, uploaded_by=UserFactory(name=f"Ada {number}"))
    staff_client.get("/admin/pictures/picture/")
    with django_assert_num_queries(11):
        words = Page(staff_client.get("/admin/pictures/picture/")).text()
    assert words.count(" · Ada ") == count
    assert "University 0 · Ada 0" in words
    of_staff = Page(staff_client.get("/admin/pictures/picture/?upload__isempty=1")).text()
    assert ("Of staff" in of_staff, " · Ada " in of_staff) == (True, False)
