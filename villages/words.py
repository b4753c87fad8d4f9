"""The village's word: given by its keeper's link, or face to face with somebody who heard it too.

Every deed that puts something on a village's page takes a `Word`, made by `by_link` or
`in_person`, and checks it here before anything is written.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from kmnet.thai.private import private_numbers
from kmnet.thai.text import normalise
from villages.models import KeeperLink, SpokenWord, Village

How = SpokenWord.How


@dataclass(frozen=True)
class Word:
    """Who said it and how. Make one with `by_link` or `in_person`."""

    how: str
    said_by: str
    witness: str = ""
    link: KeeperLink | None = None
    taken_by: Any = None

    def facts(self, at: datetime.datetime) -> dict:
        """The fields of a `SpokenWord` given at that moment."""
        return {
            "how": self.how,
            "said_by": self.said_by,
            "witness": self.witness,
            "link": self.link,
            "taken_by": self.taken_by,
            "at": at,
        }


def by_link(link: KeeperLink) -> Word:
    """The keeper says it from the secret link."""
    return Word(how=How.LINK, said_by=link.stewardship.spoken_name, link=link)


def in_person(*, said_by: str, witness: str, taken_by) -> Word:
    """The village says it face to face; `taken_by` is the partner who writes it down."""
    return Word(
        how=How.IN_PERSON,
        said_by=normalise(said_by),
        witness=normalise(witness),
        taken_by=taken_by,
    )


def check(word: Word, village: Village) -> None:
    """Raise ValidationError unless the word is this village's.

    A link must work and be one of this village's; face to face, who said it and another who
    heard it are named (errors by field: said_by, witness).
    """
    if word.how == How.LINK:
        if word.link.stewardship.village_id != village.pk:
            raise ValidationError("ลิงก์นี้เป็นของอีกหมู่บ้านหนึ่ง")
        if not KeeperLink.objects.working().filter(pk=word.link.pk).exists():
            raise ValidationError("ลิงก์นี้ใช้ไม่ได้แล้ว ขอลิงก์ใหม่ได้จากคนที่ส่งมาให้")
        return
    problems = {}
    if not word.said_by:
        problems["said_by"] = "ยังไม่ได้ใส่ว่าใครในหมู่บ้านเป็นคนบอก"
    if not word.witness:
        problems["witness"] = "ยังไม่ได้ใส่ชื่อพยาน คนที่ได้ยินด้วยกันตอนนั้น"
    elif word.witness == word.said_by:
        problems["witness"] = "พยานเป็นคนละคนกับคนที่บอก"
    for field, text in (("said_by", word.said_by), ("witness", word.witness)):
        if len(text) > 160:
            problems[field] = "ชื่อยาวไปหน่อย ใส่ได้ 160 ตัวอักษร"
    if problems:
        raise ValidationError(problems)


def said(text: str, *, field: str, most: int, missing: str = "") -> str:
    """The text in one spelling.

    Raises ValidationError by `field` when it is blank and `missing` says so, or longer than `most`
    characters.
    """
    text = normalise(text)
    if missing and not text:
        raise ValidationError({field: missing})
    if len(text) > most:
        raise ValidationError({field: f"ยาวไปหน่อย ใส่ได้ {most} ตัวอักษร ตอนนี้มี {len(text)}"})
    return text


def public_words(text: str, *, field: str, most: int, missing: str = "") -> str:
    """The text in one spelling, when it may stand on a public page.

    Raises ValidationError as `said` does, and when it holds a citizen's or a phone number.
    """
    text = said(text, field=field, most=most, missing=missing)
    problem = private_numbers(text)
    if problem:
        raise ValidationError({field: problem})
    return text
