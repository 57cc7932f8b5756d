"""What must hold is held by the database itself, whoever writes: each named constraint refuses one row."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction
from django.db.models import CheckConstraint, UniqueConstraint

from cluster_portal.accounts.models import User
from cluster_portal.mail.models import Message, Notice
from cluster_portal.network.models import Network, NetworkFigure
from cluster_portal.pages.models import Page
from cluster_portal.review.models import Answer, Confirmation, FactGroup, Item, Proposal, Upload
from cluster_portal.translations.models import SourceText, TranslatedObject, TranslationUnit
from members.models import (
    Affiliation,
    Contact,
    Group,
    GroupMembership,
    Invitation,
    Membership,
    Person,
    Presidency,
    University,
    UniversityFact,
    UniversityIdentifier,
    UniversityName,
)
from news.models import Article, Document, Event
from programmes.models import (
    Accreditation,
    Deadline,
    Fee,
    FrameworkAgreement,
    Intake,
    MobilityPath,
    PathStep,
    Programme,
    ProgrammePartner,
    ProgrammeSubject,
    Requirement,
    Signature,
    TeachingLanguage,
)
from tests.factories.accounts import UserFactory
from tests.factories.mail import MessageFactory
from tests.factories.members import (
    AffiliationFactory,
    ContactFactory,
    GroupFactory,
    GroupMembershipFactory,
    InvitationFactory,
    MembershipFactory,
    PresidencyFactory,
    UniversityFactFactory,
    UniversityFactory,
    UniversityIdentifierFactory,
    UniversityNameFactory,
)
from tests.factories.network import NetworkFigureFactory
from tests.factories.pages import FirstPageFactory, PageFactory
from tests.factories.programmes import (
    AgreementFactory,
    IntakeFactory,
    PartnerFactory,
    PathFactory,
    ProgrammeFactory,
    SignatureFactory,
    StepFactory,
)

pytestmark = pytest.mark.django_db

DAY, NEXT_DAY = date(2020, 1, 1), date(2020, 1, 2)


@dataclass
class Given:
    """What stands there before, for rows to belong to."""

    university: object
    programme: object
    path: object
    intake: object
    agreement: object


def partner(given, **kwargs):
    return ProgrammePartner(
        **{"programme": given.programme, "university": given.university, "awarding": "no", **kwargs}
    )


def step(given, **kwargs):
    return PathStep(programme=given.programme, path=given.path, **kwargs)


def deadline(given, **kwargs):
    """One of 1 January 2020 that would be taken as it is."""
    values = {"purpose": "application", "closes_on": DAY, "time_zone": "UTC", **kwargs}
    return Deadline(programme=given.programme, intake=given.intake, **values)


def language(given, **kwargs):
    return TeachingLanguage(**{"programme": given.programme, "language": "en", **kwargs})


def signature(given, **kwargs):
    return Signature(**{"agreement": given.agreement, "university": given.university, **kwargs})


def translated(**kwargs):
    """A line of the board for an object that is not there."""
    kind = ContentType.objects.get_for_model(University)
    return TranslatedObject(**{"content_type": kind, "object_id": 77, "name": "a", "source_language": "en", **kwargs})


def translation(**kwargs):
    """A missing Finnish translation on a new line of the board."""
    line = translated()
    line.save()
    values = {"root": line, "content_type": line.content_type, "object_id": 77, "field": "summary", "language": "fi"}
    return TranslationUnit(**{**values, "state": "missing", **kwargs})


def source_text():
    return SourceText.objects.get_or_create(fingerprint="a", text="A")[0]


def affiliation(**kwargs):
    """An open one of a new account."""
    values = {"user": UserFactory(), "role": "editor", "source": "staff", "starts_at": MOMENTS["last_moment"]}
    return Affiliation(**{**values, **kwargs})


def invitation(**kwargs):
    """An open one that would be taken as it is."""
    values = {"email": "ada@kth.se", "created_at": MOMENTS["first_moment"], "expires_at": MOMENTS["last_moment"]}
    return Invitation(**{**values, "token_digest": "a", **kwargs})


# constraint: (what is there already, the row that must be refused; a row of members belongs to the given university)
MOMENTS = {
    "first_moment": datetime(2020, 1, 1, tzinfo=UTC),
    "last_moment": datetime(2020, 1, 2, tzinfo=UTC),
}


def reader():
    return User.objects.filter(email="reader@example.org").first() or UserFactory(email="reader@example.org")


def proposal(given, **kwargs):
    """A draft about a university that would be taken as it is."""
    content_type = ContentType.objects.get_for_model(University)
    values = {"content_type": content_type, "object_id": given.university.pk, "name": "KTH", "author": reader()}
    return Proposal(**{**values, "university": given.university, "created_at": MOMENTS["first_moment"], **kwargs})


def item(given, **kwargs):
    """A change of a column, of the proposal that is there or of a new one."""
    owner = Proposal.objects.first()
    if owner is None:
        owner = proposal(given)
        owner.save()
    values = {"operation": "change", "model": "members.university", "row": "1", "column": "city_en", "risk": "own"}
    return Item(proposal=owner, **{**values, **kwargs})


def answer(given, **kwargs):
    change = Item.objects.first()
    if change is None:
        change = item(given)
        change.save()
    return Answer(item=change, university=given.university, **kwargs)


def _facts(model, **values):
    """Return what is said of one part of an object, the same each time."""
    kind = ContentType.objects.get_for_model(Programme)
    values = values or {"changed_at": MOMENTS["first_moment"]}
    return model(content_type=kind, object_id=1, scope="dates", fingerprint="x", **values)


def _said(given):
    return _facts(Confirmation, university=given.university, at=MOMENTS["first_moment"], channel="link")


REFUSED = {
    "user_email_is_lower_case": (None, lambda _: User(email="Ada@Example.org")),
    "proposal_is_sent_at_a_moment": (None, lambda given: proposal(given, state="submitted")),
    "proposal_one_draft": (lambda given: proposal(given).save(), proposal),
    "item_once": (lambda given: item(given).save(), lambda _: item(None)),
    "item_rejected_with_reason": (None, lambda given: item(given, state="rejected")),
    "item_change_has_column": (None, lambda given: item(given, column="")),
    "answer_once": (lambda given: answer(given).save(), answer),
    "answer_objected_with_comment": (None, lambda given: answer(given, state="objected")),
    "upload_is_file_or_picture": (
        None,
        lambda given: Upload(university=given.university, uploaded_by=reader(), uploaded_at=MOMENTS["first_moment"]),
    ),
    "factgroup_once": (lambda _: _facts(FactGroup).save(), lambda _: _facts(FactGroup)),
    "confirmation_once": (lambda given: _said(given).save(), _said),
    "network_is_one_row": (None, lambda _: Network(id=2, name="Second")),
    "networkfigure_kind_once": (
        lambda _: NetworkFigureFactory(kind="students"),
        lambda _: NetworkFigure(network_id=1, kind="students", value=1),
    ),
    "article_slug_is_well_formed": (None, lambda _: Article(slug="A b")),
    "article_expires_after_it_appears": (
        None,
        lambda _: Article(slug="a", published_at=MOMENTS["last_moment"], expires_at=MOMENTS["first_moment"]),
    ),
    "document_slug_is_well_formed": (None, lambda _: Document(slug="A b", kind="report", size=1)),
    "document_does_not_replace_itself": (
        None,
        lambda _: Document(pk=77, slug="a", kind="report", size=1, replaces_id=77),
    ),
    "event_slug_is_well_formed": (None, lambda _: Event(slug="A b", starts_on=DAY, **MOMENTS)),
    "event_days_in_order": (None, lambda _: Event(slug="a", starts_on=NEXT_DAY, ends_on=DAY, **MOMENTS)),
    "event_starts_before_end": (
        None,
        lambda _: Event(
            slug="a", starts_on=DAY, first_moment=MOMENTS["last_moment"], last_moment=MOMENTS["first_moment"]
        ),
    ),
    "page_slug_is_well_formed": (None, lambda _: Page(slug="A b", path="a")),
    "page_is_not_part_of_itself": (
        lambda _: FirstPageFactory(),
        lambda _: Page(pk=77, slug="a", path="a", parent_id=77),
    ),
    "page_slug_once_among_siblings": (
        lambda _: PageFactory(slug="mission"),
        lambda _: Page(slug="mission", path="x", parent=FirstPageFactory()),
    ),
    "page_one_first_page": (lambda _: FirstPageFactory(), lambda _: Page(slug="a", path="a")),
    "university_slug_is_well_formed": (None, lambda _: University(slug="KTH Stockholm", hue=0)),
    "university_latitude_in_range": (None, lambda _: University(slug="a", hue=0, latitude=91, longitude=0)),
    "university_longitude_in_range": (None, lambda _: University(slug="a", hue=0, latitude=0, longitude=-181)),
    "university_coordinates_both_or_none": (None, lambda _: University(slug="a", hue=0, latitude=59)),
    "university_is_not_its_own_successor": (None, lambda _: University(pk=77, slug="a", hue=0, successor_id=77)),
    "membership_starts_before_end": (None, lambda _: Membership(category="full", valid_from=DAY, valid_to=DAY)),
    "membership_unknown_end_has_no_day": (
        None,
        lambda _: Membership(category="full", valid_to=DAY, ended_on_unknown_day=True),
    ),
    "membership_one_open_period": (
        lambda given: MembershipFactory(university=given.university, valid_from=DAY),
        lambda _: Membership(category="associate", valid_from=NEXT_DAY),
    ),
    "universityname_starts_before_end": (
        None,
        lambda _: UniversityName(kind="short", value="x", valid_from=NEXT_DAY, valid_to=DAY),
    ),
    "universityname_is_not_empty": (None, lambda _: UniversityName(kind="short", value="")),
    "universityname_language_is_a_tag": (
        None,
        lambda _: UniversityName(kind="short", value="x", language="Swedish!"),
    ),
    "universityname_official_has_language": (None, lambda _: UniversityName(kind="official", value="x")),
    "universityname_one_current": (
        lambda given: UniversityNameFactory(university=given.university, kind="official", language="sv"),
        lambda _: UniversityName(kind="official", language="sv", value="x"),
    ),
    "universityidentifier_starts_before_end": (
        None,
        lambda _: UniversityIdentifier(scheme="pic", value="999990946", valid_from=NEXT_DAY, valid_to=DAY),
    ),
    "universityidentifier_current_once": (
        lambda _: UniversityIdentifierFactory(scheme="pic", value="999990946"),
        lambda _: UniversityIdentifier(scheme="pic", value="999990946"),
    ),
    "universityidentifier_is_well_formed": (
        None,
        lambda _: UniversityIdentifier(scheme="erasmus", value="S STOCKHO04"),
    ),
    "universityfact_once_a_year": (
        lambda given: UniversityFactFactory(university=given.university, kind="students", reference_year=2023),
        lambda _: UniversityFact(kind="students", value=1, reference_year=2023),
    ),
    "universityfact_once_without_year": (
        lambda given: UniversityFactFactory(university=given.university, kind="students", reference_year=None),
        lambda _: UniversityFact(kind="students", value=1),
    ),
    "person_consent_is_documented": (None, lambda _: Person(given_name="A", family_name="L", has_consented=True)),
    "contact_starts_before_end": (
        None,
        lambda _: Contact(function="press", mailbox_email="a@example.org", valid_from=NEXT_DAY, valid_to=DAY),
    ),
    "contact_has_mailbox_or_person": (None, lambda _: Contact(function="press")),
    "contact_is_not_its_own_deputy": (
        None,
        lambda _: Contact(pk=77, function="press", mailbox_email="a@example.org", deputy_of_id=77),
    ),
    "contact_one_coordinator": (
        lambda given: ContactFactory(university=given.university, function="coordinator"),
        lambda _: Contact(function="coordinator", mailbox_email="b@example.org"),
    ),
    "affiliation_starts_before_end": (None, lambda _: affiliation(ends_at=MOMENTS["first_moment"])),
    "affiliation_role_is_known": (None, lambda _: affiliation(role="king")),
    "affiliation_one_open": (
        lambda given: AffiliationFactory(university=given.university, user__email="ada@kth.se"),
        lambda _: affiliation(user=User.objects.get(email="ada@kth.se")),
    ),
    "invitation_email_is_lower_case": (None, lambda _: invitation(email="Ada@kth.se")),
    "invitation_expires_after_creation": (None, lambda _: invitation(expires_at=MOMENTS["first_moment"])),
    "invitation_has_one_end": (
        None,
        lambda _: invitation(accepted_at=MOMENTS["first_moment"], revoked_at=MOMENTS["last_moment"]),
    ),
    "invitation_override_has_reason": (None, lambda _: invitation(domain_override_by=UserFactory())),
    "invitation_handover_has_moment": (None, lambda _: invitation(replaces=AffiliationFactory())),
    "invitation_role_is_known": (None, lambda _: invitation(role="king")),
    "invitation_token_once": (lambda _: InvitationFactory(token_digest="a"), lambda _: invitation()),
    "invitation_one_open": (
        lambda given: InvitationFactory(university=given.university, email="ada@kth.se"),
        lambda _: invitation(),
    ),
    "group_starts_before_end": (None, lambda _: Group(slug="a", valid_from=NEXT_DAY, valid_to=DAY)),
    "group_slug_is_well_formed": (None, lambda _: Group(slug="A b")),
    "group_unknown_end_has_no_day": (None, lambda _: Group(slug="a", valid_to=DAY, ended_on_unknown_day=True)),
    "group_temporary_has_end": (None, lambda _: Group(slug="a", is_temporary=True)),
    "group_is_not_part_of_itself": (None, lambda _: Group(pk=77, slug="a", parent_id=77)),
    "groupmembership_starts_before_end": (
        None,
        lambda _: GroupMembership(group=GroupFactory(), valid_from=NEXT_DAY, valid_to=DAY),
    ),
    "groupmembership_unknown_end_has_no_day": (
        None,
        lambda _: GroupMembership(group=GroupFactory(), valid_to=DAY, ended_on_unknown_day=True),
    ),
    "groupmembership_one_chair": (
        None,
        lambda _: GroupMembership(group=GroupMembershipFactory().group, function="chair", valid_from=NEXT_DAY),
    ),
    "groupmembership_once": (
        lambda given: GroupMembershipFactory(group__slug="a", university=given.university, function="member"),
        lambda _: GroupMembership(group=Group.objects.get(slug="a"), function="member"),
    ),
    "presidency_starts_before_end": (
        None,
        lambda given: Presidency(code="a", university=given.university, valid_from=NEXT_DAY, valid_to=DAY),
    ),
    "presidency_unknown_end_has_no_day": (
        None,
        lambda given: Presidency(code="a", university=given.university, valid_to=DAY, ended_on_unknown_day=True),
    ),
    "presidency_vacant_has_nobody": (None, lambda _: Presidency(code="a", is_vacant=True, president_name="Ada")),
    "presidency_is_somebodys": (None, lambda _: Presidency(code="a", valid_from=DAY, valid_to=NEXT_DAY)),
    "presidency_one_open": (
        lambda _: PresidencyFactory(),
        lambda given: Presidency(code="a", university=given.university, valid_from=DAY),
    ),
    "programme_slug_is_well_formed": (None, lambda _: Programme(slug="Photonics 1")),
    "programme_intakes_are_in_order": (
        None,
        lambda _: Programme(slug="a", first_intake_year=2020, last_intake_year=2019),
    ),
    "programme_is_not_its_own_successor": (None, lambda _: Programme(pk=77, slug="a", successor_id=77)),
    "programme_thesis_is_part_of_it": (
        None,
        lambda _: Programme(slug="a", ects_total=120, ects_tolerance=5, thesis_ects=126),
    ),
    "programme_joint_title_known_or_not": (
        None,
        lambda _: Programme(slug="a", joint_degree_title="Master", joint_degree_title_is_unknown=True),
    ),
    "programmepartner_once": (
        lambda given: PartnerFactory(programme=given.programme, university=given.university),
        partner,
    ),
    "programmepartner_external_once": (
        lambda given: PartnerFactory(programme=given.programme, external_name="DTU"),
        lambda given: partner(given, university=None, external_name="DTU", is_external=True),
    ),
    "programmepartner_one_coordinator": (
        lambda given: PartnerFactory(programme=given.programme, external_name="DTU", is_coordinator=True),
        lambda given: partner(given, is_coordinator=True),
    ),
    "programmepartner_is_one_university": (None, lambda given: partner(given, is_unnamed=True)),
    "programmepartner_title_known_or_not": (None, lambda given: partner(given, awarding="yes")),
    "programmepartner_associated_awards_none": (
        None,
        lambda given: partner(given, is_associated=True, awarding="unknown"),
    ),
    "programmepartner_starts_before_end": (
        None,
        lambda given: partner(given, agreement_from=DAY, agreement_to=DAY),
    ),
    "mobilitypath_code_once": (None, lambda given: MobilityPath(programme=given.programme, code=given.path.code)),
    "pathstep_order_once": (lambda given: StepFactory(path=given.path, order=1), lambda given: step(given, order=1)),
    "pathstep_order_from_one": (None, lambda given: step(given, order=0)),
    "intake_once_a_year": (None, lambda given: Intake(programme=given.programme, academic_year=2027)),
    "intake_once_without_year": (
        lambda given: IntakeFactory(programme=given.programme, academic_year=None),
        lambda given: Intake(programme=given.programme),
    ),
    "intake_starts_before_end": (
        None,
        lambda given: Intake(programme=given.programme, starts_on=DAY, ends_on=DAY),
    ),
    "intake_opens_before_start": (
        None,
        lambda given: Intake(programme=given.programme, opens_on=DAY, starts_on=DAY),
    ),
    "deadline_opens_before_it_closes": (None, lambda given: deadline(given, opens_on=NEXT_DAY)),
    "deadline_minute_has_time": (None, lambda given: deadline(given, closes_at=time(12, 0))),
    "deadline_round_from_one": (None, lambda given: deadline(given, round=0)),
    "deadline_only_scholarships_are_independent": (None, lambda given: deadline(given, is_independent=True)),
    "fee_is_not_negative": (None, lambda given: Fee(programme=given.programme, amount=-1, currency="EUR")),
    "fee_has_currency": (None, lambda given: Fee(programme=given.programme, amount=1, currency="eur")),
    "programmesubject_once": (
        lambda given: ProgrammeSubject.objects.create(programme=given.programme, code="0613"),
        lambda given: ProgrammeSubject(programme=given.programme, code="0613"),
    ),
    "programmesubject_is_detailed": (None, lambda given: ProgrammeSubject(programme=given.programme, code="06")),
    "teachinglanguage_once": (
        lambda given: language(given, university=given.university).save(),
        lambda given: language(given, university=given.university),
    ),
    "teachinglanguage_everywhere_once": (lambda given: language(given).save(), language),
    "teachinglanguage_is_a_tag": (None, lambda given: language(given, language="English")),
    "requirement_level_has_language": (
        None,
        lambda given: Requirement(programme=given.programme, kind="language", cefr="B2"),
    ),
    "requirement_amount_has_unit": (
        None,
        lambda given: Requirement(programme=given.programme, kind="subject", amount=30),
    ),
    "accreditation_starts_before_end": (
        None,
        lambda given: Accreditation(programme=given.programme, agency="ASIIN", valid_from=NEXT_DAY, valid_to=DAY),
    ),
    "frameworkagreement_starts_before_end": (
        None,
        lambda _: FrameworkAgreement(slug="a", valid_from=DAY, valid_to=DAY),
    ),
    "frameworkagreement_slug_is_well_formed": (None, lambda _: FrameworkAgreement(slug="A b")),
    "frameworkagreement_signed_before_it_holds": (
        None,
        lambda _: FrameworkAgreement(slug="a", signed_on=NEXT_DAY, valid_from=DAY),
    ),
    "frameworkagreement_unknown_end_has_no_day": (
        None,
        lambda _: FrameworkAgreement(slug="a", valid_to=DAY, ended_on_unknown_day=True),
    ),
    "frameworkagreement_does_not_supersede_itself": (
        None,
        lambda _: FrameworkAgreement(pk=77, slug="a", supersedes_id=77),
    ),
    "signature_starts_before_end": (None, lambda given: signature(given, valid_from=DAY, valid_to=DAY)),
    "signature_once_a_day": (
        lambda given: SignatureFactory(agreement=given.agreement, university=given.university, signed_on=DAY),
        lambda given: signature(given, signed_on=DAY),
    ),
    "signature_once_without_day": (
        lambda given: SignatureFactory(agreement=given.agreement, university=given.university),
        signature,
    ),
    "signature_external_once": (
        lambda given: SignatureFactory(agreement=given.agreement, university=None, external_name="DTU"),
        lambda given: signature(given, university=None, external_name="DTU", signed_on=DAY),
    ),
    "signature_is_of_one_university": (None, lambda given: signature(given, external_name="DTU")),
    "translatedobject_once": (lambda _: translated().save(), lambda _: translated(name="b")),
    "translatedobject_source_language_is_ours": (None, lambda _: translated(source_language="ru")),
    "sourcetext_has_fingerprint": (None, lambda _: SourceText(fingerprint="", text="A")),
    "translationunit_once": (
        lambda _: translation().save(),
        lambda _: TranslationUnit(
            **TranslationUnit.objects.values(
                "root_id", "content_type_id", "object_id", "field", "language", "state"
            ).get(object_id=77)
        ),
    ),
    "translationunit_language_is_ours": (None, lambda _: translation(language="ru")),
    "translationunit_state_is_known": (
        None,
        lambda _: translation(state="guessed", translation_fingerprint="b", source=source_text()),
    ),
    "translationunit_missing_has_no_text": (None, lambda _: translation(translation_fingerprint="b")),
    "translationunit_has_source": (None, lambda _: translation(state="current", translation_fingerprint="b")),
    "translationunit_same_is_the_same": (
        None,
        lambda _: translation(state="same", translation_fingerprint="b", source=source_text()),
    ),
    "signature_withdrawn_while_it_held": (
        None,
        lambda given: signature(given, signed_on=NEXT_DAY, withdrawn_on=DAY),
    ),
    "message_key_once": (
        lambda _: MessageFactory(key="a"),
        lambda _: Message(name="sample", to="ada@example.org", language="en", key="a"),
    ),
    "message_state_is_known": (None, lambda _: Message(language="en", state="lost")),
    "message_language_is_ours": (None, lambda _: Message(language="ru")),
    "message_sent_has_moment": (None, lambda _: Message(language="en", state="sent")),
    "notice_once": (
        lambda _: Notice.objects.create(user=UserFactory(), kind="sample", key="a"),
        lambda _: Notice(user=User.objects.get(), kind="sample", key="a"),
    ),
}


@pytest.fixture
def given():
    programme = ProgrammeFactory()
    return Given(
        university=UniversityFactory(),
        programme=programme,
        path=PathFactory(programme=programme),
        intake=IntakeFactory(programme=programme, academic_year=2027),
        agreement=AgreementFactory(),
    )


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses_a_row_that_breaks(name, given):
    before, broken = REFUSED[name]
    if before:
        before(given)
    row = broken(given)
    if row._meta.app_label == "members" and hasattr(row, "university_id") and not isinstance(row, Presidency):
        row.university = given.university
    rows = type(row).objects.count()
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        type(row).objects.bulk_create([row])
    assert type(row).objects.count() == rows
    if connection.vendor == "postgresql" or "CHECK" in str(caught.value):
        assert name in str(caught.value)


def test_every_named_constraint_of_ours_has_a_row_that_it_refuses():
    ours = ("members", "network", "pages", "accounts", "programmes", "news", "translations", "mail", "review")
    names = {
        constraint.name
        for model in apps.get_models()
        if model._meta.app_label in ours
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint | UniqueConstraint)
    }
    assert names == set(REFUSED)


@pytest.mark.parametrize(
    ("kind", "language"),
    [("official", "fi"), ("short", "sv"), ("former", "sv")],
)
def test_names_of_another_kind_or_language_stand_beside_each_other(kind, language):
    university = UniversityFactory()
    UniversityNameFactory(university=university, kind="official", language="sv")
    UniversityNameFactory(university=university, kind="former", language="sv")
    UniversityNameFactory(university=university, kind=kind, language=language)
    assert university.names.count() == 3


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has no exclusion constraint: clean() holds the rule"
)
def test_postgresql_refuses_overlapping_periods_that_pass_by_every_form():
    university = UniversityFactory()
    MembershipFactory(university=university, valid_from=date(1990, 1, 1), valid_to=date(2000, 1, 1))
    overlapping = Membership(
        university=university, category="full", valid_from=date(1999, 12, 31), valid_to=date(2001, 1, 1)
    )
    with transaction.atomic():
        Membership.objects.bulk_create([overlapping])
        with pytest.raises(IntegrityError, match="membership_no_overlap"), transaction.atomic():
            connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
        overlapping.delete()
