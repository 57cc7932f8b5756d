from datetime import date

import pytest
from django.core.exceptions import ValidationError

from programmes.models import FrameworkAgreement, Signature
from programmes.rules import broken_agreement_rules
from programmes.vocabulary import AgreementKind, Level
from tests.factories.programmes import AgreementFactory, SignatureFactory

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 25)


def broken(agreement):
    return [(one.code, one.field) for one in broken_agreement_rules(agreement, list(agreement.signatures.all()))]


def signed(**kwargs):
    agreement = AgreementFactory(**kwargs)
    SignatureFactory(agreement=agreement)
    SignatureFactory(agreement=agreement, university=None, external_name="DTU")
    return agreement


def errors_of(instance):
    with pytest.raises(ValidationError) as caught:
        instance.full_clean()
    return {field: [error.code for error in errors] for field, errors in caught.value.error_dict.items()}


# Rules ---------------------------------------------------------------------------------------------------------------


def test_a_published_agreement_has_two_signatories():
    agreement = AgreementFactory()
    SignatureFactory()  # under another
    SignatureFactory(agreement=agreement)
    assert broken(agreement) == [("two_signatories", None)]
    SignatureFactory(agreement=agreement, university=None, external_name="DTU")
    assert broken(agreement) == []


def test_one_university_that_signed_twice_is_one_signatory():
    agreement = AgreementFactory()
    first = SignatureFactory(agreement=agreement, signed_on=date(2010, 1, 1))
    SignatureFactory(agreement=agreement, university=first.university, signed_on=date(2020, 1, 1))
    assert broken(agreement) == [("two_signatories", None)]


def test_a_draft_may_have_no_signatory():
    assert broken(AgreementFactory(publication="draft")) == []


@pytest.mark.parametrize("kind", AgreementKind.values)
def test_an_agreement_under_which_one_may_run_dual_degrees_covers_a_level(kind):
    agreement = signed(kind=kind, covers_master=False)
    assert broken(agreement) == ([("no_level", "kind")] if kind in AgreementKind.covering() else [])
    agreement.covers_doctorate = True
    assert broken(agreement) == []


@pytest.mark.parametrize(
    ("withdrawn_on", "is_kept"),
    [
        (date(2019, 12, 31), False),
        (date(2020, 1, 1), True),
        (date(2025, 1, 1), True),
        (date(2025, 1, 2), False),
    ],
)
def test_a_signature_is_withdrawn_while_the_agreement_holds(withdrawn_on, is_kept):
    agreement = signed(valid_from=date(2020, 1, 1), valid_to=date(2025, 1, 1))
    agreement.signatures.filter(external_name="DTU").update(withdrawn_on=withdrawn_on)
    assert broken(agreement) == ([] if is_kept else [("withdrawn_outside", "withdrawn_on")])


def test_an_agreement_without_dates_holds_whenever_a_signature_is_withdrawn():
    agreement = signed()
    agreement.signatures.update(withdrawn_on=DAY)
    assert broken(agreement) == []


def test_rules_look_at_what_is_not_stored_yet(django_assert_num_queries):
    agreement = FrameworkAgreement(kind="bilateral", publication="published", valid_from=DAY)
    signature = Signature(agreement=agreement, external_name="DTU", withdrawn_on=date(2026, 11, 24))
    with django_assert_num_queries(0):
        found = [(one.code, one.row, one.field) for one in broken_agreement_rules(agreement, [signature])]
    assert found == [
        ("no_level", agreement, "kind"),
        ("two_signatories", agreement, None),
        ("withdrawn_outside", signature, "withdrawn_on"),
    ]


# The model -----------------------------------------------------------------------------------------------------------


def test_it_needs_a_title_in_its_source_language():
    assert errors_of(AgreementFactory(title_en="", title_fr="Accord")) == {"title_en": ["required"]}
    AgreementFactory(title_en="", title_fr="Accord", source_language="fr").full_clean()


def test_an_end_comes_after_the_start():
    agreement = AgreementFactory.build(valid_from=DAY, valid_to=DAY)
    assert errors_of(agreement)["valid_to"] == ["ends_first"]


def test_it_is_signed_before_it_holds_or_retroactive():
    agreement = AgreementFactory.build(signed_on=DAY, valid_from=date(2026, 11, 24))
    with pytest.raises(ValidationError, match="tick “retroactive”"):
        agreement.full_clean()
    agreement.is_retroactive = True
    agreement.full_clean()


def test_agreements_do_not_supersede_each_other_in_a_circle():
    first = AgreementFactory()
    second = AgreementFactory(supersedes=first)
    third = AgreementFactory(supersedes=second)
    third.full_clean()
    first.supersedes = third
    assert errors_of(first) == {"supersedes": ["circle"]}
    first.supersedes = second
    assert errors_of(first) == {"supersedes": ["circle"]}


def test_a_new_agreement_may_supersede_a_long_chain():
    newest = AgreementFactory(supersedes=AgreementFactory(supersedes=AgreementFactory()))
    AgreementFactory.build(supersedes=newest).full_clean()


def test_an_agreement_does_not_supersede_itself():
    agreement = AgreementFactory()
    agreement.supersedes = agreement
    assert errors_of(agreement)["supersedes"] == ["circle"]


def test_its_levels_are_those_that_are_ticked():
    assert AgreementFactory(covers_bachelor=True, covers_master=False, covers_doctorate=True).levels == [
        Level.BACHELOR,
        Level.DOCTORATE,
    ]


def test_its_old_addresses_lead_on():
    agreement = AgreementFactory(slug="old")
    agreement.slug = "new"
    agreement.save()
    assert [former.slug for former in agreement.former_slugs.all()] == ["old"]
    assert errors_of(AgreementFactory.build(slug="old"))["slug"] == ["slug_reserved"]


@pytest.mark.parametrize(
    ("kwargs", "on", "holds"),
    [
        ({}, DAY, True),
        ({"valid_from": DAY}, date(2026, 11, 24), False),
        ({"valid_from": DAY}, DAY, True),
        ({"valid_to": DAY}, date(2026, 11, 24), True),
        ({"valid_to": DAY}, DAY, False),
        ({"ended_on_unknown_day": True}, DAY, False),
    ],
)
def test_it_holds_from_its_first_day_until_its_end(kwargs, on, holds):
    agreement = AgreementFactory(**kwargs)
    assert agreement.is_valid_on(on) is holds
    assert FrameworkAgreement.objects.on(on).filter(pk=agreement.pk).exists() is holds


@pytest.mark.parametrize(
    ("kwargs", "on", "holds"),
    [
        ({}, DAY, True),
        ({"valid_to": DAY}, DAY, False),
        ({"withdrawn_on": DAY}, date(2026, 11, 24), True),
        ({"withdrawn_on": DAY}, DAY, False),
    ],
)
def test_a_signature_holds_until_it_is_withdrawn(kwargs, on, holds):
    signature = SignatureFactory(**kwargs)
    assert signature.holds_on(on) is holds
    assert Signature.objects.on(on).filter(pk=signature.pk).exists() is holds


def test_a_signature_is_called_by_its_signatory():
    assert str(SignatureFactory(university__slug="kth")) == "kth"
    assert str(SignatureFactory(university=None, external_name="DTU")) == "DTU"
