"""SQLite: two FTS5 tables, one of the words of entries and one of the trigrams of words in names.

Django knows nothing of such tables: migration 0002 makes them; a row has the primary key of what it stands for.
"""

from django.db import OperationalError, connection, transaction

from cluster_portal.core.languages import CODES
from cluster_portal.search.backends import MOST_ALIKE, MOST_BEGUN
from cluster_portal.search.models import BITS, SearchEntry, SearchWord

WORDS, TRIGRAMS = "search_words", "search_trigrams"
PARTS = ("title", "names", "body")
# `shown` has a word for each language whose readers find the entry; `..._also` the transliterations and stems.
COLUMNS = ("shown", *PARTS, *(f"{part}_also" for part in PARTS))
WORTH = (0, 10, 4, 0.5, 6, 2, 0.3)


def _shown(bits):
    return " ".join(f"reader{code}" for code in CODES if bits & BITS[code])


def words_to_store(entry):
    """Return the row of words of an entry, in the order of COLUMNS."""
    return (
        _shown(entry.shown_in),
        *(" ".join(folded for folded, _others in entry.terms[part]) for part in PARTS),
        *(" ".join(form for _folded, others in entry.terms[part] for form in others) for part in PARTS),
    )


def words_of(entry):
    """Return the words that are stored of an entry."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(COLUMNS)} FROM {WORDS} WHERE rowid = %s", [entry.pk])  # noqa: S608
        return cursor.fetchone()


def wait_for_others():
    """Do nothing: a transaction of SQLite begins when nobody else writes (`transaction_mode` in the settings)."""


def if_free(write, patience):
    """Call `write` in a transaction, unless somebody else writes for longer than some seconds."""
    _be_patient(patience)
    try:
        with transaction.atomic():
            write()
    except OperationalError as error:
        if "locked" not in str(error):
            raise
    finally:
        _be_patient(connection.settings_dict["OPTIONS"]["timeout"])


def _be_patient(seconds):
    """Set how long a write waits for another one to end before it fails."""
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")


def store(entries):
    """Store new entries with their words: `entries` are unsaved, each with `terms`."""
    SearchEntry.objects.bulk_create(entries, batch_size=200)
    places = ", ".join(["%s"] * (len(COLUMNS) + 1))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT OR REPLACE INTO {WORDS}(rowid, {', '.join(COLUMNS)}) VALUES ({places})",  # noqa: S608
            [(entry.pk, *words_to_store(entry)) for entry in entries],
        )


def forget(pks):
    """Delete entries with their words."""
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {WORDS} WHERE rowid = %s", [(pk,) for pk in pks])  # noqa: S608
    SearchEntry.objects.filter(pk__in=pks).delete()


def _any(forms, suffix=""):
    return "(" + " OR ".join(f'"{form}"{suffix}' for form in forms) + ")"


def _combinations(spellings):
    phrases = [""]
    for forms in spellings:
        phrases = [f"{phrase} {form}".strip() for phrase in phrases for form in forms]
    return phrases


def _term(term):
    if term.is_phrase:
        return "{title names body} : " + _any(_combinations(term.spellings)[:64])
    return "- shown : " + _any(sorted({*term.spellings[0], *term.stems}))


def _match(terms, language):
    return f'(shown : "reader{language}") AND ' + " AND ".join(f"({term})" for term in terms)


def _question(question):
    match = _match(map(_term, question.terms), question.language)
    if question.excluded:
        match = f"({match}) NOT ({' OR '.join(f'({_term(term)})' for term in question.excluded)})"
    return match


def _select(entries, columns, match, worth, limit=""):
    """Return the columns of the entries with words that match, and what these are worth.

    The words are looked for first, into a table of their own: SQLite must not begin with the entries.
    """
    rows, params = entries.order_by().values("pk", *columns).query.sql_with_params()
    found = f"SELECT rowid AS pk, {worth} AS worth FROM {WORDS} WHERE {WORDS} MATCH %s"  # noqa: S608
    names = ", ".join(f"entry.{name}" for name in columns)
    sql = (
        f"WITH found AS MATERIALIZED ({found}) SELECT {names}, found.worth "  # noqa: S608
        f"FROM found CROSS JOIN ({rows}) entry ON entry.id = found.pk {limit}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [match, *params])
        return cursor.fetchall()


def answers(question, entries):
    """Tell whether an entry answers the question."""
    return bool(_select(entries, ("id",), _question(question), "0", "LIMIT 1"))


def find(question, entries, columns):
    """Return a row for each entry that answers the question: the columns, and what its words are worth."""
    return _select(entries, columns, _question(question), f"-bm25({WORDS}, {', '.join(map(str, WORTH))})")


def starting_with(question, entries):
    """Return the entries of which a name has all words of the question, the last perhaps not typed to its end."""
    *before, last = question.terms
    begun = "{title title_also} : " + _any(last.spellings[-1], " *")
    match = _match([*map(_term, before), begun], question.language)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT rowid FROM {WORDS} WHERE {WORDS} MATCH %s LIMIT {MOST_BEGUN}", [match])  # noqa: S608
        return entries.filter(pk__in=[pk for (pk,) in cursor.fetchall()])


def learn(words):
    """Store those `SearchWord`s that are not known yet, with their trigrams."""
    known = set(SearchWord.objects.filter(folded__in=[word.folded for word in words]).values_list("folded", flat=True))
    words = [word for word in words if word.folded not in known]
    SearchWord.objects.bulk_create(words, batch_size=200)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT OR REPLACE INTO {TRIGRAMS}(rowid, folded) VALUES (%s, %s)",  # noqa: S608
            [(word.pk, word.folded) for word in words],
        )


def unlearn(pks):
    """Delete words with their trigrams."""
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {TRIGRAMS} WHERE rowid = %s", [(pk,) for pk in pks])  # noqa: S608
    SearchWord.objects.filter(pk__in=pks).delete()


def alike(word):
    """Return the `SearchWord`s that share most trigrams with a folded word."""
    trigrams = _any(dict.fromkeys(word[place : place + 3] for place in range(len(word) - 2)))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT rowid FROM {TRIGRAMS} WHERE {TRIGRAMS} MATCH %s ORDER BY rank LIMIT {MOST_ALIKE}",  # noqa: S608
            [trigrams],
        )
        return list(SearchWord.objects.filter(pk__in=[pk for (pk,) in cursor.fetchall()]))
