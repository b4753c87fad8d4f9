"""The page behind the yearly letter: ยังเดินด้วยกันไหม, one tap, no account."""

from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kmnet.views import posted, rate_limit
from members import still
from members.handover_forms import StillForm
from members.models import StillWalking
from members.views import closed, secret_page


@never_cache
@rate_limit(action="still")
@require_http_methods(["GET", "POST"])
def still_walking(request, secret: str):
    """Three big buttons. Looking answers nothing: programs that read mail open links as well."""
    try:
        asking = still.open_link(secret)
    except still.AnotherYear:
        return secret_page(render(request, "members/still_another_year.html"))
    except still.LinkDoesNotOpen:
        return closed(request, "members/link_closed.html")
    form = StillForm(posted(request), initial={"words": asking.words})
    if request.method == "POST" and form.is_valid():
        try:
            still.answer(asking=asking, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("members:still", secret)
    page = {"asking": asking, "form": form, "answers": StillWalking.Answer.choices}
    return secret_page(render(request, "members/still.html", page))
