"""The village's other answers, given from a phone, and what becomes of them."""

import re

import pytest

from stories.models import Story
from tests import factories
from villages import keepers
from villages.qr import qr_svg

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = "ชื่อป้าสะกดด้วย ล.ลิง ตัวเดียว"


@pytest.fixture
def waiting(somchai, thap_thong, malee):
    """A story with a photo that waits for malee."""
    visit = factories.make_visit(somchai, thap_thong, photos_of=("green",))
    story = factories.make_story(visit)
    factories.ask(story)
    return story


def test_the_keepers_change_comes_back_to_the_scribe_with_her_words(
    walk, waiting, malee, as_somchai
):
    keeper, scribe = walk(), walk()
    page = keeper.open(f"/keeper/{malee.links.get().secret}/")
    keeper.press("ขอแก้ตรงนี้ก่อน")
    # Without a word of what to change, the page asks for it.
    summary = page.locator("[data-error-summary]")
    assert summary.evaluate("summary => summary === document.activeElement")
    page.get_by_label("อยากบอกอะไรคนเขียน").fill(WORDS)
    keeper.press("ขอแก้ตรงนี้ก่อน")
    assert page.get_by_role("heading", name="ส่งคำของคุณให้คนเขียนแล้ว").is_visible()

    scribe.carry_session(as_somchai)
    page = scribe.open("/me/")
    assert WORDS in page.locator("section", has_text="หมู่บ้านขอแก้").inner_text()
    # One thing to do stands on the page once.
    scribe.follow(waiting.latest_revision.title)
    assert scribe.path() == f"/stories/{waiting.number}/desk/"
    assert WORDS in page.locator("blockquote").inner_text()
    scribe.follow("แก้ตามที่หมู่บ้านบอก")
    page.get_by_label("เรื่องเล่า", exact=True).fill("ป้ามาลีตำเครื่องแกง")
    scribe.press("เก็บร่าง แล้วดูอย่างคนอ่าน")
    scribe.press("ส่งให้หมู่บ้านตอบ")

    page = keeper.open(f"/keeper/{malee.links.get().secret}/")
    assert page.locator(".said > p").inner_text() == "ป้ามาลีตำเครื่องแกง"


def test_a_story_kept_in_the_village_is_seen_by_nobody_else(walk, waiting, malee):
    keeper, reader = walk(), walk()
    page = keeper.open(f"/keeper/{malee.links.get().secret}/")
    keeper.press("เก็บไว้ในหมู่บ้าน")
    assert page.get_by_role("heading", name="เก็บไว้ในหมู่บ้านแล้ว").is_visible()
    keeper.follow("กลับไปหน้าของหมู่บ้าน")
    assert "ตอนนี้ไม่มีเรื่องรอคำตอบ" in keeper.text()

    waiting.refresh_from_db()
    assert waiting.state != Story.State.PUBLISHED
    reader.open("/")
    assert "เครื่องแกงของป้า" not in reader.page.content()
    reader.open_refused(f"/stories/{waiting.number}/")
    assert "เครื่องแกงของป้า" not in reader.page.content()


def qr_of(page) -> str:
    """The address that the page's QR leads to: the one beside it, drawn anew to the same squares."""
    address = page.locator(".copy-line input").first.input_value()
    drawn = (
        page.locator(".qr")
        .first.locator("svg path")
        .evaluate_all("paths => paths.map(path => path.getAttribute('d'))")
    )
    assert drawn == re.findall(r' d="([^"]*)"', qr_svg(address))
    return address


def test_the_keeper_answers_all_three_ways_by_qr(walk, as_somchai, somchai, thap_thong, malee):
    """On a phone of 360 px that has never been here: yes to one, a change in one, no to one."""
    titles = {"yes": "เรื่องที่ได้", "change": "เรื่องที่ขอแก้", "no": "เรื่องที่เก็บ"}
    body = "ป้าตำเครื่องแกงทุกเช้า\n\nลุงดำเอาไปขายที่ตลาดนัด"
    stories = {
        answer: factories.make_story(factories.make_visit(somchai, thap_thong), title, body)
        for answer, title in titles.items()
    }
    for story in stories.values():
        factories.ask(story)
    scribe, keeper, reader = walk(), walk(), walk()
    scribe.carry_session(as_somchai)
    address = qr_of(scribe.open(f"/stories/{stories['yes'].number}/desk/"))

    def asked(answer: str):
        page = keeper.open(address)
        return page.locator("main section").filter(
            has=page.get_by_role("heading", name=titles[answer])
        )

    keeper.press("เผยแพร่ได้", asked("yes"))
    assert keeper.page.get_by_role("heading", name="เผยแพร่แล้ว ขอบคุณ").is_visible()
    question = asked("change")
    question.get_by_text("ขอแก้ย่อหน้านี้").nth(1).click()
    question.get_by_label("อยากให้แก้ย่อหน้าที่ 2 อย่างไร").fill("ขายวันเสาร์")
    keeper.press("ขอแก้ตรงนี้ก่อน", question)
    assert keeper.page.get_by_role("heading", name="ส่งคำของคุณให้คนเขียนแล้ว").is_visible()
    keeper.press("เก็บไว้ในหมู่บ้าน", asked("no"))
    keeper.follow("กลับไปหน้าของหมู่บ้าน")
    assert "ตอนนี้ไม่มีเรื่องรอคำตอบ" in keeper.text()

    assert titles["yes"] in reader.open(f"/stories/{stories['yes'].number}/").title()
    for answer in ("change", "no"):
        reader.open_refused(f"/stories/{stories[answer].number}/")
    scribe.open(f"/stories/{stories['change'].number}/desk/")
    assert "ป้ามาลี ใจเย็นว่า “ขายวันเสาร์”" in scribe.text()

    # She thinks again about the one she kept, and answers it anew.
    keeper.press("เปลี่ยนใจ")
    keeper.press("เผยแพร่ได้", asked("no"))
    assert titles["no"] in reader.open(f"/stories/{stories['no'].number}/").title()


def test_a_story_taken_back_is_gone_from_everywhere_within_the_minute(
    walk, somchai, thap_thong, malee
):
    story = factories.make_published(somchai, thap_thong, photos_of=("green",))
    keeper, reader = walk(), walk()
    here = f"/stories/{story.number}/"
    reader.open(here)
    assert reader.photos_loaded() == [True]
    own = [here, f"{here}card.png"]
    own += [photo.get_attribute("src") for photo in reader.page.locator("main img").all()]
    lists = ["/", "/stories/", "/districts/8006/", "/villages/80060602/", "/feed/"]
    lists += ["/districts/8006/feed/", "/villages/80060602/feed/", "/sitemap-stories-0.xml"]

    def get(address: str):
        return reader.page.request.get(reader.site + address)

    for address in (*own, *lists):
        answer = get(address)
        assert answer.status == 200, address
        # What a cache may keep, it keeps for a minute at most.
        kept = re.search(r"max-age=(\d+)", answer.headers.get("cache-control", ""))
        assert kept is None or int(kept[1]) <= 60, address
    assert all(here in get(address).text() for address in lists)

    page = keeper.open(f"/keeper/{malee.links.get().secret}/")
    keeper.follow("ขอถอนเรื่องนี้")
    keeper.press("ขอถอนเรื่องนี้")
    assert "หมู่บ้านขอถอน" in keeper.text() or "ถอนแล้ว" in keeper.text()
    assert page.get_by_role("button", name="เปลี่ยนใจ").is_visible()

    assert get(here).status == 410
    assert {get(address).status for address in own[1:]} <= {404, 410}
    for address in lists:
        answer = get(address).text()
        assert here not in answer, address
        assert "เครื่องแกงของป้า" not in answer, address
    late = walk()
    page = late.open_refused(here)
    assert "หมู่บ้านขอถอนเรื่องนี้" in late.text()
    assert "ตำเครื่องแกง" not in page.content()


def test_the_whole_page_and_what_stands_behind_its_lines_fit_a_phone(
    walk, somchai, thap_thong, malee, kanya, inspector
):
    visit = factories.make_visit(somchai, thap_thong, photos_of=("green",))
    factories.ask(factories.make_story(visit, body="ย่อหน้าแรก\n\nย่อหน้าที่สอง"))
    kept = factories.make_story(factories.make_visit(somchai, thap_thong), "เรื่องที่เก็บ")
    factories.publishing.answer_by_link(
        approval=factories.ask(kept), answer="no", link=malee.links.get()
    )
    keeper = walk()
    page = keeper.open(f"/keeper/{malee.links.get().secret}/")
    for summary in page.locator("summary").all():
        summary.click()
    inspector.look(page, "keeper, all open")
    page.get_by_label("หมู่บ้านอยากให้ช่วยเรื่องอะไร").fill("อยากได้คนสอนทำบัญชี")
    keeper.press("ขึ้นกระดานขอแรงหนุน")
    assert "ยังรอคนแรกอยู่" in keeper.text()
    assert inspector.found == {}


def test_a_wrong_or_renewed_keeper_link_says_where_to_get_another(walk, waiting, malee, kanya):
    old = malee.links.get().secret
    keepers.renew_link(stewardship=malee, by=kanya)
    stranger = walk()
    for secret in (old, "x" + old[1:], "ไม่ใช่ลิงก์"):
        page = stranger.open_refused(f"/keeper/{secret}/")
        assert page.get_by_role("heading", name="ลิงก์นี้ใช้ไม่ได้แล้ว").is_visible()
        assert "เครื่องแกงของป้า" not in page.content()
