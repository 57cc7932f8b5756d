"""What the page of a programme is made of: paths, intakes, and whom to ask, each with what belongs to it."""

from dataclasses import dataclass
from datetime import date

from members.models import University
from programmes.deadlines import Standing
from programmes.models import Deadline, Intake, MobilityPath


@dataclass(frozen=True)
class Change:
    """One public change: when, and what, in words."""

    at: object
    areas: list


@dataclass(frozen=True)
class Accredited:
    """One decision of an agency."""

    agency: str
    url: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True)
class Way:
    """One path with its steps, the universities to whose students it is restricted, and the diplomas it leads to."""

    path: MobilityPath
    steps: list
    homes: list
    diplomas: list

    @property
    def first(self):
        """Where one begins: the home of those whom it is for, else the place of the first step."""
        return self.homes[0] if len(self.homes) == 1 else self.steps[0].university

    @property
    def last(self):
        """Where one finishes; None where the place is chosen later."""
        return self.steps[-1].university

    @property
    def names_of_homes(self):
        return ", ".join(home.short_name for home in self.homes)

    @property
    def anchor(self):
        return f"path-{self.path.code}"


@dataclass(frozen=True)
class Dated:
    """One deadline and what it means at the moment of the page."""

    deadline: Deadline
    standing: Standing


@dataclass(frozen=True)
class Year:
    """One intake with its deadlines in the order of time."""

    intake: Intake
    deadlines: list


@dataclass(frozen=True)
class Asked:
    """Whom to ask at one partner: contacts with the person who may be shown, else only the university's own pages."""

    university: University
    contacts: list
