"""The phone's outbox: every step as often as needed, one visit, one receipt, nothing lost."""

import datetime
import hashlib
import re
import threading
import uuid
from urllib.parse import quote

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from stories import visits
from stories.models import DiscardedDraft, Receipt, Submission, Visit
from tests import factories
from tests.conftest import signed_in
from tests.stories.posts import DAY, people, visit_post

NOW = "2026-11-22T10:42:00+07:00"


class Phone:
    """An outbox in the hands of `user`: the steps of one visit, each by its address."""

    def __init__(self, user, **more):
        self.user = user
        self.client = more.get("client") or signed_in(user)
        self.uuid = more.get("uuid") or str(uuid.uuid4())
        self.address = f"/sync/visits/{self.uuid}/"

    def note(self, typed: dict, base: str = "", **more):
        body = {"user": self.user.pk, "typed": typed, "base": base, "claimed_at": NOW, **more}
        return self.client.put(self.address, body, content_type="application/json")

    def send(self, data: bytes, sha256: str = "", name: str = "รูป.jpg"):
        sha256 = sha256 or hashlib.sha256(data).hexdigest()
        return self.client.put(
            f"{self.address}photos/{sha256}/",
            data,
            content_type="image/jpeg",
            headers={"X-Photo-Name": quote(name)},
        )

    def finalise(self, typed: dict, *photos: bytes, **more):
        listed = [{"sha256": hashlib.sha256(data).hexdigest(), **WORDS} for data in photos]
        body = {"user": self.user.pk, "typed": typed, "photos": listed, "claimed_at": NOW, **more}
        return self.client.post(f"{self.address}finalise/", body, content_type="application/json")

    def receipt(self):
        return self.client.get(f"{self.address}receipt/")


WORDS = {"caption": "ป้าตำเครื่องแกง", "alt": "ครกหิน"}
GREEN, RED = (factories.photo_bytes(colour, size=(60, 40)) for colour in ("green", "red"))


def typed(village=None, **more) -> dict:
    """The fields of the form as a phone sends them."""
    post = visit_post(village, client_uuid=None, action=None, **more)
    return {name: [value] for name, value in post.items()}


def refusal(answer) -> tuple[int, str]:
    """Status and key of an answer that is no success; people are told something too."""
    said = answer.json()
    assert said["words"]
    assert "no-store" in answer["Cache-Control"]
    return answer.status_code, said["error"]


@pytest.fixture
def phone(somchai) -> Phone:
    return Phone(somchai)


# From hello to the receipt


def test_hello_says_who_is_there_and_gives_a_token_that_opens(somchai):
    client = Client(enforce_csrf_checks=True)
    client.force_login(somchai)
    said = client.get("/sync/hello/")
    hello = said.json()
    assert hello["user"] == {"id": somchai.pk, "name": "น้องสมชาย ใจดี"}
    assert (hello["kill"], hello["limits"]) == (False, {"photos": 10, "bytes": 12 * 1024 * 1024})
    assert datetime.datetime.fromisoformat(hello["now"]).utcoffset() == datetime.timedelta(hours=7)
    assert "no-store" in said["Cache-Control"]
    phone = Phone(somchai, client=client)
    assert refusal(phone.note({"good": ["ไม่มีกุญแจ"]})) == (403, "csrf")
    client.defaults["HTTP_X_CSRFTOKEN"] = hello["csrf"]
    assert phone.note({"good": ["มีกุญแจ"]}).status_code == 200


def test_the_worker_is_called_back_by_one_setting(as_somchai, settings):
    settings.FIELD_WORKER = False
    assert as_somchai.get("/sync/hello/").json()["kill"] is True


def test_draft_photos_and_the_whole_become_one_visit_and_a_receipt(phone, thap_thong):
    words = typed(thap_thong, promises="เอาพริกมาให้", **people({"name": "แมว", "called": "ป้า"}))
    noted = phone.note(words).json()
    visit = Visit.objects.get()
    assert (noted["state"], noted["number"]) == ("draft", visit.number)
    assert noted["fingerprint"] == visits.fingerprint(visit.typed)
    sent = phone.send(GREEN)
    photo = visit.photos.get()
    assert sent.json() == {"sha256": photo.sha256, "url": photo.url(320)}
    assert photo.original_name == "รูป.jpg"
    phone.send(RED)
    answer = phone.finalise(words, RED, GREEN)
    visit.refresh_from_db()
    assert (visit.state, visit.village, visit.day) == ("kept", thap_thong, DAY)
    assert visit.encounters.get().spoken_name == "ป้าแมว"
    shown = list(visit.photos.standing())
    assert [each.original_path.read_bytes() for each in shown] == [RED, GREEN]
    assert {(each.caption, each.alt) for each in shown} == {tuple(WORDS.values())}
    arrived = timezone.localtime(visit.kept_at)
    assert answer.json() == {
        "uuid": phone.uuid,
        "number": visit.number,
        "url": f"/visits/{visit.number}/",
        "place": thap_thong.full_name,
        "day": DAY.isoformat(),
        "day_words": answer.json()["day_words"],
        "characters": len("ป้าๆ ช่วยกันทำเครื่องแกง" + "เอาพริกมาให้" + "ป้า" + "แมว"),
        "photos": [{"sha256": each.sha256, "url": each.url(320)} for each in shown],
        "arrived_at": arrived.isoformat(timespec="seconds"),
        "words": f"ถึงศูนย์แล้ว {arrived:%H:%M} น.",
    }
    assert phone.receipt().content == answer.content == phone.finalise(words, RED, GREEN).content
    # The page of the plain form says the same.
    page = phone.client.get(visit.get_absolute_url()).content.decode()
    assert f"{answer.json()['characters']} ตัวอักษร · 2 รูป" in page


def test_the_plain_form_gives_the_same_receipt_and_a_phone_may_ask_for_it(
    as_somchai, somchai, thap_thong
):
    post = visit_post(thap_thong)
    as_somchai.post("/visits/new/", post)
    words = {name: [value] for name, value in post.items() if name not in ("client_uuid", "action")}
    phone = Phone(somchai, uuid=post["client_uuid"])
    given = Receipt.objects.get().said
    assert phone.receipt().json() == phone.finalise(words).json() == given
    assert phone.finalise(words, GREEN).status_code == 409
    assert Submission.objects.count() == 1


def test_a_receipt_is_given_only_for_what_has_arrived(phone, thap_thong):
    phone.note(typed(thap_thong))
    assert refusal(phone.receipt()) == (409, "not_kept")
    assert phone.client.get(f"/sync/visits/{uuid.uuid4()}/receipt/").status_code == 404


def test_a_visit_older_than_receipts_says_what_stands(somchai, thap_thong):
    visit = factories.make_visit(somchai, thap_thong)
    given = Receipt.objects.get().said
    Receipt.objects.all().delete()
    assert Phone(somchai, uuid=str(visit.client_uuid)).receipt().json() == given
    assert not Receipt.objects.exists()


# Again and again


def test_every_step_repeated_changes_nothing(phone, thap_thong):
    words = typed(thap_thong)
    twice = [
        [phone.note(words).json()["fingerprint"] for _ in range(2)],
        [phone.send(GREEN).content for _ in range(2)],
        [phone.finalise(words, GREEN).content for _ in range(2)],
        [phone.send(GREEN).content for _ in range(2)],
        [phone.note(words).json()["state"] for _ in range(2)],
    ]
    assert [first == second for first, second in twice] == [True] * 5
    visit = Visit.objects.get()
    assert [visit.photos.count(), visit.submissions.count()] == [1, 1]
    assert visit.submissions.get().set_aside is False


@pytest.mark.django_db(transaction=True)
def test_twenty_phones_at_once_get_twenty_equal_receipts(somchai, thap_thong):
    words = typed(thap_thong)
    number = str(uuid.uuid4())
    phones = [Phone(somchai, uuid=number) for _ in range(20)]
    together = threading.Barrier(len(phones))
    receipts = []

    def send(phone: Phone) -> None:
        try:
            together.wait(timeout=60)
            phone.note(words)
            phone.send(GREEN)
            receipts.append(phone.finalise(words, GREEN).content)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=[phone]) for phone in phones]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    visit = Visit.objects.get()
    assert receipts == [phones[0].receipt().content] * 20
    assert [visit.photos.count(), visit.submissions.count()] == [1, 1]
    assert Receipt.objects.count() == 1


def test_a_photo_that_came_after_the_receipt_is_added_to_it(phone, thap_thong):
    words = typed(thap_thong)
    phone.note(words)
    phone.send(GREEN)
    first = phone.finalise(words, GREEN).json()
    phone.send(RED)
    more = phone.finalise(words, GREEN, RED)
    assert [photo["sha256"] for photo in more.json()["photos"]] == [
        hashlib.sha256(data).hexdigest() for data in (GREEN, RED)
    ]
    assert {**more.json(), "photos": first["photos"]} == first
    # Whoever asks with the shorter list hears the whole as well.
    assert phone.finalise(words, GREEN).content == more.content


def test_a_photo_taken_out_at_the_centre_is_not_asked_for_again(phone, thap_thong):
    words = typed(thap_thong)
    phone.note(words)
    phone.send(GREEN)
    given = phone.finalise(words, GREEN)
    address = f"{phone.address}photos/{hashlib.sha256(GREEN).hexdigest()}/"
    assert [phone.client.delete(address).status_code for _ in range(2)] == [200, 200]
    assert not Visit.objects.get().photos.standing().exists()
    assert phone.finalise(words, GREEN).content == given.content


# Two texts


def test_another_text_under_the_same_number_is_kept_beside_the_first(phone, thap_thong):
    given = phone.finalise(typed(thap_thong, good="ฉบับแรก")).json()
    other = typed(thap_thong, good="อีกฉบับ")
    answers = [phone.finalise(other) for _ in range(2)]
    assert [refusal(answer) for answer in answers] == [(409, "two_texts")] * 2
    assert answers[0].json()["receipt"] == given
    # So is one of which no visit could be made.
    assert refusal(phone.finalise({"good": ["แค่นี้"]})) == (409, "two_texts")
    visit = Visit.objects.get()
    assert visit.good == "ฉบับแรก"
    aside = visits.set_aside(visit).values_list("typed__good", flat=True)
    assert list(aside) == [["แค่นี้"], ["อีกฉบับ"]]
    assert phone.finalise(typed(thap_thong, good="ฉบับแรก")).json() == given


def test_the_phones_clock_orders_nothing_and_is_kept_as_claimed(phone, thap_thong):
    began = timezone.now()
    phone.finalise(typed(thap_thong), claimed_at="2026-11-21T10:42:00+07:00")
    submission = Submission.objects.get()
    assert submission.claimed_at.isoformat() == "2026-11-21T03:42:00+00:00"
    assert began <= submission.came_at <= timezone.now()
    assert submission.came_at == Visit.objects.get().kept_at


@pytest.mark.parametrize("claimed", ["", "เมื่อวาน", "2026-13-45T00:00", None, 7, "2026-11-22T10:42"])
def test_a_clock_that_says_nothing_sensible_stops_nobody(phone, thap_thong, claimed):
    assert phone.finalise(typed(thap_thong), claimed_at=claimed).status_code == 200


# Drafts in two places


def test_a_draft_begun_on_the_phone_is_finished_at_a_desk(phone, thap_thong):
    words = typed(thap_thong, good="เริ่มในมือถือ")
    number = phone.note(words).json()["number"]
    sha256 = phone.send(GREEN).json()["sha256"]
    under = [{"sha256": "0" * 64, **WORDS}, {"sha256": sha256, **WORDS}]
    phone.note(words, photos=under)
    phone.note(words, photos=[{"sha256": sha256, "caption": "", "alt": ""}])
    form = phone.client.get(f"/visits/{number}/edit/")
    assert "เริ่มในมือถือ</textarea>" in form.content.decode()
    assert f'value="{WORDS["caption"]}"' in form.content.decode()
    post = visit_post(thap_thong, client_uuid=phone.uuid, good="จบที่โต๊ะ", base=form.context["base"])
    phone.client.post(f"/visits/{number}/edit/", post)
    assert Visit.objects.get().good == "จบที่โต๊ะ"
    assert not visits.set_aside(Visit.objects.get()).exists()
    # The phone that still holds its draft hears of both.
    assert phone.note(words).json()["state"] == "kept"
    assert refusal(phone.finalise(words, GREEN)) == (409, "two_texts")


def test_a_draft_begun_at_a_desk_comes_to_the_phone(as_somchai, somchai, thap_thong):
    post = visit_post(thap_thong, action="draft", good="เริ่มที่โต๊ะ " + "ยาว" * 40)
    as_somchai.post("/visits/new/", {**post, "camera": factories.photo_file(size=(60, 40))})
    visit = Visit.objects.get()
    (line,) = as_somchai.get("/sync/drafts/").json()["drafts"]
    assert line == {
        "uuid": post["client_uuid"],
        "number": visit.number,
        "place": thap_thong.full_name,
        "day": DAY.isoformat(),
        "day_words": line["day_words"],
        "changed_at": timezone.localtime(visit.noted_at).isoformat(timespec="seconds"),
        "words": line["words"],
    }
    assert re.fullmatch("เริ่มที่โต๊ะ (ยาว)+ยา…", line["words"])
    phone = Phone(somchai, uuid=post["client_uuid"])
    whole = phone.client.get(phone.address).json()
    assert whole["typed"] == visit.typed
    assert [photo["sha256"] for photo in whole["photos"]] == [visit.photos.get().sha256]
    # An empty form on the phone brings the words along instead of wiping them out.
    fresh = {"district": ["8006"], "met-TOTAL_FORMS": ["1"], "good": [""]}
    assert phone.note(fresh).json()["typed"] == visit.typed
    visit.refresh_from_db()
    assert visit.typed["good"] == [post["good"]]
    # Whoever has seen them and wiped them out means it.
    cleared = phone.note(fresh, base=whole["fingerprint"]).json()
    assert "typed" not in cleared
    visit.refresh_from_db()
    assert visit.typed == fresh


def test_newer_words_of_the_desk_are_set_aside_and_not_written_over(phone, thap_thong):
    words = typed(thap_thong, good="จากมือถือ")
    first = phone.note(words).json()
    visits.note(visit=Visit.objects.get(), typed={"good": ["จากโต๊ะ"]}, base=first["fingerprint"])
    phone.note(typed(thap_thong, good="จากมือถือ ต่ออีก"), base=first["fingerprint"])
    visit = Visit.objects.get()
    assert visit.typed["good"] == ["จากมือถือ ต่ออีก"]
    assert visits.set_aside(visit).get().typed == {"good": ["จากโต๊ะ"]}


def test_what_is_missing_is_said_field_by_field_and_the_draft_stays(phone, thap_thong):
    words = typed(thap_thong, good="", smiled="ป้ามาลี", **people({"name": "", "does": "ทำขนม"}))
    answer = phone.finalise(words)
    assert refusal(answer) == (422, "missing")
    assert set(answer.json()["fields"]) == {"met-0-name"}
    answer = phone.finalise(typed(thap_thong, good="", smiled="ป้ามาลี"))
    assert answer.json()["fields"] == {"good": "ยังไม่ได้เล่าว่าเห็นอะไรดีๆ ประโยคเดียวก็พอ"}
    visit = Visit.objects.get()
    assert (visit.state, visit.typed["smiled"]) == ("draft", ["ป้ามาลี"])
    assert not Receipt.objects.exists()


def test_a_listed_photo_that_has_not_arrived_is_asked_for(phone, thap_thong):
    phone.note(typed(thap_thong))
    phone.send(GREEN)
    answer = phone.finalise(typed(thap_thong), GREEN, RED)
    assert refusal(answer) == (409, "photos_missing")
    assert answer.json()["sha256"] == [hashlib.sha256(RED).hexdigest()]
    visit = Visit.objects.get()
    assert (visit.state, visit.submissions.count(), Receipt.objects.count()) == ("draft", 0, 0)


# Photos that cannot be kept


def test_bytes_that_are_not_those_of_the_hash_are_broken(phone, thap_thong):
    phone.note(typed(thap_thong))
    assert refusal(phone.send(GREEN[:-10], hashlib.sha256(GREEN).hexdigest())) == (400, "broken")
    assert refusal(phone.send(b"", hashlib.sha256(GREEN).hexdigest())) == (400, "broken")
    assert phone.send(GREEN).status_code == 200


def test_what_is_no_photo_too_large_or_one_too_many_is_said_for_each(phone, thap_thong, settings):
    settings.PHOTOS_PER_VISIT = 1
    settings.PHOTO_MAX_BYTES = len(GREEN) + 1000
    phone.note(typed(thap_thong))
    assert refusal(phone.send(b"GIF89a no photo")) == (422, "not_a_photo")
    assert refusal(phone.send(GREEN + bytes(1001))) == (413, "too_large")
    assert phone.send(GREEN).status_code == 200
    assert refusal(phone.send(RED)) == (422, "too_many")
    assert phone.send(GREEN).status_code == 200


@pytest.mark.parametrize("sha256", ["x", "A" * 64, "0" * 63])
def test_a_photos_address_is_a_hash_and_nothing_else(phone, thap_thong, sha256):
    phone.note(typed(thap_thong))
    assert refusal(phone.send(GREEN, sha256)) == (404, "not_found")


@pytest.mark.parametrize(
    ("given", "kept"),
    [("%E0%B8%9B%00/../x.jpg", "x.jpg"), ("", "photo"), ("C:\\a\\ป.jpg", "ป.jpg")],
)
def test_a_photos_name_is_a_name(phone, thap_thong, given, kept):
    phone.note(typed(thap_thong))
    sha256 = hashlib.sha256(GREEN).hexdigest()
    phone.client.put(
        f"{phone.address}photos/{sha256}/",
        GREEN,
        content_type="image/jpeg",
        headers={"X-Photo-Name": quote(given, safe="%/\\:")},
    )
    assert Visit.objects.get().photos.get().original_name == kept


# Who


def test_another_persons_number_is_not_found_by_any_step(phone, wichai, thap_thong):
    words = typed(thap_thong, good="ของสมชาย")
    phone.note(words)
    stranger = Phone(wichai, uuid=phone.uuid)
    found = [
        stranger.note(words),
        stranger.send(GREEN),
        stranger.finalise(words),
        stranger.receipt(),
        stranger.client.get(phone.address),
        stranger.client.delete(f"{phone.address}photos/{'0' * 64}/"),
    ]
    assert [refusal(answer) for answer in found] == [(404, "not_found")] * 6
    visit = Visit.objects.get()
    assert (visit.author, visit.photos.count(), visit.state) == (phone.user, 0, "draft")
    assert stranger.client.get("/sync/drafts/").json() == {"drafts": []}


def test_a_draft_waits_for_the_person_it_belongs_to(phone, wichai, thap_thong):
    lent = Phone(phone.user, client=signed_in(wichai))
    answers = [lent.note(typed(thap_thong)), lent.finalise(typed(thap_thong))]
    assert [refusal(answer) for answer in answers] == [(409, "other_person")] * 2
    assert not Visit.objects.exists()


def test_signed_out_every_address_says_so_and_leads_nowhere(phone, thap_thong):
    phone.client.logout()
    code = thap_thong.code
    gets = ["hello/", "drafts/", f"villages/{code}/pack/", f"visits/{phone.uuid}/receipt/"]
    answers = [phone.client.get(f"/sync/{each}") for each in gets]
    answers += [phone.note({}), phone.send(GREEN), phone.finalise({})]
    assert [refusal(answer) for answer in answers] == [(401, "sign_in")] * 7


# Thrown away


def test_a_draft_thrown_away_is_gone_for_the_phone_and_says_when(phone, thap_thong):
    words = typed(thap_thong)
    number = phone.note(words).json()["number"]
    phone.client.post(f"/visits/{number}/discard/")
    answers = [phone.note(words), phone.send(GREEN), phone.finalise(words), phone.receipt()]
    assert [refusal(answer) for answer in answers] == [(410, "gone")] * 4
    assert "ทิ้งไปแล้วเมื่อ" in answers[0].json()["words"]
    assert not Visit.objects.exists()


def test_thrown_away_it_is_still_nobody_elses_business(phone, wichai, thap_thong):
    number = phone.note(typed(thap_thong)).json()["number"]
    phone.client.post(f"/visits/{number}/discard/")
    stranger = Phone(wichai, uuid=phone.uuid)
    assert refusal(stranger.note(typed(thap_thong))) == (404, "not_found")
    assert refusal(stranger.receipt()) == (404, "not_found")
    assert not Visit.objects.exists()


def test_a_button_pressed_in_a_form_still_open_begins_it_again(phone, thap_thong):
    number = phone.note(typed(thap_thong)).json()["number"]
    phone.client.post(f"/visits/{number}/discard/")
    for _ in range(2):
        phone.client.post("/visits/new/", visit_post(thap_thong, client_uuid=phone.uuid))
    assert Visit.objects.get().state == "kept"
    assert not DiscardedDraft.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_thrown_away_while_photos_come_in_nothing_of_it_is_left(somchai, thap_thong, settings):
    phone = Phone(somchai)
    number = phone.note(typed(thap_thong)).json()["number"]
    colours = ("green", "red", "blue", "white", "black", "gold")
    photos = [factories.photo_bytes(colour, size=(60, 40)) for colour in colours]
    hands = [Phone(somchai, uuid=phone.uuid) for _ in photos]
    together = threading.Barrier(len(hands) + 1)
    answers = []

    def work(deed) -> None:
        try:
            together.wait(timeout=60)
            answers.append(deed().status_code)
        finally:
            connections.close_all()

    deeds = [lambda h=hand, d=data: h.send(d) for hand, data in zip(hands, photos, strict=True)]
    deeds.append(lambda: phone.client.post(f"/visits/{number}/discard/"))
    threads = [threading.Thread(target=work, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == len(deeds)
    assert set(answers) <= {200, 302, 410}
    assert refusal(phone.note(typed(thap_thong))) == (410, "gone")
    assert not Visit.objects.exists()
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []


# What nobody types


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"user": ME, "typed": [1]}',
        b'{"user": ME, "typed": {"good": "x"}}',
        b'{"user": ME, "typed": {"good": [1]}}',
        b'{"user": ME, "typed": {}, "photos": {}}',
        b'{"user": ME, "typed": {}, "photos": [1]}',
        b'{"user": ME, "typed": {}, "photos": [{"sha256": 1}]}',
        b"\xff\xfe",
    ],
)
def test_what_is_no_message_of_ours_is_broken_and_breaks_nothing(phone, body):
    body = body.replace(b"ME", str(phone.user.pk).encode())
    address = f"{phone.address}finalise/"
    answer = phone.client.post(address, body, content_type="application/json")
    assert refusal(answer) == (400, "broken")


def test_letters_that_no_database_holds_are_left_out(phone, thap_thong):
    words = typed(thap_thong, good="ยิ้ม\ud83d กับ\0ป้า")
    assert phone.finalise(words).status_code == 200
    assert Visit.objects.get().good == "ยิ้ม กับป้า"


def test_more_words_than_one_message_holds_are_refused_in_words(phone, thap_thong):
    answer = phone.note(typed(thap_thong, good="ก" * 800_000))
    assert refusal(answer) == (413, "too_large")


# Where it was


def test_the_place_of_the_phone_is_kept_privately(phone, thap_thong):
    spot = {"place_latitude": "8.0632", "place_longitude": "100.1234", "place_accuracy": "18.6"}
    phone.finalise(typed(thap_thong, **spot))
    visit = Visit.objects.get()
    assert (visit.latitude, visit.longitude, visit.accuracy_m) == (8.0632, 100.1234, 19)
    assert "8.0632" not in phone.client.get(visit.get_absolute_url()).content.decode()
    assert "8.0632" not in phone.receipt().content.decode()
    # A form that says nothing of it leaves it, one that empties it takes it away.
    seen = visits.latest_seen(visit)
    edit = f"/visits/{visit.number}/edit/"
    phone.client.post(edit, visit_post(thap_thong, good="แก้คำ", seen=str(seen)))
    visit.refresh_from_db()
    assert visit.latitude == 8.0632
    nothing = dict.fromkeys(spot, "")
    seen = visits.latest_seen(visit)
    phone.client.post(edit, visit_post(thap_thong, good="แก้อีก", seen=str(seen), **nothing))
    visit.refresh_from_db()
    assert (visit.latitude, visit.longitude, visit.accuracy_m) == (None, None, None)


@pytest.mark.parametrize(
    ("north", "east", "metres", "kept"),
    [
        ("8", "100", "", (8, 100, None)),
        ("8", "100", "nan", (8, 100, None)),
        ("8", "100", "-3", (8, 100, None)),
        ("8", "", "5", (None, None, None)),
        ("91", "100", "5", (None, None, None)),
        ("nan", "100", "5", (None, None, None)),
        ("9" * 500, "100", "5", (None, None, None)),
        ("เหนือ", "100", "5", (None, None, None)),
    ],
)
def test_a_place_that_cannot_be_is_left_out(phone, thap_thong, north, east, metres, kept):
    spot = {"place_latitude": north, "place_longitude": east, "place_accuracy": metres}
    assert phone.finalise(typed(thap_thong, **spot)).status_code == 200
    visit = Visit.objects.get()
    assert (visit.latitude, visit.longitude, visit.accuracy_m) == kept
