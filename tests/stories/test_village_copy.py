"""A village's own copy: whole, readable without this site, and with nobody in it who said no."""

import datetime
import io
import json
import re
import zipfile
from html.parser import HTMLParser
from pathlib import PurePosixPath

import pytest
from PIL import Image

from stories import aloud, people, photos, publishing, village_copy
from stories.models import Printing
from tests import factories
from villages import goals, support
from villages.models import Aspect, KeeperLink
from villages.words import by_link


@pytest.fixture
def link(malee) -> KeeperLink:
    return KeeperLink.objects.select_related("stewardship__village__tambon__district").get()


def unzip(client, link) -> dict[str, bytes]:
    """The files of the copy as a browser gets it, by name."""
    answer = client.get(f"/keeper/{link.secret}/everything.zip")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def data_of(files: dict[str, bytes]) -> dict:
    return json.loads(files["data.json"])


def everything(files: dict[str, bytes]) -> str:
    """All words in the copy."""
    return "\n".join(
        data.decode() for name, data in files.items() if name.endswith((".html", ".json"))
    )


class Addresses(HTMLParser):
    """What a page leads to or draws from."""

    def __init__(self, text: str):
        super().__init__()
        self.found, self.tags = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.found += [value for name, value in attributes if name in ("href", "src", "srcset")]


def test_the_copy_holds_all_that_is_the_villages_and_opens_by_itself(
    client, link, somchai, wichai, thap_thong
):
    published = factories.make_published(somchai, thap_thong, "เครื่องแกงของป้า", photos_of=("green",))
    aloud.read_aloud(
        revision=published.published_revision,
        day=factories.days_ago(5),
        place="ศาลาหมู่บ้าน",
        who="ป้าแมว",
        by=somchai,
    )
    book = Printing.objects.create(
        title="เล่มแรก", printed_on=datetime.date(2026, 1, 21), copies=40, by=somchai
    )
    book.revisions.add(published.published_revision)
    nuggets = [("หมักปุ๋ย", "กลับกองทุกเจ็ดวัน", ("ป้า", "มาลี ใจเย็น"))]
    kept = factories.make_story(
        factories.make_visit(somchai, thap_thong), "เรื่องในบ้าน", nuggets=nuggets
    )
    publishing.answer_by_link(
        approval=factories.ask(kept), answer="no", notes={0: "ยังไม่อยากเล่า"}, link=link
    )
    waiting = factories.make_story(factories.make_visit(somchai, thap_thong), "เรื่องที่รอ")
    factories.ask(waiting)
    goal = goals.say(
        village=thap_thong, aspect=Aspect.objects.first(), words="คลองใสขึ้น", word=by_link(link)
    )
    goals.settle(goal=goal, state="reached", words="เห็นปลาแล้ว", word=by_link(link))
    asked = support.ask(village=thap_thong, words="อยากได้คนสอนทำบัญชี", word=by_link(link))
    support.offer(request=asked, by=wichai, words="โทรมา 081-234-5678")
    support.close(request=asked, thanks="ขอบใจหมอ", word=by_link(link))
    # Not asked about, and not this village's.
    factories.make_story(factories.make_visit(somchai, thap_thong), "ร่างของคนเขียน")

    files = unzip(client, link)
    numbers = {story.number for story in (published, kept, waiting)}
    assert set(files) == {
        "index.html",
        "data.json",
        f"photos/{published.number}-1-1.jpg",
        *(f"stories/{number}.html" for number in numbers),
    }
    copy = data_of(files)
    assert (copy["schema"], copy["version"]) == ("kmnet.village-copy", 1)
    assert copy["village"]["place"] == "บ้านทาบทอง หมู่ที่ 2 ต.ไสหมาก อ.เชียรใหญ่"
    by_number = {story["number"]: story for story in copy["stories"]}
    states = {number: (story["state"], story["public"]) for number, story in by_number.items()}
    assert states == {
        published.number: ("published", True),
        kept.number: ("kept", False),
        waiting.number: ("waiting", False),
    }
    first = by_number[published.number]
    assert first["visited_on"]["iso"] == factories.days_ago(3).isoformat()
    assert first["visited_on"]["thai"].endswith(str(factories.days_ago(3).year + 543))
    assert first["texts"][0]["read_aloud"][0]["place"] == "ศาลาหมู่บ้าน"
    assert first["printed"][0]["printed_on"] == {"iso": "2026-01-21", "thai": "21 มกราคม 2569"}
    assert by_number[kept.number]["answers"][0]["notes"] == [
        {"paragraph": 1, "words": "ยังไม่อยากเล่า"}
    ]
    assert by_number[kept.number]["texts"][0]["knows"] == [
        {"what": "หมักปุ๋ย", "how": "กลับกองทุกเจ็ดวัน", "who": "ป้ามาลี ใจเย็น"}
    ]
    assert "เรื่องนี้ยังไม่เผยแพร่" in files[f"stories/{kept.number}.html"].decode()
    index = files["index.html"].decode()
    for words in ("คลองใสขึ้น", "เห็นปลาแล้ว", "อยากได้คนสอนทำบัญชี", "หมอวิชัย ทะเลงาม", "ขอบใจหมอ"):
        assert words in index
    # A phone number is for the village's eyes on the page, and no file's.
    assert "081-234-5678" not in everything(files)
    assert "ร่างของคนเขียน" not in everything(files)
    assert "ป้าแมว" not in everything(files)

    for name, page in files.items():
        if name.endswith(".html"):
            seen = Addresses(page.decode())
            assert not seen.tags & {"script", "link", "iframe", "form"}
            for address in seen.found:
                folder = PurePosixPath(name).parent
                inside = re.sub(r"(^|/)[^/]+/\.\./", r"\1", str(folder / address))
                assert inside in files, address


def test_names_and_photos_pass_the_one_gate(client, link, somchai, thap_thong, khlong_noi):
    dam = factories.make_person(thap_thong, "ดำรง ทองดี", "ลุง", is_child=False)
    visit = factories.make_visit(somchai, thap_thong)
    factories.make_photo(visit, "green")
    factories.make_photo(visit, "red", shows="faces", faces=[dam])
    hidden = factories.make_photo(visit, "blue")
    unsaid = factories.make_photo(visit, "olive")
    story = factories.make_story(visit, "สวนลุงดำรง", "ลุงดำรงปลูกกล้วย ป้ามาลีช่วยหาบ")
    factories.agree(dam, somchai)
    factories.agree(dam, somchai, "face")
    factories.publish(story)
    factories.make_published(somchai, khlong_noi, "เรื่องของบ้านอื่น")
    before = unzip(client, link)
    assert "ลุงดำรงปลูกกล้วย" in everything(before)
    assert sum(name.startswith("photos/") for name in before) == 4

    people.withdraw(person=dam, how="กดเองที่ลิงก์")
    photos.take_out(hidden)
    type(unsaid).objects.filter(pk=unsaid.pk).update(shows="")
    after = unzip(client, link)
    assert "ดำรง" not in everything(after)
    assert "ชาวบ้านปลูกกล้วย ป้ามาลีช่วยหาบ" in everything(after)
    (photo,) = (data for name, data in after.items() if name.startswith("photos/"))
    assert dict(Image.open(io.BytesIO(photo)).getexif()) == {}
    assert "เรื่องของบ้านอื่น" not in everything(after)

    # Taken back, it stays the village's own words, marked as not published.
    publishing.take_back(story=story, link=link, words="ขอเก็บไว้ก่อน")
    (row,) = data_of(unzip(client, link))["stories"]
    assert (row["state"], row["public"], row["address"]) == ("taken_back", False, None)
    assert row["texts"][0]["body"] == "ชาวบ้านปลูกกล้วย ป้ามาลีช่วยหาบ"
    assert row["answers"][-1]["words"] == "ขอเก็บไว้ก่อน"


def test_a_newer_text_that_waits_comes_beside_the_published_one(client, link, somchai, thap_thong):
    story = factories.make_published(somchai, thap_thong)
    newer = factories.Written("ชื่อที่ถามใหม่", "เนื้อใหม่", [("ป้า", "มาลี ใจเย็น")])
    publishing.revise(story=story, written=newer, by=somchai, seen=1)
    factories.ask(story)
    (row,) = data_of(unzip(client, link))["stories"]
    assert row["title"] == "เครื่องแกงของป้า"
    assert [(text["title"], text["public"]) for text in row["texts"]] == [
        ("เครื่องแกงของป้า", True),
        ("ชื่อที่ถามใหม่", False),
    ]


def test_other_keepers_are_named_when_they_agreed_to_it(client, link, thap_thong, kanya):
    shy = factories.make_keeper(thap_thong, by=kanya, name="เอื้อน ทองดี", called="ผู้ใหญ่")
    assert [row["name"] for row in data_of(unzip(client, link))["keepers"]] == [
        "ป้ามาลี ใจเย็น",
        "คนที่ไม่ได้ตกลงให้ขึ้นชื่อ",
    ]
    shy.show_name = True
    shy.save()
    assert data_of(unzip(client, link))["keepers"][1]["name"] == "ผู้ใหญ่เอื้อน ทองดี"


def test_the_copy_is_kept_by_no_cache_and_opens_for_nobody_else(client, link, as_kanya):
    answer = client.get(f"/keeper/{link.secret}/everything.zip")
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    assert not answer.has_header("ETag")
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    for secret in (link.nonce, link.secret + "x"):
        refused = as_kanya.get(f"/keeper/{secret}/everything.zip")
        assert refused.status_code == 404
        assert "ลิงก์นี้ใช้ไม่ได้" in refused.content.decode()
    assert client.post(f"/keeper/{link.secret}/everything.zip").status_code == 405


def test_a_photo_whose_file_is_gone_costs_nobody_the_rest(client, link, somchai, thap_thong):
    story = factories.make_published(somchai, thap_thong, photos_of=("green",))
    for width in (320, 640, 1080):
        story.visit.photos.get().path(width, "jpg").unlink(missing_ok=True)
    files = unzip(client, link)
    assert sorted(files) == ["data.json", "index.html", f"stories/{story.number}.html"]


def test_a_large_copy_is_put_together_on_the_disk(link, somchai, thap_thong, monkeypatch):
    factories.make_published(somchai, thap_thong, photos_of=("green",))
    monkeypatch.setattr(village_copy, "IN_MEMORY", 100)  # bytes
    with village_copy.build(link) as file:
        assert file._rolled
        assert zipfile.ZipFile(file).testzip() is None
