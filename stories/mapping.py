"""Mapping, afterwards: which indicator an excerpt of a published story turns out to answer.

Do first, then look for the indicator: it opens once the visit was talked over, marks words of the
text that the village said yes to, and never changes the story. The only door to `Mapping` and
`VillageReading`. Suggestions find words in common; whether they mean anything, a human decides.
"""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import StrIndex
from django.utils import timezone

from kmnet.thai.dates import thai_date
from kmnet.thai.names import GOES_ON
from kmnet.thai.text import clusters, normalise
from members.models import Agency, User
from members.reach import reach_of
from stories import publishing
from stories.models import Indicator, Mapping, ReportPeriod, Story, VillageReading, Visit
from villages.words import Word, check, public_words

LONGEST_HOW = 2000
STILL_HERE = "ที่พิมพ์ไว้ยังอยู่ด้านล่าง"


def may_map(user: User, story: Story) -> bool:
    """Who says which indicator a story answers: the district's connector, and coordinators."""
    return reach_of(user, duties_only=True).covers(story.village.tambon.district_id)


def standing():
    """Mappings that are not set aside, of stories everybody may read, whose words are still there.

    A newer text that holds the very excerpt keeps it; one without it lets it go.
    """
    return (
        Mapping.objects.filter(set_aside_at=None, story__in=Story.objects.published())
        .alias(there=StrIndex("story__published_revision__body", F("excerpt")))
        .filter(there__gt=0)
    )


# The excerpt ------------------------------------------------------------------------------------


def spans_of(body: str) -> list[tuple[int, int]]:
    """(first, behind the last) letter of each paragraph; an empty line parts them."""
    found, start = [], 0
    for gap in [*re.finditer(r"\n\s*\n", body), None]:
        end = gap.start() if gap else len(body)
        block = body[start:end]
        if block.strip():
            left = start + len(block) - len(block.lstrip())
            found.append((left, left + len(block.strip())))
        start = gap.end() if gap else end
    return found


def excerpts_of(body: str, places: Iterable[int]) -> list[str]:
    """The chosen paragraphs, by place from 0, as they stand; neighbours make one excerpt."""
    spans, found = spans_of(body), []
    for place in sorted({each for each in places if 0 <= each < len(spans)}):
        if found and found[-1][1] == place - 1:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return [body[spans[first][0] : spans[last][1]] for first, last in found]


def exact(body: str, typed: str) -> str:
    """Where the typed words stand in a text, as they stand there; "" when they do not.

    Spaces and line breaks need not be typed alike; no letter is cut from its vowels and marks.
    """
    words = [re.escape(word) for word in normalise(typed).split()]
    found = re.search(r"\s+".join(words) + GOES_ON, body) if words else None
    return found[0] if found else ""


# Marking and setting aside ----------------------------------------------------------------------


def why_closed(story: Story) -> str:
    """A sentence that says why this story is not open for mapping; "" when it is."""
    if story.state == Story.State.TAKEN_BACK:
        return "หมู่บ้านขอถอนเรื่องนี้แล้ว จึงจับคู่กับตัวชี้วัดไม่ได้"
    if story.hidden_at:
        return "มีคนขอให้ถอนเรื่องนี้ ระหว่างคุยกันยังจับคู่กับตัวชี้วัดไม่ได้"
    if story.state != Story.State.PUBLISHED or story.published_revision_id is None:
        return "เรื่องนี้ยังไม่เผยแพร่ รอหมู่บ้านตอบก่อน"
    if not story.visit.has_review:
        return "วันนั้นยังไม่ได้คุยกันหลังลงพื้นที่ คุยกันก่อนว่าได้อะไรเกินคิด แล้วค่อยมองว่าเรื่องนี้ตอบตัวชี้วัดไหน"
    return ""


def goes_on(agency: Agency) -> list[Agency]:
    """The agency, and those that go on with its work, one after another."""
    found = [agency]
    while found[-1].merged_into:
        found.append(found[-1].merged_into)
    return found


def closed_period(indicator: Indicator, day: datetime.date) -> ReportPeriod | None:
    """The closed report that a visit on `day` would stand in, with who closed it, or None."""
    return (
        ReportPeriod.objects.filter(
            agency__in=goes_on(indicator.agency),
            begins__lte=day,
            ends__gte=day,
            closed_at__isnull=False,
        )
        .select_related("closed_by", "agency")
        .first()
    )


def refuse_closed_period(indicator: Indicator, story: Story) -> None:
    """Raise ValidationError when the report that the visit belongs to is closed."""
    period = closed_period(indicator, story.visit.day)
    if period:
        raise ValidationError(
            {
                "indicator": f"{period.closed_by.spoken_name}ปิดรายงานรอบนี้ของ{period.agency}แล้วเมื่อ "
                f"{thai_date(timezone.localdate(period.closed_at))} เปิดรอบอีกครั้งได้จากหน้ารายงาน {STILL_HERE}"
            }
        )


def refuse_moving_day(visit: Visit, day: datetime.date | None) -> None:
    """Raise ValidationError by `day` when another day would move lines in or out of a closed report.

    To be asked before a kept visit is written anew; the database holds the same.
    """
    if day == visit.day or visit.day is None:
        return
    pairs = Mapping.objects.filter(story__visit=visit, set_aside_at=None)
    for pair in pairs.select_related("indicator__agency"):
        days = [each for each in (visit.day, day) if each]
        for period in filter(None, (closed_period(pair.indicator, each) for each in days)):
            raise ValidationError(
                {
                    "day": f"เรื่องของวันนั้นอยู่ในรายงานของ{period.agency}ที่ปิดรอบแล้ว เปลี่ยนวันได้เมื่อเปิดรอบนั้นอีกครั้ง"
                }
            )


def hold_report(agency: Agency) -> None:
    """Hold the reports of an agency for this transaction: closing and marking wait in turn."""
    last = goes_on(agency)[-1]
    Agency.objects.select_for_update(of=("self",), no_key=True).get(pk=last.pk)


@transaction.atomic
def mark(
    *,
    story: Story,
    excerpts: list[str],
    indicator: Indicator,
    how: str,
    by: User,
    now: datetime.datetime | None = None,
) -> list[Mapping]:
    """Say that excerpts of a story answer an indicator, and how. Returns one mapping each.

    Raises ValidationError: by no field when the story is not open for it (`why_closed`); by
    `excerpt` for none or one that is not in the text; by `indicator` when the report is closed or
    one of them answers it already; by `how` when that is not said. All or nothing.
    """
    hold_report(indicator.agency)
    story = publishing.lock(story)
    closed = why_closed(story)
    if closed:
        raise ValidationError(f"{closed} {STILL_HERE}")
    body, how = story.published_revision.body, normalise(how)
    excerpts = list(dict.fromkeys(filter(None, map(normalise, excerpts))))
    if not excerpts:
        raise ValidationError({"excerpt": "ยังไม่ได้เลือกว่าท่อนไหนของเรื่อง"})
    if not all(each in body for each in excerpts):
        raise ValidationError({"excerpt": f"ท่อนนี้ไม่มีในเรื่องที่เผยแพร่อยู่ คัดมาให้ตรงทุกคำ {STILL_HERE}"})
    if not how:
        raise ValidationError({"how": "ยังไม่ได้บอกว่าท่อนนี้ตอบตัวชี้วัดอย่างไร ประโยคเดียวก็พอ"})
    if len(how) > 2 * LONGEST_HOW:
        raise ValidationError({"how": f"ยาวไปหน่อย ช่องนี้ใส่ได้ {LONGEST_HOW} ตัวอักษร"})
    refuse_closed_period(indicator, story)
    there = Mapping.objects.filter(
        story=story, indicator=indicator, excerpt__in=excerpts, set_aside_at=None
    )
    before = there.select_related("by").first()
    if before:
        raise ValidationError({"indicator": twice(before)})
    try:
        with transaction.atomic():
            return [
                Mapping.objects.create(
                    story=story,
                    revision=story.published_revision,
                    excerpt=each,
                    indicator=indicator,
                    how=how,
                    by=by,
                    at=now or timezone.now(),
                )
                for each in excerpts
            ]
    except IntegrityError as error:  # a rule of the database that something slipped past
        raise ValidationError(f"ตอนนี้ยังจับคู่ไม่ได้ เปิดหน้านี้ใหม่อีกครั้ง {STILL_HERE}") from error


def twice(before: Mapping) -> str:
    """That the same was said already, by whom and when."""
    day = thai_date(timezone.localdate(before.at))
    return f"{before.by.spoken_name}จับคู่ท่อนนี้กับตัวชี้วัดนี้ไปแล้วเมื่อ {day} {STILL_HERE}"


@transaction.atomic
def set_aside(
    *, mapping: Mapping, why: str, by: User, now: datetime.datetime | None = None
) -> Mapping:
    """Lay a mapping down, with a reason; it stays in the books and leaves the reports.

    Raises ValidationError: by `why` without a reason, by none when somebody did so already, by
    `indicator` when the report is closed.
    """
    hold_report(mapping.indicator.agency)
    mapping = (
        Mapping.objects.select_for_update(of=("self",))
        .select_related("story__visit", "indicator__agency", "set_aside_by")
        .get(pk=mapping.pk)
    )
    if mapping.set_aside_at:
        raise ValidationError(
            f"{mapping.set_aside_by.spoken_name}วางคู่นี้ลงไปแล้ว เพราะ {mapping.set_aside_why}"
        )
    if not normalise(why):
        raise ValidationError({"why": "ยังไม่ได้บอกว่าวางลงเพราะอะไร สั้นๆ ก็ได้"})
    refuse_closed_period(mapping.indicator, mapping.story)
    mapping.set_aside_at, mapping.set_aside_by = now or timezone.now(), by
    mapping.set_aside_why = why
    mapping.save(update_fields=["set_aside_at", "set_aside_by", "set_aside_why"])
    return mapping


# The village's own reading ----------------------------------------------------------------------


@transaction.atomic
def village_reads(
    *,
    story: Story,
    who_made_it: str,
    matters: str,
    words: str = "",
    word: Word,
    now: datetime.datetime | None = None,
) -> VillageReading:
    """Write down how the villagers themselves read a story: who made it happen, does it matter.

    What they said before stays in the books, off the page. Raises ValidationError by field, by
    none when the story is not published, and as `villages.words.check` does.
    """
    story = publishing.lock(story)
    check(word, story.village)
    if story.state != Story.State.PUBLISHED or story.hidden_at:
        raise ValidationError(f"เรื่องนี้ไม่ได้เผยแพร่อยู่แล้ว {STILL_HERE}")
    if matters not in VillageReading.Matters.values:
        raise ValidationError({"matters": "ยังไม่ได้เลือกว่าสำคัญกับหมู่บ้านแค่ไหน"})
    now = now or timezone.now()
    who_made_it = public_words(
        who_made_it, field="who_made_it", most=600, missing="ยังไม่ได้บอกว่าใครทำให้เกิดขึ้น"
    )
    words = public_words(words, field="words", most=1000)
    story.readings.shown().update(taken_off_at=now)
    return VillageReading.objects.create(
        story=story, who_made_it=who_made_it, matters=matters, words=words, **word.facts(now)
    )


# Words in common --------------------------------------------------------------------------------

# Words of plans and of every sentence; what stands between them is what an indicator is about.
_JOINTS = """
    ร้อยละ จำนวน ระดับ อัตรา ความสำเร็จ ความ การ ของ ที่ ซึ่ง และ หรือ โดย จาก ให้ ได้ เป็น กับ แก่ ตาม เพื่อ
    ผ่าน เกณฑ์ น้อยกว่า มากกว่า เพิ่มขึ้น ลดลง อย่าง ครัวเรือน หมู่บ้าน ชุมชน ตำบล อำเภอ จังหวัด ประชาชน
    ประชากร กลุ่มเป้าหมาย กลุ่ม ปีงบประมาณ โครงการ กิจกรรม ส่งเสริม พัฒนา สนับสนุน ดำเนินงาน เข้าร่วม แห่ง
    ครั้ง ไม่ ต่อ มี ใน คน
"""
_APART = re.compile("|".join(sorted(_JOINTS.split(), key=len, reverse=True)) + r"|[^ก-๎A-Za-z]+")
_RUN = 3  # clusters in a row that count as something in common
_LETTERS = 4  # letters that it has at least: หมด alone tells nothing


def windows(pieces: list[str]) -> set[tuple[str, ...]]:
    """Every run of `_RUN` clusters."""
    return {tuple(pieces[at : at + _RUN]) for at in range(len(pieces) - _RUN + 1)}


def in_common(plan_words: str, there: set[tuple[str, ...]]) -> list[str]:
    """Words of an indicator that stand among the runs of a text, each once, in their order."""
    found: list[str] = []
    for chunk in filter(None, _APART.split(normalise(plan_words))):
        pieces, covered = clusters(chunk), set()
        for at in range(len(pieces) - _RUN + 1):
            if tuple(pieces[at : at + _RUN]) in there:
                covered |= set(range(at, at + _RUN))
        runs = "".join(piece if at in covered else " " for at, piece in enumerate(pieces))
        found += [run for run in runs.split() if len(run) >= _LETTERS]
    return list(dict.fromkeys(found))


@dataclass(frozen=True)
class Candidate:
    """A story or an indicator, and the words the two have in common."""

    what: Story | Indicator
    words: list[str]


def indicators_like(story: Story, indicators: Iterable[Indicator]) -> list[Candidate]:
    """Indicators that share words with a story, in the order they came."""
    revision = story.published_revision
    there = windows(clusters(revision.title)) | windows(clusters(revision.body))
    pairs = ((each, in_common(each.words, there)) for each in indicators)
    return [Candidate(each, words) for each, words in pairs if words]


def stories_like(indicator: Indicator, stories: Iterable[Story]) -> list[Candidate]:
    """Stories that share words with an indicator, in the order they came.

    A run of letters that stands in most of many stories tells nothing and is left out.
    """
    texts = []
    for story in stories:
        revision = story.published_revision
        texts.append((story, windows(clusters(f"{revision.title}\n{revision.body}"))))
    asked = {
        run
        for chunk in filter(None, _APART.split(normalise(indicator.words)))
        for run in windows(clusters(chunk))
    }
    telling = {
        run
        for run in asked
        if len(texts) < 8 or 2 * sum(run in there for _, there in texts) <= len(texts)
    }
    pairs = ((story, in_common(indicator.words, there & telling)) for story, there in texts)
    return [Candidate(story, words) for story, words in pairs if words]
