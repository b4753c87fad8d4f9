"""The shape of a visit round and of its stops. Rules stay with the deeds in `stories.rounds`."""

from django import forms

from kmnet.thai.fields import ThaiCharField, ThaiDateField, ThaiTextField
from members.models import User
from stories import missing
from stories.answer_forms import area
from stories.forms import refuse_private_numbers
from stories.models import RoundStop
from villages.models import District, Village


class RoundForm(forms.Form):
    """A name, the days, and the districts to go to."""

    name = ThaiCharField(
        label="เรียกรอบนี้ว่า",
        help_text="เช่น ห้าอำเภอริมคลองต้นหนาว",
        max_length=160,
        error_messages={"required": "ยังไม่ได้ตั้งชื่อรอบ ชื่อง่ายๆ ก็พอ"},
    )
    words = ThaiTextField(label="ไปเพื่ออะไร", widget=area(2), max_length=1000, required=False)
    begins = ThaiDateField(label="ตั้งแต่วันที่")
    ends = ThaiDateField(label="ถึงวันที่")
    districts = forms.ModelMultipleChoiceField(
        label="ไปอำเภอไหนบ้าง",
        queryset=District.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "ยังไม่ได้เลือกอำเภอ เลือกอย่างน้อยหนึ่งอำเภอ"},
    )

    def clean(self):
        return refuse_private_numbers(self, super().clean())


class StopForm(forms.Form):
    """Which village of the district, which day, and who knows the road."""

    village = forms.ModelChoiceField(
        label="หมู่บ้าน", queryset=Village.objects.none(), required=False, empty_label="ยังไม่ได้เลือก"
    )
    day = ThaiDateField(label="วันไหน", required=False)
    guide = forms.ModelChoiceField(
        label="ใครรู้ทาง", queryset=User.objects.none(), required=False, empty_label="ยังไม่ได้ชวน"
    )

    def __init__(self, *args, stop: RoundStop, **kwargs):
        initial = {"village": stop.village_id, "day": stop.day, "guide": stop.guide_id}
        super().__init__(*args, initial=initial, prefix=f"stop{stop.pk}", **kwargs)
        villages = Village.objects.filter(tambon__district=stop.district_id).with_places()
        self.fields["village"].queryset = villages.order_by("tambon__sort_key", "moo")
        self.fields["guide"].queryset = missing.partners_in(stop.district)
