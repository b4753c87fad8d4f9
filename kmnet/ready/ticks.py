"""Small work of a worker process that no reader waits for: counts to write, an index to refresh.

It runs in a thread of its own, with a database connection of its own. Whatever goes wrong in it is
logged and tried again at its next turn.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing import util

from django.db import close_old_connections, connections

log = logging.getLogger(__name__)


@dataclass
class Work:
    """Something done again and again, `every` so many seconds."""

    do: Callable[[], object]
    every: float
    last: bool
    due: float = field(default=0.0)


_works: list[Work] = []
_end = threading.Event()
_thread: threading.Thread | None = None


def every_tick(do: Callable[[], object], *, every: float = 20.0, last: bool = False) -> None:
    """Have `do()` called about every so many seconds in each worker that serves pages.

    With `last` also once as the worker ends. To be called while the apps are being set up.
    """
    _works.append(Work(do, every, last))


def ticking() -> bool:
    """Whether this process has the thread; tests, `runserver` and commands do not."""
    return _thread is not None and _thread.is_alive()


def start() -> None:
    """Begin to tick, until the process ends. Whoever ticks already goes on."""
    global _thread
    if ticking():
        return
    for work in _works:
        work.due = time.monotonic() + work.every
    _end.clear()
    _thread = threading.Thread(target=_tick_on, name="ticking", daemon=True)
    _thread.start()


def stop() -> None:
    """Stop ticking, and do what is to be done last."""
    global _thread
    thread, _thread = _thread, None
    if thread is None:
        return
    _end.set()
    thread.join(1.0)
    for work in _works:
        if work.last:
            _do(work)
    connections.close_all()


def _tick_on() -> None:
    try:
        while not _end.wait(_until_next()):
            for work in _works:
                if work.due <= time.monotonic():
                    _do(work)
                    work.due = time.monotonic() + work.every
    finally:
        connections.close_all()  # the thread's own


def _until_next() -> float:
    """Seconds until something is due, a minute at most."""
    return max(0.0, min((work.due for work in _works), default=60.0) - time.monotonic())


def _do(work: Work) -> None:
    try:
        close_old_connections()
        work.do()
        close_old_connections()
    except Exception:  # whatever it is, the next tick comes
        log.exception("%s is tried again later", getattr(work.do, "__qualname__", work.do))


# Workers forked by a server end without `atexit`; this runs in them as well.
def at_the_end(do: Callable[[], None]) -> None:
    """Have `do()` called when this process ends in peace."""
    util.Finalize(None, do, exitpriority=10)
