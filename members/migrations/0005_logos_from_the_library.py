"""Logos move from a file of their own into the library of pictures, with their descriptions; covers come with them."""

from pathlib import PurePath

import django.db.models.deletion
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import migrations, models, transaction

from cluster_portal.core.private_files import PrivateStorage
from cluster_portal.pictures.renditions import store

CODES = [code for code, _name in settings.LANGUAGES]


def move_logos(apps, schema_editor):
    """Make a picture of each logo. A file that is lost, or is no picture, is named; any other trouble stops it all."""
    pictures = apps.get_model("pictures", "Picture").objects.using(schema_editor.connection.alias)
    universities = apps.get_model("members", "University").objects.using(schema_editor.connection.alias)
    with_logo = universities.exclude(old_logo="").order_by("pk")
    if with_logo and not default_storage.exists("logos"):
        raise RuntimeError("The folder of the logos is missing in the media storage: put it back, then migrate again.")
    for university in with_logo:
        path = university.old_logo.name
        words = {code: getattr(university, f"logo_alt_{code}") for code in CODES}
        described = [code for code in (university.source_language, *CODES) if words[code]]
        picture = pictures.model(
            name=f"Logo: {university.slug}",
            source_language=described[0] if described else university.source_language,
            is_decorative=not described,
            **{f"alt_{code}": text for code, text in words.items()},
        )
        try:
            with default_storage.open(path) as file:
                picture.checksum, picture.renditions = store(picture.uuid, file)
                name = f"pictures/{picture.uuid}{PurePath(path).suffix.lower()}"
                picture.original = PrivateStorage().save(name, file)
        except (FileNotFoundError, ValidationError) as error:
            print(f"The logo of {university.slug} stays at {path}: {error}")  # noqa: T201 - for whoever migrates
            continue
        fallback = "png" if "png" in picture.renditions else "jpg"
        picture.width, picture.height = picture.renditions[fallback][-1]
        picture.save()
        universities.filter(pk=university.pk).update(logo=picture)
        transaction.on_commit(lambda path=path: default_storage.delete(path), robust=True)


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0004_governance_no_overlap"),
        ("pictures", "0001_initial"),
    ]

    operations = [
        migrations.RenameField("university", "logo", "old_logo"),
        migrations.AddField(
            model_name="university",
            name="logo",
            field=models.ForeignKey(
                blank=True,
                help_text="From the library of pictures, where it has its description. Without one a monogram is shown.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="universities_with_logo",
                to="pictures.picture",
                verbose_name="logo",
            ),
        ),
        migrations.AddField(
            model_name="university",
            name="cover",
            field=models.ForeignKey(
                blank=True,
                help_text="From the library of pictures. Shown wide at the top of its page.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="universities_with_cover",
                to="pictures.picture",
                verbose_name="cover picture",
            ),
        ),
        migrations.RunPython(move_logos, migrations.RunPython.noop),
    ]
