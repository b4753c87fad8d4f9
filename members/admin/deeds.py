"""Deeds of the desk with a page of their own: agencies renamed and merged, people who move."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html_join

from kmnet.thai.fields import ThaiCharField, ThaiDateField
from kmnet.views import posted
from members import agencies, postings
from members.admin.scope import choices_within, reach
from members.models import Agency, Posting
from villages.models import District


class RenameForm(forms.Form):
    """What the agency is called from now on."""

    name = ThaiCharField(label="ชื่อใหม่", max_length=160)
    short_name = ThaiCharField(label="ชื่อสั้นใหม่", max_length=60, required=False)
    until = ThaiDateField(label="ชื่อเดิมใช้ถึงวันไหน", help_text="เว้นว่างคือวันนี้", required=False)
    mistyped = forms.BooleanField(label="ชื่อเดิมแค่พิมพ์ผิด ไม่ต้องเก็บไว้", required=False)

    def __init__(self, *args, row: Agency, request, **kwargs):
        kwargs["initial"] = {"name": row.name, "short_name": row.short_name}
        super().__init__(*args, **kwargs)
        self.row = row

    def do(self) -> None:
        agencies.rename(agency=self.row, **self.cleaned_data)


class MergeForm(forms.Form):
    """Which agency goes on with this one's work, from when."""

    into = forms.ModelChoiceField(
        label="รวมเข้ากับ", queryset=Agency.objects.none(), empty_label="เลือกหน่วยงาน"
    )
    on = ThaiDateField(label="ตั้งแต่วันที่", help_text="เว้นว่างคือวันนี้", required=False)

    def __init__(self, *args, row: Agency, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.row = row
        self.fields["into"].queryset = Agency.objects.filter(merged_into=None).exclude(pk=row.pk)

    def do(self) -> None:
        agencies.merge(agency=self.row, **self.cleaned_data)


class TransferForm(forms.Form):
    """Where somebody serves next, from when."""

    agency = forms.ModelChoiceField(
        label="ไปอยู่หน่วยงาน",
        queryset=Agency.objects.filter(merged_into=None),
        empty_label="เลือกหน่วยงาน",
    )
    title = ThaiCharField(label="ตำแหน่ง", max_length=120, required=False)
    district = forms.ModelChoiceField(
        label="อำเภอ",
        help_text="เว้นว่างเมื่อทำงานทั้งจังหวัด",
        queryset=District.objects.all(),
        required=False,
        empty_label="ทั้งจังหวัด",
    )
    begins = ThaiDateField(label="เริ่มที่ใหม่วันที่", help_text="ที่เดิมสิ้นสุดวันก่อนหน้านั้น")

    def __init__(self, *args, row: Posting, request, **kwargs):
        kwargs["initial"] = {
            "agency": row.agency.current.pk,
            "title": row.title,
            "district": row.district_id,
        }
        super().__init__(*args, **kwargs)
        self.row = row
        allowed = choices_within(reach(request), District)
        if allowed is not None:
            self.fields["district"].queryset = allowed
            self.fields["district"].required = True
            self.fields["district"].empty_label = "เลือกอำเภอ"
            self.fields["district"].help_text = "ย้ายไปอำเภออื่น ให้ผู้ประสานงานจังหวัดเป็นคนจด"

    def do(self) -> None:
        postings.transfer(posting=self.row, **self.cleaned_data)


class DeedPages:
    """For a ModelAdmin with `deeds`: name in the address → (label, form, what is said when done).

    A form is made with the `row` and the `request`, and its `do` raises ValidationError.
    """

    deeds: dict[str, tuple[str, type[forms.Form], str]] = {}

    def may_do(self, request, obj) -> bool:
        """Whether the deeds are open to whoever asks."""
        return self.has_change_permission(request, obj)

    @admin.display(description="ทำอะไรได้อีก")
    def more(self, row) -> str:
        """Links to the deeds."""
        links = [
            (
                reverse(
                    f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=[row.pk]
                ),
                label,
            )
            for name, (label, _, _) in self.deeds.items()
        ]
        return format_html_join(" · ", '<a href="{}">{}</a>', links)

    def get_urls(self):
        stem = f"{self.opts.app_label}_{self.opts.model_name}"
        mine = [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(self.deed_view),
                {"deed": name},
                name=f"{stem}_{name}",
            )
            for name in self.deeds
        ]
        return [*mine, *super().get_urls()]

    def deed_view(self, request, pk: int, deed: str):
        """The form of one deed, and the deed. Raises Http404 for what lies on another's desk."""
        row = self.get_queryset(request).filter(pk=pk).first()
        if row is None or not self.may_do(request, row):
            raise Http404
        label, form_class, done = self.deeds[deed]
        form = form_class(posted(request), row=row, request=request)
        back = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        if request.method == "POST" and form.is_valid():
            try:
                form.do()
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, done)
                return redirect(back, pk)
        page = self.admin_site.each_context(request) | {
            "title": f"{label}: {row}",
            "label": label,
            "form": form,
            "back": reverse(back, args=[pk]),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/members/deed.html", page)
