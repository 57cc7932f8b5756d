"""Programmes side by side: at most four, each as its own page would say it."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.functional import cached_property

from cluster_portal.core.languages import text_columns
from programmes.cards import ProgrammeCard, cards_of
from programmes.models import Fee, FormerProgrammeSlug, PathStep, Programme, ProgrammePartner, Requirement
from programmes.models.programme import CARD_FIELDS
from programmes.titles import place_in_words
from programmes.vocabulary import Kind

MOST = 4


@dataclass(frozen=True)
class Column:
    """One programme of a comparison; `query` is the address of the comparison without it."""

    card: ProgrammeCard
    diplomas: list
    paths: list  # lists of (name of a university or place, months)
    fees: list
    requirements: list
    query: str

    @property
    def programme(self):
        return self.card.programme

    @property
    def kind(self):
        return Kind(self.programme.kind)


class Comparison:
    """The programmes of these slugs, each once, in their order; `unknown` are the slugs that no programme has.

    Former slugs count as the programme that had them.
    """

    def __init__(self, slugs, now):
        self.slugs, self.now = list(dict.fromkeys(slugs)), now

    @cached_property
    def programmes(self):
        found = {}
        published = Programme.objects.published().with_texts("title").only(*CARD_FIELDS, "confirmed_on")
        for programme in published.filter(slug__in=self.slugs):
            found[programme.slug] = programme
        missing = [slug for slug in self.slugs if slug not in found]
        if missing:
            former = dict(FormerProgrammeSlug.objects.filter(slug__in=missing).values_list("slug", "target"))
            renamed = {programme.pk: programme for programme in published.filter(pk__in=former.values())}
            found |= {slug: renamed[key] for slug, key in former.items() if key in renamed}
        unique = {found[slug].pk: found[slug] for slug in self.slugs if slug in found}
        self.unknown = [slug for slug in self.slugs if slug not in found]
        return list(unique.values())

    @cached_property
    def columns(self):
        """A `Column` for each programme."""
        cards = cards_of(self.programmes, self.now)
        keys = [programme.pk for programme in self.programmes]
        names = {one.university_id: one.university for card in cards for one in card.partners if one.university_id}
        degrees = self._degrees(keys)
        paths, fees = self._paths(keys, names), self._rows(Fee, keys, "note")
        requirements = self._rows(Requirement, keys, "text")
        return [
            Column(
                card,
                [(partner, degrees[partner.pk]) for partner in card.current_partners if partner.awarding != "no"],
                paths[card.programme.pk],
                fees[card.programme.pk],
                requirements[card.programme.pk],
                self._without(card.programme.slug),
            )
            for card in cards
        ]

    def _degrees(self, keys):
        """Return {primary key of a partner: (title, its language)}."""
        rows = ProgrammePartner.objects.filter(programme__in=keys).order_by()
        return {key: title for key, *title in rows.values_list("pk", "degree_title", "degree_title_language")}

    def _paths(self, keys, universities):
        steps = PathStep.objects.filter(programme__in=keys).with_texts("place")
        rows = steps.order_by("path__position", "path", "order").values_list(
            "programme", "path", "university", "place_shown", "months"
        )
        grouped = defaultdict(dict)
        for programme, path, university, place, months in rows:
            name = universities[university].short_name if university in universities else place_in_words(place)
            grouped[programme].setdefault(path, []).append((name, months))
        return defaultdict(list, {key: list(paths.values()) for key, paths in grouped.items()})

    def _rows(self, model, keys, field):
        rows = model.objects.filter(programme__in=keys).with_texts(field)
        grouped = defaultdict(list)
        for row in rows.defer(*text_columns(field)):
            grouped[row.programme_id].append(row)
        return grouped

    def _without(self, slug):
        others = [programme.slug for programme in self.programmes if programme.slug != slug]
        return "?" + "&".join(f"p={other}" for other in others) if others else ""
