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
    "แม่ชี",
    "แม่เฒ่า",
    "พ่อเฒ่า",
    "หลวงพี่",
    "อิหม่าม",
    "สมภาร",
    "ผู้ช่วย",
    "นายหนัง",
    "โนรา",
    "เฒ่า",
    "ท่าน",
    "ช่าง",
    "ไอ้",
    "เฮีย",
    "ซ้อ",
    "แป๊ะ",
    "ป๊ะ",
    "ม๊ะ",
]
# These find a name and come off none: มะลิวัลย์ and หนูเอียด are names.
ALSO_CALLED = ["หนู", "มะ", "หวา", "หลวง"]
# What stands between a title and a name: น้าหลวงดำ, โต๊ะอิหม่ามดำ, พระอาจารย์ดำ.
_SECOND = "(?:หลวง|เฒ่า|อิหม่าม|อาจารย์|ครู)?"
# What makes another word of a title: หน้า, หย่า, ขยาย, ถลุง; มะนาว, หนูนา.
INSIDE = {"น้า": "ห", "ย่า": "ห", "ยาย": "ข", "ลุง": "ถ"}
AFTER = {
    "มะ": "นาว|ลิ|กอก|ขาม|ยม|ดัน|ระ|ไฟ|ปราง|ม่วง|พร้าว|เขือ|ละกอ|เดื่อ|กรูด|ตูม|แว้ง|รุม",
    "หนู": "นา",
}
THAI = "\u0e00-\u0e7f"
# What may not follow a found name: a vowel or mark of the same syllable, or a silent letter.
GOES_ON = "(?![\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]|[ก-ฮ][\u0e34\u0e38]?\u0e4c)"
# What people do, behind a name that begins a phrase; ดีมาก is nobody who comes.
_TELLS = "ก็|ว่า(?![ยวง])|บอก|เล่า|พูด|ยิ้ม|หัวเราะ"
_DOES = "กับ|และ|เป็น|ไป|มา(?!ก(?![ิ่ัลรา็]))|จะ|เคย|ได้|อยู่|มี|พา|ชวน|สอน|ช่วย"
SPEAKS = f"(?:{_TELLS}|{_DOES})"
# Inside a phrase more is asked: a word that ends one thought before it, and a deed only people do.
_BEFORE = ["นั้น", "นี้", "แล้ว", "กับ", "และ", "ให้", "ว่า", "ที่", "แต่", "ตอน", "เมื่อ", "เพราะ", "จน"]
_INSIDE_PHRASE = "(?:" + "|".join(f"(?<={word})" for word in _BEFORE) + ")"
_PEOPLE_DO = "(?:บอก|เล่า|พูด|ยิ้ม|หัวเราะ|พา|ชวน|สอน|ช่วย)"
_NAMED = "(?:(?<=ชื่อ)|(?<=ชื่อ )|(?<=ชื่อว่า)|(?<=ชื่อเล่น))"
# Names that are also said before a deed: คงจะดี, ดีที่ได้มา.
ADVERBS = {"คง", "ดี", "พอ", "มา"}
SHORT = 3  # letters
AM = re.compile("([\u0e48-\u0e4b]?)\u0e33")
AM_APART = re.compile("[\u0e48-\u0e4b]?\u0e33")
_NOT_A_LETTER = re.compile("[^\u0e01-\u0e4e0-9A-Za-z]")


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
    before, after = INSIDE.get(title, ""), AFTER.get(title, "")
    head = f"(?<!{before})" if before else ""
    return head + _written(title) + (f"(?!{after})" if after else "")


_TYPED_TITLE = "(?:" + "|".join(map(_title, TITLES)) + ")"
_TITLE = "(?:" + "|".join(map(_title, [*TITLES, *ALSO_CALLED])) + ")" + _SECOND
_TITLE_FIRST = re.compile(f"^{_TYPED_TITLE}\\s*")
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


def bare_name(called: str, name: str) -> str:
    """What somebody is known by without title and last name: มาลี of นาง มาลี ใจเย็น."""
    return _parts(normalise(called), normalise(name))[0]


@lru_cache(maxsize=4096)
def ways_of(called: str, name: str) -> tuple[tuple[int, bool, str], ...]:
    """Expressions for every way a person's name is written.

    Each as (letters found by, whether the person's own title stands in it, expression).
    """
    called, name = normalise(called), normalise(name)
    first, last = _parts(called, name)
    if not first:
        return ()
    titles = f"(?:{_title(called)}|{_TITLE})" if called else _TITLE
    bare = _written(first)
    ways = []
    if last:
        whole = f"(?:{titles}\\s*)?{bare}\\s*{_written(last)}{GOES_ON}"
        ways.append((len(first + last), True, whole))
    if called:
        ways.append((len(first), True, f"{_title(called)}\\s*{bare}{GOES_ON}"))
    if len(first) > SHORT:
        ways.append((len(first), False, f"(?:{titles}\\s*)?{bare}{GOES_ON}"))
    else:
        deeds, space = (_TELLS, "") if first in ADVERBS else (SPEAKS, r"\s*")
        for way in (
            f"{titles}{space}{bare}{GOES_ON}",
            f"(?<![{THAI}]){bare}(?:(?![{THAI}])|(?={deeds}))",
            f"{_INSIDE_PHRASE}{bare}(?={_PEOPLE_DO})",
            f"{_NAMED}{bare}{GOES_ON}",
        ):
            ways.append((len(first), False, way))
    return tuple(ways)


def pattern_of(called: str, name: str) -> str:
    """A regular expression for every way a person's name is written; "" for no name."""
    return "|".join(f"(?:{way})" for _, _, way in ways_of(called, name))


@lru_cache(maxsize=32768)
def letters_of(called: str, name: str) -> tuple[str, ...]:
    """What stands in a text wherever the first name does, however its ำ is put together."""
    return tuple(part for part in AM_APART.split(bare_name(called, name)) if part)


def _may_stand_in(text: str, called: str, name: str) -> bool:
    """A quick look before the slow one: a village has hundreds of people, a text a few."""
    return all(letters in text for letters in letters_of(called, name))


@lru_cache(maxsize=1024)
def _veil_of(people: tuple[tuple[str, str, str | None], ...]):
    """One expression for many people, and what to say for each of its groups."""
    ways = [
        (letters, own, instead, way)
        for called, name, instead in people
        for letters, own, way in ways_of(called, name)
    ]
    # The longest names first, so that ป้ามาลี of one is not taken out of ป้ามาลีวรรณ of another;
    # then one's own title, so that น้าดำ is not taken for ลุงดำ; where two are called alike, the
    # one who has not agreed decides.
    ways.sort(key=lambda row: (-row[0], not row[1], row[2] is None))
    expression = "|".join(f"({way})" for _, _, _, way in ways)
    return (re.compile(expression) if ways else None), [instead for _, _, instead, _ in ways]


def veil(text: str, people: Iterable[tuple[str, str, str | None]]) -> str:
    """The text with each of these people, as (called, name, what to say instead), unnamed.

    Somebody with None instead may be named, and is known so that a longer name stays whole.
    """
    people = tuple(row for row in people if _may_stand_in(text, *row[:2]))
    if not text or all(instead is None for _, _, instead in people):
        return text
    expression, instead = _veil_of(people)
    if expression is None:
        return text

    def say(found: re.Match) -> str:
        said = instead[found.lastindex - 1]
        return found[0] if said is None else said

    return expression.sub(say, text)


def is_named(text: str, called: str, name: str) -> bool:
    """Whether the text names this person in any of the ways."""
    if not _may_stand_in(text, called, name):
        return False
    pattern = pattern_of(called, name)
    return bool(pattern) and re.search(pattern, text) is not None


def gives_away(words: str, called: str, name: str) -> bool:
    """Whether a few words name this person, also with the letters spread out: ม า ลี."""
    together = _NOT_A_LETTER.sub("", words)
    return any(is_named(said, called, name) for said in (words, together))


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


# Behind one of these a short word that ends with its phrase is most likely somebody's name; ตาล
# and โกรธ are nobody's.
_KIN = (
    "ลุง|ป้า|น้า|ยาย|ตา(?![กมยลว])|ปู่|ย่า|พี่|น้อง|บัง|ก๊ะ|จ๊ะ|ไอ้|โก(?![รงน])|เจ๊|ครู|หมอ|กำนัน|เฒ่า|"
    "หลวงตา|หลวงพ่อ|ช่าง"
)
_KIN_BEFORE = ["จาก", "ของ", "บ้าน", "เรียก", "หา", "ถาม", "ตอบ", "ถึง", *_BEFORE]
_NO_WORD_OF_A_NAME = (
    "ก็|ไม่|จะ|เคย|ได้|ไป|มา(?!ลี|นพ|นะ)|มี|อยู่|ให้|ว่า|บอก|เล่า|พูด|กับ|และ|เป็น|คน|ที่|นั่ง|เดิน|ยืน|เอา|ของ|"
    "ทุก|ทั้ง|ใน|นอก|ข้าง|บ้าน|น้อง|พี่|ยาย|ตา|ทวด|สาว|ชาย|หญิง|เขย|สะใภ้|สอง|สาม|สี่|ห้า|หลาย|ใหญ่|เฒ่า|"
    "แก่|ยก|ดู|รู้|คิด|ฟัง|ถาม|ตอบ|หัวเราะ|ยิ้ม|ลุก|กลับ|เรียก|เห็น|ชี้|นับ|หยุด|เลย|ต่อ|แก(?!้)|มัน|นี้|นั้น|เรา|เขา"
)
_GOES_BY = "ก็|ว่า|บอก|เล่า|พูด|กับ|ไม่|เลย|ถาม|สั่ง|เรียก|นั่ง|เดิน|จะ|เคย|เอา"
_SOMEBODY = re.compile(
    f"(?:(?<![{THAI}])|{'|'.join(f'(?<={word})' for word in _KIN_BEFORE)})"
    f"((?:{_KIN})(?!(?:{_NO_WORD_OF_A_NAME}|{_DEEDS}))[{THAI}]{{2,8}}?)"
    f"(?=[^{THAI}]|$|{_GOES_BY})"
)


def perhaps_names(text: str) -> list[str]:
    """What looks like a title and a name, as ตาพูน, each once; a hint that misses some."""
    found: list[str] = []
    for each in _SOMEBODY.findall(text):
        if looks_like_a_name("", each) and not each.startswith(tuple(found)):
            found.append(each)
    return found
