"""ยังอยู่, the map, rounds, the connector's desk and who could go missing."""

import re

import pytest
from django.core.exceptions import ValidationError

from members import postings, walking
from members.models import Duty, Walking
from members.reach import Reach
from stories import missing, rounds, still_here
from tests import factories
from tests.conftest import signed_in
from villages import map as places_map
from villages.models import District, Village

pytestmark = pytest.mark.django_db

CHIAN_YAI = Reach(districts=frozenset({"8006"}))


def test_every_district_is_there_with_its_latest_story_alone(client, somchai, thap_thong):
    factories.make_published(somchai, thap_thong, "เรื่องแรก")
    latest = factories.make_published(somchai, thap_thong, "เรื่องล่าสุด")
    found = still_here.everywhere()
    assert [each.district for each in found] == list(District.objects.order_by("sort_key"))
    assert {each.district.code: each.story for each in found if each.story} == {"8006": latest}
    page = client.get("/still-here/").content.decode()
    assert len(re.findall(r'class="map__tile', page)) == 23
    assert "เรื่องล่าสุด" in page
    assert "เรื่องแรก" not in page


def test_taken_back_the_district_waits_for_a_visit_again(client, somchai, thap_thong):
    story = factories.make_published(somchai, thap_thong, "เรื่องที่ถอน")
    type(story).objects.filter(pk=story.pk).update(hidden_at=story.published_at)
    for address in ("/still-here/", "/still-here/print/"):
        assert "เรื่องที่ถอน" not in client.get(address).content.decode()


def test_each_district_has_a_tile_of_its_own_and_north_is_above(places):
    seats = {d.code: (d.latitude, d.longitude) for d in District.objects.all()}
    drawing = places_map.draw(seats)
    tiles = drawing.tiles
    assert len(tiles) == 23
    assert len({(tile.column, tile.row) for tile in tiles.values()}) == 23
    assert tiles["8015"].row == 0  # Khanom, in the far north
    assert tiles["8017"].row == drawing.rows - 1  # Bang Khan, in the far south
    assert tiles["8014"].row < tiles["8008"].row < tiles["8001"].row < tiles["8007"].row
    assert tiles["8018"].column < tiles["8003"].column < tiles["8012"].column
    assert places_map.draw(seats) == drawing
    assert places_map.draw({"1": (None, None)}).tiles == {}
    assert len(places_map.draw({"1": (8.0, 99.0), "2": (8.0, 99.0)}).tiles) == 2


# Who could go missing ------------------------------------------------------------------------------


def test_villages_with_one_partner_or_nobody_are_said(somchai, wichai, thap_thong, khlong_noi):
    other = Village.objects.get(code="80060601")
    for village, user in ((thap_thong, somchai), (other, somchai), (other, wichai)):
        walking.begin(user=user, village=village, on=factories.days_ago(30))
    walking.begin(user=wichai, village=khlong_noi, on=factories.days_ago(30))
    assert missing.with_one_partner(CHIAN_YAI) == [(thap_thong, somchai)]
    assert missing.with_nobody(CHIAN_YAI) == []
    walking.end(user=somchai, village=thap_thong, on=factories.days_ago(1))
    assert missing.with_one_partner(CHIAN_YAI) == []
    assert missing.with_nobody(CHIAN_YAI) == [thap_thong]


def test_somebody_who_left_walks_with_no_village(somchai, thap_thong):
    walking.begin(user=somchai, village=thap_thong, on=factories.days_ago(30))
    somchai.is_active = False
    somchai.save()
    assert missing.with_nobody(CHIAN_YAI) == [thap_thong]
    with pytest.raises(ValueError):
        walking.begin(user=somchai, village=thap_thong, on=factories.days_ago(1))


def test_a_village_quiet_for_half_a_year_names_who_knows_the_road(somchai, preeda, thap_thong):
    factories.make_visit(somchai, thap_thong, day=factories.days_ago(200))
    near = Village.objects.get(code="80060601")
    factories.make_visit(preeda, near, day=factories.days_ago(5))
    [found] = missing.quiet(CHIAN_YAI)
    assert (found.village, found.last_day) == (thap_thong, factories.days_ago(200))
    assert (found.knows_road, found.neighbours) == ([somchai], [preeda])


def test_duties_held_alone_retirements_and_districts_without_a_connector(preeda, somchai):
    [duty] = missing.held_alone(CHIAN_YAI)
    assert duty.user == preeda
    postings.begin_duty(
        user=somchai,
        kind=Duty.Kind.CONNECTOR,
        district=District.objects.get(code="8006"),
        begins=factories.days_ago(1),
    )
    assert missing.held_alone(CHIAN_YAI) == []
    somchai.retires_on = factories.days_ago(-300)
    somchai.save()
    preeda.retires_on = factories.days_ago(-400)
    preeda.save()
    assert missing.retiring(CHIAN_YAI) == [somchai]
    assert missing.retiring(Reach(districts=frozenset({"8012"}))) == []
    assert len(missing.without_connector(Reach(all_districts=True))) == 22


def test_the_desk_is_for_those_with_a_duty_and_shows_their_district_alone(
    as_preeda, as_somchai, as_kanya, client, somchai, wichai, thap_thong, khlong_noi
):
    factories.make_visit(somchai, thap_thong, promises=["พาไปดูงาน"])
    factories.make_visit(wichai, khlong_noi, promises=["เอายามาให้"])
    page = as_preeda.get("/district/").content.decode()
    assert ("พาไปดูงาน" in page, "เอายามาให้" in page) == (True, False)
    whole = as_kanya.get("/district/").content.decode()
    assert ("พาไปดูงาน" in whole, "เอายามาให้" in whole) == (True, True)
    one = as_kanya.get("/district/?district=8012").content.decode()
    assert ("พาไปดูงาน" in one, "เอายามาให้" in one) == (False, True)
    assert as_preeda.get("/district/?district=8012").status_code == 404
    assert as_somchai.get("/district/").status_code == 404
    assert client.get("/district/").status_code == 302


# Rounds --------------------------------------------------------------------------------------------


@pytest.fixture
def planned(preeda):
    return rounds.plan(
        name="ห้าอำเภอ",
        begins=factories.days_ago(5),
        ends=factories.days_ago(1),
        districts=list(District.objects.filter(code__in=["8006", "8012"])),
        by=preeda,
    )


def test_a_round_tells_everybody_its_districts_and_nobody_its_villages(
    planned, client, thap_thong, somchai
):
    stop = planned.stops.get(district="8006")
    rounds.settle_stop(stop=stop, village=thap_thong, day=factories.days_ago(3), guide=somchai)
    page = client.get("/still-here/").content.decode()
    assert "ห้าอำเภอ" in page
    assert "บ้านทาบทอง" not in page
    rounds.call_off(planned=planned)
    assert "ห้าอำเภอ" not in client.get("/still-here/").content.decode()


def test_visits_of_the_days_stand_with_their_stop_for_who_may_read_them(
    planned, as_somchai, as_wichai, somchai, thap_thong
):
    inside = factories.make_visit(somchai, thap_thong, day=factories.days_ago(3))
    factories.make_visit(somchai, thap_thong, day=factories.days_ago(9))
    assert list(rounds.visits_of(planned.stops.get(district="8006"), somchai)) == [inside]
    address = f"/rounds/{planned.pk}/"
    assert f"/visits/{inside.number}/" in as_somchai.get(address).content.decode()
    elsewhere = as_wichai.get(address).content.decode()
    assert ("ห้าอำเภอ" in elsewhere, f"/visits/{inside.number}/" in elsewhere) == (True, False)


def test_what_cannot_be_is_said_and_what_was_typed_stays(planned, as_preeda, khlong_noi, preeda):
    with pytest.raises(ValidationError) as refused:
        rounds.plan(
            name="x",
            begins=factories.days_ago(1),
            ends=factories.days_ago(2),
            districts=[],
            by=preeda,
        )
    assert set(refused.value.message_dict) == {"ends", "districts"}
    stop = planned.stops.get(district="8006")
    with pytest.raises(ValidationError):
        rounds.settle_stop(stop=stop, village=khlong_noi, day=None, guide=None)
    with pytest.raises(ValidationError):
        rounds.settle_stop(stop=stop, village=None, day=factories.days_ago(30), guide=None)
    answer = as_preeda.post("/rounds/new/", {"name": "รอบชาวสวน", "words": "ไปดูสวน"})
    page = answer.content.decode()
    assert ("รอบชาวสวน" in page, "ไปดูสวน" in page) == (True, True)
    assert "เลือกอย่างน้อยหนึ่งอำเภอ" in page


def test_only_those_with_a_duty_plan(planned, somchai, as_somchai):
    assert as_somchai.get("/rounds/").status_code == 200
    assert as_somchai.get("/rounds/new/").status_code == 404
    assert as_somchai.post(f"/rounds/{planned.pk}/call-off/").status_code == 404
    assert signed_in(somchai).get(f"/rounds/{planned.pk}/").status_code == 200
    assert Walking.objects.count() == 0


def test_a_telephone_number_does_not_stand_in_what_everybody_reads_of_a_round(as_preeda):
    posted = {"name": "ห้าอำเภอ โทร 081-234-5678", "districts": ["8006"]}
    for name in ("begins", "ends"):
        posted[name] = factories.days_ago(-3).isoformat()
    page = as_preeda.post("/rounds/new/", posted).content.decode()
    assert "มีเบอร์โทรอยู่ในข้อความ" in page
    assert "ห้าอำเภอ โทร 081-234-5678" in page
    assert rounds.Round.objects.count() == 0
