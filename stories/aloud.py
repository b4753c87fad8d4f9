"""อ่านให้ฟังแล้ว: a text was read to the village before anybody else reads it."""

import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from kmnet.thai.dates import FIRST_VISIT_DAY
from kmnet.thai.private import private_numbers
from members.models import User
from stories.models import ReadAloud, Revision
from stories.showing import veiled
from villages.models import Village


def read_aloud(
    *,
    revision: Revision,
    day: datetime.date | None,
    place: str,
    who: str,
    asked: str = "",
    by: User,
    now: datetime.datetime | None = None,
) -> ReadAloud:
    """Write down that a text was read to the village. Returns the record; the same twice is one.

    Day and place stand on the story's page, who listened never does. Raises ValidationError by
    field: a day missing, still to come or long before there were visits, no place, a private
    number in the place, nobody who listened.
    """
    now = now or timezone.now()
    problems = {}
    if day is None:
        problems["day"] = "ยังไม่ได้ใส่ว่าอ่านให้ฟังวันไหน"
    elif not FIRST_VISIT_DAY <= day <= timezone.localdate(now):
        problems["day"] = "วันที่อ่านยังมาไม่ถึง หรือนานไป ลองดูปี พ.ศ. อีกครั้ง"
    if not place.strip():
        problems["place"] = "ยังไม่ได้ใส่ว่าอ่านที่ไหน เช่น ศาลาหมู่บ้าน"
    elif problem := private_numbers(place):
        problems["place"] = problem
    if not who.strip():
        problems["who"] = "ยังไม่ได้ใส่ว่าใครฟังบ้าง ไม่ขึ้นหน้าเว็บ"
    if problems:
        raise ValidationError(problems)
    record, _ = ReadAloud.objects.get_or_create(
        revision=revision, day=day, place=place, who=who, asked=asked, by=by, defaults={"at": now}
    )
    return record


def shown_reading(revision: Revision, village: Village) -> dict | None:
    """`day` and `place` of the latest reading as everybody may know them, None for none.

    A reading of the text that this one says the same words as counts; a name in the place goes
    through the gate.
    """
    texts = [revision.pk, *filter(None, [revision.same_words_as_id])]
    last = ReadAloud.objects.filter(revision__in=texts).first()
    return last and {"day": last.day, "place": veiled(last.place, village)}
