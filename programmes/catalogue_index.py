"""Which programmes have which facet: read in few queries, each a row for each value, whatever the number of programmes.

The database writes the keys of all programmes of a value into one string. Three thousand programmes are then a few
hundred rows, which costs a fraction of loading a row for each partner, subject and deadline.
"""

from collections import defaultdict
from datetime import timedelta
from functools import cached_property, lru_cache

from django.db.models import Aggregate, Case, F, Q, TextField, Value, When

from cluster_portal.core.languages import ENGLISH
from cluster_portal.core.text import fold
from members.models import University
from members.models.university_queries import CARD_FIELDS as UNIVERSITY_FIELDS
from programmes import isced
from programmes.cards import getting_in
from programmes.deadlines import REMEMBERED_DAYS, overall, overall_of_each
from programmes.models import Programme, ProgrammePartner, ProgrammeSubject, TeachingLanguage
from programmes.models.intake import TERMS_FIELDS, terms_of
from programmes.models.partner import takes_part
from programmes.vocabulary import Status

FEW = 500  # keys that are named to the database one by one; for more of them it is quicker to read all titles

# A text folds alike for ever, and to fold thousands of titles takes longer than all the rest of a page.
folded = lru_cache(maxsize=20_000)(fold)


class Joined(Aggregate):
    """The values of a group in one string, with commas between them."""

    function = "GROUP_CONCAT"
    output_field = TextField()

    def as_postgresql(self, compiler, connection, **extra_context):
        template = "STRING_AGG((%(expressions)s)::text, ',')"
        return self.as_sql(compiler, connection, template=template, **extra_context)


def _plain(model):
    """Return all rows of a model, without the order and the translations that would cost time here."""
    rows = model.objects.order_by()
    return rows.rewrite(False) if hasattr(rows, "rewrite") else rows


def _grouped(rows, *fields, of="programme"):
    """Return the combinations of values that occur, each with `keys`, the programmes that have it, in one string."""
    return rows.values_list(*fields).annotate(keys=Joined(of))


def _keys(joined):
    return set(joined.split(","))


# What a university does in a programme on the day, as far as "where can I begin" asks.
_FORMER, _ANY, _OTHER, _FIRST = range(4)
_PARTS = 4


class Index:
    """The published programmes by what can be chosen of them, at a moment and on a day.

    A programme is known by its key, a string; most attributes are {value: keys}. Sets may hold keys of programmes that
    are not published: whoever counts keeps to `everything`. What is read is read when it is first asked.
    """

    def __init__(self, now, day, slugs=()):
        """`slugs` are universities to know besides the partners."""
        self.now = now
        self.day = day
        self.slugs = slugs

    # The programmes themselves ---------------------------------------------------------------------------------------

    @cached_property
    def _columns(self):
        kinds, levels, statuses = defaultdict(set), defaultdict(set), defaultdict(set)
        for kind, level, status, joined in _grouped(_plain(Programme).published(), "kind", "level", "status", of="pk"):
            keys = _keys(joined)
            kinds[kind] |= keys
            levels[level] |= keys
            statuses[status] |= keys
        return kinds, levels, statuses

    @property
    def kinds(self):
        return self._columns[0]

    @property
    def levels(self):
        return self._columns[1]

    @property
    def statuses(self):
        return self._columns[2]

    @cached_property
    def everything(self):
        return set().union(*self.statuses.values())

    def titles(self, keys):
        """Return {key: title as the visitor reads it, folded} for at least these keys."""
        if "_own_texts" in vars(self):
            return {key: title for key, (title, _text) in self._own_texts.items()}
        programmes = _plain(Programme).published()
        if len(keys) <= FEW:
            programmes = programmes.filter(pk__in=keys)
        rows = programmes.with_texts("title").values_list("pk", "title_shown")
        return {str(pk): folded(title[2:]) for pk, title in rows}

    # What belongs to them --------------------------------------------------------------------------------------------

    @cached_property
    def _described(self):
        """{what: {value: keys}} of the subjects, the languages and the countries of external partners."""
        external = _plain(ProgrammePartner).filter(university__isnull=True)
        rows = (
            _grouped(_plain(ProgrammeSubject).annotate(what=Value("subject")), "what", "code"),
            _grouped(_plain(TeachingLanguage).annotate(what=Value("language")), "what", "language"),
            _grouped(external.annotate(what=Value("country")), "what", "external_country"),
        )
        found = defaultdict(dict)
        for what, value, joined in rows[0].union(*rows[1:], all=True):
            found[what][value] = _keys(joined)
        return found

    @cached_property
    def subjects(self):
        """By detailed field of ISCED-F, and by the broad field around it."""
        grouped = defaultdict(set, self._described["subject"])
        for code, keys in self._described["subject"].items():
            grouped[isced.broad(code)] |= keys
        return grouped

    @property
    def languages(self):
        return self._described["language"]

    @cached_property
    def _parts(self):
        """[(primary key of a university, what it does in the programmes, keys)]."""
        today = takes_part(self.day)
        part = Case(
            When(today & Q(is_entry=True), then=Value(_FIRST)),
            When(Q(is_entry=True) | Q(is_exit=True), then=Value(_OTHER)),
            When(today, then=Value(_ANY)),
            default=Value(_FORMER),
        )
        # Both in one number: a database groups by one number in half the time that it takes for two columns.
        rows = _plain(ProgrammePartner).filter(university__isnull=False).annotate(both=F("university") * _PARTS + part)
        return [(*divmod(both, _PARTS), _keys(joined)) for both, joined in _grouped(rows, "both")]

    @cached_property
    def universities(self):
        """The universities of the portal that are partners, with their names: {primary key: University}."""
        partners = {university for university, _part, _keys in self._parts}
        universities = University.objects.filter(Q(pk__in=partners) | Q(slug__in=self.slugs))
        loaded = universities.with_logos().only(*UNIVERSITY_FIELDS, "publication").prefetch_related("names")
        return {university.pk: university for university in loaded}

    @cached_property
    def partners(self):
        """By primary key of a university that is or was a partner."""
        grouped = defaultdict(set)
        for university, _part, keys in self._parts:
            grouped[university] |= keys
        return grouped

    @cached_property
    def homes(self):
        """By primary key of a university from which one can go: a partner on the day, where one can begin.

        Where no partner of a programme is said to be the first or the second university, one can begin at each.
        """
        with_roles = set().union(*(keys for _university, part, keys in self._parts if part in {_FIRST, _OTHER}))
        grouped = defaultdict(set)
        for university, part, keys in self._parts:
            if part == _FIRST:
                grouped[university] |= keys
            elif part == _ANY:
                grouped[university] |= keys - with_roles
        return grouped

    @cached_property
    def countries(self):
        """By country of a partner, external ones included."""
        grouped = defaultdict(set, self._described["country"])
        for university, keys in self.partners.items():
            grouped[self.universities[university].country.code] |= keys
        grouped.pop("", None)
        return grouped

    @cached_property
    def standings(self):
        """[(`Standing` of the dates by which one gets in, keys)], each programme once."""
        not_taking = set().union(
            *(keys for status, keys in self.statuses.items() if not Status(status).takes_applications)
        )
        # What is older says nothing any more.
        remembered = Q(last_moment__isnull=True) | Q(last_moment__gte=self.now - timedelta(days=REMEMBERED_DAYS))
        rows = _grouped(getting_in().order_by().rewrite(False).filter(remembered), *TERMS_FIELDS)
        terms = ((terms_of(row), _keys(joined)) for *row, joined in rows)
        found = overall_of_each(self.everything - not_taking, terms, self.now)
        return [*found, (overall((), self.now, takes_applications=False), not_taking)]

    @cached_property
    def deadlines(self):
        """By state of the dates by which one gets in."""
        grouped = defaultdict(set)
        for standing, keys in self.standings:
            grouped[standing.state] |= keys
        return grouped

    # Words -----------------------------------------------------------------------------------------------------------

    def matching(self, words):
        """Return the programmes in which each of the folded words occurs somewhere.

        Looked for in the title as it is shown and in English, the acronym, the field in words, all names of the
        partners and the titles of their degrees. Databases differ in what they fold, so the words are compared here.
        """
        return self.everything.intersection(*(self._with_word(word) for word in words))

    def _with_word(self, word):
        own = {key for key, (_title, text) in self._own_texts.items() if word in text}
        return own.union(*(keys for text, keys in self._partner_texts if word in text))

    @cached_property
    def _own_texts(self):
        """{key: (folded title, all its folded texts)}."""
        programmes = _plain(Programme).published().with_texts("title", "subject_note")
        rows = programmes.values_list("pk", "title_shown", f"title_{ENGLISH}", "acronym", "subject_note_shown")
        return {
            str(pk): (folded(title[2:]), folded(f"{title[2:]} {english} {acronym} {note[2:]}"))
            for pk, title, english, acronym, note in rows
        }

    @cached_property
    def _partner_texts(self):
        """[(folded names or degree, keys)]."""
        rows = _grouped(_plain(ProgrammePartner), "external_name", "degree_title")
        texts = [(folded(f"{name} {degree}"), _keys(joined)) for name, degree, joined in rows]
        for university, keys in self.partners.items():
            one = self.universities[university]
            texts.append((" ".join([one.slug, *(name.folded for name in one.names.all())]), keys))
        return texts
