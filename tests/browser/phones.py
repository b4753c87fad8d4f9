"""Phones of people in the field: a browser that keeps its profile, behind a line that can break.

Each phone comes in through a proxy of its own, so each has an origin of its own: nothing that one
test left in the browser is seen by the next, though all share one Chromium.
"""

import hashlib
import os
import re
import signal
import time
from pathlib import Path
from urllib.parse import urlsplit

from django.utils import timezone

from stories.models import Visit
from tests.browser.conftest import FLAGS, PHONE, fill_day, jpeg
from tests.faults.proxy import FaultProxy

GOOD = "ลุงสอนเด็กสานกระจูดใต้ต้นมะขาม"
COLOURS = ("darkgreen", "olive", "teal", "orange", "maroon")
MONTH = 60 * 60 * 24 * 30  # seconds


def open_profile(chromium, folder: Path, **more):
    """A Chromium that keeps everything in `folder`, as one on a phone does."""
    context = chromium.browser_type.launch_persistent_context(
        folder,
        executable_path=os.environ["KMNET_CHROMIUM"],
        args=FLAGS,
        viewport=PHONE,
        locale="th-TH",
        timezone_id="Asia/Bangkok",
        **more,
    )
    context.set_default_timeout(15_000)  # milliseconds; the machine may be busy
    return context


def kill_browser(folder: Path) -> None:
    """kill -9 of every process of the Chromium that lives in `folder`, and of no other."""
    mark = f"--user-data-dir={folder}".encode()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if mark in words:
            os.kill(int(process.name), signal.SIGKILL)


class Phone:
    """One person's phone: short ways to do what people do with it."""

    def __init__(self, context, proxy: FaultProxy):
        self.context = context
        self.proxy = proxy
        self.site = proxy.url
        self.page = context.new_page()

    def carry_session(self, client) -> None:
        """Be signed in as a test client is, also after the browser was killed."""
        cookie = client.cookies["kmnet_session"]
        self.context.add_cookies(
            [
                {
                    "name": "kmnet_session",
                    "value": cookie.value,
                    "url": self.site,
                    "httpOnly": True,
                    "expires": time.time() + MONTH,
                }
            ]
        )

    def lose_session(self) -> None:
        """As after sixty days, or when the site forgot."""
        self.context.clear_cookies(name="kmnet_session", domain=urlsplit(self.site).hostname)

    def open(self, address: str):
        """Go to an address of the site, with signal or without."""
        self.page.goto(self.site + address)
        return self.page

    def prepare(self) -> None:
        """Open the form once with signal; the shell and the home district are here afterwards."""
        self.open("/visits/new/")
        self.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
        self.page.wait_for_function("() => caches.match('/places/8006.json').then(Boolean)")

    def lose_signal(self) -> None:
        """No network, for the pages and for the worker."""
        self.context.set_offline(True)

    def find_signal(self) -> None:
        """The network is there again."""
        self.context.set_offline(False)

    def tell(self, good: str = GOOD, village: str = "80060602") -> None:
        """Everything the form needs, once it has read what the phone keeps."""
        page = self.page
        page.locator("form[data-field-ready]").wait_for()
        page.get_by_label("อำเภอ", exact=True).select_option("8006")
        page.locator(f'#id_village option[value="{village}"]').wait_for(state="attached")
        page.get_by_label("หมู่บ้าน", exact=True).select_option(village)
        fill_day(page, timezone.localdate())
        page.get_by_label("เห็นอะไรดีๆ ที่นี่").fill(good)

    def add_photos(self, *colours: str) -> None:
        """Choose photos, and wait until the phone has them ready."""
        there = self.page.locator("[data-photo]").count()
        files = [jpeg(f"{colour}.jpg", colour) for colour in colours]
        self.page.get_by_label("เลือกจากคลังรูป").set_input_files(files)
        ready = '[data-photo]:is([data-state="ready"], [data-state="sent"])'
        self.wait(lambda: self.page.locator(ready).count() == there + len(colours))

    def send(self) -> None:
        """Press the big button."""
        self.page.get_by_role("button", name="ส่งถึงศูนย์", exact=True).click()

    def send_again(self) -> None:
        """The button of what waits, or of the form."""
        self.page.get_by_role("button", name="ส่งตอนนี้", exact=True).first.click()

    def arrives(self) -> str:
        """Wait for the page of a visit that has arrived; what it says."""
        self.page.wait_for_url(re.compile(r"/visits/\d+/$"))
        return self.text()

    def nudge(self) -> None:
        """What a phone says when signal comes back: what was typed goes out now, not in a while."""
        self.page.evaluate("() => dispatchEvent(new Event('online'))")

    def waits(self) -> str:
        """Wait until the phone says that it keeps what was told; what it says."""
        panel = self.page.locator('[data-notice="waiting"]')
        panel.wait_for()
        return panel.inner_text()

    def text(self) -> str:
        """All that stands in the main part of the page."""
        return self.page.locator("main").inner_text()

    def status(self) -> str:
        """The line that says where the words are."""
        return self.page.locator("[data-field-status]").inner_text()

    def wait(self, condition) -> None:
        """Ask again until `condition()` holds, twenty seconds at most."""
        for _ in range(400):
            if condition():
                return
            self.page.wait_for_timeout(50)  # milliseconds
        raise AssertionError(self.text())

    def stored(self, store: str) -> list[dict]:
        """All rows of one of the phone's stores, bytes left out."""
        return self.page.evaluate(READ_STORE, store)

    def changed(self, store: str, change: str) -> None:
        """Change each row of a store by a JavaScript function, as time or misfortune would."""
        self.page.evaluate(CHANGE_STORE % change, store)


OPEN = """
  const db = await new Promise((give) => {
    const request = indexedDB.open("kmnet-field");
    request.onsuccess = () => give(request.result);
  });
  const answer = (request) => new Promise((give) => { request.onsuccess = () => give(request.result); });
"""
READ_STORE = f"""async (name) => {{ {OPEN}
  const rows = await answer(db.transaction(name).objectStore(name).getAll());
  db.close();
  return rows.map(({{ bytes, ...row }}) => (bytes ? {{ ...row, length: bytes.byteLength }} : row));
}}"""
CHANGE_STORE = (
    "async (name) => {"
    + OPEN.replace("%", "%%")
    + """
  const store = db.transaction(name, "readwrite").objectStore(name);
  for (const row of await answer(store.getAll())) await answer(store.put((%s)(row)));
  db.close();
}"""
)


def hashes(*colours: str) -> set[str]:
    """SHA-256 of the photos as they were chosen."""
    return {hashlib.sha256(jpeg("", colour)["buffer"]).hexdigest() for colour in colours}


def one_visit(*colours: str, good: str = GOOD) -> Visit:
    """The one visit there is, kept, with these words and these photos and nothing twice."""
    visit = Visit.objects.get()
    assert (visit.state, visit.good) == ("kept", good)
    kept = list(visit.photos.standing().values_list("sha256", flat=True))
    assert len(kept) == len(colours)
    assert set(kept) == hashes(*colours)
    return visit
