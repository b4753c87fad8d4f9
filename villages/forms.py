"""The shape of what people type about keepers, goals and helping hands. Rules stay with the deeds.

The names of fields are those of the deeds' arguments, so that what a deed refuses stands beside
the field it is about.
"""

from django import forms
from django.utils import timezone

from kmnet.thai.fields import ThaiCharField, ThaiDateField, ThaiTextField
from villages import words
from villages.models import Aspect, Goal, SupportRequest

OFF = "taken_off"


def area(rows: int) -> forms.Textarea:
    """A box of that many lines to type in."""
    return forms.Textarea(attrs={"rows": rows})


class SaidForm(forms.Form):
    """What a village says face to face: who said it, and who heard it as well."""

    said_by = ThaiCharField(label="ใครในหมู่บ้านเป็นคนบอก", max_length=160, required=False)
    witness = ThaiCharField(
        label="พยาน",
        help_text="ชื่อคนที่ได้ยินด้วยกันตอนนั้น สองชื่อนี้ไม่ขึ้นหน้าเว็บ",
        max_length=160,
        required=False,
    )

    def word(self, taken_by) -> words.Word:
        """The village's word, from a form without errors, as `taken_by` heard it."""
        data = self.cleaned_data
        return words.in_person(said_by=data["said_by"], witness=data["witness"], taken_by=taken_by)

    def but_the_word(self) -> dict:
        """The rest of what was typed, by the names of the deed's arguments."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("said_by", "witness")
        }


def only_taking_off(form: forms.Form, *others: str) -> None:
    """What is settled can only be taken off: leave the other choices and fields out."""
    form.fields["state"].choices = [row for row in form.fields["state"].choices if row[0] == OFF]
    form.initial["state"] = OFF
    form.summary = "เอาออกจากหน้าหมู่บ้าน"
    for name in others:
        del form.fields[name]


class GoalForm(SaidForm):
    """A goal in the village's own words."""

    summary = "จดความตั้งใจเรื่องใหม่"

    aspect = forms.ModelChoiceField(
        label="ด้านไหน", queryset=Aspect.objects.all(), empty_label="เลือกด้าน"
    )
    words = ThaiTextField(
        label="หมู่บ้านตั้งใจว่าอย่างไร",
        help_text="ใช้คำของเขาเอง ประโยคเดียวก็พอ คนทั่วไปจะได้อ่าน",
        widget=area(2),
        max_length=300,
        required=False,
    )

    field_order = ("aspect", "words", "said_by", "witness")


class GoalSettleForm(SaidForm):
    """What became of a goal."""

    summary = "มีอะไรเปลี่ยน: ถึงแล้ว วางลงก่อน หรือเอาออก"

    state = forms.ChoiceField(
        label="ตอนนี้เป็นอย่างไร",
        choices=[
            (Goal.State.REACHED, "ถึงแล้ว"),
            (Goal.State.LET_GO, "วางลงก่อน"),
            (OFF, "เอาออกจากหน้าหมู่บ้าน"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "ยังไม่ได้เลือกว่าตอนนี้เป็นอย่างไร"},
    )
    on = ThaiDateField(label="วันไหน (เว้นว่างคือวันนี้)", required=False)
    words = ThaiTextField(
        label="เล่าว่าเป็นมาอย่างไร",
        help_text="เว้นว่างได้",
        widget=area(2),
        max_length=600,
        required=False,
    )

    field_order = ("state", "on", "words", "said_by", "witness")

    def __init__(self, *args, goal: Goal, **kwargs):
        super().__init__(*args, **kwargs)
        if goal.state != Goal.State.WALKING and not self.is_bound:
            only_taking_off(self, "on", "words")


class SupportForm(SaidForm):
    """A hand that the village asks for."""

    summary = "หมู่บ้านอยากขอแรงเรื่องใหม่"

    words = ThaiTextField(
        label="หมู่บ้านอยากให้ช่วยเรื่องอะไร",
        help_text="ใช้คำของเขาเอง คนทั่วไปจะได้อ่าน",
        widget=area(3),
        max_length=600,
        required=False,
    )
    needed_by = ThaiCharField(
        label="อยากได้เมื่อไร", help_text="เช่น ก่อนหน้าฝน เว้นว่างได้", max_length=120, required=False
    )

    field_order = ("words", "needed_by", "said_by", "witness")


class SupportCloseForm(SaidForm):
    """What became of a request."""

    summary = "มีอะไรเปลี่ยน: เสร็จแล้ว ไม่ขอแล้ว หรือเอาออก"

    state = forms.ChoiceField(
        label="ตอนนี้เป็นอย่างไร",
        choices=[
            ("closed", "เสร็จแล้ว ขอบคุณ"),
            ("withdrawn", "ไม่ขอแล้ว"),
            (OFF, "เอาออกจากหน้าหมู่บ้าน"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "ยังไม่ได้เลือกว่าตอนนี้เป็นอย่างไร"},
    )
    thanks = ThaiTextField(
        label="คำขอบคุณของหมู่บ้าน",
        help_text="เมื่อเสร็จแล้ว คนทั่วไปจะได้อ่าน",
        widget=area(2),
        max_length=600,
        required=False,
    )

    field_order = ("state", "thanks", "said_by", "witness")

    def __init__(self, *args, request: SupportRequest, **kwargs):
        super().__init__(*args, **kwargs)
        if request.state != SupportRequest.State.OPEN and not self.is_bound:
            only_taking_off(self, "thanks")


class OfferForm(forms.Form):
    """What a partner can bring."""

    words = ThaiTextField(
        label="ช่วยอะไรได้บ้าง",
        help_text="ใส่เบอร์โทรไว้ให้หมู่บ้านติดต่อก็ได้ คนทั่วไปเห็นแค่ชื่อคุณ",
        widget=area(3),
        max_length=600,
        required=False,
    )


class AppointForm(forms.Form):
    """A keeper, and the village's word for it."""

    called = ThaiCharField(
        label="เรียกกันว่า", help_text="ลุง ป้า ผู้ใหญ่ …", max_length=40, required=False
    )
    name = ThaiCharField(label="ชื่อ นามสกุล", max_length=120, required=False)
    vouched = ThaiCharField(
        label="ใครในหมู่บ้านฝากให้ดูแล",
        help_text="เช่น ที่ประชุมหมู่บ้าน หรือ ผู้ใหญ่เอื้อนกับกรรมการสามคน",
        max_length=200,
        required=False,
    )
    vouched_on = ThaiDateField(label="ฝากไว้วันไหน")
    since = ThaiDateField(label="เริ่มดูแลตั้งแต่ (เว้นว่างคือวันนี้)", required=False)
    phone = ThaiCharField(
        label="โทรศัพท์", help_text="ไม่แสดงที่ไหน ใช้โทรนัดเท่านั้น", max_length=30, required=False
    )
    show_name = forms.BooleanField(
        label="เจ้าตัวตกลงให้ขึ้นชื่อในหน้าหมู่บ้าน",
        help_text="ไม่ติ๊กก็ได้ หน้าหมู่บ้านจะบอกแค่ว่ามีผู้ดูแลกี่คน",
        required=False,
    )


class EndForm(forms.Form):
    """The end of a keeper's time."""

    on = ThaiDateField(
        label="วางมือวันไหน", initial=timezone.localdate, help_text="ลิงก์ใช้ไม่ได้ตั้งแต่วันนั้น"
    )
    why = ThaiCharField(
        label="เพราะอะไร", help_text="เช่น ย้ายไปอยู่กับลูก เว้นว่างได้", max_length=300, required=False
    )
