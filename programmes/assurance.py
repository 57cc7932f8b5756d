"""What the page of a programme says of its truth: who confirmed which part and when, or whose word it is."""

from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.core.dates import long_date
from cluster_portal.core.moments import months_later
from cluster_portal.review.confirmations import Standing
from cluster_portal.review.freshness import INTERVALS, Mark, due_after
from cluster_portal.review.models import Channel
from programmes.facts import Scope
from programmes.freshness import PROGRAMME

# Which parts stand in which section of the page.
SECTIONS = {
    "diplomas": (Scope.PARTNERS, Scope.STUDY),
    "path": (Scope.PATHS, Scope.STUDY),
    "costs": (Scope.FEES,),
    "dates": (Scope.DATES,),
    "partners": (Scope.PARTNERS,),
}
NAMES = 4  # more than these are not named but counted: a consortium of twenty would fill the screen


def marks_of(standings, names):
    """Return {section: Mark}, from {scope: Standing} and the names of the universities by primary key, in order."""
    return {
        section: mark_of(_together([standings.get(scope, Standing(missing=set(names))) for scope in scopes]), names)
        for section, scopes in SECTIONS.items()
    }


def _together(standings):
    """Return one `Standing` of several: whoever confirmed all of them, each at the moment of the first."""
    everybody = set.intersection(*(set(each.confirmed) for each in standings))
    latest = max((each for each in standings if each.stated_at), key=lambda each: each.stated_at, default=Standing())
    return Standing(
        stated_by=latest.stated_by,
        stated_at=latest.stated_at,
        confirmed={
            key: min((each.confirmed[key] for each in standings), key=lambda given: given.at) for key in everybody
        },
        missing=set().union(*(each.missing for each in standings)),
    )


def mark_of(standing, names):
    """Return the `Mark` of one `Standing`."""
    confirmed = {key: standing.confirmed[key] for key in names if key in standing.confirmed}
    missing = [names[key] for key in names if key in standing.missing]
    if confirmed and not missing:
        return Mark("confirmed", _confirmed(confirmed, names))
    speaker = standing.stated_by if standing.stated_by in names else None
    if not confirmed and speaker is None:
        return Mark("unconfirmed", _("Not yet confirmed by its universities"))
    said = set(confirmed) or {speaker}
    missing = [names[key] for key in names if key in standing.missing and key not in said]
    if not missing:  # whoever stated it has not confirmed it, and there is nobody else
        return Mark("stated", _("Stated by %(university)s") % {"university": names[speaker]})
    if len(missing) > NAMES or len(confirmed) > NAMES:
        counts = {"count": len(said), "total": len(names)}
        return Mark("stated", _("Confirmed by %(count)s of its %(total)s universities") % counts)
    sentence = _("Confirmed by %(universities)s; not yet confirmed by %(missing)s")
    if said == {speaker}:
        sentence = _("Stated by %(universities)s; not yet confirmed by %(missing)s")
    shown = [_named(names[key], confirmed.get(key)) for key in names if key in said]
    return Mark("stated", sentence % {"universities": _listed(shown), "missing": _listed(missing)})


def _confirmed(confirmed, names):
    days = sorted(timezone.localdate(each.at) for each in confirmed.values())
    who = _listed([_named(names[key], each) for key, each in confirmed.items()])
    if len(confirmed) > NAMES:
        who = _("all %(count)s universities") % {"count": len(confirmed)}
    if days[0] == days[-1]:
        return _("Confirmed by %(universities)s on %(date)s") % {"universities": who, "date": long_date(days[0])}
    between = {"universities": who, "first": long_date(days[0]), "last": long_date(days[-1])}
    return _("Confirmed by %(universities)s between %(first)s and %(last)s") % between


def _named(name, confirmation):
    if confirmation is not None and confirmation.channel == Channel.STAFF:
        return _("%(university)s (network staff, for the university)") % {"university": name}
    return name


def _listed(names):
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


@dataclass(frozen=True)
class Assurance:
    """When a programme was last confirmed: all of it by all of its universities, or something of it by one of them."""

    whole_on: date | None = None
    last_on: date | None = None
    is_overdue: bool = False

    @property
    def words(self):
        """The sentence at the foot of the page."""
        if self.is_overdue:
            return _("Not confirmed since %(date)s") % {"date": long_date(self.last_on)}
        if self.whole_on:
            return _("Confirmed by its universities on %(date)s") % {"date": long_date(self.whole_on)}
        if self.last_on:
            return _("Confirmed in part by its universities, last on %(date)s") % {"date": long_date(self.last_on)}
        return _("Not yet confirmed by its universities")


def assurance_of(standings, confirmed_on, day, *, is_asked=True):
    """Return the `Assurance` of {scope: Standing}; `confirmed_on` is the day that staff or a data file gives.

    Of what nobody `is_asked` about any more, nothing is overdue.
    """
    found = _assurance(standings, confirmed_on, day)
    return found if is_asked else replace(found, is_overdue=False)


def _assurance(standings, confirmed_on, day):
    given = [each for standing in standings.values() for each in standing.confirmed.values()]
    if not given:
        return _on_day(confirmed_on, day) if confirmed_on else Assurance()
    last = max(each.at for each in given)
    is_whole = all(standing.is_confirmed for standing in standings.values())
    whole = min(each.at for each in given) if is_whole else None
    return Assurance(
        whole and timezone.localdate(whole),
        timezone.localdate(whole or last),
        due_after(whole or last, PROGRAMME) < day,
    )


def _on_day(confirmed_on, day):
    return Assurance(confirmed_on, confirmed_on, months_later(confirmed_on, INTERVALS[PROGRAMME]) < day)
