"""Keeping the index: entries of objects, written anew when an object or what it names has changed."""

from collections import defaultdict
from contextlib import contextmanager
from functools import lru_cache

from django.db import connection, transaction
from django.utils.translation import override

from cluster_portal.core.languages import CODES
from cluster_portal.core.text import fold
from cluster_portal.search.backends import backend
from cluster_portal.search.models import BITS, SearchChange, SearchEntry, SearchWord
from cluster_portal.search.sources import SOURCES, with_those_who_name
from cluster_portal.search.words import LEAST_LETTERS, LONGEST, as_read, forms, words

BATCH = 100  # objects that are loaded, written and let go together
PATIENCE = 2  # seconds that a question waits for somebody who is writing
MOST_WORDS = 12_000  # of one text; a report of a hundred pages has fewer
LONGEST_NAME = 200  # letters
MOST_LETTERS = 20_000  # that are kept of a text to quote from
COMPARED = [
    field.name for field in SearchEntry._meta.concrete_fields if field.name not in {"id", "vector"}
]  # what an entry says


# Entries of objects --------------------------------------------------------------------------------------------------


def entries_of(kind, keys):
    """Return the entries that the public objects among the keys should have, unsaved, each with its `terms`."""
    source = SOURCES[kind]
    rows = list(source.rows(keys))
    said = {row.pk: defaultdict(int) for row in rows}  # {key: {doc: BITS of the languages in which it is said}}
    for code in CODES:
        with override(code):
            for row in rows:
                said[row.pk][source.doc(row)] |= BITS[code]
    with override(None):
        facts = {row.pk: source.facts(row) for row in rows}
    return [_entry(kind, key, facts[key], doc, bits) for key, docs in said.items() for doc, bits in docs.items()]


def _entry(kind, key, facts, doc, bits):
    own = tuple(dict.fromkeys((doc.title, *doc.names)))
    entry = SearchEntry(
        kind=kind,
        object_id=key,
        shown_in=bits,
        language=doc.language,
        title=as_read(doc.title.value)[:300],
        title_language=doc.title.language,
        detail=doc.detail[:300],
        summary=as_read(doc.summary.value),
        summary_language=doc.summary.language,
        text=as_read(" · ".join(text.value for text in doc.body if text.value))[:MOST_LETTERS],
        names=_names(own, (*doc.related, doc.detail)),
        **vars(facts),
    )
    entry.terms = {
        "title": _terms(own),
        "names": [*_terms(dict.fromkeys(doc.related)), *_forms(doc.detail, doc.language)],
        "body": _terms((doc.summary, *doc.body))[:MOST_WORDS],
    }
    entry.words = _written((*own, *doc.related, doc.detail))
    return entry


def _written(names):
    """Return {folded word: as it is written} of names, but for words too short to be mistyped."""
    return {
        word.folded: as_read(name)[word.start : word.end][:LONGEST]
        for name in dict.fromkeys(map(str, names))
        for word in words(as_read(name))
        if len(word.folded) >= LEAST_LETTERS
    }


def _names(own, related):
    """Return names folded and each once: its own between bars, so that one can be looked for as a whole."""
    own, related = (dict.fromkeys(_folded(as_read(str(name))) for name in names) for names in (own, related))
    return f"|{'|'.join(own)}| {' '.join(related)}"


def _terms(texts):
    return [term for text in texts for term in _forms(text.value, text.language)]


def _forms(text, language):
    return _forms_of_name(text, language) if len(text) <= LONGEST_NAME else forms(text, language)


# Each programme has the names of its partners, and each of these in ten languages.
_forms_of_name = lru_cache(maxsize=5_000)(forms)
_folded = lru_cache(maxsize=5_000)(fold)


def _replace(kind, keys):
    """Write the entries of objects anew; those that are not public any more lose theirs."""
    stored = SearchEntry.objects.filter(kind=kind, object_id__in=keys).values_list("pk", flat=True)
    backend().forget(list(stored))
    entries = entries_of(kind, keys)
    backend().store(entries)
    written = {folded: word for entry in entries for folded, word in entry.words.items()}
    backend().learn([SearchWord(folded=folded, written=word) for folded, word in sorted(written.items())])
    return len(entries)


def _unlearn():
    """Forget the words that no name has any more."""
    used = set()
    for names in SearchEntry.objects.values_list("names", flat=True).iterator():
        used.update(word.folded for word in words(names))
    left = [word.pk for word in SearchWord.objects.all() if word.folded not in used]
    backend().unlearn(left)


@contextmanager
def _writing():
    """Let one write at a time: two who write the same object anew would both bring its entries."""
    with transaction.atomic():
        backend().wait_for_others()
        yield


# Bringing it up to date ----------------------------------------------------------------------------------------------


def bring_up_to_date():
    """Write anew what has changed since it was last done, and all that names it; one query where nothing has."""
    if not SearchChange.objects.exists():
        return
    with _writing():
        changed = defaultdict(set)
        for kind, key in _take_changes():
            changed[kind].add(key)
        for kind, keys in with_those_who_name(changed).items():
            for some in batched_keys(keys):
                _replace(kind, some)


def catch_up():
    """Bring the index up to date before a question. Where others write on, it is answered without what has changed."""
    if SearchChange.objects.exists():
        backend().if_free(bring_up_to_date, PATIENCE)


def _take_changes():
    """Take the notes away and return them. Whoever comes at the same moment waits, and finds none."""
    table = SearchChange._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} RETURNING kind, object_id")  # noqa: S608
        return cursor.fetchall()


def batched_keys(keys):
    keys = sorted(keys)
    return [keys[start : start + BATCH] for start in range(0, len(keys), BATCH)]


def rebuild(tell=lambda _kind, _done, _total: None):
    """Write all entries anew and return how many there are.

    Object by object, each batch in a transaction of its own: whoever searches meanwhile finds each object as it was or
    as it is, and nobody waits. `tell(kind, done, total)` is called after each batch. At the end the entries of objects
    that are no more are taken out.
    """
    count = 0
    for kind, source in SOURCES.items():
        keys = source.keys()
        for number, some in enumerate(batched_keys(keys)):
            with _writing():
                count += _replace(kind, some)
            tell(kind, min((number + 1) * BATCH, len(keys)), len(keys))
        with _writing():
            left = SearchEntry.objects.filter(kind=kind).exclude(object_id__in=source.keys())
            backend().forget(list(left.values_list("pk", flat=True)))
    with _writing():
        _unlearn()
    bring_up_to_date()
    return count


def differences():
    """Return a line for each entry that does not say what its object says; none where the index is right."""
    found = []
    for kind, source in SOURCES.items():
        stored = {_key(entry): entry for entry in SearchEntry.objects.filter(kind=kind)}
        for some in batched_keys(source.keys()):
            for entry in entries_of(kind, some):
                known = stored.pop(_key(entry), None)
                if known is None:
                    found.append(f"{kind} {entry.object_id}: no entry “{entry.title}”")
                    continue
                wrong = [name for name in COMPARED if getattr(known, name) != getattr(entry, name)]
                if backend().words_of(known) != backend().words_to_store(entry):
                    wrong.append("words")
                found += [f"{kind} {entry.object_id}: {name} of “{entry.title}”" for name in wrong]
        found += [f"{kind} {entry.object_id}: “{entry.title}” is not there" for entry in stored.values()]
    return found


def _key(entry):
    return entry.kind, entry.object_id, entry.shown_in
