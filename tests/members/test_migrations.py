from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from PIL import Image

from cluster_portal.pictures.models import Picture
from members.models import University


@pytest.fixture
def migrate(transactional_db):
    """Take the tables of the members to a migration; at the end they are as they were."""

    def to(name):
        executor = MigrationExecutor(connection)
        executor.migrate([("members", name)])
        return executor.loader.project_state([("members", name)]).apps

    yield to
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_logos_move_to_the_library_with_their_descriptions_and_a_lost_one_is_named(migrate, capsys):
    # One test for both: to take the tables there and back is by far the longest of it.
    before = migrate("0004_governance_no_overlap").get_model("members", "University").objects
    before.create(slug="kth", logo="elsewhere/kth.png", logo_alt_en="Seal of KTH")
    with pytest.raises(RuntimeError, match="The folder of the logos is missing"):
        migrate("0006_no_logo_files")
    assert before.get().logo_alt_en == "Seal of KTH"  # where the folder is missing, nothing is lost
    before.all().delete()

    stream = BytesIO()
    Image.new("RGBA", (640, 320), "red").save(stream, "PNG")
    for slug in ("kth", "kit"):
        default_storage.save(f"logos/{slug}.png", ContentFile(stream.getvalue()))
    before = migrate("0004_governance_no_overlap").get_model("members", "University").objects
    before.create(slug="kth", logo="logos/kth.png", logo_alt_en="Seal of KTH", logo_alt_sv="Sigill")
    before.create(slug="eth", logo="logos/lost.png")
    before.create(slug="kit", logo="logos/kit.png", logo_alt_de="Siegel")
    before.create(slug="upc")
    migrate("0006_no_logo_files")
    picture, second = Picture.objects.order_by("-name")
    assert {university.slug: university.logo for university in University.objects.only("slug", "logo")} == {
        "kth": picture,
        "eth": None,
        "kit": second,
        "upc": None,
    }
    assert (picture.alt_en, picture.alt_sv, picture.is_decorative) == ("Seal of KTH", "Sigill", False)
    assert (second.alt_de, second.source_language, second.is_decorative) == ("Siegel", "de", False)
    assert (picture.width, picture.height, picture.fallback) == (640, 320, "png")
    assert all(default_storage.exists(path) for path in picture.paths())
    with picture.original.open("rb") as kept:
        assert kept.read() == stream.getvalue()
    assert not default_storage.exists("logos/kth.png")
    assert "The logo of eth stays at logos/lost.png" in capsys.readouterr().out
