"""Goals: a village says what it walks towards, and later that it is reached or laid down.

Its words are never edited in place: a goal is settled or taken off, and another is said. Each deed
takes the village's `Word` (see `villages.words`) and `now`, the moment it happens.
"""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from villages.models import Aspect, Goal, GoalStep, Village
from villages.words import Word, check, public_words

State = Goal.State
Deed = GoalStep.Deed


@transaction.atomic
def say(
    *,
    village: Village,
    aspect: Aspect,
    words: str,
    word: Word,
    now: datetime.datetime | None = None,
) -> Goal:
    """Say a goal in the village's own words. Returns it, walking.

    The same words said twice are one goal. Raises ValidationError: by field `words` when they are
    blank, too long or hold a private number; as `villages.words.check` does for the word.
    """
    check(word, village)
    words = public_words(
        words, field="words", most=300, missing="ยังไม่ได้เขียนว่าหมู่บ้านตั้งใจอะไร ประโยคเดียวก็พอ"
    )
    goal, _ = Goal.objects.get_or_create(
        village=village,
        aspect=aspect,
        words=words,
        state=State.WALKING,
        taken_off_at=None,
        defaults=word.facts(now or timezone.now()),
    )
    return goal


@transaction.atomic
def settle(
    *,
    goal: Goal,
    state: str,
    words: str = "",
    word: Word,
    on: datetime.date | None = None,
    now: datetime.datetime | None = None,
) -> Goal:
    """Say that a goal is reached (State.REACHED) or laid down for now (State.LET_GO).

    `words` may say how it went; `on` is the day, today when left out. Saying the same once more
    changes nothing. Raises ValidationError when the goal was settled otherwise or taken off
    meanwhile, on a day still to come, or as `say` does for words and word.
    """
    check(word, goal.village)
    words = public_words(words, field="words", most=600)
    if state not in (State.REACHED, State.LET_GO):
        raise ValidationError({"state": "ยังไม่ได้เลือกว่าถึงแล้ว หรือวางลงก่อน"})
    now = now or timezone.now()
    on = on or timezone.localdate(now)
    if on > timezone.localdate(now):
        raise ValidationError({"on": "วันนั้นยังมาไม่ถึง ลองดูปี พ.ศ. อีกครั้ง"})
    goal = lock(goal)
    if goal.state == state and words in ("", goal.settled_words):
        return goal
    if goal.state != State.WALKING:
        raise ValidationError(f"เป้าหมายนี้มีคนบอกไปแล้วว่า “{goal.get_state_display()}”")
    goal.state, goal.settled_on, goal.settled_words = state, on, words
    goal.save(update_fields=["state", "settled_on", "settled_words"])
    GoalStep.objects.create(goal=goal, deed=state, **word.facts(now))
    return goal


@transaction.atomic
def take_off(*, goal: Goal, word: Word, now: datetime.datetime | None = None) -> Goal:
    """Take a goal off the village's page. It stays in the database; twice does no harm.

    Raises ValidationError as `villages.words.check` does.
    """
    check(word, goal.village)
    goal = Goal.objects.select_for_update().get(pk=goal.pk)
    if goal.taken_off_at is None:
        goal.taken_off_at = now or timezone.now()
        goal.save(update_fields=["taken_off_at"])
        GoalStep.objects.create(goal=goal, deed=Deed.TAKEN_OFF, **word.facts(goal.taken_off_at))
    return goal


def lock(goal: Goal) -> Goal:
    """The goal, held until the transaction ends. Raises ValidationError when it was taken off."""
    goal = Goal.objects.select_for_update().get(pk=goal.pk)
    if goal.taken_off_at is not None:
        raise ValidationError("เป้าหมายนี้หมู่บ้านเอาออกจากหน้าไปแล้ว")
    return goal
