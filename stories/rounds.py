"""Visit rounds: a few days on which partners go out together, and the plan for the next."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members.models import User
from members.reach import reach_of
from stories.models import Round, RoundStop, Visit
from villages.models import District, Village

LONGEST = 31  # days


def may_plan(user: User) -> bool:
    """Connectors and coordinators invite to a round."""
    reach = reach_of(user, duties_only=True)
    return reach.all_districts or bool(reach.districts)


@transaction.atomic
def plan(
    *,
    name: str,
    begins: datetime.date,
    ends: datetime.date,
    districts: list[District],
    by: User,
    words: str = "",
) -> Round:
    """Invite to a round. Raises ValidationError (by field) for days or districts that cannot be."""
    problems = {}
    if ends < begins:
        problems["ends"] = "วันสุดท้ายมาก่อนวันแรก ลองดูอีกครั้ง"
    elif (ends - begins).days > LONGEST:
        problems["ends"] = "รอบหนึ่งยาวได้ไม่เกินหนึ่งเดือน ถ้านานกว่านั้น แบ่งเป็นหลายรอบ"
    if not districts:
        problems["districts"] = "ยังไม่ได้เลือกอำเภอ เลือกอย่างน้อยหนึ่งอำเภอ"
    if problems:
        raise ValidationError(problems)
    planned = Round.objects.create(name=name, words=words, begins=begins, ends=ends, by=by)
    RoundStop.objects.bulk_create(RoundStop(round=planned, district=each) for each in districts)
    return planned


@transaction.atomic
def settle_stop(
    *,
    stop: RoundStop,
    village: Village | None,
    day: datetime.date | None,
    guide: User | None,
) -> RoundStop:
    """Which village, which day, who knows the road. Raises ValidationError (by field)."""
    stop = RoundStop.objects.select_for_update().select_related("district").get(pk=stop.pk)
    walked = stop.round
    if village and village.tambon.district_id != stop.district_id:
        raise ValidationError({"village": f"หมู่บ้านนี้ไม่ได้อยู่{stop.district.full_name}"})
    if day and not walked.begins <= day <= walked.ends:
        raise ValidationError({"day": "วันนี้อยู่นอกรอบ เลือกวันในรอบ หรือขยับวันของรอบก่อน"})
    if guide and not guide.is_active:
        raise ValidationError({"guide": f"{guide.spoken_name}ไม่ได้อยู่ในเครือข่ายแล้ว"})
    stop.village, stop.day, stop.guide = village, day, guide
    stop.save(update_fields=["village", "day", "guide"])
    return stop


@transaction.atomic
def call_off(*, planned: Round) -> Round:
    """Put a round off; what was planned stays to be read. Twice is once."""
    planned = Round.objects.select_for_update().get(pk=planned.pk)
    if planned.called_off_at is None:
        planned.called_off_at = timezone.now()
        planned.save(update_fields=["called_off_at"])
    return planned


def visits_of(stop: RoundStop, user: User):
    """Visits in the stop's district during the round that `user` may read, the first day first."""
    return (
        Visit.objects.for_user(user)
        .kept()
        .filter(
            village__tambon__district=stop.district_id,
            day__gte=stop.round.begins,
            day__lte=stop.round.ends,
        )
        .with_places()
        .order_by("day", "number")
    )
