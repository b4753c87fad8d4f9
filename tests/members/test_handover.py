"""Handing over: what hangs on somebody goes on, line by line, and nothing is ever without somebody."""

import datetime
import re
import threading
import uuid

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from members import handover, own_data, postings, screening, walking
from members.models import (
    Duty,
    Handover,
    HandoverLine,
    HandoverOffer,
    Letter,
    Nomination,
    User,
    Walking,
)
from members.models.nominations import month_ahead
from stories import pledges, visits
from stories.models import PracticeChange, Promise, Story, Visit
from tests import factories
from tests.conftest import signed_in
from villages.models import District, Village

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
IN_A_MONTH = TODAY + datetime.timedelta(days=30)


def open_own(giver, last_day=IN_A_MONTH, why="moving", **more) -> Handover:
    return handover.open_handover(giver=giver, by=giver, why=why, last_day=last_day, **more)


def line_of(opened: Handover, kind: str, **more) -> HandoverLine:
    return opened.lines.get(kind=kind, **more)


def asked(line: HandoverLine, to: User, by: User) -> HandoverOffer:
    offers, aside = handover.offer(lines=[line], to=to, by=by)
    assert aside == []
    return offers[0]


def draft(by: User) -> Visit:
    visit = visits.begin(client_uuid=uuid.uuid4(), by=by)
    return visits.note(visit=visit, typed={"good": ["ยังเล่าไม่จบ"]})


@pytest.fixture
def busy(somchai, kanya, wichai, thap_thong):
    """somchai with one of everything: told a visit, promised, writes, told of somebody, connects."""
    visit = factories.make_visit(
        somchai, thap_thong, promises=["เอาพริกมาให้"], changes=["ประชุมตอนเย็น"]
    )
    factories.make_story(visit, "ร่างของสมชาย")
    draft(somchai)
    factories.make_nomination(somchai, "8006")
    postings.begin_duty(
        user=somchai,
        kind="connector",
        district=District.objects.get(code="8006"),
        begins=factories.days_ago(200),
    )
    return somchai


# Opening -----------------------------------------------------------------------------------------


def test_it_gathers_by_itself_all_that_hangs_on_the_person(busy, thap_thong, kanya):
    opened = open_own(busy)
    lines = {line.kind: line for line in opened.lines.all()}
    assert set(lines) == set(HandoverLine.Kind.values)
    assert opened.lines.count() == len(lines)
    assert {line.stands_with for line in lines.values()} == {kanya}
    assert {lines[kind].village for kind in ("village", "story", "promise", "change")} == {
        thap_thong
    }
    assert lines["promise"].about == "เอาพริกมาให้"


def test_a_persons_name_is_looked_up_and_never_stands_in_a_line(busy, as_kanya):
    opened = open_own(busy)
    line = line_of(opened, "nomination")
    assert "สายใจ" not in line.about
    page = as_kanya.get(f"/handover/{opened.pk}/").content.decode()
    assert "ครูสายใจ รักเรียน" in page


def test_a_coordinator_of_the_district_stands_with_it_before_one_of_the_province(busy, nuan, orn):
    opened = open_own(busy)
    assert {line.stands_with for line in opened.lines.filter(kind="village")} == {nuan}


def test_nobody_opens_two_and_what_comes_later_joins_the_open_one(busy):
    opened = open_own(busy)
    with pytest.raises(handover.OpenAlready) as refused:
        open_own(busy)
    assert refused.value.handover == opened
    before = opened.lines.count()
    draft(busy)
    handover.look_again(opened)
    assert opened.lines.count() == before + 1
    handover.look_again(opened)
    assert opened.lines.count() == before + 1


@pytest.mark.parametrize(
    ("days", "words"), [(-1, "วันนี้ผ่านไปแล้ว"), (900, "เกินสองปี")], ids=["gone by", "far away"]
)
def test_a_last_day_that_cannot_be_is_refused(busy, days, words):
    with pytest.raises(ValidationError, match=words):
        open_own(busy, last_day=TODAY + datetime.timedelta(days=days))


def test_others_open_it_only_where_they_coordinate(busy, wichai, orn, nuan):
    for stranger in (wichai, orn):
        with pytest.raises(ValidationError, match="ผู้ประสานงานของอำเภอ"):
            handover.open_handover(giver=busy, by=stranger, why="gone", last_day=TODAY)
    opened = handover.open_handover(giver=busy, by=nuan, why="gone", last_day=TODAY)
    assert opened.opened_by == nuan


def test_nothing_to_hand_over_opens_nothing(wichai, kanya):
    with pytest.raises(ValidationError, match="ไม่มีอะไรค้างอยู่"):
        open_own(wichai)


def test_without_a_coordinator_it_is_refused_and_nothing_is_kept(somchai, thap_thong):
    factories.make_visit(somchai, thap_thong)
    with pytest.raises(handover.NobodyStands):
        open_own(somchai)
    assert not Handover.objects.exists()


# Taking ------------------------------------------------------------------------------------------


def test_each_line_goes_to_whoever_takes_it_and_authorship_stays(busy, wichai, preeda, thap_thong):
    opened = open_own(busy)
    for line in opened.lines.all():
        to = preeda if line.kind in ("draft", "story") else wichai
        handover.accept(offer=asked(line, to, busy), by=to)
    story, unfinished = Story.objects.get(), Visit.objects.get(state="draft")
    assert (story.scribe, story.carrier) == (busy, preeda)
    assert (unfinished.author, unfinished.carrier) == (busy, preeda)
    promise, change = Promise.objects.get(), PracticeChange.objects.get()
    for pledge in (promise, change):
        step = pledge.steps.get()
        assert (pledge.by, pledge.holder, step.what, step.to) == (busy, wichai, "passed", wichai)
    file = Nomination.objects.get()
    assert (file.carrier, file.tellings.get().told_by) == (wichai, busy)
    new = Duty.objects.get(user=wichai)
    assert (new.kind, new.district_id, new.begins) == ("connector", "8006", TODAY)
    assert Duty.objects.get(user=busy).ends == IN_A_MONTH
    walks = Walking.objects.get(user=busy)
    assert walks.ends == IN_A_MONTH
    assert {each.user for each in walking.who(thap_thong)} == {busy, wichai}
    after = IN_A_MONTH + datetime.timedelta(days=1)
    assert [each.user for each in walking.who(thap_thong, on=after)] == [wichai]
    opened.refresh_from_db()
    assert opened.closed_at is not None


def test_whoever_took_it_goes_on_on_its_page(busy, wichai, as_wichai):
    opened = open_own(busy)
    pages = {}
    for line in opened.lines.exclude(kind__in=["village", "duty"]):
        carrier, key = handover.carrier_of(line)
        pages[line.kind] = carrier.address(key)
        assert as_wichai.get(pages[line.kind]).status_code == 404, line.kind
        handover.accept(offer=asked(line, wichai, busy), by=wichai)
    for kind, page in pages.items():
        assert as_wichai.get(page).status_code == 200, kind
    assert "สอนเด็กทำปุ๋ย" in as_wichai.get(pages["nomination"]).content.decode()


def test_several_may_be_asked_and_the_first_has_it(busy, wichai, preeda):
    opened = open_own(busy)
    line = line_of(opened, "village")
    one, other = asked(line, wichai, busy), asked(line, preeda, busy)
    handover.accept(offer=other, by=preeda)
    handover.accept(offer=other, by=preeda)
    with pytest.raises(ValidationError, match="ปลัดปรีดา ชวนคุยรับไม้นี้ไปก่อนแล้ว"):
        handover.accept(offer=one, by=wichai)
    one.refresh_from_db()
    assert one.answer == "late"
    assert Walking.objects.filter(user=preeda, ends=None).count() == 1
    assert not Walking.objects.filter(user=wichai).exists()


@pytest.mark.django_db(transaction=True)
def test_two_taking_one_line_at_once_are_one_and_a_sentence(busy, wichai, preeda):
    opened = open_own(busy)
    line = line_of(opened, "promise")
    offers = {user.pk: asked(line, user, busy) for user in (wichai, preeda)}
    told = {}
    together = threading.Barrier(2)

    def press(user):
        together.wait()
        try:
            handover.accept(offer=offers[user.pk], by=user)
            told[user.pk] = ""
        except ValidationError as error:
            told[user.pk] = error.messages[0]
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(user,)) for user in (wichai, preeda)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    line.refresh_from_db()
    winner = line.taken_by
    loser = preeda if winner == wichai else wichai
    assert told == {winner.pk: "", loser.pk: f"{winner.spoken_name}รับไม้นี้ไปก่อนแล้ว"}
    assert Promise.objects.get().holder == winner
    assert Promise.objects.get().steps.count() == 1


def test_giving_back_says_why_and_the_line_waits_on(busy, wichai, kanya):
    opened = open_own(busy)
    line = line_of(opened, "village")
    offer = asked(line, wichai, busy)
    with pytest.raises(ValidationError, match="บอกสั้นๆ ว่าเพราะอะไร"):
        handover.give_back(offer=offer, words=" ", by=wichai)
    handover.give_back(offer=offer, words="อยู่ไกลเกินไป", by=wichai)
    line.refresh_from_db()
    assert (line.state, line.stands_with) == ("waiting", kanya)
    with pytest.raises(ValidationError, match="ฝากคืนไปแล้ว"):
        handover.accept(offer=offer, by=wichai)
    handover.accept(offer=asked(line, wichai, busy), by=wichai)


def test_what_cannot_be_is_refused_in_a_sentence(busy, wichai, preeda, kanya):
    opened = open_own(busy)
    line = line_of(opened, "village")

    def refused(to, by=busy, lines=(line,)) -> str:
        with pytest.raises(ValidationError) as error:
            handover.offer(lines=lines, to=to, by=by)
        return error.value.messages[0]

    assert "ส่งไม้ให้ตัวเองไม่ได้" in refused(busy)
    User.objects.filter(pk=preeda.pk).update(is_active=False)
    assert refused(preeda) == "ปลัดปรีดา ชวนคุยไม่ได้อยู่ในเครือข่ายแล้ว เลือกคนอื่นแทน"
    assert "ยังไม่ได้เลือก" in refused(wichai, lines=())
    assert handover.offer(lines=[line], to=kanya, by=wichai)[1] != []
    with pytest.raises(ValidationError, match="ฝากไว้กับคนอื่น"):
        handover.accept(offer=asked(line, wichai, busy), by=kanya)
    offer = asked(line_of(opened, "promise"), wichai, busy)
    User.objects.filter(pk=wichai.pk).update(is_active=False)
    with pytest.raises(ValidationError, match="บัญชีนี้พักอยู่"):
        handover.accept(offer=offer, by=wichai)


def test_what_is_no_longer_there_is_set_aside(busy, wichai):
    opened = open_own(busy)
    line = line_of(opened, "promise")
    offer = asked(line, wichai, busy)
    pledges.keep(pledge=Promise.objects.get(), words="เอาไปให้แล้ว", by=busy)
    with pytest.raises(ValidationError, match="ไม่มีอะไรค้างแล้ว"):
        handover.accept(offer=offer, by=wichai)
    line.refresh_from_db()
    assert line.state == "gone"
    assert "ไม่มีอะไรค้างแล้ว" in handover.offer(lines=[line], to=wichai, by=busy)[1][0]
    thrown = line_of(opened, "draft")
    visits.discard(visit=Visit.objects.get(state="draft"))
    handover.look_again(opened)
    thrown.refresh_from_db()
    assert thrown.state == "gone"


def test_what_comes_back_to_its_giver_has_a_line_of_its_own(busy, wichai):
    opened = open_own(busy)
    line = line_of(opened, "promise")
    handover.accept(offer=asked(line, wichai, busy), by=wichai)
    pledges.pass_on(pledge=Promise.objects.get(), to=busy, by=wichai)
    handover.look_again(opened)
    again = line_of(opened, "promise", state="waiting")
    assert again.key == f"{line.key}#2"
    handover.accept(offer=asked(again, wichai, busy), by=wichai)
    assert Promise.objects.get().holder == wichai


# The last day -------------------------------------------------------------------------------------


def test_from_the_last_day_the_coordinator_holds_what_nobody_took_and_passes_it_on(
    busy, kanya, wichai, thap_thong
):
    opened = open_own(busy)
    later = IN_A_MONTH
    Handover.objects.update(last_day=TODAY)
    call_command("tend_handovers", stdout=open("/dev/null", "w"))  # noqa: SIM115
    call_command("tend_handovers", stdout=open("/dev/null", "w"))  # noqa: SIM115
    assert opened.lines.filter(state="waiting").count() == opened.lines.count()
    assert Promise.objects.get().holder == Story.objects.get().carrier == kanya
    assert Visit.objects.get(state="draft").carrier == Nomination.objects.get().carrier == kanya
    assert {each.user for each in walking.who(thap_thong)} == {busy, kanya}
    assert Duty.objects.filter(user=kanya, kind="connector", ends=None).count() == 1
    for line in opened.lines.all():
        handover.accept(offer=asked(line, wichai, kanya), by=wichai)
    assert Promise.objects.get().holder == Story.objects.get().carrier == wichai
    assert [each.user for each in walking.who(thap_thong, on=later)] == [wichai]
    assert not Duty.objects.filter(user=kanya, kind="connector", ends=None).exists()
    assert Duty.objects.filter(user=kanya, kind="coordinator", ends=None).exists()


def test_a_coordinator_who_walked_there_before_goes_on_walking(busy, kanya, wichai, thap_thong):
    walking.begin(user=kanya, village=thap_thong, on=factories.days_ago(90))
    opened = open_own(busy, last_day=TODAY)
    handover.look_again(opened)
    line = line_of(opened, "village")
    handover.accept(offer=asked(line, wichai, kanya), by=wichai)
    going_on = Walking.objects.filter(village=thap_thong, ends=None)
    assert {each.user for each in going_on} == {kanya, wichai}


def test_the_coordinator_may_take_it_up_themselves(busy, kanya):
    opened = open_own(busy)
    line = handover.keep_here(line=line_of(opened, "promise"), by=kanya)
    assert (line.state, line.taken_by, Promise.objects.get().holder) == ("taken", kanya, kanya)


def test_a_last_visit_together_does_not_prolong_the_givers_walk(busy, wichai, thap_thong):
    opened = open_own(busy, last_day=TODAY + datetime.timedelta(days=1))
    handover.accept(offer=asked(line_of(opened, "village"), wichai, busy), by=wichai)
    factories.make_visit(busy, thap_thong, companions=[wichai], day=TODAY)
    handover.look_again(opened)
    assert opened.lines.filter(kind="village").count() == 1
    after = TODAY + datetime.timedelta(days=2)
    handover.tend(after)
    assert [each.user for each in walking.who(thap_thong, on=after)] == [wichai]


def test_whoever_serves_elsewhere_by_now_keeps_what_they_begin_there(busy, kanya):
    opened = open_own(busy, last_day=TODAY)
    handover.look_again(opened)
    tomorrow = TODAY + datetime.timedelta(days=1)
    begun = draft(busy)
    handover.tend(tomorrow)
    begun.refresh_from_db()
    assert begun.carrier is None


# Leaving -----------------------------------------------------------------------------------------


def test_taking_the_tick_off_at_the_desk_leaves_nothing_alone(busy, kanya, as_kanya):
    page = f"/admin/members/user/{busy.pk}/change/"
    inlines = {
        f"{name}-{part}": value
        for name in ("postings", "duties")
        for part, value in (("TOTAL_FORMS", "0"), ("INITIAL_FORMS", "0"))
    }
    answer = as_kanya.post(page, {"name": busy.name, "called": busy.called, "roles": "", **inlines})
    assert answer.status_code == 302
    busy.refresh_from_db()
    assert not busy.is_active
    assert Promise.objects.get().holder == Story.objects.get().carrier == kanya
    assert handover.hanging_on(busy) == []
    assert Handover.objects.get().giver == busy


def test_an_account_that_ends_leaves_nothing_alone(busy, kanya, wichai):
    opened = open_own(busy)
    handover.accept(offer=asked(line_of(opened, "story"), wichai, busy), by=wichai)
    own_data.erase_account(user=busy, by=kanya)
    assert Promise.objects.get().holder == kanya
    assert Story.objects.get().carrier == wichai
    assert handover.hanging_on(User.objects.get(pk=busy.pk)) == []
    opened.refresh_from_db()
    assert opened.last_day == TODAY


def test_the_last_coordinator_cannot_be_taken_off_while_things_hang_on_them(kanya, thap_thong):
    factories.make_visit(kanya, thap_thong)
    assert not handover.can_leave(kanya)
    with pytest.raises(handover.NobodyStands):
        handover.leave(kanya, None)


def test_somebody_who_left_by_another_door_is_found_by_the_daily_round(busy, kanya):
    User.objects.filter(pk=busy.pk).update(is_active=False)
    handover.tend()
    assert handover.hanging_on(busy) == []
    assert Promise.objects.get().holder == kanya


def test_while_no_coordinator_is_left_the_giver_holds_on_and_nothing_breaks(
    busy, kanya, thap_thong
):
    opened = open_own(busy, last_day=TODAY)
    User.objects.filter(pk=kanya.pk).update(is_active=False)
    tomorrow = TODAY + datetime.timedelta(days=1)
    handover.tend(tomorrow)
    assert signed_in(busy).get(f"/handover/{opened.pk}/").status_code == 200
    assert Promise.objects.get().holder == busy
    User.objects.filter(pk=kanya.pk).update(is_active=True)
    handover.tend(tomorrow)
    assert Promise.objects.get().holder == kanya


def test_whoever_took_a_village_over_stands_on_its_page_once_it_has_a_story(
    client, somchai, wichai, kanya, thap_thong
):
    visit = factories.make_visit(somchai, thap_thong)
    line = line_of(open_own(somchai), "village")
    handover.accept(offer=asked(line, wichai, somchai), by=wichai)
    assert {each.user: each.handed for each in walking.who(thap_thong)} == {
        somchai: False,
        wichai: True,
    }
    address = f"/villages/{thap_thong.pk}/"
    assert wichai.spoken_name not in client.get(address).content.decode()
    factories.publish(factories.make_story(visit))
    walkers = {row["name"]: row["agency"] for row in client.get(address).context["walkers"]}
    assert walkers[wichai.spoken_name] == wichai.postings.get().agency


# Files about people -------------------------------------------------------------------------------


def test_whoever_took_the_file_over_decides_nothing_and_deciders_stay(saijai, somchai, kanya, suda):
    screening.decide(
        nomination=saijai, answer="invite", reason="เห็นมาสองปี", by=kanya, seen=0, email="s@x.th"
    )
    opened = open_own(somchai)
    line = line_of(opened, "nomination")
    assert "คำตัดสินจะได้ยังอยู่" in handover.offer(lines=[line], to=kanya, by=somchai)[1][0]
    handover.accept(offer=asked(line, suda, somchai), by=suda)
    saijai.refresh_from_db()
    assert "รับไม้ต่อจากคนเล่า" in screening.who_may_not_decide(saijai, suda)
    assert screening.standing_invite(saijai).by == kanya
    assert (saijai.state, saijai.evidence.count()) == ("second", 4)


def test_a_coordinator_who_only_stands_in_still_decides(saijai, somchai, kanya, suda):
    screening.decide(
        nomination=saijai, answer="invite", reason="เห็นมาสองปี", by=kanya, seen=0, email="s@x.th"
    )
    opened = open_own(somchai, last_day=TODAY)
    handover.look_again(opened)
    saijai.refresh_from_db()
    assert saijai.carrier == kanya
    assert screening.who_may_not_decide(saijai, kanya) == ""
    assert screening.standing_invite(saijai).by == kanya


def test_companions_and_buddies_go_on_too(saijai, somchai, wichai, kanya):
    screening.decide(
        nomination=saijai,
        answer="not_yet",
        reason="ยังไม่เคยไปด้วยกัน",
        by=kanya,
        seen=0,
        companion=wichai,
        look_again_on=month_ahead(1),
    )
    opened = open_own(wichai)
    line = line_of(opened, "nomination")
    assert line.key == f"{saijai.pk}:companion"
    handover.accept(offer=asked(line, somchai, wichai), by=somchai)
    saijai.refresh_from_db()
    assert saijai.companion == somchai
    assert saijai.decisions.get().companion == wichai


def test_only_the_province_gives_a_coordinators_desk_away(nuan, kanya, somchai):
    opened = open_own(nuan)
    line = line_of(opened, "duty")
    assert "ผู้ประสานงานจังหวัดเป็นคนขอ" in handover.offer(lines=[line], to=somchai, by=nuan)[1][0]
    handover.accept(offer=asked(line, somchai, kanya), by=somchai)
    assert somchai.duties.get().kind == "coordinator"


# Pages -------------------------------------------------------------------------------------------


def test_from_the_first_page_to_the_last_line(busy, wichai, kanya, thap_thong, malee):
    giver, taker = signed_in(busy), signed_in(wichai)
    first = giver.get("/handover/").content.decode()
    assert "เอาพริกมาให้" in first
    day = IN_A_MONTH
    typed = {
        "why": "retiring",
        "last_day_day": day.day,
        "last_day_month": day.month,
        "last_day_year": day.year + 543,
        "words": "ฝากด้วย",
    }
    page = giver.post("/handover/", typed)["Location"]
    opened = Handover.objects.get()
    assert (page, opened.words) == (f"/handover/{opened.pk}/", "ฝากด้วย")
    assert giver.post("/handover/", typed)["Location"] == page
    village = line_of(opened, "village")
    greet = {"action": "greet", "line": village.pk, f"greet{village.pk}-words": "ทักป้าแมวก่อน"}
    assert giver.post(page, greet).status_code == 302
    assert taker.get(page).status_code == 404
    offer = {"action": "offer", "villages": [thap_thong.code], "to": wichai.pk}
    assert giver.post(page, offer).status_code == 302
    assert HandoverOffer.objects.count() == opened.lines.filter(village=thap_thong).count()
    shown = taker.get(page).content.decode()
    assert "ทักป้าแมวก่อน" in shown
    assert "ป้ามาลี ใจเย็น" in shown
    assert "รับไม้</button>" in shown
    taker.post(page, {"action": "accept", "line": village.pk})
    shown = taker.get(page).content.decode()
    assert f"/visits/new/?village={thap_thong.code}" in shown
    promise = line_of(opened, "promise")
    back = {"action": "return", "line": promise.pk, f"return{promise.pk}-words": ""}
    answer = taker.post(page, back)
    assert answer.status_code == 200
    assert "บอกสั้นๆ ว่าเพราะอะไร" in answer.content.decode()
    back[f"return{promise.pk}-words"] = "ไม่ถนัดเรื่องพริก"
    assert taker.post(page, back).status_code == 302
    assert "ไม่ถนัดเรื่องพริก" in giver.get(page).content.decode()
    desk = signed_in(kanya)
    assert desk.post(page, {"action": "keep", "line": promise.pk}).status_code == 302
    assert Promise.objects.get().holder == kanya


def test_an_empty_post_answers_with_what_is_missing(busy, as_somchai):
    page = as_somchai.post("/handover/", {}).content.decode()
    assert "แตะเลือกก่อนว่าเพราะอะไร" in page
    assert "อยู่ถึงวันไหน: ยังไม่ได้ใส่วันที่" in page
    assert not Handover.objects.exists()


def unfolded(page: str) -> list[int]:
    """Keys of the lines whose fold stands open, the page's text given."""
    lines = re.findall(r'<article [^>]*id="line(\d+)">(.*?)</article>', page, re.S)
    return [int(key) for key, text in lines if '<details class="optional" open>' in text]


def test_only_the_first_line_one_can_do_something_about_is_unfolded_or_the_one_with_a_fault(
    busy, wichai, as_wichai, as_somchai
):
    opened = open_own(busy)
    page = f"/handover/{opened.pk}/"
    village, promise, change = (line_of(opened, kind) for kind in ("village", "promise", "change"))
    assert unfolded(as_somchai.get(page).content.decode()) == [village.pk]
    for line in (promise, change):
        asked(line, wichai, busy)
    assert unfolded(as_wichai.get(page).content.decode()) == [promise.pk]
    without_words = {"action": "return", "line": change.pk, f"return{change.pk}-words": " "}
    assert unfolded(as_wichai.post(page, without_words).content.decode()) == [change.pk]
    greet = {"action": "greet", "line": village.pk, f"greet{village.pk}-words": "โทร 081-234-5678"}
    back = as_somchai.post(page, greet).content.decode()
    assert unfolded(back) == [village.pk]
    assert "โทร 081-234-5678</textarea>" in back


def test_a_keepers_number_is_seen_only_by_who_serves_there_or_took_the_village(
    busy, wichai, preeda, malee, thap_thong
):
    malee.phone = "0812345678"
    malee.save()
    opened = open_own(busy)
    page = f"/handover/{opened.pk}/"
    line = line_of(opened, "village")
    offer = asked(line, wichai, busy)

    def sees(user) -> bool:
        return "0812345678" in signed_in(user).get(page).content.decode()

    assert (sees(busy), sees(wichai)) == (True, False)
    handover.accept(offer=offer, by=wichai)
    assert sees(wichai)
    for public in (thap_thong.get_absolute_url(), "/still-here/"):
        assert "0812345678" not in signed_in(wichai).get(public).content.decode()


def test_nobody_else_reads_it_and_a_coordinator_opens_it_for_somebody(
    busy, wichai, as_wichai, as_somchai, nuan, orn
):
    for path in ("/handover/for/", f"/handover/for/{wichai.pk}/"):
        assert as_somchai.get(path).status_code == 404
    assert signed_in(orn).get(f"/handover/for/{busy.pk}/").status_code == 404
    desk = signed_in(nuan)
    assert desk.post("/handover/for/", {"who": busy.pk})["Location"] == f"/handover/for/{busy.pk}/"
    answer = desk.post(f"/handover/for/{busy.pk}/", {"why": "gone"})
    opened = Handover.objects.get()
    assert answer["Location"] == f"/handover/{opened.pk}/"
    assert Promise.objects.get().holder == nuan
    assert as_wichai.get(f"/handover/{opened.pk}/").status_code == 404
    assert desk.get(f"/handover/{opened.pk}/").status_code == 200


def test_a_name_of_another_districts_file_stays_on_its_own_desk(busy, nuan, orn):
    there = factories.make_nomination(busy, "8012", name="กระดังงา ไกลบ้าน", called="น้า")
    path = f"/handover/for/{busy.pk}/"
    desk = signed_in(nuan)
    text = desk.get(path).content.decode()
    assert ("กระดังงา" in text, "สายใจ" in text) == (False, True)
    desk.post(path, {"why": "gone"})
    opened = Handover.objects.get()
    assert line_of(opened, "nomination", key=f"{there.pk}:told").stands_with == orn
    texts = [signed_in(who).get(f"/handover/{opened.pk}/").content.decode() for who in (nuan, orn)]
    assert ["กระดังงา" in text for text in texts] == [False, True]


def test_whoever_is_asked_sees_their_own_lines_and_no_others(busy, wichai, as_wichai):
    opened = open_own(busy)
    asked(line_of(opened, "promise"), wichai, busy)
    page = as_wichai.get(f"/handover/{opened.pk}/").content.decode()
    assert "เอาพริกมาให้" in page
    assert "ประชุมตอนเย็น" not in page
    assert "สายใจ" not in page
    other = line_of(opened, "change")
    post = {"action": "accept", "line": other.pk}
    assert as_wichai.post(f"/handover/{opened.pk}/", post).status_code == 404


def test_letters_go_to_whoever_is_asked_and_to_the_giver(
    busy, wichai, kanya, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        opened = open_own(busy)
        lines = list(opened.lines.filter(kind__in=["promise", "change"]))
        offers, _ = handover.offer(lines=lines, to=wichai, by=busy)
        handover.accept(offer=offers[0], by=wichai)
        handover.give_back(offer=offers[1], words="ไกลไป", by=wichai)
    assert [(letter.to[0], letter.subject) for letter in mail.outbox] == [
        (kanya.email, "น้องสมชาย ใจดีส่งไม้ต่อ ระหว่างนี้อยู่กับคุณ"),
        (wichai.email, "น้องสมชาย ใจดีอยากฝากไม้ไว้กับคุณ"),
        (busy.email, "หมอวิชัย ทะเลงามรับไม้แล้ว"),
        (busy.email, "หมอวิชัย ทะเลงามขอฝากคืน"),
    ]
    assert Letter.objects.count() == 4
    assert Village.objects.filter(walkings__user=busy).count() == 1
