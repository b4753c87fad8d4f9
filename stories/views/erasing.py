"""Erasing a person of a story: the coordinator reads what would happen, says why, and presses."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from kmnet.thai.fields import ThaiCharField
from kmnet.views import posted
from members.reach import desk_of
from stories import erasing
from stories.models import Person


class EraseForm(forms.Form):
    """Why somebody is erased, and that the list was read."""

    reason = ThaiCharField(
        label="ลบเพราะอะไร",
        help_text="เช่น เจ้าตัวขอเมื่อวันที่ 3 มีนาคม 2569 ไม่ต้องใส่ชื่อ",
        max_length=200,
        required=False,
    )
    read = forms.BooleanField(
        label="อ่านรายการข้างบนแล้ว รู้ว่าเรียกคืนไม่ได้",
        error_messages={"required": "อ่านรายการข้างบนก่อน แล้วติ๊กตรงนี้"},
    )


@login_required
@require_http_methods(["GET", "POST"])
def person_erase(request, person_uuid):
    """The plan of erasing a person, and the deed. 404 for all but the district's coordinators."""
    people = Person.objects.select_related("village__tambon__district")
    person = get_object_or_404(people, uuid=person_uuid)
    if not desk_of(request.user).covers(person.village.tambon.district_id):
        raise Http404
    if person.erased_at:
        return render(request, "stories/erased.html", {"record": person.erasure, "person": person})
    form = EraseForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            erasing.erase(person=person, by=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "ลบแล้ว เรื่องของหมู่บ้านยังอยู่ ไม่มีชื่อเขาแล้ว")
            return redirect("stories:person-erase", person_uuid)
    page = {"person": person, "plan": erasing.plan(person), "form": form}
    return render(request, "stories/erase.html", page)
