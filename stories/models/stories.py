"""Stories belong to the village. What is shown is the revision the village said yes to."""

import uuid

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.fields.tuple_lookups import Tuple, TupleLessThan
from django.db.models.functions import Left
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from kmnet.thai.models import NormalisedCharField, NormalisedTextField
from kmnet.thai.words import and_list
from members.models import User
from members.reach import reach_of
from stories.models.people import Person, PersonConsent
from stories.models.photos import DrawnLikeItsPhoto, Photo, PhotoPerson
from stories.models.visits import Companionship, Visit
from stories.showing import Card, Line, Shown, excerpt, people_attribute
from villages.models import Aspect, Village

WEB = PersonConsent.Where.WEB
DISTRICT_DIGITS = 4  # of a village's code


class StoryQuerySet(models.QuerySet):
    """Questions about stories: `published` is the one gate, `for_user` the one scope."""

    def published(self):
        """What everybody may read. Page, list, feed, sitemap, card and photo start here.

        Which names and photos of it are shown, `Story.shown` answers.
        """
        return self.filter(
            state=Story.State.PUBLISHED, published_revision__isnull=False, hidden_at=None
        )

    def for_user(self, user):
        """What `user` may read unpublished: their own, their visits', their districts'."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        reach = reach_of(user)
        if reach.all_districts:
            return self
        # Each part asks by key, in a subquery of its own: an OR across joins makes Postgres look
        # at every story of every village.
        there = Visit.objects.filter(
            Q(author=user) | Q(pk__in=Companionship.objects.along(user))
        ).values("pk")
        near = Village.objects.in_reach(reach).values("pk")
        return self.filter(
            Q(scribe=user) | Q(carrier=user) | Q(visit__in=there) | Q(village__in=near)
        )

    def in_district(self, code):
        """Stories of a district, by the first four digits of their village's code.

        The database holds the codes together, and an index stands on these digits.
        """
        return self.alias(district=Left("village_id", DISTRICT_DIGITS)).filter(district=code)

    def about(self, aspect: Aspect | int):
        """Stories sorted under an aspect, or the aspect of that key."""
        return self.filter(aspects=aspect)

    def newest_first(self):
        """By the day of publishing; the number settles a tie, so that pages never overlap."""
        return self.order_by("-published_at", "-number")

    def before(self, story: "Story"):
        """What stands after `story` in `newest_first`, by key and not by counting.

        Both columns are compared as one, which an index answers from where the page begins.
        """
        return self.after_key(story.published_at, story.number)

    def after_key(self, published_at, number):
        """As `before`, of the story whose moment and number these are; they may be expressions."""
        return self.filter(
            TupleLessThan(Tuple(F("published_at"), F("number")), (published_at, number))
        )

    def with_latest_title(self):
        """Brings along `latest_title`, of the text on the scribe's desk, whatever was answered."""
        latest = Revision.objects.filter(story=models.OuterRef("pk")).order_by("-position")
        return self.annotate(latest_title=models.Subquery(latest.values("title")[:1]))

    def with_titles(self):
        """Brings along what the title of `Story.shown` asks for, in two queries."""
        return self.select_related(
            "village__tambon__district", "published_revision"
        ).prefetch_related(
            models.Prefetch(
                "village__people", Person.objects.known(WEB), to_attr=people_attribute(WEB)
            ),
        )

    def with_cards(self):
        """Brings along what `Story.shown` asks for, in a fixed number of queries."""
        return (
            self.with_titles()
            .select_related("scribe")
            .prefetch_related(
                models.Prefetch(
                    "published_revision__tellers", Teller.objects.select_related("person")
                ),
                models.Prefetch(
                    "published_revision__shown_photos",
                    RevisionPhoto.objects.allowed(WEB),
                    to_attr="allowed_web",
                ),
            )
        )


class Story(models.Model):
    """A story of a village. `publishing` is the only door to its state.

    `number` is permanent: printed in books and on posters, never given twice.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "ร่าง"
        WAITING = "waiting", "รอหมู่บ้านตอบ"
        PUBLISHED = "published", "เผยแพร่แล้ว"
        KEPT = "kept", "เก็บไว้ในหมู่บ้าน"
        TAKEN_BACK = "taken_back", "ถอนแล้ว"

    class Licence(models.TextChoices):
        BY_SA = (
            "CC BY-SA 4.0",
            "เอาไปเล่าต่อได้ บอกว่าเป็นของหมู่บ้าน และให้คนอื่นเล่าต่อได้เหมือนกัน (CC BY-SA 4.0)",
        )
        BY_NC_ND = "CC BY-NC-ND 4.0", "เล่าต่อได้ทั้งเรื่อง ไม่แก้ ไม่ขาย (CC BY-NC-ND 4.0)"

    number = models.BigAutoField("เรื่องที่", primary_key=True)
    client_uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    village = models.ForeignKey(
        Village, verbose_name="เจ้าของเรื่อง", on_delete=models.PROTECT, related_name="stories"
    )
    visit = models.ForeignKey(
        Visit, verbose_name="จากการลงพื้นที่", on_delete=models.PROTECT, related_name="stories"
    )
    scribe = models.ForeignKey(
        User, verbose_name="ผู้บันทึก (คุณลิขิต)", on_delete=models.PROTECT, related_name="stories"
    )
    carrier = models.ForeignKey(
        User,
        verbose_name="คนรับไม้ต่อ",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    aspects = models.ManyToManyField(
        Aspect, verbose_name="ด้าน", related_name="stories", blank=True, editable=False
    )
    state = models.CharField(
        "ตอนนี้", max_length=12, choices=State.choices, default=State.DRAFT, editable=False
    )
    published_revision = models.OneToOneField(
        "Revision",
        verbose_name="ฉบับที่หมู่บ้านตอบตกลง",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    begun_at = models.DateTimeField("เริ่มเขียนเมื่อ", default=timezone.now, editable=False)
    published_at = models.DateTimeField("เผยแพร่เมื่อ", null=True, blank=True, editable=False)
    taken_back_at = models.DateTimeField("ถอนเมื่อ", null=True, blank=True, editable=False)
    hidden_at = models.DateTimeField("ซ่อนไว้ระหว่างคุยกัน ตั้งแต่", null=True, blank=True, editable=False)

    objects = StoryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "เรื่องเล่า"
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                name="published_story_has_its_revision_and_date",
                condition=~Q(state="published")
                | Q(published_revision__isnull=False, published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="taken_back_story_has_its_date",
                condition=Q(state="taken_back", taken_back_at__isnull=False)
                | (~Q(state="taken_back") & Q(taken_back_at=None)),
            ),
        ]
        indexes = [
            models.Index(
                F("published_at").desc(),
                F("number").desc(),
                condition=Q(state="published"),
                name="story_published_newest",
            ),
            # A page of a district's or a village's stories costs the same wherever it begins.
            models.Index(
                Left("village_id", DISTRICT_DIGITS),
                F("published_at").desc(),
                F("number").desc(),
                condition=Q(state="published"),
                name="story_district_newest",
            ),
            models.Index(
                F("village"),
                F("published_at").desc(),
                F("number").desc(),
                condition=Q(state="published"),
                name="story_village_newest",
            ),
            models.Index(fields=["village", "state"], name="story_village_state"),
        ]

    def __str__(self):
        return f"เรื่องที่ {self.number}"

    def get_absolute_url(self):
        return reverse("stories:story", args=[self.number])

    @property
    def latest_revision(self) -> "Revision":
        """The text as it stands on the scribe's desk, whatever the village has answered."""
        return self.revisions.order_by("-position").first()

    # What everybody sees comes from the revision the village said yes to, through the one gate.

    @cached_property
    def shown(self) -> Shown:
        """The story as everybody may see it on the web."""
        return Shown(self.published_revision, village=self.village, where=WEB)

    @property
    def line(self) -> Line:
        """What it is called, where it is from and who told it."""
        return Line(self.number, self.title, self.place_short, self.tellers_line)

    @property
    def card(self) -> Card:
        """All that a list shows of it."""
        return Card(
            number=self.number,
            title=self.title,
            place_short=self.place_short,
            tellers_line=self.tellers_line,
            excerpt=self.excerpt,
            photo=self.photo,
            published_at=self.published_at,
        )

    @property
    def title(self) -> str:
        return self.shown.title

    @property
    def excerpt(self) -> str:
        return self.shown.excerpt

    @property
    def photo(self):
        return self.shown.photo

    @property
    def tellers_line(self) -> str:
        return self.shown.tellers_line

    @property
    def place_short(self) -> str:
        return f"{self.village.short_name} อ.{self.village.tambon.district.name}"


class Revision(models.Model):
    """One text of a story, with everything a reader would see of it. Written once, never changed."""

    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="revisions")
    position = models.PositiveIntegerField("ฉบับที่")
    title = NormalisedCharField("ชื่อเรื่อง", max_length=160)
    body = NormalisedTextField("เรื่อง")
    licence = models.CharField(
        "เอาไปเล่าต่ออย่างไรได้บ้าง",
        max_length=20,
        choices=Story.Licence.choices,
        default=Story.Licence.BY_SA,
    )
    aspects = models.ManyToManyField(Aspect, verbose_name="ด้าน", related_name="+", blank=True)
    same_words_as = models.ForeignKey(
        "self",
        verbose_name="คำเดียวกับฉบับ",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="ฉบับที่หมู่บ้านตอบแล้ว ต่างกันเฉพาะสิ่งที่หมู่บ้านไม่ได้ตอบ",
    )
    by = models.ForeignKey(User, verbose_name="คนแก้", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("เมื่อ", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "ฉบับของเรื่อง"
        ordering = ["story", "position"]
        constraints = [
            models.UniqueConstraint(fields=["story", "position"], name="revisions_are_numbered")
        ]

    def __str__(self):
        return f"{self.title} (ฉบับที่ {self.position})"

    @property
    def excerpt(self) -> str:
        """The first lines as written, for those who may read them so."""
        return excerpt(self.body)

    @property
    def teller_names(self) -> list[str]:
        """The tellers as written, for those who may know them; others ask `Story.shown`."""
        return [teller.spoken_name for teller in self.tellers.all()]

    @property
    def tellers_line(self) -> str:
        """ป้าสมจิตกับลุงเอื้อน: the tellers as written and as one would say them."""
        return and_list(self.teller_names)


class Teller(models.Model):
    """A villager who told the story. Tellers are named before the scribe."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="tellers")
    position = models.PositiveSmallIntegerField()
    person = models.ForeignKey(
        Person, verbose_name="ใคร", on_delete=models.PROTECT, related_name="told"
    )

    class Meta:
        verbose_name = verbose_name_plural = "ผู้เล่า"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "position"], name="tellers_are_numbered")
        ]

    def __str__(self):
        return self.spoken_name

    @property
    def spoken_name(self) -> str:
        """ป้าสมจิต, as written; what everybody sees is `Shown.tellers`."""
        return self.person.spoken_name


class Nugget(models.Model):
    """A small how-to inside a text, credited to its holder (ขุมความรู้)."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="nuggets")
    position = models.PositiveSmallIntegerField()
    knows = NormalisedCharField("รู้เรื่องอะไร", max_length=120)
    how = NormalisedTextField("เคล็ดของเขา", blank=True)
    holder = models.ForeignKey(
        Person, verbose_name="ใครรู้", on_delete=models.PROTECT, related_name="knows"
    )

    class Meta:
        verbose_name = verbose_name_plural = "เคล็ด"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "position"], name="nuggets_are_numbered")
        ]

    def __str__(self):
        return self.knows


class RevisionPhotoQuerySet(models.QuerySet):
    """Questions about photos inside a text."""

    def standing(self):
        """Photos not taken out since, with what draws them."""
        return self.filter(photo__removed_at=None).select_related("photo")

    def allowed(self, where: str, on=None):
        """Photos whose people all agreed to be seen in `where` on the day `on` (today).

        What a photo shows must have been said; one with faces must say whose, and one with the
        face of a child needs that child's guardian.
        """
        seen = PhotoPerson.objects.filter(photo=OuterRef("photo"))
        faces = seen.filter(what=PhotoPerson.What.FACE)
        wide = Q(photo__shows=Photo.Shows.WIDE)
        return self.standing().filter(
            wide | (Q(photo__shows=Photo.Shows.FACES) & Exists(faces)),
            wide | Q(photo__children=False) | Exists(faces.filter(person__is_child=True)),
            ~Exists(seen.without_leave(where, on)),
            photo__hidden_at=None,
        )

    def published(self):
        """Photos in a text that a village has said yes to: the one gate, asked for photos."""
        published = Story.objects.published().values("published_revision")
        return self.allowed(WEB).filter(revision__in=published)


class RevisionPhoto(DrawnLikeItsPhoto, models.Model):
    """A photo as one revision shows it: its place in the row and its words at that time."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="shown_photos")
    photo = models.ForeignKey(Photo, on_delete=models.PROTECT, related_name="shown_in")
    position = models.PositiveSmallIntegerField()
    caption = NormalisedCharField("คำใต้ภาพ", max_length=300, blank=True)
    alt = NormalisedCharField("ในรูปมีอะไร", max_length=300, blank=True)

    objects = RevisionPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "รูปในเรื่อง"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "position"], name="shown_photos_are_numbered"
            ),
            models.UniqueConstraint(fields=["revision", "photo"], name="photo_once_per_revision"),
        ]

    def __str__(self):
        return self.caption or self.alt or "รูป"


class Reads(models.Model):
    """How often a story was opened; gathered elsewhere and added in batches. Ranks nothing."""

    story = models.OneToOneField(
        Story, primary_key=True, on_delete=models.CASCADE, related_name="reads"
    )
    count = models.PositiveIntegerField("อ่านแล้ว (ครั้ง)", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "การอ่าน"

    def __str__(self):
        return f"{self.count}"
