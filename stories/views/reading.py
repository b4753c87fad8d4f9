"""What everybody reads: home, stories, districts. No session, no person, no token.

Every page here starts from `Story.objects.published()`, and its bytes are the same for everybody.
"""

import datetime
import hashlib
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe
from PIL import Image

from kmnet.cards import card_png
from kmnet.everybody import MINUTE as MINUTE
from kmnet.everybody import drawn_for_everybody, for_everybody
from kmnet.thai.dates import ERA
from kmnet.thai.text import small_number
from stories import fetching, reads, related
from stories.models import Story, TakeDown
from stories.models.photos import WIDTHS
from villages.models import District, Village

PER_PAGE = 12
ON_HOME = 7  # stories


def public(request, template: str, page: dict, status: int = 200) -> HttpResponse:
    """Render a page that any cache may keep for a minute."""
    return for_everybody(request, render(request, template, page, status=status))


def feed_of(title: str, address: str) -> dict:
    """Where a feed is and what it is called, for the head of a page."""
    return {"title": title, "href": address}


def all_stories() -> dict:
    """The feed of everything."""
    return feed_of(settings.SITE_NAME, "/feed/")


class Cut(NamedTuple):
    """One page of stories, as `fetching.card_rows` says them, and the ways on from it.

    `older` is the address of the next page, None on the last; `newest` says that this is not the
    first, whose query is `rest`.
    """

    stories: tuple
    people: tuple
    older: str | None
    newest: bool
    rest: str


@require_safe
def home(request):
    """The latest stories, and the province by district."""
    newest = fetching.newest_rows(ON_HOME)
    facts = newest, fetching.people_rows(newest), fetching.districts()
    return drawn_for_everybody(request, "stories/home.html", home_page, *facts)


def home_page(newest: tuple, people: tuple, districts: tuple) -> dict:
    """What the home page shows, of `fetching.newest_rows`."""
    stories = fetching.cards_of(newest, people)
    return {
        "lead": stories[0] if stories else None,
        "stories": stories[1:],
        "districts": districts,
        "feeds": [all_stories()],
    }


@require_safe
def stories(request):
    """Stories by district, aspect and year, twelve to a page, by key."""
    chosen = {name: request.GET.get(name, "") for name in ("district", "aspect", "year")}
    filters = fetching.filters()
    district = chosen["district"] and one_of(filters.districts, "code", chosen["district"]).code
    if chosen["aspect"] or chosen["year"]:
        shown = Story.objects.published()
        if district:
            shown = shown.in_district(district)
        if chosen["aspect"]:
            shown = shown.about(one_of(filters.aspects, "slug", chosen["aspect"]).pk)
        if chosen["year"]:
            shown = in_year(shown, chosen["year"])
        cut = chosen_cut(request, shown)
    else:
        cut = newest_cut(request, "district" if district else "", district)
    facts = cut, tuple(chosen.items()), filters
    return drawn_for_everybody(request, "stories/stories.html", stories_page, *facts)


def stories_page(cut: Cut, chosen: tuple, filters: fetching.Filters) -> dict:
    """What a list of stories shows; `chosen` is of (filter's name, value)."""
    return page_of(cut) | {
        "chosen": dict(chosen),
        **filters._asdict(),
        "filters": [name for name, value in chosen if value],
        "feeds": [all_stories()],
    }


def one_of(rows: tuple, name: str, value: str):
    """The row that says `value` under `name`. Raises Http404 when none does."""
    for row in rows:
        if getattr(row, name) == value:
            return row
    raise Http404


def in_year(shown, year: str):
    """Stories published in a Buddhist year. Raises Http404 for a year that is none."""
    number = small_number(year)
    if not 2500 <= number <= 2700:
        raise Http404
    first = timezone.make_aware(datetime.datetime(number - ERA, 1, 1))
    after = timezone.make_aware(datetime.datetime(number - ERA + 1, 1, 1))
    return shown.filter(published_at__gte=first, published_at__lt=after)


def newest_cut(request, place: str = "", code: str = "", with_people: bool = True) -> Cut:
    """One page of the newest stories, of a "district" or "village": `?before=` names where it begins.

    Raises Http404 for a number that is no public story's.
    """
    before = number_before(request)
    stories = fetching.newest_rows(PER_PAGE + 1, place, code, before=before or 0)
    if before is not None and not stories:
        get_object_or_404(Story.objects.published(), number=before)
    return cut_of(request, stories, with_people=with_people)


def chosen_cut(request, shown) -> Cut:
    """As `newest_cut`, of these stories."""
    before = number_before(request)
    if before is not None:
        public = Story.objects.published().only("published_at")
        shown = shown.before(get_object_or_404(public, number=before))
    numbers = shown.newest_first().values_list("number", flat=True)[: PER_PAGE + 1]
    return cut_of(request, fetching.card_rows(numbers))


def number_before(request) -> int | None:
    """The story after which a page begins, None for the first. Raises Http404 for what is no number."""
    before = request.GET.get("before", "")
    if before and not small_number(before):
        raise Http404
    return small_number(before) or None


def cut_of(request, stories: tuple, with_people: bool = True) -> Cut:
    """A page of these stories; one more than fit says that there are older ones."""
    query, older, shown = request.GET.copy(), None, stories[:PER_PAGE]
    if len(stories) > PER_PAGE:
        query["before"] = str(shown[-1][0])
        older = f"?{query.urlencode()}"
    query.pop("before", None)
    people = fetching.people_rows(shown) if with_people else ()
    return Cut(shown, people, older, bool(request.GET.get("before")), query.urlencode())


def page_of(cut: Cut, village: Village | None = None) -> dict:
    """What a page shows of a cut; `village` with its people, where all are of one."""
    stories = fetching.cards_of(cut.stories, cut.people, village=village)
    return {"stories": stories, "older": cut.older, "newest": cut.newest, "rest": cut.rest}


@require_safe
def story(request, number: int):
    """One story as its village agreed to it; one taken back or hidden leaves a kind word and 410."""
    row = fetching.whole_row(number)
    if row is None:
        return not_published(request, number)
    lines = fetching.line_rows(related.numbers(row))
    response = drawn_for_everybody(request, "stories/story.html", story_page, row, lines)
    return reads.counted(request, response, number)


def story_page(row: tuple, lines: tuple) -> dict:
    """What a story's page shows, of `fetching.whole_row` and the lines it leads on to."""
    found = fetching.whole_of(row)
    near, onward = related.beside(row, fetching.lines_of(lines))
    address = settings.SITE_URL + found.get_absolute_url()
    return {
        "story": found,
        "shown": found.shown,
        "revision": found.published_revision,
        "answer": found.answer,
        "reading": found.reading,
        "aspects": found.aspects.all(),
        "related": [each.line for each in near],
        "onward": onward and onward.line,
        "address": address,
        "card": f"{address}card.png?v={card_version(found)}",
        "feeds": [all_stories(), village_feed(found.village)],
    }


def village_feed(village) -> dict:
    """The feed of a village's stories."""
    return feed_of(village.short_name, f"/villages/{village.code}/feed/")


def gone() -> QuerySet:
    """Stories that everybody could read and nobody can now: taken back, or hidden on request."""
    return Story.objects.filter(
        Q(state=Story.State.TAKEN_BACK) | Q(state=Story.State.PUBLISHED, hidden_at__isnull=False)
    )


def not_published(request, number: int) -> HttpResponse:
    """410 with a tombstone for a story taken back or hidden, 404 for all that is not public."""
    found = get_object_or_404(gone().select_related("village__tambon__district"), number=number)
    asked = TakeDown.objects.open().filter(story=found, what=TakeDown.What.STORY)
    page = {"story": found, "settled": not asked.exists()}
    response = render(request, "stories/story_gone.html", page, status=410)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def card(request, number: int):
    """The picture that LINE and Facebook show beside a shared story, 1200 × 630 PNG."""
    found = fetching.cards([number])
    if not found:
        get_object_or_404(gone(), number=number)
        return no_more("รูปของเรื่องนี้ถอนไว้แล้ว")
    (found,) = found
    png = card_png(found.title, found.place_short, first_photo(found))
    return for_everybody(request, HttpResponse(png, content_type="image/png"))


def card_version(story: Story) -> str:
    """What changes with the card: apps that keep pictures by address fetch a changed one anew."""
    shown = f"{story.title} {story.photo and story.photo.photo.uuid}"
    return hashlib.sha256(shown.encode()).hexdigest()[:12]


def no_more(words: str) -> HttpResponse:
    """410 in a line, for the address of a picture that was public."""
    response = HttpResponse(words + "\n", status=410, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response


def first_photo(story: Story) -> Image.Image | None:
    """The story's first photo in its widest clean copy, or None."""
    shown = story.photo
    if shown is None:
        return None
    for width in reversed(WIDTHS):
        path = shown.photo.path(width, "jpg")
        if path.exists():
            return Image.open(path)
    return None


@require_safe
def villages(request):
    """All districts, as the door to their villages."""
    walking = Count("tambons__villages", filter=Q(tambons__villages__joined_on__isnull=False))
    page = {"districts": District.objects.annotate(walking=walking).order_by("sort_key")}
    return public(request, "stories/villages.html", page)


@require_safe
def district(request, code: str):
    """A district: its latest stories, its villages by tambon."""
    row = fetching.district_row(code)
    if row is None:
        raise Http404
    cut = newest_cut(request, "district", code)
    return drawn_for_everybody(request, "stories/district.html", district_page, row, cut)


def district_page(row: tuple, cut: Cut) -> dict:
    """What a district's page shows, of `fetching.district_row` and its stories."""
    code, name, villages = row
    found = District(code=code, name=name)
    return page_of(cut) | {
        "district": found,
        "tambons": fetching.tambons_of(villages),
        "feeds": [feed_of(found.full_name, f"/districts/{code}/feed/"), all_stories()],
    }


@require_safe
def about(request):
    """What the network is and what it promises."""
    return public(request, "stories/about.html", {})


@require_safe
def privacy(request):
    """What is kept about people, why, and how to take it back (PDPA B.E. 2562, section 23)."""
    return public(request, "stories/privacy.html", {})


@require_safe
def robots(request):
    """Machines may read what is public, and are told where it is."""
    text = (
        "User-agent: *\nDisallow: /keeper/\nDisallow: /yours/\nDisallow: /withdrawn/\nDisallow: /me/\n"
        f"Disallow: /visits/\nDisallow: /accounts/\nSitemap: {settings.SITE_URL}/sitemap.xml\n"
    )
    return for_everybody(request, HttpResponse(text, content_type="text/plain; charset=utf-8"))
