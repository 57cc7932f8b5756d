"""What can be asked of universities: their standing, who was a member when, their order, and what a card needs."""

from django.db import models
from django.db.models import Exists, Func, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from cluster_portal.core.languages import ENGLISH, visitor_language
from cluster_portal.core.publishing import PublishedQuerySet
from cluster_portal.core.staff import staff_may
from cluster_portal.core.text import fold
from cluster_portal.core.validity import today
from members.models.affiliation import Affiliation, Role
from members.models.membership import NO_STANDING, Membership, Standing, StandingRank
from members.models.name import UniversityName

# What a card shows of a logo.
LOGO_FIELDS = ("uuid", "checksum", "renditions")
# What a card or a dot of a university needs besides its names and texts.
CARD_FIELDS = (
    *("uuid", "slug", "country", "hue", "logo", "latitude", "longitude", "source_language"),
    *(f"logo__{name}" for name in LOGO_FIELDS),  # for those who ask `with_logos`
)
MEMBERSHIP_FIELDS = (
    "university",
    "category",
    "state",
    "valid_from",
    "valid_to",
    "valid_from_precision",
    "valid_to_precision",
    "ended_on_unknown_day",
    "is_inferred",
    "source",
)


class ReadingName(Func):
    """The folded name of a university that a reader of a language sees on a day; NULL where it has none to show.

    Looked for in the language, then in the university's own, then in English, at last any official one. One expression
    in one piece: composed of a subquery, Case and When it would take longer to compile than to run.
    """

    output_field = models.CharField()

    def __init__(self, language, day):
        super().__init__("pk", Value(language), Value(day, models.DateField()))

    def as_sql(self, compiler, connection, **extra_context):
        (university, _), (wanted, language), (day, days) = map(compiler.compile, self.get_source_expressions())
        universities = UniversityName._meta.get_field("university").related_model
        names, own = (connection.ops.quote_name(model._meta.db_table) for model in (UniversityName, universities))
        official, translation = UniversityName.Kind.OFFICIAL, UniversityName.Kind.TRANSLATION
        others = f"WHEN own.source_language THEN 1 WHEN '{ENGLISH}' THEN 2 ELSE 3"
        place = f"CASE name.language WHEN {wanted} THEN 0 {others} END"
        # The own language is asked of a row of its own: SQLite sorts by nothing that lies outside.
        sql = (
            f"(SELECT name.folded FROM {names} name JOIN {own} own ON own.id = name.university_id "  # noqa: S608  ours
            f"WHERE name.university_id = {university} AND name.kind IN ('{official}', '{translation}') "
            f"AND (name.valid_from IS NULL OR name.valid_from <= {day}) "
            f"AND (name.valid_to IS NULL OR name.valid_to > {day}) "
            f"AND (name.kind = '{official}' OR name.language IN ({wanted}, own.source_language, '{ENGLISH}')) "
            f"ORDER BY {place}, name.kind, name.language LIMIT 1)"
        )
        return sql, (*days, *days, *language, *language)


class UniversityQuerySet(PublishedQuerySet):
    def with_standing(self, on=None):
        """Annotate `standing_rank` on the day, from which `University.standing` is read."""
        return self.annotate(standing_rank=Coalesce(StandingRank("pk", on or today()), Value(NO_STANDING)))

    def of_standing(self, standing):
        """Return the universities of a standing, "" for those of none; after `with_standing`."""
        return self.filter(standing_rank=Standing(standing).rank if standing else NO_STANDING)

    def members(self, on=None, category=None):
        """Return the universities in active membership on the day (today by default), in one category or in any.

        The day on which a membership ends is not included; suspended and unconfirmed ones are not members.
        """
        periods = Membership.objects.filter(university=OuterRef("pk"), state=Membership.State.ACTIVE).on(on)
        if category:
            periods = periods.filter(category=category)
        return self.filter(Exists(periods))

    def ever_members(self, on=None):
        """Return the universities with a period that had begun by the day: members, and former ones."""
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=on or today())
        return self.filter(Exists(Membership.objects.filter(begun, university=OuterRef("pk"))))

    # Who may act for them --------------------------------------------------------------------------------------------

    def with_workspace(self, on=None):
        """Return the universities whose people may work in the portal: those that belong to it on the day, or will.

        In any category and any state: the pages of a suspended or a not confirmed member have to be kept true as well,
        and one that joins prepares its pages before the day. Once the membership is over all rights rest.
        """
        lasting = Q(valid_to__isnull=True) | Q(valid_to__gt=on or today())
        periods = Membership.objects.filter(lasting, university=OuterRef("pk"), ended_on_unknown_day=False)
        return self.filter(Exists(periods))

    def acted_for_by(self, user, role, at=None):
        """Return the universities for which the person has the rights of a role at the moment; staff has none here."""
        if user.pk is None:
            return self.none()
        moment = at or timezone.now()
        own = Affiliation.objects.able_to(role, moment).filter(user=user.pk, university=OuterRef("pk"))
        return self.filter(Exists(own)).with_workspace(timezone.localdate(moment))

    def visible_to(self, user, at=None):
        """Return the universities whose workspace the person may see: their own, staff all."""
        return self if staff_may(user, "members.view_university") else self.acted_for_by(user, Role.VIEWER, at)

    def editable_by(self, user, at=None):
        """Return the universities that the person may change: those for which they are an editor, staff all."""
        return self if staff_may(user, "members.change_university") else self.acted_for_by(user, Role.EDITOR, at)

    def orphaned(self, at=None):
        """Return the universities with a workspace for which nobody is able to act at the moment."""
        moment = at or timezone.now()
        able = Affiliation.objects.able_to_act(moment).filter(university=OuterRef("pk"))
        return self.with_workspace(timezone.localdate(moment)).exclude(Exists(able))

    # How they are read -----------------------------------------------------------------------------------------------

    def with_reading_name(self, language=None, on=None):
        """Annotate `reading_name`: the folded name that is shown in the language, for ordering and comparing."""
        name = ReadingName(language or visitor_language(), on or today())
        return self.annotate(reading_name=Coalesce(name, "slug"))

    def in_reading_order(self, language=None, on=None):
        """Order by the name as it is shown in the language; accents and capitals do not count."""
        return self.with_reading_name(language, on).order_by("reading_name", "slug")

    def matching(self, query):
        """Return the universities of which a name, former ones included, the slug or the city contains each word."""
        universities = self
        for word in fold(query).split():
            named = Exists(UniversityName.objects.filter(university=OuterRef("pk"), folded__contains=word))
            city = Q(city_en__icontains=word) | Q(**{f"city_{visitor_language()}__icontains": word})
            universities = universities.filter(named | Q(slug__contains=word) | city)
        return universities

    def with_logos(self):
        """Load the logos in the same query; after it stands `.only(*CARD_FIELDS)`."""
        return self.select_related("logo")

    def for_cards(self):
        """Load what a card shows, in the visitor's language: three queries whatever the number of universities."""
        return (
            self.with_texts("city")
            .with_logos()
            .only(*CARD_FIELDS)
            .prefetch_related("names", models.Prefetch("memberships", Membership.objects.only(*MEMBERSHIP_FIELDS)))
        )
