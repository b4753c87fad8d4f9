"""Fills an empty database of the site with published stories, by COPY and through its rules.

    DATABASE_URL=… python -m bench.fill 10000

What stands afterwards is what the site's own deeds would have left: visits, people with their
consents, texts, the villages' yes. Every trigger is on while it is written. The same number of
stories gives the same rows, keys and moments included; only who signs in is missing: nobody can.
"""

import datetime
import io
import sys
import uuid
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from zoneinfo import ZoneInfo

import django

from bench import prose, words

RICH_VILLAGE = "80060605"  # has hundreds of stories where others have a few
PEOPLE_IN_VILLAGE = 8
FIRST_PAGE = 13  # stories whose photos are drawn
BATCH = 2000  # stories that are written in one transaction
LAST_DAY = datetime.datetime(2026, 10, 31, 18, tzinfo=ZoneInfo("Asia/Bangkok"))
YEARS = 4  # over which the stories were published


def main(arguments: list[str]) -> int:
    """Fills the database that DATABASE_URL names with as many stories as the argument says."""
    django.setup()
    fill(int(arguments[0]))
    return 0


def fill(count: int) -> None:
    """Writes `count` published stories and what they stand on, indexes and analyses.

    The database holds places and nobody yet. Raises RuntimeError when somebody is there already.
    """
    from django.core.management import call_command
    from django.db import connection

    def look() -> None:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")

    # Plans made while the tables were empty would read all of them for every row.
    write_stories(count, after_first=look)
    look()
    draw_photos(FIRST_PAGE)
    call_command("index_stories", verbosity=0)
    look()


def write_stories(
    count: int, every: int = 1, after_first: Callable[[], None] = lambda: None
) -> None:
    """Writes the stories and whom they are of; calls `after_first` behind the first batch.

    `every` leaves villages out, as in `Cast`. Raises RuntimeError when somebody is there already.
    """
    from django.db import connection

    from members.models import User

    if User.objects.exists():
        raise RuntimeError("the database is not empty")
    cast = Cast(every)
    numbers = iter(range(1, count + 1))
    while batch := list(islice(numbers, BATCH)):
        write_batch(cast, batch, count)
        if batch[0] == 1:
            after_first()
    set_counters(connection)


class Cast:
    """Who is there before the first story: partners in every district, people in every village.

    `every` leaves villages out: 40 takes each fortieth, and the rich one.
    """

    def __init__(self, every: int = 1):
        from villages.models import Aspect, Village

        villages = Village.objects.select_related("tambon").order_by("code")
        self.rich = villages.get(code=RICH_VILLAGE)
        self.villages = [*villages.exclude(code=RICH_VILLAGE)[::every], self.rich]
        self.aspects = dict(Aspect.objects.values_list("slug", "pk"))
        self.name_villages()
        self.scribes = self.add_scribes()
        self.people = self.add_people()

    def name_villages(self) -> None:
        """Every village gets a name; some names are those of several villages."""
        from villages.models import Village

        names = prose.village_names()
        for place, village in enumerate(self.villages):
            village.name = names[place % len(names)]
            if place % 3 == 0:
                village.joined_on = LAST_DAY.date() - datetime.timedelta(days=place)
        Village.objects.bulk_update(self.villages, ["name", "joined_on"], batch_size=500)

    def add_scribes(self) -> dict[str, list[int]]:
        """Two partners in each district, by its code; they cannot sign in."""
        from members.models import Agency, Posting, User
        from villages.models import District

        agency = Agency.objects.create(name="หน่วยงานสมมุติ", kind=Agency.Kind.COMMUNITY_DEVELOPMENT)
        found: dict[str, list[int]] = {}
        for place, district in enumerate(District.objects.order_by("code")):
            for seat in range(2):
                number = place * 2 + seat
                name = f"{words.FIRST_NAMES[number % 40]} {words.SURNAMES[number % 24]}"
                user = User.objects.create_user(f"scribe{number}@bench.example", name=name)
                begins = LAST_DAY.date() - datetime.timedelta(days=3000)
                Posting.objects.create(user=user, agency=agency, district=district, begins=begins)
                found.setdefault(district.code, []).append(user.pk)
        return found

    def add_people(self) -> dict[str, list[tuple[int, str]]]:
        """(key, name as one says it) of eight people in each village; one is not to be named."""
        from stories.models import Person, PersonConsent

        people, consents, found = [], [], {}
        for place, village in enumerate(self.villages):
            dice = prose.dice_of(place, 4)
            firsts = prose.shuffled(dice, words.FIRST_NAMES)[:PEOPLE_IN_VILLAGE]
            for seat, first in enumerate(firsts):
                key = place * PEOPLE_IN_VILLAGE + seat + 1
                called = prose.pick(dice, words.CALLED)
                surname = prose.pick(dice, words.SURNAMES)
                people.append(
                    {
                        "id": key,
                        "uuid": key_of(1, key),
                        "village_id": village.code,
                        "name": f"{first} {surname}",
                        "called": called,
                        "nonce": f"{key:016x}",
                        "made_at": LAST_DAY - datetime.timedelta(days=2000),
                    }
                )
                found.setdefault(village.code, []).append((key, f"{called}{first}"))
                if seat:  # the first of each village has not agreed to be named
                    consents.append(self.consent(key, village))
        copy_in(Person, people)
        copy_in(PersonConsent, consents)
        return found

    def consent(self, person: int, village) -> dict:
        """That somebody agreed to be named on the web, said before a witness."""
        return {
            "id": person,
            "person_id": person,
            "what": "name",
            "where": "web",
            "how": "spoken",
            "asked_words": "ขึ้นชื่อบนหน้าเว็บได้ไหม",
            "witness": "ครูสายใจ",
            "asked_by_id": self.scribes[village.code[:4]][0],
            "given_at": LAST_DAY - datetime.timedelta(days=1999),
        }


# One batch --------------------------------------------------------------------------------------


def write_batch(cast: Cast, numbers: list[int], of: int) -> None:
    """Writes some stories whole, in the order that the database's rules ask for."""
    from django.db import transaction

    from stories import models

    rows = Rows()
    for number in numbers:
        add_story(rows, cast, number, of)
    story, revision = models.Story, models.Revision
    with transaction.atomic():
        # A text is whole before the village is asked, and the village says yes before it shows.
        for model in (models.Visit, models.Photo, revision, models.Teller, models.Nugget):
            copy_in(model, rows[model.__name__])
        copy_in(models.RevisionPhoto, rows["RevisionPhoto"])
        copy_in(revision.aspects.through, rows["RevisionAspects"])
        copy_in(models.VillageApproval, rows["VillageApproval"])
        copy_in(story, rows["Story"])
        copy_in(story.aspects.through, rows["StoryAspects"])
        copy_in(models.Reads, rows["Reads"])


class Rows(dict):
    """Rows to be written, by what they are."""

    def __missing__(self, name: str) -> list[dict]:
        return self.setdefault(name, [])


def add_story(rows: Rows, cast: Cast, number: int, of: int) -> None:
    """Puts everything that story `number` consists of among the rows."""
    dice = prose.dice_of(number, 5)
    village = village_of(cast, number, of)
    scribe = prose.pick(dice, cast.scribes[village.code[:4]])
    moment = LAST_DAY - datetime.timedelta(minutes=(of - number) * YEARS * 525_600 // of)
    tellers = prose.shuffled(dice, cast.people[village.code])[: 1 + int(dice.random() * 2)]
    text = prose.write(number, [name for _, name in tellers], prose.planted(number, of))
    told = moment - datetime.timedelta(days=9)
    rows["Visit"].append(
        {
            "number": number,
            "client_uuid": key_of(2, number),
            "author_id": scribe,
            "state": "kept",
            "village_id": village.code,
            "day": told.date(),
            "good": text.title,
            "begun_at": told,
            "kept_at": told,
        }
    )
    rows["Revision"].append(
        {
            "id": number,
            "story_id": number,
            "position": 1,
            "title": text.title,
            "body": text.body,
            "by_id": scribe,
            "at": told,
        }
    )
    for place, (person, _) in enumerate(tellers):
        key = number * 2 + place
        rows["Teller"].append(
            {"id": key, "revision_id": number, "position": place, "person_id": person}
        )
    for knows, how in text.nuggets:
        rows["Nugget"].append(
            {
                "id": number,
                "revision_id": number,
                "position": 0,
                "knows": knows,
                "how": how,
                "holder_id": tellers[0][0],
            }
        )
    add_photos(rows, number, scribe, told, text.title)
    rows["VillageApproval"].append(
        {
            "id": number,
            "story_id": number,
            "revision_id": number,
            "asked_by_id": scribe,
            "asked_at": told,
            "answer": "yes",
            "how": "in_person",
            "answered_at": moment,
            "answered_by": "ผู้ใหญ่บ้าน",
            "witness": "ครูสายใจ",
            "taken_by_id": scribe,
        }
    )
    rows["Story"].append(
        {
            "number": number,
            "client_uuid": key_of(3, number),
            "village_id": village.code,
            "visit_id": number,
            "scribe_id": scribe,
            "state": "published",
            "published_revision_id": number,
            "begun_at": told,
            "published_at": moment,
        }
    )
    for place, slug in enumerate(text.aspects):
        aspect = {"id": number * 2 + place, "aspect_id": cast.aspects[slug]}
        rows["RevisionAspects"].append({**aspect, "revision_id": number})
        rows["StoryAspects"].append({**aspect, "story_id": number})
    rows["Reads"].append({"story_id": number, "count": int(dice.random() * 400)})


def village_of(cast: Cast, number: int, of: int):
    """Whose story it is: any village's, and now and then the rich one's.

    That has 30 stories of 1,000, 95 of 10,000 and 300 of 100,000, and a few by chance.
    """
    if number % max(1, round(of / (30 * (of / 1000) ** 0.5))) == 0:
        return cast.rich
    return prose.pick(prose.dice_of(number, 6), cast.villages)


def add_photos(rows: Rows, number: int, scribe: int, at, title: str) -> None:
    """One to three photos without faces for one story in four."""
    dice = prose.dice_of(number, 7)
    if dice.random() >= 0.25:
        return
    for place in range(1 + int(dice.random() * 3)):
        key = number * 4 + place
        photo = {
            "id": key,
            "uuid": key_of(4, key),
            "visit_id": number,
            "sha256": f"{key:064x}",
            "original_name": "IMG.jpg",
            "format": "jpg",
            "width": 1200,
            "height": 900,
            "caption": title,
            "alt": title,
            "position": place,
            "uploaded_by_id": scribe,
            "uploaded_at": at,
            "shows": "wide",
        }
        rows["Photo"].append(photo)
        shown = {name: photo[name] for name in ("id", "position", "caption", "alt")}
        rows["RevisionPhoto"].append({**shown, "revision_id": number, "photo_id": key})


def draw_photos(stories: int) -> None:
    """Draws the photos of the newest stories, which first pages show; others have no files."""
    from PIL import Image

    from stories import photos
    from stories.demo import drawing
    from stories.models import Photo, Story

    newest = Story.objects.newest_first().values_list("visit", flat=True)[:stories]
    pictures = [
        Image.open(io.BytesIO(drawing.as_jpeg(scene, 1, width=1200)))
        for scene in ("rice", "mangrove", "kitchen")
    ]
    for place, photo in enumerate(Photo.objects.filter(visit__in=list(newest)).order_by("pk")):
        photos.draw_copies(photo, pictures[place % len(pictures)])


def key_of(kind: int, number: int) -> uuid.UUID:
    """A UUID that is always the same for the same thing."""
    return uuid.UUID(int=kind << 64 | number, version=4)


# Writing ----------------------------------------------------------------------------------------


def copy_in(model, rows: list[dict]) -> None:
    """COPYs rows of {column: value} into the table of `model`; what a row leaves out is default."""
    from django.db import connection

    if not rows:
        return
    fields = [each for each in model._meta.concrete_fields if not each.generated]
    columns = ", ".join(connection.ops.quote_name(each.column) for each in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    defaults = {each.attname: plain(each.get_default()) for each in fields}
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy,
    ):
        for row in in_columns(fields, rows, defaults):
            copy.write_row(row)


def in_columns(fields, rows: Iterable[dict], defaults: dict) -> Iterator[list]:
    """Each row's values in the order of the fields. Raises KeyError for a column there is not."""
    names = [each.attname for each in fields]
    known = set(names)
    for row in rows:
        if unknown := row.keys() - known:
            raise KeyError(", ".join(unknown))
        yield [row.get(name, defaults[name]) for name in names]


def plain(value):
    """A default as COPY takes it: an empty JSON object as its text."""
    return "{}" if value == {} else value


def set_counters(connection) -> None:
    """The counters of keys go on behind what was written with keys of its own."""
    from django.apps import apps

    with connection.cursor() as cursor:
        for app in ("stories", "members"):
            for model in apps.get_app_config(app).get_models(include_auto_created=True):
                key, table = model._meta.pk, model._meta.db_table
                if key.get_internal_type() in {"AutoField", "BigAutoField"}:
                    cursor.execute(
                        f"SELECT setval(pg_get_serial_sequence(%s, %s), max({key.column})) "  # noqa: S608 (our own names)
                        f'FROM "{table}" HAVING max({key.column}) IS NOT NULL',
                        [f'"{table}"', key.column],
                    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
