"""The shape of the village's answers: by the keeper's link, face to face, read aloud, word by word.

Rules stay with the deeds; the names of fields are those of the deeds' arguments.
"""

import re

from django import forms

from kmnet.thai.fields import ThaiCharField, ThaiDateField, ThaiTextField
from stories import sheets
from stories.models import ApprovalNote, Revision, Story, VillageApproval
from villages.forms import GoalForm, GoalSettleForm, SupportCloseForm, SupportForm

Answer = VillageApproval.Answer
ANSWERS = [choice for choice in Answer.choices if choice[0] != Answer.TAKE_BACK]
NOTES_AND_YES = (
    "คุณเขียนขอแก้ไว้ด้วย ถ้าอยากให้แก้ก่อน กด “ขอแก้ตรงนี้ก่อน” ถ้าให้เผยแพร่อย่างนี้เลย กด “เผยแพร่ได้” อีกครั้ง"
)


def area(rows: int) -> forms.Textarea:
    """A box of that many lines to type in."""
    return forms.Textarea(attrs={"rows": rows})


def paragraphs_of(body: str) -> list[str]:
    """The paragraphs of a text in their order, as a reader sees them: an empty line parts them."""
    return [block.strip() for block in re.split(r"\n\s*\n", body) if block.strip()]


class NotesForm(forms.Form):
    """A box beside each paragraph of one text, for words about that paragraph."""

    words = ThaiTextField(
        label="อยากบอกอะไรคนเขียน", widget=area(3), max_length=2000, required=False
    )

    def __init__(self, *args, revision: Revision, **kwargs):
        super().__init__(*args, **kwargs)
        self.paragraphs = paragraphs_of(revision.body)
        for place in range(len(self.paragraphs)):
            self.fields[f"note-{place}"] = ThaiTextField(
                label=f"อยากให้แก้ย่อหน้าที่ {place + 1} อย่างไร",
                widget=area(2),
                max_length=2000,
                required=False,
            )

    def by_paragraph(self) -> list[tuple[str, forms.BoundField]]:
        """(paragraph, its box) in order."""
        return [(text, self[f"note-{place}"]) for place, text in enumerate(self.paragraphs)]

    @property
    def has_notes(self) -> bool:
        """Whether anything stands in a box beside a paragraph."""
        return any(field.value() or field.errors for _, field in self.by_paragraph())

    def but_notes(self) -> list[forms.BoundField]:
        """Every other field that people see, in order."""
        return [each for each in self.visible_fields() if not each.name.startswith("note-")]

    def notes(self) -> dict[int, str]:
        """What was typed beside paragraphs, by their place from 0; of a cleaned form."""
        found = {
            place: self.cleaned_data.get(f"note-{place}", "")
            for place in range(len(self.paragraphs))
        }
        return {place: words for place, words in found.items() if words}

    def given(self) -> dict:
        """The arguments of the deed, from a form without errors."""
        plain = {
            name: value
            for name, value in self.cleaned_data.items()
            if not name.startswith("note-") and name not in self.not_given
        }
        return plain | {"notes": self.notes()}

    not_given: tuple[str, ...] = ()


class KeeperAnswerForm(NotesForm):
    """The keeper's answer: three buttons, and words about the whole or one paragraph.

    "Yes" beside words of what to change is asked once more, for a press too quick would publish
    what somebody wanted otherwise.
    """

    answer = forms.ChoiceField(choices=ANSWERS, widget=forms.RadioSelect, label="คำตอบ")
    surely = forms.BooleanField(required=False, widget=forms.HiddenInput)
    not_given = ("surely",)
    asks_again = False

    def clean(self):
        data = super().clean()
        if data.get("answer") == Answer.YES and self.notes() and not data.get("surely"):
            self.asks_again = True
            self.add_error(None, NOTES_AND_YES)
        return data


class InPersonForm(forms.Form):
    """What a village says face to face: who said it, and who heard it as well."""

    answered_by = ThaiCharField(label="ใครในหมู่บ้านเป็นคนตอบ", max_length=160, required=False)
    witness = ThaiCharField(
        label="พยาน",
        help_text="ชื่อคนที่ได้ยินคำตอบด้วยกันตอนนั้น",
        max_length=160,
        required=False,
    )
    words = ThaiTextField(label="คำที่หมู่บ้านฝากมา", widget=area(3), max_length=2000, required=False)


class InPersonAnswerForm(InPersonForm, NotesForm):
    """An answer given face to face, written down by whoever took it."""

    answer = forms.ChoiceField(choices=ANSWERS, widget=forms.RadioSelect, label="หมู่บ้านว่าอย่างไร")
    read_aloud = forms.BooleanField(label="อ่านให้ฟังทั้งเรื่องแล้ว", required=False)
    sheet = forms.FileField(
        label="รูปกระดาษที่ลงชื่อ",
        help_text="มีก็แนบ ไม่มีก็ได้ เห็นเฉพาะคนที่พาเรื่องนี้ไปถามหมู่บ้าน ไม่ขึ้นหน้าเว็บ",
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
    not_given = ("sheet",)
    field_order = ("answer", "answered_by", "witness", "read_aloud", "words", "sheet")

    def clean_sheet(self):
        """The picture, decoded; None for none. Raises PhotoRefused for what is no sound photo."""
        file = self.cleaned_data.get("sheet")
        return sheets.look(file) if file else None


class ReadAloudForm(forms.Form):
    """A text was read to the village: when, where, to whom, and what they asked."""

    day = ThaiDateField(label="อ่านวันไหน", required=False)
    place = ThaiCharField(
        label="อ่านที่ไหน",
        help_text="เช่น ศาลาหมู่บ้าน วันกับที่จะขึ้นในหน้าเรื่อง",
        max_length=160,
        required=False,
    )
    who = ThaiTextField(
        label="ใครฟังบ้าง",
        help_text="เก็บไว้ดูกันเองเท่านั้น ไม่ขึ้นหน้าเว็บ",
        widget=area(2),
        max_length=2000,
        required=False,
    )
    asked = ThaiTextField(
        label="เขาขอให้แก้อะไร", help_text="เว้นว่างได้", widget=area(2), max_length=2000, required=False
    )


class OwnWord(forms.Form):
    """For forms of `villages.forms` where the keeper speaks: nobody is asked who said it."""

    said_by = None
    witness = None


class KeeperGoalForm(OwnWord, GoalForm):
    """A goal, from the keeper's page."""


class KeeperGoalSettleForm(OwnWord, GoalSettleForm):
    """What became of a goal, from the keeper's page."""


class KeeperSupportForm(OwnWord, SupportForm):
    """A hand asked for, from the keeper's page."""


class KeeperSupportCloseForm(OwnWord, SupportCloseForm):
    """What became of a request, from the keeper's page."""


def notes_on(revision: Revision) -> list[dict]:
    """What the village last asked to change in this very text: paragraph, its number, words, who."""
    notes = ApprovalNote.objects.filter(
        approval=revision.approvals.filter(notes__isnull=False).order_by("-answered_at").first()
    ).select_related("approval")
    paragraphs = paragraphs_of(revision.body)
    return [
        {
            "number": note.paragraph + 1,
            "text": paragraphs[note.paragraph] if note.paragraph < len(paragraphs) else "",
            "words": note.words,
            "said_by": note.approval.answered_by,
        }
        for note in notes
    ]


def answers_on_desk(story: Story, revision: Revision, **came_back: forms.Form) -> dict:
    """What the desk's part about the village's answers shows; `came_back` are forms with errors.

    Forms by name: `in_person`, `taking_back`, `aloud`.
    """
    question = story.approvals.open().select_related("revision").first()
    asked = question.revision if question else revision
    return {
        "answers": story.approvals.exclude(answer="")
        .select_related("revision", "taken_by", "sheet")
        .prefetch_related("notes")
        .order_by("-answered_at"),
        "notes": notes_on(revision),
        "readings": revision.readings.select_related("by"),
        "in_person": InPersonAnswerForm(revision=asked),
        "taking_back": InPersonForm(prefix="back"),
        "aloud": ReadAloudForm(prefix="aloud"),
    } | came_back
