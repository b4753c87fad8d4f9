"""What every visitor meets, whoever they are: whole pages, working links, nothing done by looking."""

import re
from collections import Counter
from urllib.parse import urljoin, urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

pytest_plugins = ["tests.walk"]
pytestmark = pytest.mark.django_db

DESK = "admin:members_nomination_"
DEEDS = [
    *(DESK + name for name in ("evidence", "words", "voice", "relation", "move", "open")),
    *(DESK + name for name in ("join", "voice_deed")),
    *(f"admin:members_publictelling_{name}" for name in ("take_up", "introduce", "set_aside")),
]
FOR_PHONES = ["stories:sync-photo", "stories:sync-finalise"]
# Lines of the URLconf that never answer with a page of their own, and why.
NO_PAGE = {
    "stories:story-take-back": "a deed",
    "stories:story-read-aloud": "a deed",
    "stories:keeper-reconsider": "a deed",
    "stories:keeper-goal": "a deed",
    "stories:keeper-goal-settle": "a deed",
    "stories:keeper-support": "a deed",
    "stories:keeper-support-close": "a deed",
    "stories:keeper-own-name": "a deed",
    "stories:person-known": "a deed",
    "members:person-evidence": "a deed",
    **dict.fromkeys(DEEDS, "a deed"),
    **dict.fromkeys(FOR_PHONES, "a phone sends there"),
    "stories:mapping-aside": "a deed",
    "stories:agency-period": "a deed",
    "stories:round-stop": "a deed",
    "stories:round-call-off": "a deed",
    "stories:visit-discard": "a deed",
    "stories:visit-use-aside": "a deed",
    "stories:story-ask": "a deed",
    "stories:story-answer": "a deed",
    "stories:keeper-answer": "a deed",
    "stories:person-agree": "a deed",
    "stories:person-link": "a deed",
    "stories:yours-withdraw": "a deed",
    "stories:yours-agree": "a deed",
    "stories:yours-called": "a deed",
    "stories:support-offer-take-back": "a deed",
    "stories:tend-goal": "a deed",
    "stories:tend-goal-settle": "a deed",
    "stories:tend-support": "a deed",
    "stories:tend-support-close": "a deed",
    "stories:tend-pair": "a deed",
    "stories:tend-pair-off": "a deed",
    "stories:keeper-appoint": "a deed",
    "stories:keeper-renew": "a deed",
    "stories:keeper-end": "a deed",
    "stories:keeper-name": "a deed",
    "account_set_password": "everybody has a password, so it leads to changing it",
    "account_confirm_login_code": "signing in by a code is off",
    "mfa_download_recovery_codes": "a file",
    "socialaccount_login_error": "says 401, in Thai",
    "socialaccount_signup": "LINE makes no accounts",
    "line_login": "off without LINE's variables",
    "line_callback": "off without LINE's variables",
    "admin:login": "leads to the site's one door",
    "admin:password_change": "leads to the site's own page",
    "admin:password_change_done": "leads to the site's own page",
    "admin:logout": "a deed",
    "admin:autocomplete": "for scripts",
    "admin:view_on_site": "leads to the page itself",
    "admin:": "leads on from old addresses",
    "": "leads on from old addresses",
}
SYNC = [f"stories:sync-{name}" for name in ("hello", "drafts", "visit", "receipt", "pack")]
NOT_HTML = {
    "stories:card": "image/png",
    "stories:photo": "image/webp",
    "stories:keeper-photo": "image/webp",
    "stories:keeper-everything": "application/zip",
    "stories:sheet": "image/jpeg",
    "stories:yours-photo": "image/webp",
    "stories:yours-data": "application/zip",
    "members:own-copy": "application/zip",
    "stories:feed": "application/atom+xml; charset=utf-8",
    "stories:district-feed": "application/atom+xml; charset=utf-8",
    "stories:village-feed": "application/atom+xml; charset=utf-8",
    "stories:sitemap": "application/xml",
    "stories:sitemap-part": "application/xml",
    "stories:sitemap-stories": "application/xml",
    "stories:robots": "text/plain; charset=utf-8",
    "stories:field-worker": "text/javascript; charset=utf-8",
    "stories:manifest": "application/manifest+json",
    **dict.fromkeys(SYNC, "application/json"),
    "villages:places": "application/json",
    "admin:jsi18n": 'text/javascript; charset="utf-8"',
    "healthz": "text/plain",
    "readyz": "application/json",
}


def shown(walk) -> dict[str, set[str]]:
    """Pattern → kinds of content that somebody got with 200."""
    found = {}
    for page in walk.pages:
        if page.status == 200 and page.method == "GET" and not page.sent:
            found.setdefault(page.route, set()).add(page.headers["Content-Type"])
    return found


def test_every_line_of_the_urlconf_shows_its_page_to_somebody(walk):
    pages = shown(walk)
    missing = {
        route.name
        for route in walk.known
        if route.pattern.replace("^", "").replace("$", "")
        not in {pattern.replace("^", "").replace("$", "") for pattern in pages}
        and not re.search(r"_(delete|add)$", route.name)
    }
    assert missing == NO_PAGE.keys() - {"mfa_download_recovery_codes"}


def test_the_desk_deletes_nothing_and_adds_only_what_is_made_by_hand(walk):
    answers = {}
    for page in walk.pages:
        if page.role == "coordinator" and page.method == "GET":
            answers.setdefault(page.route, page.status)
    by_name = {route.name: answers.get(route.pattern) for route in walk.known}
    deleting = {status for name, status in by_name.items() if name.endswith("_delete")}
    adding = {name for name, status in by_name.items() if name.endswith("_add") and status == 200}
    assert deleting == {403}
    assert adding == {
        "admin:members_agency_add",
        "admin:members_criterion_add",
        "admin:members_duty_add",
        "admin:members_posting_add",
        "admin:stories_printing_add",
        "admin:villages_aspect_add",
        "admin:villages_stewardship_add",
    }


def test_what_is_no_page_says_what_it_is(walk):
    pages = shown(walk)
    kinds = {route.name: pages.get(route.pattern, set()) for route in walk.known}
    assert {name: kinds[name] for name in NOT_HTML} == {
        name: {kind} for name, kind in NOT_HTML.items()
    }


def test_nothing_on_the_site_breaks(walk):
    assert len(walk.pages) > 700
    assert [str(page) for page in walk.pages if page.status >= 500] == []


def test_nobody_changes_anything_by_looking(walk):
    assert walk.changed_by_looking == []


def test_a_deed_is_refused_to_whoever_only_looks(walk):
    refused = {page.route for page in walk.pages if page.status == 405}
    assert refused == {
        *(route.pattern for route in walk.known if route.name in {*DEEDS, *FOR_PHONES}),
        "admin/logout/",
    }


def test_whoever_comes_back_to_a_deed_from_signing_in_is_led_to_its_page(walk):
    deeds = {name for name, why in NO_PAGE.items() if why == "a deed"} - {*DEEDS, "admin:logout"}
    patterns = {route.pattern: route.name for route in walk.known if route.name in deeds}
    led = {
        patterns[page.route]
        for page in walk.pages
        if page.method == "GET" and page.status == 302 and page.route in patterns
        if "/login/" not in page.headers["Location"] and page.headers["Location"] != page.address
    }
    assert led == deeds


def test_the_walk_sends_forms_and_meets_refusals_and_successes(walk):
    posts = Counter(page.status for page in walk.pages if page.method == "POST")
    assert posts[200] > 60
    assert posts[302] > 40


@pytest.fixture(scope="module")
def parsed(walk):
    """Whole pages with their parts, one for each text."""
    return [(page, parts) for page, parts in walk.parsed if "<html" in page.text]


def test_every_page_has_one_heading_one_main_part_and_a_title(parsed):
    wrong = [
        str(page)
        for page, parts in parsed
        if (len(parts.all("h1")), len(parts.all("main"))) != (1, 1)
        or not re.search(r"<title>\s*\S", page.text)
    ]
    assert wrong == []


def test_every_page_begins_with_a_way_past_the_menu(parsed):
    for page, parts in parsed:
        first = next(iter(parts.all("a")), {})
        assert first.get("href", "").startswith("#"), str(page)
        ids = {attrs.get("id") for _, attrs in parts.tags}
        assert first["href"][1:] in ids, str(page)


def test_no_id_is_used_twice(parsed):
    for page, parts in parsed:
        ids = Counter(attrs["id"] for _, attrs in parts.tags if attrs.get("id"))
        assert [name for name, times in ids.items() if times > 1] == [], str(page)


def test_every_picture_says_what_it_shows_or_that_it_is_only_decoration(parsed):
    assert [
        str(page) for page, parts in parsed for img in parts.all("img") if "alt" not in img
    ] == []


def test_every_form_that_changes_something_carries_a_token(parsed):
    for page, _ in parsed:
        for form in re.findall(r"<form\b.*?</form>", page.text, re.S):
            if re.search(r"""<form[^>]*method=["']?post""", form, re.I):
                assert "csrfmiddlewaretoken" in form, str(page)


def test_every_file_that_a_page_names_is_there(parsed):
    named = set()
    for _, parts in parsed:
        named |= {attrs["href"] for attrs in parts.all("link") if attrs.get("rel") != "canonical"}
        named |= {
            attrs["src"] for attrs in parts.all("script") + parts.all("img") if "src" in attrs
        }
    own = {name.removeprefix("/static/") for name in named if name.startswith("/static/")}
    assert len(own) > 10
    assert [name for name in own if finders.find(name) is None] == []
    foreign = {name for name in named if urlsplit(name).netloc not in {"", "testserver"}}
    assert foreign == set()


def test_every_link_leads_somewhere(walk, parsed, demo, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    found = {}
    for page, parts in parsed:
        links = parts.all("a") if page.status == 200 and not page.sent else []
        for attrs in links:
            address = urljoin(page.address, attrs.get("href", ""))
            whole = urlsplit(address)
            if whole.netloc in {"", "testserver"} and whole.scheme in {"", "http"}:
                shape = re.sub(r"\d+|[0-9a-f]{16}\S*", "0", whole.path)
                found.setdefault((page.role == "visitor", shape), (page, whole.path))
    seen = {(p.role, urlsplit(p.address).path) for p in walk.pages if p.status < 400}
    opened = {path for _, path in seen}
    broken = []
    for page, path in found.values():
        if path in opened:
            continue
        answer = Client(raise_request_exception=False).get(path)
        if answer.status_code >= 400:
            broken.append(f"{path} on {page}")
    assert not broken, "\n".join(broken)


PUBLIC = ["/", "/stories/", "/villages/", "/districts/8006/", "/about/", "/privacy/", "/feed/"]
PUBLIC += ["/privacy/register/", "/villages/80060303/", "/villages/80060303/poster/", "/support/"]


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_page_needs_no_session_and_sets_no_cookie(demo, address):
    answer = Client().get(address)
    assert answer.status_code == 200
    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_whoever_is_signed_in_leaves_nothing_in_a_cache(walk):
    personal = ("/me/", "/visits/", "/people/", "/admin/", "/accounts/email/", "/accounts/2fa/")
    personal += ("/takedowns/",)
    kept = [
        str(page)
        for page in walk.html
        if page.address.startswith(personal) and page.role != "visitor" and page.status == 200
        if "no-store" not in page.headers.get("Cache-Control", "")
    ]
    assert kept == []


SECRET = ("/keeper/", "/invitations/", "/voices/", "/files/", "/withdrawn/")


def test_secret_addresses_are_given_away_to_no_other_site_and_no_robot(walk):
    secret = [page for page in walk.html if page.address.startswith(SECRET)]
    assert {page.address.split("/")[1] for page in secret} == {each.strip("/") for each in SECRET}
    for page in secret:
        if page.status != 405:
            assert page.headers["Referrer-Policy"] == "same-origin", str(page)
            assert page.headers["X-Robots-Tag"] == "noindex, nofollow", str(page)
