"""One spelling, whole letters, the dictionary's order, and search that finds what is there."""

import random
import sys
import xml.etree.ElementTree as ElementTree
from html import escape

import pytest
from django import forms
from django.core.exceptions import ValidationError

from kmnet.thai.fields import ThaiCharField, ThaiIntegerField, ThaiTextField
from kmnet.thai.models import NormalisedCharField, NormalisedTextField
from kmnet.thai.text import (
    MOST_MARKS,
    clusters,
    graphemes,
    looks_like_citizen_id,
    looks_like_phone,
    normalise,
    normalise_query,
    small_number,
    sort_key,
    to_arabic_digits,
    truncate,
)
from kmnet.thai.words import and_list, fold

NAM = "\u0e19\u0e49\u0e33"  # น้ำ as the standard keyboard types it
SPELLINGS_OF_NAM = [
    NAM,
    "\u0e19\u0e4d\u0e49\u0e32",  # nikhahit, tone, aa
    "\u0e19\u0e49\u0e4d\u0e32",  # tone, nikhahit, aa
    "\u0e19\u0e33\u0e49",  # sara am, tone
    "\u0e19\u0e49\u0e49\u0e33",  # the tone twice
    "\u0e19\u200b\u0e49\u0e33",  # a zero-width space inside
]


def random_thai(rng: random.Random) -> str:
    letters = [chr(c) for c in range(0x0E01, 0x0E5C) if not 0x0E3B <= c <= 0x0E3E]
    return "".join(rng.choices([*letters, " ", "\n", "a", "\u200b"], k=rng.randint(0, 25)))


@pytest.mark.parametrize("spelling", SPELLINGS_OF_NAM)
def test_every_spelling_of_nam_becomes_one(spelling):
    assert normalise(spelling) == NAM


@pytest.mark.parametrize(
    ("typed", "saved"),
    [
        ("เเกงส้ม", "แกงส้ม"),
        ("ท\u0e48\u0e35นี่", "ที่นี่"),
        ("สิทธ\u0e4c\u0e34", "สิทธิ์"),
        ("  ไป\u200bเที่ยว\ufeff ", "ไปเที่ยว"),
        ("บรรทัดแรก\r\n\r\nบรรทัดสอง\r", "บรรทัดแรก\n\nบรรทัดสอง"),
        ("ปี ๒๕๓๑  กับ 2531", "ปี ๒๕๓๑  กับ 2531"),
        ("ดีๆๆ", "ดีๆๆ"),
        ("มี\x00อะไร", "มีอะไร"),
        ("👩\u200d🌾 ชาวนา", "👩\u200d🌾 ชาวนา"),
        ("", ""),
    ],
)
def test_what_is_saved(typed, saved):
    assert normalise(typed) == saved


def test_normalising_twice_changes_nothing():
    rng = random.Random(2552)
    for _ in range(5000):
        once = normalise(random_thai(rng))
        assert normalise(once) == once


# Written by code point where marks stand in an order that no keyboard gives.
@pytest.mark.parametrize(
    ("typed", "saved"),
    [
        ("ก\u0e33\u0e48\u0e49\u0e34", "ก\u0e48\u0e33\u0e34\u0e49"),
        ("ก\u0e33\u0e33\u0e48", "ก\u0e48\u0e33\u0e33"),
        ("ก\u0e4d\u0e48\u0e48\u0e32", "ก\u0e48\u0e33"),
        ("ก\u0e48\u0e4c\u0e34\u0e38\u0e3a", "ก\u0e34\u0e3a\u0e38\u0e48\u0e4c"),
        ("ก\u0e4c\u0301\u0e4c\u0e38", "ก\u0e38\u0e4c\u0301\u0e4c"),
        ("เเเเเ", "แแเ"),
    ],
)
def test_marks_in_disorder_settle_in_one_order(typed, saved):
    assert normalise(typed) == saved


def test_what_is_saved_may_stand_in_a_feed():
    every_character = "ก".join(map(chr, range(sys.maxunicode + 1)))
    saved = normalise(every_character)
    ElementTree.fromstring(f"<p>{escape(saved)}</p>".encode())
    assert normalise(saved) == saved


@pytest.mark.parametrize(
    "dirt", ["\x00", "\x0b", "\x0c", "\x1b", "\ud800", "\ufdd0", "\ufffe", "\uffff", "\U0010ffff"]
)
def test_what_no_feed_may_hold_is_dropped(dirt):
    assert normalise(f"น{dirt}้ำ\tตก\r\nสวย\rมาก") == "น้ำ\tตก\nสวย\nมาก"


def test_a_joiner_left_alone_by_dirt_goes_with_it():
    assert normalise("ก\u200d\ufeffข") == "กข"


def test_a_heap_of_marks_is_cut_and_a_tall_stack_is_not():
    tall = "ཧྐྵྨླྺྼྻྂ"
    assert normalise(tall) == tall
    heap = normalise("ก" + "\u0e34\u0e35" * 50 + "ข\u0e48")
    assert heap == "ก" + "\u0e34\u0e35" * (MOST_MARKS // 2) + "ข\u0e48"


@pytest.mark.parametrize("length", [5, 100])
def test_letters_drawn_out_for_the_sound_are_all_kept(length):
    shout = "จ้า" + "า" * length + " ทำ" + "ำ" * length + " 555" + "5" * length
    assert normalise(shout) == shout


# Each of these would keep a machine busy for minutes if the work grew with the square.
HOSTILE = {
    "vowels behind a tone": "ก\u0e48" + "\u0e34\u0e35" * 150_000,
    "sara am before a tone": "ก" + "\u0e33" * 300_000 + "\u0e48",
    "sara am and tones": "ก" + "\u0e33\u0e48\u0e33\u0e49" * 75_000,
    "karan before a vowel": "ก" + "\u0e4c\u0301" * 150_000 + "\u0e38",
    "accents above and below": "a" + "\u0301\u0323" * 150_000,
    "tones between invisible letters": "ก" + "\u0e48\u200b\u0e49" * 100_000,
    "spaces": "ก" + " " * 300_000 + "ข",
    "joiners": "ก" + "\u200d\ufeff" * 150_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_text_keeps_the_machine_busy(text):
    saved = normalise(text)
    assert normalise(saved) == saved
    assert normalise_query(text)
    assert "".join(graphemes(text)) == text
    assert truncate(text, 20)


@pytest.mark.parametrize(
    ("one", "other"),
    [("ปี ๒๕๓๑", "ปี 2531"), ("KM  Day", "km day"), ("ดี ๆ", "ดีๆ"), ("นํ้า", "น้ำ")],
)
def test_queries_compare_equal(one, other):
    assert normalise_query(one) == normalise_query(other)


def test_all_thai_digits_become_arabic():
    assert to_arabic_digits("๐๑๒๓๔๕๖๗๘๙") == "0123456789"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("๑๒", 12),
        ("007", 7),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, -1),
        ("๙" * 5000, -1),
        ("", -1),
        ("-3", -1),
        (" 3", -1),
        ("3\n", -1),
        ("1_0", -1),
        ("²", -1),
        ("สาม", -1),
    ],
)
def test_a_small_number_is_read_and_everything_else_is_the_default(text, number):
    assert small_number(text, -1) == number


def test_a_small_number_is_nought_when_nothing_else_was_said():
    assert small_number("สาม") == 0


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("น้ำ", ["น้ำ"]),
        ("ที่นี่", ["ที่", "นี่"]),
        ("เปี๊ยะ", ["เ", "ปี๊", "ย", "ะ"]),
        ("👩\u200d🌾ก", ["👩\u200d🌾", "ก"]),
        ("🇹🇭🇹🇭", ["🇹🇭", "🇹🇭"]),
        ("ก\r\nข", ["ก", "\r\n", "ข"]),
    ],
)
def test_graphemes_are_what_a_reader_sees(text, letters):
    assert graphemes(text) == letters


def test_graphemes_join_to_the_text():
    rng = random.Random(1)
    for _ in range(2000):
        text = random_thai(rng)
        assert "".join(graphemes(text)) == text


def test_a_short_text_is_left_whole():
    assert truncate("ป่าจากปลายน้ำ", 20) == "ป่าจากปลายน้ำ"


def test_a_cut_is_made_at_a_space_when_one_is_near():
    assert truncate("แม่เฒ่าเล่าเรื่อง ป่าจากหลังบ้าน ให้หลานฟัง", 28) == ("แม่เฒ่าเล่าเรื่อง ป่าจากหลังบ้าน…")
    assert [truncate("น้ำตก", room) for room in (-1, 0, 1)] == ["…", "…", "…"]


def test_a_cut_never_splits_a_letter_nor_leaves_a_leading_vowel():
    text = normalise("เก็บน้ำผึ้งที่โคนไม้ใหญ่ เล่าให้ฟังว่าเกาะแก่งเหล่านี้ป้าจำได้ดีๆ ทุกซอก")
    whole = graphemes(text)
    for n in range(2, len(whole)):
        cut = truncate(text, n)
        kept = cut.removesuffix("…")
        assert len(graphemes(cut)) <= n
        assert graphemes(kept) == whole[: len(graphemes(kept))]
        assert not kept.endswith(tuple("เแโใไ")) or len(kept) == 1


def test_clusters_hold_a_consonant_with_its_marks():
    assert clusters("น้ำตก ๓ ชั้น KM") == ["น้ำ", "ต", "ก", "3", "ชั้", "น", "km"]


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("การท่องเที่ยวที่คีรีวงในหน้าฝน", "ท่องเที่ยว", True),
        ("การท่องเที่ยวที่คีรีวงในหน้าฝน", "คีรีวง", True),
        ("โลมาสีชมพู", "ลม", False),
        ("ปี ๒๕๓๑ น้ำท่วม", "2531", True),
    ],
)
def test_a_phrase_of_clusters_finds_whole_syllables(text, query, found):
    pieces, wanted = clusters(text), clusters(query)
    starts = range(len(pieces) - len(wanted) + 1)
    assert any(pieces[i : i + len(wanted)] == wanted for i in starts) is found


def test_words_sort_as_in_the_dictionary():
    words = ["กา", "ก่า", "กาก", "เกาะ", "แก", "ขา", "ข่า", "ข้า", "เขา", "โขง", "ไข่"]
    shuffled = random.Random(1).sample(words, len(words))
    assert sorted(shuffled, key=sort_key) == words


def test_districts_sort_as_in_the_dictionary():
    names = ["ขนอม", "ฉวาง", "เฉลิมพระเกียรติ", "ชะอวด", "ช้างกลาง", "เชียรใหญ่", "ทุ่งสง", "ทุ่งใหญ่"]
    shuffled = random.Random(1).sample(names, len(names))
    assert sorted(shuffled, key=sort_key) == names


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ลานสะกา", "ลานสกา"),
        ("เชียรไหญ่", "เชียรใหญ่"),
        ("หนังตลุง", "หนังตะลุง"),
        ("พีปูน", "พิปูน"),
        ("คีรีวงศ์", "คีรีวง"),
    ],
)
def test_common_misspellings_fold_together(typed, meant):
    assert fold(typed) == fold(meant)


def test_names_are_listed_as_one_says_them():
    assert and_list([]) == ""
    assert and_list(["มาลี"]) == "มาลี"
    assert and_list(["มาลี", "สมชาย", "วิชัย"]) == "มาลี สมชาย และวิชัย"


# Digits counted up from one: nobody's number, with the last digit worked out to fit.
@pytest.mark.parametrize(
    "text",
    ["เลข 1234567890121 ครับ", "1-2345-67890-12-1", "๑๒๓๔๕๖๗๘๙๐๑๒๑", "12 1 2345 67890 12 1"],
)
def test_a_citizen_number_is_noticed(text):
    assert looks_like_citizen_id(text)


@pytest.mark.parametrize(
    "text", ["1234567890122", "12345678901211", "บ้าน 80060102", "21/1/2552 10:42", ""]
)
def test_other_numbers_are_not_citizen_numbers(text):
    assert not looks_like_citizen_id(text)


@pytest.mark.parametrize(
    "text",
    [
        "โทร 081-234-5678",
        "0812345678",
        "๐๘๑ ๒๓๔ ๕๖๗๘",
        "+66 81 234 5678",
        "075 356 789",
        "(075) 356789",
    ],
)
def test_a_telephone_number_is_noticed(text):
    assert looks_like_phone(text)


@pytest.mark.parametrize(
    "text", ["06-01-2552 10:42", "80060102", "มี 120 คน 45 ครัว", "2009-01-21", "10.50 บาท", ""]
)
def test_other_numbers_are_not_telephone_numbers(text):
    assert not looks_like_phone(text)


def test_form_fields_save_one_spelling():
    assert ThaiCharField().clean(" นํ้าตก\u200b ") == "น้ำตก"
    assert ThaiTextField().clean("หนึ่ง\r\nสอง ") == "หนึ่ง\nสอง"


def test_text_made_only_of_invisible_letters_is_empty():
    with pytest.raises(ValidationError):
        ThaiCharField().clean("\u200b\ufeff")


def test_long_text_is_measured_in_letters_and_says_how_much_to_cut():
    field = ThaiTextField(max_length=3)
    assert field.clean("น้ำที่นี่") == "น้ำที่นี่"
    with pytest.raises(ValidationError) as refusal:
        field.clean("น้ำที่นี่ดี")
    assert refusal.value.messages == ["ยาวไปหน่อย ช่องนี้ใส่ได้ 3 ตัวอักษร ตอนนี้มี 4 ตัดออกสัก 1 ตัว"]


@pytest.mark.parametrize(("typed", "number"), [("๑๒", 12), ("1,200", 1200), (" 7 ", 7), ("", None)])
def test_numbers_are_read_in_both_digits(typed, number):
    assert ThaiIntegerField(required=False).clean(typed) == number


@pytest.mark.parametrize("field", [ThaiTextField(max_length=3), ThaiCharField(max_length=3)])
def test_what_is_far_too_long_is_refused_unread(field, monkeypatch):
    def read(text):
        raise AssertionError("read in full")

    monkeypatch.setattr("kmnet.thai.fields.normalise", read)
    monkeypatch.setattr("kmnet.thai.fields.graphemes", read)
    with pytest.raises(ValidationError) as refusal:
        field.clean("ก" * 700_000)
    assert refusal.value.messages == ["ยาวไปหน่อย ช่องนี้ใส่ได้ 3 ตัวอักษร ตอนนี้มี 700000 ตัดออกสัก 699997 ตัว"]


def test_marks_and_invisible_letters_do_not_count_against_a_text_of_the_right_length():
    assert ThaiTextField(max_length=3).clean("ที่นี่ดี" + "\u200b" * 1000) == "ที่นี่ดี"


@pytest.mark.parametrize("typed", ["9" * 5000, "๙" * 5000, "9" * 19, "1," * 5000, "สาม"])
def test_numbers_that_no_database_keeps_are_refused(typed):
    with pytest.raises(ValidationError) as refusal:
        ThaiIntegerField().clean(typed)
    assert refusal.value.messages == [ThaiIntegerField().error_messages["invalid"]]


def test_numbers_are_typed_in_a_text_box_that_calls_the_number_keys():
    class Count(forms.Form):
        people = ThaiIntegerField(min_value=1)

    html = str(Count()["people"])
    assert 'type="text"' in html
    assert 'inputmode="numeric"' in html


@pytest.mark.parametrize("field", [NormalisedCharField(max_length=80), NormalisedTextField()])
def test_model_fields_normalise_on_every_way_in(field):
    assert field.to_python("นํ้า ") == "น้ำ"
    assert field.get_prep_value("นํ้า ") == "น้ำ"
    assert field.get_prep_value(None) is None


def test_model_fields_show_what_was_saved():
    class Thing:
        name = " นํ้า"

    field = NormalisedCharField(max_length=80)
    field.set_attributes_from_name("name")
    thing = Thing()
    assert field.pre_save(thing, add=True) == "น้ำ"
    assert thing.name == "น้ำ"


def test_model_fields_bring_their_form_fields():
    assert type(NormalisedCharField(max_length=80).formfield()) is ThaiCharField
    assert type(NormalisedTextField(max_length=80).formfield()) is ThaiTextField
