"""One line of the table of what was measured."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One line of the table: what was measured, as it is to be read, and whether it is within its budget."""

    what: str
    measured: str
    budget: str = ""
    is_kept: bool = True

    def __str__(self):
        mark = "" if not self.budget else "  ok" if self.is_kept else "  TOO MUCH"
        return f"{self.what:<52}{self.measured:>22}{self.budget:>14}{mark}"
