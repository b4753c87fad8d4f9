"""Then and now: put two published photos of a village side by side, and take the pair off again."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members.models import User
from stories.models import Photo, RevisionPhoto, ThenAndNow
from villages.models import KeeperLink, Village
from villages.words import public_words


def photos_to_pair(village: Village):
    """The village's photos that everybody may see, oldest visit first."""
    public = RevisionPhoto.objects.published().values("photo")
    return (
        Photo.objects.filter(pk__in=public, visit__village=village)
        .select_related("visit")
        .order_by("visit__day", "position", "pk")
    )


@transaction.atomic
def pair(
    *,
    village: Village,
    then: Photo | None,
    now: Photo | None,
    then_words: str,
    now_words: str,
    by: User | None = None,
    link: KeeperLink | None = None,
    at: datetime.datetime | None = None,
) -> ThenAndNow:
    """Put two photos side by side, each with a few words. Returns the pair.

    Made by a partner (`by`) or by the village's keeper (`link`), one of them. The same pair made
    twice is one. Raises ValidationError: by field when a photo is missing, is not among the
    village's public ones, or its words are blank, too long or hold a private number; when both
    are one photo; when the link is another village's.
    """
    if link is not None and link.stewardship.village_id != village.pk:
        raise ValidationError("ลิงก์นี้เป็นของอีกหมู่บ้านหนึ่ง")
    for field, photo in (("then", then), ("now", now)):
        if photo is None or not photos_to_pair(village).filter(pk=photo.pk).exists():
            raise ValidationError({field: "ยังไม่ได้เลือกรูป เลือกจากรูปที่เผยแพร่แล้วของหมู่บ้าน"})
    if then.pk == now.pk:
        raise ValidationError("สองฝั่งเป็นรูปเดียวกัน เลือกรูปเมื่อก่อนกับรูปตอนนี้คนละรูป")
    words = {
        field: public_words(text, field=field, most=200, missing="ยังไม่ได้เขียนว่ารูปนี้เล่าอะไร")
        for field, text in (("then_words", then_words), ("now_words", now_words))
    }
    made, _ = ThenAndNow.objects.get_or_create(
        village=village,
        then=then,
        now=now,
        taken_off_at=None,
        **words,
        defaults={"by": by, "link": link, "at": at or timezone.now()},
    )
    return made


@transaction.atomic
def take_off(*, pair: ThenAndNow, at: datetime.datetime | None = None) -> ThenAndNow:
    """Take a pair off the village's page; the photos stay in their stories. Twice does no harm."""
    pair = ThenAndNow.objects.select_for_update().get(pk=pair.pk)
    if pair.taken_off_at is None:
        pair.taken_off_at = at or timezone.now()
        pair.save(update_fields=["taken_off_at"])
    return pair
