"""The demo network: what a first visitor meets, always the same, and only where DEBUG is on."""

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, F
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
from stories.demo import network, village_life
from stories.models import (
    Nugget,
    Person,
    PersonConsent,
    Photo,
    Printing,
    ReadAloud,
    RevisionPhoto,
    Story,
    TakeDown,
    ThenAndNow,
    VillageApproval,
    Visit,
)
from stories.person_data import names_left, words_of
from stories.showing import Shown
from villages.models import District, Goal, Stewardship, SupportOffer, SupportRequest, Village

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


def test_villages_say_where_they_walk_and_leave_much_unsaid(demo):
    walking = Village.objects.filter(goals__isnull=False).annotate(Count("goals"))
    assert walking.count() == 14
    assert {village.goals__count for village in walking} == {2, 3, 4}
    states = Goal.objects.values_list("state").annotate(Count("pk"))
    assert dict(states) == {"walking": 23, "reached": 12, "let_go": 2}
    assert set(Goal.objects.values_list("how", flat=True)) == {"link", "in_person"}
    for village in walking:
        assert len(set(village.goals.values_list("aspect", flat=True))) == village.goals__count


def test_hands_are_asked_for_offered_and_thanked(demo):
    states = SupportRequest.objects.values_list("state").annotate(Count("pk"))
    assert dict(states) == {"open": 4, "closed": 4, "withdrawn": 1}
    assert SupportRequest.objects.values("village").distinct().count() == 7
    open_ones = SupportRequest.objects.open().annotate(Count("offers"))
    assert sorted(request.offers__count for request in open_ones) == [0, 1, 2, 3]


def test_people_are_asked_and_what_they_say_holds(demo):
    story = Story.objects.get(published_revision__title="จมูกของยายพวง")
    assert story.title == "จมูกของยายคนหนึ่งท้ายบ้าน"
    assert story.tellers_line == "ยายคนหนึ่งท้ายบ้าน และน้าอุไร เนินลมเย็น"
    withdrawn = Person.objects.get(name="เรณู ท่าน้ำเหนือ")
    bridge = Story.objects.get(published_revision__title="เก้าวันบนสะพาน")
    assert not PersonConsent.objects.live().filter(person=withdrawn).exists()
    assert bridge.shown.tellers[2] == "น้าคนหนึ่งริมคลอง"
    assert "เรณู" not in bridge.shown.body
    until = PersonConsent.objects.live().exclude(until=None)
    assert until.values("person").distinct().count() == 2
    children = PersonConsent.objects.filter(person__is_child=True)
    assert {consent.person.called for consent in children} == {"น้อง"}
    assert not children.filter(guardian="").exists()
    published = Story.objects.published().values("published_revision__tellers__person")
    unnamed = Person.objects.unnamed("web").filter(pk__in=published)
    assert unnamed.count() == 4


# How villagers who agreed are called for short; ไอ้เท่ง is of leather.
FOR_SHORT = {
    *("บังเลาะ", "ลุงเชียร", "พี่ทิพย์", "บังโซบ", "ลุงนาญ", "พี่จี", "น้าหวัด", "ลุงนึก", "ไอ้เท่ง"),
    "ยายย้ำ",  # she says it again; no finder is sure
}


def test_nobody_is_named_in_public_who_was_not_asked(demo):
    left = [names_left(story.published_revision) for story in Story.objects.published()]
    assert {name for _, unknown in left for name in unknown} == FOR_SHORT
    texts = "".join(words_of(story.published_revision) for story in Story.objects.published())
    for child in ("ต้นกล้า", "บอล", "แม่ของยี", "ใบข้าวเลือก"):
        assert child not in texts


def test_photos_show_only_whom_they_may(demo):
    faces = Photo.objects.filter(shows="faces")
    shown = faces.filter(pk__in=RevisionPhoto.objects.published().values("photo"))
    assert (faces.count(), shown.count()) == (5, 4)
    assert [photo.children for photo in shown.order_by("visit__day")] == [False, True, False, False]
    assert faces.exclude(pk__in=shown).get().caption.startswith("ป้าอารมณ์")
    assert not Photo.objects.filter(shows="").exists()


def test_stories_carry_knowledge_and_were_read_aloud(demo):
    knowing = Story.objects.published().filter(published_revision__nuggets__isnull=False)
    assert knowing.distinct().count() == 14
    for nugget in Nugget.objects.select_related("revision"):
        tellers = nugget.revision.tellers.values_list("person", flat=True)
        assert nugget.holder_id in tellers
    read = ReadAloud.objects.filter(
        revision__in=Story.objects.published().values("published_revision")
    )
    assert read.count() == ReadAloud.objects.count() == 8


def test_it_shows_what_comes_after_publishing(demo):
    pairs = [
        list(ThenAndNow.objects.shown(village)) for village in Village.objects.filter(pairs__gt=0)
    ]
    assert [len(each) for each in pairs] == [1, 1, 1]
    assert all(pair.then.visit_id != pair.now.visit_id for [pair] in pairs)
    waiting, decided = TakeDown.objects.order_by("-at")
    assert (waiting.what, waiting.decisions.count()) == ("photo", 0)
    assert waiting.photo.hidden_at
    assert decided.decisions.get().link.stewardship.village == decided.story.village
    assert decided.story in Story.objects.published()
    book = Printing.objects.get()
    assert book.revisions.count() == 4
    for revision in book.revisions.all():
        shown = Shown(revision, village=revision.story.village, where="book")
        assert (shown.body, shown.tellers_line) == (revision.body, revision.tellers_line)


def test_keepers_say_themselves_whether_they_are_named(demo):
    said = Stewardship.objects.values_list("show_name").annotate(Count("pk"))
    assert dict(said) == {True: 26, False: 5}
    assert Stewardship.objects.filter(vouched_on=None).count() == 2


def test_one_village_has_everything(demo):
    village = Village.objects.get(code="80060605")
    page = Client().get(village.get_absolute_url()).context
    assert len(page["goals"]) == 4
    assert [len(page["asking"][part]) for part in ("open", "thanked")] == [1, 1]
    assert len(page["knowledge"]) == 4
    assert len(page["pairs"]) == 1
    assert len(page["keepers"]["named"]) == 2
    assert page["invitations"]


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
    for model in (Goal, SupportRequest, SupportOffer, TakeDown, ThenAndNow, ReadAloud):
        assert not model.objects.filter(at__gt=now).exists()
    assert not VillageApproval.objects.filter(answered_at__lt=F("asked_at")).exists()
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
        "people_in_stories": sorted(
            (person.called, person.name, person.alias, person.is_child, *named)
            for person in Person.objects.all()
            for named in person.consents.filter(what="name").values_list("where", "guardian")
        ),
        "nuggets": sorted(Nugget.objects.values_list("knows", "how", "holder__name")),
        "readings": sorted(ReadAloud.objects.values_list("place", "who", "asked")),
        "goals": sorted(Goal.objects.values_list("village", "words", "said_by", "settled_words")),
        "support": sorted(SupportRequest.objects.values_list("words", "thanks", "offers__words")),
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
    monkeypatch.setattr(village_life, "PAIRS", [])
    monkeypatch.setattr(village_life, "TAKE_DOWNS", [])
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
