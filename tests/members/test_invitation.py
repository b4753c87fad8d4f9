"""The page behind an invitation's link: it opens once, forgives a slip, and tells others nothing."""

import datetime
import re

import pytest
from django.core import mail, signing
from django.test import Client
from django.utils import timezone

from members import screening
from members.models import Invitation, User
from tests import factories

EMAIL = "saijai@kmnet.example"
PASSWORD = "ลมพัดที่ทุ่งสง2569"


@pytest.fixture
def invitation(saijai, kanya, suda) -> Invitation:
    return factories.invite(saijai, kanya, suda)


def accept_by_post(client, invitation, **more):
    fields = {"name": "สายใจ รักเรียน", "called": "ครู", "password": PASSWORD, **more}
    return client.post(f"/invitations/{invitation.secret}/", fields)


def opens(invitation: Invitation) -> bool:
    try:
        screening.open_invitation(invitation.secret)
    except screening.InvitationDoesNotOpen:
        return False
    return True


# The link


def test_the_letters_link_opens_a_page_that_no_cache_and_no_other_site_learns_of(
    client, saijai, kanya, suda, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        factories.invite(saijai, kanya, suda)
    (letter,) = mail.outbox
    (link,) = re.findall(r"http://testserver(/invitations/\S+/)", letter.body)
    page = client.get(link)
    assert page.status_code == 200
    assert "ครูสายใจ รักเรียน มาร่วมเดินด้วยกันไหม" in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in page["Cache-Control"]


def test_a_reason_with_signs_stands_in_the_letter_as_it_was_written(saijai, kanya, suda):
    reason = "เห็นครูสอนเด็กทำปุ๋ย <ทุกวันศุกร์> & ไม่เคยขาด"
    for seen, by in enumerate((kanya, suda)):
        screening.decide(
            nomination=saijai, answer="invite", reason=reason, email=EMAIL, by=by, seen=seen
        )
    assert f"{reason}\n\n{reason}" in saijai.letters.get().body


def test_an_address_is_kept_in_small_letters(saijai, kanya, suda):
    assert factories.invite(saijai, kanya, suda, email="SaiJai@KMnet.example").email == EMAIL


def test_a_link_that_was_tampered_with_opens_nothing(client, invitation, malee):
    nonce = invitation.nonce
    keeper_signed = signing.Signer(salt="villages.keeper", sep=".").sign(nonce)
    voice_signed = signing.Signer(salt="members.voice", sep=".").sign(nonce)
    secrets = [nonce, f"{nonce}.x", invitation.secret[:-1], keeper_signed, voice_signed]
    for secret in [*secrets, malee.links.get().secret]:
        assert client.get(f"/invitations/{secret}/").status_code == 404
    assert client.get(f"/invitations/{invitation.secret}/").status_code == 200


def test_an_invitation_past_its_day_does_not_open(client, invitation):
    Invitation.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    assert client.get(f"/invitations/{invitation.secret}/").status_code == 404
    assert accept_by_post(client, invitation).status_code == 404
    assert not User.objects.filter(email=EMAIL).exists()


def test_an_invitation_past_its_day_may_be_sent_anew_by_two(invitation, saijai, kanya, suda):
    Invitation.objects.update(expires_at=timezone.now() - datetime.timedelta(days=1))
    anew = factories.invite(saijai, kanya, suda)
    assert (opens(invitation), opens(anew)) == (False, True)


# Saying yes


def test_whoever_says_yes_is_signed_in_and_greeted_by_the_name_they_chose(client, invitation):
    answer = accept_by_post(client, invitation, called="น้อง")
    assert (answer.status_code, answer["Location"]) == (302, "/me/")
    assert "สวัสดี น้องสายใจ" in client.get("/me/").content.decode()
    invitation.refresh_from_db()
    assert invitation.user == User.objects.get(email=EMAIL)


def test_the_new_password_opens_the_door_the_next_time(client, invitation):
    accept_by_post(client, invitation)
    answer = Client().post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/me/")


def test_somebody_without_an_agency_joins_without_a_posting(bare, kanya, suda):
    user = factories.accept(factories.invite(bare, kanya, suda), name="วันดี มีน้ำใจ")
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


# Slips


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
