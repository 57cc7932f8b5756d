"""A path as a line of stays: how long each is, and in which semesters."""

from dataclasses import dataclass

from programmes.models import PathStep
from programmes.wording import MONTHS_OF_A_SEMESTER

UNKNOWN_LENGTH = 2  # semesters that a stay of unknown length is drawn with
LONGEST = 8  # semesters that a stay is drawn with at most: the style sheet knows as many widths


@dataclass(frozen=True)
class Stay:
    """One step as it is drawn. `first` and `last` are its semesters, None where earlier lengths are not known."""

    step: PathStep
    width: int  # in semesters, 1 to LONGEST
    first: int | None
    last: int | None

    @property
    def is_one_semester(self):
        return self.first == self.last

    @property
    def has_unknown_length(self):
        return self.step.months is None


def stays_of(way):
    """Return the stays of a path in their order. Semesters are numbered as long as all before are whole ones."""
    stays, passed = [], 0
    for step in way.steps:
        semesters, rest = divmod(step.months, MONTHS_OF_A_SEMESTER) if step.months else (0, 1)
        is_whole = passed is not None and semesters and not rest
        stays.append(
            Stay(
                step,
                min(max(semesters + bool(rest), 1), LONGEST) if step.months else UNKNOWN_LENGTH,
                passed + 1 if is_whole else None,
                passed + semesters if is_whole else None,
            )
        )
        passed = passed + semesters if is_whole else None
    # A path for students of one university is time abroad: it does not begin with their first semester.
    if way.homes:
        return [Stay(stay.step, stay.width, None, None) for stay in stays]
    return stays


def length_of(way):
    """Return the months of a whole path, None where a stay's length is not known."""
    months = [step.months for step in way.steps]
    return None if None in months else sum(months)
