"""A person is told of, decided on with a reason, invited by letter, and answers once."""

import datetime
import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail, signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from members import postings, screening
from members.models import Agency, Decision, Invitation, Letter, Nomination, Posting, User
from tests import factories
from villages.models import District

EMAIL = "saijai@kmnet.example"
PASSWORD = "ลมพัดที่ทุ่งสง2569"


@pytest.fixture
def saijai(wichai):
    """ครูสายใจ of Chian Yai, met by wichai; she works where nobody of the cast does."""
    return factories.make_nomination(
        wichai,
        "8006",
        agency=factories.make_agency("ศูนย์ส่งเสริมการเรียนรู้อำเภอเชียรใหญ่", "learning"),
        title="ครูอาสา",
        met_place="เวทีที่วัดแม่เจ้าอยู่หัว",
    )


def decide(nomination, by, answer="invite", seen=0, **more) -> Decision:
    more = {"reason": "เห็นแล้วว่าทำด้วยใจ", "email": EMAIL, **more}
    return screening.decide(nomination=nomination, answer=answer, by=by, seen=seen, **more)


def refusal(nomination, by, **more) -> ValidationError:
    """What `decide` says when it refuses; nothing may be kept then."""
    before = Decision.objects.count(), Invitation.objects.count(), Letter.objects.count()
    with pytest.raises(ValidationError) as error:
        decide(nomination, by, **more)
    assert (Decision.objects.count(), Invitation.objects.count(), Letter.objects.count()) == before
    return error.value


def state(nomination) -> str:
    return Nomination.objects.get(pk=nomination.pk).state


def opens(invitation: Invitation) -> bool:
    try:
        screening.open_invitation(invitation.secret)
    except screening.InvitationDoesNotOpen:
        return False
    return True


@pytest.fixture
def invitation(saijai, kanya) -> Invitation:
    decide(saijai, kanya)
    return saijai.invitations.get()


# Deciding


def test_inviting_writes_the_decision_the_invitation_and_the_letter(saijai, kanya):
    decision = decide(saijai, kanya, email="SaiJai@KMnet.example")
    assert (decision.answer, decision.by, decision.reason) == ("invite", kanya, "เห็นแล้วว่าทำด้วยใจ")
    assert state(saijai) == "invited"
    invitation = saijai.invitations.get()
    assert invitation.email == EMAIL
    assert invitation.expires_at - invitation.sent_at == datetime.timedelta(days=30)
    assert Letter.objects.get().to == EMAIL


def test_not_yet_names_a_companion_and_sends_no_letter(saijai, kanya, somchai):
    decision = decide(saijai, kanya, answer="not_yet", email="", companion=somchai)
    assert (decision.get_answer_display(), decision.companion) == ("ยังไม่ใช่ตอนนี้", somchai)
    assert state(saijai) == "not_yet"
    assert (Invitation.objects.count(), Letter.objects.count()) == (0, 0)


def test_a_person_not_yet_invited_may_be_invited_later(saijai, kanya):
    decide(saijai, kanya, answer="not_yet")
    decide(saijai, kanya, seen=1)
    assert state(saijai) == "invited"
    assert [decision.answer for decision in saijai.decisions.all()] == ["not_yet", "invite"]


def test_a_second_decider_sees_the_first_ones_decision(saijai, kanya):
    other = factories.make_user("suda@kmnet.example", "สุดา มองกว้าง", "ป้า")
    postings.begin_duty(user=other, kind="coordinator", district=None, begins=factories.days_ago(9))
    first = decide(saijai, kanya)
    error = refusal(saijai, other, answer="not_yet", seen=0)
    assert isinstance(error, screening.DecidedAlready)
    assert error.decision == first
    assert error.messages == ["พี่กันยา มองไกลตัดสินใจเรื่องนี้ไปแล้วว่า “ชวนร่วมเดิน” ข้อความของคุณยังอยู่ด้านล่าง"]
    assert state(saijai) == "invited"


def test_nobody_decides_on_whom_they_told_of(kanya):
    own = factories.make_nomination(kanya, "8006")
    assert refusal(own, kanya).messages == ["คุณเป็นคนเล่าถึงคนนี้เอง เรื่องตัดสินใจขอให้เพื่อนอีกคนช่วย"]


def test_a_persons_own_agency_does_not_decide(saijai, kanya):
    postings.begin_posting(
        user=kanya, agency=saijai.agency, district=None, begins=factories.days_ago(9)
    )
    assert refusal(saijai, kanya).messages == [
        "คนนี้อยู่หน่วยงานเดียวกับคุณ เรื่องตัดสินใจขอให้เพื่อนต่างหน่วยงานช่วย"
    ]


def test_whoever_left_that_agency_may_decide(saijai, kanya):
    posting = postings.begin_posting(
        user=kanya, agency=saijai.agency, district=None, begins=factories.days_ago(9)
    )
    posting.ends = factories.days_ago(1)
    posting.save()
    assert decide(saijai, kanya).by == kanya


def test_two_people_without_a_known_agency_are_not_of_one_agency(wichai, kanya):
    postings.begin_posting(
        user=kanya, agency=factories.make_agency(), district=None, begins=factories.days_ago(9)
    )
    stranger = factories.make_nomination(wichai, "8006", agency_words="กลุ่มออมทรัพย์บ้านทาบทอง")
    assert decide(stranger, kanya).by == kanya


def test_only_who_looks_after_the_district_decides(saijai, somchai):
    elsewhere = factories.make_user("orn@kmnet.example", "อรทัย ปากพนัง")
    postings.begin_duty(
        user=elsewhere,
        kind="coordinator",
        district=District.objects.get(code="8012"),
        begins=factories.days_ago(9),
    )
    for user in (somchai, elsewhere):
        assert refusal(saijai, user).messages == [
            "เรื่องนี้อยู่นอกอำเภอที่คุณดูแล ฝากผู้ประสานงานของอำเภอนั้นตัดสินใจ"
        ]


@pytest.mark.parametrize("reason", ["", "  \n "])
@pytest.mark.parametrize("answer", ["invite", "not_yet"])
def test_a_decision_without_a_reason_is_refused(saijai, kanya, reason, answer):
    error = refusal(saijai, kanya, reason=reason, answer=answer)
    assert list(error.message_dict) == ["reason"]
    assert state(saijai) == "waiting"


def test_the_database_refuses_a_decision_without_a_reason(saijai, kanya):
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(nomination=saijai, answer="invite", reason=" ", by=kanya)


def test_an_invitation_without_an_email_is_refused(saijai, kanya):
    assert list(refusal(saijai, kanya, email="").message_dict) == ["email"]


def test_an_email_that_somebody_here_uses_is_refused(saijai, kanya, somchai):
    error = refusal(saijai, kanya, email="Somchai@kmnet.example")
    assert list(error.message_dict) == ["email"]


def test_whoever_walks_with_us_is_not_decided_on_again(invitation, saijai, kanya):
    screening.accept(invitation=invitation, name="สายใจ รักเรียน", called="ครู", password=PASSWORD)
    error = refusal(saijai, kanya, answer="not_yet", seen=1)
    assert error.messages == ["คนนี้ตอบรับและร่วมเดินกับเราแล้ว"]
    assert state(saijai) == "accepted"


# The letter


def test_the_letter_says_who_met_whom_what_was_seen_and_carries_a_link_that_opens(
    client, saijai, kanya, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        decide(saijai, kanya, reason="เห็นครูสอนเด็กทำปุ๋ย <ทุกวันศุกร์> & ไม่เคยขาด")
    (letter,) = mail.outbox
    assert letter.to == [EMAIL]
    assert letter.subject == "อยากชวนครูสายใจ รักเรียนมาร่วมเดินด้วยกัน"
    for words in (
        "สวัสดี ครูสายใจ รักเรียน",
        "เราพบคุณที่เวทีที่วัดแม่เจ้าอยู่หัว",
        "เห็นครูสอนเด็กทำปุ๋ย <ทุกวันศุกร์> & ไม่เคยขาด",
        "พี่กันยา มองไกล",
    ):
        assert words in letter.body
    (link,) = re.findall(r"http://testserver(/invitations/\S+/)", letter.body)
    page = client.get(link)
    assert page.status_code == 200
    assert "ครูสายใจ รักเรียน มาร่วมเดินด้วยกันไหม" in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]


# Accepting


def accept_by_post(client, invitation, **more):
    fields = {"name": "สายใจ รักเรียน", "called": "ครู", "password": PASSWORD, **more}
    return client.post(f"/invitations/{invitation.secret}/", fields)


def test_saying_yes_makes_account_verified_email_and_posting_and_signs_in(
    client, invitation, saijai, wichai, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = accept_by_post(client, invitation, called="น้อง")
    assert (answer.status_code, answer["Location"]) == (302, "/me/")
    user = User.objects.get(email=EMAIL)
    assert (user.spoken_name, user.is_staff) == ("น้องสายใจ รักเรียน", False)
    assert user.check_password(PASSWORD)
    email = EmailAddress.objects.get(user=user)
    assert (email.email, email.verified, email.primary) == (EMAIL, True, True)
    posting = Posting.objects.get(user=user)
    assert (posting.agency, posting.title, posting.district_id, posting.begins) == (
        saijai.agency,
        "ครูอาสา",
        "8006",
        timezone.localdate(),
    )
    invitation.refresh_from_db()
    assert invitation.user == user
    assert state(saijai) == "accepted"
    assert "สวัสดี น้องสายใจ" in client.get("/me/").content.decode()
    assert client.get("/visits/new/").status_code == 200
    told = mail.outbox[-1]
    assert told.to == [wichai.email]
    assert told.subject == "ครูสายใจ รักเรียนร่วมเดินกับเราแล้ว"


def test_the_new_password_opens_the_door_the_next_time(client, invitation):
    accept_by_post(client, invitation)
    answer = Client().post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/me/")


def test_an_agency_known_only_by_words_becomes_one(wichai, kanya):
    stranger = factories.make_nomination(wichai, "8006", agency_words="โรงเรียนบ้านทาบทอง")
    decide(stranger, kanya)
    user = screening.accept(
        invitation=stranger.invitations.get(), name="สายใจ", called="", password=PASSWORD
    )
    assert user.postings.get().agency == Agency.objects.get(name="โรงเรียนบ้านทาบทอง", kind="other")


def test_somebody_without_an_agency_joins_without_a_posting(wichai, kanya):
    villager = factories.make_nomination(wichai, "8006")
    decide(villager, kanya)
    user = screening.accept(
        invitation=villager.invitations.get(), name="สายใจ", called="ป้า", password=PASSWORD
    )
    assert not user.postings.exists()


def test_an_invitation_opens_once(client, invitation):
    accept_by_post(client, invitation)
    people = User.objects.count()
    for again in (
        Client().get(f"/invitations/{invitation.secret}/"),
        accept_by_post(Client(), invitation),
    ):
        assert again.status_code == 404
        assert "ลิงก์นี้ใช้ไม่ได้แล้ว" in again.content.decode()
    assert User.objects.count() == people


def test_the_second_window_of_one_invitation_makes_no_second_account(invitation):
    screening.accept(invitation=invitation, name="สายใจ", called="", password=PASSWORD)
    with pytest.raises(screening.InvitationDoesNotOpen):
        screening.accept(invitation=invitation, name="สายใจ", called="", password=PASSWORD)


def test_two_invitations_to_one_email_make_one_account(client, invitation, wichai, kanya):
    twice_told = factories.make_nomination(wichai, "8006", name="สายใจ รักเรียน")
    decide(twice_told, kanya)
    accept_by_post(client, invitation)
    answer = accept_by_post(Client(), twice_told.invitations.get())
    assert answer.status_code == 404
    assert "ถ้าเคยตอบรับแล้ว เข้าระบบได้เลย" in answer.content.decode()
    assert User.objects.filter(email=EMAIL).count() == 1
    assert state(twice_told) == "invited"


def test_an_invitation_past_its_day_does_not_open(client, invitation):
    Invitation.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    assert client.get(f"/invitations/{invitation.secret}/").status_code == 404
    assert accept_by_post(client, invitation).status_code == 404
    assert not User.objects.filter(email=EMAIL).exists()


def test_a_new_decision_withdraws_the_invitation_before(invitation, saijai, kanya):
    assert opens(invitation)
    decide(saijai, kanya, answer="not_yet", seen=1)
    assert not opens(invitation)
    decide(saijai, kanya, seen=2, email="new-address@kmnet.example")
    assert not opens(invitation)
    newest = saijai.invitations.get(withdrawn_at=None)
    assert (newest.email, opens(newest)) == ("new-address@kmnet.example", True)


def test_an_invitation_past_its_day_may_be_sent_anew(invitation, saijai, kanya):
    Invitation.objects.update(expires_at=timezone.now() - datetime.timedelta(days=1))
    decide(saijai, kanya, seen=1)
    assert opens(saijai.invitations.get(withdrawn_at=None))


def test_a_link_that_was_tampered_with_opens_nothing(client, invitation, malee):
    nonce = invitation.nonce
    keeper_signed = signing.Signer(salt="villages.keeper", sep=".").sign(nonce)
    secrets = [nonce, f"{nonce}.x", invitation.secret[:-1], keeper_signed, malee.links.get().secret]
    for secret in secrets:
        assert client.get(f"/invitations/{secret}/").status_code == 404


@pytest.mark.parametrize(
    "password", ["", "ฝนตก", "1234567890", "password123", "saijai@kmnet.example"]
)
def test_a_password_that_will_not_do_is_refused_and_the_name_stays_typed(
    client, invitation, password
):
    answer = accept_by_post(
        client, invitation, name="สายใจ ชื่อที่พิมพ์ใหม่", called="แม่ครู", password=password
    )
    assert answer.status_code == 200
    page = answer.content.decode()
    assert 'value="สายใจ ชื่อที่พิมพ์ใหม่"' in page
    assert 'value="แม่ครู"' in page
    assert 'href="#id_password"' in page
    assert list(answer.context["form"].errors) == ["password"]
    assert f'value="{password or PASSWORD}"' not in page
    assert not User.objects.filter(email=EMAIL).exists()
    assert opens(invitation)


def test_a_missing_name_is_refused_and_the_invitation_stays_open(client, invitation):
    answer = accept_by_post(client, invitation, name=" ")
    assert list(answer.context["form"].errors) == ["name"]
    assert opens(invitation)


# Who sees whom


def test_files_about_people_are_for_coordinators_and_whoever_told(
    saijai, somchai, wichai, preeda, kanya
):
    def sees(user):
        return saijai in Nomination.objects.for_user(user)

    assert [sees(user) for user in (wichai, kanya, preeda, somchai)] == [True, True, True, False]
