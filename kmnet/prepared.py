"""Questions that Postgres plans once for as long as a connection lives.

Django binds the values of a query into its text, so each asking is planned anew. Here they are bound
on the server, and what was asked before is asked by its name.
"""

import threading
from collections.abc import Callable, Mapping
from functools import wraps

from django.db import OperationalError, connection
from django.db.backends.postgresql.base import ServerBindingCursor

MOST = 40  # plans, up to half a megabyte each; a visitor's searches choose some of them

_of_thread = threading.local()


def cursor():
    """A cursor whose questions keep their plans; a context manager, watched like Django's own."""
    connection.ensure_connection()
    return _watched(_new())


def rows(question: str, values: Mapping) -> list[tuple]:
    """The rows that answer a question; `values` are by the names it gives them."""
    connection.ensure_connection()
    # One cursor serves one question after another; who asks in between takes another one.
    asking = _of_thread.__dict__.pop("asking", None)
    if asking is None or asking.connection is not connection.connection:
        asking = _new()
    watched = _watched(asking)
    watched.execute(question, values)
    found = watched.fetchall()
    _of_thread.asking = asking
    return found


def _new() -> ServerBindingCursor:
    line = connection.connection
    # Django's own cursors never prepare, whatever stands here.
    line.prepare_threshold = 0
    line.prepared_max = MOST
    return ServerBindingCursor(line)


def _watched(asking: ServerBindingCursor):
    watched = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    return watched(asking)


def once_more(ask: Callable) -> Callable:
    """`ask` is tried again where the connection broke since it was last used.

    Asking first whether it still stands, as Django does, would cost a trip each time. Inside a
    transaction nothing is tried again. Raises what `ask` raises, OperationalError while Postgres is
    away.
    """

    @wraps(ask)
    def asked(*args, **kwargs):
        try:
            return ask(*args, **kwargs)
        except OperationalError:
            line = connection.connection
            if connection.in_atomic_block or line is None or not line.broken:
                raise
        connection.close()
        return ask(*args, **kwargs)

    return asked
