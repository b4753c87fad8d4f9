"""Searching (`/search/`): places first, then who knows what, then stories; and what may be meant.

No session, no person: the bytes are the same for everybody who asks the same.
"""

from django.db import OperationalError
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.html import format_html
from django.utils.http import urlencode
from django.views.decorators.http import require_safe
from psycopg.errors import QueryCanceled

from kmnet.thai.dates import thai_date
from kmnet.thai.text import normalise_query, small_number
from kmnet.thai.words import MOST_LETTERS, MOST_WORDS, Asked, asked
from stories.search import asking, guessing, places
from stories.search.excerpts import Marker
from stories.views.reading import MINUTE, public

FEW = 3  # finds; with fewer, what may be meant is shown as well
MOST_NUGGETS = 3
EXAMPLES = ["แกงส้ม", "หนังตะลุง", "น้ำท่วม", "ออมทรัพย์", "ลานสกา", "อบต."]


@require_safe
def search(request):
    """What was asked for, a page at a time; an invitation while nothing has been."""
    known = places.gazetteer()
    query = asked(request.GET.get("q", ""))
    chosen = {name: request.GET.get(name, "") for name in ("district", "aspect", "year")}
    page = {
        "q": request.GET.get("q", "")[:MOST_LETTERS].replace("\x00", ""),
        "year": chosen["year"],
        "filtered": any(chosen.values()),
        "known": known,
    }
    where = within(chosen, known)
    page["districts"] = places.with_chosen(known.district_options, chosen["district"])
    page["aspects"] = places.with_chosen(known.aspect_options, chosen["aspect"])
    if not query.words:
        page["examples"] = EXAMPLES
        return served(public(request, "stories/search.html", page))
    try:
        page |= answer(query, where, request.GET.get("before", ""), chosen)
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        return tired(request, page)
    return served(public(request, "stories/search.html", page))


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
    page["first"] = address(query.text, chosen)
    if not after:
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
    return f"{reverse('stories:search')}?{urlencode(values)}"


def find(hit: asking.Hit, marker: Marker) -> dict:
    """One story as the page lists it."""
    shown = hit.shown
    words, any_there = marker.excerpt(shown["body"])
    nugget = None
    if not any_there:
        nugget = next((each for each in shown["nuggets"] if marker.places_in(" ".join(each))), None)
    told = [marker.marked(shown["tellers"])] if shown["tellers"] else []
    about = [marker.marked(shown["place"]), *told, thai_date(hit.at, short=True)]
    return {
        "number": str(hit.number),
        "title": marker.marked(shown["title"]),
        "excerpt": words,
        "nugget": nugget and nugget_line(nugget, hit.number, marker),
        "about": format_html(" · ".join(["{}"] * len(about)), *about),
    }


def nugget_line(nugget: list[str], number: int, marker: Marker) -> dict:
    """Who knows what, and in which story."""
    knows, _, holder = nugget
    return {"knows": marker.marked(knows), "holder": marker.marked(holder), "number": str(number)}


def known_by(hits: list[asking.Hit], query: Asked, marker: Marker) -> list[dict]:
    """Nuggets of these stories that are about all that was asked for."""
    lines = []
    for hit in hits:
        for nugget in hit.shown["nuggets"]:
            text = normalise_query(" ".join(nugget[:2]))
            if all(
                any(all(phrase.text in text for phrase in way) for way in word.ways)
                for word in query.words
            ):
                lines.append(nugget_line(nugget, hit.number, marker))
    return lines[:MOST_NUGGETS]


def served(response: HttpResponse) -> HttpResponse:
    """The answer, not to be kept ready: hardly two people ask the same."""
    response.kept_ready = False
    return response


def tired(request, page: dict) -> HttpResponse:
    """503 in kind words: this question would have taken too long."""
    response = public(request, "stories/search.html", page | {"tired": True}, status=503)
    response["Cache-Control"] = "no-store"
    response["Retry-After"] = "5"
    return served(response)


@require_safe
def suggest(request):
    """Words that begin like what is being typed, as JSON: {"words": […]}."""
    response = JsonResponse(
        {"words": guessing.suggestions(request.GET.get("q", ""))},
        json_dumps_params={"ensure_ascii": False},
    )
    # No longer than a page: a word may be a name that is taken back.
    patch_cache_control(response, public=True, max_age=MINUTE)
    return served(response)
