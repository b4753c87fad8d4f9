"""The history writes itself, stands as it was written, and outlives the accounts in it."""

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, transaction

from members import files, screening, telling, tending, voices
from members.history import acting
from members.models import Decision, Event, Invitation, Nomination
from members.models.nominations import month_ahead
from tests import factories
from villages.models import District

SOMCHAI, KANYA, SUDA, NUAN = (
    "น้องสมชาย ใจดี",
    "พี่กันยา มองไกล",
    "ป้าสุดา มองกว้าง",
    "น้านวล ทุ่งกว้าง",
)


def story(nomination) -> list[tuple]:
    """Everything that happened to a file: (who, what, from, to, why)."""
    events = Event.objects.filter(nomination_id=nomination.pk)
    return list(events.values_list("who", "what", "was", "became", "why"))


def since(nomination, deed) -> list[tuple]:
    """What a deed adds to the history."""
    before = len(story(nomination))
    deed()
    return story(nomination)[before:]


def test_being_told_of_is_written_down(bare):
    assert story(bare) == [
        (SOMCHAI, "เปิดแฟ้ม", "", "waiting", ""),
        (SOMCHAI, "มีคนเล่า", "", "", ""),
    ]


def test_a_villagers_words_are_opened_by_the_coordinator_who_took_them_up(nuan):
    nomination = telling.take_up(telling=factories.make_public_telling(), by=nuan)
    assert [(who, what) for who, what, *_ in story(nomination)] == [
        (NUAN, "เปิดแฟ้ม"),
        (NUAN, "มีคนเล่า"),
    ]


def test_evidence_voices_relations_and_moves_are_written_down(bare, somchai, nuan, kanya):
    voice = None

    def ask():
        nonlocal voice
        voice = factories.ask_voice(bare, nuan)

    assert since(bare, lambda: factories.make_evidence(bare, somchai)) == [
        (SOMCHAI, "จดสิ่งที่เห็น", "", "for", "")
    ]
    assert since(bare, ask) == [(NUAN, "ขอเสียง", "", "villager", "")]
    assert since(bare, lambda: voices.renew(voice=voice, by=kanya)) == [
        (KANYA, "ทำลิงก์เสียงใหม่", "villager", "", "")
    ]
    answer = {"words": "เคยทำงานด้วยกัน", "feeling": "glad"}
    assert since(bare, lambda: voices.hear_by_link(voice=voice, **answer)) == [
        ("ระบบ", "ได้ฟังเสียง", "villager", "link", "ป้าแมว ใจเย็นตอบทางลิงก์")
    ]
    ask()
    assert since(bare, lambda: voices.replace(voice=voice, by=nuan, name="อีกคน")) == [
        (NUAN, "เปลี่ยนคนให้เสียง", "villager", "", ""),
        (NUAN, "ขอเสียง", "", "villager", ""),
    ]
    tie = {"nomination": bare, "user": somchai, "words": "เป็นหลาน", "by": nuan}
    assert since(bare, lambda: telling.declare_relation(**tie)) == [
        (NUAN, "บอกความเกี่ยวข้อง", "", "", "เป็นหลาน")
    ]
    there = District.objects.get(code="8012")
    away = {"nomination": bare, "district": there, "by": kanya, "why": "คำสั่งย้าย"}
    assert since(bare, lambda: telling.move(**away)) == [
        (KANYA, "ย้ายอำเภอ", "8006", "8012", "คำสั่งย้าย")
    ]
    assert since(bare, lambda: files.open_for_person(nomination=bare, by=nuan)) == [
        (NUAN, "เปิดแฟ้มให้เจ้าตัวอ่าน", "", "", "เจ้าตัวขออ่านแฟ้มของตัวเอง")
    ]
    assert since(bare, lambda: files.reply(nomination=bare, words="ขอบคุณ")) == [
        ("ระบบ", "เจ้าตัวตอบแฟ้ม", "", "", "เจ้าตัวตอบแฟ้มของตัวเอง")
    ]


def test_decisions_tell_who_what_from_what_and_why(saijai, kanya, suda, somchai):
    def decide(by, answer, reason, **more):
        return lambda: screening.decide(
            nomination=saijai,
            answer=answer,
            reason=reason,
            by=by,
            seen=saijai.decisions.count(),
            email="saijai@kmnet.example",
            **more,
        )

    walking = {"companion": somchai, "look_again_on": month_ahead(1)}
    assert since(saijai, decide(kanya, "not_yet", "ยังไม่เคยไปด้วยกัน", **walking)) == [
        (KANYA, "ตัดสินใจ", "", "not_yet", "ยังไม่เคยไปด้วยกัน"),
        (KANYA, "เปลี่ยนสถานะ", "waiting", "not_yet", "ยังไม่เคยไปด้วยกัน"),
    ]
    assert since(saijai, lambda: tending.look_again(month_ahead(1))) == [
        ("ระบบ", "เปลี่ยนสถานะ", "not_yet", "waiting", "ถึงเดือนที่นัดกลับมาดูกันใหม่")
    ]
    assert since(saijai, decide(suda, "invite", "ไปด้วยกันมาแล้ว")) == [
        (SUDA, "ตัดสินใจ", "", "invite", "ไปด้วยกันมาแล้ว"),
        (SUDA, "เปลี่ยนสถานะ", "waiting", "second", "ไปด้วยกันมาแล้ว"),
    ]
    assert since(saijai, decide(kanya, "invite", "เห็นด้วย")) == [
        (KANYA, "ตัดสินใจ", "", "invite", "เห็นด้วย"),
        (KANYA, "เปลี่ยนสถานะ", "second", "invited", "เห็นด้วย"),
        (KANYA, "ส่งคำชวน", "", "", "เห็นด้วย"),
    ]
    invitation = Invitation.objects.get(nomination=saijai)
    assert since(saijai, lambda: factories.accept(invitation)) == [
        ("ระบบ", "เจ้าตัวตอบรับ", "", "", "เจ้าตัวตอบรับเอง"),
        ("ระบบ", "เปลี่ยนสถานะ", "invited", "accepted", "เจ้าตัวตอบรับเอง"),
    ]


def test_joining_is_written_in_both_files(somchai, wichai, kanya):
    into, joining = (factories.make_nomination(by, "8006") for by in (somchai, wichai))
    telling.join(nomination=joining, into=into, by=kanya)
    why = f"คนเดียวกับแฟ้มเลขที่ {into.pk}"
    assert story(into)[-1] == (KANYA, "รับแฟ้มมารวม", "", str(joining.pk), why)
    assert story(joining)[-1] == (KANYA, "รวมเข้าแฟ้ม", "", str(into.pk), why)


def test_a_name_put_right_on_the_desk_says_who_did_it(as_nuan, bare):
    fields = {"name": "วันดี มีน้ำใจมาก", "called": "ครู", "title": "", "agency_words": ""}
    as_nuan.post(f"/admin/members/nomination/{bare.pk}/change/", fields)
    assert story(bare)[-1] == (NUAN, "แก้ชื่อ", "วันดี มีน้ำใจ", "วันดี มีน้ำใจมาก", "")


def test_a_write_past_the_deeds_leaves_a_row_too(bare):
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user")
        (role,) = cursor.fetchone()
    assert since(bare, lambda: Nomination.objects.filter(pk=bare.pk).update(state="lapsed")) == [
        (role, "เปลี่ยนสถานะ", "waiting", "lapsed", "")
    ]


def test_whoever_acts_inside_anothers_deed_gives_the_word_back(bare, kanya, suda):
    with acting(kanya, why="รอบนอก"):
        with acting(suda, why="รอบใน"):
            Nomination.objects.filter(pk=bare.pk).update(state="lapsed")
        Nomination.objects.filter(pk=bare.pk).update(state="waiting")
    assert [(who, why) for who, _, _, _, why in story(bare)[-2:]] == [
        (SUDA, "รอบใน"),
        (KANYA, "รอบนอก"),
    ]


# It stands


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE members_event SET who = 'ใครก็ไม่รู้' WHERE nomination_id = %s",
        "UPDATE members_event SET why = '' WHERE nomination_id = %s",
        "UPDATE members_event SET at = now() WHERE nomination_id = %s",
        "DELETE FROM members_event WHERE nomination_id = %s",
        "SELECT members_blank_history(%s)",
        "UPDATE members_decision SET reason = 'แก้ทีหลัง' WHERE nomination_id = %s",
        "UPDATE members_decision SET by_id = by_id WHERE nomination_id = %s",
        "DELETE FROM members_decision WHERE nomination_id = %s",
    ],
)
def test_the_applications_own_connection_cannot_rewrite_it(saijai, kanya, suda, sql):
    factories.invite(saijai, kanya, suda)
    before = story(saijai), list(Decision.objects.values())
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [saijai.pk])
    assert (story(saijai), list(Decision.objects.values())) == before


def test_the_orm_cannot_either(saijai, kanya, suda):
    factories.invite(saijai, kanya, suda)
    event = Event.objects.filter(nomination_id=saijai.pk).last()
    event.who = "ใครก็ไม่รู้"
    for deed in (
        event.save,
        event.delete,
        Event.objects.all().delete,
        Decision.objects.all().delete,
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            deed()


def test_an_erased_file_may_lose_its_words_and_nothing_else(bare):
    files.erase(nomination=bare)
    for change in (
        "who = 'ใคร'",
        "what = 'อื่น'",
        "at = now()",
        "became = 'อื่น'",
        "nomination_id = 0",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE members_event SET {change} WHERE nomination_id = %s", [bare.pk])
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(nomination_id=bare.pk).delete()


def test_emptying_the_table_is_refused_everywhere_but_in_a_test_database(places):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgenabled, pg_get_triggerdef(oid), pg_get_functiondef(tgfoid) FROM pg_trigger"
            " WHERE tgrelid = 'members_event'::regclass AND NOT tgisinternal ORDER BY tgname"
        )
        triggers = cursor.fetchall()
    assert [enabled for enabled, *_ in triggers] == ["O", "O"]
    empties, rewrites = (trigger for _, trigger, _ in triggers)
    assert "BEFORE TRUNCATE ON public.members_event FOR EACH STATEMENT" in empties
    assert "BEFORE DELETE OR UPDATE ON public.members_event FOR EACH ROW" in rewrites
    source = " ".join(triggers[0][2].split())
    assert (
        "IF TG_OP = 'TRUNCATE' THEN -- Test runs empty their own databases; every other one keeps"
        " its history. IF current_database() LIKE 'test\\_%' THEN RETURN NULL; END IF;" in source
    )
    assert source.count("RETURN") == 3  # the head, the test's way out, the blanking


def test_it_still_tells_the_story_after_everybody_in_it_was_deactivated(
    saijai, kanya, suda, nuan, as_nuan, somchai
):
    factories.invite(saijai, kanya, suda)
    told = story(saijai)
    get_user_model().objects.filter(pk__in=[kanya.pk, suda.pk, somchai.pk]).update(
        is_active=False, name="เปลี่ยน ไปแล้ว"
    )
    assert story(saijai) == told
    page = as_nuan.get(f"/admin/members/nomination/{saijai.pk}/file/").content.decode()
    timeline = page.split('<ol class="timeline">')[1]
    for words in (SOMCHAI, KANYA, SUDA, "เปิดแฟ้ม", "ตัดสินใจ ชวนร่วมเดิน", "ส่งคำชวน"):
        assert words in timeline
    assert timeline.index("เปิดแฟ้ม") < timeline.index("ตัดสินใจ") < timeline.index("ส่งคำชวน")


def test_no_one_in_a_file_can_be_deleted(saijai, kanya, suda):
    factories.invite(saijai, kanya, suda)
    for user in (kanya, suda):
        with pytest.raises(IntegrityError), transaction.atomic():
            user.delete()
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM members_user WHERE id = %s", [user.pk])


@pytest.mark.parametrize("model", ["nomination", "user", "criterion", "publictelling", "erasure"])
def test_the_desk_deletes_nothing(as_kanya, kanya, saijai, model):
    told = factories.make_public_telling()
    files.erase(nomination=saijai)
    pk = {
        "nomination": saijai.pk,
        "user": kanya.pk,
        "criterion": factories.criteria()[0].pk,
        "publictelling": told.pk,
        "erasure": saijai.erasure.pk,
    }[model]
    assert as_kanya.post(f"/admin/members/{model}/{pk}/delete/", {"post": "yes"}).status_code == 403
