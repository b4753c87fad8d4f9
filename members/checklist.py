"""What a file still lacks, worked out from the file itself and said in plain words.

There is no sum here, no share and no order of merit: an item is there or it is not, and the
sentence says what somebody can go and do about it.
"""

from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from members.models import Criterion, Nomination, Voice


@dataclass(frozen=True)
class Item:
    """One thing a file should have: its name, whether it is there, and else what to do.

    `short` stands in lists, where four criteria need not be spelled out.
    """

    name: str
    there: bool
    to_do: str
    short: str = ""


def checklist(nomination: Nomination, criteria=None, walks=None) -> list[Item]:
    """All items for a nomination fetched `with_file()`; no query for what came along.

    `criteria` are the Criterion rows that matter and `walks` the visits walked together; left
    out, they are looked up.
    """
    if criteria is None:
        criteria = list(Criterion.objects.filter(matters=True))
    if walks is None:
        walks = walks_with(nomination)
    tellings = nomination.tellings.all()
    seen = {each.criterion_id for each in nomination.evidence.all() if not each.is_statement}
    heard = {voice.kind for voice in nomination.voices.all() if voice.heard_at}
    items = [
        Item(
            "พบกันในพื้นที่",
            any(
                telling.told_by_id and telling.met_place and telling.met_on for telling in tellings
            ),
            "ยังไม่มีภาคีคนไหนบอกว่าพบเขาที่ไหน วันไหน แวะไปพบสักครั้ง",
        ),
        Item(
            "ได้คุยกัน",
            any(telling.talked for telling in tellings),
            "ยังไม่มีใครได้นั่งคุยกับเขา ไปคุยแล้วเล่าเพิ่มในแฟ้ม",
        ),
    ]
    items += [
        Item(
            f"เรื่องจริงข้อ “{criterion.words}”",
            criterion.pk in seen,
            "ยังไม่มีเรื่องที่มีคนเห็นกับตา ลองถามคนที่ได้ประโยชน์หรือคนที่อยู่ตรงนั้น",
            short="เรื่องจริงที่มีคนเห็น",
        )
        for criterion in criteria
    ]
    return [
        *items,
        Item("เสียงชาวบ้าน", Voice.Kind.VILLAGER in heard, "ยังไม่ได้ฟังชาวบ้านที่เคยทำอะไรกับเขา"),
        Item("เสียงเพื่อนต่างอำเภอ", Voice.Kind.PEER in heard, "ยังไม่ได้ฟังเพื่อนร่วมงานจากอำเภออื่น"),
        Item("เดินด้วยกัน", bool(walks), "ยังไม่เคยลงพื้นที่ด้วยกัน ชวนไปสักหมู่บ้าน"),
    ]


def missing(items: list[Item]) -> list[Item]:
    """The items that are not there."""
    return [item for item in items if not item.there]


def walks_with(nomination: Nomination) -> list:
    """Visits on which this person was met or came along, found from the visits themselves."""
    return walks_with_each([nomination])[nomination.pk]


def walks_with_each(nominations) -> dict[int, list]:
    """The visits walked together with each of these people, by the number of their file.

    Visits belong to an app above this one; settings.WALKS_WITH names the function that knows.
    """
    return import_string(settings.WALKS_WITH)(nominations)
