"""Before leaving: what is good to know of a village, for reading where there is no signal."""

import pytest

from kmnet.thai.dates import thai_date
from stories.models import Promise
from tests import factories


def pack_of(client, village):
    return client.get(f"/sync/villages/{village.code}/pack/")


def test_a_pack_holds_the_last_three_visits_and_what_hangs_on_them(
    as_somchai, somchai, wichai, thap_thong, malee
):
    for days, name in [(40, "เก่าไป"), (30, "แมว"), (20, "แมว"), (10, "ดำ")]:
        factories.make_visit(
            somchai,
            thap_thong,
            day=factories.days_ago(days),
            good=f"เมื่อ {days} วันก่อน",
            met=[{"name": name, "called": "ป้า", "does": f"ขายขนม {days}"}],
            promises=[f"เอาพริกมาให้ {days}"],
        )
    Promise.objects.filter(words="เอาพริกมาให้ 20").update(
        state="kept", settled_on=factories.days_ago(1)
    )
    long_ago = factories.make_visit(wichai, thap_thong, day=factories.days_ago(90))
    story = factories.publish(factories.make_story(long_ago))
    factories.make_story(long_ago, "ยังเขียนไม่จบ")
    answer = pack_of(as_somchai, thap_thong)
    assert "no-store" in answer["Cache-Control"]
    pack = answer.json()
    assert pack["village"] == {"code": thap_thong.code, "name": thap_thong.full_name}
    assert [visit["good"] for visit in pack["visits"]] == [
        f"เมื่อ {days} วันก่อน" for days in (10, 20, 30)
    ]
    assert pack["visits"][0]["day_words"] == thai_date(factories.days_ago(10))
    assert pack["people"] == [
        {"name": "ป้าดำ", "does": "ขายขนม 10", "agency_words": ""},
        {"name": "ป้าแมว", "does": "ขายขนม 20", "agency_words": ""},
    ]
    # Promises are open until they are kept, however long ago they were given.
    assert [(each["words"], each["by"]) for each in pack["promises"]] == [
        (f"เอาพริกมาให้ {days}", "น้องสมชาย ใจดี") for days in (10, 30, 40)
    ]
    assert pack["keepers"] == [{"name": malee.spoken_name}]
    assert pack["stories"] == [
        {"number": story.number, "title": "เครื่องแกงของป้า", "url": f"/stories/{story.number}/"}
    ]


def test_a_pack_gives_away_no_link_no_phone_number_and_no_place(
    as_somchai, somchai, thap_thong, malee
):
    malee.phone = "0812345678"
    malee.save()
    visit = factories.make_visit(somchai, thap_thong, photos_of=("green",))
    type(visit).objects.update(latitude=8.0632, longitude=100.1234)
    text = pack_of(as_somchai, thap_thong).content.decode()
    secret = malee.links.get()
    for private in (secret.nonce, secret.secret, "0812345678", "8.0632", "somchai@"):
        assert private not in text


def test_a_village_beyond_reach_has_no_pack_unless_one_was_there(
    as_somchai, as_wichai, as_kanya, client, somchai, wichai, thap_thong
):
    factories.make_visit(somchai, thap_thong, good="ของสมชาย")
    statuses = [pack_of(who, thap_thong).status_code for who in (as_somchai, as_kanya, as_wichai)]
    assert statuses == [200, 200, 404]
    assert pack_of(client, thap_thong).status_code == 401
    factories.make_visit(somchai, thap_thong, good="ไปด้วยกัน", companions=[wichai])
    pack = pack_of(as_wichai, thap_thong).json()
    assert [visit["good"] for visit in pack["visits"]] == ["ไปด้วยกัน"]


@pytest.mark.parametrize("code", ["80060699", "8006", "x"])
def test_a_village_that_is_none_has_no_pack(as_kanya, code):
    answer = as_kanya.get(f"/sync/villages/{code}/pack/")
    assert (answer.status_code, answer.json()["error"]) == (404, "not_found")


def test_a_quiet_village_has_an_empty_pack(as_somchai, thap_thong):
    pack = pack_of(as_somchai, thap_thong).json()
    parts = ("visits", "people", "promises", "keepers", "stories")
    assert [pack[part] for part in parts] == [[]] * 5


def test_a_fuller_pack_asks_no_more_of_the_database(
    as_somchai, somchai, thap_thong, django_assert_max_num_queries
):
    for number in range(4):
        met = [{"name": f"แมว {number}"}]
        visit = factories.make_visit(somchai, thap_thong, met=met, promises=["มาอีก"])
        factories.publish(factories.make_story(visit))
    with django_assert_max_num_queries(14):
        assert len(pack_of(as_somchai, thap_thong).json()["stories"]) == 4
