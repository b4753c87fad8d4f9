"""What the network must not forget: reminders, people to look at again, letters gone unanswered.

Run once a day by `manage.py tend_nominations`; running it twice does nothing twice.
"""

import datetime

from django.utils import timezone

from members import letters, voices
from members.history import acting
from members.models import Invitation, Nomination, Voice

State = Nomination.State


def look_again(today: datetime.date | None = None) -> int:
    """People whose month has come return to the queue by themselves; returns how many."""
    today = today or timezone.localdate()
    due = Nomination.objects.filter(state=State.NOT_YET, look_again_on__lte=today)
    done = 0
    for pk in due.values_list("pk", flat=True):
        with acting(None, why="ถึงเดือนที่นัดกลับมาดูกันใหม่"):
            nomination = due.select_for_update(of=("self",)).filter(pk=pk).first()
            if nomination is None:
                continue
            nomination.state, nomination.waits_since = State.WAITING, timezone.now()
            nomination.save(update_fields=["state", "waits_since"])
            letters.post_look_again(nomination)
            done += 1
    return done


def lay_silent_invitations(now: datetime.datetime | None = None) -> int:
    """Invitations that were not answered in their thirty days lapse, kindly; returns how many."""
    now = now or timezone.now()
    done = 0
    for pk, file in Invitation.objects.silent(now).values_list("pk", "nomination"):
        with acting(None, why="ครบกำหนดแล้วเจ้าตัวยังไม่ได้ตอบ"):
            nomination = Nomination.objects.select_for_update().get(pk=file)
            silent = Invitation.objects.silent(now).select_for_update()
            invitation = silent.filter(pk=pk).first()
            if invitation is None:
                continue
            invitation.withdrawn_at = now
            invitation.save(update_fields=["withdrawn_at"])
            nomination.state = State.LAPSED
            nomination.save(update_fields=["state"])
            letters.post_lapsed(invitation)
            done += 1
    return done


def remind_voices(now: datetime.datetime | None = None) -> tuple[int, int]:
    """After 7 days the asker is reminded, after 14 another person is proposed; returns both counts."""
    now = now or timezone.now()
    waiting = Voice.objects.asked().exclude(nomination__state__in=(State.ACCEPTED, State.ERASED))
    reminded = nudge(
        waiting.filter(asked_at__lte=now - voices.REMIND_AFTER),
        "เตือนครบ 7 วัน",
        letters.post_voice_reminder,
    )
    another = nudge(
        waiting.filter(asked_at__lte=now - voices.ANOTHER_AFTER),
        "ชวนเปลี่ยนคน ครบ 14 วัน",
        letters.post_voice_another,
    )
    return reminded, another


def nudge(due, words: str, letter) -> int:
    """Write letters for each voice that has not had this nudge; the contact log remembers."""
    done = 0
    for pk in due.exclude(contacts__words=words).values_list("pk", flat=True):
        with acting(None):
            voice = (
                due.exclude(contacts__words=words)
                .select_for_update(of=("self",))
                .select_related("nomination", "asked_by")
                .filter(pk=pk)
                .first()
            )
            if voice is None:
                continue
            voices.note(voice, words, by=None)
            letter(voice)
            done += 1
    return done
