"""Somebody who asks to be erased is found nowhere afterwards: no table, no file, no page, no copy."""

import base64
import hashlib
import io
import json
import re
import shutil
import threading
import zipfile
from pathlib import Path

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from kmnet import erasures
from kmnet.thai.text import to_arabic_digits
from members import files, own_data
from members.models import Letter, Nomination
from stories import erasing, people, publishing, takedowns, visits
from stories.models import (
    Person,
    PersonConsent,
    PersonErasure,
    Photo,
    Printing,
    ReadAloud,
    Revision,
    SignedSheet,
    Story,
    Submission,
    TakeDown,
    ThenAndNow,
    Visit,
)
from stories.search.keeping import refresh_all
from stories.unnaming import Unnaming
from tests import factories
from tests.conftest import signed_in
from villages import goals, keepers, support, words
from villages.models import Aspect, Stewardship

CALLED, NAME = "ป้า", "กะรางหัวหงอก ดงตะเคียน"
CANARY = "กะรางหัวหงอก"
WHOLE = f"{CALLED}{NAME}"
PHONE = "081-234-5678"
THAI_PHONE = "๐๘๑ ๒๓๔ ๕๖๗๘"
DIGITS = "812345678"


@pytest.fixture(autouse=True)
def own_ledger(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"


def in_person(by):
    return words.in_person(said_by=WHOLE, witness=f"ลูกของ{CALLED}{CANARY}", taken_by=by)


@pytest.fixture
def planted(somchai, kanya, thap_thong, client):
    """The canary in every place where somebody of a village can stand."""
    told = {
        name: f"{WHOLE}บอกว่า{name} โทร {PHONE}" for name in visits.WORDS if name not in ("others",)
    }
    met = {"called": CALLED, "name": CANARY, "does": f"ลูก{WHOLE}", "words": f"{CANARY}พูด"}
    rows = {"met-0-called": [CALLED], "met-0-name": [CANARY], "met-TOTAL_FORMS": ["1"]}
    visit = visits.keep(
        visit=visits.begin(client_uuid="6b6d6e65-0000-4000-8000-00000000c0de", by=somchai),
        told=visits.Told(
            village=thap_thong,
            day=factories.days_ago(3),
            others=WHOLE,
            met=[met],
            changes=[f"จะฟัง{CALLED}{CANARY}"],
            promises=[f"จะพา{WHOLE}ไปตลาด"],
            **told,
        ),
        typed={"good": [f"{WHOLE} {THAI_PHONE}"], **rows},
        by=somchai,
    )
    Submission.objects.create(visit=visit, sha256="1" * 64, typed={"good": [WHOLE]}, set_aside=True)
    visits.make_known(encounter=visit.encounters.get(), by=somchai)
    draft = visits.begin(client_uuid="6b6d6e65-0000-4000-8000-00000000d0de", by=somchai)
    visits.note(visit=draft, typed={"village": [thap_thong.pk], "good": [f"{CANARY} {PHONE}"]})
    lost = visits.begin(client_uuid="6b6d6e65-0000-4000-8000-00000000e0de", by=somchai)
    visits.note(visit=lost, typed={"good": [f"พบ{NAME} เบอร์ +66 81 234 5678"]})
    visits.note(visit=lost, typed={"good": ["อีกหน้าต่าง"]})  # sets the first aside
    Photo.objects.filter(pk=factories.make_photo(draft, "gray").pk).update(caption=f"{CANARY}")

    person = factories.make_person(thap_thong, NAME, CALLED)
    Person.objects.filter(pk=person.pk).update(contact=PHONE, alias=f"แม่{CANARY}")
    photo = factories.make_photo(visit, "purple", shows="faces", faces=[person])
    Photo.objects.filter(pk=photo.pk).update(
        caption=f"{WHOLE}ยิ้ม", alt=CANARY, original_name=f"{CANARY}.jpg"
    )
    other_photo = factories.make_photo(visit, "orange")
    factories.agree(person, somchai, "name", "face", "place")
    daughter = factories.make_person(thap_thong, "แดง ใจเย็น", "น้อง")
    Person.objects.filter(pk=daughter.pk).update(alias=f"ลูก{WHOLE}", contact=f"บ้านแม่ {PHONE}")
    people.agree(
        person=daughter,
        what=["name"],
        where=["web"],
        how="spoken",
        witness=WHOLE,
        guardian=f"{CALLED}{CANARY}",
        asked_by=somchai,
    )
    people.withdraw(person=daughter, how=f"{CANARY}มาบอก")

    story = factories.make_story(
        visit,
        f"เครื่องแกงของ{WHOLE}",
        f"{CALLED}{CANARY}ตำเครื่องแกง\n\n{NAME}เล่าต่อ",
        tellers=[(CALLED, NAME), ("น้อง", "แดง ใจเย็น")],
        nuggets=[(f"แกงของ{CANARY}", f"{WHOLE}ใส่ใบรา", (CALLED, NAME))],
        named=False,
    )
    publishing.answer_in_person(
        approval=factories.ask(story),
        answer="change",
        words=f"เติมชื่อ{WHOLE}",
        notes={0: f"{CANARY}ไม่ได้ตำคนเดียว"},
        answered_by=WHOLE,
        witness="ครูสายใจ",
        taken_by=somchai,
    )
    story = factories.publish(story)
    ReadAloud.objects.create(
        revision=story.latest_revision,
        day=factories.days_ago(1),
        place=f"บ้าน{WHOLE}",
        who=f"{WHOLE} กับลูก",
        asked=f"{CANARY}ขอเติม",
        by=somchai,
    )
    asked = story.approvals.get(answer="change")
    sheet = SignedSheet.objects.create(approval=asked, sha256="2" * 64)
    sheet.path.parent.mkdir(parents=True)
    sheet.path.write_bytes(factories.photo_bytes("white", size=(40, 30)))
    TakeDown.objects.create(
        story=story, what="name", person=person, said_by=WHOLE, contact=PHONE, words=CANARY
    )
    down = TakeDown.objects.create(
        story=story, what="story", words=f"{CANARY}ไม่สบายใจ {PHONE}", said_by="ลูก", hides=False
    )
    down.decisions.create(position=1, answer="shown_again", words=f"คุยกับ{WHOLE}แล้ว", by=kanya)
    Printing.objects.create(
        title="รวมเรื่อง", printed_on=factories.days_ago(1), copies=3, whereabouts=WHOLE, by=kanya
    ).revisions.add(story.published_revision)
    ThenAndNow.objects.create(
        village=thap_thong,
        then=photo,
        now=other_photo,
        then_words=f"{CANARY}สาว",
        now_words=f"{CANARY}วันนี้",
        by=somchai,
    )
    PersonErasure.objects.create(
        person=factories.make_person(thap_thong, "ดำ เก่าแก่", "ลุง"), reason=f"{CANARY}ขอแทน"
    )

    aspect = Aspect.objects.all()[0]
    goal = goals.say(
        village=thap_thong, aspect=aspect, words=f"ให้{WHOLE}ได้พัก", word=in_person(somchai)
    )
    goals.settle(goal=goal, state="reached", words=f"{CANARY}พักแล้ว", word=in_person(somchai))
    request = support.ask(village=thap_thong, words=f"ช่วยซ่อมครัว{CANARY}", word=in_person(somchai))
    support.offer(request=request, by=kanya, words=f"จะโทรหา{WHOLE} {THAI_PHONE}")
    support.close(request=request, thanks=f"{CANARY}ขอบคุณ", word=in_person(somchai))
    keeper = keepers.appoint(
        village=thap_thong,
        name=NAME,
        called=CALLED,
        vouched=f"ที่ประชุมเลือก{WHOLE}",
        by=kanya,
        since=factories.days_ago(20),
        phone="0812345678",
        show_name=True,
    )
    keepers.release(stewardship=keeper, why=f"{CANARY}ย้ายไปอยู่กับลูก")
    Letter.objects.create(
        to="x@kmnet.example", subject=CANARY, body=f"/stories/{story.pk}/ {CANARY} {PHONE}"
    )
    Letter.objects.create(to="y@kmnet.example", subject="คน", body=f"ได้พบ{WHOLE}")
    for row in (person, keeper, story, story.latest_revision):
        LogEntry.objects.create(
            user=kanya,
            content_type=ContentType.objects.get_for_model(row),
            object_id=str(row.pk),
            object_repr=f"{WHOLE}"[:200],
            action_flag=CHANGE,
            change_message=f"แก้ {CALLED}{CANARY}",
        )
    refresh_all()
    person.refresh_from_db()
    return person


# Looking everywhere ------------------------------------------------------------------------------


def tables() -> dict[str, list[str]]:
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        names = [row[0] for row in cursor.fetchall()]
        found = {}
        for name in names:
            cursor.execute(f'SELECT t::text FROM "{name}" t')
            found[name] = [row[0] for row in cursor.fetchall()]
    return found


def names_them(text: str) -> bool:
    """Whether the name or the phone stands in a text, in any form."""
    digits = re.sub(r"[\s\-.()]", "", to_arabic_digits(text))
    return any(part in text for part in NAME.split()) or DIGITS in digits


def where_it_stands() -> set[str]:
    """Tables, sessions, cached values and files in which the canary is."""
    found = {name for name, rows in tables().items() if any(map(names_them, rows))}
    for session in Session.objects.all():
        if names_them(json.dumps(session.get_decoded(), ensure_ascii=False)):
            found.add("a session")
    for row in tables().get("kmnet_cache", []):
        if CANARY.encode() in base64.b64decode(row.split(",")[1]):
            found.add("the cache")
    return found


def files_below(folder: Path) -> dict[str, str]:
    """Path → SHA-256 of every file."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def erase_by_page(client, person, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(
            f"/people/{person.uuid}/erase/", {"reason": f"{WHOLE}ขอ", "read": "on"}
        )
    assert answer.status_code == 302
    return answer


def erase_again(*options) -> str:
    out = io.StringIO()
    call_command("erase_again", *options, stdout=out, stderr=out)
    return out.getvalue()


def read_zip(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


# The tests ---------------------------------------------------------------------------------------


def test_no_table_file_page_or_copy_holds_an_erased_person(
    planted, as_kanya, as_somchai, client, somchai, kanya, thap_thong, settings,
    django_capture_on_commit_callbacks,
):  # fmt: skip
    photo = Photo.objects.get(people__person=planted)
    before = where_it_stands()
    assert len(before) > 30
    assert {"stories_searchentry", "stories_searchword"} <= before
    assert f"originals/{photo.uuid.hex[:2]}/{photo.uuid}.jpg" in files_below(settings.MEDIA_ROOT)
    pages = [as_kanya.get(f"/people/{planted.uuid}/erase/").content.decode()]
    assert WHOLE in pages[0]
    assert where_it_stands() == before  # the plan changes nothing

    erase_by_page(as_kanya, planted, django_capture_on_commit_callbacks)

    assert where_it_stands() == set()
    left = files_below(settings.MEDIA_ROOT)
    assert photo.sha256 not in left.values()
    assert not [path for path in left if str(photo.uuid) in path or path.startswith("sheets/")]
    assert not [row for rows in tables().values() for row in rows if photo.sha256 in row]

    story = Story.objects.get(scribe=somchai)
    assert story.title == "เครื่องแกงของชาวบ้าน"
    assert story.shown.body == "ชาวบ้านตำเครื่องแกง\n\nชาวบ้านเล่าต่อ"
    assert story.tellers_line == "ชาวบ้าน และลูกชาวบ้าน"
    public = ["/", "/stories/", f"/stories/{story.pk}/", f"/villages/{thap_thong.pk}/", "/feed/"]
    public += [
        "/search/?q=เครื่องแกง",
        "/support/",
        "/villages/80060602/feed/",
        f"/districts/{thap_thong.pk[:4]}/",
    ]
    signed = [f"/stories/{story.pk}/desk/", f"/visits/{story.visit_id}/", "/me/"]
    signed += [f"/people/{planted.uuid}/erase/"]
    for browser, addresses in ((client, public), (as_somchai, signed[:3]), (as_kanya, signed[1:])):
        for address in addresses:
            answer = browser.get(address)
            assert answer.status_code == 200, address
            assert not names_them(answer.content.decode()), address
    assert client.get(f"/photos/{photo.uuid}/320.jpg").status_code in (404, 410)
    assert not names_them(read_zip(own_data.copy_of(somchai).read()))
    keeper = factories.make_keeper(thap_thong, by=kanya, name="แดง ใจเย็น", called="น้อง")
    copy = client.get(f"/keeper/{keeper.links.get().secret}/everything.zip")
    assert copy.status_code == 200
    assert not names_them(read_zip(b"".join(copy.streaming_content)))

    record = PersonErasure.objects.exclude(done_at=None).get()
    assert (record.person, record.by, record.reason) == (planted, kanya, "ชาวบ้านขอ")
    planted.refresh_from_db()
    assert (planted.spoken_name, planted.is_child) == ("ชาวบ้าน", False)
    assert Nomination.objects.get().state == "erased"
    assert [key for key in erasures.noted() if key[0] == "person"] == [
        ("person", str(planted.uuid))
    ]
    assert not names_them(erasures.ledger().read_text())


def test_what_a_restore_brings_back_is_erased_again(
    planted, kanya, settings, tmp_path, django_capture_on_commit_callbacks
):
    shutil.copytree(settings.MEDIA_ROOT, tmp_path / "backup")
    backup, before = transaction.savepoint(), where_it_stands()
    with django_capture_on_commit_callbacks(execute=True):
        erasing.erase(person=planted, by=kanya, reason="เจ้าตัวขอ")
    assert where_it_stands() == set()
    transaction.savepoint_rollback(backup)
    shutil.copytree(tmp_path / "backup", settings.MEDIA_ROOT, dirs_exist_ok=True)
    assert where_it_stands() == before

    said = erase_again("--dry-run")
    assert said.count("จะลบซ้ำ") == 2  # the person, and the file about them
    assert not names_them(said)
    assert where_it_stands() == before

    keeper = Stewardship.objects.filter(name=NAME)
    keeper.update(until=None)  # the backup was made before the keeper laid it down
    with django_capture_on_commit_callbacks(execute=True):
        said = erase_again()
    assert not names_them(said)
    assert where_it_stands() == set()
    assert not [path for path in files_below(settings.MEDIA_ROOT) if path.startswith("sheets/")]
    assert "รวม 0 รายการ" in erase_again()

    # The ledger itself is lost: the tables know as much.
    noted = set(erasures.noted())
    assert len(noted) == 2
    erasures.ledger().unlink()
    assert "เติมบัญชีการลบ 2 บรรทัด" in erase_again()
    assert set(erasures.noted()) == noted
    with erasures.ledger().open("a") as file:
        file.write('{"kind": "per')  # the power failed in the middle of a line
    assert set(erasures.noted()) == noted


def test_a_number_given_again_is_another_file(saijai_file, kanya):
    key = erasures.numbered(saijai_file.pk, saijai_file.told_at)
    Nomination.objects.filter(pk=saijai_file.pk).update(told_at=timezone.now())
    erasures.add(erasures.FILE, key, timezone.now())
    assert "รวม 0 รายการ" in erase_again()


@pytest.fixture
def saijai_file(somchai):
    return factories.make_nomination(somchai, "8006")


def test_files_that_a_crash_left_behind_are_swept(malai, somchai, kanya, settings):
    visit = factories.make_visit(somchai, malai.village)
    photo = factories.make_photo(visit, shows="faces", faces=[malai])
    erasing.erase(person=malai, by=kanya, reason="เจ้าตัวขอ")  # nothing runs after the commit
    assert photo.original_path.exists()
    assert "ไฟล์ค้าง 2" in erase_again()
    assert not [path for path in files_below(settings.MEDIA_ROOT) if str(photo.uuid) in path]


def test_a_fault_half_way_changes_nothing_and_the_second_press_ends_it(planted, kanya, monkeypatch):
    before = tables()
    with monkeypatch.context() as patch:
        patch.setattr(erasing.files, "erase", lambda **about: 1 / 0)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            erasing.erase(person=planted, by=kanya, reason="เจ้าตัวขอ")
    assert tables() == before
    record = erasing.erase(person=planted, by=kanya, reason="เจ้าตัวขอ")
    assert erasing.erase(person=planted, by=kanya, reason="อีกครั้ง") == record
    assert where_it_stands() == set()
    # The record is closed, so texts and answers stand again.
    for change in (
        lambda: Revision.objects.update(title="แก้เอง"),
        lambda: PersonConsent.objects.all().delete(),
    ):
        with pytest.raises(Exception, match="written once"), transaction.atomic():
            change()


@pytest.fixture
def malai(somchai, thap_thong) -> Person:
    """A teller of a story, and no more."""
    story = factories.make_story(factories.make_visit(somchai, thap_thong), body="ป้ามาลีเล่า")
    return story.latest_revision.tellers.get().person


def test_a_current_keeper_lays_it_down_first(malai, as_kanya, kanya, thap_thong):
    keepers.appoint(village=thap_thong, name="มาลี ใจเย็น", called="ป้า", vouched="ที่ประชุม", by=kanya)
    address = f"/people/{malai.uuid}/erase/"
    page = as_kanya.get(address).content.decode()
    assert "ยังเป็นผู้ดูแลเรื่องของหมู่บ้านอยู่ จดว่าวางมือก่อน แล้วค่อยลบ" in page
    assert "เรียกคืนไม่ได้</button>" not in page
    with pytest.raises(ValidationError, match="วางมือก่อน"):
        erasing.erase(person=malai, by=kanya, reason="เจ้าตัวขอ")
    malai.refresh_from_db()
    assert malai.erased_at is None


def test_only_coordinators_of_the_district_erase_and_only_with_a_reason(
    malai, client, as_somchai, as_preeda, as_kanya
):
    far = factories.make_coordinator("far@kmnet.example", "ไกล คนละอำเภอ", district="8012")
    address = f"/people/{malai.uuid}/erase/"
    assert client.get(address).status_code == 302
    for browser in (as_somchai, as_preeda, signed_in(far)):
        assert browser.get(address).status_code == 404
        assert browser.post(address, {"reason": "x", "read": "on"}).status_code == 404
    for post in ({}, {"reason": "เจ้าตัวขอ"}, {"read": "on", "reason": " "}):
        assert as_kanya.post(address, post).status_code == 200
    assert not PersonErasure.objects.exists()


def test_a_namesake_keeps_their_own_name(somchai, kanya, thap_thong, khlong_noi):
    body = "ป้ามาลี ใจเย็นกับป้ามาลี ทองคำเล่า มาลีวรรณก็ฟัง แล้วป้ามาลีหัวเราะ"
    tellers = [("ป้า", "มาลี ใจเย็น"), ("ป้า", "มาลี ทองคำ"), ("น้อง", "มาลีวรรณ แก้วใส")]
    visit = factories.make_visit(somchai, thap_thong)
    story = factories.make_story(visit, body=body, tellers=tellers)
    there = factories.make_visit(somchai, khlong_noi)
    elsewhere = factories.make_story(there, body="มาลีที่คลองน้อย")
    person = Person.objects.get(village=thap_thong, name="มาลี ใจเย็น")
    stays = " ".join(erasing.plan(person).stays)
    assert "ชื่อเต็มของป้ามาลี ทองคำ เพราะชื่อต้นเหมือนกัน" in stays
    erasing.erase(person=person, by=kanya, reason="เจ้าตัวขอ")
    assert story.latest_revision.body == ("ชาวบ้านกับป้ามาลี ทองคำเล่า มาลีวรรณก็ฟัง แล้วชาวบ้านหัวเราะ")
    assert elsewhere.latest_revision.body == "มาลีที่คลองน้อย"


def test_another_of_the_same_first_name_loses_nothing(somchai, kanya, thap_thong):
    met = {"called": "น้า", "name": "ดำ", "does": "ตีเหล็ก", "words": "น้าดำพูด"}
    visit = factories.make_visit(somchai, thap_thong, met=[met])
    typed = {"met-0-called": ["น้า"], "met-0-name": ["ดำ"]}
    Visit.objects.update(typed=typed)
    keeper = factories.make_keeper(thap_thong, by=kanya, name="ดำ", called="น้า")
    body = "น้าดำตีเหล็ก ลุงดำดูอยู่ เหล็กสี ดำ คนชื่อดำ"
    story = factories.make_story(visit, body=body, tellers=[("น้า", "ดำ"), ("ลุง", "ดำ")])
    uncle = Person.objects.get(called="ลุง")
    found = erasing.plan(uncle)
    assert found.refusals == []  # the keeper is another, and keeps on keeping
    stays = " ".join(found.stays)
    assert "ชื่อเต็มของน้าดำ เพราะชื่อต้นเหมือนกัน" in stays
    assert "คำว่า “ดำ” ที่อยู่ลำพัง 1 ที่ เพราะเป็นคำธรรมดาด้วย" in stays
    erasing.erase(person=uncle, by=kanya, reason="เจ้าตัวขอ")
    assert story.latest_revision.body == "น้าดำตีเหล็ก ชาวบ้านดูอยู่ เหล็กสี ดำ คนชื่อชาวบ้าน"
    encounter = visit.encounters.get()
    keeper.refresh_from_db()
    assert (encounter.called, encounter.name, encounter.words) == ("น้า", "ดำ", "น้าดำพูด")
    assert keeper.spoken_name == "น้าดำ"
    assert Visit.objects.get().typed == typed


@pytest.mark.parametrize(
    ("called", "name", "before", "after"),
    [
        ("ลุง", "สมบูรณ์ ดีงาม", "ดินอุดมสมบูรณ์ อาหารสมบูรณ์ดี", "ดินอุดมสมบูรณ์ อาหารสมบูรณ์ดี"),
        ("ลุง", "สมบูรณ์ ดีงาม", "ลุงสมบูรณ์กับสมบูรณ์ ดีงาม", "XกับX"),
        ("ลุง", "สมบูรณ์ ดีงาม", "สมบูรณ์", "X"),
        ("น้า", "กัณหารี พรมทอง", "น้ากัณหารี “พรมทอง” มา", "X มา"),
        ("น้า", "กัณหารี พรมทอง", "กัณหารี-พรมทองกับกัณหารี(พรมทอง)", "XกับX"),
        ("น้า", "กัณหารี พรมทอง", "ลงชื่อ พรมทอง กัณหารี", "ลงชื่อ X"),
        ("น้า", "กัณหารี พรมทอง", "ตระกูลพรมทอง", "ตระกูลพรมทอง"),
    ],
)
def test_a_name_goes_however_it_is_joined_and_a_word_of_every_day_stays(
    called, name, before, after
):
    assert Unnaming(called, name, "X").text(before) == after


def test_the_plan_says_where_a_last_name_and_another_village_keep_it(
    somchai, kanya, thap_thong, khlong_noi
):
    visit = factories.make_visit(somchai, thap_thong, good="ตระกูลพรมทองทำนา", others="กัณหารี")
    person = factories.make_person(thap_thong, "กัณหารี พรมทอง", "น้า")
    factories.make_visit(somchai, khlong_noi, others="กัณหารี พรมทอง")
    factories.make_person(khlong_noi, "กัณหารี พรมทอง", "น้า")
    stays = " ".join(erasing.plan(person).stays)
    assert "คำว่า “พรมทอง” ที่อยู่ลำพัง" in stays
    assert "…ตระกูลพรมทองทำนา…" in stays
    assert f"ชื่อเต็มของเขาในหมู่บ้านอื่นอีก 2 ที่ ({khlong_noi.full_name})" in stays
    erasing.erase(person=person, by=kanya, reason="เจ้าตัวขอ")
    visit.refresh_from_db()
    assert (visit.good, visit.others) == ("ตระกูลพรมทองทำนา", "ชาวบ้าน")


def test_a_form_open_meanwhile_does_not_bring_the_name_back(malai, somchai, kanya, as_somchai):
    story = Story.objects.get()
    address = f"/stories/{story.number}/edit/"
    form = as_somchai.get(address).context
    post = {name: form["form"][name].value() or "" for name in ("seen", "client_uuid", "licence")}
    for prefix in ("tellers", "nuggets", "mentioned"):
        post |= {f"{prefix}-TOTAL_FORMS": "1", f"{prefix}-INITIAL_FORMS": "0"}
    post |= {"title": "แกง", "body": "ป้ามาลีเล่าต่อ", "tellers-0-called": "ป้า"}
    post |= {"tellers-0-name": "มาลี ใจเย็น", "action": "keep"}
    erasing.erase(person=malai, by=kanya, reason="เจ้าตัวขอ")
    for _ in range(2):  # pressing again is no way round either
        answer = as_somchai.post(address, post)
        page = answer.content.decode()
        assert "มีคนขอให้ลบชื่อเขาออกจากเรื่อง" in page
        assert "ป้ามาลีเล่าต่อ</textarea>" in page
        post["seen"] = str(answer.context["form"]["seen"].value())
    assert not Person.objects.remembered().exists()
    # The page opened anew is kept as ever.
    seen = as_somchai.get(address).context["form"]["seen"].value()
    anew = publishing.Written("แกง", "ชาวบ้านเล่าต่อ", [("", "ชาวบ้าน")])
    written = publishing.revise(story=story, written=anew, by=somchai, seen=seen)
    assert written == story.latest_revision


def test_what_leads_to_the_village_is_read_as_its_own(
    malai, somchai, kanya, thap_thong, khlong_noi
):
    story = factories.publish(Story.objects.get())
    asked = takedowns.ask(story=story, what="story", said_by="ลูก", told_to=somchai)
    typed = {"good": ["ป้ามาลีเล่า"], "district": ["8006"], "village": [""]}
    near = Visit.objects.create(author=somchai, typed=typed | {"tambon": [thap_thong.tambon_id]})
    far = Visit.objects.create(author=somchai, typed=typed | {"tambon": [khlong_noi.tambon_id]})
    bodies = {
        f"/takedowns/{asked.pk}/": "ชาวบ้าน",
        f"/withdrawn/{takedowns.secret_of(asked)}/": "ชาวบ้าน",
        "/takedowns/987654/": "ป้ามาลี",
    }
    Letter.objects.all().delete()
    for address in bodies:
        Letter.objects.create(to="x@kmnet.example", subject="ป้ามาลี", body=f"ดูที่ {address}")
    erasing.erase(person=malai, by=kanya, reason="เจ้าตัวขอ")
    assert list(Letter.objects.order_by("pk").values_list("subject", flat=True)) == [
        *bodies.values()
    ]
    assert [Visit.objects.get(pk=each.pk).typed["good"] for each in (near, far)] == [
        ["ชาวบ้านเล่า"],
        ["ป้ามาลีเล่า"],
    ]


def test_an_erased_file_leaves_no_name_in_visits(
    somchai, thap_thong, khlong_noi, django_capture_on_commit_callbacks
):
    met = {"called": CALLED, "name": NAME, "does": "ทำแกง", "words": f"{CANARY}ว่าอย่างนี้"}
    rows = {"met-0-called": [CALLED], "met-0-name": [NAME], "good": [f"{CANARY} {NAME}"]}
    visit = factories.make_visit(somchai, thap_thong, good=f"{WHOLE}เล่า", met=[met])
    visit.submissions.create(sha256="3" * 64, typed=rows)
    factories.make_visit(somchai, khlong_noi, others=f"มากับ{WHOLE}", good=f"{NAME}ช่วยพา")
    opened = visits.make_known(encounter=visit.encounters.get(), by=somchai)
    with django_capture_on_commit_callbacks(execute=True):
        files.erase(nomination=opened)
    assert where_it_stands() == set()
    visit.refresh_from_db()
    assert visit.good == "คนที่ได้พบเล่า"
    assert list(erasures.noted()) == [(erasures.FILE, erasures.numbered(opened.pk, opened.told_at))]


@pytest.mark.django_db(transaction=True)
def test_two_who_erase_at_once_make_one_record(thap_thong, somchai, kanya):
    story = factories.make_published(somchai, thap_thong, body="ป้ามาลีเล่า")
    person = Person.objects.get(village=thap_thong, name="มาลี ใจเย็น")
    made, start = [], threading.Barrier(2)

    def press():
        start.wait()
        made.append(erasing.erase(person=person, by=kanya, reason="เจ้าตัวขอ").pk)
        connection.close()

    presses = [threading.Thread(target=press) for _ in range(2)]
    for each in presses:
        each.start()
    for each in presses:
        each.join()
    assert made == [PersonErasure.objects.get().pk] * 2
    assert Story.objects.get(pk=story.pk).shown.body == "ชาวบ้านเล่า"
