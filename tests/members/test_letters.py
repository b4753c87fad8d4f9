"""A letter is a row first: a mail server that is down delays it and loses nothing."""

import io
import socket

import pytest
from django.core import mail
from django.core.management import call_command

from members import letters
from members.models import Letter
from tests import factories


@pytest.fixture
def server_down(settings):
    """A real SMTP address where nobody listens."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", door.getsockname()[1]
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        yield settings


def server_up_again(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def send_letters() -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("send_letters", stdout=out, stderr=err)
    return out.getvalue().strip(), err.getvalue().strip()


def test_a_letter_leaves_once_the_deed_stands(
    saijai, kanya, suda, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        factories.invite(saijai, kanya, suda)
        assert mail.outbox == []
    assert len(callbacks) == 1
    assert [letter.to for letter in mail.outbox] == [["saijai@kmnet.example"]]
    letter = Letter.objects.get()
    assert (letter.sent_at is not None, letter.tries, letter.trouble) == (True, 1, "")


def test_a_letter_waits_while_the_mail_server_is_down_and_send_letters_sends_it(
    saijai, kanya, suda, server_down, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        factories.invite(saijai, kanya, suda)
    assert saijai.invitations.count() == 1
    letter = Letter.objects.get()
    assert (letter.sent_at, letter.tries) == (None, 1)
    assert "refused" in letter.trouble
    assert send_letters()[0] == "ส่งแล้ว 0 ฉบับ ยังค้าง 1 ฉบับ"
    server_up_again(server_down)
    assert send_letters()[0] == "ส่งแล้ว 1 ฉบับ ยังค้าง 0 ฉบับ"
    assert [each.subject for each in mail.outbox] == ["อยากชวนครูสายใจ รักเรียนมาร่วมเดินด้วยกัน"]
    letter.refresh_from_db()
    assert (letter.sent_at is not None, letter.tries, letter.trouble) == (True, 3, "")


@pytest.mark.django_db
def test_a_letter_is_sent_once():
    letter = Letter.objects.create(to="a@kmnet.example", subject="สวัสดี", body="…")
    assert letters.deliver(letter.pk) is True
    assert letters.deliver(letter.pk) is False
    assert send_letters()[0] == "ส่งแล้ว 0 ฉบับ ยังค้าง 0 ฉบับ"
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_a_letter_that_failed_ten_times_waits_for_a_person():
    Letter.objects.create(to="a@kmnet.example", subject="สวัสดี", body="…", tries=10)
    out, err = send_letters()
    assert mail.outbox == []
    assert out == "ส่งแล้ว 0 ฉบับ ยังค้าง 1 ฉบับ"
    assert err == "มี 1 ฉบับที่ลองครบ 10 ครั้งแล้วยังส่งไม่ได้ ดูที่หน้าจดหมาย"


def test_a_name_of_two_lines_cannot_add_a_line_to_the_head_of_a_letter(
    somchai, kanya, suda, django_capture_on_commit_callbacks
):
    nomination = factories.make_nomination(
        somchai, "8006", name="สายใจ\nBcc: everybody@kmnet.example"
    )
    with django_capture_on_commit_callbacks(execute=True):
        factories.invite(nomination, kanya, suda)
    (letter,) = mail.outbox
    assert letter.recipients() == ["saijai@kmnet.example"]
    assert "\n" not in letter.subject
