"""Wagtail's settings: the apps and the middleware of a new project, as in production."""

import os

import dj_database_url

from bench import hello

DEBUG = False  # and so templates stay compiled
SECRET_KEY = "only-for-the-bench-" + "w" * 40
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "wagtail.urls"  # the desk's addresses are left out: nobody asks for them
DATABASES = {"default": dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=600)}

WAGTAIL = (
    "contrib.forms contrib.redirects embeds sites users snippets documents images search admin"
)
DJANGO = "admin auth contenttypes sessions messages staticfiles"
INSTALLED_APPS = [
    "bench.peer.site",
    *(f"wagtail.{name}" for name in WAGTAIL.split()),
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    *(f"django.contrib.{name}" for name in DJANGO.split()),
]
MIDDLEWARE = [*hello.MIDDLEWARE, "wagtail.contrib.redirects.middleware.RedirectMiddleware"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

LANGUAGE_CODE = "th"
TIME_ZONE = "Asia/Bangkok"
STATIC_URL = "/static/"
WAGTAILADMIN_BASE_URL = "https://kmnet.example"
