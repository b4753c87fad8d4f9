"""What a phone's outbox talks to: JSON in and out under /sync/, never a redirect.

hello → the draft by its UUID → each photo by its SHA-256 → finalise with the list → the receipt.
Every step may be repeated. A phone that lost an answer and has other words by now asks with GET
first: when its own earlier words stand there, their fingerprint is the `base` of the next, and
nothing is set aside. Faults outside these views become JSON in `kmnet.middleware`.
"""

import datetime
import functools
import json
import re
import uuid
from urllib.parse import unquote

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.core.files.base import ContentFile
from django.http import Http404, JsonResponse
from django.http.request import UnreadablePostError
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kmnet.thai.dates import thai_date, thai_time
from stories import photos, receipts, sync, visits
from stories.forms import MetFormSet, VisitForm, as_post, typed_from
from stories.models import Visit

STAYS = "ในเครื่องนี้ยังอยู่ครบ"
SAID = {
    "sign_in": (401, f"เข้าสู่ระบบก่อน แล้วจะส่งต่อให้ {STAYS}"),
    "broken": (400, f"ส่งมาไม่ครบ เดี๋ยวเครื่องนี้ส่งใหม่ให้เอง {STAYS}"),
    "other_person": (409, "ร่างนี้เป็นของอีกคนที่ใช้เครื่องนี้ เจ้าของเข้าสู่ระบบเมื่อไร จะส่งต่อให้"),
    "missing": (422, f"ยังส่งไม่ได้ ขาดอีกนิดเดียว {STAYS}"),
    "photos_missing": (409, "รูปยังมาไม่ครบ เดี๋ยวเครื่องนี้ส่งรูปที่ขาดให้เอง"),
    "two_texts": (
        409,
        "การลงพื้นที่นี้ถึงศูนย์แล้วด้วยอีกข้อความหนึ่ง เก็บไว้ทั้งสองฉบับ เปิดหน้าการลงพื้นที่นี้แล้วเลือกได้",
    ),
    "not_kept": (409, f"การลงพื้นที่นี้ยังเป็นร่าง ยังไม่ได้ส่งถึงศูนย์ {STAYS}"),
    "too_large": (413, f"ข้อความยาวเกินกว่าที่ส่งได้ในครั้งเดียว ลองแบ่งเป็นสองครั้ง {STAYS}"),
}
SHA256 = re.compile(r"[0-9a-f]{64}")
NUMBERS = "มีเลขบัตรประชาชนหรือเบอร์โทรอยู่ในข้อความ ถ้าไม่จำเป็นเอาออกก่อน ถ้าจะเก็บไว้ กดส่งอีกครั้ง"


class Refused(Exception):
    """An answer that is no success: a key for the phone, words for people, and what else helps."""

    def __init__(self, error: str, **more):
        super().__init__(error)
        self.status, words = SAID[error]
        self.said = {"error": error, "words": words, **more}


def answer(said: dict, status: int = 200) -> JsonResponse:
    """JSON with its keys in order, so that the same answer is the same bytes; kept by no cache."""
    how = {"sort_keys": True, "ensure_ascii": False}
    response = JsonResponse(said, status=status, json_dumps_params=how)
    response["Cache-Control"] = "private, no-store"
    return response


def for_phones(view):
    """For who is signed in: the view's dict as JSON, and in JSON too whatever it raises."""

    @functools.wraps(view)
    def wrapper(request, *args, **kwargs):
        try:
            if not request.user.is_authenticated:
                raise Refused("sign_in")
            try:
                return answer(view(request, *args, **kwargs))
            except Visit.DoesNotExist:
                # Thrown away while we were at it: `own` says so.
                sync.own(client_uuid=kwargs["client_uuid"], by=request.user)
                raise
        except Refused as refused:
            return answer(refused.said, refused.status)
        except (sync.Broken, UnreadablePostError):
            refused = Refused("broken")
            return answer(refused.said, refused.status)
        except photos.PhotoRefused as refused:
            error = refused.code or "not_a_photo"
            said = {"error": error, "words": refused.message}
            return answer(said, 413 if error == "too_large" else 422)
        except visits.Discarded as thrown:
            return gone(thrown)

    return wrapper


def gone(thrown: visits.Discarded) -> JsonResponse:
    """410: the draft was thrown away, and only a person may begin it again."""
    at = thrown.draft.at
    words = f"ร่างนี้ทิ้งไปแล้วเมื่อ {thai_date(at)} {thai_time(at)} {STAYS} ถ้าจะเล่าต่อ เริ่มใบใหม่ได้"
    return answer({"error": "gone", "words": words, "at": sync.in_bangkok(at)}, 410)


# The steps --------------------------------------------------------------------------------------


@require_safe
@for_phones
def hello(request):
    """Who is signed in, a fresh token, the centre's clock, and how much it takes."""
    return {
        "user": {"id": request.user.pk, "name": request.user.spoken_name},
        "csrf": get_token(request),
        "now": sync.in_bangkok(timezone.now()),
        "kill": not settings.FIELD_WORKER,
        "limits": {"photos": settings.PHOTOS_PER_VISIT, "bytes": settings.PHOTO_MAX_BYTES},
    }


@require_safe
@for_phones
def drafts(request):
    """The person's own drafts, wherever they were begun."""
    return {"drafts": sync.drafts(request.user)}


@require_http_methods(["GET", "PUT"])
@for_phones
def visit(request, client_uuid: uuid.UUID):
    """The draft as the centre has it; a PUT keeps it as the phone has it."""
    if request.method == "GET":
        return sync.whole(sync.own(client_uuid=client_uuid, by=request.user))
    body = body_of(request)
    return sync.note(
        client_uuid=client_uuid,
        typed=typed_of(body),
        base=str(body.get("base", "")),
        by=request.user,
        listed=listed_of(body),
    )


@require_http_methods(["PUT", "DELETE"])
@for_phones
def photo(request, client_uuid: uuid.UUID, sha256: str):
    """One photo, as raw bytes; a DELETE takes it out."""
    if not SHA256.fullmatch(sha256):
        raise Http404
    if request.method == "DELETE":
        sync.take_out_photo(client_uuid=client_uuid, sha256=sha256, by=request.user)
        return {"sha256": sha256}
    taken = sync.take_photo(
        client_uuid=client_uuid, sha256=sha256, file=file_of(request), by=request.user
    )
    return receipts.photo_line(taken)


@require_POST
@for_phones
def finalise(request, client_uuid: uuid.UUID):
    """All has been sent: keep the visit and give the receipt, the same one every time."""
    body = body_of(request)
    typed, listed = typed_of(body), listed_of(body)
    visit = visits.begin(client_uuid=client_uuid, by=request.user)
    if visit.is_draft:
        # Whatever is still missing, the words are safe.
        visit = visits.note(visit=visit, typed=typed)
    try:
        told = told_of(typed, request.user) if visit.is_draft else None
        if told and sync.warns_of_numbers(visit, told, typed):
            raise Refused("missing", fields={"good": NUMBERS})
        return sync.finalise(
            visit=visit,
            told=told,
            typed=typed,
            listed=listed,
            claimed_at=moment_of(body),
            by=request.user,
        )
    except visits.PhotosMissing as missing:
        raise Refused("photos_missing", sha256=missing.sha256) from missing
    except sync.TwoTexts as both:
        raise Refused("two_texts", receipt=both.receipt) from both
    except ValidationError as error:
        fields = {name: sentences[0] for name, sentences in error.message_dict.items()}
        raise Refused("missing", fields=fields) from error


@require_safe
@for_phones
def receipt(request, client_uuid: uuid.UUID):
    """The receipt of a visit that has arrived."""
    visit = sync.own(client_uuid=client_uuid, by=request.user)
    if visit.is_draft:
        raise Refused("not_kept")
    return receipts.told(visit)


@require_safe
@for_phones
def pack(request, code: str):
    """What to take along to a village where there is no signal."""
    return sync.pack(code=code, user=request.user)


# What came in -----------------------------------------------------------------------------------


def body_of(request) -> dict:
    """The JSON of a request about the signed-in person's own visit.

    Raises Refused for what is no JSON object, or another person's.
    """
    try:
        body = json.loads(request.body)
    except RequestDataTooBig as error:
        raise Refused("too_large") from error
    except ValueError as error:
        raise Refused("broken") from error
    if not isinstance(body, dict):
        raise Refused("broken")
    if body.get("user") != request.user.pk:
        raise Refused("other_person")
    return body


def typed_of(body: dict) -> dict[str, list[str]]:
    """What was typed, as the plain form would have sent it. Raises Refused for anything else."""
    typed = body.get("typed", {})
    if not isinstance(typed, dict) or len(typed) > settings.DATA_UPLOAD_MAX_NUMBER_FIELDS:
        raise Refused("broken")
    return typed_from(
        as_post({strings([name])[0]: strings(values) for name, values in typed.items()})
    )


def strings(values) -> list[str]:
    """A list of texts that can be kept. Raises Refused for anything else."""
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise Refused("broken")
    # Half an emoji, cut by a phone, is no text that a database can hold.
    return [value.encode(errors="ignore").decode() for value in values]


def listed_of(body: dict) -> list[visits.Listed]:
    """The photos that belong to the visit, in their order. Raises Refused for what is no list."""
    lines = body.get("photos", [])
    if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
        raise Refused("broken")
    return [
        visits.Listed(*(text_of(line, name)[:300] for name in ("sha256", "caption", "alt")))
        for line in lines
    ]


def text_of(line: dict, name: str) -> str:
    """One text of a photo's line, "" when there is none."""
    return strings([line.get(name) or ""])[0].replace("\0", "")


def moment_of(body: dict) -> datetime.datetime | None:
    """What the phone's clock says it is, or None; believed for nothing."""
    try:
        moment = parse_datetime(str(body.get("claimed_at", "")))
    except ValueError:
        return None
    return timezone.make_aware(moment) if moment and timezone.is_naive(moment) else moment


def told_of(typed: dict, user) -> visits.Told:
    """What was typed as the deed wants it, read by the plain form. Raises Refused("missing")."""
    post = as_post(typed)
    post.setdefault("met-TOTAL_FORMS", "0")
    post["met-INITIAL_FORMS"] = "0"
    form, met = VisitForm(post, user=user), MetFormSet(post, prefix="met")
    if form.is_valid() & met.is_valid():
        return form.told(met.people())
    fields = {name: sentences[0] for name, sentences in form.errors.items()}
    for number, errors in enumerate(met.errors):
        fields |= {f"met-{number}-{name}": sentences[0] for name, sentences in errors.items()}
    if met.non_form_errors():
        fields["met"] = met.non_form_errors()[0]
    raise Refused("missing", fields=fields)


def file_of(request) -> ContentFile:
    """The bytes of a photo as an uploaded file; of one past the limit, only that it is."""
    data = request.read(settings.PHOTO_MAX_BYTES + 1)
    name = unquote(request.headers.get("X-Photo-Name", "")).replace("\0", "")
    name = name.replace("\\", "/").rpartition("/")[2] or "photo"
    file = ContentFile(data, name=name)
    file.too_large = len(data) > settings.PHOTO_MAX_BYTES
    return file
