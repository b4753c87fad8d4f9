"""A phone sends again when it is not sure. One number is one visit, whatever the network does."""

import threading

import pytest
from django.db import connections
from django.test import Client

from stories.models import Photo, Submission, Visit
from tests import factories
from tests.conftest import signed_in
from tests.stories.posts import people, visit_post


def outcome(answer) -> tuple[int, str]:
    return answer.status_code, answer.headers.get("Location", "")


def small_photo(colour: str):
    return factories.photo_file(colour, name=f"{colour}.jpg", size=(60, 40))


def test_the_same_visit_sent_twice_is_one_and_gets_the_same_answer(as_somchai, thap_thong):
    post = visit_post(thap_thong, promises="เอาพริกมาให้", **people({"name": "แมว"}))
    first = as_somchai.post("/visits/new/", {**post, "camera": small_photo("green")})
    again = as_somchai.post("/visits/new/", {**post, "camera": small_photo("green")})
    visit = Visit.objects.get()
    assert outcome(first) == outcome(again) == (302, f"/visits/{visit.number}/")
    counts = [visit.photos, visit.submissions, visit.promises, visit.encounters]
    assert [rows.count() for rows in counts] == [1, 1, 1, 1]
    assert "มีอีกฉบับ" not in as_somchai.get(first["Location"]).content.decode()


def send_at_once(somchai, posts: list[dict]) -> list[tuple[int, str]]:
    """What came of posts sent in one moment, each by a thread with a connection of its own."""
    phones = [signed_in(somchai) for _ in posts]
    together = threading.Barrier(len(posts))
    outcomes: list[tuple[int, str]] = []

    def send(phone: Client, post: dict) -> None:
        try:
            together.wait(timeout=60)
            outcomes.append(outcome(phone.post("/visits/new/", post)))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=pair) for pair in zip(phones, posts, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_the_same_visit_sent_twenty_times_at_once_is_one(somchai, thap_thong):
    """Twenty threads, twenty connections, one moment; two photos each."""
    post = visit_post(thap_thong, promises="เอาพริกมาให้", **people({"name": "แมว"}))
    outcomes = send_at_once(
        somchai,
        [{**post, "gallery": [small_photo("green"), small_photo("red")]} for _ in range(20)],
    )
    visit = Visit.objects.get()
    assert outcomes == [(302, f"/visits/{visit.number}/")] * 20
    assert visit.state == "kept"
    assert Photo.objects.count() == 2
    assert Photo.objects.values("sha256").distinct().count() == 2
    assert Submission.objects.get().set_aside is False
    assert [visit.promises.count(), visit.encounters.count()] == [1, 1]
    # Photos that lost the race left no file behind.
    originals = Photo.objects.first().original_path.parents[1]
    assert len([path for path in originals.rglob("*") if path.is_file()]) == 2


@pytest.mark.django_db(transaction=True)
def test_of_different_texts_sent_at_once_one_is_the_visit_and_the_rest_stand_beside_it(
    somchai, thap_thong
):
    post = visit_post(thap_thong)
    texts = [f"ฉบับที่ {each}" for each in range(8)]
    outcomes = send_at_once(somchai, [{**post, "good": text} for text in texts])
    visit = Visit.objects.get()
    assert outcomes == [(302, f"/visits/{visit.number}/")] * 8
    (shown,) = visit.submissions.filter(set_aside=False)
    assert shown.typed["good"] == [visit.good]
    assert {row.typed["good"][0] for row in visit.submissions.all()} == set(texts)


def test_another_text_under_the_same_number_is_kept_beside_the_first(as_somchai, thap_thong):
    post = visit_post(thap_thong, good="ฉบับแรก")
    first = as_somchai.post("/visits/new/", post)
    second = as_somchai.post("/visits/new/", {**post, "good": "อีกฉบับจากมือถืออีกเครื่อง"})
    assert outcome(second) == outcome(first)
    visit = Visit.objects.get()
    assert visit.good == "ฉบับแรก"
    kept = list(visit.submissions.order_by("pk").values_list("set_aside", "typed__good"))
    assert kept == [(False, ["ฉบับแรก"]), (True, ["อีกฉบับจากมือถืออีกเครื่อง"])]
    receipt = as_somchai.get(first["Location"]).content.decode()
    assert "มีอีกฉบับที่ส่งมาไม่เหมือนกัน" in receipt
    assert "อีกฉบับจากมือถืออีกเครื่อง" in receipt
    # The first sent a third time changes nothing.
    as_somchai.post("/visits/new/", post)
    assert visit.submissions.count() == 2


def test_the_text_kept_beside_may_be_opened_and_chosen(as_somchai, thap_thong):
    post = visit_post(thap_thong, good="ฉบับแรก")
    as_somchai.post("/visits/new/", post)
    as_somchai.post("/visits/new/", {**post, "good": "อีกฉบับ"})
    visit = Visit.objects.get()
    aside = visit.submissions.get(set_aside=True)
    address = f"/visits/{visit.number}/aside/{aside.pk}/"
    assert as_somchai.get(address)["Location"] == f"/visits/{visit.number}/"
    opened = as_somchai.post(address)
    assert "อีกฉบับ</textarea>" in opened.content.decode()
    visit.refresh_from_db()
    assert visit.good == "ฉบับแรก"
    chosen = {**post, "good": "อีกฉบับ", "seen": str(opened.context["seen"])}
    as_somchai.post(f"/visits/{visit.number}/edit/", chosen)
    visit.refresh_from_db()
    assert visit.good == "อีกฉบับ"
    receipt = as_somchai.get(f"/visits/{visit.number}/").content.decode()
    assert "มีอีกฉบับที่ส่งมาไม่เหมือนกัน" not in receipt
    assert visit.submissions.count() == 2


def test_a_text_kept_beside_is_for_whoever_may_write_the_visit(
    as_somchai, as_wichai, as_preeda, thap_thong
):
    post = visit_post(thap_thong, good="ฉบับแรก")
    as_somchai.post("/visits/new/", post)
    as_somchai.post("/visits/new/", {**post, "good": "ฉบับที่ห้ามใครเห็น"})
    visit = Visit.objects.get()
    aside = visit.submissions.get(set_aside=True)
    for who in (as_wichai, as_preeda):
        assert who.post(f"/visits/{visit.number}/aside/{aside.pk}/").status_code == 404
    assert "ฉบับที่ห้ามใครเห็น" not in as_preeda.get(f"/visits/{visit.number}/").content.decode()


def test_a_draft_noted_after_the_visit_arrived_overwrites_nothing(as_somchai, thap_thong):
    post = visit_post(thap_thong, good="ฉบับที่ถึงแล้ว")
    as_somchai.post("/visits/new/", post)
    as_somchai.post("/visits/new/", {**post, "good": "ร่างที่มาช้า", "action": "draft"})
    visit = Visit.objects.get()
    assert (visit.state, visit.good) == ("kept", "ฉบับที่ถึงแล้ว")
    assert visit.typed["good"] == ["ฉบับที่ถึงแล้ว"]


def test_another_persons_number_is_not_found_and_nothing_is_changed(
    as_somchai, as_wichai, thap_thong
):
    post = visit_post(thap_thong, good="ของสมชาย")
    as_somchai.post("/visits/new/", post)
    answer = as_wichai.post(
        "/visits/new/", {**post, "good": "ของวิชัย", "camera": small_photo("green")}
    )
    assert answer.status_code == 404
    visit = Visit.objects.get()
    assert (visit.good, visit.submissions.count(), visit.photos.count()) == ("ของสมชาย", 1, 0)


@pytest.mark.parametrize("number", [None, "", "x", "123", "6a7d5b89-14cf-40bd-a741-4bfb5a1a24f"])
def test_a_form_without_its_number_comes_back_whole_with_a_new_one(as_somchai, thap_thong, number):
    answer = as_somchai.post(
        "/visits/new/", visit_post(thap_thong, client_uuid=number, good="คำที่หายไม่ได้")
    )
    assert answer.status_code == 400
    assert "กดส่งอีกครั้งได้เลย" in answer.content.decode()
    assert answer.context["form"]["good"].value() == "คำที่หายไม่ได้"
    assert answer.context["client_uuid"].version == 4
    assert not Visit.objects.exists()
