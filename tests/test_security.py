"""Safe from the first day: what browsers are told, what doors there are, what faults say."""

import json
import os
import re
import subprocess
import sys

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings as project
from django.test import Client
from django.urls import path
from django.views.defaults import permission_denied

from kmnet.urls import urlpatterns as site_urlpatterns
from stories.views import reading
from tests.factories import PASSWORD
from tests.tags import Tags

pytest_plugins = ["tests.walk"]
pytestmark = pytest.mark.django_db

POLICY = {
    "default-src 'self'",
    "img-src 'self' data: blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
}
PRODUCTION = {
    "KMNET_DEBUG": "",
    "KMNET_SECRET_KEY": "only-in-this-test-" + "r4nd0mLetters" * 5,
    "KMNET_HOSTS": "kmnet.example",
    "KMNET_SITE_URL": "https://kmnet.example",
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
}


# What browsers are told -------------------------------------------------------------------------


def test_every_answer_carries_the_whole_policy(walk):
    policies = {page.headers.get("Content-Security-Policy", "none") for page in walk.pages}
    assert [set(policy.split("; ")) for policy in policies] == [POLICY]


def test_every_answer_is_what_it_says_it_is_and_stays_out_of_frames(walk):
    for page in walk.pages:
        assert page.headers["X-Content-Type-Options"] == "nosniff", str(page)
        assert page.headers["Cross-Origin-Opener-Policy"] == "same-origin", str(page)
        assert page.headers["Referrer-Policy"] == "same-origin", str(page)


def inline(page: Tags) -> list[str]:
    """Everything on a page that the policy would have to be loosened for."""
    found = []
    for tag, attrs in page.tags:
        found += [f"{tag} {n}=" for n in attrs if n == "style" or n.startswith("on")]
        data = attrs.get("type", "").endswith("json")
        if tag == "style" or (tag == "script" and "src" not in attrs and not data):
            found.append(f"inline {tag}")
        for name in ("href", "src", "action", "formaction"):
            if attrs.get(name, "").strip().lower().startswith("javascript:"):
                found.append(f"{tag} {name}=javascript:")
    return found


def test_the_reader_of_pages_sees_what_the_policy_forbids():
    page = Tags(
        '<p style="x"><b onclick="y"></b><script>z</script><style></style>'
        '<a href=" JavaScript:1">a</a><script src="/a.js"></script>'
        '<script type="application/ld+json">{}</script>'
    )
    assert inline(page) == [
        "p style=",
        "b onclick=",
        "inline script",
        "inline style",
        "a href=javascript:",
    ]


def test_no_page_holds_inline_style_or_script(walk):
    found = {}
    for page, tags in walk.parsed:
        for what in inline(tags):
            found.setdefault(what, str(page))
    assert found == {}


# Production -------------------------------------------------------------------------------------


def python(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    """Run Python in the project with production's variables, some of them changed."""
    ours = ("KMNET_", "DJANGO_")
    own = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    own |= PRODUCTION | {"KMNET_DATA_DIR": os.environ["KMNET_DATA_DIR"]} | environment
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=project.BASE_DIR,
        env=own,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_deploy_check_has_nothing_to_say():
    checked = python("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert checked.stdout + checked.stderr == ("System check identified no issues (1 silenced).\n")
    assert checked.returncode == 0


@pytest.mark.parametrize(
    "name", ["KMNET_SECRET_KEY", "KMNET_HOSTS", "KMNET_SITE_URL", "DATABASE_URL"]
)
def test_a_missing_value_stops_the_start_and_is_named(name):
    started = python("-c", "import kmnet.settings", **{name: " "})
    assert started.returncode == 1
    last = started.stderr.strip().splitlines()[-1]
    assert last.startswith(f"django.core.exceptions.ImproperlyConfigured: ตั้งค่า {name} ก่อนเริ่มระบบ: ")


READ_SETTINGS = """
import json
from kmnet import settings
names = [name for name in dir(settings) if name.startswith(("SESSION_", "CSRF_", "SECURE_"))]
names += ["DEBUG", "ALLOWED_HOSTS", "STAFF_NEED_SECOND_FACTOR", "DEMO_PASSWORD", "LINE_LOGIN"]
names += ["CONTENT_SECURITY_POLICY", "ALLAUTH_TRUSTED_PROXY_COUNT"]
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


@pytest.fixture(scope="module")
def production_values() -> dict:
    """The settings that production gets, as the settings file itself works them out."""
    return json.loads(python("-c", READ_SETTINGS).stdout)


@pytest.fixture
def production(settings, production_values):
    """The site as it stands in production, in this process."""
    for name, value in production_values.items():
        setattr(settings, name, value)


def test_production_knows_no_demo(production_values):
    assert production_values["DEBUG"] is False
    assert production_values["DEMO_PASSWORD"] == ""
    assert production_values["STAFF_NEED_SECOND_FACTOR"] is True
    assert production_values["ALLOWED_HOSTS"] == ["kmnet.example"]


def test_cookies_of_production_are_locked_to_this_host(production, somchai):
    client = Client(headers={"host": "kmnet.example"})
    client.get("/accounts/login/", secure=True)
    form = {"login": somchai.email, "password": PASSWORD}
    answer = client.post("/accounts/login/", form, secure=True)
    assert (answer.status_code, answer["Location"]) == (302, "/me/")
    assert {"__Host-session", "__Host-csrf"} <= set(client.cookies)
    for name in ("__Host-session", "__Host-csrf"):
        cookie = client.cookies[name]
        flags = {
            flag: cookie[flag] for flag in ("secure", "httponly", "samesite", "path", "domain")
        }
        assert flags == {
            "secure": True,
            "httponly": True,
            "samesite": "Lax",
            "path": "/",
            "domain": "",
        }


def test_production_speaks_https_alone_and_says_so(production):
    client = Client(headers={"host": "kmnet.example"})
    plain = client.get("/about/")
    assert (plain.status_code, plain["Location"]) == (301, "https://kmnet.example/about/")
    safe = client.get("/about/", secure=True)
    assert safe["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert client.get("/healthz").status_code == 200


def test_a_forwarded_protocol_is_believed_only_behind_a_proxy(production, settings):
    forwarded = Client(headers={"host": "kmnet.example", "x-forwarded-proto": "https"})
    assert forwarded.get("/about/").status_code == 301
    values = json.loads(python("-c", READ_SETTINGS, KMNET_TRUSTED_PROXIES="1").stdout)
    assert values["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]
    settings.SECURE_PROXY_SSL_HEADER = tuple(values["SECURE_PROXY_SSL_HEADER"])
    assert forwarded.get("/about/").status_code == 200


# Doors ------------------------------------------------------------------------------------------


def test_the_admin_has_no_second_door(kanya, client):
    answer = client.get("/admin/login/?next=/admin/")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=%2Fadmin%2F")
    form = {"username": kanya.email, "login": kanya.email, "password": PASSWORD}
    answer = client.post("/admin/login/", {**form, "next": "/admin/"})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")
    assert "_auth_user_id" not in client.session


def test_the_desk_is_closed_to_officers_and_strangers(as_somchai, as_kanya, client):
    assert as_kanya.get("/admin/").status_code == 200
    assert client.get("/admin/").status_code == 302
    assert as_somchai.get("/admin/", follow=True).status_code == 403
    way = client.get("/admin/members/user/", follow=True).redirect_chain
    assert way[-1][0].startswith("/accounts/login/")


def test_staff_without_a_second_factor_are_led_to_it(production, as_kanya, kanya):
    client = as_kanya
    for address in ("/admin/", "/admin/members/nomination/", "/admin/jsi18n/"):
        answer = client.get(address, secure=True, headers={"host": "kmnet.example"})
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/totp/activate/")
    totp.TOTP.activate(kanya, totp.generate_totp_secret())
    answer = client.get("/admin/", secure=True, headers={"host": "kmnet.example"})
    assert answer.status_code == 200


def test_with_a_second_factor_the_password_alone_opens_nothing(kanya, client):
    totp.TOTP.activate(kanya, totp.generate_totp_secret())
    answer = client.post("/accounts/login/", {"login": kanya.email, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/authenticate/")
    assert "_auth_user_id" not in client.session
    assert client.get("/admin/").status_code == 302


def test_the_first_person_of_a_new_site_comes_in_through_a_letter(
    db, client, django_user_model, mailoutbox
):
    django_user_model.objects.create_superuser("first@kmnet.example", PASSWORD, name="คนแรก")
    form = {"login": "first@kmnet.example", "password": PASSWORD}
    answer = client.post("/accounts/login/", form)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/confirm-email/")
    assert "_auth_user_id" not in client.session
    assert [letter.to for letter in mailoutbox] == [["first@kmnet.example"]]
    link = re.search(r"http://testserver(/accounts/confirm-email/\S+)", mailoutbox[0].body)[1]
    assert client.get(link).status_code == 200
    client.post(link)
    client.post("/accounts/login/", form)
    assert client.get("/admin/").status_code == 200


def test_nobody_signs_up_without_being_invited(client, django_user_model):
    page = client.get("/accounts/signup/")
    assert "<form" not in re.sub(r"<form[^>]*search.*?</form>", "", page.content.decode())
    client.post("/accounts/signup/", {"email": "new@kmnet.example", "password1": PASSWORD})
    assert not django_user_model.objects.exists()


def text_of(answer, *taken_out: str) -> str:
    """A page without tokens and without what was typed into it."""
    text = re.sub(r'value="[^"]*"', "", answer.content.decode())
    for words in taken_out:
        text = text.replace(words, "")
    return text


def test_signing_in_does_not_tell_who_has_an_account(somchai, client):
    known = client.post("/accounts/login/", {"login": somchai.email, "password": "ผิดแน่นอน"})
    unknown = client.post("/accounts/login/", {"login": "no@kmnet.example", "password": "ผิดแน่นอน"})
    assert known.status_code == unknown.status_code == 200
    assert text_of(known) == text_of(unknown)
    assert "อีเมลหรือรหัสผ่าน" in text_of(known)


def test_asking_for_a_new_password_does_not_tell_either(somchai, client, mailoutbox):
    answers = []
    for email in (somchai.email, "no@kmnet.example"):
        answer = client.post("/accounts/password/reset/", {"email": email}, follow=True)
        answers.append((answer.redirect_chain, text_of(answer, email)))
    assert answers[0] == answers[1]
    assert answers[0][0] == [("/accounts/password/reset/done/", 302)]


def test_guessing_passwords_is_stopped_with_a_kind_page(places, client):
    form = {"login": "no@kmnet.example", "password": "เดาไปเรื่อย"}
    statuses = [client.post("/accounts/login/", form).status_code for _ in range(31)]
    assert statuses[0] == 200
    answer = client.post("/accounts/login/", form)
    assert answer.status_code == 429
    assert "<h1>ขอพักสักครู่</h1>" in answer.content.decode()


def test_line_is_offered_only_when_its_variables_are_set(db, client, settings):
    assert "/accounts/line/login/" not in client.get("/accounts/login/").content.decode()
    assert client.get("/accounts/line/login/").status_code == 404
    settings.SOCIALACCOUNT_PROVIDERS = {
        "line": {
            "APPS": [{"client_id": "1650000000", "secret": "secret"}],
            "SCOPE": ["profile", "openid"],
        }
    }
    page = client.get("/accounts/login/").content.decode()
    assert 'action="/accounts/line/login/' in page or 'href="/accounts/line/login/' in page
    away = client.post("/accounts/line/login/")
    assert away.status_code == 302
    assert away["Location"].startswith("https://access.line.me/")


def test_with_line_the_policy_lets_its_form_through():
    values = json.loads(
        python("-c", READ_SETTINGS, LINE_CHANNEL_ID="1650000000", LINE_CHANNEL_SECRET="s").stdout
    )
    assert values["LINE_LOGIN"] is True
    allowed = values["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["form-action"]
    assert allowed == ["'self'", "https://access.line.me"]
    half = json.loads(python("-c", READ_SETTINGS, LINE_CHANNEL_ID="1650000000").stdout)
    assert half["LINE_LOGIN"] is False


# Faults -----------------------------------------------------------------------------------------


def heading(answer) -> str:
    return re.search(r"<h1>(.*?)</h1>", answer.content.decode())[1]


def refuse(request):
    return permission_denied(request, PermissionError())


urlpatterns = [path("refused/", refuse), *site_urlpatterns]


def test_a_page_that_is_not_there_says_so_in_thai(client):
    answer = client.get("/no/such/page/")
    assert (answer.status_code, heading(answer)) == (404, "หน้านี้ไม่มี หรือยังไม่เปิดให้อ่าน")


@pytest.mark.urls(__name__)
def test_a_page_that_is_not_open_to_you_says_so_in_thai(client):
    answer = client.get("/refused/")
    assert (answer.status_code, heading(answer)) == (403, "หน้านี้ยังไม่ได้เปิดให้คุณ")


def test_another_host_is_a_bad_request_in_thai(client, settings):
    settings.ALLOWED_HOSTS = ["kmnet.example"]
    answer = client.get("/stories/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "evil.example" not in answer.content.decode()
    assert heading(answer) == "อ่านสิ่งที่ส่งมาไม่ออก"


def test_what_postgres_cannot_hold_is_a_bad_request_in_thai(client):
    answer = client.get("/stories/999999999999999999999999/")
    assert answer.status_code in {400, 404}
    assert heading(answer) in {"อ่านสิ่งที่ส่งมาไม่ออก", "หน้านี้ไม่มี หรือยังไม่เปิดให้อ่าน"}


def test_a_form_without_its_token_is_refused_in_thai(somchai):
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/accounts/login/", {"login": somchai.email, "password": PASSWORD})
    assert (answer.status_code, heading(answer)) == (403, "หน้านี้เปิดค้างไว้นานไปหน่อย")
    assert "_auth_user_id" not in client.session


def test_a_fault_of_ours_gives_a_code_that_is_also_in_the_log(monkeypatch, caplog):
    def stumble(*args, **kwargs):
        raise RuntimeError("ลองสะดุด")

    monkeypatch.setattr(reading, "public", stumble)
    answer = Client(raise_request_exception=False).get("/about/")
    assert (answer.status_code, heading(answer)) == (500, "ตอนนี้ระบบสะดุด")
    code = re.search(r"รหัส <strong>([0-9A-F]{4})</strong>", answer.content.decode())[1]
    assert f"support code {code} at /about/" in caplog.text
    assert "ลองสะดุด" not in answer.content.decode()


def test_a_hopeless_body_is_refused_before_it_is_read(client, settings):
    class Unread:
        def read(self, *args):
            raise AssertionError("the body was read")

        readline = read

    answer = client.generic(
        "POST",
        "/visits/new/",
        CONTENT_TYPE="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(settings.REQUEST_MAX_BYTES + 1),
        **{"wsgi.input": Unread()},
    )
    assert (answer.status_code, heading(answer)) == (413, "ที่ส่งมาใหญ่เกินไป")


WITHOUT_DATABASE = """
import django, json, logging
django.setup()
logging.disable()
from django.test import Client
client = Client(raise_request_exception=False)
found = {}
for address in ("/", "/me/", "/accounts/login/", "/healthz", "/readyz", "/about/"):
    answer = client.get(address)
    found[address] = [answer.status_code, answer.headers.get("Retry-After"), answer.content.decode()]
print(json.dumps(found))
"""


def test_while_postgres_is_away_readers_get_a_kind_page_and_machines_the_truth():
    run = python(
        "-c",
        WITHOUT_DATABASE,
        KMNET_DEBUG="1",
        KMNET_HOSTS="testserver",
        DJANGO_SETTINGS_MODULE="kmnet.settings",
    )
    found = json.loads(run.stdout)
    assert found["/"][:2] == [503, "10"]
    assert "<h1>ขอเวลาสักครู่</h1>" in found["/"][2]
    assert found["/healthz"] == [200, None, "ok\n"]
    status, _, body = found["/readyz"]
    assert (status, json.loads(body)["database"]) == (503, False)
    assert found["/about/"][0] == 200  # words alone need no database


def test_a_ready_site_says_so(client, db):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"database": True, "disk": True})
    assert client.get("/healthz").content == b"ok\n"
    assert client.post("/healthz").status_code == 405
