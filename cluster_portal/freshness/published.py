"""What the portal publishes of a university, in short: for the mail and the page that ask whether it is right.

Nothing that is not public anyway, and no names of people: contacts stand there by function, with the mailbox.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.core.countries import country_name
from cluster_portal.core.dates import long_date
from cluster_portal.core.languages import text_of
from cluster_portal.review.freshness import Confirmable, confirmables
from members.freshness import CONTACTS, PROFILE
from members.models import Contact, University
from programmes.models import Deadline, Programme, ProgrammePartner
from programmes.vocabulary import IntakeState, Purpose
from programmes.wording import deadline_words


@dataclass
class Entry:
    """One thing that is asked about: its name, what stands on its page, and when it was last confirmed."""

    confirmable: Confirmable
    path: str
    lines: list = field(default_factory=list)  # [(label or "", words)], a `Text` where it may be in another language

    @property
    def label(self):
        return self.confirmable.label

    @property
    def last(self):
        """When it was last confirmed, in words."""
        last = self.confirmable.last_confirmed_at
        if last is None:
            return _("Not yet confirmed by you as it stands now.")
        return _("Last confirmed by you on %(date)s.") % {"date": long_date(timezone.localtime(last))}


def published_of(university, at):
    """Return the entries about a university (primary key) in the active language: 19 queries whatever there is."""
    day = timezone.localdate(at)
    asked = confirmables(university, day)
    if not asked:
        return []
    shown = University.objects.with_texts("city", "summary", "website").prefetch_related("names").get(pk=university)
    lines = {PROFILE: _profile(shown), CONTACTS: _contacts(shown, day)}
    programmes = _programmes([each.instance for each in asked if each.scope not in lines], day, at)
    return [
        Entry(
            each,
            shown.get_absolute_url() if each.scope in lines else each.instance.get_absolute_url(),
            lines[each.scope] if each.scope in lines else programmes[each.instance.pk],
        )
        for each in asked
    ]


def _profile(university):
    place = ", ".join(filter(None, (str(text_of(university, "city")), country_name(university.country))))
    found = [
        (_("Name"), university.name),
        (_("Place"), place),
        (_("Website"), str(text_of(university, "website"))),
        (_("Summary"), text_of(university, "summary")),
    ]
    return [(label, words or _("not known")) for label, words in found]


def _contacts(university, day):
    rows = Contact.objects.filter(university=university).public(day)
    found = [
        (row.get_function_display(), ", ".join(filter(None, (str(text_of(row, "mailbox_name")), row.mailbox_email))))
        for row in rows
    ]
    if not found:
        return [("", _("No contact of this university is published."))]
    return [(label, words or _("a person, without a mailbox")) for label, words in found]


def _programmes(programmes, day, at):
    """Return {programme: lines} of programmes: who takes part, how it stands, and by when one applies next."""
    keys = [programme.pk for programme in programmes]
    partners = defaultdict(list)
    rows = ProgrammePartner.objects.filter(programme__in=keys).taking_part(day).order_by("position", "pk")
    for row in rows.prefetch_related("university__names"):
        partners[row.programme_id].append(row.university.short_name if row.university_id else row.external_name)
    coming = _next_deadlines(keys, at)
    return {
        programme.pk: [
            (_("Partners"), ", ".join(filter(None, partners[programme.pk]))),
            (_("Status"), programme.get_status_display()),
            (_("Next deadline"), _next(programme, coming)),
        ]
        for programme in Programme.objects.filter(pk__in=keys).only("status")
    }


def _next(programme, coming):
    if not programme.takes_applications:
        return _("No applications are taken.")
    return coming.get(programme.pk) or _("Dates not yet confirmed")


def _next_deadlines(programmes, at):
    rows = Deadline.objects.filter(programme__in=programmes, purpose__in=Purpose.for_getting_in(), last_moment__gte=at)
    rows = rows.exclude(intake__state=IntakeState.CANCELLED).select_related("intake").order_by("-last_moment", "-pk")
    # The next one comes last, and so it stays.
    return {row.programme_id: deadline_words(row.standing(at), row.time_zone) for row in rows}
