"""What came in through the public form: read here first, then taken up, introduced or laid aside."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.http import require_POST

from kmnet.admin import DeskAdmin, LookOnly
from kmnet.thai.admin import be_column
from members import telling
from members.admin.scope import DistrictScope
from members.models import Posting, PublicTelling, User


class PartnerForm(forms.Form):
    """A partner of the district, to go and meet whoever wrote."""

    partner = forms.ModelChoiceField(
        label="ฝากใครไปพบ", queryset=User.objects.none(), empty_label="เลือกเพื่อนในอำเภอ"
    )

    def __init__(self, *args, district, **kwargs):
        super().__init__(*args, **kwargs)
        serving = Posting.objects.current().filter(district=district)
        self.fields["partner"].queryset = User.objects.filter(
            is_active=True, pk__in=serving.values("user")
        )


@admin.register(PublicTelling)
class PublicTellingAdmin(LookOnly, DistrictScope, DeskAdmin):
    """Nobody but the district's coordinators sees these until one is taken up."""

    list_display = [
        "spoken_name",
        "district",
        "about",
        "state",
        be_column("came_at", "มาถึงเมื่อ"),
    ]
    list_select_related = ["district"]
    list_filter = ["state", "asks_to_join"]
    change_form_template = "admin/members/publictelling/change_form.html"
    fields = readonly_fields = [
        "spoken_name",
        "agency_words",
        "district",
        "met_place",
        "words",
        "teller_name",
        "contact",
        "about",
        be_column("came_at", "มาถึงเมื่อ"),
        "state",
        "handled_by",
        "partner",
    ]

    @admin.display(description="เล่าถึงใคร", ordering="asks_to_join")
    def about(self, told: PublicTelling) -> str:
        # In words: Django's icon for yes and no is read aloud in English.
        return "ตัวเอง อยากรู้จักเรา" if told.asks_to_join else "คนอื่น"

    @admin.display(description="ชื่อ")
    def spoken_name(self, told: PublicTelling) -> str:
        return told.spoken_name

    def get_urls(self):
        def address(route, view, name):
            view = self.admin_site.admin_view(require_POST(view))
            return path(f"<int:pk>/{route}/", view, name=f"members_publictelling_{name}")

        return [
            address("take-up", self.take_up_view, "take_up"),
            address("introduce", self.introduce_view, "introduce"),
            address("set-aside", self.set_aside_view, "set_aside"),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        told = self.get_object(request, object_id)
        form = PartnerForm(district=told.district_id) if told else None
        extra_context = (extra_context or {}) | {"partner_form": form, "told": told}
        return super().change_view(request, object_id, form_url, extra_context)

    def found(self, request, pk: int) -> PublicTelling:
        """The row, inside this coordinator's districts. Raises Http404 otherwise."""
        told = self.get_queryset(request).filter(pk=pk).first()
        if told is None:
            raise Http404
        return told

    def take_up_view(self, request, pk: int):
        """Open a file from a villager's words."""
        try:
            nomination = telling.take_up(telling=self.found(request, pk), by=request.user)
        except ValidationError as error:
            messages.warning(request, error.messages[0])
            return redirect("admin:members_publictelling_change", pk)
        messages.success(request, "เปิดแฟ้มแล้ว")
        return redirect("admin:members_nomination_file", nomination.pk)

    def introduce_view(self, request, pk: int) -> TemplateResponse:
        """Ask a partner of the district to go and meet whoever wrote."""
        told = self.found(request, pk)
        form = PartnerForm(request.POST, district=told.district_id)
        if not form.is_valid():
            messages.warning(request, "ยังไม่ได้เลือกเพื่อนในอำเภอที่จะไปพบ")
            return redirect("admin:members_publictelling_change", pk)
        try:
            telling.introduce(telling=told, partner=form.cleaned_data["partner"], by=request.user)
        except ValidationError as error:
            messages.warning(request, error.messages[0])
        else:
            messages.success(request, "ฝากเพื่อนแล้ว จดหมายบอกวิธีติดต่อส่งถึงเพื่อนแล้ว")
        return redirect("admin:members_publictelling_change", pk)

    def set_aside_view(self, request, pk: int):
        """Lay it aside."""
        try:
            telling.set_aside(telling=self.found(request, pk), by=request.user)
        except ValidationError as error:
            messages.warning(request, error.messages[0])
        else:
            messages.success(request, "วางไว้แล้ว")
        return redirect("admin:members_publictelling_changelist")
