"""What a record of `programmes.json` means, as rows: partners, paths, dates, fees and conditions."""

from datetime import date

from cluster_portal.core.languages import CODES, text_columns
from cluster_portal.core.validity import Precision
from cluster_portal.loading.columns import texts
from cluster_portal.loading.rows import Row
from programmes.models.intake import USUAL_YEAR
from programmes.vocabulary import (
    ApplicantGroup,
    Awarding,
    Certainty,
    DeadlinePrecision,
    FeeKind,
    FeePer,
    Kind,
    RequirementKind,
    StepKind,
)

MONTHS = 6  # of a semester


class Reading:
    """A record with what its rows refer to: universities and agreements by slug, phrases by language."""

    def __init__(self, record, universities, phrases):
        self.record, self.universities, self.phrases = record, universities, phrases

    def university(self, slug):
        return self.universities.get(slug)

    def source(self, field):
        return self.record.sources.get(field, "")

    def phrase(self, text, column):
        """Return the language columns of a short text of a row; the translations are found by the English words."""
        columns = {f"{column}_{code}": self.phrases.get(code, {}).get(text) for code in CODES} if text else {}
        return {**dict.fromkeys(text_columns(column)), **columns, f"{column}_en": text or None}


def partner_rows(reading):
    record = reading.record
    begins, ends = year_begins(record.get("start_year")), year_ends(record.get("end_year"))
    entries, exits = _ends_of_paths(record)
    rows = []
    for position, partner in enumerate(record.values["partners"]):
        slug, title = partner.get("university"), partner.get("degree") or ""
        awards = partner.get("awards", Awarding.UNKNOWN)
        rows.append(
            Row(
                "partners",
                {
                    "university": reading.university(slug),
                    "external_name": partner.get("external") or "",
                    "is_unnamed": partner.get("is_unnamed", False),
                },
                {
                    "position": position,
                    "external_country": partner.get("country") or "",
                    "is_external": "external" in partner or partner.get("is_external", False),
                    "is_coordinator": partner.get("is_coordinator", False),
                    "is_entry": slug in entries,
                    "is_exit": slug in exits,
                    "awarding": awards,
                    "degree_title": title,
                    "degree_title_language": partner.get("degree_language") or "",
                    "degree_title_is_unknown": awards == Awarding.YES and not title,
                    "agreement_from": begins,
                    "agreement_from_precision": Precision.YEAR if begins else "",
                    "agreement_to": ends,
                    "agreement_to_precision": Precision.YEAR if ends else "",
                    "source": reading.source("partners"),
                    **reading.phrase(partner.get("note"), "diploma_note"),
                },
            )
        )
    return rows


def year_begins(year):
    """Return the first day of what began in a year, None where that is not known."""
    return date(year, 1, 1) if year else None


def year_ends(year):
    """Return the first day on which what held to the end of a year no longer holds."""
    return date(year + 1, 1, 1) if year else None


def _ends_of_paths(record):
    """Return the slugs of the universities where one can begin, and where one can finish."""
    entries, exits = set(), set()
    for path in record.get("paths", ()):
        entries |= set(path.get("students_of", ())) or {path["steps"][0].get("university")}
        exits.add(path["steps"][-1].get("university"))
    return entries - {None}, exits - {None}


def subject_rows(reading):
    return [
        Row("isced_f", {"code": code}, {"position": position})
        for position, code in enumerate(reading.record.get("isced_f", ()))
    ]


def language_rows(reading):
    return [Row("languages", {"language": tag, "university": None}, {}) for tag in reading.record.get("languages", ())]


def path_rows(reading):
    return [
        Row("paths", {"code": path["code"]}, {"position": position})
        for position, path in enumerate(reading.record.get("paths", ()))
    ]


def step_rows(reading, paths):
    """Return the rows of the steps; `paths` are the stored paths by code."""
    return [
        Row(
            "paths",
            {"path": paths[path["code"]], "order": order},
            {
                "university": reading.university(step.get("university")),
                "kind": step.get("kind", StepKind.COURSEWORK),
                "months": step.get("months"),
                "ects": step.get("ects"),
                **reading.phrase(step.get("place"), "place"),
                **reading.phrase(step.get("note"), "note"),
            },
        )
        for path in reading.record.get("paths", ())
        for order, step in enumerate(path["steps"], start=1)
    ]


def intake_rows(reading):
    return [
        Row("dates", {"academic_year": dates.get("academic_year")}, {"source": reading.source("dates")})
        for dates in reading.record.get("dates", ())
    ]


def deadline_rows(reading, intakes):
    """Return the rows of the deadlines; `intakes` are the stored intakes by academic year."""
    rows = []
    for dates in reading.record.get("dates", ()):
        year = dates.get("academic_year")
        for deadline in dates["deadlines"]:
            university = reading.university(deadline.get("university"))
            closes, opens = day_of(deadline["closes"]), day_of(deadline.get("opens"))
            if opens and opens > closes and year is None:
                opens = opens.replace(year=USUAL_YEAR - 1)  # a window over the turn of the year
            rows.append(
                Row(
                    "dates",
                    {
                        "intake": intakes[year],
                        "purpose": deadline["purpose"],
                        "applicant_group": deadline.get("group", ApplicantGroup.ALL),
                        "university": university,
                        "authority": deadline.get("office", ""),
                        "round": deadline.get("round", 1),
                        "note_en": deadline.get("note"),
                    },
                    {
                        "closes_on": closes,
                        "opens_on": opens,
                        "time_zone": deadline.get("time_zone") or (university.time_zone if university else ""),
                        "precision": DeadlinePrecision.DAY,
                        "certainty": Certainty.FIRM if year else Certainty.EXPECTED,
                        "is_independent": deadline.get("is_independent", False),
                        "source": reading.source("dates"),
                        **reading.phrase(deadline.get("note"), "note"),
                    },
                )
            )
    return rows


def day_of(text):
    """Return the date of "2027-01-15", of "01-15" the day of every year, None of nothing."""
    if not text:
        return None
    return date.fromisoformat(text if len(text) > 5 else f"{USUAL_YEAR}-{text}")


def fee_rows(reading):
    return [
        Row(
            "fees",
            {
                "kind": fee.get("kind", FeeKind.TUITION),
                "applicant_group": fee.get("group", ApplicantGroup.ALL),
                "university": reading.university(fee.get("university")),
                "charged_by": fee.get("charged_by", ""),
                "academic_year": fee.get("academic_year"),
            },
            {
                "amount": fee["amount"],
                "currency": fee.get("currency", ""),
                "per": fee.get("per", FeePer.YEAR),
                "source": reading.source("fees"),
            },
        )
        for fee in reading.record.get("fees", ())
    ]


def requirement_rows(reading):
    record = reading.record
    rows = [
        Row(
            "requirements",
            {"position": position},
            {
                "kind": requirement["kind"],
                "language": requirement.get("language", ""),
                "cefr": requirement.get("cefr", ""),
                "amount": requirement.get("amount"),
                "unit": requirement.get("unit", ""),
                "source": reading.source("requirements"),
                **dict.fromkeys(text_columns("text")),
            },
        )
        for position, requirement in enumerate(record.get("requirements", ()))
    ]
    if record.get("eligibility"):
        values = {
            "kind": RequirementKind.OTHER,
            "language": "",
            "cefr": "",
            "amount": None,
            "unit": "",
            "source": reading.source("eligibility"),
        }
        rows.append(Row("eligibility", {"position": len(rows)}, {**values, **texts(record, "eligibility", "text")}))
    return rows


def has_unknown_joint_title(record):
    return record.values["kind"] == Kind.JOINT and not record.get("joint_degree")
