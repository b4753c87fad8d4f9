"""Ways in that were tried on the finished site, each closed; one test a way."""

import pytest

from kmnet.thai.text import small_number
from stories import publishing, visits
from stories.models import Promise, Story, Submission, Visit
from tests import factories
from tests.conftest import signed_in
from tests.stories.posts import story_post, tellers, visit_post
from villages import keepers
from villages.models import Aspect


def page(response) -> str:
    return response.content.decode()


# What the village did not agree to


def test_having_been_to_a_village_once_hands_out_no_keepers_link(
    wichai, as_wichai, as_preeda, thap_thong, malee
):
    story = factories.make_story(factories.make_visit(wichai, thap_thong))
    factories.ask(story)
    secret = malee.links.get().secret
    desk = as_wichai.get(f"/stories/{story.number}/desk/")
    assert (desk.status_code, secret in page(desk)) == (200, False)
    assert "หมู่บ้านตอบต่อหน้าแล้ว จดคำตอบ" in page(desk)
    assert secret in page(as_preeda.get(f"/stories/{story.number}/desk/"))


def edited(as_somchai, story: Story, **change) -> None:
    """The scribe changes one thing in a story and nothing else."""
    post = story_post(
        title=story.title,
        body=story.published_revision.body,
        seen="1",
        **tellers(("ป้า", "มาลี ใจเย็น")),
        **change,
    )
    as_somchai.post(f"/stories/{story.number}/edit/", post)


def test_another_licence_is_asked_about_like_another_word(client, as_somchai, somchai, thap_thong):
    story = factories.make_published(somchai, thap_thong)
    before = page(client.get(f"/stories/{story.number}/"))
    edited(as_somchai, story, licence="CC BY-NC-ND 4.0")
    assert story.revisions.count() == 2
    assert page(client.get(f"/stories/{story.number}/")) == before
    factories.publish(Story.objects.get())
    assert page(client.get(f"/stories/{story.number}/")) != before


def test_another_shelf_is_no_other_word_and_nobody_is_asked_again(
    client, as_somchai, somchai, thap_thong
):
    story = factories.make_published(somchai, thap_thong)
    edited(as_somchai, story, aspects=[str(Aspect.objects.get(slug="food").pk)])
    assert story.revisions.count() == 2
    assert "/stories/?aspect=food" in page(client.get(f"/stories/{story.number}/"))
    assert story.approvals.count() == 1


def test_the_keeper_reads_how_others_may_tell_it_on(client, somchai, thap_thong, malee):
    factories.ask(factories.make_story(factories.make_visit(somchai, thap_thong)))
    assert "CC BY-SA 4.0" in page(client.get(f"/keeper/{malee.links.get().secret}/"))


def test_a_village_without_a_keeper_takes_its_story_back_face_to_face(
    client, as_somchai, somchai, thap_thong
):
    story = factories.make_published(somchai, thap_thong)
    address = f"/stories/{story.number}/take-back/"
    refused = as_somchai.post(address, {"back-answered_by": "ผู้ใหญ่เอื้อน", "back-words": "ขอคืน"})
    assert "ยังไม่ได้ใส่ชื่อพยาน" in page(refused)
    assert "ขอคืน" in page(refused)
    assert client.get(f"/stories/{story.number}/").status_code == 200
    post = {"back-answered_by": "ผู้ใหญ่เอื้อน", "back-witness": "ครูสายใจ"}
    assert as_somchai.post(address, post)["Location"] == f"/stories/{story.number}/desk/"
    assert client.get(f"/stories/{story.number}/").status_code == 410
    answer = story.approvals.last()
    assert (answer.answer, answer.how, answer.witness, answer.taken_by) == (
        "take_back",
        "in_person",
        "ครูสายใจ",
        somchai,
    )


def test_a_stranger_to_the_village_takes_nothing_back(client, as_wichai, somchai, thap_thong):
    story = factories.make_published(somchai, thap_thong)
    post = {"back-answered_by": "ก", "back-witness": "ข"}
    assert as_wichai.post(f"/stories/{story.number}/take-back/", post).status_code == 404
    assert client.get(f"/stories/{story.number}/").status_code == 200


def test_the_feed_never_says_unchanged_by_its_date_alone(client, somchai, thap_thong, malee):
    story = factories.make_published(somchai, thap_thong)
    first = client.get("/feed/")
    publishing.take_back(story=story, link=malee.links.get())
    for date in (first["Last-Modified"], "Wed, 01 Jan 2098 00:00:00 GMT"):
        later = client.get("/feed/", headers={"If-Modified-Since": date})
        assert (later.status_code, story.title in page(later)) == (200, False)


def test_a_cache_keeps_a_public_page_for_a_minute_and_no_longer(client, somchai, thap_thong):
    story = factories.make_published(somchai, thap_thong)
    for address in ("/", "/stories/", f"/stories/{story.number}/", "/feed/"):
        rule = set(client.get(address)["Cache-Control"].split(", "))
        assert rule == {"public", "max-age=60"}, address


@pytest.mark.parametrize(
    "field", ["title", "body", "tellers-0-name", "tellers-0-called", "photo-caption", "photo-alt"]
)
def test_a_telephone_number_is_refused_wherever_others_would_read_it(
    as_somchai, somchai, thap_thong, field
):
    visit = factories.make_visit(somchai, thap_thong, photos_of=("green",))
    photo = visit.photos.get()
    name = field.replace("photo-", f"photo-{photo.pk}-")
    post = story_post(**{f"photo-{photo.pk}-show": "on", name: "มาลี 081 234 5678"})
    answer = as_somchai.post(f"/visits/{visit.number}/story/", post)
    assert "มีเบอร์โทรอยู่ในข้อความ" in page(answer)
    assert not Story.objects.exists()


def test_a_village_with_nothing_published_names_no_keeper(client, malee, thap_thong, somchai):
    assert "มาลี" not in page(client.get(f"/villages/{thap_thong.code}/"))
    factories.make_published(somchai, thap_thong)
    assert "มาลี ใจเย็น" in page(client.get(f"/villages/{thap_thong.code}/"))


# Words and visits


def test_a_long_promise_is_kept_whole(as_somchai, thap_thong):
    long = "เราจะมาช่วยดูแลแปลงผัก" * 40
    answer = as_somchai.post("/visits/new/", visit_post(thap_thong, promises=long, changes=long))
    visit = Visit.objects.get()
    assert (answer["Location"], visit.state) == (f"/visits/{visit.number}/", "kept")
    assert Promise.objects.get().words == visit.changes.get().words == long


def test_too_many_photos_cost_no_words(as_somchai, thap_thong):
    files = [factories.photo_file(size=(40 + each, 30)) for each in range(25)]
    answer = as_somchai.post("/visits/new/", visit_post(thap_thong, gallery=files, good="คำที่ต้องอยู่"))
    assert page(answer).count("ใส่ได้ 10 รูปต่อครั้ง") == 15
    draft = Visit.objects.get()
    assert (draft.photos.count(), draft.typed["good"]) == (10, ["คำที่ต้องอยู่"])


def test_an_error_in_between_gives_nobody_leave_to_write_over_a_friend(
    as_somchai, somchai, thap_thong
):
    visit = factories.make_visit(somchai, thap_thong)
    address = f"/visits/{visit.number}/edit/"
    opened = as_somchai.get(address).context["seen"]
    friend = {"seen": opened, "good": "ของเพื่อน", "promises": "จะพาหมอมา"}
    as_somchai.post(address, visit_post(thap_thong, **friend))
    mine = {"seen": opened, "good": "ของฉัน", "day_day": ""}
    wrong = as_somchai.post(address, visit_post(thap_thong, **mine))
    kept_number = wrong.context["seen"]
    again = as_somchai.post(address, visit_post(thap_thong, seen=kept_number, good="ของฉัน"))
    assert "มีคนแก้การลงพื้นที่นี้ไปก่อนแล้ว" in page(again)
    visit.refresh_from_db()
    assert (visit.good, Promise.objects.get().words) == ("ของเพื่อน", "จะพาหมอมา")
    meant = visit_post(thap_thong, seen=again.context["seen"], good="ของฉัน")
    assert as_somchai.post(address, meant).status_code == 302


def test_an_older_page_of_a_draft_sets_the_newer_words_aside(as_somchai, thap_thong):
    first = visit_post(thap_thong, good="สั้นๆ", action="photos")
    as_somchai.post("/visits/new/", first)
    draft = Visit.objects.get()
    base = visits.fingerprint(draft.typed)
    longer = {**first, "good": "ยาวและดีกว่ามาก", "base": base, "action": "draft"}
    as_somchai.post(f"/visits/{draft.number}/edit/", longer)
    assert not Submission.objects.exists()
    as_somchai.post("/visits/new/", {**first, "action": "keep"})
    assert Visit.objects.get().good == "สั้นๆ"
    aside = visits.set_aside(draft).get()
    assert aside.typed["good"] == ["ยาวและดีกว่ามาก"]
    assert "ยาวและดีกว่ามาก" in page(as_somchai.get(f"/visits/{draft.number}/"))


def test_a_draft_thrown_away_in_another_window_costs_no_words_here(as_somchai, thap_thong):
    post = visit_post(thap_thong, good="ยังเล่าต่ออยู่", action="draft")
    as_somchai.post("/visits/new/", post)
    number = Visit.objects.get().number
    as_somchai.post(f"/visits/{number}/discard/")
    assert not Visit.objects.exists()
    answer = as_somchai.post(f"/visits/{number}/edit/", {**post, "action": "keep"})
    assert answer.status_code == 302
    assert Visit.objects.get().good == "ยังเล่าต่ออยู่"


def test_a_keeper_whose_link_was_renewed_meanwhile_gets_her_words_back(
    client, somchai, thap_thong, malee, kanya
):
    question = factories.ask(factories.make_story(factories.make_visit(somchai, thap_thong)))
    secret = malee.links.get().secret
    keepers.renew_link(stewardship=malee, by=kanya)
    post = {f"q{question.pk}-answer": "change", f"q{question.pk}-words": "แก้ชื่อกลุ่มด้วย"}
    answer = client.post(f"/keeper/{secret}/answers/{question.pk}/", post)
    assert (answer.status_code, "แก้ชื่อกลุ่มด้วย" in page(answer)) == (404, True)
    assert Story.objects.get().state == "waiting"


def test_a_keepers_last_day_to_come_leaves_the_link_open_until_then(malee):
    keepers.release(stewardship=malee, on=factories.days_ago(-30))
    assert keepers.open_link(malee.links.get().secret).stewardship == malee


# Numbers nobody has


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("๑๒", 12), ("", 0), ("-1", 0), ("²", 0), ("9" * 19, 0), ("9" * 5000, 0)],
)
def test_a_small_number_or_none(text, number):
    assert small_number(text) == number


def test_five_thousand_digits_break_nothing(client, as_somchai, somchai, thap_thong):
    many = "9" * 5000
    visit = factories.make_visit(somchai, thap_thong)
    story = factories.make_story(visit)
    factories.ask(story)
    assert client.get(f"/stories/?year={many}").status_code == 404
    assert client.get(f"/stories/?before={many}").status_code == 404
    hostile = ("day_day", "day_month", "day_year", "companions", "met-TOTAL_FORMS", "seen")
    for name in hostile:
        post = visit_post(thap_thong, **{"seen": "0", name: many})
        assert as_somchai.post(f"/visits/{visit.number}/edit/", post).status_code in (200, 302)
    post = story_post(**{"tellers-TOTAL_FORMS": many, "action": "more_tellers"})
    assert as_somchai.post(f"/visits/{visit.number}/story/", post).status_code == 200
    answered = as_somchai.post(f"/stories/{story.number}/answer/", {"question": many})
    assert answered.status_code == 200
    assert signed_in(somchai).get("/me/").status_code == 200
