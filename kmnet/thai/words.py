"""Words for the search: what Postgres is given to keep, to look for, and to guess from."""

import re
from collections.abc import Iterable

from .text import clusters, normalise_query

# Postgres counts positions up to this; longer texts are indexed in sections.
LAST_POSITION = 16383
_FIELD_GAP = 3

_SAME_SOUND = str.maketrans("ใณศษฎฏฐฑฒฌภธฆซญฬ", "ไนสสดตถทททพทคสยล")
_SHORT_VOWELS = str.maketrans("ีืู", "ิึุ")


def tsvector(parts: Iterable[tuple[str, str]]) -> str:
    """Return text for ``::tsvector`` from pairs of (text, weight ``A``–``D``).

    Pieces are Thai clusters with their positions, so that a phrase query finds any run of
    whole syllables inside a sentence without spaces. A phrase never crosses two parts.
    """
    lexemes, position = [], 0
    for text, weight in parts:
        for piece in clusters(text):
            position += 1
            lexemes.append(f"{_quoted(piece)}:{min(position, LAST_POSITION)}{weight}")
        position += _FIELD_GAP
    return " ".join(lexemes)


def tsquery(query: str) -> str:
    """Return text for ``::tsquery``: every word of `query`, each as a phrase; may be empty."""
    phrases = [clusters(word) for word in normalise_query(query).split()]
    return " & ".join(f"({' <-> '.join(map(_quoted, p))})" for p in phrases if p)


def _quoted(piece: str) -> str:
    return "'" + piece.replace("\\", "\\\\").replace("'", "''") + "'"


def fold(word: str) -> str:
    """Return `word` without what people misspell; equal folds mean "did you mean".

    Drops silent letters, tone marks and short ะ; writes letters of one sound the same way.
    """
    word = re.sub("[ก-ฮ][ิุ]?์", "", normalise_query(word))
    word = re.sub("[\u0e47-\u0e4b\u0e4e]", "", word)
    return re.sub("ะ|รร(?=[ก-ฮ])", "", word.translate(_SAME_SOUND).translate(_SHORT_VOWELS))


def and_list(names: Iterable[str]) -> str:
    """Return names as one says them: ``ก ข และ ค``."""
    names = list(names)
    if len(names) < 2:
        return "".join(names)
    return f"{' '.join(names[:-1])} และ{names[-1]}"
