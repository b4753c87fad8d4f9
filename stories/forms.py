"""The shape of what people type about visits and stories. Rules stay with the deeds."""

import uuid
from dataclasses import dataclass, field

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict

from kmnet.thai.fields import ThaiCharField, ThaiDateField, ThaiTextField
from kmnet.thai.names import looks_like_a_name
from kmnet.thai.private import private_numbers
from kmnet.thai.text import normalise, small_number, to_arabic_digits
from members.models import Posting, User
from members.reach import home_district
from stories.models import Person, Photo, PhotoPerson, Revision, Story, Visit
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
    again = forms.ChoiceField(
        label="เขาอยากให้มาอีกไหม",
        choices=[("", "ยังไม่ได้ถาม"), *Visit.Again.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    wants = ThaiTextField(label="อยากให้มาเรื่องอะไร", widget=area(2), max_length=2000, required=False)
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
        review = ("expected", "beyond", "short", "taken_home", "again", "wants")
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
    review = ("expected", "beyond", "short", "taken_home", "again", "wants")
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


class NuggetForm(forms.Form):
    """One thing worth knowing in the story, how it is done, and who knows it."""

    knows = ThaiCharField(label="รู้เรื่องอะไร", max_length=120, required=False)
    how = ThaiTextField(label="เคล็ดของเขา", widget=area(3), max_length=2000, required=False)
    called = ThaiCharField(label="ใครรู้ เรียกกันว่า", max_length=40, required=False)
    name = ThaiCharField(label="ชื่อคนที่รู้", max_length=120, required=False)

    def clean(self):
        data = super().clean()
        if any(data.values()):
            if not data.get("knows") and "knows" not in self.errors:
                self.add_error("knows", "ยังไม่ได้ใส่ว่ารู้เรื่องอะไร เช่น ทำเครื่องแกงไม่ให้ขึ้นรา")
            if not data.get("name") and "name" not in self.errors:
                self.add_error("name", "ยังไม่ได้ใส่ว่าใครรู้ เคล็ดนี้เป็นของเขา")
        return refuse_private_numbers(self, data)


class RowsFormSet(BaseFormSet):
    """Rows that stay folded away while nobody has typed into them."""

    @property
    def typed(self) -> bool:
        """Whether anything stands in a row, kept or just typed."""
        return any(field.value() for form in self.forms for field in form)


class BaseNuggetFormSet(RowsFormSet):
    """Nuggets; empty rows are left out."""

    def nuggets(self) -> list[tuple[str, str, tuple[str, str]]]:
        rows = [form.cleaned_data for form in self.forms]
        return [
            (row["knows"], row.get("how", ""), (row.get("called", ""), row["name"]))
            for row in rows
            if row.get("knows") and row.get("name")
        ]


NuggetFormSet = formset_factory(
    NuggetForm, formset=BaseNuggetFormSet, extra=1, max_num=6, absolute_max=6, validate_max=True
)


class MentionedForm(TellerForm):
    """Somebody named in the story who did not tell it."""

    def clean(self):
        data = super().clean()
        if data.get("called") and not data.get("name") and "name" not in self.errors:
            self.add_error("name", "ยังไม่ได้ใส่ชื่อของคนนี้")
        return data


class BaseMentionedFormSet(RowsFormSet):
    """People named in the text; empty rows are left out."""

    def people(self) -> list[tuple[str, str]]:
        rows = [form.cleaned_data for form in self.forms]
        return [(row.get("called", ""), row["name"]) for row in rows if row.get("name")]


MentionedFormSet = formset_factory(
    MentionedForm,
    formset=BaseMentionedFormSet,
    extra=1,
    max_num=12,
    absolute_max=12,
    validate_max=True,
)


# Who is meant by a name -------------------------------------------------------------------------

Named = tuple[str, str]  # (called, name)


def spoken(who: Named) -> str:
    """ป้ามาลี ใจเย็น of (ป้า, มาลี ใจเย็น)."""
    return f"{who[0]}{who[1]}"


def who_is(line: str, known: list[Named], *, either: bool = False) -> Named:
    """Whom of `known` a line of text means: the same name, or its first words and nobody else's.

    With `either`, a known name that is the first words of the line will do as well. A line that
    means nobody known is a new name.
    """
    words = line.split()
    same = [who for who in known if spoken(who).replace(" ", "") == line.replace(" ", "")]
    if same:
        return same[0]
    begins = [who for who in known if spoken(who).split()[: len(words)] == words]
    if either:
        begins += [who for who in known if words[: len(spoken(who).split())] == spoken(who).split()]
    return begins[0] if len(set(begins)) == 1 else ("", line)


def people_near(visit: Visit) -> list[Named]:
    """Whom the photos of a visit may show: people met, tellers, holders, people in its photos.

    Children are left out: they are written into a box of their own.
    """
    met = [(each.called, each.name) for each in visit.encounters.all()]
    revisions = Revision.objects.filter(story__visit=visit)
    there = (
        Person.objects.remembered().filter(told__revision__in=revisions, is_child=False),
        Person.objects.remembered().filter(knows__revision__in=revisions, is_child=False),
        Person.objects.remembered().filter(seen_in__photo__visit=visit, is_child=False),
    )
    near = [who for who in met if looks_like_a_name(*who)]
    for people in there:
        near += people.distinct().values_list("called", "name")
    return list({spoken(who).replace(" ", ""): who for who in near}.values())


@dataclass(frozen=True)
class SaidOfPhoto:
    """What somebody said that a photo shows; people as (called, name)."""

    photo: Photo
    shows: str
    children: bool = False
    faces: list[Named] = field(default_factory=list)
    minors: list[Named] = field(default_factory=list)
    places: list[Named] = field(default_factory=list)


class NamesField(forms.MultipleChoiceField):
    """Names to tick; one that fell out of the list meanwhile is taken as well."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value) -> list[str]:
        names = [normalise(str(each))[:160] for each in value or []]
        return [name for name in names if name][:20]


class LinesField(ThaiTextField):
    """A name a line, as a list of lines."""

    def clean(self, value) -> list[str]:
        found = lines(super().clean(value))
        for line in found:
            if len(line) > 120:
                raise forms.ValidationError("ชื่อยาวไปหน่อย ใส่บรรทัดละคน")
            if problem := private_numbers(line):
                raise forms.ValidationError(problem)
        if len(found) > 20:
            raise forms.ValidationError("ใส่ได้ยี่สิบคนต่อหนึ่งรูป")
        return found


def photo_fields(photo: Photo, near: list[Named]) -> dict[str, forms.Field]:
    """The questions about what a photo shows, filled with what has been said."""
    seen = [row for row in photo.people.all() if row.person.erased_at is None]
    faces = [row.person for row in seen if row.what == PhotoPerson.What.FACE]
    grown = [each.spoken_name for each in faces if not each.is_child]
    offered = [spoken(who) for who in near]
    rest = "คนอื่นที่เห็นหน้า บรรทัดละคน" if offered else "เห็นหน้าใครบ้าง บรรทัดละคน"
    return {
        "shows": forms.ChoiceField(
            label="ในรูปเห็นอะไร",
            choices=[choice for choice in Photo.Shows.choices if choice[0]],
            required=False,
            widget=forms.RadioSelect,
            initial=photo.shows,
        ),
        "known": NamesField(
            label="เห็นหน้าใครบ้าง",
            choices=[(name, name) for name in offered],
            required=False,
            initial=[name for name in grown if name in offered],
        ),
        "faces": LinesField(
            label=rest,
            widget=area(2),
            max_length=2000,
            required=False,
            initial="\n".join(name for name in grown if name not in offered),
        ),
        "children": forms.BooleanField(label="มีเด็กอยู่ในรูป", required=False, initial=photo.children),
        "minors": LinesField(
            label="เด็กคนไหน บรรทัดละคน ชื่อนี้ไม่ขึ้นหน้าเว็บ",
            help_text="เห็นหน้าเด็ก ผู้ปกครองตอบตกลงก่อน รูปจึงขึ้นได้",
            widget=area(2),
            max_length=2000,
            required=False,
            initial="\n".join(each.spoken_name for each in faces if each.is_child),
        ),
        "places": LinesField(
            label="เห็นบ้านหรือสวนของใคร บรรทัดละคน",
            widget=area(2),
            max_length=2000,
            required=False,
            initial="\n".join(
                row.person.spoken_name for row in seen if row.what == PhotoPerson.What.PLACE
            ),
        ),
    }


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

    def __init__(
        self,
        *args,
        visit: Visit,
        shown: dict | None = None,
        near: list[Named] | None = None,
        **kwargs,
    ):
        """`shown` maps a photo's pk to its (caption, alt) in the text on the desk; `near` are
        people whom its photos may show."""
        super().__init__(*args, **kwargs)
        self.photo_rows = []
        self.near = people_near(visit) if near is None else near
        for photo in visit.photos.standing().prefetch_related("people__person"):
            caption, alt = (shown or {}).get(photo.pk, (photo.caption, photo.alt))
            in_text = shown is None or photo.pk in shown
            asked = {
                "show": forms.BooleanField(label="ใส่รูปนี้ในเรื่อง", required=False, initial=in_text),
                "caption": ThaiCharField(
                    label="คำใต้ภาพ", max_length=300, required=False, initial=caption
                ),
                "alt": ThaiCharField(
                    label="ในรูปมีอะไร (สำหรับคนที่มองไม่เห็น)",
                    max_length=300,
                    required=False,
                    initial=alt,
                ),
                **photo_fields(photo, self.near),
            }
            if self.is_bound:
                # What was ticked stays in sight, also when its name fell out of the list meanwhile.
                ticked = self.data.getlist(f"photo-{photo.pk}-known")[:20]
                offered = dict(asked["known"].choices) | {name: name for name in ticked}
                asked["known"].choices = list(offered.items())
            for part, question in asked.items():
                self.fields[f"photo-{photo.pk}-{part}"] = question
            self.photo_rows.append(
                (photo, {part: self[f"photo-{photo.pk}-{part}"] for part in asked})
            )

    def photo_says(self, photo: Photo) -> dict:
        """What was answered about a photo, part by part; of a form that has been cleaned."""
        parts = ("show", "shows", "known", "faces", "children", "minors", "places")
        return {part: self.cleaned_data.get(f"photo-{photo.pk}-{part}") for part in parts}

    def clean(self):
        data = super().clean()
        for photo, _ in self.photo_rows:
            self.clean_photo(photo)
        return refuse_private_numbers(self, data)

    def clean_photo(self, photo: Photo) -> None:
        """Put a sentence beside what is half said of a photo in the story."""
        says = self.photo_says(photo)
        faces = [*(says["known"] or []), *(says["faces"] or []), *(says["minors"] or [])]
        if not says["show"]:
            return
        wrong = {}
        if says["shows"] == Photo.Shows.WIDE and faces:
            wrong["shows"] = "มีชื่อคนที่เห็นหน้าอยู่ เลือกว่าเห็นหน้าคน หรือเอาชื่อออก"
        elif says["shows"] == Photo.Shows.FACES and not faces:
            wrong["faces"] = "รูปนี้เห็นหน้าคน บอกด้วยว่าใครอยู่ในรูป จะได้ไปถามเขาก่อน"
        elif (
            (says["shows"] == Photo.Shows.FACES or faces)
            and says["children"]
            and not says["minors"]
        ):
            wrong["minors"] = "รูปนี้เห็นหน้าเด็ก ใส่ชื่อเด็กด้วย จะได้ไปถามผู้ปกครอง"
        elif not says["shows"] and not faces and (says["places"] or says["children"]):
            wrong["shows"] = "บอกด้วยว่ารูปนี้เห็นหน้าคนชัดไหม"
        for part, sentence in wrong.items():
            if f"photo-{photo.pk}-{part}" not in self.errors:
                self.add_error(f"photo-{photo.pk}-{part}", sentence)

    def words(self) -> str:
        """Every word of the story that names may stand in, of a form without errors."""
        data = self.cleaned_data
        under = [
            data[f"photo-{photo.pk}-{part}"]
            for photo, _ in self.photo_rows
            if data[f"photo-{photo.pk}-show"]
            for part in ("caption", "alt")
        ]
        return "\n".join([data["title"], data["body"], *under])

    def said_of_photos(self, known: list[Named]) -> list[SaidOfPhoto]:
        """What was said of each photo; names mean whom of `known` they can. Unsaid ones stay out."""
        said = []
        for photo, _ in self.photo_rows:
            says = self.photo_says(photo)
            faces = [who_is(line, known) for line in [*says["known"], *says["faces"]]]
            minors = [who_is(line, known) for line in says["minors"]]
            shows = says["shows"] or (Photo.Shows.FACES if faces or minors else "")
            half_said = shows == Photo.Shows.FACES and not (faces or minors)
            if not shows or half_said or (shows == Photo.Shows.WIDE and (faces or minors)):
                continue
            places = [who_is(line, known) for line in says["places"]]
            said.append(SaidOfPhoto(photo, shows, says["children"], faces, minors, places))
        return said

    def written(self, tellers: list[Named], nuggets: list[tuple[str, str, Named]]) -> Written:
        """What the deed wants to know, from a form without errors."""
        data = self.cleaned_data
        return Written(
            nuggets=nuggets,
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
