"""Two people decide, with reasons; conflicts keep their hands off; nothing is overwritten."""

import datetime
import html
import re
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from members import letters, postings, screening, telling
from members.models import Agency, Decision, Invitation, Letter, Nomination, Relation
from members.models.nominations import month_ahead
from tests import factories

EMAIL = "saijai@kmnet.example"


def decide(nomination, by, answer="invite", **more) -> Decision:
    more = {"reason": f"{by.name}เห็นแล้วว่าทำด้วยใจ", "email": EMAIL, **more}
    more.setdefault("seen", nomination.decisions.count())
    return screening.decide(nomination=nomination, answer=answer, by=by, **more)


def not_yet(nomination, by, companion, **more) -> Decision:
    more = {"companion": companion, "look_again_on": month_ahead(2), **more}
    return decide(nomination, by, "not_yet", **more)


def refusal(nomination, by, **more) -> ValidationError:
    """What `decide` says when it refuses; nothing may be kept then."""

    def kept():
        return Decision.objects.count(), Invitation.objects.count(), Letter.objects.count()

    before = kept()
    with pytest.raises(ValidationError) as error:
        decide(nomination, by, **more)
    assert kept() == before
    return error.value


def state(nomination) -> str:
    return Nomination.objects.get(pk=nomination.pk).state


# Two deciders


def test_the_first_yes_waits_and_the_second_sends_the_letter(saijai, kanya, suda):
    decide(saijai, kanya)
    assert (state(saijai), Invitation.objects.count(), Letter.objects.count()) == ("second", 0, 0)
    assert list(Nomination.objects.queue()) == [saijai]
    decide(saijai, suda)
    assert state(saijai) == "invited"
    invitation = saijai.invitations.get()
    assert (invitation.email, Letter.objects.get().to) == (EMAIL, EMAIL)
    assert invitation.expires_at - invitation.sent_at == datetime.timedelta(days=30)
    assert list(Nomination.objects.queue()) == []


def test_one_person_is_not_two_deciders(saijai, kanya, suda):
    decide(saijai, kanya)
    assert refusal(saijai, kanya).messages == ["คุณบอกว่าชวนไว้แล้ว รอเพื่อนอีกคนเห็นด้วย แล้วจดหมายจะส่งเอง"]
    assert state(saijai) == "second"
    decide(saijai, suda)
    assert state(saijai) == "invited"


def test_a_first_yes_of_somebody_tied_to_the_person_counts_no_more(saijai, kanya, suda, nuan):
    decide(saijai, kanya)
    telling.declare_relation(nomination=saijai, user=kanya, words="เป็นน้า", by=kanya)
    decide(saijai, suda)
    assert (state(saijai), Invitation.objects.count()) == ("second", 0)


def test_a_connector_of_the_district_decides_nothing(saijai, preeda):
    assert refusal(saijai, preeda).messages == [
        "เรื่องนี้อยู่นอกอำเภอที่คุณดูแล ฝากผู้ประสานงานของอำเภอนั้นตัดสินใจ"
    ]


def test_the_first_decider_may_change_their_mind(saijai, kanya, somchai, suda):
    decide(saijai, kanya)
    not_yet(saijai, kanya, somchai)
    assert state(saijai) == "not_yet"
    decide(saijai, suda)
    assert (state(saijai), Invitation.objects.count()) == ("second", 0)


def test_one_person_may_say_not_yet_with_a_companion_and_a_month(saijai, kanya, somchai):
    not_yet(saijai, kanya, somchai)
    saijai.refresh_from_db()
    assert (saijai.state, saijai.companion, saijai.look_again_on) == (
        "not_yet",
        somchai,
        month_ahead(2),
    )
    assert (Invitation.objects.count(), Letter.objects.count()) == (0, 0)
    assert list(Nomination.objects.queue()) == []


def test_a_not_yet_in_between_makes_both_say_yes_again(saijai, kanya, suda, somchai):
    decide(saijai, kanya)
    not_yet(saijai, suda, somchai)
    decide(saijai, kanya)
    assert (state(saijai), Invitation.objects.count()) == ("second", 0)
    saijai.refresh_from_db()
    assert (saijai.companion, saijai.look_again_on) == (None, None)
    decide(saijai, suda)
    assert state(saijai) == "invited"
    assert [each.answer for each in saijai.decisions.all()] == [
        "invite",
        "not_yet",
        "invite",
        "invite",
    ]


def test_the_letter_tells_both_reasons_the_first_one_first(saijai, kanya, suda):
    decide(saijai, kanya, reason="เหตุผลของกันยา")
    decide(saijai, suda, reason="เหตุผลของสุดา")
    body = Letter.objects.get().body
    assert "เหตุผลของกันยา\n\nเหตุผลของสุดา" in body
    assert body.rstrip().endswith("ป้าสุดา มองกว้าง\nเครือข่ายชุมชนอินทรีย์ นครศรีธรรมราช")


# Who decides nothing


def test_whoever_told_of_somebody_does_not_decide(saijai, kanya, suda):
    telling.tell_more(nomination=saijai, words="ฉันก็เห็น", by=kanya)
    assert refusal(saijai, kanya).messages == ["คุณเป็นคนเล่าถึงคนนี้เอง เรื่องตัดสินใจขอให้เพื่อนอีกคนช่วย"]
    assert decide(saijai, suda).by == suda


def test_a_declared_tie_does_not_decide(saijai, kanya, suda):
    telling.declare_relation(nomination=saijai, user=kanya, words="เป็นน้า", by=suda)
    assert refusal(saijai, kanya).messages == ["คุณบอกไว้ว่าเกี่ยวข้องกับคนนี้ เรื่องตัดสินใจขอให้เพื่อนอีกคนช่วย"]


@pytest.mark.parametrize(
    "written",
    [
        {"agency": True},
        {"agency_words": "องค์การบริหารส่วนตำบลไสหมาก"},
        {"agency_words": "อบต.ไสหมาก"},
        {"agency_words": "อบต. ไสหมาก"},
    ],
    ids=["the same row", "its name", "its short name", "its short name, spaced"],
)
def test_the_same_agency_however_it_was_written_does_not_decide(
    somchai, thap_thong, kanya, written
):
    agency = Agency.objects.create(
        name="องค์การบริหารส่วนตำบลไสหมาก", short_name="อบต.ไสหมาก", kind="local"
    )
    posting = postings.begin_posting(
        user=kanya, agency=agency, district=None, begins=factories.days_ago(9)
    )
    told = {"agency": agency} if "agency" in written else written
    nomination = factories.make_whole_file(somchai, thap_thong, **told)
    assert refusal(nomination, kanya).messages == [
        "คนนี้อยู่หน่วยงานเดียวกับคุณ เรื่องตัดสินใจขอให้เพื่อนต่างหน่วยงานช่วย"
    ]
    posting.ends = factories.days_ago(1)
    posting.save()
    assert decide(nomination, kanya).by == kanya


def test_another_agency_decides(somchai, thap_thong, kanya):
    postings.begin_posting(
        user=kanya, agency=factories.make_agency(), district=None, begins=factories.days_ago(9)
    )
    for told in ({"agency": factories.make_agency()}, {"agency_words": "อบต.ไสหมาก"}, {}):
        nomination = factories.make_whole_file(somchai, thap_thong, **told)
        assert screening.who_may_not_decide(nomination, kanya) == ""


def test_only_who_looks_after_the_district_decides(saijai, orn, nuan, somchai, preeda):
    for outside in (orn, somchai):
        assert refusal(saijai, outside).messages == [
            "เรื่องนี้อยู่นอกอำเภอที่คุณดูแล ฝากผู้ประสานงานของอำเภอนั้นตัดสินใจ"
        ]
    assert decide(saijai, nuan).by == nuan


def test_whoever_may_not_decide_may_still_add_what_they_saw(saijai, kanya, as_kanya):
    telling.declare_relation(nomination=saijai, user=kanya, words="เป็นน้า", by=kanya)
    factories.make_evidence(saijai, kanya, 4)
    page = as_kanya.get(f"/admin/members/nomination/{saijai.pk}/decide/").content.decode()
    assert "คุณบอกไว้ว่าเกี่ยวข้องกับคนนี้" in page
    assert 'name="reason"' not in page


# What a decision lacks


@pytest.mark.parametrize("reason", ["", "  \n "])
@pytest.mark.parametrize("answer", ["invite", "not_yet"])
def test_a_reason_is_needed_either_way(saijai, kanya, somchai, reason, answer):
    error = refusal(
        saijai,
        kanya,
        answer=answer,
        reason=reason,
        companion=somchai,
        look_again_on=month_ahead(1),
    )
    assert list(error.message_dict) == ["reason"]


def test_the_database_wants_reason_companion_and_month(saijai, kanya, somchai):
    whole = {
        "nomination": saijai,
        "answer": "not_yet",
        "reason": "ก",
        "by": kanya,
        "companion": somchai,
        "look_again_on": month_ahead(1),
    }
    for missing in ({"reason": ""}, {"companion": None}, {"look_again_on": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Decision.objects.create(**(whole | missing))
    with pytest.raises(IntegrityError), transaction.atomic():
        Nomination.objects.filter(pk=saijai.pk).update(state="not_yet")
    Decision.objects.create(**whole)


def test_not_yet_names_companion_and_month(saijai, kanya):
    error = refusal(saijai, kanya, answer="not_yet")
    assert sorted(error.message_dict) == ["companion", "look_again_on"]


def test_an_invitation_needs_an_email_that_nobody_here_uses(saijai, kanya, somchai):
    assert list(refusal(saijai, kanya, email="").message_dict) == ["email"]
    assert list(refusal(saijai, kanya, email="Somchai@KMnet.example").message_dict) == ["email"]


def test_an_incomplete_file_is_invited_only_with_a_word_why(bare, kanya, somchai):
    factories.criteria()
    error = refusal(bare, kanya)
    assert error.message_dict == {
        "incomplete_why": ["แฟ้มยังไม่ครบ บอกสั้นๆ ว่าทำไมชวนได้เลย หรือรอให้ครบก่อน"]
    }
    assert list(refusal(bare, kanya, incomplete_why=" ").message_dict) == ["incomplete_why"]
    kept = decide(bare, kanya, incomplete_why="ทำงานด้วยกันมาสิบปี")
    assert kept.incomplete_why == "ทำงานด้วยกันมาสิบปี"
    not_yet(bare, kanya, somchai)
    assert state(bare) == "not_yet"


# The page


def page_of(client, nomination, **typed) -> str:
    """The decision page after a post, everything in it read as a person would."""
    fields = {"answer": "invite", "reason": "", "email": "", "incomplete_why": "", "seen": "0"}
    answer = client.post(f"/admin/members/nomination/{nomination.pk}/decide/", fields | typed)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"reason": ""}, "ยังไม่ได้เขียนเหตุผล"),
        ({"email": ""}, "ยังไม่ได้ใส่อีเมลของเขา"),
        ({"answer": "not_yet"}, "ยังไม่ได้เลือกเพื่อนร่วมทาง"),
        ({"incomplete_why": ""}, "แฟ้มยังไม่ครบ บอกสั้นๆ"),
        ({"email": "ไม่ใช่อีเมล"}, "อีเมล"),
    ],
)
def test_what_is_lacking_is_said_in_thai_and_what_was_typed_stays(as_kanya, bare, typed, sentence):
    factories.criteria()
    whole = {"reason": "เห็นมากับตา", "email": EMAIL, "incomplete_why": "รู้จักกันมานาน"}
    page = page_of(as_kanya, bare, **(whole | typed))
    assert sentence in page
    for name, value in (whole | typed).items():
        if name == "email":
            assert f'value="{value}"' in page or not value
        elif name != "answer" and value:
            assert f"{value}</textarea>" in page
    assert (Decision.objects.count(), Letter.objects.count()) == (0, 0)


@pytest.mark.parametrize("confirm", [{}, {"confirm": "1"}])
def test_deciding_on_ones_own_nominee_is_refused_in_thai_and_the_text_stays(
    as_kanya, kanya, saijai, confirm
):
    telling.tell_more(nomination=saijai, words="ฉันก็เห็น", by=kanya)
    page = page_of(as_kanya, saijai, reason="เหตุผลที่พิมพ์ไว้ยาวๆ", email=EMAIL, **confirm)
    assert "คุณเป็นคนเล่าถึงคนนี้เอง" in page
    assert "เหตุผลที่พิมพ์ไว้ยาวๆ</textarea>" in page
    assert not Decision.objects.exists()


def test_the_preview_is_the_letter_that_will_be_sent_but_for_the_link(
    as_suda, kanya, saijai, client
):
    decide(saijai, kanya, reason="ครูเขาทำ <ด้วยใจ> & ไม่เคยขาด")
    typed = {"reason": "มา 3 ครั้ง\r\n\r\nครบทุกครั้ง", "email": EMAIL, "seen": "1"}
    page = page_of(as_suda, saijai, **typed)
    assert (Decision.objects.count(), Letter.objects.count()) == (1, 0)
    shown = re.search('<pre class="letter">(.*?)</pre>', page, re.DOTALL)[1]
    answer = as_suda.post(
        f"/admin/members/nomination/{saijai.pk}/decide/",
        typed | {"answer": "invite", "confirm": "1"},
    )
    assert answer["Location"] == f"/admin/members/nomination/{saijai.pk}/file/"
    link = "http://testserver" + saijai.invitations.get().get_absolute_url()
    sent = Letter.objects.get().body
    assert link in sent
    assert shown == sent.replace(link, "(ลิงก์ส่วนตัวของเขาจะอยู่ตรงนี้)").replace("\r\n", "\n")
    assert client.get(link).status_code == 200


def test_the_second_one_sees_the_firsts_words_and_keeps_their_own(as_suda, suda, kanya, saijai):
    first = decide(saijai, kanya, reason="เหตุผลของกันยาที่มาก่อน")
    error = refusal(saijai, suda, seen=0)
    assert isinstance(error, screening.DecidedAlready)
    assert error.decision == first
    typed = {"reason": "เหตุผลของสุดาที่พิมพ์ค้างไว้", "email": EMAIL, "confirm": "1"}
    page = page_of(as_suda, saijai, **typed)
    assert "พี่กันยา มองไกลตัดสินใจเรื่องนี้ไปแล้วว่า “ชวนร่วมเดิน” ข้อความของคุณยังอยู่ด้านล่าง" in page
    assert "เหตุผลของกันยาที่มาก่อน" in page
    assert "เหตุผลของสุดาที่พิมพ์ค้างไว้</textarea>" in page
    assert Decision.objects.get() == first
    # Pressed again in full view of the first, it stands as the second.
    (seen,) = re.findall('name="seen" value="(\\d+)"', page)
    assert seen == "1"
    as_suda.post(
        f"/admin/members/nomination/{saijai.pk}/decide/",
        typed | {"seen": seen, "answer": "invite"},
    )
    assert state(saijai) == "invited"


def test_another_districts_file_is_not_decided_on_by_address(as_orn, saijai):
    address = f"/admin/members/nomination/{saijai.pk}/decide/"
    assert as_orn.post(address, {"answer": "invite", "reason": "x"}).status_code == 404


def test_a_companion_and_a_buddy_for_a_district_come_from_the_district(as_nuan, saijai, wichai):
    page = as_nuan.get(f"/admin/members/nomination/{saijai.pk}/decide/").content.decode()
    assert "น้องสมชาย ใจดี" in page
    assert "หมอวิชัย ทะเลงาม" not in page


def test_a_month_to_look_again_is_one_of_the_next_twelve(as_kanya, saijai, somchai):
    page = page_of(
        as_kanya,
        saijai,
        answer="not_yet",
        reason="ยังไม่เคยไปด้วยกัน",
        companion=somchai.pk,
        look_again_on="2000-01-01",
    )
    assert "ยังไม่เคยไปด้วยกัน</textarea>" in page
    assert not Decision.objects.exists()
    as_kanya.post(
        f"/admin/members/nomination/{saijai.pk}/decide/",
        {
            "answer": "not_yet",
            "reason": "ยังไม่เคยไปด้วยกัน",
            "companion": somchai.pk,
            "look_again_on": month_ahead(12).isoformat(),
            "seen": "0",
        },
    )
    assert Decision.objects.get().look_again_on == month_ahead(12)


# Undo


def test_undoing_is_a_new_decision_that_withdraws_the_open_invitation(
    client, saijai, kanya, suda, somchai
):
    invitation = factories.invite(saijai, kanya, suda)
    address = invitation.get_absolute_url()
    assert client.get(address).status_code == 200
    not_yet(saijai, suda, somchai)
    assert client.get(address).status_code == 404
    assert client.post(address, {"name": "ก", "password": "ลมพัดที่ทุ่งสง2569"}).status_code == 404
    assert state(saijai) == "not_yet"
    assert saijai.decisions.count() == 3
    again = factories.invite(saijai, kanya, suda, email="new-address@kmnet.example")
    assert again.email == "new-address@kmnet.example"
    assert client.get(again.get_absolute_url()).status_code == 200
    assert client.get(address).status_code == 404


def test_whoever_walks_with_us_is_not_decided_on(saijai, kanya, suda, as_kanya):
    factories.accept(factories.invite(saijai, kanya, suda))
    assert refusal(saijai, kanya, answer="not_yet").messages == ["คนนี้ตอบรับและร่วมเดินกับเราแล้ว"]
    page = as_kanya.get(f"/admin/members/nomination/{saijai.pk}/decide/").content.decode()
    assert "คนนี้ตอบรับและร่วมเดินกับเราแล้ว" in page
    assert 'name="reason"' not in page


def test_words_typed_while_the_person_said_yes_stay_on_the_page(as_kanya, saijai, kanya, suda):
    factories.accept(factories.invite(saijai, kanya, suda))
    page = page_of(
        as_kanya, saijai, reason="พิมพ์ไว้ก่อนรู้ว่าตอบรับแล้ว", email=EMAIL, seen="2", confirm="1"
    )
    assert "คนนี้ตอบรับและร่วมเดินกับเราแล้ว" in page
    assert "พิมพ์ไว้ก่อนรู้ว่าตอบรับแล้ว</textarea>" in page
    assert Decision.objects.count() == 2


def test_a_joined_or_erased_file_is_not_decided_on(saijai, wichai, kanya):
    from members import files

    again = factories.make_nomination(wichai, "8006")
    telling.join(nomination=again, into=saijai, by=kanya)
    assert refusal(again, kanya).messages == ["แฟ้มนี้ปิดแล้ว เปิดรายชื่อใหม่อีกครั้ง"]
    gone = factories.make_nomination(wichai, "8006", name="ลืม ไปแล้ว")
    files.erase(nomination=gone)
    assert refusal(gone, kanya).messages == ["แฟ้มนี้ปิดแล้ว เปิดรายชื่อใหม่อีกครั้ง"]


def test_the_database_keeps_one_open_invitation_a_person(saijai, kanya, suda):
    invitation = factories.invite(saijai, kanya, suda)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(nomination=saijai, email=EMAIL, expires_at=invitation.expires_at)


def test_a_tie_declared_by_the_admin_page_takes_effect_at_once(as_kanya, kanya, suda, saijai):
    as_kanya.post(
        f"/admin/members/nomination/{saijai.pk}/relation/",
        {"relation-user": suda.pk, "relation-words": "เป็นลูกพี่ลูกน้อง"},
    )
    assert Relation.objects.get().user == suda
    assert "เกี่ยวข้อง" in screening.who_may_not_decide(saijai, suda)


# At once


@pytest.mark.django_db(transaction=True)
def test_of_twenty_decisions_at_once_one_stands(saijai, kanya, suda, nuan, somchai):
    factories.criteria()
    start, outcomes = threading.Barrier(20), []
    deciders = [kanya, suda, nuan]

    def press(number: int) -> None:
        by = deciders[number % 3]
        try:
            start.wait()
            made = (
                not_yet(saijai, by, somchai, seen=0)
                if number % 2
                else decide(saijai, by, seen=0, reason=f"เหตุผลที่ {number}")
            )
            outcomes.append(made)
        except screening.DecidedAlready as error:
            outcomes.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 20
    (stands,) = [each for each in outcomes if isinstance(each, Decision)]
    assert list(Decision.objects.all()) == [stands]
    refused = [each for each in outcomes if each is not stands]
    assert {each.decision for each in refused} == {stands}
    assert state(saijai) == {"invite": "second", "not_yet": "not_yet"}[stands.answer]
    assert (Invitation.objects.count(), Letter.objects.count()) == (0, 0)


def test_words_for_a_letter_of_one_decider_are_theirs(saijai, kanya):
    decide(saijai, kanya, reason="หนึ่งเดียว")
    assert screening.words_for_letter(saijai) == "หนึ่งเดียว"
    assert "หนึ่งเดียว" in letters.invitation_text(saijai, words="หนึ่งเดียว", by=kanya, link="x")


def test_whoever_shares_the_agency_does_not_write_it_away(saijai, kanya, as_kanya):
    office = factories.make_agency("อบต. ไสหมาก")
    postings.begin_posting(user=kanya, agency=office, district=None, begins=factories.days_ago(9))
    Nomination.objects.filter(pk=saijai.pk).update(agency=None, agency_words="อบต.ไสหมาก")
    post = {"called": "ครู", "name": saijai.name, "title": "", "agency": "", "agency_words": ""}
    as_kanya.post(f"/admin/members/nomination/{saijai.pk}/change/", post)
    saijai.refresh_from_db()
    assert saijai.agency_words == "อบต.ไสหมาก"
    assert "หน่วยงานเดียวกับคุณ" in screening.who_may_not_decide(saijai, kanya)
