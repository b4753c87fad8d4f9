"""Atom feeds: the latest published stories in full, of all, of a district, of a village."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.shortcuts import get_object_or_404
from django.utils.feedgenerator import Atom1Feed

from kmnet.everybody import for_everybody
from kmnet.templatetags.thai import paragraphs
from stories import fetching
from stories.models import Story
from villages.models import District, Village

LATEST = 20  # stories


class StoriesFeed(Feed):
    """Twenty stories, newest first. Starts from `published()` like every public page."""

    feed_type = Atom1Feed
    subtitle = "เรื่องเล่าดีๆ จากหมู่บ้าน"
    language = "th"

    def __call__(self, request, *args, **kwargs):
        response = super().__call__(request, *args, **kwargs)
        # The date of the newest story moves backwards when it is taken back: it is no answer to
        # whether anything has changed.
        del response["Last-Modified"]
        return for_everybody(request, response)

    def title(self, place) -> str:
        return f"{self.name_of(place)} · {settings.SITE_NAME}" if place else settings.SITE_NAME

    def link(self, place) -> str:
        return place.get_absolute_url() if place else "/stories/"

    def name_of(self, place) -> str:
        return place.full_name

    def stories_of(self, place):
        """The public stories that the feed is about."""
        return Story.objects.published()

    def items(self, place) -> list[Story]:
        newest = self.stories_of(place).newest_first().values_list("number", flat=True)
        return fetching.cards(newest[:LATEST])

    def item_title(self, item: Story) -> str:
        return item.title

    def item_description(self, item: Story) -> str:
        return paragraphs(item.shown.body)

    def item_author_name(self, item: Story) -> str:
        return item.tellers_line

    def item_pubdate(self, item: Story):
        return item.published_at

    def item_updateddate(self, item: Story):
        return item.published_revision.at


class DistrictFeed(StoriesFeed):
    """Stories of a district. Raises Http404 for a code that is none's."""

    def get_object(self, request, code: str) -> District:
        return get_object_or_404(District, code=code)

    def stories_of(self, place: District):
        return Story.objects.published().in_district(place.code)


class VillageFeed(StoriesFeed):
    """Stories of a village. Raises Http404 for a code that is none's."""

    def get_object(self, request, code: str) -> Village:
        return get_object_or_404(Village.objects.with_places(), code=code)

    def stories_of(self, place: Village):
        return Story.objects.published().filter(village=place)
