"""The keeper's page: a secret link on an old phone, no account, three answers."""

import datetime

import pytest
from django.utils import timezone

from stories import photos, publishing
from stories.models import Story, VillageApproval
from tests import factories
from villages import keepers
from villages.models import KeeperLink

CLOSED = "ลิงก์นี้ใช้ไม่ได้"


@pytest.fixture
def story(somchai, thap_thong) -> Story:
    visit = factories.make_visit(somchai, thap_thong, photos_of=("green",))
    return factories.make_story(visit, "เครื่องแกงของป้า")


@pytest.fixture
def question(story) -> VillageApproval:
    return factories.ask(story)


@pytest.fixture
def link(malee) -> KeeperLink:
    return malee.links.get()


def page(answer) -> str:
    return answer.content.decode()


def answer(client, link, question, word, **more):
    fields = {f"q{question.pk}-answer": word}
    fields |= {f"q{question.pk}-{name}": value for name, value in more.items()}
    return client.post(f"/keeper/{link.secret}/answers/{question.pk}/", fields)


def state(story) -> str:
    return Story.objects.get(pk=story.pk).state


def test_the_keeper_reads_the_whole_text_with_its_teller_scribe_and_photo(client, link, question):
    opened = client.get(f"/keeper/{link.secret}/")
    shown = page(opened)
    assert opened.status_code == 200
    for words in ("สวัสดี ป้ามาลี ใจเย็น", "เครื่องแกงของป้า", "ป้าตำเครื่องแกง", "ผู้เล่า ป้ามาลี ใจเย็น",
                  "ผู้บันทึก (คุณลิขิต) น้องสมชาย ใจดี", "รูปสี green"):  # fmt: skip
        assert words in shown


def test_the_secret_address_is_given_away_to_nobody(client, link, question):
    for opened in (client.get(f"/keeper/{link.secret}/"), client.get("/keeper/wrong/")):
        assert opened["Referrer-Policy"] == "same-origin"
        assert opened["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in opened["Cache-Control"]


def test_yes_publishes_and_thanks(client, link, question, story):
    done = answer(client, link, question, "yes")
    assert (done.status_code, done["Location"]) == (
        302,
        f"/keeper/{link.secret}/thanks/{question.pk}/",
    )
    thanks = page(client.get(done["Location"]))
    assert "เผยแพร่แล้ว ขอบคุณ" in thanks
    assert client.get(f"/stories/{story.number}/").status_code == 200


def test_change_this_goes_back_to_the_scribe_with_the_words(
    client, as_somchai, link, question, story
):
    answer(client, link, question, "change", words="ชื่อลุงผิด ลุงชื่อเอื้อน")
    assert state(story) == "draft"
    mine = page(as_somchai.get("/me/"))
    assert "หมู่บ้านขอแก้" in mine
    assert "ชื่อลุงผิด ลุงชื่อเอื้อน" in mine
    assert "ชื่อลุงผิด ลุงชื่อเอื้อน" in page(as_somchai.get(f"/stories/{story.number}/desk/"))
    assert client.get(f"/stories/{story.number}/").status_code == 404


def test_no_keeps_it_in_the_village(client, link, question, story):
    done = answer(client, link, question, "no", words="ยังไม่อยากให้ใครอ่าน")
    assert "เก็บไว้ในหมู่บ้านแล้ว" in page(client.get(done["Location"]))
    assert state(story) == "kept"
    assert client.get(f"/stories/{story.number}/").status_code == 404


def test_change_without_words_asks_what_to_change(client, link, question, story):
    done = answer(client, link, question, "change", words=" ")
    assert done.status_code == 200
    assert "ยังไม่ได้บอกว่าอยากให้แก้ตรงไหน" in page(done)
    assert f'href="#id_q{question.pk}-words"' in page(done)
    assert state(story) == "waiting"


def test_no_button_pressed_asks_for_an_answer_and_keeps_the_words(client, link, question, story):
    done = answer(client, link, question, "", words="ป้าพิมพ์ไว้ยาวมาก")
    assert done.status_code == 200
    assert "ป้าพิมพ์ไว้ยาวมาก</textarea>" in page(done)
    assert state(story) == "waiting"


def test_an_answer_that_came_second_sees_the_first_and_keeps_the_words(
    client, link, question, story, kanya, thap_thong
):
    other = factories.make_keeper(thap_thong, by=kanya, name="เอื้อน ทองดี", called="ผู้ใหญ่")
    answer(client, other.links.get(), question, "no")
    done = answer(client, link, question, "change", words="คำที่ห้ามหาย")
    assert done.status_code == 200
    assert "ผู้ใหญ่เอื้อน ทองดีตอบเรื่องนี้ไปแล้วว่า “เก็บไว้ในหมู่บ้าน”" in page(done)
    assert "คำที่ห้ามหาย</textarea>" in page(done)
    assert state(story) == "kept"


def test_an_answer_to_a_text_that_was_changed_meanwhile_is_not_taken(
    client, link, question, story, somchai
):
    newer = factories.Written("ชื่อใหม่", "ข้อความใหม่", [("ป้า", "มาลี")])
    publishing.revise(story=story, written=newer, by=somchai, seen=1)
    factories.ask(story)
    done = answer(client, link, question, "yes")
    assert done.status_code == 200
    assert "คนเขียนเพิ่งแก้เรื่องนี้" in page(done)
    assert "ข้อความใหม่" in page(done)
    assert state(story) == "waiting"


def test_a_keeper_sees_answers_and_takes_back_only_her_own_villages_stories(
    client, question, story, khlong_noi, kanya
):
    stranger = factories.make_keeper(khlong_noi, by=kanya, name="คนอื่น").links.get()
    assert "เครื่องแกงของป้า" not in page(client.get(f"/keeper/{stranger.secret}/"))
    assert answer(client, stranger, question, "yes").status_code == 404
    assert state(story) == "waiting"
    factories.publishing.answer_in_person(
        approval=question,
        answer="yes",
        answered_by="ผู้ใหญ่เอื้อน",
        witness="ครูสายใจ",
        taken_by=story.scribe,
    )
    address = f"/keeper/{stranger.secret}/take-back/{story.number}/"
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404
    assert client.get(f"/keeper/{stranger.secret}/thanks/{question.pk}/").status_code == 404
    assert state(story) == "published"


def test_taking_back_asks_once_more_and_then_is_done(client, link, somchai, thap_thong):
    story = factories.make_published(somchai, thap_thong, title="เรื่องที่จะขอคืน")
    address = f"/keeper/{link.secret}/take-back/{story.number}/"
    assert f'href="{address}"' in page(client.get(f"/keeper/{link.secret}/"))
    assert "เรื่องที่จะขอคืน" in page(client.get(address))
    assert state(story) == "published"
    done = client.post(address, {"words": "ขอเก็บไว้ก่อน"})
    assert (done.status_code, done["Location"]) == (302, f"/keeper/{link.secret}/")
    assert client.get(f"/stories/{story.number}/").status_code == 410
    # Pressed once more, from a page that was still open.
    again = client.post(address)
    assert (again.status_code, again["Location"]) == (302, f"/keeper/{link.secret}/")
    assert story.approvals.filter(answer="take_back").count() == 1


def test_a_story_never_published_has_nothing_to_take_back(client, link, question, story):
    assert client.get(f"/keeper/{link.secret}/take-back/{story.number}/").status_code == 404


def revoked(link):
    KeeperLink.objects.update(revoked_at=timezone.now())
    return link.secret


def renewed(link):
    keepers.renew_link(stewardship=link.stewardship, by=link.made_by)
    return link.secret


def ended(link):
    keepers.release(stewardship=link.stewardship)
    return link.secret


def not_begun(link):
    link.stewardship.since = timezone.localdate() + datetime.timedelta(days=1)
    link.stewardship.save()
    return link.secret


@pytest.mark.parametrize(
    "spoil",
    [revoked, renewed, ended, not_begun, lambda link: link.nonce, lambda link: link.secret + "x"],
    ids=["revoked", "renewed", "ended", "not begun", "nonce alone", "one letter more"],
)
def test_a_link_that_does_not_open_says_the_same_kind_words_and_does_nothing(
    client, link, question, story, spoil
):
    secret = spoil(link)
    wrong = client.get("/keeper/never-was-one/")
    assert wrong.status_code == 404
    assert CLOSED in page(wrong)
    addresses = [
        "",
        f"answers/{question.pk}/",
        f"thanks/{question.pk}/",
        f"take-back/{story.number}/",
    ]
    for address in addresses:
        for send in (client.get, client.post):
            refused = send(f"/keeper/{secret}/{address}", {f"q{question.pk}-answer": "yes"})
            assert refused.status_code == 404
            assert page(refused) == page(wrong)
    assert state(story) == "waiting"


def test_looking_changes_nothing(client, link, question, story):
    # The error page of an answer lives at this address: opened again, it leads back to the page.
    again = client.get(f"/keeper/{link.secret}/answers/{question.pk}/")
    assert (again.status_code, again["Location"]) == (302, f"/keeper/{link.secret}/")
    assert client.post(f"/keeper/{link.secret}/").status_code == 405
    assert state(story) == "waiting"


def test_photos_of_a_text_that_waits_are_seen_by_its_keeper_and_nobody_else(
    client, link, question, story, khlong_noi, kanya
):
    """The keeper decides about the photos as well, and has nothing but the link."""
    shown = page(client.get(f"/keeper/{link.secret}/"))
    photo, other = story.visit.photos.get(), factories.make_photo(story.visit, "red")
    (source,) = [part for part in shown.split('"') if part.endswith("/640.jpg")]
    answer = client.get(source)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer["Cache-Control"] == "private, no-store"
    stranger = factories.make_keeper(khlong_noi, by=kanya, name="คนอื่น").links.get()
    for address in (
        photo.url(640),
        source.replace(link.secret, stranger.secret),
        source.replace(link.secret, link.nonce),
        source.replace(str(photo.uuid), str(other.uuid)),
        source.replace("640.jpg", "641.jpg"),
    ):
        assert client.get(address).status_code == 404
    revoked(link)
    assert client.get(source).status_code == 404


def test_a_photo_taken_out_is_gone_from_the_keepers_page_too(client, link, question, story):
    photo = story.visit.photos.get()
    source = f"/keeper/{link.secret}/photos/{photo.uuid}/320.jpg"
    assert client.get(source).status_code == 200
    photos.take_out(photo)
    assert client.get(source).status_code == 404
    assert str(photo.uuid) not in page(client.get(f"/keeper/{link.secret}/"))
