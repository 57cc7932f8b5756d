"""What a page of a full member should have and may yet lack: soft rules, which mark a page and never block saving.

Each rule is a function of a day that returns the database condition of a university that keeps it, so the same words
serve one object and a list without a query for each row. Only published full members are held to them.
"""

from datetime import datetime, time

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.languages import CODES, ENGLISH
from cluster_portal.core.publishing import Publication
from cluster_portal.core.validity import today
from members.identifiers import Scheme
from members.models import Affiliation, Contact, University, UniversityIdentifier, UniversityName
from members.models.membership import Standing

ENOUGH_PEOPLE = 2  # one may fall ill or leave


def _in_some_language(field):
    condition = Q(pk__in=[])
    for code in CODES:
        condition |= Q(**{f"{field}_{code}__gt": ""})
    return condition


def _named_in_english(on):
    kinds = [UniversityName.Kind.OFFICIAL, UniversityName.Kind.TRANSLATION]
    return Q(Exists(UniversityName.objects.on(on).filter(university=OuterRef("pk"), language=ENGLISH, kind__in=kinds)))


def _has_country(on):
    return ~Q(country="")


def _has_city(on):
    return _in_some_language("city")


def _has_website(on):
    return _in_some_language("website")


def _has_logo(on):
    return Q(logo__isnull=False)


def _has_reachable_contact(on):
    reachable = Contact.objects.on(on).filter(university=OuterRef("pk"), visibility=Contact.Visibility.PUBLIC)
    consenting = Q(person__has_consented=True) & (Q(person__left_on__isnull=True) | Q(person__left_on__gt=on))
    by_person = consenting & (Q(person__email__gt="") | Q(person__phone__gt=""))
    return Q(Exists(reachable.filter(Q(mailbox_email__gt="") | Q(phone__gt="") | by_person)))


def _has_identifier(on):
    schemes = [Scheme.ROR, Scheme.ERASMUS]
    return Q(Exists(UniversityIdentifier.objects.on(on).filter(university=OuterRef("pk"), scheme__in=schemes)))


def _has_two_people(on):
    # Today is now: whoever lost the rights this morning does not count. Another day is its beginning.
    moment = timezone.now() if on == today() else timezone.make_aware(datetime.combine(on, time.min))
    able = Affiliation.objects.able_to_act(moment).filter(university=OuterRef("pk")).order_by().values("university")
    return Q(Exists(able.annotate(people=Count("pk")).filter(people__gte=ENOUGH_PEOPLE)))


# Code: (what is said where the rule is not kept, the rule).
RULES = {
    "english_name": (_("There is no name in English."), _named_in_english),
    "country": (_("There is no country."), _has_country),
    "city": (_("There is no city."), _has_city),
    "website": (_("There is no website."), _has_website),
    "logo": (_("There is no logo: the page shows a monogram."), _has_logo),
    "contact": (_("There is no contact that the public can reach."), _has_reachable_contact),
    "identifier": (_("There is neither a ROR identifier nor an Erasmus code."), _has_identifier),
    "people": (_("Fewer than two people are able to act for it."), _has_two_people),
}


def lacking(code, on=None):
    """Return the condition of a published full member that does not keep the rule.

    For querysets that carry `UniversityQuerySet.with_standing`.
    """
    _message, keeps = RULES[code]
    return Q(publication=Publication.PUBLISHED, standing_rank=Standing.FULL.rank) & ~keeps(on or today())


def with_notice_count(universities, on=None):
    """Annotate `notice_count`: how many rules each university does not keep. Needs `with_standing`."""
    count = Value(0)
    for code in RULES:
        count = count + Case(When(lacking(code, on), then=Value(1)), default=Value(0), output_field=IntegerField())
    return universities.annotate(notice_count=count)


def notices(university, on=None):
    """Return what a stored university lacks, in words: one query."""
    checks = {
        f"lacks_{code}": Case(When(lacking(code, on), then=Value(1)), default=Value(0), output_field=IntegerField())
        for code in RULES
    }
    row = University.objects.filter(pk=university.pk).with_standing(on).annotate(**checks).values(*checks).first() or {}
    return [message for code, (message, _keeps) in RULES.items() if row.get(f"lacks_{code}")]
