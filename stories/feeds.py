"""Atom feeds: the latest published stories in full, of all, of a district, of a village."""

from typing import NamedTuple

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404
from django.utils.feedgenerator import Atom1Feed

from kmnet.everybody import written_for_everybody
from kmnet.templatetags.thai import paragraphs
from kmnet.thai.text import normalise
from stories import fetching
from stories.models import Story

LATEST = 20  # stories


class About(NamedTuple):
    """What a feed is about: "district" or "village" with its code, or all; its name and page."""

    place: str = ""
    code: str = ""
    name: str = ""
    link: str = "/stories/"


class Address(NamedTuple):
    """Where a feed is asked for, as far as Django's Feed asks a request."""

    host: str
    secure: bool
    path: str

    def get_host(self) -> str:
        return self.host

    def is_secure(self) -> bool:
        return self.secure


class StoriesFeed(Feed):
    """Twenty stories, newest first. Starts from `published()` like every public page."""

    feed_type = Atom1Feed
    subtitle = "เรื่องเล่าดีๆ จากหมู่บ้าน"
    language = "th"

    def __call__(self, request, *args, **kwargs):
        about = self.get_object(request, *args, **kwargs)
        stories = fetching.newest_rows(LATEST, about.place, about.code)
        people = fetching.people_rows(stories)
        address = Address(request.get_host(), request.is_secure(), request.path)
        return written_for_everybody(
            request, write, type(self), about, address, stories, people, kind="application/atom+xml"
        )

    def get_object(self, request) -> About:
        return About()

    def title(self, about: About) -> str:
        return f"{about.name} · {settings.SITE_NAME}" if about.name else settings.SITE_NAME

    def link(self, about: About) -> str:
        return about.link

    def items(self) -> list[Story]:
        return self.stories

    def item_title(self, item: Story) -> str:
        return normalise(item.title)

    def item_description(self, item: Story) -> str:
        # One sign that may not stand in XML, come in past the models, would take the whole feed along.
        return paragraphs(normalise(item.shown.body))

    def item_author_name(self, item: Story) -> str:
        return item.tellers_line

    def item_pubdate(self, item: Story):
        return item.published_at

    def item_updateddate(self, item: Story):
        return item.published_revision.at


def write(
    feed: type[StoriesFeed], about: About, address: Address, stories: tuple, people: tuple
) -> str:
    """A feed as Atom, of `fetching.newest_rows`."""
    made = feed()
    made.stories = fetching.cards_of(stories, people)
    return made.get_feed(about, address).writeString("utf-8")


class DistrictFeed(StoriesFeed):
    """Stories of a district. Raises Http404 for a code that is none's."""

    def get_object(self, request, code: str) -> About:
        found = fetching.district(code)
        if found is None:
            raise Http404
        return About("district", code, found.full_name, found.get_absolute_url())


class VillageFeed(StoriesFeed):
    """Stories of a village. Raises Http404 for a code that is none's."""

    def get_object(self, request, code: str) -> About:
        found = fetching.place_of(code)
        if found is None:
            raise Http404
        return About("village", code, found.full_name, found.get_absolute_url())
