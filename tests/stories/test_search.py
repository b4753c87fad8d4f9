"""What can be found, in what order, and what never is: a hidden name, a story taken back."""

import datetime
import re

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from kmnet.thai.text import normalise_query
from kmnet.thai.words import asked
from stories import people, takedowns
from stories.models import Nugget, Person, Revision, SearchEntry, SearchWord, Story, VillageApproval
from stories.search import asking, guessing, keeping, places, statistics
from tests import factories
from tests.stories.thai_prose import paragraph
from villages.models import Aspect, District, Tambon, Village


@pytest.fixture(autouse=True)
def nothing_known_of_before():
    statistics.forget()
    places.forget()


def found(query: str, **within) -> list[int]:
    """Numbers of all stories found, page after page, in their order."""
    numbers, after = [], None
    while True:
        page = asking.search(asked(query), asking.Within(**within), after)
        numbers += [hit.number for hit in page.hits]
        if page.next is None:
            return numbers
        after = asking.Key.read(str(page.next))


def page(query: str, status: int = 200, **more) -> str:
    answer = Client().get("/search/", {"q": query, **more})
    assert answer.status_code == status
    return answer.content.decode()


@pytest.fixture
def story(somchai, thap_thong) -> Story:
    """One story with something in every part of it."""
    return factories.make_published(
        somchai,
        thap_thong,
        "หม้อใบเก่าของแม่",
        body="เช้ามืดวันหนึ่งคนทั้งซอยช่วยกันขุดคลองส่งน้ำ\n\nปี ๒๕๖๐ น้ำท่วมใหญ่ อบต. เอาเรือมาช่วย",
        aspects=list(Aspect.objects.filter(slug="environment")),
        nuggets=[("แกงส้มใบชะมวง", "ใส่ใบชะมวงตอนน้ำเดือด", ("ป้า", "มาลี ใจเย็น"))],
    )


@pytest.fixture
def indexed(story) -> Story:
    keeping.refresh()
    return story


# What is found ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "หม้อใบเก่า",
        "มาลี",
        "ป้ามาลี ใจเย็น",
        "ทาบทอง",
        "ไสหมาก",
        "ต.ไสหมาก อ.เชียรใหญ่",
        "ตำบลไสหมาก",
        "ใบชะมวง",
        "ขุดคลอง",
        "คลองส่ง หม้อ",
        '"ช่วยกันขุดคลอง"',
        "ปี 2560",
        "พ.ศ. ๒๕๖๐",
        "องค์การบริหารส่วนตำบล",
    ],
)
def test_a_story_is_found_by_all_that_everybody_sees_of_it(indexed, query):
    assert found(query) == [indexed.pk]


def test_what_nobody_said_is_not_found(indexed):
    for query in ["โลมา", '"คลองขุด"', "หม้อ โลมา", "ขุดคลองน้ำ"]:
        assert found(query) == []


def test_the_page_marks_what_was_asked_for_and_escapes_the_rest(somchai, thap_thong):
    factories.make_published(
        somchai, thap_thong, "ขนม <b>ลา</b>", body="แป้ง & น้ำตาล <script>ขนมลา</script> " * 9
    )
    keeping.refresh()
    text = page("ขนมลา น้ำตาล")
    assert "เจอ 1 เรื่อง" in text
    assert "<mark>น้ำตาล</mark>" in text
    assert "&lt;script&gt;<mark>ขนมลา</mark>" in text
    assert "<script>ขนม" not in text


def test_places_answer_first_and_who_knows_what(indexed):
    text = page("ไสหมาก")
    assert text.index("ต.ไสหมาก อ.เชียรใหญ่") < text.index("เจอ 1 เรื่อง")
    assert places.named(asked("เชียรใหญ่"))[0].label == "อ.เชียรใหญ่"
    assert places.named(asked("ทาบทอง"))[0].address == "/villages/80060602/"
    assert places.named(asked("อำเภอเชียรใหญ่ ไสหมาก"))[0].label == "ต.ไสหมาก อ.เชียรใหญ่"
    text = page("แกงส้ม")
    assert "ใครรู้เรื่องนี้" in text
    assert "ป้ามาลี ใจเย็น · <mark>แกงส้ม</mark>ใบชะมวง" in text


def test_the_page_is_the_same_for_everybody(indexed, as_somchai, client):
    answers = [each.get("/search/?q=หม้อ") for each in (client, as_somchai)]
    assert answers[0].content == answers[1].content
    assert answers[0]["Cache-Control"] == "public, max-age=60"
    assert "Set-Cookie" not in answers[0].headers
    assert answers[0].kept_ready is False
    answer = client.get("/search/")
    assert answer.status_code == 200
    assert "ลองค้นดู" in answer.content.decode()


def test_one_question_of_postgres_answers_what_few_stories_hold(indexed, django_assert_num_queries):
    page("หม้อ")
    with django_assert_num_queries(1):
        asking.search(asked("หม้อ ขุดคลอง"), asking.Within())


# What never is ----------------------------------------------------------------------------------


def test_a_name_without_a_yes_finds_nothing(somchai, thap_thong):
    story = factories.make_published(
        somchai, thap_thong, "แกงของป้ามาลี ใจเย็น", body="ป้ามาลีตำเครื่องแกง", named=False
    )
    keeping.refresh()
    assert found("มาลี") == []
    assert found("แกงของชาวบ้าน") == [story.pk]
    assert "มาลี" not in everything_kept()


def everything_kept() -> str:
    """All rows of what is kept for search, as text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e::text FROM stories_searchentry e"
            " UNION ALL SELECT w::text FROM stories_searchword w"
        )
        return "\n".join(row for (row,) in cursor.fetchall())


def test_a_name_taken_back_is_gone_with_the_commit_and_the_story_comes_back_without_it(indexed):
    person = Person.objects.get(name="มาลี ใจเย็น")
    assert "มาลี" in everything_kept()
    people.withdraw(person=person, how="โทรมาบอก")
    assert "มาลี" not in everything_kept()
    assert found("หม้อ") == []  # until it is made anew
    keeping.refresh()
    assert (found("หม้อ"), found("มาลี")) == ([indexed.pk], [])
    assert "มาลี" not in everything_kept()


def test_a_story_taken_back_is_not_found_even_when_its_entry_is_left_over(indexed, malee):
    row = SearchEntry.objects.get(pk=indexed.pk)
    takedowns.ask(
        story=indexed, what="story", words="ไม่สบายใจ", said_by="ลูก", told_to=indexed.scribe
    )
    assert "หม้อ" not in everything_kept()
    row.save()  # as if the database had kept it
    assert not SearchEntry.objects.get(pk=indexed.pk).stale
    assert found("หม้อ") == []
    SearchEntry.objects.update(stale=True)
    keeping.refresh()
    assert not SearchEntry.objects.exists()


CHANGES = {
    "a person is called otherwise": lambda story: Person.objects.update(alias="ป้าคนหนึ่ง"),
    "somebody else is known": lambda story: factories.make_person(story.village, "ดำ ขุดคลอง"),
    "a consent is given": lambda story: factories.agree(
        factories.make_person(story.village, "แดง"), story.scribe
    ),
    "somebody hid the name": lambda story: Person.objects.update(name_hidden_at=timezone.now()),
    "the village has another name": lambda story: Village.objects.update(name="บ้านใหม่"),
    "the tambon has another name": lambda story: Tambon.objects.update(name="ใหม่"),
    "the district has another name": lambda story: District.objects.update(name="ใหม่"),
    "an aspect is worded anew": lambda story: Aspect.objects.update(name="ใหม่"),
    "it is found under another aspect": lambda story: story.aspects.clear(),
    "it is hidden": lambda story: Story.objects.update(hidden_at=timezone.now()),
    "it is dated anew": lambda story: Story.objects.update(published_at=timezone.now()),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_changes_what_is_seen_empties_the_entry(indexed, change):
    change(indexed)
    entry = SearchEntry.objects.get(pk=indexed.pk)
    assert entry.stale
    texts = (entry.whole, entry.title, entry.names, entry.nuggets, entry.shown)
    assert texts == ("", "", "", "", {})
    assert entry.vector is None
    assert not SearchWord.objects.filter(entry=entry).exists()


def test_what_nobody_sees_leaves_it_alone(indexed):
    Person.objects.update(contact="081-234-5678")
    VillageApproval.objects.filter(answer="").delete()
    Story.objects.filter(pk=indexed.pk).update(begun_at=timezone.now())
    draft = Revision.objects.create(
        story=indexed, position=9, title="ร่าง", body="ใหม่", by=indexed.scribe
    )
    Nugget.objects.create(revision=draft, position=0, knows="x", holder=Person.objects.get())
    assert not SearchEntry.objects.get(pk=indexed.pk).stale


def test_an_entry_ends_with_the_first_consent_that_does(somchai, thap_thong):
    today = timezone.localdate()
    story = factories.make_published(somchai, thap_thong, named=False)
    factories.agree(Person.objects.get(), somchai, until=today)
    keeping.refresh()
    assert found("มาลี") == [story.pk]
    assert guessing.suggestions("ป้ามา") == guessing.alike("ป้ามาลี ไจเย็น") == ["ป้ามาลี ใจเย็น"]
    tomorrow = today + datetime.timedelta(days=1)
    assert SearchEntry.objects.get().fresh_until == today
    assert not SearchEntry.objects.ready(tomorrow).exists()
    assert SearchEntry.objects.to_do(keeping.VERSION, tomorrow).exists()
    SearchEntry.objects.update(fresh_until=today - datetime.timedelta(days=1))
    assert found("มาลี") == []
    assert guessing.suggestions("ป้ามา") == guessing.alike("ป้ามาลี ไจเย็น") == []


# In what order ----------------------------------------------------------------------------------


def day(number: int) -> datetime.datetime:
    return datetime.datetime(2026, 3, number, 9, tzinfo=datetime.UTC)


def test_title_before_names_before_nuggets_before_the_rest_and_newer_before_older(
    somchai, thap_thong, khlong_noi
):
    make = factories.make_published
    body = {"body": "เล่าเรื่องจากควนนุ้ยให้ฟัง"}
    old = make(somchai, khlong_noi, "ก่อน", **body, now=day(1))
    new = make(somchai, khlong_noi, "หลัง", **body, now=day(9))
    knows = [("ทำปุ๋ยอย่างควนนุ้ย", "หมักไว้", ("ป้า", "มาลี ใจเย็น"))]
    nugget = make(somchai, khlong_noi, "ปุ๋ย", nuggets=knows, now=day(2))
    teller = make(somchai, khlong_noi, "คนเล่า", tellers=[("ลุง", "ดำ ควนนุ้ย")], now=day(3))
    title = make(somchai, khlong_noi, "ไปควนนุ้ย", now=day(1))
    keeping.refresh()
    assert found("ควนนุ้ย") == [each.pk for each in (title, teller, nugget, new, old)]


def test_words_that_stand_together_come_before_words_apart_and_the_named_place_first(
    somchai, thap_thong, khlong_noi
):
    make = factories.make_published
    far = "ฝนตกแล้วแดดออก " * 12
    apart = make(somchai, khlong_noi, "หนึ่ง", body=f"ปลาทูเค็ม {far} ตลาดนัด", now=day(9))
    near = make(somchai, khlong_noi, "สอง", body=f"ปลาทูมีมากในตลาดนัด {far}", now=day(3))
    together = make(somchai, khlong_noi, "สาม", body=f"{far} ปลาทู ตลาดนัด", now=day(1))
    there = make(somchai, thap_thong, "สี่", body=f"ที่บ้านเรา {far} มีปลาทู", now=day(1))
    named = make(somchai, khlong_noi, "ห้า", body=f"ไปไสหมาก {far} ได้ปลาทู", now=day(9))
    keeping.refresh()
    assert found("ปลาทู ตลาดนัด") == [together.pk, near.pk, apart.pk]
    assert found("ปลาทู ไสหมาก") == [there.pk, named.pk]


def test_district_aspect_and_year_narrow_it(somchai, thap_thong, khlong_noi):
    saving, health = Aspect.objects.filter(slug__in=("saving", "health")).order_by("-slug")
    here = factories.make_published(
        somchai, thap_thong, "ปลาทู", aspects=[saving], now=day(1) - datetime.timedelta(days=365)
    )
    there = factories.make_published(somchai, khlong_noi, "ปลาทู", aspects=[health], now=day(2))
    keeping.refresh()
    assert found("ปลาทู") == [there.pk, here.pk]
    assert found("ปลาทู", district="8006") == [here.pk]
    assert found("ปลาทู", aspect=health.pk) == [there.pk]
    assert found("ปลาทู", year=2568) == [here.pk]
    assert found("ปลาทู", year=2569, district="8006") == []
    text = page("ปลาทู", district="8006", aspect="saving", year="๒๕๖๘")
    assert "เจอ 1 เรื่อง" in text
    assert '<option value="8006" selected>' in text
    for wrong in ({"district": "9999"}, {"aspect": "x"}, {"year": "x"}, {"before": "999999"}):
        page("ปลาทู", status=404, **wrong)


@pytest.fixture
def nine(somchai, thap_thong, khlong_noi, monkeypatch) -> list[int]:
    """Nine stories of one word, some of one moment, in the order in which they are to be found."""
    monkeypatch.setattr(asking, "PER_PAGE", 2)
    make, word = factories.make_published, "กระจูด"
    titled = [make(somchai, khlong_noi, f"{word} {number}", now=day(5)) for number in range(3)]
    telling = [("ป้า", f"แมว {word}")]
    named = [make(somchai, khlong_noi, "สาน", tellers=telling, now=day(n)) for n in (6, 6)]
    body = f"ถอน{word}มาตาก"
    rest = [make(somchai, thap_thong, "ตาก", body=body, now=day(n)) for n in (3, 3, 3, 7)]
    keeping.refresh()
    return [each.pk for part in (titled, named, rest) for each in reversed(part)]


def test_pages_are_complete_and_none_overlaps_where_few_hold_it(nine):
    assert found("กระจูด") == nine


def test_pages_are_complete_and_none_overlaps_where_many_do(nine, monkeypatch):
    monkeypatch.setattr(asking, "MOST", 4)
    assert found("กระจูด") == nine  # through the index
    first = asking.search(asked("กระจูด"), asking.Within())
    assert (first.more, first.total, first.next.way) == (True, 4, "m")
    assert "เจอมากกว่า 1,000 เรื่อง" in page("กระจูด")

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE stories_searchentry")
    for most, window in ((4, 3000), (1, 3000), (1, 3)):
        monkeypatch.setattr(asking, "MOST", most)
        monkeypatch.setattr(asking, "WINDOW", window)
        statistics.forget()
        assert asking.Question(asked("กระจูด").words, asking.Within(), None).expected() == 9
        assert found("กระจูด") == nine  # through the newest
        assert found("กระจูด", district="8006") == nine[5:]


def test_a_rare_name_made_of_common_pieces_is_not_taken_for_a_common_word(
    somchai, thap_thong, monkeypatch
):
    make = factories.make_published
    one, *_ = [make(somchai, thap_thong, name) for name in ("ควนนุ้ย", *["ควน กับ นนุ้ย"] * 5)]
    keeping.refresh()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE stories_searchentry")
    monkeypatch.setattr(asking, "MOST", 1)
    monkeypatch.setattr(asking, "OFTEN", 1)
    for name, expected, often in (("ควนนุ้ย", 6, False), ("นุ้ย", 6, True)):
        question = asking.Question(asked(name).words, asking.Within(), None)
        assert (question.expected(), question.often()) == (expected, often)
    assert found("ควนนุ้ย") == [one.pk]
    assert len(found("นุ้ย")) == 6


def test_the_pages_lead_to_one_another(nine, client):
    seen, address = [], "/search/?q=กระจูด"
    while address:
        text = client.get(address).content.decode()
        seen += map(int, re.findall(r'<h3><a href="/stories/(\d+)/', text))
        after = re.search(r'rel="next" href="([^"]+)"', text)
        address = after and after[1].replace("&amp;", "&")
    assert seen == nine


# All of it, and nothing else --------------------------------------------------------------------


def test_against_a_plain_look_through_all_texts(somchai, thap_thong, khlong_noi):
    """Recall and precision are 1: for planted names, and for any run of whole clusters."""
    planted = ["ไสหมาก", "คีรีวง", "ลานสกา", "ปากพนัง", "พิปูน", "นบพิตำ", "เชียรใหญ่"]
    texts = {}
    for number in range(24):
        body = paragraph(
            number, [each for at, each in enumerate(planted) if number % (at + 2) == 0]
        )
        made = factories.make_published(
            somchai, (thap_thong, khlong_noi)[number % 2], f"เรื่องที่เล่า {number}", body=body
        )
        texts[made.pk] = made
    keeping.refresh()
    whole = {key: normalise_query(SearchEntry.objects.get(pk=key).whole) for key in texts}

    def look_through(query: str) -> set[int]:
        return {key for key, text in whole.items() if normalise_query(query) in text}

    for name in [*planted, "ปลา", "น้ำ", "ท่องเที่ยว", "วัดพระมหาธาตุ"]:
        assert set(found(name)) == look_through(name), name
    parts = 0
    for key, made in texts.items():
        for part in whole_clusters(normalise_query(made.shown.body), key):
            parts += 1
            assert key in found(part), part
            if " " not in part.strip():
                assert set(found(part)) <= look_through(part.strip(" .“”")), part
    assert parts > 150


def whole_clusters(text: str, seed: int) -> list[str]:
    """A few parts of a text that begin and end between clusters."""
    from random import Random

    from kmnet.thai.text import CLUSTER

    rng, spans = Random(seed), [each.span() for each in CLUSTER.finditer(text)]
    starts = [rng.randrange(len(spans) - 14) for _ in range(8)]
    return [text[spans[at][0] : spans[at + rng.randrange(14)][1]] for at in starts]


# What is typed in any way -----------------------------------------------------------------------

HOSTILE = [
    "x" * 10_000,
    "แกง" * 3_000,
    "่้" * 400,
    "่้",
    "ำ",
    " " * 500,
    "\t\n\u3000\u00a0",
    '"',
    '""',
    '"""""',
    "“แกง",
    "«แกง» “",
    "'",
    "''''",
    "\\",
    "\\'",
    "%",
    "_%_",
    "'; DROP TABLE stories_story; --",
    "1' OR '1'='1",
    "') UNION SELECT * FROM members_user --",
    "$1 %s %(x)s {0} {{ 7 }}",
    "&",
    "| & ! <-> ( )",
    "แกง & !ปลา | (ข้าว <-> นา):*",
    "แกง:ABCD",
    "!!!!",
    ":*:*",
    "<script>alert(1)</script>",
    "{% load x %}",
    "../../etc/passwd",
    "\x00",
    "แกง\x00ส้ม",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "🐟🐠🐡",
    "👩‍👩‍👧‍👦",
    "🇹🇭 แกง",
    "\u202eแกงส้ม\u202c",
    "مرحبا שלום",
    "中文搜索",
    "İSTANBUL ẞ",
    "ก",
    "เ",
    "ๆ",
    "ฯ",
    "๑๒๓๔๕๖๗๘๙๐",
    "9" * 190,
    " ".join("กขคงจ" for _ in range(60)),
    " ".join(chr(0x0E01 + n) for n in range(46)),
    "\ue000อบต +A'B",
    "ปี ๙๙ พ.ศ. 99 พ.ศ. 0",
    "อ.บ.ต." * 40,
    "\ue100\ue101 แกง",
]


def test_fifty_hostile_queries_get_a_kind_page(indexed, client):
    assert len(HOSTILE) > 50
    for query in HOSTILE:
        answer = client.get("/search/", {"q": query})
        assert answer.status_code == 200, query
        assert "<h1" in answer.content.decode()
        assert client.get("/search/suggest/", {"q": query}).status_code == 200, query
    for name in ("district", "aspect", "year", "before"):
        for value in HOSTILE[:40]:
            status = client.get("/search/", {"q": "แกง", name: value}).status_code
            assert status in (200, 404), (name, value)
    for raw in ("%ff%fe", "%E0%B8", "%00", "a&q=b&q=c", "%"):
        assert client.get(f"/search/?q={raw}").status_code == 200


def test_a_long_query_is_told_that_not_all_of_it_was_used(indexed):
    assert "คำค้นยาวมาก" in page("หม้อ " + " ".join(f"คำที่{n}" for n in range(20)))
    assert "คำค้นยาวมาก" not in page("หม้อ")


# What may be meant ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ลานสะกา", "ลานสกา"),
        ("เชียรไหญ่", "เชียรใหญ่"),
        ("พีปูน", "พิปูน"),
        ("ร่อนพิบูล", "ร่อนพิบูลย์"),
        ("คีรีวงศ์", "คีรีวง"),
        ("หนังตลุง", "หนังตะลุง"),
        ("แกงส่ม", "แกงส้ม"),
    ],
)
def test_a_misspelt_word_is_answered_with_the_one_that_may_be_meant(
    somchai, khlong_noi, typed, meant
):
    factories.make_published(somchai, khlong_noi, "หนังตะลุง คีรีวง", body="ไปกิน แกงส้ม ด้วยกัน")
    keeping.keep_up()
    assert guessing.meant(asked(typed))[0] == meant
    if typed not in ("คีรีวงศ์",):  # the words found begin the same
        text = page(typed)
        assert "หมายถึง" in text
        assert f"<strong>{meant}</strong>" in text


def test_of_several_words_the_misspelt_one_is_put_right(indexed):
    keeping.keep_up()
    assert guessing.meant(asked("แกงส้มใบชะมวง เชียรไหญ่")) == ["แกงส้มใบชะมวง เชียรใหญ่"]


def test_while_typing_words_are_offered(indexed, client):
    keeping.keep_up()
    answer = client.get("/search/suggest/", {"q": "เชีย"})
    assert answer.json()["words"] == ["เชียรเขา", "เชียรใหญ่"]
    assert answer["Cache-Control"] == "public, max-age=60"
    assert client.get("/search/suggest/", {"q": "แกงส"}).json() == {"words": ["แกงส้มใบชะมวง"]}
    assert client.get("/search/suggest/", {"q": "ก"}).json() == {"words": []}
    assert client.get("/search/suggest/").json() == {"words": []}


# Keeping ----------------------------------------------------------------------------------------


def test_indexing_twice_does_nothing_the_second_time(story, capsys):
    call_command("index_stories")
    call_command("index_stories")
    said = capsys.readouterr().out
    assert said == "เตรียมให้ค้นเจอแล้ว 1 เรื่อง\nทุกเรื่องพร้อมให้ค้นเจออยู่แล้ว\n"
    call_command("index_stories", "--all")
    assert capsys.readouterr().out == "เตรียมให้ค้นเจอแล้ว 1 เรื่อง\n"


def test_publishing_makes_it_found_by_itself(
    somchai, thap_thong, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True) as done:
        story = factories.make_published(somchai, thap_thong, "หม้อ")
    assert [deed for deed in done if deed is keeping.after_commit] == [keeping.after_commit]
    assert found("หม้อ") == [story.pk]


def test_one_story_that_cannot_be_made_ready_keeps_no_other_from_being_found(
    indexed, somchai, thap_thong, monkeypatch
):
    bad = factories.make_published(somchai, thap_thong, "เรื่องเสีย")
    make = keeping.make
    monkeypatch.setattr(keeping, "make", lambda one: 1 / 0 if one.pk == bad.pk else make(one))
    assert keeping.refresh() == 1
    assert found("หม้อ") == [indexed.pk]
    assert list(SearchEntry.objects.to_do(keeping.VERSION)) == [SearchEntry(pk=bad.pk)]


def test_a_word_too_long_for_the_index_keeps_no_story_from_being_found(somchai, thap_thong):
    body = f"ดูที่ {'a' * 3000} กับ {'5' * 2500} แล้วค่อยมา"
    story = factories.make_published(somchai, thap_thong, "หม้อใบเก่า", body=body)
    assert keeping.refresh() == 1
    assert found("หม้อ") == found("แล้วค่อย") == [story.pk]


def test_postgres_must_know_thai_letters(db, monkeypatch):
    assert guessing.check_letters(None, databases=["default"]) == []
    monkeypatch.setattr(guessing, "THAI", "?!")
    (error,) = guessing.check_letters(None, databases=["default"])
    assert error.id == "stories.E001"


def test_a_question_that_takes_too_long_is_answered_kindly(indexed, client, monkeypatch):
    def tired(*args):
        from psycopg.errors import QueryCanceled

        raise OperationalError("canceling statement") from QueryCanceled()

    monkeypatch.setattr(asking, "search", tired)
    answer = client.get("/search/?q=หม้อ")
    assert (answer.status_code, answer["Cache-Control"]) == (503, "no-store")
    assert "ลองใหม่อีกสักครู่" in answer.content.decode()
