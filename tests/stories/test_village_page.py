"""A village's own page and poster, the board of hands asked for, and tending them from behind."""

import datetime
import re

import pytest
from django.core.exceptions import ValidationError

from stories import pairs, people, publishing, visits
from stories.models import ThenAndNow
from tests import factories
from tests.conftest import signed_in
from villages import goals, keepers, support, words
from villages.models import Aspect, Goal, Stewardship, SupportRequest, Village

HERE = "/villages/80060602/"
HEARD = {"said_by": "ผู้ใหญ่เอื้อน", "witness": "ครูสายใจ"}


@pytest.fixture
def heard(somchai) -> words.Word:
    return words.in_person(taken_by=somchai, **HEARD)


@pytest.fixture
def food(places) -> Aspect:
    return Aspect.objects.get(slug="food")


@pytest.fixture
def goal(thap_thong, food, heard) -> Goal:
    return goals.say(village=thap_thong, aspect=food, words="อยากกินข้าวที่ปลูกเอง", word=heard)


@pytest.fixture
def asked(thap_thong, heard) -> SupportRequest:
    return support.ask(village=thap_thong, words="อยากได้คนสอนทำบัญชี", word=heard)


def text(client, address: str = HERE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def typed(prefix: str, **fields) -> dict:
    return {f"{prefix}-{name}": value for name, value in fields.items()}


# The public page --------------------------------------------------------------------------------


def test_only_keepers_who_agreed_to_it_are_named(client, malee, thap_thong, kanya):
    other = factories.make_keeper(thap_thong, by=kanya, name="เอื้อน ทองดี", called="ผู้ใหญ่")
    page = text(client)
    assert "มีผู้ดูแลเรื่อง 2 คน" in page
    assert "มาลี" not in page and "เอื้อน" not in page
    keepers.name_in_public(stewardship=malee, show=True)
    assert "ป้ามาลี ใจเย็น และอีก 1 คน" in text(client)
    keepers.release(stewardship=malee)
    keepers.name_in_public(stewardship=other, show=True)
    page = text(client)
    assert "ผู้ใหญ่เอื้อน ทองดี" in page
    assert "มาลี" not in page


def test_goals_stand_in_the_villages_words_without_who_said_them(client, goal, heard, thap_thong):
    other = goals.say(village=thap_thong, aspect=goal.aspect, words="อยากมีโรงสี", word=heard)
    goals.settle(goal=other, state="let_go", words="มีรถมาสีถึงบ้านแล้ว", word=heard)
    page = text(client)
    assert page.index("อยากกินข้าวที่ปลูกเอง") < page.index("อยากมีโรงสี")
    assert "กำลังเดิน" in page and "วางลงก่อน" in page and "มีรถมาสีถึงบ้านแล้ว" in page
    assert "ผู้ใหญ่เอื้อน" not in page and "ครูสายใจ" not in page
    goals.take_off(goal=goal, word=heard)
    assert "อยากกินข้าวที่ปลูกเอง" not in text(client)


def test_an_aspect_without_goal_or_story_invites_and_one_with_either_does_not(
    client, goal, somchai, thap_thong
):
    health = Aspect.objects.get(slug="health")
    assert health.question in text(client)
    assert goal.aspect.question not in text(client)
    visit = factories.make_visit(somchai, thap_thong)
    factories.publish(factories.make_story(visit, aspects=[health]))
    assert health.question not in text(client)


def test_a_name_without_leave_is_veiled_in_what_the_village_says_of_itself_too(
    client, somchai, thap_thong, food, heard
):
    malee = factories.make_person(thap_thong)
    factories.agree(malee, somchai)
    goals.say(village=thap_thong, aspect=food, words="อยากให้ป้ามาลีสอนทุกบ้าน", word=heard)
    support.ask(village=thap_thong, words="ช่วยป้ามาลีขนฟาง", word=heard)
    assert text(client).count("ป้ามาลี") == 2
    people.withdraw(person=malee, how="spoken", told_to=somchai)
    for address in (HERE, "/support/", f"/support/{SupportRequest.objects.get().pk}/"):
        assert "มาลี" not in text(client, address), address


def test_a_visit_that_turns_out_to_have_been_elsewhere_shows_there_only_with_a_story_of_there(
    client, somchai, thap_thong, khlong_noi
):
    visit = factories.make_published(somchai, thap_thong).visit
    elsewhere = visits.Told(village=khlong_noi, day=visit.day, good=visit.good)
    visits.revise(
        visit=visit,
        told=elsewhere,
        typed={"good": [visit.good]},
        by=somchai,
        seen=visits.latest_seen(visit),
    )
    shown = client.get(f"/villages/{khlong_noi.code}/").context
    assert (shown["visits"], shown["walkers"]) == ([], [])
    visit.refresh_from_db()
    factories.publish(factories.make_story(visit))
    assert client.get(f"/villages/{khlong_noi.code}/").context["visits"] == [visit]


def test_whoever_came_is_named_by_name_with_agency_and_nobody_is_counted(
    client, somchai, preeda, wichai, thap_thong
):
    visit = factories.make_visit(
        somchai, thap_thong, companions=[wichai], day=datetime.date(2026, 1, 21)
    )
    factories.publish(factories.make_story(visit))
    factories.make_visit(preeda, thap_thong)  # no story came of it
    shown = client.get(HERE).context
    agency = somchai.postings.get().agency
    assert [(row["name"], row["agency"]) for row in shown["walkers"]] == [
        ("หมอวิชัย ทะเลงาม", wichai.postings.get().agency),
        ("น้องสมชาย ใจดี", agency),
    ]
    assert list(shown["visits"]) == [visit]
    assert "21 มกราคม 2569" in text(client)
    assert "ปรีดา" not in text(client)


def test_open_asks_name_who_offered_and_closed_ones_carry_the_thanks(client, asked, wichai, heard):
    assert "ยังรอคนแรกอยู่" in text(client)
    support.offer(request=asked, by=wichai, words="สอนได้ โทร 0812345678")
    page = text(client)
    assert "อาสาแล้ว 1 คน: หมอวิชัย ทะเลงาม" in page
    assert "0812345678" not in page
    support.close(request=asked, thanks="ขอบใจหมอมาก", word=heard)
    page = text(client)
    assert "ขอบใจหมอมาก" in page and "อาสาแล้ว" not in page


def test_who_knows_what_is_named_only_with_leave_and_only_from_published_texts(
    client, somchai, thap_thong
):
    somjit = factories.make_person(thap_thong, name="สมจิต ใจเย็น")
    factories.agree(somjit, somchai)
    knows = [("ทำปุ๋ยจากเศษอาหาร", "กลับกองทุกสามวัน", ("ป้า", "สมจิต ใจเย็น"))]
    visit = factories.make_visit(somchai, thap_thong)
    story = factories.make_story(visit, nuggets=knows)
    assert "ทำปุ๋ยจากเศษอาหาร" not in text(client)
    factories.publish(story)
    (shown,) = client.get(HERE).context["knowledge"]
    assert (shown.knows, shown.holder_line) == ("ทำปุ๋ยจากเศษอาหาร", "ป้าสมจิต ใจเย็น")
    assert f'href="/stories/{story.number}/"><strong>ทำปุ๋ยจากเศษอาหาร' in text(client)
    people.withdraw(person=somjit, how="spoken", told_to=somchai)
    page = text(client)
    assert "ทำปุ๋ยจากเศษอาหาร" in page and "สมจิต" not in page


def test_a_taken_back_story_leaves_the_page_with_its_visit_and_people(client, somchai, thap_thong):
    story = factories.make_published(somchai, thap_thong, "เครื่องแกงของป้า", photos_of=("green",))
    assert "น้องสมชาย ใจดี" in text(client)
    publishing.take_back_in_person(story=story, answered_by="ก", witness="ข", taken_by=somchai)
    page = text(client)
    assert "เครื่องแกงของป้า" not in page and "สมชาย" not in page


def test_a_pair_shows_two_published_photos_and_goes_with_either(client, somchai, thap_thong):
    one = factories.make_published(somchai, thap_thong, "หนึ่ง", photos_of=("green",))
    two = factories.make_published(somchai, thap_thong, "สอง", photos_of=("red",))
    then, now = pairs.photos_to_pair(thap_thong)
    made = {"village": thap_thong, "then": then, "now": now, "by": somchai}
    said = {"then_words": "เมื่อก่อนรก", "now_words": "ตอนนี้โล่ง"}
    pair = pairs.pair(**made, **said)
    assert pairs.pair(**made, **said) == pair
    assert "เมื่อก่อนรก" in text(client)
    publishing.take_back_in_person(story=two, answered_by="ก", witness="ข", taken_by=somchai)
    assert "เมื่อก่อนรก" not in text(client)
    with pytest.raises(ValidationError):
        pairs.pair(**(made | {"now": then}), **said)
    with pytest.raises(ValidationError):
        pairs.pair(**made, **said)
    assert one.title == "หนึ่ง"


def test_a_photo_of_another_village_or_of_a_draft_is_put_beside_nothing(
    somchai, wichai, thap_thong, khlong_noi
):
    factories.make_published(somchai, thap_thong, photos_of=("green",))
    factories.make_published(wichai, khlong_noi, photos_of=("red",))
    draft = factories.make_visit(somchai, thap_thong, photos_of=("blue",))
    (own,) = pairs.photos_to_pair(thap_thong)
    (strange,) = pairs.photos_to_pair(khlong_noi)
    for wrong in (strange, draft.photos.get(), None):
        with pytest.raises(ValidationError) as caught:
            pairs.pair(
                village=thap_thong,
                then=own,
                now=wrong,
                then_words="ก",
                now_words="ข",
                by=somchai,
            )
        assert list(caught.value.message_dict) == ["now"]
    assert not ThenAndNow.objects.exists()


def test_the_poster_is_a_sheet_with_a_qr_and_the_address_for_everybody(client, thap_thong):
    answer = client.get(f"{HERE}poster/")
    page = answer.content.decode()
    assert "<svg" in page and ">http://testserver/villages/80060602/<" in page
    assert "บ้านทาบทอง</h1>" in page
    assert "public" in answer["Cache-Control"] and not answer.cookies
    assert client.get("/villages/99999999/poster/").status_code == 404


def test_the_page_asks_the_database_as_often_for_many_rows_as_for_one(
    client, somchai, wichai, thap_thong, heard, food, django_assert_num_queries
):
    def more(number: int):
        friend = factories.make_user(f"friend{number}@kmnet.example", f"เพื่อน {number}")
        visit = factories.make_visit(
            somchai, thap_thong, companions=[friend], photos_of=("green", "red")
        )
        factories.publish(factories.make_story(visit, f"เรื่อง {number}", aspects=[food]))
        goals.say(village=thap_thong, aspect=food, words=f"ตั้งใจ {number}", word=heard)
        done = support.ask(village=thap_thong, words=f"เสร็จ {number}", word=heard)
        for who in (wichai, friend):
            support.offer(request=done, by=who, words="ช่วยได้")
        support.close(request=done, thanks=f"ขอบใจ {number}", word=heard)
        still = support.ask(village=thap_thong, words=f"ขอแรง {number}", word=heard)
        support.offer(request=still, by=wichai, words="ช่วยได้")
        then, now = list(pairs.photos_to_pair(thap_thong))[-2:]
        pairs.pair(
            village=thap_thong,
            then=then,
            now=now,
            then_words=f"ก {number}",
            now_words="ข",
            by=somchai,
        )

    more(0)
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(HERE)
    with django_assert_num_queries(3):
        client.get("/support/")
    for number in range(1, 5):
        more(number)
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(HERE)
    with django_assert_num_queries(3):
        client.get("/support/")


PAGE_QUERIES = 2


# The board --------------------------------------------------------------------------------------


def test_the_board_turns_its_pages_by_key_newest_first(client, thap_thong, heard):
    for number in range(14):
        support.ask(village=thap_thong, words=f"ขอแรงที่ {number:02}", word=heard)
    first = text(client, "/support/")
    assert re.findall(r"ขอแรงที่ (\d\d)", first) == [f"{n:02}" for n in range(13, 1, -1)]
    older = re.search(r'href="(\?before=\d+)"', first)[1]
    assert re.findall(r"ขอแรงที่ (\d\d)", text(client, f"/support/{older}")) == ["01", "00"]
    assert client.get("/support/?before=999999").status_code == 404


def test_what_was_withdrawn_or_taken_off_is_not_there_for_anybody(client, asked, heard):
    address = f"/support/{asked.pk}/"
    support.withdraw(request=asked, word=heard)
    assert client.get(address).status_code == 404
    assert asked.words not in text(client, "/support/")


def test_a_partner_from_anywhere_offers_words_it_anew_and_takes_it_back(client, as_wichai, asked):
    address = f"/support/{asked.pk}/offer/"
    assert client.get(address).status_code == 302
    assert (
        as_wichai.post(address, {"words": " "}).content.decode().count("ยังไม่ได้เขียนว่าช่วยอะไรได้บ้าง")
    )
    assert as_wichai.post(address, {"words": "สอนได้วันเสาร์"}).status_code == 302
    assert "สอนได้วันเสาร์" in text(as_wichai, address)
    as_wichai.post(address, {"words": "สอนได้ทุกวัน"})
    assert [offer.words for offer in asked.offers.standing()] == ["สอนได้ทุกวัน"]
    as_wichai.post(f"{address}take-back/")
    assert not asked.offers.standing().exists()


def test_an_offer_to_a_closed_ask_is_refused_kindly_and_its_words_come_back(
    as_wichai, asked, heard
):
    support.close(request=asked, thanks="ขอบใจ", word=heard)
    page = as_wichai.post(f"/support/{asked.pk}/offer/", {"words": "สอนได้"}).content.decode()
    assert "หมู่บ้านปิดเรื่องนี้ไปแล้ว" in page and "สอนได้" in page
    assert not asked.offers.exists()


# Tending ----------------------------------------------------------------------------------------


def test_partners_of_the_district_tend_and_everybody_else_finds_nothing(
    client, as_somchai, as_preeda, as_kanya, as_wichai, goal, asked
):
    for who in (as_somchai, as_preeda, as_kanya):
        assert "อยากกินข้าวที่ปลูกเอง" in text(who, f"{HERE}tend/")
    assert client.get(f"{HERE}tend/").status_code == 302
    deeds = (
        f"{HERE}tend/",
        f"{HERE}tend/goals/",
        f"{HERE}tend/goals/{goal.pk}/",
        f"{HERE}tend/support/",
        f"{HERE}tend/support/{asked.pk}/",
        f"{HERE}tend/pairs/",
    )
    assert {as_wichai.get(deed).status_code for deed in deeds} == {404}
    assert {as_wichai.post(deed, {}).status_code for deed in deeds} == {404}


def test_a_goal_is_said_settled_and_taken_off_in_the_villages_word(
    as_somchai, somchai, thap_thong, food
):
    said = typed("goal", aspect=food.pk, words="อยากกินข้าวที่ปลูกเอง", **HEARD)
    assert as_somchai.post(f"{HERE}tend/goals/", said).status_code == 302
    goal = Goal.objects.get()
    assert (goal.village, goal.said_by, goal.taken_by) == (thap_thong, "ผู้ใหญ่เอื้อน", somchai)
    one = f"{HERE}tend/goals/{goal.pk}/"
    done = typed(f"goal{goal.pk}", state="reached", words="ได้กินแล้ว", **HEARD)
    assert as_somchai.post(one, done).status_code == 302
    goal.refresh_from_db()
    assert (goal.state, goal.settled_words) == ("reached", "ได้กินแล้ว")
    assert (
        as_somchai.post(one, typed(f"goal{goal.pk}", state="taken_off", **HEARD)).status_code == 302
    )
    goal.refresh_from_db()
    assert goal.taken_off_at is not None


def test_what_was_refused_comes_back_with_everything_typed(as_somchai, food, goal, asked):
    sendings = [
        ("goals/", typed("goal", aspect=food.pk, words="โทร 0812345678", **HEARD)),
        ("goals/", typed("goal", aspect=food.pk, words="ไม่มีพยาน", said_by="ลุง")),
        (f"goals/{goal.pk}/", typed(f"goal{goal.pk}", words="ไม่ได้เลือก", **HEARD)),
        ("support/", typed("support", words="เลข 1101400000014", **HEARD)),
        (f"support/{asked.pk}/", typed(f"support{asked.pk}", state="closed", **HEARD)),
        ("pairs/", typed("pair", then_words="ยังไม่เลือกรูป", now_words="เลย")),
    ]
    for address, data in sendings:
        answer = as_somchai.post(f"{HERE}tend/{address}", data)
        page = answer.content.decode()
        assert answer.status_code == 200, address
        assert "ยังส่งไม่ได้" in page, address
        assert [word for word in data.values() if str(word) not in page] == [], address
    assert (Goal.objects.count(), SupportRequest.objects.open().count()) == (1, 1)


def test_a_post_without_a_session_hands_the_words_back(client, thap_thong):
    answer = client.post(f"{HERE}tend/goals/", typed("goal", words="พิมพ์ไว้ยาว"))
    assert answer.status_code == 403
    assert "พิมพ์ไว้ยาว" in answer.content.decode()


def test_a_hand_is_asked_for_and_closed_with_thanks(as_somchai, somchai):
    ask = typed("support", words="อยากได้คนสอนทำบัญชี", needed_by="ก่อนหน้าฝน", **HEARD)
    assert as_somchai.post(f"{HERE}tend/support/", ask).status_code == 302
    asked = SupportRequest.objects.get()
    close = typed(f"support{asked.pk}", state="closed", thanks="ขอบใจมาก", **HEARD)
    assert as_somchai.post(f"{HERE}tend/support/{asked.pk}/", close).status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.thanks) == ("closed", "ขอบใจมาก")


def test_a_goal_of_another_village_is_not_settled_through_this_ones_address(as_kanya, goal):
    data = typed(f"goal{goal.pk}", state="reached", **HEARD)
    elsewhere = Village.objects.exclude(pk=goal.village_id)[0].code
    assert as_kanya.post(f"/villages/{elsewhere}/tend/goals/{goal.pk}/", data).status_code == 404


# Keepers ----------------------------------------------------------------------------------------


def test_only_connectors_and_coordinators_of_the_district_see_the_keepers_links(
    client, as_somchai, as_wichai, as_preeda, as_kanya, malee
):
    secret = malee.links.get().secret
    for who in (as_preeda, as_kanya):
        answer = who.get(f"{HERE}keepers/")
        assert secret in answer.content.decode() and "no-store" in answer["Cache-Control"]
        assert secret not in text(who, f"{HERE}keepers/{malee.pk}/card/")  # only inside the QR
    addresses = [
        "",
        "appoint/",
        *(f"{malee.pk}/{deed}/" for deed in ("renew", "end", "name", "card")),
    ]
    for who in (as_somchai, as_wichai):
        assert {who.get(f"{HERE}keepers/{each}").status_code for each in addresses} == {404}
        assert {who.post(f"{HERE}keepers/{each}").status_code for each in addresses[1:]} == {404}
    assert client.get(f"{HERE}keepers/").status_code == 302


def test_a_connector_appoints_renews_names_and_releases(as_preeda, preeda, thap_thong, client):
    data = typed(
        "keeper", called="ป้า", name="มาลี ใจเย็น", vouched="ที่ประชุมหมู่บ้าน", vouched_on="3 มีนาคม 2569"
    )
    assert as_preeda.post(f"{HERE}keepers/appoint/", data).status_code == 302
    kept = Stewardship.objects.get()
    assert (kept.village, kept.appointed_by, str(kept.vouched_on)) == (
        thap_thong,
        preeda,
        "2026-03-03",
    )
    secret = kept.links.get().secret
    as_preeda.post(f"{HERE}keepers/{kept.pk}/renew/")
    assert client.get(f"/keeper/{secret}/").status_code == 404
    as_preeda.post(f"{HERE}keepers/{kept.pk}/name/", {"show": "yes"})
    assert "ป้ามาลี ใจเย็น" in text(client)
    end = typed(f"end{kept.pk}", on=str(factories.days_ago(0)), why="ย้ายไปอยู่กับลูก")
    assert as_preeda.post(f"{HERE}keepers/{kept.pk}/end/", end).status_code == 302
    assert not keepers.working_links(thap_thong).exists()
    assert "ย้ายไปอยู่กับลูก" in text(as_preeda, f"{HERE}keepers/")
    assert as_preeda.get(f"{HERE}keepers/{kept.pk}/card/").status_code == 404


def test_an_appointment_without_the_villages_word_comes_back_with_what_was_typed(as_preeda, malee):
    data = typed("keeper", name="เอื้อน ทองดี", vouched="", vouched_on="3 มีนาคม 2569")
    page = as_preeda.post(f"{HERE}keepers/appoint/", data).content.decode()
    assert "ยังไม่ได้ใส่ว่าใครในหมู่บ้านฝากให้ดูแล" in page and "เอื้อน ทองดี" in page
    end = typed(f"end{malee.pk}", on="2 มกราคม 2540", why="โทร 0812345678")
    page = as_preeda.post(f"{HERE}keepers/{malee.pk}/end/", end).content.decode()
    assert "มีเบอร์โทรอยู่ในข้อความ" in page
    malee.refresh_from_db()
    assert malee.until is None
    assert Stewardship.objects.count() == 1


def test_a_district_coordinator_of_elsewhere_appoints_nobody_here(thap_thong):
    elsewhere = factories.make_coordinator("niphon@kmnet.example", "นิพนธ์", district="8012")
    answer = signed_in(elsewhere).post(f"{HERE}keepers/appoint/", typed("keeper", name="ก"))
    assert answer.status_code == 404
