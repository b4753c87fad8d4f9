"""What a phone keeps so that the visit form opens without signal: manifest, worker, shell.

Nothing here looks at the session. The shell is the form without a name, a token or a word in it;
the phone fills it with what it keeps itself.
"""

import functools
import hashlib
import json

from django import forms
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from stories.forms import MetFormSet, VisitForm
from villages.models import District

SCOPE = "/visits/"
SHELL = "/visits/field/"
# What the shell shows and runs, in the order in which it is fetched.
FILES = (
    "css/kmnet.css",
    "css/parts.css",
    "css/work.css",
    "img/icon-192.png",
    "js/places.js",
    "js/thai-date.js",
    "js/field/store.js",
    "js/field/outbox.js",
    "js/field/phone.js",
    "js/field/there.js",
    "js/field/shelf.js",
    "js/field/form.js",
)
WORKER_FILES = ("js/field/store.js", "js/field/outbox.js", "js/field/worker.js")


class ShellForm(VisitForm):
    """The visit form as it stands before anybody is known: no colleagues, no villages of theirs."""

    def __init__(self):
        forms.Form.__init__(self)
        for personal in ("recent", "companions"):
            del self.fields[personal]
        self.fields["district"].choices = [
            ("", "เลือกอำเภอ"),
            *District.objects.values_list("code", "name"),
        ]
        self.fields["tambon"].choices = [("", "ทุกตำบล")]
        self.fields["village"].choices = [("", "เลือกหมู่บ้าน")]


def shell_page() -> dict:
    """What the shell's template asks for."""
    return {"form": ShellForm(), "met": MetFormSet(prefix="met")}


@require_safe
@cache_control(no_store=True)
def field(request):
    """The shell: the same bytes for everybody, kept by the phone's worker and nobody else."""
    return render(request, "stories/field.html", shell_page())


@functools.cache
def version() -> str:
    """Sixteen letters that change whenever a kept file or the shell changes."""
    content = hashlib.sha256(render_to_string("stories/field.html", shell_page()).encode())
    for name in sorted({*FILES, *WORKER_FILES}):
        with open(finders.find(name), "rb") as file:
            content.update(file.read())
    return content.hexdigest()[:16]


@require_safe
@cache_control(no_cache=True)
def worker(request):
    """The phone's worker; with FIELD_WORKER off, one that takes itself and its caches away."""
    if settings.DEBUG:
        version.cache_clear()  # whoever works on the site changes files under way
    if settings.FIELD_WORKER:
        kept = {
            "version": version(),
            "shell": SHELL,
            "files": [static(name) for name in FILES],
            "places": list(District.objects.values_list("code", flat=True)),
        }
        scripts = ", ".join(json.dumps(static(name)) for name in WORKER_FILES)
        script = f"self.FIELD = {json.dumps(kept)};\nimportScripts({scripts});\n"
    else:
        script = f"importScripts({json.dumps(static('js/field/gone.js'))});\n"
    return HttpResponse(
        script,
        content_type="text/javascript; charset=utf-8",
        headers={"Service-Worker-Allowed": SCOPE},
    )


@require_safe
@cache_control(public=True, max_age=3600)
def manifest(request):
    """What a phone asks before it puts the site among its apps."""
    icons = [
        {"src": static("img/icon-192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": static("img/icon-512.png"), "sizes": "512x512", "type": "image/png"},
    ]
    return JsonResponse(
        {
            "id": "/visits/",
            "name": "เล่าการลงพื้นที่ · " + settings.SITE_NAME,
            "short_name": "เล่าการลงพื้นที่",
            "lang": "th",
            "start_url": SHELL,
            "scope": "/",
            "display": "standalone",
            "background_color": "#fbf7ef",
            "theme_color": "#fffdf8",
            "icons": icons,
        },
        content_type="application/manifest+json",
        json_dumps_params={"ensure_ascii": False},
    )
