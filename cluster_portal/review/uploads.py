"""Files that are proposed: kept in private until what carries them is accepted, and deleted where nothing came of it.

In an item such a file is {"upload": identifier, "name": what its author called it}. A picture is in the library from
the beginning, so that it can be looked at; an item has its primary key.
"""

import hashlib
import json
from datetime import timedelta
from pathlib import PurePath
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils.text import get_valid_filename

from cluster_portal.review.kept import model_of, related_model
from cluster_portal.review.models import Item, Proposal, Upload

KEPT = timedelta(days=90)  # long enough to take up again what was rejected
LONGEST_NAME = 100  # with the folder before it the path still fits its column


@transaction.atomic
def keep_file(file, *, university, user, at):
    """Store a file that was validated and return its `Upload`. `university` is a primary key."""
    name = PurePath(get_valid_filename(PurePath(file.name).name))
    name = f"{name.stem[:LONGEST_NAME]}{name.suffix}"
    upload = Upload(university_id=university, uploaded_by=user, uploaded_at=at)
    upload.file.save(name, file, save=False)
    upload.save()
    return upload


@transaction.atomic
def keep_picture(picture, *, university, user, at):
    """Store a picture that was validated, with who proposes it, and return its `Upload`."""
    picture.save()
    return Upload.objects.create(picture=picture, university_id=university, uploaded_by=user, uploaded_at=at)


def value_of(upload):
    """Return an uploaded file as an item keeps it."""
    return {"upload": str(upload.uuid), "name": str(upload)}


def kept_file(identifier, *, university, user):
    """Return the uploaded file of an identifier (text) that came back with a form, None where it is not the user's."""
    try:
        wanted = UUID(identifier)
    except ValueError:
        return None
    return Upload.objects.filter(uuid=wanted, picture=None, university=university, uploaded_by=user).first()


def attach(values, proposal):
    """Let those who see a proposal see the uploaded files among its values, too: of what was never sent nobody does."""
    files = [value["upload"] for value in values if isinstance(value, dict) and "upload" in value]
    own = Upload.objects.filter(uuid__in=files, university=proposal.university_id, uploaded_by=proposal.author_id)
    own.filter(proposal__submitted_at__isnull=True).update(proposal=proposal)


# For writing ----------------------------------------------------------------------------------------------------------


def file_of(value, university, storage):
    """Return the open file that a value names: of an upload of the university, or one that was stored before (text).

    None where it is no longer there.
    """
    try:
        if isinstance(value, str):
            return File(storage.open(value), name=PurePath(value).name)
        upload = Upload.objects.filter(uuid=value["upload"], picture=None, university=university).first()
        return None if upload is None else File(upload.file.storage.open(upload.file.name), name=str(upload))
    except FileNotFoundError:
        return None


def is_stored_as(value, stored):
    """Tell whether a stored file is what came of an upload: the same bytes."""
    upload = Upload.objects.filter(uuid=value["upload"], picture=None).first()
    if upload is None or not stored:
        return False
    try:
        return _digest(upload.file) == _digest(stored)
    except FileNotFoundError:
        return False


def _digest(stored):
    with stored.storage.open(stored.name) as file:
        return hashlib.file_digest(file, "sha256").digest()


# Deleting -------------------------------------------------------------------------------------------------------------


def delete_unused(at):
    """Delete the uploads of more than 90 days ago that no proposal needs any more; return how many.

    A proposal needs them while it can be sent, decided or mended, and for 90 days after the last that happened to it.
    A picture that something shows stays. What was accepted has a copy of its file of its own.
    """
    needed, pictures = _needed(at - KEPT)
    count = 0
    for upload in Upload.objects.filter(uploaded_at__lt=at - KEPT).select_related("picture").order_by("pk"):
        if str(upload.uuid) in needed or upload.picture_id in pictures:
            continue
        if upload.picture is not None and str(upload.picture.uuid) in needed:
            continue
        count += delete(upload)
    return count


def _needed(limit):
    """Return what the items of living proposals hold: all of it as text, and the primary keys of pictures."""
    alive = (Proposal.State.DRAFT, Proposal.State.SUBMITTED, Proposal.State.RETURNED)
    items = Item.objects.filter(Q(proposal__state__in=alive) | Q(proposal__steps__at__gte=limit))
    texts, pictures = [], set()
    for model, column, new in items.values_list("model", "column", "new"):
        texts.append(json.dumps(new))
        values = {column: new} if column else new or {}
        pictures |= {value for name, value in values.items() if _leads_to_picture(model, name)}
    return "\n".join(texts), pictures - {None}


def _leads_to_picture(model, column):
    return related_model(model_of(model), column) is Upload._meta.get_field("picture").related_model


def delete(upload):
    """Delete an upload with its files; return how many were deleted: none where something shows the picture."""
    try:
        with transaction.atomic():
            if upload.picture is not None:
                upload.picture.delete()  # and the upload with it
            else:
                file = upload.file
                upload.delete()
                transaction.on_commit(lambda: _delete_file(file), robust=True)
    except ProtectedError:
        return 0
    return 1


def _delete_file(file):
    file.storage.delete(file.name)
    folder = str(PurePath(file.name).parent)
    if not any(file.storage.listdir(folder)):
        file.storage.delete(folder)
