"""What was promised or will be changed: done (how), passed on (to whom), laid down (why).

The only door to the state of a `Promise` or a `PracticeChange`. Each deed leaves a step that stands.
"""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members.models import Agency, User
from members.reach import reach_of
from stories.models import PracticeChange, Promise, Visit
from stories.models.pledges import Pledge, PledgeStep

What = PledgeStep.What


def may_settle(user: User, pledge: Pledge) -> bool:
    """Who may say what became of it: whoever holds it, and who looks after the district."""
    if not user.is_active:
        return False
    village = pledge.visit.village
    near = village is not None and reach_of(user, duties_only=True).covers(
        village.tambon.district_id
    )
    return pledge.holder_id == user.pk or near


@transaction.atomic
def keep(*, pledge: Pledge, words: str, by: User, on: datetime.date | None = None) -> Pledge:
    """It is done, and `words` say how. Raises ValidationError without words, or when settled."""
    return _settle(pledge, Pledge.State.KEPT, What.KEPT, words, by, on)


@transaction.atomic
def release(*, pledge: Pledge, words: str, by: User, on: datetime.date | None = None) -> Pledge:
    """It is laid down, and `words` say why. Raises ValidationError without words, or when settled."""
    return _settle(pledge, Pledge.State.RELEASED, What.RELEASED, words, by, on)


@transaction.atomic
def pass_on(*, pledge: Pledge, to: User, by: User, words: str = "") -> Pledge:
    """Somebody else carries it from now on.

    Raises ValidationError when it is settled, or `to` has left or holds it already.
    """
    pledge = _open(pledge)
    if not to.is_active:
        raise ValidationError(f"{to.spoken_name}ไม่ได้อยู่ในเครือข่ายแล้ว ฝากกับคนอื่นแทน")
    if to.pk == pledge.holder_id:
        raise ValidationError(f"เรื่องนี้อยู่กับ{to.spoken_name}อยู่แล้ว")
    pledge.holder = to
    pledge.save(update_fields=["holder"])
    pledge.steps.create(what=What.PASSED, to=to, words=words, by=by)
    return pledge


def _settle(pledge, state, what, words: str, by: User, on: datetime.date | None) -> Pledge:
    pledge = _open(pledge)
    if not words.strip():
        ask = "เล่าสั้นๆ ว่าทำอย่างไร" if state == Pledge.State.KEPT else "บอกสั้นๆ ว่าวางไว้เพราะอะไร"
        raise ValidationError({"words": f"{ask} หมู่บ้านจะได้รู้ด้วย"})
    pledge.state, pledge.settled_on = state, on or timezone.localdate()
    pledge.save(update_fields=["state", "settled_on"])
    pledge.steps.create(what=what, words=words, by=by)
    return pledge


def _open(pledge: Pledge) -> Pledge:
    """The row, held for this transaction. Raises ValidationError when it is settled already."""
    locked = type(pledge).objects.select_for_update().get(pk=pledge.pk)
    if locked.state != Pledge.State.OPEN:
        last = locked.steps.last()
        who = f"{last.by.spoken_name}บอก" if last else "มีคนบอก"
        raise ValidationError(f"{who}ไปแล้วว่า{locked.get_state_display()} ที่คุณพิมพ์ยังอยู่ด้านล่าง")
    return locked


def write_lines(
    visit: Visit, model: type[Pledge], lines: list[str], *, by: User, agency: Agency | None = None
) -> None:
    """One row a line of the visit's form: lines that stayed keep their row and who said them.

    What has been settled or passed on stays, also when its line is taken out of the form: the
    village was told of it.
    """
    rows = model.objects.filter(visit=visit)
    standing = set(rows.values_list("words", flat=True))
    wanted = list(dict.fromkeys(lines))
    rows.exclude(words__in=wanted).filter(steps=None).delete()
    about = {"agency": agency} if model is PracticeChange else {}
    model.objects.bulk_create(
        model(visit=visit, words=words, by=by, holder=by, **about)
        for words in wanted
        if words not in standing
    )


def open_promises(village) -> list[Promise]:
    """What is still promised to a village, first said first."""
    found = Promise.objects.open().of_kept_visits().filter(visit__village=village)
    return list(found.select_related("visit", "by", "holder").order_by("visit__day", "pk"))
