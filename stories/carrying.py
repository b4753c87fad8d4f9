"""What hangs on a partner here, for handing over: drafts, stories, promises, changes at home.

Who began a draft stays its author, who wrote a story its scribe: a carrier goes on in their stead.
"""

from django.db.models import Q
from django.urls import reverse

from kmnet.thai.dates import thai_date
from kmnet.thai.text import graphemes
from members import handover
from members.handover import Carrier, Thing
from members.models import User
from stories import pledges
from stories.models import PracticeChange, Promise, Story, VillageApproval, Visit
from stories.models.pledges import Pledge
from villages.models import Village

LONGEST = 90  # letters of what was promised


class Carried(Carrier):
    """A row with an author and, once it was handed over, a carrier."""

    model: type
    author: str

    def waiting(self):
        """Rows in which something is left to do."""
        raise NotImplementedError

    def thing(self, row) -> Thing:
        """The row as a line tells of it."""
        raise NotImplementedError

    def gather(self, user: User) -> list[Thing]:
        mine = Q(carrier=user) | Q(**{"carrier": None, self.author: user})
        rows = self.waiting().filter(mine).select_related("village__tambon__district")
        return [self.thing(row) for row in rows.order_by("pk")]

    def still_there(self, key: str) -> bool:
        return self.waiting().filter(pk=key).exists()

    def holders(self, key: str) -> set[int]:
        row = self.model.objects.get(pk=key)
        return {row.carrier_id or getattr(row, f"{self.author}_id")}

    def hand(self, key, *, to, by, on, stand_in=None) -> None:
        row = self.model.objects.select_for_update(of=("self",)).get(pk=key)
        row.carrier = to
        row.save(update_fields=["carrier"])


class Drafts(Carried):
    """A visit begun and not sent."""

    model, author = Visit, "author"

    def waiting(self):
        return Visit.objects.filter(state=Visit.State.DRAFT)

    def thing(self, visit: Visit) -> Thing:
        begun = f"ร่างที่เริ่มเล่าไว้ {thai_date(visit.begun_at)}"
        return Thing(str(visit.pk), begun, visit.village or village_typed(visit))

    def address(self, key: str) -> str:
        return reverse("stories:visit-edit", args=[key])


def village_typed(visit: Visit) -> Village | None:
    """The village chosen in the form of a draft, which is kept as it was typed."""
    codes = [code for name in ("recent", "village") for code in visit.typed.get(name, [])]
    found = Village.objects.with_places().in_bulk([code for code in codes if code])
    return next((found[code] for code in codes if code in found), None)


class Stories(Carried):
    """A story on somebody's desk: being written, waiting for the village, asked to be changed."""

    model, author = Story, "scribe"

    def waiting(self):
        asked = VillageApproval.objects.open().values("story")
        states = (Story.State.DRAFT, Story.State.WAITING)
        return Story.objects.filter(
            Q(state__in=states) | Q(state=Story.State.PUBLISHED, pk__in=asked)
        )

    def thing(self, story: Story) -> Thing:
        text = story.latest_revision
        title = f"“{text.title}”" if text else "เรื่องที่ยังไม่มีชื่อ"
        return Thing(str(story.pk), f"{title} {story.get_state_display()}", village=story.village)

    def address(self, key: str) -> str:
        return reverse("stories:story-desk", args=[key])


class Pledges(Carrier):
    """Something said that it would be done, and not done yet."""

    def __init__(self, model: type[Pledge], page: str):
        self.model, self.page = model, page

    def gather(self, user: User) -> list[Thing]:
        return [
            Thing(str(row.pk), shortened(row.words), row.visit.village)
            for row in self.model.objects.held_by(user).with_people().order_by("pk")
        ]

    def still_there(self, key: str) -> bool:
        return self.model.objects.open().filter(pk=key).exists()

    def holders(self, key: str) -> set[int]:
        return {self.model.objects.get(pk=key).holder_id}

    def hand(self, key, *, to, by, on, stand_in=None) -> None:
        row = self.model.objects.get(pk=key)
        if row.holder_id != to.pk:
            pledges.pass_on(pledge=row, to=to, by=by, words="ส่งไม้ต่อ")

    def address(self, key: str) -> str:
        return reverse(self.page, args=[key])


def shortened(words: str) -> str:
    """The first letters of a text in one line, as a reader counts letters."""
    letters = graphemes(" ".join(words.split()))
    return "".join(letters[:LONGEST]) + ("…" if len(letters) > LONGEST else "")


def register() -> None:
    """Tell `members.handover` of all this. Called once, as the app starts."""
    handover.carries("draft", Drafts())
    handover.carries("story", Stories())
    handover.carries("promise", Pledges(Promise, "stories:promise"))
    handover.carries("change", Pledges(PracticeChange, "stories:practice-change"))
