"""Once a year: ยังเดินด้วยกันไหม, one tap, no account; no answer is a reason to call."""

import datetime

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone

from kmnet.thai.dates import be_year
from members import still
from members.models import StillWalking, User
from members.reach import Reach
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def partners(somchai, wichai, kanya, preeda):
    """All of them have walked with us for years."""
    User.objects.update(joined_at=NOW - datetime.timedelta(days=900))
    return [somchai, wichai, kanya, preeda]


@pytest.fixture
def asking(partners, somchai) -> StillWalking:
    still.ask()
    return StillWalking.objects.get(user=somchai)


def test_everybody_is_asked_once_a_year(partners, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        call_command("ask_still_walking", stdout=open("/dev/null", "w"))  # noqa: SIM115
        call_command("ask_still_walking", stdout=open("/dev/null", "w"))  # noqa: SIM115
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(each.email for each in partners)
    assert still.ask(NOW + datetime.timedelta(days=60)) == 0
    assert still.ask(NOW + datetime.timedelta(days=366)) == len(partners)
    assert StillWalking.objects.filter(year=be_year(timezone.localdate())).count() == len(partners)


def test_newcomers_and_those_who_left_are_not_asked(partners, somchai, wichai):
    User.objects.filter(pk=somchai.pk).update(is_active=False)
    User.objects.filter(pk=wichai.pk).update(joined_at=NOW - datetime.timedelta(days=3))
    assert still.ask() == 2


def test_the_link_asks_and_one_tap_answers_without_signing_in(client, asking):
    page = f"/still/{asking.secret}/"
    shown = client.get(page)
    text = shown.content.decode()
    assert shown.headers["Referrer-Policy"] == "same-origin"
    for answer in StillWalking.Answer:
        assert f'value="{answer.value}">{answer.label}</button>' in text
    asking.refresh_from_db()
    assert asking.answer == ""
    assert client.post(page, {"answer": "walking"})["Location"] == page
    asking.refresh_from_db()
    assert (asking.answer, asking.answered_at is not None) == ("walking", True)
    assert "คุณตอบไว้ว่า “ยังเดินด้วยกัน”" in client.get(page).content.decode()


def test_used_again_it_takes_the_other_answer_and_keeps_the_words(client, asking):
    page = f"/still/{asking.secret}/"
    client.post(page, {"answer": "walking", "words": "แม่ไม่ค่อยสบาย"})
    client.post(page, {"answer": "leaving"})
    asking.refresh_from_db()
    assert (asking.answer, asking.words) == ("leaving", "แม่ไม่ค่อยสบาย")
    assert 'href="/handover/"' in client.get(page).content.decode()


def test_what_is_no_answer_is_refused(client, asking):
    page = f"/still/{asking.secret}/"
    for post in ({}, {"answer": "never"}):
        assert client.post(page, post).status_code == 200
    with pytest.raises(ValidationError):
        still.answer(asking=asking, answer="never")
    asking.refresh_from_db()
    assert asking.answer == ""


def test_a_link_of_a_year_gone_by_is_answered_kindly_and_changes_nothing(client, asking):
    still.ask(NOW + datetime.timedelta(days=366))
    page = f"/still/{asking.secret}/"
    for answer in (client.get(page), client.post(page, {"answer": "walking"})):
        assert answer.status_code == 200
        assert "ลิงก์นี้เป็นของปีก่อน" in answer.content.decode()
    asking.refresh_from_db()
    assert asking.answer == ""


@pytest.mark.parametrize("secret", ["nobody.knows-this-one", "x"])
def test_a_link_that_is_none_of_ours_tells_nothing(client, asking, secret):
    assert client.get(f"/still/{secret}/").status_code == 404


def test_the_link_of_somebody_who_left_is_closed(client, asking, somchai):
    User.objects.filter(pk=somchai.pk).update(is_active=False)
    assert client.post(f"/still/{asking.secret}/", {"answer": "walking"}).status_code == 404


def test_too_many_tries_are_slowed_down(client, asking):
    answers = [client.post("/still/guess.ed/").status_code for _ in range(21)]
    assert answers == [*[404] * 20, 429]


def test_no_answer_is_a_reason_to_call_for_who_looks_after_the_district(
    asking, somchai, wichai, kanya, preeda
):
    later = NOW + datetime.timedelta(days=15)
    assert list(still.to_call(kanya, NOW)) == []
    assert [each.user for each in still.to_call(preeda, later)] == [somchai]
    assert {each.user for each in still.to_call(kanya, later)} == {somchai, wichai, preeda}
    pak_phanang = Reach(districts=frozenset({"8012"}))
    assert [each.user for each in still.to_call(kanya, later, within=pak_phanang)] == [wichai]
    assert list(still.to_call(somchai, later)) == []
    still.answer(asking=asking, answer="resting")
    assert list(still.to_call(preeda, later)) == []


def test_whoever_was_asked_in_december_is_still_called_in_january(partners, somchai, preeda):
    december = datetime.datetime(2026, 12, 20, 9, tzinfo=datetime.UTC)
    User.objects.update(joined_at=december - datetime.timedelta(days=900))
    still.ask(december)
    january = december + datetime.timedelta(days=30)
    assert [each.user for each in still.to_call(preeda, january)] == [somchai]


def test_the_desk_names_whom_to_call_and_a_number_only_where_one_coordinates(
    partners, somchai, as_preeda, as_kanya, nuan, orn
):
    User.objects.filter(pk=somchai.pk).update(phone="0812345678")
    still.ask(NOW - datetime.timedelta(days=20))

    def desk(client) -> tuple[bool, bool]:
        page = client.get("/district/").content.decode()
        called = page.partition("โทรถามข่าวกันหน่อย")[2]
        return somchai.spoken_name in called, 'href="tel:0812345678"' in called

    assert desk(as_preeda) == (True, False)
    assert desk(as_kanya) == desk(signed_in(nuan)) == (True, True)
    assert desk(signed_in(orn)) == (False, False)


def test_the_card_on_my_work_asks_until_it_is_answered(asking, somchai):
    browser = signed_in(somchai)
    card = f'action="/still/{asking.secret}/"'
    assert card in browser.get("/me/").content.decode()
    browser.post(f"/still/{asking.secret}/", {"answer": "walking"})
    assert card not in browser.get("/me/").content.decode()
