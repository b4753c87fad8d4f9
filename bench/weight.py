"""What a first view costs: requests and bytes of a page with all that a phone fetches for it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from bench.servers import fetch

PHONE = 390  # pixels


@dataclass(frozen=True)
class Weight:
    """One page: requests, bytes with gzip and with brotli."""

    page: str
    requests: int
    gzip: int
    brotli: int


def weigh(page: str, server: str, path: str) -> Weight:
    """The weight of `path`; photos that load lazily are left out. Raises RuntimeError."""
    html = body(server, path, "identity").decode()
    addresses = [path, *dict.fromkeys(urljoin(path, each) for each in parts(html))]
    sums = {
        encoding: sum(len(body(server, each, encoding)) for each in addresses)
        for encoding in ("gzip", "br")
    }
    return Weight(page, len(addresses), sums["gzip"], sums["br"])


def photos_at_once(server: str, paths: Iterable[str]) -> list[str]:
    """Keys of the photos that these pages show before anybody scrolls."""
    pages = (body(server, path, "identity").decode() for path in paths)
    addresses = (each for html in pages for each in parts(html))
    return [each.split("/")[2] for each in addresses if each.startswith("/photos/")]


def body(server: str, path: str, encoding: str) -> bytes:
    """The bytes as sent. Raises RuntimeError for any answer but 200."""
    status, _, found = fetch(server + path, encoding)
    if status != 200:
        raise RuntimeError(f"{path}: {status}")
    return found


def parts(html: str) -> Iterator[str]:
    """Addresses of what a phone fetches at once: sheets, icon, scripts, photos that are not lazy."""
    for tag in re.findall(r"<picture>.*?</picture>|<(?:link|script)\b[^>]*>", html, re.S):
        at = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if tag.startswith("<picture"):
            yield from eager_photo(tag)
        elif tag.startswith("<script"):
            yield from filter(None, [at.get("src")])
        elif at.get("media") != "print" and {"stylesheet", "icon"} & set(at["rel"].split()):
            # An icon that holds its own picture asks for nothing.
            yield from (each for each in [at["href"]] if not each.startswith("data:"))


def eager_photo(picture: str) -> Iterator[str]:
    """The WebP that a phone chooses, unless the photo waits until it is scrolled to."""
    if 'loading="lazy"' in picture:
        return
    offered = re.findall(r"(\S+\.webp) (\d+)w", picture)
    wide = [address for address, width in offered if int(width) >= PHONE]
    yield wide[0] if wide else re.search(r'<img[^>]* src="([^"]+)"', picture)[1]
