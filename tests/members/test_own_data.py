"""A partner takes their own data along, and may have the account ended; nothing of others goes out."""

import io
import json
import re
import zipfile

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command

from kmnet import erasures
from members import own_data, postings
from members.models import Letter, User
from stories.models import Person
from tests import factories
from tests.conftest import signed_in
from tests.factories import PASSWORD
from villages.models import District

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_ledger(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"


@pytest.fixture
def busy(somchai, wichai, kanya, thap_thong):
    """somchai with something of everything, beside others' private words."""
    User.objects.filter(pk=somchai.pk).update(phone="0891112222")
    wichai.phone = "0893334444"
    wichai.save()
    met = {
        "called": "ลุง",
        "name": "เสงี่ยม ลับเฉพาะ",
        "does": "",
        "agency_words": "",
        "words": "กระซิบ",
    }
    visit = factories.make_visit(
        somchai, thap_thong, photos_of=("teal",), good="ลุงเสงี่ยม ลับเฉพาะสานเสื่อ", met=[met]
    )
    factories.publish(factories.make_story(visit, body="ลุงเสงี่ยม ลับเฉพาะกับป้ามาลี"))
    uncle = factories.make_person(thap_thong, "เสงี่ยม ลับเฉพาะ", "ลุง")
    Person.objects.filter(pk=uncle.pk).update(contact="0895556666")
    file = factories.make_nomination(somchai, "8006", words="เห็นเขาสอนเด็ก")
    factories.make_evidence(file, wichai, what="คำของวิชัยคนเดียว")
    Letter.objects.create(to=somchai.email, subject="ถึงสมชาย", body="ขอบคุณ")
    Letter.objects.create(to=wichai.email, subject="ถึงวิชัย", body="ความลับ")
    somchai.refresh_from_db()
    return somchai


def opened(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_copy_holds_ones_own_and_nothing_private_of_others(busy):
    files = opened(own_data.copy_of(busy).read())
    page, data = files["index.html"].decode(), json.loads(files["data.json"])
    photos = [name for name in files if name.startswith("photos/")]
    assert len(photos) == 1
    assert files[photos[0]][:2] == b"\xff\xd8"
    assert (data["schema"], data["of"]) == (1, "น้องสมชาย ใจดี")
    assert [part["title"] for part in data["parts"]] == [
        "บัญชี",
        "ที่ทำงาน",
        "หน้าที่ในเครือข่าย",
        "คำที่เล่าถึงคนที่ได้พบ",
        "จดหมายถึงฉัน",
        "การลงพื้นที่ที่ฉันเล่า",
        "รูปที่ฉันส่ง",
        "เรื่องที่ฉันจด",
        "แรงหนุนที่อาสาไว้",
    ]
    own = ("somchai@kmnet.example", "0891112222", "เห็นเขาสอนเด็ก", "ถึงสมชาย", "ชาวบ้านสานเสื่อ")
    for words in (*own, "ชาวบ้านกับป้ามาลี", "เครื่องแกงของป้า"):
        assert words in page, words
    everything = b"".join(files.values()).decode(errors="ignore")
    others = ("เสงี่ยม", "กระซิบ", "0893334444", "0895556666", "คำของวิชัย", "ความลับ", "wichai@")
    assert [words for words in others if words in everything] == []
    assert busy.password not in everything
    assert not re.search(r"<script|https?://", page)


def test_the_copy_asks_for_the_password_once_more(busy, client):
    assert client.get("/me/data.zip").status_code == 302
    client.post("/accounts/login/", {"login": busy.email, "password": PASSWORD})
    assert "/reauthenticate/" in client.get("/me/data.zip")["Location"]
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    answer = client.get("/me/data.zip")
    assert answer.headers["Content-Type"] == "application/zip"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "index.html" in opened(b"".join(answer.streaming_content))


def test_whoever_asks_sees_what_goes_and_a_coordinator_is_told(
    busy, kanya, django_capture_on_commit_callbacks
):
    browser = signed_in(busy)
    page = browser.get("/me/erase/").content.decode()
    assert "อีเมล รหัสผ่าน เบอร์โทร" in page
    assert "ชื่อ “น้องสมชาย ใจดี” ในฐานะคนจดเรื่อง" in page
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            assert browser.post("/me/erase/")["Location"] == "/me/"
    letter = Letter.objects.get(to=kanya.email)
    assert letter.subject == "น้องสมชาย ใจดีขอให้ลบบัญชี"
    assert f"/partners/{busy.pk}/erase/" in mail.outbox[-1].body
    assert User.objects.get(pk=busy.pk).is_active


def test_an_account_ends_and_the_author_stays(
    busy, kanya, as_kanya, client, django_capture_on_commit_callbacks
):
    browser = signed_in(busy)
    browser.get("/me/")
    postings.begin_duty(
        user=busy, kind="connector", district=District.objects.get(code="8006"),
        begins=factories.days_ago(9),
    )  # fmt: skip
    address = f"/partners/{busy.pk}/erase/"
    assert "ลบบัญชีของน้องสมชาย ใจดี" in as_kanya.get(address).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert as_kanya.post(address).status_code == 302
    busy.refresh_from_db()
    assert (busy.email, busy.phone, busy.roles) == (f"{busy.pk}@erased.invalid", "", [])
    assert (busy.is_active, busy.has_usable_password(), busy.name) == (False, False, "สมชาย ใจดี")
    assert not EmailAddress.objects.filter(user=busy).exists()
    assert not Letter.objects.filter(to="somchai@kmnet.example").exists()
    assert not busy.duties.filter(ends=None).exists()
    assert browser.get("/me/").status_code == 302
    assert str(busy.pk) not in [
        session.get_decoded().get("_auth_user_id") for session in Session.objects.all()
    ]
    story = busy.stories.get()
    assert "น้องสมชาย ใจดี" in client.get(f"/stories/{story.pk}/").content.decode()
    assert "บัญชีนี้ลบแล้ว" in as_kanya.get(address).content.decode()
    assert own_data.erase_account(user=busy, by=kanya) == busy  # twice is once

    # A backup brings the account back: the ledger ends it again.
    User.objects.filter(pk=busy.pk).update(email="somchai@kmnet.example", is_active=True)
    out = io.StringIO()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("erase_again", stdout=out)
    assert "รวม 1 รายการ" in out.getvalue()
    busy.refresh_from_db()
    assert not busy.is_active
    assert {kind for kind, _ in erasures.noted()} == {"account"}


def test_nobody_ends_an_account_but_another_coordinator_of_the_province(
    busy, kanya, as_kanya, as_preeda, client
):
    district = factories.make_coordinator("near@kmnet.example", "ใกล้ ในอำเภอ", district="8006")
    for browser in (as_preeda, signed_in(district), signed_in(busy)):
        assert browser.post(f"/partners/{busy.pk}/erase/").status_code == 404
    assert as_kanya.post(f"/partners/{kanya.pk}/erase/").status_code == 404
    with pytest.raises(ValidationError):
        own_data.erase_account(user=kanya, by=kanya)
    assert "ยังไม่มีผู้ประสานงานจังหวัดคนอื่น" in as_kanya.post("/me/erase/").content.decode()
