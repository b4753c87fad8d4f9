"""From visit to story: tellers first, the officer as scribe, every text kept, nothing typed lost."""

import pytest

from kmnet.thai.dates import thai_date
from stories import erasing, photos
from stories.models import Revision, Story
from tests import factories
from tests.conftest import signed_in
from tests.stories.posts import DAY, story_post, tellers
from villages.models import Aspect


def page(answer) -> str:
    return answer.content.decode()


def errors(answer) -> list[str]:
    """Names of the fields of a form that came back with a sentence."""
    assert answer.status_code == 200
    return list(answer.context["form"].errors)


@pytest.fixture
def visit(somchai, thap_thong):
    return factories.make_visit(
        somchai,
        thap_thong,
        good="ป้ามาลีตำเครื่องแกงขาย",
        met=[{"called": "ป้า", "name": "มาลี ใจเย็น"}],
        photos_of=("green", "red"),
    )


@pytest.fixture
def story(visit) -> Story:
    return factories.make_story(visit)


@pytest.fixture
def aspect(db) -> Aspect:
    return Aspect.objects.get_or_create(slug="food", defaults={"name": "อาหารการกิน"})[0]


# The first text


def test_the_page_begins_with_what_was_heard_and_who_told_it(as_somchai, visit):
    shown = page(as_somchai.get(f"/visits/{visit.number}/story/"))
    assert "ป้ามาลีตำเครื่องแกงขาย</textarea>" in shown
    assert 'value="มาลี ใจเย็น"' in shown
    assert "เรื่องนี้เป็นของบ้านทาบทอง" in shown


def test_a_first_text_makes_a_draft_that_names_tellers_before_the_scribe(
    as_somchai, visit, aspect, somchai
):
    green, red = visit.photos.all()
    post = story_post(
        aspects=[str(aspect.pk)],
        licence="CC BY-NC-ND 4.0",
        **tellers(("ป้า", "มาลี ใจเย็น"), ("", ""), ("ลุง", "เอื้อน")),
        **{
            f"photo-{red.pk}-show": "on",
            f"photo-{red.pk}-caption": "ครก",
            f"photo-{red.pk}-alt": "ครกหิน",
        },
    )
    answer = as_somchai.post(f"/visits/{visit.number}/story/", post)
    story = Story.objects.get()
    assert answer["Location"] == f"/stories/{story.number}/desk/"
    revision = story.latest_revision
    assert (story.state, story.scribe, revision.licence) == ("draft", somchai, "CC BY-NC-ND 4.0")
    assert list(revision.aspects.all()) == [aspect]
    assert (revision.position, revision.title, revision.body) == (
        1,
        "เครื่องแกงของป้า",
        "ป้าตำเครื่องแกงทุกเช้า",
    )
    assert [teller.spoken_name for teller in revision.tellers.all()] == ["ป้ามาลี ใจเย็น", "ลุงเอื้อน"]
    assert [(p.photo, p.caption, p.alt) for p in revision.shown_photos.all()] == [
        (red, "ครก", "ครกหิน")
    ]
    desk = page(as_somchai.get(answer["Location"])).partition("อย่างที่เขียนไว้")[2]
    order = [desk.index(words) for words in ("ผู้เล่า ป้ามาลี", "ผู้เล่า ลุงเอื้อน", "ผู้บันทึก (คุณลิขิต) น้องสมชาย")]
    assert order == sorted(order)
    assert str(green.uuid) not in desk


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"body": " "}, "body"),
        ({"licence": "ตามใจ"}, "licence"),
        ({"body": "โทรหาป้าได้ที่ 081-234-5678"}, "body"),
        ({"title": "เบอร์ ๐๘๑๒๓๔๕๖๗๘"}, "title"),
        ({"body": "บัตรเลขที่ 1-1017-00230-70-8"}, "body"),
    ],
)
def test_what_will_not_do_gets_a_sentence_and_everything_stays_typed(
    as_somchai, visit, wrong, field
):
    post = story_post(**{"title": "ชื่อที่พิมพ์", "body": "เรื่องที่พิมพ์", **wrong})
    answer = as_somchai.post(f"/visits/{visit.number}/story/", post)
    assert errors(answer) == [field]
    assert f'href="#id_{field}"' in page(answer) or field == "licence"
    assert 'value="มาลี ใจเย็น"' in page(answer)
    if field != "body":
        assert "เรื่องที่พิมพ์</textarea>" in page(answer)
    if field != "title":
        assert 'value="ชื่อที่พิมพ์"' in page(answer)
    assert not Story.objects.exists()


def test_a_story_that_nobody_told_is_a_report_and_is_refused(as_somchai, visit):
    for rows in (tellers(("", "")), tellers(("ป้า", ""))):
        answer = as_somchai.post(f"/visits/{visit.number}/story/", story_post(**rows))
        assert "ใส่ชื่อคนเล่าอย่างน้อยหนึ่งคน" in page(answer)
        assert "ป้าตำเครื่องแกงทุกเช้า</textarea>" in page(answer)
    assert not Story.objects.exists()


def test_one_more_teller_keeps_everything_and_complains_of_nothing(as_somchai, visit):
    post = story_post(action="more_tellers", title="", **tellers(("ป้า", "มาลี")))
    answer = as_somchai.post(f"/visits/{visit.number}/story/", post)
    assert "error-summary" not in page(answer)
    assert len(answer.context["tellers"].forms) == 2
    assert "ป้าตำเครื่องแกงทุกเช้า</textarea>" in page(answer)
    assert not Story.objects.exists()


def test_only_whoever_was_there_writes(as_preeda, as_wichai, as_kanya, visit):
    for who in (as_preeda, as_wichai, as_kanya):
        assert who.get(f"/visits/{visit.number}/story/").status_code == 404
        assert who.post(f"/visits/{visit.number}/story/", story_post()).status_code == 404
    assert not Story.objects.exists()


def test_a_companion_may_write_and_is_then_the_scribe(as_preeda, preeda, somchai, thap_thong):
    visit = factories.make_visit(somchai, thap_thong, companions=[preeda])
    as_preeda.post(f"/visits/{visit.number}/story/", story_post())
    assert Story.objects.get().scribe == preeda


# The next text


def test_the_next_text_is_a_revision_and_the_first_stays(as_somchai, story, somchai):
    form = as_somchai.get(f"/stories/{story.number}/edit/").context["form"]
    assert form["body"].value() == "ป้าตำเครื่องแกง"
    photo = story.visit.photos.first()
    post = story_post(body="ข้อความใหม่", seen="1", **{f"photo-{photo.pk}-show": "on"})
    answer = as_somchai.post(f"/stories/{story.number}/edit/", post)
    assert answer["Location"] == f"/stories/{story.number}/desk/"
    assert list(story.revisions.values_list("position", "body", "by")) == [
        (1, "ป้าตำเครื่องแกง", somchai.pk),
        (2, "ข้อความใหม่", somchai.pk),
    ]
    counts = [revision.shown_photos.count() for revision in story.revisions.all()]
    assert counts == [2, 1]
    desk = page(as_somchai.get(answer["Location"]))
    assert "ป้าตำเครื่องแกง" in desk
    assert "ข้อความใหม่" in desk


def test_a_text_over_somebody_elses_is_refused_once_and_kept_when_pressed_again(
    as_somchai, as_preeda, preeda, somchai, thap_thong
):
    story = factories.make_story(factories.make_visit(somchai, thap_thong, companions=[preeda]))
    address = f"/stories/{story.number}/edit/"
    as_preeda.post(address, story_post(body="ของปรีดา", seen="1"))
    mine = story_post(body="ของสมชาย", seen="1")
    answer = as_somchai.post(address, mine)
    assert answer.context["form"].non_field_errors()[0].startswith("ปลัดปรีดา ชวนคุยแก้เรื่องนี้ไปก่อนแล้ว")
    assert "ของสมชาย</textarea>" in page(answer)
    assert story.latest_revision.body == "ของปรีดา"
    seen = answer.context["form"]["seen"].value()
    as_somchai.post(address, {**mine, "seen": str(seen)})
    assert [revision.body for revision in story.revisions.all()] == [
        "ป้าตำเครื่องแกง",
        "ของปรีดา",
        "ของสมชาย",
    ]


def test_a_photo_taken_out_of_the_visit_is_offered_no_longer(as_somchai, story):
    gone, stays = story.visit.photos.all()
    photos.take_out(gone)
    shown = page(as_somchai.get(f"/stories/{story.number}/edit/"))
    assert str(gone.uuid) not in shown
    assert str(stays.uuid) in shown


# On the desk


def test_sending_to_the_village_shows_the_keepers_link_and_qr(as_somchai, story, malee):
    secret = malee.links.get().secret
    assert secret not in page(as_somchai.get(f"/stories/{story.number}/desk/"))
    answer = as_somchai.post(f"/stories/{story.number}/ask/")
    assert answer["Location"] == f"/stories/{story.number}/desk/"
    desk = page(as_somchai.get(answer["Location"]))
    assert f'value="http://testserver/keeper/{secret}/"' in desk
    assert "<svg" in desk
    assert "ป้ามาลี ใจเย็น" in desk


def test_a_connector_of_the_district_may_carry_the_link_and_a_neighbour_may_not(
    as_preeda, story, malee
):
    factories.ask(story)
    secret = malee.links.get().secret
    assert secret in page(as_preeda.get(f"/stories/{story.number}/desk/"))
    neighbour = factories.make_user("neighbour@kmnet.example", "เพื่อน ร่วมอำเภอ", district="8006")
    desk = signed_in(neighbour).get(f"/stories/{story.number}/desk/")
    assert desk.status_code == 200
    assert secret not in page(desk)
    assert signed_in(neighbour).post(f"/stories/{story.number}/answer/").status_code == 404
    assert signed_in(neighbour).post(f"/stories/{story.number}/ask/").status_code == 404


def test_asking_is_a_post_and_looking_leads_to_the_desk(as_somchai, story):
    for address in ("ask", "answer", "take-back"):
        looked = as_somchai.get(f"/stories/{story.number}/{address}/")
        assert (looked.status_code, looked["Location"]) == (302, f"/stories/{story.number}/desk/")
    assert (Story.objects.get().state, story.approvals.count()) == ("draft", 0)
    assert not story.approvals.exists()


def in_person(asked, /, **more) -> dict:
    return {
        "question": str(asked.pk),
        "answer": "yes",
        "answered_by": "ผู้ใหญ่เอื้อน",
        "witness": "ครูสายใจ",
        "read_aloud": "on",
        **more,
    }


def test_an_answer_given_face_to_face_is_written_down_and_publishes(as_somchai, client, story):
    question = factories.ask(story)
    answer = as_somchai.post(f"/stories/{story.number}/answer/", in_person(question))
    assert answer["Location"] == f"/stories/{story.number}/desk/"
    shown = page(client.get(f"/stories/{story.number}/"))
    assert "หมู่บ้านตอบตกลง" in shown
    assert "ผู้ใหญ่เอื้อน" not in shown
    assert thai_date(DAY) in shown
    desk = page(as_somchai.get(answer["Location"]))
    assert "พยาน ครูสายใจ · จดโดย น้องสมชาย ใจดี" in desk


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"answer": ""}, "answer"),
        ({"witness": ""}, "witness"),
        ({"answered_by": ""}, "answered_by"),
        ({"answered_by": "ผู้ใหญ่เอ\u0e37\u0e49อน", "witness": "ผู้ใหญ่เอ\u0e49\u0e37อน"}, "witness"),
        ({"answer": "change"}, "words"),
    ],
    ids=["no answer", "no witness", "nobody answered", "same person", "change without words"],
)
def test_half_an_answer_in_person_is_refused_and_stays_typed(as_somchai, story, wrong, field):
    question = factories.ask(story)
    post = in_person(question, **{"witness": "คนที่พิมพ์ไว้", **wrong})
    answer = as_somchai.post(f"/stories/{story.number}/answer/", post)
    assert answer.status_code == 200
    assert list(answer.context["in_person"].errors) == [field]
    assert f'href="#id_{field}"' in page(answer)
    if "witness" not in wrong:
        assert 'value="คนที่พิมพ์ไว้"' in page(answer)
    question.refresh_from_db()
    assert question.answer == ""


def test_an_answer_in_person_counts_for_the_text_that_was_read_and_no_newer_one(
    as_somchai, as_preeda, preeda, somchai, thap_thong
):
    """Somchai reads the text aloud while preeda, at home, writes a newer one and sends it."""
    story = factories.make_story(factories.make_visit(somchai, thap_thong, companions=[preeda]))
    read = factories.ask(story)
    assert f'name="question" value="{read.pk}"' in page(
        as_somchai.get(f"/stories/{story.number}/desk/")
    )
    as_preeda.post(f"/stories/{story.number}/edit/", story_post(body="ไม่มีใครได้อ่าน", seen="1"))
    as_preeda.post(f"/stories/{story.number}/ask/")
    answer = as_somchai.post(f"/stories/{story.number}/answer/", in_person(read))
    assert "คนเขียนเพิ่งแก้เรื่องนี้" in page(answer)
    story.refresh_from_db()
    assert (story.state, story.published_revision) == ("waiting", None)


def test_an_answer_to_a_text_that_was_changed_and_not_sent_again_is_refused_in_a_sentence(
    as_somchai, story
):
    read = factories.ask(story)
    as_somchai.post(f"/stories/{story.number}/edit/", story_post(body="ใหม่", seen="1"))
    answer = as_somchai.post(f"/stories/{story.number}/answer/", in_person(read))
    assert "คนเขียนเพิ่งแก้เรื่องนี้" in page(answer)
    story.refresh_from_db()
    assert story.state == "draft"


@pytest.mark.parametrize("number", ["", "x", "²", "0", "999999999"])
def test_an_answer_to_no_question_says_so_and_changes_nothing(as_somchai, story, number):
    question = factories.ask(story)
    post = in_person(question, question=number)
    answer = as_somchai.post(f"/stories/{story.number}/answer/", post, follow=True)
    assert "ฉบับที่ถามไปมีคนตอบหรือแก้ไปก่อนแล้ว" in page(answer)
    story.refresh_from_db()
    assert story.state == "waiting"


def test_an_answer_to_another_storys_question_changes_neither(as_somchai, story, somchai):
    other = factories.make_story(factories.make_visit(somchai, story.village))
    factories.ask(story)
    as_somchai.post(f"/stories/{story.number}/answer/", in_person(factories.ask(other)))
    assert set(Story.objects.values_list("state", flat=True)) == {"waiting"}


def test_my_work_shows_everything_that_hangs_on_me_and_nothing_of_others(
    as_somchai, as_wichai, somchai, thap_thong
):
    def visit():
        return factories.make_visit(somchai, thap_thong, promises=["เอาพริกมาให้ป้า"])

    factories.make_visit(somchai, thap_thong, good="ยังไม่ได้เขียนเป็นเรื่อง")
    factories.make_story(visit(), "เรื่องที่ยังร่าง")
    factories.ask(factories.make_story(visit(), "เรื่องที่รอหมู่บ้าน"))
    factories.publish(factories.make_story(visit(), "เรื่องที่เผยแพร่"))
    factories.make_nomination(somchai, "8006", name="คนที่พบ")
    mine, others = page(as_somchai.get("/me/")), page(as_wichai.get("/me/"))
    for words in ("เอาพริกมาให้ป้า", "ยังไม่ได้เขียนเป็นเรื่อง", "เรื่องที่ยังร่าง", "เรื่องที่รอหมู่บ้าน",
                  "เรื่องที่เผยแพร่", "คนที่พบ"):  # fmt: skip
        assert words in mine
        assert words not in others
    assert "ยังไม่มีอะไรค้างอยู่" in others


def test_a_connector_sees_what_waits_in_the_district(as_preeda, as_wichai, story):
    factories.ask(story)
    assert "เครื่องแกงของป้า" in page(as_preeda.get("/me/"))
    assert "เครื่องแกงของป้า" not in page(as_wichai.get("/me/"))


def test_a_text_kept_unchanged_is_no_new_revision(as_somchai, story):
    shown = {f"photo-{photo.pk}-{part}": value
             for photo in story.visit.photos.all()
             for part, value in (("show", "on"), ("caption", photo.caption), ("alt", photo.alt))}  # fmt: skip
    post = story_post(body="ป้าตำเครื่องแกง ", seen="1", **shown)
    as_somchai.post(f"/stories/{story.number}/edit/", post)
    assert Revision.objects.count() == 1


def test_a_story_begun_twice_by_a_double_press_is_one_story(as_somchai, visit):
    form = as_somchai.get(f"/visits/{visit.number}/story/").context["form"]
    post = story_post(client_uuid=str(form["client_uuid"].value()))
    answers = [as_somchai.post(f"/visits/{visit.number}/story/", post) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert {answer["Location"] for answer in answers} == {
        f"/stories/{Story.objects.get().number}/desk/"
    }


def test_a_story_whose_only_teller_was_erased_can_still_be_mended(as_somchai, somchai, thap_thong):
    story = factories.make_published(somchai, thap_thong)
    erasing.erase(person=story.village.people.get(), by=somchai, reason="เจ้าตัวขอ")
    address = f"/stories/{story.number}/edit/"
    shown = as_somchai.get(address).context["tellers"].forms[0]
    assert (shown["called"].value(), shown["name"].value()) == ("", "ชาวบ้าน")
