"""Somebody seen in a story takes their face back on a phone: the story stays, the photo goes."""

import pytest

from stories import people
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_face_is_withdrawn_with_one_press_and_the_story_stays(
    walk, client, somchai, thap_thong, inspector
):
    visit = factories.make_visit(somchai, thap_thong, photos_of=("green", "olive"))
    wide, face = visit.photos.standing()
    malee = factories.make_person(thap_thong)
    people.say_what_it_shows(photo=face, shows="faces", faces=[malee])
    story = factories.make_story(visit)
    factories.agree(malee, somchai, "name", "face")
    story = factories.publish(story)
    reader = walk()
    reader.open(f"/stories/{story.number}/")
    assert reader.photos_loaded() == [True, True]

    own = walk()
    page = own.open(f"/yours/{malee.secret}/")
    inspector.look(page, "one's own page")
    assert inspector.found == {}
    own.press("ขอถอนหน้าในรูป บนหน้าเว็บ")
    assert page.locator(".yours__name").inner_text() == "ป้ามาลี ใจเย็น"

    # Whoever has the page already may keep it for a minute; everybody else sees it without her.
    reader = walk()
    page = reader.open(f"/stories/{story.number}/")
    assert page.get_by_role("heading", level=1).inner_text() == "เครื่องแกงของป้า"
    assert reader.photos_loaded() == [True]
    assert str(face.uuid) not in page.content()
    assert [client.get(each.url(320)).status_code for each in (wide, face)] == [200, 410]
