"""QR codes drawn by the server as SVG, to stand in a page as they are."""

from functools import lru_cache

import segno
from django.conf import settings
from django.urls import reverse

from villages.models import KeeperLink


@lru_cache(maxsize=512)
def qr_svg(address: str, *, scale: int = 5) -> str:
    """A QR of the whole address as inline SVG, dark on white also on a dark screen."""
    qr = segno.make(address, error="m")
    return qr.svg_inline(scale=scale, border=2, dark="#1b1a17", light="#ffffff", omitsize=True)


@lru_cache(maxsize=2048)
def small_qr(address: str) -> str:
    """The same for the foot of a printed page: black, and one fixed mask.

    Trying all eight masks takes five times as long, and every story page carries one of these.
    """
    qr = segno.make(address, error="m", micro=False, mask=3, boost_error=False)
    return qr.svg_inline(border=1, omitsize=True, svgclass=None, lineclass=None)


def keeper_card(link: KeeperLink) -> dict:
    """A keeper's link, its QR as SVG to be drawn in the page, and who carries it."""
    address = settings.SITE_URL + reverse("stories:keeper", args=[link.secret])
    return {"keeper": link.stewardship, "address": address, "svg": qr_svg(address), "link": link}
