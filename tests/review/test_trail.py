"""The trail: every way of writing leaves one entry for each object, and staff read it in words."""

import re

import pytest
from django.contrib.auth.models import Permission

from cluster_portal.network.models import Network
from cluster_portal.pages.models import Page
from cluster_portal.review.models import TrailEntry
from cluster_portal.review.registry import all_followed
from cluster_portal.translations.models import TranslationUnit
from cluster_portal.translations.step import sync_all
from cluster_portal.translations.writing import Edit, write
from members.models import Contact, University
from members.proposals import UNIVERSITY
from tests.admin_forms import add_row, filled_in
from tests.factories.accounts import UserFactory
from tests.factories.members import ContactFactory, GroupFactory, PersonFactory, UniversityFactory
from tests.factories.pages import PageFactory
from tests.factories.pictures import PictureFactory
from tests.review.test_actions import change, sent

pytestmark = pytest.mark.django_db

TRAIL = "/admin/review/trailentry/"


def told():
    """Return what the trail says, oldest first: (name, way, actor, [(operation, model, column, old, new)])."""
    return [
        (
            entry.name,
            entry.entry,
            str(entry.actor) if entry.actor else None,
            [(each["operation"], each["model"], each["column"], each["old"], each["new"]) for each in entry.changes],
        )
        for entry in TrailEntry.objects.order_by("pk")
    ]


def submit(client, address, **values):
    """Fill in the form of a page of the back office and send it."""
    data = filled_in(client.get(address))
    response = client.post(address, {**data, **values})
    assert response.status_code == 302, response.context["errors"]
    return response


# Who writes


def test_a_form_of_the_back_office_leaves_what_it_changed(superuser_client, kth):
    address = f"/admin/members/university/{kth.pk}/change/"
    submit(superuser_client, address, summary_sv="Nytt.", founded_year="1827")
    assert told() == [
        (
            "KTH",
            "admin",
            "superuser@example.org",
            [
                ("change", "members.university", "founded_year", kth.founded_year, 1827),
                ("change", "members.university", "summary_sv", "Ett universitet.", "Nytt."),
            ],
        )
    ]


def test_a_form_that_changes_nothing_leaves_nothing(superuser_client, kth):
    submit(superuser_client, f"/admin/members/university/{kth.pk}/change/")
    assert told() == []


def test_rows_of_a_form_belong_to_its_object_also_those_that_nobody_may_propose(superuser_client, kth):
    address = f"/admin/members/university/{kth.pk}/change/"
    data = filled_in(superuser_client.get(address))
    add_row(data, "identifiers", scheme="ror", value="https://ror.org/026vcq606")
    assert superuser_client.post(address, data).status_code == 302
    ((name, way, _actor, changes),) = told()
    assert (name, way) == ("KTH", "admin")
    assert [(operation, model) for operation, model, *_rest in changes] == [("add", "members.universityidentifier")]


def test_a_row_with_a_page_of_its_own_belongs_to_its_object_and_to_the_one_it_moves_to(superuser_client, kth, upc):
    contact = ContactFactory(university=kth, function="press")
    address = f"/admin/members/contact/{contact.pk}/change/"
    submit(superuser_client, address, function="outgoing")
    submit(superuser_client, address, university=upc.pk)
    first, *others = [(name, [change[:3] for change in changes]) for name, _way, _actor, changes in told()]
    assert first == ("KTH", [("change", "members.contact", "function")])
    assert sorted(others) == [("KTH", [("remove", "members.contact", "")]), ("UPC", [("add", "members.contact", "")])]


def test_a_person_belongs_to_every_university_that_names_them(superuser_client, kth, upc):
    person = PersonFactory(family_name="Old")
    for university in (kth, upc):
        ContactFactory(university=university, person=person)
    submit(superuser_client, f"/admin/members/person/{person.pk}/change/", family_name="New")
    assert sorted((name, changes) for name, _way, _actor, changes in told()) == [
        (name, [("change", "members.person", "family_name", "Old", "New")]) for name in ("KTH", "UPC")
    ]


@pytest.mark.parametrize(("factory", "column"), [(GroupFactory, "name_en"), (PageFactory, "title_en")])
def test_what_nobody_may_propose_is_followed_as_well(superuser_client, factory, column):
    instance = factory()
    meta = instance._meta
    submit(
        superuser_client, f"/admin/{meta.app_label}/{meta.model_name}/{instance.pk}/change/", **{column: "New title"}
    )
    ((_name, way, _actor, changes),) = told()
    assert way == "admin"
    assert (f"{meta.app_label}.{meta.model_name}", column) in [change[1:3] for change in changes]


def test_every_model_with_a_page_of_its_own_is_followed():
    followed = {kind.label for each in all_followed() for kind in each.kinds}
    assert {model._meta.label_lower for model in (University, Contact, Page, Network)} < followed
    from cluster_portal.translations.sources import MODELS

    assert {model._meta.label_lower for model in MODELS} - followed == set()


def test_publishing_from_the_list_and_deleting_leave_an_entry(superuser_client, kth):
    draft = UniversityFactory(slug="new", name="New", publication="draft")
    picture = PictureFactory(name="Hall")
    data = {"action": "publish", "_selected_action": [draft.pk]}
    superuser_client.post("/admin/members/university/", data)
    superuser_client.post(f"/admin/pictures/picture/{picture.pk}/delete/", {"post": "yes"})
    first, second = told()
    assert first[3] == [("change", "members.university", "publication", "draft", "published")]
    assert (second[0], [change[:2] for change in second[3]]) == ("Hall", [("remove", "pictures.picture")])


def test_the_board_of_translations_leaves_one_entry_for_each_object(superuser, kth):
    contact = ContactFactory(university=kth, mailbox_name_en="Office")
    sync_all()
    units = TranslationUnit.objects.filter(language="fi")
    texts = {"summary": "Yliopisto.", "mailbox_name": "Toimisto"}
    edits = [Edit(units.get(field=name, object_id={"summary": kth.pk}.get(name, contact.pk)), text)
             for name, text in texts.items()]  # fmt: skip
    write(edits, user=superuser)
    ((name, way, actor, changes),) = told()
    assert (name, way, actor) == ("KTH", "translation", "superuser@example.org")
    assert sorted(change[2:] for change in changes) == [
        ("mailbox_name_fi", None, "Toimisto"),
        ("summary_fi", None, "Yliopisto."),
    ]


def test_a_proposal_leaves_the_entry_of_whoever_let_it_through(kth, ada):
    proposal = sent(UNIVERSITY, kth, ada, kth, change(kth, "website_en", "https://www.kth.se/en"))
    entry = TrailEntry.objects.get()
    assert (entry.entry, entry.actor, entry.proposal) == ("workspace", ada, proposal)


# Who reads


@pytest.fixture
def staff(client, reviewer):
    client.force_login(reviewer)
    return client


def entry(instance, *changes, **fields):
    from cluster_portal.review.trail import entry_of

    made = entry_of(instance, [], actor=fields.pop("actor", None), entry=fields.pop("entry", "admin"))
    made.changes = [
        {"model": "members.university", "row": str(instance.pk), "operation": "change", "column": column,
         "old": old, "new": new} for column, old, new in changes
    ]  # fmt: skip
    made.save()
    return made


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(staff, kth, reviewer, count, django_assert_num_queries):
    for number in range(count):
        entry(kth, ("summary_en", "Old.", f"New {number}."), actor=reviewer)
    staff.get(TRAIL)
    with django_assert_num_queries(8):
        page = staff.get(TRAIL)
    assert len(page.context["cl"].result_list) == count


def test_an_entry_tells_its_values_in_words_and_harmlessly(staff, kth):
    hostile = "<script>alert(1)</script> " * 5
    one = entry(
        kth,
        ("summary_sv", "Gammal.", hostile),
        ("country", "SE", "NO"),
        ("founded_year", None, 1827),
        ("no_longer_there", 1, 2),
    )
    html = staff.get(f"{TRAIL}{one.pk}/change/").content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    text = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    for words in ("University: Summary (Swedish)", "Norway", "1827", "no_longer_there"):
        assert words in text


def test_the_trail_of_one_object_is_linked_from_its_page(staff, kth, upc):
    mine, _other = entry(kth, ("summary_en", "a", "b")), entry(upc, ("summary_en", "a", "b"))
    html = staff.get(f"/admin/members/university/{kth.pk}/change/").content.decode()
    address = re.search(r'href="(/admin/review/trailentry/\?object=[0-9-]+)"', html)[1]
    assert list(staff.get(address).context["cl"].result_list) == [mine]


def test_the_trail_is_narrowed_by_kind_way_and_person(staff, kth, reviewer):
    by_staff = entry(kth, ("summary_en", "a", "b"), actor=reviewer)
    by_file = entry(kth, ("summary_en", "b", "c"), entry="import")
    for query, expected in (
        (f"who={reviewer.pk}", [by_staff]),
        ("who=nobody", [by_file]),
        ("entry__exact=import", [by_file]),
        ("kind=members.university", [by_file, by_staff]),
        ("kind=pages.page", []),
        ("object=x", []),
        ("object=9999999999999999999999-1", []),
    ):
        assert list(staff.get(f"{TRAIL}?{query}").context["cl"].result_list) == expected, query


def test_nobody_reads_the_trail_without_the_right_to_review_and_nobody_writes_it(client, kth, reviewer):
    one = entry(kth, ("summary_en", "a", "b"))
    user = UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="members"))
    client.force_login(user)
    assert client.get(TRAIL).status_code == 403
    assert "trailentry" not in client.get(f"/admin/members/university/{kth.pk}/change/").content.decode()
    client.force_login(reviewer)
    for path in (f"{one.pk}/change/", f"{one.pk}/delete/", "add/"):
        assert client.post(f"{TRAIL}{path}", {"name": "Other", "post": "yes"}).status_code == 403
    assert TrailEntry.objects.get().name == one.name
