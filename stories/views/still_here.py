"""ยังอยู่: the province district by district, as a page, a map and a print for a new governor."""

from django.conf import settings
from django.views.decorators.http import require_safe

from stories import still_here as lives
from stories.views.reading import public
from villages.models import District
from villages.qr import qr_svg

ADDRESS = "/still-here/"


@require_safe
def still_here(request):
    """All districts with their latest story: a schematic map, and the same as a list."""
    everywhere = lives.everywhere()
    page = {
        "everywhere": everywhere,
        "drawing": lives.drawing([each.district for each in everywhere]),
        "rounds": lives.rounds_told(),
    }
    return public(request, "stories/still_here.html", page)


@require_safe
def still_here_print(request):
    """The same on two A4 pages, to hand to a new governor."""
    everywhere = lives.everywhere()
    address = settings.SITE_URL + ADDRESS
    page = {
        "everywhere": everywhere,
        "drawing": lives.drawing(list(District.objects.all())),
        "address": address,
        "svg": qr_svg(address, scale=4),
    }
    return public(request, "stories/still_here_print.html", page)
