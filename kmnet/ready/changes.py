"""The thread of each worker that hears from Postgres what has changed.

Triggers call `pg_notify('kmnet_changed', <table>)`. Postgres hands a notification on before it
answers the next query of whoever listens; so one small query, sent and answered, proves that
everything committed before it has been heard. It is sent when something arrives, when a request
that has written waits for it, and else once a second. Three seconds without an answer, and nothing
is served ready until there is one again.
"""

import contextlib
import logging
import select
import socket
import threading
import time
from uuid import uuid4

import psycopg
from django.db import connection

from kmnet.ready.shelf import Shelf

log = logging.getLogger(__name__)

CHANNEL = "kmnet_changed"
BEAT = 1.0  # seconds between two signs of life
TRUST = 3.0  # seconds for which one sign of life is enough
PATIENCE = 1.0  # seconds that a request which has written waits to be heard
PAUSES = (0.2, 1.0, 5.0)  # seconds before trying to listen again
LINE = {
    "application_name": "kmnet listening",
    "connect_timeout": 3,  # seconds
    "keepalives_idle": 2,  # seconds
    "keepalives_interval": 1,  # seconds
    "keepalives_count": 2,
    "tcp_user_timeout": 3000,  # milliseconds
}
# Bits of pg_trigger.tgtype: insert, delete, update, truncate. Disabled triggers tell nothing.
TELLING = """
    SELECT tgrelid::regclass::text FROM pg_trigger
    JOIN pg_proc ON pg_proc.oid = tgfoid
    WHERE proname = 'kmnet_tells' AND tgenabled IN ('O', 'A')
    GROUP BY tgrelid HAVING bit_or(tgtype::int) & 60 = 60
"""
# What a statement may read: tables, views, and functions of ours, since those read tables unseen.
READABLE = """
    SELECT relname::text FROM pg_class
    WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND relnamespace = 'public'::regnamespace
    UNION
    SELECT proname::text FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND provolatile <> 'i' AND NOT EXISTS (
        SELECT 1 FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e'
    )
"""

_may_lag: set[str] = set()


def may_lag(table: str) -> None:
    """Kept pages may be older than this table: a minute at most, and it does no harm.

    To be named beside the reason, and never for a table that says what may be shown.
    """
    _may_lag.add(table)


class Hearing:
    """Hears what changed and tells the shelf. Trust it while `time.monotonic() < good_until`."""

    def __init__(self, shelf: Shelf):
        self.good_until = 0.0
        self._shelf = shelf
        self._readable: frozenset[str] = frozenset()
        self._telling: frozenset[str] = frozenset()
        self._heard: set[str] = set()
        self._asked = self._answered = 0
        self._turn = threading.Condition()
        self._ending = False
        self._database: dict = {}
        self._thread: threading.Thread | None = None
        self._bell, self._ring = socket.socketpair()
        for end in (self._bell, self._ring):
            end.setblocking(False)

    def start(self) -> None:
        """Begin to listen, in a thread that ends with the process."""
        self._ending = False
        self._database = connection.get_connection_params()
        self._thread = threading.Thread(target=self._listen_on, name="listening", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread and its connection."""
        self._ending = True
        self._wake()
        if self._thread:
            self._thread.join(1.0)

    @property
    def good(self) -> bool:
        """Whether everything that happened until a moment ago has been heard."""
        return time.monotonic() < self.good_until

    def tables_of(self, words: set[str]) -> frozenset[str] | None:
        """Which tables' changes concern a page, by the words of its statements.

        None when it read something that tells nothing: such a page cannot be kept.
        """
        read = self._readable & words - _may_lag
        return frozenset(read) if read <= self._telling else None

    def catch_up(self) -> None:
        """Wait until everything committed so far has been heard; give up what was kept otherwise.

        A person's next look then shows what they have just done, without a word between workers.
        """
        if not self.good:
            return
        with self._turn:
            self._asked += 1
            asked = self._asked
            self._wake()
            if self._turn.wait_for(lambda: self._answered >= asked, PATIENCE):
                return
        self._shelf.empty()

    # The thread ---------------------------------------------------------------------------------

    def _listen_on(self) -> None:
        """Listen, and begin anew when the line breaks."""
        tries = 0
        while not self._ending:
            try:
                with self._connected() as line:
                    self._begin(line)
                    tries = 0
                    while not self._ending:
                        self._hear(line)
                        select.select([line.fileno(), self._bell], [], [], BEAT)
            except (psycopg.Error, OSError) as fault:
                log.warning("what changes is not heard, pages come from the database: %s", fault)
            except Exception:
                log.exception("listening broke off")
            self.good_until = 0.0
            self._shelf.empty()
            if not self._ending:
                time.sleep(PAUSES[min(tries, len(PAUSES) - 1)])
                tries += 1

    def _connected(self) -> psycopg.Connection:
        """A connection of our own to the site's database."""
        own = {
            name: value
            for name, value in self._database.items()
            if name not in ("cursor_factory", "context")  # Django's ways with values
        }
        return psycopg.connect(**own | LINE, autocommit=True)

    def _begin(self, line: psycopg.Connection) -> None:
        """Listen, make sure that one is heard, and learn who tells. Raises OSError when not.

        Some poolers take a LISTEN and never pass a notification on.
        """
        line.add_notify_handler(lambda notify: self._heard.add(notify.payload))
        line.execute(f"LISTEN {CHANNEL}")
        word = f"hello {uuid4()}"
        line.execute("SELECT pg_notify(%s, %s)", [CHANNEL, word])
        line.execute("SELECT 1")
        if word not in self._heard:
            raise OSError("this connection passes no notifications on")
        self._readable = frozenset(name for (name,) in line.execute(READABLE))
        self._telling = frozenset(name for (name,) in line.execute(TELLING))
        self._heard.clear()
        self._shelf.empty()  # what was rendered before we listened may be out of date

    def _hear(self, line: psycopg.Connection) -> None:
        """Everything told so far goes to the shelf; then the line is good for a while again."""
        with contextlib.suppress(BlockingIOError):
            while self._bell.recv(512):
                pass
        asked, began = self._asked, time.monotonic()
        line.execute("SELECT 1")
        if self._heard:
            self._shelf.changed(self._heard & self._readable)
            self._heard.clear()
        if self.good_until and time.monotonic() > self.good_until:
            self._shelf.empty()  # it was silent for longer than it is trusted
        self.good_until = began + TRUST
        with self._turn:
            self._answered = asked
            self._turn.notify_all()

    def _wake(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._ring.send(b".")
