"""The shape of what is typed about handing over, and of the yearly answer."""

from django import forms
from django.utils import timezone

from kmnet.thai.fields import ThaiDateField, ThaiTextField
from members import handover
from members.forms import area
from members.models import Handover, HandoverLine, Posting, StillWalking, User


class OpenForm(forms.Form):
    """Why somebody hands over, and until when they are still here."""

    why = forms.ChoiceField(
        label="เพราะ",
        choices=Handover.Why.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "แตะเลือกก่อนว่าเพราะอะไร"},
    )
    last_day = ThaiDateField(label="อยู่ถึงวันไหน", help_text="ระหว่างนี้ยังเดินด้วยกันกับคนรับไม้ได้")
    words = ThaiTextField(
        label="อยากฝากบอกอะไรกับคนรับไม้", widget=area(3), max_length=2000, required=False
    )

    def __init__(self, *args, giver: User, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.giver, self.by = giver, by
        if giver.pk == by.pk:
            reasons = [each for each in Handover.Why.choices if each[0] != Handover.Why.GONE]
            self.fields["why"].choices = reasons
        else:
            self.fields["last_day"].required = False
            self.fields["last_day"].help_text = "ถ้าไปแล้วเว้นว่างได้ ผู้ประสานงานรับฝากไว้ทันที"
        if not giver.is_active:
            self.initial.setdefault("why", Handover.Why.GONE)

    def clean(self):
        data = super().clean()
        gone = data.get("why") == Handover.Why.GONE or not self.giver.is_active
        if not data.get("last_day") and "last_day" not in self.errors:
            if gone:
                data["last_day"] = timezone.localdate()
            else:
                self.add_error("last_day", "ยังไม่ได้ใส่ว่าอยู่ถึงวันไหน")
        return data

    def do(self) -> Handover:
        """Open it. Raises ValidationError as the deed does."""
        return handover.open_handover(giver=self.giver, by=self.by, **self.cleaned_data)


class ForForm(forms.Form):
    """For whom a coordinator opens a handover."""

    who = forms.ModelChoiceField(
        label="เปิดแทนใคร", queryset=User.objects.none(), empty_label="เลือกคน"
    )

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        people = User.objects.exclude(pk=by.pk)
        if not handover.desk_of(by).all_districts:
            districts = handover.desk_of(by).districts
            people = people.filter(postings__district__in=districts) | people.filter(
                duties__district__in=districts
            )
        self.fields["who"].queryset = people.distinct()


class OfferForm(forms.Form):
    """Whom to ask to take which lines; ticks stand beside the lines, outside the form."""

    to = forms.ModelChoiceField(
        label="ขอให้ใครรับไม้",
        queryset=User.objects.none(),
        empty_label="เลือกเพื่อน",
        error_messages={"required": "ยังไม่ได้เลือกว่าขอให้ใครรับ"},
    )

    def __init__(self, *args, lines, giver: User, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.lines, self.by = list(lines), by
        people = User.objects.filter(is_active=True).exclude(pk__in=[giver.pk, by.pk])
        self.fields["to"].queryset = people
        districts = {line.village.tambon.district_id for line in self.lines if line.village}
        self.fields["to"].choices = near_first(people, districts)

    def chosen(self) -> list[HandoverLine]:
        """The lines ticked one by one, and those of each village ticked as a whole."""
        ticked, villages = set(self.data.getlist("lines")), set(self.data.getlist("villages"))
        return [
            line
            for line in self.lines
            if str(line.pk) in ticked or (line.village_id and line.village_id in villages)
        ]

    def do(self) -> tuple[list, list[str]]:
        """Ask. Raises ValidationError as the deed does."""
        return handover.offer(lines=self.chosen(), to=self.cleaned_data["to"], by=self.by)


def near_first(people, districts: set[str]) -> list:
    """Choices of partners: who serves in the districts, then everybody else, names in order."""
    serving = Posting.objects.current().filter(district__in=districts).values("user")
    near = list(people.filter(pk__in=serving))
    others = list(people.exclude(pk__in=serving))
    groups = [("เพื่อนในอำเภอนั้น", near), ("เพื่อนที่อื่น", others)]
    rows = [(label, [(user.pk, user.spoken_name) for user in group]) for label, group in groups]
    return [("", "เลือกเพื่อน"), *(row for row in rows if row[1])]


class GreetForm(forms.Form):
    """A few words about one village."""

    words = ThaiTextField(
        label="ไปถึงแล้วทักใครก่อน",
        help_text="บอกอย่างที่บอกเพื่อน ใครอยู่บ้านไหน ชอบคุยเรื่องอะไร ไม่ต้องใส่เบอร์โทร",
        widget=area(3),
        max_length=2000,
        required=False,
    )


class ReturnForm(forms.Form):
    """Why somebody cannot take a line."""

    words = ThaiTextField(label="ขอฝากคืนเพราะ", widget=area(2), max_length=1000, required=False)


class StillForm(forms.Form):
    """One tap, and words for who wants to add some."""

    answer = forms.ChoiceField(
        choices=StillWalking.Answer.choices, error_messages={"required": "แตะเลือกหนึ่งข้อก่อน"}
    )
    words = ThaiTextField(label="อยากบอกอะไรไหม", widget=area(2), max_length=1000, required=False)
