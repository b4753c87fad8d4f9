"""Books and sheets already printed: what stands in them, and who agreed to stand in print.

What is printed cannot be called back, so a text goes into a book only when everybody it names or
shows has agreed to a book on that day, and it is noted where the copies went.
"""

import datetime

from kmnet.thai.names import is_named
from stories.models import Person, PersonConsent, PhotoPerson, Revision

BOOK = PersonConsent.Where.BOOK


def missing_for_book(revision: Revision, on: datetime.date | None = None) -> list[str]:
    """Sentences that say who has not agreed to stand in a book, to what; empty when all have."""
    names = [f"{each.spoken_name} ยังไม่ได้ตกลงให้ขึ้นชื่อในหนังสือ" for each in unnamed(revision, on)]
    shown = revision.shown_photos.standing().filter(photo__hidden_at=None)
    seen = (
        PhotoPerson.objects.filter(photo__in=shown.values("photo"))
        .without_leave(BOOK, on)
        .select_related("person")
    )
    names += [
        f"{row.person.spoken_name} ยังไม่ได้ตกลงให้{row.get_what_display()}ในหนังสือ" for row in seen
    ]
    unsaid = set(shown.values_list("photo", flat=True)) - {
        *revision.shown_photos.allowed(BOOK, on).values_list("photo", flat=True),
        *seen.values_list("photo", flat=True),
    }
    return names + (["มีรูปที่ยังไม่ได้บอกว่าเห็นหน้าใคร"] if unsaid else [])


def unnamed(revision: Revision, on: datetime.date | None = None) -> list[Person]:
    """People whose name stands in a text, and who have not agreed to be named in a book."""
    tellers = set(revision.tellers.values_list("person", flat=True))
    knowing = set(revision.nuggets.values_list("holder", flat=True))
    parts = [revision.title, revision.body]
    for row in revision.shown_photos.standing():
        parts += [row.caption, row.alt]
    for nugget in revision.nuggets.all():
        parts += [nugget.knows, nugget.how]
    text = "\n".join(parts)
    people = Person.objects.unnamed(BOOK, on).filter(village=revision.story.village_id)
    return [
        person
        for person in people
        if person.pk in tellers | knowing or is_named(text, person.called, person.name)
    ]
