"""What the network must not forget comes back by itself, once."""

import datetime
import io

import pytest
from django.core.management import call_command
from django.utils import timezone

from members import screening, tending, voices
from members.models import Invitation, Letter, Nomination
from members.models.nominations import month_ahead
from tests import factories


def tend() -> str:
    out = io.StringIO()
    call_command("tend_nominations", stdout=out)
    return out.getvalue().strip()


def days(number: float) -> datetime.datetime:
    """The moment that many days from now."""
    return timezone.now() + datetime.timedelta(days=number)


def letters_to(*people) -> list[list[str]]:
    return [
        list(Letter.objects.filter(to=user.email).order_by("pk").values_list("subject", flat=True))
        for user in people
    ]


# Voices


@pytest.fixture
def asked(bare, nuan):
    return factories.ask_voice(bare, nuan)


def test_the_asker_is_reminded_after_seven_days_and_offered_another_after_fourteen(
    asked, nuan, kanya
):
    assert tending.remind_voices(days(6.9)) == (0, 0)
    assert tending.remind_voices(days(7)) == (1, 0)
    assert tending.remind_voices(days(7.1)) == (0, 0)
    assert tending.remind_voices(days(13.9)) == (0, 0)
    assert tending.remind_voices(days(14)) == (0, 1)
    assert tending.remind_voices(days(30)) == (0, 0)
    assert letters_to(nuan, kanya) == [
        ["ยังไม่ได้ฟังเสียงของป้าแมว ใจเย็น", "ลองขอฟังคนอื่นแทนป้าแมว ใจเย็น"],
        [],
    ]
    assert [(each.words, each.by) for each in asked.contacts.all()] == [
        ("ขอเสียง", nuan),
        ("เตือนครบ 7 วัน", None),
        ("ชวนเปลี่ยนคน ครบ 14 วัน", None),
    ]
    first = Letter.objects.order_by("pk").first()
    assert f"http://testserver/voices/{asked.secret}/" in first.body


def test_a_voice_heard_replaced_or_no_longer_needed_is_not_reminded_of(
    asked, nuan, kanya, suda, wichai
):
    voices.hear_by_link(voice=asked, words="เคยทำงานด้วยกัน", feeling="glad")
    other = factories.ask_voice(asked.nomination, nuan)
    newer = voices.replace(voice=other, by=nuan, name="เอื้อน ทองดี")
    joined = factories.make_nomination(wichai, "8006", name="เข้ามา แล้ว")
    factories.ask_voice(joined, nuan)
    factories.accept(factories.invite(joined, kanya, suda))
    before = Letter.objects.count()
    assert tending.remind_voices(days(8)) == (1, 0)
    assert Letter.objects.count() == before + 1
    assert newer.contacts.filter(words="เตือนครบ 7 วัน").exists()


def test_an_asker_who_left_gets_no_letter_and_the_coordinators_do(asked, nuan, kanya, suda):
    nuan.is_active = False
    nuan.save()
    tending.remind_voices(days(8))
    assert letters_to(nuan, kanya, suda) == [
        [],
        ["ยังไม่ได้ฟังเสียงของป้าแมว ใจเย็น"],
        ["ยังไม่ได้ฟังเสียงของป้าแมว ใจเย็น"],
    ]
    assert "น้านวล ทุ่งกว้าง ขอฟังเสียงของ" in Letter.objects.first().body


# Looking again


@pytest.fixture
def later(saijai, kanya, somchai) -> Nomination:
    """ครูสายใจ, not yet, to look at again in two months; somchai walks with her."""
    screening.decide(
        nomination=saijai,
        answer="not_yet",
        reason="ยังไม่เคยชวนไปด้วยกัน",
        by=kanya,
        seen=0,
        companion=somchai,
        look_again_on=month_ahead(2),
    )
    saijai.refresh_from_db()
    return saijai


def test_not_yet_comes_back_to_the_queue_by_itself_in_its_month(
    later, kanya, suda, nuan, orn, somchai
):
    assert tending.look_again(month_ahead(2) - datetime.timedelta(days=1)) == 0
    assert list(Nomination.objects.queue()) == []
    before = timezone.now()
    assert tending.look_again(month_ahead(2)) == 1
    assert tending.look_again(month_ahead(2)) == 0
    later.refresh_from_db()
    assert (later.state, later.companion, later.waits_since > before) == ("waiting", somchai, True)
    assert list(Nomination.objects.queue()) == [later]
    subject = "ถึงเดือนที่นัดกันไว้ เรื่องครูสายใจ รักเรียน"
    assert letters_to(kanya, suda, nuan, somchai, orn) == [[subject]] * 4 + [[]]
    desk = Letter.objects.get(to=nuan.email).body
    assert f"http://testserver/admin/members/nomination/{later.pk}/file/" in desk
    assert "/admin/" not in Letter.objects.get(to=somchai.email).body


def test_a_companion_who_left_gets_no_letter(later, somchai, kanya):
    somchai.is_active = False
    somchai.save()
    tending.look_again(month_ahead(2))
    assert letters_to(somchai, kanya) == [[], ["ถึงเดือนที่นัดกันไว้ เรื่องครูสายใจ รักเรียน"]]


def test_a_companion_sees_whom_they_walk_with(later, as_somchai):
    assert "ครูสายใจ รักเรียน" in as_somchai.get("/me/").content.decode()


# Silence


def test_thirty_days_of_silence_lapse_kindly(client, saijai, kanya, suda):
    invitation = factories.invite(saijai, kanya, suda)
    assert tending.lay_silent_invitations(days(29.9)) == 0
    assert tending.lay_silent_invitations(days(30.1)) == 1
    assert tending.lay_silent_invitations(days(31)) == 0
    saijai.refresh_from_db()
    assert saijai.state == "lapsed"
    assert client.get(invitation.get_absolute_url()).status_code == 404
    letter = Letter.objects.order_by("-pk").first()
    assert (letter.to, letter.subject) == (invitation.email, "ไม่เป็นไรเลย ประตูยังเปิดอยู่")
    again = factories.invite(saijai, kanya, suda)
    assert client.get(again.get_absolute_url()).status_code == 200


def test_an_answered_or_withdrawn_invitation_does_not_lapse(saijai, kanya, suda, somchai):
    invitation = factories.invite(saijai, kanya, suda)
    factories.accept(invitation)
    assert tending.lay_silent_invitations(days(90)) == 0
    saijai.refresh_from_db()
    assert saijai.state == "accepted"


def test_one_round_a_day_does_it_all_and_a_second_one_nothing(
    asked, later, wichai, thap_thong, kanya, suda
):
    invited = factories.make_nomination(wichai, "8006", name="เงียบ ไปนาน")
    factories.invite(invited, kanya, suda)
    Invitation.objects.update(expires_at=timezone.now())
    Nomination.objects.filter(pk=later.pk).update(look_again_on=timezone.localdate())
    asked.__class__.objects.filter(pk=asked.pk).update(asked_at=days(-15))
    assert tend() == "กลับมาดูกันใหม่ 1 คน คำชวนที่ยังไม่ได้ตอบ 1 ฉบับ เตือนเรื่องเสียง 1 ชวนเปลี่ยนคน 1"
    count = Letter.objects.count()
    assert tend() == "กลับมาดูกันใหม่ 0 คน คำชวนที่ยังไม่ได้ตอบ 0 ฉบับ เตือนเรื่องเสียง 0 ชวนเปลี่ยนคน 0"
    assert Letter.objects.count() == count
