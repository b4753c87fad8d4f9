"""The sitemap: published stories, and the places they come from."""

from django.contrib.sitemaps import Sitemap, views
from django.urls import reverse
from django.views.decorators.cache import cache_control

from stories.models import Story
from villages.models import District, Village


class StorySitemap(Sitemap):
    """Published stories only."""

    limit = 5000

    def items(self):
        return Story.objects.published().newest_first().select_related("published_revision")

    def lastmod(self, item: Story):
        return item.published_revision.at


class VillageSitemap(Sitemap):
    """Villages with something to read."""

    def items(self):
        told = Story.objects.published().values("village")
        return Village.objects.filter(code__in=told).order_by("code")


class DistrictSitemap(Sitemap):
    """All districts."""

    def items(self):
        return District.objects.order_by("code")


class PageSitemap(Sitemap):
    """The pages that are always there."""

    def items(self):
        return ["home", "stories", "villages", "about", "privacy"]

    def location(self, item: str) -> str:
        return reverse(f"stories:{item}")


SITEMAPS = {
    "pages": PageSitemap,
    "districts": DistrictSitemap,
    "villages": VillageSitemap,
    "stories": StorySitemap,
}


@cache_control(public=True, max_age=60)
def sitemap(request):
    """All of them in one file; a minute is how long something taken back may linger."""
    return views.sitemap(request, sitemaps=SITEMAPS)
