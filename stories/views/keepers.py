"""Who keeps a village's stories: appointed, given their link, and released by the district's desk."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from stories.views.tending import attempt, tended
from villages import keepers
from villages.forms import AppointForm, EndForm
from villages.models import Stewardship, Village
from villages.qr import keeper_card


@tended(duties_only=True)
@require_safe
def keepers_page(request, village):
    """A village's keepers with their links, and those who kept it before."""
    return show(request, village)


def show(request, village, *, appointing=None, ending=None):
    """The page. `appointing` and `ending` (pk, form) are forms that came back."""
    ended_pk, ended_form = ending or (None, None)
    standing = Stewardship.objects.to_come_or_current().filter(village=village)
    rows = []
    for keeper in standing.select_related("appointed_by").prefetch_related("links"):
        link = next((each for each in keeper.links.all() if each.revoked_at is None), None)
        if link is not None:
            link.stewardship = keeper
        rows.append(
            {
                "keeper": keeper,
                "card": keeper_card(link) if link else None,
                "ending": ended_form
                if keeper.pk == ended_pk
                else EndForm(prefix=f"end{keeper.pk}"),
            }
        )
    page = {
        "village": village,
        "rows": rows,
        "before": Stewardship.objects.filter(village=village)
        .exclude(pk__in=standing.values("pk"))
        .order_by("-until"),
        "appointing": appointing or AppointForm(prefix="keeper"),
        "came_back": [form for form in (appointing, ended_form) if form],
    }
    return render(request, "stories/tend_keepers.html", page)


def found(village: Village, pk: int) -> Stewardship:
    """A stewardship of this village. Raises Http404 for another village's."""
    return get_object_or_404(Stewardship.objects.select_related("village"), pk=pk, village=village)


@tended(duties_only=True)
def keeper_appoint(request, village):
    """Appoint a keeper with the village's word for it."""
    if request.method != "POST":
        return redirect("stories:keepers", village.code)
    form = AppointForm(request.POST, prefix="keeper")
    if attempt(
        form,
        lambda: keepers.appoint(village=village, by=request.user, **form.cleaned_data),
    ):
        messages.success(request, "ตั้งผู้ดูแลเรื่องแล้ว พิมพ์บัตร QR ไปให้ หรือให้เขาส่องจากหน้านี้ได้เลย")
        return redirect("stories:keepers", village.code)
    return show(request, village, appointing=form)


@tended(duties_only=True)
def keeper_renew(request, village, pk: int):
    """A new link for a keeper; the old one stops working at once."""
    keeper = found(village, pk)
    if request.method == "POST":
        try:
            keepers.renew_link(stewardship=keeper, by=request.user)
        except ValidationError as error:
            messages.warning(request, error.messages[0])
        else:
            messages.success(request, "ทำลิงก์ใหม่แล้ว ลิงก์กับบัตรใบเดิมใช้ไม่ได้อีก")
    return redirect("stories:keepers", village.code)


@tended(duties_only=True)
def keeper_end(request, village, pk: int):
    """A keeper lays it down; their link ends with it."""
    keeper = found(village, pk)
    if request.method != "POST":
        return redirect("stories:keepers", village.code)
    form = EndForm(request.POST, prefix=f"end{pk}")
    if attempt(form, lambda: keepers.release(stewardship=keeper, **form.cleaned_data)):
        messages.success(request, f"จดไว้แล้วว่า{keeper.spoken_name} วางมือ ขอบคุณที่ดูแลกันมา")
        return redirect("stories:keepers", village.code)
    return show(request, village, ending=(pk, form))


@tended(duties_only=True)
def keeper_name(request, village, pk: int):
    """The keeper agrees to be named on the village's page, or takes that back."""
    keeper = found(village, pk)
    if request.method == "POST":
        show_it = request.POST.get("show") == "yes"
        keepers.name_in_public(stewardship=keeper, show=show_it)
        messages.success(
            request,
            "ชื่อขึ้นในหน้าหมู่บ้านแล้ว" if show_it else "เอาชื่อออกจากหน้าหมู่บ้านแล้ว",
        )
    return redirect("stories:keepers", village.code)


@tended(duties_only=True)
@require_safe
def keeper_card_page(request, village, pk: int):
    """A card to cut out, with the keeper's QR and what it is for. 404 without a working link."""
    keeper = found(village, pk)
    link = keeper.links.working().first()
    if link is None:
        raise Http404
    link.stewardship = keeper
    return render(
        request, "stories/tend_card.html", {"village": village, "card": keeper_card(link)}
    )
