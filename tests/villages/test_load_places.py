"""Places come from a file of official codes, and may come from it any number of times."""

import datetime
import io

import pytest
from django.core.management import CommandError, call_command

from villages.models import District, Tambon, Village

HEAD = "kind,code,name_th,name_en,district_code,lat,lon,villages\n"
TRANG = HEAD + (
    "district,9201,เมืองตรัง,Mueang Trang,9201,7.5564,99.6114,3\n"
    "tambon,920101,ทับเที่ยง,Thap Thiang,9201,7.56,99.61,0\n"
    "tambon,920102,นาพละ,Na Phala,9201,,,3\n"
)


def load(*args) -> str:
    out = io.StringIO()
    call_command("load_places", *args, stdout=out)
    return out.getvalue().strip()


def everything() -> list:
    return [list(model.objects.order_by("code").values()) for model in (District, Tambon, Village)]


@pytest.fixture
def file(tmp_path):
    def write(text: str | bytes):
        path = tmp_path / "places.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_the_province_has_23_districts_170_tambons_and_1553_villages(places):
    assert (District.objects.count(), Tambon.objects.count(), Village.objects.count()) == (
        23,
        170,
        1553,
    )


def test_loading_twice_changes_nothing(places):
    before = everything()
    assert load() == "มี 23 อำเภอ 170 ตำบล 1,553 หมู่บ้าน"
    assert everything() == before


def test_names_follow_the_file_and_what_villagers_told_us_stays(thap_thong):
    thap_thong.joined_on = datetime.date(2009, 1, 21)
    thap_thong.save()
    District.objects.filter(code="8006").update(name="ชื่อที่สะกดผิด", sort_key="")
    load()
    thap_thong.refresh_from_db()
    assert (thap_thong.name, thap_thong.joined_on) == ("บ้านทาบทอง", datetime.date(2009, 1, 21))
    assert District.objects.get(code="8006").name == "เชียรใหญ่"
    assert [d.code for d in District.objects.all()][:2] == ["8015", "8019"]


def test_another_province_loads_the_same_way_beside_the_first(places, file):
    assert load(file(TRANG)) == "มี 24 อำเภอ 172 ตำบล 1,556 หมู่บ้าน"
    assert list(
        Village.objects.filter(tambon__district="9201").values_list("code", "moo", "name")
    ) == [("92010201", 1, ""), ("92010202", 2, ""), ("92010203", 3, "")]
    tambon = Tambon.objects.get(code="920102")
    assert (tambon.latitude, tambon.longitude) == (None, None)


def test_a_file_saved_by_excel_with_a_mark_in_front_loads_too(places, file):
    load(file(b"\xef\xbb\xbf" + TRANG.encode()))
    assert District.objects.get(code="9201").name == "เมืองตรัง"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ชื่อ,รหัส\nตรัง,92\n",
        HEAD,
        TRANG + "tambon,920103,บ้านควน,Ban Khuan,9201,7.5,99.6,หลายหมู่\n",
        TRANG + "tambon,920103,บ้านควน,Ban Khuan,9201,เหนือ,99.6,2\n",
        TRANG + "tambon,920103,บ้านควน\n",
        TRANG + "tambon,920103,บ้านควน,Ban Khuan,9299,7.5,99.6,2\n",
        TRANG + "tambon,800199,บ้านควน,Ban Khuan,9201,7.5,99.6,2\n",
        TRANG + "tambon,920103,บ้านควน,Ban Khuan,9201,7.5,99.6,100\n",
        TRANG.encode("cp874"),
    ],
    ids=[
        "empty file",
        "other columns",
        "no rows",
        "villages is no number",
        "latitude is no number",
        "row cut short",
        "district nobody knows",
        "tambon's code is not its district's",
        "more villages than two digits hold",
        "not UTF-8",
    ],
)
def test_a_broken_file_is_refused_in_a_sentence_and_leaves_everything_as_it_was(places, file, text):
    before = everything()
    with pytest.raises(CommandError) as refusal:
        load(file(text))
    assert "ไฟล์" in str(refusal.value)
    assert everything() == before


def test_a_file_that_is_not_there_is_named(places, tmp_path):
    with pytest.raises(CommandError, match=r"เปิดไฟล์ .*nowhere\.csv ไม่ได้"):
        load(tmp_path / "nowhere.csv")
