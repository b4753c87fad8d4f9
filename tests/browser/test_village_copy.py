"""A village's own copy, unpacked on a machine without a network and opened from the disk."""

import zipfile

import pytest

from stories import publishing, village_copy
from tests import factories
from villages.models import KeeperLink

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_copy_reads_well_from_the_disk_without_a_network(
    chromium, walk, inspector, somchai, thap_thong, malee, tmp_path
):
    story = factories.make_published(somchai, thap_thong, photos_of=("green", "olive"))
    kept = factories.make_story(factories.make_visit(somchai, thap_thong), "เรื่องในบ้าน")
    link = KeeperLink.objects.select_related("stewardship__village__tambon__district").get()
    publishing.answer_by_link(approval=factories.ask(kept), answer="no", link=link)
    # As a phone gets it: through the button on the page.
    keeper = walk()
    page = keeper.open(f"/keeper/{link.secret}/")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="เก็บทุกอย่างไว้ในเครื่องนี้").click()
    assert waiting.value.suggested_filename == village_copy.file_name(thap_thong)
    zipfile.ZipFile(waiting.value.path()).extractall(tmp_path)

    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, offline=True, java_script_enabled=True
    )
    complaints = []
    context.on("console", lambda message: complaints.append(message.text))
    context.on("requestfailed", lambda request: complaints.append(request.url))
    page = context.new_page()
    page.goto((tmp_path / "index.html").as_uri())
    assert page.get_by_role("heading", name="เรื่องของบ้านทาบทอง").is_visible()
    inspector.look(page, "index")
    page.get_by_role("link", name="เครื่องแกงของป้า").click()
    pictures = page.locator("img")
    assert pictures.evaluate_all("all => all.map(img => img.naturalWidth)") == [400, 400]
    assert f"เรื่องที่ {story.number}" in page.locator("body").inner_text()
    inspector.look(page, "story")
    page.get_by_role("link", name="← เรื่องของบ้านทาบทอง").click()
    page.get_by_role("link", name="เรื่องในบ้าน").click()
    assert page.get_by_text("เรื่องนี้ยังไม่เผยแพร่").is_visible()
    context.close()
    assert complaints == []
    assert inspector.found == {}
