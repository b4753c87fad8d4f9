"""Taking a person out of texts: the name in all its forms, and their numbers however written."""

import re
from collections.abc import Iterable
from typing import Any

from kmnet.thai.names import first_name, pattern_of
from kmnet.thai.text import graphemes, normalise, to_arabic_digits

NUMBER_GONE = "(เอาออกแล้ว)"
AROUND = 18  # letters shown before and behind a name that is found
_GAP = r"[\s\-.()]*"
_NUMBER = re.compile(r"(?:\+?66|0)[\d\s\-.()]{7,}\d")
# An address or a handle: at least five signs with an @ or a digit among letters.
_HANDLE = re.compile(r"(?=\S*[A-Za-z])(?=\S*[@\d])[\w.@+-]{5,}", re.ASCII)
_THAI_DIGIT = str.maketrans({str(i): f"[{i}{'๐๑๒๓๔๕๖๗๘๙'[i]}]" for i in range(10)})


def whole_name(called: str, name: str) -> str:
    """A regular expression for first and last name together; "" where there is no last name."""
    parts = name.split()
    if len(parts) < 2:
        return ""
    title = f"(?:{re.escape(called)}\\s*)?" if called else ""
    rest = r"\s*".join(map(re.escape, [first_name(called, name), *parts[1:]]))
    return f"{title}{rest}"


def numbers_in(text: str) -> list[str]:
    """Expressions for the telephone numbers, addresses and handles that stand in a contact."""
    plain = to_arabic_digits(normalise(text))
    found = []
    for each in _NUMBER.findall(plain):
        digits = re.sub(r"\D", "", each)
        local = digits[2:].lstrip("0") if digits.startswith("66") else digits[1:]
        if 8 <= len(local) <= 9:
            tail = _GAP.join(digit.translate(_THAI_DIGIT) for digit in local)
            head = f"(?:\\+?[6๖]{_GAP}[6๖]{_GAP}(?:[0๐]{_GAP})?|[0๐]{_GAP})"
            found.append(f"(?<![\\d๐-๙]){head}{tail}(?![\\d๐-๙])")
    return found + [f"(?i:{re.escape(each)})" for each in _HANDLE.findall(plain)]


class Unnaming:
    """How one person is taken out of any text.

    `others` are people of the same place, as (called, name): their names stay whole, also where
    they begin with this one's. `whole_only` finds first and last name together and nothing less,
    for texts that may be about a namesake of another place.
    """

    def __init__(
        self,
        called: str,
        name: str,
        instead: str,
        *,
        contacts: Iterable[str] = (),
        others: Iterable[tuple[str, str]] = (),
        whole_only: bool = False,
    ):
        self.instead = instead
        self.pattern = whole_name(called, name) if whole_only else pattern_of(called, name)
        mine = first_name(called, name)
        kept = []
        for their_called, their_name in others:
            if self.is_them(their_called, their_name):
                continue
            same = first_name(their_called, their_name) == mine
            kept.append((whole_name if same else pattern_of)(their_called, their_name))
        kept = sorted(filter(None, set(kept)), key=len, reverse=True)
        numbers = [each for contact in contacts for each in numbers_in(contact)]
        ways = [
            ("kept", "|".join(kept)),
            ("number", "|".join(dict.fromkeys(numbers))),
            ("name", self.pattern),
        ]
        expression = "|".join(f"(?P<{what}>{way})" for what, way in ways if way)
        self.expression = re.compile(expression) if expression else None

    def is_them(self, called: str, name: str) -> bool:
        """Whether a row that says `called` and `name` is this person's own."""
        said = normalise(f"{called}{name}")
        return bool(self.pattern and said and re.fullmatch(self.pattern, said))

    def _put(self, found: re.Match) -> str:
        if found.lastgroup == "kept":
            return found[0]
        return NUMBER_GONE if found.lastgroup == "number" else self.instead

    def text(self, text: str) -> str:
        """The text without the person; the very same one where they are not in it."""
        plain = normalise(text)
        if self.expression is None or not plain:
            return text
        after = self.expression.sub(self._put, plain)
        return text if after == plain else after

    def value(self, value: Any) -> Any:
        """A text, or what was typed into a form as JSON, without the person."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.value(each) for each in value]
        if isinstance(value, dict):
            after = {key: self.value(each) for key, each in value.items()}
            for key in value:
                said = key.removesuffix("name") + "called"
                if key.endswith("name") and said in value:
                    called, name = one(value[said]), one(value[key])
                    if self.is_them(called, name):
                        after[said], after[key] = [""], [self.instead]
            return after
        return value

    def around(self, value: Any) -> list[str]:
        """Each place where the person stands, with a few letters before and behind."""
        if isinstance(value, (list, dict)):
            inner = value.values() if isinstance(value, dict) else value
            return [each for part in inner for each in self.around(part)]
        if not isinstance(value, str) or self.expression is None:
            return []
        text = " ".join(normalise(value).split())
        found = [m for m in self.expression.finditer(text) if m.lastgroup != "kept"]
        return [
            "".join(graphemes(text[: m.start()])[-AROUND:])
            + m[0]
            + "".join(graphemes(text[m.end() :][: 3 * AROUND])[:AROUND])
            for m in found
        ]


def one(value: Any) -> str:
    """The text of a form's field, which is kept as a list."""
    if isinstance(value, list):
        value = value[0] if value else ""
    return value if isinstance(value, str) else ""
