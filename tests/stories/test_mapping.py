"""Which indicator a story answers: looked for afterwards, by a human, and never in the story."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from members import agencies
from stories import erasing, mapping, publishing, reports, takedowns
from stories.models import Indicator, Mapping, Story, VillageReading, Visit
from tests import factories
from tests.conftest import signed_in
from tests.stories.reported import make_indicator, make_reviewed, take_back
from tests.stories.test_database_rules import refuses
from villages.words import by_link, in_person

BODY = "ป้าเริ่มแยกขยะหลังครัว\n\nเด็กๆ เอาเปลือกไข่ไปใส่โคนพริก\n\nเดือนนี้พริกออกสองรอบ"
FIRST, SECOND, THIRD = BODY.split("\n\n")


@pytest.fixture
def story(somchai, thap_thong) -> Story:
    """A published story whose visit was talked over."""
    return make_reviewed(somchai, thap_thong, body=BODY)


def mark(story, indicator, by, excerpts=(FIRST,), how="ทำกันเองก่อนมีใครถาม") -> list[Mapping]:
    return mapping.mark(story=story, excerpts=list(excerpts), indicator=indicator, how=how, by=by)


def refused(**fields) -> dict[str, list[str]]:
    """What `mark` says, by field; "" where it is about none."""
    with pytest.raises(ValidationError) as error:
        mapping.mark(**fields)
    said = error.value
    return said.message_dict if hasattr(said, "error_dict") else {"": said.messages}


# The deed ---------------------------------------------------------------------------------------


def test_many_excerpts_answer_many_indicators_of_many_agencies_and_the_story_stays(
    story, waste, preeda
):
    other = make_indicator(factories.make_agency(), "ก-7", "เด็กได้เรียนจากผู้ใหญ่")
    before = story.revisions.values_list().get()
    mark(story, waste, preeda, [FIRST, SECOND])
    mark(story, other, preeda, [SECOND])
    assert set(mapping.standing().values_list("excerpt", "indicator__code")) == {
        (FIRST, "1.1"),
        (SECOND, "1.1"),
        (SECOND, "ก-7"),
    }
    assert story.revisions.values_list().get() == before


def test_it_opens_once_the_visit_was_talked_over(somchai, preeda, thap_thong, waste, as_preeda):
    story = factories.make_published(somchai, thap_thong)
    asked = {"story": story, "excerpts": [story.published_revision.body], "indicator": waste}
    (said,) = refused(**asked, how="ก", by=preeda)[""]
    assert said.startswith("วันนั้นยังไม่ได้คุยกันหลังลงพื้นที่") and "ยังอยู่ด้านล่าง" in said
    page = as_preeda.get(f"/stories/{story.number}/mapping/").content.decode()
    assert "คุยกันก่อนว่าได้อะไรเกินคิด" in page and "จับคู่ไว้</button>" not in page
    # One companion's voice is a talk as well.
    story.visit.reviews.create(by=preeda, beyond="เด็กสอนผู้ใหญ่")
    mapping.mark(**(asked | {"story": Story.objects.get(pk=story.pk)}), how="ก", by=preeda)


def test_a_story_taken_back_or_hidden_is_closed(story, waste, preeda, kanya, somchai):
    asked = {"story": story, "excerpts": [FIRST], "indicator": waste, "how": "ก", "by": preeda}
    takedowns.ask(story=story, what="story", said_by="ลูก", words="แม่ไม่สบายใจ")
    assert refused(**asked)[""][0].startswith("มีคนขอให้ถอนเรื่องนี้")
    other = make_reviewed(somchai, story.village, body=BODY)
    take_back(other, somchai)
    assert refused(**(asked | {"story": other}))[""][0].startswith("หมู่บ้านขอถอนเรื่องนี้แล้ว")
    assert Mapping.objects.count() == 0


def test_what_is_not_said_or_not_there_is_refused_by_its_field(story, waste, preeda):
    asked = {"story": story, "excerpts": [FIRST], "indicator": waste, "how": "ก", "by": preeda}
    assert list(refused(**(asked | {"excerpts": []}))) == ["excerpt"]
    assert list(refused(**(asked | {"excerpts": [FIRST, "ไม่มีในเรื่อง"]}))) == ["excerpt"]
    assert list(refused(**(asked | {"how": " "}))) == ["how"]
    mark(story, waste, preeda)
    (said,) = refused(**(asked | {"excerpts": [SECOND, FIRST]}))["indicator"]
    assert said.startswith("ปลัดปรีดา ชวนคุยจับคู่ท่อนนี้กับตัวชี้วัดนี้ไปแล้วเมื่อ")
    assert Mapping.objects.count() == 1


def test_set_aside_says_why_and_leaves_room_for_another(story, waste, preeda):
    (pair,) = mark(story, waste, preeda)
    with pytest.raises(ValidationError) as said:
        mapping.set_aside(mapping=pair, why=" ", by=preeda)
    assert list(said.value.message_dict) == ["why"]
    mapping.set_aside(mapping=pair, why="อ่านใหม่แล้วไม่ใช่", by=preeda)
    assert not mapping.standing().exists()
    with pytest.raises(ValidationError, match="วางคู่นี้ลงไปแล้ว เพราะ อ่านใหม่แล้วไม่ใช่"):
        mapping.set_aside(mapping=pair, why="อีกที", by=preeda)
    mark(story, waste, preeda)
    assert Mapping.objects.count() == 2


def test_a_newer_text_keeps_the_excerpt_it_still_holds(story, waste, preeda, somchai):
    mark(story, waste, preeda, [FIRST, THIRD])
    newer = publishing.Written(
        title="เครื่องแกงของป้า", body=f"{FIRST}\n\n{SECOND}", tellers=[("ป้า", "มาลี ใจเย็น")]
    )
    publishing.revise(story=story, written=newer, by=somchai, seen=1)
    factories.publish(story)
    assert [each.excerpt for each in mapping.standing()] == [FIRST]
    page = signed_in(preeda).get(f"/stories/{story.number}/mapping/").content.decode()
    assert page.count("ท่อนนี้ไม่มีในฉบับที่เผยแพร่อยู่แล้ว") == 1


def test_a_closed_period_lets_nothing_in_or_out_until_it_is_opened_again(
    story, waste, agency, preeda, kanya
):
    (pair,) = mark(story, waste, preeda)
    span = reports.Span(waste.fiscal_year)
    period = reports.close(agency=agency, span=span, by=kanya)
    asked = {"story": story, "excerpts": [SECOND], "indicator": waste, "how": "ก", "by": preeda}
    (said,) = refused(**asked)["indicator"]
    assert said.startswith("พี่กันยา มองไกลปิดรายงานรอบนี้ของสำนักงานพัฒนาชุมชนอำเภอเชียรใหญ่แล้วเมื่อ")
    with pytest.raises(ValidationError, match="ปิดรายงานรอบนี้"):
        mapping.set_aside(mapping=pair, why="ก", by=preeda)
    reports.reopen(period=period, words="ลืมเรื่องของป้า", by=kanya)
    mark(story, waste, preeda, [SECOND])
    mapping.set_aside(mapping=pair, why="ก", by=preeda)


def test_excerpts_are_paragraphs_or_words_as_they_stand():
    assert mapping.excerpts_of(BODY, [0, 2, 1]) == [BODY]
    assert mapping.excerpts_of(BODY, [2, 0, 9, -1]) == [FIRST, THIRD]
    assert mapping.excerpts_of("  ก\n \n\n ข \n", [0, 1]) == ["ก\n \n\n ข"]
    assert mapping.exact(BODY, " หลังครัว\nเด็กๆ ") == "หลังครัว\n\nเด็กๆ"
    assert mapping.exact(BODY, "พริกออกสองรอบ") == "พริกออกสองรอบ"
    assert [mapping.exact(BODY, words) for words in ("", "พริกแดง")] == ["", ""]
    assert mapping.exact(BODY, "เอาเปล") == ""  # no letter is cut from its vowel


# The database -----------------------------------------------------------------------------------

INSERT = """
    INSERT INTO stories_mapping
        (story_id, revision_id, excerpt, indicator_id, how, by_id, at, set_aside_why)
    VALUES (%s, %s, %s, %s, %s, %s, now(), '')
"""


def test_the_database_lets_a_mapping_mark_only_published_words_of_a_reviewed_visit(
    story, waste, preeda, somchai, thap_thong
):
    good = (story.number, story.published_revision_id, SECOND, waste.pk, "ก", preeda.pk)
    assert not refuses(INSERT, *good)
    assert refuses(INSERT, *good[:2], "ไม่มีในเรื่อง", *good[3:])
    assert refuses(INSERT, *good[:2], "", *good[3:])
    other = make_reviewed(somchai, thap_thong, body=BODY)
    assert refuses(INSERT, story.number, other.published_revision_id, *good[2:])
    Visit.objects.filter(pk=story.visit_id).update(beyond="")
    assert refuses(INSERT, *good)
    Visit.objects.filter(pk=story.visit_id).update(beyond="ก")
    take_back(story, somchai)
    assert refuses(INSERT, *good)


def test_the_database_keeps_mappings_periods_indicators_and_readings_as_they_stand(
    story, waste, agency, preeda, kanya
):
    (pair,) = mark(story, waste, preeda)
    change = "UPDATE stories_mapping SET {} WHERE id = %s"
    assert refuses("DELETE FROM stories_mapping WHERE id = %s", pair.pk)
    assert refuses(change.format("how = 'อื่น'"), pair.pk)
    assert refuses(change.format("set_aside_at = now()"), pair.pk)
    aside = f"set_aside_at = now(), set_aside_by_id = {kanya.pk}, set_aside_why = 'ก'"
    assert not refuses(change.format(aside), pair.pk)
    assert refuses("UPDATE stories_indicator SET words = 'อื่น' WHERE id = %s", waste.pk)
    reading = read_face_to_face(story, preeda)
    assert refuses("UPDATE stories_villagereading SET words = 'อื่น' WHERE id = %s", reading.pk)
    assert refuses("DELETE FROM stories_villagereading WHERE id = %s", reading.pk)

    period = reports.close(agency=agency, span=reports.Span(waste.fiscal_year), by=kanya)
    good = (story.number, story.published_revision_id, SECOND, waste.pk, "ก", preeda.pk)
    assert refuses(INSERT, *good)
    assert refuses(change.format(aside), pair.pk)
    set_period = "UPDATE stories_reportperiod SET {} WHERE id = %s"
    assert refuses(set_period.format("closed_at = NULL, closed_by_id = NULL"), period.pk)
    assert refuses(set_period.format("closed_at = now() - interval '1 day'"), period.pk)
    assert refuses(set_period.format(f"closed_by_id = {preeda.pk}"), period.pk)
    assert refuses(set_period.format("ends = begins"), period.pk)
    assert refuses("DELETE FROM stories_reportperiodstep WHERE period_id = %s", period.pk)
    assert refuses("DELETE FROM stories_reportperiod WHERE id = %s", period.pk)
    reopened = """
        INSERT INTO stories_reportperiodstep (period_id, what, words, by_id, at)
        VALUES (%s, 'reopened', %s, %s, now())
    """
    assert refuses(reopened, period.pk, "", kanya.pk)
    assert refuses(reopened, period.pk, "ก", kanya.pk)  # and stays closed

    # A line belongs to the day of its visit, which stays as well.
    moved = "UPDATE stories_visit SET day = day - {} WHERE number = %s"
    assert refuses(moved.format(1), story.visit_id)
    assert refuses(moved.format(400), story.visit_id)
    with pytest.raises(ValidationError, match="ที่ปิดรอบแล้ว"):
        mapping.refuse_moving_day(story.visit, factories.days_ago(400))
    mapping.refuse_moving_day(story.visit, story.visit.day)
    reports.reopen(period=period, words="ก", by=kanya)
    assert not refuses(moved.format(1), story.visit_id)
    mapping.refuse_moving_day(story.visit, factories.days_ago(400))


def test_the_database_closes_the_reports_of_merged_agencies_with_the_one_that_goes_on(
    story, waste, agency, preeda, kanya
):
    new = factories.make_agency("สำนักงานใหม่")
    agencies.merge(agency=agency, into=new)
    mark(story, waste, preeda)
    reports.close(agency=new, span=reports.Span(waste.fiscal_year), by=kanya)
    good = (story.number, story.published_revision_id, SECOND, waste.pk, "ก", preeda.pk)
    assert refuses(INSERT, *good)
    asked = {"story": story, "excerpts": [SECOND], "how": "ก", "by": preeda}
    said = refused(**asked, indicator=Indicator.objects.get(pk=waste.pk))
    assert "ปิดรายงานรอบนี้ของสำนักงานใหม่แล้ว" in said["indicator"][0]


# The page ---------------------------------------------------------------------------------------


def sent(story, indicator=None, do="keep", **fields) -> dict:
    return {
        "seen": story.published_revision_id,
        "paragraphs": ["0"],
        "excerpt": "",
        "q": "",
        "agency": "",
        "year": "all",
        "indicator": indicator.pk if indicator else "",
        "how": "ทำกันเองก่อนมีใครถาม",
        "do": do,
    } | fields


def test_the_page_finds_an_indicator_and_keeps_what_was_typed(as_preeda, story, waste, agency):
    far = make_indicator(agency, "9.9", "กลุ่มออมทรัพย์ที่มีสวัสดิการ")
    here = f"/stories/{story.number}/mapping/"
    page = as_preeda.get(here).content.decode()
    assert "คำที่ตรงกัน แยกขยะ" in page
    assert page.index("1.1 ครัวเรือน") < page.index("9.9 กลุ่มออม")
    page = as_preeda.post(here, sent(story, do="find", q="สวัสดิการ")).content.decode()
    assert f'value="{far.pk}"' in page
    assert "ทำกันเองก่อนมีใครถาม" in page and re.search(r'value="0"[^>]*checked', page)
    assert "ยังจับคู่ไม่ได้" not in page
    assert as_preeda.post(here, sent(story, waste)).status_code == 302
    (pair,) = Mapping.objects.all()
    assert (pair.excerpt, pair.indicator, pair.how) == (FIRST, waste, "ทำกันเองก่อนมีใครถาม")
    assert FIRST in as_preeda.get(here).content.decode()


def test_nothing_typed_is_lost_when_it_is_refused(as_preeda, story, waste, somchai):
    here = f"/stories/{story.number}/mapping/"
    page = as_preeda.post(here, sent(story, waste, excerpt="ไม่มีในเรื่อง")).content.decode()
    assert "คัดมาให้ตรงทุกคำ" in page and "ไม่มีในเรื่อง</textarea>" in page
    page = as_preeda.post(here, sent(story, waste, how="ถามที่ 081-234-5678")).content.decode()
    assert "มีเบอร์โทรอยู่ในข้อความ" in page and "081-234-5678</textarea>" in page
    page = as_preeda.post(here, sent(story, paragraphs=[])).content.decode()
    assert "ยังไม่ได้เลือกว่าท่อนไหนของเรื่อง" in page and "ยังไม่ได้เลือกว่าตอบตัวชี้วัดไหน" in page
    page = as_preeda.post(here, sent(story, waste, seen="1")).content.decode()
    assert "หมู่บ้านเพิ่งตอบตกลงกับฉบับใหม่" in page
    take_back(story, somchai)
    page = as_preeda.post(here, sent(story, waste)).content.decode()
    assert "หมู่บ้านขอถอนเรื่องนี้แล้ว" in page and "ทำกันเองก่อนมีใครถาม</textarea>" in page
    assert Mapping.objects.count() == 0


def test_setting_aside_from_the_page(as_preeda, story, waste, preeda, agency, kanya):
    (pair,) = mark(story, waste, preeda)
    aside = f"/reports/mappings/{pair.pk}/aside/"
    page = as_preeda.post(aside, {f"m{pair.pk}-why": ""}).content.decode()
    assert "ยังไม่ได้บอกว่าวางลงเพราะอะไร" in page
    period = reports.close(agency=agency, span=reports.Span(waste.fiscal_year), by=kanya)
    page = as_preeda.post(aside, {f"m{pair.pk}-why": "ไม่ใช่"}).content.decode()
    assert "ปิดรายงานรอบนี้" in page and "ไม่ใช่</textarea>" in page
    reports.reopen(period=period, words="ก", by=kanya)
    assert as_preeda.post(aside, {f"m{pair.pk}-why": "ไม่ใช่"}).status_code == 302
    assert "เพราะ ไม่ใช่" in as_preeda.get(f"/stories/{story.number}/mapping/").content.decode()


def test_only_who_looks_after_the_district_maps(
    client, as_somchai, as_wichai, as_preeda, as_kanya, story, waste, preeda
):
    here = f"/stories/{story.number}/mapping/"
    everybody = (client, as_somchai, as_wichai, as_preeda, as_kanya)
    assert [each.get(here).status_code for each in everybody] == [302, 404, 404, 200, 200]
    (pair,) = mark(story, waste, preeda)
    aside = f"/reports/mappings/{pair.pk}/aside/"
    for stranger in (as_somchai, as_wichai):
        assert stranger.post(here, sent(story, waste)).status_code == 404
        assert stranger.post(aside, {f"m{pair.pk}-why": "ก"}).status_code == 404
    assert Mapping.objects.filter(set_aside_at=None).count() == 1


def test_an_indicators_page_suggests_stories_of_ones_districts(
    as_preeda, as_somchai, story, waste, preeda
):
    here = f"/reports/indicators/{waste.pk}/"
    page = as_preeda.get(here).content.decode()
    assert f"/stories/{story.number}/mapping/?indicator={waste.pk}" in page
    assert "คำที่ตรงกัน แยกขยะ" in page
    assert "mapping" not in as_somchai.get(here).content.decode()
    page = as_preeda.get(f"/stories/{story.number}/mapping/?indicator={waste.pk}").content.decode()
    assert re.search(rf'value="{waste.pk}"[^>]*checked', page)
    mark(story, waste, preeda)
    assert "คำที่ตรงกัน" not in as_preeda.get(here).content.decode()


# The village's own reading ----------------------------------------------------------------------


def read_face_to_face(story, by, **more) -> VillageReading:
    said = {"who_made_it": "พวกเราเอง", "matters": "much", "words": "ไม่เหม็นแล้ว"} | more
    word = in_person(said_by="ผู้ใหญ่เอื้อน", witness="ครูสายใจ", taken_by=by)
    return mapping.village_reads(story=story, word=word, **said)


def test_the_keeper_says_how_the_village_reads_its_story(client, story, malee):
    link = malee.links.get()
    here = f"/keeper/{link.secret}/readings/{story.number}/"
    assert client.get(here).status_code == 200
    page = client.post(here, {"who_made_it": "", "matters": "some"}).content.decode()
    assert "ยังไม่ได้บอกว่าใครทำให้เกิดขึ้น" in page
    answer = client.post(here, {"who_made_it": "แม่บ้านแปดคน", "matters": "much", "words": ""})
    assert answer.status_code == 302
    reading = VillageReading.objects.get()
    assert (reading.said_by, reading.link, reading.taken_by) == ("ป้ามาลี ใจเย็น", link, None)
    assert "แม่บ้านแปดคน" in client.get(here).content.decode()
    client.post(here, {"who_made_it": "เด็กๆ ด้วย", "matters": "some", "words": ""})
    assert [each.who_made_it for each in story.readings.shown()] == ["เด็กๆ ด้วย"]
    assert story.readings.count() == 2


def test_a_keeper_reads_only_published_stories_of_their_own_village(
    client, story, malee, somchai, wichai, khlong_noi
):
    secret = malee.links.get().secret
    elsewhere = factories.make_published(wichai, khlong_noi)
    assert client.get(f"/keeper/{secret}/readings/{elsewhere.number}/").status_code == 404
    with pytest.raises(ValidationError, match="อีกหมู่บ้าน"):
        mapping.village_reads(
            story=elsewhere, who_made_it="ก", matters="much", word=by_link(malee.links.get())
        )
    take_back(story, somchai)
    assert client.get(f"/keeper/{secret}/readings/{story.number}/").status_code == 404


def test_a_reading_said_face_to_face_has_a_witness(as_somchai, as_wichai, story, somchai):
    here = f"/stories/{story.number}/reading/"
    assert as_wichai.get(here).status_code == 404
    told = {"who_made_it": "พวกเรา", "matters": "much", "words": "", "said_by": "ลุง", "witness": ""}
    assert "ยังไม่ได้ใส่ชื่อพยาน" in as_somchai.post(here, told).content.decode()
    phone = told | {"witness": "ครู", "words": "โทร 081-234-5678"}
    assert "มีเบอร์โทรอยู่ในข้อความ" in as_somchai.post(here, phone).content.decode()
    assert as_somchai.post(here, told | {"witness": "ครูสายใจ"}).status_code == 302
    assert VillageReading.objects.get().taken_by == somchai


def test_erasing_somebody_takes_their_name_out_of_mappings_and_readings_also_when_closed(
    somchai, thap_thong, waste, agency, preeda, kanya
):
    body = "ป้ามาลี ใจเย็น เริ่มแยกขยะหลังครัว"
    story = make_reviewed(somchai, thap_thong, body=body)
    mark(story, waste, preeda, [body], how="ป้ามาลีทำก่อนใคร")
    read_face_to_face(story, preeda, who_made_it="ป้ามาลี ใจเย็น")
    reports.close(agency=agency, span=reports.Span(waste.fiscal_year), by=kanya)
    person = thap_thong.people.get(name="มาลี ใจเย็น")
    erasing.erase(person=person, by=kanya, reason="เจ้าตัวขอ")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    pair, reading = Mapping.objects.get(), VillageReading.objects.get()
    assert "มาลี" not in f"{pair.excerpt}{pair.how}{reading.who_made_it}"
    assert mapping.standing().get() == pair
