"""Pages as Wagtail's own tutorial makes them, over the indexes that their lists need."""

from django.core.paginator import Paginator
from django.db import models
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

PER_PAGE = 12
RELATED = 3


class PlainPage(Page):
    """Home, and what else stands in the menu."""

    body = RichTextField(blank=True)
    template = "site/base.html"


class StoryList(Page):
    """The stories below it: all of them, those of a `district`, or what a `query` finds."""

    def get_context(self, request):
        stories = newest_first().child_of(self)
        district = request.GET.get("district", "")
        if district:
            stories = stories.filter(district=district)
        if query := request.GET.get("query"):
            stories = stories.search(query)
        shown = Paginator(stories, PER_PAGE).get_page(request.GET.get("page"))
        return super().get_context(request) | {"stories": shown, "district": district}


class Story(Page):
    """A story; `district` is the code of the place's district."""

    intro = models.CharField(max_length=250)
    body = RichTextField()
    teller = models.CharField(max_length=120)
    place = models.CharField(max_length=200)
    district = models.CharField(max_length=4)
    published = models.DateTimeField(db_index=True)

    search_fields = [
        *Page.search_fields,
        index.SearchField("body"),
        index.SearchField("teller"),
        index.SearchField("place"),
    ]

    class Meta:
        indexes = [models.Index(fields=["district", "-published"], name="newest_of_district")]

    def get_context(self, request):
        near = newest_first().filter(district=self.district).exclude(pk=self.pk)
        return super().get_context(request) | {"related": near[:RELATED]}


def newest_first():
    """Public stories without their texts, which no list shows."""
    return Story.objects.live().public().defer("body").order_by("-published")
