"""The shape of asking for something to come down, of deciding, and of asking for another look."""

from django import forms

from kmnet.public_form import PublicForm
from kmnet.thai.fields import ThaiCharField, ThaiTextField
from stories import takedowns
from stories.models import Story, TakeDown, TakeDownDecision

What = TakeDown.What
Answer = TakeDownDecision.Answer
EVERYTHING = "story"


def area(rows: int) -> forms.Textarea:
    """A box of that many lines to type in."""
    return forms.Textarea(attrs={"rows": rows})


class WithdrawForm(PublicForm):
    """ขอให้ถอน: what of a story should come down, chosen among what it shows; who asks, and why."""

    STAMP_SALT = "stories.withdraw"

    which = forms.ChoiceField(
        label="อยากให้ถอนอะไร",
        widget=forms.RadioSelect,
        error_messages={
            "required": "ยังไม่ได้เลือกว่าให้ถอนอะไร",
            "invalid_choice": "สิ่งที่เลือกไม่อยู่ในเรื่องนี้แล้ว เลือกอีกครั้ง",
        },
    )
    said_by = ThaiCharField(
        label="คุณเป็นใคร",
        help_text="บอกชื่อ หรือบอกว่าเกี่ยวกับเรื่องนี้อย่างไรก็พอ เช่น เป็นลูกสาวคนในรูป",
        max_length=160,
        error_messages={"required": "ยังไม่ได้บอกว่าใครเป็นคนขอ บอกชื่อหรือบอกว่าเป็นใครในเรื่องก็ได้"},
    )
    words = ThaiTextField(
        label="เพราะอะไร",
        help_text="เล่าสั้นๆ หรือเว้นไว้ก็ได้",
        widget=area(4),
        max_length=2000,
        required=False,
    )
    contact = ThaiCharField(
        label="เราติดต่อคุณกลับได้ที่ไหน",
        help_text="เว้นไว้ก็ได้ เห็นเฉพาะคนที่ดูแลอำเภอนี้",
        max_length=160,
        required=False,
    )

    def __init__(self, *args, story: Story, **kwargs):
        super().__init__(*args, **kwargs)
        self.shown = {EVERYTHING: (What.STORY, None)}
        for photo in story.shown.photos:
            self.shown[f"photo {photo.photo.uuid}"] = (What.PHOTO, photo)
        # The name itself is the key: it stands on the page already, and the person's own stay in.
        for person in takedowns.names_shown(story):
            self.shown[f"name {person.spoken_name}"] = (What.NAME, person)
        self.fields["which"].choices = [(key, key) for key in self.shown]

    def choices(self) -> list[dict]:
        """What may be chosen, in the order of the page: key, kind, what is shown, ticked or not."""
        chosen = self["which"].value()
        return [
            {"key": key, "what": what, "shown": shown, "chosen": key == chosen}
            for key, (what, shown) in self.shown.items()
        ]

    def asked(self) -> dict:
        """What the deed wants to know, from a form without errors."""
        data = self.cleaned_data
        what, shown = self.shown[data["which"]]
        return {
            "what": what,
            "photo": shown.photo if what == What.PHOTO else None,
            "person": shown if what == What.NAME else None,
            "said_by": data["said_by"],
            "words": data["words"],
            "contact": data["contact"],
        }


ANSWERS = {
    What.STORY: [
        (Answer.STAYS_OUT, "ถอนไว้ ไม่ให้ใครอ่าน"),
        (Answer.SHOWN_AGAIN, "ให้อ่านได้อีก"),
    ],
    What.PHOTO: [
        (Answer.STAYS_OUT, "เอารูปนี้ออก"),
        (Answer.SHOWN_AGAIN, "ให้เห็นรูปนี้ได้อีก"),
    ],
    What.NAME: [
        (Answer.STAYS_OUT, "เอาชื่อนี้ออก"),
        (Answer.SHOWN_AGAIN, "ให้ขึ้นชื่อได้อีก ตามที่เขาตกลงไว้"),
    ],
}


class TakeDownDecisionForm(forms.Form):
    """A decision on a request, with its reason."""

    answer = forms.ChoiceField(
        label="ตกลงว่า",
        widget=forms.RadioSelect,
        error_messages={"required": "ยังไม่ได้เลือกว่าจะถอนไว้ หรือให้อ่านได้อีก"},
    )
    words = ThaiTextField(
        label="เพราะ",
        help_text="คนที่ขอกับคนเขียนจะได้อ่านข้อความนี้",
        widget=area(4),
        max_length=2000,
        error_messages={"required": "ยังไม่ได้บอกว่าเพราะอะไร คนที่ขอจะได้อ่านข้อความนี้"},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, takedown: TakeDown, **kwargs):
        kwargs.setdefault("initial", {"seen": takedown.decisions.count()})
        super().__init__(*args, **kwargs)
        self.fields["answer"].choices = ANSWERS[takedown.what]


class AppealForm(forms.Form):
    """Asking that another coordinator look."""

    appeal = ThaiTextField(
        label="อยากให้ดูอีกครั้งเพราะอะไร",
        widget=area(3),
        max_length=2000,
        error_messages={"required": "ยังไม่ได้บอกว่าอยากให้ดูอีกครั้งเพราะอะไร"},
    )
