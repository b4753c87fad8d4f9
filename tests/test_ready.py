"""Pages kept ready: the same bytes as Django's, for as long as they are true and not a moment more.

What needs the database works in a copy of its own, in which changes are committed as in life: the
worker under test hears of them from Postgres.
"""

import gzip
import http.client
import os
import re
import time
import uuid
from urllib.parse import urlencode, urlsplit

import brotli
import psycopg
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, connections
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory, override_settings

from kmnet import ready
from kmnet.ready import changes, front, ticks
from kmnet.ready.pages import Page, encoding_for
from kmnet.ready.shelf import Shelf
from members.models import User
from stories import photos, publishing, reads, visits
from stories.models import Reads, Story
from tests import databases, factories
from tests.faults.site import HOST, Site, scratch, wait_until
from villages.models import KeeperLink, Village

PHONE = "Mozilla/5.0 (Linux; Android 10; K) Chrome/126.0 Mobile Safari/537.36"
WORDS = ("ป้าตำเครื่องแกง " * 200).encode()
TAG = '"5d41402abc4b2a76"'


# One page as bytes ------------------------------------------------------------------------------


def page(body: bytes = WORDS, kind: str = "text/html; charset=utf-8", **more) -> Page:
    headers = [("Content-Type", kind), ("Cache-Control", "public, max-age=60"), ("ETag", TAG)]
    if "modified" in more:
        headers.append(("Last-Modified", more.pop("modified")))
    return Page(body, headers, seconds=more.pop("seconds", 60), **more)


def answer(page: Page, method: str = "GET", **asked: str) -> tuple[int, dict, bytes]:
    """Status, headers and body that a request with these headers (HTTP_… of WSGI) gets."""
    heard = []
    body = page.answer({"REQUEST_METHOD": method, **asked}, lambda *words: heard.extend(words))
    return int(heard[0].split()[0]), dict(heard[1]), b"".join(body)


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        (None, "identity"),
        ("", "identity"),
        ("gzip, deflate, br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0, gzip;q=0", "identity"),
        ("*", "br"),
        ("br;q=0, *;q=0.1", "gzip"),
        ("identity, gzip;q=0.5", "identity"),
        ("gzip;q=nonsense", "identity"),
        ("deflate", "identity"),
        (",;,;q=,=", "identity"),
    ],
)
def test_the_encoding_is_the_one_liked_best(accepted, coding):
    assert encoding_for(accepted) == coding


def test_each_encoding_is_the_same_page_with_a_tag_of_its_own():
    kept = page()
    undo = {"identity": bytes, "gzip": gzip.decompress, "br": brotli.decompress}
    tags = set()
    for coding, plain in undo.items():
        status, headers, body = answer(kept, HTTP_ACCEPT_ENCODING=coding)
        assert (status, plain(body)) == (200, WORDS)
        assert headers.get("Content-Encoding", "identity") == coding
        assert headers["Vary"] == "Accept-Encoding"
        assert headers["Content-Length"] == str(len(body))
        tags.add(headers["ETag"])
    assert tags == {TAG, '"5d41402abc4b2a76-gzip"', '"5d41402abc4b2a76-br"'}


def test_a_picture_is_not_compressed_again():
    status, headers, body = answer(page(kind="image/png"), HTTP_ACCEPT_ENCODING="br, gzip")
    assert (status, body, headers["ETag"]) == (200, WORDS, TAG)
    assert not {"Vary", "Content-Encoding"} & headers.keys()


@pytest.mark.parametrize(
    "known",
    [TAG, f"W/{TAG}", f'"other", {TAG}', "*", '"5d41402abc4b2a76-gzip"', 'W/"5d41402abc4b2a76-br"'],
)
def test_whoever_holds_the_page_in_any_encoding_gets_304(known):
    kept = page()
    for coding in ("br", "gzip"):
        answer(kept, HTTP_ACCEPT_ENCODING=coding)
    status, headers, body = answer(kept, HTTP_IF_NONE_MATCH=known)
    assert (status, body) == (304, b"")
    assert headers.keys() == {"ETag", "Cache-Control", "Vary"}
    assert known == "*" or headers["ETag"] in known


def test_a_tag_of_another_page_gets_the_page_whatever_the_date_says():
    kept = page(modified="Sun, 06 Nov 1994 08:49:37 GMT")
    same = {"HTTP_IF_MODIFIED_SINCE": "Sun, 06 Nov 1994 08:49:37 GMT"}
    assert answer(kept, **same)[0] == 304
    for other in ("Sat, 05 Nov 1994 08:49:37 GMT", "Tue, 08 Nov 1994 08:49:37 GMT", "some day"):
        assert answer(kept, HTTP_IF_MODIFIED_SINCE=other)[0] == 200
    assert answer(kept, HTTP_IF_NONE_MATCH='"another"', **same)[0] == 200


def test_head_tells_the_length_and_sends_nothing():
    status, headers, body = answer(page(), method="HEAD")
    assert (status, headers["Content-Length"], body) == (200, str(len(WORDS)), b"")


# Which answers are everybody's ------------------------------------------------------------------


def seconds(response: HttpResponse) -> int:
    headers = [*response.items(), *(("Set-Cookie", str(c)) for c in response.cookies.values())]
    return front.seconds_for_everybody(response, headers)


def public(kind=HttpResponse, status: int = 200, content="เรื่อง", **headers: str) -> HttpResponse:
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    headers = {"ETag": TAG, "Cache-Control": "public, max-age=60"} | headers
    return kind(content, status=status, headers=headers)


def test_only_whole_public_pages_are_everybodys():
    assert seconds(public()) == 60
    assert seconds(public(Cache_Control="max-age=5, PUBLIC")) == 5
    with_cookie = public()
    with_cookie.set_cookie("a", "b")
    refused = [
        with_cookie,
        public(Cache_Control="private, max-age=60"),
        public(Cache_Control="public"),
        public(Cache_Control="public, max-age=0"),
        public(Cache_Control="public, max-age=60, no-store"),
        public(Cache_Control=""),
        public(Vary="Cookie"),
        public(status=410),
        public(status=304),
        public(StreamingHttpResponse, content=[b"piece"]),
        public(content="ก" * 200_000),
    ]
    assert [seconds(response) for response in refused] == [0] * len(refused)


# The shelf --------------------------------------------------------------------------------------


def test_the_shelf_holds_no_more_bytes_than_it_has_room_for_and_keeps_what_is_asked_for():
    shelf = Shelf(room=40_000)
    incompressible = [os.urandom(6000) for _ in range(30)]
    loved = page(incompressible[0], kind="image/png")
    shelf.keep("loved", loved, 0)
    for number, body in enumerate(incompressible):
        loved.asked = True
        assert shelf.keep(number, page(body, kind="image/png"), 0)
        assert shelf.held == sum(kept.size for kept in shelf.pages.values()) <= 40_000
    assert set(shelf.pages) == {"loved", 27, 28, 29}
    assert not shelf.keep("whale", page(os.urandom(41_000)), 0)
    shelf.empty()
    assert (shelf.held, shelf.pages) == (0, {})


def test_other_encodings_of_a_page_take_room_too():
    shelf = Shelf(room=40_000)
    big, small = (page(os.urandom(size)) for size in (15_000, 4_000))
    shelf.keep("big", big, 0)
    shelf.keep("small", small, 0)
    answer(big, HTTP_ACCEPT_ENCODING="gzip")
    assert (set(shelf.pages), shelf.held) == ({"big", "small"}, big.size + small.size)
    answer(big, HTTP_ACCEPT_ENCODING="br")
    assert (set(shelf.pages), shelf.held) == ({"small"}, small.size)
    answer(big, HTTP_ACCEPT_ENCODING="gzip")
    assert shelf.held == small.size


def test_a_page_that_began_before_a_change_to_what_it_read_is_refused():
    shelf = Shelf(room=100_000)
    story, about = page(tables=frozenset({"story"})), page()
    since = shelf.moment
    shelf.changed({"story"})
    assert [shelf.keep("story", story, since), shelf.keep("about", about, since)] == [False, True]
    assert shelf.keep("story", story, shelf.moment)
    shelf.changed({"visit"})
    assert set(shelf.pages) == {"story", "about"}
    shelf.changed({"story", "visit"})
    assert set(shelf.pages) == {"about"}
    since = shelf.moment
    shelf.empty()
    assert not shelf.keep("about", about, since)


# What tells -------------------------------------------------------------------------------------


def test_a_table_that_tells_of_something_tells_of_everything(db):
    with connection.cursor() as cursor:
        cursor.execute(changes.TELLING)
        telling = {name for (name,) in cursor}
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname ~ '^kmnet_tells'"
        )
        assert telling == {name for (name,) in cursor}
    assert {"stories_story", "stories_visit", "stories_photo", "members_user"} < telling


# A worker that listens --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def world(first_database, django_db_setup, django_db_blocker, worker_id, tmp_path_factory):
    """The name of a database in which people write and read, and Django is connected to it."""
    name = f"test_kmnet_ready_{worker_id}"
    with (
        django_db_blocker.unblock(),
        override_settings(
            MEDIA_ROOT=tmp_path_factory.mktemp("media"),
            PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        ),
    ):
        first_database.copy_to(name)
        with databases.connected_to(name):
            factories.make_user("kanya@kmnet.example", "กันยา มองไกล")
            factories.make_user("somchai@kmnet.example", "สมชาย ใจดี", "น้อง", district="8006")
            yield name
        databases.drop(name)


@pytest.fixture
def unblocked(world, django_db_blocker):
    """The test may use the world's database."""
    with django_db_blocker.unblock():
        yield


def somchai() -> User:
    return User.objects.get(email="somchai@kmnet.example")


@pytest.fixture
def village(unblocked) -> Village:
    return Village.objects.with_places().get(code="80060602")


@pytest.fixture
def story(village) -> Story:
    """A published story of a title of its own."""
    return factories.make_published(somchai(), village, f"เครื่องแกง {uuid.uuid4()}")


class Worker:
    """The site's application as a worker serves it. `asked` holds what Django was asked for."""

    def __init__(self, room: int = 4 * front.MEGABYTE):
        self.asked: list[str] = []
        self.meanwhile = None
        self.handler = WSGIHandler()
        self.door = front.Front(self.django, room)

    def django(self, environ, start_response):
        self.asked.append(environ["PATH_INFO"])
        response = self.handler(environ, start_response)
        if self.meanwhile:
            self.meanwhile()
        return response

    def request(self, method: str, address: str, **more) -> tuple[int, dict, str]:
        """Status, headers, text; `more` are headers as WSGI names them."""
        environ = RequestFactory().generic(method, address, **more).environ
        environ["HTTP_HOST"] = more.get("HTTP_HOST", "testserver")
        heard = []
        body = self.door(environ, lambda *words: heard.extend(words))
        text = b"".join(body)
        getattr(body, "close", lambda: None)()
        return int(heard[0].split()[0]), dict(heard[1]), text.decode(errors="replace")

    def get(self, address: str, **more) -> str:
        status, _, text = self.request("GET", address, **more)
        assert status == 200
        return text

    def from_django(self, address: str, **more) -> bool:
        """Whether Django had to be asked for an address."""
        before = len(self.asked)
        self.get(address, **more)
        return len(self.asked) > before

    def hears(self) -> None:
        """Wait until the worker has heard everything."""
        wait_until(lambda: self.door.hearing.good, "the worker to listen")
        self.door.hearing.catch_up()


@pytest.fixture
def worker(unblocked, monkeypatch):
    monkeypatch.setattr(ticks, "_works", [ticks.Work(reads.flush, every=3600, last=True)])
    worker = Worker()
    worker.door.begin()
    worker.hears()
    yield worker
    worker.door.end()
    reads.forget()


def address_of(database: str) -> str:
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}").geturl()


def sql(statement: str, *values) -> None:
    """Change something past the site and past this worker, as another process would."""
    with psycopg.connect(address_of(databases.own_name()), autocommit=True) as other:
        other.execute(statement, values)


def test_a_page_comes_from_django_once_and_is_the_same_bytes_after(story, worker):
    address = f"/stories/{story.number}/"
    status, headers, text = worker.request("GET", address)
    assert (status, story.title in text) == (200, True)
    assert worker.request("GET", address) == (status, headers, text)
    assert worker.request("HEAD", address) == (200, headers, "")
    assert worker.asked == [address]


def test_a_page_is_dropped_by_what_it_shows_and_kept_through_the_rest(story, village, worker):
    shown = ["/", "/stories/", f"/stories/{story.number}/", f"/villages/{village.code}/", "/feed/"]
    everything = [*shown, "/about/"]
    assert [worker.from_django(address) for address in everything] == [True] * 6
    draft = visits.begin(client_uuid=uuid.uuid4(), by=somchai())
    visits.note(visit=draft, typed={"good": ["ยังเล่าไม่จบ"]})
    photos.take_in(visit=draft, file=factories.photo_file("red", size=(60, 40)), by=somchai())
    sql("UPDATE members_user SET last_login = now(), password = 'x'")
    sql("UPDATE stories_reads SET count = count + 1")
    worker.hears()
    assert [worker.from_django(address) for address in everything] == [False] * 6
    sql("UPDATE stories_story SET published_at = now() WHERE number = %s", story.number)
    worker.hears()
    assert [worker.from_django(address) for address in everything] == [True] * 5 + [False]
    sql("UPDATE members_user SET called = 'หมอ'")
    worker.hears()
    assert worker.from_django(f"/stories/{story.number}/")
    assert "หมอสมชาย" in worker.get(f"/stories/{story.number}/")


def test_a_story_taken_back_is_gone_with_the_next_look(story, worker):
    address = f"/stories/{story.number}/"
    for _ in range(2):
        assert story.title in worker.get("/") and story.title in worker.get(address)
    sql("UPDATE stories_story SET hidden_at = now() WHERE number = %s", story.number)
    worker.hears()
    assert worker.request("GET", address)[0] == 410
    assert story.title not in worker.get("/")


def test_what_was_being_rendered_when_it_changed_is_shown_once_and_not_kept(story, worker):
    address = f"/stories/{story.number}/"

    def change():
        sql("UPDATE stories_story SET hidden_at = now() WHERE number = %s", story.number)
        worker.hears()

    worker.meanwhile = change
    assert story.title in worker.get(address)
    worker.meanwhile = None
    assert worker.request("GET", address)[0] == 410


def test_what_somebody_does_shows_in_their_own_next_look(story, worker):
    """The worker hears of its own writing before it answers."""
    address = f"/stories/{story.number}/"
    worker.get(address)

    def hide():
        Story.objects.filter(pk=story.pk).update(hidden_at="2026-01-01T00:00:00Z")

    worker.meanwhile = hide
    worker.request("POST", "/no/such/page/")
    worker.meanwhile = None
    assert worker.request("GET", address)[0] == 410


def test_hosts_queries_and_methods_are_not_mixed(story, worker):
    assert worker.from_django("/stories/")
    assert not worker.from_django("/stories/")
    assert worker.from_django("/stories/", HTTP_HOST="localhost")
    assert worker.from_django("/stories/?district=8006")
    assert worker.from_django("/stories/?district=8012")
    for _ in range(2):
        worker.request("POST", "/stories/")
        assert worker.asked[-1] == "/stories/"
    assert not worker.from_django("/stories/?fbclid=IwAR0&utm_source=line")
    assert not worker.from_django("/stories/?gclid=1&district=8006&utm_campaign=2")
    assert "fbclid" not in worker.get("/stories/?district=8006&fbclid=IwAR1")


def test_pages_of_one_person_are_never_kept(worker):
    for address in ("/accounts/login/", "/no/such/page/", "/healthz"):
        for _ in range(2):
            worker.request("GET", address)
        assert worker.asked[-2:] == [address] * 2
    assert worker.door.shelf.pages == {}


def test_a_view_may_keep_out_and_what_reads_a_table_that_tells_nothing_is_out(worker):
    class Door:
        kept = {}

        def __call__(self, environ, start_response):
            with connection.cursor() as cursor:
                cursor.execute(self.statement)
            response = public()
            vars(response).update(self.kept)
            start_response("200 OK", list(response.items()))
            return response

    worker.handler = door = Door()
    for door.statement, door.kept, kept in [
        ("SELECT 1", {}, True),
        ("SELECT 2", {"kept_ready": False}, False),
        ('SELECT count(*) FROM "villages_village"', {}, True),
        ("SELECT count(*) FROM STORIES_READS", {}, True),
        ("SELECT count(*) FROM django_session", {}, False),
        ("SELECT stories_today()", {}, False),
    ]:
        worker.door.shelf.empty()
        worker.get("/")
        assert worker.from_django("/") is not kept, door.statement


def test_a_worker_that_lost_its_line_serves_nothing_ready_until_it_hears_again(story, worker):
    assert worker.from_django("/") and not worker.from_django("/")
    since = worker.door.shelf.moment
    sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = 'kmnet listening' AND datname = current_database()"
    )
    wait_until(lambda: worker.door.shelf.moment >= since + 2, "the line to break and come back")
    wait_until(lambda: worker.door.hearing.good, "the worker to listen again")
    assert worker.from_django("/") and not worker.from_django("/")


def test_a_line_that_is_silent_is_not_trusted(story, worker, monkeypatch):
    monkeypatch.setattr(changes, "TRUST", 0.3)
    monkeypatch.setattr(changes, "BEAT", 0.05)
    worker.hears()
    worker.get("/")
    silent = worker.door.hearing._hear
    monkeypatch.setattr(worker.door.hearing, "_hear", lambda line: time.sleep(0.01))
    wait_until(lambda: not worker.door.hearing.good, "trust to end")
    assert worker.from_django("/") and worker.from_django("/")
    monkeypatch.setattr(worker.door.hearing, "_hear", silent)
    worker.hears()
    assert worker.from_django("/") and not worker.from_django("/")


def test_reads_are_counted_when_django_is_not_asked_and_only_then_twice(story, worker):
    address = f"/stories/{story.number}/"
    tag = worker.request("GET", address, HTTP_USER_AGENT=PHONE)[1]["ETag"]
    worker.get(address, HTTP_USER_AGENT=PHONE)
    assert worker.asked == [address]
    worker.get(address, HTTP_USER_AGENT="Googlebot/2.1")
    worker.get(address)
    worker.get(address, HTTP_USER_AGENT=PHONE, HTTP_SEC_PURPOSE="prefetch;prerender")
    worker.get(address, HTTP_USER_AGENT=PHONE, HTTP_COOKIE="a=b; kmnet_session=abc")
    worker.request("GET", address, HTTP_USER_AGENT=PHONE, HTTP_IF_NONE_MATCH=tag)
    worker.request("HEAD", address, HTTP_USER_AGENT=PHONE)
    assert worker.asked == [address]
    assert not Reads.objects.filter(pk=story.pk).exists()
    assert ready.ticking()
    worker.door.end()  # writes what has gathered
    assert Reads.objects.get(pk=story.pk).count == 2


def test_a_tick_that_fails_is_tried_again_and_ends_nothing(monkeypatch):
    done = []

    def fail():
        done.append("failed")
        raise ValueError

    works = [ticks.Work(fail, every=0.01, last=False)]
    works.append(ticks.Work(lambda: done.append("done"), every=0.01, last=False))
    monkeypatch.setattr(ticks, "_works", works)
    ticks.start()
    wait_until(lambda: done.count("failed") > 1 < done.count("done"), "two turns of each")
    ticks.stop()
    assert not ready.ticking()


def test_without_room_django_answers_everything(unblocked, story):
    bare = Worker(room=0)
    bare.door.begin()
    assert bare.from_django("/about/") and bare.from_django("/about/")
    assert "Content-Encoding" not in bare.request("GET", "/", HTTP_ACCEPT_ENCODING="br")[1]
    bare.door.end()


# Two workers ------------------------------------------------------------------------------------


def look(site: Site, address: str) -> tuple[int, str]:
    """Status and text over a connection of its own, so that any worker may answer."""
    line = http.client.HTTPConnection(HOST, site.port, timeout=30)
    try:
        line.request("GET", address, headers={"User-Agent": PHONE, "Connection": "close"})
        answer = line.getresponse()
        return answer.status, answer.read().decode()
    finally:
        line.close()


def keeper_sends(site: Site, address: str, **fields: str) -> int:
    """Open the keeper's page and send one of its forms."""
    line = http.client.HTTPConnection(HOST, site.port, timeout=30)
    line.request("GET", address)
    opened = line.getresponse()
    cookie = opened.headers["Set-Cookie"].partition(";")[0]
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', opened.read().decode())[1]
    target = fields.pop("to", address)
    line.request(
        "POST",
        target,
        urlencode({"csrfmiddlewaretoken": token, **fields}),
        {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"},
    )
    status = line.getresponse().status
    line.close()
    return status


def seconds_until_all_say(site: Site, looks: dict) -> float:
    """Seconds until thirty rounds of looks, one after the other, all were as they should be.

    `looks` names for each address what must hold of (status, text).
    """
    began, right = time.monotonic(), 0
    while right < 30:
        as_it_should = all(holds(*look(site, address)) for address, holds in looks.items())
        right = right + 1 if as_it_should else 0
        assert time.monotonic() - began < 60
        if right == 1:
            since = time.monotonic() - began
    return since


def test_what_the_village_takes_back_is_gone_from_both_workers(world, unblocked, village):
    """Published and taken back through the site; every page of both workers had been kept ready."""
    keeper = factories.make_keeper(village, by=User.objects.get(email="kanya@kmnet.example"))
    link = KeeperLink.objects.get(stewardship=keeper)
    visit = factories.make_visit(somchai(), village)
    title = f"แกงที่ถอนได้ {uuid.uuid4()}"
    story = factories.make_story(visit, title)
    question = publishing.ask_village(story=story, by=somchai())
    connections.close_all()
    with scratch() as data:
        data.mkdir(parents=True)
        site = Site(data)
        site.database_url = address_of(world)
        site.start_web()
        try:
            site.wait_for_web()
            here = f"/stories/{story.number}/"
            lists = ["/", "/stories/", f"/villages/{village.code}/", "/feed/"]
            wait_until(lambda: look(site, "/")[0] == 200 and listeners() == 2, "both workers")
            sent = keeper_sends(
                site,
                f"/keeper/{link.secret}/",
                to=f"/keeper/{link.secret}/answers/{question.pk}/",
                **{f"q{question.pk}-answer": "yes"},
            )
            assert sent == 302
            told = {each: lambda status, text: title in text for each in lists}
            told[here] = lambda status, text: status == 200
            assert seconds_until_all_say(site, told) < 5
            # Whatever is kept does not follow what was read how often, and so gives itself away.
            sql("UPDATE stories_reads SET count = 4321")
            sql("INSERT INTO stories_reads SELECT %s, 4321 ON CONFLICT DO NOTHING", story.number)
            assert not any("4321" in look(site, here)[1] for _ in range(30))
            assert "4321" in Worker(room=0).get(here)
            taking_back = f"/keeper/{link.secret}/take-back/{story.number}/"
            assert keeper_sends(site, taking_back) == 302
            gone = {each: lambda status, text: title not in text for each in lists}
            gone[here] = lambda status, text: status == 410
            assert seconds_until_all_say(site, gone) < 5
        finally:
            site.stop()


def listeners() -> int:
    """How many workers listen to the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND application_name = 'kmnet listening'"
        )
        return cursor.fetchone()[0]
