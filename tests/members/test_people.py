"""Nobody is ever deleted: deactivated, and what they wrote stays theirs."""

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, connection, transaction

from members.models import User
from tests import factories


def test_a_person_cannot_be_deleted(somchai):
    with pytest.raises(IntegrityError), transaction.atomic():
        somchai.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=somchai.pk).delete()
    assert User.objects.filter(pk=somchai.pk).exists()


def test_raw_sql_cannot_delete_a_person_either_not_even_one_who_did_nothing(places):
    idle = User.objects.create_user("idle@kmnet.example", None, name="ยังไม่ ได้ทำ")
    with (
        pytest.raises(IntegrityError, match="deactivated, never deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM members_user WHERE id = %s", [idle.pk])
    assert User.objects.filter(pk=idle.pk).exists()


def test_a_deactivated_person_cannot_sign_in_and_keeps_the_authorship(client, somchai, thap_thong):
    story = factories.make_published(somchai, thap_thong)
    somchai.is_active = False
    somchai.save()
    client.post(
        "/accounts/login/", {"login": somchai.email, "password": factories.PASSWORD}, follow=True
    )
    assert client.get("/me/").status_code == 302
    page = client.get(f"/stories/{story.number}/").content.decode()
    assert "ผู้บันทึก (คุณลิขิต) น้องสมชาย ใจดี" in page


def test_a_session_ends_with_the_deactivation(as_somchai, somchai):
    assert as_somchai.get("/me/").status_code == 200
    User.objects.filter(pk=somchai.pk).update(is_active=False)
    answer = as_somchai.get("/me/")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/me/")


def test_one_person_per_email_in_any_case(somchai):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="SOMCHAI@kmnet.example", name="อีกคน")


def test_a_person_signs_in_with_the_email_in_any_case(client, somchai):
    answer = client.post(
        "/accounts/login/", {"login": "Somchai@KMnet.example", "password": factories.PASSWORD}
    )
    assert (answer.status_code, answer["Location"]) == (302, "/me/")


def test_a_person_without_a_password_signs_in_with_none(client, places):
    user = User.objects.create_user("quiet@kmnet.example", None, name="เงียบ")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    for password in ("", "None", "!"):
        client.post("/accounts/login/", {"login": user.email, "password": password})
        assert client.get("/me/").status_code == 302


def test_names_are_spoken_the_way_people_call_one_another(somchai):
    assert somchai.spoken_name == "น้องสมชาย ใจดี"
    assert somchai.get_short_name() == "น้องสมชาย"
    somchai.roles = ["scribe", "facilitator"]
    assert somchai.role_names == "คุณอำนวย · คุณลิขิต"


def test_people_stand_in_the_order_of_a_thai_dictionary(places):
    for number, name in enumerate(["แก้ว", "ขวัญ", "เกศ", "กานดา"]):
        factories.make_user(f"p{number}@kmnet.example", name)
    assert [user.name for user in User.objects.all()] == ["กานดา", "เกศ", "แก้ว", "ขวัญ"]


def test_nobody_can_sign_up(client, places):
    fields = {"email": "new@kmnet.example", "password1": factories.PASSWORD}
    client.post("/accounts/signup/", fields)
    assert not User.objects.filter(email="new@kmnet.example").exists()
