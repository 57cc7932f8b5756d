"""PostgreSQL: a stored vector of our own words, and trigrams of the names."""

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramSimilarity
from django.db import OperationalError, connection, transaction
from django.db.models import F, Value
from psycopg2 import errors

from cluster_portal.search.backends import MOST_ALIKE
from cluster_portal.search.models import SearchEntry, SearchWord

WEIGHTS = {"title": "A", "names": "B", "body": "D"}
RANKS = [0.05, 0.1, 0.4, 1.0]  # of D, C, B and A
BY_LENGTH = 1  # a word says more of a short text
GAP = 20  # places between two parts, so that no phrase reaches from one into the other
LAST_PLACE = 16_383  # PostgreSQL counts no further
MOST_PLACES = 255  # of one word
LOCK = int.from_bytes(b"search")


def wait_for_others():
    """Wait until nobody else writes, and keep others waiting until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def if_free(write, patience):
    """Call `write` in a transaction, unless somebody else writes for longer than some seconds."""
    with transaction.atomic(), connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(f"SET LOCAL lock_timeout = {int(patience * 1000)}")
                wait_for_others()
                cursor.execute("SET LOCAL lock_timeout = DEFAULT")
        except OperationalError as error:
            if not isinstance(error.__cause__, errors.LockNotAvailable):
                raise
            return
        write()


def store(entries):
    """Store new entries with their words: `entries` are unsaved, each with `terms`."""
    for entry in entries:
        entry.vector = _vector(entry.terms)
    SearchEntry.objects.bulk_create(entries, batch_size=200)


def forget(pks):
    """Delete entries with their words."""
    SearchEntry.objects.filter(pk__in=pks).delete()


def _vector(terms):
    places, place = {}, 1
    for part, weight in WEIGHTS.items():
        for folded, others in terms[part]:
            if place > LAST_PLACE:
                break
            for form in (folded, *others):
                places.setdefault(form, []).append(f"{place}{weight}")
            place += 1
        place += GAP
    return " ".join(f"'{form}':{','.join(found[:MOST_PLACES])}" for form, found in sorted(places.items()))


def words_of(entry):
    """Return the words that are stored of an entry, in a form to compare."""
    vector = SearchEntry.objects.filter(pk=entry.pk).values_list("vector", flat=True).get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector::text", [vector])
        return cursor.fetchone()[0]


def words_to_store(entry):
    """Return what `words_of` would be of an entry that is not stored."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector::text", [_vector(entry.terms)])
        return cursor.fetchone()[0]


class Tsquery(SearchQuery):
    """A question in the words of PostgreSQL, taken as it is: its parser would cut words anew, by rules of its own."""

    def __init__(self, text):
        super().__init__(text, search_type="raw", config="simple")
        self.text = text

    def as_sql(self, compiler, connection, **_kwargs):
        return "%s::tsquery", [self.text]


def _any(forms, suffix=""):
    return "(" + " | ".join(f"'{form}'{suffix}" for form in forms) + ")"


def _term(term):
    if term.is_phrase:
        return "(" + " <-> ".join(_any(spellings) for spellings in term.spellings) + ")"
    return _any(sorted({*term.spellings[0], *term.stems}))


def _question(question):
    wanted = " & ".join(map(_term, question.terms))
    return wanted + "".join(f" & !{_term(term)}" for term in question.excluded)


def _query(question):
    return Tsquery(_question(question))


def answers(question, entries):
    """Tell whether an entry answers the question."""
    return entries.filter(vector=_query(question)).exists()


def find(question, entries, columns):
    """Return a row for each entry that answers the question: the columns, and what its words are worth."""
    query = _query(question)
    rank = SearchRank(F("vector"), query, weights=RANKS, normalization=Value(BY_LENGTH))
    return list(entries.filter(vector=query).annotate(worth=rank).values_list(*columns, "worth"))


def starting_with(question, entries):
    """Return the entries of which a name has all words of the question, the last perhaps not typed to its end."""
    *before, last = question.terms
    begun = _any(last.spellings[-1], ":*A")
    query = Tsquery(" & ".join([*map(_term, before), begun]))
    return entries.filter(vector=query)


def learn(words):
    """Store those `SearchWord`s that are not known yet."""
    SearchWord.objects.bulk_create(words, ignore_conflicts=True)


def unlearn(pks):
    """Delete words."""
    SearchWord.objects.filter(pk__in=pks).delete()


def alike(word):
    """Return the `SearchWord`s that share most trigrams with a folded word."""
    similar = SearchWord.objects.filter(folded__trigram_similar=word)
    return list(similar.annotate(how=TrigramSimilarity("folded", word)).order_by("-how", "pk")[:MOST_ALIKE])
