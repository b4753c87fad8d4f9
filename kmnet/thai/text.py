"""Thai text: one spelling for what looks the same, and no letter cut in half.

A vowel and a tone mark can be typed in several orders that look alike on the screen. What is
saved goes through `normalise`, what is searched or compared through `normalise_query`, so that
the same word is always the same string.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙"
_TO_ARABIC = str.maketrans(THAI_DIGITS, "0123456789")

# Written by code point, for a lone mark is unreadable in an editor.
_AA, _AM, _NIKHAHIT = "\u0e32", "\u0e33", "\u0e4d"
_TONES = "\u0e48-\u0e4b"
_TONES_AND_KARAN = "\u0e48-\u0e4c"
_VOWEL_MARKS = "\u0e31\u0e34-\u0e3a"
_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_LEADING = "เแโใไ"

# No script stacks more marks than this on a letter, and no reader could tell more apart.
MOST_MARKS = 16
# Where a longer stack might stand; ำ does not end one, for the tones behind it move before it.
_PERHAPS_TOO_MANY_MARKS = re.compile(f"[^\x00-\x7fก-ะาเ-ๆ๐-๛]{{{MOST_MARKS + 1},}}")

# A joiner between two pictures makes one emoji of them; anywhere else it is invisible dirt.
# Control characters, halves of pairs and noncharacters would break a feed: XML takes none.
_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
_INVISIBLE = re.compile(
    "[\u200b\u200c\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]"
    "|\u200d(?![\u2190-\U0010ffff])"
    f"|[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff{_NONCHARACTERS}]"
)
_RESPELL = [
    (re.compile(f"{_NIKHAHIT}([{_TONES}]?){_AA}"), f"\\1{_AM}"),
    (re.compile(f"([{_TONES}]){_NIKHAHIT}{_AA}"), f"\\1{_AM}"),
    (re.compile(f"(?<!{_AM})({_AM}+)([{_TONES}])"), r"\2\1"),
    (re.compile(f"([{_TONES_AND_KARAN}])([{_VOWEL_MARKS}])"), r"\2\1"),
    (re.compile(f"([{_MARKS}])\\1+"), r"\1"),
    (re.compile("เเ"), "แ"),
]
CLUSTER = re.compile(f"[{_LEADING}]?[ก-ฮ][{_MARKS}]*[ะาำๅ]?|[^\\W_\u0e00-\u0e7f]+|[\u0e00-\u0e7f]")
_DISPLAY_CLUSTER = re.compile(
    f"[{_LEADING}]?[ก-ฮฤฦ][{_MARKS}]*[ะาำๅ]*(?:[ก-ฮ][{_VOWEL_MARKS}]?์)?[ๆฯ]*|[^\\W_\u0e00-\u0e7f]+|.",
    re.DOTALL,
)


def normalise(s: str) -> str:
    """Return `s` as it is saved: one spelling, nothing invisible, no space around it.

    Line breaks (as ``\\n``), tabs and digits stay as typed; what is left may stand in XML.
    Of a heap of marks on one letter the first `MOST_MARKS` stay. Doing it twice changes nothing.
    """
    s = s.replace("\r\n", "\n").replace("\r", "\n")
    before = None
    # A rule moves a mark by one place, so the rounds are as few as the marks on one letter.
    while s != before:
        before = s
        s = _PERHAPS_TOO_MANY_MARKS.sub(_drop_marks_too_many, s)
        s = _INVISIBLE.sub("", unicodedata.normalize("NFC", s))
        for pattern, replacement in _RESPELL:
            s = pattern.sub(replacement, s)
    return s.strip()


def _drop_marks_too_many(run: re.Match) -> str:
    kept, marks = [], 0
    for char in run[0]:
        if unicodedata.category(char).startswith("M"):
            marks += 1
        elif char != _AM:
            marks = 0
        if marks <= MOST_MARKS or char == _AM:
            kept.append(char)
    return "".join(kept)


def normalise_query(s: str) -> str:
    """Return `s` as it is compared: normalised, Arabic digits, lower case, single spaces."""
    s = re.sub(r"\s+", " ", to_arabic_digits(normalise(s)).lower())
    return s.replace(" ๆ", "ๆ").strip()


def to_arabic_digits(s: str) -> str:
    """Return `s` with ๐–๙ written 0–9."""
    return s.translate(_TO_ARABIC)


_SMALL_NUMBER = re.compile("[0-9]{1,18}")


def small_number(text: str, default: int = 0) -> int:
    """Return the whole number that `text` spells in Thai or Arabic digits, else `default`.

    At most 18 digits and nothing else, so it always fits a bigint and never troubles `int`.
    """
    # Only the head is read: a nineteenth character already decides the matter.
    digits = to_arabic_digits(text[:19])
    return int(digits) if _SMALL_NUMBER.fullmatch(digits) else default


def graphemes(s: str) -> list[str]:
    """Split `s` into what a reader sees as single letters; joined again they give `s`."""
    return list(_each_grapheme(s))


def _each_grapheme(s: str) -> Iterator[str]:
    """The same one by one, for who needs the first few of a long text."""
    start = 0
    for i in range(1, len(s)):
        if not _belongs_to(s[i - 1], s[i], alone=i - start == 1):
            yield s[start:i]
            start = i
    if s:
        yield s[start:]


def _belongs_to(previous: str, char: str, *, alone: bool) -> bool:
    """Say whether `char` goes with `previous`, which is `alone` as the whole letter so far."""
    if previous == "\r" and char == "\n":
        return True
    if previous in "\r\n":
        return False
    if char == _AM or char == "\u200d" or unicodedata.category(char).startswith("M"):
        return True
    if "\U0001f3fb" <= char <= "\U0001f3ff":  # skin tones
        return True
    if previous == "\u200d" and char >= "\u2190":
        return True
    return alone and _is_flag_letter(previous) and _is_flag_letter(char)


def _is_flag_letter(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def truncate(s: str, n: int, more: str = "…") -> str:
    """Return `s` on one line, at most `n` graphemes long, `more` counted in.

    Cuts at a space when one is near the end; else between syllable parts, never after a
    leading vowel nor before ะ า ำ ๆ ฯ or a silent letter.
    """
    s = " ".join(s.split())
    letters = list(islice(_each_grapheme(s), max(n + 1, 0)))
    if len(letters) <= n:
        return s
    room = max(n - len(graphemes(more)), 0)
    kept, used = [], 0
    for part in _DISPLAY_CLUSTER.finditer(s):
        used += len(graphemes(part[0]))
        if used > room:
            break
        kept.append(part[0])
    cut = "".join(kept)
    head, space, tail = cut.rpartition(" ")
    if space and len(graphemes(tail)) <= room // 3:
        cut = head
    return (cut.rstrip(" " + _LEADING) or "".join(letters[:room])) + more


def clusters(s: str) -> list[str]:
    """Return the smallest pieces of `s` that search compares, digits Arabic, letters lower.

    A piece is a Thai consonant with the vowels and marks around it, a word or number of
    another script, or a Thai sign on its own; spaces and punctuation are left out.
    """
    return CLUSTER.findall(normalise_query(s))


def sort_key(s: str) -> str:
    """Return a string whose code-point order is the Thai dictionary's order of `s`.

    Leading vowels go behind their consonant; tone marks count only between words that are
    otherwise equal. Up to ``2 * len(s) + 1`` characters; keep it in a plain column of
    collation C, not in one that normalises, for it holds a control character.
    """
    s = re.sub("[ฯๆ]", "", normalise_query(s))
    s = re.sub(f"([{_LEADING}])([ก-ฮ])", r"\2\1", s)
    letters = re.sub("[\u0e47-\u0e4c]", "", s)
    marks = re.sub("[^\u0e47-\u0e4c]", "0", s)
    return f"{letters}\x01{marks}"


_THIRTEEN_DIGITS = re.compile(r"(?<!\d)\d(?:[ \u00a0.\-–]?\d){12}(?!\d)")
_DAY = re.compile(r"(?<!\d)\d{1,2}-\d{1,2}-\d{4}(?!\d)")
_PHONE = re.compile(
    r"(?<![\d.])(?:\+?66[ \-]?|0)(?:[689](?:[ \-]?\d){8}|[23457](?:[ \-]?\d){7})(?!\d)"
)


def looks_like_citizen_id(s: str) -> bool:
    """Say whether a Thai citizen number (13 digits, checksum right) stands somewhere in `s`."""
    return any(_checksum_holds(m) for m in _THIRTEEN_DIGITS.findall(to_arabic_digits(s)))


def _checksum_holds(number: str) -> bool:
    digits = [int(char) for char in number if char.isdigit()]
    total = sum(digit * (13 - i) for i, digit in enumerate(digits[:12]))
    return (11 - total % 11) % 10 == digits[12]


def looks_like_phone(s: str) -> bool:
    """Say whether a Thai telephone number stands somewhere in `s`; a day does not count."""
    return bool(_PHONE.search(_DAY.sub("/", re.sub("[()]", "", to_arabic_digits(s)))))
