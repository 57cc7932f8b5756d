"""The ways through a programme: their steps, places, credits and the degrees to which they lead."""

from collections import defaultdict

from django.utils.translation import gettext_lazy as _

from programmes.rules.broken import Broken, sentence
from programmes.rules.partners import may_award
from programmes.rules.rows import no_partner
from programmes.vocabulary import Awarding, Kind

DIPLOMAS_OF_DUAL = _("Diplomas to which the path %(path)s leads: %(found)d. In a dual degree they are exactly two.")
DIPLOMAS_OF_MULTIPLE = _("Diplomas to which the path %(path)s leads: %(found)d. In a multiple degree they are three.")


def steps_are_counted_without_gaps(tree, on):
    for path in tree.paths:
        for expected, step in enumerate(tree.steps_of(path), start=1):
            if step.order != expected:
                message = sentence(
                    _("The steps of the path %(path)s are counted 1, 2, 3 …: here %(expected)d is expected."),
                    path=path.code,
                    expected=expected,
                )
                yield Broken("steps_in_order", message, step, "order")
                break


def steps_are_at_partners(tree, on):
    for step in tree.steps:
        if not step.university_id:
            continue
        partner = tree.partner_at(step.university_id)
        if partner is None:
            yield Broken("not_a_partner", no_partner(tree, step.university_id), step, "university")
        elif partner.is_associated:
            message = sentence(
                _("%(university)s is an associated partner without a degree: no step can be taken there."),
                university=tree.name_of(step.university_id),
            )
            yield Broken("step_at_associated", message, step, "university")


def published_paths_have_steps(tree, on):
    for path in tree.paths:
        if tree.is_public and not tree.steps_of(path):
            message = sentence(_("The path %(path)s has no steps."), path=path.code)
            yield Broken("path_without_steps", message, path, "code")


def credits_add_up(tree, on):
    """The credits of the compulsory steps make up the total, where all of them are known."""
    programme = tree.programme
    if programme.ects_total is None:
        return
    for path in tree.paths:
        compulsory = [step for step in tree.steps_of(path) if step.is_compulsory]
        if not compulsory or any(step.ects is None for step in compulsory):
            continue
        found = sum(step.ects for step in compulsory)
        if abs(found - programme.ects_total) > (programme.ects_tolerance or 0):
            message = sentence(
                _(
                    "The compulsory steps of the path %(path)s add up to %(found)d ECTS credits; the programme has "
                    "%(total)d."
                ),
                path=path.code,
                found=found,
                total=programme.ects_total,
            )
            yield Broken("ects_total", message, compulsory[-1], "ects")


def each_partner_gives_its_least_credits(tree, on):
    """At each university of a path there are as many credits as the programme asks for, where all are known."""
    least = tree.programme.ects_min_per_partner
    if least is None:
        return
    for path in tree.paths:
        stays = {}
        for step in tree.steps_of(path):
            if step.is_compulsory and step.university_id:
                stays.setdefault(step.university_id, []).append(step)
        for university, steps in stays.items():
            if any(step.ects is None for step in steps):
                continue
            found = sum(step.ects for step in steps)
            if found < least:
                message = sentence(
                    _(
                        "On the path %(path)s there are %(found)d ECTS credits at %(university)s; the programme asks "
                        "for at least %(least)d at each partner."
                    ),
                    path=path.code,
                    found=found,
                    university=tree.name_of(university),
                    least=least,
                )
                yield Broken("ects_per_partner", message, steps[-1], "ects")


def places_of(tree, path):
    """Return the universities of the compulsory steps of a path, as primary keys, each once and in their order.

    The home is one of them where the path is for students of one university only. None where a place is not known.
    """
    steps = [step for step in tree.steps_of(path) if step.is_compulsory]
    if not steps or any(step.university_id is None for step in steps):
        return None
    places = dict.fromkeys([tree.home_of(path), *(step.university_id for step in steps)])
    return [place for place in places if place is not None]


def home_is_not_host(tree, on):
    """A path to a degree visits two places, and an exchange leads away from home."""
    awards_degrees = Kind(tree.programme.kind).awards_degrees
    for path in tree.paths:
        places = places_of(tree, path)
        if places is not None and len(places) == 1 and (awards_degrees or tree.home_of(path)):
            message = sentence(
                _("The path %(path)s never leaves %(university)s: home and host are different universities."),
                path=path.code,
                university=tree.name_of(places[0]),
            )
            yield Broken("home_is_host", message, tree.steps_of(path)[-1], "university")


def countries_differ_where_they_must(tree, on):
    if not tree.programme.forbids_same_country:
        return
    for path in tree.paths:
        seen = defaultdict(set)
        if home := tree.universities.get(tree.home_of(path)):
            seen[home.country.code].add(home.pk)
        for step in tree.steps_of(path):
            university = tree.universities.get(step.university_id)
            if university is None or not university.country:
                continue
            seen[university.country.code].add(university.pk)
            if len(seen[university.country.code]) > 1:
                message = sentence(
                    _("The path %(path)s visits two universities of one country, which this programme does not allow."),
                    path=path.code,
                )
                yield Broken("same_country", message, step, "university")
                break


def paths_lead_to_their_degrees(tree, on):
    """Each path whose places are all known leads to two diplomas of a dual degree, to three or more of a multiple."""
    kind = tree.programme.kind
    if not tree.is_public or kind not in {Kind.DUAL, Kind.COTUTELLE, Kind.MULTIPLE}:
        return
    for path in tree.paths:
        places = places_of(tree, path)
        partners = [tree.partner_at(place) for place in places or []]
        if places is None or None in partners or len(places) < 2:
            continue  # said elsewhere
        certain = sum(partner.awarding == Awarding.YES for partner in partners)
        possible = sum(may_award(partner) for partner in partners)
        if kind == Kind.MULTIPLE:
            is_kept, message = possible >= 3, DIPLOMAS_OF_MULTIPLE
        else:
            is_kept, message = certain <= 2 <= possible, DIPLOMAS_OF_DUAL
        if not is_kept:
            filled = sentence(message, path=path.code, found=certain if certain > 2 else possible)
            yield Broken("diplomas_of_path", filled, path, "code")


RULES = [
    steps_are_counted_without_gaps,
    steps_are_at_partners,
    published_paths_have_steps,
    credits_add_up,
    each_partner_gives_its_least_credits,
    home_is_not_host,
    countries_differ_where_they_must,
    paths_lead_to_their_degrees,
]
