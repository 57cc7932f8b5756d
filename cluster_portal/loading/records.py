"""What was loaded before, and what is to be done with each record now: so that an edit by staff is never overwritten.

Two fingerprints are kept of each record: of what the file said, and of what then stood in the database. If the first
has moved, the file has something new. If the second has moved, somebody has edited the record since.
"""

import hashlib
import json
from enum import Enum

from cluster_portal.models import LoadedRecord


class Verdict(Enum):
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    KEPT = "kept as edited by staff"

    @property
    def writes(self):
        return self in (Verdict.ADDED, Verdict.CHANGED)


def _without_gaps(value):
    """Leave out what says nothing: a field that the loader learns to write later then moves no fingerprint."""
    if isinstance(value, dict):
        entries = {key: _without_gaps(entry) for key, entry in value.items()}
        return {key: entry for key, entry in entries.items() if entry is not None} or None
    if isinstance(value, list | tuple):
        return [_without_gaps(entry) for entry in value] or None
    if value is None or value is False or value == "":
        return None
    return value.replace("\r\n", "\n") if isinstance(value, str) else value  # a form of the admin sends \r\n


def serialised(data):
    """Return data as one canonical text: the order of keys does not count, and what is empty is left out."""
    return json.dumps(_without_gaps(data), sort_keys=True, ensure_ascii=False, default=str)


def fingerprint(data):
    """Return the SHA-256 of data in hexadecimal."""
    return hashlib.sha256(serialised(data).encode()).hexdigest()


def record_fingerprint(record):
    """Return the fingerprint of what the files say of a record."""
    return fingerprint([record.key, record.values, record.sources, record.texts])


class Ledger:
    """What one run does with each record: decided here, carried out by whoever knows the record's tables.

    `before_first_write` is called once, before anything of the run is written, and not at all where nothing is.
    """

    def __init__(self, *, force=False, before_first_write=None):
        self.force = force
        self._before_first_write = before_first_write
        self.verdicts = {}  # (file, key): Verdict
        self._known = {(known.file, known.key): known for known in LoadedRecord.objects.all()}
        self._written = []

    def judge(self, record, stored):
        """Return the verdict on a record; `stored` is the fingerprint of what the database has of it, if anything."""
        known = self._known.get((record.file, record.key))
        is_edited = stored != (known.stored_fingerprint if known else None)
        if is_edited and not self.force:
            verdict = Verdict.KEPT
        elif stored is None:
            verdict = Verdict.ADDED
        elif is_edited or known.record_fingerprint != record_fingerprint(record):
            verdict = Verdict.CHANGED
        else:
            verdict = Verdict.UNCHANGED
        self.verdicts[record.file, record.key] = verdict
        if verdict.writes and self._before_first_write:
            self._before_first_write()
            self._before_first_write = None
        return verdict

    def wrote(self, record, stored):
        """Take note that a record was written, and of the fingerprint of what now stands in the database."""
        self._written.append(
            LoadedRecord(
                file=record.file,
                key=record.key,
                record_fingerprint=record_fingerprint(record),
                stored_fingerprint=stored,
            )
        )

    def save(self):
        """Keep the fingerprints for the next run."""
        LoadedRecord.objects.bulk_create(
            self._written,
            update_conflicts=True,
            unique_fields=["file", "key"],
            update_fields=["record_fingerprint", "stored_fingerprint", "loaded_at"],
        )

    def keys(self, verdict):
        """Return the keys of the records with a verdict, in the order of the files."""
        return [key for (_file, key), given in self.verdicts.items() if given == verdict]

    @property
    def missing(self):
        """The keys of records that were loaded once and are in the files no more. They are left as they are."""
        return [key for file, key in self._known if (file, key) not in self.verdicts]

    def __str__(self):
        done = (Verdict.ADDED, Verdict.CHANGED, Verdict.UNCHANGED)
        lines = [", ".join(f"{len(self.keys(verdict))} {verdict.value}" for verdict in done)]
        if kept := self.keys(Verdict.KEPT):
            lines.append(f"{Verdict.KEPT.value}: {', '.join(kept)} (--force overwrites)")
        if missing := self.missing:
            lines.append(f"no longer in the files, left as they are: {', '.join(missing)}")
        return "\n".join(lines)
