"""Letters about stories: the village's words inside, to whoever wrote, never to who did the deed."""

import pytest
from django.core import mail
from django.db import transaction

from members.models import Letter, User
from stories import publishing, takedowns
from stories.models import Story
from tests import factories


@pytest.fixture
def question(somchai, wichai, thap_thong):
    visit = factories.make_visit(somchai, thap_thong, companions=[wichai])
    return factories.ask(factories.make_story(visit, "ป้ามาลีตำเครื่องแกง"))


@pytest.fixture
def story(question, link) -> Story:
    publishing.answer_by_link(approval=question, answer="yes", link=link)
    Letter.objects.all().delete()
    return question.story


@pytest.fixture
def link(malee):
    return malee.links.get()


def letters() -> dict[str, str]:
    """Who got a letter, and its text."""
    return {letter.to: f"{letter.subject}\n{letter.body}" for letter in Letter.objects.all()}


WRITERS = {"somchai@kmnet.example", "wichai@kmnet.example"}


@pytest.mark.parametrize(
    ("answer", "words", "notes", "told"),
    [
        ("yes", "อ่านแล้วน้ำตาซึม", {}, ["เผยแพร่ได้", "อ่านแล้วน้ำตาซึม", "ตอนนี้ใครๆ อ่านได้แล้ว"]),
        ("yes", "", {}, ["เผยแพร่ได้"]),
        ("change", "", {0: "ใส่ชื่อลุงด้วย"}, ["ขอแก้ตรงนี้ก่อน", "ย่อหน้าที่ 1 ขอแก้ว่า:\nใส่ชื่อลุงด้วย"]),
        ("no", "ขอไว้ก่อน", {}, ["เก็บไว้ในหมู่บ้าน", "ขอไว้ก่อน", "คนนอกไม่เห็น"]),
    ],
    ids=["yes", "yes without a word", "change by a note", "no"],
)
def test_what_the_village_answered_stands_in_the_letter(question, link, answer, words, notes, told):
    publishing.answer_by_link(approval=question, answer=answer, words=words, notes=notes, link=link)
    assert set(letters()) == WRITERS
    for text in letters().values():
        assert [said for said in told if said not in text] == []
        assert text.count("ใส่ชื่อลุงด้วย") == len(notes)
        assert ("คำที่ฝากมา" in text) == bool(words)
        assert "\n\n\n" not in text


def test_whoever_took_the_answer_down_knows_it_already(question, somchai):
    publishing.answer_in_person(
        approval=question,
        answer="yes",
        answered_by="ผู้ใหญ่เอื้อน",
        witness="ครูสายใจ",
        taken_by=somchai,
    )
    assert set(letters()) == {"wichai@kmnet.example"}
    assert "ผู้ใหญ่เอื้อน เป็นคนตอบต่อหน้า ครูสายใจ ได้ยินด้วยกัน" in letters()["wichai@kmnet.example"]


def test_whoever_rests_gets_no_letter(question, link):
    User.objects.filter(email="wichai@kmnet.example").update(is_active=False)
    publishing.answer_by_link(approval=question, answer="no", link=link)
    assert set(letters()) == {"somchai@kmnet.example"}


def test_a_refused_answer_writes_no_letter(question, link):
    with pytest.raises(publishing.ValidationError), transaction.atomic():
        publishing.answer_by_link(approval=question, answer="change", link=link)
    assert letters() == {}


def test_the_letter_leaves_with_the_deed_and_not_before(
    question, link, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        publishing.answer_by_link(approval=question, answer="no", words="ขอไว้ก่อน", link=link)
        assert mail.outbox == []
    assert {each.to[0] for each in mail.outbox} == WRITERS
    assert all("ขอไว้ก่อน" in each.body for each in mail.outbox)


def test_taken_back_without_a_word_is_told_kindly(story, link):
    publishing.take_back(story=story, link=link)
    assert set(letters()) == WRITERS
    for text in letters().values():
        assert "ขอถอนเรื่อง “ป้ามาลีตำเครื่องแกง” คืนแล้ว" in text
        assert "ไม่ได้ฝากเหตุผลไว้" in text
        assert "\n\n\n" not in text


def test_who_asked_is_told_of_and_how_to_reach_them_is_not(story, preeda, kanya):
    takedowns.ask(
        story=story, what="story", said_by="ลูกสาวป้า", words="แม่ไม่สบายใจ", contact="ร้านหน้าวัด"
    )
    assert set(letters()) == WRITERS | {"preeda@kmnet.example"}
    for text in letters().values():
        assert "ลูกสาวป้า" in text
        assert "แม่ไม่สบายใจ" in text
        assert "ร้านหน้าวัด" not in text
        assert "\n\n\n" not in text


def test_where_a_district_has_nobody_the_provinces_coordinators_are_told(story, kanya, wichai):
    takedowns.ask(story=story, what="story", said_by="ป้า", told_to=wichai)
    assert set(letters()) == {"somchai@kmnet.example", "kanya@kmnet.example"}
    assert "บอกผ่านหมอวิชัย ทะเลงาม" in letters()["kanya@kmnet.example"]


def test_a_name_taken_out_stands_in_no_letter(story, preeda, kanya):
    person = Story.objects.get(pk=story.pk).published_revision.tellers.get().person
    takedown = takedowns.ask(story=story, what="name", person=person, said_by="หลาน")
    takedowns.decide(takedown=takedown, by=preeda, answer="stays_out", words="ตามที่ขอ")
    takedowns_letters = Letter.objects.all()
    assert takedowns_letters.count() == 5
    for letter in takedowns_letters:
        assert "“ชาวบ้านตำเครื่องแกง”" in letter.body
        assert "มาลี" not in letter.subject + letter.body
        assert "\n\n\n" not in letter.body


def test_of_requests_that_wait_for_a_human_only_the_first_of_a_day_is_told(story, monkeypatch):
    monkeypatch.setattr(takedowns, "MOST_FROM_ONE_ADDRESS", 0)
    for number in range(3):
        takedowns.ask(story=story, what="story", said_by=f"คนที่ {number}", address="203.0.113.9")
    assert takedowns.TakeDown.objects.filter(hides=False).count() == 3
    assert set(letters()) == WRITERS | {"kanya@kmnet.example"}
    assert Letter.objects.count() == 3


def test_where_the_only_one_near_was_told_the_provinces_coordinators_decide(story, preeda, kanya):
    takedowns.ask(story=story, what="story", said_by="ป้า", told_to=preeda)
    assert set(letters()) == WRITERS | {"kanya@kmnet.example"}


def test_the_villages_yes_to_a_request_is_told_to_the_desk_and_the_writers_know(
    story, link, preeda
):
    takedowns.ask(story=story, what="story", said_by="หลาน")
    Letter.objects.all().delete()
    takedowns.village_said_yes(story.approvals.get())
    assert set(letters()) == {"preeda@kmnet.example"}
    assert "หมู่บ้านอ่านแล้วให้เผยแพร่ได้" in letters()["preeda@kmnet.example"]


def test_the_village_answering_a_request_is_told_once(story, link, preeda):
    takedown = takedowns.ask(story=story, what="story", said_by="หลาน")
    Letter.objects.all().delete()
    takedowns.decide_by_link(takedown, link, "stays_out", "ประชุมกันแล้ว")
    assert {to: text.count("ประชุมกันแล้ว") for to, text in letters().items()} == dict.fromkeys(
        WRITERS | {"preeda@kmnet.example"}, 1
    )
    assert Letter.objects.count() == 3
