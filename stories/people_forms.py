"""The shape of what is said about a person of a story: how to call them, what they agreed to."""

from django import forms

from kmnet.thai.fields import ThaiCharField, ThaiDateField
from kmnet.thai.names import bare_name, gives_away
from kmnet.thai.private import private_numbers
from stories.models import Person, PersonConsent
from stories.people import ASKED

# The two ways in which somebody else writes an answer down; the third is the person's own link.
TAKEN_DOWN = [choice for choice in PersonConsent.How.choices if choice[0] != PersonConsent.How.LINK]
READ_THIS = ASKED.format(what="ชื่อ หน้าในรูป หรือบ้านหรือสวนในรูป ", where="หน้าเว็บ หนังสือ หรือรายงาน")


class AliasForm(forms.Form):
    """What is said in the place of somebody's name."""

    alias = ThaiCharField(
        label="ชื่อที่ใช้แทน",
        help_text="เช่น ป้าคนหนึ่ง เว้นไว้จะขึ้นว่า ชาวบ้าน",
        max_length=60,
        required=False,
    )

    def __init__(self, *args, person: Person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["alias"].initial = person.alias
        if person.is_child:
            self.fields["alias"].help_text = "เช่น เด็กคนหนึ่ง เว้นไว้จะขึ้นว่า เด็กในหมู่บ้าน"

    def clean_alias(self) -> str:
        """An alias that gives nobody's name away, for it stands where a name may not."""
        alias = self.cleaned_data["alias"]
        people = Person.objects.remembered().filter(village=self.person.village_id)
        mine = bare_name(self.person.called, self.person.name)
        if mine in alias or any(gives_away(alias, each.called, each.name) for each in people):
            raise forms.ValidationError("ชื่อที่ใช้แทนนี้ยังมีชื่อจริงของคนในหมู่บ้านอยู่ เลือกคำอื่น")
        if problem := private_numbers(alias):
            raise forms.ValidationError(problem)
        return alias

    def save(self) -> Person:
        """Keep it; every page says it from the next look on."""
        self.person.alias = self.cleaned_data["alias"]
        self.person.save(update_fields=["alias"])
        return self.person


class PersonForm(AliasForm):
    """What partners keep about a person beside the name."""

    contact = ThaiCharField(
        label="ติดต่อได้ที่",
        help_text="เห็นเฉพาะคนทำงานในอำเภอ ไม่ขึ้นหน้าเว็บ",
        max_length=120,
        required=False,
    )
    is_child = forms.BooleanField(label="เป็นเด็ก ผู้ปกครองตอบแทน", required=False)

    def __init__(self, *args, person: Person, **kwargs):
        super().__init__(*args, person=person, **kwargs)
        self.fields["contact"].initial = person.contact
        self.fields["is_child"].initial = person.is_child

    def clean_is_child(self) -> bool:
        """Who answered must be who may answer: the old yes is taken back before the other is asked."""
        child = self.cleaned_data["is_child"]
        if child != self.person.is_child and self.person.consents.live().exists():
            raise forms.ValidationError(
                "มีคำตกลงที่ไม่ใช่ของผู้ปกครองอยู่ ถอนก่อน แล้วไปถามผู้ปกครอง"
                if child
                else "มีคำตกลงที่ผู้ปกครองตอบไว้ ถอนก่อน แล้วไปถามเจ้าตัว"
            )
        return child

    def save(self) -> Person:
        """Keep all three."""
        for name in ("alias", "contact", "is_child"):
            setattr(self.person, name, self.cleaned_data[name])
        self.person.save(update_fields=["alias", "contact", "is_child"])
        return self.person


class AgreementForm(forms.Form):
    """What somebody agreed to face to face or on paper. Field names are the deed's arguments."""

    what = forms.MultipleChoiceField(
        label="ตกลงเรื่องอะไร",
        choices=PersonConsent.What.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    where = forms.MultipleChoiceField(
        label="ให้ขึ้นที่ไหน",
        choices=PersonConsent.Where.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        initial=[PersonConsent.Where.WEB],
    )
    until = ThaiDateField(label="ถึงวันไหน", help_text="เว้นไว้คือจนกว่าเขาจะบอกถอน", required=False)
    how = forms.ChoiceField(
        label="ตกลงกันอย่างไร",
        choices=TAKEN_DOWN,
        widget=forms.RadioSelect,
        required=False,
        initial=PersonConsent.How.SPOKEN,
    )
    witness = ThaiCharField(
        label="พยาน",
        help_text="คนที่ได้ยินคำตกลงด้วยกันตอนนั้น",
        max_length=160,
        required=False,
    )
    guardian = ThaiCharField(label="ผู้ปกครองที่ตอบแทน", max_length=160, required=False)

    def __init__(self, *args, person: Person, **kwargs):
        super().__init__(*args, **kwargs)
        if not person.is_child:
            del self.fields["guardian"]
