"""A village's own page, its poster, and the board of hands asked for. Public, the same for everybody.

What a village says of itself goes through the gate of `stories.showing` as its stories do: people
without leave to be named are called what the village chose, here too.
"""

from django.conf import settings
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from kmnet.everybody import drawn_for_everybody
from kmnet.thai.text import small_number
from members.models import Agency, User
from stories import fetching
from stories.models import Person, Photo, Promise, Visit
from stories.practice import openly
from stories.showing import Shown, ShownPhoto, people_attribute, veiled
from stories.views.reading import (
    PER_PAGE,
    Cut,
    all_stories,
    newest_cut,
    page_of,
    public,
    village_feed,
)
from villages.models import Aspect, Goal, Stewardship, SupportRequest, Village
from villages.qr import qr_svg


@require_safe
def village(request, code: str):
    """A village's own page: who keeps it, where it walks, its stories, who comes by."""
    row = fetching.village_row(code)
    if row is None:
        raise Http404
    cut = newest_cut(request, "village", code, with_people=False)
    return drawn_for_everybody(request, "stories/village.html", village_page, row, cut)


def village_page(row: tuple, cut: Cut) -> dict:
    """What a village's page shows, of `fetching.village_row` and its stories."""
    found, beside = fetching.village_of(row)
    page = page_of(cut, village=found) | {
        "village": found,
        "keepers": keepers_of(beside["keepers"]),
        "feeds": [village_feed(found), all_stories()],
    }
    if cut.newest:
        # Turning back through the stories; the rest stands on the first page.
        return page
    return page | {
        "goals": goals_of(found, beside["goals"]),
        "invitations": beside["invitations"],
        "asking": {
            "open": [asked_row(*each) for each in beside["open"]],
            "thanked": [asked_row(*each) for each in beside["thanked"]],
        },
        "knowledge": [
            Shown(revision, village=found, where="web").said(nugget)
            for revision, nugget in beside["nuggets"]
        ],
        "pairs": [pair_of(found, **each) for each in beside["pairs"]],
        "visits": beside["visits"],
        "walkers": walkers_on(beside["visits"], beside["walkers"], beside["agencies"]),
        "promised": [promised(each) for each in beside["promises"]],
    }


def keepers_of(keepers: list[Stewardship]) -> dict:
    """Who keeps a village today: names of those who agreed to it, and how many are not named."""
    named = [keeper.spoken_name for keeper in keepers if keeper.show_name]
    return {"named": named, "others": len(keepers) - len(named)}


def goals_of(
    village: Village, goals: list[Goal]
) -> list[tuple[Aspect, list[tuple[Goal, str, str]]]]:
    """Goals as (aspect, [(goal, words, settled words), …]), in the order in which they come."""
    groups: dict[Aspect, list] = {}
    for goal in goals:
        row = (goal, veiled(goal.words, village), veiled(goal.settled_words, village))
        groups.setdefault(goal.aspect, []).append(row)
    return list(groups.items())


def asked_row(asked: SupportRequest, names: list[str]) -> dict:
    """A request as everybody may read it; of the offers, who they are from."""
    return {
        "request": asked,
        "words": veiled(asked.words, asked.village),
        "needed_by": veiled(asked.needed_by, asked.village),
        "thanks": veiled(asked.thanks, asked.village),
        "names": names,
    }


def pair_of(village: Village, then: Photo, now: Photo, then_words: str, now_words: str) -> dict:
    """Then and now: two published photos of the village's with their words."""

    def side(photo: Photo, words: str) -> ShownPhoto:
        words = veiled(words, village)
        return ShownPhoto(photo, words, veiled(photo.alt, village) or words)

    return {"then": side(then, then_words), "now": side(now, now_words)}


def walkers_on(
    visits: list[Visit], walkers: list[tuple[User, bool]], agencies: dict[int, Agency]
) -> list[dict]:
    """Who walks with a village now, by name, with agency: of those who came on these visits, and
    those who took it over from somebody; nobody while the village has said yes to no story."""
    if not visits:
        return []
    came = {user.pk for visit in visits for user in (visit.author, *visit.companions.all())}
    users = [user for user, handed in walkers if handed or user.pk in came]
    users.sort(key=lambda user: user.sort_key)
    return [{"name": user.spoken_name, "agency": agencies.get(user.pk)} for user in users]


def promised(promise: Promise) -> dict:
    """What is still promised to a village on a visit that everybody may know of.

    What was promised on others stands on the keeper's page.
    """
    return {
        "words": openly(promise.words, promise.visit),
        "holder": promise.holder.spoken_name,
        "day": promise.visit.day,
    }


@require_safe
def poster(request, code: str):
    """An A4 sheet for the village hall: the village's name and a large QR to its page."""
    found = get_object_or_404(Village.objects.with_places(), code=code)
    address = settings.SITE_URL + found.get_absolute_url()
    page = {
        "village": found,
        "svg": qr_svg(address, scale=10),
        "address": address,
    }
    return public(request, "stories/poster.html", page)


def row_of(asked: SupportRequest) -> dict:
    """As `asked_row`, of a request fetched `with_offers`."""
    return asked_row(asked, [offer.user.spoken_name for offer in asked.standing_offers])


def with_unnamed_people(requests):
    """Brings along, once a village, the people whose names are not shown."""
    people = Person.objects.known("web")
    return requests.prefetch_related(
        Prefetch("village__people", people, to_attr=people_attribute("web"))
    )


@require_safe
def support(request):
    """ขอแรงหนุน: hands that villages ask for, newest first, by key."""
    asked = SupportRequest.objects.open().newest_first()
    before = request.GET.get("before", "")
    if before:
        last = get_object_or_404(SupportRequest.objects.public(), pk=small_number(before))
        asked = asked.before(last)
    found = list(with_unnamed_people(asked.with_offers())[: PER_PAGE + 1])
    shown = found[:PER_PAGE]
    page = {
        "asking": [row_of(each) for each in shown],
        "older": f"?before={shown[-1].pk}" if len(found) > PER_PAGE else None,
        "newest": bool(before),
    }
    return public(request, "stories/support.html", page)


@require_safe
def support_request(request, pk: int):
    """One hand asked for, open or closed with thanks."""
    asked = get_object_or_404(
        with_unnamed_people(SupportRequest.objects.public().with_offers()), pk=pk
    )
    return public(request, "stories/support_request.html", {"row": row_of(asked)})
