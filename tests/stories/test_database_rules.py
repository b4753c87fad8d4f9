"""The database keeps the charter by itself, whatever program stands above it."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from stories import takedowns
from stories.models import Person, PersonErasure, Story
from tests import factories


def refuses(sql: str, *values) -> bool:
    """Whether the database refuses a statement; one that it takes is undone."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)
    except (IntegrityError, DatabaseError):
        return True
    return False


@pytest.fixture
def draft(somchai, thap_thong) -> Story:
    visit = factories.make_visit(somchai, thap_thong, photos_of=("green",))
    return factories.make_story(visit, "ร่าง")


@pytest.fixture
def asked(draft) -> Story:
    factories.ask(draft)
    return draft


PUBLISH = """
    UPDATE stories_story SET state = 'published', published_at = now(), published_revision_id = %s
    WHERE number = %s
"""


def test_no_story_is_published_without_its_villages_yes(draft, somchai, thap_thong):
    mine = draft.latest_revision.pk
    assert refuses(PUBLISH, mine, draft.number)
    assert refuses("UPDATE stories_story SET state = 'published' WHERE number = %s", draft.number)
    factories.ask(draft)
    assert refuses(PUBLISH, mine, draft.number)
    # The yes to another story does not help.
    other = factories.make_published(somchai, thap_thong)
    assert refuses(PUBLISH, other.published_revision_id, draft.number)
    assert refuses(PUBLISH, mine, draft.number)


@pytest.mark.parametrize("word", ["change", "no"])
def test_an_answer_that_is_no_yes_publishes_nothing(draft, word):
    question = factories.ask(draft)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE stories_villageapproval SET answer = %s, answered_at = now(), words = 'ก',"
            " answered_by = 'ก', how = 'in_person', witness = 'ข', taken_by_id = %s WHERE id = %s",
            [word, draft.scribe_id, question.pk],
        )
    assert refuses(PUBLISH, question.revision_id, draft.number)


def test_a_yes_lets_exactly_its_own_text_be_published(asked):
    factories.publishing.answer_in_person(
        approval=asked.approvals.get(),
        answer="yes",
        answered_by="ผู้ใหญ่เอื้อน",
        witness="ครูสายใจ",
        taken_by=asked.scribe,
    )
    yes = asked.latest_revision.pk
    newer = factories.publishing.revise(
        story=asked,
        written=factories.Written("ใหม่", "ใหม่", [("ป้า", "มาลี")]),
        by=asked.scribe,
        seen=1,
    )
    assert not refuses(PUBLISH, yes, asked.number)
    assert refuses(PUBLISH, newer.pk, asked.number)


def test_a_revision_is_written_once(draft):
    pk = draft.latest_revision.pk
    for column, value in (("title", "อื่น"), ("body", "อื่น"), ("position", 9), ("story_id", 1)):
        assert refuses(f"UPDATE stories_revision SET {column} = %s WHERE id = %s", value, pk)


def test_tellers_and_photos_stand_once_the_village_was_asked(draft):
    pk = draft.latest_revision.pk
    photo = draft.visit.photos.get().pk
    other = factories.make_person(draft.village, "อื่น", "").pk
    changes = [
        (f"UPDATE stories_teller SET person_id = {other} WHERE revision_id = %s", pk),
        ("DELETE FROM stories_teller WHERE revision_id = %s", pk),
        ("INSERT INTO stories_teller (revision_id, position, person_id)"
         f" VALUES (%s, 9, {other})", pk),
        ("INSERT INTO stories_nugget (revision_id, position, knows, how, holder_id)"
         f" VALUES (%s, 9, 'ทำเครื่องแกง', '', {other})", pk),
        ("UPDATE stories_revisionphoto SET caption = 'อื่น' WHERE revision_id = %s", pk),
        ("DELETE FROM stories_revisionphoto WHERE revision_id = %s", pk),
        ("UPDATE stories_revisionphoto SET photo_id = %s, position = 5", photo),
    ]  # fmt: skip
    for sql, value in changes:
        assert not refuses(sql, value), sql
    factories.ask(draft)
    for sql, value in changes:
        assert refuses(sql, value), sql


def test_a_teller_cannot_be_moved_out_of_or_into_a_text_that_was_asked_about(asked):
    pk = asked.latest_revision.pk
    other = factories.make_story(asked.visit, "อีกเรื่อง").latest_revision.pk
    assert refuses("UPDATE stories_teller SET revision_id = %s WHERE revision_id = %s", other, pk)
    assert refuses("UPDATE stories_teller SET revision_id = %s WHERE revision_id = %s", pk, other)


def test_an_answer_stands_as_it_was_given(somchai, thap_thong):
    question = factories.make_published(somchai, thap_thong).approvals.get()
    for column, value in (("answer", "no"), ("words", "อื่น"), ("answered_by", "อื่น"),
                          ("witness", "อื่น"), ("answered_at", "2020-01-01"), ("answer", "")):  # fmt: skip
        assert refuses(
            f"UPDATE stories_villageapproval SET {column} = %s WHERE id = %s", value, question.pk
        )


def test_an_answer_is_not_deleted_and_an_open_question_may_be(somchai, thap_thong, asked):
    answered = factories.make_published(somchai, thap_thong)
    assert refuses("DELETE FROM stories_villageapproval WHERE story_id = %s", answered.number)
    assert not refuses("DELETE FROM stories_villageapproval WHERE story_id = %s", asked.number)


ANSWER = (
    "UPDATE stories_villageapproval SET answer = %s, words = %s, answered_by = %s, how = %s,"
    " answered_at = CASE WHEN %s THEN now() END, witness = %s, taken_by_id = %s, link_id = %s"
    " WHERE id = %s"
)


def test_an_answer_names_who_gave_it_when_how_and_before_whom(asked, malee):
    question, scribe, link = asked.approvals.get().pk, asked.scribe_id, malee.links.get().pk
    whole = [
        ("yes", "", "ป้า", "link", True, "", None, link),
        ("yes", "", "ป้า", "in_person", True, "ครู", scribe, None),
        ("change", "แก้ชื่อ", "ป้า", "link", True, "", None, link),
    ]
    broken = [
        ("yes", "", "", "link", True, "", None, link),
        ("yes", "", "ป้า", "", True, "", None, link),
        ("yes", "", "ป้า", "link", False, "", None, link),
        ("yes", "", "ป้า", "link", True, "", None, None),
        ("yes", "", "ป้า", "in_person", True, "", scribe, None),
        ("yes", "", "ป้า", "in_person", True, "ครู", None, None),
        ("change", "", "ป้า", "link", True, "", None, link),
        ("", "", "ป้า", "link", True, "", None, link),
    ]
    assert [refuses(ANSWER, *facts, question) for facts in whole] == [False] * len(whole)
    assert [refuses(ANSWER, *facts, question) for facts in broken] == [True] * len(broken)


def test_a_story_has_one_open_question(asked):
    copy = (
        "INSERT INTO stories_villageapproval (story_id, revision_id, asked_by_id, asked_at, answer,"
        " words, how, answered_by, witness, read_aloud) SELECT story_id, revision_id, asked_by_id,"
        " asked_at, '', '', '', '', '', false FROM stories_villageapproval WHERE story_id = %s"
    )
    assert refuses(copy, asked.number)


def test_a_visit_that_has_arrived_has_place_day_and_words(somchai, thap_thong):
    visit = factories.make_visit(somchai, thap_thong)
    for change in ("village_id = NULL", "day = NULL", "good = ''", "kept_at = NULL"):
        assert refuses(f"UPDATE stories_visit SET {change} WHERE number = %s", visit.number)
    by_hand = "village_id = NULL, place_words = 'ท่าเรือ'"
    assert not refuses(f"UPDATE stories_visit SET {by_hand} WHERE number = %s", visit.number)


def test_a_taken_back_story_has_its_day_and_no_other_has_one(draft):
    for state, day in (("taken_back", "NULL"), ("draft", "now()"), ("kept", "now()")):
        assert refuses(
            f"UPDATE stories_story SET state = %s, taken_back_at = {day} WHERE number = %s",
            state,
            draft.number,
        )


def test_half_a_place_of_a_photo_is_no_place(draft):
    photo = draft.visit.photos.get()
    assert refuses("UPDATE stories_photo SET latitude = 8.1 WHERE id = %s", photo.pk)


def test_whoever_agreed_stays_who_they_are(somchai, thap_thong):
    person = factories.make_person(thap_thong, "นิดา แก้วใส", "น้อง")
    changes = ("name = 'อื่น'", "called = 'ยาย'", "is_child = true", "village_id = '80060601'")
    for change in changes:
        assert not refuses(f"UPDATE stories_person SET {change} WHERE id = %s", person.pk), change
    factories.agree(person, somchai)
    for change in changes:
        assert refuses(f"UPDATE stories_person SET {change} WHERE id = %s", person.pk), change
    assert not refuses("UPDATE stories_person SET alias = 'ป้า' WHERE id = %s", person.pk)


def test_a_childs_guardian_has_a_name_and_presses_no_link(somchai, thap_thong):
    child = factories.make_person(thap_thong, "ฟ้า", "น้อง", is_child=True)
    agree = (
        'INSERT INTO stories_personconsent (person_id, what, "where", how, asked_words, witness,'
        " guardian, asked_by_id, given_at, withdrawn_how)"
        " VALUES (%s, 'face', 'web', %s, 'ก', 'ครู', %s, %s, now(), '')"
    )
    for how, guardian, refused in (
        ("signed", "แม่แดง", False),
        ("signed", " ", True),
        ("signed", "\u00a0\u200b", True),
        ("link", "แม่แดง", True),
    ):
        assert refuses(agree, child.pk, how, guardian, somchai.pk) is refused


def test_a_decision_about_taking_down_stands(somchai, kanya, thap_thong):
    story = factories.make_published(somchai, thap_thong)
    asked = takedowns.ask(story=story, what="story", said_by="ลูก", told_to=somchai)
    takedowns.decide(takedown=asked, by=kanya, answer="shown_again", words="คุยแล้ว")
    for change in ("answer = 'stays_out'", "words = 'อื่น'", "by_id = NULL", "position = 2"):
        assert refuses(f"UPDATE stories_takedowndecision SET {change}"), change
    assert refuses("DELETE FROM stories_takedowndecision")


def test_an_open_erasing_reaches_no_other_village(somchai, thap_thong, khlong_noi):
    photo = {"photos_of": ("green",)}
    stories = [
        factories.make_published(somchai, place, **photo) for place in (thap_thong, khlong_noi)
    ]
    mine, other = (story.published_revision_id for story in stories)
    person = Person.objects.get(village=thap_thong)
    record = PersonErasure.objects.create(person=person, reason="เจ้าตัวขอ")
    under = f"SELECT set_config('kmnet.erasing', '{record.pk}', true); "
    changes = [
        "UPDATE stories_revision SET body = 'อื่น' WHERE id = %s",
        "UPDATE stories_villageapproval SET words = 'อื่น' WHERE revision_id = %s",
        "UPDATE stories_revisionphoto SET caption = 'อื่น' WHERE revision_id = %s",
        "UPDATE stories_revisionphoto SET caption = '', alt = '' WHERE revision_id = %s",
        "DELETE FROM stories_personconsent WHERE person_id IN"
        " (SELECT person_id FROM stories_teller WHERE revision_id = %s)",
    ]
    for change in changes:
        assert not refuses(under + change, mine), change
        assert refuses(under + change, other), change
        assert refuses(change, mine), change
    # The same photo in another village's story is gone too, and its words go.
    gone = "UPDATE stories_photo SET removed_at = now(); "
    assert not refuses(under + gone + changes[3], other)
    assert refuses(under + gone + changes[2], other)
