"""Taking a person out of texts: the name in all its forms, and their numbers however written."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from kmnet.thai.names import FORMAL, GOES_ON, TITLES, first_name, pattern_of
from kmnet.thai.text import graphemes, normalise, to_arabic_digits

NUMBER_GONE = "(เอาออกแล้ว)"
AROUND = 18  # letters shown before and behind a name that is found
_GAP = r"[\s\-.()]*"
_NUMBER = re.compile(r"(?:\+?66|0)[\d\s\-.()]{7,}\d")
# An address or a handle: at least five signs with an @ or a digit among letters.
_HANDLE = re.compile(r"(?=\S*[A-Za-z])(?=\S*[@\d])[\w.@+-]{5,}", re.ASCII)
# First names that are also words of every day: alone in a text they are left for a human to see.
_WORDS = """
    สมบูรณ์ ประเสริฐ สมหวัง สมควร สายใจ ดวงใจ น้ำใจ จำปา จำปี มะลิ บัว กุหลาบ แก้ว ทอง เงิน มุก หยก เพชร พลอย
    เขียว ดำ แดง ขาว นวล เหลือง ส้ม คล้ำ หวาน ชื่น เย็น เพ็ญ จันทร์ ดาว เดือน ฟ้า ฝน สำลี เอื้อน เจริญ พัฒนา สำราญ
    สงบ สงวน สง่า สุข มานะ ประสิทธิ์ ประสาน ประหยัด ประดับ เสริม ส่ง เสนอ สนอง สนิท สะอาด สว่าง สวัสดิ์ สวย งาม ดี
    พอ เพียร ขยัน อดทน ถวาย อุดม อำนวย สามารถ สำเร็จ บุญ พร ชัย ชนะ กล้า หาญ เฉลย พร้อม คง มั่น มั่นคง ยืน รวย เล็ก
    ใหญ่ น้อย หนู นก ไก่ เป็ด กุ้ง ปู ปลา กบ หมู ช้าง เสือ แมว นิ่ม อ้วน ผอม หลวง ใจ สาย สอน ลอย แย้ม ยิ้ม รัก ถนอม
"""
ORDINARY = set(_WORDS.split())
# What may stand between a first and a last name, and around either.
_JOINT = "[\\s\\-–·“”\"'()]"
_OPENS, _CLOSES = "[“\"'(]", "[”\"')]"
_CALLED_SO = "(?:(?<=ชื่อ)|(?<=ชื่อ )|(?<=ชื่อว่า))"
_TELLS = "(?:บอก|เล่า|พูด|ยิ้ม|หัวเราะ)"
_THAI_DIGIT = str.maketrans({str(i): f"[{i}{'๐๑๒๓๔๕๖๗๘๙'[i]}]" for i in range(10)})


def parts_of(called: str, name: str) -> tuple[str, str, str]:
    """(title, first name, last name) as far as they are known, wherever the title was typed."""
    called, words = normalise(called), normalise(name).split()
    title = called
    if len(words) > 1 and words[0] in {*TITLES, called}:
        title, words = called or words[0], words[1:]
    if not words:
        return title, "", ""
    first = first_name(called, words[0])
    return title or words[0].removesuffix(first), first, " ".join(words[1:])


def whole_name(called: str, name: str) -> str:
    """A regular expression for first and last name together; "" where there is no last name.

    However they are joined, also the last name in quotes, or before the first.
    """
    _, first, last = parts_of(called, name)
    if not last:
        return ""
    words = normalise(name).split()
    front = " ".join(words[: len(words) - len(last.split())])
    bare, last = re.escape(first), r"\s*".join(map(re.escape, last.split()))
    quoted = f"[\\s\\-–·]{{0,4}}{_OPENS}\\s?{last}\\s?{_CLOSES}"
    forward = f"(?:{pattern_of(called, front)}|{bare})(?:{quoted}|{_JOINT}{{0,6}}{last}{GOES_ON})"
    return f"(?:{forward}|{last}{_JOINT}{{1,6}}{bare}{GOES_ON})"


def told_apart(one_title: str, other_title: str) -> bool:
    """Whether two titles say that these are two people: ลุง and น้า do, นาย and ลุง do not."""
    titles = {one_title, other_title}
    return len(titles) == 2 and not titles & {"", *FORMAL}


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
    they begin with this one's. Those of them in `known` have a row of their own among the people
    of the village: one who is called by another title is another, though only one's last name be
    known. `whole_only` finds first and last name together and nothing less, for texts that may be
    about a namesake of another place.
    """

    def __init__(
        self,
        called: str,
        name: str,
        instead: str,
        *,
        contacts: Iterable[str] = (),
        others: Iterable[tuple[str, str]] = (),
        known: Iterable[tuple[str, str]] = (),
        whole_only: bool = False,
    ):
        self.instead = instead
        self.title, self.first, self.last = parts_of(called, name)
        whole = whole_name(called, name)
        every = pattern_of(called, name)
        # What a row of its own says, such as the name of somebody met, is nobody's ordinary word.
        self.row = whole if whole_only else "|".join(filter(None, [whole, every]))
        self.ordinary = self.first in ORDINARY
        if every and self.ordinary:
            bare = re.escape(self.first)
            every = f"(?:(?!{bare})|{_CALLED_SO}|(?<!\\S)(?={bare}{_TELLS}))(?:{every})"
        self.pattern = whole if whole_only else "|".join(filter(None, [whole, every]))
        self.others_known = {_together(*who) for who in known if self._is_another(*who)}
        kept = set()
        names = [_together("", each) for each in (self.first, self.last) if each]
        for who in others:
            # Only a name in which this one's stands could be torn.
            near = any(each in _together(*who) for each in names)
            if near and not self.is_them(*who):
                kept |= self._ways_kept(*who)
        self.kept = "|".join(sorted(filter(None, kept), key=len, reverse=True))
        numbers = [each for contact in contacts for each in numbers_in(contact)]
        ways = [
            ("kept", self.kept),
            ("number", "|".join(dict.fromkeys(numbers))),
            ("name", self.pattern),
        ]
        expression = "|".join(f"(?P<{what}>{way})" for what, way in ways if way)
        self.expression = re.compile(expression) if expression else None
        self.numbers = re.compile("|".join(numbers)) if numbers else None

    def _is_another(self, called: str, name: str) -> bool:
        """Whether a title tells somebody of the same first name apart, the last names not known."""
        title, first, last = parts_of(called, name)
        both = bool(self.last and last)
        return first == self.first and told_apart(self.title, title) and not both

    def _ways_kept(self, called: str, name: str) -> set[str]:
        """Expressions for the name of somebody else, as far as it is theirs alone."""
        title, first, _ = parts_of(called, name)
        if first != self.first:
            return {pattern_of(called, name)}
        ways = {whole_name(called, name)}
        if told_apart(self.title, title):
            mine = f"(?!{_JOINT}{{0,6}}{re.escape(self.last)})" if self.last else ""
            ways.add(f"{re.escape(title)}\\s*{re.escape(first)}{mine}{GOES_ON}")
        return ways

    def is_them(self, called: str, name: str) -> bool:
        """Whether a row that says `called` and `name` is this person's own."""
        said = normalise(f"{called}{name}")
        if not (self.row and said and re.fullmatch(self.row, said)):
            return False
        if _together(called, name) in self.others_known:
            return False
        title, _, last = parts_of(called, name)
        return bool(self.last or last) or not told_apart(self.title, title)

    def is_namesake(self, called: str, name: str) -> bool:
        """Whether a row is somebody else's who has the same first name."""
        return parts_of(called, name)[1] == self.first and not self.is_them(called, name)

    def _put(self, found: re.Match) -> str:
        if found.lastgroup == "kept":
            return found[0]
        return NUMBER_GONE if found.lastgroup == "number" else self.instead

    def _may_stand_in(self, plain: str) -> bool:
        """A quick look before the slow one."""
        named = bool(self.first) and self.first in plain
        return named or (self.numbers is not None and self.numbers.search(plain) is not None)

    def text(self, text: str) -> str:
        """The text without the person; the very same one where they are not in it."""
        plain = normalise(text)
        if self.expression is None or not self._may_stand_in(plain):
            return text
        if self.ordinary and self.is_them("", plain):
            return self.instead  # nothing but the name stands here
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
                    elif self.is_namesake(called, name):
                        after[said], after[key] = value[said], value[key]
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
        if self.ordinary and self.is_them("", text):
            return [text]
        return [
            _beside(text, found)
            for found in self.expression.finditer(text)
            if found.lastgroup != "kept"
        ]

    def left(self, value: Any) -> Iterator[tuple[str, str]]:
        """(first or last name, with a few letters around) where one still stands alone after all.

        It may be an ordinary word, or a relative's last name: a human looks.
        """
        if isinstance(value, (list, dict)):
            for part in value.values() if isinstance(value, dict) else value:
                yield from self.left(part)
        names = [each for each in (self.first, self.last) if each]
        if not isinstance(value, str) or not any(each in value for each in names):
            return
        text = " ".join(self.text(value).split())
        alone = f"(?P<alone>{'|'.join(map(re.escape, names))})"
        kept = f"(?P<kept>{self.kept})|" if self.kept else ""
        for found in re.finditer(kept + alone, text):
            if found["alone"]:
                yield found["alone"], _beside(text, found)


def _together(called: str, name: str) -> str:
    """A name as it is compared, its spaces and where its title was typed left out."""
    return re.sub(r"\s", "", normalise(f"{called}{name}"))


def _beside(text: str, found: re.Match) -> str:
    """What was found, with a few letters before and behind."""
    before = graphemes(text[: found.start()])[-AROUND:]
    behind = graphemes(text[found.end() :][: 3 * AROUND])[:AROUND]
    return "".join(before) + found[0] + "".join(behind)


def one(value: Any) -> str:
    """The text of a form's field, which is kept as a list."""
    if isinstance(value, list):
        value = value[0] if value else ""
    return value if isinstance(value, str) else ""
