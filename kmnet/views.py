"""Pages of no app: faults in kind words, health for machines, the parts of the site side by side."""

import functools
import logging
import re
import secrets
import shutil
import sys

from allauth.decorators import rate_limit as allauth_rate_limit
from django import forms
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from kmnet.middleware import fault_page
from kmnet.thai.fields import ThaiDateField

log = logging.getLogger(__name__)

TOO_MANY = 429  # Too Many Requests


def server_error(request):
    """The 500 page with a short code that also stands in the log; 503 when Postgres is away."""
    error = sys.exc_info()[1]
    if isinstance(error, (OperationalError, InterfaceError)):
        response = fault_page(503)
        response["Retry-After"] = "10"
        return response
    code = secrets.token_hex(2).upper()
    log.error("support code %s at %s", code, request.path)
    return HttpResponse(render_to_string("500.html", {"support_code": code}), status=500)


# Where people write who have no account, and are never sent to sign in.
NO_ACCOUNT = re.compile(
    r"/(keeper|invitations|voices|files|met|yours|withdrawn|still)/|/stories/\d+/withdraw/$"
)


def typed_again(request, status: int = 403):
    """What was typed, handed back as a form that can be sent once more.

    For a session that ended, or a token that a new sign-in replaced, between the first word and
    the button, and with the status 429 for what came too soon after another. Passwords are left
    out; files cannot be handed back and the page says so.
    """
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken" and "password" not in name
    ]
    page = {
        "fields": fields,
        "action": request.get_full_path(),
        "files": bool(request.FILES),
        "needs_account": not NO_ACCOUNT.match(request.path) and not request.user.is_authenticated,
    }
    template = "429.html" if status == TOO_MANY else "typed_again.html"
    response = render(request, template, page, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def csrf_failure(request, reason=""):
    """A form that was open too long, or from another sign-in: nothing typed is lost.

    Only a post from our own pages gets its words back to send again; another site's does not.
    """
    own = f"{request.scheme}://{request.get_host()}"
    came_from = request.headers.get("Origin") or request.headers.get("Referer", "")
    if (came_from == own or came_from.startswith(f"{own}/")) and request.POST:
        return typed_again(request)
    return HttpResponse(render_to_string("403_csrf.html"), status=403)


def rate_limit(*, say: str = "", **limit):
    """allauth's rate limit, with a page that says `say` and hands back what was typed.

    Takes what allauth.decorators.rate_limit takes: `action`, and `key`, `config`, `limit_get`.
    """

    def decorate(view):
        # Counts, and answers only where it was too many.
        counted = allauth_rate_limit(**limit)(lambda request: None)

        @functools.wraps(view)
        def wrapper(request, *args, **kwargs):
            return too_many(request, say) if counted(request) else view(request, *args, **kwargs)

        return wrapper

    return decorate


def too_many(request, say: str = ""):
    """The 429 page; a post gets its words back, to send again after a little while."""
    if request.method == "POST":
        return typed_again(request, TOO_MANY)
    response = render(request, "429.html", {"say": say}, status=TOO_MANY)
    response["Cache-Control"] = "private, no-store"
    return response


def keeps_typed_words(view):
    """For forms people write long in: a post without a session hands the words back.

    Stands in the place of `login_required`, which would answer a post with a redirect and drop
    everything that was typed.
    """

    @functools.wraps(view)
    def wrapper(request, *args, **kwargs):
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method == "POST":
            return typed_again(request)
        return redirect_to_login(request.get_full_path())

    return wrapper


def posted(request):
    """What a form is bound to: the post, also an empty one, and nothing before there is one."""
    return request.POST if request.method == "POST" else None


@require_safe
def healthz(request):
    """The process answers. Looks at nothing else, so that a slow database does not restart it."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request):
    """200 when Postgres answers and the photos' disk has room, else 503, as JSON for machines."""
    checks = {}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        checks["database"] = True
    except (OperationalError, InterfaceError):
        checks["database"] = False
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    disk = shutil.disk_usage(settings.MEDIA_ROOT)
    checks["disk"] = disk.free > 500 * 1024 * 1024
    return JsonResponse(checks, status=200 if all(checks.values()) else 503)


class SampleForm(forms.Form):
    """One field of each kind, for the page that shows all components."""

    place = forms.ChoiceField(
        label="อำเภอ", choices=[("", "เลือกอำเภอ"), ("8006", "เชียรใหญ่"), ("8012", "ปากพนัง")]
    )
    day = ThaiDateField(label="ไปมาวันไหน")
    good = forms.CharField(
        label="เห็นอะไรดีๆ ที่นี่",
        help_text="ประโยคเดียวก็พอ เล่าอย่างที่เล่าให้เพื่อนฟัง",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    read_aloud = forms.BooleanField(label="อ่านให้ฟังแล้ว", required=False)
    answer = forms.ChoiceField(
        label="หมู่บ้านว่าอย่างไร",
        choices=[("yes", "เผยแพร่ได้"), ("change", "ขอแก้ตรงนี้ก่อน"), ("no", "เก็บไว้ในหมู่บ้าน")],
        widget=forms.RadioSelect,
    )


@require_safe
def styleguide(request):
    """Every component on one page: what is used here stays alive."""
    bad_form = SampleForm({"bad-good": ""}, prefix="bad")
    return render(request, "styleguide.html", {"form": SampleForm(), "bad_form": bad_form})
