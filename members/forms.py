"""The shape of what invited people and deciders type."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from kmnet.thai.fields import ThaiCharField, ThaiTextField
from members.models import Decision, Nomination, User


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


class DecideForm(forms.Form):
    """A decision on a person: the answer, the reason, and for an invitation the e-mail."""

    answer = forms.ChoiceField(
        label="คิดว่า", choices=Decision.Answer.choices, widget=forms.RadioSelect
    )
    reason = ThaiTextField(
        label="เพราะ",
        help_text="เห็นอะไรถึงคิดอย่างนี้ เจ้าตัวจะได้อ่านข้อความนี้ในจดหมายชวน",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=3000,
        required=False,
    )
    email = forms.EmailField(label="อีเมลของเขา (ถ้าชวน)", required=False)
    companion = forms.ModelChoiceField(
        label="เพื่อนร่วมทาง (ถ้ายังไม่ใช่ตอนนี้)",
        queryset=User.objects.filter(is_active=True),
        required=False,
        empty_label="ยังไม่มี",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, nomination: Nomination, **kwargs):
        kwargs.setdefault("initial", {"seen": nomination.decisions.count()})
        super().__init__(*args, **kwargs)
