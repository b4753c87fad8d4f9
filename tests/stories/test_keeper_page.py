"""The keeper's page: a secret link on an old phone, no account, three answers."""

import datetime

import pytest
from django.utils import timezone

from stories import people, photos, publishing
from stories.models import Printing, Story, VillageApproval
from tests import factories
from villages import keepers, support
from villages.models import Aspect, KeeperLink

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


# Paragraph by paragraph ---------------------------------------------------------------------------

TWO = "ป้าตำเครื่องแกงทุกเช้า\n\nลุงดำเอาไปขายที่ตลาดนัดวันศุกร์"


@pytest.fixture
def long_question(somchai, thap_thong) -> VillageApproval:
    visit = factories.make_visit(somchai, thap_thong)
    return factories.ask(factories.make_story(visit, "ครกของบ้านเรา", TWO))


def test_a_note_stands_beside_its_paragraph_on_the_desk_and_above_the_box(
    client, as_somchai, link, long_question
):
    before = page(client.get(f"/keeper/{link.secret}/"))
    assert before.count("ขอแก้ย่อหน้านี้") == 2
    done = answer(client, link, long_question, "change", **{"note-1": "วันเสาร์ ไม่ใช่วันศุกร์"})
    assert done.status_code == 302
    number = long_question.story_id
    for address in (f"/stories/{number}/desk/", f"/stories/{number}/edit/"):
        shown = page(as_somchai.get(address))
        assert "ย่อหน้าที่ 2: ลุงดำเอาไปขายที่ตลาดนัดวันศุกร์" in shown
        assert "“วันเสาร์ ไม่ใช่วันศุกร์”" in shown
    # The note was said about that text; the next one starts without it.
    written = factories.Written("ครกของบ้านเรา", "ขายวันเสาร์", [("ป้า", "มาลี ใจเย็น")])
    publishing.revise(story=long_question.story, written=written, by=long_question.asked_by, seen=1)
    assert "ย่อหน้าที่ 2: ลุงดำ" not in page(as_somchai.get(f"/stories/{number}/edit/"))


def test_yes_beside_a_note_is_asked_once_more_and_then_taken(client, link, long_question):
    noted = {"note-0": "ป้าตำตอนเย็น"}
    done = answer(client, link, long_question, "yes", **noted)
    assert done.status_code == 200
    assert "กด “เผยแพร่ได้” อีกครั้ง" in page(done)
    assert "ป้าตำตอนเย็น</textarea>" in page(done)
    assert state(long_question.story) == "waiting"
    assert f'name="q{long_question.pk}-surely" value="on"' in page(done)
    answer(client, link, long_question, "yes", **noted, surely="on")
    assert state(long_question.story) == "published"
    assert [note.words for note in long_question.notes.all()] == ["ป้าตำตอนเย็น"]


def test_a_yes_is_not_taken_when_a_guardian_has_withdrawn_meanwhile(
    client, link, somchai, thap_thong
):
    child = factories.make_person(thap_thong, "ฟ้า ใจเย็น", "น้อง", is_child=True)
    factories.agree(child, somchai, "face")
    visit = factories.make_visit(somchai, thap_thong)
    factories.make_photo(visit, "red", shows="faces", children=True, faces=[child])
    question = factories.ask(factories.make_story(visit, "ลานเล่านิทาน"))
    people.withdraw(person=child, how="แม่แดงบอกต่อหน้า", told_to=somchai)
    done = answer(client, link, question, "yes", words="ขอบใจมาก")
    assert done.status_code == 200
    assert "รูปที่ 1 (รูปสี red) ผู้ปกครองถอนคำตกลงเมื่อ" in page(done)
    assert "ขอบใจมาก</textarea>" in page(done)
    assert state(question.story) == "waiting"
    # A "no" is still hers to say, and thinking again says why it cannot be asked.
    answer(client, link, question, "no")
    again = client.post(f"/keeper/{link.secret}/reconsider/{question.story_id}/")
    assert again.status_code == 200
    assert "ผู้ปกครองถอนคำตกลงเมื่อ" in page(again)
    assert state(question.story) == "kept"


def test_she_reads_who_will_be_unnamed_and_how_many_photos_will_not_show(
    client, link, somchai, thap_thong
):
    seen = factories.make_person(thap_thong, "ดำ ทองดี", "ลุง")
    visit = factories.make_visit(somchai, thap_thong, photos_of=("green",))
    factories.make_photo(visit, "red", shows="faces", faces=[seen])
    nuggets = [("หมักปุ๋ยจากเปลือกทุเรียน", "กลับกองทุกเจ็ดวัน", ("ลุง", "ดำ ทองดี"))]
    factories.ask(factories.make_story(visit, "สวนลุงดำ", nuggets=nuggets))
    shown = page(client.get(f"/keeper/{link.secret}/"))
    assert "ลุงดำ ทองดี ยังไม่ได้ตกลงให้ขึ้นชื่อ จะเขียนว่า “ชาวบ้าน”" in shown
    assert "มี 1 รูปที่จะยังไม่ขึ้น" in shown
    assert "ลุงดำ ทองดี รู้เรื่องหมักปุ๋ยจากเปลือกทุเรียน" in shown


# Thinking again -----------------------------------------------------------------------------------


def test_a_story_kept_and_one_taken_back_are_asked_about_anew(
    client, link, question, story, khlong_noi, kanya, somchai, thap_thong
):
    answer(client, link, question, "no")
    back = factories.make_published(somchai, thap_thong, title="เรื่องที่ถอนไป")
    client.post(f"/keeper/{link.secret}/take-back/{back.number}/")
    stranger = factories.make_keeper(khlong_noi, by=kanya, name="คนอื่น").links.get()
    for each in (story, back):
        address = f"reconsider/{each.number}/"
        assert client.post(f"/keeper/{stranger.secret}/{address}").status_code == 404
        assert client.get(f"/keeper/{link.secret}/{address}").status_code == 302
        assert state(each) in ("kept", "taken_back")
        asked = client.post(f"/keeper/{link.secret}/{address}")
        assert asked["Location"] == f"/keeper/{link.secret}/"
        assert state(each) == "waiting"
        assert client.get(f"/stories/{each.number}/").status_code in (404, 410)
        answer(client, link, each.approvals.open().get(), "yes")
        assert client.get(f"/stories/{each.number}/").status_code == 200


def test_books_already_out_are_named_where_a_story_is_taken_back(client, link, somchai, thap_thong):
    story = factories.make_published(somchai, thap_thong, title="เรื่องในเล่ม")
    book = Printing.objects.create(
        title="เล่มแรกของเรา",
        printed_on=datetime.date(2026, 1, 21),
        copies=40,
        whereabouts="โรงเรียนสามแห่ง",
        by=somchai,
    )
    book.revisions.add(story.published_revision)
    words = "เล่มแรกของเรา พิมพ์"
    asked = page(client.get(f"/keeper/{link.secret}/take-back/{story.number}/"))
    assert words in asked
    assert words not in page(client.get(f"/keeper/{link.secret}/"))
    client.post(f"/keeper/{link.secret}/take-back/{story.number}/")
    assert words in page(client.get(f"/keeper/{link.secret}/"))
    # Where the books lie is the village's to know, not everybody's.
    assert "เล่มแรกของเรา" not in page(client.get(f"/stories/{story.number}/"))


# The village's word -------------------------------------------------------------------------------


def test_she_says_a_goal_settles_it_and_takes_it_off(client, link, thap_thong, khlong_noi, kanya):
    aspect = Aspect.objects.first()
    home = f"/keeper/{link.secret}/"
    empty = client.post(f"{home}goals/", {"goal-aspect": aspect.pk, "goal-words": " "})
    assert "ยังไม่ได้เขียนว่าหมู่บ้านตั้งใจอะไร" in page(empty)
    phone = {"goal-aspect": aspect.pk, "goal-words": "โทรหาป้าที่ 081-234-5678"}
    assert "081-234-5678</textarea>" in page(client.post(f"{home}goals/", phone))
    said = {"goal-aspect": aspect.pk, "goal-words": "ลูกหลานกลับมาทำเครื่องแกง"}
    assert client.post(f"{home}goals/", said)["Location"] == home
    goal = thap_thong.goals.get()
    assert (goal.said_by, goal.how, goal.link) == ("ป้ามาลี ใจเย็น", "link", link)
    assert "ลูกหลานกลับมาทำเครื่องแกง" in page(client.get(f"/villages/{thap_thong.code}/"))
    stranger = factories.make_keeper(khlong_noi, by=kanya, name="คนอื่น").links.get()
    settled = {f"goal{goal.pk}-state": "reached", f"goal{goal.pk}-words": "กลับมาแล้วสามคน"}
    assert client.post(f"/keeper/{stranger.secret}/goals/{goal.pk}/", settled).status_code == 404
    client.post(f"{home}goals/{goal.pk}/", settled)
    goal.refresh_from_db()
    assert (goal.state, goal.settled_words) == ("reached", "กลับมาแล้วสามคน")
    client.post(f"{home}goals/{goal.pk}/", {f"goal{goal.pk}-state": "taken_off"})
    assert "ลูกหลานกลับมาทำเครื่องแกง" not in page(client.get(f"/villages/{thap_thong.code}/"))


def test_she_asks_for_a_hand_reads_who_offers_and_closes_with_thanks(
    client, link, thap_thong, wichai
):
    home = f"/keeper/{link.secret}/"
    client.post(f"{home}support/", {"support-words": "อยากได้คนสอนทำบัญชีกลุ่ม"})
    asked = thap_thong.support_requests.get()
    support.offer(request=asked, by=wichai, words="ไปได้ทุกวันศุกร์")
    assert "หมอวิชัย ทะเลงาม อาสา: ไปได้ทุกวันศุกร์" in page(client.get(home))
    field = f"support{asked.pk}"
    bare = client.post(f"{home}support/{asked.pk}/", {f"{field}-state": "closed"})
    assert "เขียนคำขอบคุณสักคำ" in page(bare)
    thanks = {f"{field}-state": "closed", f"{field}-thanks": "ขอบใจหมอวิชัยหลายๆ"}
    client.post(f"{home}support/{asked.pk}/", thanks)
    asked.refresh_from_db()
    assert (asked.state, asked.thanks) == ("closed", "ขอบใจหมอวิชัยหลายๆ")


def test_her_name_stands_on_the_villages_page_when_she_says_so(
    client, link, malee, thap_thong, kanya
):
    factories.make_keeper(thap_thong, by=kanya, name="เอื้อน ทองดี", called="ผู้ใหญ่")
    village, home = f"/villages/{thap_thong.code}/", f"/keeper/{link.secret}/"
    assert "ป้ามาลี ใจเย็น" not in page(client.get(village))
    assert "ผู้ใหญ่เอื้อน ทองดี ตั้งแต่" in page(client.get(home))
    client.post(f"{home}name/", {"show": "yes"})
    assert "ป้ามาลี ใจเย็น" in page(client.get(village))
    client.post(f"{home}name/", {"show": "no"})
    assert "ป้ามาลี ใจเย็น" not in page(client.get(village))


def test_words_sent_by_a_link_that_was_renewed_meanwhile_come_back(client, link, long_question):
    secret = renewed(link)
    for address, typed in (
        (f"answers/{long_question.pk}/", {f"q{long_question.pk}-note-1": "คำข้างย่อหน้า"}),
        ("goals/", {"goal-words": "คำที่ตั้งใจ"}),
        ("support/1/", {"support1-thanks": "คำขอบใจ"}),
        ("name/", {"show": "yes"}),
        (f"reconsider/{long_question.story_id}/", {}),
    ):
        refused = client.post(f"/keeper/{secret}/{address}", typed)
        assert refused.status_code == 404
        for name, words in typed.items():
            assert (f"<p>{words}</p>" in page(refused)) == (name != "show")
    assert client.get(f"/keeper/{secret}/everything.zip").status_code == 404


def test_everything_in_one_file_is_put_together_ten_times_an_hour_for_a_link(
    client, link, monkeypatch, khlong_noi, kanya
):
    monkeypatch.setattr("stories.views.keeper.MOST_COPIES", "1/h/key")
    other = factories.make_keeper(khlong_noi, by=kanya, name="คนอื่น").links.get()
    assert client.get(f"/keeper/{link.secret}/everything.zip").status_code == 200
    refused = client.get(f"/keeper/{link.secret}/everything.zip")
    assert refused.status_code == 429
    assert "ไฟล์ที่เก็บไว้ก่อนหน้านี้ยังเปิดอ่านได้" in page(refused)
    assert client.get(f"/keeper/{link.secret}/").status_code == 200
    assert client.get(f"/keeper/{other.secret}/everything.zip").status_code == 200
