"""What a village says face to face, written down on the desk: answers, taking back, reading aloud."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from kmnet.thai.text import small_number
from kmnet.views import keeps_typed_words
from stories import aloud, publishing, rules, sheets
from stories.answer_forms import InPersonAnswerForm, InPersonForm, ReadAloudForm
from stories.models import Story
from stories.views.writing import desk_page

CHOOSE_AGAIN = "รูปกระดาษที่ลงชื่อเลือกใหม่อีกครั้งด้วย เครื่องไม่จำให้"


def carried(request, number: int) -> Story:
    """The story, for who may carry it to the village. Raises Http404 for everybody else."""
    story = get_object_or_404(
        Story.objects.for_user(request.user).select_related("village__tambon__district", "visit"),
        number=number,
    )
    if not rules.can_carry_to_village(request.user, story):
        raise Http404
    return story


@keeps_typed_words
def story_answer(request, number: int):
    """Write down the answer that the village gave in person."""
    story = carried(request, number)
    if request.method != "POST":
        return redirect("stories:story-desk", number=number)
    # The question that was on the page: a newer text was not the one that was read.
    asked = story.approvals.filter(pk=small_number(request.POST.get("question", ""))).first()
    revision = asked.revision if asked else story.latest_revision
    form = InPersonAnswerForm(request.POST, request.FILES, revision=revision)
    if asked is None or asked.answer:
        form.full_clean()
        form.add_error(None, "ฉบับที่ถามไปมีคนตอบหรือแก้ไปก่อนแล้ว ดูของล่าสุดในหน้านี้ ที่คุณพิมพ์ยังอยู่ข้างล่าง")
    elif form.is_valid() and answered(request, story, asked, form):
        messages.success(request, "จดคำตอบของหมู่บ้านแล้ว")
        return redirect("stories:story-desk", number=story.number)
    if request.FILES and "sheet" not in form.errors:
        form.add_error("sheet", CHOOSE_AGAIN)
    if revision != story.latest_revision:
        form = for_the_newer_text(form, story)
    page = desk_page(request, story, in_person=form) | {"unsaved": True}
    return render(request, "stories/story_desk.html", page)


def answered(request, story: Story, asked, form: InPersonAnswerForm) -> bool:
    """Whether the answer was taken, with its sheet; what was refused is put beside its field."""
    try:
        with transaction.atomic():
            answer = publishing.answer_in_person(
                approval=asked, taken_by=request.user, **form.given()
            )
            if form.cleaned_data["sheet"]:
                sheets.keep(approval=answer, picture=form.cleaned_data["sheet"])
    except ValidationError as error:
        form.add_error(None, error)
        if not story.approvals.open().exists():
            # Without an open question the page has no form to show the sentence in.
            messages.warning(request, error.messages[0])
        return False
    return True


def for_the_newer_text(form: InPersonAnswerForm, story: Story) -> InPersonAnswerForm:
    """The form as typed, for the text that stands now.

    What was said beside paragraphs of the older one moves into the words about the whole.
    """
    data = form.data.copy()
    beside = "\n".join(
        f"ย่อหน้าที่ {place + 1}: {words}" for place, words in sorted(form.notes().items())
    )
    data["words"] = "\n".join(filter(None, [data.get("words", ""), beside]))
    for place in range(len(form.paragraphs)):
        data.pop(f"note-{place}", None)
    moved = InPersonAnswerForm(data, revision=story.latest_revision)
    moved.full_clean()
    for name, errors in form.errors.as_data().items():
        if name == "__all__" or name == "sheet":
            moved.add_error(None if name == "__all__" else name, errors)
    return moved


@keeps_typed_words
def story_take_back(request, number: int):
    """Take a published story back because its village said so face to face."""
    story = carried(request, number)
    if request.method != "POST":
        return redirect("stories:story-desk", number=number)
    form = InPersonForm(request.POST, prefix="back")
    if form.is_valid():
        try:
            publishing.take_back_in_person(story=story, taken_by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "ถอนเรื่องนี้ตามที่หมู่บ้านขอแล้ว หายจากทุกหน้าแล้ว")
            return redirect("stories:story-desk", number=story.number)
    page = desk_page(request, story, taking_back=form)
    return render(request, "stories/story_desk.html", page)


@keeps_typed_words
def story_read_aloud(request, number: int):
    """Write down that the text on the desk was read to the village."""
    story = carried(request, number)
    if request.method != "POST":
        return redirect("stories:story-desk", number=number)
    form = ReadAloudForm(request.POST, prefix="aloud")
    read = story.revisions.filter(pk=small_number(request.POST.get("revision", ""))).first()
    if form.is_valid():
        try:
            aloud.read_aloud(
                revision=read or story.latest_revision, by=request.user, **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "จดแล้วว่าอ่านให้ฟังแล้ว")
            return redirect("stories:story-desk", number=story.number)
    page = desk_page(request, story, aloud=form)
    return render(request, "stories/story_desk.html", page)
