"""What helps old eyes: large letters, a voice, ways to pass a story on, paper, the dark."""

import pytest

from tests import factories
from tests.browser.looks import AXE, Axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BODY = "ครกหินใบแรกซื้อมาจากอ่างศิลา แม่ใช้ตำน้ำพริกทุกเช้า\n\nใบที่สองลูกเขยสกัดเอง"
LETTERS = "() => parseFloat(getComputedStyle(document.querySelector('.story__body')).fontSize)"
# A phone with a Thai voice, which speaks only when the test lets it come to an end.
THAI_VOICE = """
  window.said = [];
  Object.defineProperty(window, "speechSynthesis", { value: {
    getVoices: () => [{ lang: "en-US" }, { lang: "th-TH" }],
    cancel() {},
    speak(one) { window.said.push(one.text.trim()); window.end = one.onend; },
  } });
  window.SpeechSynthesisUtterance = function (text) { this.text = text; };
"""


@pytest.fixture
def story(somchai, thap_thong, malee):
    """A published story with two photos, and one more of the same village to read on."""
    factories.make_published(somchai, thap_thong, "ครกใบที่สองของบ้านเรา")
    return factories.make_published(somchai, thap_thong, body=BODY, photos_of=("green", "olive"))


@pytest.fixture
def reader(walk):
    return walk()


def spoken(page) -> list[str]:
    """The phrases that are lit up."""
    return [each.strip() for each in page.locator(".spoken").all_inner_texts()]


def test_the_size_of_the_letters_is_kept_on_every_page(reader, story):
    page = reader.open(f"/stories/{story.number}/")
    usual = page.evaluate(LETTERS)
    page.get_by_role("button", name="ตัวหนังสือใหญ่มาก").first.click()
    assert page.evaluate(LETTERS) == pytest.approx(usual * 1.375)
    reader.open("/stories/")
    reader.open(f"/stories/{story.number}/")
    assert page.evaluate(LETTERS) == pytest.approx(usual * 1.375)
    pressed = page.locator("[data-size][aria-pressed=true]").evaluate_all(
        "all => all.map((one) => one.getAttribute('aria-label'))"
    )
    assert pressed == ["ตัวหนังสือใหญ่มาก", "ตัวหนังสือใหญ่มาก"]


def test_without_scripts_no_button_stands_there_in_vain(walk, story):
    page = walk(javascript=False).open(f"/stories/{story.number}/")
    assert page.locator("button:visible").count() == 0
    assert page.get_by_role("link", name="ส่งต่อทาง LINE").is_visible()


def test_a_phone_without_a_thai_voice_does_not_offer_to_read(reader, story):
    page = reader.open(f"/stories/{story.number}/")
    assert page.get_by_role("button", name="ฟังเรื่องนี้").count() == 0
    assert page.get_by_role("button", name="ส่งต่อทางอื่น").count() == 0


def test_the_story_is_said_phrase_by_phrase(reader, story):
    reader.context.add_init_script(THAI_VOICE)
    page = reader.open(f"/stories/{story.number}/")
    page.get_by_role("button", name="ฟังเรื่องนี้").click()
    assert spoken(page) == [story.title]
    page.evaluate("end()")
    first = "ครกหินใบแรกซื้อมาจากอ่างศิลา แม่ใช้ตำน้ำพริกทุกเช้า"
    assert spoken(page) == [first]
    page.get_by_role("button", name="พักก่อน").click()
    assert spoken(page) == []
    page.evaluate("end()")  # a pause may reach the phone as an end, and is none
    page.get_by_role("button", name="ฟังต่อ").click()
    page.evaluate("end()")
    page.evaluate("end()")
    assert page.evaluate("said") == [story.title, first, first, "ใบที่สองลูกเขยสกัดเอง"]
    assert spoken(page) == []
    assert page.locator(".story__body").inner_text() == BODY
    page.get_by_role("button", name="ฟังเรื่องนี้").click()
    page.get_by_role("button", name="หยุด").click()
    assert (spoken(page), page.evaluate("said").pop()) == ([], story.title)
    assert page.get_by_role("button", name="หยุด").count() == 0


def test_the_address_goes_to_the_clipboard_and_to_line(reader, story):
    reader.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = reader.open(f"/stories/{story.number}/")
    page.get_by_role("button", name="คัดลอกลิงก์").click()
    page.get_by_text("คัดลอกลิงก์แล้ว").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    line = page.get_by_role("link", name="ส่งต่อทาง LINE").get_attribute("href")
    assert line.startswith("https://social-plugins.line.me/lineit/share?url=http%3A%2F%2F")


def test_paper_shows_the_story_and_where_to_find_it_again(reader, story):
    page = reader.open(f"/stories/{story.number}/")
    foot = page.locator(".story__foot")
    assert not foot.is_visible()
    page.emulate_media(media="print")
    assert foot.locator("svg").is_visible()
    assert page.url in foot.inner_text()
    assert page.locator("h1").inner_text() == story.title
    seen = ".masthead:visible, .colophon:visible, button:visible, .onward:visible, .menu:visible"
    assert page.locator(seen).count() == 0


def test_large_letters_on_the_smallest_phone_stay_on_the_page(reader, story):
    page = reader.page
    page.set_viewport_size({"width": 320, "height": 640})
    wide = {}
    for address in (
        "/",
        "/stories/",
        f"/stories/{story.number}/",
        "/villages/80060602/",
        "/search/",
    ):
        reader.open(address)
        page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
        wide[address] = page.evaluate("document.documentElement.scrollWidth")
    assert set(wide.values()) == {320}, wide


@pytest.mark.parametrize("light", ["dark", "light"])
def test_whoever_reads_in_the_dark_or_the_light_can_read(reader, story, light):
    page = reader.page
    page.emulate_media(color_scheme=light)
    options = AXE | {"rules": {"color-contrast-enhanced": {"enabled": True}}}
    found = {}
    for address in (
        "/",
        "/stories/",
        f"/stories/{story.number}/",
        "/villages/80060602/",
        "/search/",
    ):
        reader.open(address)
        for violation in Axe().run(page, options=options).response["violations"]:
            found[address, violation["id"]] = [node["html"][:160] for node in violation["nodes"]]
    assert found == {}
