"""Answers that are the same for everybody: any cache may keep them, and asking again costs nothing.

An answer's `ETag` tells its bytes. Its `Last-Modified` is when this worker first saw the page as it
is, for no date in the database tells what was taken back: that moves the dates of what is left
backwards. So a date alone is trusted only when it is the very date that was given out here.
"""

import datetime
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import lru_cache

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone
from django.utils.cache import patch_cache_control, set_response_etag
from django.utils.http import http_date

from kmnet.context import site
from kmnet.templatetags.drawn import check

MINUTE = 60  # seconds
MOST_ADDRESSES = 4096
MOST_DRAWN = 128  # pages, some 30 to 150 KB each with the facts they are drawn of

_seen: OrderedDict[str, tuple[str, int]] = OrderedDict()
_lock = threading.Lock()


def for_everybody(
    request: HttpRequest, response: HttpResponse, seconds: int = MINUTE
) -> HttpResponse:
    """The response, to be kept by any cache for so many seconds and known again by tag and date."""
    patch_cache_control(response, public=True, max_age=seconds)
    if response.status_code != 200 or response.streaming:
        return response
    if not response.has_header("ETag"):
        set_response_etag(response)
    since = http_date(first_seen(request.get_full_path(), response["ETag"]))
    response["Last-Modified"] = since
    if request.META.get("HTTP_IF_MODIFIED_SINCE", since) != since:
        del request.META["HTTP_IF_MODIFIED_SINCE"]
    return response


def drawn_for_everybody(
    request: HttpRequest, template: str, page: Callable[..., dict], *facts: Hashable
) -> HttpResponse:
    """`template` with `page(*facts)`, as `for_everybody` gives it out.

    The facts are what the database says, asked anew for every request; a page of the same facts is
    not drawn twice on the same day. Raises RuntimeError where `page` or the template asks the
    database, for then it would show more than its facts, and TypeError for a row of the database
    among the facts, which is equal however it looks.
    """
    return written_for_everybody(request, _filled, template, page, *facts)


def written_for_everybody(
    request: HttpRequest, write: Callable[..., str], *facts: Hashable, kind: str = "text/html"
) -> HttpResponse:
    """As `drawn_for_everybody`, what `write(*facts)` writes; `kind` is its media type."""
    content, tag = _written(write, facts, timezone.localdate())
    headers = {"ETag": tag, "Content-Type": f"{kind}; charset=utf-8"}
    return for_everybody(request, HttpResponse(content, headers=headers))


@lru_cache(maxsize=MOST_DRAWN)
def _written(write: Callable[..., str], facts: tuple, on: datetime.date) -> tuple[bytes, str]:
    """(bytes, their tag)."""
    check(facts)
    with connection.execute_wrapper(_refuse):
        content = write(*facts).encode()
    return content, set_response_etag(HttpResponse(content))["ETag"]


def _filled(template: str, page: Callable[..., dict], *facts: Hashable) -> str:
    return get_template(template).template.render(Context(site(None) | page(*facts)))


def _refuse(execute, sql, params, many, context):
    raise RuntimeError(f"a page drawn of facts asks the database: {sql}")


def first_seen(address: str, tag: str) -> int:
    """When the page at an address was first seen with this tag, in seconds of the clock.

    Two faces of a page never get the same second here.
    """
    with _lock:
        known, since = _seen.get(address, ("", 0))
        if known != tag:
            since = max(int(time.time()), since + 1)
            _seen[address] = tag, since
        _seen.move_to_end(address)
        if len(_seen) > MOST_ADDRESSES:
            _seen.popitem(last=False)
    return since
