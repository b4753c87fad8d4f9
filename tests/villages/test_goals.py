"""What a village walks towards is said in its own words, settled by its own word, and never edited."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests import factories
from villages import goals, keepers, words
from villages.models import Aspect, Goal, GoalStep

WORDS = "อยากกินข้าวที่ปลูกเองทั้งหมู่บ้าน"


@pytest.fixture
def food(places) -> Aspect:
    return Aspect.objects.get(slug="food")


@pytest.fixture
def heard(somchai) -> words.Word:
    """The village's word, given to somchai face to face."""
    return words.in_person(said_by="ผู้ใหญ่เอื้อน", witness="ครูสายใจ", taken_by=somchai)


@pytest.fixture
def goal(thap_thong, food, heard) -> Goal:
    return goals.say(village=thap_thong, aspect=food, words=WORDS, word=heard)


def refused(deed, **arguments) -> dict:
    """What the deed says against it, by field."""
    with pytest.raises(ValidationError) as caught, transaction.atomic():
        deed(**arguments)
    error = caught.value
    return error.message_dict if hasattr(error, "error_dict") else {"": error.messages}


def test_a_goal_keeps_who_said_it_and_who_heard_it(goal, somchai):
    assert (goal.state, goal.words, goal.settled_on) == ("walking", WORDS, None)
    assert (goal.how, goal.said_by, goal.witness, goal.taken_by, goal.link) == (
        "in_person",
        "ผู้ใหญ่เอื้อน",
        "ครูสายใจ",
        somchai,
        None,
    )


def test_the_keeper_says_one_from_her_link(malee, thap_thong, food):
    link = malee.links.get()
    said = goals.say(village=thap_thong, aspect=food, words=WORDS, word=words.by_link(link))
    assert (said.how, said.said_by, said.link, said.witness) == (
        "link",
        "ป้ามาลี ใจเย็น",
        link,
        "",
    )


def test_the_same_words_said_twice_are_one_goal(goal, thap_thong, food, heard):
    again = goals.say(village=thap_thong, aspect=food, words=f" {WORDS} ", word=heard)
    assert again == goal
    assert Goal.objects.count() == 1


def test_a_link_of_another_village_or_one_that_ended_says_nothing(
    thap_thong, khlong_noi, malee, kanya, food
):
    said = {"village": thap_thong, "aspect": food, "words": WORDS}
    stranger = factories.make_keeper(khlong_noi, by=kanya, name="คนอื่น").links.get()
    assert refused(goals.say, word=words.by_link(stranger), **said) == {
        "": ["ลิงก์นี้เป็นของอีกหมู่บ้านหนึ่ง"]
    }
    link = malee.links.get()
    keepers.renew_link(stewardship=malee, by=kanya)
    assert refused(goals.say, word=words.by_link(link), **said) == {
        "": ["ลิงก์นี้ใช้ไม่ได้แล้ว ขอลิงก์ใหม่ได้จากคนที่ส่งมาให้"]
    }
    assert not Goal.objects.exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (" \n", "ยังไม่ได้เขียนว่าหมู่บ้านตั้งใจอะไร ประโยคเดียวก็พอ"),
        ("ก" * 301, "ยาวไปหน่อย ใส่ได้ 300 ตัวอักษร ตอนนี้มี 301"),
        ("ถามได้ที่ 081-234-5678", "มีเบอร์โทรอยู่ในข้อความ เอาออกก่อน เพราะคนอื่นจะเห็น"),
        ("เลข 1-1014-00000-01-4", "มีเลขบัตรประชาชนอยู่ในข้อความ เอาออกก่อน เพราะคนอื่นจะเห็น"),
    ],
)
def test_blank_words_long_ones_and_private_numbers_are_refused_with_a_reason(
    thap_thong, food, heard, text, sentence
):
    problems = refused(goals.say, village=thap_thong, aspect=food, words=text, word=heard)
    assert problems == {"words": [sentence]}


def test_face_to_face_needs_who_said_it_and_another_who_heard_it(thap_thong, food, somchai):
    def said(**names):
        word = words.in_person(taken_by=somchai, **names)
        return refused(goals.say, village=thap_thong, aspect=food, words=WORDS, word=word)

    assert said(said_by=" ", witness="") == {
        "said_by": ["ยังไม่ได้ใส่ว่าใครในหมู่บ้านเป็นคนบอก"],
        "witness": ["ยังไม่ได้ใส่ชื่อพยาน คนที่ได้ยินด้วยกันตอนนั้น"],
    }
    assert said(said_by="ครูสายใจ", witness=" ครูสายใจ") == {"witness": ["พยานเป็นคนละคนกับคนที่บอก"]}


def test_a_goal_is_reached_by_the_villages_word_on_a_day(goal, malee):
    link = malee.links.get()
    day = factories.days_ago(3)
    done = goals.settle(
        goal=goal, state="reached", words="สามปีพอดี", on=day, word=words.by_link(link)
    )
    assert (done.state, done.settled_on, done.settled_words) == ("reached", day, "สามปีพอดี")
    step = GoalStep.objects.get()
    assert (step.goal, step.deed, step.link, step.said_by) == (
        goal,
        "reached",
        link,
        "ป้ามาลี ใจเย็น",
    )


def test_pressed_twice_it_is_settled_once_and_otherwise_it_says_what_was_said(goal, heard):
    goals.settle(goal=goal, state="let_go", word=heard)
    assert goals.settle(goal=goal, state="let_go", word=heard).state == "let_go"
    assert GoalStep.objects.count() == 1
    assert refused(goals.settle, goal=goal, state="reached", word=heard) == {
        "": ["เป้าหมายนี้มีคนบอกไปแล้วว่า “วางลงก่อน”"]
    }


def test_a_day_to_come_and_a_state_that_is_none_are_refused(goal, heard):
    tomorrow = factories.days_ago(-1)
    assert refused(goals.settle, goal=goal, state="reached", on=tomorrow, word=heard) == {
        "on": ["วันนั้นยังมาไม่ถึง ลองดูปี พ.ศ. อีกครั้ง"]
    }
    assert refused(goals.settle, goal=goal, state="walking", word=heard).keys() == {"state"}


def test_taken_off_it_leaves_the_page_stays_in_the_database_and_may_be_said_anew(
    goal, thap_thong, food, heard
):
    goals.take_off(goal=goal, word=heard)
    goals.take_off(goal=goal, word=heard)
    assert list(thap_thong.goals.shown()) == []
    assert [step.deed for step in GoalStep.objects.all()] == ["taken_off"]
    assert refused(goals.settle, goal=goal, state="reached", word=heard) == {
        "": ["เป้าหมายนี้หมู่บ้านเอาออกจากหน้าไปแล้ว"]
    }
    anew = goals.say(village=thap_thong, aspect=food, words=WORDS, word=heard)
    assert anew != goal


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "reached"},
        {"settled_on": "2026-01-01"},
        {"settled_words": "ถึงแล้ว"},
        {"words": ""},
        {"said_by": ""},
        {"witness": ""},
        {"taken_by": None},
        {"how": "link"},
    ],
    ids=str,
)
def test_the_database_refuses_what_no_deed_would_write(goal, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        Goal.objects.filter(pk=goal.pk).update(**broken)


def test_goals_stand_by_aspect_walking_ones_first(thap_thong, heard, food):
    health = Aspect.objects.get(slug="health")
    for aspect, text in ((health, "ก"), (food, "ข"), (food, "ค")):
        goals.say(village=thap_thong, aspect=aspect, words=text, word=heard)
    goals.settle(goal=Goal.objects.get(words="ข"), state="reached", word=heard)
    assert [goal.words for goal in thap_thong.goals.by_aspect()] == ["ค", "ข", "ก"]
