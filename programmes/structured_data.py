"""Programmes in the vocabulary of schema.org (release 30): only properties that its types have.

Level and language of instruction have no property on EducationalOccupationalProgram: the level stands on each
credential, the language is left to the page. One credential for each diploma, as each has one awarding university.
"""

from django.urls import reverse

from cluster_portal.core.languages import text_of
from cluster_portal.core.structured_data import without_gaps
from programmes.vocabulary import Awarding, Certainty, Kind, Level, Purpose

MODES = {"full-time": "full-time", "part-time": "part-time", "on-site": "onsite", "online": "online",
         "blended": "blended"}  # fmt: skip


def programme_data(page, address):
    """Return the EducationalOccupationalProgram of a `ProgrammePage`; `address` makes an address of a path.

    The deadline is the next firm one that is open at the moment of the page, and left out where there is none.
    """
    programme = page.programme
    opening, closing = _open_deadline(page)
    return without_gaps(
        {
            "@type": "EducationalOccupationalProgram",
            "@id": address(reverse("programme_by_id", args=[programme.uuid])),
            "name": text_of(programme, "title").value,
            "alternateName": programme.acronym,
            "description": text_of(programme, "summary").value,
            "url": address(programme.get_absolute_url()),
            "sameAs": [programme.website] if programme.website else [],
            "provider": [_university(partner, address) for partner in page.current_partners if not partner.is_unnamed],
            "educationalCredentialAwarded": _credentials(page, address),
            "numberOfCredits": programme.ects_total,
            "timeToComplete": f"P{programme.duration_months}M" if programme.duration_months else None,
            "programPrerequisites": [
                text_of(requirement, "text").value for requirement in page.requirements if text_of(requirement, "text")
            ],
            "educationalProgramMode": [MODES[mode] for mode in (programme.mode, programme.delivery) if mode],
            "applicationStartDate": opening.isoformat() if opening else None,
            "applicationDeadline": closing.isoformat() if closing else None,
            "offers": [_offer(fee) for fee in page.fees if fee.amount or fee.currency],
        }
    )


def _university(partner, address):
    if not partner.university_id:
        return {"@type": "CollegeOrUniversity", "name": partner.external_name}
    university = partner.university
    return {
        "@type": "CollegeOrUniversity",
        "@id": address(reverse("university_by_id", args=[university.uuid])),
        "name": university.name.value,
    }


def _credentials(page, address):
    if page.kind == Kind.JOINT and page.programme.joint_degree_title:
        return [_credential(page, page.programme.joint_degree_title, None)]
    return [
        _credential(page, partner.degree_title, _university(partner, address))
        for partner in page.current_partners
        if partner.awarding == Awarding.YES and not partner.is_unnamed
    ]


def _credential(page, title, university):
    level = Level(page.programme.level)
    return without_gaps(
        {
            "@type": "EducationalOccupationalCredential",
            "name": title,
            "credentialCategory": "degree",
            "educationalLevel": f"EQF {level.eqf}" if level.eqf else None,
            "recognizedBy": university,
        }
    )


def _open_deadline(page):
    """Return (opening, last day) of the firm application deadline that is open and closes next, else two Nones."""
    found = [
        (one.deadline.closes_on, one.deadline.opens_on or one.deadline.intake.opens_on)
        for year in page.years
        for one in year.deadlines
        if one.standing.state.is_open
        and one.deadline.certainty == Certainty.FIRM
        and one.deadline.purpose in Purpose.for_getting_in()
    ]
    closing, opening = min(found, key=lambda pair: pair[0], default=(None, None))
    return opening, closing


def _offer(fee):
    return without_gaps(
        {
            "@type": "Offer",
            "price": f"{fee.amount:.2f}",
            "priceCurrency": fee.currency,
            "category": fee.get_kind_display(),
        }
    )
