"""Fairness: whoever a file is about may read it and answer it, without the names of who spoke."""

import pytest
from django.core import signing
from django.utils import timezone

from members import files, screening
from members.models import FileReply, Nomination
from members.models.nominations import month_ahead
from tests import factories


@pytest.fixture
def opened(saijai, kanya, somchai) -> Nomination:
    """ครูสายใจ's file, decided on once, with evidence against, opened to her."""
    factories.make_evidence(
        saijai,
        kanya,
        3,
        direction="against",
        what="เคยตัดบทชาวบ้านในเวที",
        day=factories.days_ago(8),
        who_says="ลุงชม คมขำ",
        who_benefited="เด็กหญิงดาวเรือง",
    )
    factories.make_voice(saijai, kanya, "villager", name="เอื้อน ทองดี", called="ผู้ใหญ่")
    screening.decide(
        nomination=saijai,
        answer="not_yet",
        reason="อยากชวนไปลงพื้นที่ด้วยกันก่อน",
        by=kanya,
        seen=0,
        companion=somchai,
        look_again_on=month_ahead(1),
    )
    return files.open_for_person(nomination=saijai, by=kanya)


def page(client, nomination):
    return client.get(f"/files/{nomination.file_secret}/")


def test_the_link_opens_everything_that_was_said_without_who_said_it(client, opened):
    answer = page(client, opened)
    words = answer.content.decode()
    assert answer.status_code == 200
    for said in (
        "แฟ้มของครูสายใจ รักเรียน",
        "สอนเด็กทำปุ๋ยทุกเย็นวันศุกร์มาสองปี",
        "เห็นกับตาเรื่องที่ 1",
        "เคยตัดบทชาวบ้านในเวที",
        "ยังน่าห่วง",
        "เคยทำงานด้วยกัน (villager)",
        "เคยทำงานด้วยกัน (peer)",
        "ยังไม่ใช่ตอนนี้",
        "อยากชวนไปลงพื้นที่ด้วยกันก่อน",
    ):
        assert said in words
    for name in ("สมชาย", "กันยา", "แมว", "นก ต่างถิ่น", "เอื้อน", "ลุงชม", "ท่าศาลา", "ดาวเรือง"):
        assert name not in words
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer["Cache-Control"]


def test_a_file_that_was_not_opened_or_is_past_its_day_or_was_reopened_stays_shut(
    client, opened, bare, kanya
):
    secret = opened.file_secret
    assert page(client, bare).status_code == 404
    files.open_for_person(nomination=opened, by=kanya)
    old = client.get(f"/files/{secret}/")
    opened.refresh_from_db()
    assert page(client, opened).status_code == 200
    Nomination.objects.filter(pk=opened.pk).update(file_open_until=timezone.now())
    expired = page(client, opened)
    guesses = [
        opened.file_nonce,
        opened.file_secret[:-1],
        signing.Signer(salt="members.voice", sep=".").sign(opened.file_nonce),
    ]
    shut = [old, expired, *(client.get(f"/files/{guess}/") for guess in guesses)]
    shut.append(client.post(f"/files/{opened.file_secret}/", {"words": "แอบตอบ"}))
    assert {each.status_code for each in shut} == {404}
    assert {each.content for each in shut} == {expired.content}
    assert "สายใจ" not in expired.content.decode()
    assert not FileReply.objects.exists()


def test_it_opens_for_thirty_days(opened):
    assert (timezone.localdate(opened.file_open_until) - timezone.localdate()).days == 30


def test_the_person_answers_and_the_words_stay_in_the_file(client, as_kanya, opened):
    address = f"/files/{opened.file_secret}/"
    empty = client.post(address, {"words": "  "})
    assert empty.status_code == 200
    assert "ยังไม่ได้เขียนอะไร" in empty.content.decode()
    assert client.post(address, {"words": "วันนั้นรีบไปรับลูก ขอโทษจริงๆ"})["Location"] == address
    assert client.post(address, {"words": "ขอบคุณที่เล่าตรงๆ"}).status_code == 302
    for where in (
        client.get(address),
        as_kanya.get(f"/admin/members/nomination/{opened.pk}/file/"),
    ):
        words = where.content.decode()
        assert "วันนั้นรีบไปรับลูก ขอโทษจริงๆ" in words
        assert "ขอบคุณที่เล่าตรงๆ" in words


def test_an_answer_too_long_comes_back_whole(client, opened):
    long = "ก" * 5001
    words = client.post(f"/files/{opened.file_secret}/", {"words": long}).content.decode()
    assert f"{long}</textarea>" in words
    assert not FileReply.objects.exists()


def test_the_desk_opens_the_file_and_shows_the_link_to_hand_over(as_nuan, as_orn, bare, client):
    address = f"/admin/members/nomination/{bare.pk}/"
    assert as_orn.post(f"{address}open/").status_code == 404
    assert as_nuan.post(f"{address}open/")["Location"] == f"{address}file/"
    bare.refresh_from_db()
    link = f"http://testserver/files/{bare.file_secret}/"
    assert link in as_nuan.get(f"{address}file/").content.decode()
    assert client.get(link).status_code == 200


def test_an_erased_file_opens_to_nobody(client, bare, kanya):
    opened = files.open_for_person(nomination=bare, by=kanya)
    files.erase(nomination=opened)
    Nomination.objects.filter(pk=bare.pk).update(file_open_until=timezone.now() + files.KEEP)
    assert page(client, opened).status_code == 404
