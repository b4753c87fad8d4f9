"""The Atom feed: the latest published stories, in full."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.utils.cache import patch_cache_control
from django.utils.feedgenerator import Atom1Feed

from kmnet.templatetags.thai import paragraphs
from stories.models import Story


class StoriesFeed(Feed):
    """Twenty stories, newest first. Starts from `published()` like every public page."""

    feed_type = Atom1Feed
    title = settings.SITE_NAME
    subtitle = "เรื่องเล่าดีๆ จากหมู่บ้าน"
    link = "/stories/"
    language = "th"

    def __call__(self, request, *args, **kwargs):
        response = super().__call__(request, *args, **kwargs)
        # A story taken back moves the newest date backwards, and a reader that asks only by date
        # would be told that nothing has changed. The ETag tells the truth.
        del response["Last-Modified"]
        patch_cache_control(response, public=True, max_age=60)
        return response

    def items(self):
        return Story.objects.published().newest_first().with_cards()[:20]

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
