"""Values every template may use. Nothing here may look at the session or the person."""

from django.conf import settings


def site(request) -> dict:
    """The site's own name and address, the same for everybody."""
    return {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}
