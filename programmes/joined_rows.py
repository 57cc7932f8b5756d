"""Rows of small tables that come with the object they belong to, in a column of its own query."""

import json
from datetime import UTC

from django.db.models import OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, JSONArray
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from programmes.catalogue_index import Joined

_BETWEEN = "\x1e"  # stands between the rows: a character that JSON writes as an escape


class JoinedRows(Joined):
    """The JSON of a group's rows in one string."""

    def as_sqlite(self, compiler, connection, **extra_context):
        template = f"GROUP_CONCAT(%(expressions)s, '{_BETWEEN}')"
        return self.as_sql(compiler, connection, template=template, **extra_context)

    def as_postgresql(self, compiler, connection, **extra_context):
        template = f"STRING_AGG((%(expressions)s)::text, '{_BETWEEN}')"
        return self.as_sql(compiler, connection, template=template, **extra_context)


def joined_rows(model, *fields, belongs_by="programme", outer="pk"):
    """Return the subquery for these plain fields of the rows that belong to the outer object, for `read_rows`.

    `belongs_by` is the foreign key of the rows, `outer` what it equals in the outer query.
    """
    texts = [Cast(field, TextField()) for field in fields]
    joined = JoinedRows(Cast(JSONArray(*texts), TextField()))
    rows = QuerySet(model).filter(**{belongs_by: OuterRef(outer)}).order_by()  # of Django: nothing is translated here
    return Subquery(rows.values(belongs_by).values(joined=joined))


def read_rows(joined):
    """Return the rows of a joined column: lists of texts or None, in the order of their contents."""
    rows = [json.loads(row) for row in joined.split(_BETWEEN)] if joined else []
    return sorted(rows, key=lambda row: [each or "" for each in row])


def read_day(text):
    """Return the day that a text of a joined row names, None of None."""
    return parse_date(text[:10]) if text else None


def read_moment(text):
    """Return the moment that a text of a joined row names, with its time zone."""
    moment = parse_datetime(text)
    return moment if timezone.is_aware(moment) else moment.replace(tzinfo=UTC)  # SQLite keeps UTC and does not say so
