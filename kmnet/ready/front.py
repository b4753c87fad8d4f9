"""The door: a page that is kept ready is handed out here, and Django is asked for the rest."""

import datetime
import re
import threading
import time
from collections.abc import Callable, Hashable, Iterable

from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.utils import timezone

from kmnet.ready import ticks
from kmnet.ready.changes import Hearing
from kmnet.ready.pages import LARGEST, Page
from kmnet.ready.queries import Watch
from kmnet.ready.shelf import Shelf

MEGABYTE = 1024 * 1024
# What others hang on our links to know who pressed them; each press would be a page of its own.
FOREIGN = re.compile(r"(?:^|&)(?:fbclid|gclid|utm_[a-z]+)=[^&]*")


def in_front_of(application: Callable) -> "Front":
    """The WSGI application with ready pages before it; KMNET_READY_MB says how many fit."""
    return Front(application, room=settings.READY_MB * MEGABYTE)


class Front:
    """A WSGI application around Django's. `room` in bytes; 0 hands everything on to Django.

    `meta` is what WSGI tells of a request, Django's `request.META`.
    """

    def __init__(self, application: Callable, room: int):
        self.application = application
        self.shelf = Shelf(room)
        self.hearing = Hearing(self.shelf)
        self._pages = self.shelf.pages
        trusted = settings.SECURE_PROXY_SSL_HEADER or ("", "")
        self._scheme_header = trusted[0]
        self._begun = False
        self._beginning = threading.Lock()

    def __call__(self, meta: dict, start_response: Callable) -> Iterable[bytes]:
        method = meta["REQUEST_METHOD"]
        if method != "GET" and method != "HEAD":
            return self._ask(meta, start_response, None)
        key = self._key(meta)
        page = self._pages.get(key)
        if page is not None:
            now = time.monotonic()
            if now < page.until and now < self.hearing.good_until:
                page.asked = True
                return page.answer(meta, start_response)
        return self._ask(meta, start_response, key if method == "GET" else None)

    def _key(self, meta: dict) -> Hashable:
        """What a page is found by: everything of a request that may change its bytes."""
        query = meta.get("QUERY_STRING", "")
        if query and ("fbclid=" in query or "gclid=" in query or "utm_" in query):
            query = meta["QUERY_STRING"] = FOREIGN.sub("", query).removeprefix("&")
        return (
            meta.get("HTTP_HOST"),
            meta["wsgi.url_scheme"],
            meta.get(self._scheme_header),
            meta.get("SCRIPT_NAME"),
            meta["PATH_INFO"],
            query,
        )

    # The way through Django ---------------------------------------------------------------------

    def _ask(self, meta: dict, start_response: Callable, key: Hashable) -> Iterable[bytes]:
        """Django's answer, kept for the next when it is everybody's; `key` None for never."""
        if not self._begun:
            self.begin()
        if not self.shelf.room:
            return self.application(meta, start_response)
        said: list = []
        watch, since = Watch(), self.shelf.moment
        with connection.execute_wrapper(watch):
            response = self.application(meta, lambda *words: said.extend(words))
        if watch.wrote:
            self.hearing.catch_up()
        status, headers = said[:2]
        seconds = key and seconds_for_everybody(response, headers)
        if not seconds:
            start_response(status, headers)
            return response
        tables = self.hearing.tables_of(watch.words) if watch.understood else None
        page = Page(
            response.content,
            headers,
            seconds=min(seconds, seconds_of_today()),
            tables=tables or frozenset(),
            on_read=getattr(response, "on_read", None),
        )
        response.close()
        if tables is not None and getattr(response, "kept_ready", True) and self.hearing.good:
            self.shelf.keep(key, page, since)
        return page.answer(meta, start_response, counted=True)

    # Threads ------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Start to listen and to tick: at the first request, when the worker is a process."""
        with self._beginning:
            if self._begun:
                return
            if self.shelf.room:
                self.hearing.start()
            ticks.start()
            ticks.at_the_end(self.end)
            self._begun = True

    def end(self) -> None:
        """Stop listening and ticking, what is gathered written."""
        self.hearing.stop()
        ticks.stop()
        self._begun = False


def seconds_for_everybody(response, headers: list[tuple[str, str]]) -> int:
    """For how long any cache may keep this answer; 0 for what is one person's, or no whole page."""
    if not isinstance(response, HttpResponse) or response.status_code != 200:
        return 0
    own = {name.lower(): value for name, value in headers}
    rules = dict(
        (part.strip().lower() + "=").split("=")[:2]
        for part in own.get("cache-control", "").split(",")
    )
    alone = {"set-cookie", "vary", "content-encoding"} & own.keys()
    refused = {"private", "no-store", "no-cache"} & rules.keys()
    seconds = rules.get("max-age", "")
    if "public" not in rules or alone or refused or not seconds.isdecimal() or "etag" not in own:
        return 0
    return int(seconds) if len(response.content) <= LARGEST else 0


def seconds_of_today() -> float:
    """Seconds until midnight: what somebody agreed to may end with the day."""
    now = timezone.localtime()
    midnight = datetime.datetime.combine(
        now.date() + datetime.timedelta(days=1), datetime.time(), now.tzinfo
    )
    return (midnight - now).total_seconds()
