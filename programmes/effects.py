"""What a proposed change does to the deadlines and partners of a programme: told to reviewers before they decide."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from cluster_portal.review.registry import Effect
from programmes.models import Programme


@dataclass(frozen=True)
class _Deadline:
    label: str
    closes_on: date
    has_year: bool
    is_open: bool

    @property
    def words(self):
        return {"label": self.label, "day": self.day}

    @property
    def day(self):
        return date_format(self.closes_on, "DATE_FORMAT" if self.has_year else "MONTH_DAY_FORMAT")


def _look(_subject, programme):
    """Return ({key: _Deadline}, {key: name of a partner}) of a programme, None of anything else."""
    if not isinstance(programme, Programme):
        return None
    now = timezone.now()
    deadlines = {
        each.pk: _Deadline(
            each.get_purpose_display(), each.closes_on, each.terms.has_year, each.standing(now).state.is_open
        )
        for each in programme.deadlines.select_related("intake").order_by("closes_on", "pk")
    }
    partners = programme.partners.select_related("university").prefetch_related("university__names")
    names = {each.pk: str(each.university.name) if each.university else each.external_name for each in partners}
    return deadlines, names


def _tell(before, after):
    if after is None:
        return
    old_deadlines, old_partners = before or ({}, {})
    deadlines, partners = after
    yield from _of_deadlines(old_deadlines, deadlines)
    for name in (name for key, name in partners.items() if key not in old_partners):
        yield gettext("A partner is added: %(name)s.") % {"name": name}
    for name in (name for key, name in old_partners.items() if key not in partners):
        yield gettext("A partner is removed: %(name)s.") % {"name": name}


def _of_deadlines(before, after):
    for key, deadline in after.items():
        old = before.get(key)
        if old is None:
            yield gettext("A deadline is added: %(label)s, %(day)s.") % deadline.words
        elif old.closes_on != deadline.closes_on:
            words = {**deadline.words, "old": old.day}
            yield gettext("A deadline moves: %(label)s, from %(old)s to %(day)s.") % words
        if deadline.is_open and not (old and old.is_open):
            yield gettext("This deadline opens: %(label)s, %(day)s.") % deadline.words
        elif old and old.is_open and not deadline.is_open:
            yield gettext("This deadline is no longer open: %(label)s, %(day)s.") % deadline.words
    for deadline in (each for key, each in before.items() if key not in after):
        yield gettext("A deadline is removed: %(label)s, %(day)s.") % deadline.words


DATES_AND_PARTNERS = Effect(_look, _tell)
