"""What the visit form weighs on a slow line: page, stylesheet and scripts, as they travel."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

pytestmark = pytest.mark.django_db

PAGE = 60 * 1024  # bytes of HTML, CSS and JavaScript, gzipped
SCRIPTS = 25 * 1024


def weight(content: bytes) -> int:
    """Bytes on the line."""
    return len(gzip.compress(content, 9))


def parts(html: str) -> tuple[list[str], list[str]]:
    """The page's stylesheets and its scripts, as names of static files."""
    sheets = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)"', html)
    return sheets, re.findall(r'<script src="/static/([^"]+)"', html)


def weights(html: str) -> dict[str, int]:
    """Gzipped bytes of the page by kind."""
    sheets, scripts = parts(html)

    def files(names):
        return sum(weight(Path(finders.find(name)).read_bytes()) for name in names)

    return {"page": weight(html.encode()), "sheets": files(sheets), "scripts": files(scripts)}


def test_the_form_is_light_enough_for_a_village(as_somchai):
    html = as_somchai.get("/visits/new/").content.decode()
    sheets, scripts = parts(html)
    assert sheets == ["css/kmnet.css"]
    assert {"js/field/form.js", "js/field/outbox.js", "js/places.js"} <= set(scripts)
    found = weights(html)
    assert found["scripts"] <= SCRIPTS
    assert sum(found.values()) <= PAGE


def test_the_shell_is_light_enough_too(client, places):
    found = weights(client.get("/visits/field/").content.decode())
    assert sum(found.values()) <= PAGE
