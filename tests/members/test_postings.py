"""Who serves where on a day: the one question behind every scope."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from members import postings
from members.models import Duty, Posting
from members.reach import NOWHERE, Reach, coordinates, desk_of, home_agency, home_district, reach_of
from tests import factories
from villages.models import District

CHIAN_YAI = Reach(districts=frozenset({"8006"}))


def district(code: str) -> District:
    return District.objects.get(code=code)


@pytest.fixture
def nobody_yet(places):
    """A person without any posting."""
    return factories.make_user("rungrat@kmnet.example", "รุ่งรัตน์ ตั้งต้น", "น้อง")


def post(user, code: str | None, begins: int, ends: int | None = None) -> Posting:
    """A posting from so many days ago until so many days ago."""
    posting = postings.begin_posting(
        user=user,
        agency=factories.make_agency(),
        district=district(code) if code else None,
        begins=factories.days_ago(begins),
    )
    if ends is not None:
        posting.ends = factories.days_ago(ends)
        posting.save()
    return posting


def test_a_posting_reaches_its_district_and_no_other(somchai):
    assert reach_of(somchai) == CHIAN_YAI
    assert reach_of(somchai).covers("8006")
    assert not reach_of(somchai).covers("8012")


def test_a_posting_is_no_duty(somchai):
    assert reach_of(somchai, duties_only=True) == NOWHERE


def test_a_person_without_posting_or_duty_reaches_nothing(nobody_yet):
    assert reach_of(nobody_yet) == NOWHERE
    assert reach_of(AnonymousUser()) == NOWHERE


@pytest.mark.parametrize(
    ("begins", "ends", "reaches"),
    [(0, None, True), (-1, None, False), (9, 0, True), (9, 1, False), (9, -1, True)],
    ids=["from today", "from tomorrow", "until today", "until yesterday", "until tomorrow"],
)
def test_a_posting_counts_from_its_first_day_until_its_last(nobody_yet, begins, ends, reaches):
    post(nobody_yet, "8006", begins, ends)
    assert reach_of(nobody_yet) == (CHIAN_YAI if reaches else NOWHERE)
    assert home_district(nobody_yet) == (district("8006") if reaches else None)


def test_a_transfer_takes_the_reach_along_on_its_day(nobody_yet):
    post(nobody_yet, "8006", begins=300, ends=-9)
    post(nobody_yet, "8012", begins=-10)
    before, after = factories.days_ago(-9), factories.days_ago(-10)
    assert reach_of(nobody_yet, on=before) == CHIAN_YAI
    assert reach_of(nobody_yet, on=after) == Reach(districts=frozenset({"8012"}))
    assert home_district(nobody_yet, on=after) == district("8012")


def test_two_postings_reach_two_districts(somchai):
    post(somchai, "8012", begins=1)
    assert reach_of(somchai) == Reach(districts=frozenset({"8006", "8012"}))


def test_a_posting_to_the_whole_province_reaches_no_village_by_itself(nobody_yet):
    posting = post(nobody_yet, None, begins=5)
    assert reach_of(nobody_yet) == NOWHERE
    assert home_district(nobody_yet) is None
    assert home_agency(nobody_yet) == posting.agency


def test_a_deactivated_person_reaches_nothing(somchai, kanya):
    for user in (somchai, kanya):
        user.is_active = False
        user.save()
        assert reach_of(user) == NOWHERE
    assert not coordinates(kanya)


def test_a_coordinator_of_the_province_reaches_all_of_it(kanya):
    assert reach_of(kanya) == Reach(all_districts=True)
    assert reach_of(kanya, duties_only=True) == Reach(all_districts=True)
    assert reach_of(kanya).covers("8012")


def test_a_connector_reaches_the_district_by_duty_and_has_no_desk(preeda):
    assert reach_of(preeda, duties_only=True) == CHIAN_YAI
    assert desk_of(preeda) == NOWHERE


def test_a_desk_reaches_what_its_coordinator_looks_after_today(kanya, nuan, somchai):
    assert [desk_of(user) for user in (kanya, nuan, somchai, AnonymousUser())] == [
        Reach(all_districts=True),
        CHIAN_YAI,
        NOWHERE,
        NOWHERE,
    ]
    assert desk_of(nuan, on=factories.days_ago(301)) == NOWHERE
    nuan.is_active = False
    nuan.save()
    assert desk_of(nuan) == NOWHERE


def test_the_desk_comes_and_goes_with_the_coordinators_duty(nobody_yet):
    connecting = postings.begin_duty(
        user=nobody_yet, kind="connector", district=district("8006"), begins=factories.days_ago(9)
    )
    assert not nobody_yet.is_staff
    duty = postings.begin_duty(
        user=nobody_yet, kind="coordinator", district=None, begins=factories.days_ago(9)
    )
    assert nobody_yet.is_staff
    assert coordinates(nobody_yet)
    postings.end_duty(duty=duty, ends=factories.days_ago(1))
    assert not nobody_yet.is_staff
    assert not coordinates(nobody_yet)
    assert reach_of(nobody_yet) == CHIAN_YAI
    postings.end_duty(duty=connecting, ends=factories.days_ago(1))
    assert reach_of(nobody_yet) == NOWHERE


def test_a_duty_to_come_gives_no_desk_yet(nobody_yet):
    postings.begin_duty(
        user=nobody_yet, kind="coordinator", district=None, begins=factories.days_ago(-1)
    )
    assert not nobody_yet.is_staff
    assert reach_of(nobody_yet) == NOWHERE


def test_the_database_refuses_spans_and_duties_that_cannot_be(somchai):
    today = datetime.date.today()
    wrong = [
        lambda: post(somchai, "8006", begins=1, ends=2),
        lambda: Duty.objects.create(
            user=somchai, kind="coordinator", begins=today, ends=today - datetime.timedelta(1)
        ),
        lambda: Duty.objects.create(user=somchai, kind="connector", begins=today),
    ]
    for make in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            make()


def test_a_duty_that_ended_yesterday_has_shut_the_desk(nobody_yet, client):
    duty = postings.begin_duty(
        user=nobody_yet, kind="coordinator", district=None, begins=factories.days_ago(9)
    )
    client.force_login(nobody_yet)
    assert client.get("/admin/").status_code == 200
    # By the mere passing of days, without a deed of ours:
    Duty.objects.filter(pk=duty.pk).update(ends=factories.days_ago(1))
    assert client.get("/admin/").status_code != 200
