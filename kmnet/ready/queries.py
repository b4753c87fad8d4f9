"""What a statement touches, read off its words. Errs towards more tables and more writing."""

import re
from functools import lru_cache

WORD = re.compile(r"[a-z_][a-z0-9_$]*")
WRITING = {"insert", "update", "delete", "truncate", "merge", "copy"}


@lru_cache(512)
def words_of(sql: str) -> frozenset[str]:
    """Every name and keyword in a statement, quoted or not, in small letters."""
    return frozenset(WORD.findall(sql.lower()))


class Watch:
    """An `execute_wrapper` that notes the words of all statements of one request."""

    def __init__(self):
        self.words: set[str] = set()
        self.wrote = False
        self.understood = True

    def __call__(self, execute, sql, params, many, context):
        if isinstance(sql, str):
            words = words_of(sql)
            self.words |= words
            self.wrote = self.wrote or not words.isdisjoint(WRITING)
        else:
            # Composed by psycopg: nothing here does that on a public page.
            self.understood, self.wrote = False, True
        return execute(sql, params, many, context)
