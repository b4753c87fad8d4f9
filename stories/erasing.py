"""Erasing a person of a village (PDPA B.E. 2562, section 33): first what would happen, then the deed.

The village's story stays, without the name, the face and the numbers of whoever asked. `plan` lists
what goes, what is rewritten and what stays and why; `erase` does exactly that, for both walk over
the same `changes`. Which texts are looked through, the register of personal data says
(`kmnet.personal`). One transaction does it all; files go after it stands, and the record says
which, so that a crash between the two leaves nothing behind for good.
"""

import datetime
import logging
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils import timezone

from kmnet import erasures
from kmnet.links import new_nonce
from kmnet.personal import rewritten
from kmnet.thai.text import truncate
from kmnet.thai.words import and_list
from members import files
from members.models import HandoverLine, Letter, Nomination, User
from stories.models import (
    Encounter,
    Person,
    PersonErasure,
    Photo,
    PhotoPerson,
    Printing,
    Receipt,
    Revision,
    RevisionPhoto,
    SignedSheet,
    Story,
    TakeDown,
    ThenAndNow,
    Visit,
)
from stories.models.people import NOBODY_IN_PARTICULAR, SOME_CHILD
from stories.models.pledges import PracticeChangeStep, PromiseStep
from stories.photos import WIDTHS
from stories.takedowns import secret_of
from stories.unnaming import Unnaming, parts_of
from villages.models import Stewardship, Village

log = logging.getLogger(__name__)

NAME = ("called", "name")
NAMED_ROWS = ("stories.Person", "villages.Stewardship")  # whose every row is somebody's name
MOST_SHOWN = 6  # places of one word that a sentence of the plan shows
_ADDRESS = re.compile(r"/(?:villages|stories|takedowns|withdrawn|visits|people)/[^/\s]+/")


@dataclass(frozen=True)
class Change:
    """One row whose texts change: the new values by field, and where in words."""

    row: models.Model
    values: dict[str, Any]
    where: str
    around: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Plan:
    """What erasing a person does, before anything is done."""

    person: Person
    changes: list[Change]
    photos: list[Photo]
    sheets: list[SignedSheet]
    nominations: list[Nomination]
    goes: list[str]
    stays: list[str]
    refusals: list[str]

    @property
    def counts(self) -> dict[str, int]:
        """How much of what goes and changes; numbers alone, for the record."""
        return {
            "texts": len(self.changes),
            "consents": self.person.consents.count(),
            "photos": len(self.photos),
            "sheets": len(self.sheets),
            "nominations": len(self.nominations),
        }


def plan(person: Person) -> Plan:
    """What `erase` would do to this person today. Changes nothing."""
    here, elsewhere = unnamings(person)
    found = list(changes(person, here, elsewhere))
    photos = photos_of(person)
    nominations = files_of(person, here)
    sheets = list(
        SignedSheet.objects.filter(approval__in=changed_keys(found, "stories.VillageApproval"))
    )
    return Plan(
        person=person,
        changes=found,
        photos=photos,
        sheets=sheets,
        nominations=nominations,
        goes=what_goes(person, photos, sheets, nominations),
        stays=what_stays(person, here, elsewhere),
        refusals=refusals(person, here),
    )


@transaction.atomic
def erase(
    *, person: Person, by: User | None, reason: str, now: datetime.datetime | None = None
) -> PersonErasure:
    """Erase a person as `plan` says. Returns the record; done twice, it is the same one.

    Raises ValidationError without a reason, or while the person keeps the village's stories. The
    ledger is written and files go once the transaction stands.
    """
    hold(person.village_id)
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if person.erased_at:
        return person.erasure
    if not reason.strip():
        raise ValidationError({"reason": "ยังไม่ได้เขียนว่าลบเพราะอะไร เช่น เจ้าตัวขอ"})
    found = plan(person)
    if found.refusals:
        raise ValidationError(found.refusals)
    now = now or timezone.now()
    record = PersonErasure.objects.create(
        person=person,
        reason=unnamings(person)[0].text(reason)[:200],
        counts=found.counts,
        by=by,
        begun_at=now,
    )
    gone = [path for photo in found.photos for path in paths_of(photo)]
    gone += [relative(sheet.path) for sheet in found.sheets]
    with changing_texts(record):
        for change in found.changes:
            type(change.row)._base_manager.filter(pk=change.row.pk).update(**change.values)
        number_anew(person, found.changes)
        take_photos_away(found.photos, now)
        SignedSheet.objects.filter(pk__in=[sheet.pk for sheet in found.sheets]).delete()
        person.consents.all().delete()
    for nomination in found.nominations:
        files.erase(nomination=nomination, by=by, rule="เจ้าตัวขอให้ลบ")
    person.name = person.called = person.alias = person.contact = ""
    person.nonce, person.erased_at = new_nonce(), now
    person.save()
    record.counts["files"], record.done_at = gone, now
    record.save(update_fields=["counts", "done_at"])
    erasures.note(erasures.PERSON, str(person.uuid), now)
    transaction.on_commit(lambda: discard(gone), robust=True)
    return record


def hold(village_code: str) -> None:
    """Hold the village's visits and stories: whoever writes in them now is waited for, and waits."""
    for model in (Visit, Story):
        held = model.objects.filter(village=village_code).order_by("pk")
        list(held.select_for_update(no_key=True, of=("self",)).values_list("pk"))


@contextmanager
def changing_texts(record: PersonErasure):
    """For the while of the block the database lets written texts change, under this record."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('kmnet.erasing', %s, true)", [str(record.pk)])
        yield
        cursor.execute("SELECT set_config('kmnet.erasing', '', true)")


def number_anew(person: Person, found: list[Change]) -> None:
    """Give the newest text of each story that named them the next number.

    A form opened on that text before says another number when it is sent, and so does not bring
    the name back (`publishing.revise`).
    """
    texts = Q(pk__in=changed_keys(found, "stories.Revision"))
    texts |= Q(shown_photos__in=changed_keys(found, "stories.RevisionPhoto"))
    texts |= Q(nuggets__in=changed_keys(found, "stories.Nugget"))
    texts |= Q(tellers__person=person) | Q(nuggets__holder=person)
    for story in Story.objects.filter(pk__in=Revision.objects.filter(texts).values("story")):
        newest = story.latest_revision
        Revision.objects.filter(pk=newest.pk).update(position=newest.position + 1)


# How the person is found -------------------------------------------------------------------------


def unnamings(person: Person) -> tuple[Unnaming, Unnaming]:
    """(for texts of the person's village, for texts that may be about a namesake elsewhere)."""
    instead = SOME_CHILD if person.is_child else NOBODY_IN_PARTICULAR
    village = person.village_id
    who = (person.called, person.name, instead)
    known, others = known_beside(person), people_beside(person)
    alone = Unnaming(*who, known=known)
    contacts = [person.contact]
    contacts += [
        keeper.phone
        for keeper in Stewardship.objects.filter(village=village)
        if alone.is_them(keeper.called, keeper.name)
    ]
    contacts += [
        asked.contact
        for asked in TakeDown.objects.filter(story__village=village)
        if alone.is_them("", asked.said_by)
    ]
    return (
        Unnaming(*who, contacts=contacts, others=others, known=known),
        Unnaming(*who, contacts=contacts, whole_only=True),
    )


def known_beside(person: Person) -> list[tuple[str, str]]:
    """(called, name) of everybody else who has a row among the people of the village."""
    rows = Person.objects.remembered().filter(village=person.village_id).exclude(pk=person.pk)
    return list(rows.values_list("called", "name"))


def people_beside(person: Person) -> list[tuple[str, str]]:
    """(called, name) of everybody else whom the village's stories, visits and keepers name."""
    village = person.village_id
    rows = [
        *known_beside(person),
        *Encounter.objects.filter(visit__village=village).values_list("called", "name"),
        *Stewardship.objects.filter(village=village).values_list("called", "name"),
    ]
    return list(dict.fromkeys(rows))


def changes(person: Person, here: Unnaming, elsewhere: Unnaming) -> Iterator[Change]:
    """Every row that names the person or holds their numbers, with what it will say."""
    village = person.village
    for holds in rewritten():
        model = apps.get_model(holds.model)
        rows = model._base_manager.filter(**{holds.village: village}).distinct()
        yield from changed(rows.order_by("pk"), holds.fields, here)
    others = village.people.exclude(pk=person.pk)
    yield from changed(others, ("alias", "contact"), here)
    yield from changed(TakeDown.objects.filter(person=person), ("said_by", "words"), here)
    for asked in TakeDown.objects.filter(story__village=village).exclude(contact=""):
        if here.is_them("", asked.said_by):
            yield Change(asked, {"contact": ""}, where_of(asked), [asked.contact])
    for keeper in Stewardship.objects.filter(village=village):
        if here.is_them(keeper.called, keeper.name):
            values = {"name": here.instead, "called": "", "phone": "", "show_name": False}
            yield Change(keeper, values, where_of(keeper), [keeper.spoken_name])
    for visit in Visit.objects.filter(village=None).order_by("pk"):
        yield from in_visit(visit, here if is_about(visit, village) else elsewhere)
    yield from in_letters(village, here, elsewhere)
    yield from on_the_desk(village, here, elsewhere)


def is_about(visit: Visit, village: Village) -> bool:
    """Whether a visit without a village yet is about this one, as far as was typed."""
    chosen = [code for name in ("village", "recent") for code in visit.typed.get(name, []) if code]
    return village.pk in chosen if chosen else village.tambon_id in visit.typed.get("tambon", [])


def in_visit(visit: Visit, unnaming: Unnaming) -> Iterator[Change]:
    """What changes in one visit and its parts, whether it has a village yet or not."""
    fields = {each.model: each.fields for each in rewritten()}
    parts = (visit.submissions, visit.encounters, visit.changes, visit.promises, visit.reviews)
    parts += (visit.photos, handed_on(visit))
    for model in (PracticeChangeStep, PromiseStep):
        parts += (model.objects.filter(pledge__visit=visit),)
    for row in [visit, *(row for rows in parts for row in rows.all())]:
        yield from changed([row], fields[row._meta.label], unnaming)


def handed_on(visit: Visit):
    """Lines by which the promises and changes of a visit were handed over: they say them again."""
    said = Q(pk=None)
    for kind, rows in (("promise", visit.promises), ("change", visit.changes)):
        for pk in rows.values_list("pk", flat=True):
            said |= Q(kind=kind, key=str(pk)) | Q(kind=kind, key__startswith=f"{pk}#")
    return HandoverLine.objects.filter(said).order_by("pk")


def changed(rows, names, unnaming: Unnaming) -> Iterator[Change]:
    """The rows among these that change, with their new values."""
    for row in rows:
        values, around = {}, []
        about_one = {"name", "called"} <= set(names)
        namesake = about_one and unnaming.is_namesake(row.called, row.name)
        for name in names:
            if namesake and name in NAME:
                continue
            value = getattr(row, name)
            if not isinstance(value, (str, list, dict)):
                continue
            after = unnaming.value(value)
            if after != value:
                values[name] = fitting(row, name, after)
                around += unnaming.around(value)
        if about_one and unnaming.is_them(row.called, row.name):
            values |= {"called": "", "name": unnaming.instead}
            around = around or [f"{row.called}{row.name}"]
        if values:
            yield Change(row, values, where_of(row), around)


def fitting(row: models.Model, name: str, value: Any) -> Any:
    """The value, no longer than its column: what is said instead may be longer than a name."""
    most = row._meta.get_field(name).max_length
    return truncate(value, most) if isinstance(value, str) and most and len(value) > most else value


def in_letters(village: Village, here: Unnaming, elsewhere: Unnaming) -> Iterator[Change]:
    """Letters kept as rows. One that leads to the village's pages is read as the village's own."""
    addresses = {f"/villages/{village.pk}/"}
    for kind, rows in (
        ("stories", Story.objects.filter(village=village).values_list("pk", flat=True)),
        ("visits", village.visits.values_list("pk", flat=True)),
        ("people", village.people.values_list("uuid", flat=True)),
    ):
        addresses |= {f"/{kind}/{key}/" for key in rows}
    for asked in TakeDown.objects.filter(story__village=village):
        addresses |= {f"/takedowns/{asked.pk}/", f"/withdrawn/{secret_of(asked)}/"}
    for letter in Letter.objects.order_by("pk"):
        near = not addresses.isdisjoint(_ADDRESS.findall(letter.body))
        yield from changed([letter], ("subject", "body"), here if near else elsewhere)


def on_the_desk(village: Village, here: Unnaming, elsewhere: Unnaming) -> Iterator[Change]:
    """Lines of the desk's history about things of our own apps."""
    paths = {each.model: each.village for each in rewritten()}
    paths |= {"stories.Person": "village", "villages.Stewardship": "village"}
    paths |= {"stories.Story": "village", "villages.KeeperLink": "stewardship__village"}
    ours = LogEntry.objects.filter(content_type__app_label__in=settings.DESK_APPS)
    words = ("object_repr", "change_message")
    for entry in ours.select_related("content_type").order_by("pk"):
        if not list(changed([entry], words, here)):
            continue
        model = entry.content_type.model_class()
        path = paths.get(model._meta.label) if model else None
        rows = model._base_manager.filter(**{path: village}) if path else Person.objects.none()
        near = rows.filter(pk=entry.object_id).exists()
        yield from changed([entry], words, here if near else elsewhere)


def where_of(row: models.Model) -> str:
    """เรื่องที่ 3 · คำใต้ภาพ: where a row stands, in words."""
    kind = str(row._meta.verbose_name)
    for path, words in (
        ("story_id", "เรื่องที่ {}"),
        ("revision.story_id", "เรื่องที่ {}"),
        ("approval.story_id", "เรื่องที่ {}"),
        ("takedown.story_id", "เรื่องที่ {}"),
        ("visit_id", "การลงพื้นที่ เลขที่ {}"),
    ):
        found: Any = row
        for step in path.split("."):
            found = getattr(found, step, None)
        if found is not None:
            return f"{words.format(found)} · {kind}"
    return f"{kind} เลขที่ {row.pk}"


def changed_keys(found: list[Change], label: str) -> list:
    """Keys of the rows of one model among the changes."""
    return [change.row.pk for change in found if change.row._meta.label == label]


# Photos, papers and files ------------------------------------------------------------------------


def photos_of(person: Person) -> list[Photo]:
    """Photos that show the person or their home, and the same photo sent once more elsewhere."""
    shown = Photo.objects.filter(people__person=person)
    same = Photo.objects.filter(sha256__in=shown.exclude(sha256="").values("sha256"))
    return list((shown | same).distinct().order_by("pk")) if shown.exists() else []


def take_photos_away(photos: list[Photo], now: datetime.datetime) -> None:
    """Leave of these photos nothing but that they were there."""
    keys, sums = [photo.pk for photo in photos], {photo.sha256 for photo in photos}
    rows = Photo.objects.filter(pk__in=keys)
    rows.filter(removed_at=None).update(removed_at=now)
    rows.update(
        caption="",
        alt="",
        original_name="",
        sha256="",
        taken_at=None,
        latitude=None,
        longitude=None,
    )
    RevisionPhoto.objects.filter(photo__in=keys).update(caption="", alt="")
    for receipt in Receipt.objects.filter(visit__photos__in=keys).distinct():
        lines = receipt.said.get("photos", [])
        receipt.said["photos"] = [line for line in lines if line["sha256"] not in sums]
        receipt.save(update_fields=["said"])
    PhotoPerson.objects.filter(photo__in=keys).delete()
    pairs = ThenAndNow.objects.filter(Q(then__in=keys) | Q(now__in=keys), taken_off_at=None)
    pairs.update(taken_off_at=now)


def relative(path) -> str:
    """A path below MEDIA_ROOT, as the record keeps it."""
    return str(path.relative_to(settings.MEDIA_ROOT))


def paths_of(photo: Photo) -> list[str]:
    """The original and the folder of copies of a photo, below MEDIA_ROOT."""
    return [relative(photo.original_path), relative(photo.path(WIDTHS[0], "jpg").parent)]


def discard(paths: list[str]) -> int:
    """Delete these files and folders; says how many were still there."""
    there = [settings.MEDIA_ROOT / path for path in paths]
    there = [path for path in there if path.exists()]
    for path in there:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(there)


def sweep() -> int:
    """Delete what erasures of earlier days left on the disk; says how much that was."""
    records = PersonErasure.objects.exclude(done_at=None).values_list("counts", flat=True)
    return sum(discard(counts.get("files", [])) for counts in records)


# What the plan says ------------------------------------------------------------------------------


def refusals(person: Person, here: Unnaming) -> list[str]:
    """Why this person cannot be erased yet."""
    return [
        f"{keeper.spoken_name}ยังเป็นผู้ดูแลเรื่องของหมู่บ้านอยู่ จดว่าวางมือก่อน แล้วค่อยลบ"
        for keeper in Stewardship.objects.to_come_or_current().filter(village=person.village)
        if here.is_them(keeper.called, keeper.name)
    ]


def files_of(person: Person, here: Unnaming) -> list[Nomination]:
    """Files opened about this person from visits to the village, where nobody invited them."""
    met = Encounter.objects.filter(visit__village=person.village).exclude(nomination=None)
    found = {
        row.nomination_id: row.nomination
        for row in met.select_related("nomination").order_by("pk")
        if here.is_them(row.called, row.name)
    }
    return [each for each in found.values() if each.state in files.NOT_INVITED]


def what_goes(person, photos, sheets, nominations) -> list[str]:
    """Sentences about what is deleted."""
    lines = ["ชื่อ ชื่อที่เรียกกัน ชื่อที่ใช้แทน ที่ติดต่อ และลิงก์ของเจ้าตัว"]
    consents = person.consents.count()
    if consents:
        lines.append(f"คำตกลงที่จดไว้ {consents} ข้อ")
    if photos:
        lines.append(f"รูปที่เห็นหน้าหรือบ้านของเขา {len(photos)} รูป ทั้งต้นฉบับและทุกขนาด")
    if sheets:
        lines.append(f"รูปกระดาษที่มีชื่อเขาลงไว้ {len(sheets)} ใบ")
    for nomination in nominations:
        lines.append(f"แฟ้มคนที่ได้พบเลขที่ {nomination.pk} ทั้งแฟ้ม")
    return lines


def what_stays(person: Person, here: Unnaming, elsewhere: Unnaming) -> list[str]:
    """Sentences about what stays, and why."""
    lines = ["แถวเปล่าหนึ่งแถวกับวันที่ลบ ไม่มีชื่อ ไว้ลบซ้ำถ้าต้องกู้ข้อมูลเก่าคืนมา"]
    stories = Story.objects.filter(revisions__tellers__person=person).distinct()
    if numbers := [f"เรื่องที่ {number}" for number in stories.values_list("number", flat=True)]:
        lines.append(f"{and_list(numbers)}ที่เขาเล่า เพราะเป็นของหมู่บ้าน ผู้เล่าจะขึ้นว่า “{here.instead}”")
    printed = Printing.objects.filter(revisions__story__village=person.village).distinct()
    for printing in printed:
        lines.append(
            f"เล่มที่พิมพ์ไปแล้ว “{here.text(printing.title)}” {printing.copies} เล่ม เพราะเรียกคืนไม่ได้"
        )
    walking = Encounter.objects.filter(visit__village=person.village).exclude(nomination=None)
    for row in walking.select_related("nomination"):
        if here.is_them(row.called, row.name) and row.nomination.state not in files.NOT_INVITED:
            lines.append(f"แฟ้มเลขที่ {row.nomination_id} เพราะชวนมาร่วมเดินแล้ว บัญชีของเขาลบแยกกัน")
    lines += (
        namesakes(person, here) + words_left(person, here) + in_other_villages(person, elsewhere)
    )
    lines.append("จดหมายที่ส่งออกไปแล้วอยู่ในตู้ของผู้รับ เรียกคืนไม่ได้")
    lines.append("ชุดสำรองข้อมูลเก่า จนกว่าจะหมดอายุ ถ้ากู้คืนจะลบซ้ำให้เอง")
    return lines


def namesakes(person: Person, here: Unnaming) -> list[str]:
    """Who else of the village is called alike and keeps the name; and rows that may be the same."""
    alike = [who for who in people_beside(person) if parts_of(*who)[1] == here.first]
    others = [f"{called}{name}" for called, name in alike if not here.is_them(called, name)]
    lines = []
    if others:
        lines.append(
            f"ชื่อเต็มของ{and_list(others)} เพราะชื่อต้นเหมือนกันแต่ถือว่าคนละคน "
            "ตรงที่เขียนแค่ชื่อต้นจะถูกแทนไปด้วย ถ้าเป็นคนเดียวกัน แก้ชื่อเขาให้เต็มก่อน"
        )
    twice = [
        f"{called}{name}" for called, name in known_beside(person) if here.is_them(called, name)
    ]
    if twice:
        lines.append(f"{and_list(twice)}ที่จดไว้อีกชื่อหนึ่ง ถ้าเป็นคนเดียวกัน ลบชื่อนั้นด้วย")
    return lines


def words_left(person: Person, here: Unnaming) -> list[str]:
    """Where the first name alone, when it is also a word of every day, or the last name stays."""
    found: dict[str, list[str]] = {}
    for holds in rewritten():
        rows = apps.get_model(holds.model)._base_manager
        texts = (
            rows.filter(**{holds.village: person.village_id}).distinct().values_list(*holds.fields)
        )
        for word, around in here.left([list(row) for row in texts]):
            found.setdefault(word, []).append(f"…{around}…")
    reasons = {here.first: "เพราะเป็นคำธรรมดาด้วย", here.last: "เพราะญาติก็ใช้"}
    return [
        f"คำว่า “{word}” ที่อยู่ลำพัง {len(places)} ที่ {reasons[word]} ดูเองว่าหมายถึงเขาไหม เช่น "
        + " ".join(list(dict.fromkeys(places))[:MOST_SHOWN])
        for word, places in found.items()
    ]


def in_other_villages(person: Person, elsewhere: Unnaming) -> list[str]:
    """Where the whole name stands in what other villages hold: it may be a namesake's."""
    if not elsewhere.last:
        return []
    ways = [(holds.model, holds.fields, holds.village) for holds in rewritten()]
    ways += [(label, NAME, "village") for label in NAMED_ROWS]
    found = []
    for label, fields, way in ways:
        named = Q(*((f"{name}__icontains", elsewhere.last) for name in fields), _connector=Q.OR)
        rows = apps.get_model(label)._base_manager.filter(named, **{f"{way}__isnull": False})
        for village, *texts in rows.values_list(way, *fields).distinct():
            said = texts if fields != NAME else [f"{texts[0]}{texts[1]}"]
            if village != person.village_id and elsewhere.value(said) != said:
                found.append(village)
    if not found:
        return []
    places = Village.objects.with_places().filter(pk__in=found).order_by("pk")
    return [
        f"ชื่อเต็มของเขาในหมู่บ้านอื่นอีก {len(found)} ที่ "
        f"({and_list([village.full_name for village in places])}) เพราะอาจเป็นคนชื่อซ้ำกัน "
        "ถ้าเป็นคนเดียวกัน ลบจากหมู่บ้านนั้นด้วย"
    ]
