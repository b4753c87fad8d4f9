"""What belongs to every answer; and faults outside any view, said in Thai: a body past every limit,
a database out of reach."""

import json
import logging

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpResponse, HttpResponseNotFound
from django.http.request import UnreadablePostError
from django.template.loader import render_to_string

log = logging.getLogger(__name__)

FOR_PHONES = "/sync/"  # where no person reads the answer but their phone does
STAYS = "ในเครื่องนี้ยังอยู่ครบ"
IN_JSON = {
    400: ("broken", f"ส่งมาไม่ครบ เดี๋ยวเครื่องนี้ส่งใหม่ให้เอง {STAYS}"),
    403: ("csrf", f"หน้านี้เปิดค้างไว้นาน เดี๋ยวเครื่องนี้ส่งใหม่ให้เอง {STAYS}"),
    404: ("not_found", f"ไม่เจอที่ศูนย์ {STAYS}"),
    405: ("method", f"ส่งมาผิดทาง {STAYS}"),
    413: ("too_large", f"ใหญ่เกินกว่าที่ส่งได้ ลองเลือกรูปอื่น หรือถ่ายใหม่ให้เล็กลง {STAYS}"),
    500: ("trouble", f"ตอนนี้ระบบสะดุด เดี๋ยวเครื่องนี้ส่งใหม่ให้เอง {STAYS}"),
    503: ("away", f"ศูนย์พักอยู่ครู่หนึ่ง เดี๋ยวเครื่องนี้ส่งใหม่ให้เอง {STAYS}"),
}
PIECE = 64 * 1024  # bytes


def fault_page(status: int) -> HttpResponse:
    """The static page for `status`; touches neither the database nor the session."""
    response = HttpResponse(render_to_string(f"{status}.html"), status=status)
    response["Cache-Control"] = "no-store"
    return response


def body_length(request) -> int:
    """How many bytes the request says it brings."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0


def told_to_phone(request, response: HttpResponse) -> HttpResponse:
    """A fault as a phone's outbox understands it; what it was still sending is read off first.

    Answered before its body was read, a phone would see a line that broke and not the answer.
    """
    if body_length(request) <= settings.REQUEST_MAX_BYTES:
        try:
            while request.read(PIECE):
                pass
        except (UnreadablePostError, OSError):
            log.info("a phone broke off at %s", request.path)
    if response.headers.get("Content-Type", "").startswith("application/json"):
        return response
    error, words = IN_JSON.get(response.status_code, IN_JSON[500])
    said = {"error": error, "words": words}
    response.content = json.dumps(said, sort_keys=True, ensure_ascii=False)
    response["Content-Type"] = "application/json"
    response["Content-Length"] = str(len(response.content))
    response["Cache-Control"] = "private, no-store"
    return response


def one_content_policy(get_response):
    """`Content-Security-Policy`, the same for every answer, so it is built once and not each time."""
    policy = build_policy()

    def middleware(request):
        response = get_response(request)
        if not (settings.DEBUG and response.status_code == 500):  # Django's own page of a fault
            response.headers.setdefault(HEADER, policy)
        return response

    return middleware


def kind_faults(get_response):
    """413 for a hopeless body, 400 for what Postgres cannot hold, 503 while it is away.

    In trial mode also a Thai 404. A phone's outbox hears of every fault in JSON.
    """

    def middleware(request):
        response = page(request)
        if response.status_code >= 400 and request.path.startswith(FOR_PHONES):
            return told_to_phone(request, response)
        return response

    def page(request):
        if body_length(request) > settings.REQUEST_MAX_BYTES:
            return fault_page(413)
        response = get_response(request)
        if settings.DEBUG and response.status_code == 404 and b"DEBUG = True" in response.content:
            # Whoever tries the site out should meet the page that villagers meet.
            return HttpResponseNotFound(render_to_string("404.html"))
        return response

    def process_exception(request, exception):
        if isinstance(exception, (OperationalError, InterfaceError)):
            log.error("database out of reach", exc_info=exception)
            response = fault_page(503)
            response["Retry-After"] = "10"
            return response
        if isinstance(exception, DataError):
            # A NUL or a number without end, in an address or a box: nothing a person types.
            log.warning("refused at %s: %s", request.path, exception)
            return fault_page(400)
        return None

    middleware.process_exception = process_exception
    return middleware
