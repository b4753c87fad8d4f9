"""The door of the Wagtail site for granian's workers."""

import signal

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application

from kmnet.processes import die_with_parent


def application() -> WSGIHandler:
    """Wagtail's WSGI application, in a process that dies with granian."""
    die_with_parent(signal.SIGKILL)
    return get_wsgi_application()
