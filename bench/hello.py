"""The least that Django does: one view that says hello. What all else is set against.

`bare` has no middleware at all; `started` has what `django-admin startproject` puts in. Served like
the site: the same server, the same workers.
"""

import signal

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.urls import path

from kmnet.processes import die_with_parent

APPS = ["auth", "contenttypes", "sessions", "messages"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]


def hello(request):
    """สวัสดี, the same for everybody."""
    return HttpResponse("สวัสดี", content_type="text/plain; charset=utf-8")


urlpatterns = [path("", hello)]


def bare() -> WSGIHandler:
    """For granian's workers: Django and one view, in a process that dies with granian."""
    return project([])


def started() -> WSGIHandler:
    """The same as a new project begins, with its seven middlewares."""
    return project(MIDDLEWARE)


def project(middleware: list[str]) -> WSGIHandler:
    """Django with one view behind the middleware; to be called once a process."""
    die_with_parent(signal.SIGKILL)
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        INSTALLED_APPS=[f"django.contrib.{name}" for name in APPS],
        MIDDLEWARE=middleware,
        ROOT_URLCONF="bench.hello",
        SECRET_KEY="only-for-the-bench",  # noqa: S106 (it signs nothing)
    )
    django.setup()
    return WSGIHandler()
