"""The village's other answers, given from a phone, and what becomes of them."""

import pytest

from stories.models import Story
from tests import factories
from villages import keepers

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
    assert page.locator(".story__body").inner_text() == "ป้ามาลีตำเครื่องแกง"


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


def test_the_keeper_takes_a_published_story_back(walk, somchai, thap_thong, malee):
    story = factories.make_published(somchai, thap_thong, photos_of=("green",))
    keeper, reader = walk(), walk()
    reader.open(f"/stories/{story.number}/")
    assert reader.photos_loaded() == [True]
    photo = reader.page.locator("main img").get_attribute("src")

    page = keeper.open(f"/keeper/{malee.links.get().secret}/")
    keeper.follow("ขอถอนเรื่องนี้")
    keeper.press("ขอถอนเรื่องนี้")
    assert "เครื่องแกงของป้า" not in page.locator("main").inner_text()

    late = walk()
    page = late.open_refused(f"/stories/{story.number}/")
    assert "หมู่บ้านขอถอนเรื่องนี้" in late.text()
    assert "ตำเครื่องแกง" not in page.content()
    assert page.request.get(late.site + photo).status == 404


def test_a_wrong_or_renewed_keeper_link_says_where_to_get_another(walk, waiting, malee, kanya):
    old = malee.links.get().secret
    keepers.renew_link(stewardship=malee, by=kanya)
    stranger = walk()
    for secret in (old, "x" + old[1:], "ไม่ใช่ลิงก์"):
        page = stranger.open_refused(f"/keeper/{secret}/")
        assert page.get_by_role("heading", name="ลิงก์นี้ใช้ไม่ได้แล้ว").is_visible()
        assert "เครื่องแกงของป้า" not in page.content()
