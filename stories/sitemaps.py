"""The sitemap in parts: what is always there, districts, villages with stories, and the stories.

A part of the stories is a range of numbers, so that it costs the same however many there are, and a
new story changes the last part alone. A part's address never comes to mean another range.
"""

from django.conf import settings
from django.db.models import Exists, Max, OuterRef
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.http import require_safe

from kmnet.everybody import for_everybody
from stories.models import Story
from villages.models import District, Village

PAGES = ["home", "stories", "villages", "support", "about", "privacy"]
PER_PART = 5000  # numbers of stories; an address list may hold 50,000
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"


@require_safe
def sitemap(request):
    """The list of parts."""
    parts = [reverse("stories:sitemap-part", args=[kind]) for kind in KINDS]
    parts += [reverse("stories:sitemap-stories", args=[part]) for part in range(parts_of_stories())]
    return listed(request, "sitemapindex", "sitemap", [(part, None) for part in parts])


@require_safe
def part(request, kind: str):
    """One of the parts that do not grow. Raises Http404 for another kind."""
    if kind not in KINDS:
        raise Http404
    return listed(request, "urlset", "url", KINDS[kind]())


@require_safe
def stories(request, part: int):
    """The public stories of a range of numbers. Raises Http404 beyond the last range."""
    if part >= parts_of_stories():
        raise Http404
    first = part * PER_PART
    found = (
        Story.objects.published()
        .filter(number__gt=first, number__lte=first + PER_PART)
        .order_by("number")
        .values_list("number", "published_revision__at")
    )
    places = [(f"/stories/{number}/", at) for number, at in found]
    return listed(request, "urlset", "url", places)


def parts_of_stories() -> int:
    """How many ranges of numbers there are, empty ones among them; the first is always there."""
    last = Story.objects.published().aggregate(last=Max("number"))["last"] or 1
    return -(-last // PER_PART)


def pages() -> list[tuple]:
    """(address, None) of the pages that are always there."""
    return [(reverse(f"stories:{name}"), None) for name in PAGES]


def districts() -> list[tuple]:
    """(address, None) of all districts."""
    return [(district.get_absolute_url(), None) for district in District.objects.order_by("code")]


def villages() -> list[tuple]:
    """(address, None) of villages with something to read."""
    told = Exists(Story.objects.published().filter(village=OuterRef("pk")))
    codes = Village.objects.filter(told).order_by("code").values_list("code", flat=True)
    return [(f"/villages/{code}/", None) for code in codes]


KINDS = {"pages": pages, "districts": districts, "villages": villages}


def listed(request, kind: str, part: str, rows: list[tuple]) -> HttpResponse:
    """A file for machines of (address, when it was changed or None).

    Kept for a minute: so long something taken back may linger.
    """
    lines = [
        f"<{part}><loc>{escape(settings.SITE_URL + address)}</loc>"
        f"{f'<lastmod>{at.isoformat()}</lastmod>' if at else ''}</{part}>"
        for address, at in rows
    ]
    text = "\n".join([HEAD, f'<{kind} xmlns="{SCHEMA}">', *lines, f"</{kind}>\n"])
    return for_everybody(request, HttpResponse(text, content_type="application/xml"))
