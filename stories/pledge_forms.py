"""The shape of what becomes of a promise or a change, and of a companion's own review."""

from django import forms

from kmnet.thai.fields import ThaiTextField
from members.models import User
from stories import missing, pledges
from stories.answer_forms import area
from stories.forms import refuse_private_numbers
from stories.models import CompanionReview
from stories.models.pledges import Pledge, PledgeStep

What = PledgeStep.What


def partners_near(village, but: User):
    """Active partners of the village's district, without the one who holds it now."""
    return missing.partners_in(village.tambon.district).exclude(pk=but.pk)


class PledgeForm(forms.Form):
    """ทำแล้ว (how), ฝากต่อ (to whom) or ขอวางไว้ (why)."""

    what = forms.ChoiceField(
        label="ไปถึงไหนแล้ว",
        choices=What.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "เลือกก่อนว่าทำแล้ว ฝากต่อ หรือขอวางไว้"},
    )
    words = ThaiTextField(
        label="ทำอย่างไร หรือเพราะอะไร",
        help_text="หมู่บ้านจะได้อ่านด้วย สั้นๆ ก็พอ",
        widget=area(3),
        max_length=1000,
        required=False,
    )
    to = forms.ModelChoiceField(
        label="ถ้าฝากต่อ ฝากกับใคร",
        queryset=User.objects.none(),
        required=False,
        empty_label="เลือกคน",
    )

    def __init__(self, *args, pledge: Pledge, **kwargs):
        super().__init__(*args, **kwargs)
        self.pledge = pledge
        if pledge.visit.village:
            self.fields["to"].queryset = partners_near(pledge.visit.village, pledge.holder)
        if not self.fields["to"].queryset.exists():
            del self.fields["to"]
            self.fields["what"].choices = [c for c in What.choices if c[0] != What.PASSED]

    def clean(self):
        data = refuse_private_numbers(self, super().clean())
        if data.get("what") == What.PASSED and not data.get("to"):
            self.add_error("to", "เลือกก่อนว่าฝากกับใคร")
        return data

    def do(self, by: User) -> Pledge:
        """Do what was chosen. Raises ValidationError as the deed does."""
        data = self.cleaned_data
        about = {"pledge": self.pledge, "words": data["words"], "by": by}
        if data["what"] == What.PASSED:
            return pledges.pass_on(to=data["to"], **about)
        deed = pledges.keep if data["what"] == What.KEPT else pledges.release
        return deed(**about)


class ReviewForm(forms.ModelForm):
    """คุยกันหลังลงพื้นที่ in one's own voice; one sentence anywhere is enough."""

    class Meta:
        model = CompanionReview
        fields = ["expected", "beyond", "short", "taken_home"]

    expected = ThaiTextField(label="คิดไว้ว่าจะได้", widget=area(2), max_length=2000, required=False)
    beyond = ThaiTextField(label="ได้เกินคิด", widget=area(2), max_length=2000, required=False)
    short = ThaiTextField(label="ยังไม่ถึง", widget=area(2), max_length=2000, required=False)
    taken_home = ThaiTextField(
        label="จะเอากลับไปทำ", widget=area(2), max_length=2000, required=False
    )

    def clean(self):
        data = super().clean()
        if not any(data.get(name) for name in self.Meta.fields) and not self.errors:
            raise forms.ValidationError("ยังไม่ได้เขียนอะไร เขียนช่องไหนก่อนก็ได้ ประโยคเดียวก็พอ")
        return data

    def _post_clean(self):
        # An empty review is refused above, in a sentence; the model's rule is for other doors.
        if not self.errors:
            super()._post_clean()
