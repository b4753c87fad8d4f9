"""The one gate for what a published text shows: names, words and photos.

Page, list, feed, card, print, export and book ask `Shown`. Whether a story is public at all,
`Story.objects.published()` answers; `Shown` answers which names and photos of it are. People of the
village who have not agreed to be named, or no longer do, are called what the village chose, in
titles, texts and captions alike; photos come through `RevisionPhoto.objects.allowed`.
"""

from dataclasses import dataclass

from django.utils.functional import cached_property

from kmnet.thai.names import veil
from kmnet.thai.text import truncate
from kmnet.thai.words import and_list
from stories.models.people import Person
from stories.models.photos import DrawnLikeItsPhoto, Photo


def excerpt(text: str) -> str:
    """The first lines, about 150 letters, cut between letters and never inside one."""
    return truncate(" ".join(text.split()), 150)


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


def veiled(text: str, village, where: str = "web") -> str:
    """A text of the village without the names of people who have not agreed to be named."""
    people = tuple(
        (each.called, each.name, None if each.may_be_named else each.stand_in)
        for each in _people(village, where)
    )
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
        return excerpt(self.body)

    def name_of(self, person: Person) -> str:
        """The person's name, or what is said in its place."""
        hidden = {each.pk for each in unnamed(self.village, self.where)}
        if person.erased_at or person.pk in hidden:
            return person.stand_in
        return person.spoken_name

    @cached_property
    def tellers(self) -> list[str]:
        """The tellers in their order; two without a name are said once."""
        tellers = self.revision.tellers.all()
        return list(dict.fromkeys(self.name_of(teller.person) for teller in tellers))

    @cached_property
    def tellers_line(self) -> str:
        return and_list(self.tellers)

    @cached_property
    def photos(self) -> list[ShownPhoto]:
        fetched = getattr(self.revision, f"allowed_{self.where}", None)
        if fetched is None:
            fetched = self.revision.shown_photos.allowed(self.where)
        return [
            ShownPhoto(row.photo, self._veiled(row.caption), self._veiled(row.alt))
            for row in fetched
        ]

    @property
    def photo(self) -> ShownPhoto | None:
        return self.photos[0] if self.photos else None

    @cached_property
    def nuggets(self) -> list[ShownNugget]:
        return [self.said(nugget) for nugget in self.revision.nuggets.select_related("holder")]

    def said(self, nugget) -> ShownNugget:
        """One nugget of the revision, fetched with its holder."""
        return ShownNugget(
            knows=self._veiled(nugget.knows),
            how=self._veiled(nugget.how),
            holder_line=self.name_of(nugget.holder),
            story=self.revision.story,
        )
