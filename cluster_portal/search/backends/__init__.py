"""What the two databases do each in their own way: keep the words of entries, find entries, and guess at words.

A backend is a module with the same functions: `wait_for_others` before writing, `if_free` where that is not worth long
waiting; `store` and `forget` for entries, `learn` and `unlearn` for words of names; `find`, `answers` and
`starting_with` for questions, `alike` for mistakes; `words_of` and `words_to_store` for comparing. tests/search holds
both to the same expectations.
"""

from django.db import connection

MOST_BEGUN = 500  # names that begin as what is being typed
MOST_ALIKE = 40  # words that are like one which nothing has


def backend():
    """Return the backend of the database in use."""
    if connection.vendor == "postgresql":
        from cluster_portal.search.backends import postgresql as module  # noqa: PLC0415
    else:
        from cluster_portal.search.backends import sqlite as module  # noqa: PLC0415
    return module
