"""Visits and stories on the desk, to look at. Their states have doors of their own."""

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html

from kmnet.admin import DeskAdmin, LookOnly, LookOnlyInline
from kmnet.thai.admin import be_column
from kmnet.thai.dates import bangkok_today
from members.admin.scope import DistrictsInReach, reach
from stories import printings
from stories.models import (
    Encounter,
    Photo,
    Printing,
    Promise,
    Revision,
    Story,
    VillageApproval,
    Visit,
)
from villages.models import Village


class EncounterInline(LookOnlyInline):
    model = Encounter
    fields = readonly_fields = ["called", "name", "does", "agency_words", "words"]


class PromiseInline(LookOnlyInline):
    model = Promise
    fields = readonly_fields = ["words", "by", "holder", "state", be_column("settled_on", "เมื่อ")]


class PhotoInline(LookOnlyInline):
    model = Photo
    fields = readonly_fields = ["picture", "caption", "alt", be_column("uploaded_at", "ส่งเมื่อ")]

    @admin.display(description="รูป")
    def picture(self, photo: Photo) -> str:
        return format_html('<img src="{}" alt="{}" width="160">', photo.url(320), photo.alt)


class MendedVisitForm(forms.ModelForm):
    """A visit that has arrived keeps its place: a village, or the words for one not found."""

    def clean_village(self):
        village = self.cleaned_data["village"]
        if village is None and not self.instance.place_words:
            raise forms.ValidationError("ยังไม่ได้เลือกหมู่บ้าน เลือกจากรายชื่อก่อน แล้วค่อยเก็บ")
        return village


@admin.register(Visit)
class VisitAdmin(DeskAdmin):
    """Visits that have arrived. Only the village can be mended here, where it was not in the list."""

    form = MendedVisitForm
    list_display = ["number", "place", "author", be_column("day", "วันที่ไป")]
    list_filter = [("village__tambon__district", DistrictsInReach)]
    search_fields = ["good", "village__name", "place_words", "author__name"]
    fields = [
        "number",
        "village",
        "place_words",
        be_column("day", "วันที่ไป"),
        "author",
        "good",
        "smiled",
    ]
    readonly_fields = [field for field in fields if field != "village"]
    raw_id_fields = ["village"]
    inlines = [EncounterInline, PromiseInline, PhotoInline]

    @admin.display(description="หมู่บ้าน")
    def place(self, visit: Visit) -> str:
        return visit.place

    def get_queryset(self, request):
        return Visit.objects.for_user(request.user).kept().with_places()

    def has_add_permission(self, request) -> bool:
        return False


class ApprovalInline(LookOnlyInline):
    model = VillageApproval
    fields = readonly_fields = [
        "revision",
        "answer",
        "words",
        "answered_by",
        "witness",
        be_column("asked_at", "ถามเมื่อ"),
        be_column("answered_at", "ตอบเมื่อ"),
    ]


class RevisionInline(LookOnlyInline):
    model = Revision
    fields = readonly_fields = ["position", "title", "by", be_column("at", "เมื่อ")]


@admin.register(Story)
class StoryAdmin(LookOnly, DeskAdmin):
    """Stories and where they stand with their villages."""

    list_display = [
        "number",
        "newest_title",
        "place_short",
        "scribe",
        "state",
        be_column("published_at", "เผยแพร่เมื่อ"),
    ]
    list_select_related = ["village__tambon__district", "scribe"]
    list_filter = ["state", ("village__tambon__district", DistrictsInReach)]
    search_fields = ["revisions__title", "village__name"]
    fields = readonly_fields = [
        "number",
        "desk",
        "village",
        "scribe",
        "state",
        be_column("published_at", "เผยแพร่เมื่อ"),
    ]
    inlines = [RevisionInline, ApprovalInline]

    @admin.display(description="ชื่อเรื่อง")
    def newest_title(self, story: Story) -> str:
        return max(story.revisions.all(), key=lambda revision: revision.position).title

    @admin.display(description="เจ้าของเรื่อง")
    def place_short(self, story: Story) -> str:
        return story.place_short

    @admin.display(description="อ่าน")
    def desk(self, story: Story) -> str:
        address = reverse("stories:story-desk", args=[story.number])
        return format_html('<a href="{}">เปิดเรื่องนี้บนโต๊ะคนเขียน</a>', address)

    def get_queryset(self, request):
        return Story.objects.for_user(request.user).prefetch_related("revisions")


class PublishedTexts(forms.ModelMultipleChoiceField):
    """Published texts to tick, by number, title and place."""

    # The admin's own class for a list of choices in their whole width.
    widget = forms.CheckboxSelectMultiple(attrs={"class": "radiolist"})

    def label_from_instance(self, revision: Revision) -> str:
        return f"เรื่องที่ {revision.story_id} · {revision.title} · {revision.story.place_short}"


class PrintingForm(forms.ModelForm):
    """A book that is out. A text is noted in it only when its people agreed to stand in a book."""

    revisions = PublishedTexts(label="เรื่องในเล่ม", queryset=Revision.objects.none(), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        public = Story.objects.published().filter(village__in=self.villages)
        choices = Q(pk__in=public.values("published_revision"))
        if self.instance.pk:
            choices |= Q(printings=self.instance)
        self.fields["revisions"].queryset = (
            Revision.objects.filter(choices)
            .select_related("story__village__tambon__district")
            .order_by("-story_id", "-position")
            .distinct()
        )

    def clean_printed_on(self):
        day = self.cleaned_data["printed_on"]
        if day > bangkok_today():
            raise forms.ValidationError("วันพิมพ์ยังมาไม่ถึง ลองดูปี พ.ศ. อีกครั้ง")
        return day

    def clean_revisions(self):
        chosen = self.cleaned_data["revisions"]
        before = set(self.instance.revisions.all()) if self.instance.pk else set()
        refused = [
            f"เรื่องที่ {revision.story_id}: {sentence}"
            for revision in chosen
            if revision not in before
            for sentence in printings.missing_for_book(revision)
        ]
        if refused:
            raise forms.ValidationError(refused)
        return chosen


@admin.register(Printing)
class PrintingAdmin(DeskAdmin):
    """Books and sheets already printed, so that it is known where they lie."""

    list_display = ["title", be_column("printed_on", "พิมพ์เมื่อ"), "copies", "whereabouts"]
    search_fields = ["title", "whereabouts"]
    form = PrintingForm
    fields = ["title", "printed_on", "copies", "whereabouts", "revisions"]

    def get_queryset(self, request):
        found, mine = super().get_queryset(request), reach(request)
        if mine.all_districts:
            return found
        here = Q(revisions__story__village__tambon__district__in=mine.districts)
        return found.filter(here | Q(by=request.user)).distinct()

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        # The coordinator's villages: whose texts may be ticked.
        form.villages = Village.objects.in_reach(reach(request)).values("pk")
        return form

    def has_change_permission(self, request, obj=None) -> bool:
        """A book with other districts' texts in it is the province's to change."""
        if obj is None or not super().has_change_permission(request, obj):
            return super().has_change_permission(request, obj)
        mine = Village.objects.in_reach(reach(request)).values("pk")
        return not obj.revisions.exclude(story__village__in=mine).exists()

    def save_model(self, request, obj, form, change):
        if not change:
            obj.by = request.user
        super().save_model(request, obj, form, change)
