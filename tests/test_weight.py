"""What pages weigh on a slow line, counted in bytes as they travel.

Reading pages come through the server's own door (kmnet.wsgi), static files as they lie compressed
in production; the form's parts are compressed here.
"""

import datetime
import gzip
import re
import shutil
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import brotli
import pytest
from django.conf import settings as project
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import RequestFactory
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

from kmnet.ready.front import Front, in_front_of
from members.models import User
from stories import people, photos
from stories.demo import drawing
from stories.models import Story
from tests import factories
from villages.models import Village

pytest_plugins = ["tests.walk"]
pytestmark = pytest.mark.django_db

PAGE = 60 * 1024  # bytes of HTML, CSS and JavaScript, gzipped
SCRIPTS = 25 * 1024
STORY = 15 * 1024  # a story without photos: everything, headers included
THREE_PHOTOS = 100 * 1024
READING_SCRIPTS = 10 * 1024
REQUESTS = 10


def weight(content: bytes) -> int:
    """Bytes on the line."""
    return len(gzip.compress(content, 9))


def parts(html: str) -> tuple[list[str], list[str]]:
    """The page's stylesheets and its scripts, as names of static files."""
    sheets = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)"', html)
    return sheets, re.findall(r'<script src="/static/([^"]+)"', html)


def weights(html: str) -> dict[str, int]:
    """Gzipped bytes of the page by kind."""
    sheets, scripts = parts(html)

    def files(names):
        return sum(weight(Path(finders.find(name)).read_bytes()) for name in names)

    return {"page": weight(html.encode()), "sheets": files(sheets), "scripts": files(scripts)}


def test_the_form_is_light_enough_for_a_village(as_somchai):
    html = as_somchai.get("/visits/new/").content.decode()
    sheets, scripts = parts(html)
    assert "css/kmnet.css" in sheets
    assert {"js/field/form.js", "js/field/outbox.js", "js/places.js"} <= set(scripts)
    found = weights(html)
    assert found["scripts"] <= SCRIPTS
    assert sum(found.values()) <= PAGE


def test_the_shell_is_light_enough_too(client, places):
    found = weights(client.get("/visits/field/").content.decode())
    assert sum(found.values()) <= PAGE


# Reading pages ----------------------------------------------------------------------------------

WIDE = 390 * 3  # dots of a screen of 390 px, three to each
PHONE = {
    "HTTP_USER_AGENT": "Mozilla/5.0 (Linux; Android 10; K) Chrome/126.0 Mobile Safari/537.36",
    "HTTP_HOST": "testserver",
}
CODINGS = ["gzip", "br"]
PLAIN = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}


@dataclass
class Fetched:
    """One answer: what it is for, what it said, and its bytes with the headers."""

    kind: str
    address: str
    coding: str
    size: int
    text: str = ""


@dataclass
class Visit:
    """Everything that a phone fetches to show one page."""

    fetched: list[Fetched] = field(default_factory=list)

    def size(self, *kinds: str) -> int:
        return sum(each.size for each in self.fetched if not kinds or each.kind in kinds)

    @property
    def kinds(self) -> list[str]:
        return [each.kind for each in self.fetched]

    def __str__(self):
        return "\n".join(f"{e.size:7,} {e.coding:8} {e.kind:6} {e.address}" for e in self.fetched)


class Needs(HTMLParser):
    """What a browser fetches for a page: (kind, address), each once."""

    LINKS = {"stylesheet": "sheet", "icon": "icon", "preload": "ahead", "modulepreload": "ahead"}

    def __init__(self, html: str):
        super().__init__()
        self.found: dict[tuple[str, str], None] = {}
        self.srcset = self.sizes = ""
        self.feed(html)

    def need(self, kind: str, address: str) -> None:
        if address and not address.startswith("data:"):
            self.found[kind, address] = None

    def handle_starttag(self, tag, attributes):
        attrs = {name: value or "" for name, value in attributes}
        if tag == "link":
            for rel in self.LINKS.keys() & set(attrs.get("rel", "").split()):
                self.need(self.LINKS[rel], attrs.get("href", ""))
        elif tag == "script":
            self.need("script", attrs.get("src", ""))
        elif tag == "source":
            self.srcset, self.sizes = attrs.get("srcset", ""), attrs.get("sizes", "")
        elif tag == "img":
            self.need("photo", chosen(self.srcset, self.sizes) or attrs.get("src", ""))
            self.srcset = self.sizes = ""
        elif tag in {"iframe", "video", "audio", "object", "embed"}:
            self.need(tag, attrs.get("src", attrs.get("data", "")))


def chosen(srcset: str, sizes: str) -> str:
    """The candidate for the phone's screen: the narrowest with a dot for every dot shown."""
    last = sizes.split(",")[-1].strip()  # what holds where no condition does
    share = float(last.removesuffix("vw")) / 100 if last.endswith("vw") else 1.0
    candidates = [each.split() for each in srcset.split(",") if each.strip()]
    by_width = sorted((int(width.removesuffix("w")), address) for address, width in candidates)
    enough = [address for width, address in by_width if width >= WIDE * share]
    return (enough or [address for _, address in by_width[-1:]] or [""])[0]


@pytest.fixture(scope="module")
def static_files(tmp_path_factory) -> Path:
    """The site's own static files, with their compressed copies beside them as in production."""
    folder = tmp_path_factory.mktemp("static")
    shutil.copytree(Path(project.BASE_DIR) / "static", folder, dirs_exist_ok=True)
    compressor = Compressor(quiet=True)
    for path in folder.rglob("*"):
        if path.is_file() and compressor.should_compress(path.name):
            list(compressor.compress(str(path)))
    return folder


@pytest.fixture
def fetch(static_files, monkeypatch):
    """`fetch(kind, address, coding)` asks the whole server, as a phone does."""
    # Nothing is to be kept here for a next reader, so nobody listens for changes.
    monkeypatch.setattr(Front, "begin", lambda door: None)
    for signal in (request_started, request_finished):  # the test's own connection stays open
        signal.disconnect(close_old_connections)
    server = WhiteNoise(in_front_of(WSGIHandler()), root=static_files, prefix="static/")

    def ask(kind: str, address: str, coding: str) -> Fetched:
        environ = RequestFactory().get(address, HTTP_ACCEPT_ENCODING=coding, **PHONE).environ
        heard: list = []
        answer = server(environ, lambda *words: heard.extend(words))
        body = b"".join(answer)
        getattr(answer, "close", lambda: None)()
        status, headers = heard[:2]
        assert status.startswith("200"), (address, status)
        lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers), "", ""]
        own = {name.lower(): value for name, value in headers}
        text = ""
        if own["content-type"].startswith("text/"):
            text = PLAIN[own.get("content-encoding", "")](body).decode()
        size = len("\r\n".join(lines)) + len(body)
        return Fetched(kind, address, own.get("content-encoding", "none"), size, text)

    yield ask
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def visit(fetch):
    """`visit(address, coding)` fetches a page and all that it needs."""

    def open_page(address: str, coding: str) -> Visit:
        page = fetch("page", address, coding)
        seen = Visit([page])
        for kind, named in Needs(page.text).found:
            to = urlsplit(urljoin(address, named))
            assert to.netloc in {"", "testserver"}, named
            part = fetch(kind, to.path, coding)
            # A stylesheet that fetched more would make the phone wait a third time.
            assert kind != "sheet" or not re.search(r"@import|url\((?!['\"]?(data:|#))", part.text)
            seen.fetched.append(part)
        return seen

    return open_page


def test_a_phone_takes_the_narrowest_picture_with_enough_dots():
    srcset = "/320 320w, /640 640w, /1080 1080w"
    assert chosen(srcset, "(min-width: 40rem) 38rem, 25vw") == "/320"
    assert chosen(srcset, "50vw") == "/640"
    assert chosen(srcset, "100vw") == "/1080"
    assert chosen("", "") == ""


@pytest.mark.parametrize("coding", CODINGS)
def test_a_story_without_photos_is_15_kb_in_three_requests(demo, visit, coding):
    silent = Story.objects.published().filter(published_revision__shown_photos=None)
    longest = max(silent, key=lambda story: len(story.published_revision.body))
    for story in {silent[0], longest}:
        seen = visit(f"/stories/{story.number}/", coding)
        assert seen.kinds == ["page", "sheet", "script"], str(seen)
        assert {each.coding for each in seen.fetched} == {coding}, str(seen)
        assert seen.size() <= STORY, str(seen)
        assert seen.size("script") <= READING_SCRIPTS, str(seen)


def photographed(scribe: User, village: Village, *scenes: str) -> Story:
    """A published story with a photo of each scene, as large as phones send them."""
    told = factories.make_visit(scribe, village)
    for seed, scene in enumerate(scenes):
        taken = datetime.datetime(2026, 1, 1, 9, seed)
        drawn = drawing.as_jpeg(scene, seed, taken=taken, place=(8.2, 100.1), width=1600)
        photo = photos.take_in(
            visit=told,
            file=SimpleUploadedFile(f"{scene}.jpg", drawn),
            by=scribe,
            caption="หน้าบ้านตอนเช้า",
            alt="คนนั่งล้อมวงหน้าบ้าน",
        )
        people.say_what_it_shows(photo=photo, shows="wide")
    return factories.publish(factories.make_story(told, "สามรูปของวันเดียว"))


def test_a_story_with_three_photos_is_light_on_a_phone(demo, visit):
    scribe = User.objects.get(email="officer@kmnet.example")
    village = Story.objects.published()[0].village
    story = photographed(scribe, village, *sorted(drawing.SCENES)[:3])
    for coding in CODINGS:
        seen = visit(f"/stories/{story.number}/", coding)
        pictures = [each for each in seen.fetched if each.kind == "photo"]
        own = [each for each in pictures if "/640." in each.address]
        assert len(own) == 3, str(seen)
        assert seen.size("photo") <= THREE_PHOTOS, str(seen)
        assert len(seen.fetched) <= REQUESTS, str(seen)


READING = [
    *("/", "/stories/", "/villages/", "/villages/80060605/", "/districts/8006/"),
    *("/support/", "/about/", "/search/", "/search/?q=แกง"),
]


@pytest.mark.parametrize("address", READING)
def test_scripts_are_small_wherever_one_reads(demo, visit, address):
    seen = visit(address, "gzip")
    assert seen.size("script") <= READING_SCRIPTS, str(seen)
    assert len(seen.fetched) - seen.kinds.count("photo") <= 5, str(seen)
