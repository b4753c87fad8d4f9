"""Village, day and one sentence make a visit; nothing that was typed is ever lost."""

import datetime
import uuid

import pytest

from kmnet.thai.dates import ERA, thai_date
from stories.models import Promise, Submission, Visit
from tests import factories
from tests.conftest import signed_in
from tests.stories.posts import DAY, day_boxes, people, visit_post
from villages.models import Village


def errors(answer) -> dict:
    """The sentences beside each field of a form that came back."""
    assert answer.status_code == 200
    return dict(answer.context["form"].errors)


def page(answer) -> str:
    return answer.content.decode()


# What is needed


def test_village_day_and_one_sentence_make_a_visit(as_somchai, somchai, thap_thong):
    post = visit_post(thap_thong, good="ป้าๆ ช่วยกันทำเครื่องแกง")
    answer = as_somchai.post("/visits/new/", post)
    visit = Visit.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/visits/{visit.number}/")
    assert (visit.state, visit.author, visit.village, visit.day, visit.good) == (
        "kept",
        somchai,
        thap_thong,
        DAY,
        "ป้าๆ ช่วยกันทำเครื่องแกง",
    )
    assert str(visit.client_uuid) == post["client_uuid"]
    receipt = page(as_somchai.get(answer["Location"]))
    assert "ถึงศูนย์แล้ว" in receipt
    assert f"เลขที่ {visit.number}" in receipt
    assert thai_date(DAY) in receipt


@pytest.mark.parametrize(
    ("missing", "field"),
    [
        ({"village": None}, "village"),
        ({"village": "", "district": ""}, "village"),
        ({"day_day": None, "day_month": None, "day_year": None}, "day"),
        ({"day_day": "", "day_month": "", "day_year": ""}, "day"),
        ({"good": None}, "good"),
        ({"good": "  \r\n "}, "good"),
    ],
)
def test_without_one_of_the_three_a_sentence_stands_beside_it_and_in_front(
    as_somchai, thap_thong, missing, field
):
    answer = as_somchai.post("/visits/new/", visit_post(thap_thong, smiled="ป้ามาลี", **missing))
    assert list(errors(answer)) == [field]
    assert f'<a href="#id_{field}">' in page(answer)
    assert 'role="alert" tabindex="-1" data-error-summary' in page(answer)
    assert "ป้ามาลี</textarea>" in page(answer)
    assert Visit.objects.get().state == "draft"


def test_with_nothing_at_all_three_sentences_stand_there(as_somchai):
    answer = as_somchai.post("/visits/new/", {"client_uuid": str(uuid.uuid4()), "action": "keep"})
    assert errors(answer) == {
        "village": ["ยังไม่ได้เลือกหมู่บ้าน เลือกอำเภอก่อน แล้วตำบลกับหมู่บ้านจะขึ้นให้เลือก"],
        "day": ["ยังไม่ได้ใส่วันที่ลงพื้นที่"],
        "good": ["ยังไม่ได้เล่าว่าเห็นอะไรดีๆ ประโยคเดียวก็พอ"],
    }


def test_a_day_to_come_is_refused_and_today_is_not(as_somchai, thap_thong):
    tomorrow = visit_post(thap_thong, **day_boxes(factories.days_ago(-1)))
    answer = as_somchai.post("/visits/new/", tomorrow)
    assert errors(answer) == {"day": ["วันที่ลงพื้นที่ยังมาไม่ถึง ลองดูปี พ.ศ. อีกครั้ง"]}
    assert f'value="{tomorrow["day_year"]}"' in page(answer)
    as_somchai.post("/visits/new/", tomorrow | day_boxes(factories.days_ago(0)))
    assert Visit.objects.get().day == factories.days_ago(0)


def test_a_day_before_2500_is_refused_and_the_first_of_2500_is_not(as_somchai, thap_thong):
    post = visit_post(thap_thong, **day_boxes(datetime.date(2499 - ERA, 12, 31)))
    assert errors(as_somchai.post("/visits/new/", post)) == {
        "day": ["วันที่ลงพื้นที่เก่ากว่าปี พ.ศ. 2500 ลองดูปี พ.ศ. อีกครั้ง"]
    }
    as_somchai.post("/visits/new/", post | day_boxes(datetime.date(2500 - ERA, 1, 1)))
    assert Visit.objects.get().day == datetime.date(1957, 1, 1)


@pytest.mark.parametrize("code", ["80069999", "8006060", "x", "80060602; DROP", "๙๙๙๙๙๙๙๙"])
def test_a_village_code_nobody_knows_is_refused(as_somchai, places, code):
    answer = as_somchai.post("/visits/new/", visit_post(village=code, district="8006", good="ดี"))
    assert errors(answer) == {"village": ["ไม่รู้จักหมู่บ้านนี้ ลองเลือกอำเภอและหมู่บ้านใหม่อีกครั้ง"]}
    assert "ดี</textarea>" in page(answer)
    assert Visit.objects.get().state == "draft"


def test_a_village_code_may_be_typed_in_thai_digits(as_somchai, thap_thong):
    as_somchai.post("/visits/new/", visit_post(village="๘๐๐๖๐๖๐๒"))
    assert Visit.objects.get().village == thap_thong


def test_a_place_that_is_in_no_list_may_be_written_by_hand(as_somchai, places):
    as_somchai.post("/visits/new/", visit_post(place_words="ท่าเรือหลังวัด ริมคลองชะเมา"))
    visit = Visit.objects.get()
    assert (visit.village, visit.place, visit.state) == (None, "ท่าเรือหลังวัด ริมคลองชะเมา", "kept")
    receipt = page(as_somchai.get(f"/visits/{visit.number}/"))
    assert "ยังไม่ได้เลือกหมู่บ้านจากรายชื่อ" in receipt
    assert f"/visits/{visit.number}/story/" not in receipt
    assert as_somchai.get(f"/visits/{visit.number}/story/").status_code == 404


JANUARY = datetime.date(2009, 1, 21)


@pytest.mark.parametrize(
    "typed",
    [
        {"day_day": "21", "day_month": "1", "day_year": "2552"},
        {"day_day": "๒๑", "day_month": "1", "day_year": "๒๕๕๒"},
        {"day_day": "21", "day_month": "1", "day_year": "2009"},
        {"day_day": "21/1/2552", "day_month": "", "day_year": ""},
        {"day": "๒๑ มกราคม ๒๕๕๒"},
        {"day": "21 มกราคม พ.ศ. 2552"},
        {"day": "วันพุธที่ 21 ม.ค. 2552"},
        {"day": "21/1/2552"},
        {"day": "๒๑/๑/๒๕๕๒"},
        {"day": "21-01-2552"},
        {"day": "2009-01-21"},
    ],
)
def test_a_day_may_be_typed_in_every_way_people_write_it(as_somchai, thap_thong, typed):
    boxes = {"day_day": None, "day_month": None, "day_year": None}
    as_somchai.post("/visits/new/", visit_post(thap_thong, **{**boxes, **typed}))
    assert Visit.objects.get().day == JANUARY


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ({"day_day": "31", "day_month": "2", "day_year": "2568"}, "กุมภาพันธ์ 2568 มี 28 วัน"),
        ({"day_day": "1", "day_month": "2", "day_year": "68"}, "เช่น 2568"),
        ({"day_day": "1", "day_month": "2", "day_year": ""}, "ยังไม่ได้ใส่ปี พ.ศ."),
        ({"day": "2/13/2568"}, "เดือนมี 1 ถึง 12"),
        ({"day": "ปลายเดือน"}, "อ่านวันที่นี้ไม่ออก"),
    ],
)
def test_a_day_that_cannot_be_read_gets_a_hint_and_stays_typed(as_somchai, thap_thong, typed, hint):
    boxes = {"day_day": None, "day_month": None, "day_year": None}
    answer = as_somchai.post("/visits/new/", visit_post(thap_thong, **{**boxes, **typed}))
    (sentence,) = errors(answer)["day"]
    assert hint in sentence
    for name, value in typed.items():
        if name in ("day_day", "day_year"):
            assert f'value="{value}"' in page(answer)
        elif name == "day":
            assert value in page(answer)


# The rest may come with it


FULL = {
    "smiled": "ป้ามาลียิ้มตอนเล่าเรื่องครก",
    "others": "นักศึกษาฝึกงานสองคน",
    "changes": "- ไม่จัดประชุมวันตลาดนัด\n- ไม่จัดประชุมวันตลาดนัด\n\n• ส่งจดหมายก่อนเจ็ดวัน",
    "promises": "เอาเมล็ดพริกมาให้\nพากลุ่มลานสกามาเยี่ยม",
    "expected": "ได้สูตรเครื่องแกง",
    "beyond": "ได้เพื่อน",
    "short": "ยังไม่ได้คุยกับเด็กๆ",
    "taken_home": "ชวนกันใหม่",
}
MET = people(
    {
        "called": "ป้า",
        "name": "แมว",
        "does": "ขายขนม",
        "agency_words": "กลุ่มขนมลา",
        "words": "ทำด้วยใจ",
    },
    {"name": ""},
    {"name": "เจ้าหน้าที่สามคน"},
)


def test_everything_that_was_told_is_kept_and_shown(as_somchai, somchai, preeda, thap_thong):
    post = visit_post(thap_thong, **FULL, **MET, companions=[str(preeda.pk)])
    as_somchai.post("/visits/new/", post)
    visit = Visit.objects.get()
    for name in ("smiled", "others", "expected", "beyond", "short", "taken_home"):
        assert getattr(visit, name) == FULL[name]
    assert list(visit.companions.all()) == [preeda]
    assert list(
        visit.encounters.values_list("called", "name", "does", "agency_words", "words")
    ) == [
        ("ป้า", "แมว", "ขายขนม", "กลุ่มขนมลา", "ทำด้วยใจ"),
        ("", "เจ้าหน้าที่สามคน", "", "", ""),
    ]
    assert [(change.words, change.by) for change in visit.changes.all()] == [
        ("ไม่จัดประชุมวันตลาดนัด", somchai),
        ("ส่งจดหมายก่อนเจ็ดวัน", somchai),
    ]
    assert [promise.words for promise in visit.promises.all()] == [
        "เอาเมล็ดพริกมาให้",
        "พากลุ่มลานสกามาเยี่ยม",
    ]
    shown = page(as_somchai.get(f"/visits/{visit.number}/"))
    for words in ("ป้ามาลียิ้มตอนเล่าเรื่องครก", "นักศึกษาฝึกงานสองคน", "ป้าแมว", "กลุ่มขนมลา",
                  "ไม่จัดประชุมวันตลาดนัด", "เอาเมล็ดพริกมาให้", "ได้เพื่อน", "ปลัดปรีดา ชวนคุย"):  # fmt: skip
        assert words in shown


def test_a_person_met_without_a_name_is_asked_for_one(as_somchai, thap_thong):
    answer = as_somchai.post("/visits/new/", visit_post(thap_thong, **people({"does": "ขายขนม"})))
    assert 'href="#id_met-0-name"' in page(answer)
    assert 'value="ขายขนม"' in page(answer)
    assert Visit.objects.get().state == "draft"


def test_words_are_saved_in_one_spelling_and_shown_as_text(as_somchai, thap_thong):
    post = visit_post(thap_thong, good="น\u0e4d\u0e49าใส <script>alert(1)</script> & 'ดี'\x00")
    as_somchai.post("/visits/new/", post)
    visit = Visit.objects.get()
    assert visit.good == "น้ำใส <script>alert(1)</script> & 'ดี'"
    shown = page(as_somchai.get(f"/visits/{visit.number}/"))
    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_a_long_text_is_refused_with_its_length_and_stays(as_somchai, thap_thong):
    answer = as_somchai.post("/visits/new/", visit_post(thap_thong, good="น้ำ" * 5001))
    assert "5000 ตัวอักษร" in errors(answer)["good"][0]
    assert "น้ำ" * 5001 in page(answer)
    answer = as_somchai.post("/visits/new/", visit_post(thap_thong, good="น้ำ" * 5000))
    assert answer.status_code == 302


def test_open_promises_of_the_village_head_the_next_visit(as_somchai, somchai, preeda, thap_thong):
    earlier = factories.make_visit(preeda, thap_thong, promises=["เอาเมล็ดพริกมาให้", "ซ่อมป้าย"])
    Promise.objects.filter(words="ซ่อมป้าย").update(state="kept", settled_on=factories.days_ago(1))
    elsewhere = Village.objects.get(code="80060601")
    factories.make_visit(somchai, elsewhere, promises=["อีกหมู่บ้านหนึ่ง"])
    draft = visit_post(thap_thong, action="draft")
    as_somchai.post("/visits/new/", draft)
    pages = [
        as_somchai.post("/visits/new/", visit_post(thap_thong, action="place")),
        as_somchai.post("/visits/new/", visit_post(thap_thong, good="")),
        as_somchai.post("/visits/new/", visit_post(recent="80060601", action="photos")),
        as_somchai.get(
            f"/visits/{Visit.objects.get(client_uuid=draft['client_uuid']).number}/edit/"
        ),
    ]
    heads = [[promise.words for promise in answer.context["promises"]] for answer in pages]
    here, there = ["เอาเมล็ดพริกมาให้"], ["อีกหมู่บ้านหนึ่ง"]
    assert heads == [here, here, there, here]
    assert "เอาเมล็ดพริกมาให้ · ปลัดปรีดา ชวนคุย" in page(pages[0])
    assert earlier.promises.open().count() == 1


# Drafts and the buttons between


def test_a_draft_may_hold_nothing_or_half_of_it(as_somchai, somchai):
    answer = as_somchai.post("/visits/new/", {"client_uuid": str(uuid.uuid4()), "action": "draft"})
    assert (answer.status_code, answer["Location"]) == (302, "/me/")
    draft = Visit.objects.get()
    assert (draft.state, draft.author) == ("draft", somchai)
    assert f"/visits/{draft.number}/edit/" in page(as_somchai.get("/me/"))


def test_a_draft_is_shown_exactly_as_it_was_typed(as_somchai, preeda, thap_thong):
    typed = visit_post(
        thap_thong,
        action="draft",
        day_day="๓๑",
        day_month="2",
        day_year="",
        good="ครึ่งประโยค  ที่ยัง",
        companions=[str(preeda.pk)],
        **FULL,
        **people({"called": "ป้า", "does": "ยังไม่รู้ชื่อ"}),
    )
    as_somchai.post("/visits/new/", typed)
    answer = as_somchai.get(f"/visits/{Visit.objects.get().number}/edit/")
    shown = page(answer)
    for value in ("๓๑", "นักศึกษาฝึกงานสองคน", "ป้า", "ยังไม่รู้ชื่อ"):
        assert f'value="{value}"' in shown
    for value in ("ครึ่งประโยค  ที่ยัง", FULL["smiled"], FULL["changes"], FULL["short"]):
        assert f"{value}</textarea>" in shown
    for value in ("80060602", "2", "8006"):
        assert f'<option value="{value}" selected>' in shown
    assert f'name="companions" value="{preeda.pk}"' in shown
    assert answer.context["form"]["companions"].value() == [str(preeda.pk)]
    assert f'value="{typed["client_uuid"]}"' in shown
    assert answer.context["form"].errors == {}


def test_a_draft_finished_later_is_one_visit(as_somchai, thap_thong):
    first = visit_post(thap_thong, action="draft", good="")
    as_somchai.post("/visits/new/", first)
    draft = Visit.objects.get()
    answer = as_somchai.post(
        f"/visits/{draft.number}/edit/", {**first, "action": "keep", "good": "เล่าจบแล้ว"}
    )
    assert answer["Location"] == f"/visits/{draft.number}/"
    visit = Visit.objects.get()
    assert (visit.pk, visit.state, visit.good) == (draft.pk, "kept", "เล่าจบแล้ว")


@pytest.mark.parametrize("button", ["more_people", "place", "photos"])
def test_the_buttons_between_keep_everything_and_complain_of_nothing(
    as_somchai, preeda, thap_thong, button
):
    post = visit_post(
        thap_thong,
        action=button,
        good="",
        day_day="๓๑",
        day_year="",
        camera=factories.photo_file(size=(40, 30)),
        companions=[str(preeda.pk)],
        **FULL,
        **people({"called": "ป้า", "name": "แมว"}),
    )
    answer = as_somchai.post("/visits/new/", post)
    shown = page(answer)
    assert answer.status_code == 200
    assert "error-summary" not in shown
    assert 'value="๓๑"' in shown
    assert '<option value="80060602" selected>' in shown
    assert 'value="แมว"' in shown
    assert f"{FULL['promises']}</textarea>" in shown
    assert answer.context["form"]["companions"].value() == [str(preeda.pk)]
    visit = Visit.objects.get()
    assert visit.state == "draft"
    assert f'src="{visit.photos.get().src}"' in shown
    assert f'value="{visit.client_uuid}"' in shown
    assert len(answer.context["met"].forms) == 2


def test_one_more_person_and_one_more_until_twelve(as_somchai, thap_thong):
    rows = [{"name": f"คนที่ {number}"} for number in range(1, 4)]
    answer = as_somchai.post(
        "/visits/new/", visit_post(thap_thong, action="more_people", **people(*rows))
    )
    names = [form["name"].value() for form in answer.context["met"].forms]
    assert names == ["คนที่ 1", "คนที่ 2", "คนที่ 3", None]
    rows = [{"name": f"คนที่ {number}"} for number in range(1, 13)]
    answer = as_somchai.post("/visits/new/", visit_post(thap_thong, **people(*rows)))
    assert answer.status_code == 302
    assert Visit.objects.latest("number").encounters.count() == 12


def test_the_place_button_brings_the_villages_of_the_chosen_district(as_somchai, khlong_noi):
    answer = as_somchai.post(
        "/visits/new/", visit_post(action="place", district="8012", tambon="", village="")
    )
    shown = page(answer)
    assert f'<option value="{khlong_noi.code}"' in shown
    assert '<option value="80060602"' not in shown


def test_the_form_opens_in_ones_own_district(as_somchai, thap_thong):
    shown = page(as_somchai.get("/visits/new/"))
    assert '<option value="8006" selected>' in shown
    assert '<option value="80060602">หมู่ที่ 2 บ้านทาบทอง</option>' in shown


def test_every_empty_form_has_a_number_of_its_own(as_somchai):
    numbers = {as_somchai.get("/visits/new/").context["client_uuid"] for _ in range(3)}
    assert len(numbers) == 3
    assert not Visit.objects.exists()


def test_villages_told_of_lately_are_offered_first(as_somchai, somchai, wichai, thap_thong):
    assert "recent" not in as_somchai.get("/visits/new/").context["form"].fields
    codes = ["80060601", "80060603", "80060604", "80060602", "80060605", "80060606", "80060602"]
    for code in codes:
        factories.make_visit(somchai, Village.objects.get(code=code))
    factories.make_visit(wichai, Village.objects.get(code="80060607"))
    form = as_somchai.get("/visits/new/").context["form"]
    assert [value for value, _ in form.fields["recent"].choices] == [
        "80060602", "80060606", "80060605", "80060604", "80060603", "other",
    ]  # fmt: skip
    as_somchai.post("/visits/new/", visit_post(recent="80060605"))
    assert Visit.objects.latest("number").village_id == "80060605"
    as_somchai.post("/visits/new/", visit_post(thap_thong, recent="other"))
    assert Visit.objects.latest("number").village == thap_thong


def test_colleagues_of_the_district_may_be_ticked_and_nobody_else_is_offered(
    as_somchai, somchai, preeda, wichai, kanya
):
    gone = factories.make_user("gone@kmnet.example", "ย้าย ไปแล้ว", district="8006")
    gone.is_active = False
    gone.save()
    form = as_somchai.get("/visits/new/").context["form"]
    assert list(form.fields["companions"].queryset) == [preeda]


def test_a_companion_ticked_once_stays_though_the_district_changed(
    as_somchai, somchai, wichai, thap_thong
):
    visit = factories.make_visit(somchai, thap_thong, companions=[wichai])
    form = as_somchai.get(f"/visits/{visit.number}/edit/").context["form"]
    assert list(form.fields["companions"].queryset) == [wichai]


# Throwing away


def test_a_draft_may_be_thrown_away_with_its_photos(as_somchai, settings, thap_thong):
    as_somchai.post(
        "/visits/new/",
        visit_post(thap_thong, action="draft", camera=factories.photo_file(size=(40, 30))),
    )
    draft = Visit.objects.get()
    photo = draft.photos.get()
    assert photo.original_path.exists()
    looked = as_somchai.get(f"/visits/{draft.number}/discard/")
    assert (looked.status_code, looked["Location"]) == (302, f"/visits/{draft.number}/edit/")
    assert Visit.objects.get() == draft
    answer = as_somchai.post(f"/visits/{draft.number}/discard/")
    assert (answer.status_code, answer["Location"]) == (302, "/me/")
    assert not Visit.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_files_of_a_discarded_draft_are_gone(places, somchai, thap_thong, settings):
    client = signed_in(somchai)
    post = visit_post(thap_thong, action="draft", camera=factories.photo_file(size=(40, 30)))
    client.post("/visits/new/", post)
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] != []
    client.post(f"/visits/{Visit.objects.get().number}/discard/")
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []


def test_a_visit_that_has_arrived_cannot_be_thrown_away(as_somchai, somchai, thap_thong):
    visit = factories.make_visit(somchai, thap_thong)
    assert as_somchai.post(f"/visits/{visit.number}/discard/").status_code == 404
    assert Visit.objects.filter(pk=visit.pk).exists()


# Going on with a visit


def test_finishing_later_changes_the_visit_and_keeps_the_earlier_text(
    as_somchai, somchai, thap_thong
):
    as_somchai.post("/visits/new/", visit_post(thap_thong, good="ฉบับแรก", promises="เอาพริกมาให้"))
    visit = Visit.objects.get()
    form = as_somchai.get(f"/visits/{visit.number}/edit/")
    promise = visit.promises.get()
    post = visit_post(
        thap_thong,
        good="ฉบับที่สอง",
        promises="เอาพริกมาให้\nมาอีกเดือนหน้า",
        seen=str(form.context["seen"]),
    )
    answer = as_somchai.post(f"/visits/{visit.number}/edit/", post)
    assert answer["Location"] == f"/visits/{visit.number}/"
    visit.refresh_from_db()
    assert visit.good == "ฉบับที่สอง"
    assert visit.promises.first() == promise
    assert [row.words for row in visit.promises.all()] == ["เอาพริกมาให้", "มาอีกเดือนหน้า"]
    texts = [row.typed["good"] for row in Submission.objects.filter(visit=visit)]
    assert texts == [["ฉบับแรก"], ["ฉบับที่สอง"]]


def test_a_kept_visit_is_shown_for_editing_as_it_stands(as_somchai, preeda, thap_thong):
    as_somchai.post(
        "/visits/new/", visit_post(thap_thong, **FULL, **MET, companions=[str(preeda.pk)])
    )
    visit = Visit.objects.get()
    form = as_somchai.get(f"/visits/{visit.number}/edit/").context["form"]
    shown = {name: form[name].value() for name in (*FULL, "good", "village", "district", "day")}
    assert shown == {
        **FULL,
        "changes": "ไม่จัดประชุมวันตลาดนัด\nส่งจดหมายก่อนเจ็ดวัน",
        "good": "ป้าๆ ช่วยกันทำเครื่องแกง",
        "village": "80060602",
        "district": "8006",
        "day": DAY,
    }


def test_a_text_written_over_somebody_elses_is_refused_once_and_stays_typed(
    as_somchai, as_preeda, somchai, preeda, thap_thong
):
    as_somchai.post(
        "/visits/new/", visit_post(thap_thong, good="ฉบับแรก", companions=[str(preeda.pk)])
    )
    address = f"/visits/{Visit.objects.get().number}/edit/"
    seen = str(as_somchai.get(address).context["seen"])
    with_preeda = {"companions": [str(preeda.pk)]}
    as_preeda.post(address, visit_post(thap_thong, good="ของปรีดา", seen=seen, **with_preeda))
    assert Visit.objects.get().good == "ของปรีดา"
    mine = visit_post(thap_thong, good="ของสมชาย", seen=seen, **with_preeda)
    answer = as_somchai.post(address, mine)
    assert answer.context["form"].non_field_errors()[0].startswith("มีคนแก้การลงพื้นที่นี้ไปก่อนแล้ว")
    assert "ของสมชาย</textarea>" in page(answer)
    assert Visit.objects.get().good == "ของปรีดา"
    again = as_somchai.post(address, {**mine, "seen": str(answer.context["seen"])})
    assert again.status_code == 302
    assert Visit.objects.get().good == "ของสมชาย"
    assert {row.typed["good"][0] for row in Submission.objects.all()} == {
        "ฉบับแรก",
        "ของปรีดา",
        "ของสมชาย",
    }


def test_a_text_used_before_may_be_chosen_again(as_somchai, thap_thong):
    as_somchai.post("/visits/new/", visit_post(thap_thong, good="ก"))
    address = f"/visits/{Visit.objects.get().number}/edit/"
    for good in ("ข", "ก"):
        seen = str(as_somchai.get(address).context["seen"])
        as_somchai.post(address, visit_post(thap_thong, good=good, seen=seen))
    assert Visit.objects.get().good == "ก"


def test_a_mark_of_what_was_seen_that_is_no_number_is_just_old(as_somchai, thap_thong):
    as_somchai.post("/visits/new/", visit_post(thap_thong))
    address = f"/visits/{Visit.objects.get().number}/edit/"
    for seen in ("x", "²", "-1", "9" * 40):
        answer = as_somchai.post(address, visit_post(thap_thong, good="ใหม่", seen=seen))
        assert "มีคนแก้การลงพื้นที่นี้ไปก่อนแล้ว" in page(answer)


@pytest.mark.parametrize(
    "odd",
    [
        {"companions": ["²", "x", "-1"]},
        {"district": "\x00"},
        {"recent": "x"},
        {"met-TOTAL_FORMS": "²", "met-INITIAL_FORMS": "0"},
        {"met-TOTAL_FORMS": "100000", "met-INITIAL_FORMS": "0"},
        {"action": "fly"},
    ],
)
def test_what_no_browser_sends_never_breaks_the_page(as_somchai, thap_thong, odd):
    answer = as_somchai.post("/visits/new/", visit_post(thap_thong, **odd))
    assert answer.status_code in (200, 302, 400)


# Who may


def test_a_stranger_is_sent_to_sign_in_first(client, places):
    for address in ("/visits/new/", "/me/", "/visits/1/", "/visits/1/edit/"):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (
            302,
            f"/accounts/login/?next={address}",
        )


def test_a_companion_may_finish_the_visit_and_a_neighbour_may_only_read(
    as_preeda, as_kanya, preeda, somchai, thap_thong
):
    along = factories.make_visit(somchai, thap_thong, companions=[preeda])
    alone = factories.make_visit(somchai, thap_thong)
    assert as_preeda.get(f"/visits/{along.number}/edit/").status_code == 200
    assert as_preeda.get(f"/visits/{alone.number}/").status_code == 200
    assert as_preeda.get(f"/visits/{alone.number}/edit/").status_code == 404
    assert (
        as_preeda.post(f"/visits/{alone.number}/edit/", visit_post(thap_thong)).status_code == 404
    )
    assert as_kanya.get(f"/visits/{alone.number}/edit/").status_code == 404
