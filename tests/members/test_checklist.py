"""What is missing is worked out, said in plain words, and never added up."""

import re

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.checklist import checklist, missing
from members.models import Criterion, Evidence, Nomination, Telling, Voice
from stories.models import Visit
from tests import factories

MATTERING = [
    "มี KM อยู่ในหัวใจ ไม่ใช่ทำเพราะถูกสั่ง",
    "เห็นความสุขของชาวบ้านก่อนตัวเองและหน่วยงาน",
    "ไม่สั่งชาวบ้าน",
    "ทำงานร่วมกับชุมชนและเรียนรู้จากชุมชน",
]
ALL = [
    "พบกันในพื้นที่",
    "ได้คุยกัน",
    *(f"เรื่องจริงข้อ “{words}”" for words in MATTERING),
    "เสียงชาวบ้าน",
    "เสียงเพื่อนต่างอำเภอ",
    "เดินด้วยกัน",
]


def lacks(nomination: Nomination) -> list[str]:
    """The names of what a file lacks, fetched anew."""
    return [
        item.name
        for item in missing(checklist(Nomination.objects.with_file().get(pk=nomination.pk)))
    ]


def test_a_bare_file_lacks_everything_and_each_lack_says_what_to_do(bare):
    factories.criteria()
    items = checklist(bare)
    assert [item.name for item in items] == ALL
    assert lacks(bare) == ALL
    assert len({item.to_do for item in items}) == 6
    for item in items:
        assert re.search("[ก-ฮ]", item.to_do)


def test_a_whole_file_lacks_nothing(saijai):
    assert lacks(saijai) == []


def met_nowhere(nomination):
    Telling.objects.update(met_place="")


def met_on_no_day(nomination):
    Telling.objects.update(met_on=None)


def told_by_a_villager_alone(nomination):
    Telling.objects.update(told_by=None, teller_name="ป้าแมว")


def never_talked(nomination):
    Telling.objects.update(talked=False)


def without_the_first_criterion(nomination):
    Evidence.objects.filter(criterion__position=1).delete()


def only_a_statement_on_the_fifth(nomination):
    Evidence.objects.filter(criterion__position=5).update(who_says="")


def only_the_persons_own_word_on_the_sixth(nomination):
    Evidence.objects.filter(criterion__position=6).update(who_says="ครูสายใจ รักเรียน")


def no_villager(nomination):
    Voice.objects.filter(kind="villager").update(heard_at=None, how="", words="")


def no_peer(nomination):
    Voice.objects.filter(kind="peer").update(heard_at=None, how="", words="")


def only_drafts_together(nomination):
    Visit.objects.update(state="draft")


@pytest.mark.parametrize(
    ("change", "lacking"),
    [
        (met_nowhere, ["พบกันในพื้นที่"]),
        (met_on_no_day, ["พบกันในพื้นที่"]),
        (told_by_a_villager_alone, ["พบกันในพื้นที่"]),
        (never_talked, ["ได้คุยกัน"]),
        (without_the_first_criterion, [ALL[2]]),
        (only_a_statement_on_the_fifth, [ALL[4]]),
        (only_the_persons_own_word_on_the_sixth, [ALL[5]]),
        (no_villager, ["เสียงชาวบ้าน"]),
        (no_peer, ["เสียงเพื่อนต่างอำเภอ"]),
        (only_drafts_together, ["เดินด้วยกัน"]),
    ],
)
def test_each_thing_that_goes_is_the_one_thing_that_is_missing(saijai, change, lacking):
    change(saijai)
    assert lacks(saijai) == lacking


def test_evidence_against_speaks_to_its_criterion_too(saijai, kanya):
    without_the_first_criterion(saijai)
    factories.make_evidence(saijai, kanya, 1, direction="against", day=factories.days_ago(2))
    assert lacks(saijai) == []


def test_a_criterion_that_begins_to_matter_is_asked_for_at_once(saijai):
    Criterion.objects.filter(position=3).update(matters=True)
    assert lacks(saijai) == ["เรื่องจริงข้อ “ไม่วิ่งตามตัวชี้วัด”"]
    Criterion.objects.filter(position__in=(3, 1)).update(matters=False)
    without_the_first_criterion(saijai)
    assert lacks(saijai) == []


def test_the_checklist_is_typed_nowhere(saijai):
    for name in ("complete", "checklist", "missing", "score", "rank", "points", "stars"):
        with pytest.raises(FieldDoesNotExist):
            Nomination._meta.get_field(name)


# The desk


def test_the_desk_opens_with_who_waits_oldest_first_and_says_what_is_missing(
    as_kanya, saijai, bare, wichai
):
    last = factories.make_nomination(wichai, "8012", name="มาทีหลัง สุดท้าย")
    Nomination.objects.filter(pk=bare.pk).update(waits_since=factories.timezone.now())
    for pk, days in ((saijai.pk, 3), (bare.pk, 12), (last.pk, 0)):
        Nomination.objects.filter(pk=pk).update(
            waits_since=factories.timezone.now() - factories.datetime.timedelta(days=days)
        )
    answer = as_kanya.get("/admin/members/nomination/")
    rows = re.findall("<tr>(.*?)</tr>", answer.content.decode(), re.DOTALL)
    words = [re.sub("<[^>]+>", " ", row) for row in rows if "field-file_link" in row]
    names = ("ครูวันดี มีน้ำใจ", "ครูสายใจ รักเรียน", "ครูมาทีหลัง สุดท้าย")
    assert [name in row for name, row in zip(names, words, strict=True)] == [True] * 3
    assert ["12 วัน" in words[0], "3 วัน" in words[1], "วันนี้" in words[2]] == [True] * 3
    assert "พบกันในพื้นที่ · ได้คุยกัน · เรื่องจริงที่มีคนเห็น · เสียงชาวบ้าน" in words[0]
    assert "ครบแล้ว คุยกันได้" in words[1]
    assert ["เชียรใหญ่" in words[0], "ปากพนัง" in words[2]] == [True, True]


def test_who_was_decided_on_leaves_the_desk_and_is_found_under_their_state(
    as_kanya, saijai, bare, kanya, suda
):
    factories.invite(saijai, kanya, suda)
    queue = as_kanya.get("/admin/members/nomination/").content.decode()
    assert ("ครูสายใจ" in queue, "ครูวันดี" in queue) == (False, True)
    for query, both in (("state=invited", (True, False)), ("state=all", (True, True))):
        page = as_kanya.get(f"/admin/members/nomination/?{query}").content.decode()
        assert ("ครูสายใจ" in page, "ครูวันดี" in page) == both


def test_a_district_coordinator_sees_their_district_and_the_province_sees_all(
    as_nuan, as_orn, as_kanya, as_somchai, bare, wichai
):
    there = factories.make_nomination(wichai, "8012", name="ปากพนัง คนดี")
    for client, sees in ((as_nuan, (1, 0)), (as_orn, (0, 1)), (as_kanya, (1, 1))):
        page = client.get("/admin/members/nomination/").content.decode()
        assert ("ครูวันดี" in page, "ครูปากพนัง" in page) == sees
        for nomination, seen in zip((bare, there), sees, strict=True):
            for where in ("file", "decide", "change"):
                answer = client.get(f"/admin/members/nomination/{nomination.pk}/{where}/")
                assert (answer.status_code == 200) == bool(seen)
                assert nomination.name in answer.content.decode() or not seen
    assert as_somchai.get("/admin/members/nomination/").status_code in (302, 403)


def test_the_desk_asks_the_database_as_often_for_thirty_people_as_for_one(
    as_kanya, somchai, wichai, preeda, thap_thong
):
    address = "/admin/members/nomination/?state=all"

    def queries() -> int:
        as_kanya.get(address)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert as_kanya.get(address).status_code == 200
        return len(captured)

    factories.make_whole_file(somchai, thap_thong, name="คนที่ ศูนย์")
    one = queries()
    for number in range(24):
        nomination = factories.make_nomination(somchai, "8006", name=f"คนที่ {number} หนึ่ง")
        factories.make_evidence(nomination, wichai)
    for number in range(5):
        factories.make_whole_file(somchai, thap_thong, name=f"คนที่ {number} สอง")
    assert Nomination.objects.count() == 30
    assert queries() == one


def test_a_person_named_on_a_visit_counts_as_walked_with_in_the_list(
    as_kanya, saijai, somchai, thap_thong
):
    assert "ครบแล้ว คุยกันได้" in as_kanya.get("/admin/members/nomination/").content.decode()
    Visit.objects.update(others="")
    page = as_kanya.get("/admin/members/nomination/").content.decode()
    assert "ครบแล้ว คุยกันได้" not in page
    assert "เดินด้วยกัน" in page
    factories.make_visit(somchai, thap_thong, met=[{"name": "สายใจ รักเรียน", "called": "ครู"}])
    assert "ครบแล้ว คุยกันได้" in as_kanya.get("/admin/members/nomination/").content.decode()


# No scores


def words_of(answer) -> str:
    """What a page says to a reader: no scripts, no tags, but titles and alternative texts."""
    page = re.sub("<(script|style).*?</\\1>", " ", answer.content.decode(), flags=re.DOTALL)
    said = re.findall('(?:title|alt|aria-label|value|placeholder)="([^"]*)"', page)
    return " ".join([re.sub("<[^>]+>", " ", page), *said])


def test_no_page_about_a_person_adds_up_weighs_or_ranks(
    client, as_kanya, as_somchai, saijai, bare, kanya, suda
):
    from members import files

    factories.make_evidence(
        saijai, kanya, 3, direction="against", day=factories.days_ago(2), who_says="ลุงชม"
    )
    files.open_for_person(nomination=saijai, by=kanya)
    saijai.refresh_from_db()
    file = f"/admin/members/nomination/{saijai.pk}/"
    pages = [
        as_kanya.get("/admin/members/nomination/?state=all"),
        as_kanya.get(f"{file}file/"),
        as_kanya.get(f"{file}decide/"),
        as_kanya.get(f"{file}change/"),
        as_somchai.get(f"/people/{saijai.pk}/"),
        client.get(f"/files/{saijai.file_secret}/"),
    ]
    for page in pages:
        assert page.status_code == 200
        words = words_of(page)
        assert "สายใจ" in words
        for score in ("%", "ร้อยละ", "คะแนน", "ดาว", "★", "⭐", "อันดับ", "รวมทั้งหมด"):
            assert score not in words
        assert not re.search(r"\d+\s*/\s*\d+\s*(?:ข้อ|เรื่อง)?(?![\d/])", words)
        assert not re.search(r"(?:\d+\s*จาก\s*\d+|ครบ\s*\d+|ผ่าน\s*\d+)", words)
