"""The shape of what is typed afterwards: a table of indicators, a mapping, a village's reading.

Rules stay with the deeds; the names of fields are those of the deeds' arguments.
"""

from functools import cached_property

from django import forms
from django.db.models import Q

from kmnet.thai.fields import ThaiCharField, ThaiTextField
from kmnet.thai.private import private_numbers
from kmnet.thai.text import normalise_query, small_number
from members.models import Agency
from stories import indicators, mapping
from stories.answer_forms import OwnWord, area
from stories.mapping import Candidate
from stories.models import Indicator, Story, VillageReading
from stories.models.afterwards import ReportPeriod
from stories.reports import Span
from villages.forms import SaidForm
from villages.models import District

MOST_FOUND = 40
MOST_LIKE = 400  # indicators looked through for words in common


def standing_agencies():
    """Agencies that go on with their own work."""
    return Agency.objects.filter(merged_into=None)


def years() -> list[int]:
    """Fiscal years พ.ศ. that have indicators, and this one; the newest first."""
    known = set(Indicator.objects.values_list("fiscal_year", flat=True))
    return sorted({*known, indicators.this_year()}, reverse=True)


def year_choices() -> list[tuple[str, str]]:
    """The same for a list to choose from."""
    return [(str(year), str(year)) for year in years()]


class LoadForm(forms.Form):
    """Whose table, and the file."""

    agency = forms.ModelChoiceField(
        label="ของหน่วยงานไหน",
        queryset=Agency.objects.none(),
        empty_label="เลือกหน่วยงาน",
        error_messages={
            "required": "ยังไม่ได้เลือกว่าของหน่วยงานไหน",
            "invalid_choice": "หน่วยงานนี้ไม่มีแล้วหรือรวมเข้ากับที่อื่นไปแล้ว เลือกใหม่อีกครั้ง",
        },
    )
    file = forms.FileField(
        label="ไฟล์ตาราง",
        help_text=(
            "ไฟล์ .xlsx หรือ .csv หัวตารางมี รหัส ตัวชี้วัด นโยบาย ปีงบประมาณ สลับที่กันได้ "
            f"ไม่เกิน {indicators.MOST_ROWS:,} แถว ดูก่อนแล้วค่อยเก็บ"
        ),
        error_messages={"required": "ยังไม่ได้เลือกไฟล์", "empty": "ไฟล์นี้ว่างเปล่า"},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        allow_empty_file=True,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = standing_agencies()


class MappingForm(forms.Form):
    """Which words of the story, which indicator, how. Looking for one keeps what was typed."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    paragraphs = forms.MultipleChoiceField(
        label="ท่อนไหนของเรื่อง",
        help_text="ติ๊กได้หลายย่อหน้า",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "เรื่องเพิ่งเปลี่ยนไป ดูแล้วเลือกท่อนอีกครั้ง"},
    )
    excerpt = ThaiTextField(
        label="หรือคัดเฉพาะท่อนที่สั้นกว่านั้น",
        help_text="คัดลอกจากเรื่องมาวาง ให้ตรงทุกคำ",
        widget=area(2),
        max_length=5000,
        required=False,
    )
    q = ThaiCharField(label="หาตัวชี้วัดด้วยคำหรือรหัส", max_length=100, required=False)
    agency = forms.ModelChoiceField(
        label="ของหน่วยงาน",
        queryset=Agency.objects.none(),
        required=False,
        empty_label="ทุกหน่วยงาน",
    )
    year = forms.ChoiceField(label="ปีงบประมาณ", required=False)
    indicator = forms.ModelChoiceField(
        label="ตัวชี้วัด",
        queryset=Indicator.objects.select_related("agency__merged_into", "policy"),
        required=False,
        error_messages={"invalid_choice": "ตัวชี้วัดนี้ไม่มีแล้ว เลือกใหม่อีกครั้ง"},
    )
    how = ThaiTextField(
        label="ท่อนนี้ตอบตัวชี้วัดอย่างไร",
        help_text="ประโยคเดียวก็พอ เรื่องของหมู่บ้านไม่เปลี่ยนสักคำ",
        widget=area(2),
        max_length=mapping.LONGEST_HOW,
        required=False,
    )

    def __init__(self, *args, story: Story, **kwargs):
        super().__init__(*args, **kwargs)
        self.story, self.revision = story, story.published_revision
        body = self.revision.body
        self.texts = [body[first:behind] for first, behind in mapping.spans_of(body)]
        self.fields["paragraphs"].choices = [(str(at), text) for at, text in enumerate(self.texts)]
        self.fields["agency"].queryset = standing_agencies()
        own = indicators.fiscal_year_of(story.visit.day)
        listed = sorted({own, *years()}, reverse=True)
        self.fields["year"].choices = [("all", "ทุกปี"), *((str(y), str(y)) for y in listed)]
        self.initial.setdefault("year", str(own))
        self.initial["seen"] = self.revision.pk

    # Looking for an indicator ---------------------------------------------------------------

    @cached_property
    def asked(self):
        """Indicators of the chosen agency and year, whatever the words."""
        found = Indicator.objects.select_related("agency__merged_into", "policy")
        agency = (
            self.fields["agency"]
            .queryset.filter(pk=small_number(str(self["agency"].value() or "")))
            .first()
        )
        if agency:
            found = found.filter(agency__in=indicators.family(agency))
        year = small_number(str(self["year"].value() or ""))
        return found.filter(fiscal_year=year) if year else found

    @cached_property
    def chosen(self) -> Indicator | None:
        """The indicator that is ticked now."""
        key = small_number(str(self["indicator"].value() or ""))
        return self.fields["indicator"].queryset.filter(pk=key).first()

    @cached_property
    def alike(self) -> list[Candidate]:
        """Indicators that share words with the story."""
        found = indicators.in_order(self.asked[:MOST_LIKE])
        return mapping.indicators_like(self.story, found)[:MOST_FOUND]

    @cached_property
    def found(self) -> list[Indicator]:
        """Other indicators: those with the words that were typed, or all of them."""
        asked, words = self.asked, normalise_query(str(self["q"].value() or "")[:100])
        for word in words.split()[:6]:
            asked = asked.filter(
                Q(words__icontains=word) | Q(code__icontains=word) | Q(policy__name__icontains=word)
            )
        shown = {each.what.pk for each in self.alike} if not words else set()
        return [each for each in indicators.in_order(asked[:MOST_LIKE]) if each.pk not in shown]

    # What was chosen ------------------------------------------------------------------------

    def clean(self):
        data = super().clean()
        if problem := private_numbers(data.get("how") or ""):
            self.add_error("how", problem)
        if data.get("seen") != self.revision.pk:
            self.add_error(
                "paragraphs",
                f"หมู่บ้านเพิ่งตอบตกลงกับฉบับใหม่ของเรื่องนี้ ดูแล้วเลือกท่อนอีกครั้ง {mapping.STILL_HERE}",
            )
        elif data.get("excerpt") and not self.exact:
            self.add_error("excerpt", f"ท่อนนี้ไม่มีในเรื่องที่เผยแพร่อยู่ คัดมาให้ตรงทุกคำ {mapping.STILL_HERE}")
        elif not self.excerpts and not self.errors:
            self.add_error("paragraphs", "ยังไม่ได้เลือกว่าท่อนไหนของเรื่อง")
        if not data.get("indicator") and "indicator" not in self.errors:
            self.add_error("indicator", "ยังไม่ได้เลือกว่าตอบตัวชี้วัดไหน")
        return data

    @property
    def exact(self) -> str:
        """The typed excerpt as it stands in the story, or ""."""
        return mapping.exact(self.revision.body, self.cleaned_data.get("excerpt") or "")

    @property
    def excerpts(self) -> list[str]:
        """What was ticked and what was typed, as they stand in the story."""
        places = [int(place) for place in self.cleaned_data.get("paragraphs") or []]
        found = mapping.excerpts_of(self.revision.body, places)
        return [*found, self.exact] if self.exact else found


class AsideForm(forms.Form):
    """Why a mapping is laid down."""

    why = ThaiTextField(label="วางลงเพราะอะไร", widget=area(2), max_length=1000, required=False)


class ReadingForm(SaidForm):
    """How the villagers themselves read a story."""

    summary = "จดว่าชาวบ้านมองเรื่องนี้อย่างไร"

    who_made_it = ThaiTextField(
        label="ใครทำให้เกิดขึ้น",
        help_text="ใช้คำของเขาเอง ไม่ต้องเป็นทางการ",
        widget=area(2),
        max_length=600,
        required=False,
    )
    matters = forms.ChoiceField(
        label="สำคัญกับหมู่บ้านไหม",
        choices=VillageReading.Matters.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "ยังไม่ได้เลือกว่าสำคัญกับหมู่บ้านแค่ไหน"},
    )
    words = ThaiTextField(
        label="เพราะอะไร", help_text="เว้นว่างได้", widget=area(2), max_length=1000, required=False
    )

    field_order = ("who_made_it", "matters", "words", "said_by", "witness")


class KeeperReadingForm(OwnWord, ReadingForm):
    """The same from the keeper's page."""


class ReopenForm(forms.Form):
    """Why a closed period is opened again."""

    words = ThaiTextField(
        label="เปิดอีกครั้งเพราะอะไร", widget=area(2), max_length=1000, required=False
    )


# What is looked at ------------------------------------------------------------------------------


class ShelfForm(forms.Form):
    """Which year and district of the shelf."""

    year = forms.ChoiceField(label="ปีงบประมาณ", required=False)
    district = forms.ModelChoiceField(
        label="อำเภอ",
        queryset=District.objects.all(),
        required=False,
        empty_label="ทั้งจังหวัด",
        to_field_name="code",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = year_choices()

    def chosen(self) -> tuple[int, District | None]:
        """(fiscal year, district or None); what is not in the list counts as not chosen."""
        self.full_clean()
        found = self.cleaned_data
        return int(found.get("year") or indicators.this_year()), found.get("district")


class SpanForm(forms.Form):
    """Which year and which part of it."""

    year = forms.ChoiceField(label="ปีงบประมาณ", required=False)
    part = forms.ChoiceField(label="ช่วง", choices=ReportPeriod.Part.choices, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        closed = set(ReportPeriod.objects.values_list("fiscal_year", flat=True))
        listed = sorted({*closed, *years(), indicators.this_year() - 1}, reverse=True)
        self.fields["year"].choices = [(str(year), str(year)) for year in listed]

    def span(self) -> Span:
        """What was chosen; this whole year where nothing was."""
        self.full_clean()
        found = self.cleaned_data
        year = int(found.get("year") or indicators.this_year())
        return Span(year, int(found.get("part") or ReportPeriod.Part.YEAR))
