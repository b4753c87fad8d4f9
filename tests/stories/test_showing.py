"""What is shown of people: a name, a face, a home only with a live yes, everywhere alike."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from stories import people, publishing
from stories.models import PersonConsent, RevisionPhoto, Story
from stories.publishing import NotYetAgreed, Written
from stories.showing import Shown, veiled
from tests import factories

NAME = "มาลี"
TITLE = "เครื่องแกงของป้ามาลี"
BODY = "ป้ามาลี ใจเย็นตำเครื่องแกงทุกเช้า\n\nแล้วมาลีก็ยิ้ม"


@pytest.fixture
def visit(somchai, thap_thong):
    return factories.make_visit(somchai, thap_thong)


@pytest.fixture
def malee_person(thap_thong):
    return factories.make_person(thap_thong)


def write(visit, **more) -> Story:
    """A draft that names ป้ามาลี wherever a name may stand."""
    photos = [(photo, "ป้ามาลีกับครก", "มาลี ใจเย็นนั่งตำ") for photo in visit.photos.standing()]
    written = Written(
        title=TITLE,
        body=BODY,
        tellers=[("ป้า", "มาลี ใจเย็น")],
        photos=photos,
        nuggets=[("ตำแกงแบบป้ามาลี", "มาลีว่าใส่เกลือก่อน", ("ป้า", "มาลี ใจเย็น"))],
        **more,
    )
    return publishing.begin(visit=visit, written=written, by=visit.author)


def surfaces(client, story: Story) -> dict[str, str]:
    """Everything public on which something of the story may stand."""
    village = story.village
    addresses = [
        f"/stories/{story.number}/",
        "/",
        "/stories/",
        f"/villages/{village.code}/",
        f"/districts/{village.code[:4]}/",
        "/feed/",
        f"/districts/{village.code[:4]}/feed/",
        f"/villages/{village.code}/feed/",
    ]
    pages = {address: client.get(address).content.decode() for address in addresses}
    card = Story.objects.published().with_cards().get(pk=story.pk)
    return pages | {"card": card.title}


def naming(pages: dict[str, str]) -> set[str]:
    return {address for address, text in pages.items() if NAME in text}


def photo_status(client, photo) -> int:
    return client.get(f"/photos/{photo.uuid}/320.webp").status_code


# Names ------------------------------------------------------------------------------------------


def test_a_name_is_shown_only_with_a_live_yes_and_a_stand_in_everywhere_otherwise(
    client, visit, somchai, malee_person
):
    factories.make_photo(visit)
    story = factories.publish(write(visit))
    pages = surfaces(client, story)
    assert naming(pages) == set()
    page = pages[f"/stories/{story.number}/"]
    assert "<title>เครื่องแกงของชาวบ้าน" in page
    assert 'property="og:title" content="เครื่องแกงของชาวบ้าน' in page
    assert "ชาวบ้านกับครก" in page
    assert 'alt="ชาวบ้านนั่งตำ"' in page
    assert "ผู้เล่า ชาวบ้าน" in page
    assert "แล้วชาวบ้านก็ยิ้ม" in page

    factories.agree(malee_person, somchai)
    pages = surfaces(client, story)
    assert {f"/stories/{story.number}/", "/", "/stories/", "/feed/", "card"} <= naming(pages)
    assert "ป้ามาลี ใจเย็นตำเครื่องแกงทุกเช้า" in pages[f"/stories/{story.number}/"]


def test_a_person_is_called_what_was_chosen_where_the_name_may_not_stand(
    client, visit, malee_person
):
    malee_person.alias = "ป้าคนหนึ่ง"
    malee_person.save()
    story = factories.publish(write(visit))
    page = client.get(f"/stories/{story.number}/").content.decode()
    assert "เครื่องแกงของป้าคนหนึ่ง" in page
    assert "ผู้เล่า ป้าคนหนึ่ง" in page


def test_a_consent_that_ended_yesterday_hides_the_name_today(client, visit, somchai, malee_person):
    story = factories.publish(write(visit))
    before = timezone.now() - datetime.timedelta(days=10)
    factories.agree(malee_person, somchai, until=factories.days_ago(1), now=before)
    assert naming(surfaces(client, story)) == set()
    factories.agree(malee_person, somchai, until=timezone.localdate())
    assert naming(surfaces(client, story)) != set()


def test_web_book_and_report_are_asked_apart(visit, somchai, malee_person):
    story = write(visit)
    factories.agree(malee_person, somchai, where="book")
    revision = story.latest_revision
    titles = {
        where: Shown(revision, village=visit.village, where=where).title
        for where in ("web", "book", "report")
    }
    assert titles == {
        "web": "เครื่องแกงของชาวบ้าน",
        "book": TITLE,
        "report": "เครื่องแกงของชาวบ้าน",
    }


def test_somebody_of_the_village_is_unnamed_also_in_a_story_that_others_told(
    client, visit, somchai, thap_thong, malee_person
):
    other = factories.make_story(visit, "ที่ลานวัด", "วันนั้นป้ามาลีเอาแกงมาแบ่ง", tellers=[("ลุง", "เอื้อน")])
    page = client.get(f"/stories/{factories.publish(other).number}/").content.decode()
    assert "วันนั้นชาวบ้านเอาแกงมาแบ่ง" in page
    assert "ผู้เล่า ลุงเอื้อน" in page


def test_a_longer_name_that_may_stand_stays_whole_beside_a_shorter_one(somchai, thap_thong):
    factories.make_person(thap_thong)
    factories.agree(factories.make_person(thap_thong, "มาลีวรรณ ทองคำ"), somchai)
    assert veiled("ป้ามาลีกับป้ามาลีวรรณ", thap_thong) == "ชาวบ้านกับป้ามาลีวรรณ"


def test_somebody_who_agreed_is_not_unnamed_for_another_of_the_same_name(
    client, visit, somchai, thap_thong
):
    factories.make_person(thap_thong, "ดำ", "ลุง")
    story = factories.make_story(visit, "น้าดำตีเหล็ก", tellers=[("น้า", "ดำ")])
    page = client.get(f"/stories/{factories.publish(story).number}/").content.decode()
    assert "<title>น้าดำตีเหล็ก" in page


# Faces ------------------------------------------------------------------------------------------


def test_a_face_taken_back_by_link_is_gone_everywhere_and_the_story_stays(
    client, visit, somchai, malee_person
):
    photo = factories.make_photo(visit, shows="faces", faces=[malee_person])
    factories.agree(malee_person, somchai, "name", "face")
    story = factories.publish(write(visit))
    shown = surfaces(client, story)
    assert str(photo.uuid) in shown[f"/stories/{story.number}/"]
    assert photo_status(client, photo) == 200

    answer = client.post(f"/yours/{malee_person.secret}/withdraw/", {"thing": "face:web"})
    assert answer.status_code == 302
    shown = surfaces(client, story)
    assert [address for address, text in shown.items() if str(photo.uuid) in text] == []
    assert photo_status(client, photo) in (404, 410)
    assert naming(shown) != set()
    assert Story.objects.published().filter(pk=story.pk).exists()
    assert Story.objects.with_cards().get(pk=story.pk).photo is None


def test_a_photo_waits_until_it_is_said_what_it_shows_and_everybody_in_it_agreed(
    client, visit, somchai, thap_thong, malee_person
):
    friend = factories.make_person(thap_thong, "เอื้อน", "ลุง")
    photo = factories.make_photo(visit, shows="faces", faces=[malee_person], places=[friend])
    story = factories.publish(write(visit))
    allowed = RevisionPhoto.objects.published()
    factories.agree(malee_person, somchai, "face")
    assert not allowed.exists()
    factories.agree(friend, somchai, "name", "face")
    assert not allowed.exists()
    factories.agree(friend, somchai, "place")
    assert allowed.get().photo == photo
    factories.agree(friend, somchai, "place", where="book")
    assert list(story.latest_revision.shown_photos.allowed("book")) == []


# Children ---------------------------------------------------------------------------------------


@pytest.fixture
def child(thap_thong):
    return factories.make_person(thap_thong, "ดอกไม้", "น้อง", is_child=True)


def test_a_childs_face_goes_nowhere_before_the_guardians_yes(client, visit, somchai, child):
    photo = factories.make_photo(visit, shows="faces", children=True, faces=[child])
    story = write(visit)
    with pytest.raises(NotYetAgreed):
        factories.ask(story)
    factories.agree(child, somchai, "face")
    factories.publish(story)
    assert photo_status(client, photo) == 200
    people.withdraw(person=child, how="แม่บอก", told_to=somchai)
    assert photo_status(client, photo) in (404, 410)
    assert client.get(f"/stories/{story.number}/").status_code == 200


def test_a_child_agrees_to_nothing_by_link_or_without_a_guardian(somchai, child):
    with pytest.raises(ValidationError):
        people.agree(person=child, what=["name"], where=["web"], how="link")
    with pytest.raises(ValidationError):
        people.agree(
            person=child, what=["name"], where=["web"], how="signed", asked_by=somchai, guardian=" "
        )
    with pytest.raises(DatabaseError, match="guardian"), transaction.atomic():
        PersonConsent.objects.create(
            person=child, what="face", where="web", how="signed", asked_words="?", asked_by=somchai
        )
    assert not PersonConsent.objects.exists()


def test_the_database_publishes_no_childs_face_whatever_the_code_does(visit, somchai, child):
    factories.make_photo(visit, shows="faces", children=True, faces=[child])
    factories.agree(child, somchai, "face")
    story = write(visit)
    question = factories.ask(story)
    people.withdraw(person=child, how="แม่บอก")
    question.answer, question.answered_by, question.how = "yes", "ผู้ใหญ่เอื้อน", "in_person"
    question.witness, question.taken_by, question.answered_at = "ครู", somchai, timezone.now()
    question.save()
    with pytest.raises(DatabaseError, match="guardian"), transaction.atomic():
        Story.objects.filter(pk=story.pk).update(
            state="published",
            published_revision=story.latest_revision,
            published_at=timezone.now(),
        )


# What was agreed to stands ----------------------------------------------------------------------


def test_a_consent_is_written_once_and_never_deleted(somchai, malee_person):
    factories.agree(malee_person, somchai)
    consent = PersonConsent.objects.get()
    wrong = [
        "UPDATE stories_personconsent SET until = current_date",
        "UPDATE stories_personconsent SET what = 'face'",
        "UPDATE stories_personconsent SET witness = 'คนอื่น'",
        "DELETE FROM stories_personconsent",
    ]
    for statement in wrong:
        with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
            connection.cursor().execute(statement)
    people.withdraw(person=malee_person, how="บอกน้องสมชาย", told_to=somchai)
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        connection.cursor().execute("UPDATE stories_personconsent SET withdrawn_at = NULL")
    consent.refresh_from_db()
    assert consent.withdrawn_how == "บอกน้องสมชาย"
