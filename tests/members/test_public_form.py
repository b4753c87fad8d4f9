"""เล่าถึงคนที่ท่านพบ: anybody may tell of somebody; coordinators read it first; nobody applies."""

import threading
import time

import pytest
from django.core import mail, signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from members import telling
from members.models import Letter, Nomination, PublicTelling
from tests import factories


class Stamp(signing.TimestampSigner):
    """The page's own stamp, made at another moment."""

    def __init__(self, seconds_ago: int, **more):
        super().__init__(salt=more.pop("salt", "members.met"), **more)
        self.then = int(time.time()) - seconds_ago

    def timestamp(self) -> str:
        return signing.b62_encode(self.then)


def stamp(seconds_ago: int, **more) -> str:
    signer = Stamp(seconds_ago, **more)
    return signer.sign(str(signer.then))


def typed(**more) -> dict:
    """The form as a villager fills it, a minute after opening it."""
    return {
        "called": "ครู",
        "name": "สายใจ รักเรียน",
        "agency_words": "โรงเรียนบ้านทาบทอง",
        "district": "8006",
        "met_place": "ลานวัด",
        "words": "มาสอนหลานทำปุ๋ยทุกเย็น",
        "teller_name": "ป้าแมว ใจเย็น",
        "contact": "ร้านขนมหน้าวัด",
        "website": "",
        "opened": stamp(60),
        **more,
    }


def send(client, **more):
    return client.post("/met/", typed(**more))


def test_a_villager_tells_of_somebody_and_nobody_sees_it_before_a_coordinator_has(
    client, as_nuan, as_somchai, places
):
    page = client.get("/met/")
    assert page.status_code == 200
    answer = send(client)
    assert answer["Location"] == "/met/thanks/"
    assert "ขอบคุณที่เล่าให้ฟัง" in client.get("/met/thanks/").content.decode()
    told = PublicTelling.objects.get()
    assert (told.state, told.spoken_name, told.teller_name, told.contact, told.asks_to_join) == (
        "new",
        "ครูสายใจ รักเรียน",
        "ป้าแมว ใจเย็น",
        "ร้านขนมหน้าวัด",
        False,
    )
    assert (Nomination.objects.count(), Letter.objects.count()) == (0, 0)
    for visitor in (client, as_somchai):
        for address in ("/", "/me/", "/met/", "/districts/8006/", "/stories/"):
            assert "สายใจ" not in visitor.get(address).content.decode()
    assert "สายใจ" not in as_nuan.get("/admin/members/nomination/?state=all").content.decode()
    assert "สายใจ" in as_nuan.get("/admin/members/publictelling/").content.decode()


def test_the_page_carries_a_stamp_that_works(client, places):
    page = client.get("/met/")
    opened = page.context["form"]["opened"].value()
    assert f'value="{opened}"' in page.content.decode()
    Stamp(0).unsign(opened)


@pytest.mark.parametrize(
    "more",
    [
        lambda: {"website": "http://buy.example"},
        lambda: {"opened": stamp(1)},
        lambda: {"opened": stamp(-600)},
        lambda: {"opened": ""},
        lambda: {"opened": "1700000000"},
        lambda: {"opened": stamp(60, salt="another")},
        lambda: {"opened": stamp(60, key="a key of one's own")},
        lambda: {"opened": stamp(60)[:-1] + "_"},
    ],
    ids=["trap", "too fast", "of tomorrow", "none", "plain", "salt", "key", "tampered"],
)
def test_a_machine_gets_the_same_thanks_and_nothing_is_kept(client, places, more):
    assert send(client, **more())["Location"] == "/met/thanks/"
    assert not PublicTelling.objects.exists()


def test_a_page_left_open_overnight_asks_to_press_again_and_loses_nothing(client, places):
    page = send(client, opened=stamp(25 * 60 * 60))
    words = page.content.decode()
    assert page.status_code == 200
    assert "หน้านี้เปิดไว้นานแล้ว" in words
    assert "มาสอนหลานทำปุ๋ยทุกเย็น</textarea>" in words
    assert not PublicTelling.objects.exists()
    fresh = page.context["form"]["opened"].value()
    assert f'value="{fresh}"' in words
    Stamp(0).unsign(fresh, max_age=60)


@pytest.mark.parametrize("missing", ["name", "words", "district", "teller_name", "contact"])
def test_what_is_missing_is_said_and_everything_else_stays_typed(client, places, missing):
    page = send(client, **{missing: ""}, asks_to_join="on")
    words = page.content.decode()
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [missing]
    assert f'href="#id_{missing}"' in words
    assert not PublicTelling.objects.exists()
    for name in ("name", "met_place", "agency_words", "teller_name", "contact", "called"):
        assert (f'value="{typed()[name]}"' in words) or name == missing
    assert ("มาสอนหลานทำปุ๋ยทุกเย็น</textarea>" in words) or missing == "words"
    assert ('<option value="8006" selected>' in words) or missing == "district"
    assert "checked" in words
    assert page.context["form"]["opened"].value() in words


def test_too_much_or_a_place_that_is_not_is_refused_with_the_text_kept(client, places):
    long = "ก" * 3001
    page = send(client, words=long, district="9999")
    assert sorted(page.context["form"].errors) == ["district", "words"]
    assert f"{long}</textarea>" in page.content.decode()
    assert not PublicTelling.objects.exists()


def test_whoever_sends_many_gets_a_thai_page_and_a_pause(client, places):
    answers = [send(client) for _ in range(21)]
    assert {each.status_code for each in answers[:20]} == {302}
    assert PublicTelling.objects.count() == 20
    assert answers[20].status_code == 429
    assert "มีการลองถี่ไปหน่อย" in answers[20].content.decode()


# Moderation


@pytest.fixture
def told(places) -> PublicTelling:
    return factories.make_public_telling()


@pytest.fixture
def asking(places) -> PublicTelling:
    """Somebody who would like to know the network."""
    return factories.make_public_telling(
        asks_to_join=True, teller_name="สายใจ รักเรียน", contact="081 999 8877"
    )


def deed(client, told, name: str, **fields):
    return client.post(f"/admin/members/publictelling/{told.pk}/{name}/", fields)


def test_taken_up_it_opens_a_file_in_the_villagers_name(as_nuan, nuan, told):
    answer = deed(as_nuan, told, "take-up")
    nomination = Nomination.objects.get()
    assert answer["Location"] == f"/admin/members/nomination/{nomination.pk}/file/"
    first = nomination.tellings.get()
    assert (first.teller, first.told_by, first.words, first.met_place, first.talked) == (
        "ป้าแมว ใจเย็น",
        None,
        "มาสอนหลานทำปุ๋ยทุกเย็น",
        "ลานวัดแม่เจ้าอยู่หัว",
        False,
    )
    assert (nomination.agency_line, nomination.waits_since) == (
        "โรงเรียนบ้านทาบทอง",
        told.came_at,
    )
    told.refresh_from_db()
    assert (told.state, told.handled_by, told.nomination) == ("taken_up", nuan, nomination)
    assert "ร้านขนมหน้าวัด" not in as_nuan.get(answer["Location"]).content.decode()


def test_what_one_coordinator_took_up_another_does_not(as_nuan, as_kanya, told):
    deed(as_nuan, told, "take-up")
    for name in ("take-up", "introduce", "set-aside"):
        answer = as_kanya.post(
            f"/admin/members/publictelling/{told.pk}/{name}/", {"partner": ""}, follow=True
        )
        words = answer.content.decode()
        assert "น้านวล ทุ่งกว้างรับเรื่องนี้ไปแล้ว: เปิดแฟ้มแล้ว" in words or name == "introduce"
    assert Nomination.objects.count() == 1
    told.refresh_from_db()
    assert told.state == "taken_up"


def test_whoever_tells_of_themselves_opens_no_file(as_nuan, nuan, asking):
    page = as_nuan.get(f"/admin/members/publictelling/{asking.pk}/change/").content.decode()
    assert "เปิดแฟ้มให้คนนี้" not in page
    assert "ฝากเพื่อนในอำเภอแวะไปพบก่อน" in page
    with pytest.raises(ValidationError, match="ฝากเพื่อนในอำเภอไปพบก่อน"):
        telling.take_up(telling=asking, by=nuan)
    answer = as_nuan.post(f"/admin/members/publictelling/{asking.pk}/take-up/", follow=True)
    assert "ฝากเพื่อนในอำเภอไปพบก่อน" in answer.content.decode()
    assert not Nomination.objects.exists()
    asking.refresh_from_db()
    assert asking.state == "new"


def test_a_partner_of_the_district_is_asked_to_go_and_meet_them(
    as_nuan, as_somchai, nuan, somchai, asking, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        deed(as_nuan, asking, "introduce", partner=somchai.pk)
    asking.refresh_from_db()
    assert (asking.state, asking.partner, asking.handled_by) == ("introduced", somchai, nuan)
    (letter,) = mail.outbox
    assert letter.to == [somchai.email]
    for words in ("สายใจ รักเรียน เขียนมาหาเครือข่าย อยากรู้จักพวกเรา", "081 999 8877"):
        assert words in letter.body
    assert not Nomination.objects.exists()
    page = as_somchai.get("/me/").content.decode()
    assert "สายใจ รักเรียน" in page


def test_a_partner_of_another_district_is_not_asked(as_nuan, nuan, wichai, asking):
    answer = as_nuan.post(
        f"/admin/members/publictelling/{asking.pk}/introduce/", {"partner": wichai.pk}, follow=True
    )
    assert "ยังไม่ได้เลือกเพื่อนในอำเภอที่จะไปพบ" in answer.content.decode()
    with pytest.raises(ValidationError):
        telling.introduce(telling=asking, partner=wichai, by=nuan)
    asking.refresh_from_db()
    assert (asking.state, Letter.objects.count()) == ("new", 0)


def test_an_advertisement_is_laid_aside(as_nuan, told):
    deed(as_nuan, told, "set-aside")
    told.refresh_from_db()
    assert (told.state, Nomination.objects.count()) == ("set_aside", 0)


def test_another_districts_coordinator_finds_nothing(as_orn, as_somchai, told):
    assert "สายใจ" not in as_orn.get("/admin/members/publictelling/").content.decode()
    assert as_orn.get(f"/admin/members/publictelling/{told.pk}/change/").status_code in (302, 404)
    for client, statuses in ((as_orn, (404,)), (as_somchai, (302, 403))):
        for name in ("take-up", "introduce", "set-aside"):
            assert deed(client, told, name).status_code in statuses
    told.refresh_from_db()
    assert (told.state, Nomination.objects.count()) == ("new", 0)


def test_nothing_is_taken_up_by_a_mere_look(as_nuan, told):
    for name in ("take-up", "introduce", "set-aside"):
        address = f"/admin/members/publictelling/{told.pk}/{name}/"
        assert as_nuan.get(address).status_code == 405


def test_the_database_knows_who_handled_it_and_whom_was_asked(told, nuan):
    for wrong in (
        {"state": "set_aside"},
        {"handled_by": nuan},
        {"state": "introduced", "handled_by": nuan, "handled_at": told.came_at},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            PublicTelling.objects.filter(pk=told.pk).update(**wrong)


@pytest.mark.django_db(transaction=True)
def test_of_two_coordinators_who_take_it_up_at_once_one_does(told, kanya, nuan):
    start, outcomes = threading.Barrier(2), []

    def take(by) -> None:
        try:
            start.wait()
            outcomes.append(telling.take_up(telling=told, by=by))
        except ValidationError as error:
            outcomes.append(error.messages[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(by,)) for by in (kanya, nuan)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    opened = Nomination.objects.get()
    assert opened in outcomes
    told.refresh_from_db()
    sentence = f"{told.handled_by.spoken_name}รับเรื่องนี้ไปแล้ว: เปิดแฟ้มแล้ว"
    assert [each for each in outcomes if each != opened] == [sentence]
