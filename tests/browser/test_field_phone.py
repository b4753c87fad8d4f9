"""What a phone keeps and lets go: worker, drafts, packs, places, files, signing out."""

import json

import pytest
from django.utils import timezone

from stories.models import Visit
from stories.views import field
from tests import factories
from tests.browser.phones import GOOD, one_visit

pytest_plugins = ["tests.browser.pockets", "tests.faults.table"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CACHES = "() => caches.keys().then(names => names.filter(name => name.startsWith('field-')).sort())"
WORKERS = "() => navigator.serviceWorker.getRegistrations().then(all => all.length)"
UPDATE = """async () => {
  const worker = await navigator.serviceWorker.getRegistration("/visits/");
  await worker.update();
  const fresh = worker.installing ?? worker.waiting;
  if (fresh && fresh.state === "installing") {
    await new Promise(done => fresh.addEventListener("statechange", done, { once: true }));
  }
  return worker.waiting ? "waiting" : "";
}"""


def test_a_new_worker_waits_for_the_draft_and_the_switch_takes_it_away(
    phone, monkeypatch, settings, fault
):
    phone.prepare()
    old = phone.page.evaluate(CACHES)
    phone.tell()
    phone.add_photos("olive")
    phone.wait(lambda: "draft=" in phone.page.url)
    monkeypatch.setattr(field, "version", lambda: "f" * 16)
    field.version.cache_clear = lambda: None
    assert phone.page.evaluate(UPDATE) == "waiting"
    assert phone.page.evaluate(CACHES) == sorted([*old, "field-" + "f" * 16])
    assert phone.page.get_by_label("เห็นอะไรดีๆ ที่นี่").input_value() == GOOD

    address = phone.page.url.removeprefix(phone.site)
    phone.lose_signal()
    phone.open(address)
    phone.page.locator("form[data-field-ready]").wait_for()
    assert phone.page.get_by_label("เห็นอะไรดีๆ ที่นี่").input_value() == GOOD
    assert phone.page.locator("[data-photo]").count() == 1
    phone.find_signal()
    phone.open("/about/")  # no page of the old version is left
    phone.open(address)
    phone.wait(lambda: phone.page.evaluate(CACHES) == ["field-" + "f" * 16])

    settings.FIELD_WORKER = False
    phone.open(address)
    phone.wait(lambda: phone.page.evaluate(WORKERS) == 0)
    phone.wait(lambda: phone.page.evaluate(CACHES) == [])
    phone.page.locator("form[data-field-ready]").wait_for()
    phone.send()
    phone.arrives()
    one_visit("olive")
    fault("รุ่นใหม่มาระหว่างเล่าค้าง", "ลงรุ่นใหม่, ไม่มีสัญญาณ, เปิดใหม่, สั่งเลิกใช้", "ร่างกับรูปอยู่ครบทุกขั้น")


def test_the_worker_sends_what_waits_when_no_page_is_open(phone, fault):
    phone.prepare()
    registrations = []
    devtools = phone.context.new_cdp_session(phone.page)
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda said: registrations.extend(
            each["registrationId"]
            for each in said["registrations"]
            if each["scopeURL"].startswith(phone.site) and not each["isDeleted"]
        ),
    )
    devtools.send("ServiceWorker.enable")
    phone.wait(lambda: registrations)
    phone.tell()
    phone.add_photos("olive")
    phone.proxy.down()
    phone.send()
    phone.waits()
    phone.proxy.pass_through()
    phone.page.goto("about:blank")
    devtools.send(
        "ServiceWorker.dispatchSyncEvent",
        {
            "origin": phone.site,
            "registrationId": registrations[0],
            "tag": "kmnet-outbox",
            "lastChance": False,
        },
    )
    phone.wait(lambda: Visit.objects.kept().exists())
    one_visit("olive")
    fault("ปิดหน้าไปแล้วตอนสัญญาณกลับมา", "Background Sync ปลุก worker", "ส่งครบโดยไม่ต้องเปิดหน้า")


def test_the_shell_knows_nobody_and_nothing_of_a_person_is_ever_cached(phone, somchai, client):
    phone.prepare()
    phone.tell()
    phone.send()
    phone.arrives()
    kept = phone.page.evaluate(
        """async () => {
          const found = {};
          for (const name of await caches.keys()) {
            for (const request of await (await caches.open(name)).keys()) {
              const answer = await caches.match(request);
              found[new URL(request.url).pathname] = (await answer.text()).length;
            }
          }
          return found;
        }"""
    )
    ours = {"/visits/field/", *("/static/" + name for name in field.FILES)}
    assert {path for path in kept if not path.startswith("/places/")} == ours
    shell = client.get("/visits/field/")
    assert not shell.cookies
    text = shell.content.decode()
    assert (somchai.name in text, "csrf" in text, "client_uuid" in text) == (False, False, False)


def test_a_draft_begun_on_the_phone_is_finished_at_a_desk(phone, walk, as_somchai):
    phone.open("/visits/new/")
    phone.tell()
    phone.add_photos("olive")
    phone.wait(lambda: phone.page.locator('[data-photo][data-state="sent"]').count() == 1)
    phone.nudge()
    phone.wait(lambda: phone.status().startswith("ร่างถึงศูนย์แล้ว"))
    number = Visit.objects.get().number
    phone.open("/about/")

    desk = walk(window={"width": 1280, "height": 900})
    desk.carry_session(as_somchai)
    page = desk.open(f"/visits/{number}/edit/")
    page.locator("form[data-field-ready]").wait_for()
    assert page.get_by_label("เห็นอะไรดีๆ ที่นี่").input_value() == GOOD
    assert desk.photos_loaded() == [True]
    page.get_by_label("เห็นอะไรดีๆ ที่นี่").fill("จบที่โต๊ะ")
    page.get_by_role("button", name="ส่งถึงศูนย์").click()
    page.wait_for_url(f"**/visits/{number}/")
    one_visit("olive", good="จบที่โต๊ะ")

    # The phone hears of it: its draft goes, the receipt comes.
    phone.open("/visits/field/")
    phone.page.locator("[data-receipt]").wait_for()
    assert (phone.stored("drafts"), phone.stored("bytes")) == ([], [])
    assert Visit.objects.get().submissions.count() == 1


def test_a_village_is_taken_along_and_left_behind_at_signing_out(phone, somchai, thap_thong):
    factories.make_visit(somchai, thap_thong, promises=["จะเอาครกมาคืน"], smiled="ป้ามาลี")
    phone.prepare()
    phone.page.get_by_label("บ้านทาบทอง").check()
    phone.page.get_by_role("button", name="พกเรื่องของหมู่บ้านนี้ไปอ่านตอนไม่มีสัญญาณ").click()
    phone.page.get_by_role("link", name="เปิดอ่าน").wait_for()
    phone.lose_signal()
    phone.page.get_by_role("link", name="เปิดอ่าน").click()
    phone.page.get_by_role("heading", name="บ้านทาบทอง").wait_for()
    assert "จะเอาครกมาคืน" in phone.text()
    assert "คนที่เล่าแล้วยิ้ม: ป้ามาลี" in phone.text()

    phone.open("/visits/new/")
    phone.tell()
    phone.send()
    phone.waits()
    phone.proxy.down()
    phone.find_signal()
    phone.wait(lambda: phone.stored("drafts")[0]["why"] == "stumble")
    phone.proxy.pass_through()
    phone.open("/accounts/logout/")
    leaving = phone.page.locator("[data-field-leave]")
    leaving.wait_for()
    assert "ในเครื่องนี้มี 1 เรื่องที่ยังไม่ถึงศูนย์" in leaving.inner_text()
    leaving.get_by_role("button", name="ส่งก่อน").click()
    leaving.wait_for(state="hidden")
    assert Visit.objects.kept().count() == 2
    with phone.page.expect_navigation():
        phone.page.locator("main").get_by_role("button", name="ออกจากระบบ").click()
    for store in ("people", "drafts", "photos", "bytes", "receipts", "packs"):
        assert phone.stored(store) == [], store
    phone.open("/visits/field/")
    phone.page.get_by_text("ยังไม่รู้ว่าเป็นเครื่องของใคร").wait_for()


def drawn_anew(phone) -> None:
    """Try to send, which draws what lies in the phone once more."""
    drawn = "document.querySelector('[data-field-shelf] details')"
    phone.page.evaluate(f"() => {{ {drawn}.seen = true }}")
    phone.page.get_by_role("button", name="ส่งตอนนี้").first.click()
    phone.page.wait_for_function(f"() => !{drawn}.seen")


def test_old_drafts_nag_and_go_to_a_file_and_come_back(phone, tmp_path):
    phone.prepare()
    phone.lose_signal()
    phone.open("/visits/new/")
    phone.tell()
    phone.add_photos("olive", "teal")
    phone.send()
    phone.waits()
    phone.changed("drafts", "row => ({ ...row, startedAt: row.startedAt - 3 * 864e5 })")
    phone.open("/visits/field/")
    phone.page.get_by_text("มีเรื่องที่อยู่แต่ในเครื่องนี้มา 3 วันแล้ว").wait_for()
    phone.page.get_by_text("เก็บร่างเป็นไฟล์ หรืออ่านไฟล์กลับมา").click()
    drawn_anew(phone)  # and what was opened stays open
    with phone.page.expect_download() as download:
        phone.page.get_by_role("button", name="เก็บ 1 เรื่องที่ยังไม่ถึงศูนย์เป็นไฟล์").click()
    saved = tmp_path / "drafts.json"
    download.value.save_as(saved)
    assert json.loads(saved.read_text())["kmnet"] == "drafts"

    phone.page.on("dialog", lambda dialog: dialog.accept())
    phone.page.get_by_role("button", name="เอาออกจากเครื่องนี้").click()
    phone.page.get_by_text("ไม่มีอะไรค้างอยู่ในเครื่องนี้").wait_for()
    assert phone.stored("bytes") == []
    phone.page.get_by_text("เก็บร่างเป็นไฟล์ หรืออ่านไฟล์กลับมา").click()
    phone.page.get_by_label("อ่านไฟล์ร่างกลับเข้าเครื่อง").set_input_files(saved)
    phone.page.get_by_text("อ่านกลับมา 1 เรื่อง").wait_for()
    phone.find_signal()
    phone.wait(lambda: Visit.objects.kept().exists())
    phone.page.locator("[data-receipt]").wait_for()
    one_visit("olive", "teal")


def test_the_place_is_taken_only_when_asked_for(phone):
    phone.context.grant_permissions(["geolocation"], origin=phone.site)
    phone.context.set_geolocation({"latitude": 8.08, "longitude": 100.14, "accuracy": 12})
    phone.open("/visits/new/")
    phone.tell()
    page = phone.page
    assert page.locator("[name=place_latitude]").input_value() == ""
    page.get_by_role("button", name="หาตำแหน่งตรงนี้").click()
    page.get_by_text("ตอนนี้คลาดเคลื่อนราว 12 เมตร").wait_for()
    page.get_by_role("button", name="ใช้ตำแหน่งนี้").click()
    page.get_by_text("จำตำแหน่งไว้แล้ว คลาดเคลื่อนได้ราว 12 เมตร").wait_for()
    phone.send()
    phone.arrives()
    visit = one_visit()
    assert (visit.latitude, visit.longitude, visit.accuracy_m) == (8.08, 100.14, 12)


def test_inside_line_the_form_offers_the_real_browser(phone):
    devtools = phone.context.new_cdp_session(phone.page)
    agent = phone.page.evaluate("() => navigator.userAgent")
    devtools.send("Network.setUserAgentOverride", {"userAgent": agent + " Line/15.2.0"})
    page = phone.open("/visits/new/")
    way_out = page.get_by_role("link", name="เปิดในเบราว์เซอร์ของเครื่อง")
    way_out.wait_for()
    assert way_out.get_attribute("href") == phone.site + "/visits/new/?openExternalBrowser=1"
    phone.tell()
    phone.send()
    phone.arrives()
    assert page.evaluate(WORKERS) == 0
    assert one_visit().day == timezone.localdate()
