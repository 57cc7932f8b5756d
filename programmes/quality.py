"""What published programmes and agreements should have and may yet lack: soft rules, which never block saving.

Each rule is a function of a day that returns the database condition of a row that *lacks* something, so the same words
serve one object and a list without a query for each row. What nobody knows and an editor has ticked as "not known" is
lacking as well: it is published, said on the page, and asked for here (docs/decisions/0009). A closed programme is held
to nothing.
"""

from django.db.models import Case, Exists, F, IntegerField, Max, Min, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.languages import CODES
from cluster_portal.core.moments import months_later
from cluster_portal.core.publishing import Publication
from cluster_portal.core.validity import today
from members.models import Membership
from programmes.models import (
    Deadline,
    Fee,
    FrameworkAgreement,
    Intake,
    LearningOutcome,
    PathStep,
    Programme,
    ProgrammePartner,
    ProgrammeSubject,
    Signature,
    TeachingLanguage,
)
from programmes.vocabulary import AgreementState, Awarding, Certainty, IntakeState, Kind, Status

CYCLE_MONTH = 9  # from September on, one asks for the intake of the next year
EXPIRY_MONTHS = (3, 6, 12)  # how long before its end an agreement is pointed out


def current_cycle(day):
    """Return the academic year into which one applies on a day: 2027 stands for 2027/28."""
    return day.year + (day.month >= CYCLE_MONTH)


# Programmes ----------------------------------------------------------------------------------------------------------


def _has(model, *conditions, **lookups):
    return Q(Exists(model.objects.filter(*conditions, programme=OuterRef("pk"), **lookups)))


def _is_from_one_country(on):
    """All countries that are known are one, and there is no partner of which the country is not known."""
    country = Coalesce(NullIf("university__country", Value("")), NullIf("external_country", Value("")))
    several = (
        ProgrammePartner.objects.filter(programme=OuterRef("pk"))
        .annotate(country_shown=country)
        .values("programme")
        .annotate(first=Min("country_shown"), last=Max("country_shown"))
        .filter(first__lt=F("last"))
    )
    unknown = Q(university__country="") | Q(university__isnull=True, external_country="")
    return _has(ProgrammePartner) & ~Q(Exists(several)) & ~_has(ProgrammePartner, unknown)


def _has_too_few_partners_today(on):
    """Fewer than two take part on the day; a row of partners that nobody named stands for several."""
    partners = ProgrammePartner.objects.taking_part(on).filter(is_associated=False)
    second = partners.filter(programme=OuterRef("programme"), pk__gt=OuterRef("pk"))
    return ~Q(Exists(partners.filter(Exists(second), programme=OuterRef("pk"))))


def _has_entry_without_path(on):
    starts = PathStep.objects.filter(programme=OuterRef("programme"), order=1)
    at_partner = starts.filter(university=OuterRef("university"))
    anywhere = starts.filter(university__isnull=True)
    return _has(ProgrammePartner, ~Exists(at_partner), ~Exists(anywhere), is_entry=True, university__isnull=False)


def _has_no_current_intake(on):
    current = Q(academic_year__gte=current_cycle(on)) & ~Q(state=IntakeState.CANCELLED)
    return Q(status__in=Status.reachable()) & ~_has(Intake, current)


def _has_partner_outside_agreement(on):
    signatures = Signature.objects.on(on).filter(agreement=OuterRef("programme__agreement"))
    signed = Exists(signatures.filter(university=OuterRef("university"))) | Exists(
        signatures.filter(external_name=OuterRef("external_name"), university__isnull=True)
    )
    partners = ProgrammePartner.objects.taking_part(on).filter(programme=OuterRef("pk"))
    partners = partners.filter(~signed, is_associated=False, is_unnamed=False)
    return Q(agreement__isnull=False, status__in=Status.reachable()) & Q(Exists(partners))


def _has_degree_without_wording(on):
    return Q(joint_degree_title_is_unknown=True) | _has(ProgrammePartner, degree_title_is_unknown=True)


def _has_unknown_coordinator(on):
    return Q(coordinator_is_unknown=True)


def _has_unnamed_partner(on):
    return _has(ProgrammePartner, is_unnamed=True)


def _has_unknown_awarding(on):
    return ~Q(kind=Kind.EXCHANGE) & _has(ProgrammePartner, awarding=Awarding.UNKNOWN)


def _is_not_confirmed(on):
    return Q(status=Status.UNCONFIRMED) | Q(confirmed_on__isnull=True)


def _lacks_ects(on):
    return Q(ects_total__isnull=True)


def _lacks_duration(on):
    return Q(duration_months__isnull=True)


def _lacks_extra_time(on):
    return ~Q(kind=Kind.EXCHANGE) & Q(extra_months__isnull=True)


def _lacks_outcomes(on):
    return ~_has(LearningOutcome)


def _lacks_subject(on):
    return ~_has(ProgrammeSubject)


def _lacks_language(on):
    return ~_has(TeachingLanguage)


def _lacks_fees(on):
    return ~_has(Fee)


def _lacks_summary(on):
    written = Q(pk__in=[])
    for code in CODES:
        written |= Q(**{"source_language": code, f"summary_{code}__gt": ""})
    return ~written


def _has_step_without_credits(on):
    return _has(PathStep, is_compulsory=True, ects__isnull=True)


def _has_step_without_place(on):
    """The place is chosen later: it is neither a university nor one of the external partners, by its name."""
    named = Q(pk__in=[])
    for code in CODES:
        named |= Q(external_name=OuterRef(f"place_{code}"))
    external = ProgrammePartner.objects.filter(named, programme=OuterRef("programme")).exclude(external_name="")
    return _has(PathStep, ~Exists(external), university__isnull=True)


def _has_expected_date_that_is_over(on):
    """One of this academic year or the last: those before are history, which nobody will confirm any more."""
    running = Q(status__in=Status.reachable())
    over = Q(closes_on__lt=on, certainty=Certainty.EXPECTED, intake__academic_year__gte=current_cycle(on) - 1)
    return running & _has(Deadline, over & ~Q(intake__state=IntakeState.CANCELLED))


def _has_agreement_that_expires(on):
    return Q(agreement__valid_to__gt=on, agreement__valid_to__lte=months_later(on, 12))


def _has_agreement_that_is_over(on):
    return Q(agreement__valid_to__lte=on) | Q(agreement__ended_on_unknown_day=True)


# Code: (what is said where something is lacking, the condition of a programme that lacks it).
RULES = {
    "partners": (_("Fewer than two partners take part today."), _has_too_few_partners_today),
    "countries": (_("All partners are in one country."), _is_from_one_country),
    "unnamed_partner": (_("There are partners that no source names."), _has_unnamed_partner),
    "coordinator": (_("It is not known which partner coordinates."), _has_unknown_coordinator),
    "awarding": (_("It is not known whether each partner awards a degree."), _has_unknown_awarding),
    "degree_title": (_("The wording of a degree is not known."), _has_degree_without_wording),
    "confirmation": (_("Its universities have not confirmed this entry."), _is_not_confirmed),
    "summary": (_("There is no summary in the source language."), _lacks_summary),
    "subject": (_("There is no subject."), _lacks_subject),
    "language": (_("There is no language of instruction."), _lacks_language),
    "outcome": (_("There is no learning outcome."), _lacks_outcomes),
    "ects": (_("The number of ECTS credits is not known."), _lacks_ects),
    "duration": (_("The duration is not known."), _lacks_duration),
    "extra_time": (_("It is not known how much longer than a single degree it takes."), _lacks_extra_time),
    "entry": (_("No path begins at one of the first universities."), _has_entry_without_path),
    "step_place": (_("The place of a step is not chosen."), _has_step_without_place),
    "step_ects": (_("The credits of a step are not known."), _has_step_without_credits),
    "intake": (_("Dates not yet confirmed: there is no intake for the coming academic year."), _has_no_current_intake),
    "expected_date": (_("An expected date is over and was never confirmed."), _has_expected_date_that_is_over),
    "fee": (_("There is nothing on fees."), _lacks_fees),
    "signatory": (_("A partner has no signature in force under the agreement."), _has_partner_outside_agreement),
    "agreement_expiring": (_("The agreement ends within twelve months."), _has_agreement_that_expires),
    "agreement_over": (_("The agreement has ended, but the programme is not closed."), _has_agreement_that_is_over),
}


# Agreements ----------------------------------------------------------------------------------------------------------


def _has_signatory_that_was_no_member(on):
    """A university signed on a known day on which it belonged in no way; associates may sign."""
    periods = Membership.objects.on(OuterRef("signed_on")).filter(university=OuterRef("university"))
    signatures = Signature.objects.filter(agreement=OuterRef("pk"), university__isnull=False, signed_on__isnull=False)
    return Q(Exists(signatures.filter(~Exists(periods))))


def _has_inferred_signature(on):
    return Q(Exists(Signature.objects.filter(agreement=OuterRef("pk"), is_inferred=True)))


def _agreement_is_not_confirmed(on):
    return Q(state=AgreementState.UNCONFIRMED) | Q(confirmed_on__isnull=True)


def _expires_within(months):
    """Return the rule on an end within so many months, but not within the next smaller number."""
    nearer = max((fewer for fewer in EXPIRY_MONTHS if fewer < months), default=0)

    def expires(on):
        return Q(valid_to__gt=months_later(on, nearer), valid_to__lte=months_later(on, months))

    return expires


AGREEMENT_RULES = {
    "signatory_no_member": (_("A university was no member when it signed."), _has_signatory_that_was_no_member),
    "inferred": (_("A signature is inferred: nobody has seen it."), _has_inferred_signature),
    "agreement_confirmation": (_("Its universities have not confirmed this entry."), _agreement_is_not_confirmed),
    "expires_3": (_("It ends within three months."), _expires_within(3)),
    "expires_6": (_("It ends within six months."), _expires_within(6)),
    "expires_12": (_("It ends within twelve months."), _expires_within(12)),
}


# What others ask -----------------------------------------------------------------------------------------------------

HELD = {
    Programme: (RULES, Q(publication=Publication.PUBLISHED) & ~Q(status=Status.CLOSED)),
    FrameworkAgreement: (AGREEMENT_RULES, Q(publication=Publication.PUBLISHED)),
}


def lacking(code, on=None, model=Programme):
    """Return the condition of a published programme, or agreement, that the notice of this code is about."""
    rules, held = HELD[model]
    _message, lacks = rules[code]
    return held & lacks(on or today())


def _one_where(code, on, model):
    return Case(When(lacking(code, on, model), then=Value(1)), default=Value(0), output_field=IntegerField())


def with_notice_count(queryset, on=None):
    """Annotate `notice_count`: how many notices there are about each programme, or agreement."""
    rules, _held = HELD[queryset.model]
    count = Value(0)
    for code in rules:
        count = count + _one_where(code, on, queryset.model)
    return queryset.annotate(notice_count=count)


def notices(instance, on=None):
    """Return what a stored programme, or agreement, lacks, in words: one query."""
    model = type(instance)
    rules, _held = HELD[model]
    checks = {f"lacks_{code}": _one_where(code, on, model) for code in rules}
    row = model.objects.filter(pk=instance.pk).annotate(**checks).values(*checks).first() or {}
    return [message for code, (message, _lacks) in rules.items() if row.get(f"lacks_{code}")]
