"""One question, worded and planned once: what changes from page to page is the keys it is asked for.

Wording a rich queryset as SQL costs more than the page it is for, and planning it more than
answering it. So a question is worded once a day in each worker (days stand in it: a consent ends on
one), and Postgres keeps its plan as long as the connection.
"""

import datetime
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

from django.db import connection, models
from django.db.models import Expression, Lookup, QuerySet
from django.utils import timezone
from psycopg import sql

from kmnet import prepared

# A plan for any list of keys takes it to be ten long, and shorter lists would be planned each time.
GUESSED = 10

Question = Callable[[datetime.date], QuerySet]


class Hole(NamedTuple):
    """Stands in a question for what each call brings under this name."""

    name: str


HOLE = Hole("keys")


class Given(Expression):
    """``field=Given("name", CharField())``: what each call brings under a name, in a question."""

    def __init__(self, name: str, output_field: models.Field):
        super().__init__(output_field)
        self.hole = Hole(name)

    def as_sql(self, compiler, connection):
        return f"%s::{self.output_field.db_type(connection)}", [self.hole]


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
        return f"{left} = ANY({right}::text::{kind}[])", [*params, *more]


models.BigAutoField.register_lookup(Among)
models.CharField.register_lookup(Among)


@lru_cache(maxsize=64)
def worded(question: Question, on: datetime.date) -> str:
    """The SQL of a question as it stands on a day, with `%(name)s` where what is brought goes."""
    words, params = question(on).query.sql_with_params()
    written = [
        f"%({param.name})s"
        if isinstance(param, Hole)
        else sql.quote(param, connection.connection).replace("%", "%%")
        for param in params
    ]
    parts = words.split("%s")
    return "".join(part + param for part, param in zip(parts, [*written, ""], strict=True))


def ask(question: Question, keys: Iterable) -> list[tuple]:
    """The rows of a question for these keys; no keys, no rows and no query."""
    keys = list(keys)
    if not keys:
        return []
    return ask_by(question, keys=listed(keys + keys[-1:] * (GUESSED - len(keys))))


def listed(keys: list) -> str:
    """Keys as Postgres writes a list of them; psycopg takes longer over a list than over a text."""
    return "{{{}}}".format(",".join(map(quoted, keys)))


def quoted(key: int | str) -> str:
    """A key as it stands in a list of keys."""
    if isinstance(key, int):
        return str(int(key))
    return '"{}"'.format(key.replace("\\", r"\\").replace('"', r"\""))


@prepared.once_more
def ask_by(question: Question, **given) -> list[tuple]:
    """The rows of a question for what is brought by name; one without holes brings nothing."""
    connection.ensure_connection()  # by which values are written into the wording
    return prepared.rows(worded(question, timezone.localdate()), given)
