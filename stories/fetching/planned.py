"""One question, worded and planned once: what changes from page to page is the keys it is asked for.

Wording a rich queryset as SQL costs more than the page it is for, and planning it more than
answering it. So a question is worded once a day in each worker (days stand in it: a consent ends on
one), and Postgres keeps its plan as long as the connection.
"""

import datetime
from collections.abc import Callable, Iterable
from functools import lru_cache

from django.db import connection, models
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import Lookup, QuerySet
from django.utils import timezone
from psycopg import sql

# A plan for any list of keys takes it to be ten long, and shorter lists would be planned each time.
GUESSED = 10

Question = Callable[[datetime.date], QuerySet]


class Hole:
    """Stands in a question for the keys that each call brings."""


HOLE = Hole()


class Among(Lookup):
    """``number__among=keys``: one wording, ``= ANY(keys)``, for any number of keys."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        left, params = self.process_lhs(compiler, connection)
        if self.rhs is HOLE:
            right, more = "%s", [HOLE]
        else:
            right, more = self.process_rhs(compiler, connection)
        kind = "text" if isinstance(self.lhs.output_field, models.CharField) else "bigint"
        return f"{left} = ANY({right}::{kind}[])", [*params, *more]


models.BigAutoField.register_lookup(Among)
models.CharField.register_lookup(Among)


@lru_cache(maxsize=16)
def worded(question: Question, on: datetime.date) -> str:
    """The SQL of a question as it stands on a day, with `%s` where its keys go."""
    words, params = question(on).query.sql_with_params()
    written = [
        "%s" if param is HOLE else sql.quote(param, connection.connection).replace("%", "%%")
        for param in params
    ]
    parts = words.split("%s")
    return "".join(part + param for part, param in zip(parts, [*written, ""], strict=True))


def ask(question: Question, keys: Iterable) -> list[tuple]:
    """The rows of a question for these keys; no keys, no rows and no query."""
    keys = list(keys)
    if not keys:
        return []
    return _fetched(question, [keys + keys[-1:] * (GUESSED - len(keys))])


def ask_for_all(question: Question) -> list[tuple]:
    """The rows of a question that has no place for keys."""
    return _fetched(question, [])


def _fetched(question: Question, params: list) -> list[tuple]:
    connection.ensure_connection()
    # Plans are kept for cursors that bind on the server; Django's own never do.
    connection.connection.prepare_threshold = 0
    watched = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    with watched(ServerBindingCursor(connection.connection)) as cursor:
        cursor.execute(worded(question, timezone.localdate()), params)
        return cursor.fetchall()
