"""Evidence: what happened, for or against, who gained and who saw it; never weighed."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from kmnet.thai.dates import thai_date
from members.models import Criterion, Evidence
from tests import factories

YESTERDAY = factories.days_ago(1)


def refused(nomination, by, **more) -> list[str]:
    """The fields that `add_evidence` complains of; nothing may be kept then."""
    with pytest.raises(ValidationError) as error:
        factories.make_evidence(nomination, by, **more)
    assert not Evidence.objects.exists()
    return sorted(error.value.message_dict)


def test_the_networks_own_nine_sentences_are_the_criteria_and_may_change(places, as_kanya):
    nine = factories.criteria()
    assert len(nine) == 9
    assert nine[0].words == "มี KM อยู่ในหัวใจ ไม่ใช่ทำเพราะถูกสั่ง"
    assert [each.position for each in nine if each.matters] == [1, 2, 5, 6]
    fields = {"words": "ทำแล้วหัวเราะได้", "matters": "on", "position": "10"}
    assert as_kanya.post("/admin/members/criterion/add/", fields).status_code == 302
    assert Criterion.objects.get(position=10).matters


def test_evidence_says_what_where_when_for_whom_and_who_saw_it(bare, somchai):
    kept = factories.make_evidence(
        bare, somchai, 2, place="ศาลากลางบ้าน", day=YESTERDAY, who_benefited="เด็ก 12 คน"
    )
    assert (kept.criterion.position, kept.direction, kept.place, kept.day) == (
        2,
        "for",
        "ศาลากลางบ้าน",
        YESTERDAY,
    )
    assert (kept.who_benefited, kept.who_says, kept.by) == ("เด็ก 12 คน", "ป้าแมว", somchai)
    assert not kept.is_statement


@pytest.mark.parametrize(
    ("who_benefited", "who_says", "statement"),
    [
        ("", "", True),
        ("", "ป้าแมว", False),
        ("เด็ก 12 คน", "", False),
        ("", "สายใจ รักเรียน", True),
        ("ครูสายใจ รักเรียน", "สายใจ  รักเรียน", True),
        ("", "ครูสายใจ", True),
        ("", "เจ้าตัว", True),
        ("", "ป้าแมว กับครูสายใจ รักเรียน", False),
        ("ลูกศิษย์ของครูสายใจ รักเรียน", "", False),
    ],
)
def test_good_words_that_nobody_else_saw_or_gained_from_are_a_statement(
    somchai, who_benefited, who_says, statement
):
    saijai = factories.make_nomination(somchai, "8006")
    kept = factories.make_evidence(saijai, somchai, who_benefited=who_benefited, who_says=who_says)
    assert kept.is_statement is statement


def test_evidence_against_is_never_a_mere_statement(bare, somchai):
    kept = factories.make_evidence(
        bare, somchai, direction="against", day=YESTERDAY, who_says="วันดี มีน้ำใจ"
    )
    assert not kept.is_statement


@pytest.mark.parametrize(
    ("told", "fields"),
    [
        ({"day": None}, ["day"]),
        ({"who_says": " "}, ["who_says"]),
        ({"day": None, "who_says": ""}, ["day", "who_says"]),
        ({"what": " \n "}, ["what"]),
        ({"day": factories.days_ago(-1)}, ["day"]),
    ],
)
def test_evidence_against_needs_what_happened_its_day_and_its_source(bare, somchai, told, fields):
    whole = {"direction": "against", "what": "พูดตัดบทชาวบ้าน", "day": YESTERDAY, "who_says": "ลุงชม"}
    assert refused(bare, somchai, **(whole | told)) == fields


def test_evidence_for_needs_what_happened(bare, somchai):
    assert refused(bare, somchai, what="") == ["what"]


@pytest.mark.parametrize(
    ("day", "who_says", "what"), [(None, "ลุงชม", "x"), (YESTERDAY, "", "x"), (YESTERDAY, "ลุง", "")]
)
def test_the_database_refuses_evidence_against_without_day_source_or_words(
    bare, somchai, day, who_says, what
):
    values = [bare.pk, factories.criteria()[0].pk, what, day, who_says, somchai.pk, timezone.now()]
    with (
        pytest.raises(IntegrityError, match="evidence_"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO members_evidence (nomination_id, criterion_id, direction, what, place, day,"
            " who_benefited, who_says, by_id, at) VALUES (%s, %s, 'against', %s, '', %s, '', %s, %s,"
            " %s)",
            values,
        )


# On the pages


def typed(prefix: str = "", **more) -> dict:
    """The evidence form as a coordinator or teller fills it."""
    day = YESTERDAY
    fields = {
        "criterion": factories.criteria()[4].pk,
        "direction": "against",
        "what": "พูดตัดบทชาวบ้านในเวที",
        "place": "ศาลากลางบ้าน",
        "day_day": str(day.day),
        "day_month": str(day.month),
        "day_year": str(day.year + 543),
        "who_benefited": "",
        "who_says": "ลุงชม",
        **more,
    }
    return {f"{prefix}{name}": value for name, value in fields.items()}


def test_a_coordinator_writes_evidence_in_the_file(as_nuan, nuan, bare):
    address = f"/admin/members/nomination/{bare.pk}/"
    answer = as_nuan.post(f"{address}evidence/", typed("evidence-"))
    assert answer["Location"] == f"{address}file/"
    kept = bare.evidence.get()
    assert (kept.direction, kept.by, kept.day, kept.who_says) == (
        "against",
        nuan,
        YESTERDAY,
        "ลุงชม",
    )
    page = as_nuan.get(f"{address}file/").content.decode()
    assert "ยังน่าห่วง" in page
    assert thai_date(YESTERDAY) in page


def test_a_form_that_lacks_its_source_comes_back_with_everything_typed(as_nuan, bare):
    answer = as_nuan.post(
        f"/admin/members/nomination/{bare.pk}/evidence/",
        typed("evidence-", who_says="", day_day="", day_month="", day_year=""),
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "เรื่องที่น่าห่วงต้องบอกว่าใครเห็นหรือใครเล่า" in page
    assert "เรื่องที่น่าห่วงต้องบอกวัน จะได้ไม่เป็นข่าวลือ" in page
    assert "พูดตัดบทชาวบ้านในเวที</textarea>" in page
    assert 'value="ศาลากลางบ้าน"' in page
    assert not bare.evidence.exists()


def test_a_day_that_cannot_be_read_is_shown_as_typed(as_nuan, bare):
    answer = as_nuan.post(
        f"/admin/members/nomination/{bare.pk}/evidence/", typed("evidence-", day_day="๔๐")
    )
    page = answer.content.decode()
    assert 'value="๔๐"' in page
    assert "พูดตัดบทชาวบ้านในเวที</textarea>" in page


def test_a_statement_is_marked_in_the_file_and_on_the_tellers_page(
    as_nuan, as_somchai, bare, somchai
):
    factories.make_evidence(bare, somchai, who_says="")
    assert (
        "คำบอกเล่า: ยังไม่มีชื่อคนได้ประโยชน์หรือคนเห็น"
        in as_nuan.get(f"/admin/members/nomination/{bare.pk}/file/").content.decode()
    )
    assert "เป็นคำบอกเล่า" in as_somchai.get(f"/people/{bare.pk}/").content.decode()


def test_the_teller_adds_evidence_and_keeps_what_was_typed_when_it_lacks_something(
    as_somchai, somchai, bare
):
    address = f"/people/{bare.pk}/evidence/"
    page = as_somchai.post(address, typed(who_says="")).content.decode()
    assert "เรื่องที่น่าห่วงต้องบอกว่าใครเห็นหรือใครเล่า" in page
    assert "พูดตัดบทชาวบ้านในเวที</textarea>" in page
    assert as_somchai.post(address, typed())["Location"] == f"/people/{bare.pk}/"
    assert bare.evidence.get().by == somchai


def test_evidence_lives_from_the_moment_it_was_written(bare, somchai):
    kept = factories.make_evidence(bare, somchai)
    assert timezone.now() - kept.at < datetime.timedelta(minutes=1)


def test_who_told_who_shares_the_agency_and_who_is_tied_may_all_add_evidence(
    bare, somchai, preeda, kanya
):
    for user in (somchai, preeda, kanya):
        factories.make_evidence(bare, user)
    assert bare.evidence.count() == 3
