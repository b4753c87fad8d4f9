"""A page asks the database as often for ten rows as for one; a public page so often and no more."""

import uuid

from django.db import connection
from django.test.utils import CaptureQueriesContext

from stories import reads
from stories.models import Story
from tests import factories
from tests.conftest import signed_in
from villages.models import Aspect, Village


def queries(client, address: str) -> int:
    """How many queries a page needs; counting reads is left out, for it happens once in a while."""
    reads.forget()
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == 200
    return len(captured)


def publish_some(somchai, village, count: int) -> list[Story]:
    """So many published stories, each with two tellers and a photo of its own."""
    visit = factories.make_visit(somchai, village, photos_of=("green",))
    return [
        factories.publish(
            factories.make_story(
                visit, f"เรื่อง {each}", tellers=[("ป้า", "มาลี"), ("ลุง", f"เอื้อน {each}")]
            )
        )
        for each in range(count)
    ]


# What each list asks: the newest stories and the people of their villages (2), and what else stands
# there.
LISTS = {
    "/": 3,  # the districts
    "/stories/": 3,  # what it may be filtered by
    "/stories/?district=8006": 3,
    "/stories/?year=2569&aspect=health": 4,  # which stories, and then their cards
    "/districts/8006/": 3,  # the district with its tambons and villages
    "/villages/": 1,
    "/villages/80060602/": 2,  # the village, its people and all that stands there
    "/feed/": 2,
    "/districts/8006/feed/": 3,
    "/villages/80060602/feed/": 3,
    "/sitemap.xml": 1,
    "/sitemap-stories-0.xml": 2,
    "/sitemap-villages.xml": 1,
    "/sitemap-districts.xml": 1,
    "/sitemap-pages.xml": 0,
}


def test_public_lists_ask_as_often_for_ten_stories_as_for_one(client, somchai, thap_thong, malee):
    health = Aspect.objects.get(slug="health")
    for story in publish_some(somchai, thap_thong, 1):
        story.aspects.add(health)
    assert {address: queries(client, address) for address in LISTS} == LISTS
    for code in ("80060601", "80060603", "80060604"):
        publish_some(somchai, Village.objects.get(code=code), 2)
    for story in publish_some(somchai, thap_thong, 3):
        story.aspects.add(health)
    assert {address: queries(client, address) for address in LISTS} == LISTS


def test_every_other_public_page_asks_little(client, somchai, thap_thong):
    (story,) = publish_some(somchai, thap_thong, 1)
    photo = story.published_revision.shown_photos.get().photo
    most = {
        f"/stories/{story.number}/card.png": 2,
        photo.url(320): 1,
        "/villages/80060602/poster/": 1,
        "/about/": 0,
        "/privacy/": 0,
        "/robots.txt": 0,
        "/places/8006.json": 3,
        "/support/": 1,
    }
    assert {address: queries(client, address) for address in most} == most


def test_a_second_page_of_a_list_asks_as_often_as_the_first(client, somchai, thap_thong):
    publish_some(somchai, thap_thong, 14)
    turn = client.get("/stories/").context["older"]
    assert queries(client, f"/stories/{turn}") == LISTS["/stories/"]


def test_a_story_asks_twice_whatever_there_is_of_it_and_near_it(client, somchai, thap_thong):
    (plain,) = publish_some(somchai, thap_thong, 1)
    assert queries(client, f"/stories/{plain.number}/") == 1  # nothing to read on to
    colours = ("green", "red", "blue", "gold")
    visit = factories.make_visit(somchai, thap_thong, photos_of=colours)
    rich = factories.make_story(
        visit,
        tellers=[("ป้า", f"คนที่ {each}") for each in range(8)],
        nuggets=[(f"รู้เรื่องที่ {each}", "ทำอย่างนี้", ("ป้า", f"คนที่ {each}")) for each in range(8)],
        aspects=list(Aspect.objects.all()),
    )
    factories.publish(rich)
    publish_some(somchai, thap_thong, 6)
    for story in (plain, rich):
        assert queries(client, f"/stories/{story.number}/") == 2


def a_bit_of_everything(by, village):
    """One more row in every list of /me/, of `by` and of whoever connects the district."""
    factories.make_visit(by, village, promises=["เอาพริกมาให้"])
    factories.visits.note(
        visit=factories.visits.begin(client_uuid=uuid.uuid4(), by=by), typed={"good": ["ร่าง"]}
    )
    told = factories.make_visit(by, village)
    factories.make_story(told, "ร่าง")
    factories.ask(factories.make_story(told, "รอ"))
    factories.publish(factories.make_story(told, "เผยแพร่"))
    factories.publishing.answer_in_person(
        approval=factories.ask(factories.make_story(told, "ขอแก้")),
        answer="change",
        words="แก้ชื่อ",
        answered_by="ผู้ใหญ่เอื้อน",
        witness="ครูสายใจ",
        taken_by=by,
    )
    factories.make_nomination(by, "8006")


def test_my_work_needs_as_many_queries_for_ten_rows_as_for_one(
    as_somchai, as_preeda, somchai, thap_thong
):
    a_bit_of_everything(somchai, thap_thong)
    one = [queries(who, "/me/") for who in (as_somchai, as_preeda)]
    for number in range(9):
        code = f"800606{number % 6 + 1:02}"
        a_bit_of_everything(somchai, Village.objects.get(code=code))
    shown = as_somchai.get("/me/").context
    lists = ("drafts", "came_back", "story_drafts", "waiting", "promises", "told_of")
    assert {name: len(shown[name]) for name in lists} == dict.fromkeys(lists, 10)
    assert [queries(who, "/me/") for who in (as_somchai, as_preeda)] == one


def test_the_keepers_page_needs_as_many_queries_for_ten_questions_as_for_one(
    client, somchai, thap_thong, malee
):
    address = f"/keeper/{malee.links.get().secret}/"
    visit = factories.make_visit(somchai, thap_thong, photos_of=("green", "red"))

    def one_more():
        factories.publish(factories.make_story(visit, "เผยแพร่แล้ว"))
        factories.ask(factories.make_story(visit, "รอคำตอบ"))

    one_more()
    queries(client, address)  # the first look also begins the count of looks
    one = queries(client, address)
    for _ in range(9):
        one_more()
    assert client.get(address).content.decode().count("รูปสี red") == 10
    assert queries(client, address) == one


def test_a_visit_and_its_forms_need_no_more_queries_when_there_is_more_to_show(
    somchai, preeda, thap_thong
):
    friends = [
        factories.make_user(f"friend{each}@kmnet.example", f"เพื่อน {each}", district="8006")
        for each in range(6)
    ]

    def told(count: int):
        visit = factories.make_visit(
            somchai,
            thap_thong,
            companions=friends[:count],
            met=[{"name": f"คนที่ {each}"} for each in range(count)],
            promises=[f"รับปาก {each}" for each in range(count)],
            changes=[f"เปลี่ยน {each}" for each in range(count)],
            photos_of=("green", "red", "blue", "gold", "black", "white")[:count],
        )
        for each in range(count):
            factories.make_story(visit, f"เรื่อง {each}")
        return visit

    client = signed_in(somchai)
    one, many = told(1), told(6)
    for address in ("/visits/{}/", "/visits/{}/edit/", "/visits/{}/story/"):
        assert queries(client, address.format(many.number)) == queries(
            client, address.format(one.number)
        ), address


def test_the_desk_needs_no_more_queries_when_there_is_more_to_show(as_somchai, somchai, thap_thong):
    visit = factories.make_visit(somchai, thap_thong, photos_of=("green", "red", "blue"))
    story = factories.make_story(visit)

    def next_text(number: int):
        written = factories.Written(
            f"ฉบับ {number}",
            "ข้อความ",
            [("ป้า", f"คนที่ {each}") for each in range(3)],
            photos=[(photo, "", "") for photo in visit.photos.all()],
        )
        factories.publishing.revise(
            story=story, written=written, by=somchai, seen=story.latest_revision.position
        )
        factories.publishing.answer_in_person(
            approval=factories.ask(story),
            answer="change",
            words="แก้อีกนิด",
            answered_by="ผู้ใหญ่เอื้อน",
            witness="ครูสายใจ",
            taken_by=somchai,
        )

    address = f"/stories/{story.number}/desk/"
    next_text(1)
    one = queries(as_somchai, address)
    for number in range(2, 10):
        next_text(number)
    assert queries(as_somchai, address) == one
