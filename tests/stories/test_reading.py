"""Reading needs no account and no script: lists, one story, places, and what machines fetch."""

import datetime
import re
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.utils import timezone

from kmnet.thai.dates import ERA, thai_date
from stories import photos, reads, sitemaps
from stories.models import Reads, Story
from stories.views.reading import PER_PAGE
from tests import factories
from tests.stories.posts import DAY
from villages.models import Aspect, Village

BANGKOK = datetime.timezone(datetime.timedelta(hours=7))
PHONE = {"User-Agent": "Mozilla/5.0 (Linux; Android 10)"}
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def page(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def listed(answer) -> list[int]:
    """Numbers of the stories on a page, in the order they stand."""
    return [int(number) for number in re.findall(r'href="/stories/(\d+)/">', page(answer))]


def aspect(slug: str) -> Aspect:
    return Aspect.objects.get_or_create(slug=slug, defaults={"name": slug})[0]


@pytest.fixture
def three(somchai, wichai, thap_thong, khlong_noi):
    """(about food in 2568 of Chian Yai, about health in 2569 of Pak Phanang, of both in 2569)."""
    new_year = datetime.datetime(2569 - ERA, 1, 1, tzinfo=BANGKOK)
    moments = [new_year - datetime.timedelta(seconds=1), new_year, new_year + datetime.timedelta(9)]
    food, health = aspect("food"), aspect("health")
    return [
        factories.make_published(somchai, thap_thong, "หนึ่ง", aspects=[food], now=moments[0]),
        factories.make_published(wichai, khlong_noi, "สอง", aspects=[health], now=moments[1]),
        factories.make_published(
            somchai, thap_thong, "สาม", aspects=[food, health], now=moments[2]
        ),
    ]


# Lists


def test_newest_first_everywhere(client, three):
    first, second, third = (story.number for story in three)
    assert listed(client.get("/")) == [third, second, first]
    assert listed(client.get("/stories/")) == [third, second, first]
    assert listed(client.get("/districts/8006/")) == [third, first]
    assert listed(client.get("/villages/80060602/")) == [third, first]


@pytest.mark.parametrize(
    ("query", "positions"),
    [
        ("district=8006", [2, 0]),
        ("district=8012", [1]),
        ("district=8001", []),
        ("aspect=food", [2, 0]),
        ("aspect=health", [2, 1]),
        ("year=2568", [0]),
        ("year=2569", [2, 1]),
        ("year=๒๕๖๙", [2, 1]),
        ("year=2567", []),
        ("district=8006&aspect=health", [2]),
        ("district=8006&year=2568&aspect=food", [0]),
        ("district=8012&year=2568", []),
        ("district=&aspect=&year=", [2, 1, 0]),
    ],
)
def test_a_list_is_chosen_by_district_aspect_and_year(client, three, query, positions):
    assert listed(client.get(f"/stories/?{query}")) == [three[at].number for at in positions]


def test_the_filter_stays_chosen_and_offers_only_years_with_stories(client, three):
    shown = page(client.get("/stories/?district=8006&aspect=food&year=2568"))
    for value in ("8006", "food", "2568"):
        assert f'<option value="{value}" selected>' in shown
    assert re.findall(r'<option value="(25\d\d)"', shown) == ["2569", "2568"]


@pytest.mark.parametrize(
    "query",
    [
        "district=9999", "district=80", "district=x", "aspect=nothing", "year=0", "year=2009",
        "year=ปีนี้", "year=-1", "year=99999999999", "before=x", "before=0", "before=999999",
        f"before={'9' * 30}", "before=-1",
    ],
)  # fmt: skip
def test_a_filter_that_means_nothing_is_not_found(client, three, query):
    assert client.get(f"/stories/?{query}").status_code == 404


@pytest.mark.parametrize("name", ["district", "aspect", "year", "before"])
def test_a_filter_that_postgres_cannot_hold_never_breaks_the_page(client, places, name):
    assert client.get(f"/stories/?{name}=%00").status_code in (400, 404)


@pytest.mark.parametrize("address", ["/districts/9999/", "/villages/80069999/", "/villages/x/"])
def test_places_nobody_knows_are_not_found(client, places, address):
    assert client.get(address).status_code == 404


def many(somchai, thap_thong, count: int, now=None) -> list[int]:
    """Numbers of so many published stories of one visit, the last one first."""
    visit = factories.make_visit(somchai, thap_thong)
    now = now or timezone.now()
    return [
        factories.publish(factories.make_story(visit, f"เรื่อง {each}"), now=now).number
        for each in range(count)
    ][::-1]


@pytest.mark.parametrize("address", ["/stories/", "/districts/8006/", "/villages/80060602/"])
def test_pages_by_key_overlap_nowhere_and_leave_no_gap(client, somchai, thap_thong, address):
    """All are published in the same moment, and one more arrives while somebody turns the page."""
    numbers = many(somchai, thap_thong, 2 * PER_PAGE + 1)
    seen, turn = [], ""
    for _ in range(3):
        shown = client.get(address + turn)
        seen += listed(shown)
        (turn,) = re.findall(r'rel="next" href="([^"]+)"', page(shown)) or [""]
        many(somchai, thap_thong, 1, now=timezone.now() + datetime.timedelta(minutes=1))
    assert seen == numbers
    assert turn == ""


def test_a_page_keeps_its_filters_and_the_way_back(client, somchai, thap_thong):
    many(somchai, thap_thong, PER_PAGE + 1)
    first = page(client.get("/stories/?district=8006"))
    (turn,) = re.findall(r'rel="next" href="([^"]+)"', first)
    assert turn.startswith("?district=8006&amp;before=")
    second = page(client.get("/stories/" + turn.replace("&amp;", "&")))
    assert 'href="?district=8006">‹ กลับไปเรื่องใหม่สุด' in second
    assert '<meta name="robots" content="noindex, follow">' in second


def test_a_page_that_exactly_fits_has_no_next(client, somchai, thap_thong):
    many(somchai, thap_thong, PER_PAGE)
    assert 'rel="next"' not in page(client.get("/stories/"))


def test_empty_places_invite(client, thap_thong):
    assert "ยังไม่มีเรื่องเล่าเผยแพร่" in page(client.get("/"))
    for address in ("/districts/8006/", "/villages/80060602/"):
        assert "ลองถามว่าปีนี้ทำอะไรแล้วดีใจ" in page(client.get(address))
    assert 'content="noindex, follow"' in page(client.get("/villages/80060602/"))


# One story, one village


def test_a_story_says_whose_it_is_who_told_who_wrote_when_and_how_to_retell_it(
    client, somchai, thap_thong
):
    food = aspect("food")
    story = factories.make_published(
        somchai,
        thap_thong,
        title="เครื่องแกงของป้า",
        body="ย่อหน้าแรก\nบรรทัดสอง\n\nย่อหน้า <b>สอง</b>",
        tellers=[("ป้า", "มาลี ใจเย็น"), ("ลุง", "เอื้อน")],
        aspects=[food],
        photos_of=("green", "red"),
    )
    shown = page(client.get(f"/stories/{story.number}/"))
    for words in (
        '<span class="unbroken">บ้านทาบทอง</span> <span class="unbroken">หมู่ที่ 2</span>',
        '<span class="unbroken">ต.ไสหมาก</span> <span class="unbroken">อ.เชียรใหญ่</span>',
        "<h1>เครื่องแกงของป้า</h1>",
        "<p>ย่อหน้าแรก<br>บรรทัดสอง</p>",
        "<p>ย่อหน้า &lt;b&gt;สอง&lt;/b&gt;</p>",
        "ผู้เล่า ลุงเอื้อน",
        "ผู้บันทึก (คุณลิขิต) น้องสมชาย ใจดี",
        thai_date(DAY),
        thai_date(story.published_at),
        "CC BY-SA 4.0",
        f'href="/stories/?aspect={food.slug}"',
        "<figcaption>รูปสี green</figcaption>",
        f'<link rel="canonical" href="http://testserver/stories/{story.number}/">',
        '<meta property="og:title" content="เครื่องแกงของป้า">',
        f"http%3A%2F%2Ftestserver%2Fstories%2F{story.number}%2F",
        f"<dd>{story.number}</dd>",
    ):
        assert words in shown
    assert shown.index("ผู้เล่า ป้ามาลี") < shown.index("ผู้บันทึก")


def test_a_village_shows_its_keepers_and_the_days_behind_its_stories_only(
    client, somchai, thap_thong, malee
):
    factories.make_published(somchai, thap_thong)
    factories.make_visit(somchai, thap_thong, day=factories.days_ago(200))
    shown = page(client.get("/villages/80060602/"))
    assert "ป้ามาลี ใจเย็น" in shown
    assert shown.count("<li><time datetime=") == 1
    assert f'datetime="{DAY.isoformat()}"' in shown
    assert factories.days_ago(200).isoformat() not in shown


def test_a_district_lists_every_village_and_says_which_have_something_to_read(
    client, somchai, thap_thong
):
    factories.make_published(somchai, thap_thong)
    shown = page(client.get("/districts/8006/"))
    codes = set(re.findall(r'href="/villages/(\d+)/"', shown))
    assert codes == set(
        Village.objects.filter(tambon__district="8006").values_list("code", flat=True)
    )
    assert shown.count("มีเรื่องเล่า</small>") == 1


def test_the_home_page_says_which_districts_have_stories_in_dictionary_order_and_counts_none(
    client, somchai, thap_thong
):
    factories.make_published(somchai, thap_thong)
    factories.make_story(factories.make_visit(somchai, thap_thong))
    home = client.get("/")
    shown = page(home)
    told = [each.code for each in home.context["districts"] if each.has_stories]
    assert told == ["8006"]
    assert re.findall(r"\d+ เรื่อง", shown) == []
    names = re.findall(r'href="/districts/\d+/">(\S+)', shown)
    assert len(names) == 23
    assert names[:4] == ["ขนอม", "จุฬาภรณ์", "ฉวาง", "เฉลิมพระเกียรติ"]


def test_a_card_is_a_png_of_1200_by_630(client, somchai, thap_thong):
    story = factories.make_published(somchai, thap_thong, photos_of=("green",))
    card = client.get(f"/stories/{story.number}/card.png")
    assert card["Content-Type"] == "image/png"
    assert card.content[:8] == b"\x89PNG\r\n\x1a\n"
    assert [int.from_bytes(card.content[at : at + 4]) for at in (16, 20)] == [1200, 630]


# Counting reads


def read(client, story, headers=PHONE, method="get"):
    return getattr(client, method)(f"/stories/{story.number}/", headers=headers)


def count(story) -> int:
    reads.flush()
    return getattr(Reads.objects.filter(pk=story.pk).first(), "count", 0)


def test_reads_are_gathered_and_written_in_one_batch(
    client, somchai, thap_thong, django_assert_num_queries
):
    stories = [factories.make_published(somchai, thap_thong) for _ in range(2)]
    for story, times in zip(stories, (3, 2), strict=True):
        for _ in range(times):
            read(client, story)
    assert not Reads.objects.exists()
    with django_assert_num_queries(1):
        assert reads.flush() == 5
    with django_assert_num_queries(0):
        assert reads.flush() == 0
    assert [count(story) for story in stories] == [3, 2]
    read(client, stories[0])
    assert count(stories[0]) == 4
    assert "<dd>4 ครั้ง</dd>" in page(client.get(f"/stories/{stories[0].number}/"))


def test_fifty_reads_are_written_by_themselves(client, somchai, thap_thong):
    story = factories.make_published(somchai, thap_thong)
    reads._gathered[story.number] = reads.BATCH - 2
    read(client, story)
    assert not Reads.objects.exists()
    read(client, story)
    assert Reads.objects.get().count == reads.BATCH


@pytest.mark.parametrize(
    "agent",
    [
        "Googlebot/2.1",
        "facebookexternalhit/1.1",
        "Line-Poker; linespider",
        "curl/8.0",
        "Slurp",
        None,
    ],
)
def test_robots_are_not_counted(client, somchai, thap_thong, agent):
    story = factories.make_published(somchai, thap_thong)
    read(client, story, headers={"User-Agent": agent} if agent else {})
    assert count(story) == 0


def test_looking_at_the_head_alone_is_no_read(client, somchai, thap_thong):
    story = factories.make_published(somchai, thap_thong)
    read(client, story, method="head")
    assert count(story) == 0


def test_only_public_stories_are_read(client, somchai, thap_thong):
    story = factories.make_story(factories.make_visit(somchai, thap_thong))
    read(client, story)
    assert count(story) == 0


def test_a_read_of_a_story_that_is_gone_from_the_database_is_dropped(db):
    reads._gathered[999_999] = 2
    assert reads.flush() == 2
    assert not Reads.objects.exists()


# Feed, sitemap, robots


def test_the_feed_is_atom_with_the_twenty_newest_published_stories_in_full(
    client, somchai, thap_thong
):
    visit = factories.make_visit(somchai, thap_thong)
    factories.make_story(visit, "ร่างที่ไม่ควรเห็น")
    many(somchai, thap_thong, 20)
    newest = factories.publish(
        factories.make_story(visit, "ชื่อ & <เครื่องหมาย>", body="ย่อหน้าแรก\n\nย่อหน้าสอง")
    )
    answer = client.get("/feed/")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.content)
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 20
    first = entries[0]
    assert first.findtext(f"{ATOM}title") == "ชื่อ & <เครื่องหมาย>"
    assert first.find(f"{ATOM}link").get("href") == f"http://testserver/stories/{newest.number}/"
    assert first.findtext(f"{ATOM}summary") == "<p>ย่อหน้าแรก</p>\n<p>ย่อหน้าสอง</p>"
    assert first.findtext(f"{ATOM}author/{ATOM}name") == "ป้ามาลี ใจเย็น"
    assert "ร่างที่ไม่ควรเห็น" not in page(answer)


def located(answer) -> list[str]:
    """Addresses in a part of the sitemap, or of its parts."""
    assert answer["Content-Type"] == "application/xml"
    tree = ElementTree.fromstring(answer.content)
    return [node.text.removeprefix("http://testserver") for node in tree.iter(f"{SITEMAP}loc")]


def test_the_sitemap_names_published_stories_their_villages_and_what_is_always_there(
    client, three, somchai, thap_thong, khlong_noi
):
    factories.make_story(
        factories.make_visit(somchai, Village.objects.with_places().get(code="80060601"))
    )
    parts = located(client.get("/sitemap.xml"))
    found = [path for part in parts for path in located(client.get(part))]
    districts = [path for path in found if path.startswith("/districts/")]
    assert len(districts) == 23
    assert set(found) - set(districts) == {
        "/", "/stories/", "/villages/", "/support/", "/about/", "/privacy/",
        "/villages/80060602/", f"/villages/{khlong_noi.code}/",
        *(f"/stories/{story.number}/" for story in three),
    }  # fmt: skip
    for path in found:
        assert client.get(path).status_code == 200


def test_a_part_of_the_sitemap_is_a_range_of_numbers_and_stays_it(
    client, three, thap_thong, monkeypatch
):
    first, second, third = (story.number for story in three)
    monkeypatch.setattr(sitemaps, "PER_PART", second)
    assert "/sitemap-stories-1.xml" in located(client.get("/sitemap.xml"))
    one, two = (located(client.get(f"/sitemap-stories-{part}.xml")) for part in (0, 1))
    assert [one[-2:], two] == [
        [f"/stories/{first}/", f"/stories/{second}/"],
        [f"/stories/{third}/"],
    ]
    for unknown in ("/sitemap-stories-2.xml", "/sitemap-people.xml"):
        assert client.get(unknown).status_code == 404


def test_a_sign_that_xml_refuses_takes_no_feed_along(client, somchai, thap_thong):
    factories.make_published(somchai, thap_thong, "หม้อใบเก่า")
    with connection.cursor() as cursor:  # past the models and the triggers
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE stories_revision SET title = title || chr(7), body = body || chr(7)")
        cursor.execute("SET LOCAL session_replication_role = origin")
    feed = ElementTree.fromstring(client.get("/feed/").content)
    assert feed.findtext(f"{ATOM}entry/{ATOM}title") == "หม้อใบเก่า"


def test_a_district_and_a_village_have_feeds_of_their_own(client, three, khlong_noi):
    def fed(address: str) -> tuple[str, list[str]]:
        feed = ElementTree.fromstring(client.get(address).content)
        titles = [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")]
        return feed.findtext(f"{ATOM}title").split(" · ")[0], titles

    assert fed("/districts/8006/feed/") == ("อำเภอเชียรใหญ่", ["สาม", "หนึ่ง"])
    assert fed("/districts/8001/feed/")[1] == []
    assert fed(f"/villages/{khlong_noi.code}/feed/") == (khlong_noi.full_name, ["สอง"])
    for unknown in ("/districts/9999/feed/", "/villages/80069999/feed/"):
        assert client.get(unknown).status_code == 404


def test_pages_say_where_their_feeds_are(client, three, thap_thong):
    everything = "/feed/"
    feeds = {
        "/": [everything],
        "/stories/": [everything],
        "/districts/8006/": ["/districts/8006/feed/", everything],
        "/villages/80060602/": ["/villages/80060602/feed/", everything],
        f"/stories/{three[0].number}/": [everything, "/villages/80060602/feed/"],
    }
    shown = {
        address: [feed["href"] for feed in client.get(address).context["feeds"]]
        for address in feeds
    }
    assert shown == feeds


def test_robots_are_told_where_the_sitemap_is_and_what_is_private(client):
    text = page(client.get("/robots.txt"))
    assert text.splitlines()[0] == "User-agent: *"
    assert "Sitemap: http://testserver/sitemap.xml" in text
    for private in ("/keeper/", "/me/", "/visits/", "/accounts/"):
        assert f"Disallow: {private}" in text


# Caches


@pytest.fixture
def public_pages(somchai, thap_thong) -> list[str]:
    story = factories.make_published(somchai, thap_thong, photos_of=("green",))
    photo = story.published_revision.shown_photos.get().photo
    return ["/", "/stories/", "/stories/?district=8006", f"/stories/{story.number}/",
            "/villages/", "/villages/80060602/", "/districts/8006/", "/about/", "/privacy/",
            "/privacy/register/", "/support/", "/villages/80060602/poster/",
            f"/stories/{story.number}/card.png", photo.url(320)]  # fmt: skip


MACHINES = ["/feed/", "/districts/8006/feed/", "/villages/80060602/feed/", "/sitemap.xml",
            "/sitemap-stories-0.xml", "/sitemap-villages.xml", "/robots.txt"]  # fmt: skip


def body(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_public_pages_are_the_same_bytes_for_everybody_and_set_no_cookie(
    client, as_somchai, as_kanya, public_pages
):
    for address in (*public_pages, *MACHINES):
        answers = [who.get(address) for who in (client, as_somchai, as_kanya)]
        assert len({body(answer) for answer in answers}) == 1, address
        for answer in answers:
            assert answer.status_code == 200
            assert not answer.cookies, address
            assert "cookie" not in answer.get("Vary", "").lower(), address


def test_public_pages_may_be_kept_for_a_minute_by_anybody(client, as_somchai, public_pages):
    for address in (*public_pages, *MACHINES):
        for who in (client, as_somchai):
            rule = set(who.get(address)["Cache-Control"].split(", "))
            assert {"public", "max-age=60"} <= rule, address


def test_an_unchanged_page_costs_304_and_no_bytes(client, public_pages):
    for address in (*public_pages, *MACHINES):
        tag = client.get(address)["ETag"]
        again = client.get(address, headers={"If-None-Match": tag})
        assert (again.status_code, body(again)) == (304, b""), address


def test_by_its_date_too_where_it_is_the_date_that_was_given_out(client, public_pages):
    long_ago, some_day = "Thu, 01 Jan 2009 00:00:00 GMT", "Wed, 01 Jan 2098 00:00:00 GMT"
    for address in (*public_pages[:-1], *MACHINES):
        date = client.get(address)["Last-Modified"]
        again = client.get(address, headers={"If-Modified-Since": date})
        assert (again.status_code, body(again)) == (304, b""), address
        for other in (long_ago, some_day):
            asked = client.get(address, headers={"If-Modified-Since": other})
            assert asked.status_code == 200, address


@pytest.mark.parametrize("address", ["/", "/stories/", "/feed/", "/sitemap-stories-0.xml"])
def test_taking_back_is_seen_by_whoever_asks_by_date_and_the_tag_wins_over_the_date(
    client, three, address
):
    """What is taken back moves the dates of what is left backwards."""
    old = client.get(address)
    Story.objects.filter(pk=three[1].pk).update(hidden_at=timezone.now())
    by_date = {"If-Modified-Since": old["Last-Modified"]}
    new = client.get(address, headers=by_date)
    assert new.status_code == 200
    assert new["Last-Modified"] > old["Last-Modified"]
    by_both = {"If-Modified-Since": new["Last-Modified"], "If-None-Match": old["ETag"]}
    assert client.get(address, headers=by_both).status_code == 200
    Story.objects.filter(pk=three[1].pk).update(hidden_at=None)
    assert (
        client.get(address, headers={"If-Modified-Since": new["Last-Modified"]}).status_code == 200
    )
    assert client.get(address, headers=by_both).status_code == 304


def test_a_page_changes_its_tag_when_a_story_comes(client, somchai, thap_thong):
    tag = client.get("/")["ETag"]
    factories.make_published(somchai, thap_thong)
    assert client.get("/", headers={"If-None-Match": tag}).status_code == 200


def test_a_photo_that_was_taken_out_is_gone_also_when_a_phone_still_has_it(
    client, somchai, thap_thong
):
    story = factories.make_published(somchai, thap_thong, photos_of=("green",))
    photo = story.published_revision.shown_photos.get().photo
    tag = client.get(photo.url(320))["ETag"]
    photos.take_out(photo)
    assert client.get(photo.url(320), headers={"If-None-Match": tag}).status_code == 410


def test_pages_of_signed_in_people_are_kept_by_nobody(as_somchai, somchai, thap_thong):
    story = factories.make_story(factories.make_visit(somchai, thap_thong, photos_of=("green",)))
    visit = story.visit
    private = ["/me/", "/visits/new/", f"/visits/{visit.number}/", f"/visits/{visit.number}/edit/",
               f"/visits/{visit.number}/story/", f"/stories/{story.number}/desk/",
               f"/stories/{story.number}/edit/", visit.photos.get().url(320),
               "/visits/999999/", "/accounts/password/change/"]  # fmt: skip
    for address in private:
        rule = set(as_somchai.get(address)["Cache-Control"].split(", "))
        assert {"private", "no-store"} <= rule, address
        assert "public" not in rule


def test_only_safe_methods_reach_a_public_page(client, public_pages):
    for address in (*public_pages, "/robots.txt"):
        assert client.post(address).status_code == 405, address
    assert Story.objects.count() == 1
