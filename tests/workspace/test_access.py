"""Every address of the workspace for every kind of person: who has no business there learns and changes nothing."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from cluster_portal.accounts.roles import editors_group, translators_group
from cluster_portal.review.drafts import Draft, begin
from cluster_portal.review.models import Item, Proposal, Upload
from cluster_portal.review.tree import Change, Key, Operation
from members.models import Affiliation, Contact, Invitation, Person, Role
from programmes.models import Programme
from programmes.proposals import PROGRAMME
from tests.clients import PortalClient
from tests.factories.accounts import UserFactory
from tests.factories.members import AffiliationFactory, ContactFactory, InvitationFactory, PersonFactory
from tests.factories.programmes import ProgrammeFactory
from tests.review.conftest import NOW
from tests.workspace.test_pages import proposed

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

SECRET = "private-words-of-upc"

# Who somebody is, and what a page of UPC answers them. KTH is another university, and no partner of the draft.
PEOPLE = {
    "anonymous": None,
    "nobody": "outsider",
    "editor of another university": "kth editor",
    "lead of another university": "kth lead",
    "who has left": "upc left",
    "whose account is off": "upc off",
    "viewer": "upc viewer",
    "editor": "upc editor",
    "approver": "upc approver",
    "lead": "upc lead",
    "author": "upc author",
    "translator": "translator",
    "staff": "staff",
}
OUT, SIGN_IN, SEES, REFUSED = 404, 302, 200, 403
STRANGERS = dict.fromkeys(
    ("nobody", "editor of another university", "lead of another university", "who has left", "translator"), OUT
) | {"anonymous": SIGN_IN, "whose account is off": SIGN_IN}
READERS = STRANGERS | dict.fromkeys(("viewer", "editor", "approver", "lead", "author", "staff"), SEES)
EDITORS = (
    STRANGERS
    | dict.fromkeys(("editor", "approver", "lead", "author"), SEES)
    | dict.fromkeys(("viewer", "staff"), REFUSED)
)
LEADS = (
    STRANGERS
    | dict.fromkeys(("lead", "staff"), SEES)
    | dict.fromkeys(("viewer", "editor", "approver", "author"), REFUSED)
)
OWNER = STRANGERS | dict.fromkeys(("viewer", "editor", "approver", "lead", "staff"), OUT) | {"author": SEES}
FILE = OWNER | dict.fromkeys(("anonymous", "whose account is off"), OUT)


@pytest.fixture
def world(kth, upc, programme):
    """UPC with something in every place, and with words that nobody else may read."""
    author = AffiliationFactory(university=upc, user__email="author@upc.edu").user
    contact = ContactFactory(
        university=upc,
        person=PersonFactory(given_name=SECRET),
        mailbox_email=f"{SECRET}@upc.edu",
        visibility=Contact.Visibility.STAFF,
    )
    own = ProgrammeFactory(slug="own", title_en="Own", partners=[upc])
    draft = proposed(PROGRAMME, own, author, upc, "summary_en", SECRET, is_sent=False)
    new = begin(PROGRAMME, None, author=author, university=upc.pk, at=NOW, name=SECRET)
    values = {"title_en": SECRET, "kind": "dual", "level": "master", "source_language": "en"}
    Draft(new, author).put([Change(Operation.ADD, Key("programmes.programme", "new"), new=values)])
    upload = Upload.objects.create(
        university=upc, uploaded_by=author, uploaded_at=NOW, proposal=new, file=ContentFile(b"secret", name="file.txt")
    )
    invitation = InvitationFactory(university=upc, email=f"{SECRET}@upc.edu")
    colleague = AffiliationFactory(university=upc, user__name=SECRET)
    return {
        "author": author,
        "contact": contact,
        "own": own,
        "draft": draft,
        "new": new,
        "upload": upload,
        "invitation": invitation,
        "colleague": colleague,
    }


def person(kind, kth, upc, world, translator_group):
    """Return the client of a person of PEOPLE."""
    client = PortalClient()
    made = PEOPLE[kind]
    if made is None:
        return client
    if made == "upc author":
        user = world["author"]
    elif made == "outsider":
        user = UserFactory()
    elif made in ("translator", "staff"):
        user = UserFactory(is_staff=True, groups=[translator_group[made]], translation_languages=["sv"])
    else:
        where, role = made.split()
        known = role if role in Role.values else Role.LEAD
        row = AffiliationFactory(university={"kth": kth, "upc": upc}[where], role=known)
        user = row.user
        if role == "left":
            Affiliation.objects.filter(pk=row.pk).update(
                ends_at=NOW - timedelta(days=1), starts_at=NOW - timedelta(days=2)
            )
    client.force_login(user)
    if made == "upc off":
        user.is_active = False
        user.save()
    return client


@pytest.fixture
def staff_groups(db):
    return {"staff": editors_group("members", "programmes", "review"), "translator": translators_group()}


def addresses(kth, upc, world):
    """Return {name: (address, answers)} for each page of the workspace of UPC."""
    own = [upc.slug, "programme", world["own"].uuid]
    new = [upc.slug, "programme", world["new"].uuid]
    profile = [upc.slug, "university", upc.uuid]
    return {
        "home": ([upc.slug], READERS),
        "about": ([upc.slug], READERS),
        "proposals": ([upc.slug], READERS),
        "confirm": ([upc.slug], READERS),
        "colleagues": ([upc.slug], READERS),
        "contacts": ([upc.slug], READERS),
        "own_list": ([upc.slug, "article"], READERS),
        "pictures": ([upc.slug], EDITORS),
        "object": (profile, READERS),
        "object of a programme": (own, READERS),
        "object of a draft": (new, OWNER),
        "begin_new": ([upc.slug, "programme"], EDITORS),
        "leave": ([upc.slug, world["own"].uuid], EDITORS),
        "edit_section": ([*profile, "texts"], EDITORS),
        "edit_section of a draft": ([*new, "basics"], OWNER),
        "edit_row": ([*profile, "contacts", world["contact"].pk], EDITORS),
        "edit_row of a person": ([*profile, "people", world["contact"].person_id], EDITORS),
        "remove_row": ([*profile, "contacts", world["contact"].pk], EDITORS),
        "proposal": ([world["new"].uuid], OWNER),
        "proposal of a programme": ([world["draft"].uuid], OWNER),
        "file": ([world["upload"].uuid], FILE),
        "end": ([upc.slug, world["colleague"].pk], LEADS),
        "hand_over": ([upc.slug, world["colleague"].pk], LEADS),
    }


def stored():
    """Return all that a request could change, to be compared."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Proposal, Item, Contact, Person, Affiliation, Invitation, Programme, Upload)
    ]


@pytest.mark.parametrize("kind", PEOPLE)
def test_each_page_answers_each_person_as_they_may(kind, kth, upc, world, staff_groups):
    client = person(kind, kth, upc, world, staff_groups)
    found, expected = {}, {}
    for name, (arguments, answers) in addresses(kth, upc, world).items():
        response = client.get(reverse(f"workspace:{name.split()[0]}", args=arguments))
        found[name], expected[name] = response.status_code, answers[kind]
        content = response.getvalue()
        response.close()
        assert response.status_code == SEES or SECRET.encode() not in content
    assert found == expected


@pytest.mark.parametrize("kind", [kind for kind in PEOPLE if STRANGERS.get(kind)])
def test_nobody_changes_anything_where_they_have_no_business(kind, kth, upc, world, staff_groups):
    client = person(kind, kth, upc, world, staff_groups)
    before = stored()
    for name, (arguments, answers) in addresses(kth, upc, world).items():
        address = reverse(f"workspace:{name.split()[0]}", args=arguments)
        for do in ("send", "withdraw", "take-up", "drop-1", "answer", "decide", "invite", "resend", "revoke", "role"):
            data = {"do": do, "number": world["invitation"].pk, "email": "evil@upc.edu", "role": "lead", "reason": "x"}
            response = client.post(address, {**data, "summary_en": "Evil.", "mailbox_email": "evil@example.org"})
            gives_back = answers[kind] == SIGN_IN and b"readonly" in response.content  # what they typed themselves
            assert response.status_code in (REFUSED if gives_back else answers[kind], 405), (name, do)
    assert stored() == before


@pytest.mark.parametrize("kind", ["viewer", "staff"])
def test_who_may_only_look_changes_nothing(kind, kth, upc, world, staff_groups):
    client = person(kind, kth, upc, world, staff_groups)
    before = stored()
    for name, (arguments, answers) in addresses(kth, upc, world).items():
        if answers is EDITORS or answers is OWNER:
            response = client.post(reverse(f"workspace:{name.split()[0]}", args=arguments), {"do": "send"})
            assert response.status_code in (REFUSED, OUT, 405), name
    assert stored() == before


def test_objects_of_others_are_not_reached_through_the_own_workspace(kth, upc, ada_client, world):
    """Through the address of the own university: objects, rows and drafts of another one."""
    before = stored()
    theirs = [
        ("object", [kth.slug, "university", upc.uuid]),
        ("object", [kth.slug, "programme", world["own"].uuid]),
        ("object", [kth.slug, "programme", world["new"].uuid]),
        ("edit_section", [kth.slug, "university", upc.uuid, "texts"]),
        ("edit_row", [kth.slug, "university", kth.uuid, "contacts", world["contact"].pk]),
        ("edit_row", [kth.slug, "university", kth.uuid, "people", world["contact"].person_id]),
        ("remove_row", [kth.slug, "university", kth.uuid, "contacts", world["contact"].pk]),
        ("end", [kth.slug, world["colleague"].pk]),
        ("hand_over", [kth.slug, world["colleague"].pk]),
    ]
    for name, arguments in theirs:
        address = reverse(f"workspace:{name}", args=arguments)
        assert ada_client.get(address).status_code == OUT, (name, arguments)
        assert ada_client.post(address, {"reason": "x", "email": "x@kth.se"}).status_code == OUT, (name, arguments)
    assert stored() == before


def test_no_choice_of_a_form_names_what_belongs_to_another_university(kth, upc, ada_client, world, programme):
    for rows in ("contacts", "people"):
        address = reverse("workspace:edit_row", args=[kth.slug, "university", kth.uuid, rows, "new"])
        assert SECRET not in ada_client.get(address).content.decode()
    for rows in ("partners", "deadlines", "fees", "steps"):
        address = reverse("workspace:edit_row", args=[kth.slug, "programme", programme.uuid, rows, "new"])
        assert SECRET not in ada_client.get(address).content.decode()


def test_a_choice_that_was_not_offered_is_refused(kth, upc, ada_client, world):
    address = reverse("workspace:edit_row", args=[kth.slug, "university", kth.uuid, "contacts", "new"])
    typed = {"function": "press", "person": world["contact"].person_id, "visibility": "members"}
    assert ada_client.post(address, typed).status_code == 422
    assert not Proposal.objects.filter(university=kth).exists()


def test_private_words_are_found_by_no_search(client, ada_client, world):
    for each in (client, ada_client):
        for path in ("/en/search/", "/en/search/suggestions/"):
            assert SECRET not in each.get(path, {"q": SECRET[:12]}).content.decode().replace(
                f'value="{SECRET[:12]}"', ""
            )


def test_the_matrix_knows_every_address_of_the_workspace(kth, upc, world):
    reverse("workspace:first")  # what reads the tables of contents, and with them their converters
    names = {pattern.name for pattern in import_module("cluster_portal.workspace.urls").urlpatterns} - {"first"}
    assert names == {name.split()[0] for name in addresses(kth, upc, world)}
