"""The shape of what invited people, tellers, voices and deciders type. Rules stay with the deeds."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from kmnet.public_form import PublicForm
from kmnet.thai.dates import thai_month
from kmnet.thai.fields import ThaiCharField, ThaiDateField, ThaiTextField
from members.models import Criterion, Decision, Evidence, Nomination, User, Voice
from members.models.nominations import month_ahead
from villages.models import District


def area(rows: int) -> forms.Textarea:
    """A box of that many lines to type in."""
    return forms.Textarea(attrs={"rows": rows})


class AcceptForm(forms.Form):
    """Name as one wants to be called, and a password."""

    called = ThaiCharField(
        label="เรียกกันว่า",
        help_text="ปลัด หมอ ครู น้อง … เว้นว่างได้",
        max_length=40,
        required=False,
    )
    name = ThaiCharField(label="ชื่อ นามสกุล", max_length=120)
    password = forms.CharField(
        label="รหัสผ่านที่จะใช้",
        help_text="อย่างน้อย 10 ตัว เป็นประโยคที่จำง่ายก็ได้",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, email: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self):
        data = super().clean()
        if "password" in data:
            person = User(email=self.email, name=data.get("name", ""))
            try:
                validate_password(data["password"], person)
            except ValidationError as error:
                self.add_error("password", error)
        return data


class EvidenceForm(forms.Form):
    """One thing that happened."""

    criterion = forms.ModelChoiceField(
        label="เรื่องนี้บอกอะไร", queryset=Criterion.objects.all(), empty_label="เลือกหนึ่งข้อ"
    )
    direction = forms.ChoiceField(
        label="เห็นว่า", choices=Evidence.Direction.choices, widget=forms.RadioSelect
    )
    what = ThaiTextField(
        label="เกิดอะไรขึ้น", help_text="เล่าเหตุการณ์เดียว ที่เห็นหรือได้ยินมา", widget=area(4), max_length=3000
    )
    place = ThaiCharField(label="ที่ไหน", max_length=200, required=False)
    day = ThaiDateField(label="วันไหน", required=False)
    who_benefited = ThaiCharField(label="ใครได้ประโยชน์", max_length=200, required=False)
    who_says = ThaiCharField(label="ใครเห็น ใครเล่า", max_length=200, required=False)


class MoreWordsForm(forms.Form):
    """Another partner's words about somebody."""

    words = ThaiTextField(label="ทำอะไรไว้ ที่ไหน เพื่อใคร", widget=area(4), max_length=3000)
    met_place = ThaiCharField(label="พบกันที่ไหน", max_length=200, required=False)
    met_on = ThaiDateField(label="พบกันเมื่อ", required=False)
    talked = forms.BooleanField(label="ได้นั่งคุยกันแล้ว", required=False)


class AskVoiceForm(forms.Form):
    """Whom to ask for a voice."""

    kind = forms.ChoiceField(label="เสียงใคร", choices=Voice.Kind.choices, widget=forms.RadioSelect)
    called = ThaiCharField(label="เรียกกันว่า", max_length=40, required=False)
    name = ThaiCharField(label="ชื่อ", max_length=120)
    contact = ThaiCharField(label="ติดต่อที่ (ไม่แสดงที่ไหน)", max_length=120, required=False)
    district = forms.ModelChoiceField(
        label="อยู่อำเภอ (สำหรับเพื่อนต่างอำเภอ)",
        queryset=District.objects.all(),
        required=False,
        empty_label="เลือกอำเภอ",
    )


class VoiceForm(forms.Form):
    """What somebody writes behind their own link."""

    words = ThaiTextField(
        label="เคยทำอะไรด้วยกัน เห็นอะไรในตัวเขา",
        help_text="เล่าเรื่องเดียวก็พอ อย่างที่เล่าให้เพื่อนฟัง",
        widget=area(5),
        max_length=3000,
        required=False,
    )
    feeling = forms.ChoiceField(
        label="คิดว่า", choices=Voice.Feeling.choices, widget=forms.RadioSelect, required=False
    )


class TakeDownForm(VoiceForm):
    """A voice heard in person or by phone, written down by whoever listened."""

    how = forms.ChoiceField(
        label="ฟังอย่างไร",
        choices=[(how.value, how.label) for how in (Voice.How.IN_PERSON, Voice.How.PHONE)],
        widget=forms.RadioSelect,
    )
    witness = ThaiCharField(label="ใครฟังด้วยกัน (ถ้าทางโทรศัพท์)", max_length=120, required=False)


class ReplaceVoiceForm(forms.Form):
    """Somebody else to ask instead."""

    called = ThaiCharField(label="เรียกกันว่า", max_length=40, required=False)
    name = ThaiCharField(label="ชื่อ", max_length=120)
    contact = ThaiCharField(label="ติดต่อที่ (ไม่แสดงที่ไหน)", max_length=120, required=False)


class RelationForm(forms.Form):
    """A tie between a partner and the person."""

    user = forms.ModelChoiceField(
        label="ภาคีคนไหน", queryset=User.objects.filter(is_active=True), empty_label="เลือกคน"
    )
    words = ThaiCharField(label="เกี่ยวกันอย่างไร", max_length=160)


class MoveForm(forms.Form):
    """The district where the person serves now."""

    district = forms.ModelChoiceField(
        label="ย้ายไปอำเภอ", queryset=District.objects.all(), empty_label="เลือกอำเภอ"
    )
    why = ThaiCharField(label="เพราะ", max_length=200)


class DecideForm(forms.Form):
    """A decision on a person, with what either answer asks for."""

    answer = forms.ChoiceField(
        label="คิดว่า", choices=Decision.Answer.choices, widget=forms.RadioSelect
    )
    reason = ThaiTextField(
        label="เพราะ",
        help_text="เห็นอะไรถึงคิดอย่างนี้ ถ้าชวน เจ้าตัวจะได้อ่านข้อความนี้ในจดหมาย",
        widget=area(4),
        max_length=3000,
        required=False,
    )
    email = forms.EmailField(label="อีเมลของเขา (ถ้าชวน)", required=False)
    incomplete_why = ThaiTextField(
        label="แฟ้มยังไม่ครบ แต่ชวนเลยเพราะ", widget=area(2), max_length=1000, required=False
    )
    companion = forms.ModelChoiceField(
        label="เพื่อนร่วมทาง (ถ้ายังไม่ใช่ตอนนี้)",
        queryset=User.objects.filter(is_active=True),
        required=False,
        empty_label="เลือกคนที่จะเดินกับเขา",
    )
    look_again_on = forms.TypedChoiceField(
        label="กลับมาดูกันใหม่เดือน (ถ้ายังไม่ใช่ตอนนี้)",
        required=False,
        empty_value=None,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, nomination: Nomination, **kwargs):
        initial = {"seen": nomination.decisions.count(), "email": nomination.email}
        kwargs.setdefault("initial", initial)
        super().__init__(*args, **kwargs)
        months = {month_ahead(step).isoformat(): month_ahead(step) for step in range(1, 13)}
        field = self.fields["look_again_on"]
        field.choices = [("", "เลือกเดือน"), *((key, thai_month(day)) for key, day in months.items())]
        field.coerce = months.get


class MetForm(PublicForm):
    """The public form: somebody the network should know, in a villager's words."""

    STAMP_SALT = "members.met"

    asks_to_join = forms.BooleanField(label="เล่าถึงตัวเอง อยากรู้จักเครือข่าย", required=False)
    called = ThaiCharField(label="เรียกกันว่า", max_length=40, required=False)
    name = ThaiCharField(label="คนที่เล่าถึง ชื่ออะไร", max_length=120)
    agency_words = ThaiCharField(label="ทำงานที่ไหน หรืออยู่กลุ่มไหน", max_length=160, required=False)
    district = forms.ModelChoiceField(
        label="อยู่อำเภอ", queryset=District.objects.all(), empty_label="เลือกอำเภอ"
    )
    met_place = ThaiCharField(label="พบกันที่ไหน", max_length=200, required=False)
    words = ThaiTextField(
        label="เห็นเขาทำอะไร เพื่อใคร",
        help_text="เล่าเรื่องเดียวก็พอ เช่น ใครเดือดร้อนอะไร แล้วเขามาช่วยอย่างไร",
        widget=area(6),
        max_length=3000,
    )
    teller_name = ThaiCharField(label="คุณชื่ออะไร", max_length=120)
    contact = ThaiCharField(
        label="เราติดต่อคุณกลับได้ที่ไหน",
        help_text="เบอร์โทร ไลน์ หรืออีเมล เห็นเฉพาะผู้ประสานงาน",
        max_length=120,
    )


class FileReplyForm(forms.Form):
    """What the person says to their own file."""

    words = ThaiTextField(
        label="อยากบอกอะไรกับเรื่องที่อยู่ในแฟ้มนี้", widget=area(5), max_length=5000, required=False
    )
