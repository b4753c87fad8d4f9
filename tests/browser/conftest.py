"""A real Chromium, people walking in it, and an ear on everything the browser complains about."""

import datetime
import os
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests import factories
from tests.browser.looks import Inspector

PHONE = {"width": 360, "height": 740}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NO_BROWSER = "ไม่มี Chromium จึงข้ามการทดสอบในเบราว์เซอร์ ตั้ง KMNET_CHROMIUM เป็นที่อยู่ของโปรแกรม"


@pytest.fixture(scope="session")
def chromium():
    """One browser for the whole run."""
    program = os.environ.get("KMNET_CHROMIUM", "")
    if not program or not os.path.exists(program):
        if os.environ.get("KMNET_REQUIRE_BROWSER") == "1":
            pytest.fail(NO_BROWSER, pytrace=False)
        pytest.skip(NO_BROWSER)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


class Walker:
    """One person's browser: a context of its own, one page, short ways to do what people do."""

    def __init__(self, context: BrowserContext, site: str, forgiven: set[str]):
        self.context = context
        self.site = site
        self.forgiven = forgiven
        self.page: Page = context.new_page()

    def open(self, address: str) -> Page:
        """Go to an address of the site, or to a whole one."""
        self.page.goto(address if address.startswith("http") else self.site + address)
        return self.page

    def open_refused(self, address: str) -> Page:
        """Go where a fault page waits; Chromium logs such an answer, and may."""
        with self.page.expect_response(lambda response: response.status >= 400) as refusal:
            self.open(address)
        self.forgiven.add(refusal.value.url)
        return self.page

    def press(self, name: str, within=None) -> None:
        """Press the button that says exactly `name`, and wait for the page it leads to."""
        with self.page.expect_navigation():
            (within or self.page).get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        """Follow the link that says exactly `name`, and wait for the page it leads to."""
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("link", name=name, exact=True).click()

    def path(self) -> str:
        """The path of the page now open."""
        return urlsplit(self.page.url).path

    def text(self) -> str:
        """All that stands in the main part of the page."""
        return self.page.locator("main").inner_text()

    def sign_in(self, email: str, password: str = factories.PASSWORD) -> None:
        """Fill in the sign-in form that is open, and send it."""
        self.page.get_by_label("อีเมล").fill(email)
        self.page.get_by_label("รหัสผ่าน").fill(password)
        self.press("เข้าสู่ระบบ", self.page.locator("main"))

    def carry_session(self, client) -> None:
        """Be signed in as a test client already is; the form itself has its own journey."""
        cookie = client.cookies["kmnet_session"]
        self.context.add_cookies(
            [{"name": "kmnet_session", "value": cookie.value, "url": self.site, "httpOnly": True}]
        )

    def photos_loaded(self) -> list[bool]:
        """For each picture in the main part, scrolled to: whether pixels arrived in time."""
        loaded = []
        for picture in self.page.locator("main img").all():
            picture.scroll_into_view_if_needed()
            loaded.append(self.until(lambda p=picture: p.evaluate("img => img.naturalWidth > 0")))
        return loaded

    def until(self, condition) -> bool:
        """Ask again and again whether `condition()` holds, ten seconds at most.

        Asked from here, since a page without JavaScript keeps no promises.
        """
        for _ in range(500):
            if condition():
                return True
            self.page.wait_for_timeout(20)  # milliseconds
        return False


@pytest.fixture
def walk(chromium, places, live_server, settings):
    """Make walkers; when the test is over, no page of theirs may have complained about anything.

    Complaints are errors and warnings of the console (a breach of the Content-Security-Policy is
    one), exceptions in scripts, and answers of 500 and above.
    """
    settings.SITE_URL = live_server.url
    complaints: list[tuple[str, str]] = []
    forgiven: set[str] = set()
    contexts: list[BrowserContext] = []

    def note_console(message):
        if message.type in {"error", "warning"}:
            complaints.append((message.location.get("url"), message.text))

    def note_answer(response):
        if response.status >= 500:
            complaints.append((response.url, str(response.status)))

    def walker(*, javascript: bool = True, window: dict | None = None) -> Walker:
        context = chromium.new_context(
            viewport=window or PHONE, java_script_enabled=javascript, locale="th-TH"
        )
        context.set_default_timeout(15_000)  # milliseconds; the machine may be busy
        context.on("console", note_console)
        context.on("weberror", lambda error: complaints.append(("script", str(error.error))))
        context.on("response", note_answer)
        contexts.append(context)
        return Walker(context, live_server.url, forgiven)

    yield walker
    for context in contexts:
        context.close()
    unforgiven = [
        (url, text)
        for url, text in complaints
        if not (url in forgiven and text.startswith("Failed to load resource"))
    ]
    assert unforgiven == []


@pytest.fixture
def inspector() -> Inspector:
    return Inspector()


def jpeg(name: str, colour: str) -> dict:
    """A real JPEG as Playwright hands it to a file input."""
    return {"name": name, "mimeType": "image/jpeg", "buffer": factories.photo_bytes(colour)}


def fill_day(page: Page, day: datetime.date) -> None:
    """Type a day into the three boxes, the year in พ.ศ."""
    page.get_by_label("วันที่", exact=True).fill(str(day.day))
    page.get_by_label("เดือน", exact=True).select_option(str(day.month))
    page.get_by_label("ปี พ.ศ.", exact=True).fill(str(day.year + 543))
