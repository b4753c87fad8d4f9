"""Faults outside any view, said in Thai: a body past every limit, a database out of reach."""

import logging

from django.conf import settings
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpResponse, HttpResponseNotFound
from django.template.loader import render_to_string

log = logging.getLogger(__name__)


def fault_page(status: int) -> HttpResponse:
    """The static page for `status`; touches neither the database nor the session."""
    response = HttpResponse(render_to_string(f"{status}.html"), status=status)
    response["Cache-Control"] = "no-store"
    return response


def kind_faults(get_response):
    """413 for a hopeless body, 400 for what Postgres cannot hold, 503 while it is away.

    In trial mode also a Thai 404.
    """

    def middleware(request):
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > settings.REQUEST_MAX_BYTES:
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
