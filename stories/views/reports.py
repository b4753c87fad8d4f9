"""Afterwards: the shelf, indicators, which story answers which, reports of an agency. Signed in."""

import io
import secrets
from dataclasses import asdict

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from kmnet.thai.text import small_number
from kmnet.views import keeps_typed_words, posted
from members.models import Agency
from members.reach import reach_of
from stories import indicators, mapping, report_xlsx, reports, rules
from stories.models import Indicator, Mapping, ReportPeriod, Story
from stories.models.afterwards import days_of
from stories.report_forms import (
    AsideForm,
    KeeperReadingForm,
    LoadForm,
    MappingForm,
    ReadingForm,
    ReopenForm,
    ShelfForm,
    SpanForm,
)
from stories.views.keeper import opened
from stories.views.tending import attempt
from villages.words import by_link

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LOOKED_AT = 60 * 60  # seconds that a table waits between looking and keeping
MOST_SUGGESTED = 30
MOST_LOOKED_THROUGH = 300


# The shelf --------------------------------------------------------------------------------------


@login_required
@require_safe
def shelf(request):
    """First screen: stories that no indicator asks for, and indicators that no story answers."""
    form = ShelfForm(request.GET)
    year, district = form.chosen()
    after = Story.objects.select_related("visit").filter(
        pk=small_number(request.GET.get("after", ""))
    )
    form = ShelfForm(initial={"year": str(year), "district": district and district.code})
    page = {
        "form": form,
        "shelf": reports.shelf(year=year, district=district, after=after.first()),
        "duties": reach_of(request.user, duties_only=True),
        "may_load": indicators.may_load(request.user),
        "agencies": reports.agencies_for(request.user),
    }
    return render(request, "stories/reports.html", page)


# Indicators -------------------------------------------------------------------------------------


@login_required
@require_safe
def indicator_list(request):
    """Indicators of a fiscal year, agency by agency."""
    form = ShelfForm(request.GET)
    year, _ = form.chosen()
    form = ShelfForm(initial={"year": str(year)})
    del form.fields["district"]
    found = Indicator.objects.filter(fiscal_year=year).select_related(
        "policy", "agency__merged_into__merged_into"
    )
    page = {
        "form": form,
        "year": year,
        "groups": reports.by_agency(indicators.in_order(found)),
        "may_load": indicators.may_load(request.user),
    }
    return render(request, "stories/report_indicators.html", page)


@keeps_typed_words
@require_http_methods(["GET", "POST"])
def indicator_load(request):
    """Bring an agency's table in: look at it, then keep it whole or not at all."""
    if not indicators.may_load(request.user):
        raise Http404
    if request.method == "POST" and "looked_at" in request.POST:
        return keep_table(request)
    form = LoadForm(posted(request), request.FILES or None)
    page = {"form": form}
    if request.method == "POST" and form.is_valid():
        agency = form.cleaned_data["agency"]
        try:
            table = indicators.read(form.cleaned_data["file"])
            compared = indicators.compare(table.rows, agency)
        except ValidationError as error:
            form.add_error("file", error)
        else:
            page |= {"agency": agency, "table": table, "compared": compared}
            if compared.new:
                page["looked_at"] = put_by(request.user, agency, table)
    return render(request, "stories/report_load.html", page)


def put_by(user, agency: Agency, table: indicators.Table) -> str:
    """Keep a table that was looked at for an hour; returns what brings it back."""
    key = secrets.token_urlsafe(16)
    rows = [asdict(row) for row in table.rows]
    cache.set(f"indicators:{key}", {"user": user.pk, "agency": agency.pk, "rows": rows}, LOOKED_AT)
    return key


def keep_table(request):
    """Keep the table that was looked at."""
    key = f"indicators:{request.POST['looked_at'][:40]}"
    there = cache.get(key)
    if not there or there["user"] != request.user.pk:
        messages.info(request, "ดูค้างไว้นานแล้ว เลือกไฟล์อีกครั้ง ยังไม่ได้เก็บอะไร")
        return redirect("stories:indicator-load")
    agency = get_object_or_404(Agency, pk=there["agency"])
    try:
        kept = indicators.keep(agency=agency, rows=[indicators.Row(**row) for row in there["rows"]])
    except ValidationError as error:
        form = LoadForm({"agency": agency.pk}, {})
        form.is_valid()
        form.errors.pop("file", None)
        form.add_error("file", error)
        return render(request, "stories/report_load.html", {"form": form})
    cache.delete(key)
    year = there["rows"][0]["fiscal_year"]
    messages.success(
        request, f"เก็บตัวชี้วัดของ{agency}แล้ว" if kept.new else "ตารางนี้มีอยู่ครบแล้ว ไม่มีอะไรเปลี่ยน"
    )
    return redirect(f"/reports/indicators/?year={year}")


@login_required
@require_safe
def indicator(request, pk: int):
    """One indicator: what answers it, and stories that share words with it, for a human to judge."""
    found = get_object_or_404(
        Indicator.objects.select_related("policy", "agency__merged_into"), pk=pk
    )
    answers = list(reports.with_people(mapping.standing().filter(indicator=found)))
    missing = reports.without_leave(each.story for each in answers)
    page = {
        "indicator": found,
        "lines": [
            reports.Line(each, reports.as_reported(each.story), reports.reading_of(each.story))
            for each in answers
            if each.story_id not in missing
        ],
        "some_left_out": bool(missing),
        "suggested": suggested(request.user, found),
    }
    return render(request, "stories/report_indicator.html", page)


def suggested(user, found: Indicator) -> list[dict]:
    """Stories of the person's districts that no indicator asks for yet and that share its words."""
    duties = reach_of(user, duties_only=True)
    stories = reports.unmapped().filter(
        visit__day__range=days_of(found.fiscal_year, ReportPeriod.Part.YEAR)
    )
    if not duties.all_districts:
        stories = stories.filter(village__tambon__district__in=duties.districts)
    near = list(reports.in_place(stories)[:MOST_LOOKED_THROUGH])
    return [
        {"story": each.what, "shown": reports.as_reported(each.what), "words": each.words}
        for each in mapping.stories_like(found, near)[:MOST_SUGGESTED]
    ]


# Mapping ----------------------------------------------------------------------------------------


def mappable(request, number: int) -> Story:
    """The story, for whoever looks after its district and only they; 404 for everybody else."""
    story = get_object_or_404(
        Story.objects.exclude(published_revision=None).select_related(
            "published_revision", "visit", "village__tambon__district"
        ),
        number=number,
    )
    if not mapping.may_map(request.user, story):
        raise Http404
    return story


@keeps_typed_words
@require_http_methods(["GET", "POST"])
def story_mapping(request, number: int):
    """Choose words of a published story, choose an indicator, say how the one answers the other."""
    story = mappable(request, number)
    if request.method != "POST":
        return show_mapping(request, story, MappingForm(story=story, initial=asked_for(request)))
    form = MappingForm(request.POST, story=story)
    if request.POST.get("do") == "find":
        # Nothing is sent yet: what was typed stands in the page again, without a word about it.
        return show_mapping(request, story, MappingForm(story=story, initial=typed(form)))
    if form.is_valid():
        data = form.cleaned_data
        try:
            mapping.mark(
                story=story,
                excerpts=form.excerpts,
                indicator=data["indicator"],
                how=data["how"],
                by=request.user,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "จับคู่ไว้แล้ว เรื่องของหมู่บ้านไม่เปลี่ยนสักคำ")
            return redirect("stories:story-mapping", number=story.number)
    form.data = form.data.copy()  # pressing once more answers to the text that is shown now
    form.data["seen"] = str(story.published_revision_id)
    return show_mapping(request, story, form)


def asked_for(request) -> dict:
    """What a link to the page has chosen already: an indicator."""
    key = small_number(request.GET.get("indicator", ""))
    there = Indicator.objects.filter(pk=key).first()
    return {"indicator": there.pk, "year": str(there.fiscal_year)} if there else {}


def typed(form: MappingForm) -> dict:
    """What stands in a form that was posted, to be shown once more."""
    return {name: form[name].value() for name in form.fields if name != "seen"}


def show_mapping(request, story: Story, form: MappingForm, aside: dict | None = None):
    """The mapping page; `aside` holds a form that came back, by the mapping's key."""
    closed = mapping.why_closed(story)
    there = Mapping.objects.filter(story=story, set_aside_at=None).select_related(
        "indicator__agency", "indicator__policy", "by"
    )
    body = story.published_revision.body
    page = {
        "story": story,
        "form": form,
        "closed": closed,
        "can_edit": rules.can_edit_story(request.user, story),
        "standing": [
            {
                "mapping": each,
                "gone": each.excerpt not in body,
                "form": (aside or {}).get(each.pk) or AsideForm(prefix=f"m{each.pk}"),
            }
            for each in there
        ],
        "laid_down": Mapping.objects.filter(story=story, set_aside_at__isnull=False).select_related(
            "indicator__agency", "set_aside_by"
        ),
        "reading": story.readings.shown().first(),
    }
    return render(request, "stories/report_mapping.html", page)


@keeps_typed_words
def mapping_aside(request, pk: int):
    """Lay a mapping down, with a reason."""
    found = get_object_or_404(Mapping.objects.select_related("indicator__agency"), pk=pk)
    story = mappable(request, found.story_id)
    if request.method != "POST":
        return redirect("stories:story-mapping", number=story.number)
    form = AsideForm(request.POST, prefix=f"m{pk}")
    if attempt(
        form,
        lambda: set_aside(found, form.cleaned_data["why"], request.user),
    ):
        messages.success(request, "วางคู่นี้ลงแล้ว เหตุผลยังอยู่ในบันทึก")
        return redirect("stories:story-mapping", number=story.number)
    return show_mapping(request, story, MappingForm(story=story), {pk: form})


def set_aside(found: Mapping, why: str, by) -> None:
    """The deed; what is refused about the indicator has no box on this form and stands above it."""
    try:
        mapping.set_aside(mapping=found, why=why, by=by)
    except ValidationError as error:
        if "why" in getattr(error, "error_dict", {}):
            raise
        raise ValidationError(error.messages) from error


# The village's own reading ----------------------------------------------------------------------


@keeps_typed_words
@require_http_methods(["GET", "POST"])
def story_reading(request, number: int):
    """Write down how the villagers read a story, as they said it face to face."""
    story = get_object_or_404(
        Story.objects.published().with_titles().select_related("visit"), number=number
    )
    if not rules.can_carry_to_village(request.user, story):
        raise Http404
    form = ReadingForm(posted(request))
    if request.method == "POST" and attempt(
        form,
        lambda: mapping.village_reads(
            story=story, word=form.word(request.user), **form.but_the_word()
        ),
    ):
        messages.success(request, "จดตามที่หมู่บ้านบอกแล้ว")
        return redirect(request.path)
    page = {"story": story, "form": form, "reading": story.readings.shown().first()}
    return render(request, "stories/report_reading.html", page)


@opened
@require_http_methods(["GET", "POST"])
def keeper_reading(request, link, number: int):
    """The keeper says how the village reads its own story."""
    story = get_object_or_404(
        Story.objects.published().select_related("published_revision", "village"),
        number=number,
        village=link.stewardship.village,
    )
    form = KeeperReadingForm(posted(request))
    if request.method == "POST" and attempt(
        form,
        lambda: mapping.village_reads(story=story, word=by_link(link), **form.but_the_word()),
    ):
        return redirect(f"{request.path}#said")
    page = {"link": link, "story": story, "form": form, "reading": story.readings.shown().first()}
    return render(request, "stories/report_keeper_reading.html", page)


# Reports ----------------------------------------------------------------------------------------


def readable(request, pk: int) -> Agency:
    """The agency whose report the person may read, or that goes on with its work; else 404."""
    agency = get_object_or_404(Agency, pk=pk).current
    if agency not in reports.agencies_for(request.user):
        raise Http404
    return agency


@login_required
@require_safe
def agency_report(request, pk: int):
    """An agency's report of a year or a quarter, on the screen as it prints."""
    agency = readable(request, pk)
    return show_report(request, agency, SpanForm(request.GET).span())


def show_report(request, agency: Agency, span: reports.Span, reopening=None, refused=()):
    """The report's page; `reopening` is a form that came back with the key of its period."""
    report = reports.report(agency, span)
    known, others = reports.said_to(request.user, report.left_out)
    may_close = reports.may_close(request.user, agency)
    page = {
        "report": report,
        "span_form": SpanForm(initial={"year": str(span.year), "part": span.part}),
        "left_out": known,
        "others_left_out": others,
        "may_close": may_close,
        "refused": refused,
        "closed": [
            (
                each,
                reopening[1]
                if reopening and reopening[0] == each.pk
                else ReopenForm(prefix=f"p{each.pk}"),
            )
            for each in report.closed
        ],
    }
    return render(request, "stories/report.html", page)


@login_required
@require_safe
def agency_report_xlsx(request, pk: int):
    """The same report as a spreadsheet."""
    agency = readable(request, pk)
    span = SpanForm(request.GET).span()
    file = report_xlsx.workbook(reports.report(agency, span), site_url=settings.SITE_URL)
    name = f"report-{agency.pk}-{span.year}" + (f"-q{span.part}" if span.part else "")
    return FileResponse(
        io.BytesIO(file), as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX
    )


@keeps_typed_words
def agency_period(request, pk: int):
    """Close a period of an agency's report, or open a closed one again with a reason."""
    agency = readable(request, pk)
    if not reports.may_close(request.user, agency):
        raise Http404
    span = SpanForm(request.POST).span()
    back = f"/reports/agencies/{agency.pk}/?year={span.year}&part={int(span.part)}"
    if request.method != "POST":
        return redirect("stories:agency-report", pk=agency.pk)
    if request.POST.get("what") == "reopen":
        period = get_object_or_404(
            ReportPeriod,
            pk=small_number(request.POST.get("period", "")),
            agency__in=indicators.family(agency),
        )
        form = ReopenForm(request.POST, prefix=f"p{period.pk}")
        if attempt(
            form, lambda: reports.reopen(period=period, by=request.user, **form.cleaned_data)
        ):
            messages.success(request, "เปิดรอบนี้อีกครั้งแล้ว เหตุผลอยู่ในบันทึก")
            return redirect(back)
        return show_report(request, agency, span, reopening=(period.pk, form))
    try:
        reports.close(agency=agency, span=span, by=request.user)
    except ValidationError as error:
        return show_report(request, agency, span, refused=error.messages)
    messages.success(request, "ปิดรอบนี้แล้ว เพิ่มหรือวางลงไม่ได้จนกว่าจะเปิดอีกครั้ง")
    return redirect(back)
