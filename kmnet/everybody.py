"""Answers that are the same for everybody: any cache may keep them, and asking again costs nothing.

An answer's `ETag` tells its bytes. Its `Last-Modified` is when this worker first saw the page as it
is, for no date in the database tells what was taken back: that moves the dates of what is left
backwards. So a date alone is trusted only when it is the very date that was given out here.
"""

import threading
import time
from collections import OrderedDict

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, set_response_etag
from django.utils.http import http_date

MINUTE = 60  # seconds
MOST_ADDRESSES = 4096

_seen: OrderedDict[str, tuple[str, int]] = OrderedDict()
_lock = threading.Lock()


def for_everybody(
    request: HttpRequest, response: HttpResponse, seconds: int = MINUTE
) -> HttpResponse:
    """The response, to be kept by any cache for so many seconds and known again by tag and date."""
    patch_cache_control(response, public=True, max_age=seconds)
    if response.status_code != 200 or response.streaming:
        return response
    set_response_etag(response)
    since = http_date(first_seen(request.get_full_path(), response["ETag"]))
    response["Last-Modified"] = since
    if request.META.get("HTTP_IF_MODIFIED_SINCE", since) != since:
        del request.META["HTTP_IF_MODIFIED_SINCE"]
    return response


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
