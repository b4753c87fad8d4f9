"""Who comes and who leaves: a transfer in one deed, and the districts told once."""

import datetime
import re

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone

from members import moves, postings
from members.models import MoveNotice, Posting
from members.reach import Reach, reach_of
from tests import factories
from tests.conftest import signed_in
from villages.models import District

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def ahead(days: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=days)


def district(code: str) -> District:
    return District.objects.get(code=code)


def transfer(user, code: str | None, days: int, **more) -> Posting:
    return postings.transfer(
        posting=user.postings.latest("begins"),
        agency=more.pop("agency", None) or factories.make_agency(),
        district=district(code) if code else None,
        begins=ahead(days),
        **more,
    )


def test_a_transfer_ends_and_begins_in_one_deed(somchai):
    old = somchai.postings.get()
    new = transfer(somchai, "8012", 10, title="หัวหน้ากลุ่ม")
    old.refresh_from_db()
    assert (old.ends, new.begins, new.ends) == (ahead(9), ahead(10), None)
    assert reach_of(somchai, on=ahead(9)) == Reach(districts=frozenset({"8006"}))
    assert reach_of(somchai, on=ahead(10)) == Reach(districts=frozenset({"8012"}))
    assert list(somchai.postings.all()) == [new, old]


def test_a_transfer_that_cannot_be_is_refused_and_leaves_all_as_it_was(somchai):
    old = somchai.postings.get()
    for days, more, words in (
        (-400, {}, "อยู่ก่อนวันที่เริ่ม"),
        (5, {"agency": old.agency}, "เป็นที่เดียวกัน"),
    ):
        with pytest.raises(ValidationError, match=words):
            transfer(somchai, "8006", days, **more)
    postings.end_posting(posting=old, ends=ahead(-30))
    with pytest.raises(ValidationError, match="สิ้นสุดไปก่อนแล้ว"):
        transfer(somchai, "8012", 1)
    with pytest.raises(ValidationError, match="อยู่ก่อนวันที่เริ่ม"):
        postings.end_posting(posting=old, ends=ahead(-900))
    assert Posting.objects.get(user=somchai).ends == ahead(-30)


def test_both_districts_are_told_once(somchai, wichai, preeda, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        transfer(somchai, "8012", 20)
        assert moves.tell() == 1
        assert moves.tell() == 0
    sent = {(letter.to[0], letter.subject) for letter in mail.outbox}
    assert sent == {
        (wichai.email, "น้องสมชาย ใจดีจะมาประจำที่อำเภอปากพนัง"),
        (preeda.email, "ใครจะมา ใครจะย้าย ที่อำเภอเชียรใหญ่"),
    }
    assert len(mail.outbox) == 2
    assert MoveNotice.objects.count() == 2


def test_one_further_off_is_told_when_its_month_comes_and_another_day_is_news(somchai, preeda):
    old = postings.end_posting(posting=somchai.postings.get(), ends=ahead(60))
    assert moves.tell() == 0
    assert moves.tell(ahead(40)) == 1
    postings.end_posting(posting=old, ends=ahead(65))
    assert moves.tell(ahead(40)) == 1


def test_another_agency_in_the_same_district_is_no_move(somchai, preeda):
    transfer(somchai, "8006", 15)
    assert moves.coming_moves(district("8006")) == ([], [])
    assert moves.tell() == 0


def test_the_daily_command_says_how_many(somchai, preeda, capsys):
    postings.end_posting(posting=somchai.postings.get(), ends=ahead(3))
    call_command("tell_moves")
    call_command("tell_moves")
    assert re.findall(r"\d+", capsys.readouterr().out) == ["1", "0"]


def test_the_desk_moves_somebody_in_one_form(somchai, as_kanya, nuan, orn):
    old = somchai.postings.get()
    page = f"/admin/members/posting/{old.pk}/"
    assert f'href="{page}transfer/"' in as_kanya.get(f"{page}change/").content.decode()
    day = ahead(12)
    typed = {
        "agency": factories.make_agency("เกษตรอำเภอปากพนัง").pk,
        "district": "8012",
        "begins_day": day.day,
        "begins_month": day.month,
        "begins_year": day.year + 543,
    }
    assert signed_in(orn).post(f"{page}transfer/", typed).status_code == 404
    refused = signed_in(nuan).post(f"{page}transfer/", typed)
    assert (refused.status_code, Posting.objects.count()) == (200, 1)
    assert as_kanya.post(f"{page}transfer/", typed).status_code == 302
    assert [each.district_id for each in somchai.postings.all()] == ["8012", "8006"]
