"""A day in a village without signal: nothing lost, nothing doubled, nothing told wrongly."""

import pytest

from stories.models import Visit
from tests.browser.phones import (
    COLOURS,
    GOOD,
    Phone,
    kill_browser,
    one_visit,
    open_profile,
)

pytest_plugins = ["tests.browser.pockets", "tests.faults.table"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_five_photos_without_signal_outlive_a_killed_browser_and_arrive_once(
    chromium, line, as_somchai, tmp_path, fault
):
    proxy, folder = line(), tmp_path / "phone"
    phone = Phone(open_profile(chromium, folder), proxy)
    phone.carry_session(as_somchai)
    phone.prepare()
    phone.lose_signal()

    phone.open("/visits/new/")
    phone.tell()
    phone.add_photos(*COLOURS)
    phone.page.locator("[data-photo] input").first.fill("ครกใบใหญ่")
    phone.wait(lambda: phone.status().startswith("อยู่ในเครื่องนี้"))
    phone.send()
    assert "ยังไม่มีสัญญาณ ทุกอย่างอยู่ในเครื่องนี้" in phone.waits()
    assert {photo["length"] for photo in phone.stored("bytes")} != set()
    assert Visit.objects.count() == 0

    kill_browser(folder)
    phone = Phone(open_profile(chromium, folder), proxy)
    phone.carry_session(as_somchai)  # Chromium writes cookies half a minute late
    phone.open("/visits/field/")
    phone.page.locator("[data-receipt]").wait_for()
    visit = one_visit(*COLOURS)
    assert visit.photos.get(caption="ครกใบใหญ่").sha256 in {
        photo["sha256"] for photo in phone.stored("receipts")[0]["photos"]
    }
    assert (phone.stored("drafts"), phone.stored("photos"), phone.stored("bytes")) == ([], [], [])
    receipt = phone.page.locator("[data-receipt]").inner_text()
    assert f"เลขที่ {visit.number}" in receipt
    assert f"{len(GOOD)} ตัวอักษร · 5 รูป" in receipt
    assert "ถึงศูนย์แล้ว" in receipt
    phone.context.close()
    fault(
        "เล่าตอนไม่มีสัญญาณ แล้วเครื่องปิดเบราว์เซอร์ทิ้ง",
        "5 รูป, kill -9 เบราว์เซอร์, เปิดใหม่, มีสัญญาณ",
        "1 การลงพื้นที่ 5 รูป แฮชตรงกัน ใบรับบอกครบ",
    )
