"""People on the desk: who they are, where they serve, who keeps which village, letters to them."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html

from kmnet.admin import DeskAdmin, LookOnly, LookOnlyInline, is_caretaker
from kmnet.thai.admin import be_column
from kmnet.thai.private import private_numbers
from members import handover, postings
from members.admin.deeds import DeedPages, MergeForm, RenameForm, TransferForm
from members.admin.scope import DistrictScope, DistrictsInReach, ProvinceOnly, reach
from members.models import Agency, AgencyName, Duty, Letter, Posting, User
from villages import keepers
from villages.models import Stewardship


class PostingInline(LookOnlyInline):
    model = Posting
    fields = [
        "agency",
        "title",
        "district",
        be_column("begins", "เริ่ม"),
        be_column("ends", "วันสุดท้าย"),
    ]
    readonly_fields = fields


class DutyInline(LookOnlyInline):
    model = Duty
    fields = ["kind", "district", be_column("begins", "เริ่ม"), be_column("ends", "วันสุดท้าย")]
    readonly_fields = fields


class UserForm(forms.ModelForm):
    """A partner; whoever stops walking leaves nothing without somebody."""

    def clean_is_active(self):
        active = self.cleaned_data["is_active"]
        if self.instance.is_active and not active and not handover.can_leave(self.instance):
            raise handover.NobodyStands
        return active


@admin.register(User)
class UserAdmin(ProvinceOnly, DistrictScope, DeskAdmin):
    """People come in by invitation, and are never deleted: take the tick off instead.

    With the tick a handover opens for all that hangs on them.
    """

    form = UserForm

    district_path = "postings__district"
    list_display = ["spoken_name", "email", "role_names", "walks_with_us"]
    list_filter = [
        "is_active",
        ("postings__district", DistrictsInReach),
        "postings__agency__kind",
    ]
    search_fields = ["name", "called", "email"]
    fields = ["email", "name", "called", "phone", "roles", "retires_on", "is_active"]
    readonly_fields = ["email"]
    in_words = {"is_active": "walks_with_us"}
    inlines = [PostingInline, DutyInline]

    @admin.display(description="ชื่อ", ordering="sort_key")
    def spoken_name(self, user: User) -> str:
        return user.spoken_name

    @admin.display(description="ยังเดินด้วยกัน", ordering="is_active")
    def walks_with_us(self, user: User) -> str:
        # In words: Django's icon for yes and no is read aloud in English.
        return "ใช่" if user.is_active else "พักอยู่"

    @admin.display(description="บทบาทในวง KM")
    def role_names(self, user: User) -> str:
        return user.role_names

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    @transaction.atomic
    def save_model(self, request, obj, form, change):
        opened = None
        if "is_active" in form.changed_data and not obj.is_active:
            opened = handover.leave(User.objects.get(pk=obj.pk), request.user)
        super().save_model(request, obj, form, change)
        if opened:
            said = format_html(
                '{} <a href="{}">{}</a>',
                "งานที่ค้างอยู่ฝากไว้กับผู้ประสานงานแล้ว",
                opened.get_absolute_url(),
                "หาคนรับไม้ต่อ",
            )
            messages.info(request, said)


class EarlierNameInline(LookOnlyInline):
    model = AgencyName
    fields = readonly_fields = ["name", "short_name", be_column("until", "ใช้ถึง")]


@admin.register(Agency)
class AgencyAdmin(DeedPages, ProvinceOnly, DeskAdmin):
    """Agencies. A name is changed by a deed of its own, so that the earlier one is kept."""

    list_display = ["name", "short_name", "kind", "goes_on_as"]
    list_filter = ["kind"]
    list_select_related = ["merged_into"]
    search_fields = ["name", "short_name", "earlier_names__name"]
    fields = ["kind", "name", "short_name"]
    inlines = [EarlierNameInline]
    deeds = {
        "rename": ("เปลี่ยนชื่อ", RenameForm, "จดชื่อใหม่แล้ว ชื่อเดิมยังค้นเจอ"),
        "merge": ("รวมเข้ากับหน่วยงานอื่น", MergeForm, "รวมกันแล้ว ของเดิมยังอยู่ครบ"),
    }

    @admin.display(description="รวมเข้ากับ")
    def goes_on_as(self, agency: Agency) -> str:
        return agency.current.name if agency.merged_into_id else ""

    def get_fields(self, request, obj=None):
        more = ["goes_on_as"] if obj else []
        deeds = ["more"] if obj and self.may_do(request, obj) else []
        return [*super().get_fields(request, obj), *more, *deeds]

    def get_readonly_fields(self, request, obj=None):
        return ["name", "short_name", "goes_on_as", "more"] if obj else []


@admin.register(Posting)
class PostingAdmin(DeedPages, DistrictScope, DeskAdmin):
    """Where people serve. A posting may begin on a day to come."""

    deeds = {"transfer": ("ย้ายไปที่อื่น", TransferForm, "จดการย้ายแล้ว")}

    def get_fields(self, request, obj=None):
        return [*super().get_fields(request, obj), *(["more"] if obj else [])]

    def get_readonly_fields(self, request, obj=None):
        return ["more"] if obj else []

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "agency":
            kwargs["queryset"] = Agency.objects.filter(merged_into=None)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    list_display = [
        "user",
        "agency",
        "title",
        "district",
        be_column("begins", "เริ่ม"),
        be_column("ends", "วันสุดท้าย"),
    ]
    list_select_related = ["user", "agency", "district"]
    list_filter = [("district", DistrictsInReach), "agency__kind"]
    search_fields = ["user__name", "agency__name", "title"]

    def save_model(self, request, obj, form, change):
        if change:
            super().save_model(request, obj, form, change)
            return
        begun = postings.begin_posting(
            user=obj.user,
            agency=obj.agency,
            district=obj.district,
            title=obj.title,
            begins=obj.begins,
            ends=obj.ends,
        )
        obj.pk = begun.pk
        obj._state.adding = False


@admin.register(Duty)
class DutyAdmin(ProvinceOnly, DistrictScope, DeskAdmin):
    """Who looks after what. The desk itself opens and closes with a coordinator's duty."""

    list_display = [
        "user",
        "kind",
        "district",
        be_column("begins", "เริ่ม"),
        be_column("ends", "วันสุดท้าย"),
    ]
    list_select_related = ["user", "district"]
    list_filter = ["kind", ("district", DistrictsInReach)]


class StewardshipForm(forms.ModelForm):
    """A keeper; a new one is checked as the deed will check it."""

    def clean_why(self):
        why = self.cleaned_data["why"]
        if problem := private_numbers(why):
            raise ValidationError(problem)
        return why

    def clean(self):
        data = super().clean()
        if self.instance.pk is None and data.get("village"):
            words = {name: data.get(name) or "" for name in ("name", "called", "vouched")}
            keepers.check(village=data["village"], vouched_on=data.get("vouched_on"), **words)
        return data


@admin.register(Stewardship)
class StewardshipAdmin(DistrictScope, DeskAdmin):
    """Keepers, appointed with the village's word for it, with their link to hand over."""

    district_path = "village__tambon__district"
    list_display = [
        "spoken_name",
        "village",
        be_column("since", "ตั้งแต่"),
        be_column("until", "ถึง"),
    ]
    list_select_related = ["village__tambon__district"]
    search_fields = ["name", "village__name", "village__code"]
    autocomplete_fields = ["village"]
    form = StewardshipForm
    fields = [
        "village",
        "called",
        "name",
        "phone",
        "vouched",
        "vouched_on",
        "show_name",
        "since",
        "until",
        "why",
        "link",
    ]
    readonly_fields = ["link"]

    @admin.display(description="ชื่อ")
    def spoken_name(self, stewardship: Stewardship) -> str:
        return stewardship.spoken_name

    @admin.display(description="ลิงก์ของผู้ดูแล")
    def link(self, stewardship: Stewardship) -> str:
        if not stewardship.pk:
            return "จะมีเมื่อเก็บแล้ว"
        working = stewardship.links.working().first()
        renew = reverse("admin:members_keeper_renew", args=[stewardship.pk])
        if working is None:
            return format_html('ไม่มีลิงก์ที่ใช้ได้ · <a href="{}">ทำลิงก์ใหม่</a>', renew)
        return format_html(
            '<a href="{}">เปิดหน้าของผู้ดูแล</a> · <a href="{}">ทำลิงก์ใหม่แทนอันเดิม</a>',
            f"/keeper/{working.secret}/",
            renew,
        )

    def get_readonly_fields(self, request, obj=None):
        return ["link", "village"] if obj else ["link"]

    def save_model(self, request, obj, form, change):
        if change:
            if obj.until:
                keepers.release(stewardship=obj, on=obj.until, why=obj.why)
            obj.save()
            return
        kept = keepers.appoint(
            village=obj.village,
            name=obj.name,
            called=obj.called,
            vouched=obj.vouched,
            since=obj.since,
            phone=obj.phone,
            vouched_on=obj.vouched_on,
            show_name=obj.show_name,
            by=request.user,
        )
        obj.pk, obj.appointed_by = kept.pk, kept.appointed_by
        obj._state.adding = False

    def get_urls(self):
        renew = path(
            "<int:pk>/renew/", self.admin_site.admin_view(self.renew), name="members_keeper_renew"
        )
        return [renew, *super().get_urls()]

    def renew(self, request, pk: int):
        """Ask once, then make a new link; the old one stops working at once."""
        stewardship = self.get_queryset(request).filter(pk=pk).first()
        if stewardship is None:
            raise Http404
        if request.method == "POST":
            try:
                keepers.renew_link(stewardship=stewardship, by=request.user)
            except ValidationError as error:
                messages.warning(request, error.messages[0])
            else:
                messages.success(request, "ทำลิงก์ใหม่แล้ว ลิงก์เดิมใช้ไม่ได้อีก")
            return redirect("admin:villages_stewardship_change", pk)
        page = self.admin_site.each_context(request) | {
            "title": f"ทำลิงก์ใหม่ให้{stewardship.spoken_name}",
            "stewardship": stewardship,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/members/keeper_renew.html", page)


@admin.register(Letter)
class LetterAdmin(LookOnly, DeskAdmin):
    """Letters and whether they have left. They hold personal links: for the province's eyes."""

    list_display = [
        "subject",
        "to",
        be_column("written_at", "เขียนเมื่อ"),
        be_column("sent_at", "ส่งเมื่อ"),
        "tries",
    ]
    list_filter = [("sent_at", admin.EmptyFieldListFilter)]
    search_fields = ["to", "subject"]
    fields = [
        "to",
        "subject",
        "body",
        be_column("written_at", "เขียนเมื่อ"),
        be_column("sent_at", "ส่งเมื่อ"),
        "tries",
        "trouble",
    ]
    readonly_fields = fields

    def has_module_permission(self, request) -> bool:
        return is_caretaker(request) and reach(request).all_districts

    def has_view_permission(self, request, obj=None) -> bool:
        return is_caretaker(request) and reach(request).all_districts
