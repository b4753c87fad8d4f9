"""The lines around what was found, with what was asked for marked, and nothing cut in half."""

import re
from html import escape

from django.utils.safestring import SafeString, mark_safe

from kmnet.thai.text import to_arabic_digits
from kmnet.thai.words import Asked, same_things

LETTERS = 170
BEFORE = 45  # letters shown before the first thing found
SLACK = 25  # letters within which a space is looked for to cut at
_LEADS = "เแโใไ"
_FOLLOWS = "\u0e30-\u0e3a\u0e45-\u0e4e"
_THAI_DIGIT = re.compile("[๐-๙]")
_INSIDE = re.compile(f"[{_FOLLOWS}]")


class Marker:
    """Marks in texts what one query asked for; a text is on one line, spaced as it is compared."""

    def __init__(self, asked: Asked):
        phrases = {phrase for word in asked.words for way in word.ways for phrase in way}
        said = sorted((each.text for each in phrases if each.as_typed), key=len, reverse=True)
        # Letter by letter, whole syllables only.
        expression = "|".join(map(re.escape, said))
        self._find = re.compile(f"(?<![{_LEADS}])(?:{expression})(?![{_FOLLOWS}])").finditer
        # What abbreviations among them stand for.
        self._others = tuple(each.text for each in phrases if not each.as_typed)

    def places_in(self, text: str) -> list[tuple[int, int]]:
        """Where in a text stands what was asked for: (from, to), in order."""
        # Translating a long text takes longer than all the rest.
        digits = to_arabic_digits(text) if _THAI_DIGIT.search(text) else text
        lower = digits.lower()
        compared = lower if len(lower) == len(text) else digits
        found = [each.span() for each in self._find(compared)]
        if not self._others:
            return found
        found += [
            (start, end)
            for start, end, run in same_things(compared)
            if "".join(run).startswith(self._others)
        ]
        apart: list[tuple[int, int]] = []
        for start, end in sorted(found):
            if not apart or start >= apart[-1][1]:
                apart.append((start, end))
        return apart

    def marked(self, text: str) -> SafeString:
        """A whole text, what was asked for in it marked."""
        return _html(text, self.places_in(text), 0, len(text))

    def excerpt(self, text: str) -> tuple[SafeString, bool]:
        """(about `LETTERS` letters around where most of what was asked for stands, any at all)."""
        places = self.places_in(text)
        if len(text) <= LETTERS + SLACK:
            return _html(text, places, 0, len(text)), bool(places)
        start = 0
        if places:
            middle = _richest(text, places)
            start = _cut(text, max(0, middle - BEFORE), forward=True, limit=middle)
        end = _cut(text, min(len(text), start + LETTERS), forward=False, limit=start)
        return _html(text, places, start, end), bool(places)


def _richest(text: str, places: list[tuple[int, int]]) -> int:
    """Where begins the stretch that says the most different of the things found."""
    best, most = places[0][0], 0
    for index, (start, _) in enumerate(places[:40]):
        near = {text[a:b] for a, b in places[index : index + 12] if b <= start + LETTERS - BEFORE}
        if len(near) > most:
            best, most = start, len(near)
    return best


def _cut(text: str, at: int, *, forward: bool, limit: int) -> int:
    """A place near `at` to cut at: at a space when one is near, never inside a letter."""
    if at <= 0 or at >= len(text):
        return max(0, min(at, len(text)))
    if forward:
        space = text.find(" ", max(0, at - 1), min(at + SLACK, limit))
        if space >= 0:
            return space + 1
    else:
        space = text.rfind(" ", max(limit, at - SLACK), at + 1)
        if space > limit:
            return space
    while at > 0 and (text[at - 1] in _LEADS or _INSIDE.match(text, at)):
        at -= 1
    return at


def _html(text: str, places: list[tuple[int, int]], start: int, end: int) -> SafeString:
    if not places or places[0][0] >= end:
        shown = escape(text[start:end])
        return mark_safe(f"{'… ' * bool(start)}{shown}{' …' * (end < len(text))}")  # noqa: S308
    parts, at = ["… " if start else ""], start
    for a, b in places:
        if a >= at and b <= end:
            parts += [escape(text[at:a]), "<mark>", escape(text[a:b]), "</mark>"]
            at = b
    parts += [escape(text[at:end]), " …" if end < len(text) else ""]
    return mark_safe("".join(parts))  # noqa: S308 (each part is escaped above)
