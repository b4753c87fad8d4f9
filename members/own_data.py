"""A partner's own data: a copy to take along, and an end to the account (PDPA B.E. 2562, 30 to 33).

The copy holds what each app says it holds of the partner (`kmnet.personal.own_parts`), and nothing
private of others. An account that ends keeps its row, because a story has a scribe and a decision
somebody who made it; everything that opens the account or reaches the person goes.
"""

import datetime
import json
import tempfile
import zipfile
from typing import IO, Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone

from kmnet import erasures
from kmnet.personal import Part, own_parts
from kmnet.thai.dates import thai_date
from members import handover, letters
from members.models import Duty, Invitation, Letter, Nomination, StillWalking, User
from members.reach import desk_of

SCHEMA = 1
IN_MEMORY = 8 * 1024 * 1024  # bytes of a copy before it goes to the disk
NOWHERE = "@erased.invalid"  # RFC 2606: mail to this goes nowhere


# The copy ----------------------------------------------------------------------------------------


def copy_of(user: User, now: datetime.datetime | None = None) -> IO[bytes]:
    """A ZIP of everything held of a partner: index.html to read, data.json for machines, photos."""
    now = now or timezone.now()
    parts = own_parts(user)
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        chapters = [{"title": part.title, "rows": readable(part)} for part in parts]
        page = {"who": user, "chapters": chapters, "made_at": now}
        archive.writestr("index.html", render_to_string("own_data/index.html", page))
        archive.writestr("data.json", as_json(user, parts, now))
        for part in parts:
            for name, path in part.files:
                archive.write(path, name, zipfile.ZIP_STORED)
    file.seek(0)
    return file


def readable(part: Part) -> list[list[tuple[str, str]]]:
    """The rows of a part as (label, text), empty values left out."""
    rows = [[(label, in_words(value)) for label, value in row.items()] for row in part.rows]
    return [[(label, text) for label, text in row if text] for row in rows]


def in_words(value: Any) -> str:
    """A value as a person reads it: Thai days, lists by line."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return thai_date(timezone.localdate(value))
    if isinstance(value, datetime.date):
        return thai_date(value)
    if isinstance(value, (list, tuple)):
        return "\n".join(in_words(each) for each in value)
    return str(value)


def as_json(user: User, parts: list[Part], now: datetime.datetime) -> str:
    """The same for machines: days as ISO 8601."""
    data = {
        "schema": SCHEMA,
        "made_at": now.isoformat(),
        "of": user.spoken_name,
        "parts": [{"title": part.title, "rows": part.rows} for part in parts],
    }
    return json.dumps(data, ensure_ascii=False, indent=2, default=lambda value: value.isoformat())


# Erasing an account ------------------------------------------------------------------------------


def what_goes(user: User) -> list[str]:
    """Sentences about what is deleted with the account."""
    lines = ["อีเมล รหัสผ่าน เบอร์โทร บทบาทในวง KM"]
    if Authenticator.objects.filter(user=user).exists():
        lines.append("การยืนยันสองชั้น")
    if SocialAccount.objects.filter(user=user).exists():
        lines.append("การเข้าด้วย LINE")
    lines.append("ทุกเครื่องที่เข้าสู่ระบบอยู่จะออกเอง")
    count = letters_to(user).count()
    if count:
        lines.append(f"จดหมายถึงคุณที่เก็บไว้ {count} ฉบับ")
    if handover.hanging_on(user):
        lines.append("งานที่ค้างอยู่จะฝากไว้กับผู้ประสานงาน จนกว่าจะมีเพื่อนรับไม้ต่อ")
    if user.postings.current().exists() or user.duties.current().exists():
        lines.append("ที่ทำงานกับหน้าที่ในเครือข่าย สิ้นสุดวันนั้น")
    return lines


def what_stays(user: User) -> list[str]:
    """Sentences about what stays, and why."""
    return [
        f"ชื่อ “{user.spoken_name}” ในฐานะคนจดเรื่อง เพราะเรื่องเป็นของหมู่บ้าน และคนจดต้องมีชื่อ",
        "การลงพื้นที่กับสิ่งที่รับปากหมู่บ้านไว้ เพราะหมู่บ้านยังรออยู่",
        "คำตัดสินใจกับเหตุผลที่ให้ไว้ เพราะคนที่ถูกพูดถึงมีสิทธิ์รู้ว่าใครตัดสิน",
        "ประวัติว่าเคยทำงานที่ไหนช่วงไหน เพราะเรื่องในช่วงนั้นอ้างถึง",
    ]


def ask_to_erase(user: User) -> list[Letter]:
    """Ask the province's coordinators to erase this account. Returns the letters.

    Pressed again within a day it asks nobody twice. Raises ValidationError when nobody else
    coordinates the province.
    """
    duties = Duty.objects.current().filter(kind=Duty.Kind.COORDINATOR, district=None)
    others = User.objects.filter(is_active=True, pk__in=duties.values("user")).exclude(pk=user.pk)
    if not others:
        raise ValidationError("ยังไม่มีผู้ประสานงานจังหวัดคนอื่นที่จะลบให้ ฝากหน้าที่ให้ใครก่อน แล้วกดอีกครั้ง")
    lately = Letter.objects.filter(
        body__contains=f"/partners/{user.pk}/erase/",
        written_at__gt=timezone.now() - datetime.timedelta(days=1),
    )
    asked = set(lately.values_list("to", flat=True))
    return [
        letters.post(to=each.email, name="erase_account", context={"to": each, "who": user})
        for each in others
        if each.email not in asked
    ]


def may_erase(by: User, user: User) -> bool:
    """Who ends an account: a coordinator of the whole province, and never their own."""
    return by.pk != user.pk and desk_of(by).all_districts


@transaction.atomic
def erase_account(*, user: User, by: User | None, now: datetime.datetime | None = None) -> User:
    """End an account: whatever opens it or reaches the person goes, the name as author stays.

    Done twice it changes nothing. `by` None is the site itself, after a restore. Raises
    ValidationError when `by` does not coordinate the province, or would end their own account.
    """
    if by is not None and not may_erase(by, user):
        raise ValidationError("บัญชีนี้ต้องให้ผู้ประสานงานจังหวัดคนอื่นลบให้")
    if is_erased(User.objects.get(pk=user.pk)):
        return user
    now = now or timezone.now()
    today = timezone.localdate(now)
    # Before the account is held: whoever sends a draft holds the draft first, and then the sender.
    leave_behind(user, by)
    user = User.objects.select_for_update().get(pk=user.pk)
    if is_erased(user):
        return user
    letters_to(user).delete()
    forget_address(user)
    for spans in (user.postings, user.duties, user.walkings):
        spans.filter(Q(ends=None) | Q(ends__gt=today), begins__lte=today).update(ends=today)
        spans.filter(begins__gt=today).delete()
    for kept in (EmailAddress, Authenticator, SocialAccount, StillWalking):
        kept.objects.filter(user=user).delete()
    sign_out_everywhere(user)
    user.email, user.phone, user.roles = f"{user.pk}{NOWHERE}", "", []
    user.is_active = user.is_superuser = False
    user.last_login = user.retires_on = None
    user.set_unusable_password()
    user.save()
    erasures.note(erasures.ACCOUNT, erasures.numbered(user.pk, user.joined_at), now)
    return user


def leave_behind(user: User, by: User | None) -> None:
    """Coordinators hold what hangs on the partner. Where there are none after a restore, the daily
    round opens the handover as soon as there is one."""
    try:
        with transaction.atomic():
            handover.leave(user, by)
    except handover.NobodyStands:
        if by is not None:
            raise


def is_erased(user: User) -> bool:
    """Whether this account has been ended for good."""
    return user.email.endswith(NOWHERE)


def letters_to(user: User):
    """Letters kept as rows that went to one of the partner's addresses."""
    addresses = {user.email, *user.emailaddress_set.values_list("email", flat=True)}
    return Letter.objects.filter(to__in=addresses)


def forget_address(user: User) -> None:
    """Take the partner's address out of their own invitation and the file it came from."""
    invited = Invitation.objects.filter(user=user)
    Nomination.objects.filter(invitations__in=invited).update(email="")
    invited.update(email=f"{user.pk}{NOWHERE}")


def sign_out_everywhere(user: User) -> None:
    """End every session of this person."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()


def noted_as(key: str) -> User | None:
    """The account that a line of the ledger means, when it stands again; else None."""
    pk, _, _ = key.partition("@")
    found = User.objects.filter(pk=int(pk)).first()
    if found is None or is_erased(found):
        return None
    return found if erasures.numbered(found.pk, found.joined_at) == key else None


def erased_keys() -> dict[tuple[str, str], datetime.datetime]:
    """What the table knows of ended accounts, as the ledger writes it."""
    return {
        (erasures.ACCOUNT, erasures.numbered(user.pk, user.joined_at)): timezone.now()
        for user in User.objects.filter(email__endswith=NOWHERE)
    }
