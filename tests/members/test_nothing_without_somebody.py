"""Whoever hands over what to whom, and leaves when: nothing is without somebody, lost or doubled.

Random networks, from seeds that stay, live some weeks of random deeds. A day passes by moving
every day that the database knows into the past.
"""

import contextlib
import random
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Count, F
from django.utils import timezone

from members import handover, own_data, postings
from members.models import Duty, Handover, HandoverLine, HandoverOffer, Nomination, User, Walking
from members.models.nominations import month_ahead
from members.screening import decide
from stories import pledges, visits
from stories.models import PracticeChange, Promise, Story, Visit
from tests import factories
from tests.conftest import signed_in
from villages.models import District, Village

pytestmark = pytest.mark.django_db
DAYS = 8
WHY = ("moving", "retiring", "resting")
NAMES = ("อารี", "บุญมา", "จำรัส", "เดชา", "เฟื่อง", "กานดา", "หทัย")


class Network:
    """Seven partners in two districts, two coordinators of the province, one of a district."""

    def __init__(self, seed: int):
        self.chance = random.Random(seed)
        self.villages = list(Village.objects.filter(tambon__in=["800606", "801201"])[:6])
        self.partners = [
            factories.make_user(
                f"p{number}@kmnet.example", f"{name} เดินดี", district=("8006", "8012")[number % 2]
            )
            for number, name in enumerate(NAMES)
        ]
        self.coordinators = [
            factories.make_coordinator("one@kmnet.example", "หนึ่ง มองไกล"),
            factories.make_coordinator("two@kmnet.example", "สอง มองไกล"),
            factories.make_coordinator("here@kmnet.example", "สาม มองใกล้", district="8006"),
        ]
        self.stays = factories.make_coordinator("stays@kmnet.example", "สี่ อยู่ยาว")
        for partner in self.partners:
            self.begin_things(partner)

    def someone(self) -> User:
        """Anybody who walks with us."""
        return self.chance.choice(list(User.objects.filter(is_active=True).order_by("pk")))

    def someone_moving(self) -> User:
        """Anybody but the coordinator who stays."""
        return self.chance.choice([*self.partners, *self.coordinators])

    def begin_things(self, by: User) -> None:
        """A few things of random kinds hang on somebody."""
        visit = factories.make_visit(
            by,
            self.chance.choice(self.villages),
            promises=[f"สัญญา {uuid.uuid4().hex[:6]}"] * self.chance.randint(0, 1),
            changes=["ประชุมตอนเย็น"] * self.chance.randint(0, 1),
        )
        if self.chance.random() < 0.6:
            factories.make_story(visit, named=False)
        if self.chance.random() < 0.6:
            visits.begin(client_uuid=uuid.uuid4(), by=by)
        if self.chance.random() < 0.5:
            factories.make_nomination(by, self.chance.choice(["8006", "8012"]))
        if self.chance.random() < 0.4:
            postings.begin_duty(
                user=by,
                kind="connector",
                district=District.objects.get(code=self.chance.choice(["8006", "8012"])),
                begins=factories.days_ago(self.chance.choice([-3, 40])),
            )

    # Deeds: each does something, or is refused in a sentence.

    def open(self) -> None:
        giver, by = self.someone_moving(), self.someone()
        why = "gone" if by != giver else self.chance.choice(WHY)
        day = factories.days_ago(-self.chance.randint(0, 4))
        handover.open_handover(giver=giver, by=by, why=why, last_day=day)

    def open_own(self) -> None:
        giver = self.someone_moving()
        day = factories.days_ago(-self.chance.randint(0, 4))
        handover.open_handover(giver=giver, by=giver, why=self.chance.choice(WHY), last_day=day)

    def offer(self) -> None:
        lines = list(HandoverLine.objects.order_by("pk"))
        if lines:
            first = self.chance.choice(lines)
            of_one = [line for line in lines if line.handover_id == first.handover_id]
            some = self.chance.sample(of_one, self.chance.randint(1, len(of_one)))
            by = self.chance.choice([first.handover.giver, first.stands_with, self.stays])
            handover.offer(lines=some, to=self.someone(), by=by)

    def answer(self) -> None:
        offers = list(HandoverOffer.objects.order_by("pk"))
        unanswered = [each for each in offers if not each.answer]
        if self.chance.random() < 0.9:
            offers = unanswered
        if offers:
            chosen = self.chance.choice(offers)
            by = chosen.to if self.chance.random() < 0.9 else self.someone()
            if self.chance.random() < 0.7:
                handover.accept(offer=chosen, by=by)
            else:
                handover.give_back(offer=chosen, words="ไกลไป", by=by)

    def keep(self) -> None:
        waiting = list(HandoverLine.objects.filter(state="waiting").order_by("pk"))
        if waiting:
            line = self.chance.choice(waiting)
            handover.keep_here(line=line, by=line.stands_with)

    def settle(self) -> None:
        standing = list(Promise.objects.open().order_by("pk"))
        if standing:
            pledge = self.chance.choice(standing)
            deed = self.chance.choice([pledges.keep, pledges.release])
            deed(pledge=pledge, words="คุยกันแล้ว", by=pledge.holder)

    def pass_on(self) -> None:
        standing = list(PracticeChange.objects.open().order_by("pk"))
        if standing:
            pledge = self.chance.choice(standing)
            pledges.pass_on(pledge=pledge, to=self.someone(), by=pledge.holder)

    def more(self) -> None:
        self.begin_things(self.someone())

    def not_yet(self) -> None:
        waiting = list(Nomination.objects.filter(state="waiting").order_by("pk"))
        if waiting:
            file = self.chance.choice(waiting)
            decide(
                nomination=file,
                answer="not_yet",
                reason="ไปด้วยกันก่อน",
                by=self.stays,
                seen=file.decisions.count(),
                companion=self.someone(),
                look_again_on=month_ahead(2),
            )

    def leave(self) -> None:
        who = self.someone()
        if who == self.stays or User.objects.filter(is_active=True).count() < 5:
            return
        way = self.chance.choice(["desk", "erased", "unseen"])
        if way == "erased":
            own_data.erase_account(user=who, by=self.stays)
            return
        if way == "desk":
            handover.leave(who, self.stays)
        User.objects.filter(pk=who.pk).update(is_active=False)

    def a_day_passes(self) -> None:
        for model in (Walking, Duty):
            model.objects.update(begins=F("begins") - 1, ends=F("ends") - 1)
        Handover.objects.update(last_day=F("last_day") - 1)

    def live(self) -> None:
        """Random deeds day by day, and the daily round at the end of each."""
        often = [self.offer, self.offer, self.answer, self.answer, self.answer]
        deeds = [*often, self.open, self.open_own, self.open_own, self.keep, self.settle]
        deeds += [self.pass_on, self.more, self.not_yet, self.leave]
        for _ in range(DAYS):
            for _ in range(5):
                with contextlib.suppress(ValidationError):
                    self.chance.choice(deeds)()
            self.a_day_passes()
            authors = who_wrote_what()
            handover.tend()
            assert who_wrote_what() == authors
            check()


def who_wrote_what() -> list:
    """Every author, scribe, teller and whoever promised: none of it ever changes by handing over."""
    return [
        list(Visit.objects.order_by("pk").values_list("pk", "author")),
        list(Story.objects.order_by("pk").values_list("pk", "scribe", "revisions__by")),
        list(Promise.objects.order_by("pk").values_list("pk", "by")),
        list(PracticeChange.objects.order_by("pk").values_list("pk", "by")),
        list(Nomination.objects.order_by("pk").values_list("pk", "tellings__told_by")),
        list(Nomination.objects.order_by("pk").values_list("pk", "decisions__by")),
    ]


def check() -> None:
    """Nothing hangs on somebody who left or on nobody, nothing is doubled."""
    today = timezone.localdate()
    gone = set(User.objects.filter(is_active=False).values_list("pk", flat=True))
    for user in User.objects.filter(pk__in=gone):
        assert handover.hanging_on(user) == []
    holders = [row.carrier_id or row.author_id for row in Visit.objects.filter(state="draft")]
    holders += [row.carrier_id or row.scribe_id for row in Story.objects.filter(state="draft")]
    holders += [
        row.holder_id for model in (Promise, PracticeChange) for row in model.objects.open()
    ]
    under_way = Nomination.objects.filter(state__in=("waiting", "not_yet"))
    holders += [row.carrier_id or row.tellings.get().told_by_id for row in under_way]
    holders += [row.companion_id for row in under_way if row.state == "not_yet"]
    assert [holder for holder in holders if holder in gone] == []
    going_on = Walking.objects.filter(ends=None)
    assert not going_on.filter(user__in=gone).exists()
    ever = set(Walking.objects.values_list("village", flat=True))
    assert set(going_on.values_list("village", flat=True)) == ever
    ahead = Duty.objects.exclude(ends__lte=today)
    assert not ahead.filter(user__in=gone).exists()
    ever = set(Duty.objects.values_list("kind", "district"))
    assert set(ahead.values_list("kind", "district")) == ever
    waiting = HandoverLine.objects.filter(state="waiting").select_related("stands_with")
    assert all(line.stands_with.is_staff for line in waiting)
    doubled = waiting.values("handover", "kind", "key").annotate(n=Count("pk")).filter(n__gt=1)
    assert not doubled.exists()
    for line in waiting.select_related("handover__giver"):
        carrier, key = handover.carrier_of(line)
        assert carrier.still_there(key)
        assert carrier.holders(key) & {line.handover.giver_id, line.stands_with_id}
    for model in (Promise, PracticeChange):
        for pledge in model.objects.filter(steps__what="passed").distinct():
            assert pledge.steps.filter(what="passed").last().to_id == pledge.holder_id


def check_pages(network: Network) -> None:
    """Whatever named somebody still opens, for the coordinator and, where public, for everybody."""
    desk = signed_in(network.stays)
    pages = [f"/visits/{row.pk}/" for row in Visit.objects.kept()]
    pages += [f"/stories/{row.pk}/desk/" for row in Story.objects.all()]
    pages += [f"/promises/{row.pk}/" for row in Promise.objects.all()]
    pages += [f"/practice/{row.pk}/" for row in PracticeChange.objects.all()]
    pages += [f"/handover/{row.pk}/" for row in Handover.objects.all()]
    pages += [f"/villages/{row.pk}/" for row in network.villages]
    pages += [f"/admin/members/nomination/{row.pk}/file/" for row in Nomination.objects.all()]
    pages += ["/changes/", "/handover/", "/me/"]
    assert {page: status for page in pages if (status := desk.get(page).status_code) != 200} == {}


@pytest.mark.parametrize("seed", [2552, 2569, 7])
def test_nothing_is_ever_without_somebody(places, seed):
    network = Network(seed)
    network.live()
    assert Handover.objects.count() > 3
    assert {"waiting", "taken"} <= set(HandoverLine.objects.values_list("state", flat=True))
    check_pages(network)
