"""Keys of rows in tests: long ones, so that no page gets away with a separator in them."""

import re

from django.db import connection

FIRST_KEY = 7_310_001  # what no test writes for anything else

# The same key as a number to be read: with a comma, a point, an apostrophe or a space of any width.
_READABLE_KEY = re.compile(r"7(?:[,.'\u2019\s]|&#x27;)310(?:[,.'\u2019\s]|&#x27;)\d{3}")

_READABLE_ATTRIBUTE = re.compile(r'[a-z-]+="\d{1,3}(?:[,\u2019\s]\d{3})+"')  # not with a point: 59.347 is a degree


def begin_keys_at(first):
    """Let the next row of every table have the key `first`; rows that are there keep theirs."""
    with connection.cursor() as cursor:
        for sequence in connection.introspection.sequence_list():
            table, column = sequence["table"], sequence["column"]
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, first - 1])
            else:
                name = connection.ops.quote_name(table)
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [name, column, first - 1])


def numbers_to_be_read(html):
    """Return what a page writes as a number to be read though a machine reads it.

    The keys of rows, such as "7,310,142", wherever they stand, and attributes that are such a number: width="1,600".
    """
    return sorted({*_READABLE_KEY.findall(html), *_READABLE_ATTRIBUTE.findall(html)})
