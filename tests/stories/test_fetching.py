"""Fetched in one question or plainly, a story shows the same: the gate is asked either way."""

import datetime

import pytest
from django.db import connection
from django.utils import timezone

from kmnet.templatetags.drawn import drawn
from kmnet.thai.names import veil
from stories import aloud, fetching, people, publishing, takedowns
from stories.fetching import planned, questions
from stories.models import Photo, Revision, RevisionPhoto, Story
from stories.publishing import Written
from stories.showing import Shown, excerpt
from tests import factories
from villages.models import Aspect, District


def of_card(story: Story) -> dict:
    """What a list shows of a story."""
    photo = story.photo
    return {
        "title": story.title,
        "excerpt": story.excerpt,
        "body": story.shown.body,
        "tellers": story.shown.tellers,
        "tellers_line": story.tellers_line,
        "place": story.place_short,
        "village": story.village.full_name,
        "address": story.get_absolute_url(),
        "published_at": story.published_at,
        "written_at": story.published_revision.at,
        "photo": photo and (photo.src, photo.variants, photo.width, photo.caption, photo.alt),
    }


def of_page(story: Story, answer, reading) -> dict:
    """What a story's own page shows."""
    shown = story.shown
    return of_card(story) | {
        "photos": [(each.src, each.width, each.caption, each.alt) for each in shown.photos],
        "nuggets": [(each.knows, each.how, each.holder_line) for each in shown.nuggets],
        "aspects": [(each.pk, each.slug, each.name) for each in story.aspects.all()],
        "scribe": story.scribe.spoken_name,
        "day": story.visit.day,
        "licence": story.published_revision.get_licence_display(),
        "reads": getattr(story, "reads", None) and story.reads.count,
        "answer": answer and (answer.pk, answer.answered_at, answer.read_aloud),
        "reading": reading,
    }


def plainly(number: int) -> dict:
    """The page of a story fetched in the plainest way, each question when it comes up."""
    story = Story.objects.published().get(pk=number)
    revision = story.published_revision
    words = revision.same_words_as_id or revision.pk
    answer = story.approvals.filter(revision=words, answer="yes").first()
    return of_page(story, answer, aloud.shown_reading(revision, story.village))


def quickly(number: int) -> dict:
    story = fetching.whole_of(fetching.whole_row(number))
    return of_page(story, story.answer, story.reading)


def agreed(somchai, *persons, **more):
    for person in persons:
        factories.agree(person, somchai, "name", "face", **more)


@pytest.fixture
def cast(thap_thong, somchai):
    """People of the village: two who agreed, one who did not, a child, a namesake with more name."""
    malee = factories.make_person(thap_thong)
    euan = factories.make_person(thap_thong, "เอื้อน", "ลุง")
    dam = factories.make_person(thap_thong, "ดำ", "น้า")
    dam.alias = "น้าคนหนึ่ง"
    dam.save()
    child = factories.make_person(thap_thong, "ดอกไม้", "น้อง", is_child=True)
    long = factories.make_person(thap_thong, "มาลีวรรณ ทองคำ", "ป้า")
    agreed(somchai, malee, euan, child, long)
    return {"malee": malee, "euan": euan, "dam": dam, "child": child, "long": long}


@pytest.fixture
def story(somchai, thap_thong, cast) -> Story:
    """Everybody of the cast stands in it, in words and in photos."""
    visit = factories.make_visit(somchai, thap_thong)
    factories.make_photo(visit, "green", shows="faces", faces=[cast["malee"], cast["euan"]])
    factories.make_photo(visit, "red", shows="faces", children=True, faces=[cast["child"]])
    factories.make_photo(visit, "blue")
    factories.make_photo(visit, "gold", shows="faces", faces=[cast["dam"]])
    unsaid = factories.make_photo(visit, "black")
    written = Written(
        title="ป้ามาลีกับน้าดำ",
        body="ป้ามาลี ใจเย็นตำแกง ป้ามาลีวรรณมาช่วย น้าดำยกครก น้องดอกไม้นั่งดู\n\nลุงเอื้อนยิ้ม " * 9,
        tellers=[("ป้า", "มาลี ใจเย็น"), ("น้า", "ดำ"), ("ลุง", "เอื้อน")],
        photos=[(photo, "ป้ามาลีกับน้าดำ", "น้องดอกไม้") for photo in visit.photos.standing()],
        aspects=[Aspect.objects.get(slug="health"), Aspect.objects.get(slug="food")],
        nuggets=[
            ("ตำแกงแบบป้ามาลี", "น้าดำว่าใส่เกลือก่อน", ("ป้า", "มาลี ใจเย็น")),
            ("ยกครก", "", ("น้า", "ดำ")),
        ],
    )
    begun = publishing.begin(visit=visit, written=written, by=somchai)
    aloud.read_aloud(
        revision=begun.latest_revision,
        day=factories.days_ago(1),
        place="ลานบ้านน้าดำ",
        who="ป้าๆ",
        by=somchai,
    )
    published = factories.publish(begun)
    Photo.objects.filter(pk=unsaid.pk).update(shows="")
    return published


def nothing(**_):
    pass


def name_hidden_on_request(cast, story, **_):
    takedowns.ask(story=story, what="name", person=cast["malee"], said_by="ลูกสาว")


def somebody_withdrew(cast, somchai, **_):
    people.withdraw(person=cast["euan"], how="บอกน้องสมชาย", told_to=somchai)


def a_guardian_withdrew(cast, somchai, **_):
    people.withdraw(person=cast["child"], how="แม่บอก", told_to=somchai)


def a_consent_ends_tomorrow(cast, somchai, **_):
    people.withdraw(person=cast["long"], how="เปลี่ยนใจ", told_to=somchai)
    agreed(somchai, cast["long"], until=timezone.localdate() + datetime.timedelta(days=1))


def a_consent_ended_yesterday(cast, somchai, **_):
    people.withdraw(person=cast["malee"], how="เปลี่ยนใจ", told_to=somchai)
    before = timezone.now() - datetime.timedelta(days=9)
    agreed(somchai, cast["malee"], until=factories.days_ago(1), now=before)


def a_photo_hidden(story, **_):
    photo = story.visit.photos.get(position=0)
    takedowns.ask(story=story, what="photo", photo=photo, said_by="ลูกสาว")


def erased(cast, kanya, **_):
    from stories import erasing

    erasing.erase(person=cast["malee"], by=kanya, reason="เจ้าตัวขอ")


@pytest.mark.parametrize(
    "happened",
    [
        nothing,
        name_hidden_on_request,
        somebody_withdrew,
        a_guardian_withdrew,
        a_consent_ends_tomorrow,
        a_consent_ended_yesterday,
        a_photo_hidden,
        erased,
    ],
)
def test_a_story_shows_the_same_however_it_was_fetched(happened, story, cast, somchai, kanya):
    before = quickly(story.number)
    assert before == plainly(story.number)
    happened(story=story, cast=cast, somchai=somchai, kanya=kanya)
    page = plainly(story.number)
    assert quickly(story.number) == page
    assert (page == before) == (happened in (nothing, a_consent_ends_tomorrow))
    (card,) = fetching.cards([story.number])
    assert of_card(card) == {name: page[name] for name in of_card(card)}
    (brought,) = Story.objects.published().with_cards().filter(pk=story.pk)
    assert of_card(brought) == of_card(card)


def test_what_is_seen_in_the_first_place_is_what_was_agreed_to(story):
    page = quickly(story.number)
    assert page["title"] == "ป้ามาลีกับน้าคนหนึ่ง"
    assert page["tellers"] == ["ป้ามาลี ใจเย็น", "น้าคนหนึ่ง", "ลุงเอื้อน"]
    assert len(page["photos"]) == 3
    assert page["reading"]["place"] == "ลานบ้านน้าคนหนึ่ง"


def test_stories_come_in_the_order_asked_for_once_and_only_public_ones(somchai, thap_thong):
    first, second, hidden = (
        factories.make_published(somchai, thap_thong, title) for title in ("หนึ่ง", "สอง", "สาม")
    )
    draft = factories.make_story(factories.make_visit(somchai, thap_thong))
    Story.objects.filter(pk=hidden.pk).update(hidden_at=timezone.now())
    numbers = [second.pk, hidden.pk, first.pk, second.pk, draft.pk, 999_999]
    assert [card.title for card in fetching.cards(numbers)] == ["สอง", "หนึ่ง"]
    assert fetching.cards([]) == []
    assert [fetching.whole_row(number) for number in (hidden.pk, draft.pk, 999_999)] == [None] * 3


def test_a_card_that_is_asked_for_more_fetches_it_through_the_same_gate(story):
    (card,) = fetching.cards([story.number])
    assert [photo.src for photo in card.shown.photos] == [
        row.photo.src for row in RevisionPhoto.objects.published().filter(revision__story=story)
    ]
    assert card.visit == story.visit
    assert card.state == "published"


def test_a_question_is_worded_anew_when_the_day_is_another(story):
    today = timezone.localdate()
    planned.connection.ensure_connection()
    words = {planned.worded(questions.whole, today + datetime.timedelta(days=n)) for n in range(2)}
    assert len(words) == 2
    assert all(each.count("%(keys)s") == 1 for each in words)


def test_a_key_is_one_key_whatever_stands_in_it(db):
    odd = ["8006,8007", '"', "\\", "{}", "", " ", "NULL", 'ก","ข']
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::text::text[]", [planned.listed(odd)])
        assert cursor.fetchone() == (odd,)
    assert [fetching.district_row(code) for code in odd] == [None] * len(odd)


def test_a_long_name_stays_whole_beside_a_hidden_short_one_among_hundreds(
    somchai, thap_thong, cast
):
    for number in range(60):
        factories.make_person(thap_thong, f"คนที่{number:03}", "ป้า")
    people.withdraw(person=cast["malee"], how="เปลี่ยนใจ", told_to=somchai)
    made = factories.make_published(
        somchai, thap_thong, "ป้ามาลีกับป้ามาลีวรรณ", tellers=[("ลุง", "เอื้อน")]
    )
    (card,) = fetching.cards([made.number])
    assert card.title == "ชาวบ้านกับป้ามาลีวรรณ"
    everybody = [
        (each.called, each.name, None if each.may_be_named else each.stand_in)
        for each in thap_thong.people.known("web")
    ]
    assert card.title == veil("ป้ามาลีกับป้ามาลีวรรณ", everybody)


@pytest.mark.parametrize(
    "before", ["ก" * 990, "ก" + " \n" * 497, ("ก" + "\n" * 9) * 99 + "ขคง", "ก่" * 80]
)
def test_an_excerpt_made_of_the_head_is_the_whole_texts(before, thap_thong):
    """Also where the head ends in the middle of a name that is not shown."""
    factories.make_person(thap_thong)
    for gap in range(12):
        text = Revision(body=before + "ป" * gap + " ป้ามาลี ใจเย็นตำแกง " + "ตำแกง " * 60)
        shown = Shown(text, village=thap_thong, where="web")
        assert shown.excerpt == excerpt(shown.body)
        assert "มาลี" not in shown.excerpt and "ป้าม" not in shown.excerpt


def test_what_is_drawn_once_is_drawn_of_facts_and_never_of_rows(places):
    choices = fetching.districts()
    page = drawn("stories/_districts.html", districts=choices)
    assert drawn("stories/_districts.html", districts=fetching.districts()) is page
    told = [choices[0]._replace(has_stories=True), *choices[1:]]
    assert drawn("stories/_districts.html", districts=told).count("มีเรื่องเล่า") == 1
    with pytest.raises(TypeError, match="row of the database"):
        drawn("stories/_told_by.html", scribe=District.objects.first())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("address", ["/", "/villages/80060602/feed/"])
def test_a_connection_that_broke_since_the_last_reader_costs_nobody_a_page(client, places, address):
    assert client.get(address).status_code == 200
    backend = connection.connection.info.backend_pid
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])
    other.close()
    assert client.get(address).status_code == 200
    assert connection.connection.info.backend_pid != backend
