"""How often pieces of text occur, as Postgres knows it from looking around by itself.

No one way to search is best: newest-first with an early stop is hundreds of times faster than an
index for a word that every second story holds, and hundreds of times slower for one that five do.
"""

import threading
import time
from collections.abc import Iterable

from django.db import connection

from kmnet.thai.words import Word

PATIENCE = 300.0  # seconds for which figures are believed

_lock = threading.Lock()
_known: tuple[float, float, dict[str, float]] = (float("-inf"), 0.0, {})


def look() -> tuple[float, dict[str, float]]:
    """(entries there are, share of them that hold a piece) for the commonest pieces."""
    global _known
    when, count, shares = _known
    if time.monotonic() - when > PATIENCE:
        with connection.cursor() as cursor:
            cursor.execute(
                """
                SELECT table_.reltuples, known.most_common_elems::text::text[],
                    known.most_common_elem_freqs
                FROM pg_class table_ LEFT JOIN pg_stats known
                    ON known.schemaname = current_schema() AND known.tablename = table_.relname
                    AND known.attname = 'vector'
                WHERE table_.oid = 'stories_searchentry'::regclass
                """
            )
            count, pieces, often = cursor.fetchone()
        shares = dict(zip(pieces or [], often or [], strict=False))
        with _lock:
            _known = (time.monotonic(), max(count, 0.0), shares)
    return count, shares


def forget() -> None:
    """Look anew the next time."""
    global _known
    with _lock:
        _known = (float("-inf"), 0.0, {})


def expected(words: Iterable[Word], parts: str, *more: str) -> float:
    """About how many entries hold all these words, at most.

    `parts` are the capitals of the parts to look in, "" for anywhere; `more` are pieces that must
    be there too.
    """
    count, shares = look()

    def share(piece: str) -> float:
        return min(1.0, sum(shares.get(part + piece, 0.0) for part in parts or ("",)))

    least = [shares.get(piece, 0.0) for piece in more]
    for word in words:
        ways = (min(share(piece) for phrase in way for piece in phrase.pieces) for way in word.ways)
        least.append(min(1.0, sum(ways)))
    return count * min(least, default=1.0)
