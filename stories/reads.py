"""Counting reads without writing on the reading path: gathered in the worker, added in batches.

The count is for the village to see that it is heard. It ranks nothing, and a few reads lost when
a worker dies are no harm.
"""

import re
import threading
import time
from collections import Counter

from django.db import connection

BATCH = 50  # reads
PATIENCE = 20.0  # seconds

ROBOTS = re.compile(
    r"bot|crawl|spider|slurp|preview|facebookexternalhit|lighthouse|curl|wget", re.I
)

_gathered: Counter[int] = Counter()
_lock = threading.Lock()
_since = time.monotonic()


def count(request, number: int) -> None:
    """Remember one read of story `number`, unless a robot or a second look at the same bytes."""
    if request.method != "GET" or ROBOTS.search(request.headers.get("User-Agent", "bot")):
        return
    with _lock:
        _gathered[number] += 1
        due = sum(_gathered.values()) >= BATCH or time.monotonic() - _since > PATIENCE
    if due:
        flush()


def forget() -> None:
    """Drop what was gathered, unwritten."""
    global _since
    with _lock:
        _gathered.clear()
        _since = time.monotonic()


def flush() -> int:
    """Add what was gathered to the table in one statement; returns how many reads that were."""
    global _since
    with _lock:
        batch = dict(_gathered)
        _gathered.clear()
        _since = time.monotonic()
    if not batch:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO stories_reads (story_id, count)
            SELECT number, n FROM unnest(%s::bigint[], %s::int[]) AS gathered (number, n)
            WHERE EXISTS (SELECT 1 FROM stories_story s WHERE s.number = gathered.number)
            ON CONFLICT (story_id) DO UPDATE SET count = stories_reads.count + EXCLUDED.count
            """,
            [list(batch), list(batch.values())],
        )
    return sum(batch.values())
