"""One page as bytes: its encodings, and what a conditional request gets of it."""

import time
import zlib
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import brotli
from django.utils.http import parse_http_date_safe

LARGEST = 512 * 1024  # bytes
LONGEST = 60.0  # seconds; whatever a page says, it is rendered anew after a minute
SMALL = 200  # bytes below which compressing gains nothing
OVERHEAD = 2048  # bytes that headers and objects of a page take, about
WORTH_COMPRESSING = ("text/", "application/json", "application/xml", "application/atom+xml",
                     "application/manifest+json", "image/svg+xml")  # fmt: skip
# Where a minute's work is thrown away by the next change, these give most for their time.
COMPRESS = {
    "br": lambda body: brotli.compress(body, quality=5),
    "gzip": lambda body: zlib.compress(body, level=6, wbits=31),
}
MADE_ANEW = {"etag", "content-length", "vary"}
ON_304 = {"etag", "cache-control", "vary", "last-modified", "expires", "content-location"}


class Face(NamedTuple):
    """A page in one encoding."""

    headers: list[tuple[str, str]]
    body: list[bytes]
    tag: str


class Page:
    """A public page: what it says in each encoding, which tables it read, until when it holds."""

    __slots__ = (
        *("tables", "until", "modified", "on_read", "size", "asked", "grew"),
        *("_headers", "_tag", "_faces", "_tags", "_compresses"),
    )

    def __init__(
        self,
        body: bytes,
        headers: list[tuple[str, str]],
        *,
        seconds: float,
        tables: frozenset[str] = frozenset(),
        on_read: Callable[[dict], None] | None = None,
    ):
        """`headers` as a view made them, an ETag among them; `on_read(meta)` hears of readers."""
        own = {name.lower(): value for name, value in headers}
        self.tables, self.on_read = tables, on_read
        self.until = time.monotonic() + min(seconds, LONGEST)
        self.modified = parse_http_date_safe(own.get("last-modified", "")) or 0
        self.asked, self.grew = False, None
        self.size = len(body) + OVERHEAD
        self._tag = own["etag"].removeprefix("W/").strip('"')
        self._tags: dict[str, Face] = {}
        self._faces: dict[str, Face] = {}
        kind = own.get("content-type", "")
        self._compresses = kind.startswith(WORTH_COMPRESSING) and len(body) >= SMALL
        self._headers = [pair for pair in headers if pair[0].lower() not in MADE_ANEW]
        if self._compresses:
            self._headers.append(("Vary", "Accept-Encoding"))
        self._add_face("identity", body)

    def answer(self, meta: dict, start_response, *, counted: bool = False) -> list[bytes]:
        """Answer a GET or HEAD as WSGI wants it; a reading that was `counted` is told to nobody."""
        coding = encoding_for(meta.get("HTTP_ACCEPT_ENCODING"))
        face = self._faces.get(coding) or self._face(coding)
        known = meta.get("HTTP_IF_NONE_MATCH")
        if known is not None:
            same = self._match(known, face)
            if same:
                return not_modified(same, start_response)
        elif self.modified and self.modified == moment(meta.get("HTTP_IF_MODIFIED_SINCE", "")):
            # Taking back moves dates backwards: only the very date of this page says it is held.
            return not_modified(face, start_response)
        start_response("200 OK", face.headers)
        if meta["REQUEST_METHOD"] == "HEAD":
            return []
        if self.on_read is not None and not counted:
            self.on_read(meta)
        return face.body

    def _match(self, known: str, face: Face) -> Face | None:
        """The face that the asker holds already, by weak comparison.

        It may be in another encoding than they would get today: the words are the same.
        """
        if known.strip() == "*":
            return face
        for tag in known.split(","):
            found = self._tags.get(tag.strip().removeprefix("W/"))
            if found:
                return found
        return None

    def _face(self, coding: str) -> Face:
        """The page in `coding`, made now when this is the first time it is asked for."""
        plain = self._faces["identity"]
        if not self._compresses:
            return plain
        return self._add_face(coding, COMPRESS[coding](plain.body[0]))

    def _add_face(self, coding: str, body: bytes) -> Face:
        plain = coding == "identity"
        tag = f'"{self._tag}"' if plain else f'"{self._tag}-{coding}"'
        headers = [*self._headers, ("ETag", tag), ("Content-Length", str(len(body)))]
        if not plain:
            headers.append(("Content-Encoding", coding))
        face = self._tags[tag] = self._faces[coding] = Face(headers, [body], tag)
        grew = self.grew
        if grew is not None:
            grew(self, len(body))
        return face


def not_modified(face: Face, start_response) -> list[bytes]:
    """304 for a face that the asker holds."""
    start_response("304 Not Modified", [pair for pair in face.headers if pair[0].lower() in ON_304])
    return []


@lru_cache(256)
def moment(words: str) -> int | None:
    """The seconds since 1970 that a date of HTTP names, None for one that is none."""
    return parse_http_date_safe(words)


@lru_cache(256)
def encoding_for(accepted: str | None) -> str:
    """br, gzip or identity: what an Accept-Encoding header likes best, ours where it is equal."""
    liked: dict[str, float] = {}
    for part in (accepted or "").lower().split(","):
        name, _, more = part.partition(";")
        liked[name.strip()] = weight(more)
    rest = liked.get("*", 0.0)
    best = max(("br", "gzip"), key=lambda name: liked.get(name, rest))
    how_much = liked.get(best, rest)
    return best if how_much > 0 and how_much >= liked.get("identity", 0.0) else "identity"


def weight(parameters: str) -> float:
    """The q of one part of Accept-Encoding: 1 without one, 0 for what is no number."""
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
