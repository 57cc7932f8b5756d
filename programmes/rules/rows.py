"""What a row of a programme names belongs to that programme."""

from django.utils.translation import gettext_lazy as _

from programmes.rules.broken import Broken, sentence
from programmes.rules.tree import belongs


def universities_are_partners(tree, on):
    """Whom a deadline, a fee, a requirement, a language or the home of a path names is a partner."""
    rows = [*tree.deadlines, *tree.fees, *tree.requirements, *tree.languages]
    named = [(row, "university", row.university_id) for row in rows if row.university_id]
    named += [(path, "home_universities", university) for path, university in tree.homes]
    for row, field, university in named:
        if not tree.partner_at(university):
            yield Broken("not_a_partner", no_partner(tree, university), row, field)


def no_partner(tree, university_id):
    """Return the sentence that a university is no partner."""
    return sentence(_("%(university)s is no partner of this programme."), university=tree.name_of(university_id))


def parents_are_of_the_programme(tree, on):
    """The path of a step, deadline, fee or requirement is one of the programme, and so is the intake of a deadline."""
    limited = [row for row in [*tree.deadlines, *tree.fees, *tree.requirements] if row.path_id or row.path]
    for row in [*tree.steps, *limited]:
        if not any(belongs(row, "path", path) for path in tree.paths):
            yield Broken("other_path", _("This path does not belong to the programme."), row, "path")
    for row in tree.deadlines:
        if not any(belongs(row, "intake", intake) for intake in tree.intakes):
            yield Broken("other_intake", _("This intake does not belong to the programme."), row, "intake")


RULES = [universities_are_partners, parents_are_of_the_programme]
