"""A village's own page, its poster, and the board of hands asked for. Public, the same for everybody.

What a village says of itself goes through the gate of `stories.showing` as its stories do: people
without leave to be named are called what the village chose, here too.
"""

from django.conf import settings
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from kmnet.thai.text import small_number
from members.models import Posting
from stories.models import Nugget, Person, Story, ThenAndNow, Visit
from stories.showing import Shown, ShownNugget, ShownPhoto, people_attribute, veiled
from stories.views.reading import PER_PAGE, public, slice_by_key
from villages.models import Aspect, Goal, Stewardship, SupportRequest, Village
from villages.qr import qr_svg

MOST_VISITS = 12
MOST_THANKS = 6


@require_safe
def village(request, code: str):
    """A village's own page: who keeps it, where it walks, its stories, who comes by."""
    found = get_object_or_404(Village.objects.with_places(), code=code)
    published = Story.objects.published().filter(village=found)
    page = slice_by_key(request, published) | {"village": found, "keepers": keepers_of(found)}
    if page["newest"]:
        # Turning back through the stories; the rest stands on the first page.
        return public(request, "stories/village.html", page)
    visits = visits_of(found, published)
    page |= {
        "goals": goals_of(found),
        "invitations": invitations_of(found, published),
        "asking": asking_of(found),
        "knowledge": knowledge_of(found),
        "pairs": pairs_of(found),
        "visits": visits[:MOST_VISITS],
        "walkers": walkers_on(visits),
    }
    return public(request, "stories/village.html", page)


def keepers_of(village: Village) -> dict:
    """Who keeps the village today: names of those who agreed to it, and how many are not named."""
    keepers = list(Stewardship.objects.current().filter(village=village).order_by("since", "pk"))
    named = [keeper.spoken_name for keeper in keepers if keeper.show_name]
    return {"named": named, "others": len(keepers) - len(named)}


def goals_of(village: Village) -> list[tuple[Aspect, list[tuple[Goal, str, str]]]]:
    """The village's goals as (aspect, [(goal, words, settled words), …]), aspects in their order."""
    groups: dict[Aspect, list] = {}
    for goal in village.goals.shown().by_aspect():
        row = (goal, veiled(goal.words, village), veiled(goal.settled_words, village))
        groups.setdefault(goal.aspect, []).append(row)
    return list(groups.items())


def invitations_of(village: Village, published) -> list[Aspect]:
    """Aspects with a question to ask, of which the village has no goal and no story here yet."""
    return list(
        Aspect.objects.exclude(question="")
        .exclude(pk__in=village.goals.shown().values("aspect"))
        .exclude(pk__in=published.exclude(aspects=None).values("aspects"))
    )


def asking_of(village: Village) -> dict[str, list[dict]]:
    """Hands the village asks for, and those it has closed with thanks, newest first."""
    found = village.support_requests.public().newest_first().with_offers()
    open_ones, thanked = [], []
    for asked in found:
        asked.village = village  # whose unnamed people are known already
        (open_ones if asked.is_open else thanked).append(asked_row(asked))
    return {"open": open_ones, "thanked": thanked[:MOST_THANKS]}


def asked_row(asked: SupportRequest) -> dict:
    """A request as everybody may read it; of the offers, who they are from."""
    return {
        "request": asked,
        "words": veiled(asked.words, asked.village),
        "needed_by": veiled(asked.needed_by, asked.village),
        "thanks": veiled(asked.thanks, asked.village),
        "names": [offer.user.spoken_name for offer in asked.standing_offers],
    }


def knowledge_of(village: Village) -> list[ShownNugget]:
    """ใครรู้เรื่องอะไร: the nuggets of the village's published texts, names through the gate."""
    nuggets = (
        Nugget.objects.filter(
            revision__in=Story.objects.published()
            .filter(village=village)
            .values("published_revision")
        )
        .select_related("holder", "revision__story")
        .order_by("-revision__story__published_at", "revision", "position")
    )
    return [Shown(nugget.revision, village=village, where="web").said(nugget) for nugget in nuggets]


def pairs_of(village: Village) -> list[dict]:
    """Then and now: pairs of the village's published photos with their words."""

    def side(photo, words: str) -> ShownPhoto:
        words = veiled(words, village)
        return ShownPhoto(photo, words, veiled(photo.alt, village) or words)

    return [
        {"then": side(pair.then, pair.then_words), "now": side(pair.now, pair.now_words)}
        for pair in ThenAndNow.objects.shown(village)
    ]


def visits_of(village: Village, published) -> list[Visit]:
    """Visits that published stories came from, latest first, with everybody who came."""
    return list(
        Visit.objects.kept()
        .filter(village=village, pk__in=published.values("visit"))
        .select_related("author")
        .prefetch_related("companions")
        .order_by("-day", "-number")
    )


def walkers_on(visits: list[Visit]) -> list[dict]:
    """Partners who came on these visits and still walk with the network, by name, with agency."""
    came = {user for visit in visits for user in (visit.author, *visit.companions.all())}
    walkers = sorted((user for user in came if user.is_active), key=lambda user: user.sort_key)
    postings = Posting.objects.current().filter(user__in=walkers).select_related("agency")
    agencies = {posting.user_id: posting.agency for posting in postings.order_by("begins")}
    return [{"name": user.spoken_name, "agency": agencies.get(user.pk)} for user in walkers]


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
        "asking": [asked_row(each) for each in shown],
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
    return public(request, "stories/support_request.html", {"row": asked_row(asked)})
