"""Receipts: what has arrived of a visit, told in the same words whenever somebody asks again."""

from django.utils import timezone

from kmnet.thai.dates import thai_date, thai_time
from stories.models import Encounter, Receipt, Visit

WORDS = ("good", "smiled", "others", "expected", "beyond", "short", "taken_home", "wants")
OF_PEOPLE = ("called", "name", "does", "agency_words", "words")
THUMBNAIL = 320  # pixels


def give(visit: Visit, listed: list[str]) -> Receipt:
    """The receipt of a kept visit, whose row the caller has locked; written when it is the first.

    `listed` are SHA-256 of photos that a phone says belong to it. One that came in after the
    receipt was written is added to it, for the phone holds on to its copy until it is named.
    """
    receipt, new = Receipt.objects.get_or_create(visit=visit, defaults={"said": facts(visit)})
    named = {photo["sha256"] for photo in receipt.said["photos"]}
    if not new and set(listed) - named:
        late = visit.photos.standing().filter(sha256__in=set(listed) - named)
        receipt.said["photos"] += [photo_line(photo) for photo in late]
        receipt.save(update_fields=["said"])
    return receipt


def told(visit: Visit) -> dict:
    """What the receipt of a kept visit says; for one older than receipts, what stands now."""
    receipt = Receipt.objects.filter(visit=visit).first()
    return receipt.said if receipt else facts(visit)


def facts(visit: Visit) -> dict:
    """What the server holds of a kept visit: {uuid, number, url, place, day, characters, …}.

    `day` is ISO 8601, `arrived_at` too, in Bangkok time.
    """
    arrived = timezone.localtime(visit.kept_at)
    return {
        "uuid": str(visit.client_uuid),
        "number": visit.number,
        "url": visit.get_absolute_url(),
        "place": visit.place,
        "day": visit.day.isoformat(),
        "day_words": thai_date(visit.day),
        "characters": characters(visit),
        "photos": [photo_line(photo) for photo in visit.photos.standing()],
        "arrived_at": arrived.isoformat(timespec="seconds"),
        "words": f"ถึงศูนย์แล้ว {thai_time(arrived)}",
    }


def photo_line(photo) -> dict:
    """How a photo is named on a receipt."""
    return {"sha256": photo.sha256, "url": photo.url(THUMBNAIL)}


def characters(visit: Visit) -> int:
    """How many characters of told words the server holds, the parts of the visit included."""
    people = Encounter.objects.filter(visit=visit).values_list(*OF_PEOPLE)
    lines = [*visit.changes.values_list("words"), *visit.promises.values_list("words")]
    texts = [getattr(visit, name) for name in WORDS]
    return sum(len(text) for row in [texts, *people, *lines] for text in row)
