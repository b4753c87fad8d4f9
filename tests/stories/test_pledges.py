"""Promises and changes: kept (how), passed on (to whom), laid down (why); each with its person."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from members import files, handover, postings
from members.models import Agency, Walking
from stories import pledges, visits
from stories.models import CompanionReview, PracticeChange, Promise, PromiseStep
from tests import factories
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def promised(somchai, thap_thong) -> Promise:
    visit = factories.make_visit(
        somchai, thap_thong, promises=["เอาพันธุ์พริกมาให้"], changes=["จะโทรก่อนไปทุกครั้ง"]
    )
    return visit.promises.get()


def revise(visit, by, **told):
    return visits.revise(
        visit=visit,
        told=visits.Told(village=visit.village, day=visit.day, good=visit.good, **told),
        typed={"good": [visit.good], "told": [str(told)]},
        by=by,
        seen=visits.latest_seen(visit),
    )


def test_whoever_promises_holds_it_until_it_is_kept(promised, somchai, as_somchai):
    assert (promised.by, promised.holder, promised.state) == (somchai, somchai, "open")
    page = as_somchai.get("/me/").content.decode()
    assert "เอาพันธุ์พริกมาให้" in page
    assert "จะโทรก่อนไปทุกครั้ง" in page
    answer = as_somchai.post(
        f"/promises/{promised.pk}/", {"what": "kept", "words": "เอาไปให้ป้าสมจิตยี่สิบต้น"}
    )
    assert answer.status_code == 302
    promised.refresh_from_db()
    assert (promised.state, promised.settled_on) == ("kept", factories.days_ago(0))
    assert [(step.what, step.by) for step in promised.steps.all()] == [("kept", somchai)]
    assert "เอาพันธุ์พริกมาให้" not in as_somchai.get("/me/").content.decode()


def test_an_open_promise_heads_the_next_visit_and_a_kept_one_does_not(
    promised, as_somchai, thap_thong, somchai
):
    address = f"/visits/new/?village={thap_thong.code}"
    page = as_somchai.get(address).content.decode()
    assert "ที่รับปากหมู่บ้านนี้ไว้" in page
    assert "เอาพันธุ์พริกมาให้" in page
    pledges.keep(pledge=promised, words="เอาไปให้แล้ว", by=somchai)
    assert "ที่รับปากหมู่บ้านนี้ไว้" not in as_somchai.get(address).content.decode()


def test_passed_on_it_stands_on_the_other_desk_and_the_author_stays(
    promised, somchai, as_somchai, thap_thong
):
    nit = factories.make_user("nit@kmnet.example", "นิตยา พาเพลิน", "น้อง", district="8006")
    answer = as_somchai.post(
        f"/promises/{promised.pk}/", {"what": "passed", "to": nit.pk, "words": "นิตไปบ่อยกว่า"}
    )
    assert answer.status_code == 302
    promised.refresh_from_db()
    assert (promised.by, promised.holder, promised.state) == (somchai, nit, "open")
    assert "รับต่อจากน้องสมชาย" in signed_in(nit).get("/me/").content.decode()
    assert pledges.may_settle(nit, promised)
    assert not pledges.may_settle(somchai, promised)


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({}, "เลือกก่อนว่าทำแล้ว ฝากต่อ หรือขอวางไว้"),
        ({"what": "kept", "words": "  "}, "เล่าสั้นๆ ว่าทำอย่างไร"),
        ({"what": "released"}, "บอกสั้นๆ ว่าวางไว้เพราะอะไร"),
        ({"what": "passed", "words": "ยาวมาก"}, "เลือกก่อนว่าฝากกับใคร"),
        ({"what": "passed", "to": "999999", "words": "ยาวมาก"}, "เลือกก่อนว่าฝากกับใคร"),
        ({"what": "kept", "words": "โทร 081-234-5678 ไปบอกแล้ว"}, "มีเบอร์โทรอยู่ในข้อความ"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    promised, as_somchai, posted, sentence, preeda
):
    answer = as_somchai.post(f"/promises/{promised.pk}/", posted)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    if posted.get("words", "").strip():
        assert posted["words"] in page
    promised.refresh_from_db()
    assert promised.state == "open"


def test_a_second_word_after_the_first_is_told_who_was_there_before(promised, somchai):
    pledges.release(pledge=promised, words="น้ำท่วม", by=somchai)
    with pytest.raises(ValidationError) as refused:
        pledges.keep(pledge=promised, words="ทำแล้ว", by=somchai)
    assert refused.value.messages == ["น้องสมชาย ใจดีบอกไปแล้วว่าขอวางไว้ ที่คุณพิมพ์ยังอยู่ด้านล่าง"]


def test_nothing_is_passed_to_somebody_who_has_left_or_holds_it(promised, somchai, wichai):
    with pytest.raises(ValidationError):
        pledges.pass_on(pledge=promised, to=somchai, by=somchai)
    wichai.is_active = False
    wichai.save()
    with pytest.raises(ValidationError):
        pledges.pass_on(pledge=promised, to=wichai, by=somchai)
    assert promised.steps.count() == 0


def test_somebody_elses_promise_is_read_in_the_district_and_settled_by_its_holder_alone(
    promised, somchai, as_wichai, thap_thong
):
    assert as_wichai.get(f"/promises/{promised.pk}/").status_code == 404
    nit = factories.make_user("nit@kmnet.example", "นิตยา พาเพลิน", district="8006")
    as_nit = signed_in(nit)
    assert as_nit.get(f"/promises/{promised.pk}/").status_code == 200
    posted = {"what": "kept", "words": "ทำแล้ว"}
    assert as_nit.post(f"/promises/{promised.pk}/", posted).status_code == 404


def test_a_line_taken_out_of_the_form_goes_unless_the_village_was_told_of_it(promised, somchai):
    pledges.keep(pledge=promised, words="เอาไปให้แล้ว", by=somchai)
    visit = revise(promised.visit, somchai, promises=["จะพาไปดูงาน"])
    assert [row.words for row in visit.promises.all()] == ["เอาพันธุ์พริกมาให้", "จะพาไปดูงาน"]
    assert list(visit.changes.all()) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stories_promisestep SET words = 'อื่น'",
        "DELETE FROM stories_promisestep",
        "UPDATE stories_promise SET state = 'kept', settled_on = NULL",
        "UPDATE stories_promise SET state = 'open'",
    ],
)
def test_the_database_keeps_what_was_settled(promised, somchai, statement):
    pledges.keep(pledge=promised, words="เอาไปให้แล้ว", by=somchai)
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_two_words_at_once_leave_one_step(places, somchai, thap_thong):
    visit = factories.make_visit(somchai, thap_thong, promises=["เอาพริกมาให้"])
    promise, told = visit.promises.get(), []

    def settle(deed):
        try:
            deed(pledge=promise, words="พร้อมกัน", by=somchai)
            told.append("done")
        except ValidationError:
            told.append("late")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=settle, args=(deed,)) for deed in (pledges.keep, pledges.release)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["done", "late"]
    assert PromiseStep.objects.count() == 1


# Who walks along, the reviews of companions ----------------------------------------------------


def test_a_visit_that_arrives_begins_walking_with_the_village(somchai, wichai, thap_thong):
    factories.make_visit(somchai, thap_thong, companions=[wichai])
    factories.make_visit(somchai, thap_thong, day=factories.days_ago(9))
    found = Walking.objects.order_by("user").values_list("user", "village", "begins", "ends")
    assert sorted(found) == sorted(
        [
            (somchai.pk, thap_thong.pk, factories.days_ago(9), None),
            (wichai.pk, thap_thong.pk, factories.days_ago(3), None),
        ]
    )


def test_every_companion_adds_a_voice_of_their_own(
    somchai, wichai, as_somchai, as_wichai, thap_thong
):
    visit = factories.make_visit(somchai, thap_thong, companions=[wichai], beyond="ได้เพื่อนใหม่")
    address = f"/visits/{visit.number}/review/"
    assert as_somchai.get(address).status_code == 404  # the teller's own stands in the visit
    empty = as_wichai.post(address, {"expected": " "})
    assert "ประโยคเดียวก็พอ" in empty.content.decode()
    as_wichai.post(address, {"beyond": "ป้าทำให้ดูถึงครัว", "taken_home": "จะกลับไปชวนรพ.สต."})
    as_wichai.post(address, {"beyond": "ป้าทำให้ดูถึงครัว", "taken_home": "จะกลับไปชวนรพ.สต."})
    page = as_somchai.get(f"/visits/{visit.number}/").content.decode()
    assert [review.by for review in visit.reviews.all()] == [wichai]
    assert page.index("ได้เพื่อนใหม่") < page.index("ป้าทำให้ดูถึงครัว")


def test_what_villagers_want_next_is_kept_and_shown(as_somchai, somchai, thap_thong):
    visit = factories.make_visit(somchai, thap_thong, again="yes", wants="อยากให้หมอมาคุยเรื่องสมุนไพร")
    page = as_somchai.get(f"/visits/{visit.number}/").content.decode()
    assert "อยากให้มาอีก" in page
    assert "อยากให้หมอมาคุยเรื่องสมุนไพร" in page
    form = as_somchai.get(f"/visits/{visit.number}/edit/").content.decode()
    assert 'value="yes"' in form


# /changes/ ---------------------------------------------------------------------------------------


@pytest.fixture
def changed(somchai, thap_thong) -> PracticeChange:
    story = factories.make_published(somchai, thap_thong)
    return PracticeChange.objects.create(
        visit=story.visit,
        words="เลิกใช้แบบฟอร์มห้าหน้า",
        by=somchai,
        holder=somchai,
        agency=Agency.objects.order_by("pk").first(),
    )


def test_what_agencies_changed_stands_by_agency_in_the_order_of_names(changed, client, somchai):
    pledges.keep(pledge=changed, words="เหลือหน้าเดียว", by=somchai)
    answer = client.get("/changes/")
    page = answer.content.decode()
    assert "เลิกใช้แบบฟอร์มห้าหน้า" in page
    assert "เปลี่ยนแล้ว: เหลือหน้าเดียว" in page
    assert f"/stories/{changed.visit.stories.get().number}/" in page
    assert (answer.headers.get("Vary", ""), answer.cookies.output()) == ("", "")


def test_a_change_from_a_village_that_said_nothing_yet_names_its_district_alone(
    client, somchai, thap_thong
):
    visit = factories.make_visit(somchai, thap_thong, changes=["จะนั่งฟังก่อนพูด"])
    assert visit.changes.get().agency == Agency.objects.get(postings__user=somchai)
    page = client.get("/changes/").content.decode()
    assert "จะนั่งฟังก่อนพูด" in page
    assert "อำเภอเชียรใหญ่" in page
    assert "บ้านทาบทอง" not in page


def test_a_villager_who_has_not_agreed_is_not_named_among_the_changes(changed, client, thap_thong):
    factories.make_person(thap_thong, "สายหยุด พุดจีบ", "ยาย")
    PracticeChange.objects.filter(pk=changed.pk).update(words="ยายสายหยุดสอนว่าให้ฟังก่อน")
    page = client.get("/changes/").content.decode()
    assert "สายหยุด" not in page
    assert "สอนว่าให้ฟังก่อน" in page


def test_a_draft_and_what_was_laid_down_are_not_told(changed, client, somchai, thap_thong):
    draft = visits.begin(client_uuid="6b6d6e65-0000-4000-8000-0000000000d1", by=somchai)
    PracticeChange.objects.create(visit=draft, words="ยังไม่ได้ส่ง", by=somchai, agency=changed.agency)
    pledges.release(pledge=changed, words="ย้ายงาน", by=somchai)
    page = client.get("/changes/").content.decode()
    assert ("ยังไม่ได้ส่ง" in page, "เลิกใช้แบบฟอร์มห้าหน้า" in page) == (False, False)


@pytest.mark.parametrize("query", ["agency=999999", "agency=x", "agency=1&before=7"])
def test_an_unknown_agency_or_page_is_not_there(client, places, query):
    assert client.get(f"/changes/?{query}").status_code == 404


def test_older_postings_do_not_name_the_agency(somchai, thap_thong):
    other = factories.make_agency("โรงเรียนบ้านใหม่", "university")
    postings.begin_posting(
        user=somchai, agency=other, district=None, begins=factories.days_ago(-30)
    )
    visit = factories.make_visit(somchai, thap_thong, changes=["จะฟังก่อน"])
    assert visit.changes.get().agency != other


# On the village's pages --------------------------------------------------------------------------


def test_the_village_reads_what_was_promised_until_it_is_kept(client, promised, somchai, malee):
    page = f"/villages/{promised.visit.village_id}/"
    own = f"/keeper/{malee.links.get().secret}/"
    assert promised.words in client.get(own).content.decode()
    assert promised.words not in client.get(page).content.decode()  # nobody knows of the day yet
    factories.publish(factories.make_story(promised.visit))
    assert promised.words in client.get(page).content.decode()
    pledges.keep(pledge=promised, words="เอาไปให้แล้ว", by=somchai)
    for address in (page, own):
        assert promised.words not in client.get(address).content.decode()


NUMBER = "081-234-5678"
MET = {"called": "พี่", "name": "สายใจ รักเรียน", "does": "ครู", "words": "ชวนเด็กมาฟัง"}


def test_numbers_and_people_met_do_not_stand_in_what_everybody_reads(client, somchai, thap_thong):
    visit = factories.make_visit(
        somchai,
        thap_thong,
        met=[MET],
        changes=[f"ทำอย่างที่พี่สายใจสอน โทรหาที่ {NUMBER}"],
        promises=[f"พาพี่สายใจไปดูงาน โทรก่อนที่ {NUMBER}"],
    )
    factories.publish(factories.make_story(visit))
    for address, words in (
        ("/changes/", "ทำอย่างที่คนที่ได้พบสอน โทรหาที่ …"),
        (f"/villages/{thap_thong.pk}/", "พาคนที่ได้พบไปดูงาน โทรก่อนที่ …"),
    ):
        assert words in client.get(address).content.decode()
    person = factories.make_person(thap_thong, "สายใจ รักเรียน", "พี่")
    factories.agree(person, somchai)
    assert "ทำอย่างที่พี่สายใจสอน" in client.get("/changes/").content.decode()


def test_a_promise_of_long_ago_still_stands_on_the_villages_page(client, somchai, thap_thong):
    visit = factories.make_visit(
        somchai, thap_thong, promises=["เอาพันธุ์พริกมาให้"], day=factories.days_ago(100)
    )
    factories.publish(factories.make_story(visit))
    for number in range(12):
        factories.make_published(somchai, thap_thong, f"เรื่องที่ {number}")
    assert "เอาพันธุ์พริกมาให้" in client.get(f"/villages/{thap_thong.pk}/").content.decode()


def test_an_erased_file_leaves_no_name_in_promises_reviews_and_what_became_of_them(
    somchai, wichai, kanya, thap_thong, django_capture_on_commit_callbacks
):
    visit = factories.make_visit(
        somchai,
        thap_thong,
        companions=[wichai],
        met=[MET],
        promises=["พาพี่สายใจไปดูงาน"],
        changes=["ทำอย่างพี่สายใจ"],
    )
    file = visits.make_known(encounter=visit.encounters.get(), by=somchai)
    review = CompanionReview.objects.create(visit=visit, by=wichai, beyond="พี่สายใจเล่าเก่ง")
    line = handover.open_handover(
        giver=somchai, by=somchai, why="moving", last_day=factories.days_ago(-30)
    ).lines.get(kind="promise")
    promise, change = visit.promises.get(), visit.changes.get()
    pledges.keep(pledge=promise, words="พี่สายใจไปมาแล้ว", by=somchai)
    pledges.keep(pledge=change, words="พี่สายใจมาช่วย", by=somchai)
    with django_capture_on_commit_callbacks(execute=True):
        files.erase(nomination=file)
    steps = [promise.steps.get(), change.steps.get()]
    for row in (review, line, promise, change):
        row.refresh_from_db()
    assert review.beyond == "คนที่ได้พบเล่าเก่ง"
    assert [each.words for each in steps] == ["คนที่ได้พบไปมาแล้ว", "คนที่ได้พบมาช่วย"]
    assert {promise.words, line.about} == {"พาคนที่ได้พบไปดูงาน"}
    # Once the file is erased the steps stand again.
    with pytest.raises(IntegrityError), transaction.atomic():
        type(steps[0]).objects.filter(pk=steps[0].pk).update(words="อย่างอื่น")
