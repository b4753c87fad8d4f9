"""The desk: every role, both districts, every address, every method, in one table.

Two districts hold the same things. What belongs to เชียรใหญ่ (8006) is named ลีลาวดี, what belongs to
ปากพนัง (8012) is named กระดังงา, so that a name in the wrong place is seen.
"""

import copy
import re
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from members import postings, telling
from members.models import (
    Agency,
    Erasure,
    Invitation,
    Letter,
    Nomination,
    User,
    Voice,
)
from members.models.nominations import month_ahead
from stories.models import Printing
from tests import factories
from tests.conftest import signed_in
from villages.models import Aspect, District, Stewardship, Village

HERE, THERE = "8006", "8012"
NAMED = {HERE: "ลีลาวดี", THERE: "กระดังงา"}

# What answers, as (GET, POST); HEAD answers as GET does, without a body.
#   page   a page (200), also a form that came back        done   done, and on to the next page
#   home   not yours or not there: to the desk's front     -      no such dimension here
#   no     403      gone   404      never  405
# Columns: a coordinator and what is of her own district; a coordinator and what is of another
# district; a coordinator of the province, wherever it is.
TABLE = """
address                                                      own         other       province
*/*/<path:object_id>/delete/                                 no no       no no       no no
*/*/<path:object_id>/                                        done done   done done   done done
r/<int:content_type_id>/<path:object_id>/                    done done   gone gone   done done
(front)                                                      page page   -           page page
login/                                                       home home   -           home home
logout/                                                      never done  -           never done
password_change/                                             done done   -           done done
password_change/done/                                        done done   -           done done
autocomplete/                                                page never  -           page never
jsi18n/                                                      page never  -           page never
members/user/                                                page page   -           page page
members/user/add/                                            no no       -           no no
members/user/<path:object_id>/history/                       page page   home home   page page
members/user/<path:object_id>/change/                        page no     home no     page page
members/agency/<int:pk>/rename/                              gone gone   gone gone   page page
members/agency/<int:pk>/merge/                               gone gone   gone gone   page page
members/agency/                                              page page   -           page page
members/agency/add/                                          no no       -           page page
members/agency/<path:object_id>/history/                     page page   page page   page page
members/agency/<path:object_id>/change/                      page no     page no     page page
members/posting/<int:pk>/transfer/                           page page   gone gone   page page
members/posting/                                             page page   -           page page
members/posting/add/                                         page page   -           page page
members/posting/<path:object_id>/history/                    page page   home home   page page
members/posting/<path:object_id>/change/                     page page   home home   page page
members/duty/                                                page page   -           page page
members/duty/add/                                            no no       -           page page
members/duty/<path:object_id>/history/                       page page   home home   page page
members/duty/<path:object_id>/change/                        page no     home no     page page
villages/stewardship/<int:pk>/renew/                         page done   gone gone   page done
villages/stewardship/                                        page page   -           page page
villages/stewardship/add/                                    page page   -           page page
villages/stewardship/<path:object_id>/history/               page page   home home   page page
villages/stewardship/<path:object_id>/change/                page page   home home   page page
members/letter/                                              no no       -           page page
members/letter/add/                                          no no       -           no no
members/letter/<path:object_id>/history/                     no no       no no       page page
members/letter/<path:object_id>/change/                      no no       no no       page no
villages/district/                                           page page   -           page page
villages/district/add/                                       no no       -           no no
villages/district/<path:object_id>/history/                  page page   home home   page page
villages/district/<path:object_id>/change/                   page done   home home   page done
villages/tambon/                                             page page   -           page page
villages/tambon/add/                                         no no       -           no no
villages/tambon/<path:object_id>/history/                    page page   home home   page page
villages/tambon/<path:object_id>/change/                     page done   home home   page done
villages/village/                                            page page   -           page page
villages/village/add/                                        no no       -           no no
villages/village/<path:object_id>/history/                   page page   home home   page page
villages/village/<path:object_id>/change/                    page done   home home   page done
villages/aspect/                                             page page   -           page page
villages/aspect/add/                                         no no       -           page page
villages/aspect/<path:object_id>/history/                    page page   page page   page page
villages/aspect/<path:object_id>/change/                     page no     page no     page page
members/publictelling/<int:pk>/take-up/                      never done  never gone  never done
members/publictelling/<int:pk>/introduce/                    never done  never gone  never done
members/publictelling/<int:pk>/set-aside/                    never done  never gone  never done
members/publictelling/                                       page page   -           page page
members/publictelling/add/                                   no no       -           no no
members/publictelling/<path:object_id>/history/              page page   home home   page page
members/publictelling/<path:object_id>/change/               page no     home no     page no
members/nomination/<int:pk>/file/                            page page   gone gone   page page
members/nomination/<int:pk>/decide/                          page done   gone gone   page done
members/nomination/<int:pk>/join/<int:other>/                never done  never gone  never done
members/nomination/<int:pk>/voices/<int:voice>/<slug:deed>/  never done  never gone  never done
members/nomination/<int:pk>/evidence/                        never done  never gone  never done
members/nomination/<int:pk>/words/                           never done  never gone  never done
members/nomination/<int:pk>/voice/                           never done  never gone  never done
members/nomination/<int:pk>/relation/                        never done  never gone  never done
members/nomination/<int:pk>/move/                            never done  never gone  never done
members/nomination/<int:pk>/open/                            never done  never gone  never done
members/nomination/                                          page page   -           page page
members/nomination/add/                                      no no       -           no no
members/nomination/<path:object_id>/history/                 page page   home home   page page
members/nomination/<path:object_id>/change/                  page done   home home   page done
members/criterion/                                           page page   -           page page
members/criterion/add/                                       no no       -           page page
members/criterion/<path:object_id>/history/                  page page   page page   page page
members/criterion/<path:object_id>/change/                   page no     page no     page page
members/erasure/                                             page page   -           page page
members/erasure/add/                                         no no       -           no no
members/erasure/<path:object_id>/history/                    page page   home home   page page
members/erasure/<path:object_id>/change/                     page no     home no     page no
stories/visit/                                               page page   -           page page
stories/visit/add/                                           no no       -           no no
stories/visit/<path:object_id>/history/                      page page   home home   page page
stories/visit/<path:object_id>/change/                       page page   home home   page page
stories/story/                                               page page   -           page page
stories/story/add/                                           no no       -           no no
stories/story/<path:object_id>/history/                      page page   home home   page page
stories/story/<path:object_id>/change/                       page no     home no     page no
stories/printing/                                            page page   -           page page
stories/printing/add/                                        page page   -           page page
stories/printing/<path:object_id>/history/                   page page   home home   page page
stories/printing/<path:object_id>/change/                    page page   home home   page page
<app_label>/                                                 page page   -           page page
<anything else>                                              gone gone   -           gone gone
"""


OWN, OTHER, PROVINCE = range(3)
DECIDE = "members/nomination/<int:pk>/decide/"
AUTOCOMPLETE = "/admin/autocomplete/?app_label=villages&model_name=stewardship&field_name=village"


@dataclass(frozen=True)
class Lot:
    """What one district holds, by the words that stand in addresses."""

    district: str
    people: dict
    ids: dict
    nomination: Nomination
    twin: Nomination
    voice: Voice
    keeper: Stewardship


def plant(code: str, by: User) -> Lot:
    """The same things in every district, each named after it."""
    name = NAMED[code]
    latin = {HERE: "leelawadee", THERE: "kradangnga"}[code]
    district = District.objects.get(code=code)
    officer = factories.make_user(f"officer-{latin}@kmnet.example", f"{name} ใจดี", "น้อง", code)
    connector = factories.make_user(
        f"connector-{latin}@kmnet.example", f"{name} ชวนคุย", "ปลัด", code
    )
    duty = postings.begin_duty(
        user=connector, kind="connector", district=district, begins=factories.days_ago(300)
    )
    coordinator = factories.make_coordinator(
        f"coordinator-{latin}@kmnet.example", f"{name} มองไกล", "พี่", code
    )
    resting = factories.make_coordinator(
        f"resting-{latin}@kmnet.example", f"{name} พักก่อน", "พี่", code
    )
    village = Village.objects.with_places().filter(tambon__district=code).order_by("code")[0]
    village.name = f"บ้าน{name}"
    village.save()
    visit = factories.make_visit(
        officer, village, good=f"เห็น{name}", met=[{"name": f"{name} รักเรียน", "words": f"ชอบ{name}"}]
    )
    story = factories.make_story(visit, f"เรื่อง{name}", f"ปลูก{name}")
    nomination, twin, gone = (
        factories.make_nomination(officer, code, f"{name} รักเรียน", words=f"ปลูก{name}")
        for _ in range(3)
    )
    factories.make_evidence(nomination, officer, what=f"เห็น{name}ออกดอก")
    voice = factories.ask_voice(nomination, officer, name=f"{name} ใจเย็น")
    telling.declare_relation(
        nomination=nomination, user=connector, words=f"ญาติ{name}", by=coordinator
    )
    Nomination.objects.filter(pk=gone.pk).update(state=Nomination.State.ERASED, name=f"ลบ{name}")
    told = factories.make_public_telling(code, name=f"{name} สอนดี", words=f"แจก{name}")
    keeper = factories.make_keeper(village, by=by, name=f"{name} ใจเย็น")
    printing = Printing.objects.create(
        title=f"เล่ม{name}", printed_on=factories.days_ago(9), copies=100, by=by
    )
    printing.revisions.add(story.latest_revision)
    ids = {
        "visit": visit.pk,
        "story": story.pk,
        "printing": printing.pk,
        "user": officer.pk,
        "agency": Agency.objects.order_by("pk")[0].pk,
        "posting": officer.postings.get().pk,
        "duty": duty.pk,
        "stewardship": keeper.pk,
        "letter": Letter.objects.create(to=officer.email, subject=name, nomination=nomination).pk,
        "publictelling": told.pk,
        "nomination": nomination.pk,
        "criterion": factories.criteria()[0].pk,
        "erasure": Erasure.objects.create(nomination=gone, rule=f"กติกา{name}").pk,
        "district": code,
        "tambon": village.tambon_id,
        "village": village.pk,
        "aspect": Aspect.objects.order_by("pk")[0].pk,
    }
    people = {"officer": officer, "connector": connector, "coordinator": coordinator}
    return Lot(
        code, people | {"deactivated coordinator": resting}, ids, nomination, twin, voice, keeper
    )


def plant_both() -> dict[str, Lot]:
    """Both districts, planted."""
    # A second province coordinator does what nobody's district is to blame for.
    by = factories.make_coordinator("warunee@kmnet.example", "วารุณี ยืนต้น", "พี่")
    return {code: plant(code, by) for code in (HERE, THERE)}


@pytest.fixture(scope="module")
def planted(django_db_setup, django_db_blocker, tmp_path_factory) -> dict[str, Lot]:
    """Both districts, planted once for this file; then it is undone.

    Each test works in a transaction inside this one, so none sees what another did.
    """
    with django_db_blocker.unblock(), undone():
        with override_settings(
            PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
            MEDIA_ROOT=tmp_path_factory.mktemp("media"),
        ):
            lots = plant_both()
        yield lots


@pytest.fixture
def lots(planted, places) -> dict[str, Lot]:
    """Both districts, as they were planted, with nothing remembered of an earlier test."""
    return copy.deepcopy(planted)


# Addresses --------------------------------------------------------------------------------------


def desk_patterns() -> list[str]:
    """Every line of the desk's URLconf, from /admin/ on."""

    def under(entries, prefix):
        for entry in entries:
            pattern = prefix + str(entry.pattern)
            if isinstance(entry, URLPattern):
                yield pattern
            else:
                yield from under(entry.url_patterns, pattern)

    (desk,) = [each for each in get_resolver().url_patterns if str(each.pattern) == "admin/"]
    return list(dict.fromkeys(under(desk.url_patterns, "")))


def has_object(pattern: str) -> bool:
    return "<" in pattern and not pattern.startswith("^") and pattern != "(?P<url>.*)$"


def address(pattern: str, lot: Lot) -> str:
    """The address of a line of the URLconf for what `lot` holds."""
    if pattern == "(?P<url>.*)$":
        return "/admin/no-such-page/"
    if pattern.startswith("^(?P<app_label>"):
        return "/admin/members/"
    if pattern == "autocomplete/":
        return AUTOCOMPLETE
    if pattern.startswith("r/"):
        return f"/admin/r/{ContentType.objects.get_for_model(Village).pk}/{lot.ids['village']}/"
    model = pattern.split("/")[1] if pattern.count("/") > 1 else ""
    filled = {
        "<path:object_id>": lot.ids.get(model),
        "<int:pk>": lot.ids.get(model),
        "<int:other>": lot.twin.pk,
        "<int:voice>": lot.voice.pk,
        "<slug:deed>": "take-down",
    }
    return "/admin/" + re.sub(r"<[^>]+>", lambda part: str(filled[part[0]]), pattern)


def payload(pattern: str, lot: Lot) -> dict:
    """What a form at this address needs to be done; empty where nothing or too much is asked."""
    model, deed = pattern.split("/")[1:2], pattern.removesuffix("/").rsplit("/", 1)[-1]
    if model == ["nomination"]:
        voice = f"v{lot.voice.pk}-"
        return {
            "evidence": {
                "evidence-criterion": lot.ids["criterion"],
                "evidence-direction": "for",
                "evidence-what": "ปลูกต้นไม้ริมทาง",
            },
            "words": {"words-words": "พาเด็กปลูกต้นไม้"},
            "voice": {"voice-kind": "villager", "voice-name": "เอื้อน ใจเย็น"},
            "relation": {
                "relation-user": lot.people["officer"].pk,
                "relation-words": "น้าหลานกัน",
            },
            "move": {"move-district": "8001", "move-why": "คำสั่งย้ายเดือนตุลาคม"},
            "<slug:deed>": {
                voice + "words": "เคยช่วยกัน",
                voice + "feeling": "glad",
                voice + "how": "in_person",
            },
            "decide": {
                "answer": "not_yet",
                "reason": "รอดูอีกฤดู",
                "companion": lot.people["officer"].pk,
                "look_again_on": month_ahead(2).isoformat(),
                "seen": 0,
            },
            "change": {"name": "ชื่อใหม่ จากโต๊ะ"},
        }.get(deed, {})
    if deed == "introduce":
        return {"partner": lot.people["officer"].pk}
    if model in (["district"], ["tambon"], ["village"]):
        return {"name": "ชื่อใหม่"}
    return {}


# Asking -----------------------------------------------------------------------------------------


def answer_of(response) -> str:
    """One word for an answer; see the table."""
    if response.status_code == 302:
        to = urlsplit(response["Location"]).path
        if to in ("/admin/login/", "/accounts/login/"):
            return "door"
        return "home" if to == "/admin/" else "done"
    return {200: "page", 403: "no", 404: "gone", 405: "never"}.get(
        response.status_code, str(response.status_code)
    )


def writes(asked: CaptureQueriesContext) -> list[str]:
    """The statements that changed anything but a session."""
    changing = re.compile(r"(INSERT|UPDATE|DELETE)\b(?!.*kmnet_cache)(?!.*django_session)", re.S)
    return [each["sql"] for each in asked.captured_queries if changing.match(each["sql"])]


@contextmanager
def undone():
    """What is done inside did not happen."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@dataclass(frozen=True)
class Opened:
    """A page of the desk that opened."""

    kind: str
    headers: dict
    text: str


def ask(
    client: Client,
    pattern: str,
    lot: Lot,
    *,
    head: bool = True,
    opened: dict[str, Opened] | None = None,
) -> str:
    """GET/POST at one address, in the table's words; HEAD is held to GET on the way.

    What does nothing must write nothing. Pages are kept in `opened` by their address.
    """
    at, cookies = address(pattern, lot), copy.copy(client.cookies)
    with undone():
        seen = client.get(at)
    if seen.status_code == 200 and opened is not None:
        kind = seen["Content-Type"].partition(";")[0]
        opened[at] = Opened(kind, dict(seen.headers), seen.content.decode())
    if head:
        with undone():
            bare = client.head(at)
        assert (answer_of(bare), bare.content) == (answer_of(seen), b""), f"HEAD {at}"
    with undone(), CaptureQueriesContext(connection) as asked:
        sent = client.post(at, payload(pattern, lot))
    if answer_of(sent) not in ("page", "done"):
        assert writes(asked) == [], f"POST {at}"
    client.cookies = cookies  # signing out was undone as well
    return f"{answer_of(seen)} {answer_of(sent)}"


# Every role -------------------------------------------------------------------------------------


def expected() -> dict[str, list[str]]:
    """The table by its addresses: own, other, province."""
    rows = [re.split(r"\s{2,}", line) for line in TABLE.strip().splitlines()[1:]]
    return {"" if address == "(front)" else address: columns for address, *columns in rows}


def row_of(pattern: str) -> str:
    """Under which address of the table a line of the URLconf stands."""
    if pattern.startswith("^(?P<app_label>"):
        return "<app_label>/"
    if pattern == "(?P<url>.*)$":
        return "<anything else>"
    for common in ("<path:object_id>/delete/", "<path:object_id>/"):
        if re.fullmatch(r"\w+/\w+/" + re.escape(common), pattern):
            return "*/*/" + common
    return pattern


def wrong_answers(client: Client, lot: Lot, column: int, **how) -> dict[str, tuple[str, str]]:
    """Where a client gets something else than the column says: address → (got, expected)."""
    found = {}
    for pattern in desk_patterns():
        due = expected()[row_of(pattern)][column]
        if due != "-" and (got := ask(client, pattern, lot, **how)) != due:
            found[pattern] = (got, due)
    return found


@dataclass(frozen=True)
class Tour:
    """One coordinator's way through every address: what was not as due, and what opened."""

    wrong: dict[str, tuple[str, str]]
    pages: dict[str, Opened]


@pytest.fixture(scope="module")
def tours(planted, django_db_blocker) -> dict[str, Tour]:
    """The two who see whole pages, each once through all that is theirs; then it is undone."""
    with (
        django_db_blocker.unblock(),
        override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]),
        undone(),
    ):
        lots = copy.deepcopy(planted)
        kanya = factories.make_coordinator("kanya@kmnet.example", "กันยา มองไกล", "พี่")
        ways = {
            "district": (lots[HERE].people["coordinator"], lots[HERE], OWN, True),
            # Whole pages without their body are looked at once, by the district's.
            "province": (kanya, lots[THERE], PROVINCE, False),
        }
        found = {}
        for name, (user, lot, column, head) in ways.items():
            pages: dict[str, Opened] = {}
            wrong = wrong_answers(signed_in(user), lot, column, head=head, opened=pages)
            found[name] = Tour(wrong, pages)
        return found


def test_the_table_lists_every_address_of_the_desk_and_no_other():
    assert {row_of(pattern) for pattern in desk_patterns()} == set(expected())


def test_a_districts_coordinator_does_what_is_her_districts(tours):
    assert tours["district"].wrong == {}


def test_a_coordinator_of_the_province_does_all(tours):
    assert tours["province"].wrong == {}


@pytest.mark.parametrize(("own", "other"), [(HERE, THERE), (THERE, HERE)])
def test_a_districts_coordinator_does_nothing_in_another_district(lots, own, other):
    coordinator = signed_in(lots[own].people["coordinator"])
    assert wrong_answers(coordinator, lots[other], OTHER) == {}


@pytest.mark.parametrize("role", ["visitor", "officer", "connector", "deactivated coordinator"])
def test_nobody_else_gets_past_the_door(lots, role):
    """Whatever the address, the method and the district: to the sign-in page, and nothing is done.

    The door stands before everything, so one role is enough to try it from both districts.
    """
    lot = lots[HERE]
    client = Client() if role == "visitor" else signed_in(lot.people[role])
    if role == "deactivated coordinator":
        User.objects.filter(pk=lot.people[role].pk).update(is_active=False)
    exceptions = {"logout/": "home home"}  # who is not in need not go out
    if role in ("officer", "connector"):
        exceptions["login/"] = "no no"  # signed in, and this is not their desk
    wrong = {}
    for pattern in desk_patterns():
        due = exceptions.get(pattern, "door door")
        for each in lots.values() if has_object(pattern) and role == "officer" else [lot]:
            if (got := ask(client, pattern, each)) != due:
                wrong[address(pattern, each)] = (got, due)
    assert wrong == {}


def test_no_way_leads_from_the_desk_to_a_secret_address(lots, kanya):
    """Django's own shortcut leads to whatever has an address: letters and voices have one too."""
    lot = lots[HERE]
    factories.make_evidence(lot.nomination, lot.people["officer"])
    invitation = Invitation.objects.create(
        nomination=lot.nomination, email="saijai@kmnet.example", expires_at=timezone.now()
    )
    link = lot.keeper.links.get()
    for user in (kanya, lot.people["coordinator"], lots[THERE].people["coordinator"]):
        client = signed_in(user)
        for row in (invitation, lot.voice, link, lot.nomination, lot.people["officer"]):
            kind = ContentType.objects.get_for_model(row).pk
            assert client.get(f"/admin/r/{kind}/{row.pk}/").status_code == 404, row


@pytest.mark.parametrize(
    "at",
    [
        "{own}/join/{other}/",
        "{other}/join/{own}/",
        "{own}/voices/{voice}/take-down/",
        "{own}/voices/{voice}/renew/",
        "{own}/voices/{voice}/replace/",
    ],
)
def test_one_file_of_ones_own_opens_nothing_of_another_districts(lots, at):
    own, other = lots[HERE], lots[THERE]
    at = at.format(own=own.nomination.pk, other=other.nomination.pk, voice=other.voice.pk)
    client = signed_in(own.people["coordinator"])
    with CaptureQueriesContext(connection) as asked:
        assert client.post(f"/admin/members/nomination/{at}").status_code == 404
    assert writes(asked) == []


# What stands on the pages -----------------------------------------------------------------------


def test_no_page_holds_a_word_of_another_district(tours):
    """Lists, choices, files, histories: read whole, hidden fields and attributes included."""
    own = tours["district"].pages
    assert [at for at, page in own.items() if NAMED[THERE] in page.text] == []
    # The words are there to be seen: who looks after the province sees them.
    seen = [at for at, page in tours["province"].pages.items() if NAMED[THERE] in page.text]
    assert len(seen) > 30


def desks() -> dict[str, admin.ModelAdmin]:
    """The desk's model admins by the name of their model."""
    return {model._meta.model_name: desk for model, desk in admin.site._registry.items()}


def list_at(desk) -> str:
    return f"/admin/{desk.opts.app_label}/{desk.opts.model_name}/"


def listed(client: Client, desk, query: str = "") -> set | None:
    """The keys of the rows of a list; None where the list does not open."""
    page = client.get(list_at(desk) + query)
    if page.status_code != 200:
        return None
    return {row.pk for row in page.context["cl"].queryset}


OF_THE_PROVINCE = {"agency", "criterion", "aspect"}


def test_lists_and_search_and_filters_hold_the_own_districts_rows(lots):
    mine, ids = signed_in(lots[HERE].people["coordinator"]), lots[HERE].ids
    theirs = lots[THERE].ids
    seen, found, forced = {}, {}, {}
    for name, desk in desks().items():
        rows = listed(mine, desk)
        seen[name] = rows if rows is None else (ids[name] in rows, theirs[name] in rows)
        if rows is not None and desk.search_fields and name not in OF_THE_PROVINCE:
            found[name] = listed(mine, desk, f"?q={theirs_word(name)}")
        if "district" in {field.name for field in desk.model._meta.get_fields()}:
            forced[name] = listed(mine, desk, f"?district={THERE}")
    own_only, everything = (True, False), (True, True)
    assert seen == {
        **dict.fromkeys(ids, own_only),
        **dict.fromkeys(OF_THE_PROVINCE, everything),
        "letter": None,
    }
    assert found == {
        name: set()
        for name, desk in desks().items()
        if desk.search_fields and name not in OF_THE_PROVINCE | {"letter"}
    }
    assert {name: rows - {None} for name, rows in forced.items() if rows} == {}


def test_filters_offer_the_own_districts(lots):
    mine = signed_in(lots[HERE].people["coordinator"])
    other, offering = District.objects.get(code=THERE).name, {}
    for name, desk in desks().items():
        page = mine.get(list_at(desk)).content.decode()
        box = re.search(r'id="changelist-filter".*?</nav>', page, re.S)
        if box and other in box[0]:
            offering[name] = box[0]
    assert offering == {}


def theirs_word(name: str) -> str:
    """What finds the other district's row of a model."""
    return {"district": THERE, "tambon": THERE}.get(name, NAMED[THERE])


def offered(page: str, field: str) -> list[str]:
    """The values that a select offers, the empty one left out."""
    box = re.search(rf'<select name="{field}"[^>]*>(.*?)</select>', page, re.S)[1]
    return [value for value in re.findall(r'<option value="([^"]*)"', box) if value]


def test_choices_hold_the_own_districts_rows(lots):
    lot = lots[HERE]
    mine = signed_in(lot.people["coordinator"])
    own = {str(lot.people[role].pk) for role in ("officer", "connector")}
    page = mine.get("/admin/members/posting/add/").content.decode()
    assert (set(offered(page, "user")), offered(page, "district")) == (own, [HERE])
    number = lot.nomination.pk
    page = mine.get(f"/admin/members/nomination/{number}/decide/").content.decode()
    assert set(offered(page, "companion")) == own
    page = mine.get(f"/admin/members/nomination/{number}/file/").content.decode()
    assert set(offered(page, "relation-user")) == own
    # A peer comes from another district, and people move to others: these two stay whole.
    everywhere = set(District.objects.values_list("code", flat=True))
    assert set(offered(page, "voice-district")) == everywhere
    assert set(offered(page, "move-district")) == everywhere
    page = mine.get(f"/admin/members/publictelling/{lot.ids['publictelling']}/change/")
    assert set(offered(page.content.decode(), "partner")) == own


def test_a_choice_of_another_district_is_refused_when_it_is_sent_all_the_same(lots):
    own, other = lots[HERE], lots[THERE]
    mine, stranger = signed_in(own.people["coordinator"]), other.people["officer"].pk
    file = f"/admin/members/nomination/{own.nomination.pk}"
    day = {"begins_day": "1", "begins_month": "1", "begins_year": "2569"}
    since = {"since_day": "1", "since_month": "1", "since_year": "2569"}
    posting = {"user": own.people["officer"].pk, "agency": own.ids["agency"], "district": HERE}
    keeper = {"village": own.ids["village"], "name": "มาลี ใจเย็น", "vouched": "ที่ประชุม"} | since
    sent = {
        "/admin/members/posting/add/": [
            posting | day | {"user": stranger},
            posting | day | {"district": THERE},
        ],
        "/admin/villages/stewardship/add/": [keeper | {"village": other.ids["village"]}],
        f"{file}/relation/": [{"relation-user": stranger, "relation-words": "น้าหลานกัน"}],
        f"{file}/decide/": [payload(DECIDE, own) | {"companion": stranger}],
        f"/admin/members/publictelling/{own.ids['publictelling']}/introduce/": [
            {"partner": stranger}
        ],
    }
    for at, forms in sent.items():
        for form in forms:
            with CaptureQueriesContext(connection) as asked:
                mine.post(at, form)
            assert writes(asked) == [], (at, form)
    # The same forms with what is one's own do stand.
    assert mine.post("/admin/members/posting/add/", posting | day).status_code == 302
    assert mine.post("/admin/villages/stewardship/add/", keeper).status_code == 302


def test_autocomplete_offers_the_own_districts_rows(lots):
    """Asked for every foreign key there is, whether a form of ours uses it or not."""
    mine = signed_in(lots[HERE].people["coordinator"])
    answered, leaks = set(), []
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if not isinstance(field, models.ForeignKey):
                continue
            answer = mine.get(
                "/admin/autocomplete/",
                {
                    "app_label": model._meta.app_label,
                    "model_name": model._meta.model_name,
                    "field_name": field.name,
                    "term": "",
                },
            )
            assert answer.status_code in (200, 403, 404), (model, field)
            if answer.status_code == 200:
                answered.add(field.related_model._meta.model_name)
                leaks += [row for row in answer.json()["results"] if NAMED[THERE] in row["text"]]
    assert leaks == []
    assert {"village", "user", "nomination", "stewardship"} <= answered
    found = mine.get(AUTOCOMPLETE + "&term=" + NAMED[HERE]).json()["results"]
    assert [row["id"] for row in found] == [lots[HERE].ids["village"]]


# What the desk does not do ----------------------------------------------------------------------


def test_nothing_is_exported_and_nothing_is_done_to_many_at_once(tours, kanya, rf):
    request = rf.get("/admin/")
    request.user = kanya
    assert {name: desk.get_actions(request) for name, desk in desks().items()} == {
        name: {} for name in desks()
    }
    pages = tours["province"].pages
    for at, page in pages.items():
        assert "Content-Disposition" not in page.headers, at
        assert 'name="action"' not in page.text, at
    # A script of translations and the choices for a box, and else pages.
    kinds = {page.kind for page in pages.values()}
    assert kinds == {"text/html", "text/javascript", "application/json"}


# By what a list may stand: names, places, days, kinds and states, and the numbers of things.
ORDERS = {
    *("name", "short_name", "sort_key", "title", "email", "words", "question", "slug", "rule"),
    *("user", "author", "scribe", "agency", "to", "subject", "position", "pk", "number"),
    *("district", "tambon", "tambon__district__sort_key", "village", "moo", "code"),
    *("day", "begins", "ends", "since", "until", "joined_on", "came_at", "at", "waits_since"),
    *("written_at", "sent_at", "tries", "published_at", "nomination_id"),
    *("printed_on", "copies", "whereabouts"),
    *("kind", "state", "is_active", "matters", "asks_to_join"),
}


def orders_of(changes) -> set[str]:
    """By what a list stands, and by what its columns can make it stand."""
    columns = {changes.get_ordering_field(column) for column in changes.list_display}
    return {
        str(each).strip("-")
        for each in [*columns, *changes.get_ordering(None, changes.root_queryset)]
        if each
    }


def test_no_list_adds_up_or_ranks(lots, kanya):
    """A list counts its own rows and no others', also when it is asked for counts."""
    province, sums, orders = signed_in(kanya), {}, set()
    for name, desk in desks().items():
        with CaptureQueriesContext(connection) as asked:
            page = province.get(list_at(desk) + "?_facets=True")
        sql = "\n".join(each["sql"] for each in asked.captured_queries)
        sums[name] = set(re.findall(r"(?:COUNT|SUM|AVG|RANK|MAX|MIN)\([^)]*\)", sql, re.I))
        orders |= orders_of(page.context["cl"])
    assert sums == {name: {"COUNT(*)"} for name in desks()}
    assert orders == ORDERS


def test_no_page_of_the_desk_gives_marks(tours):
    told = {}
    for at, page in tours["province"].pages.items():
        if page.kind != "text/html":
            continue
        words = re.sub(r"<[^>]+>", " ", page.text)
        if found := re.findall(r"%|คะแนน|ดาว|อันดับ|ร้อยละ|เปอร์เซ็นต์|★", words):
            told[at] = found
    assert told == {}
