"""ขอให้ถอน: anybody asks, it is gone from everywhere at once, a reason decides, another looks again."""

import threading
import time

import pytest
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client

from members import postings
from stories import photos, publishing, takedowns
from stories.models import (
    Person,
    Photo,
    Printing,
    Story,
    TakeDown,
    TakeDownDecision,
    VillageApproval,
)
from tests import factories
from tests.conftest import signed_in
from villages import keepers
from villages.models import District

TITLE, BODY = "ป้ามาลีตำเครื่องแกง", "ป้ามาลีตำเครื่องแกงทุกเช้า แล้วแจกเพื่อนบ้าน"


@pytest.fixture
def story(somchai, thap_thong) -> Story:
    """Published with two photos; its teller, named in title and text, agreed to be named."""
    return factories.make_published(
        somchai, thap_thong, TITLE, body=BODY, photos_of=("green", "red")
    )


@pytest.fixture
def link(malee):
    return malee.links.get()


@pytest.fixture
def suda(places):
    """The other coordinator of the province."""
    return factories.make_coordinator("suda@kmnet.example", "สุดา มองกว้าง", "ป้า")


@pytest.fixture
def nuan(places):
    """The coordinator of เชียรใหญ่."""
    return factories.make_coordinator("nuan@kmnet.example", "นวล ใกล้ชิด", "น้า", "8006")


def words(answer) -> str:
    return answer.content.decode()


def stamp(seconds_ago: int = 60) -> str:
    """The page's own stamp, made at another moment."""

    class Stamp(signing.TimestampSigner):
        def timestamp(self) -> str:
            return signing.b62_encode(then)

    then = int(time.time()) - seconds_ago
    return Stamp(salt="stories.withdraw").sign(str(then))


def press(client, story, which="story", **more):
    """The form as a villager sends it, a minute after opening it."""
    typed = {"which": which, "said_by": "ลูกสาวป้ามาลี", "words": "แม่ไม่สบายใจ", "contact": "ร้านหน้าวัด",
             "website": "", "opened": stamp()}  # fmt: skip
    return client.post(f"/stories/{story.number}/withdraw/", typed | more)


def ask(story, what="story", **more) -> TakeDown:
    return takedowns.ask(story=story, what=what, **({"said_by": "ลูกสาวป้ามาลี"} | more))


def fresh(story) -> Story:
    return Story.objects.get(pk=story.pk)


def green(story) -> Photo:
    return story.visit.photos.order_by("pk")[0]


def teller(story) -> Person:
    return story.published_revision.tellers.get().person


# The matrix: every way of taking down, over every place where it could still be seen ------------


def lists(story) -> list[str]:
    code = story.village_id
    return ["/", "/stories/", f"/districts/{code[:4]}/", f"/villages/{code}/", "/feed/",
            f"/districts/{code[:4]}/feed/", f"/villages/{code}/feed/", "/sitemap-stories-0.xml",
            f"/stories/?district={code[:4]}"]  # fmt: skip


def seen(story, *places: str) -> dict[str, str]:
    """Place → what a stranger gets there: what of the story is seen, else a status.

    Without `places`, everywhere; that is dear, so the tests of one place name it.
    """
    client, found = Client(), {}
    photos_of = dict(zip(("green", "red"), story.visit.photos.order_by("pk"), strict=True))
    signs = {"title": story.published_revision.title, "address": f"/stories/{story.number}/"}
    signs |= {colour: str(photo.uuid) for colour, photo in photos_of.items()}
    for place in places or [*lists(story), "page", "card", "green", "red"]:
        if place == "page":
            page = client.get(f"/stories/{story.number}/")
            own = [name for name in ("title", "green", "red") if signs[name] in words(page)]
            found[place] = f"{page.status_code} {' '.join(own)}".strip()
        elif place == "card":
            found[place] = str(client.get(f"/stories/{story.number}/card.png").status_code)
        elif place in photos_of:
            found[place] = str(client.get(photos_of[place].url(320)).status_code)
        else:
            page = words(client.get(place))
            found[place] = " ".join(name for name, sign in signs.items() if sign in page)
    return found


LISTED = {
    "/": "title address green",
    "/stories/": "title address green",
    "/feed/": "title address",
    "/districts/8006/feed/": "title address",
    "/villages/80060602/feed/": "title address",
    "/sitemap-stories-0.xml": "address",
    "page": "200 title green red",
    "card": "200",
    "green": "200",
    "red": "200",
}


def by_keeper(story, link, kanya):
    publishing.take_back(story=story, link=link)


def in_person(story, link, kanya):
    publishing.take_back_in_person(
        story=story, answered_by="ผู้ใหญ่เอื้อน", witness="ครูสายใจ", taken_by=kanya
    )


def on_request(story, link, kanya):
    press(Client(), story)


def told_to_a_partner(story, link, kanya):
    press(signed_in(kanya), story)


def decided_by_link(story, link, kanya):
    takedowns.decide_by_link(ask(story), link, "stays_out", "หมู่บ้านคุยกันแล้ว")


def decided_at_the_desk(story, link, kanya):
    takedowns.decide(takedown=ask(story), by=kanya, answer="stays_out", words="ฟังเขาแล้ว")


@pytest.mark.parametrize(
    "take_down", [in_person, told_to_a_partner, decided_by_link, decided_at_the_desk]
)
def test_a_whole_story_is_gone_at_once_whoever_takes_it_down(story, link, kanya, take_down):
    assert seen(story, "page", "green") == {"page": "200 title green red", "green": "200"}
    take_down(fresh(story), link, kanya)
    assert seen(story, "page", "green") == {"page": "410", "green": "410"}


@pytest.mark.parametrize("take_down", [by_keeper, on_request], ids=["taken back", "hidden"])
def test_a_whole_story_is_gone_from_everywhere_at_once(story, link, kanya, take_down, client):
    assert seen(story, *LISTED) == LISTED
    tag = client.get(f"/stories/{story.number}/")["ETag"]
    take_down(fresh(story), link, kanya)
    after = seen(story)
    assert after == {
        **dict.fromkeys(lists(story), ""),
        "page": "410",
        "card": "410",
        "green": "410",
        "red": "410",
    }
    # Also for a phone that kept the page and asks only whether it has changed.
    gone = client.get(f"/stories/{story.number}/", headers={"If-None-Match": tag})
    assert (gone.status_code, gone["Cache-Control"]) == (410, "no-store")
    assert "og:" not in words(gone)
    assert "no-store" in client.get(green(story).url(320))["Cache-Control"]


def photo_on_request(story, link, kanya):
    press(Client(), story, f"photo {green(story).uuid}")


def photo_decided(story, link, kanya):
    takedown = ask(story, "photo", photo=green(story))
    takedowns.decide_by_link(takedown, link, "stays_out", "เจ้าของบ้านขอ")


def photo_taken_out(story, link, kanya):
    photos.take_out(green(story))


@pytest.mark.parametrize("take_down", [photo_decided, photo_taken_out])
def test_a_photo_is_gone_whoever_takes_it_down(story, link, kanya, take_down, as_somchai):
    take_down(fresh(story), link, kanya)
    assert seen(story, "page", "green") == {"page": "200 title red", "green": "410"}
    assert as_somchai.get(green(story).url(320)).status_code == 410


def test_a_photo_is_gone_from_everywhere_and_the_story_stays(story, link, kanya, as_somchai):
    before = Client().get(f"/stories/{story.number}/")
    photo_on_request(fresh(story), link, kanya)
    after = seen(story)
    assert not [at for at in lists(story) if "green" in after[at]]
    assert (after["page"], after["green"], after["red"]) == ("200 title red", "410", "200")
    assert after["/"] == "title address red"
    page = Client().get(f"/stories/{story.number}/", headers={"If-None-Match": before["ETag"]})
    assert (page.status_code, page["Cache-Control"]) == (200, "public, max-age=60")
    # The card's address changed with its picture: apps that keep it by address fetch it anew.
    assert og(before, "image") != og(page, "image")
    # Those who work on the story still see what they talk about.
    assert as_somchai.get(green(story).url(320)).status_code == 200


def og(page, name: str) -> str:
    return words(page).partition(f'og:{name}" content="')[2].partition('"')[0]


NAME = "name ป้ามาลี ใจเย็น"


def withdrawn_names(story) -> set[tuple]:
    """(where, how it was withdrawn, whom it was told) of the teller's consents to be named."""
    rows = teller(story).consents.filter(what="name").select_related("withdrawn_by")
    return {(row.where, row.withdrawn_how, row.withdrawn_by) for row in rows}


STAND = {("web", "", None), ("book", "", None)}


def test_a_name_told_to_a_partner_loses_its_leave_everywhere(story, wichai, kanya, somchai):
    factories.agree(teller(story), somchai, where="book")
    press(signed_in(wichai), story, NAME)
    ended = ("ขอถอนที่หน้าเรื่อง", wichai)
    assert withdrawn_names(story) == {("web", *ended), ("book", *ended)}
    decide(TakeDown.objects.get(), kanya)
    assert seen(story, "page")["page"] == "200 green red"
    factories.agree(teller(story), somchai)
    assert seen(story, "page")["page"] == "200 title green red"


def test_a_name_anybody_asked_about_hides_and_comes_back_as_it_was(story, kanya, somchai):
    factories.agree(teller(story), somchai, where="book")
    press(Client(), story, NAME)
    assert (seen(story, "page")["page"], withdrawn_names(story)) == ("200 green red", STAND)
    assert list(Person.objects.unnamed("book").filter(pk=teller(story).pk)) == [teller(story)]
    ask(story, "name", person=teller(story), said_by="อีกคน")
    one, other = TakeDown.objects.order_by("pk")
    decide(one, kanya)
    assert seen(story, "page")["page"] == "200 green red"
    decide(other, kanya)
    assert (seen(story, "page")["page"], withdrawn_names(story)) == ("200 title green red", STAND)
    assert list(Person.objects.named("book").filter(pk=teller(story).pk)) == [teller(story)]


def test_a_name_decided_to_stay_out_comes_back_only_with_the_persons_own_word(
    story, kanya, somchai
):
    decide(ask(story, "name", person=teller(story)), kanya, "stays_out")
    assert withdrawn_names(story) == {("web", "ขอถอนที่หน้าเรื่อง", kanya)}
    assert seen(story, "page")["page"] == "200 green red"
    factories.agree(teller(story), somchai)
    assert seen(story, "page")["page"] == "200 title green red"


def test_what_the_person_says_after_the_request_counts_more_than_the_request(story, somchai):
    ask(story, "name", person=teller(story))
    factories.agree(teller(story), somchai)
    assert seen(story, "page")["page"] == "200 title green red"
    ask(story, "name", person=teller(story), said_by="อีกคน")
    assert seen(story, "page")["page"] == "200 green red"


def test_a_name_is_gone_from_everywhere_and_the_story_stays(story, client):
    before = client.get(f"/stories/{story.number}/")
    press(client, story, NAME)
    page = client.get(f"/stories/{story.number}/", headers={"If-None-Match": before["ETag"]})
    for address in [*lists(story), f"/stories/{story.number}/"]:
        assert "มาลี" not in words(client.get(address)), address
    assert "ชาวบ้านตำเครื่องแกงทุกเช้า แล้วแจกเพื่อนบ้าน" in words(page)
    assert og(page, "title") == "ชาวบ้านตำเครื่องแกง"
    assert og(before, "image") != og(page, "image")
    assert client.get(f"/stories/{story.number}/card.png").status_code == 200


# The form ---------------------------------------------------------------------------------------


def test_the_page_offers_everything_that_is_shown_and_nothing_else(client, story, somchai):
    silent = factories.make_person(story.village, "เงียบ ไม่ออกชื่อ", "ลุง")
    photos.take_out(story.visit.photos.order_by("pk")[1])
    page = client.get(f"/stories/{story.number}/withdraw/")
    assert [choice["key"] for choice in page.context["form"].choices()] == [
        "story",
        f"photo {green(story).uuid}",
        "name ป้ามาลี ใจเย็น",
    ]
    assert silent.name not in words(page)
    assert green(story).url(320) in words(page)
    assert f'href="/stories/{story.number}/withdraw/"' in words(
        client.get(f"/stories/{story.number}/")
    )
    for which in (f"name {silent.spoken_name}", "photo 1", "everything"):
        refused = press(client, story, which)
        assert "สิ่งที่เลือกไม่อยู่ในเรื่องนี้แล้ว" in words(refused)
    assert not TakeDown.objects.exists()


def test_what_is_missing_is_said_and_nothing_typed_is_lost(client, story):
    page = words(press(client, story, "", said_by=" ", words="คำที่ห้ามหาย", contact="081-2345678"))
    assert "ยังไม่ได้เลือกว่าให้ถอนอะไร" in page
    assert "ยังไม่ได้บอกว่าใครเป็นคนขอ" in page
    assert "คำที่ห้ามหาย</textarea>" in page
    assert 'value="081-2345678"' in page
    assert seen_alone(story) == 200


def test_a_reason_and_an_address_may_be_kept_to_oneself(client, story):
    assert press(client, story, words="", contact="").status_code == 302
    assert seen_alone(story) == 410


def test_a_machine_gets_nowhere_and_somebody_quick_presses_once_more(client, story):
    assert (
        press(client, story, website="http://buy.example")["Location"]
        == f"/stories/{story.number}/"
    )
    for opened in ("", stamp(1), "made up"):
        page = words(press(client, story, opened=opened, words="คำที่ห้ามหาย"))
        assert "กดส่งอีกครั้งได้เลย" in page
        assert "คำที่ห้ามหาย</textarea>" in page
    assert not TakeDown.objects.exists()
    overnight = press(client, story, opened=stamp(25 * 60 * 60))
    assert "หน้านี้เปิดไว้นานแล้ว" in words(overnight)
    again = overnight.context["form"]["opened"].value()
    assert again != stamp(25 * 60 * 60)


def test_pressed_twice_it_is_one_request(client, story):
    first, second = press(client, story), press(client, story)
    assert first["Location"] == second["Location"]
    assert TakeDown.objects.count() == 1


def test_somebody_else_asking_about_what_hid_meanwhile_is_heard_too(client, story):
    page = client.get(f"/stories/{story.number}/withdraw/")
    press(client, story)
    assert page.status_code == 200
    assert client.get(f"/stories/{story.number}/withdraw/").status_code == 410
    assert press(client, story, said_by="อีกคนหนึ่ง").status_code == 302
    assert TakeDown.objects.count() == 2


def test_nothing_can_be_asked_about_what_was_never_public(client, somchai, thap_thong, story, link):
    draft = factories.make_story(factories.make_visit(somchai, thap_thong))
    assert client.get(f"/stories/{draft.number}/withdraw/").status_code == 404
    assert press(client, draft).status_code == 404
    with pytest.raises(ValidationError, match="ไม่ได้เผยแพร่อยู่แล้ว"):
        ask(draft)
    publishing.take_back(story=story, link=link)
    assert press(client, story).status_code == 410


def test_what_is_asked_about_belongs_to_the_story(story, somchai, khlong_noi):
    other = factories.make_published(somchai, khlong_noi, photos_of=("blue",))
    for wrong in (
        {"what": "photo", "photo": green(other)},
        {"what": "photo"},
        {"what": "name", "person": teller(other)},
        {"what": "name", "person": teller(story), "photo": green(story)},
        {"what": "story", "photo": green(story)},
        {"what": "all"},
    ):
        with pytest.raises(ValidationError, match="ไม่พบสิ่งที่เลือก"):
            ask(story, **wrong)


def test_the_asker_looks_back_at_an_address_of_their_own(client, story, kanya):
    at = press(client, story)["Location"]
    page = client.get(at)
    for said in ("ขอบคุณที่บอก", "เรื่องนี้ไม่มีใครเห็นแล้ว", "แม่ไม่สบายใจ", f"http://testserver{at}"):
        assert said in words(page)
    assert TITLE not in words(page)
    assert "ร้านหน้าวัด" not in words(page)
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]
    takedown = TakeDown.objects.get()
    takedowns.decide(takedown=takedown, by=kanya, answer="shown_again", words="คุยกันแล้ว ป้าสบายใจ")
    assert "คุยกันแล้ว ป้าสบายใจ" in words(client.get(at))
    for guessed in (f"/withdrawn/{takedown.pk}/", f"{at[:-2]}/", f"{at[:-1]}x/", "/withdrawn/1.x/"):
        assert client.get(guessed).status_code == 404


# Vandals ----------------------------------------------------------------------------------------


def test_the_fourth_request_of_a_day_from_one_address_waits_for_a_human(
    client, somchai, thap_thong
):
    four = [factories.make_published(somchai, thap_thong, f"เรื่องที่ {n}") for n in range(4)]
    pages = [client.get(press(client, each)["Location"]) for each in four]
    assert [seen_alone(each) for each in four] == [410, 410, 410, 200]
    assert "ขอให้คนดูก่อน เรารับไว้แล้ว" in words(pages[3])
    assert "ขอให้คนดูก่อน" not in words(pages[2])
    assert TakeDown.objects.filter(hides=False).count() == 1
    # Another phone, and a partner who was told, still hide.
    press(Client(REMOTE_ADDR="203.0.113.9"), four[3], said_by="คนในรูป")
    assert seen_alone(four[3]) == 410
    partner, fifth = signed_in(somchai), factories.make_published(somchai, thap_thong, "เรื่องที่ห้า")
    press(partner, fifth)
    assert seen_alone(fifth) == 410


def seen_alone(story) -> int:
    return Client().get(f"/stories/{story.number}/").status_code


def test_what_comes_too_fast_is_handed_back_to_send_again(client, story, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "withdraw": "1/300s/ip"}
    assert press(client, story).status_code == 302
    again = press(client, story, said_by="อีกคน", words="คำที่ห้ามหาย")
    assert again.status_code == 429
    assert "no-store" in again["Cache-Control"]
    page = words(again)
    for said in ('name="words" value="คำที่ห้ามหาย"', f'action="/stories/{story.number}/withdraw/"'):
        assert said in page
    assert "ที่พิมพ์ไว้ยังอยู่ครบ เปิดหน้านี้ค้างไว้ รอสักห้านาที" in page


def test_one_home_has_one_address_also_when_it_has_many(places):
    day = takedowns.timezone.localtime()
    under = {takedowns.counted_under(f"2001:db8:1:2::{n}", day) for n in range(1, 4)}
    assert len(under) == 1
    assert takedowns.counted_under("2001:db8:1:3::1", day) not in under


def test_ten_hide_in_one_district_in_a_day_from_anywhere(
    somchai, thap_thong, khlong_noi, monkeypatch
):
    monkeypatch.setattr(takedowns, "MOST_IN_ONE_DISTRICT", 2)
    here = [factories.make_published(somchai, thap_thong, f"เรื่องที่ {n}") for n in range(3)]
    there = factories.make_published(somchai, khlong_noi)
    hidden = [ask(each, address=f"203.0.113.{n}").hides for n, each in enumerate([*here, there])]
    assert hidden == [True, True, False, True]


@pytest.mark.django_db(transaction=True)
def test_requests_that_come_at_once_are_counted_one_after_another(somchai, thap_thong):
    five = [factories.make_published(somchai, thap_thong, f"เรื่องที่ {n}") for n in range(5)]
    at_once([lambda each=each: ask(each, address="203.0.113.9") for each in five])
    assert TakeDown.objects.filter(hides=True).count() == takedowns.MOST_FROM_ONE_ADDRESS
    assert Story.objects.published().count() == 2


def at_once(deeds: list) -> list[Exception]:
    """Do all of them in threads of their own; returns what was refused."""
    start, refused = threading.Barrier(len(deeds)), []

    def run(deed):
        start.wait()
        try:
            deed()
        except ValidationError as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


# Deciding ---------------------------------------------------------------------------------------


def test_shown_again_brings_a_story_back_and_ends_nothing(client, story, kanya):
    takedowns.decide(takedown=ask(story), by=kanya, answer="shown_again", words="เขาตกลงแล้ว")
    assert seen(story, *LISTED) == LISTED
    assert story.approvals.count() == 1


def test_stays_out_by_the_village_takes_its_story_back_and_is_written_down(story, link):
    takedowns.decide_by_link(ask(story), link, "stays_out", "ประชุมกันแล้ว")
    said = VillageApproval.objects.get(answer="take_back")
    assert (said.how, said.answered_by, said.words) == ("link", "ป้ามาลี ใจเย็น", "ประชุมกันแล้ว")
    assert (fresh(story).state, fresh(story).hidden_at) == ("taken_back", None)
    # The village may change its mind, and then it is there again.
    question = publishing.reconsider(story=story, link=link)
    publishing.answer_by_link(approval=question, answer="yes", link=link)
    assert seen_alone(story) == 200


def test_stays_out_by_the_desk_hides_and_says_nothing_in_the_villages_name(client, story, kanya):
    takedown = ask(story, address="203.0.113.9")
    talking = words(client.get(f"/stories/{story.number}/"))
    takedowns.decide(takedown=takedown, by=kanya, answer="stays_out", words="ฟังเขาแล้ว")
    settled = words(client.get(f"/stories/{story.number}/"))
    assert "กำลังคุยกับหมู่บ้าน" in talking
    assert "เรื่องนี้ถอนไว้แล้ว" in settled
    assert fresh(story).state == "published"
    assert not VillageApproval.objects.filter(answer="take_back").exists()


def test_a_request_that_did_not_hide_hides_when_it_is_decided_so(story, kanya):
    TakeDown.objects.filter(pk=ask(story).pk).update(hides=False)
    Story.objects.update(hidden_at=None)
    takedown = TakeDown.objects.get()
    takedowns.decide(takedown=takedown, by=kanya, answer="stays_out", words="ฟังเขาแล้ว")
    assert seen_alone(story) == 410


def village_says_yes(story, link):
    """The keeper reads it anew, having taken it back where it still was published, and says yes."""
    if fresh(story).state == "published":
        publishing.take_back(story=story, link=link)
    question = publishing.reconsider(story=fresh(story), link=link)
    publishing.answer_by_link(approval=question, answer="yes", words="ของเราเอง", link=link)


def test_the_villages_own_yes_shows_a_story_that_the_desk_kept_out(story, kanya, suda, link):
    twice, once, waits = ask(story), ask(story, said_by="คนที่สอง"), ask(story, said_by="คนที่สาม")
    decide(twice, kanya)
    takedowns.appeal(takedown=twice, words="ยังไม่สบายใจ")
    decide(twice, suda, "stays_out")
    decide(once, kanya, "stays_out")
    publishing.take_back(story=story, link=link)
    assert fresh(story).hidden_at is not None
    village_says_yes(story, link)
    assert seen_alone(story) == 200
    for asked, position in ((once, 2), (waits, 1)):
        said = asked.decisions.last()
        assert (said.position, said.answer, said.words, said.link) == (
            position, "shown_again", "ของเราเอง", link
        )  # fmt: skip
    assert twice.decisions.count() == 2
    # It is closed for everybody, and whoever asks after it is heard anew.
    assert not TakeDown.objects.open().exists()
    with pytest.raises(takedowns.DecidedAlready):
        decide(waits, kanya, "stays_out")
    with pytest.raises(ValidationError, match="เรื่องเป็นของหมู่บ้าน"):
        takedowns.appeal(takedown=once, words="ไม่เห็นด้วย")
    ask(story, said_by="คนที่สี่", address="203.0.113.9")
    assert seen_alone(story) == 410


def test_a_yes_written_down_by_a_partner_answers_no_request(story, somchai):
    ask(story)
    said = story.approvals.get()
    assert (said.answer, said.how) == ("yes", "in_person")
    assert takedowns.village_said_yes(said) == []
    assert seen_alone(story) == 410


def test_what_two_asked_about_comes_back_when_both_are_answered(story, kanya):
    one, other = ask(story), ask(story, said_by="อีกคน")
    takedowns.decide(takedown=one, by=kanya, answer="shown_again", words="คนนี้ตกลงแล้ว")
    assert seen_alone(story) == 410
    takedowns.decide(takedown=other, by=kanya, answer="shown_again", words="คนนี้ก็ตกลง")
    assert seen_alone(story) == 200


def test_a_decision_says_what_and_why(story, kanya, link):
    takedown = ask(story)
    for deed in (
        lambda **said: takedowns.decide(takedown=takedown, by=kanya, **said),
        lambda **said: takedowns.decide_by_link(takedown, link, **said),
    ):
        with pytest.raises(ValidationError) as refused:
            deed(answer="perhaps", words=" ")
        assert set(refused.value.message_dict) == {"answer", "words"}
    assert not TakeDownDecision.objects.exists()


def test_who_decides(story, kanya, preeda, wichai, somchai, khlong_noi):
    takedown = ask(story)
    stranger = factories.make_keeper(khlong_noi, by=kanya, name="คนอื่น").links.get()
    scribe_on_duty = postings.begin_duty(
        user=somchai,
        kind="connector",
        district=District.objects.get(code="8006"),
        begins=factories.days_ago(9),
    ).user
    for nobody in (wichai, scribe_on_duty):
        with pytest.raises(ValidationError):
            takedowns.decide(takedown=takedown, by=nobody, answer="stays_out", words="คิดว่า")
    with pytest.raises(ValidationError, match="อีกหมู่บ้านหนึ่ง"):
        takedowns.decide_by_link(takedown, stranger, "stays_out", "คิดว่า")
    assert [list(takedowns.waiting_for(user)) for user in (preeda, kanya, wichai, somchai)] == [
        [takedown],
        [takedown],
        [],
        [],
    ]
    takedowns.decide(takedown=takedown, by=preeda, answer="stays_out", words="คุณประสานฟังแล้ว")
    assert not takedowns.waiting_for(kanya)


def test_whoever_took_a_request_in_decides_nothing_about_it(story, kanya, suda, preeda):
    takedown = ask(story, told_to=preeda)
    with pytest.raises(ValidationError, match="คุณเป็นคนรับคำขอนี้มาเอง"):
        decide(takedown, preeda)
    assert [list(takedowns.waiting_for(user)) for user in (preeda, kanya)] == [[], [takedown]]
    decide(takedown, kanya)
    other = ask(story, said_by="อีกคน", told_to=suda)
    decide(other, preeda)
    assert takedowns.other_coordinators(other) == [kanya]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_the_second_is_told_kindly(story, kanya, suda, link):
    takedown = ask(story)
    refused = at_once(
        [
            lambda: takedowns.decide(takedown=takedown, by=kanya, answer="stays_out", words="หนึ่ง"),
            lambda: takedowns.decide(takedown=takedown, by=suda, answer="shown_again", words="สอง"),
            lambda: takedowns.decide_by_link(takedown, link, "stays_out", "สาม"),
        ]
    )
    decision = TakeDownDecision.objects.get()
    assert [type(error) for error in refused] == [takedowns.DecidedAlready] * 2
    first = takedowns.who_decided(decision, in_public=True)
    assert all(f"{first}ตัดสินเรื่องนี้ไปก่อนแล้ว" in error.message for error in refused)


def test_a_page_out_of_date_sees_the_others_decision_and_keeps_ones_words(story, kanya, suda):
    takedown = ask(story)
    takedowns.decide(takedown=takedown, by=kanya, answer="shown_again", words="ไม่เป็นไรแล้ว")
    takedowns.appeal(takedown=takedown, words="ยังเป็นอยู่")
    typed = {"answer": "stays_out", "words": "คำที่ห้ามหาย", "seen": "0"}
    page = words(signed_in(suda).post(f"/takedowns/{takedown.pk}/", typed))
    assert "พี่กันยา มองไกลตัดสินเรื่องนี้ไปก่อนแล้วว่า “ให้อ่านได้อีก”" in page
    assert "คำที่ห้ามหาย</textarea>" in page
    assert TakeDownDecision.objects.count() == 1


# Another look -----------------------------------------------------------------------------------


def decide(takedown, by, answer="shown_again", text="คุยกันแล้ว"):
    return takedowns.decide(takedown=takedown, by=by, answer=answer, words=text)


def test_an_appeal_goes_to_another_coordinator_and_never_to_the_same(
    client, story, kanya, suda, preeda
):
    at = press(client, story)["Location"]
    takedown = TakeDown.objects.get()
    assert "ไม่เห็นด้วยใช่ไหม" not in words(client.get(at))
    decide(takedown, kanya)
    assert "ไม่เห็นด้วยใช่ไหม" in words(client.get(at))
    assert "ยังไม่ได้บอกว่าอยากให้ดูอีกครั้งเพราะอะไร" in words(client.post(at, {"appeal": " "}))
    client.post(at, {"appeal": "ยังไม่สบายใจ"})
    takedown.refresh_from_db()
    assert (takedown.appeal_words, takedown.appealed_by) == ("ยังไม่สบายใจ", "ลูกสาวป้ามาลี")
    assert seen_alone(story) == 200  # what was decided stands until somebody has looked
    for first_or_no_coordinator in (kanya, preeda):
        with pytest.raises(ValidationError):
            decide(takedown, first_or_no_coordinator, "stays_out")
    with pytest.raises(IntegrityError, match="an_appeal_goes_to_another"), transaction.atomic():
        TakeDownDecision.objects.create(
            takedown=takedown, position=2, answer="stays_out", words="อีกที", by=kanya
        )
    assert [list(takedowns.waiting_for(user)) for user in (kanya, suda)] == [[], [takedown]]
    decide(takedown, suda, "stays_out", "ฟังอีกรอบแล้ว")
    assert seen_alone(story) == 410
    again = words(client.post(at, {"appeal": "อีกที"}))
    assert "ขอได้ครั้งเดียว" in again
    assert "ฟังอีกรอบแล้ว" in again
    with pytest.raises(IntegrityError, match="decided_twice_at_most"), transaction.atomic():
        TakeDownDecision.objects.create(
            takedown=takedown, position=3, answer="stays_out", words="อีกที", by=preeda
        )


def test_a_photo_taken_out_by_the_first_comes_back_by_the_second(story, kanya, suda, somchai):
    takedown = ask(story, "photo", photo=green(story))
    decide(takedown, kanya, "stays_out")
    assert seen(story, "green")["green"] == "410"
    takedowns.appeal(takedown=takedown, words="ในรูปเป็นบ้านฉันเอง", by=somchai)
    decide(takedown, suda)
    assert seen(story, "green")["green"] == "200"


def test_what_the_scribe_took_out_stays_out_whatever_is_decided(story, kanya, suda, somchai):
    takedown = ask(story, "photo", photo=green(story))
    photos.take_out(green(story))
    decide(takedown, kanya, "stays_out")
    takedowns.appeal(takedown=takedown, words="ลองดูอีกที", by=somchai)
    decide(takedown, suda)
    assert seen(story, "green")["green"] == "410"


def test_who_appeals_what(story, kanya, preeda, somchai, link, khlong_noi):
    takedown = ask(story)
    stranger = factories.make_keeper(khlong_noi, by=kanya, name="คนอื่น").links.get()
    with pytest.raises(ValidationError, match="ยังไม่มีใครตัดสิน"):
        takedowns.appeal(takedown=takedown, words="รีบ")
    decide(takedown, kanya, "stays_out")
    with pytest.raises(ValidationError, match="ถอนไว้ตามที่ขอแล้ว"):
        takedowns.appeal(takedown=takedown, words="ขออีก")
    with pytest.raises(ValidationError, match="ขอให้ดูอีกครั้งได้"):
        takedowns.appeal(takedown=takedown, words="ไม่เห็นด้วย", by=preeda)
    with pytest.raises(ValidationError, match="อีกหมู่บ้านหนึ่ง"):
        takedowns.appeal(takedown=takedown, words="ไม่เห็นด้วย", link=stranger)
    assert takedowns.appeal(takedown=takedown, words="หมู่บ้านอยากให้อ่าน", link=link).appealed_at
    with pytest.raises(ValidationError, match="ขอได้ครั้งเดียว"):
        takedowns.appeal(takedown=takedown, words="ฉันด้วย", by=somchai)


def test_what_the_village_took_back_nobody_brings_out_against_it(story, link, somchai):
    takedown = ask(story)
    takedowns.decide_by_link(takedown, link, "stays_out", "ประชุมกันแล้ว")
    with pytest.raises(ValidationError, match="หมู่บ้านเป็นคนบอกให้ถอน"):
        takedowns.appeal(takedown=takedown, words="เสียดาย", by=somchai)


def test_the_other_is_of_the_district_where_there_is_one(story, kanya, suda, nuan):
    takedown = ask(story)
    decide(takedown, kanya, "stays_out")
    assert takedowns.other_coordinators(takedown) == [nuan]
    other = ask(story, said_by="อีกคน")
    decide(other, nuan, "stays_out")
    assert {*takedowns.other_coordinators(other)} == {kanya, suda}


# Pages of those who decide ----------------------------------------------------------------------


def test_the_desk_sees_the_request_and_only_who_answers_for_the_district_the_contact(
    story, as_preeda, as_somchai, as_wichai, client
):
    at = press(client, story)["Location"]
    takedown = TakeDown.objects.get()
    address = f"/takedowns/{takedown.pk}/"
    assert TITLE in words(as_preeda.get("/me/"))
    assert TITLE in words(as_preeda.get("/takedowns/"))
    page = words(as_preeda.get(address))
    for said in ("ลูกสาวป้ามาลี", "แม่ไม่สบายใจ", "ร้านหน้าวัด", "ตัดสินตามนี้"):
        assert said in page
    assert at not in page
    mine = words(as_somchai.get(address))
    assert "แม่ไม่สบายใจ" in mine
    assert "ร้านหน้าวัด" not in mine
    assert "ตัดสินตามนี้" not in mine
    desk = words(as_somchai.get(f"/stories/{story.number}/desk/"))
    assert address in desk
    assert "แม่ไม่สบายใจ" in desk
    assert as_wichai.get(address).status_code == 404
    assert "ลูกสาวป้ามาลี" not in words(as_wichai.get("/takedowns/"))
    assert client.get(address)["Location"] == f"/accounts/login/?next={address}"
    typed = {"answer": "stays_out", "words": "ฟังแล้ว", "seen": "0"}
    assert as_wichai.post(address, typed).status_code == 404
    assert as_preeda.post(address, typed)["Location"] == address
    assert "ฟังแล้ว" in words(as_preeda.get(address))


def test_whoever_was_told_gets_the_askers_address_to_hand_over(story, as_wichai, as_preeda):
    at = press(as_wichai, story)["Location"]
    takedown = TakeDown.objects.get()
    assert takedown.told_to.email == "wichai@kmnet.example"
    assert as_wichai.get(at).status_code == 200
    page = words(as_preeda.get(f"/takedowns/{takedown.pk}/"))
    assert "หมอวิชัย ทะเลงาม" in page
    assert at not in page


def test_the_keeper_reads_what_was_asked_and_says_how_it_shall_be(client, story, link):
    takedown = ask(story, "photo", photo=green(story), words="เห็นบ้านป้าชัดไป", contact="ร้านหน้าวัด")
    address = f"/keeper/{link.secret}/takedowns/{takedown.pk}/"
    page = client.get(address)
    assert "เห็นบ้านป้าชัดไป" in words(page)
    assert "ร้านหน้าวัด" not in words(page)
    (source,) = [part for part in words(page).split('"') if part.endswith(("/640.jpg", "/320.jpg"))][:1]  # fmt: skip
    assert client.get(source).status_code == 200
    blank = client.post(address, {"answer": "stays_out", "words": " "})
    assert "ยังไม่ได้บอกว่าเพราะอะไร" in words(blank)
    done = client.post(address, {"answer": "stays_out", "words": "เอาออกดีกว่า"})
    assert done["Location"] == address
    assert "เอาออกดีกว่า" in words(client.get(address))
    late = client.post(address, {"answer": "shown_again", "words": "คำที่ห้ามหาย"})
    assert "ตัดสินเรื่องนี้ไปก่อนแล้ว" in words(late)
    assert "คำที่ห้ามหาย</textarea>" in words(late)
    assert client.get(f"/keeper/wrong/takedowns/{takedown.pk}/").status_code == 404


def test_a_keeper_asks_for_another_look_and_another_villages_keeper_sees_nothing(
    client, story, link, kanya, khlong_noi
):
    takedown = ask(story)
    decide(takedown, kanya, "stays_out")
    stranger = factories.make_keeper(khlong_noi, by=kanya, name="คนอื่น").links.get()
    assert client.get(f"/keeper/{stranger.secret}/takedowns/{takedown.pk}/").status_code == 404
    address = f"/keeper/{link.secret}/takedowns/{takedown.pk}/"
    client.post(address, {"appeal": "หมู่บ้านอยากให้อ่าน"})
    takedown.refresh_from_db()
    assert takedown.appealed_by == "ป้ามาลี ใจเย็น"
    assert "รอผู้ประสานงานอีกคนดู" in words(client.get(address))


def test_a_keeper_who_is_not_named_in_public_is_not_named_to_whoever_asked(
    client, story, link, kanya, malee
):
    answered, again = ask(story), ask(story, said_by="อีกคน")
    takedowns.decide_by_link(answered, link, "shown_again", "ป้าสบายใจแล้ว")
    decide(again, kanya, "stays_out")
    takedowns.appeal(takedown=again, words="หมู่บ้านอยากให้อ่าน", link=link)

    def read() -> list[tuple[bool, bool]]:
        pages = [f"/withdrawn/{takedowns.secret_of(each)}/" for each in (answered, again)]
        texts = [words(client.get(page)) for page in pages]
        return [(malee.spoken_name in text, takedowns.THE_KEEPER in text) for text in texts]

    keepers.name_in_public(stewardship=malee, show=False)
    assert read() == [(False, True), (False, True)]
    keepers.name_in_public(stewardship=malee, show=True)
    assert read() == [(True, False), (True, False)]


def test_what_is_printed_already_is_known_at_the_desk_and_to_the_keeper_only(
    client, story, link, kanya, as_preeda
):
    book = Printing.objects.create(
        title="เล่มเล็กเชียรใหญ่", printed_on=factories.days_ago(40), copies=200, by=kanya,
        whereabouts="โรงเรียนบ้านทาบทอง",
    )  # fmt: skip
    book.revisions.add(story.published_revision)
    takedown = ask(story)
    for page in (
        as_preeda.get(f"/stories/{story.number}/desk/"),
        as_preeda.get(f"/takedowns/{takedown.pk}/"),
        client.get(f"/keeper/{link.secret}/takedowns/{takedown.pk}/"),
    ):
        assert "เล่มเล็กเชียรใหญ่ 200 เล่ม" in words(page)
        assert "โรงเรียนบ้านทาบทอง" in words(page)
    for page in (
        client.get(f"/stories/{story.number}/"),
        client.get(f"/withdrawn/{takedowns.secret_of(takedown)}/"),
    ):
        assert "เล่มเล็กเชียรใหญ่" not in words(page)


# Printed copies ---------------------------------------------------------------------------------


def printed(client, story, **more):
    day = factories.days_ago(5)
    typed = {"title": "เล่มเล็ก", "copies": "๒๐๐", "whereabouts": "โรงเรียน",
             "printed_on_day": str(day.day), "printed_on_month": str(day.month),
             "printed_on_year": str(day.year + 543), "revisions": [story.published_revision_id]}  # fmt: skip
    return client.post("/admin/stories/printing/add/", typed | more)


def test_a_book_holds_only_texts_whose_people_agreed_to_a_book(story, nuan, somchai):
    desk = signed_in(nuan)
    factories.agree(teller(story), somchai, until=factories.days_ago(0))
    refused = words(printed(desk, story))
    assert f"เรื่องที่ {story.number}: ป้ามาลี ใจเย็น ยังไม่ได้ตกลงให้ขึ้นชื่อในหนังสือ" in refused
    seen_person = factories.make_person(story.village, "เพลิน ลมว่าว", "น้า")
    factories.people.say_what_it_shows(photo=green(story), shows="faces", faces=[seen_person])
    factories.agree(teller(story), somchai, "name", where="book")
    assert "น้าเพลิน ลมว่าว ยังไม่ได้ตกลงให้เห็นหน้าในหนังสือ" in words(printed(desk, story))
    assert not Printing.objects.exists()
    factories.agree(seen_person, somchai, "face", where="book")
    assert printed(desk, story)["Location"] == "/admin/stories/printing/"
    book = Printing.objects.get()
    assert (book.copies, book.printed_on, book.by) == (200, factories.days_ago(5), nuan)
    assert list(book.revisions.all()) == [story.published_revision]


def test_where_a_book_lies_can_be_added_also_after_somebody_changed_their_mind(
    story, nuan, somchai
):
    factories.agree(teller(story), somchai, "name", where="book")
    desk = signed_in(nuan)
    printed(desk, story)
    ask(story, "name", person=teller(story))
    address = f"/admin/stories/printing/{Printing.objects.get().pk}/change/"
    form = desk.get(address).context["adminform"].form
    sent = {"title": "เล่มเล็ก", "copies": "200", "whereabouts": "โรงเรียนกับวัด",
            "printed_on": factories.days_ago(5).isoformat(),
            "revisions": [story.published_revision_id]}  # fmt: skip
    assert list(form.fields["revisions"].queryset) == [story.published_revision]
    assert desk.post(address, sent).status_code == 302
    assert Printing.objects.get().whereabouts == "โรงเรียนกับวัด"
    assert "ยังไม่ได้ตกลง" in words(printed(desk, story))


def test_a_districts_coordinator_ticks_the_districts_texts_alone(story, somchai, khlong_noi, nuan):
    other = factories.make_published(somchai, khlong_noi, tellers=[("หมอ", "นก ต่างถิ่น")])
    factories.agree(teller(other), somchai, "name", where="book")
    desk = signed_in(nuan)
    assert other.title not in words(desk.get("/admin/stories/printing/add/"))
    assert printed(desk, other).status_code == 200
    book = Printing.objects.create(title="รวมเล่ม", printed_on="2026-01-01", copies=9, by=somchai)
    book.revisions.set([story.published_revision, other.published_revision])
    address = f"/admin/stories/printing/{book.pk}/change/"
    assert desk.get(address).status_code == 200
    assert desk.post(address, {"title": "อื่น"}).status_code == 403


def test_a_day_still_to_come_is_no_day_of_printing(story, nuan):
    page = words(printed(signed_in(nuan), story, printed_on_year="2699"))
    assert not Printing.objects.exists()
    assert "วันพิมพ์ยังมาไม่ถึง" in page
