"""What is not public is not there: for a stranger, for another district, for every machine."""

import pytest
from django.test import Client

from stories import photos
from stories.models import Story, Visit
from tests import factories
from tests.stories.posts import story_post, visit_post

SECRET_TITLE = "เรื่องที่ยังไม่มีใครควรเห็น"
SECRET_BODY = "ข้อความลับของหมู่บ้าน"
DRAFT_WORDS = "ร่างลับของสมชาย"


@pytest.fixture
def unpublished(somchai, thap_thong) -> Story:
    """A story with two photos that has not been published, from a visit that has arrived."""
    visit = factories.make_visit(
        somchai, thap_thong, good="จดไว้ว่า" + SECRET_BODY, photos_of=("green", "red")
    )
    return factories.make_story(visit, SECRET_TITLE, body=SECRET_BODY)


@pytest.fixture
def draft(as_somchai, thap_thong) -> Visit:
    """Somchai's draft about บ้านทาบทอง, with a photo."""
    post = visit_post(
        thap_thong,
        action="draft",
        good=DRAFT_WORDS,
        camera=factories.photo_file("blue", size=(400, 300)),
    )
    as_somchai.post("/visits/new/", post)
    return Visit.objects.get(state="draft")


def kept_in_the_village(story):
    question = factories.ask(story)
    factories.publishing.answer_in_person(
        approval=question,
        answer="no",
        answered_by="ผู้ใหญ่เอื้อน",
        witness="ครูสายใจ",
        taken_by=story.scribe,
    )


STATES = {
    "draft": lambda story: None,
    "waiting": lambda story: factories.ask(story),
    "kept": kept_in_the_village,
}


def status(client: Client, address: str, post: dict | None = None) -> int:
    answer = client.get(address) if post is None else client.post(address, post)
    return answer.status_code


def photo_addresses(visit: Visit) -> list[str]:
    return [
        f"/photos/{photo.uuid}/{width}.{kind}"
        for photo in visit.photos.all()
        for width in (320, 640, 1080)
        for kind in ("jpg", "webp")
    ]


PUBLIC_PAGES = [
    "/",
    "/stories/",
    "/stories/?district=8006",
    "/districts/8006/",
    "/villages/",
    "/villages/80060602/",
    "/feed/",
    "/sitemap.xml",
    "/sitemap-stories-0.xml",
    "/robots.txt",
    "/about/",
    "/privacy/",
]


@pytest.mark.parametrize("bring_to", STATES.values(), ids=STATES.keys())
def test_an_unpublished_story_is_nowhere_for_strangers_and_another_district(
    client, as_wichai, as_somchai, unpublished, bring_to
):
    bring_to(unpublished)
    number, visit = unpublished.number, unpublished.visit
    its_pages = [f"/stories/{number}/", f"/stories/{number}/card.png", *photo_addresses(visit)]
    desks = [f"/stories/{number}/desk/", f"/stories/{number}/edit/", f"/visits/{visit.number}/",
             f"/visits/{visit.number}/edit/", f"/visits/{visit.number}/story/"]  # fmt: skip
    deeds = [f"/stories/{number}/ask/", f"/stories/{number}/answer/", f"/stories/{number}/edit/",
             f"/visits/{visit.number}/edit/", f"/visits/{visit.number}/story/",
             f"/visits/{visit.number}/discard/"]  # fmt: skip
    for who in (client, as_wichai):
        assert {address: status(who, address) for address in its_pages} == dict.fromkeys(
            its_pages, 404
        )
    assert {address: status(as_wichai, address) for address in desks} == dict.fromkeys(desks, 404)
    assert {
        address: status(as_wichai, address, story_post()) for address in deeds
    } == dict.fromkeys(deeds, 404)
    for address in desks:
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={address}")
    for address in deeds:
        answer = client.post(address, story_post())
        # A long form hands back what was typed and asks to sign in; the others ask at once.
        assert answer.status_code in (302, 403)
        assert SECRET_TITLE not in answer.content.decode()
        assert SECRET_BODY not in answer.content.decode()
    unpublished.refresh_from_db()
    assert (unpublished.revisions.count(), unpublished.visit.stories.count()) == (1, 1)

    for who in (client, as_wichai, as_somchai):
        for address in PUBLIC_PAGES:
            shown = who.get(address).content.decode()
            for secret in (SECRET_TITLE, SECRET_BODY, f"/stories/{number}/", "/photos/"):
                assert secret not in shown, address
    assert SECRET_TITLE not in as_wichai.get("/me/").content.decode()

    # Somchai, whose story it is, sees it.
    assert {address: status(as_somchai, address) for address in desks} == dict.fromkeys(desks, 200)
    assert SECRET_BODY in as_somchai.get(f"/stories/{number}/desk/").content.decode()
    seen = [address for address in photo_addresses(visit) if "1080" not in address]
    assert {address: status(as_somchai, address) for address in seen} == dict.fromkeys(seen, 200)


def test_the_district_reads_what_has_arrived_and_changes_nothing(as_preeda, unpublished):
    number, visit = unpublished.number, unpublished.visit
    assert status(as_preeda, f"/visits/{visit.number}/") == 200
    assert status(as_preeda, f"/stories/{number}/desk/") == 200
    assert status(as_preeda, f"/photos/{visit.photos.first().uuid}/320.jpg") == 200
    assert status(as_preeda, f"/stories/{number}/edit/") == 404
    assert status(as_preeda, f"/stories/{number}/ask/", {}) == 404
    assert status(as_preeda, f"/visits/{visit.number}/edit/") == 404


def test_whoever_was_along_reads_it_from_another_district(as_wichai, wichai, somchai, thap_thong):
    visit = factories.make_visit(somchai, thap_thong, companions=[wichai], photos_of=("green",))
    story = factories.make_story(visit)
    for address in (f"/visits/{visit.number}/", f"/stories/{story.number}/desk/",
                    f"/photos/{visit.photos.get().uuid}/320.jpg"):  # fmt: skip
        assert status(as_wichai, address) == 200


def test_a_draft_is_its_authors_alone(
    client, as_somchai, as_preeda, as_wichai, as_kanya, draft, thap_thong
):
    address = f"/visits/{draft.number}/"
    photo = f"/photos/{draft.photos.get().uuid}/320.jpg"
    others = (as_preeda, as_wichai, as_kanya)
    for who in others:
        assert [status(who, each) for each in (address, f"{address}edit/", f"{address}story/")] == [
            404
        ] * 3
        assert status(who, f"{address}edit/", visit_post(thap_thong)) == 404
        assert status(who, f"{address}discard/", {}) == 404
        assert status(who, photo) == 404
        assert DRAFT_WORDS not in who.get("/me/").content.decode()
    assert status(client, photo) == 404
    for who in (client, *others):
        for page in PUBLIC_PAGES:
            assert DRAFT_WORDS not in who.get(page).content.decode()
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert as_somchai.get(address)["Location"] == f"{address}edit/"
    assert status(as_somchai, photo) == 200
    assert DRAFT_WORDS in as_somchai.get("/me/").content.decode()


def test_a_visit_is_read_in_its_district_and_by_the_coordinator_and_not_next_door(
    client, as_somchai, as_preeda, as_kanya, as_wichai, somchai, thap_thong
):
    visit = factories.make_visit(somchai, thap_thong)
    address = f"/visits/{visit.number}/"
    assert [status(who, address) for who in (as_somchai, as_preeda, as_kanya, as_wichai)] == [
        200,
        200,
        200,
        404,
    ]
    assert status(client, address) == 302


def test_a_transferred_officer_keeps_what_he_wrote_and_sees_no_more_of_the_district(
    as_somchai, somchai, preeda, thap_thong
):
    own = factories.make_visit(somchai, thap_thong)
    others = factories.make_visit(preeda, thap_thong)
    assert status(as_somchai, f"/visits/{others.number}/") == 200
    somchai.postings.update(ends=factories.days_ago(1))
    assert status(as_somchai, f"/visits/{others.number}/") == 404
    assert status(as_somchai, f"/visits/{own.number}/edit/") == 200


def test_a_photo_that_the_published_story_does_not_show_stays_private(
    client, as_wichai, as_somchai, somchai, thap_thong
):
    visit = factories.make_visit(somchai, thap_thong, photos_of=("green",))
    story = factories.publish(factories.make_story(visit))
    later = factories.make_photo(visit, "red")
    shown = story.published_revision.shown_photos.get().photo
    for who in (client, as_wichai):
        assert status(who, shown.url(320)) == 200
        assert status(who, later.url(320)) == 404
    assert status(as_somchai, later.url(320)) == 200


def test_a_photo_of_a_newer_text_that_waits_is_not_public_yet(client, somchai, thap_thong):
    visit = factories.make_visit(somchai, thap_thong, photos_of=("green",))
    story = factories.publish(factories.make_story(visit))
    new = factories.make_photo(visit, "red")
    old = visit.photos.first()
    newer = factories.Written("ใหม่", "ใหม่", [("ป้า", "มาลี")], photos=[(new, "", "")])
    factories.publishing.revise(story=story, written=newer, by=somchai, seen=1)
    factories.ask(story)
    assert [status(client, photo.url(320)) for photo in (old, new)] == [200, 404]
    factories.publishing.answer_in_person(
        approval=story.approvals.open().get(),
        answer="yes",
        answered_by="ผู้ใหญ่เอื้อน",
        witness="ครูสายใจ",
        taken_by=somchai,
    )
    assert [status(client, photo.url(320)) for photo in (old, new)] == [410, 200]


def test_numbers_that_nothing_has_are_not_found(client, as_somchai):
    for address in ("/stories/999999/", "/stories/0/", f"/stories/{'9' * 30}/", "/stories/x/",
                    "/stories/999999/card.png", "/photos/x/320.jpg",
                    "/photos/00000000-0000-0000-0000-000000000000/320.jpg"):  # fmt: skip
        assert status(client, address) == 404
    for address in ("/visits/999999/", f"/visits/{'9' * 30}/", "/stories/999999/desk/",
                    "/visits/999999/edit/", "/visits/999999/story/"):  # fmt: skip
        assert status(as_somchai, address) == 404


def test_what_a_stranger_may_not_see_looks_like_what_is_not_there(client, unpublished):
    there = client.get(f"/stories/{unpublished.number}/")
    assert there.content == client.get("/stories/999999/").content


def test_a_photo_taken_out_is_not_even_its_authors(as_somchai, unpublished):
    photo = unpublished.visit.photos.first()
    photos.take_out(photo)
    assert status(as_somchai, photo.url(320)) == 404
