"""Citizens' and phone numbers: refused where everybody reads, warned of where partners do."""

import pytest
from django.core.exceptions import ValidationError

from stories import pairs
from stories.models import Visit
from tests import factories
from tests.stories.posts import people, story_post, visit_post
from villages import goals, keepers, support, words
from villages.models import Aspect

pytestmark = pytest.mark.django_db

CITIZEN = "1-1017-00230-70-8"
PHONES = ["081-234 5678", "๐๘๑๒๓๔๕๖๗๘", "+66 81 234 5678"]


@pytest.fixture
def word(somchai):
    return words.in_person(said_by="ผู้ใหญ่เอื้อน", witness="ครูสายใจ", taken_by=somchai)


@pytest.mark.parametrize("number", [CITIZEN, *PHONES])
def test_what_everybody_reads_takes_no_such_number(number, word, thap_thong, somchai, kanya):
    aspect = Aspect.objects.all()[0]
    goal = goals.say(village=thap_thong, aspect=aspect, words="ปลูกผัก", word=word)
    request = support.ask(village=thap_thong, words="ช่วยซ่อมศาลา", word=word)
    photo, other = factories.make_published(
        somchai, thap_thong, photos_of=("green", "red")
    ).visit.photos.all()
    text = f"โทร {number} ได้"
    doors = [
        lambda: goals.say(village=thap_thong, aspect=aspect, words=text, word=word),
        lambda: goals.settle(goal=goal, state="reached", words=text, word=word),
        lambda: support.ask(village=thap_thong, words=text, word=word),
        lambda: support.ask(village=thap_thong, words="ช่วย", needed_by=text, word=word),
        lambda: support.close(request=request, thanks=text, word=word),
        lambda: keepers.appoint(village=thap_thong, name="แดง", vouched=text, by=kanya),
        lambda: pairs.pair(
            village=thap_thong, then=photo, now=other, then_words=text, now_words="ตอนนี้", by=somchai
        ),
    ]
    for door in doors:
        with pytest.raises(ValidationError, match="เอาออกก่อน"):
            door()


@pytest.mark.parametrize("field", ["title", "body", "nuggets-0-how", "tellers-0-name"])
def test_a_story_with_a_number_comes_back_with_its_words(field, as_somchai, somchai, thap_thong):
    visit = factories.make_visit(somchai, thap_thong)
    nugget = {"nuggets-TOTAL_FORMS": "1", "nuggets-INITIAL_FORMS": "0", "nuggets-0-knows": "แกง"}
    nugget |= {"nuggets-0-name": "มาลี"}
    post = story_post(**nugget | {field: f"ดูที่ {PHONES[0]}"})
    answer = as_somchai.post(f"/visits/{visit.number}/story/", post)
    assert answer.status_code == 200
    assert "มีเบอร์โทรอยู่ในข้อความ" in answer.content.decode()
    assert PHONES[0] in answer.content.decode()
    assert not visit.stories.exists()


PLACES = [
    ("good", f"ป้าบอกเลข {CITIZEN}"),
    ("smiled", f"ป้า โทร {PHONES[1]}"),
    ("promises", f"จะโทรหา {PHONES[2]}"),
    ("met-0-words", f"โทร {PHONES[0]}"),
]


@pytest.mark.parametrize(("field", "text"), PLACES)
def test_a_visit_is_warned_of_once_and_never_lost(field, text, as_somchai, somchai, thap_thong):
    post = visit_post(thap_thong) | people({"name": "แมว"}) | {field: text}
    page = as_somchai.post("/visits/new/", post)
    assert page.status_code == 200
    words = page.content.decode()
    assert 'value="keep_anyway"' in words
    assert text in words
    visit = Visit.objects.get()
    assert (visit.state, visit.typed[field]) == ("draft", [text])
    # A draft may hold anything, and says nothing.
    assert (
        as_somchai.post(f"/visits/{visit.number}/edit/", post | {"action": "draft"}).url == "/me/"
    )
    sent = as_somchai.post(f"/visits/{visit.number}/edit/", post | {"action": "keep_anyway"})
    assert sent["Location"] == f"/visits/{visit.number}/"
    visit.refresh_from_db()
    assert visit.state == "kept"


def test_contacts_of_people_met_stand_on_no_public_page(client, somchai, kanya, thap_thong):
    met = {
        "called": "ป้า",
        "name": "แมว ใจเย็น",
        "does": "",
        "agency_words": "",
        "words": "081-234-5678",
    }
    visit = factories.make_visit(somchai, thap_thong, met=[met], smiled="โทร 081-234-5678")
    story = factories.publish(factories.make_story(visit))
    person = factories.make_person(thap_thong)
    person.contact = "081-234-5678"
    person.save()
    keepers.appoint(
        village=thap_thong, name="แดง", vouched="ที่ประชุม", by=kanya, phone="081-234-5678",
        show_name=True,
    )  # fmt: skip
    request = support.ask(
        village=thap_thong,
        words="ช่วยซ่อมศาลา",
        word=words.in_person(said_by="ผู้ใหญ่", witness="ครู", taken_by=somchai),
    )
    support.offer(request=request, by=kanya, words="โทรมา 081-234-5678")
    code = thap_thong.pk
    for address in (
        *("/", "/stories/", f"/stories/{story.pk}/", f"/villages/{code}/", "/feed/", "/support/"),
        *(f"/support/{request.pk}/", f"/villages/{code}/poster/", f"/districts/{code[:4]}/"),
    ):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "081-234-5678" not in answer.content.decode(), address
        assert "แมว ใจเย็น" not in answer.content.decode(), address
