"""A thread's connection to Postgres ends with the thread.

granian lets go of threads that have had nothing to do for half a minute. Python forgets what such a
thread held only at its next look for cycles, which a site with few readers puts off for hours, and
every thread that came anew took one more of the hundred connections that Postgres gives.
"""

import threading
from weakref import WeakSet


class _Open:
    """Open connections of one thread, which nobody refers to but the thread."""

    def __init__(self):
        self.lines = WeakSet()

    def __del__(self):
        for line in list(self.lines):
            line.close()


class _OfThisThread(threading.local):
    def __init__(self):
        self.open = _Open()


_mine = _OfThisThread()


def end_with_thread(connection, **signal) -> None:
    """Close this connection when the thread that opened it ends; receives `connection_created`."""
    _mine.open.lines.add(connection.connection)
