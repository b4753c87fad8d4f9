"""People in stories: who they are, what they agreed to, what a photo shows of them.

Consent is given for one thing in one place at a time, face to face with a witness, on paper or at
the person's own link, and taken back with one press or one word to any partner (PDPA B.E. 2562,
section 19: withdrawing is as easy as giving). A guardian answers for a child (section 20).
"""

import datetime
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from kmnet.links import new_nonce, nonce_behind
from kmnet.thai.text import normalise
from members.models import User
from stories.models import Person, PersonConsent, Photo, PhotoPerson
from stories.models.people import LINK_SALT
from stories.search import keeping
from villages.models import Village

What = PersonConsent.What
Where = PersonConsent.Where
How = PersonConsent.How

# The sentence that is read to somebody before they answer; kept with the answer as it was asked.
ASKED = "ขอเอา{what}ขึ้น{where} ถอนเมื่อไรก็ได้ บอกคนทำงานเครือข่ายคนไหนก็ได้ หรือกดเองที่ลิงก์"


class LinkDoesNotOpen(Exception):
    """The address is wrong, was renewed, or its person has been erased."""


def person_named(*, village: Village, called: str, name: str, is_child: bool = False) -> Person:
    """The person of this village with that name, made when nobody has it yet.

    Raises ValidationError when the name is blank, or a grown-up of that name is told to be a child.
    """
    called, name = normalise(called), " ".join(normalise(name).split())
    if not name:
        raise ValidationError("ยังไม่ได้ใส่ชื่อ")
    known = Person.objects.remembered().filter(village=village)
    # ป้ามาลี typed in one box and ป้า · มาลี in two are one person.
    for person in known:
        if person.spoken_name.replace(" ", "") == f"{called}{name}".replace(" ", ""):
            break
    else:
        person, _ = Person.objects.get_or_create(
            village=village,
            called=called,
            name=name,
            erased_at=None,
            defaults={"is_child": is_child},
        )
    if is_child and not person.is_child:
        if person.consents.live().exists():
            raise ValidationError(
                f"{person.spoken_name}จดไว้ว่าเป็นผู้ใหญ่ ถ้าเป็นเด็กคนละคน เติมชื่อเล่นให้ต่างกัน"
            )
        person.is_child = True
        person.save(update_fields=["is_child"])
    return person


@transaction.atomic
def agree(
    *,
    person: Person,
    what: Iterable[str],
    where: Iterable[str],
    how: str,
    asked_by: User | None = None,
    witness: str = "",
    guardian: str = "",
    until: datetime.date | None = None,
    now: datetime.datetime | None = None,
) -> list[PersonConsent]:
    """Write down what somebody agreed to: each of `what` in each of `where`, until a day or none.

    A newer answer takes the place of the one that stood. Raises ValidationError by field: nothing
    chosen, no witness for the spoken word, no guardian for a child, a day that has passed.
    """
    what, where = list(what), list(where)
    now = now or timezone.now()
    # What was read a while ago may have changed: somebody erased, or found to be a child.
    locked = Person.objects.select_for_update().get(pk=person.pk)
    problems = {}
    if not what or not set(what) <= set(What.values):
        problems["what"] = "ยังไม่ได้เลือกว่าตกลงเรื่องอะไร ชื่อ หน้า หรือบ้าน"
    if not where or not set(where) <= set(Where.values):
        problems["where"] = "ยังไม่ได้เลือกว่าให้ขึ้นที่ไหน"
    if how not in How.values:
        problems["how"] = "ยังไม่ได้เลือกว่าตกลงกันอย่างไร"
    if how == How.SPOKEN and not witness.strip():
        problems["witness"] = "ยังไม่ได้ใส่ชื่อพยาน คนที่ได้ยินคำตกลงด้วยกันตอนนั้น"
    if how == How.LINK and locked.is_child:
        problems["how"] = "เด็กตอบเองทางลิงก์ไม่ได้ คุยกับผู้ปกครองต่อหน้า แล้วจดไว้"
    if locked.is_child and not guardian.strip():
        problems["guardian"] = "คนนี้เป็นเด็ก ใส่ชื่อผู้ปกครองที่ตอบแทน"
    if until and until < timezone.localdate(now):
        problems["until"] = "วันที่ให้ถึงผ่านไปแล้ว ลองดูปี พ.ศ. อีกครั้ง"
    if locked.erased_at:
        problems["__all__"] = "คนนี้ขอให้ลบไปแล้ว ถ้าเขากลับมาตกลงเอง จดชื่อใหม่อีกครั้ง"
    if problems:
        raise ValidationError(problems)
    given = []
    for thing in what:
        for place in where:
            standing = locked.consents.filter(what=thing, where=place, withdrawn_at=None)
            standing.update(withdrawn_at=now, withdrawn_how="มีคำตอบใหม่แทน")
            given.append(
                PersonConsent.objects.create(
                    person=locked,
                    what=thing,
                    where=place,
                    until=until,
                    how=how,
                    asked_words=ASKED.format(what=What(thing).label, where=Where(place).label),
                    witness=witness,
                    guardian=guardian,
                    asked_by=asked_by,
                    given_at=now,
                )
            )
    return given


@transaction.atomic
def withdraw(
    *,
    person: Person,
    how: str,
    what: Iterable[str] = tuple(What.values),
    where: Iterable[str] = tuple(Where.values),
    told_to: User | None = None,
    now: datetime.datetime | None = None,
) -> int:
    """Take consent back; names and photos are gone from every page with the commit.

    Without `what` and `where`, everything. `how` says in words how it was asked. Returns how many
    consents ended; none is no error, since what was asked is so.
    """
    locked = Person.objects.select_for_update().get(pk=person.pk)
    standing = locked.consents.filter(what__in=list(what), where__in=list(where), withdrawn_at=None)
    keeping.soon()  # what is found of the village was emptied with the leave, and is made anew
    return standing.update(
        withdrawn_at=now or timezone.now(), withdrawn_how=how, withdrawn_by=told_to
    )


@transaction.atomic
def say_what_it_shows(
    *,
    photo: Photo,
    shows: str,
    children: bool = False,
    faces: Iterable[Person] = (),
    places: Iterable[Person] = (),
) -> Photo:
    """Say whether a photo is wide or shows faces, whose, and whether children are in it.

    Raises ValidationError when faces are seen and nobody is named, when a child's face is seen and
    no child is, or when somebody would be left out who has not agreed to be seen, though the
    village was asked about the photo as it was.
    """
    faces, places = list(faces), list(places)
    if shows not in {Photo.Shows.WIDE, Photo.Shows.FACES}:
        raise ValidationError("ยังไม่ได้บอกว่าในรูปเห็นหน้าคนชัดไหม")
    if shows == Photo.Shows.FACES and not faces:
        raise ValidationError("รูปนี้เห็นหน้าคน บอกด้วยว่าใครอยู่ในรูป จะได้ไปถามเขาก่อน")
    if shows == Photo.Shows.FACES and children and not any(each.is_child for each in faces):
        raise ValidationError("รูปนี้เห็นหน้าเด็ก ใส่ชื่อเด็กด้วย จะได้ไปถามผู้ปกครอง ชื่อนี้ไม่ขึ้นหน้าเว็บ")
    locked = Photo.objects.select_for_update().get(pk=photo.pk)
    wanted = {(each.pk, PhotoPerson.What.FACE) for each in faces}
    wanted |= {(each.pk, PhotoPerson.What.PLACE) for each in places}
    standing = {(row.person_id, row.what): row for row in locked.people.select_related("person")}
    left_out = [row for key, row in standing.items() if key not in wanted]
    refuse_leaving_out(locked, left_out)
    locked.shows = shows
    locked.children = children or any(each.is_child for each in faces)
    locked.save(update_fields=["shows", "children"])
    for row in left_out:
        row.delete()
    PhotoPerson.objects.bulk_create(
        PhotoPerson(photo=locked, person_id=person, what=what)
        for person, what in sorted(wanted - set(standing))
    )
    return locked


def refuse_leaving_out(photo: Photo, rows: list[PhotoPerson]) -> None:
    """Raise ValidationError where leaving these people out would show what they did not agree to.

    As long as the village was not asked about a text with the photo, it may still be put right.
    """
    asked = photo.shown_in.filter(revision__approvals__isnull=False)
    if photo.removed_at or not rows or not asked.exists():
        return
    for row in rows:
        given = row.person.consents.filter(what=row.what)
        places = {Where.WEB, *given.values_list("where", flat=True)}
        if places - set(given.live().values_list("where", flat=True)):
            raise ValidationError(
                f"หมู่บ้านรู้แล้วว่ารูปนี้{row.get_what_display()}{row.person.spoken_name} "
                "และตอนนี้ยังไม่มีคำตกลงให้ขึ้น จะบอกว่าไม่เห็นเขาไม่ได้ เอารูปนี้ออกจากเรื่องแทน"
            )


def renew_link(person: Person) -> Person:
    """Make the person's link anew; the old one stops working at once."""
    person.nonce = new_nonce()
    person.save(update_fields=["nonce"])
    return person


def person_behind(secret: str) -> Person:
    """The person whose own page an address opens.

    Raises LinkDoesNotOpen for a wrong signature, a renewed link or an erased person, without
    telling which.
    """
    found = (
        Person.objects.remembered()
        .select_related("village__tambon__district")
        .filter(nonce=nonce_behind(secret, salt=LINK_SALT))
        .first()
    )
    if found is None:
        raise LinkDoesNotOpen
    return found
