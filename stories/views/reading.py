"""What everybody reads: home, stories, districts. No session, no person, no token.

Every page here starts from `Story.objects.published()`, and its bytes are the same for everybody.
"""

import datetime
import hashlib

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from PIL import Image

from kmnet.cards import card_png
from kmnet.thai.dates import ERA
from kmnet.thai.text import small_number
from stories import aloud, reads
from stories.models import Story, TakeDown
from stories.models.photos import WIDTHS
from villages.models import Aspect, District, Village

PER_PAGE = 12
MINUTE = 60  # seconds


def public(request, template: str, page: dict, status: int = 200) -> HttpResponse:
    """Render a page that any cache may keep for a minute."""
    response = render(request, template, page, status=status)
    patch_cache_control(response, public=True, max_age=MINUTE)
    return response


def districts_with_stories():
    """All districts by name, each with the number of its published stories; no order of merit."""
    return District.objects.annotate(
        story_count=Count(
            "tambons__villages__stories",
            filter=Q(tambons__villages__stories__in=Story.objects.published().values("number")),
        )
    ).order_by("sort_key")  # counting drops the order that districts have by themselves


@require_safe
def home(request):
    """The latest stories, and the province by district."""
    stories = list(Story.objects.published().newest_first().with_cards()[:7])
    page = {
        "lead": stories[0] if stories else None,
        "stories": stories[1:],
        "districts": districts_with_stories(),
    }
    return public(request, "stories/home.html", page)


@require_safe
def stories(request):
    """Stories by district, aspect and year, twelve to a page, by key."""
    shown = Story.objects.published()
    chosen = {name: request.GET.get(name, "") for name in ("district", "aspect", "year")}
    if chosen["district"]:
        get_object_or_404(District, code=chosen["district"])
        shown = shown.filter(village__tambon__district=chosen["district"])
    if chosen["aspect"]:
        get_object_or_404(Aspect, slug=chosen["aspect"])
        shown = shown.filter(aspects__slug=chosen["aspect"])
    if chosen["year"]:
        shown = in_year(shown, chosen["year"])
    page = slice_by_key(request, shown) | {
        "chosen": chosen,
        "districts": District.objects.all(),
        "aspects": Aspect.objects.all(),
        "years": years(),
        "filters": [name for name in chosen if chosen[name]],
    }
    return public(request, "stories/stories.html", page)


def in_year(shown, year: str):
    """Stories published in a Buddhist year. Raises Http404 for a year that is none."""
    number = small_number(year)
    if not 2500 <= number <= 2700:
        raise Http404
    first = timezone.make_aware(datetime.datetime(number - ERA, 1, 1))
    after = timezone.make_aware(datetime.datetime(number - ERA + 1, 1, 1))
    return shown.filter(published_at__gte=first, published_at__lt=after)


def years() -> list[int]:
    """Buddhist years in which something was published, latest first."""
    days = Story.objects.published().datetimes("published_at", "year", order="DESC")
    return [day.year + ERA for day in days]


def slice_by_key(request, shown) -> dict:
    """One page of stories and the address of the next: `?before=<number>` names where it begins."""
    shown = shown.newest_first()
    before = request.GET.get("before", "")
    if before:
        last = get_object_or_404(Story.objects.published(), number=small_number(before))
        shown = shown.before(last)
    found = list(shown.with_cards()[: PER_PAGE + 1])
    older = None
    if len(found) > PER_PAGE:
        query = request.GET.copy()
        query["before"] = str(found[PER_PAGE - 1].number)
        older = f"?{query.urlencode()}"
    first = request.GET.copy()
    first.pop("before", None)
    return {
        "stories": found[:PER_PAGE],
        "older": older,
        "newest": bool(before),
        "rest": first.urlencode(),
    }


@require_safe
def story(request, number: int):
    """One story as its village agreed to it; one taken back or hidden leaves a kind word and 410."""
    found = (
        Story.objects.published()
        .with_cards()
        .select_related("visit", "reads")
        .prefetch_related("aspects")
        .filter(number=number)
        .first()
    )
    if found is None:
        return not_published(request, number)
    revision = found.published_revision
    reads.count(request, number)
    page = {
        "story": found,
        "shown": found.shown,
        "revision": revision,
        "answer": found.approvals.filter(
            revision=revision.same_words_as_id or revision.pk, answer="yes"
        ).first(),
        "reading": aloud.shown_reading(revision, found.village),
        "address": settings.SITE_URL + found.get_absolute_url(),
        "card": f"{settings.SITE_URL}{found.get_absolute_url()}card.png?v={card_version(found)}",
    }
    return public(request, "stories/story.html", page)


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
    found = Story.objects.published().with_cards().filter(number=number).first()
    if found is None:
        get_object_or_404(gone(), number=number)
        return no_more("รูปของเรื่องนี้ถอนไว้แล้ว")
    png = card_png(found.title, found.place_short, first_photo(found))
    response = HttpResponse(png, content_type="image/png")
    patch_cache_control(response, public=True, max_age=MINUTE)
    return response


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
    found = get_object_or_404(District, code=code)
    shown = Story.objects.published().filter(village__tambon__district=found)
    with_stories = set(shown.values_list("village_id", flat=True))
    open_tambons = {code[:6] for code in with_stories}
    villages = list(
        Village.objects.filter(tambon__district=found)
        .select_related("tambon__district")
        .order_by("tambon__sort_key", "moo")
    )
    page = slice_by_key(request, shown) | {
        "district": found,
        "villages": villages,
        "with_stories": with_stories,
        "open_tambons": open_tambons,
    }
    return public(request, "stories/district.html", page)


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
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
