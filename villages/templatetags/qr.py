"""The QR of an address in a page that may be printed."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from villages.qr import small_qr

register = template.Library()


@register.simple_tag
def qr(address: str) -> SafeString:
    """A small QR of the whole address, drawn in the page as SVG."""
    return mark_safe(small_qr(address))  # noqa: S308 drawn by us, the address only as dots
