"""The demo network: what a first visitor meets, always the same, and only where DEBUG is on."""

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count
from django.test import Client
from django.utils import timezone

from members.checklist import checklist, missing
from members.models import (
    Agency,
    Decision,
    Evidence,
    Invitation,
    Nomination,
    Posting,
    PublicTelling,
    User,
    Voice,
)
from members.reach import Reach, coordinates, desk_of, home_district
from stories.demo import network
from stories.models import Photo, Story, VillageApproval, Visit
from villages.models import District, Village

pytest_plugins = ["tests.walk"]

PASSWORD = "khonkhokhor2569"
SIGN_INS = ["officer@kmnet.example", "connector@kmnet.example", "coordinator@kmnet.example"]


def test_it_has_the_size_that_was_promised(demo):
    visited = Village.objects.filter(visits__isnull=False).distinct()
    assert Visit.objects.kept().count() == Visit.objects.count() == 60
    assert Story.objects.count() == 40
    assert visited.count() == 30
    assert District.objects.filter(tambons__villages__in=visited).distinct().count() == 10
    assert not visited.filter(name="").exists()
    assert 20 <= User.objects.count() <= 25
    assert Agency.objects.filter(postings__isnull=False).values("kind").distinct().count() >= 6
    assert not User.objects.exclude(email__endswith="@kmnet.example").exists()


def test_it_shows_every_state_there_is(demo):
    assert set(Story.objects.values_list("state", flat=True)) == set(Story.State.values)
    assert set(Nomination.objects.values_list("state", flat=True)) == set(Nomination.State.values)
    answers = set(VillageApproval.objects.values_list("answer", flat=True))
    assert answers == {*VillageApproval.Answer.values, ""}
    hows = set(VillageApproval.objects.values_list("how", flat=True))
    assert hows == {*VillageApproval.How.values, ""}
    assert set(Voice.objects.values_list("how", flat=True)) == {*Voice.How.values, ""}
    assert set(Voice.objects.values_list("kind", flat=True)) == set(Voice.Kind.values)
    directions = set(Evidence.objects.values_list("direction", flat=True))
    assert directions == set(Evidence.Direction.values)


def lacking(name: str) -> list[str]:
    """What the file of somebody in the demo lacks, by the items' short names."""
    nomination = Nomination.objects.with_file().get(name=name)
    return [item.short or item.name for item in missing(checklist(nomination))]


def test_some_files_lack_nothing_and_some_were_walked_with_and_lack_the_rest(demo):
    assert lacking("ธารา ไม้หมอนเก่า") == []
    assert lacking("ศักดา หัวรุ่ง") == ["เดินด้วยกัน"]
    assert lacking("พะเยา ริมคูนา") == [
        "ได้คุยกัน",
        "เรื่องจริงที่มีคนเห็น",
        "เรื่องจริงที่มีคนเห็น",
        "เสียงเพื่อนต่างอำเภอ",
    ]
    known = Nomination.objects.get(name="พะเยา ริมคูนา").encounters.get()
    assert known.visit.author == known.nomination.first_telling.told_by
    invited = Decision.objects.filter(answer="invite")
    for each in invited:
        assert bool(each.incomplete_why) == bool(lacking(each.nomination.name))


def test_two_look_after_the_province_and_each_invitation_has_a_word_of_both(demo):
    province = [user for user in User.objects.all() if desk_of(user).all_districts]
    assert len(province) == 2
    for invitation in Invitation.objects.all():
        decided = invitation.nomination.decisions.values_list("by", flat=True)
        assert set(decided) == {user.pk for user in province}
    niphon = User.objects.get(email="niphon@kmnet.example")
    assert desk_of(niphon) == Reach(districts=frozenset({"8012"}))
    waits = Nomination.objects.get(state="second")
    assert waits.decisions.get().by.email != "coordinator@kmnet.example"


def test_the_public_form_was_used_in_three_ways(demo):
    told = PublicTelling.objects.values_list("state", "asks_to_join", "district")
    assert sorted(told) == [
        ("introduced", True, "8012"),
        ("new", False, "8006"),
        ("taken_up", False, "8012"),
    ]
    opened = PublicTelling.objects.get(state="taken_up").nomination
    assert (opened.state, opened.first_telling.told_by) == ("waiting", None)


def test_most_stories_are_there_to_be_read(demo):
    published = Story.objects.published()
    assert published.count() >= 20
    assert published.filter(aspects=None).count() == 0
    assert published.filter(published_revision__shown_photos=None).count() < published.count() / 2
    districts = published.values("village__tambon__district").annotate(Count("number"))
    assert len(districts) >= 8


def test_every_photo_has_its_copies_and_no_place_in_them(demo):
    photos = list(Photo.objects.all())
    assert len(photos) >= 50
    for photo in photos:
        assert photo.path(320, "webp").stat().st_size > 500
        assert b"Exif" not in photo.path(320, "jpg").read_bytes()
        assert photo.latitude and photo.taken_at


def test_nothing_in_it_is_still_to_come(demo):
    now = timezone.now()
    assert not Visit.objects.filter(kept_at__gt=now).exists()
    assert not Story.objects.filter(published_at__gt=now).exists()
    assert not Nomination.objects.filter(told_at__gt=now).exists()
    assert not Posting.objects.filter(begins__gt=timezone.localdate(now)).exists()


@pytest.mark.parametrize("email", SIGN_INS)
def test_the_three_sign_ins_open_the_door(demo, email):
    client = Client()
    answer = client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/me/")
    assert client.get("/me/").context["user"].email == email


def test_the_three_are_who_they_are_said_to_be(demo):
    officer, connector, coordinator = (User.objects.get(email=email) for email in SIGN_INS)
    duties = [list(user.duties.values_list("kind", flat=True)) for user in (officer, connector)]
    assert duties == [[], ["connector"]]
    assert home_district(officer) and home_district(connector)
    assert [coordinates(user) for user in (officer, connector, coordinator)] == [False, False, True]
    assert [user.is_staff for user in (officer, connector, coordinator)] == [False, False, True]


def told() -> dict:
    """Every text and state of the network, in order, without numbers and moments."""
    return {
        "people": sorted(User.objects.values_list("name", "called", "roles")),
        "visits": [
            (
                *(str(visit.client_uuid), visit.village_id, visit.good, visit.smiled, visit.others),
                *visit.encounters.values_list("name", "words"),
                *visit.promises.values_list("words", flat=True),
            )
            for visit in Visit.objects.order_by("client_uuid")
        ],
        "stories": [
            (
                *(story.state, story.village_id, story.scribe.name, story.latest_revision.title),
                *(story.latest_revision.body, story.latest_revision.tellers_line),
                *story.approvals.values_list("answer", "words", "answered_by", "witness"),
            )
            for story in Story.objects.order_by("visit__client_uuid", "number")
        ],
        "nominations": list(
            Nomination.objects.order_by("name").values_list(
                "name", "state", "tellings__words", "companion__name", "buddy__name"
            )
        ),
        "evidence": sorted(Evidence.objects.values_list("nomination__name", "what", "direction")),
        "voices": sorted(Voice.objects.values_list("name", "nomination__name", "how", "words")),
        "decisions": sorted(Decision.objects.values_list("nomination__name", "answer", "reason")),
        "public_tellings": sorted(PublicTelling.objects.values_list("name", "state", "words")),
    }


def test_built_twice_it_tells_the_same(db, inside, settings, monkeypatch):
    with inside():
        first = told()
    settings.DEBUG = True
    without_photos = [{**row, "photos": []} for row in network.VISITS]  # they are drawn elsewhere
    monkeypatch.setattr(network, "VISITS", without_photos)
    network.DemoNetwork(timezone.now()).build()
    assert told() == first


def test_it_cannot_exist_where_debug_is_off(db, settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="KMNET_DEBUG"):
        call_command("make_demo")
    assert not User.objects.exists()


def test_it_leaves_a_database_with_people_alone(somchai, settings):
    settings.DEBUG = True
    with pytest.raises(CommandError, match="มีคนอยู่แล้ว"):
        call_command("make_demo")
    call_command("make_demo", if_empty=True)
    assert list(User.objects.values_list("email", flat=True)) == [somchai.email]
    assert not Visit.objects.exists()


def test_without_places_it_says_what_to_do_first(db, settings):
    settings.DEBUG = True
    Village.objects.all().delete()
    with pytest.raises(CommandError, match="load_places"):
        call_command("make_demo")
