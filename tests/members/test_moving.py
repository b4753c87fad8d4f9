"""People move: the file, the open invitation and the welcome go along; those to come are announced."""

import datetime

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.utils import timezone

from members import postings, screening, telling
from members.models import Agency, Letter, Nomination, Posting, User
from tests import factories
from villages.models import District


def letters_to(*people) -> list[list[str]]:
    return [
        list(Letter.objects.filter(to=user.email).order_by("pk").values_list("subject", flat=True))
        for user in people
    ]


def move(nomination, code: str, by, why: str = "คำสั่งย้ายเดือนตุลาคม") -> Nomination:
    return telling.move(
        nomination=nomination, district=District.objects.get(code=code), by=by, why=why
    )


@pytest.fixture
def teacher(somchai, thap_thong) -> Nomination:
    """ครูสายใจ of an agency written in words, told of by somchai; her file lacks nothing."""
    return factories.make_whole_file(
        somchai, thap_thong, title="ครูอาสา", agency_words="ศูนย์เรียนรู้อำเภอเชียรใหญ่"
    )


# Saying yes where one is


def test_saying_yes_makes_account_posting_buddy_and_letters(
    client, teacher, kanya, suda, somchai, preeda, wichai
):
    telling.tell_more(nomination=teacher, words="ผมก็เห็น", by=wichai)
    invitation = factories.invite(teacher, kanya, suda)
    before = Letter.objects.count()
    page = client.get(invitation.get_absolute_url())
    assert "สิ่งที่เราถือด้วยกัน" in page.content.decode()
    assert 'href="/about/"' in page.content.decode()
    fields = {"name": "สายใจ รักเรียน", "called": "น้อง", "password": "ลมพัดที่ทุ่งสง2569"}
    assert client.post(invitation.get_absolute_url(), fields)["Location"] == "/me/"
    user = User.objects.get(email="saijai@kmnet.example")
    assert (user.spoken_name, user.is_staff) == ("น้องสายใจ รักเรียน", False)
    address = EmailAddress.objects.get(user=user)
    assert (address.verified, address.primary) == (True, True)
    posting = Posting.objects.get(user=user)
    assert (posting.agency.name, posting.agency.kind, posting.title) == (
        "ศูนย์เรียนรู้อำเภอเชียรใหญ่",
        "other",
        "ครูอาสา",
    )
    assert (posting.district_id, posting.begins) == ("8006", timezone.localdate())
    teacher.refresh_from_db()
    assert (teacher.state, teacher.buddy) == ("accepted", somchai)
    # The tellers hear that she came, the district's other partners whom to greet.
    came = ["ครูสายใจ รักเรียนร่วมเดินกับเราแล้ว"]
    assert letters_to(somchai, wichai, preeda, user) == [
        came,
        came,
        ["ครูสายใจ รักเรียนมาร่วมเดินในอำเภอเชียรใหญ่"],
        ["อยากชวนครูสายใจ รักเรียนมาร่วมเดินด้วยกัน", "เพื่อนคู่หูของคุณคือน้องสมชาย ใจดี"],
    ]
    assert Letter.objects.count() == before + 4
    assert client.get("/visits/new/").status_code == 200


def test_the_buddy_sees_whom_they_walk_with(teacher, kanya, suda, as_somchai):
    factories.accept(factories.invite(teacher, kanya, suda))
    assert "ครูสายใจ รักเรียน" in as_somchai.get("/me/").content.decode()


def test_an_agency_known_by_its_words_is_not_made_twice(teacher, kanya, suda):
    known = factories.make_agency("ศูนย์เรียนรู้อำเภอเชียรใหญ่", "learning")
    user = factories.accept(factories.invite(teacher, kanya, suda))
    assert user.postings.get().agency == known
    assert Agency.objects.filter(name=known.name).count() == 1


def test_everybody_who_says_yes_has_a_buddy_who_still_walks_with_us(
    nuan, kanya, suda, somchai, wichai
):
    """Told of by a villager alone; and told of by a partner who has left since."""
    by_villager = telling.take_up(telling=factories.make_public_telling(), by=nuan)
    factories.make_evidence(by_villager, wichai)
    factories.accept(factories.invite(by_villager, kanya, suda))
    by_villager.refresh_from_db()
    assert by_villager.buddy == wichai

    left = factories.make_nomination(somchai, "8006", name="วันดี มีน้ำใจ")
    invitation = factories.invite(left, kanya, suda, email="wandi@kmnet.example")
    somchai.is_active = False
    somchai.save()
    newcomer = factories.accept(invitation, name="วันดี มีน้ำใจ")
    left.refresh_from_db()
    assert left.buddy == kanya
    assert letters_to(newcomer)[0][-1] == "เพื่อนคู่หูของคุณคือพี่กันยา มองไกล"
    assert "ครูวันดี" not in " ".join(letters_to(somchai)[0])


def test_an_invitation_is_accepted_once(client, teacher, kanya, suda):
    invitation = factories.invite(teacher, kanya, suda)
    factories.accept(invitation)
    with pytest.raises(screening.InvitationDoesNotOpen):
        factories.accept(invitation)
    answer = client.get(invitation.get_absolute_url())
    assert answer.status_code == 404
    assert "สายใจ" not in answer.content.decode()
    assert User.objects.filter(email="saijai@kmnet.example").count() == 1


def test_two_letters_to_one_person_make_one_account(client, teacher, wichai, kanya, suda):
    twice = factories.make_nomination(wichai, "8006", name="สายใจ รักเรียนรู้")
    first, second = (factories.invite(each, kanya, suda) for each in (teacher, twice))
    factories.accept(first)
    fields = {"name": "สายใจ", "called": "", "password": "ลมพัดที่ทุ่งสง2569"}
    answer = client.post(second.get_absolute_url(), fields)
    assert answer.status_code == 404
    assert "ถ้าเคยตอบรับแล้ว เข้าระบบได้เลย" in answer.content.decode()
    assert User.objects.filter(email="saijai@kmnet.example").count() == 1


# Moving meanwhile


def test_an_invitation_follows_the_person_and_the_new_district_welcomes_them(
    client, teacher, kanya, suda, somchai, preeda, wichai
):
    invitation = factories.invite(teacher, kanya, suda)
    move(teacher, "8012", kanya)
    page = client.get(invitation.get_absolute_url())
    assert page.status_code == 200
    assert "อำเภอปากพนัง" in page.content.decode()
    user = factories.accept(invitation)
    posting = user.postings.get()
    assert (posting.district_id, posting.begins) == ("8012", timezone.localdate())
    assert letters_to(wichai, preeda, somchai) == [
        ["ครูสายใจ รักเรียนมาร่วมเดินในอำเภอปากพนัง"],
        [],
        ["ครูสายใจ รักเรียนร่วมเดินกับเราแล้ว"],
    ]
    assert "ตอนนี้อยู่อำเภอปากพนัง" in Letter.objects.get(to=somchai.email).body


def test_a_file_that_moved_is_looked_after_by_the_new_district(teacher, kanya, nuan, orn):
    factories.make_evidence(teacher, nuan, 4)
    move(teacher, "8012", nuan)
    teacher.refresh_from_db()
    assert screening.who_may_not_decide(teacher, nuan).startswith("เรื่องนี้อยู่นอกอำเภอ")
    assert screening.who_may_not_decide(teacher, orn) == ""
    assert list(Nomination.objects.in_care_of(orn)) == [teacher]
    assert list(Nomination.objects.in_care_of(nuan)) == []
    assert teacher.evidence.count() == 5


def test_a_move_says_why(teacher, kanya):
    with pytest.raises(ValidationError):
        move(teacher, "8012", kanya, why=" ")
    teacher.refresh_from_db()
    assert teacher.district_id == "8006"


def test_the_desk_moves_a_file_and_shows_the_list_when_it_left_the_district(as_nuan, teacher):
    address = f"/admin/members/nomination/{teacher.pk}/"
    page = as_nuan.post(f"{address}move/", {"move-district": "8012", "move-why": ""})
    assert '<option value="8012" selected>' in page.content.decode()
    fields = {"move-district": "8012", "move-why": "คำสั่งย้าย"}
    answer = as_nuan.post(f"{address}move/", fields, follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain == [("/admin/members/nomination/", 302)]
    assert "ย้ายแฟ้มไปอำเภอใหม่แล้ว" in answer.content.decode()
    assert as_nuan.get(f"{address}file/").status_code == 404


# Who is still to come


def test_a_posting_to_come_is_announced_to_the_district(as_kanya, kanya, wichai, somchai, preeda):
    agency = factories.make_agency("สำนักงานเกษตรอำเภอเชียรใหญ่", "agriculture")
    begins = timezone.localdate() + datetime.timedelta(days=20)
    fields = {
        "user": wichai.pk,
        "agency": agency.pk,
        "title": "เกษตรอำเภอ",
        "district": "8006",
        "begins_day": str(begins.day),
        "begins_month": str(begins.month),
        "begins_year": str(begins.year + 543),
    }
    assert as_kanya.post("/admin/members/posting/add/", fields).status_code == 302
    posting = Posting.objects.get(agency=agency)
    assert (posting.user, posting.begins) == (wichai, begins)
    coming = ["หมอวิชัย ทะเลงามจะมาประจำที่อำเภอเชียรใหญ่"]
    assert letters_to(somchai, preeda, wichai, kanya) == [coming, coming, [], []]


def test_a_posting_that_begins_today_or_is_province_wide_is_not_announced(wichai, somchai):
    agency = factories.make_agency()
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    for district, begins in (
        (District.objects.get(code="8006"), timezone.localdate()),
        (None, tomorrow),
    ):
        postings.begin_posting(user=wichai, agency=agency, district=district, begins=begins)
    assert not Letter.objects.exists()


def test_whoever_will_come_is_not_asked_for_and_does_not_read_yet(
    as_wichai, wichai, thap_thong, somchai
):
    visit = factories.make_visit(somchai, thap_thong)
    postings.begin_posting(
        user=wichai,
        agency=factories.make_agency(),
        district=District.objects.get(code="8006"),
        begins=timezone.localdate() + datetime.timedelta(days=1),
    )
    assert as_wichai.get(f"/visits/{visit.number}/").status_code == 404
