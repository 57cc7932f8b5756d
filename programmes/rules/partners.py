"""Who takes part: how many, who coordinates, who awards which degree, and whether they belong to the network."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from programmes.rules.broken import Broken, sentence
from programmes.vocabulary import Awarding, Kind

LEAST_AWARDING = {Kind.DUAL: 2, Kind.COTUTELLE: 2, Kind.JOINT: 2, Kind.MULTIPLE: 3}

TOO_FEW_AWARDING = {
    Kind.DUAL: _("A dual degree needs two partners that award a degree, or of which that is not known."),
    Kind.COTUTELLE: _("A cotutelle needs two partners that award a degree, or of which that is not known."),
    Kind.JOINT: _("A joint degree needs two partners that award it, or of which that is not known."),
    Kind.MULTIPLE: _("A multiple degree needs three partners that award a degree, or of which that is not known."),
}


def may_award(partner):
    """Tell whether a partner awards a degree, or may do so as far as is known."""
    return not partner.is_associated and partner.awarding != Awarding.NO


def are_enough(partners, least):
    """Tell whether there are so many partners; a row of partners that no source names stands for one or more."""
    named = [partner for partner in partners if not partner.is_unnamed]
    return len(named) >= least or (bool(named) and len(named) < len(partners))


def two_partners_teach(tree, on):
    teaching = [partner for partner in tree.partners if not partner.is_associated]
    if tree.is_public and not are_enough(teaching, 2):
        yield Broken(
            "two_partners",
            _("A published programme has at least two partners. Associated ones do not count."),
            tree.programme,
        )


def one_partner_coordinates(tree, on):
    coordinators = [partner for partner in tree.partners if partner.is_coordinator]
    unknown = tree.programme.coordinator_is_unknown
    for further in coordinators[1:]:
        yield Broken("one_coordinator", _("A programme has one coordinator."), further, "is_coordinator")
    if coordinators and unknown:
        message = sentence(
            _("%(university)s is given as the coordinator: untick “coordinator not known”."),
            university=tree.name_of_partner(coordinators[0]),
        )
        yield Broken("coordinator_is_known", message, tree.programme, "coordinator_is_unknown")
    if tree.is_public and not coordinators and not unknown:
        yield Broken(
            "no_coordinator",
            _("Say which partner coordinates, or tick that it is not known."),
            tree.programme,
            "coordinator_is_unknown",
        )


def enough_partners_award(tree, on):
    kind = tree.programme.kind
    if not tree.is_public or kind not in LEAST_AWARDING:
        return
    if not are_enough([partner for partner in tree.partners if may_award(partner)], LEAST_AWARDING[kind]):
        yield Broken("too_few_awarding", TOO_FEW_AWARDING[kind], tree.programme, "kind")


def exchange_leads_to_no_degree(tree, on):
    if tree.programme.kind != Kind.EXCHANGE:
        return
    for partner in tree.partners:
        if partner.awarding == Awarding.YES:
            yield Broken(
                "exchange_awards_none", _("Nobody awards a degree in an exchange package."), partner, "awarding"
            )


def joint_degree_has_one_title(tree, on):
    programme = tree.programme
    has_title = bool(programme.joint_degree_title)
    if programme.kind == Kind.JOINT:
        if tree.is_public and not has_title and not programme.joint_degree_title_is_unknown:
            yield Broken(
                "no_joint_title",
                _("A joint degree needs its common title, or the tick that the wording is not known."),
                programme,
                "joint_degree_title",
            )
        return
    message = _("Only a joint degree has a common title: elsewhere the title of a degree stands with its partner.")
    if has_title:
        yield Broken("joint_title_elsewhere", message, programme, "joint_degree_title")
    elif programme.joint_degree_title_is_unknown:
        yield Broken("joint_title_elsewhere", message, programme, "joint_degree_title_is_unknown")


def partners_belong_or_are_marked(tree, on):
    """Each partner is a member today, was one when an intake began, or is marked as no member.

    Suspended and unconfirmed members belong as well: what their state means for students is said elsewhere.
    """
    for partner in tree.partners:
        university = tree.universities.get(partner.university_id)
        if partner.is_external or university is None or _has_belonged(university, tree, on):
            continue
        message = sentence(
            _("%(university)s is no member, and was none at an intake: tick “not a member”."), university=university
        )
        yield Broken("not_a_member", message, partner, "is_external")


def _has_belonged(university, tree, on):
    days = [on, *(intake.starts_on for intake in tree.intakes if intake.starts_on and intake.academic_year)]
    years = {tree.programme.first_intake_year, tree.programme.last_intake_year} - {None}
    return any(
        any(period.is_valid_on(day) for day in days) or any(_touches(period, year) for year in years)
        for period in university.memberships.all()
    )


def _touches(period, year):
    """Tell whether a period covers a day of the year; one that ended on an unknown day covers none."""
    if period.ended_on_unknown_day:
        return False
    begins_in_time = period.valid_from is None or period.valid_from <= date(year, 12, 31)
    return begins_in_time and (period.valid_to is None or period.valid_to > date(year, 1, 1))


RULES = [
    two_partners_teach,
    one_partner_coordinates,
    enough_partners_award,
    exchange_leads_to_no_degree,
    joint_degree_has_one_title,
    partners_belong_or_are_marked,
]
