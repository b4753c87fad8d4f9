"""What hangs on a partner here, for handing over: villages walked with, files under way, duties."""

import datetime

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from members import handover, postings, walking
from members.handover import Carrier, Thing
from members.history import acting
from members.models import Duty, HandoverLine, Nomination, User, Walking
from members.reach import desk_of
from villages.models import District

State = Nomination.State
UNDER_WAY = (State.WAITING, State.SECOND, State.INVITED, State.NOT_YET)
TOLD, COMPANION, BUDDY = "told", "companion", "buddy"
ROLES = {TOLD: "คนที่เล่าถึงไว้", COMPANION: "คนที่เดินเป็นเพื่อน", BUDDY: "เพื่อนใหม่ที่เป็นคู่หู"}


class Villages(Carrier):
    """Walking with a village; the key is that of the giver's own walk."""

    def gather(self, user: User) -> list[Thing]:
        """Walks without an end, but for those that only prolong one handed on."""
        walks = Walking.objects.filter(user=user, ends=None).exclude(
            pk__in=prolonging().values("pk")
        )
        return [
            Thing(str(each.pk), each.village.full_name, each.village)
            for each in walks.select_related("village__tambon__district").order_by("pk")
        ]

    def still_there(self, key: str) -> bool:
        return Walking.objects.filter(pk=key).exists()

    def holders(self, key: str) -> set[int]:
        walks = Walking.objects.get(pk=key)
        if walks.ends is None or walks.ends > timezone.localdate():
            return {walks.user_id}
        going_on = Walking.objects.filter(village=walks.village_id, ends=None)
        return set(going_on.values_list("user", flat=True))

    def hand(self, key, *, to, by, on, stand_in=None) -> None:
        today = timezone.localdate()
        walks = Walking.objects.select_for_update(of=("self",)).get(pk=key)
        if walks.ends is None:
            walks.ends = max(on, walks.begins)
            walks.save(update_fields=["ends"])
        elif stand_in is not None and stand_in.pk != to.pk:
            # One who walked with the village before goes on; one who only stood in lets go.
            stood = Walking.objects.filter(user=stand_in, village=walks.village_id, ends=None)
            for each in stood.filter(begins__gte=walks.ends):
                walking.end(user=stand_in, village=each.village, on=today)
        walking.begin(user=to, village=walks.village, on=today)

    def tidy(self, today: datetime.date, leaver: User | None = None) -> None:
        if leaver is None:
            prolonging().filter(last__lt=today).update(ends=F("last"))
        else:
            prolonging().filter(user=leaver).update(ends=F("last"))

    def address(self, key: str) -> str:
        return Walking.objects.select_related("village").get(pk=key).village.get_absolute_url()


def prolonging():
    """Walks begun anew while one handed on was ending, with the `last` day of that one.

    The last visit together begins such a walk. One that came by a handover of its own is none.
    """
    ending = Walking.objects.filter(
        user=OuterRef("user"),
        village=OuterRef("village"),
        begins__lte=OuterRef("begins"),
        ends__gte=OuterRef("begins"),
    )
    came = HandoverLine.objects.filter(
        Q(state=HandoverLine.State.WAITING, stands_with=OuterRef("user"))
        | Q(
            state=HandoverLine.State.TAKEN,
            taken_by=OuterRef("user"),
            settled_at__date__gte=OuterRef("begins"),
        ),
        kind=HandoverLine.Kind.VILLAGE,
        village=OuterRef("village"),
    )
    last = ending.order_by("-ends").values("ends")[:1]
    walks = Walking.objects.filter(Exists(ending), ~Exists(came), ends=None)
    return walks.annotate(last=Subquery(last))


class Nominations(Carrier):
    """A file under way, told of, walked beside or greeted by somebody: `12:told`, `12:buddy`.

    The lines hold no name; it is looked up, since the file may be erased.
    """

    def gather(self, user: User) -> list[Thing]:
        files = Nomination.objects.filter(same_as=None).select_related("district")
        found = {
            TOLD: files.filter(
                Q(carrier=user) | Q(carrier=None, tellings__told_by=user), state__in=UNDER_WAY
            ),
            COMPANION: files.filter(companion=user, state=State.NOT_YET),
            BUDDY: files.filter(buddy=user, state=State.ACCEPTED),
        }
        return [
            Thing(f"{file.pk}:{role}", f"{ROLES[role]} แฟ้มเลขที่ {file.pk} {file.district.full_name}")
            for role, rows in found.items()
            for file in rows.distinct().order_by("pk")
        ]

    def file(self, key: str) -> tuple[Nomination, str]:
        """The file and in what way it hangs on somebody."""
        pk, _, role = key.partition(":")
        return Nomination.objects.select_related("district").get(pk=pk), role

    def still_there(self, key: str) -> bool:
        file, role = self.file(key)
        states = {TOLD: UNDER_WAY, COMPANION: (State.NOT_YET,), BUDDY: (State.ACCEPTED,)}
        return file.same_as_id is None and file.state in states[role]

    def holders(self, key: str) -> set[int]:
        file, role = self.file(key)
        if role != TOLD:
            return {file.companion_id if role == COMPANION else file.buddy_id}
        if file.carrier_id:
            return {file.carrier_id}
        return set(file.tellings.exclude(told_by=None).values_list("told_by", flat=True))

    def hand(self, key, *, to, by, on, stand_in=None) -> None:
        pk, _, role = key.partition(":")
        field = {TOLD: "carrier", COMPANION: "companion", BUDDY: "buddy"}[role]
        with acting(by, why="ส่งไม้ต่อ"):
            file = Nomination.objects.select_for_update(of=("self",)).get(pk=pk)
            setattr(file, field, to)
            file.save(update_fields=[field])

    def district(self, key: str) -> District:
        return self.file(key)[0].district

    def named(self, key: str) -> str:
        file, _ = self.file(key)
        return "" if file.state == State.ERASED else file.spoken_name

    def address(self, key: str) -> str:
        pk, _, role = key.partition(":")
        return f"/people/{pk}/" if role == TOLD else ""

    def hindrance(self, key: str, *, to: User, by: User) -> str:
        file, role = self.file(key)
        if role == TOLD and file.state == State.SECOND and file.decisions.last().by_id == to.pk:
            return f"{to.spoken_name}ตัดสินใจเรื่องแฟ้มเลขที่ {file.pk} ไว้ครึ่งทางแล้ว ให้เพื่อนอีกคนรับ คำตัดสินจะได้ยังอยู่"
        return ""


class Duties(Carrier):
    """A duty that somebody has, or is about to have; the successor's is a new one."""

    def gather(self, user: User) -> list[Thing]:
        today = timezone.localdate()
        ahead = Duty.objects.filter(Q(ends=None) | Q(ends__gt=today), user=user)
        # One that was handed on already, and lasts until the giver's last day.
        taken = HandoverLine.objects.filter(
            kind=HandoverLine.Kind.DUTY,
            state=HandoverLine.State.TAKEN,
            handover__giver=user,
            handover__last_day__gte=today,
        ).values_list("key", flat=True)
        handed = {handover.bare(key) for key in taken}
        return [
            Thing(
                str(duty.pk), str(duty) if duty.district else f"{duty.get_kind_display()} ทั้งจังหวัด"
            )
            for duty in ahead.select_related("district").order_by("pk")
            if str(duty.pk) not in handed
        ]

    def still_there(self, key: str) -> bool:
        return Duty.objects.filter(pk=key).exists()

    def holders(self, key: str) -> set[int]:
        duty = Duty.objects.get(pk=key)
        if lasts(duty):
            return {duty.user_id}
        return set(same_duty(duty).values_list("user", flat=True))

    def hand(self, key, *, to, by, on, stand_in=None) -> None:
        today = timezone.localdate()
        duty = Duty.objects.select_for_update(of=("self",)).get(pk=key)
        if duty.begins > max(on, today):
            duty.user = to
            duty.save(update_fields=["user"])
            return
        if lasts(duty):
            last = max(on, duty.begins)
            postings.end_duty(duty=duty, ends=min(duty.ends or last, last))
        elif stand_in is not None and stand_in.pk != to.pk:
            for stood in same_duty(duty).filter(user=stand_in, begins__gte=duty.ends):
                postings.end_duty(duty=stood, ends=max(today, stood.begins))
        if not same_duty(duty).filter(user=to).exists():
            postings.begin_duty(user=to, kind=duty.kind, district=duty.district, begins=today)

    def district(self, key: str) -> District | None:
        return Duty.objects.select_related("district").get(pk=key).district

    def hindrance(self, key: str, *, to: User, by: User) -> str:
        duty = Duty.objects.get(pk=key)
        if duty.kind == Duty.Kind.COORDINATOR and not desk_of(by).all_districts:
            return "หน้าที่ผู้ประสานงานเปิดแฟ้มเรื่องคนได้ ให้ผู้ประสานงานจังหวัดเป็นคนขอ บอกเขาได้ว่าอยากฝากใคร"
        return ""


def lasts(duty: Duty, on: datetime.date | None = None) -> bool:
    """Whether a duty goes on after the day `on` (today)."""
    return duty.ends is None or duty.ends > (on or timezone.localdate())


def same_duty(duty: Duty):
    """Other duties for the same part of the province that go on."""
    ahead = Duty.objects.filter(Q(ends=None) | Q(ends__gt=timezone.localdate()))
    return ahead.filter(kind=duty.kind, district=duty.district_id).exclude(pk=duty.pk)


def register() -> None:
    """Tell `members.handover` of all this. Called once, as the app starts."""
    handover.carries("village", Villages())
    handover.carries("nomination", Nominations())
    handover.carries("duty", Duties())
