"""A phone's outbox in plain Python, as patient as the one in the browser: for cases without one.

It speaks HTTP byte by byte, so that it feels every broken line, and takes nothing for an answer
that is not JSON.
"""

import hashlib
import http.client
import json
import re
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.cookies import SimpleCookie
from urllib.parse import quote, urlencode

from tests.faults.people import PASSWORD, VILLAGE

HOST = "127.0.0.1"
PATIENCE = 60  # seconds
A_MOMENT = 0.05  # seconds between two tries


class Lost(Exception):
    """No answer, or none that is ours: nobody knows whether it was done."""


class Refused(Exception):
    """An answer in our words that trying again would not change."""

    def __init__(self, status: int, said: dict):
        super().__init__(f"{status} {said['error']}")
        self.status, self.error, self.said = status, said["error"], said


@dataclass
class Draft:
    """What one visit is made of: what was typed, the photos' bytes, and what the clock says."""

    typed: dict[str, list[str]]
    photos: list[bytes] = field(default_factory=list)
    uuid: str = field(default_factory=lambda: str(uuid.uuid4()))
    clock: timedelta = timedelta()

    @property
    def address(self) -> str:
        return f"/sync/visits/{self.uuid}/"

    @property
    def hashes(self) -> list[str]:
        return [hashlib.sha256(data).hexdigest() for data in self.photos]


def words(good: str, **more: str) -> dict[str, list[str]]:
    """The fields of the form with a village, today's day before yesterday and one sentence."""
    day = datetime.now() - timedelta(days=2)
    typed = {
        "district": VILLAGE[:4],
        "village": VILLAGE,
        "day_day": str(day.day),
        "day_month": str(day.month),
        "day_year": str(day.year + 543),
        "good": good,
    }
    return {name: [value] for name, value in (typed | more).items()}


class Phone:
    """Somebody's phone, whose every byte goes through `port`."""

    def __init__(self, port: int):
        self.port = port
        self.cookies: dict[str, str] = {}
        self.user = 0
        self.csrf = ""

    def copy(self) -> "Phone":
        """Another hand on the same session, for a thread of its own."""
        other = Phone(self.port)
        other.cookies, other.user, other.csrf = dict(self.cookies), self.user, self.csrf
        return other

    # HTTP ---------------------------------------------------------------------------------------

    def request(self, method: str, path: str, body: bytes = b"", **headers: str):
        """(status, headers, bytes) of one request. Raises Lost when the line breaks."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE)
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Cookie": jar} | {name.replace("_", "-"): text for name, text in headers.items()}
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            read = answer.status, answer.headers, answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise Lost(f"{method} {path}: {error!r}") from error
        finally:
            connection.close()
        for line in read[1].get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return read

    def sign_in(self, email: str, password: str = PASSWORD) -> "Phone":
        """Through the site's own form."""
        status, _, page = self.request("GET", "/accounts/login/")
        token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page)[1].decode()
        form = {"login": email, "password": password, "csrfmiddlewaretoken": token}
        kind = "application/x-www-form-urlencoded"
        status, headers, _ = self.request(
            "POST", "/accounts/login/", urlencode(form).encode(), Content_Type=kind
        )
        if (status, headers["Location"]) != (302, "/me/"):
            raise AssertionError(f"could not sign in as {email}: {status}")
        return self

    def sign_out(self) -> None:
        """As a session that has come to its end."""
        self.cookies.pop("kmnet_session", None)

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
        """The JSON of a success, as bytes. Raises Lost for what may be tried again, or Refused."""
        status, got, data = self.request(method, path, body, X_CSRFToken=self.csrf, **headers)
        try:
            said = json.loads(data)
        except ValueError as error:
            raise Lost(f"{method} {path}: {status} and no JSON") from error
        if not isinstance(said, dict) or not got["Content-Type"].startswith("application/json"):
            raise Lost(f"{method} {path}: {status} and not ours")
        if status >= 500 or said.get("error") == "csrf":
            raise Lost(f"{method} {path}: {status} {said}")
        if status >= 400:
            raise Refused(status, said)
        return data

    def tell(self, method: str, path: str, said: dict) -> bytes:
        """As `ask`, with a JSON body."""
        return self.ask(method, path, json.dumps(said).encode(), Content_Type="application/json")

    # The steps ----------------------------------------------------------------------------------

    def hello(self) -> dict:
        said = json.loads(self.ask("GET", "/sync/hello/"))
        self.csrf = said["csrf"]
        self.user = self.user or said["user"]["id"]
        return said

    def note(self, draft: Draft) -> dict:
        return json.loads(self.tell("PUT", draft.address, self.body(draft)))

    def send_photo(self, draft: Draft, data: bytes, sha256: str = "") -> dict:
        sha256 = sha256 or hashlib.sha256(data).hexdigest()
        name = quote("รูปจากมือถือ.jpg")
        address = f"{draft.address}photos/{sha256}/"
        return json.loads(
            self.ask("PUT", address, data, Content_Type="image/jpeg", X_Photo_Name=name)
        )

    def finalise(self, draft: Draft) -> bytes:
        listed = [{"sha256": each, "caption": "", "alt": ""} for each in draft.hashes]
        return self.tell("POST", f"{draft.address}finalise/", self.body(draft) | {"photos": listed})

    def receipt(self, draft: Draft) -> bytes:
        return self.ask("GET", f"{draft.address}receipt/")

    def body(self, draft: Draft) -> dict:
        claimed = (datetime.now().astimezone() + draft.clock).isoformat()
        return {"user": self.user, "typed": draft.typed, "base": "", "claimed_at": claimed}

    def deliver(self, draft: Draft, give_up: Callable[[], bool] = lambda: False) -> bytes:
        """All steps in their order, from the first again whenever one is lost; the receipt's bytes.

        Raises Refused, or Lost when it takes too long or `give_up()` says so.
        """
        until = time.monotonic() + PATIENCE
        while True:
            try:
                self.hello()
                self.note(draft)
                for data in draft.photos:
                    self.send_photo(draft, data)
                self.finalise(draft)
                return self.receipt(draft)
            except Lost:
                if give_up() or time.monotonic() > until:
                    raise
                time.sleep(A_MOMENT)


def deliver_all(phone: Phone, drafts: list[Draft], hands: int = 4) -> "Delivery":
    """Deliver many drafts at once, `hands` at a time; `Delivery.receipts` fills as they arrive."""
    delivery = Delivery(list(drafts))
    for _ in range(hands):
        thread = threading.Thread(target=delivery.work, args=[phone.copy()], daemon=True)
        delivery.threads.append(thread)
        thread.start()
    return delivery


class Delivery:
    """Drafts on their way, and the receipts that have come back so far, by UUID."""

    def __init__(self, waiting: list[Draft]):
        self.waiting = waiting
        self.receipts: dict[str, bytes] = {}
        self.failed: list[str] = []
        self.threads: list[threading.Thread] = []
        self._lock = threading.Lock()

    def work(self, phone: Phone) -> None:
        """Take one after the other until none waits."""
        while True:
            with self._lock:
                if not self.waiting:
                    return
                draft = self.waiting.pop()
            try:
                receipt = phone.deliver(draft)
            except (Lost, Refused) as error:
                self.failed.append(str(error))
                continue
            self.receipts[draft.uuid] = receipt

    def wait_for(self, count: int) -> None:
        """Until that many receipts have come."""
        until = time.monotonic() + PATIENCE
        while len(self.receipts) < count and time.monotonic() < until:
            time.sleep(0.005)

    def finish(self) -> None:
        """Until every hand is free."""
        for thread in self.threads:
            thread.join(2 * PATIENCE)
