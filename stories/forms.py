"""The shape of what people type about visits and stories. Rules stay with the deeds."""

import uuid

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict

from kmnet.thai.fields import ThaiCharField, ThaiDateField, ThaiTextField
from kmnet.thai.text import looks_like_citizen_id, looks_like_phone, small_number, to_arabic_digits
from members.models import Posting, User
from members.reach import home_district
from stories.models import Story, VillageApproval, Visit
from stories.publishing import Written
from stories.visits import Spot, Told
from villages.models import Aspect, District, Tambon, Village

OTHER = "other"
FARTHEST_OFF = 100_000  # metres; a phone that knows less knows nothing
NOT_TYPED = {"csrfmiddlewaretoken", "client_uuid", "action", "seen", "base"}


class ManyPhotosInput(forms.ClearableFileInput):
    """A file input that takes several photos and shows none: photos sent stand beside it."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class ManyPhotosField(forms.FileField):
    """Zero or more uploaded files, as a list. Decoding is the deed's business."""

    widget = ManyPhotosInput

    def clean(self, data, initial=None):
        return [file for file in data or [] if file]


def area(rows: int, **attrs) -> forms.Textarea:
    """A box of that many lines to type in."""
    return forms.Textarea(attrs={"rows": rows, **attrs})


def lines(text: str) -> list[str]:
    """The lines of a text that say something, list marks taken off."""
    return [line.strip(" -•\t") for line in text.splitlines() if line.strip(" -•\t")]


def private_numbers(text: str) -> str:
    """A sentence when a text holds a citizen's or a phone number, else nothing.

    Such numbers never belong in what others read (PDPA B.E. 2562, sections 22 and 26).
    """
    if looks_like_citizen_id(text):
        return "มีเลขบัตรประชาชนอยู่ในข้อความ เอาออกก่อน เพราะคนอื่นจะเห็น"
    if looks_like_phone(text):
        return "มีเบอร์โทรอยู่ในข้อความ เอาออกก่อน เพราะคนอื่นจะเห็น"
    return ""


def refuse_private_numbers(form: forms.Form, data: dict) -> dict:
    """Put the sentence beside every text field that holds such a number."""
    for name, value in list(data.items()):
        problem = private_numbers(value) if isinstance(value, str) else ""
        if problem:
            form.add_error(name, problem)
    return form.cleaned_data


def spot_of(latitude: str, longitude: str, accuracy: str) -> Spot:
    """The place that a phone wrote into its hidden fields; empty when it wrote none that can be.

    Nobody can mend a hidden field, so what cannot be is left out without a word.
    """
    try:
        north, east = float(latitude), float(longitude)
    except ValueError:
        return Spot()
    # What is no number, nan, fails every comparison.
    if not (abs(north) <= 90 and abs(east) <= 180):
        return Spot()
    try:
        metres = float(accuracy)
    except ValueError:
        metres = -1
    return Spot(north, east, round(metres) if 0 <= metres <= FARTHEST_OFF else None)


class MetForm(forms.Form):
    """One person met on a visit; only the name is needed."""

    called = ThaiCharField(label="เรียกกันว่า", max_length=40, required=False)
    name = ThaiCharField(label="ชื่อ หรือ “เจ้าหน้าที่สามคน”", max_length=120, required=False)
    does = ThaiCharField(label="ทำอะไรอยู่", max_length=160, required=False)
    agency_words = ThaiCharField(label="หน่วยงานหรือกลุ่ม", max_length=160, required=False)
    words = ThaiTextField(
        label="คำพูดหรือสิ่งที่เห็นเขาทำ", widget=area(2), max_length=2000, required=False
    )

    def clean(self):
        data = super().clean()
        if not data.get("name") and any(data.values()):
            self.add_error("name", "ยังไม่ได้ใส่ชื่อของคนนี้ ไม่รู้ชื่อ เขียนว่า “ป้าขายขนม” ก็ได้")
        return data


class MetFormSet(BaseFormSet):
    """People met, at most twelve; empty rows are left out."""

    def people(self) -> list[dict]:
        return [form.cleaned_data for form in self.forms if form.cleaned_data.get("name")]


MetFormSet = formset_factory(
    MetForm, formset=MetFormSet, extra=1, max_num=12, absolute_max=12, validate_max=True
)


class VisitForm(forms.Form):
    """The visit page. Village, day and one sentence are needed; the rest can wait."""

    recent = forms.ChoiceField(label="หมู่บ้านที่ไปบ่อย", required=False, widget=forms.RadioSelect)
    district = forms.ChoiceField(label="อำเภอ", required=False)
    tambon = forms.ChoiceField(label="ตำบล", required=False)
    village = forms.ChoiceField(label="หมู่บ้าน", required=False)
    place_words = ThaiCharField(
        label="หาหมู่บ้านไม่เจอ เขียนชื่อไว้ตรงนี้ก่อนได้", max_length=200, required=False
    )
    day = ThaiDateField(label="ไปมาวันไหน", required=False)
    good = ThaiTextField(
        label="เห็นอะไรดีๆ ที่นี่",
        help_text="ประโยคเดียวก็พอ เล่าอย่างที่เล่าให้เพื่อนฟัง",
        widget=area(4),
        max_length=5000,
        required=False,
    )
    smiled = ThaiTextField(label="ใครเล่าแล้วยิ้ม", widget=area(2), max_length=2000, required=False)
    companions = forms.ModelMultipleChoiceField(
        label="ไปกับใคร",
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    others = ThaiCharField(label="คนอื่นที่ไปด้วย", max_length=300, required=False)
    camera = ManyPhotosField(
        label="ถ่ายรูป",
        required=False,
        widget=ManyPhotosInput(attrs={"accept": "image/*", "capture": "environment"}),
    )
    gallery = ManyPhotosField(
        label="เลือกจากคลังรูป",
        required=False,
        widget=ManyPhotosInput(
            attrs={"accept": "image/jpeg,image/png,image/webp,image/heic,.heic"}
        ),
    )
    changes = ThaiTextField(
        label="หน่วยงานเราจะเปลี่ยนอะไร",
        help_text="บรรทัดละเรื่อง",
        widget=area(2),
        max_length=2000,
        required=False,
    )
    promises = ThaiTextField(
        label="รับปากอะไรกับหมู่บ้านไว้",
        help_text="บรรทัดละเรื่อง จะขึ้นเตือนใจตอนไปครั้งหน้า",
        widget=area(2),
        max_length=2000,
        required=False,
    )
    expected = ThaiTextField(label="คิดไว้ว่าจะได้", widget=area(2), max_length=2000, required=False)
    beyond = ThaiTextField(label="ได้เกินคิด", widget=area(2), max_length=2000, required=False)
    short = ThaiTextField(label="ยังไม่ถึง", widget=area(2), max_length=2000, required=False)
    taken_home = ThaiTextField(
        label="จะเอากลับไปทำ", widget=area(2), max_length=2000, required=False
    )
    place_latitude = forms.CharField(required=False, widget=forms.HiddenInput)
    place_longitude = forms.CharField(required=False, widget=forms.HiddenInput)
    place_accuracy = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        home = home_district(user)
        district = self.chosen("district") or (home.code if home else "")
        tambon = self.chosen("tambon")
        self.fields["district"].initial = district
        self.fields["district"].choices = [
            ("", "เลือกอำเภอ"),
            *District.objects.values_list("code", "name"),
        ]
        tambons = Tambon.objects.filter(district=district)
        self.fields["tambon"].choices = [("", "ทุกตำบล"), *tambons.values_list("code", "name")]
        villages = Village.objects.filter(tambon__district=district).order_by("code")
        if tambon.startswith(district) and tambon:
            villages = villages.filter(tambon=tambon)
        self.fields["village"].choices = [("", "เลือกหมู่บ้าน"), *grouped(villages)]
        # What was typed stays typed, also when it is not in the list: `clean` says so.
        self.fields["village"].validate = lambda value: None
        self.fields["tambon"].validate = lambda value: None
        recent = recent_villages(user)
        if recent:
            self.fields["recent"].choices = [
                *((village.code, village.full_name) for village in recent),
                (OTHER, "หมู่บ้านอื่น เลือกด้านล่าง"),
            ]
        else:
            del self.fields["recent"]
        self.fields["companions"].queryset = colleagues(user, self.chosen_companions())

    def chosen(self, name: str) -> str:
        """What stands in a select now, from the post or from what was kept."""
        if self.is_bound:
            return self.data.get(name, "")
        return str(self.initial.get(name) or "")

    def chosen_code(self) -> str:
        """The code of the village chosen now, of those gone to lately first; may be nobody's."""
        recent = self.chosen("recent") if "recent" in self.fields else ""
        return to_arabic_digits(recent if recent not in ("", OTHER) else self.chosen("village"))

    def chosen_village(self) -> Village | None:
        """The village chosen now, also while the rest of the form is unfinished."""
        code = self.chosen_code()
        return Village.objects.with_places().filter(code=code).first() if code else None

    def chosen_companions(self) -> list[str]:
        """Primary keys ticked already, so that no colleague falls out of the list."""
        if self.is_bound:
            ticked = self.data.getlist("companions")
        else:
            ticked = self.initial.get("companions") or []
        return [str(number) for pk in ticked if (number := small_number(str(pk)))]

    def clean(self):
        data = super().clean()
        data["village"] = self.chosen_village()
        listed = to_arabic_digits(self.chosen("village"))
        if listed and listed != self.chosen_code():
            # Guessing here would put a visit into somebody else's village.
            self.add_error(
                "village", "เลือกไว้สองหมู่บ้าน เลือกจากที่ไปบ่อยข้างบน หรือเลือกจากรายชื่อ อย่างใดอย่างหนึ่ง"
            )
        elif data["village"] is None and self.chosen_code():
            self.add_error("village", "ไม่รู้จักหมู่บ้านนี้ ลองเลือกอำเภอและหมู่บ้านใหม่อีกครั้ง")
        return data

    def told(self, people: list[dict]) -> Told:
        """What the deed wants to know, from a form without errors."""
        data = self.cleaned_data
        plain = ("village", "place_words", "day", "good", "smiled", "others")
        review = ("expected", "beyond", "short", "taken_home")
        spot = (data["place_latitude"], data["place_longitude"], data["place_accuracy"])
        return Told(
            **{name: data[name] for name in (*plain, *review)},
            spot=spot_of(*spot) if "place_latitude" in self.data else None,
            companions=list(data["companions"]),
            met=people,
            changes=lines(data["changes"]),
            promises=lines(data["promises"]),
        )


def grouped(villages) -> list[tuple[str, list[tuple[str, str]]]]:
    """Villages as groups by tambon: [("ต.ไสหมาก", [("80060702", "หมู่ 2 บ้านทาบทอง"), …]), …]."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for village in villages.select_related("tambon"):
        label = f"หมู่ที่ {village.moo} {village.name}".strip()
        groups.setdefault(f"ต.{village.tambon.name}", []).append((village.code, label))
    return list(groups.items())


def recent_villages(user: User) -> list[Village]:
    """The last five villages this person told of, latest first."""
    codes = (
        Visit.objects.kept()
        .filter(author=user, village__isnull=False)
        .order_by("-kept_at")
        .values_list("village_id", flat=True)[:40]
    )
    latest = list(dict.fromkeys(codes))[:5]
    villages = Village.objects.with_places().in_bulk(latest)
    return [villages[code] for code in latest]


def colleagues(user: User, ticked: list[str]):
    """People who serve in the same district today, and whoever is ticked already."""
    home = home_district(user)
    near = Posting.objects.current().filter(district=home) if home else Posting.objects.none()
    return User.objects.filter(is_active=True, pk__in=near.values("user")).exclude(
        pk=user.pk
    ) | User.objects.filter(pk__in=ticked)


def typed_from(post: QueryDict) -> dict[str, list[str]]:
    """What was typed, field by field, without tokens, buttons and the words under photos."""
    return {
        # Text pasted out of a PDF may hold a NUL, which Postgres cannot keep.
        name: [value.replace("\0", "") for value in post.getlist(name)]
        for name in sorted(post)
        if name not in NOT_TYPED and not name.startswith("photo-")
    }


def as_post(typed: dict[str, list[str]]) -> QueryDict:
    """`typed_from` the other way round."""
    post = QueryDict(mutable=True)
    for name, values in typed.items():
        post.setlist(name, values)
    return post


def initial_from(form_class, typed: dict[str, list[str]], prefix: str | None = None) -> dict:
    """Initial values that show a draft exactly as it was typed, unfinished parts included."""
    post = as_post(typed)
    stem = f"{prefix}-" if prefix else ""
    return {
        name: field.widget.value_from_datadict(post, {}, stem + name)
        for name, field in form_class.base_fields.items()
        if not isinstance(field, ManyPhotosField)
    }


def initial_people(typed: dict[str, list[str]]) -> list[dict]:
    """The rows of people met in a draft."""
    total = (typed.get("met-TOTAL_FORMS") or ["0"])[0]
    rows = range(min(small_number(total), 12))
    people = [initial_from(MetForm, typed, f"met-{row}") for row in rows]
    return [person for person in people if any(person.values())]


def initial_of(visit: Visit) -> tuple[dict, list[dict]]:
    """(initial of VisitForm, rows of people) of a visit: a draft as typed, a kept one as it stands."""
    if visit.is_draft:
        return initial_from(VisitForm, visit.typed), initial_people(visit.typed)
    village = visit.village
    plain = ("place_words", "day", "good", "smiled", "others")
    review = ("expected", "beyond", "short", "taken_home")
    initial = {name: getattr(visit, name) for name in (*plain, *review)}
    initial |= {
        "recent": OTHER,
        "district": village.tambon.district_id if village else "",
        "village": village.code if village else "",
        "companions": [user.pk for user in visit.companions.all()],
        "changes": "\n".join(change.words for change in visit.changes.all()),
        "promises": "\n".join(promise.words for promise in visit.promises.all()),
        "place_latitude": visit.latitude,
        "place_longitude": visit.longitude,
        "place_accuracy": visit.accuracy_m,
    }
    columns = MetForm.base_fields
    return initial, [
        {name: getattr(person, name) for name in columns} for person in visit.encounters.all()
    ]


class TellerForm(forms.Form):
    """Somebody who told the story."""

    called = ThaiCharField(label="เรียกกันว่า", max_length=40, required=False)
    name = ThaiCharField(label="ชื่อ", max_length=120, required=False)

    def clean(self):
        return refuse_private_numbers(self, super().clean())


class BaseTellerFormSet(BaseFormSet):
    """At least one teller: a story without anybody telling it is a report."""

    def clean(self):
        if not any(form.cleaned_data.get("name") for form in self.forms if form.is_valid()):
            raise forms.ValidationError("ยังไม่มีชื่อผู้เล่า ใส่ชื่อคนเล่าอย่างน้อยหนึ่งคน")

    def tellers(self) -> list[tuple[str, str]]:
        rows = [form.cleaned_data for form in self.forms]
        return [(row.get("called", ""), row["name"]) for row in rows if row.get("name")]


TellerFormSet = formset_factory(
    TellerForm, formset=BaseTellerFormSet, extra=2, max_num=8, absolute_max=8, validate_max=True
)


class StoryForm(forms.Form):
    """A story: title, text, aspects, licence. Tellers and photos stand beside it."""

    title = ThaiCharField(label="ชื่อเรื่อง", max_length=160)
    body = ThaiTextField(
        label="เรื่องเล่า",
        help_text="เล่าตามลำดับที่เกิด ใช้คำของคนเล่า เว้นบรรทัดว่างเมื่อขึ้นย่อหน้าใหม่",
        widget=area(16),
        max_length=30000,
    )
    aspects = forms.ModelMultipleChoiceField(
        label="เรื่องนี้เกี่ยวกับด้านไหน",
        queryset=Aspect.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    licence = forms.ChoiceField(
        label="คนอื่นเอาไปเล่าต่อได้แค่ไหน",
        choices=Story.Licence.choices,
        initial=Story.Licence.BY_SA,
        widget=forms.RadioSelect,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    client_uuid = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)

    def __init__(self, *args, visit: Visit, shown: dict | None = None, **kwargs):
        """`shown` maps a photo's pk to its (caption, alt) in the text on the desk."""
        super().__init__(*args, **kwargs)
        self.photo_rows = []
        for photo in visit.photos.standing():
            caption, alt = (shown or {}).get(photo.pk, (photo.caption, photo.alt))
            in_text = shown is None or photo.pk in shown
            names = {part: f"photo-{photo.pk}-{part}" for part in ("show", "caption", "alt")}
            self.fields[names["show"]] = forms.BooleanField(
                label="ใส่รูปนี้ในเรื่อง", required=False, initial=in_text
            )
            self.fields[names["caption"]] = ThaiCharField(
                label="คำใต้ภาพ", max_length=300, required=False, initial=caption
            )
            self.fields[names["alt"]] = ThaiCharField(
                label="ในรูปมีอะไร (สำหรับคนที่มองไม่เห็น)",
                max_length=300,
                required=False,
                initial=alt,
            )
            self.photo_rows.append((photo, {part: self[name] for part, name in names.items()}))

    def clean(self):
        return refuse_private_numbers(self, super().clean())

    def written(self, tellers: list[tuple[str, str]]) -> Written:
        """What the deed wants to know, from a form without errors."""
        data = self.cleaned_data
        return Written(
            title=data["title"],
            body=data["body"],
            tellers=tellers,
            aspects=list(data["aspects"]),
            licence=data["licence"],
            photos=[
                (photo, data[f"photo-{photo.pk}-caption"], data[f"photo-{photo.pk}-alt"])
                for photo, _ in self.photo_rows
                if data[f"photo-{photo.pk}-show"]
            ],
        )


ANSWERS = [
    choice
    for choice in VillageApproval.Answer.choices
    if choice[0] != VillageApproval.Answer.TAKE_BACK
]


class KeeperAnswerForm(forms.Form):
    """The keeper's answer: three buttons, and words when something should change."""

    answer = forms.ChoiceField(choices=ANSWERS, widget=forms.RadioSelect, label="คำตอบ")
    words = ThaiTextField(
        label="อยากบอกอะไรคนเขียน", widget=area(3), max_length=2000, required=False
    )


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


class InPersonAnswerForm(InPersonForm):
    """An answer given face to face, written down by whoever took it."""

    answer = forms.ChoiceField(choices=ANSWERS, widget=forms.RadioSelect, label="หมู่บ้านว่าอย่างไร")
    read_aloud = forms.BooleanField(label="อ่านให้ฟังทั้งเรื่องแล้ว", required=False)

    field_order = ("answer", "answered_by", "witness", "read_aloud", "words")
