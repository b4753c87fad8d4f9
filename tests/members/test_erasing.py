"""Files of people not invited end a year after the last word; a record stays, and no word of it."""

import datetime
import io

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from members import files, screening, telling, tending, voices
from members.models import (
    Decision,
    Erasure,
    Event,
    Evidence,
    Letter,
    Nomination,
    PublicTelling,
    Telling,
    Voice,
)
from members.models.nominations import month_ahead
from tests import factories

CANARY = "กะรางหัวหงอก"
CONTACT = "canary@kmnet.example"


def erase_files(*options) -> list[str]:
    out = io.StringIO()
    call_command("erase_files", *options, stdout=out)
    return out.getvalue().splitlines()


def silent_for(nomination: Nomination, days: int) -> None:
    """Put every word of a file that many days into the past."""
    then = timezone.now() - datetime.timedelta(days=days)
    Nomination.objects.filter(pk=nomination.pk).update(waits_since=then, told_at=then)
    for rows in (nomination.tellings, nomination.evidence, nomination.replies):
        rows.update(at=then)
    nomination.voices.update(asked_at=then)
    nomination.voices.exclude(heard_at=None).update(heard_at=then)
    nomination.invitations.update(sent_at=then)


def due() -> list[Nomination]:
    return list(files.due_for_erasure())


def where_it_stands(*words: str) -> set[str]:
    """Every column of every table in which one of these words stands, as table.column."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public'"
        )
        columns = cursor.fetchall()
        found = set()
        for table, column in columns:
            for word in words:
                cursor.execute(
                    f'SELECT 1 FROM "{table}" WHERE "{column}"::text ILIKE %s LIMIT 1',
                    [f"%{word}%"],
                )
                if cursor.fetchone():
                    found.add(f"{table}.{column}")
    return found


@pytest.fixture
def planted(client, as_kanya, kanya, suda, somchai, wichai, nuan) -> Nomination:
    """A file in which the canary stands wherever words can stand; invited once, and silent since."""
    told = factories.make_public_telling(
        name=f"นก {CANARY}",
        words=f"เห็น{CANARY}ช่วยคน",
        agency_words=f"กลุ่ม{CANARY}",
        met_place=f"ดง{CANARY}",
        teller_name=f"ป้า{CANARY}",
        contact=CONTACT,
    )
    first = telling.take_up(telling=told, by=kanya)
    screening_words = {"what": f"{CANARY}ทำ", "place": CANARY, "who_benefited": CANARY}
    factories.make_evidence(first, somchai, 1, who_says=CANARY, **screening_words)
    voice = factories.ask_voice(first, nuan, name=CANARY, called="ลุง", contact=CONTACT)
    voices.hear_by_link(voice=voice, words=f"รู้จัก{CANARY}", feeling="unsure")
    waiting = factories.ask_voice(first, nuan, "peer", name=f"เพื่อน{CANARY}")
    tending.remind_voices(timezone.now() + datetime.timedelta(days=15))
    voices.replace(voice=waiting, by=nuan, name=f"อีกคน{CANARY}", contact=CONTACT)
    telling.declare_relation(nomination=first, user=wichai, words=f"น้าของ{CANARY}", by=kanya)
    again = factories.make_nomination(
        somchai, "8006", name=f"นก  {CANARY}", words=f"{CANARY}อีกครั้ง", agency_words=f"กลุ่ม{CANARY}"
    )
    telling.join(nomination=again, into=first, by=kanya)
    opened = files.open_for_person(nomination=first, by=kanya)
    client.post(f"/files/{opened.file_secret}/", {"words": f"ฉันคือ{CANARY}"})
    change = {"called": "พี่", "name": f"นกน้อย {CANARY}", "title": CANARY, "agency_words": CANARY}
    as_kanya.post(f"/admin/members/nomination/{first.pk}/change/", change)
    factories.invite(first, kanya, suda, email=CONTACT)
    tending.lay_silent_invitations(timezone.now() + datetime.timedelta(days=31))
    first.refresh_from_db()
    assert (first.state, first.name) == ("lapsed", f"นกน้อย {CANARY}")
    return first


def test_no_word_of_an_erased_file_is_left_in_any_table(planted, somchai):
    before = where_it_stands(CANARY, CONTACT)
    assert len(before) > 25
    history = list(Event.objects.filter(nomination_id=planted.pk).values_list("who", "what"))

    record = files.erase(nomination=planted)

    assert where_it_stands(CANARY, CONTACT) == set()
    planted.refresh_from_db()
    assert (planted.state, planted.name, planted.district_id) == ("erased", "ลบแฟ้มแล้ว", "8006")
    assert record.nomination == planted
    assert record.counts == {
        "letters": 4,
        "tellings": 2,
        "evidence": 1,
        "contacts": 6,
        "voices": 3,
        "decisions": 2,
        "invitations": 1,
        "relations": 1,
        "replies": 1,
        "public_tellings": 1,
    }
    assert Erasure.objects.count() == 2  # the file that joined went along
    events = Event.objects.filter(nomination_id=planted.pk)
    assert list(events.values_list("who", "what"))[: len(history)] == history
    assert set(events.values_list("was", "became", "why")) == {("", "", "")}
    assert events.last().what in ("ลบแฟ้ม", "เปลี่ยนสถานะ")


def test_what_others_are_told_of_stays(planted, saijai):
    files.erase(nomination=planted)
    assert saijai.tellings.count() == 1
    assert saijai.evidence.count() == 4
    assert saijai.voices.count() == 2
    assert not Event.objects.filter(nomination_id=saijai.pk, became="", what="เปิดแฟ้ม").exists()


# When


def test_a_file_ends_after_a_whole_year_of_silence(saijai):
    silent_for(saijai, 364)
    assert due() == []
    silent_for(saijai, 366)
    assert due() == [saijai]


@pytest.mark.parametrize("kind", ["telling", "evidence", "asked", "heard", "reply"])
def test_one_word_within_the_year_keeps_the_file(saijai, kanya, kind):
    silent_for(saijai, 400)
    now = timezone.now()
    if kind == "telling":
        Telling.objects.update(at=now)
    elif kind == "evidence":
        Evidence.objects.filter(criterion__position=1).update(at=now)
    elif kind == "asked":
        Voice.objects.filter(kind="peer").update(asked_at=now)
    elif kind == "heard":
        Voice.objects.filter(kind="peer").update(heard_at=now)
    else:
        files.reply(nomination=saijai, words="ยังอยู่")
    assert due() == []


def test_a_decision_within_the_year_keeps_the_file(saijai, kanya):
    silent_for(saijai, 400)
    factories_now = timezone.now()
    Decision.objects.create(
        nomination=saijai, answer="invite", reason="เห็นมา", by=kanya, at=factories_now
    )
    assert due() == []


def test_whoever_is_walked_with_until_a_month_to_come_is_kept_until_then(saijai, kanya, somchai):
    long_ago = timezone.now() - datetime.timedelta(days=400)
    for month, kept in ((month_ahead(1), True), (factories.days_ago(1), False)):
        screening.decide(
            nomination=saijai,
            answer="not_yet",
            reason="ยังไม่เคยไปด้วยกัน",
            by=kanya,
            seen=saijai.decisions.count(),
            companion=somchai,
            look_again_on=month,
            now=long_ago,
        )
        silent_for(saijai, 400)
        assert due() == ([] if kept else [saijai])


def test_whoever_was_invited_or_walks_with_us_is_never_erased(saijai, bare, kanya, suda):
    factories.invite(saijai, kanya, suda)
    factories.accept(factories.invite(bare, kanya, suda, email="wandi@kmnet.example"))
    years = timezone.now() + datetime.timedelta(days=3000)
    assert list(files.due_for_erasure(years)) == []
    for nomination in (saijai, bare):
        with pytest.raises(ValidationError, match="แฟ้มนี้ลบไม่ได้"):
            files.erase(nomination=nomination)
    assert not Erasure.objects.exists()


def test_a_file_that_joined_another_waits_for_it(somchai, wichai, kanya, suda):
    into = factories.make_nomination(somchai, "8006")
    joining = factories.make_nomination(wichai, "8006")
    telling.join(nomination=joining, into=into, by=kanya)
    silent_for(joining, 400)
    assert due() == []
    silent_for(into, 400)
    assert due() == [into]
    assert erase_files()[-1] == "รวม 1 แฟ้ม กับคำเล่าจากหน้าเว็บ 0 เรื่อง"
    assert set(Nomination.objects.values_list("state", "name")) == {("erased", "ลบแฟ้มแล้ว")}


# The command


def test_a_dry_run_says_what_would_go_and_changes_nothing(saijai, bare):
    silent_for(saijai, 400)
    old_web_words(400)
    before = [list(model.objects.order_by("pk").values()) for model in (Nomination, Telling, Event)]
    assert erase_files("--dry-run") == [
        f"จะลบ แฟ้มเลขที่ {saijai.pk} อำเภอเชียรใหญ่",
        "รวม 1 แฟ้ม กับคำเล่าจากหน้าเว็บ 1 เรื่อง",
    ]
    after = [list(model.objects.order_by("pk").values()) for model in (Nomination, Telling, Event)]
    assert after == before
    assert (PublicTelling.objects.count(), Erasure.objects.count()) == (1, 0)


def test_the_command_erases_what_is_due_and_names_nobody(saijai, bare, as_kanya):
    silent_for(saijai, 400)
    lines = erase_files()
    assert len(lines) == 2
    assert lines[0].startswith(f"ลบแล้ว แฟ้มเลขที่ {saijai.pk} อำเภอเชียรใหญ่")
    assert "สายใจ" not in "\n".join(lines)
    assert [each.state for each in Nomination.objects.order_by("pk")] == ["erased", "waiting"]
    assert bare.tellings.count() == 1
    assert erase_files() == ["รวม 0 แฟ้ม กับคำเล่าจากหน้าเว็บ 0 เรื่อง"]
    record = Erasure.objects.get()
    assert record.counts["tellings"] == 1
    assert as_kanya.get(f"/admin/members/erasure/{record.pk}/change/").status_code == 200
    assert as_kanya.get(f"/admin/members/nomination/{saijai.pk}/file/").status_code == 404


def old_web_words(days: int, **more) -> PublicTelling:
    told = factories.make_public_telling(name=f"นก {CANARY}", contact=CONTACT, **more)
    then = timezone.now() - datetime.timedelta(days=days)
    PublicTelling.objects.filter(pk=told.pk).update(came_at=then)
    return told


def test_web_words_that_opened_no_file_end_after_a_year_too(somchai, nuan, as_kanya, as_nuan):
    old_web_words(400)
    met = old_web_words(400, asks_to_join=True)
    telling.introduce(telling=met, partner=somchai, by=nuan)
    PublicTelling.objects.filter(pk=met.pk).update(
        handled_at=timezone.now() - datetime.timedelta(days=390)
    )
    recent = factories.make_public_telling(name="มาใหม่ เมื่อวาน")
    taken_up = old_web_words(10)
    telling.set_aside(telling=taken_up, by=nuan)
    PublicTelling.objects.filter(pk=taken_up.pk).update(name="วางไว้ เมื่อวาน", contact="-")
    assert erase_files()[-1] == "รวม 0 แฟ้ม กับคำเล่าจากหน้าเว็บ 2 เรื่อง"
    assert where_it_stands(CANARY, CONTACT) == set()
    assert set(PublicTelling.objects.all()) == {recent, taken_up}
    record = Erasure.objects.get()
    assert (record.nomination, record.counts) == (None, {"letters": 1, "public_tellings": 2})
    assert not Letter.objects.exists()
    for client in (as_kanya, as_nuan):
        assert client.get("/admin/members/erasure/").status_code == 200
    erase_files()
    assert Erasure.objects.count() == 1
