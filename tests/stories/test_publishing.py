"""Nothing about a village is public before the village has said yes, to the very text it read."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connections

from stories import publishing
from stories.models import Revision, Story, VillageApproval
from stories.publishing import Written
from tests import factories
from villages import keepers

WRITTEN = Written(title="เรื่องแรก", body="ป้าเล่าว่า", tellers=[("ป้า", "มาลี ใจเย็น")])


@pytest.fixture
def story(somchai, thap_thong) -> Story:
    return factories.make_story(factories.make_visit(somchai, thap_thong))


@pytest.fixture
def link(malee):
    return malee.links.get()


def state(story) -> str:
    return Story.objects.get(pk=story.pk).state


def answer(question, answer="yes", **more):
    """An answer given face to face."""
    more = {"answered_by": "ผู้ใหญ่เอื้อน", "witness": "ครูสายใจ", **more}
    more.setdefault("taken_by", question.story.scribe)
    return publishing.answer_in_person(approval=question, answer=answer, **more)


def write(story, body="ป้าเล่าใหม่", **more) -> Revision:
    written = Written(**{**vars(WRITTEN), "body": body, **more})
    seen = Story.objects.get(pk=story.pk).latest_revision.position
    return publishing.revise(story=story, written=written, by=story.scribe, seen=seen)


# The way to the page


def test_a_story_begins_as_a_draft_of_the_visits_village(story, somchai, thap_thong):
    assert (story.state, story.village, story.scribe) == ("draft", thap_thong, somchai)
    assert (story.published_revision, story.published_at) == (None, None)


def test_a_story_of_a_place_in_no_list_waits_until_the_village_is_chosen(somchai, places):
    visit = factories.make_visit(somchai, None, place_words="ท่าเรือหลังวัด")
    with pytest.raises(ValidationError, match="เลือกก่อน แล้วค่อยเขียนเรื่อง"):
        factories.make_story(visit)
    assert not Story.objects.exists()


def test_asking_the_village_makes_one_question_about_the_newest_text(story):
    write(story)
    question = factories.ask(story)
    assert (question.revision.position, question.answer, state(story)) == (2, "", "waiting")
    assert factories.ask(story) == question
    assert VillageApproval.objects.count() == 1


def test_a_story_that_nobody_told_is_not_sent_to_the_village(somchai, thap_thong):
    story = factories.make_story(factories.make_visit(somchai, thap_thong), tellers=[])
    with pytest.raises(ValidationError, match="ยังไม่มีชื่อผู้เล่า"):
        factories.ask(story)
    assert state(story) == "draft"


def test_yes_publishes_the_text_that_was_asked_about(story):
    question = factories.ask(story)
    answer(question, read_aloud=True)
    story.refresh_from_db()
    assert (story.state, story.published_revision) == ("published", question.revision)
    question.refresh_from_db()
    assert story.published_at == question.answered_at
    assert (
        question.answer,
        question.how,
        question.answered_by,
        question.witness,
        question.taken_by,
        question.read_aloud,
        question.link,
    ) == ("yes", "in_person", "ผู้ใหญ่เอื้อน", "ครูสายใจ", story.scribe, True, None)


def test_yes_by_link_publishes_too_and_names_the_link(story, link):
    question = factories.ask(story)
    publishing.answer_by_link(approval=question, answer="yes", link=link)
    question.refresh_from_db()
    assert (question.how, question.answered_by, question.link) == ("link", "ป้ามาลี ใจเย็น", link)
    assert state(story) == "published"


def test_change_this_brings_the_story_back_with_the_words(story, link):
    question = factories.ask(story)
    publishing.answer_by_link(
        approval=question, answer="change", words="ชื่อลุงผิด ลุงชื่อเอื้อน", link=link
    )
    question.refresh_from_db()
    assert (state(story), question.words) == ("draft", "ชื่อลุงผิด ลุงชื่อเอื้อน")


def test_no_keeps_the_story_in_the_village(story, link):
    publishing.answer_by_link(approval=factories.ask(story), answer="no", link=link)
    assert state(story) == "kept"
    assert not Story.objects.published().exists()


def test_a_village_may_change_its_mind_when_it_is_asked_again(story):
    answer(factories.ask(story), "no")
    assert state(story) == "kept"
    answer(factories.ask(story))
    assert state(story) == "published"


# What an answer needs


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"witness": ""}, "witness"),
        ({"witness": "  "}, "witness"),
        ({"answered_by": " "}, "answered_by"),
        ({"witness": "ผู้ใหญ่เอื้อน"}, "witness"),
        ({"witness": " ผู้ใหญ่เอื้อน "}, "witness"),
    ],
    ids=["none", "blank", "nobody answered", "the answerer", "with spaces"],
)
def test_an_answer_in_person_needs_somebody_else_who_heard_it(story, facts, field):
    question = factories.ask(story)
    with pytest.raises(ValidationError) as error:
        answer(question, **facts)
    assert list(error.value.message_dict) == [field]
    assert state(story) == "waiting"


@pytest.mark.parametrize("words", ["", "  \n"])
def test_change_this_needs_words(story, link, words):
    question = factories.ask(story)
    with pytest.raises(ValidationError) as error:
        publishing.answer_by_link(approval=question, answer="change", words=words, link=link)
    assert list(error.value.message_dict) == ["words"]
    assert state(story) == "waiting"


@pytest.mark.parametrize("wrong", ["", "maybe", "take_back"])
def test_an_answer_is_one_of_three(story, link, wrong):
    question = factories.ask(story)
    with pytest.raises(ValidationError):
        publishing.answer_by_link(approval=question, answer=wrong, link=link)
    assert state(story) == "waiting"


def test_a_keeper_of_another_village_neither_answers_nor_takes_back(story, khlong_noi, kanya):
    stranger = factories.make_keeper(khlong_noi, by=kanya, name="คนอื่น").links.get()
    question = factories.ask(story)
    with pytest.raises(ValidationError, match="ลิงก์นี้เป็นของอีกหมู่บ้านหนึ่ง"):
        publishing.answer_by_link(approval=question, answer="yes", link=stranger)
    answer(question)
    with pytest.raises(ValidationError, match="ลิงก์นี้เป็นของอีกหมู่บ้านหนึ่ง"):
        publishing.take_back(story=story, link=stranger)
    assert state(story) == "published"


def test_the_second_answer_sees_the_first_and_changes_nothing(story, link):
    question = factories.ask(story)
    answer(question, "no")
    with pytest.raises(publishing.AnsweredAlready) as error:
        publishing.answer_by_link(approval=question, answer="yes", link=link)
    assert error.value.messages == ["ผู้ใหญ่เอื้อนตอบเรื่องนี้ไปแล้วว่า “เก็บไว้ในหมู่บ้าน” ข้อความของคุณยังอยู่ด้านล่าง"]
    assert error.value.approval.answer == "no"
    assert state(story) == "kept"


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_stands(story, link):
    question = factories.ask(story)
    together = threading.Barrier(2)
    came_of = {}

    def say(word: str, deed) -> None:
        try:
            mine = VillageApproval.objects.select_related("story").get(pk=question.pk)
            together.wait(timeout=60)
            came_of[word] = deed(mine).answer
        except publishing.AnsweredAlready as error:
            came_of[word] = f"too late for {error.approval.answer}"
        finally:
            connections.close_all()

    deeds = {
        "yes": lambda mine: publishing.answer_by_link(approval=mine, answer="yes", link=link),
        "no": lambda mine: answer(mine, "no", taken_by=story.scribe),
    }
    threads = [threading.Thread(target=say, args=pair) for pair in deeds.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    first = VillageApproval.objects.get().answer
    second = {"yes": "no", "no": "yes"}[first]
    assert came_of == {first: first, second: f"too late for {first}"}
    assert state(story) == {"yes": "published", "no": "kept"}[first]


# A newer text


def test_a_newer_text_withdraws_the_open_question(story, link):
    question = factories.ask(story)
    write(story)
    question.refresh_from_db()
    assert question.superseded_at is not None
    assert state(story) == "draft"
    with pytest.raises(publishing.TextMovedOn):
        publishing.answer_by_link(approval=question, answer="yes", link=link)
    assert state(story) == "draft"


def test_a_text_that_says_the_same_makes_no_revision_and_leaves_the_question(story):
    question = factories.ask(story)
    latest = story.latest_revision
    same = Written(latest.title, latest.body, [("ป้า", "มาลี ใจเย็น")])
    assert publishing.revise(story=story, written=same, by=story.scribe, seen=1) == latest
    assert story.revisions.count() == 1
    question.refresh_from_db()
    assert question.superseded_at is None


@pytest.mark.parametrize(
    "change",
    [{"title": "ชื่อใหม่"}, {"body": "คำใหม่"}, {"tellers": [("ลุง", "เอื้อน")]}, {"photos": []}],
    ids=lambda change: next(iter(change)),
)
def test_whatever_a_reader_would_see_makes_a_revision(somchai, thap_thong, change):
    story = factories.make_story(factories.make_visit(somchai, thap_thong, photos_of=("green",)))
    now = story.latest_revision
    photos = [(shown.photo, shown.caption, shown.alt) for shown in now.shown_photos.all()]
    same = {
        "title": now.title,
        "body": now.body,
        "tellers": [("ป้า", "มาลี ใจเย็น")],
        "photos": photos,
    }
    publishing.revise(story=story, written=Written(**same), by=somchai, seen=1)
    assert story.revisions.count() == 1
    publishing.revise(story=story, written=Written(**same | change), by=somchai, seen=1)
    assert story.revisions.count() == 2


def test_readers_keep_the_agreed_text_until_the_village_says_yes_to_the_new_one(client, story):
    first = factories.publish(story)
    address = f"/stories/{story.number}/"
    write(story, body="ข้อความใหม่ที่ยังไม่มีใครตอบ", title="ชื่อใหม่")

    def public() -> str:
        pages = [address, "/", "/stories/", "/feed/"]
        return "".join(client.get(page).content.decode() for page in pages)

    for step in (lambda: None, lambda: factories.ask(story)):
        step()
        assert state(story) == "published"
        assert "ป้าตำเครื่องแกง" in public()
        assert "ข้อความใหม่ที่ยังไม่มีใครตอบ" not in public()
        assert "ชื่อใหม่" not in public()
    answer(story.approvals.open().get())
    assert "ข้อความใหม่ที่ยังไม่มีใครตอบ" in public()
    assert "ป้าตำเครื่องแกง" not in public()
    story.refresh_from_db()
    assert story.published_revision.position == 2
    assert story.published_at == first.published_at


@pytest.mark.parametrize("word", ["no", "change"])
def test_a_no_to_a_newer_text_leaves_the_agreed_one_public(client, story, word):
    factories.publish(story)
    write(story, body="ข้อความใหม่")
    answer(factories.ask(story), word, words="ขอคงของเดิม")
    assert state(story) == "published"
    page = client.get(f"/stories/{story.number}/").content.decode()
    assert "ป้าตำเครื่องแกง" in page
    assert "ข้อความใหม่" not in page


def test_the_village_is_not_asked_again_about_a_text_it_agreed_to(story):
    factories.publish(story)
    with pytest.raises(ValidationError, match="หมู่บ้านตอบตกลงกับฉบับนี้แล้ว"):
        factories.ask(story)


def test_a_text_written_over_somebody_elses_is_refused(story, somchai):
    write(story, body="ของเพื่อน")
    with pytest.raises(publishing.TextMovedOn, match="แก้เรื่องนี้ไปก่อนแล้ว"):
        publishing.revise(story=story, written=WRITTEN, by=somchai, seen=1)
    assert story.latest_revision.body == "ของเพื่อน"


# Taking back


@pytest.fixture
def published(somchai, thap_thong) -> Story:
    return factories.make_published(somchai, thap_thong, title="เรื่องที่จะถูกถอน", photos_of=("green",))


def test_a_story_taken_back_is_gone_from_every_page_at_once(client, as_somchai, published, link):
    photo = published.published_revision.shown_photos.get().photo
    gone = [f"/stories/{published.number}/card.png", photo.url(320), photo.url(640, "webp")]
    lists = ["/", "/stories/", "/stories/?district=8006", "/districts/8006/",
             "/villages/80060602/", "/feed/", "/villages/80060602/feed/",
             "/sitemap-stories-0.xml"]  # fmt: skip
    for address in gone:
        assert client.get(address).status_code == 200
    for address in lists:
        assert f"/stories/{published.number}/" in client.get(address).content.decode()

    publishing.take_back(story=published, link=link, words="ขอเก็บไว้ก่อน")

    page = client.get(f"/stories/{published.number}/")
    assert page.status_code == 410
    assert "หมู่บ้านขอถอนเรื่องนี้" in page.content.decode()
    assert "เรื่องที่จะถูกถอน" not in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    for address in gone:
        assert client.get(address).status_code == 410
    for address in lists:
        shown = client.get(address).content.decode()
        assert f"/stories/{published.number}/" not in shown
        assert "เรื่องที่จะถูกถอน" not in shown
        assert str(photo.uuid) not in shown
    desk = as_somchai.get(f"/stories/{published.number}/desk/").content.decode()
    assert "ขอเก็บไว้ก่อน" in desk


def test_taking_back_leaves_the_yes_and_says_who_took_back(published, link):
    publishing.take_back(story=published, link=link, words="ขอเก็บไว้ก่อน")
    published.refresh_from_db()
    assert published.taken_back_at is not None
    answers = list(published.approvals.values_list("answer", "answered_by", "words", "link"))
    assert answers == [
        ("yes", "ผู้ใหญ่เอื้อน", "", None),
        ("take_back", "ป้ามาลี ใจเย็น", "ขอเก็บไว้ก่อน", link.pk),
    ]


def test_taking_back_withdraws_the_question_about_a_newer_text(published, link):
    write(published)
    question = factories.ask(published)
    publishing.take_back(story=published, link=link)
    question.refresh_from_db()
    assert question.superseded_at is not None
    assert state(published) == "taken_back"


def test_only_a_published_story_can_be_taken_back(story, published, link):
    publishing.take_back(story=published, link=link)
    for each in (story, published):
        with pytest.raises(ValidationError, match="เรื่องนี้ไม่ได้เผยแพร่อยู่แล้ว"):
            publishing.take_back(story=each, link=link)


def test_a_story_taken_back_comes_again_only_with_a_new_yes(client, published, link):
    first_day = published.published_at
    publishing.take_back(story=published, link=link)
    question = factories.ask(published)
    assert client.get(f"/stories/{published.number}/").status_code == 404
    answer(question)
    published.refresh_from_db()
    assert (published.state, published.taken_back_at, published.published_at) == (
        "published",
        None,
        first_day,
    )
    assert client.get(f"/stories/{published.number}/").status_code == 200


def test_a_link_revoked_meanwhile_does_not_undo_what_it_answered(story, link, malee, client):
    publishing.answer_by_link(approval=factories.ask(story), answer="yes", link=link)
    keepers.release(stewardship=malee)
    assert client.get(f"/stories/{story.number}/").status_code == 200


def test_a_number_is_never_given_twice(story, somchai, thap_thong):
    other = factories.make_story(factories.make_visit(somchai, thap_thong))
    assert other.number > story.number
