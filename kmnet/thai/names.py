"""Finding a person's name in running Thai text, where no space tells where a word ends.

A name is written in many ways: ป้ามาลี ใจเย็น, มาลี ใจเย็น, ป้ามาลี, มาลี. Long ones are found
anywhere; a first name of three letters or fewer may be part of another word (ดำ in ดำนา), so it
counts only after a title, between spaces, or where its owner speaks.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from .text import normalise

# Titles that stand in papers, and what one calls people.
FORMAL = ["นางสาว", "เด็กหญิง", "เด็กชาย", "ด.ญ.", "ด.ช.", "น.ส.", "นาง", "นาย", "คุณ"]
TITLES = [
    "ผู้ใหญ่บ้าน",
    "ผู้ใหญ่",
    "กำนัน",
    "สารวัตร",
    *FORMAL,
    "ครู",
    "หมอ",
    "ปลัด",
    "อาจารย์",
    "พระ",
    "หลวงพ่อ",
    "หลวงตา",
    "โต๊ะ",
    "บัง",
    "ก๊ะ",
    "จ๊ะ",
    "แม่",
    "พ่อ",
    "ป้า",
    "ลุง",
    "น้า",
    "อา",
    "พี่",
    "น้อง",
    "ตา",
    "ยาย",
    "ปู่",
    "ย่า",
    "ทวด",
    "หลาน",
    "เจ๊",
    "โก",
]
# What makes another word of a title: หน้า, หย่า, ขยาย, ถลุง.
INSIDE = {"น้า": "ห", "ย่า": "ห", "ยาย": "ข", "ลุง": "ถ"}
THAI = "\u0e00-\u0e7f"
# What may not follow a found name: a vowel or mark of the same syllable, or a silent letter.
GOES_ON = "(?![\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]|[ก-ฮ][\u0e34\u0e38]?\u0e4c)"
SPEAKS = "(?:ก็|ว่า|บอก|เล่า|พูด|กับ|และ|เป็น|ยิ้ม|หัวเราะ)"
SHORT = 3  # letters
AM = re.compile("([\u0e48-\u0e4b]?)\u0e33")


def _written(words: str) -> str:
    """An expression for words however their ำ is put together, spaces wide or none."""
    return r"\s*".join(
        AM.sub(
            lambda am: f"(?:{am[1]}\u0e33|\u0e33{am[1]}|{am[1]}\u0e4d\u0e32|\u0e4d{am[1]}\u0e32)",
            re.escape(word),
        )
        for word in words.split()
    )


def _title(title: str) -> str:
    before = INSIDE.get(title, "")
    return (f"(?<!{before})" if before else "") + _written(title)


_TITLE = "(?:" + "|".join(map(_title, TITLES)) + ")"
_TITLE_FIRST = re.compile(f"^{_TITLE}\\s*")
_FORMAL_FIRST = re.compile("^(?:" + "|".join(map(re.escape, FORMAL)) + ")")


def first_name(called: str, name: str) -> str:
    """มาลี of ป้า + มาลี ใจเย็น, also where the title was typed into the name."""
    parts = name.split()
    if not parts:
        return ""
    first = parts[0]
    if called:
        # อารี of ลุง is no aunt: beside a title typed apart, only papers' titles come off.
        bare = first.removeprefix(called)
        without = _FORMAL_FIRST.sub("", bare, count=1)
    else:
        bare = first
        without = _TITLE_FIRST.sub("", bare, count=1)
    return without if len(without) > 1 else bare or first


def _parts(called: str, name: str) -> tuple[str, str]:
    """(first name, what follows it); a title alone in its word is no first name."""
    words = name.split()
    if len(words) > 1 and words[0] in {*TITLES, called}:
        words = words[1:]
    return first_name(called, " ".join(words)), " ".join(words[1:])


@lru_cache(maxsize=4096)
def ways_of(called: str, name: str) -> tuple[tuple[int, str], ...]:
    """Expressions for every way a person's name is written, as (letters found by, expression)."""
    called, name = normalise(called), normalise(name)
    first, last = _parts(called, name)
    if not first:
        return ()
    titles = f"(?:{_title(called)}|{_TITLE})" if called else _TITLE
    bare = _written(first)
    ways = []
    if last:
        ways.append((len(first + last), f"(?:{titles}\\s*)?{bare}\\s*{_written(last)}{GOES_ON}"))
    if len(first) > SHORT:
        ways.append((len(first), f"(?:{titles}\\s*)?{bare}{GOES_ON}"))
    else:
        ways.append((len(first), f"{titles}\\s*{bare}{GOES_ON}"))
        ways.append((len(first), f"(?<![{THAI}]){bare}(?:(?![{THAI}])|(?={SPEAKS}))"))
    return tuple(ways)


def pattern_of(called: str, name: str) -> str:
    """A regular expression for every way a person's name is written; "" for no name."""
    return "|".join(f"(?:{way})" for _, way in ways_of(called, name))


@lru_cache(maxsize=1024)
def _veil_of(people: tuple[tuple[str, str, str | None], ...]):
    """One expression for many people, and what to say for each of its groups."""
    ways = [
        (letters, instead, way)
        for called, name, instead in people
        for letters, way in ways_of(called, name)
    ]
    # The longest names first, so that ป้ามาลี of one is not taken out of ป้ามาลีวรรณ of another;
    # where two are called alike, the one who has not agreed decides.
    ways.sort(key=lambda row: (-row[0], row[1] is None))
    expression = "|".join(f"({way})" for _, _, way in ways)
    return (re.compile(expression) if ways else None), [instead for _, instead, _ in ways]


def veil(text: str, people: Iterable[tuple[str, str, str | None]]) -> str:
    """The text with each of these people, as (called, name, what to say instead), unnamed.

    Somebody with None instead may be named, and is known so that a longer name stays whole.
    """
    expression, instead = _veil_of(tuple(people))
    if expression is None or not text:
        return text

    def say(found: re.Match) -> str:
        said = instead[found.lastindex - 1]
        return found[0] if said is None else said

    return expression.sub(say, text)


def is_named(text: str, called: str, name: str) -> bool:
    """Whether the text names this person in any of the ways."""
    pattern = pattern_of(called, name)
    return bool(pattern) and re.search(pattern, text) is not None


# ป้าขายขนม and เจ้าหน้าที่สามคน are met and told of, and are nobody's name.
_DEEDS = "ขาย|ทำ|เลี้ยง|ปลูก|เก็บ|สอน|ดูแล|ขับ|เฝ้า|เจ้าของ|ข้างบ้าน|คน|ร้าน|ชาว|เจ้าหน้าที่|เด็ก|กลุ่ม|แม่บ้าน|นักเรียน"
_NO_NAME = re.compile(
    f"^(?:{_TITLE}\\s*)?(?:{_DEEDS})|(?:\\d|[๐-๙]|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า|สิบ|หลาย)\\s*คน$"
)


def looks_like_a_name(called: str, name: str) -> bool:
    """Whether this is somebody's name, and not ป้าขายขนม or เจ้าหน้าที่สามคน.

    With a title in a box of its own, whatever the name begins with is a name.
    """
    name = normalise(name)
    if not first_name(called, name) or re.search(r"คน$", name):
        return False
    return bool(called) or not _NO_NAME.search(name)
