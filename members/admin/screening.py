"""The screening desk: what waits, oldest first, and a file that reads from top to bottom.

Every deed in the file is a small form that posts to an address of its own; one that comes back
with an error shows the whole file again with everything typed still there.
"""

from dataclasses import dataclass
from functools import partial

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST

from kmnet.admin import DeskAdmin, LookOnly
from kmnet.thai.admin import be_column
from kmnet.views import posted
from members import files, letters, screening, telling, voices
from members.admin.scope import DistrictScope, ProvinceOnly, choices_within, reach
from members.checklist import checklist, missing, walks_with, walks_with_each
from members.forms import (
    AskVoiceForm,
    DecideForm,
    EvidenceForm,
    MoreWordsForm,
    MoveForm,
    RelationForm,
    ReplaceVoiceForm,
    TakeDownForm,
)
from members.history import acting
from members.models import Criterion, Decision, Erasure, Event, Nomination, User, Voice
from members.models.nominations import file_address
from villages.models import District


class WaitingFilter(admin.SimpleListFilter):
    """The queue first: whoever waits for a word is what the desk opens with."""

    title = "ตอนนี้"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("all", "ทั้งหมด"), *Nomination.State.choices]

    def choices(self, changelist):
        yield {
            "selected": self.value() is None,
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
            "display": "ที่รออยู่",
        }
        for value, label in self.lookup_choices:
            yield {
                "selected": self.value() == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }

    def queryset(self, request, queryset):
        # A file that joined another is read there.
        queryset = queryset.filter(same_as=None)
        if self.value() is None:
            return queryset.filter(pk__in=Nomination.objects.queue().values("pk"))
        if self.value() == "all":
            return queryset
        return queryset.filter(state=self.value())


class DistrictFilter(admin.SimpleListFilter):
    """Only the coordinator's districts from which somebody was told of stand to choose."""

    title = "อำเภอ"
    parameter_name = "district"

    def lookups(self, request, model_admin):
        told = model_admin.get_queryset(request).order_by().values("district")
        return [(each.code, each.name) for each in District.objects.filter(pk__in=told)]

    def queryset(self, request, queryset):
        return queryset.filter(district=self.value()) if self.value() else queryset


@dataclass(frozen=True)
class Deed:
    """One thing to do with a file: its form, what it calls, what it says when done."""

    form: type[forms.Form]
    do: object
    done: str


def ask_voice(*, nomination, by, **data):
    """Ask for a voice from the file."""
    return voices.ask(nomination=nomination, by=by, **data)


class EmptyForm(forms.Form):
    """For a button without questions."""


DEEDS = {
    "evidence": Deed(EvidenceForm, screening.add_evidence, "จดสิ่งที่เห็นไว้แล้ว"),
    "words": Deed(MoreWordsForm, telling.tell_more, "เติมคำเล่าแล้ว"),
    "voice": Deed(AskVoiceForm, ask_voice, "จดชื่อไว้แล้ว ส่งลิงก์ให้เขาได้เลย"),
    "relation": Deed(RelationForm, telling.declare_relation, "จดความเกี่ยวข้องไว้แล้ว"),
    "move": Deed(MoveForm, telling.move, "ย้ายแฟ้มไปอำเภอใหม่แล้ว"),
    "open": Deed(EmptyForm, files.open_for_person, "เปิดแฟ้มให้เจ้าตัวอ่านแล้ว ลิงก์อยู่ท้ายแฟ้ม"),
}
VOICE_DEEDS = {
    "take-down": Deed(TakeDownForm, voices.take_down, "จดเสียงไว้แล้ว"),
    "renew": Deed(EmptyForm, voices.renew, "ทำลิงก์ใหม่แล้ว ลิงก์เดิมใช้ไม่ได้อีก"),
    "replace": Deed(ReplaceVoiceForm, voices.replace, "เปลี่ยนคนแล้ว ส่งลิงก์ใหม่ให้เขาได้เลย"),
}


class DeskList(ChangeList):
    """Works out what each file of the page lacks, for all of them together."""

    def get_results(self, request):
        super().get_results(request)
        criteria = list(Criterion.objects.filter(matters=True))
        walks = walks_with_each(self.result_list)
        for nomination in self.result_list:
            nomination.lacking = missing(checklist(nomination, criteria, walks[nomination.pk]))


def waits(nomination: Nomination) -> bool:
    """Whether a word of the network is waited for."""
    return nomination.state in (Nomination.State.WAITING, Nomination.State.SECOND)


@admin.register(Nomination)
class NominationAdmin(DeskAdmin):
    """People met on the way. The list is the queue; a name opens the file."""

    list_display = ["file_link", "district", "waiting", "state", "still_missing"]
    list_display_links = None
    list_filter = [WaitingFilter, DistrictFilter]
    search_fields = ["name", "called", "tellings__words"]
    ordering = ["waits_since", "pk"]
    fields = ["called", "name", "title", "agency", "agency_words"]

    def get_queryset(self, request):
        return Nomination.objects.in_care_of(request.user).with_file()

    def get_search_results(self, request, queryset, search_term):
        found, _ = super().get_search_results(request, queryset, search_term)
        return found.distinct(), False

    def get_changelist(self, request, **kwargs):
        return DeskList

    def changelist_view(self, request, extra_context=None):
        extra_context = {"title": "คนที่ได้พบ ใครรอคุยกันอยู่", **(extra_context or {})}
        return super().changelist_view(request, extra_context)

    def has_add_permission(self, request) -> bool:
        return False

    def get_readonly_fields(self, request, obj=None):
        # Whoever is barred by the person's agency does not write the agency away.
        barred = obj is not None and screening.who_may_not_decide(obj, request.user)
        return ["agency", "agency_words"] if barred else []

    def save_model(self, request, obj, form, change):
        with acting(request.user):
            super().save_model(request, obj, form, change)

    @admin.display(description="ชื่อ")
    def file_link(self, nomination: Nomination) -> str:
        if nomination.state == Nomination.State.ERASED:
            return nomination.spoken_name
        address = reverse("admin:members_nomination_file", args=[nomination.pk])
        return format_html('<a href="{}">{}</a>', address, nomination.spoken_name)

    @admin.display(description="รอมาแล้ว")
    def waiting(self, nomination: Nomination) -> str:
        if not waits(nomination):
            return ""
        days = nomination.days_waiting
        if not days:
            return mark_safe("<span>เพิ่งมาวันนี้</span>")
        return format_html('<span class="says">{} วัน</span>', days)

    @admin.display(description="ยังขาด")
    def still_missing(self, nomination: Nomination) -> str:
        if not waits(nomination):
            return ""
        if not nomination.lacking:
            return mark_safe("<span>ครบแล้ว คุยกันได้</span>")
        names = dict.fromkeys(item.short or item.name for item in nomination.lacking)
        return format_html('<span class="says">{}</span>', " · ".join(names))

    def get_urls(self):
        def address(route, view, name):
            return path(route, self.admin_site.admin_view(view), name=f"members_nomination_{name}")

        return [
            address("<int:pk>/file/", self.file_view, "file"),
            address("<int:pk>/decide/", self.decide_view, "decide"),
            address("<int:pk>/join/<int:other>/", require_POST(self.join_view), "join"),
            address(
                "<int:pk>/voices/<int:voice>/<slug:deed>/",
                require_POST(self.voice_view),
                "voice_deed",
            ),
            *(
                address(f"<int:pk>/{name}/", require_POST(partial(self.deed_view, name)), name)
                for name in DEEDS
            ),
            *super().get_urls(),
        ]

    # -- the file

    def found(self, request, pk: int) -> Nomination:
        """The nomination, inside this coordinator's districts. Raises Http404 otherwise."""
        nomination = self.get_queryset(request).filter(pk=pk).first()
        if nomination is None or nomination.state == Nomination.State.ERASED:
            raise Http404
        return nomination

    def file_view(self, request, pk: int):
        """The whole file, from the person down to what happened when."""
        return self.show_file(request, self.found(request, pk))

    def show_file(self, request, nomination: Nomination, bound: dict | None = None):
        """The file's page; `bound` holds a form that came back with an error, by its name."""
        walks = walks_with(nomination)
        shown = {
            name: self.narrowed(request, deed.form(prefix=name)) for name, deed in DEEDS.items()
        }
        page = self.admin_site.each_context(request) | {
            "title": nomination.spoken_name,
            "nomination": nomination,
            "checklist": checklist(nomination, walks=walks),
            "walks": walks,
            "perhaps": telling.perhaps_the_same(nomination),
            "hindrance": screening.who_may_not_decide(nomination, request.user),
            "history": Event.objects.filter(nomination_id=nomination.pk),
            "replies": nomination.replies.all(),
            "voices": [self.voice_row(voice, bound or {}) for voice in nomination.voices.all()],
            "deeds": shown | (bound or {}),
            "open_deed": next(iter(bound or {}), ""),
            "own_file": self.own_file_address(nomination),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/members/nomination/file.html", page)

    def narrowed(self, request, form: forms.Form) -> forms.Form:
        """A form whose choices of people stay inside the coordinator's districts.

        Districts stay whole: a peer comes from another one, and people move to others.
        """
        people = choices_within(reach(request), User)
        if people is not None:
            for field in form.fields.values():
                if isinstance(field, forms.ModelChoiceField) and field.queryset.model is User:
                    field.queryset = field.queryset.filter(pk__in=people.values("pk"))
        return form

    def voice_row(self, voice: Voice, bound: dict) -> dict:
        """A voice with what can be done about it while it is waited for."""
        return {
            "voice": voice,
            "address": settings.SITE_URL + voice.get_absolute_url() if voice.is_waiting else "",
            "forms": {
                name.replace("-", "_"): bound.get(f"{voice.pk}-{name}")
                or deed.form(prefix=f"v{voice.pk}")
                for name, deed in VOICE_DEEDS.items()
            },
        }

    def own_file_address(self, nomination: Nomination) -> str:
        """The link under which the person reads the file, while it is open to them."""
        open_until = nomination.file_open_until
        if open_until is None or open_until < timezone.now():
            return ""
        return settings.SITE_URL + file_address(nomination)

    # -- deeds

    def deed_view(self, name: str, request, pk: int):
        """Do one thing with the file, or show it again with what was typed."""
        nomination, deed = self.found(request, pk), DEEDS[name]
        form = self.narrowed(request, deed.form(request.POST, prefix=name))
        return self.run(request, nomination, name, form, deed, nomination=nomination)

    def voice_view(self, request, pk: int, voice: int, deed: str):
        """Do one thing about a voice that is waited for."""
        nomination = self.found(request, pk)
        chosen = nomination.voices.filter(pk=voice).first()
        if chosen is None or deed not in VOICE_DEEDS:
            raise Http404
        form = VOICE_DEEDS[deed].form(request.POST, prefix=f"v{voice}")
        return self.run(
            request, nomination, f"{voice}-{deed}", form, VOICE_DEEDS[deed], voice=chosen
        )

    def run(self, request, nomination, name: str, form: forms.Form, deed: Deed, /, **about):
        """Bind, do, say, go on; the same for every deed in the file."""
        if form.is_valid():
            try:
                deed.do(by=request.user, **about, **form.cleaned_data)
            except ValidationError as error:
                if not hasattr(error, "error_dict") or set(error.error_dict) <= set(form.fields):
                    form.add_error(None, error)
                else:
                    form.add_error(None, error.messages)
            else:
                messages.success(request, deed.done)
                return self.back_to(request, nomination)
        if not form.fields:
            messages.warning(request, " ".join(form.non_field_errors()))
            return redirect("admin:members_nomination_file", nomination.pk)
        return self.show_file(request, nomination, {name: form})

    def back_to(self, request, nomination: Nomination):
        """The file; the list, when the file has moved out of this coordinator's districts."""
        if self.get_queryset(request).filter(pk=nomination.pk).exists():
            return redirect("admin:members_nomination_file", nomination.pk)
        return redirect("admin:members_nomination_changelist")

    def join_view(self, request, pk: int, other: int):
        """A human says that two files are about one person."""
        joining, into = sorted(
            (self.found(request, pk), self.found(request, other)), key=lambda each: -each.pk
        )
        try:
            telling.join(nomination=joining, into=into, by=request.user)
        except ValidationError as error:
            messages.warning(request, error.messages[0])
        else:
            messages.success(request, "รวมเป็นแฟ้มเดียวแล้ว คนเล่าอยู่ครบทุกคน")
        return redirect("admin:members_nomination_file", into.pk)

    def decide_view(self, request, pk: int):
        """Write a decision, look at the letter, then let it stand."""
        nomination = self.found(request, pk)
        form = self.narrowed(request, DecideForm(posted(request), nomination=nomination))
        hindrance = screening.who_may_not_decide(nomination, request.user)
        preview = ""
        if request.method == "POST" and form.is_valid():
            if hindrance:
                form.add_error(None, hindrance)
            elif self.wants_preview(request, nomination, form):
                preview = self.preview(request, nomination, form)
            else:
                try:
                    decision = screening.decide(
                        nomination=nomination, by=request.user, **form.cleaned_data
                    )
                except ValidationError as error:
                    form.add_error(None, error)
                    # Pressing again decides in full view of what stands now.
                    form.data = form.data.copy()
                    form.data["seen"] = nomination.decisions.count()
                else:
                    nomination.refresh_from_db()
                    messages.success(request, self.what_follows(nomination, decision))
                    return redirect("admin:members_nomination_file", pk)
        page = self.admin_site.each_context(request) | {
            "title": f"คุยกันเรื่อง{nomination.spoken_name}",
            "nomination": nomination,
            "decisions": nomination.decisions.select_related("by", "companion"),
            "lacking": missing(checklist(nomination)),
            "hindrance": hindrance,
            "form": form,
            "preview": preview,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/members/nomination/decide.html", page)

    def wants_preview(self, request, nomination: Nomination, form: DecideForm) -> bool:
        """The letter is looked at once before an invitation stands."""
        inviting = form.cleaned_data["answer"] == Decision.Answer.INVITE
        return inviting and "confirm" not in request.POST

    def preview(self, request, nomination: Nomination, form: DecideForm) -> str:
        """The letter as it will be sent; empty, with an error on the form, when it could not be."""
        data = form.cleaned_data
        problems = screening.lacking(
            answer=data["answer"],
            reason=data["reason"],
            email=data["email"] or nomination.email,
            companion=data["companion"],
            look_again_on=data["look_again_on"],
        )
        if missing(checklist(nomination)) and not data["incomplete_why"].strip():
            problems["incomplete_why"] = "แฟ้มยังไม่ครบ บอกสั้นๆ ว่าทำไมชวนได้เลย หรือรอให้ครบก่อน"
        if problems:
            form.add_error(None, ValidationError(problems))
            return ""
        first = screening.standing_invite(nomination)
        words = "\n\n".join(filter(None, [first and first.reason, data["reason"]]))
        return letters.invitation_text(
            nomination, words=words, by=request.user, link="(ลิงก์ส่วนตัวของเขาจะอยู่ตรงนี้)"
        )

    def what_follows(self, nomination: Nomination, decision: Decision) -> str:
        """What the decision did, in a sentence."""
        if decision.answer == Decision.Answer.NOT_YET:
            return f"จดไว้แล้วว่ายังไม่ใช่ตอนนี้ {decision.companion.spoken_name}จะเดินกับเขา"
        if nomination.state == Nomination.State.SECOND:
            return "จดไว้แล้วว่าชวน รอเพื่อนอีกคนเห็นด้วย แล้วจดหมายจะส่งเอง"
        return f"สองคนเห็นด้วยแล้ว จดหมายชวนส่งถึง{nomination.spoken_name}แล้ว"


@admin.register(Criterion)
class CriterionAdmin(ProvinceOnly, DeskAdmin):
    """The network's own sentences about who has KM in the heart."""

    list_display = ["words", "asked_for", "position"]
    in_words = {"matters": "asked_for"}

    @admin.display(description="ถามหาก่อนชวน", ordering="matters")
    def asked_for(self, criterion: Criterion) -> str:
        # In words: Django's icon for yes and no is read aloud in English.
        return "ใช่" if criterion.matters else "ไม่ต้อง"


COUNTED = {
    "letters": "จดหมาย",
    "tellings": "คำเล่า",
    "evidence": "สิ่งที่เห็น",
    "contacts": "การติดต่อ",
    "voices": "เสียง",
    "decisions": "การตัดสินใจ",
    "invitations": "คำชวน",
    "relations": "ความเกี่ยวข้อง",
    "replies": "คำตอบของเจ้าตัว",
    "public_tellings": "คำเล่าจากหน้าเว็บ",
}


@admin.register(Erasure)
class ErasureAdmin(LookOnly, DistrictScope, DeskAdmin):
    """Files that were erased: when and by which rule, nothing of what stood in them."""

    district_path = "nomination__district"
    list_display = ["file_number", be_column("at", "ลบเมื่อ"), "rule"]
    fields = readonly_fields = ["file_number", be_column("at", "ลบเมื่อ"), "rule", "erased"]

    @admin.display(description="แฟ้มเลขที่", ordering="nomination_id")
    def file_number(self, erasure: Erasure) -> str:
        return str(erasure.nomination_id or "ไม่ได้เปิดแฟ้ม")

    @admin.display(description="ลบอะไรไปเท่าไร")
    def erased(self, erasure: Erasure) -> str:
        parts = [f"{COUNTED[name]} {count}" for name, count in erasure.counts.items() if count]
        return " · ".join(parts) or "ไม่มีอะไรในแฟ้ม"
