"""What may have been meant: words of the network that sound or look like what was typed."""

from itertools import islice

from django.core import checks
from django.db import connections
from django.utils import timezone

from kmnet.thai.text import normalise_query
from kmnet.thai.words import Asked, fold
from stories.search.keeping import LONGEST_WORD
from stories.search.posing import pose

THAI = "น้ำตก"
MOST = 3
MOST_SUGGESTED = 8
NEAR = 0.4  # of 1, how alike two keys are
LAST = "\U0010ffff"

# Words of entries that have run out with somebody's consent wait for the next tick to go.
STANDING = """(entry_id IS NULL OR entry_id NOT IN (
    SELECT story_id FROM stories_searchentry WHERE fresh_until < %(today)s
))"""
NEAREST = f"""
    SELECT word, min((entry_id IS NOT NULL)::int) AS of_a_story, key = %(key)s AS alike,
        similarity(key, %(key)s) AS near
    FROM stories_searchword
    WHERE (key = %(key)s OR (key %% %(key)s AND similarity(key, %(key)s) >= %(least)s))
        AND {STANDING}
    GROUP BY word, key
    ORDER BY alike DESC, near DESC, of_a_story, length(word), word LIMIT 12
"""  # noqa: S608 (made of what stands here; every value is a parameter)
KNOWN = "SELECT DISTINCT word FROM stories_searchword WHERE word = ANY (%(words)s)"
# From the first such word to the last, for a plan that holds for any beginning knows no LIKE.
BEGINNING = f"""
    SELECT word FROM stories_searchword
    WHERE ((word >= %(text)s AND word < %(text_end)s) OR (key >= %(key)s AND key < %(key_end)s))
        AND {STANDING}
    GROUP BY word
    ORDER BY bool_or(word >= %(text)s AND word < %(text_end)s) DESC,
        min((entry_id IS NOT NULL)::int), length(word), word
    LIMIT {MOST_SUGGESTED}
"""  # noqa: S608


def meant(asked: Asked) -> list[str]:
    """Queries that may have been meant instead of this one, the likeliest first."""
    said = [word.said for word in asked.words]
    if len(said) == 1:
        return alike(said[0])[:MOST]
    # Each word that nobody writes so is replaced by the one most like it.
    as_written = known(said)
    others = [one if one in as_written else (alike(one) or [one])[0] for one in said]
    return [" ".join(others)] if others != said else alike(" ".join(said))[:MOST]


def known(words: list[str]) -> set[str]:
    """Those of the words that stand in the list as they were typed."""
    return {word for (word,) in pose(KNOWN, {"words": words})}


def alike(text: str) -> list[str]:
    """Words of the list that sound like a text, or else look like it; never the text itself."""
    key = fold(text)[:LONGEST_WORD]
    if len(key) < 2:
        return []
    rows = pose(NEAREST, {"key": key, "least": NEAR, "today": timezone.localdate()})
    same = [word for word, _, sounds_so, _ in rows if sounds_so]
    found = same or [word for word, *_ in rows]
    return list(islice((word for word in found if normalise_query(word) != text), MOST))


def suggestions(typed: str) -> list[str]:
    """Words of the list that begin with what was typed, or sound as if they did."""
    text = normalise_query(typed[:LONGEST_WORD])
    key = fold(text)
    if len(text) < 2 or not key:
        return []
    # Behind all that begin so: no word holds the last of all letters.
    asked = {"text": text, "text_end": text + LAST, "key": key, "key_end": key + LAST}
    return [word for (word,) in pose(BEGINNING, asked | {"today": timezone.localdate()})]


def check_letters(app_configs, databases=None, **kwargs) -> list[checks.Error]:
    """System check: a database whose LC_CTYPE knows no Thai letter guesses nothing, silently."""
    errors = []
    for alias in databases or []:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
            if not cursor.fetchone():
                continue  # not migrated yet
            cursor.execute("SELECT cardinality(show_trgm(%s))", [THAI])
            if not cursor.fetchone()[0]:
                errors.append(
                    checks.Error(
                        "This database takes Thai letters for punctuation.",
                        hint="Create it with LC_CTYPE=C.UTF-8 (or another UTF-8 locale).",
                        id="stories.E001",
                    )
                )
    return errors
