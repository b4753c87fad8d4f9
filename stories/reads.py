"""Counting reads without writing on the reading path: gathered in the worker, added in batches.

The count is for the village to see that it is heard. It ranks nothing, and a few reads lost when
a worker dies are no harm.

A reading is a GET that brings the story's bytes to somebody's screen. Not counted: robots; a page
fetched ahead, before anybody has chosen to look; partners, who are known by their session's cookie
and are not readers but the house; and whoever asks whether the page has changed, for they have read
it before (a 304 and a reload alike).
"""

import logging
import re
import threading
import time
from collections import Counter
from functools import lru_cache, partial

from django.conf import settings
from django.db import DatabaseError, connection

from kmnet import ready

log = logging.getLogger(__name__)

BATCH = 50  # reads
PATIENCE = 20.0  # seconds

ROBOTS = re.compile(
    r"bot|crawl|spider|slurp|preview|facebookexternalhit|lighthouse|curl|wget", re.I
)
PARTNER = f"{settings.SESSION_COOKIE_NAME}="

_gathered: Counter[int] = Counter()
_lock = threading.Lock()
_since = time.monotonic()


def counted(request, response, number: int):
    """`response` to a reading of story `number`: this one counted, and those of its kept copies."""
    count(request, number)
    response.on_read = partial(gather, number)
    return response


def count(request, number: int) -> None:
    """Remember one read of story `number`, if it is one."""
    gather(number, request.META)


def gather(number: int, meta: dict) -> None:
    """The same, by what WSGI says of the request."""
    if is_reading(meta):
        with _lock:
            _gathered[number] += 1


def is_reading(meta: dict) -> bool:
    """Whether a request brings a page to somebody who has not read it yet."""
    return not (
        meta["REQUEST_METHOD"] != "GET"
        or is_robot(meta.get("HTTP_USER_AGENT", ""))
        or "HTTP_IF_NONE_MATCH" in meta
        or "HTTP_IF_MODIFIED_SINCE" in meta
        or "prefetch" in meta.get("HTTP_SEC_PURPOSE", "")
        or "prefetch" in meta.get("HTTP_PURPOSE", "")
        or ("HTTP_COOKIE" in meta and PARTNER in meta["HTTP_COOKIE"])
    )


@lru_cache(512)
def is_robot(agent: str) -> bool:
    """Whether a program calls itself one; whoever does not say what they are is taken for one."""
    return not agent or ROBOTS.search(agent) is not None


def forget() -> None:
    """Drop what was gathered, unwritten."""
    global _since
    with _lock:
        _gathered.clear()
        _since = time.monotonic()


def flush() -> int:
    """Add what was gathered to the table in one statement; returns how many reads that were.

    What could not be written is gathered again. Raises what the database raises.
    """
    global _since
    with _lock:
        batch = Counter(_gathered)
        _gathered.clear()
        _since = time.monotonic()
    if not batch:
        return 0
    try:
        write(batch)
    except Exception:
        with _lock:
            _gathered.update(batch)
        raise
    return batch.total()


def write(batch: Counter[int]) -> None:
    """Add a batch to the table; stories that are gone from the database are left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO stories_reads (story_id, count)
            SELECT number, n FROM unnest(%s::bigint[], %s::int[]) AS gathered (number, n)
            WHERE EXISTS (SELECT 1 FROM stories_story s WHERE s.number = gathered.number)
            ORDER BY number
            ON CONFLICT (story_id) DO UPDATE SET count = stories_reads.count + EXCLUDED.count
            """,
            [list(batch), list(batch.values())],
        )


def flush_when_due(**_) -> None:
    """After an answer has gone out: write what has gathered, where no thread does it (runserver)."""
    due = _gathered.total() >= BATCH or time.monotonic() - _since > PATIENCE
    if due and not ready.ticking():
        try:
            flush()
        except DatabaseError:
            log.warning("reads are written later", exc_info=True)
