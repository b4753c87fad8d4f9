"""Words for the search: what Postgres is given to keep, to look for, and to guess from.

Thai writes no spaces between words, so what is kept are Thai clusters (`text.clusters`): each alone,
for words of one cluster, and each pair of neighbours. Whatever holds a word holds its pairs; an
index of pairs is picky where one of single clusters, which stand in every text, is not.
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from .text import CLUSTER, normalise_query

# Between two clusters that stand together; no cluster holds it.
_AND = "+"
# In front of what an abbreviation, its long form and a year have in common.
_SAME = "\ue000"
_LONGEST_AFTER = 16  # clusters kept behind an abbreviation: อบต.ไสหมาก
MOST_LETTERS = 200
MOST_WORDS = 8
# No query holds a longer piece, and Postgres takes none of more than 2,046 bytes.
LONGEST_PIECE = 2 * MOST_LETTERS

_RUN = re.compile(f"(?:{CLUSTER.pattern})+")
_QUOTES = '"“”„‟«»‹›″＂'
_QUOTED = re.compile(f"[{_QUOTES}]([^{_QUOTES}]+)[{_QUOTES}]")

_SAME_SOUND = str.maketrans("ใณศษฎฏฐฑฒฌภธฆซญฬ", "ไนสสดตถทททพทคสยล")
_SHORT_VOWELS = str.maketrans("ีืู", "ิึุ")

# Short forms without dots, and the long ones they stand for, as people write and say them.
ABBREVIATIONS = {
    "อบต": ["องค์การบริหารส่วนตำบล"],
    "อบจ": ["องค์การบริหารส่วนจังหวัด"],
    "รพสต": ["โรงพยาบาลส่งเสริมสุขภาพตำบล"],
    "กศน": [
        "การศึกษานอกระบบและการศึกษาตามอัธยาศัย",
        "การศึกษานอกระบบ",
        "การศึกษานอกโรงเรียน",
    ],
    "สกร": ["กรมส่งเสริมการเรียนรู้"],
    "ผญบ": ["ผู้ใหญ่บ้าน"],
    "อสม": ["อาสาสมัครสาธารณสุขประจำหมู่บ้าน", "อาสาสมัครสาธารณสุข"],
    "ธกส": ["ธนาคารเพื่อการเกษตรและสหกรณ์การเกษตร"],
    "พชอ": ["คณะกรรมการพัฒนาคุณภาพชีวิตระดับอำเภอ"],
    "พอช": ["สถาบันพัฒนาองค์กรชุมชน"],
    "สปสช": ["สำนักงานหลักประกันสุขภาพแห่งชาติ"],
    "สสส": ["สำนักงานกองทุนสนับสนุนการสร้างเสริมสุขภาพ"],
    "สสอ": ["สาธารณสุขอำเภอ"],
    "ศพก": ["ศูนย์เรียนรู้การเพิ่มประสิทธิภาพการผลิตสินค้าเกษตร"],
    "ศพด": ["ศูนย์พัฒนาเด็กเล็ก"],
    "กทบ": ["กองทุนหมู่บ้าน"],
    "ปภ": ["ป้องกันและบรรเทาสาธารณภัย"],
    "รพ": ["โรงพยาบาล"],
    "รร": ["โรงเรียน"],
}
PLACES = {"ต": ["ตำบล"], "อ": ["อำเภอ"], "จ": ["จังหวัด"]}  # only with the place behind them
MOO = "ม"  # หมู่ที่ 2, หมู่ 2 and ม.2
_SHORTS = ABBREVIATIONS | PLACES
_LONG = {long: short for short, longs in _SHORTS.items() for long in longs}
_GOES_ON = "(?![\u0e30-\u0e3a\u0e45\u0e47-\u0e4e])"
_THAI_BEFORE = "(?<![\u0e01-\u0e4e])"


def _by_length(words: Iterable[str]) -> list[str]:
    return sorted(words, key=len, reverse=True)


def _dotted(short: str) -> str:
    """อบต อบต. อ.บ.ต.: an expression; two letters need their dot, for they begin many words."""
    if len(short) == 2:
        return rf"{short[0]}\.?{short[1]}\."
    return r"(?:\.\s?)?".join(short) + rf"(?:\.|{_GOES_ON})"


_SHORT = "|".join([*map(_dotted, _by_length(ABBREVIATIONS)), rf"(?<!\.)[{''.join(PLACES)}]\."])
_KNOWN = re.compile(
    f"{_THAI_BEFORE}(?P<short>{_SHORT})|(?P<long>{'|'.join(_by_length(_LONG))}){_GOES_ON}"
    rf"|(?P<moo>หมู่(?:ที่)?\s?|{_THAI_BEFORE}ม\.\s?)(?=\d)"
)
# The two letters that any of these begins with: where others stand nothing else is looked at.
_BEGINNINGS = {long[:2] for long in [*_LONG, "หมู่"]} | {f"{short[0]}." for short in [*_SHORTS, MOO]}
_BEGINNINGS |= {short[:2] for short in _SHORTS if len(short) > 1}
_MAY_BE_KNOWN = re.compile(
    "|".join(
        f"{first}[{''.join(pair[1] for pair in pairs)}]"
        for first, pairs in itertools.groupby(sorted(_BEGINNINGS), key=lambda pair: pair[0])
    )
)
_YEAR = re.compile(r"(?:พ\.?\s?ศ\.?|ปี)\s?(?P<number>\d{4}|\d{2})(?!\w)")
_YEAR_ALONE = re.compile(r"(?:ปี\s?)?(?:พ\.?\s?ศ\.?|ปี)\s?(\d{4})")
# What belongs together though a space parts it: รพ. สต., อ ส ม, ต. ไสหมาก, หมู่ที่ 2, ปี 2567.
_APART = re.compile(
    f"{_THAI_BEFORE}(?:"
    + "|".join(
        r"[.\s]{1,2}".join(short) + r"(?![\u0e01-\u0e4e])\.?"
        for short in _by_length(ABBREVIATIONS)
        if len(short) > 2
    )
    + r"|รพ[.\s]{1,2}สต\.?"
    + rf"|[{''.join(PLACES)}]\.\s(?=[เแโใไก-ฮ])|(?:หมู่(?:ที่)?|ม\.)\s(?=\d)"
    + rf"|(?:ปี\s?)?{_YEAR.pattern})"
)


def runs(text: str) -> list[list[str]]:
    """The clusters of a text as it is compared, those together that nothing parts.

    `text` has been through `normalise_query`; spaces and punctuation part.
    """
    return [CLUSTER.findall(run) for run in _RUN.findall(text)]


def same_things(text: str) -> Iterator[tuple[int, int, list[str]]]:
    """Where abbreviations and their long forms begin in a compared text, as the same pieces.

    Yields (from, to, pieces): what it stands for, then the clusters right behind it.
    """
    at = 0
    while maybe := _MAY_BE_KNOWN.search(text, at):
        found = _KNOWN.match(text, maybe.start())
        at = found.end() if found else maybe.start() + 1
        if not found:
            continue
        what = _LONG.get(found[0]) or (MOO if found["moo"] else re.sub(r"[.\s]", "", found[0]))
        after = _after(text, found.end())
        if after or what in ABBREVIATIONS:
            yield found.start(), found.end(), [_SAME + what, *after]


def _after(text: str, end: int) -> list[str]:
    """The clusters right behind an abbreviation, its dots and a space left out."""
    there = _RUN.match(text, _DOTS.match(text, end).end())
    return CLUSTER.findall(there[0])[:_LONGEST_AFTER] if there else []


_DOTS = re.compile(r"[.\s]*")


def whole_years(text: str) -> Iterator[str]:
    """Buddhist years written with two digits, in full: ปี 67 is 2567."""
    return (f"25{found[1]}" for found in _YEAR.finditer(text) if len(found[1]) == 2)


class Compared:
    """A text as it is kept for search: the words to compare with, and the pieces to find it by.

    With `lines`, each line is a text of its own.
    """

    def __init__(self, text: str, *, lines: bool = False):
        parts = text.split("\n") if lines else [text]
        self.plain = "\n".join(map(normalise_query, parts))

    @cached_property
    def _same(self) -> list[list[str]]:
        years = [[year] for year in whole_years(self.plain)]
        return [run for *_, run in same_things(self.plain)] + years

    @cached_property
    def text(self) -> str:
        """The text, and behind it in lines of their own what its abbreviations stand for."""
        return "\n".join([self.plain, *dict.fromkeys("".join(run) for run in self._same)])

    @cached_property
    def pieces(self) -> set[str]:
        """Every cluster, and every two that stand together."""
        found: set[str] = set()
        for run in [*runs(self.plain), *self._same]:
            found.update(run)
            found.update(map(_AND.join, itertools.pairwise(run)))
        return {piece for piece in found if len(piece) <= LONGEST_PIECE}


@dataclass(frozen=True)
class Phrase:
    """Letters that must stand together: how they are compared, and the pieces they need."""

    text: str
    pieces: tuple[str, ...]
    exact: bool  # whether whatever holds the pieces holds the phrase

    @property
    def as_typed(self) -> bool:
        """Whether these letters stand in texts; what abbreviations have in common does not."""
        return not self.text.startswith(_SAME)


@dataclass(frozen=True)
class Word:
    """One thing asked for: any of `ways`, each of which is phrases that must all be there."""

    said: str
    ways: tuple[tuple[Phrase, ...], ...]


@dataclass(frozen=True)
class Asked:
    """A query as it was understood. `cut` says that not all of it was used."""

    words: tuple[Word, ...]
    text: str = ""
    cut: bool = False


def _phrase(text: str, together: list[list[str]] | None = None) -> Phrase | None:
    """The phrase of a compared text, or None where it has no letter."""
    text = _trimmed(text) if together is None else text
    pieces = pieces_of(runs(text) if together is None else together)
    return Phrase(text, pieces, exact=len(pieces) == 1) if pieces else None


def pieces_of(together: list[list[str]]) -> tuple[str, ...]:
    """The pieces that whatever holds these runs of clusters holds."""
    pieces: list[str] = []
    for run in together:
        pieces += map(_AND.join, itertools.pairwise(run)) if len(run) > 1 else run
    return tuple(dict.fromkeys(pieces))


def quoted(piece: str) -> str:
    """A piece as Postgres reads it in a tsvector or a tsquery."""
    return "'" + piece.replace("\\", "\\\\").replace("'", "''") + "'"


def _trimmed(text: str) -> str:
    """Without the spaces and punctuation before the first and behind the last letter."""
    found = list(_RUN.finditer(text))
    return text[found[0].start() : found[-1].end()] if found else ""


def _word(said: str) -> Word | None:
    """A word with the other ways to write what it begins with; None where it has no letter."""
    year = _YEAR_ALONE.fullmatch(said)
    if year:
        said = year[1]
    ways = [tuple(phrase for part in said.split() if (phrase := _phrase(part)))]
    letters = re.sub(r"[.\s]", "", said)
    # รพ without its dot, and อ ส ม, are abbreviations only where they are all that is asked.
    spelled = f"{letters}." if letters in ABBREVIATIONS else said
    for start, end, run in same_things(spelled):
        behind = sum(map(len, runs(spelled[end:])))
        if not _trimmed(spelled[:start]) and behind == len(run) - 1:
            ways.append((_phrase("".join(run), [run]),))
    ways += [(_phrase(full),) for full in whole_years(said)]
    ways = list(dict.fromkeys(way for way in ways if way))
    return Word(said, tuple(ways)) if ways else None


def asked(query: str) -> Asked:
    """Understand what somebody typed into the search box; never raises.

    Spaces part words, all of which must be there; quotes of any kind hold an exact phrase, and
    quotes without a partner mean nothing. At most `MOST_LETTERS` letters and `MOST_WORDS` words
    are used.
    """
    whole = normalise_query(query[: 20 * MOST_LETTERS])
    text = _shortened(whole)
    words: list[Word] = []
    at = 0
    for found in [*_QUOTED.finditer(text), None]:
        words += _loose(text[at : found.start() if found else len(text)])
        if found:
            at = found.end()
            phrase = _phrase(found[1])
            words += [Word(phrase.text, ((phrase,),))] if phrase else []
    words = list(dict.fromkeys(words))
    cut = len(words) > MOST_WORDS or len(whole) > len(text) or len(query) > 20 * MOST_LETTERS
    return Asked(tuple(words[:MOST_WORDS]), text, cut)


def _shortened(text: str) -> str:
    """The first letters of a text, not cut inside a cluster."""
    if len(text) <= MOST_LETTERS:
        return text
    last = 0
    for found in CLUSTER.finditer(text[: 2 * MOST_LETTERS]):
        if found.end() > MOST_LETTERS:
            break
        last = found.end()
    return text[:last]


def _loose(text: str) -> list[Word]:
    """The words outside of quotes, those together that a space only seems to part."""
    text = re.sub(f"[{_QUOTES}]", " ", text)
    said, at = [], 0
    for found in _APART.finditer(text):
        # Whatever is written on to it, before and behind, belongs to it.
        start = max(text.rfind(" ", 0, found.start()) + 1, at)
        end = text.find(" ", found.end())
        end = len(text) if end < 0 else end
        if start < end:
            said += [*text[at:start].split(), text[start:end]]
            at = end
    said += text[at:].split()
    return [word for word in map(_word, said) if word]


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
