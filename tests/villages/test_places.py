"""Identity is tambon and หมู่ที่; a name may be blank or shared."""

import pytest
from django.db import IntegrityError, transaction

from members.reach import Reach
from villages.models import Aspect, District, Tambon, Village


def refused(make) -> bool:
    try:
        with transaction.atomic():
            make()
    except IntegrityError:
        return True
    return False


def test_a_village_speaks_its_name_and_its_place(thap_thong):
    assert thap_thong.full_name == "บ้านทาบทอง หมู่ที่ 2 ต.ไสหมาก อ.เชียรใหญ่"
    assert thap_thong.get_absolute_url() == "/villages/80060602/"


def test_a_village_without_a_name_is_called_by_its_number(places):
    nameless = Village.objects.with_places().get(code="80060601")
    assert nameless.short_name == "หมู่ที่ 1"
    assert nameless.full_name == "หมู่ที่ 1 ต.ไสหมาก อ.เชียรใหญ่"


def test_two_villages_may_share_a_name_but_never_tambon_and_moo(thap_thong):
    Village.objects.filter(code="80060603").update(name="บ้านทาบทอง")
    assert Village.objects.filter(name="บ้านทาบทอง").count() == 2
    assert refused(lambda: Village.objects.create(code="80060699", tambon_id="800606", moo=2))


def test_the_database_refuses_codes_that_contradict_themselves(places):
    assert refused(lambda: Village.objects.create(code="80060677", tambon_id="800606", moo=78))
    assert refused(lambda: Tambon.objects.create(code="801299", district_id="8006", name="หลงที่"))


def test_a_name_is_saved_in_one_spelling(thap_thong):
    thap_thong.name = " บ้านน\u0e4d\u0e49าตก\u200b "
    thap_thong.save()
    assert Village.objects.get(code="80060602").name == "บ้านน้ำตก"


def test_districts_stand_in_the_order_of_a_thai_dictionary(places):
    names = [district.name for district in District.objects.all()]
    assert names[:5] == ["ขนอม", "จุฬาภรณ์", "ฉวาง", "เฉลิมพระเกียรติ", "ชะอวด"]


def test_villages_in_reach_are_those_of_the_districts_or_all(places):
    chian_yai = Village.objects.in_reach(Reach(districts=frozenset({"8006"})))
    assert {village.code[:4] for village in chian_yai} == {"8006"}
    assert Village.objects.in_reach(Reach(all_districts=True)).count() == 1553
    assert Village.objects.in_reach(Reach()).count() == 0


def test_the_scripts_of_the_form_get_tambons_with_their_villages(client, thap_thong):
    answer = client.get("/places/8006.json")
    tambons = {tambon["code"]: tambon for tambon in answer.json()["tambons"]}
    assert set(tambons) == set(
        Tambon.objects.filter(district="8006").values_list("code", flat=True)
    )
    sai_mak = tambons["800606"]
    assert sai_mak["name"] == "ไสหมาก"
    assert sai_mak["villages"][1] == {"code": "80060602", "name": "หมู่ที่ 2 บ้านทาบทอง"}
    assert len(sai_mak["villages"]) == Village.objects.filter(tambon="800606").count()
    assert answer["Cache-Control"] == "public, max-age=3600"
    assert "Cookie" not in answer.get("Vary", "")


@pytest.mark.parametrize("code", ["9999", "80", "80060602", "x"])
def test_places_of_a_district_nobody_knows_are_not_found(client, places, code):
    assert client.get(f"/places/{code}.json").status_code == 404


def test_an_address_that_postgres_cannot_hold_gets_a_kind_400(client, places):
    answer = client.get("/places/%00.json")
    assert answer.status_code == 400
    assert "<h1>" in answer.content.decode()


@pytest.mark.django_db
def test_an_aspect_keeps_its_address_to_itself():
    Aspect.objects.get_or_create(slug="livelihood", defaults={"name": "ทำมาหากิน"})
    assert refused(lambda: Aspect.objects.create(slug="livelihood", name="อีกด้าน"))
