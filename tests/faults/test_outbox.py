"""An outbox, a broken line and a real site that is killed: nothing lost, nothing doubled.

Each case ends with the same question to the database: is what the phone holds a receipt for there,
whole, once, and nothing else?
"""

import datetime
import hashlib
import json
import threading

import psycopg
import pytest

from tests import factories
from tests.faults import FULL, KILLS, MANY
from tests.faults.people import SOMCHAI, WICHAI
from tests.faults.phone import Draft, Lost, Phone, Refused, deliver_all, words
from tests.faults.proxy import FaultProxy
from tests.faults.site import Site, scratch, start_site, wait_until

pytest_plugins = ["tests.faults.table"]
pytestmark = pytest.mark.django_db  # for the tables that the site begins with

GREEN, RED = (factories.photo_bytes(colour, size=(60, 40)) for colour in ("green", "red"))
STEPS = {
    "hello": b"GET /sync/hello/",
    "ร่าง": b"PUT /sync/visits/[^/]*/$",
    "รูปแรก": b"PUT .*/photos/" + hashlib.sha256(GREEN).hexdigest().encode(),
    "รูปที่สอง": b"PUT .*/photos/" + hashlib.sha256(RED).hexdigest().encode(),
    "finalise": b"POST .*/finalise/",
    "ใบรับ": b"GET .*/receipt/",
}
# What the database holds of one visit; a whole one is a row of these.
STANDING = """
    SELECT visit.client_uuid::text, visit.state, receipt.said,
      (SELECT count(*) FROM stories_submission s
        WHERE s.visit_id = visit.number AND NOT s.set_aside),
      ARRAY(SELECT photo.sha256::text FROM stories_photo photo
        WHERE photo.visit_id = visit.number AND photo.removed_at IS NULL
        ORDER BY photo.position, photo.id)
    FROM stories_visit visit LEFT JOIN stories_receipt receipt ON receipt.visit_id = visit.number
    WHERE visit.client_uuid::text = ANY(%s)
"""


@pytest.fixture(scope="module")
def site(tables):
    with scratch() as data:
        site = start_site(data, like=tables)
        yield site
        site.stop()


@pytest.fixture(scope="module")
def signed_in(site) -> dict[str, Phone]:
    return {email: Phone(site.port).sign_in(email) for email in (SOMCHAI, WICHAI)}


@pytest.fixture
def phone(signed_in) -> Phone:
    """น้องสมชาย's phone, right at the site."""
    return signed_in[SOMCHAI].copy()


@pytest.fixture
def far(phone, site):
    """The same phone behind a line that breaks, and the line."""
    with FaultProxy(site.port) as line:
        phone.port = line.port
        yield phone, line


def query(site: Site, sql: str, *values) -> list[tuple]:
    with psycopg.connect(site.database_url) as connection:
        return connection.execute(sql, values).fetchall()


def total(site: Site) -> int:
    """How many visits there are, drafts included."""
    return query(site, "SELECT count(*) FROM stories_visit")[0][0]


def stands_whole(site: Site, receipts: dict[str, bytes], drafts: list[Draft]) -> None:
    """Every receipted visit is there once, kept, with its text, its photos and that receipt."""
    rows = query(site, STANDING, [draft.uuid for draft in drafts if draft.uuid in receipts])
    expected = {
        draft.uuid: ("kept", json.loads(receipts[draft.uuid]), 1, draft.hashes)
        for draft in drafts
        if draft.uuid in receipts
    }
    assert {uuid: tuple(rest) for uuid, *rest in rows} == expected
    for draft in drafts:
        if draft.uuid in receipts:
            named = [photo["sha256"] for photo in json.loads(receipts[draft.uuid])["photos"]]
            assert named == draft.hashes


def files_are_those_of_their_rows(site: Site) -> None:
    """The original of every photo is on the disk, byte for byte."""
    for uuid, format, sha256 in query(site, "SELECT uuid, format, sha256 FROM stories_photo"):
        path = site.data_dir / "media" / "originals" / uuid.hex[:2] / f"{uuid}.{format}"
        assert hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def no_half_visit(site: Site) -> None:
    """No visit is kept without its text and receipt, none has a receipt and is not kept."""
    halves = """
        SELECT visit.number FROM stories_visit visit
        LEFT JOIN stories_receipt receipt ON receipt.visit_id = visit.number
        WHERE (visit.state = 'kept') <> (receipt.visit_id IS NOT NULL)
        OR (visit.state = 'kept' AND NOT EXISTS (SELECT 1 FROM stories_submission s
            WHERE s.visit_id = visit.number AND NOT s.set_aside))
    """
    assert query(site, halves) == []


def refused(deed, *arguments) -> tuple[int, str]:
    with pytest.raises(Refused) as refusal:
        deed(*arguments)
    assert refusal.value.said["words"]
    return refusal.value.status, refusal.value.error


# The line ---------------------------------------------------------------------------------------

WAYS = {
    "คำตอบหาย": lambda line, step: line.drop_response(1, step),
    "คำขอหาย": lambda line, step: line.drop_request(1, step),
    "คำตอบขาดกลางทาง": lambda line, step: line.cut(1, step, after=5, way="response"),
    "คำขอขาดกลางทาง": lambda line, step: line.cut(1, step, after=50),
    "มีหน้าอื่นตอบแทน": lambda line, step: line.garbage(1, step),
    "ทำแล้ว แต่มีหน้าอื่นตอบแทน": lambda line, step: line.garbage(1, step, asked=True),
    "ตัวกลางตอบ 413": lambda line, step: line.answer(413, 1, step, b"<html>too large"),
    "ตัวกลางตอบ 502": lambda line, step: line.answer(502, 1, step, b"<html>bad gateway"),
}
SHORT = ["คำตอบหาย"]


@pytest.mark.parametrize("way", WAYS if FULL else SHORT)
def test_broken_at_every_step_in_turn_it_is_one_visit_with_one_receipt(site, far, fault, way):
    phone, line = far
    before = total(site)
    drafts, receipts = [], {}
    for step, matching in STEPS.items():
        draft = Draft(words(f"{way} ตอน {step}"), [GREEN, RED])
        WAYS[way](line, matching)
        receipt = phone.deliver(draft)
        assert phone.finalise(draft) == phone.receipt(draft) == receipt
        drafts.append(draft)
        receipts[draft.uuid] = receipt
    assert len(line.struck) == len(STEPS)
    stands_whole(site, receipts, drafts)
    no_half_visit(site)
    assert total(site) == before + len(STEPS)
    fault(
        f"{way} ทีละขั้น: {' · '.join(STEPS)}",
        f"ส่ง {len(STEPS)} ครั้ง ครั้งละ 2 รูป พังขั้นละหนึ่งครั้ง แล้วเครื่องส่งใหม่เอง",
        f"{len(STEPS)} การลงพื้นที่ รูปตรงทุกไบต์ ใบรับเดิมทุกครั้งที่ถาม",
    )


def test_a_line_that_is_away_for_a_while_costs_nothing(site, far, fault):
    phone, line = far
    draft = Draft(words("สายขาดไปพักหนึ่ง"), [GREEN])
    line.down()
    with pytest.raises(Lost):
        phone.deliver(draft, give_up=lambda: True)
    line.pass_through()
    stands_whole(site, {draft.uuid: phone.deliver(draft)}, [draft])
    fault("ไม่มีสัญญาณ แล้วมี", "ส่งตอนสายขาด แล้วส่งใหม่เมื่อสายมา", "1 การลงพื้นที่ 1 ใบรับ")


def test_twenty_at_once_with_one_number_are_one_visit_with_equal_receipts(site, phone, fault):
    draft = Draft(words("ยี่สิบเครื่องพร้อมกัน"), [GREEN, RED])
    together = threading.Barrier(20)
    receipts: list[bytes] = []

    def send(hand: Phone) -> None:
        together.wait()
        receipts.append(hand.deliver(draft))

    threads = [threading.Thread(target=send, args=[phone.copy()]) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(receipts) == 20
    assert len(set(receipts)) == 1
    stands_whole(site, {draft.uuid: receipts[0]}, [draft])
    fault(
        "20 สายพร้อมกัน เลขเดียวกัน",
        "แต่ละสายส่งครบทุกขั้น รูป 2 รูป",
        "1 แถว 2 รูป ใบรับเหมือนกันทุกไบต์ 20 ใบ",
    )


# The site ---------------------------------------------------------------------------------------


def test_the_site_killed_in_the_middle_loses_nothing_it_gave_a_receipt_for(site, phone, fault):
    kill_during(site, phone, site.kill_web, site.restart_web, "kill -9 เว็บ (granian)", fault)


def test_postgres_killed_in_the_middle_loses_nothing_it_gave_a_receipt_for(site, phone, fault):
    def kill():
        site.kill_postgres()
        status, headers, body = phone.request("GET", "/sync/hello/")
        assert (status, json.loads(body)["error"]) == (503, "away")
        assert headers["Retry-After"]

    def restart():
        site.restart_postgres()
        wait_until(site.ready, "the site to find its database again by itself")

    kill_during(site, phone, kill, restart, "kill -9 Postgres (postmaster)", fault)


def kill_during(site: Site, phone: Phone, kill, restart, case: str, fault) -> None:
    """Deliver MANY, kill KILLS times on the way, look each time, let it go on, repeat all."""
    before = total(site)
    drafts = [Draft(words(f"{case} ใบที่ {number}"), [GREEN]) for number in range(MANY)]
    delivery = deliver_all(phone, drafts)
    moments = []
    for each in range(1, KILLS + 1):
        delivery.wait_for(each * MANY // (KILLS + 1))
        kill()
        given = dict(delivery.receipts)
        restart()
        stands_whole(site, given, drafts)
        no_half_visit(site)
        moments.append(str(len(given)))
    delivery.finish()
    assert delivery.failed == []
    stands_whole(site, delivery.receipts, drafts)
    assert len(delivery.receipts) == MANY
    again = deliver_all(phone, drafts)
    again.finish()
    assert again.receipts == delivery.receipts
    no_half_visit(site)
    files_are_those_of_their_rows(site)
    assert total(site) == before + MANY
    fault(
        f"{case} ระหว่างส่ง {MANY} ครั้ง",
        f"ฆ่าเมื่อได้ใบรับแล้ว {' · '.join(moments)} ใบ เปิดใหม่ เครื่องส่งต่อเอง แล้วส่งซ้ำทั้งหมดอีกรอบ",
        f"ใบรับที่ให้ไปก่อนฆ่าอยู่ครบทุกครั้ง จบแล้วมี {MANY} ไม่มีครึ่งใบ "
        f"ส่งซ้ำไม่เพิ่ม ใบรับเดิม {len(again.receipts)} ใบ",
    )


# What comes in ----------------------------------------------------------------------------------


def test_a_photo_too_large_is_refused_in_words_and_the_next_one_tried(site, phone, fault):
    draft = Draft(words("รูปใหญ่เกิน"), [GREEN])
    phone.hello()
    phone.note(draft)
    huge = bytes(12 * 1024 * 1024 + 1)
    assert refused(phone.send_photo, draft, huge) == (413, "too_large")
    stands_whole(site, {draft.uuid: phone.deliver(draft)}, [draft])
    fault("413", "ส่งรูป 12 MB กับอีกหนึ่งไบต์", "ประโยคไทยกับ 413 ร่างอยู่ครบ รูปถัดไปเก็บได้")


def test_a_body_past_every_limit_is_refused_before_it_is_sent(phone, fault):
    draft = Draft(words("ใหญ่กว่าทุกอย่าง"))
    phone.hello()
    address = f"{draft.address}photos/{'0' * 64}/"
    status, _, body = phone.request(
        "PUT", address, X_CSRFToken=phone.csrf, Content_Length=str(300 * 1024 * 1024)
    )
    assert (status, json.loads(body)["error"]) == (413, "too_large")
    fault("413 ก่อนส่ง", "บอกว่าจะส่ง 300 MB", "ตอบ 413 เป็น JSON โดยไม่รออ่าน")


def test_half_a_body_is_no_photo_and_no_text(site, far, fault):
    phone, line = far
    draft = Draft(words("มาครึ่งเดียว"), [GREEN])
    phone.hello()
    phone.note(draft)
    for step in ("รูปแรก", "finalise"):
        line.cut(1, STEPS[step], after=40)
        with pytest.raises(Lost):
            phone.send_photo(draft, GREEN) if step == "รูปแรก" else phone.finalise(draft)
    assert query(site, STANDING, [draft.uuid]) == [(draft.uuid, "draft", None, 0, [])]
    stands_whole(site, {draft.uuid: phone.deliver(draft)}, [draft])
    fault("มาครึ่งตัว", "รูปกับ finalise ขาดหลัง 40 ไบต์", "ไม่เก็บครึ่งเดียว ส่งใหม่แล้วครบ")


def test_bytes_changed_on_the_way_are_not_kept(site, phone, fault):
    draft = Draft(words("รูปเพี้ยน"), [GREEN])
    phone.hello()
    phone.note(draft)
    answer = refused(phone.send_photo, draft, GREEN[:-1] + b"x", draft.hashes[0])
    assert answer == (400, "broken")
    assert refused(phone.finalise, draft) == (409, "photos_missing")
    stands_whole(site, {draft.uuid: phone.deliver(draft)}, [draft])
    fault("แฮชไม่ตรง", "รูปผิดไปหนึ่งไบต์", "400 ไม่เก็บ finalise บอกว่ารูปไหนขาด ส่งใหม่แล้วครบ")


# Who --------------------------------------------------------------------------------------------


def test_another_person_finds_nothing_and_the_draft_waits_for_its_own(
    site, phone, signed_in, fault
):
    draft = Draft(words("ของสมชาย"), [GREEN])
    phone.hello()
    phone.note(draft)
    stranger = signed_in[WICHAI].copy()
    stranger.hello()
    steps = [stranger.note, stranger.finalise, stranger.receipt]
    found = [refused(step, draft) for step in steps]
    assert [*found, refused(stranger.send_photo, draft, GREEN)] == [(404, "not_found")] * 4
    lent = signed_in[WICHAI].copy()
    lent.user = phone.user
    assert refused(lent.deliver, draft) == (409, "other_person")
    stands_whole(site, {draft.uuid: phone.deliver(draft)}, [draft])
    fault("คนอื่น", "หมอวิชัยใช้เลขของน้องสมชายทุกขั้น แล้วใช้เครื่องเดียวกัน", "404 กับ 409 ร่างรอเจ้าของ แล้วส่งได้")


def test_signed_out_in_the_middle_it_waits_and_goes_on(site, phone, fault):
    draft = Draft(words("หลุดกลางทาง"), [GREEN, RED])
    phone.hello()
    phone.note(draft)
    phone.send_photo(draft, GREEN)
    phone.sign_out()
    assert refused(phone.deliver, draft) == (401, "sign_in")
    phone.sign_in(SOMCHAI)
    # The token from before signing in is refused once, and hello brings another.
    with pytest.raises(Lost, match="csrf"):
        phone.send_photo(draft, RED)
    stands_whole(site, {draft.uuid: phone.deliver(draft)}, [draft])
    fault("หลุดจากระบบ", "ออกหลังรูปแรก แล้วคนเดิมเข้าใหม่ด้วยกุญแจใหม่", "401 แล้วต่อจนครบ 1 ใบ 2 รูป")


def test_a_draft_thrown_away_stays_away(site, phone, fault):
    draft = Draft(words("ทิ้งแล้ว"), [GREEN])
    phone.hello()
    number = phone.note(draft)["number"]
    phone.send_photo(draft, GREEN)
    form = f"csrfmiddlewaretoken={phone.csrf}".encode()
    kind = "application/x-www-form-urlencoded"
    phone.request("POST", f"/visits/{number}/discard/", form, Content_Type=kind)
    assert refused(phone.deliver, draft) == (410, "gone")
    assert query(site, STANDING, [draft.uuid]) == []
    fault("ทิ้งร่างที่โต๊ะ", "เครื่องที่ยังถือร่างส่งมาอีก", "410 พร้อมบอกเวลา ไม่มีอะไรกลับมา")


def test_two_texts_with_one_number_both_stand(site, phone, fault):
    first = Draft(words("ฉบับแรก"), [GREEN])
    other = Draft(words("อีกฉบับ"), [GREEN], uuid=first.uuid)
    receipt = phone.deliver(first)
    assert refused(phone.deliver, other) == (409, "two_texts")
    stands_whole(site, {first.uuid: receipt}, [first])
    aside = """SELECT s.typed->'good'->>0 FROM stories_submission s JOIN stories_visit v
        ON v.number = s.visit_id WHERE s.set_aside AND v.client_uuid::text = %s"""
    assert query(site, aside, first.uuid) == [("อีกฉบับ",)]
    assert phone.deliver(first) == receipt
    fault("สองข้อความ เลขเดียว", "ส่งฉบับแรก แล้วส่งอีกฉบับ", "409 พร้อมใบรับของฉบับแรก เก็บไว้ทั้งสอง")


@pytest.mark.parametrize("days", [-1, 1])
def test_a_clock_a_day_off_changes_no_order(site, phone, fault, days):
    draft = Draft(words(f"นาฬิกาคลาด {days} วัน"), clock=datetime.timedelta(days=days))
    receipt = json.loads(phone.deliver(draft))
    times = """SELECT s.came_at, s.claimed_at, v.kept_at, now() FROM stories_submission s
        JOIN stories_visit v ON v.number = s.visit_id WHERE v.client_uuid::text = %s"""
    ((came, claimed, kept, now),) = query(site, times, draft.uuid)
    assert came == kept
    assert now - came < datetime.timedelta(minutes=2)
    assert round((claimed - came) / datetime.timedelta(days=1)) == days
    arrived = datetime.datetime.fromisoformat(receipt["arrived_at"])
    assert abs(arrived - kept) < datetime.timedelta(seconds=1)
    fault(
        f"นาฬิกาเครื่อง {'ช้า' if days < 0 else 'เร็ว'}ไปหนึ่งวัน",
        "ส่งครบทุกขั้น",
        "เวลาถึงศูนย์เป็นของศูนย์ เวลาที่เครื่องบอกเก็บไว้ข้างๆ",
    )
