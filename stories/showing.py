"""The one gate for what a published text shows: names, words and photos.

Page, list, feed, card, print, export and book ask `Shown`. Whether a story is public at all,
`Story.objects.published()` answers; `Shown` answers which names and photos of it are. People of the
village who have not agreed to be named, or no longer do, are called what the village chose, in
titles, texts and captions alike; photos come through `RevisionPhoto.objects.allowed`.
"""

import datetime
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils.functional import cached_property

from kmnet.thai.names import letters_of, veil
from kmnet.thai.text import truncate
from kmnet.thai.words import and_list
from stories.models.people import Person
from stories.models.photos import DrawnLikeItsPhoto, Photo

EXCERPT, MORE = 150, "…"  # letters
LOOKED_AT = 1000  # characters; a letter has two or three


@lru_cache(maxsize=2048)
def excerpt(text: str) -> str:
    """The first lines, about 150 letters, cut between letters and never inside one."""
    return truncate(text, EXCERPT, MORE)


def people_attribute(where: str) -> str:
    """Where a prefetch leaves the people of a village, as `Person.objects.known` gives them."""
    return f"people_{where}"


def _people(village, where: str) -> list[Person]:
    """The village's people as a prefetch left them, or fetched once a village."""
    attribute = people_attribute(where)
    if not hasattr(village, attribute):
        setattr(village, attribute, list(village.people.known(where)))
    return getattr(village, attribute)


def unnamed(village, where: str) -> list[Person]:
    """People of a village whose names are not shown in `where`."""
    return [each for each in _people(village, where) if not each.may_be_named]


@dataclass(frozen=True)
class Names:
    """A village's people as a text asks for them: who is written how, and whose name is hidden."""

    rows: list[tuple[str, str, str | None]]
    letters: list[tuple[str, ...]]
    hidden: frozenset[int]

    def in_text(self, text: str) -> tuple[tuple[str, str, str | None], ...]:
        """The rows whose letters stand in the text: a village knows hundreds, a text a few."""
        return tuple(
            row
            for row, letters in zip(self.rows, self.letters, strict=True)
            if not letters or letters[0] in text
        )


def _names(village, where: str) -> Names:
    """The village's names, worked out once for all texts that are shown with it."""
    people = _people(village, where)
    kept = village.__dict__.get(f"names_{where}")
    if kept is None or kept[0] is not people:
        rows = [
            (each.called, each.name, None if each.may_be_named else each.stand_in)
            for each in people
        ]
        letters = [letters_of(each.called, each.name) for each in people]
        hidden = frozenset(each.pk for each in people if not each.may_be_named)
        kept = village.__dict__[f"names_{where}"] = (people, Names(rows, letters, hidden))
    return kept[1]


def veiled(text: str, village, where: str = "web") -> str:
    """A text of the village without the names of people who have not agreed to be named."""
    return _without(text, _names(village, where).in_text(text))


@lru_cache(maxsize=1024)
def _without(text: str, people: tuple[tuple[str, str, str | None], ...]) -> str:
    """Looking through a long text takes longer than the rest of its page, and it is read often."""
    return veil(text, people)


def without_names(text: str, village, where: str = "web") -> str:
    """A text with a line break for everybody the village knows: what nobody has written down."""
    return veil(text, tuple((each.called, each.name, "\n") for each in _people(village, where)))


@dataclass(frozen=True)
class ShownPhoto(DrawnLikeItsPhoto):
    """A photo with the words that may stand under it; draws like a `Photo`."""

    photo: Photo
    caption: str
    alt: str


@dataclass(frozen=True)
class ShownNugget:
    """Who knows what, as it may be said."""

    knows: str
    how: str
    holder_line: str
    story: object


@dataclass(frozen=True)
class Line:
    """What a story is called, where it is from and who told it; equal when it looks alike."""

    number: int
    title: str
    place_short: str
    tellers_line: str

    def get_absolute_url(self) -> str:
        return reverse("stories:story", args=[self.number])


@dataclass(frozen=True)
class Card(Line):
    """All that a list shows of a story."""

    excerpt: str
    photo: ShownPhoto | None
    published_at: datetime.datetime | None


class Shown:
    """One revision as it may be seen in one kind of publication ("web", "book" or "report")."""

    def __init__(self, revision, *, village, where: str):
        self.revision, self.village, self.where = revision, village, where

    def _veiled(self, text: str) -> str:
        return veiled(text, self.village, self.where)

    @cached_property
    def title(self) -> str:
        return self._veiled(self.revision.title)

    @cached_property
    def body(self) -> str:
        return self._veiled(self.revision.body)

    @cached_property
    def excerpt(self) -> str:
        """The first lines. Only a head of the text is looked through, where that is enough."""
        text = self.revision.body
        head = excerpt(self._veiled(text[:LOOKED_AT]))
        # Cut before its end, it shows nothing of where the head was cut.
        return head if len(text) <= LOOKED_AT or head.endswith(MORE) else excerpt(self.body)

    def name_of(self, person: Person) -> str:
        """The person's name, or what is said in its place."""
        if person.erased_at or person.pk in _names(self.village, self.where).hidden:
            return person.stand_in
        return person.spoken_name

    @cached_property
    def tellers(self) -> list[str]:
        """The tellers in their order; two without a name are said once."""
        told = self._brought("told")
        if told is None:
            told = [teller.person for teller in self.revision.tellers.all()]
        return list(dict.fromkeys(self.name_of(person) for person in told))

    @cached_property
    def tellers_line(self) -> str:
        return and_list(self.tellers)

    @cached_property
    def photos(self) -> list[ShownPhoto]:
        allowed = self._brought(f"allowed_{self.where}")
        if allowed is None:
            allowed = self.revision.shown_photos.allowed(self.where)
        return [self.seen(row) for row in allowed]

    @cached_property
    def photo(self) -> ShownPhoto | None:
        """The first of the photos."""
        first = self._brought(f"first_{self.where}")
        if first is None:
            return self.photos[0] if self.photos else None
        return self.seen(first[0]) if first else None

    def seen(self, row) -> ShownPhoto:
        """One allowed photo of the revision, with its words."""
        return ShownPhoto(row.photo, self._veiled(row.caption), self._veiled(row.alt))

    @cached_property
    def nuggets(self) -> list[ShownNugget]:
        known = self._brought("known")
        if known is None:
            known = self.revision.nuggets.select_related("holder")
        return [self.said(nugget) for nugget in known]

    def said(self, nugget) -> ShownNugget:
        """One nugget of the revision, fetched with its holder."""
        return ShownNugget(
            knows=self._veiled(nugget.knows),
            how=self._veiled(nugget.how),
            holder_line=self.name_of(nugget.holder),
            story=self.revision.story,
        )

    def _brought(self, name: str):
        """What `stories.fetching` or a prefetch has left on the revision, None when neither did."""
        return self.revision.__dict__.get(name)
