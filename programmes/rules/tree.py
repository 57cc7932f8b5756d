from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from cluster_portal.core.publishing import Publication
from members.models import University
from programmes.models import FrameworkAgreement, Programme


@dataclass
class Tree:
    """A programme with all its rows, stored or about to be stored: what the rules look at, without asking a database.

    The rows are model instances, each joined to its parent by the object or by its primary key: `step.path`,
    `deadline.intake`, `fee.path`. `homes` holds the choices of `MobilityPath.home_universities`, which an unsaved path
    cannot hold itself, as pairs of a path and the primary key of a university.
    """

    programme: Programme
    partners: list = field(default_factory=list)
    paths: list = field(default_factory=list)
    homes: list = field(default_factory=list)
    steps: list = field(default_factory=list)
    intakes: list = field(default_factory=list)
    deadlines: list = field(default_factory=list)
    fees: list = field(default_factory=list)
    requirements: list = field(default_factory=list)
    languages: list = field(default_factory=list)
    agreement: FrameworkAgreement | None = None
    universities: dict = field(default_factory=dict)  # by primary key, with their names and memberships loaded

    @classmethod
    def of(cls, programme):
        """Load the tree of a stored programme: at most 13 queries."""
        paths = {path.pk: path for path in programme.paths.all()}
        homes = programme.paths.filter(home_universities__isnull=False).values_list("pk", "home_universities")
        return cls.of_rows(
            programme,
            partners=list(programme.partners.all()),
            paths=list(paths.values()),
            homes=[(paths[path], university) for path, university in homes],
            steps=list(programme.steps.order_by("path__position", "path", "order")),
            intakes=list(programme.intakes.all()),
            deadlines=list(programme.deadlines.all()),
            fees=list(programme.fees.all()),
            requirements=list(programme.requirements.all()),
            languages=list(programme.languages.all()),
        )

    @classmethod
    def of_rows(cls, programme, **rows):
        """Return the tree of these rows, with the universities that they name loaded: four queries at most.

        Rows that are to be deleted are left out by the caller. The agreement is that of the programme. Steps and
        deadlines are joined to the paths and intakes of the tree.
        """
        tree = cls(programme, agreement=programme.agreement, **rows)
        _join(tree.steps, "path", tree.paths)
        _join(tree.deadlines, "intake", tree.intakes)
        universities = University.objects.only("slug", "country", "source_language")
        tree.universities = universities.prefetch_related("names", "memberships").in_bulk(tree.university_keys())
        return tree

    def university_keys(self):
        """Return the primary keys of the universities that any row names."""
        rows = [*self.partners, *self.steps, *self.deadlines, *self.fees, *self.requirements, *self.languages]
        keys = {row.university_id for row in rows} | {university for _path, university in self.homes}
        return keys - {None}

    @property
    def is_public(self):
        """Whether the programme is, or is about to be, published."""
        return self.programme.publication == Publication.PUBLISHED

    def partner_at(self, university_id):
        """Return the partner of a university, None where it is none."""
        return next((one for one in self.partners if one.university_id == university_id), None)

    def steps_of(self, path):
        """Return the steps of a path in their order."""
        return sorted((step for step in self.steps if belongs(step, "path", path)), key=lambda step: step.order)

    def deadlines_of(self, intake):
        """Return the deadlines of an intake."""
        return [deadline for deadline in self.deadlines if belongs(deadline, "intake", intake)]

    def homes_of(self, path):
        """Return the primary keys of the universities to whose students a path is restricted."""
        return [university for one, university in self.homes if one is path or (one.pk and one.pk == path.pk)]

    def home_of(self, path):
        """Return the primary key of the university for whose students alone a path is; None where they are several."""
        homes = self.homes_of(path)
        return homes[0] if len(homes) == 1 else None

    def name_of(self, university_id):
        """Return what a message calls a university: the object, whose name is read in the language of the reader."""
        return self.universities.get(university_id) or _("a university that does not exist")

    def name_of_partner(self, partner):
        """Return what a message calls a partner."""
        if partner.university_id:
            return self.name_of(partner.university_id)
        return partner.external_name or _("a partner that is not named")


def belongs(row, name, parent):
    """Tell whether the foreign key `name` of a row leads to the parent, without a query."""
    key = getattr(row, f"{name}_id")
    return getattr(row, name, None) is parent if key is None else key == parent.pk


def _join(rows, name, parents):
    """Set the foreign key `name` of each row to the very object among the parents."""
    for row in rows:
        parent = next((one for one in parents if belongs(row, name, one)), None)
        if parent is not None:
            setattr(row, name, parent)
