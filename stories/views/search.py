"""Searching (`/search/`): places first, then who knows what, then stories; and what may be meant.

No session, no person: the bytes are the same for everybody who asks the same.
"""

from functools import lru_cache
from html import escape
from itertools import islice

from django.conf import settings
from django.db import OperationalError
from django.http import Http404, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe
from psycopg.errors import QueryCanceled

from kmnet.everybody import MINUTE, for_everybody
from kmnet.thai.dates import thai_date
from kmnet.thai.text import small_number
from kmnet.thai.words import MOST_LETTERS, MOST_WORDS, Asked, asked
from stories.search import asking, guessing, places
from stories.search.excerpts import Marker, as_compared
from stories.search.keeping import one_line

FEW = 3  # finds; with fewer, what may be meant is shown as well
MOST_NUGGETS = 3
EXAMPLES = ["แกงส้ม", "หนังตะลุง", "น้ำท่วม", "ออมทรัพย์", "ลานสกา", "อบต."]


# In the page around what was found they keep the places of what was typed and of what was found.
TYPED, FOUND = "\ue100", "\ue101"


@require_safe
def search(request):
    """What was asked for, a page at a time; an invitation while nothing has been."""
    known = places.gazetteer()
    typed = request.GET.get("q", "")
    query = asked(typed)
    chosen = {name: request.GET.get(name, "") for name in ("district", "aspect", "year")}
    where = within(chosen, known)
    around = {
        "q": typed[:MOST_LETTERS].replace("\x00", ""),
        "year": chosen["year"],
        "filtered": any(chosen.values()),
        "districts": places.with_chosen(known.district_options, chosen["district"]),
        "aspects": places.with_chosen(known.aspect_options, chosen["aspect"]),
    }
    if not query.words:
        ways = {"by_aspect": tuple(known.aspects), "by_district": tuple(known.districts)}
        return served(request, page(around | ways | {"examples": tuple(EXAMPLES)}))
    try:
        found = answer(query, where, request.GET.get("before", ""), chosen)
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        return tired(request, around)
    around |= {"later": found["later"], "finds": bool(found["finds"])}
    found |= {"filtered": around["filtered"]}
    return served(request, page(around, render_to_string("stories/_search_found.html", found)))


def page(around: dict, found: str = "") -> HttpResponse:
    """What was found with the page around it."""
    head, _, foot = frame(**around | {"q": around["q"] and TYPED, "site_url": settings.SITE_URL})
    typed = escape(around["q"])
    return HttpResponse("".join([head.replace(TYPED, typed), found, foot.replace(TYPED, typed)]))


@lru_cache(maxsize=64)
def frame(**around) -> tuple[str, str, str]:
    """The page before what was found and behind it: drawn once, for it is alike for many queries."""
    place = mark_safe(FOUND)  # noqa: S308
    return render_to_string("stories/search.html", around | {"found": place}).partition(FOUND)


def within(chosen: dict[str, str], known: places.Gazetteer) -> asking.Within:
    """Where to look. Raises Http404 for a district, aspect or year that there is not."""
    aspects = {slug: key for slug, _, key in known.aspects}
    year = small_number(chosen["year"]) if chosen["year"] else None
    if (
        (chosen["district"] and chosen["district"] not in dict(known.districts))
        or (chosen["aspect"] and chosen["aspect"] not in aspects)
        or (year is not None and not 2500 <= year <= 2700)
    ):
        raise Http404
    return asking.Within(chosen["district"] or None, aspects.get(chosen["aspect"]), year)


def answer(query: Asked, where: asking.Within, before: str, chosen: dict[str, str]) -> dict:
    """What the page shows. Raises Http404 for an end of a page that is none."""
    after = asking.Key.read(before) if before else None
    if before and after is None:
        raise Http404
    found = asking.search(query, where, after)
    marker = Marker(query)
    finds = [find(hit, marker) for hit in found.hits]
    page = {
        "finds": finds,
        "total": found.total,
        "more": found.more,
        "cut": query.cut,
        "most_words": MOST_WORDS,
        "later": bool(after),
    }
    if found.next:
        page["next"] = address(query.text, chosen, before=found.next)
    if after:
        page["first"] = address(query.text, chosen)
    else:
        page["places"] = places.named(query)
        page["nuggets"] = known_by(found.hits, query, marker)
        if found.total < FEW and not any(chosen.values()):
            page["meant"] = [(one, address(one, {})) for one in guessing.meant(query)]
        if not found.total and any(chosen.values()):
            page["wider"] = address(query.text, {})
    return page


def address(q: str, chosen: dict[str, str], **more) -> str:
    """The address of a search."""
    values = {"q": q} | {name: value for name, value in chosen.items() if value} | more
    return f"/search/?{urlencode(values)}"


def find(hit: asking.Hit, marker: Marker) -> dict:
    """One story as the page lists it."""
    shown = hit.shown
    words, any_there = marker.excerpt(shown["body"])
    nugget = None
    if not any_there:
        nugget = next((each for each in shown["nuggets"] if marker.places_in(" ".join(each))), None)
    about = " · ".join(filter(None, [shown["place"], shown["tellers"]]))
    return {
        "number": str(hit.number),
        "title": marker.marked(shown["title"]),
        "excerpt": words,
        "nugget": nugget and nugget_line(nugget, hit.number, marker),
        "about": marker.marked(about) + mark_safe(f" · {thai_date(hit.at, short=True)}"),  # noqa: S308
    }


def nugget_line(nugget: list[str], number: int, marker: Marker) -> dict:
    """Who knows what, and in which story."""
    knows, _, holder = nugget
    return {"knows": marker.marked(knows), "holder": marker.marked(holder), "number": str(number)}


def known_by(hits: list[asking.Hit], query: Asked, marker: Marker) -> list[dict]:
    """Nuggets of these stories that are about all that was asked for."""
    lines = (
        nugget_line(nugget, hit.number, marker)
        for hit in hits
        for nugget in hit.shown["nuggets"]
        if is_about(nugget, query)
    )
    return list(islice(lines, MOST_NUGGETS))


def is_about(nugget: list[str], query: Asked) -> bool:
    """Whether a nugget is about all that was asked for."""
    text = as_compared(one_line(" ".join(nugget[:2])))
    return all(
        any(all(phrase.text in text for phrase in way) for way in word.ways) for word in query.words
    )


def served(request, response: HttpResponse) -> HttpResponse:
    """The answer for everybody, not to be kept ready: hardly two people ask the same."""
    response.kept_ready = False
    return for_everybody(request, response)


def tired(request, around: dict) -> HttpResponse:
    """503 in kind words: this question would have taken too long."""
    response = page(around | {"tired": True})
    response.status_code = 503
    response = served(request, response)
    response["Cache-Control"] = "no-store"
    response["Retry-After"] = "5"
    return response


@require_safe
def suggest(request):
    """Words that begin like what is being typed, as JSON: {"words": […]}."""
    response = JsonResponse(
        {"words": guessing.suggestions(request.GET.get("q", ""))},
        json_dumps_params={"ensure_ascii": False},
    )
    # No longer than a page: a word may be a name that is taken back.
    patch_cache_control(response, public=True, max_age=MINUTE)
    response.kept_ready = False
    return response
