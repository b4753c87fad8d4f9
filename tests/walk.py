"""One walk through the whole site, read by many tests.

The demo network is built once into a database of its own; then every address of the URLconf is
opened as every role, and every form found on the way is sent empty and as it stands. What a
page is found by comes from the URLconf itself: an address that nobody knows an example for stops
the walk. Loaded with `pytest_plugins = ["tests.walk"]`.
"""

import copy
import datetime
import functools
import gc
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from operator import attrgetter
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urljoin, urlsplit

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import mail
from django.core.management import call_command
from django.db import connections, transaction
from django.http import QueryDict
from django.test import Client, override_settings
from django.urls import Resolver404, get_resolver, resolve, reverse
from django.utils import timezone

from kmnet.thai.dates import be_year
from members import files, handover, telling, voices
from members.models import Handover, Invitation, Letter, Nomination, StillWalking, User, Voice
from stories import pairs, people, sheets, takedowns, visits
from stories.models import (
    Encounter,
    Mapping,
    Photo,
    PhotoPerson,
    PracticeChange,
    Promise,
    RevisionPhoto,
    Round,
    SignedSheet,
    Story,
    TakeDown,
    ThenAndNow,
    VillageApproval,
    Visit,
)
from stories.models.visits import Companionship
from tests import factories
from tests.databases import administer, connected_to
from tests.tags import Tags
from villages import goals, support, words
from villages.models import Aspect, KeeperLink, Village

PASSWORD = "khonkhokhor2569"
DEMO = "test_kmnet_demo"
SMALL = 320  # pixels
SHARED = (
    *("/stories/", "/villages/", "/districts/", "/places/", "/met/"),
    *("/keeper/", "/invitations/", "/voices/", "/files/", "/yours/", "/withdrawn/"),
)
DISTRICT = "8012"  # where one coordinator looks after one district
BY_STATE = {"change", "file", "decide"}  # pages of the desk that differ with the object's state
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


# The demo in a database of its own --------------------------------------------------------------


@pytest.fixture(scope="session")
def demo_media(tmp_path_factory) -> Path:
    """Where the demo's photos are."""
    return tmp_path_factory.mktemp("demo-media")


@pytest.fixture(scope="session")
def demo_database(django_db_setup, django_db_blocker, first_database, demo_media):
    """A database with the demo network in it, made once by the command itself."""
    with django_db_blocker.unblock():
        first_database.copy_to(DEMO)
        with (
            override_settings(
                DEBUG=True,
                DEMO_PHOTO_WIDTH=SMALL,
                MEDIA_ROOT=demo_media,
                DATA_DIR=demo_media.parent,
                PASSWORD_HASHERS=[quick_passwords()],
            ),
            connected_to(DEMO),
        ):
            call_command("make_demo", stdout=open("/dev/null", "w"))  # noqa: SIM115
    yield DEMO
    with django_db_blocker.unblock():
        administer(f"DROP DATABASE IF EXISTS {DEMO}")


def quick_passwords() -> str:
    return "django.contrib.auth.hashers.MD5PasswordHasher"


@contextmanager
def inside_demo(media: Path):
    """Work in the demo's database and photos; everything done there is undone at the end."""
    with (
        override_settings(MEDIA_ROOT=media, DATA_DIR=media.parent),
        connected_to(DEMO),
        transaction.atomic(),
    ):
        try:
            yield
        finally:
            transaction.set_rollback(True)


@pytest.fixture(scope="session")
def inside(demo_database, demo_media):
    """`with inside():` works in the demo network for a while."""
    return functools.partial(inside_demo, demo_media)


@pytest.fixture
def demo(db, demo_database, demo_media):
    """The test works in the demo network and leaves it as it was."""
    with inside_demo(demo_media):
        yield


# Addresses --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Route:
    """One line of the URLconf: its name, and its pattern from the root."""

    name: str
    pattern: str

    @property
    def plain(self) -> bool:
        """Whether the pattern is the address."""
        return not re.search(r"[<(^$]", self.pattern)


def routes() -> list[Route]:
    """Every line of the URLconf."""

    def under(resolver, namespace, prefix):
        for entry in resolver.url_patterns:
            pattern = prefix + str(entry.pattern)
            if hasattr(entry, "url_patterns"):
                inner = ":".join(part for part in (namespace, entry.namespace) if part)
                yield from under(entry, inner, pattern)
            else:
                name = entry.name or ""
                yield Route(f"{namespace}:{name}" if namespace else name, pattern)

    return list(dict.fromkeys(under(get_resolver(), "", "")))


def route_of(address: str) -> str:
    """The pattern that answers at an address, or ""."""
    try:
        return resolve(urlsplit(address).path).route
    except Resolver404:
        return ""


@dataclass
class Furniture:
    """Things added to the demo so that every page has something to show."""

    locked: User
    draft: Visit
    known: Encounter
    twins: tuple[Nomination, Nomination]
    opened: Nomination
    voice: Voice
    handover: Handover
    asking: StillWalking
    totp_secret: str
    reset_link: str = ""
    confirm_key: str = ""


def furnish() -> Furniture:
    """Add to the demo what it does not have: a draft, a second factor, a file told of twice."""
    officer = User.objects.get(email="officer@kmnet.example")
    coordinator = User.objects.get(email="coordinator@kmnet.example")
    locked = User.objects.create_user("locked@kmnet.example", PASSWORD, name="ล็อก สองชั้น")
    EmailAddress.objects.create(user=locked, email=locked.email, verified=True, primary=True)
    unsure = EmailAddress.objects.create(user=officer, email="second@kmnet.example")
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(locked, secret)
    RecoveryCodes.activate(locked)
    draft = visits.begin(client_uuid="6b6d6e65-0000-4000-8000-000000000001", by=officer)
    visits.note(visit=draft, typed={"good": ["ยังเล่าไม่จบ"]})
    kept = Visit.objects.kept().filter(author=officer).first()
    kept.submissions.create(sha256="0" * 64, typed={"good": ["อีกฉบับ"]}, set_aside=True)
    met = Encounter.objects.filter(visit__author=officer, visit__state="kept", nomination=None)[0]
    visits.make_known(encounter=met, by=officer)
    met.refresh_from_db()
    first = Nomination.objects.filter(district=DISTRICT, state="waiting").order_by("pk")[0]
    again = telling.tell_of(
        name=first.name, district=first.district, words="เราก็เคยพบเขาเหมือนกัน", by=officer
    )
    niphon = User.objects.get(email="niphon@kmnet.example")
    voice = voices.ask(nomination=first, kind="villager", name="เพลิน ลมว่าว", called="น้า", by=niphon)
    opened = files.open_for_person(nomination=first, by=niphon)
    files.reply(nomination=opened, words="มีคนมาช่วยอีกสองคน อยากให้จดชื่อเขาด้วย")
    furnish_village(officer)
    furnish_takedowns(officer)
    furnish_person(officer)
    furnish_sheet(officer)
    for model in (User, Village, Nomination):
        LogEntry.objects.create(
            user=coordinator,
            content_type=ContentType.objects.get_for_model(model),
            object_id=str(model.objects.first().pk),
            object_repr="ตัวอย่าง",
            action_flag=CHANGE,
            change_message='[{"changed": {"fields": ["name"]}}]',
        )
    mail.outbox.clear()
    Client().post("/accounts/password/reset/", {"email": officer.email})
    link = re.search(r"https?://\S+/password/reset/key/\S+", mail.outbox[0].body)[0]
    return Furniture(
        locked=locked,
        draft=draft,
        known=met,
        twins=(again, first),
        opened=opened,
        voice=voice,
        handover=furnish_handover(officer),
        asking=still_walking(officer),
        totp_secret=secret,
        reset_link=urlsplit(link).path,
        confirm_key=EmailConfirmationHMAC(unsure).key,
    )


def promises_made() -> list[int]:
    """Keys of a promise in each state."""
    found = Promise.objects.of_kept_visits().order_by("state", "pk").distinct("state")
    return [each.pk for each in found]


def tended_village() -> Village:
    """A village of the officer's and the connector's district, with a story and a keeper."""
    return (
        Story.objects.published()
        .filter(village__tambon__district="8006", village__stewardships__until=None)
        .order_by("number")[0]
        .village
    )


def furnish_village(officer: User) -> None:
    """What a village says of itself: goals, hands it asks for, a pair of photos."""
    village = tended_village()
    word = words.in_person(said_by="ผู้ใหญ่เอื้อน", witness="ครูสายใจ", taken_by=officer)
    aspect = Aspect.objects.all()[0]
    goals.say(village=village, aspect=aspect, words="อยากกินข้าวที่ปลูกเอง", word=word)
    old = goals.say(village=village, aspect=aspect, words="อยากมีกองกลาง", word=word)
    goals.settle(goal=old, state="reached", words="ได้ใช้แล้วครั้งแรก", word=word)
    asked = support.ask(village=village, words="อยากได้คนสอนทำบัญชี", word=word)
    support.offer(request=asked, by=officer, words="สอนได้วันเสาร์")
    done = support.ask(village=village, words="อยากยืมเครื่องตัดหญ้า", word=word)
    support.close(request=done, thanks="ขอบใจมาก", word=word)
    photos = list(pairs.photos_to_pair(village)[:2])
    if len(photos) == 2:
        pairs.pair(
            village=village,
            then=photos[0],
            now=photos[1],
            then_words="เมื่อก่อนรก",
            now_words="ตอนนี้โล่ง",
            by=officer,
        )


def furnish_takedowns(officer: User) -> None:
    """A story of the officer's asked to come down, and one that was and is shown again."""
    kept = KeeperLink.objects.working().values("stewardship__village")
    told = Story.objects.published().filter(scribe=officer, village__in=kept)
    one, other = told.order_by("-number")[:2]
    asked = {"what": "story", "said_by": "ลูกสาวคนเล่า", "words": "แม่ไม่สบายใจ"}
    takedowns.ask(story=one, **asked)
    takedowns.decide(
        takedown=takedowns.ask(story=other, **asked),
        by=User.objects.get(email="coordinator@kmnet.example"),
        answer="shown_again",
        words="คุยกันแล้ว แม่สบายใจ",
    )


def furnish_sheet(officer: User) -> None:
    """An answer to the officer's own story, with the sheet that the village signed."""
    answered = VillageApproval.objects.exclude(answer="").filter(story__scribe=officer)
    sheets.keep(
        approval=answered.order_by("pk")[0], picture=sheets.look(factories.photo_file("white"))
    )


def furnish_handover(officer: User) -> Handover:
    """Somebody else's handover, of which the officer is asked to take a line and the rest waits."""
    giver = User.objects.filter(walkings__ends=None, is_active=True, handovers=None)
    giver = giver.exclude(pk=officer.pk).filter(duties=None).distinct().order_by("pk")[0]
    day = timezone.localdate() + datetime.timedelta(days=30)
    opened = handover.open_handover(giver=giver, by=giver, why="moving", last_day=day)
    handover.offer(lines=opened.lines.all()[:1], to=officer, by=giver)
    return opened


def still_walking(user: User) -> StillWalking:
    """This year's question to somebody."""
    year = be_year(timezone.localdate())
    return StillWalking.objects.get_or_create(user=user, year=year)[0]


def furnish_person(officer: User) -> None:
    """A person who told a story, and whose garden a photo of it shows."""
    row = RevisionPhoto.objects.published().filter(photo__shows="wide").order_by("pk")[0]
    person, photo = row.revision.tellers.all()[0].person, row.photo
    people.say_what_it_shows(photo=photo, shows="wide", places=[person])
    factories.agree(person, officer, "name", "place")


def first_of_each(rows, key) -> list:
    """The first row for each value of `key`."""
    found = {}
    for row in rows:
        found.setdefault(key(row), row)
    return list(found.values())


def link_of(village: Village) -> KeeperLink:
    """A link that opens the village's page."""
    return KeeperLink.objects.working().filter(stewardship__village=village)[0]


def examples(furniture: Furniture) -> dict[str, list[dict | str]]:
    """For each name that takes arguments: the arguments of some pages worth seeing."""
    officer = User.objects.get(email="officer@kmnet.example")
    stories = first_of_each(Story.objects.order_by("number"), lambda story: story.state)
    own = first_of_each(Story.objects.filter(scribe=officer), lambda story: story.state)
    numbers = [{"number": story.number} for story in {*stories, *own}]
    published = Story.objects.published().select_related("village")[0]
    kept = Visit.objects.kept().filter(author=officer)
    seen = {*Visit.objects.kept()[:1], *kept[:1], furniture.draft}
    visited = [{"number": visit.number} for visit in seen]
    outbox = [{"client_uuid": visit.client_uuid} for visit in (furniture.draft, kept[0])]
    aside = kept.filter(submissions__set_aside=True).get()
    photo = Photo.objects.all()[0]
    waiting = VillageApproval.objects.open().order_by("pk")[0]
    link = KeeperLink.objects.working().filter(stewardship__village=waiting.story.village)[0]
    answered = VillageApproval.objects.exclude(answer="").filter(link__isnull=False)
    thanks = first_of_each(answered.order_by("pk"), lambda approval: approval.answer)
    keeping = KeeperLink.objects.working().filter(stewardship__village=published.village)[0]
    quiet = KeeperLink.objects.working().exclude(
        stewardship__village__in=Story.objects.values("village")
    )
    asked_photo = RevisionPhoto.objects.standing().filter(
        revision__in=VillageApproval.objects.open().values("revision")
    )[0]
    asked_link = KeeperLink.objects.working().filter(
        stewardship__village=asked_photo.revision.story.village
    )[0]
    invitation = Invitation.objects.open()[0]
    joining, kept_file = furniture.twins
    empty_village = Village.objects.exclude(stories__isnull=False)[0]
    asked_down = list(TakeDown.objects.order_by("pk"))
    tended = tended_village()
    code = {"code": tended.code}
    in_photo = PhotoPerson.objects.filter(what="place").order_by("-pk")[0]
    person, yours = {"person_uuid": in_photo.person.uuid}, {"secret": in_photo.person.secret}
    goal, asked = tended.goals.all()[0], tended.support_requests.order_by("at")[0]
    tended_link = KeeperLink.objects.working().filter(stewardship__village=tended)[0]
    keeper = {**code, "pk": tended_link.stewardship_id}
    pairs_made = list(Mapping.objects.filter(set_aside_at=None).select_related("indicator"))
    mapped_agencies = list(dict.fromkeys(pair.indicator.agency_id for pair in pairs_made))
    round_with_stops = Round.objects.order_by("pk")[0]
    stop = round_with_stops.stops.order_by("pk")[0]
    along = Companionship.objects.filter(visit__state="kept").order_by("pk")[0]
    return {
        "stories:indicator": [{"pk": pair.indicator_id} for pair in pairs_made[:2]],
        "stories:mapping-aside": [{"pk": pairs_made[0].pk}],
        "stories:story-mapping": [{"number": pair.story_id} for pair in pairs_made]
        + [{"number": tended.stories.published()[0].number}],
        "stories:story-reading": [{"number": pairs_made[0].story_id}],
        "stories:agency-report": [{"pk": pk} for pk in mapped_agencies],
        "stories:agency-report-xlsx": [{"pk": mapped_agencies[0]}],
        "stories:agency-period": [{"pk": mapped_agencies[0]}],
        "stories:keeper-reading": [{"secret": keeping.secret, "number": published.number}],
        "stories:promise": [{"pk": pk} for pk in promises_made()],
        "stories:practice-change": [{"pk": PracticeChange.objects.order_by("pk")[0].pk}],
        "stories:visit-review": [{"number": along.visit_id}],
        "stories:round": [{"pk": round_with_stops.pk}],
        "stories:round-stop": [{"pk": round_with_stops.pk, "stop": stop.pk}],
        "stories:round-call-off": [{"pk": round_with_stops.pk}],
        "stories:person-erase": [person],
        "members:partner-erase": [{"pk": officer.pk}],
        "stories:story": numbers,
        "stories:card": [{"number": published.number}],
        "stories:story-withdraw": [{"number": published.number}],
        "stories:withdrawn": [
            *({"secret": takedowns.secret_of(each)} for each in asked_down),
            {"secret": "nobody.knows-this-one"},
        ],
        "stories:takedown": [{"pk": each.pk} for each in asked_down],
        "stories:keeper-takedown": [
            {"secret": link_of(each.story.village).secret, "pk": each.pk} for each in asked_down
        ],
        "stories:village": [{"code": published.village.code}, {"code": empty_village.code}],
        "stories:village-poster": [code],
        "stories:village-feed": [code],
        "stories:district-feed": [{"code": tended.code[:4]}],
        "stories:sitemap-part": [{"kind": kind} for kind in ("pages", "districts", "villages")],
        "stories:sitemap-stories": [{"part": 0}],
        "stories:support-request": [{"pk": each.pk} for each in tended.support_requests.all()],
        "stories:support-offer": [{"pk": each.pk} for each in tended.support_requests.all()],
        "stories:support-offer-take-back": [{"pk": asked.pk}],
        "stories:tend": [code],
        "stories:tend-goal": [code],
        "stories:tend-goal-settle": [{**code, "pk": goal.pk}],
        "stories:tend-support": [code],
        "stories:tend-support-close": [{**code, "pk": asked.pk}],
        "stories:tend-pair": [code],
        "stories:tend-pair-off": [
            {**code, "pk": pair.pk} for pair in ThenAndNow.objects.filter(village=tended)[:1]
        ]
        or [{**code, "pk": 1}],
        "stories:keepers": [code, {"code": empty_village.code}],
        "stories:keeper-appoint": [code],
        "stories:keeper-renew": [keeper],
        "stories:keeper-end": [keeper],
        "stories:keeper-name": [keeper],
        "stories:keeper-card": [keeper],
        "stories:district": [{"code": "8006"}, {"code": "8023"}],
        "stories:person": [person],
        "stories:person-agree": [person],
        "stories:person-withdraw": [person],
        "stories:person-link": [person],
        "stories:yours": [yours, {"secret": "nobody.knows-this-one"}],
        "stories:yours-withdraw": [yours],
        "stories:yours-agree": [yours],
        "stories:yours-called": [yours],
        "stories:yours-data": [yours],
        "stories:yours-photo": [
            {**yours, "photo_uuid": in_photo.photo.uuid, "width": 320, "format": "webp"}
        ],
        "stories:photo": [{"photo_uuid": photo.uuid, "width": 320, "format": "webp"}],
        "stories:visit": visited,
        "stories:visit-edit": visited,
        "stories:visit-discard": [{"number": furniture.draft.number}],
        "stories:visit-use-aside": [
            {"number": aside.number, "submission": aside.submissions.get(set_aside=True).pk}
        ],
        "stories:sync-visit": outbox,
        "stories:sync-photo": [outbox[0] | {"sha256": photo.sha256}],
        "stories:sync-finalise": outbox[:1],
        "stories:sync-receipt": outbox,
        "stories:sync-pack": [{"code": kept[0].village_id}, {"code": empty_village.code}],
        "stories:story-begin": visited,
        "stories:story-desk": numbers,
        "stories:story-edit": numbers,
        "stories:story-ask": [{"number": own[0].number}],
        "stories:story-answer": [{"number": own[0].number}],
        "stories:story-take-back": [{"number": own[0].number}],
        "stories:story-read-aloud": [{"number": own[0].number}],
        "stories:sheet": [
            {"number": sheet.approval.story_id, "sheet_uuid": sheet.uuid}
            for sheet in SignedSheet.objects.select_related("approval")[:1]
        ],
        "stories:keeper": [
            *({"secret": each.secret} for each in (link, keeping, tended_link, *quiet[:1])),
            {"secret": "nobody.knows-this-one"},
        ],
        "stories:keeper-answer": [{"secret": link.secret, "pk": waiting.pk}],
        "stories:keeper-thanks": [
            {"secret": approval.link.secret, "pk": approval.pk} for approval in thanks
        ],
        "stories:keeper-take-back": [{"secret": keeping.secret, "number": published.number}],
        "stories:keeper-reconsider": [{"secret": keeping.secret, "number": published.number}],
        "stories:keeper-goal": [{"secret": tended_link.secret}],
        "stories:keeper-goal-settle": [{"secret": tended_link.secret, "pk": goal.pk}],
        "stories:keeper-support": [{"secret": tended_link.secret}],
        "stories:keeper-support-close": [{"secret": tended_link.secret, "pk": asked.pk}],
        "stories:keeper-own-name": [{"secret": tended_link.secret}],
        "stories:keeper-everything": [{"secret": tended_link.secret}],
        "stories:keeper-photo": [
            {
                "secret": asked_link.secret,
                "photo_uuid": asked_photo.photo.uuid,
                "width": 320,
                "format": "webp",
            }
        ],
        "stories:person-known": [
            {"number": furniture.known.visit_id, "pk": furniture.known.pk},
        ],
        "members:invitation": [{"secret": invitation.secret}, {"secret": "used.long-ago"}],
        "members:voice": [{"secret": furniture.voice.secret}, {"secret": "answered.long-ago"}],
        "members:own-file": [{"secret": furniture.opened.file_secret}, {"secret": "closed.now"}],
        "members:person": [{"pk": joining.pk}, {"pk": furniture.known.nomination_id}],
        "members:person-evidence": [{"pk": joining.pk}],
        "members:handover": [{"pk": furniture.handover.pk}],
        "members:handover-for": [{"pk": officer.pk}, {"pk": furniture.locked.pk}],
        "members:still": [{"secret": furniture.asking.secret}, {"secret": "nobody.knows-this-one"}],
        "admin:members_nomination_join": [{"pk": joining.pk, "other": kept_file.pk}],
        "admin:members_nomination_voice_deed": [
            {"pk": kept_file.pk, "voice": furniture.voice.pk, "deed": "renew"}
        ],
        "villages:places": [{"code": "8006"}],
        "account_confirm_email": [
            {"key": furniture.confirm_key},
            {"key": "old-key"},
        ],
        "account_reset_password_from_key": [
            furniture.reset_link,
            {"uidb36": "zz", "key": "old-key"},
        ],
        "admin:app_list": [{"app_label": label} for label in sorted(admin_apps())],
        "admin:view_on_site": [
            {
                "content_type_id": ContentType.objects.get_for_model(Village).pk,
                "object_id": "80060602",
            }
        ],
    }


def admin_apps() -> set[str]:
    return {model._meta.app_label for model in admin.site._registry}


def admin_objects(model) -> list:
    """Objects of an admin page: one of each state where there are states, here and elsewhere."""
    rows = model._base_manager.order_by("pk")
    if hasattr(model, "state"):
        return first_of_each(
            rows, lambda row: (row.state, getattr(row, "district_id", "") == DISTRICT)
        )
    if model is User:
        return list(rows.filter(email__in=["officer@kmnet.example", "coordinator@kmnet.example"]))
    return list(rows[:1])


def addresses(furniture: Furniture) -> dict[Route, list[str]]:
    """Every line of the URLconf with the addresses at which the walk opens it."""
    known = examples(furniture)
    models = {f"{m._meta.app_label}_{m._meta.model_name}": m for m in admin.site._registry}
    found: dict[Route, list[str]] = {}
    for route in routes():
        if route.plain:
            found[route] = ["/" + route.pattern]
        elif route.name in known:
            found[route] = [
                each if isinstance(each, str) else reverse(route.name, kwargs=each)
                for each in known[route.name]
            ]
        elif route.pattern.startswith("admin/") and route.pattern.count("<") == 1:
            parts = route.pattern.split("/")
            model = models.get("_".join(parts[1:3]))
            rows = admin_objects(model) if model else []
            shown = rows if parts[-2] in BY_STATE else rows[:1]
            found[route] = [
                "/" + re.sub(r"<[^>]*>", str(row.pk), route.pattern) for row in shown
            ] or ["/admin/no-such-page/"]
        else:
            raise LookupError(f"the walk has no example for {route.name} at /{route.pattern}")
    return found


MORE = [
    "/stories/?district=8006&aspect=food&year=2569",
    "/stories/?district=8023&aspect=health",
    "/stories/?before=1",
    "/stories/?year=9999",
    "/accounts/login/?next=/visits/new/",
    "/no/such/page/",
]


# The walk ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Seen:
    """One answer of the site."""

    role: str
    method: str
    address: str
    route: str
    status: int
    headers: dict[str, str]
    text: str
    cookies: tuple[str, ...] = ()
    sent: str = ""

    @cached_property
    def plain(self) -> str:
        """The text without what is another at every look."""
        return TOKEN.sub("", self.text)

    @property
    def html(self) -> bool:
        return self.headers.get("Content-Type", "").startswith("text/html") and bool(self.text)

    def __str__(self):
        return f"{self.role} {self.method} {self.address} {self.sent} → {self.status}"


@dataclass
class Walk:
    """Everything that was seen, and the letters that went out meanwhile."""

    pages: list[Seen] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    known: dict[Route, list[str]] = field(default_factory=dict)
    changed_by_looking: list[str] = field(default_factory=list)

    @property
    def html(self) -> list[Seen]:
        return [page for page in self.pages if page.html]

    @cached_property
    def parsed(self) -> list[tuple[Seen, Tags]]:
        """Pages with their tags, one for each text; what many tests read is parsed once."""
        return [
            (page, Tags(page.text)) for page in first_of_each(self.html, key=attrgetter("plain"))
        ]


def remember(walk: Walk, role: str, response, *, sent: str = "") -> Seen:
    """Keep an answer."""
    request = response.wsgi_request
    text = ""
    kind = response.headers.get("Content-Type", "")
    if not response.streaming and kind.startswith(("text/", "application/")):
        text = response.content.decode()
    page = Seen(
        role=role,
        method=request.method,
        address=request.get_full_path(),
        route=route_of(request.path),
        status=response.status_code,
        headers=dict(response.headers),
        text=text,
        cookies=tuple(response.cookies),
        sent=sent,
    )
    walk.pages.append(page)
    return page


def sign_in(email: str) -> Client:
    """A browser that went through the sign-in form."""
    client = Client(raise_request_exception=False)
    client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    return client


def browsers(furniture: Furniture) -> dict[str, Client]:
    """A browser for each role, each through the real door."""
    half = sign_in("locked@kmnet.example")
    locked = sign_in("locked@kmnet.example")
    counter = next(totp.yield_hotp_counters_from_time())
    code = totp.format_hotp_value(totp.hotp_value(furniture.totp_secret, counter))
    locked.post("/accounts/2fa/authenticate/", {"code": code})
    connector = sign_in("connector@kmnet.example")
    for client in (locked, connector):  # these have typed their password again for the locks
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return {
        "visitor": Client(raise_request_exception=False),
        "officer": sign_in("officer@kmnet.example"),
        "connector": connector,
        "coordinator": sign_in("coordinator@kmnet.example"),
        "district": sign_in("niphon@kmnet.example"),
        "locked": locked,
        "halfway": half,
    }


def opens(role: str, address: str) -> bool:
    """Whether the role walks to that address.

    What needs no account is walked by the visitor and the officer; the two extra roles, on their
    way through the second factor, have only their own corner.
    """
    if "/password/reset/key/" in address or "/confirm-email/" in address:
        return role == "visitor"  # another person's link signs out whoever opens it
    if role == "halfway":
        return address.startswith("/accounts/2fa/authenticate/")
    if role == "locked":
        return address.startswith("/accounts/")
    if address.startswith("/admin/"):
        lists = address.count("/") <= 4
        desk = role in {"coordinator", "district"}
        return desk or (role in {"visitor", "officer"} and lists)
    if role == "district":
        return address.startswith(("/me/", "/people/"))
    if address.startswith("/accounts/") and role == "coordinator":
        return False
    if role in {"connector", "coordinator"}:
        own = address.endswith(("/desk/", "/edit/")) or "/keepers/" in address
        return own or not address.startswith(SHARED)
    return True


def look(walk: Walk, role: str, client: Client, start: list[str]) -> None:
    """Open addresses, and wherever they lead."""
    queue, done = list(start), set()
    while queue:
        address = queue.pop(0)
        if address in done:
            continue
        done.add(address)
        page = remember(walk, role, client.get(address))
        if leads_on(page):
            queue.insert(0, page.headers["Location"])


def leads_on(page: Seen) -> bool:
    """Whether an answer leads to another page of ours, the sign-in page left out."""
    to = page.headers.get("Location", "")
    return to.startswith("/") and "/login/?next=" not in to


def submit(walk: Walk, role: str, client: Client, done: set) -> None:
    """Send every form that this role has seen, empty and as it stands; each sending is undone.

    A form of the same shape that was sent before, by whomever, is not sent again.
    """
    own = [page for page in walk.html if page.role == role]
    for page in first_of_each(own, key=attrgetter("route", "plain")):
        for form in Forms.of(page):
            for sent, data in form.sendings():
                sign = (route_of(form.action), form.names, re.sub(r"\d+", "0", sent))
                if sign in done:
                    continue
                done.add(sign)
                send(walk, role, client, form.action, data, sent)


def send(walk: Walk, role: str, client: Client, action: str, data: QueryDict, sent: str) -> None:
    """Post in a browser of its own, look at where it leads, and undo it."""
    with transaction.atomic():
        browser = Client(raise_request_exception=False)
        browser.cookies = copy.deepcopy(client.cookies)
        answer = browser.post(
            action, data.urlencode(), content_type="application/x-www-form-urlencoded"
        )
        page = remember(walk, role, answer, sent=sent)
        if leads_on(page):
            remember(walk, role, browser.get(page.headers["Location"]), sent=f"after {sent}")
        transaction.set_rollback(True)


def state_of_everything() -> dict[str, str]:
    """A fingerprint of each table; what looking may leave behind is left out.

    That is sessions, counts of attempts and reads, when a link was last opened, and allauth's
    note that somebody has seen their own spare codes.
    """
    connection = connections["default"]
    passing = {"django_session", "kmnet_cache", "stories_reads", "mfa_authenticator"}
    with connection.cursor() as cursor:
        prints = {}
        for table in sorted(set(connection.introspection.table_names(cursor)) - passing):
            cursor.execute(
                "SELECT md5(coalesce(string_agg(words, ' ' ORDER BY words), '')) FROM "
                f"(SELECT (to_jsonb(t) - 'last_opened_at')::text AS words FROM {table} t) AS all_of"
            )
            prints[table] = cursor.fetchone()[0]
    return prints


def walk_everywhere() -> Walk:
    """The walk itself, inside the demo's database."""
    walk = Walk()
    furniture = furnish()
    clients = browsers(furniture)
    walk.known = addresses(furniture)
    everywhere = [address for found in walk.known.values() for address in found] + MORE
    before = state_of_everything()
    for role, client in clients.items():
        start = [address for address in dict.fromkeys(everywhere) if opens(role, address)]
        # The page that ends the session is only looked at; sending its form comes later.
        look(walk, role, client, start)
    after = state_of_everything()
    walk.changed_by_looking = [table for table in before if before[table] != after[table]]
    done: set = set()
    for role, client in clients.items():
        submit(walk, role, client, done)
    walk.letters = [f"{letter.subject}\n{letter.body}" for letter in mail.outbox]
    walk.letters += [f"{letter.subject}\n{letter.body}" for letter in Letter.objects.all()]
    return walk


@pytest.fixture(scope="session")
def walk(demo_database, demo_media, django_db_blocker) -> Walk:
    """Everything that the site shows to anybody, seen once."""
    with (
        django_db_blocker.unblock(),
        override_settings(
            ACCOUNT_RATE_LIMITS=False,
            EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
            PASSWORD_HASHERS=[quick_passwords()],
        ),
        inside_demo(demo_media),
        # Answers are read as they went out; what each template was given is not copied as well.
        patch("django.test.client.store_rendered_templates", lambda *args, **kwargs: None),
    ):
        mail.outbox = []
        found = walk_everywhere()
    # All of it stays to the end: looking for cycles in it again and again would take long.
    gc.freeze()
    return found


# Reading pages ----------------------------------------------------------------------------------


@dataclass
class Form:
    """A form of a page, with what stands in it."""

    action: str
    fields: list[tuple[str, str, str]] = field(default_factory=list)  # (kind, name, value)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)

    @property
    def names(self) -> str:
        """The form's shape: its fields without numbers."""
        return " ".join(sorted({re.sub(r"[0-9a-f-]{36}|\d+", "0", f[1]) for f in self.fields}))

    def data(self, kinds: set[str] | None = None, **more: str) -> QueryDict:
        """What a browser would send, of all fields or of some kinds only."""
        data = QueryDict(mutable=True)
        for kind, name, value in self.fields:
            sent = kind not in {"unticked", "file"} if kinds is None else kind in kinds
            if sent:
                data.appendlist(name, value)
            elif kind in {"text", "select"}:
                data.appendlist(name, "")
        for name, value in more.items():
            data[name] = value
        return data

    def sendings(self):
        """(what is sent, the data): as it stands by each button, and emptied."""
        for place, (name, value) in enumerate(self.buttons or [("", "")]):
            pressed = {name: value} if name else {}
            yield f"as it stands {name}={value}", self.data(**pressed)
            if place == 0:
                yield f"emptied {name}={value}", self.data({"hidden"}, **pressed)
        ticks = [f for f in self.fields if f[1] == "_selected_action"]
        for action in self.choices.get("action", []) if ticks else []:
            data = self.data({"hidden"}, action=action)
            data["_selected_action"] = ticks[0][2]
            yield f"action {action}", data


class Forms(HTMLParser):
    """Finds the forms that are sent by POST."""

    @classmethod
    def of(cls, page: Seen) -> list[Form]:
        found = cls(page.address)
        found.feed(page.text)
        return found.forms

    def __init__(self, address: str):
        super().__init__()
        self.address = address
        self.forms: list[Form] = []
        self.by_id: dict[str, Form] = {}
        self.current: Form | None = None
        self.select: str = ""
        self.area: list[str] | None = None

    def handle_starttag(self, tag, attributes):
        attrs = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.current = None
            if attrs.get("method", "").lower() == "post":
                self.current = Form(urljoin(self.address, attrs.get("action", "")))
                self.forms.append(self.current)
                self.by_id[attrs.get("id", "")] = self.current
            return
        form = self.by_id.get(attrs["form"]) if attrs.get("form") else self.current
        if form is None or "disabled" in attrs:
            return
        name, kind = attrs.get("name", ""), attrs.get("type", "text").lower()
        if tag == "button" or (tag == "input" and kind in {"submit", "image"}):
            if kind not in {"button", "reset"}:
                form.buttons.append((name, attrs.get("value", "")))
        elif tag == "input" and name:
            ticking = kind in {"checkbox", "radio"}
            if ticking:
                kind = "ticked" if "checked" in attrs else "unticked"
            elif kind not in {"hidden", "file"}:
                kind = "text"
            form.fields.append((kind, name, attrs.get("value", "on" if ticking else "")))
        elif tag == "textarea" and name:
            self.area = [name]
        elif tag == "select" and name:
            self.select = name
            form.choices[name] = []
        elif tag == "option" and self.select:
            value = attrs.get("value", "")
            if value:
                form.choices[self.select].append(value)
            if "selected" in attrs:
                form.fields.append(("select", self.select, value))

    def handle_data(self, data):
        if self.area:
            self.area.append(data)

    def handle_endtag(self, tag):
        if tag == "textarea" and self.area:
            if self.current:
                words = "".join(self.area[1:]).removeprefix("\n")
                self.current.fields.append(("text", self.area[0], words))
            self.area = None
        elif tag == "select":
            self.select = ""
        elif tag == "form":
            self.current = None
