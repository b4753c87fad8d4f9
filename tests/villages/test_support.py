"""A village asks for a hand, partners offer, and the village closes with thanks."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests import factories
from villages import support, words
from villages.models import SupportOffer, SupportRequest, SupportStep

WORDS = "อยากได้คนสอนทำบัญชีกลุ่มออม"


@pytest.fixture
def heard(somchai) -> words.Word:
    return words.in_person(said_by="ผู้ใหญ่เอื้อน", witness="ครูสายใจ", taken_by=somchai)


@pytest.fixture
def asked(thap_thong, heard) -> SupportRequest:
    return support.ask(village=thap_thong, words=WORDS, needed_by="ก่อนหน้าฝน", word=heard)


def refused(deed, **arguments) -> dict:
    with pytest.raises(ValidationError) as caught, transaction.atomic():
        deed(**arguments)
    error = caught.value
    return error.message_dict if hasattr(error, "error_dict") else {"": error.messages}


def test_a_village_asks_once_however_often_the_button_is_pressed(asked, thap_thong, heard):
    assert support.ask(village=thap_thong, words=WORDS, word=heard) == asked
    assert list(SupportRequest.objects.open()) == [asked]
    assert (asked.needed_by, asked.said_by, asked.state) == ("ก่อนหน้าฝน", "ผู้ใหญ่เอื้อน", "open")


def test_another_villages_link_asks_and_closes_nothing(asked, thap_thong, khlong_noi, kanya):
    link = factories.make_keeper(khlong_noi, by=kanya, name="คนอื่น").links.get()
    strange = {"": ["ลิงก์นี้เป็นของอีกหมู่บ้านหนึ่ง"]}
    word = words.by_link(link)
    assert refused(support.ask, village=thap_thong, words="อื่น", word=word) == strange
    assert refused(support.close, request=asked, thanks="ขอบใจ", word=word) == strange
    assert refused(support.withdraw, request=asked, word=word) == strange
    assert refused(support.take_off, request=asked, word=word) == strange
    asked.refresh_from_db()
    assert asked.is_open


def test_blank_words_and_private_numbers_are_refused_field_by_field(asked, thap_thong, heard):
    def ask(**more):
        return refused(support.ask, village=thap_thong, word=heard, **more)

    assert ask(words=" ") == {"words": ["ยังไม่ได้เขียนว่าอยากให้ช่วยเรื่องอะไร"]}
    assert ask(words="โทร 0812345678").keys() == {"words"}
    assert ask(words="ช่วยที", needed_by="โทร 0812345678").keys() == {"needed_by"}
    assert refused(support.close, request=asked, thanks="", word=heard) == {
        "thanks": ["เขียนคำขอบคุณสักคำ คนที่มาช่วยจะได้อ่าน"]
    }


def test_a_partner_has_one_standing_offer_and_may_word_it_anew(asked, wichai):
    first = support.offer(request=asked, by=wichai, words="สอนได้วันเสาร์")
    again = support.offer(request=asked, by=wichai, words="สอนได้ทุกวัน โทร 0812345678")
    assert again == first
    assert SupportOffer.objects.get().words == "สอนได้ทุกวัน โทร 0812345678"
    assert refused(support.offer, request=asked, by=wichai, words=" ") == {
        "words": ["ยังไม่ได้เขียนว่าช่วยอะไรได้บ้าง"]
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        SupportOffer.objects.create(request=asked, user=wichai, words="สองครั้ง")


def test_an_offer_is_taken_back_by_whoever_made_it_and_may_be_made_again(asked, wichai, somchai):
    support.offer(request=asked, by=wichai, words="สอนได้")
    assert support.take_offer_back(request=asked, by=somchai) is None
    assert support.take_offer_back(request=asked, by=wichai).withdrawn_at is not None
    assert not SupportOffer.objects.standing().exists()
    support.offer(request=asked, by=wichai, words="ว่างแล้ว")
    assert [offer.words for offer in SupportOffer.objects.standing()] == ["ว่างแล้ว"]


def test_offers_of_people_who_left_the_network_do_not_stand(asked, wichai):
    support.offer(request=asked, by=wichai, words="สอนได้")
    wichai.is_active = False
    wichai.save()
    assert not SupportOffer.objects.standing().exists()


def test_closed_with_thanks_it_takes_no_more_offers(asked, wichai, heard):
    closed = support.close(request=asked, thanks="ขอบใจหมอวิชัยมาก", word=heard)
    assert (closed.state, closed.thanks, closed.closed_at is not None) == (
        "closed",
        "ขอบใจหมอวิชัยมาก",
        True,
    )
    assert support.close(request=asked, thanks="ขอบใจหมอวิชัยมาก", word=heard) == closed
    assert [step.deed for step in SupportStep.objects.all()] == ["closed"]
    assert refused(support.offer, request=asked, by=wichai, words="ช่วยได้") == {
        "": ["หมู่บ้านปิดเรื่องนี้ไปแล้ว ขอบคุณที่อยากช่วย ดูเรื่องอื่นที่ยังขอแรงอยู่ได้"]
    }
    assert refused(support.withdraw, request=asked, word=heard) == {
        "": ["เรื่องนี้มีคนบอกไปแล้วว่า “เสร็จแล้ว ขอบคุณ”"]
    }


def test_withdrawn_or_taken_off_nobody_reads_it_and_it_stays_in_the_database(
    asked, thap_thong, heard
):
    support.withdraw(request=asked, word=heard)
    support.withdraw(request=asked, word=heard)
    other = support.ask(village=thap_thong, words="อีกเรื่อง", word=heard)
    support.take_off(request=other, word=heard)
    assert list(SupportRequest.objects.public()) == []
    assert SupportRequest.objects.count() == 2
    assert refused(support.close, request=other, thanks="ขอบใจ", word=heard) == {
        "": ["เรื่องนี้หมู่บ้านเอาออกจากหน้าไปแล้ว"]
    }


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "closed"},
        {"state": "withdrawn"},
        {"state": "closed", "closed_at": "2026-01-01T00:00Z"},
        {"thanks": "ขอบใจ"},
        {"words": ""},
        {"witness": ""},
    ],
    ids=str,
)
def test_the_database_refuses_what_no_deed_would_write(asked, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        SupportRequest.objects.filter(pk=asked.pk).update(**broken)
