"""The lines around what was found, with what was asked for marked, and nothing cut in half."""

import re
from html import escape

from django.utils.safestring import SafeString, mark_safe

from kmnet.thai.text import to_arabic_digits
from kmnet.thai.words import Asked, same_things

LETTERS = 170
BEFORE = 45  # letters shown before the first thing found
SLACK = 25  # letters within which a space is looked for to cut at
_LEADS = frozenset("เแโใไ")
_FOLLOWS = frozenset(map(chr, [*range(0x0E30, 0x0E3B), *range(0x0E45, 0x0E4F)]))
_THAI_DIGIT = re.compile("[๐-๙]")
_DIGIT = re.compile("[0-9]")


def as_compared(text: str) -> str:
    """A text that was saved, on one line, as it is compared: digits Arabic, letters lower."""
    # Translating a text takes longer than all the rest.
    return (to_arabic_digits(text) if _THAI_DIGIT.search(text) else text).lower()


class Marker:
    """Marks in texts what one query asked for; a text is on one line, spaced as it is compared."""

    def __init__(self, asked: Asked):
        phrases = {phrase for word in asked.words for way in word.ways for phrase in way}
        self._said = sorted((each.text for each in phrases if each.as_typed), key=len, reverse=True)
        # What abbreviations among them stand for.
        self._others = tuple(each.text for each in phrases if not each.as_typed)
        letters = "".join(each.text for each in phrases)
        self._has_digits = bool(_DIGIT.search(letters))
        self._has_capitals = letters.upper() != letters

    def places_in(self, text: str) -> list[tuple[int, int]]:
        """Where in a text stands what was asked for: (from, to), in order."""
        compared = self._compared(text)
        found = self._spans(compared)
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

    def _compared(self, text: str) -> str:
        """The text as it is compared; what cannot matter is left, for a long text takes its time."""
        if self._has_digits and _THAI_DIGIT.search(text):
            text = to_arabic_digits(text)
        lower = text.lower() if self._has_capitals else text
        return lower if len(lower) == len(text) else text

    def _spans(self, text: str) -> list[tuple[int, int]]:
        """Where stands what was asked for as it was typed; of what begins together the longest."""
        ahead = {said: at for said in self._said if (at := _stands(text, said, 0)) >= 0}
        spans, end = [], 0
        while ahead:
            said = min(ahead, key=ahead.get)
            start = ahead[said]
            if start >= end:
                end = start + len(said)
                spans.append((start, end))
            ahead[said] = _stands(text, said, end)
            if ahead[said] < 0:
                del ahead[said]
        return spans

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


def _stands(text: str, said: str, start: int) -> int:
    """Where from `start` on something stands in whole syllables, -1 for nowhere."""
    while (start := text.find(said, start)) >= 0:
        end = start + len(said)
        if text[start - 1 : start] not in _LEADS and text[end : end + 1] not in _FOLLOWS:
            break
        start += 1
    return start


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
    while at > 0 and (text[at - 1] in _LEADS or text[at] in _FOLLOWS):
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
