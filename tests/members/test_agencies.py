"""Agencies are renamed and merged; what was written under the old name stays and is found."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from members import agencies, postings, screening
from members.models import Agency
from members.reach import home_agency
from tests import factories
from tests.conftest import signed_in
from villages.models import District

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
TOMORROW = TODAY + datetime.timedelta(days=1)


@pytest.fixture
def learning():
    return factories.make_agency("ศูนย์การศึกษานอกโรงเรียน", "learning")


@pytest.fixture
def library():
    return factories.make_agency("ห้องสมุดประชาชน", "learning")


def serving(user, agency, begins, ends=None):
    return postings.begin_posting(
        user=user,
        agency=agency,
        district=District.objects.get(code="8006"),
        title="ครู",
        begins=begins,
        ends=ends,
    )


def test_a_new_name_keeps_the_earlier_one(learning):
    agencies.rename(agency=learning, name="ศูนย์ส่งเสริมการเรียนรู้", short_name="สกร.")
    learning.refresh_from_db()
    assert (learning.name, str(learning)) == ("ศูนย์ส่งเสริมการเรียนรู้", "สกร.")
    earlier = learning.earlier_names.get()
    assert (earlier.name, earlier.until) == ("ศูนย์การศึกษานอกโรงเรียน", TODAY)
    assert agencies.names_of(learning) == [
        "ศูนย์ส่งเสริมการเรียนรู้",
        "สกร.",
        "ศูนย์การศึกษานอกโรงเรียน",
    ]


def test_a_mistyped_name_is_kept_nowhere_and_the_same_name_changes_nothing(learning):
    agencies.rename(agency=learning, name="ศูนย์การเรียนรู้", mistyped=True)
    agencies.rename(agency=learning, name="ศูนย์การเรียนรู้")
    assert not learning.earlier_names.exists()


def test_a_name_of_another_is_refused(learning, library):
    for name, words in (("ห้องสมุดประชาชน", "มีหน่วยงานชื่อนี้อยู่แล้ว"), (" ", "ยังไม่ได้ใส่ชื่อใหม่")):
        with pytest.raises(ValidationError, match=words):
            agencies.rename(agency=learning, name=name)
    with pytest.raises(ValidationError, match="ยังมาไม่ถึง"):
        agencies.rename(agency=learning, name="ชื่อใหม่", until=TOMORROW)


def test_a_merge_moves_who_serves_and_loses_no_history(learning, library, somchai, wichai):
    under_way = serving(somchai, library, factories.days_ago(90))
    past = serving(wichai, library, factories.days_ago(900), factories.days_ago(300))
    coming = serving(wichai, library, TOMORROW)
    assert agencies.merge(agency=library, into=learning, on=TODAY) == learning
    for each in (under_way, past, coming):
        each.refresh_from_db()
    assert (under_way.agency, under_way.ends) == (library, factories.days_ago(1))
    assert (past.agency, past.ends) == (library, factories.days_ago(300))
    assert coming.agency == learning
    assert home_agency(somchai) == learning
    kept = [(each.agency.name, each.title) for each in somchai.postings.all()[:2]]
    assert kept == [("ศูนย์การศึกษานอกโรงเรียน", "ครู"), ("ห้องสมุดประชาชน", "ครู")]
    library.refresh_from_db()
    assert (library.current, library.merged_on) == (learning, TODAY)
    assert agencies.family(library) == {library.pk, learning.pk}
    assert serving(wichai, library, TODAY).agency == learning


def test_no_ring_and_nothing_into_itself(learning, library):
    third = factories.make_agency("ศูนย์วัฒนธรรม")
    with pytest.raises(ValidationError, match="รวมเข้ากับตัวเองไม่ได้"):
        agencies.merge(agency=learning, into=learning)
    agencies.merge(agency=library, into=learning)
    with pytest.raises(ValidationError, match="รวมเข้ากับตัวเองไม่ได้"):
        agencies.merge(agency=learning, into=library)
    with pytest.raises(ValidationError, match="ไปแล้วเมื่อ"):
        agencies.merge(agency=library, into=third)
    with pytest.raises(ValidationError, match="ยังมาไม่ถึง"):
        agencies.merge(agency=third, into=learning, on=TOMORROW)
    assert agencies.merge(agency=third, into=library) == learning
    assert Agency.objects.get(pk=third.pk).merged_into == learning
    with pytest.raises(ValidationError, match="แล้ว เปลี่ยนชื่อที่นั่นแทน"):
        agencies.rename(agency=library, name="ชื่อใหม่")
    with pytest.raises(IntegrityError), transaction.atomic():
        Agency.objects.filter(pk=learning.pk).update(merged_into=learning, merged_on=TODAY)


def test_whoever_serves_where_the_agency_went_decides_nothing_on_its_people(
    learning, library, somchai, kanya
):
    file = factories.make_nomination(somchai, "8006", agency=library)
    serving(kanya, learning, factories.days_ago(90))
    assert screening.who_may_not_decide(file, kanya) == ""
    agencies.merge(agency=library, into=learning)
    file.refresh_from_db()
    assert "หน่วยงานเดียวกับคุณ" in screening.who_may_not_decide(file, kanya)


# The desk ----------------------------------------------------------------------------------------


def test_the_desk_renames_and_merges(learning, library, as_kanya):
    page = f"/admin/members/agency/{learning.pk}/"
    change = as_kanya.get(f"{page}change/").content.decode()
    assert f'href="{page}rename/"' in change
    assert 'name="name"' not in change
    as_kanya.post(f"{page}rename/", {"name": "ศูนย์ส่งเสริมการเรียนรู้", "short_name": ""})
    assert "ศูนย์การศึกษานอกโรงเรียน" in as_kanya.get(f"{page}change/").content.decode()
    refused = as_kanya.post(f"{page}rename/", {"name": "ห้องสมุดประชาชน"})
    assert "มีหน่วยงานชื่อนี้อยู่แล้ว" in refused.content.decode()
    merge = f"/admin/members/agency/{library.pk}/merge/"
    assert as_kanya.post(merge, {"into": learning.pk}).status_code == 302
    assert Agency.objects.get(pk=library.pk).merged_into == learning
    assert "ศูนย์ส่งเสริมการเรียนรู้" in as_kanya.get("/admin/members/agency/").content.decode()


def test_a_districts_coordinator_renames_nothing(learning, nuan):
    page = f"/admin/members/agency/{learning.pk}/"
    desk = signed_in(nuan)
    assert desk.get(f"{page}change/").status_code == 200
    for deed in ("rename", "merge"):
        assert desk.get(f"{page}{deed}/").status_code == 404
        assert desk.post(f"{page}{deed}/", {"name": "ใหม่"}).status_code == 404
