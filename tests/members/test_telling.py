"""Somebody is told of: one file a person, however often and by whomever they are told of."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from members import files, telling, voices
from members.models import Evidence, Nomination, Relation, Telling, Voice
from tests import factories


def join(one: Nomination, other: Nomination, by) -> Nomination:
    return telling.join(nomination=one, into=other, by=by)


def test_whoever_tells_opens_a_file_that_waits_with_their_words(somchai):
    nomination = factories.make_nomination(
        somchai, "8006", words="สอนเด็กทำปุ๋ย", met_place="วัดแม่เจ้าอยู่หัว", talked=True
    )
    assert (nomination.state, nomination.spoken_name) == ("waiting", "ครูสายใจ รักเรียน")
    told = nomination.tellings.get()
    assert (told.teller, told.words, told.met_place, told.talked) == (
        "น้องสมชาย ใจดี",
        "สอนเด็กทำปุ๋ย",
        "วัดแม่เจ้าอยู่หัว",
        True,
    )
    assert list(Nomination.objects.queue()) == [nomination]


def test_the_database_wants_a_teller(bare):
    with pytest.raises(IntegrityError), transaction.atomic():
        Telling.objects.create(nomination=bare, words="ใครก็ไม่รู้เล่ามา")


def test_another_partner_adds_words_to_an_open_file(bare, preeda):
    telling.tell_more(nomination=bare, words="เห็นเขาช่วยขุดคลอง", by=preeda, met_place="คลองฆ้อง")
    assert [each.teller for each in bare.tellings.all()] == ["น้องสมชาย ใจดี", "ปลัดปรีดา ชวนคุย"]
    with pytest.raises(ValidationError):
        telling.tell_more(nomination=bare, words=" \n", by=preeda)


def test_files_wait_oldest_first(somchai):
    names = ["มาก่อน", "มาทีหลัง", "มาสุดท้าย"]
    for name in names:
        factories.make_nomination(somchai, "8006", name=name)
    assert [each.name for each in Nomination.objects.queue()] == names


# The same person told of twice


@pytest.mark.parametrize(
    "name",
    ["น้ำทิพย์ รุ่น 2", "น้ำทิพย์  รุ่น ๒", " น\u0e4d\u0e49าทิพย์ รุ่น 2", "น้ำ\u200bทิพย์ รุ่น ๒"],
    ids=[
        "letter by letter",
        "thai digits and two spaces",
        "marks in another order",
        "unseen space",
    ],
)
def test_one_name_to_the_ear_is_perhaps_one_person(somchai, wichai, name):
    first = factories.make_nomination(somchai, "8006", name="น้ำทิพย์ รุ่น 2")
    again = factories.make_nomination(wichai, "8006", name=name)
    assert telling.perhaps_the_same(again) == [first]
    assert telling.perhaps_the_same(first) == [again]


def test_another_name_district_or_agency_is_another_person(somchai, wichai):
    first = factories.make_nomination(somchai, "8006", agency_words="โรงเรียนบ้านทาบทอง")
    factories.make_nomination(wichai, "8006", name="สายใจ รักเรียนรู้")
    factories.make_nomination(wichai, "8012")
    factories.make_nomination(wichai, "8006", agency_words="รพ.สต. ไสหมาก")
    assert telling.perhaps_the_same(first) == []


def test_an_agency_counts_only_where_both_files_name_one(somchai, wichai):
    first = factories.make_nomination(somchai, "8006", agency_words="โรงเรียนบ้านทาบทอง")
    silent = factories.make_nomination(wichai, "8006")
    agency = factories.make_agency("โรงเรียนบ้านทาบทอง", "university")
    same = factories.make_nomination(wichai, "8006", agency=agency)
    assert telling.perhaps_the_same(first) == [silent, same]


def test_joining_keeps_both_tellers_evidence_voices_and_relations(somchai, wichai, preeda, kanya):
    into = factories.make_nomination(somchai, "8006", words="คำของสมชาย")
    joining = factories.make_nomination(wichai, "8006", words="คำของวิชัย")
    factories.make_evidence(into, somchai, 1)
    factories.make_evidence(joining, wichai, 2)
    factories.make_voice(into, preeda, "villager")
    factories.make_voice(joining, preeda, "peer")
    waiting = factories.ask_voice(joining, preeda, name="เอื้อน ทองดี")
    for each, words in ((into, "เป็นน้า"), (joining, "เคยเรียนด้วยกัน")):
        telling.declare_relation(nomination=each, user=preeda, words=words, by=kanya)
    telling.declare_relation(nomination=joining, user=wichai, words="พี่เขย", by=kanya)

    assert join(joining, into, kanya) == into

    assert [each.words for each in into.tellings.all()] == ["คำของสมชาย", "คำของวิชัย"]
    assert [each.what for each in into.evidence.all()] == ["เห็นกับตาเรื่องที่ 1", "เห็นกับตาเรื่องที่ 2"]
    assert [each.kind for each in into.voices.all()] == ["villager", "peer", "villager"]
    assert {(each.user, each.words) for each in into.relations.all()} == {
        (preeda, "เป็นน้า"),
        (wichai, "พี่เขย"),
    }
    assert voices.open_link(waiting.secret).nomination == into
    assert list(Nomination.objects.queue()) == [into]
    assert telling.perhaps_the_same(into) == []
    for model in (Telling, Evidence, Voice):
        assert not model.objects.filter(nomination=joining).exists()


def test_a_file_that_was_joined_or_decided_on_does_not_join_another(
    somchai, wichai, kanya, suda, preeda
):
    first, second, third, fourth = (
        factories.make_nomination(by, "8006") for by in (somchai, wichai, preeda, somchai)
    )
    factories.invite(second, kanya, suda)
    join(third, first, kanya)
    for one, other in ((second, first), (third, fourth), (fourth, third), (first, first)):
        with pytest.raises(ValidationError):
            join(one, other, kanya)
    assert second.tellings.count() == 1
    assert fourth.tellings.count() == 1


def test_nothing_joins_an_erased_file(somchai, wichai, kanya):
    old, new = (factories.make_nomination(by, "8006") for by in (somchai, wichai))
    files.erase(nomination=old)
    with pytest.raises(ValidationError):
        join(new, old, kanya)
    assert new.tellings.count() == 1


def test_a_new_telling_of_somebody_invited_joins_their_file(somchai, wichai, kanya, suda):
    invited = factories.make_nomination(somchai, "8006")
    factories.invite(invited, kanya, suda)
    again = factories.make_nomination(wichai, "8006")
    join(again, invited, kanya)
    assert invited.tellings.count() == 2
    assert list(Nomination.objects.queue()) == []


def test_the_desk_asks_a_human_whether_two_files_are_one_person(as_kanya, somchai, wichai):
    first = factories.make_nomination(somchai, "8006", words="คำแรก")
    second = factories.make_nomination(wichai, "8006", words="คำที่สอง")
    page = as_kanya.get(f"/admin/members/nomination/{second.pk}/file/").content.decode()
    assert "คนเดียวกัน รวมเป็นแฟ้มเดียว" in page
    # Pressed on either page, the later file joins the earlier one.
    answer = as_kanya.post(f"/admin/members/nomination/{first.pk}/join/{second.pk}/")
    assert answer["Location"] == f"/admin/members/nomination/{first.pk}/file/"
    page = as_kanya.get(answer["Location"]).content.decode()
    assert ("คำแรก" in page, "คำที่สอง" in page) == (True, True)
    assert "คนเดียวกัน รวมเป็นแฟ้มเดียว" not in page
    again = as_kanya.post(f"/admin/members/nomination/{first.pk}/join/{second.pk}/", follow=True)
    assert "แฟ้มนี้รวมหรือตัดสินใจไปแล้ว" in again.content.decode()


def test_the_desk_joins_nothing_out_of_the_coordinators_district(as_orn, somchai, wichai):
    first, second = (factories.make_nomination(by, "8006") for by in (somchai, wichai))
    assert as_orn.post(f"/admin/members/nomination/{second.pk}/join/{first.pk}/").status_code == 404
    second.refresh_from_db()
    assert second.same_as is None


# Relations


def test_a_tie_is_told_once_a_pair_and_may_be_told_better(bare, preeda, kanya):
    telling.declare_relation(nomination=bare, user=preeda, words="รู้จักกัน", by=kanya)
    telling.declare_relation(nomination=bare, user=preeda, words="เป็นน้าแท้ๆ", by=preeda)
    assert [each.words for each in bare.relations.all()] == ["เป็นน้าแท้ๆ"]
    with pytest.raises(ValidationError):
        telling.declare_relation(nomination=bare, user=preeda, words="", by=kanya)
    with pytest.raises(IntegrityError), transaction.atomic():
        Relation.objects.create(nomination=bare, user=preeda, words="อีกครั้ง")


# The teller's own page


def test_the_teller_reads_their_own_words_and_nothing_else_of_the_file(
    as_somchai, saijai, preeda, kanya
):
    telling.tell_more(nomination=saijai, words="คำลับของปรีดา", by=preeda)
    factories.make_evidence(saijai, kanya, 3, what="หลักฐานของกันยา")
    page = as_somchai.get(f"/people/{saijai.pk}/").content.decode()
    assert "สอนเด็กทำปุ๋ยทุกเย็นวันศุกร์มาสองปี" in page
    assert "เห็นกับตาเรื่องที่ 1" in page
    for hidden in ("คำลับของปรีดา", "หลักฐานของกันยา", "หมอนก", "เคยทำงานด้วยกัน"):
        assert hidden not in page


def test_the_page_of_a_person_is_for_whoever_told_of_them(client, as_wichai, as_kanya, saijai):
    address = f"/people/{saijai.pk}/"
    assert client.get(address)["Location"] == f"/accounts/login/?next={address}"
    for other in (as_wichai, as_kanya):
        assert other.get(address).status_code == 404
        assert other.post(f"{address}evidence/", {"what": "แอบเติม"}).status_code == 404
    assert not saijai.evidence.filter(what="แอบเติม").exists()


def test_a_teller_whose_file_joined_another_still_finds_their_words(
    as_wichai, wichai, somchai, kanya
):
    into = factories.make_nomination(somchai, "8006", words="คำของสมชาย")
    joining = factories.make_nomination(wichai, "8006", words="คำของวิชัย")
    join(joining, into, kanya)
    answer = as_wichai.get(f"/people/{joining.pk}/", follow=True)
    assert answer.status_code == 200
    assert "คำของวิชัย" in answer.content.decode()
    assert "คำของสมชาย" not in answer.content.decode()


def test_what_one_told_of_stands_on_ones_own_page(as_somchai, bare):
    assert "ครูวันดี มีน้ำใจ" in as_somchai.get("/me/").content.decode()
