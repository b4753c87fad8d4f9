"""Names in running Thai, where nothing tells where a word ends."""

import pytest

from kmnet.thai.names import (
    first_name,
    gives_away,
    is_named,
    looks_like_a_name,
    perhaps_names,
    veil,
    ways_of,
)

MALEE = ("ป้า", "มาลี ใจเย็น", "ป้าคนหนึ่ง")
DAM = ("ลุง", "ดำ รักษ์ป่า", "ชาวบ้าน")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ป้ามาลี ใจเย็นตำแกง", "ป้าคนหนึ่งตำแกง"),
        ("ป้ามาลีตำแกง", "ป้าคนหนึ่งตำแกง"),
        ("มาลี ใจเย็น", "ป้าคนหนึ่ง"),
        ("มาลีใจเย็น", "ป้าคนหนึ่ง"),
        ("นางมาลี  ใจเย็น", "ป้าคนหนึ่ง"),
        ("แม่มาลีกับยาย มาลี", "ป้าคนหนึ่งกับป้าคนหนึ่ง"),
        ("มาลีก็ว่าอย่างนั้น", "ป้าคนหนึ่งก็ว่าอย่างนั้น"),
        ("ร้อยพวงมาลัย ดอกมะลิ", "ร้อยพวงมาลัย ดอกมะลิ"),
        ("ร้านมาลีย์", "ร้านมาลีย์"),
        ("", ""),
    ],
)
def test_a_name_is_found_in_every_way_it_is_written(text, shown):
    assert veil(text, [MALEE]) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ลุงดำเล่าว่า", "ชาวบ้านเล่าว่า"),
        ("ลุงดำ รักษ์ป่า", "ชาวบ้าน"),
        ("ดำเล่าว่า", "ชาวบ้านเล่าว่า"),
        ("วันนั้น ดำ ไม่อยู่", "วันนั้น ชาวบ้าน ไม่อยู่"),
        ("ไปดำนากัน", "ไปดำนากัน"),
        ("หมูดำหน้าดำ", "หมูดำหน้าดำ"),
        ("ข้าวเหนียวดำ", "ข้าวเหนียวดำ"),
    ],
)
def test_a_short_name_is_no_part_of_another_word(text, shown):
    assert veil(text, [DAM]) == shown


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("นก", "วันนั้นนกพาเดิน", "วันนั้นชาวบ้านพาเดิน"),
        ("เอก", "เอกพาเดิน", "ชาวบ้านพาเดิน"),
        ("ดำ", "ดำไปทำนา", "ชาวบ้านไปทำนา"),
        ("ดำ", "คนชื่อดำ มีคนชื่อว่าดำ", "คนชื่อชาวบ้าน มีคนชื่อว่าชาวบ้าน"),
        ("ดำ", "ช่างดำ หนูดำ ไอ้ดำ เฮียดำ ท่านดำ", "ชาวบ้าน ชาวบ้าน ชาวบ้าน ชาวบ้าน ชาวบ้าน"),
        ("ดำ", "แม่เฒ่าดำกับป๊ะดำ", "ชาวบ้านกับชาวบ้าน"),
        ("ดำ", "แม่ชีดำ โต๊ะอิหม่ามดำ ผู้ช่วยดำ น้าหลวงดำ", "ชาวบ้าน ชาวบ้าน ชาวบ้าน ชาวบ้าน"),
    ],
)
def test_a_short_name_is_found_behind_a_title_and_where_its_owner_does_something(name, text, shown):
    assert veil(text, [("พี่", name, "ชาวบ้าน")]) == shown


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ดำ", "ดำนาหน้าฝน ผ้าสีดำ ปลาดำว่ายน้ำ"),
        ("นก", "เสียงนกเขา นกเขาขัน"),
        ("เอก", "เอกสารหาย ทำเอกสารไว้"),
        ("ดี", "ดีมาก เด็กดีช่วยแม่ ดีที่ได้มา"),
        ("คง", "คงจะดี คงมีฝน"),
        ("นาว", "มะนาวราคาแพง"),
    ],
)
def test_ordinary_words_stay_whole_beside_somebody_with_a_short_name(name, text):
    assert veil(text, [("พี่", name, "ชาวบ้าน")]) == text


def test_ones_own_title_is_not_taken_for_somebody_elses():
    people = [("น้า", "ดำ", None), ("ลุง", "ดำ", "ชาวบ้าน")]
    for order in (people, people[::-1]):
        assert veil("น้าดำตีเหล็ก ลุงดำดู ช่างดำว่า", order) == "น้าดำตีเหล็ก ชาวบ้านดู ชาวบ้านว่า"


def test_of_many_people_only_those_whose_letters_stand_in_the_text_are_looked_for():
    many = [("ป้า", f"คนที่{number}ของทุ่ง", "ชาวบ้าน") for number in range(300)]
    ways_of.cache_clear()
    assert veil("ลุงน้ำฝนตำแกง", [*many, ("ลุง", "น้ำฝน", "ชาวบ้าน")]) == "ชาวบ้านตำแกง"
    assert ways_of.cache_info().misses == 1


def test_a_name_with_its_letters_spread_out_is_given_away_all_the_same():
    for words in ("ม า ลี", "มา-ลี", "ป้า ม.า.ล.ี คนหนึ่ง"):
        assert gives_away(words, "ป้า", "มาลี ใจเย็น"), words
    assert not gives_away("ป้าคนหนึ่ง", "ป้า", "มาลี ใจเย็น")


def test_what_looks_like_a_title_and_a_name_is_hinted_at():
    text = "เล็บนก จากตาพูน ก่อนแกย้าย ใครจะตอบไอ้คล่อง แล้วลุงนึกสั่ง"
    assert perhaps_names(text) == ["ตาพูน", "ไอ้คล่อง", "ลุงนึก"]
    assert perhaps_names("ป้าไม่รีบ ตาลโตนด พี่น้องโกรธกัน ยายว่าดี แม่ค้า ลุงคนหนึ่ง") == []


def test_a_short_name_without_a_surname_is_no_part_of_another_word_either():
    assert veil("ลุงดำไปดำนา", [("ลุง", "ดำ", "ชาวบ้าน")]) == "ชาวบ้านไปดำนา"


def test_of_two_names_alike_the_longer_one_stays_whole():
    may_be_named = ("ป้า", "มาลีวรรณ ทองคำ", None)
    text = "ป้ามาลีกับป้ามาลีวรรณ"
    assert veil(text, [MALEE, may_be_named]) == "ป้าคนหนึ่งกับป้ามาลีวรรณ"
    assert veil(text, [("ป้า", "มาลี", None), ("ป้า", "มาลีวรรณ", "ป้าอีกคน")]) == "ป้ามาลีกับป้าอีกคน"


def test_where_two_are_called_alike_the_one_who_has_not_agreed_decides():
    agreed, not_agreed = ("ป้า", "มาลี ใจเย็น", None), ("ป้า", "มาลี แสนดี", "ชาวบ้าน")
    for people in ([agreed, not_agreed], [not_agreed, agreed]):
        assert veil("ป้ามาลี ใจเย็น ป้ามาลี แสนดี ป้ามาลี", people) == "ป้ามาลี ใจเย็น ชาวบ้าน ชาวบ้าน"


def test_a_title_typed_into_the_name_is_no_part_of_it():
    assert first_name("", "ป้ามาลี ใจเย็น") == "มาลี"
    assert first_name("ป้า", "ป้ามาลี") == "มาลี"
    assert first_name("ลุง", "อารี ใจดี") == "อารี"
    assert veil("นางมาลียิ้ม", [("", "ป้ามาลี", "ชาวบ้าน")]) == "ชาวบ้านยิ้ม"
    assert veil("สมชาย ทองคำ", [("", "นาย สมชาย ทองคำ", "ชาวบ้าน")]) == "ชาวบ้าน"


@pytest.mark.parametrize(
    "text", ["ป้าน้ำฝน", "ป้าน\u0e49\u0e4d\u0e32ฝน", "ป้าน\u0e4d\u0e49\u0e32ฝน", "ป้านำ\u0e49ฝน"]
)
def test_sara_am_put_together_in_any_way_is_the_same_name(text):
    assert veil(text, [("ป้า", "น้ำฝน", "ชาวบ้าน")]) == "ชาวบ้าน"


def test_people_told_of_without_a_name_are_nobodys_name():
    assert looks_like_a_name("ป้า", "แมว")
    assert looks_like_a_name("", "ลุงดำ")
    for words in ("ป้าขายขนม", "เจ้าหน้าที่สามคน", "เด็กๆ", "ชาวบ้านหลายคน", ""):
        assert not looks_like_a_name("", words), words


def test_naming_is_asked_of_a_whole_text():
    assert is_named("วันนั้นมาลีก็มา", "ป้า", "มาลี ใจเย็น")
    assert not is_named("วันนั้นไปดำนา", "ลุง", "ดำ")
    assert not is_named("อะไรก็ได้", "", "")
