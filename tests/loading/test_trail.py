"""What the data files changed stands in the trail: one entry for each object that was changed, none for the others."""

import pytest

from cluster_portal.review.models import TrailEntry
from members.models import University

pytestmark = pytest.mark.django_db


def told():
    return [
        (entry.name, entry.entry, entry.actor, [(each["operation"], each["column"]) for each in entry.changes])
        for entry in TrailEntry.objects.order_by("pk")
    ]


def test_a_first_load_tells_once_for_each_object_that_it_was_added(folder):
    folder.load()
    entries = TrailEntry.objects.filter(content_type__model="university")
    assert entries.count() == University.objects.count()
    assert all(
        [(each["operation"], each["row"], each["new"]) for each in entry.changes]
        == [("add", str(entry.object_id), None)]
        for entry in TrailEntry.objects.all()
    )


def test_a_later_load_tells_what_it_changed_and_says_nothing_of_the_rest(folder):
    folder.load()
    TrailEntry.objects.all().delete()
    folder.load()
    assert told() == []
    folder.edit_university("cordillera", city="San Felipe")
    folder.load()
    (entry,) = told()
    assert entry[1:3] == ("import", None)
    assert ("change", "city_en") in entry[3]
    (change,) = (each for each in TrailEntry.objects.get().changes if each["column"] == "city_en")
    assert change["new"] == "San Felipe"


def test_a_load_that_is_refused_leaves_no_entry(folder):
    folder.load()
    TrailEntry.objects.all().delete()
    folder.edit_university("cordillera", city="San Felipe", country="Atlantis")
    folder.refusal()
    assert told() == []
