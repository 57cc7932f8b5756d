"""Pages about the network from data files: pages.json."""

import pytest

from cluster_portal.pages.models import Page

pytestmark = pytest.mark.django_db

OWN = {"title": "own-words", "lead": "own-words", "body": "own-words"}
ABOUT = {"slug": "about", "title": "About Lyra", "lead": "Who Lyra is.", "body": "<p>Stars.</p>", "sources": OWN}
MISSION = ABOUT | {"slug": "mission", "parent": "about", "menu": "foot", "position": 7, "title": "Mission"}


@pytest.fixture
def written(folder):
    folder.write("pages.json", [ABOUT, MISSION])
    folder.edit("texts/es.json", lambda texts: texts.update(pages={"mission": {"body": "<p>Estrellas.</p>"}}))
    return folder


def test_pages_are_loaded_and_a_second_run_keeps_what_staff_moved_or_edited(written):
    assert written.load() == "6 added, 0 changed, 0 unchanged"
    page = Page.objects.get(path="mission")
    assert (page.title_en, page.body_es, page.menu, page.position, page.parent.path) == (
        "Mission",
        "<p>Estrellas.</p>",
        "foot",
        7,
        "",
    )
    assert written.load() == "0 added, 0 changed, 6 unchanged"
    page.slug = "purpose"
    page.save()
    assert "kept as edited by staff: mission" in written.load()
    assert Page.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"parent": "nowhere"}, "pages.json, mission, parent: “nowhere” is no page that stands before it."),
        ({"menu": "top"}, 'pages.json, mission, menu: "top" is none of section, foot, none.'),
        (
            {"body": "<p onclick='x()'>Stars.</p>"},
            "pages.json, mission, body: holds HTML that a page may not have, or that is not well nested.",
        ),
        ({"lead": None}, "pages.json, mission, lead: is missing."),
        ({"parent": None}, "pages.json, mission: There is a first page already: say which page this one is part of."),
    ],
)
def test_what_is_wrong_with_a_page_is_said_and_nothing_is_loaded(written, change, problem):
    written.write("pages.json", [ABOUT, MISSION | change])
    assert problem in written.refusal()
    assert Page.objects.count() == 0


def test_a_translation_with_a_script_is_refused(written):
    body = "<p>Estrellas.</p><script>x()</script>"
    written.edit("texts/es.json", lambda texts: texts.update(pages={"mission": {"body": body}}))
    assert "texts/es.json, mission, body: holds HTML that a page may not have" in written.refusal()
