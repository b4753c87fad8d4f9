"""A village's own copy: everything of its own in one ZIP that opens without this site.

Pages in plain HTML, the photos, and the same once more as JSON for machines. What is not published
comes along, marked so, for the words are the village's; names and photos pass the one gate
everywhere, since a file travels further than a page.
"""

import datetime
import json
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from kmnet.thai.dates import bangkok_today, thai_date, thai_datetime
from stories.models import Photo, Revision, Story, ThenAndNow, VillageApproval, Visit
from stories.models.photos import WIDTHS
from stories.showing import Shown, ShownPhoto, veiled
from villages.models import KeeperLink, Stewardship, Village

SCHEMA = {"schema": "kmnet.village-copy", "version": 1}
IN_MEMORY = 4 * 1024 * 1024  # bytes; a larger copy is put together on the disk
WEB = "web"
State = Story.State


def file_name(village: Village, on: datetime.date | None = None) -> str:
    """The name under which a phone keeps the copy."""
    day = thai_date(on or bangkok_today(), short=True).replace(" ", "-")
    return f"เรื่องของ{village.short_name}-{day}.zip".replace(" ", "-")


def build(link: KeeperLink) -> tempfile.SpooledTemporaryFile:
    """The copy for the keeper who holds `link`: an open ZIP file, at its beginning."""
    photos = Photos()
    copy = gather(link, photos)
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115, the sender closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.html", render_to_string("village_copy/index.html", copy))
        for story in copy["stories"]:
            words = {**copy, "story": story, "up": "../"}
            archive.writestr(story["file"], render_to_string("village_copy/story.html", words))
        archive.writestr("data.json", json.dumps(copy, ensure_ascii=False, indent=1))
        for name, path in photos.files():
            archive.write(path, name, zipfile.ZIP_STORED)
    file.seek(0)
    return file


class Photos:
    """The clean copies that go along, each once, by the name it has in the ZIP."""

    def __init__(self):
        self.taken: dict[int, tuple[str, Path]] = {}

    def take(self, shown: ShownPhoto, stem: str) -> dict | None:
        """How the copy speaks of a photo; None when its file is nowhere."""
        photo = shown.photo
        if photo.pk not in self.taken:
            path = largest(photo)
            if path is None:
                return None
            self.taken[photo.pk] = (f"photos/{stem}.jpg", path)
        return {"file": self.taken[photo.pk][0], "caption": shown.caption, "alt": shown.alt}

    def files(self) -> Iterator[tuple[str, Path]]:
        """(name in the ZIP, file on the disk) of each photo."""
        yield from self.taken.values()


def largest(photo: Photo) -> Path | None:
    """The widest clean copy of a photo on the disk."""
    paths = (photo.path(width, "jpg") for width in reversed(WIDTHS))
    return next((path for path in paths if path.exists()), None)


def day(value: datetime.date | None) -> dict | None:
    """A day for machines and for people: {"iso": "2009-01-21", "thai": "21 มกราคม 2552"}."""
    return value and {"iso": value.isoformat(), "thai": thai_date(value)}


def moment(value: datetime.datetime | None) -> dict | None:
    """A moment for machines and for people, in Bangkok time."""
    if value is None:
        return None
    local = timezone.localtime(value)
    return {"iso": local.isoformat(timespec="seconds"), "thai": thai_datetime(value)}


def gather(link: KeeperLink, photos: Photos) -> dict:
    """Everything that is the village's, as plain data; photos it speaks of are put in `photos`."""
    village = link.stewardship.village
    return {
        **SCHEMA,
        "made_at": moment(timezone.now()),
        "site": settings.SITE_URL,
        "village": {
            "code": village.code,
            "name": village.short_name,
            "place": village.full_name,
            "joined_on": day(village.joined_on),
        },
        "keepers": keepers_of(link),
        "stories": [story_of(story, village, photos) for story in stories_asked_about(village)],
        "goals": goals_of(village),
        "asks": asks_of(village),
        "then_and_now": pairs_of(village, photos),
        "visits": visits_of(village),
    }


def stories_asked_about(village: Village) -> list[Story]:
    """Stories that the village was ever asked about; a draft nobody asked about is not its own."""
    asked = VillageApproval.objects.filter(story__village=village).values("story")
    return list(
        Story.objects.filter(pk__in=asked)
        .select_related("visit", "scribe", "published_revision")
        .order_by("-number")
    )


def story_of(story: Story, village: Village, photos: Photos) -> dict:
    """A story with its texts, answers and readings."""
    story.village = village  # whose unnamed people are known already
    public = story.state == State.PUBLISHED and story.hidden_at is None
    hidden = story.state == State.PUBLISHED and not public
    texts = [text_of(each, story, public, photos) for each in texts_of(story, public)]
    return {
        "number": story.number,
        "file": f"stories/{story.number}.html",
        "title": texts[0]["title"],
        "public": public,
        "state": "hidden" if hidden else story.state,
        "state_thai": "ซ่อนไว้ระหว่างคุยกัน" if hidden else story.get_state_display(),
        "address": settings.SITE_URL + story.get_absolute_url() if public else None,
        "scribe": story.scribe.spoken_name,
        "visited_on": day(story.visit.day),
        "published_at": moment(story.published_at),
        "taken_back_at": moment(story.taken_back_at),
        "texts": texts,
        "answers": answers_of(story),
        "printed": printings_of(story),
    }


def texts_of(story: Story, public: bool) -> list[Revision]:
    """The text everybody reads, and the newest one the village was asked about when it is another."""
    newest = (
        Revision.objects.filter(approvals__story=story).distinct().order_by("-position").first()
    )
    if not public:
        return [newest]
    shown = story.published_revision
    return [shown, newest] if newest.position > shown.position else [shown]


def text_of(revision: Revision, story: Story, public: bool, photos: Photos) -> dict:
    """One text as the gate lets it be seen."""
    shown = Shown(revision, village=story.village, where=WEB)
    taken = (
        photos.take(photo, f"{story.number}-{revision.position}-{place}")
        for place, photo in enumerate(shown.photos, start=1)
    )
    readings = revision.readings.all()
    return {
        "position": revision.position,
        "public": public and revision.pk == story.published_revision_id,
        "title": shown.title,
        "body": shown.body,
        "tellers": shown.tellers,
        "aspects": [aspect.name for aspect in revision.aspects.all()],
        "licence": revision.licence,
        "licence_thai": revision.get_licence_display(),
        "knows": [
            {"what": nugget.knows, "how": nugget.how, "who": nugget.holder_line}
            for nugget in shown.nuggets
        ],
        "photos": [photo for photo in taken if photo],
        "read_aloud": [
            {"on": day(each.day), "place": veiled(each.place, story.village)} for each in readings
        ],
    }


def answers_of(story: Story) -> list[dict]:
    """What the village answered, first answer first."""
    answers = story.approvals.exclude(answer="").select_related("revision")
    return [
        {
            "text": answer.revision.position,
            "answer": answer.answer,
            "answer_thai": answer.get_answer_display(),
            "at": moment(answer.answered_at),
            "by": veiled(answer.answered_by, story.village),
            "how_thai": answer.get_how_display(),
            "witness": veiled(answer.witness, story.village),
            "words": veiled(answer.words, story.village),
            # Words said beside paragraphs alone stand in `words` as well.
            "notes": [
                {"paragraph": note.paragraph + 1, "words": veiled(note.words, story.village)}
                for note in answer.notes.all()
            ],
        }
        for answer in answers.prefetch_related("notes").order_by("answered_at", "pk")
    ]


def printings_of(story: Story) -> list[dict]:
    """Books and sheets already out that hold the story."""
    revisions = story.revisions.filter(printings__isnull=False)
    found = {each.pk: each for revision in revisions for each in revision.printings.all()}
    return [
        {
            "title": each.title,
            "printed_on": day(each.printed_on),
            "copies": each.copies,
            "whereabouts": each.whereabouts,
        }
        for each in found.values()
    ]


def keepers_of(link: KeeperLink) -> list[dict]:
    """Who keeps the stories, first one first: the holder of the link, and who agreed to be named."""
    keepers = Stewardship.objects.filter(village=link.stewardship.village).order_by("since", "pk")
    return [
        {
            "name": each.spoken_name
            if each.pk == link.stewardship_id or each.show_name
            else "คนที่ไม่ได้ตกลงให้ขึ้นชื่อ",
            "since": day(each.since),
            "until": day(each.until),
        }
        for each in keepers
    ]


def goals_of(village: Village) -> list[dict]:
    """The village's goals, those taken off its page included."""
    return [
        {
            "aspect": goal.aspect.name,
            "words": veiled(goal.words, village),
            "state": goal.state,
            "state_thai": goal.get_state_display(),
            "said_at": moment(goal.at),
            "said_by": veiled(goal.said_by, village),
            "settled_on": day(goal.settled_on),
            "settled_words": veiled(goal.settled_words, village),
            "on_page": goal.taken_off_at is None,
        }
        for goal in village.goals.by_aspect()
    ]


def asks_of(village: Village) -> list[dict]:
    """Hands the village asked for, who offered, and its thanks."""
    return [
        {
            "words": veiled(asked.words, village),
            "needed_by": veiled(asked.needed_by, village),
            "state": asked.state,
            "state_thai": asked.get_state_display(),
            "asked_at": moment(asked.at),
            "said_by": veiled(asked.said_by, village),
            "offered": [offer.user.spoken_name for offer in asked.standing_offers],
            "closed_at": moment(asked.closed_at),
            "thanks": veiled(asked.thanks, village),
            "on_page": asked.taken_off_at is None,
        }
        for asked in village.support_requests.newest_first().with_offers()
    ]


def pairs_of(village: Village, photos: Photos) -> list[dict]:
    """Then and now: pairs of published photos with their words."""
    found = []
    for pair in ThenAndNow.objects.shown(village):
        sides = {}
        for side, photo, words in (
            ("then", pair.then, pair.then_words),
            ("now", pair.now, pair.now_words),
        ):
            words = veiled(words, village)
            shown = ShownPhoto(photo, words, veiled(photo.alt, village) or words)
            sides[side] = photos.take(shown, f"pair-{pair.pk}-{side}")
        if all(sides.values()):
            found.append(sides)
    return found


def visits_of(village: Village) -> list[dict]:
    """The days somebody came by to listen, latest first, and which stories came of it."""
    visits = Visit.objects.kept().filter(village=village).order_by("-day", "-number")
    asked = set(
        VillageApproval.objects.filter(story__village=village).values_list("story", flat=True)
    )
    return [
        {
            "day": day(visit.day),
            "stories": sorted(asked & {story.pk for story in visit.stories.all()}),
        }
        for visit in visits.prefetch_related("stories")
    ]
