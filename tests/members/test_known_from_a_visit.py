"""Somebody met on a visit is told of with one press; walks are found from the visits themselves."""

import threading
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from members import files, telling
from members.checklist import walks_with
from members.models import Nomination, Telling
from stories import visits
from stories.models import Encounter, Visit
from stories.visits import Told
from tests import factories
from tests.conftest import signed_in

SAIJAI = {
    "name": "สายใจ รักเรียน",
    "called": "ครู",
    "does": "สอนเด็กทำปุ๋ยหลังเลิกเรียน",
    "agency_words": "โรงเรียนบ้านทาบทอง",
    "words": "ปุ๋ยนี้เด็กเป็นคนคิด ครูแค่ยืนดู",
}


@pytest.fixture
def visit(somchai, thap_thong) -> Visit:
    return factories.make_visit(somchai, thap_thong, met=[SAIJAI])


@pytest.fixture
def encounter(visit) -> Encounter:
    return visit.encounters.get()


def press(client, encounter):
    return client.post(f"/visits/{encounter.visit_id}/people/{encounter.pk}/")


def revise(visit, **told) -> None:
    told = {"village": visit.village, "day": visit.day, "good": visit.good, **told}
    visits.revise(
        visit=visit,
        told=Told(**told),
        typed={"good": [str(uuid.uuid4())]},
        by=visit.author,
        seen=visits.latest_seen(visit),
    )


def test_one_press_opens_a_file_with_place_day_and_words_carried_over(
    as_somchai, somchai, encounter, visit, thap_thong
):
    page = as_somchai.get(f"/visits/{visit.number}/").content.decode()
    assert "อยากให้เครือข่ายรู้จักคนนี้" in page
    answer = press(as_somchai, encounter)
    nomination = Nomination.objects.get()
    assert answer["Location"] == f"/people/{nomination.pk}/"
    assert (nomination.spoken_name, nomination.agency_line, nomination.title) == (
        "ครูสายใจ รักเรียน",
        "โรงเรียนบ้านทาบทอง",
        "สอนเด็กทำปุ๋ยหลังเลิกเรียน",
    )
    assert (nomination.district_id, nomination.state) == ("8006", "waiting")
    told = nomination.tellings.get()
    assert told.words == "สอนเด็กทำปุ๋ยหลังเลิกเรียน\nปุ๋ยนี้เด็กเป็นคนคิด ครูแค่ยืนดู"
    assert (told.met_place, told.met_on, told.talked, told.told_by) == (
        thap_thong.full_name,
        visit.day,
        True,
        somchai,
    )
    page = as_somchai.get(f"/visits/{visit.number}/").content.decode()
    assert "อยากให้เครือข่ายรู้จักคนนี้" not in page
    assert f'href="/people/{nomination.pk}/"' in page


def test_pressing_twice_opens_one_file(as_somchai, encounter):
    answers = [press(as_somchai, encounter)["Location"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert Nomination.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_pressing_many_times_at_once_opens_one_file(somchai, encounter):
    start, answers = threading.Barrier(6), []
    clients = [signed_in(somchai) for _ in range(6)]

    def once(client) -> None:
        try:
            start.wait()
            answers.append(press(client, encounter)["Location"])
        finally:
            connection.close()

    threads = [threading.Thread(target=once, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    nomination = Nomination.objects.get()
    assert answers == [f"/people/{nomination.pk}/"] * 6
    assert Telling.objects.count() == 1


def test_only_words_seen_and_no_talk_are_told_as_such(somchai, thap_thong):
    visit = factories.make_visit(somchai, thap_thong, met=[SAIJAI | {"words": ""}])
    nomination = visits.make_known(encounter=visit.encounters.get(), by=somchai)
    assert not nomination.tellings.get().talked


def test_a_long_line_of_what_somebody_does_is_carried_over_whole(somchai, thap_thong):
    does = "ก" * 160
    visit = factories.make_visit(somchai, thap_thong, met=[SAIJAI | {"does": does}])
    nomination = visits.make_known(encounter=visit.encounters.get(), by=somchai)
    assert nomination.tellings.get().words.startswith(does)


def test_a_visit_without_a_village_or_words_asks_for_them_first(as_somchai, somchai, thap_thong):
    nowhere = factories.make_visit(somchai, None, place_words="บ้านที่หาไม่เจอ", met=[SAIJAI])
    wordless = factories.make_visit(somchai, thap_thong, met=[{"name": "ใครสักคน", "called": "พี่"}])
    for visit, sentence in (
        (nowhere, "เลือกหมู่บ้านของการลงพื้นที่นี้ก่อน"),
        (wordless, "ยังไม่ได้เขียนว่าเขาทำอะไรหรือพูดอะไร"),
    ):
        with pytest.raises(ValidationError):
            visits.make_known(encounter=visit.encounters.get(), by=somchai)
        answer = as_somchai.post(
            f"/visits/{visit.number}/people/{visit.encounters.get().pk}/", follow=True
        )
        assert sentence in answer.content.decode()
    assert not Nomination.objects.exists()


def test_strangers_and_other_districts_make_nobody_known(client, as_wichai, encounter):
    assert press(client, encounter)["Location"].startswith("/accounts/login/")
    assert press(as_wichai, encounter).status_code == 404
    assert not Nomination.objects.exists()


def test_an_encounter_of_another_visit_is_not_found(as_somchai, somchai, thap_thong, encounter):
    other = factories.make_visit(somchai, thap_thong)
    answer = as_somchai.post(f"/visits/{other.number}/people/{encounter.pk}/")
    assert answer.status_code == 404


def test_editing_the_visit_afterwards_keeps_the_way_to_the_file(as_somchai, somchai, encounter):
    nomination = visits.make_known(encounter=encounter, by=somchai)
    visit = encounter.visit
    revise(visit, met=[{"name": "เอื้อน ทองดี", "does": "ผู้ใหญ่บ้าน"}, SAIJAI | {"words": "เติมทีหลัง"}])
    assert [(row.name, row.nomination) for row in visit.encounters.all()] == [
        ("เอื้อน ทองดี", None),
        ("สายใจ รักเรียน", nomination),
    ]
    kept = visit.encounters.get(name="สายใจ รักเรียน")
    assert press(as_somchai, kept)["Location"] == f"/people/{nomination.pk}/"
    assert nomination.tellings.get().words.endswith("ปุ๋ยนี้เด็กเป็นคนคิด ครูแค่ยืนดู")


def test_a_press_that_an_edit_overtook_asks_to_press_again(somchai, encounter):
    revise(encounter.visit, met=[SAIJAI | {"words": "เขียนใหม่"}])
    with pytest.raises(ValidationError, match="มีคนแก้การลงพื้นที่นี้ไปก่อนแล้ว"):
        visits.make_known(encounter=encounter, by=somchai)
    assert not Nomination.objects.exists()


# Walking together


def test_a_visit_where_the_file_was_opened_is_a_walk(somchai, encounter):
    nomination = visits.make_known(encounter=encounter, by=somchai)
    assert walks_with(nomination) == [encounter.visit]
    Nomination.objects.filter(pk=nomination.pk).update(name="เปลี่ยน นามสกุล")
    nomination.refresh_from_db()
    assert walks_with(nomination) == [encounter.visit]


def test_a_name_among_those_met_or_those_who_came_along_is_a_walk_latest_first(
    somchai, wichai, thap_thong, khlong_noi
):
    nomination = factories.make_nomination(somchai, "8006")
    met = factories.make_visit(
        somchai, thap_thong, day=factories.days_ago(9), met=[{"name": "สายใจ รักเรียน"}]
    )
    along = factories.make_visit(
        wichai, khlong_noi, day=factories.days_ago(5), others="ครูสายใจ รักเรียน กับลุงชม"
    )
    factories.make_visit(somchai, thap_thong, others="ครูสายใจ รักเรื่องอื่น")
    factories.make_visit(somchai, thap_thong, met=[{"name": "สายใจ"}], good="สายใจ รักเรียน")
    assert walks_with(nomination) == [along, met]


def test_a_draft_is_no_walk(somchai, thap_thong):
    nomination = factories.make_nomination(somchai, "8006")
    visit = factories.make_visit(somchai, thap_thong, others="สายใจ รักเรียน")
    Visit.objects.filter(pk=visit.pk).update(state="draft")
    assert walks_with(nomination) == []


def test_walks_of_a_file_that_joined_another_go_along(somchai, wichai, encounter, kanya):
    into = factories.make_nomination(wichai, "8006", name="สายใจ  รักเรียน")
    joining = visits.make_known(encounter=encounter, by=somchai)
    assert walks_with(into) == []
    telling.join(nomination=joining, into=into, by=kanya)
    assert walks_with(into) == [encounter.visit]


def test_the_way_from_the_visit_leads_to_the_joined_file(
    as_somchai, somchai, wichai, encounter, kanya
):
    into = factories.make_nomination(wichai, "8006")
    joining = visits.make_known(encounter=encounter, by=somchai)
    telling.join(nomination=joining, into=into, by=kanya)
    page = as_somchai.get(press(as_somchai, encounter)["Location"])
    assert page.status_code == 200
    assert "ปุ๋ยนี้เด็กเป็นคนคิด" in page.content.decode()


def test_walks_stand_in_the_file_beside_the_evidence(as_kanya, somchai, encounter):
    nomination = visits.make_known(encounter=encounter, by=somchai)
    page = as_kanya.get(f"/admin/members/nomination/{nomination.pk}/file/").content.decode()
    assert f'href="/visits/{encounter.visit_id}/"' in page.split("<h2>เดินด้วยกัน</h2>")[1]


def test_an_erased_file_is_found_from_no_visit(as_somchai, somchai, encounter):
    nomination = visits.make_known(encounter=encounter, by=somchai)
    files.erase(nomination=nomination)
    encounter.refresh_from_db()
    assert encounter.nomination is None
    assert encounter.name == "คนที่ได้พบ"
    page = as_somchai.get(f"/visits/{encounter.visit_id}/").content.decode()
    assert f"/people/{nomination.pk}/" not in page
