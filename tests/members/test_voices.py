"""Voices: a villager's and a peer's from another district, asked for and heard with care."""

import datetime
import threading

import pytest
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from members import files, voices
from members.models import Letter, Voice, VoiceContact
from tests import factories
from villages.models import District

SAID = {"words": "ครูพาเด็กมาช่วยเก็บขยะริมคลอง", "feeling": "glad"}


def opens(secret: str) -> bool:
    try:
        voices.open_link(secret)
    except voices.VoiceLinkDoesNotOpen:
        return False
    return True


def refused(deed, /, **about) -> list[str]:
    """The fields that a deed complains of."""
    with pytest.raises(ValidationError) as error:
        deed(**about)
    return sorted(error.value.message_dict)


@pytest.fixture
def voice(bare, nuan) -> Voice:
    """ป้าแมว, asked and not heard yet."""
    return factories.ask_voice(bare, nuan, contact="081 234 5678")


# Asking


def test_asking_makes_a_link_of_three_weeks_and_notes_who_asked(voice, nuan):
    assert opens(voice.secret)
    assert voice.expires_at - voice.asked_at == datetime.timedelta(days=21)
    assert [(each.by, each.words) for each in voice.contacts.all()] == [(nuan, "ขอเสียง")]


def test_a_peer_comes_from_another_district(bare, nuan):
    assert refused(
        factories.ask_voice,
        nomination=bare,
        by=nuan,
        kind="peer",
        district=District.objects.get(code="8006"),
    ) == ["district"]
    assert refused(factories.ask_voice, nomination=bare, by=nuan, kind="peer", district=None) == [
        "district"
    ]
    assert not Voice.objects.exists()
    assert factories.ask_voice(bare, nuan, "peer").district_id == "8008"


def test_the_database_wants_to_know_where_a_peer_comes_from(voice):
    with pytest.raises(IntegrityError, match="peer_says_where_from"), transaction.atomic():
        Voice.objects.filter(pk=voice.pk).update(kind="peer")


@pytest.mark.parametrize("name", ["", "  ", "วันดี มีน้ำใจ", "วันดี   มีน้ำใจ"])
def test_nobody_is_their_own_voice_and_a_voice_has_a_name(bare, nuan, name):
    assert refused(factories.ask_voice, nomination=bare, by=nuan, name=name) == ["name"]


# By link


def test_a_villager_answers_by_link_without_an_account(client, voice):
    address = f"/voices/{voice.secret}/"
    page = client.get(address)
    words = page.content.decode()
    assert page.status_code == 200
    assert ("ป้าแมว ใจเย็น" in words, "ครูวันดี มีน้ำใจ" in words) == (True, True)
    assert page["Referrer-Policy"] == "same-origin"
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in page["Cache-Control"]
    assert "081 234 5678" not in words
    answer = client.post(address, SAID)
    assert "ขอบคุณที่เล่าให้ฟัง" in answer.content.decode()
    voice.refresh_from_db()
    assert (voice.words, voice.feeling, voice.how, voice.taken_by) == (
        SAID["words"],
        "glad",
        "link",
        None,
    )
    assert voice.heard_at is not None


@pytest.mark.parametrize(("missing", "sentence"), [
    ("words", "ยังไม่ได้เล่าว่าเคยเห็นเขาทำอะไร"),
    ("feeling", "ยังไม่ได้เลือกว่าคิดอย่างไร"),
])  # fmt: skip
def test_half_an_answer_comes_back_with_what_was_typed(client, voice, missing, sentence):
    page = client.post(f"/voices/{voice.secret}/", SAID | {missing: ""}).content.decode()
    assert sentence in page
    if missing == "feeling":
        assert f"{SAID['words']}</textarea>" in page
    else:
        assert 'value="glad"' in page.split("checked")[0].rsplit("<input", 1)[1]
    assert opens(voice.secret)


def test_the_page_of_a_voice_tells_nothing_of_the_file(client, voice, bare, somchai):
    factories.make_evidence(bare, somchai, what="หลักฐานลับ")
    page = client.get(f"/voices/{voice.secret}/").content.decode()
    for hidden in ("หลักฐานลับ", "สอนเด็กทำปุ๋ย", "สมชาย", "somchai@"):
        assert hidden not in page


def answered(voice, by):
    voices.hear_by_link(voice=voice, **SAID)


def expired(voice, by):
    Voice.objects.filter(pk=voice.pk).update(expires_at=timezone.now())


def replaced(voice, by):
    voices.replace(voice=voice, by=by, name="เอื้อน ทองดี")


def renewed(voice, by):
    voices.renew(voice=voice, by=by)


def erased(voice, by):
    files.erase(nomination=voice.nomination)


@pytest.mark.parametrize("ended", [answered, expired, replaced, renewed, erased])
def test_a_link_that_ended_gets_the_same_kind_page_as_one_that_never_was(
    client, voice, nuan, ended
):
    secret, nonce = voice.secret, voice.nonce
    signed = signing.Signer(salt="members.voice", sep=".").sign("0" * 16)
    never = client.get(f"/voices/{signed}/")
    ended(voice, nuan)
    pages = [client.get(f"/voices/{secret}/"), client.post(f"/voices/{secret}/", SAID), never]
    for guess in (nonce, f"{nonce}.x", secret[:-1], secret.replace(".", "-")):
        pages.append(client.get(f"/voices/{guess}/"))
    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1
    words = pages[0].content.decode()
    assert "ลิงก์นี้ใช้ไม่ได้แล้ว" in words
    for hidden in ("วันดี", "แมว", "เชียรใหญ่"):
        assert hidden not in words
    assert {page["Referrer-Policy"] for page in pages} == {"same-origin"}
    if ended not in (answered, erased):
        voice.refresh_from_db()
        assert voice.words == ""


def test_another_kind_of_secret_opens_no_voice(voice, bare, malee):
    for salt in ("members.file", "members.invitation", "villages.keeper"):
        assert not opens(signing.Signer(salt=salt, sep=".").sign(voice.nonce))
    assert not opens(bare.file_secret)
    assert not opens(malee.links.get().secret)


def test_a_renewed_link_opens_for_three_more_weeks_and_kills_the_old(voice, nuan):
    old = voice.secret
    Voice.objects.filter(pk=voice.pk).update(expires_at=timezone.now())
    new = voices.renew(voice=voice, by=nuan)
    assert (opens(old), opens(new.secret)) == (False, True)
    assert new.expires_at > timezone.now() + datetime.timedelta(days=20)
    assert [each.words for each in voice.contacts.all()] == ["ขอเสียง", "ทำลิงก์ใหม่"]


def test_somebody_else_may_be_asked_instead(voice, nuan, bare):
    other = voices.replace(voice=voice, by=nuan, name="เอื้อน ทองดี", called="ผู้ใหญ่")
    voice.refresh_from_db()
    assert voice.replaced_at is not None
    assert (other.kind, other.spoken_name, opens(other.secret)) == (
        "villager",
        "ผู้ใหญ่เอื้อน ทองดี",
        True,
    )
    assert [(each.words, each.by) for each in voice.contacts.all()] == [
        ("ขอเสียง", nuan),
        ("เปลี่ยนไปขอผู้ใหญ่เอื้อน ทองดีแทน", nuan),
    ]
    assert list(bare.voices.asked()) == [other]
    for deed in (voices.renew, voices.replace):
        more = {"name": "อีกคน"} if deed is voices.replace else {}
        with pytest.raises(ValidationError, match="เปลี่ยนไปขอคนอื่นแทนแล้ว"):
            deed(voice=voice, by=nuan, **more)


def test_a_replacement_without_a_name_leaves_the_first_link_alive(voice, nuan):
    assert refused(voices.replace, voice=voice, by=nuan, name=" ") == ["name"]
    assert opens(voice.secret)
    assert VoiceContact.objects.count() == 1


# Taken down


def test_a_voice_by_phone_needs_somebody_who_listened_too(voice, nuan):
    about = {"voice": voice, "by": nuan, **SAID}
    assert refused(voices.take_down, how="phone", **about) == ["witness"]
    assert refused(voices.take_down, how="link", **about) == ["how"]
    kept = voices.take_down(how="phone", witness="ครูสายใจ", **about)
    assert (kept.how, kept.witness, kept.taken_by) == ("phone", "ครูสายใจ", nuan)
    assert not opens(voice.secret)


def test_the_database_wants_writer_and_witness_too(voice, nuan):
    told = {"heard_at": timezone.now(), "words": "ก"}
    for wrong in (
        told | {"how": "phone", "taken_by": nuan},
        told | {"how": "in_person"},
        told | {"how": ""},
        {"heard_at": timezone.now()},
        {"words": "ก"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Voice.objects.filter(pk=voice.pk).update(**wrong)


def test_a_voice_that_was_heard_is_not_taken_down_again(voice, nuan):
    answered(voice, nuan)
    with pytest.raises(ValidationError, match="ได้ฟังเสียงนี้แล้ว"):
        voices.take_down(voice=voice, by=nuan, how="in_person", words="ทับ", feeling="unsure")
    with pytest.raises(voices.VoiceLinkDoesNotOpen):
        voices.hear_by_link(voice=voice, words="ทับ", feeling="unsure")
    voice.refresh_from_db()
    assert voice.words == SAID["words"]


# In the file


def test_the_file_asks_takes_down_renews_and_replaces(as_nuan, bare):
    file = f"/admin/members/nomination/{bare.pk}/"
    asked = {"voice-kind": "villager", "voice-name": "แมว ใจเย็น", "voice-called": "ป้า"}
    assert as_nuan.post(f"{file}voice/", asked)["Location"] == f"{file}file/"
    voice = bare.voices.get()
    page = as_nuan.get(f"{file}file/").content.decode()
    assert f"http://testserver/voices/{voice.secret}/" in page
    as_nuan.post(f"{file}voices/{voice.pk}/renew/")
    assert not opens(voice.secret)
    fields = {f"v{voice.pk}-name": "เอื้อน ทองดี", f"v{voice.pk}-called": "ผู้ใหญ่"}
    as_nuan.post(f"{file}voices/{voice.pk}/replace/", fields)
    other = bare.voices.asked().get()
    fields = {f"v{other.pk}-{name}": value for name, value in (SAID | {"how": "in_person"}).items()}
    as_nuan.post(f"{file}voices/{other.pk}/take-down/", fields)
    other.refresh_from_db()
    assert (other.spoken_name, other.words, other.how) == (
        "ผู้ใหญ่เอื้อน ทองดี",
        SAID["words"],
        "in_person",
    )
    page = as_nuan.get(f"{file}file/").content.decode()
    assert "เปลี่ยนคนแล้ว" in page
    assert SAID["words"] in page
    assert "/voices/" not in page.split("<h2>เสียง</h2>")[1].split("<h2>")[0].replace(file, "")


def test_a_voice_form_with_something_wrong_keeps_what_was_typed(as_nuan, voice, bare):
    file = f"/admin/members/nomination/{bare.pk}/"
    typed = {
        "voice-kind": "peer",
        "voice-name": "นก ต่างถิ่น",
        "voice-contact": "ท่าศาลา",
        "voice-district": "8006",
    }
    page = as_nuan.post(f"{file}voice/", typed).content.decode()
    assert "เสียงเพื่อนต้องมาจากอำเภออื่น" in page
    assert ('value="นก ต่างถิ่น"' in page, 'value="ท่าศาลา"' in page) == (True, True)
    fields = {f"v{voice.pk}-{name}": value for name, value in (SAID | {"how": "phone"}).items()}
    page = as_nuan.post(f"{file}voices/{voice.pk}/take-down/", fields).content.decode()
    assert "ฟังทางโทรศัพท์ต้องมีอีกคนฟังด้วย" in page
    assert f"{SAID['words']}</textarea>" in page


def test_a_voice_of_another_file_or_district_is_not_touched(as_nuan, as_orn, voice, somchai):
    other = factories.make_nomination(somchai, "8006", name="อีกคน หนึ่ง")
    for client, pk, deed in (
        (as_orn, voice.nomination_id, "renew"),
        (as_nuan, other.pk, "renew"),
        (as_nuan, voice.nomination_id, "forget"),
    ):
        address = f"/admin/members/nomination/{pk}/voices/{voice.pk}/{deed}/"
        assert client.post(address).status_code == 404
    assert opens(voice.secret)


def test_the_contact_of_a_voice_stands_on_no_page(as_nuan, voice, bare):
    page = as_nuan.get(f"/admin/members/nomination/{bare.pk}/file/").content.decode()
    assert "081 234 5678" not in page


def test_too_many_guesses_get_a_thai_page(client, places):
    answers = [client.post("/voices/guess.guess/") for _ in range(21)]
    assert [each.status_code for each in answers[:20]] == [404] * 20
    assert answers[20].status_code == 429
    assert "มีการลองถี่ไปหน่อย" in answers[20].content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_windows_of_one_link_sent_at_once_leave_one_answer(voice):
    start, answers = threading.Barrier(2), []

    def send(words: str) -> None:
        try:
            client = Client()
            start.wait()
            answer = client.post(f"/voices/{voice.secret}/", SAID | {"words": words})
            answers.append((answer.status_code, words))
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(words,)) for words in ("หนึ่ง", "สอง")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(status for status, _ in answers) == [200, 404]
    voice.refresh_from_db()
    assert (200, voice.words) in answers
    assert not Letter.objects.exists()
