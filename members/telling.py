"""Being told of: a partner's or a villager's words open a file, or join one that is open.

Nobody applies. Who asks to join is introduced to a partner of their district, who goes and meets
them. The same person told of twice is one file with two tellers, once a human has confirmed it.
"""

import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from kmnet.thai.text import normalise_query
from members import letters
from members.history import acting
from members.models import Agency, Nomination, PublicTelling, Relation, Telling, User
from members.reach import reach_of
from villages.models import District

State = PublicTelling.State


def tell_of(
    *,
    name: str,
    district: District,
    words: str,
    by: User | None,
    teller_name: str = "",
    called: str = "",
    title: str = "",
    agency: Agency | None = None,
    agency_words: str = "",
    met_place: str = "",
    met_on: datetime.date | None = None,
    talked: bool = False,
    opened_by: User | None = None,
    now: datetime.datetime | None = None,
) -> Nomination:
    """Open a file about a person met somewhere, in the words of who met them.

    `by` is None for a villager, who then has a `teller_name`, and whose words `opened_by` took up.
    """
    now = now or timezone.now()
    with acting(by or opened_by):
        nomination = Nomination.objects.create(
            name=name,
            called=called,
            title=title,
            agency=agency,
            agency_words=agency_words,
            district=district,
            told_at=now,
            waits_since=now,
        )
        Telling.objects.create(
            nomination=nomination,
            told_by=by,
            teller_name=teller_name,
            words=words,
            met_place=met_place,
            met_on=met_on,
            talked=talked,
            at=now,
        )
    return nomination


def tell_more(
    *,
    nomination: Nomination,
    words: str,
    by: User,
    met_place: str = "",
    met_on: datetime.date | None = None,
    talked: bool = False,
) -> Telling:
    """Another partner's words in a file that is open."""
    if not words.strip():
        raise ValidationError({"words": "ยังไม่ได้เล่าว่าเห็นเขาทำอะไร"})
    with acting(by):
        return Telling.objects.create(
            nomination=nomination,
            told_by=by,
            words=words,
            met_place=met_place,
            met_on=met_on,
            talked=talked,
        )


def perhaps_the_same(nomination: Nomination):
    """Other files that may be about the same person: one name to the ear, one district.

    Where both files name an agency, it has to be the same one as well.
    """
    found = Nomination.objects.filter(
        name_key=nomination.name_key, district=nomination.district_id, same_as=None
    ).exclude(pk=nomination.pk)
    agency = normalise_query(nomination.agency_line)
    return [
        other
        for other in found.exclude(state=Nomination.State.ERASED).select_related("agency")
        if not agency or not other.agency_line or normalise_query(other.agency_line) == agency
    ]


def join(*, nomination: Nomination, into: Nomination, by: User) -> Nomination:
    """A human says that two files are about one person: the later joins the earlier.

    Words about somebody who was decided on already join their file; a file that was decided on
    joins none. Raises ValidationError for that, and when either was joined or erased meanwhile.
    """
    if nomination.pk == into.pk:
        raise ValidationError("เลือกแฟ้มเดียวกันสองครั้ง เลือกอีกแฟ้มหนึ่ง")
    with acting(by, why=f"คนเดียวกับแฟ้มเลขที่ {into.pk}"):
        both = Nomination.objects.select_for_update().in_bulk([nomination.pk, into.pk])
        joining, kept = both[nomination.pk], both[into.pk]
        open_states = (Nomination.State.WAITING, Nomination.State.SECOND)
        if (
            joining.same_as_id
            or kept.same_as_id
            or joining.state not in open_states
            or kept.state == Nomination.State.ERASED
        ):
            raise ValidationError("แฟ้มนี้รวมหรือตัดสินใจไปแล้ว เปิดหน้านี้ใหม่อีกครั้ง")
        for rows in (joining.tellings, joining.evidence, joining.voices):
            rows.update(nomination=kept)
        for relation in joining.relations.all():
            Relation.objects.get_or_create(
                nomination=kept, user=relation.user, defaults={"words": relation.words}
            )
        joining.same_as = kept
        joining.save(update_fields=["same_as"])
    return kept


def move(*, nomination: Nomination, district: District, by: User, why: str) -> Nomination:
    """The person serves in another district now: file, invitation and companions go along.

    An open invitation keeps working; whoever accepts it is welcomed where they are then.
    """
    if not why.strip():
        raise ValidationError({"why": "ยังไม่ได้บอกว่าย้ายเพราะอะไร เช่น คำสั่งย้ายเดือนตุลาคม"})
    with acting(by, why=why):
        locked = Nomination.objects.select_for_update().get(pk=nomination.pk)
        locked.district = district
        locked.save(update_fields=["district"])
    return locked


def declare_relation(*, nomination: Nomination, user: User, words: str, by: User) -> Relation:
    """Note that a partner is tied to this person: they add what they know and decide nothing."""
    if not words.strip():
        raise ValidationError({"words": "ยังไม่ได้บอกว่าเกี่ยวกันอย่างไร เช่น เป็นน้าของเขา"})
    with acting(by, why=words):
        relation, _ = Relation.objects.update_or_create(
            nomination=nomination, user=user, defaults={"words": words}
        )
    return relation


def lock_new(telling: PublicTelling) -> PublicTelling:
    """The row, held, when nobody has taken it up. Raises ValidationError otherwise."""
    locked = PublicTelling.objects.select_for_update(of=("self",)).get(pk=telling.pk)
    if locked.state != State.NEW:
        raise ValidationError(
            f"{locked.handled_by.spoken_name}รับเรื่องนี้ไปแล้ว: {locked.get_state_display()}"
        )
    return locked


def handled(telling: PublicTelling, *, state: str, by: User, **fields) -> PublicTelling:
    """Write down what became of a public telling."""
    telling.state, telling.handled_by, telling.handled_at = state, by, timezone.now()
    for name, value in fields.items():
        setattr(telling, name, value)
    telling.save()
    return telling


def take_up(*, telling: PublicTelling, by: User) -> Nomination:
    """Open a file from what a villager told. Raises ValidationError when it was taken up already,
    or when the person told of themselves: then somebody goes and meets them first."""
    with acting(by):
        locked = lock_new(telling)
        if locked.asks_to_join:
            raise ValidationError("คนนี้เล่าถึงตัวเอง ฝากเพื่อนในอำเภอไปพบก่อน แล้วเพื่อนเป็นคนเล่า")
        nomination = tell_of(
            name=locked.name,
            called=locked.called,
            agency_words=locked.agency_words,
            district=locked.district,
            words=locked.words,
            met_place=locked.met_place,
            by=None,
            teller_name=locked.teller_name,
            opened_by=by,
            now=locked.came_at,
        )
        handled(locked, state=State.TAKEN_UP, by=by, nomination=nomination)
    return nomination


def introduce(*, telling: PublicTelling, partner: User, by: User) -> PublicTelling:
    """Ask a partner of the district to go and meet whoever wrote; the letter says how to reach
    them. Raises ValidationError when it was taken up already or the partner serves elsewhere."""
    with acting(by):
        locked = lock_new(telling)
        if not reach_of(partner).covers(locked.district_id):
            raise ValidationError({"partner": f"{partner.spoken_name}ไม่ได้อยู่อำเภอนี้ เลือกเพื่อนในอำเภอ"})
        handled(locked, state=State.INTRODUCED, by=by, partner=partner)
        letters.post_introduction(locked)
    return locked


def set_aside(*, telling: PublicTelling, by: User) -> PublicTelling:
    """Lay a public telling aside: an advertisement, a doubled one, a joke."""
    with acting(by):
        return handled(lock_new(telling), state=State.SET_ASIDE, by=by)
