"""A person's page on the desk, and the person's own page behind a link."""

import io
import json
import zipfile

import pytest
from django.utils import timezone

from stories import people
from stories.models import Person, PersonConsent
from tests import factories
from tests.stories.posts import day_boxes
from villages import keepers


def page(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def photo_of(somchai, thap_thong):
    """A photo with the face of ป้ามาลี, in a visit of somchai's."""
    visit = factories.make_visit(somchai, thap_thong)
    return factories.make_photo(visit, shows="faces", faces=[factories.make_person(thap_thong)])


@pytest.fixture
def person(photo_of, somchai) -> Person:
    """ป้ามาลี ใจเย็น, who agreed to name and face, and tells a published story."""
    found = Person.objects.get()
    factories.agree(found, somchai, "name", "face")
    factories.publish(factories.make_story(photo_of.visit, named=False))
    return found


@pytest.fixture
def desk(person) -> str:
    return f"/people/{person.uuid}/"


def yours(person: Person, rest: str = "") -> str:
    return f"/yours/{person.secret}/{rest}"


def live(person: Person) -> set[tuple[str, str]]:
    return set(person.consents.live().values_list("what", "where"))


# On the desk ------------------------------------------------------------------------------------


def test_people_of_the_district_and_writers_know_the_person_and_nobody_else_does(
    client, as_somchai, as_preeda, as_kanya, as_wichai, wichai, somchai, thap_thong, desk, person
):
    for who in (as_somchai, as_preeda, as_kanya):
        assert "ครูสายใจ" in page(who.get(desk))
    for rest in ("", "agree/", "link/"):
        assert as_wichai.get(desk + rest).status_code == 404
        assert as_wichai.post(desk + rest, {"what": "name", "where": "report"}).status_code == 404
    assert client.get(desk).status_code == 302
    assert live(person) == {("name", "web"), ("face", "web")}
    # wichai was along on another visit, whose story names the person.
    along = factories.make_visit(somchai, thap_thong, companions=[wichai])
    factories.make_story(along, body="ฝนตก", tellers=[("ลุง", "เอื้อน")])
    assert as_wichai.get(desk).status_code == 404
    factories.make_story(along, body="ป้ามาลียิ้ม", tellers=[("ลุง", "เอื้อน")])
    assert as_wichai.get(desk).status_code == 200


def test_who_wrote_a_name_down_writes_agreements_and_gets_no_contact_and_no_link(
    as_wichai, as_somchai, wichai, thap_thong, desk, person
):
    person.contact = "ร้านแกงหน้าวัด"
    person.save()
    draft = factories.make_story(factories.make_visit(wichai, thap_thong), named=False)
    assert draft.latest_revision.tellers.get().person == person
    private = (person.contact, person.secret, "<svg", 'name="about-')
    near, far = page(as_somchai.get(desk)), page(as_wichai.get(desk))
    assert [words in near for words in private] == [True] * 4
    assert [words in far for words in private] == [False] * 4
    assert "ป้ามาลี ใจเย็น" in far
    about = {"about-alias": "ป้าใครก็ได้", "about-contact": "อื่น", "about-is_child": "on"}
    assert as_wichai.post(desk, about).status_code == 404
    assert as_wichai.post(f"{desk}link/").status_code == 404
    kept = Person.objects.get(pk=person.pk)
    assert (kept.alias, kept.contact, kept.nonce) == ("", "ร้านแกงหน้าวัด", person.nonce)
    yes = {"what": ["name"], "where": ["book"], "how": "spoken", "witness": "ครูสายใจ"}
    assert as_wichai.post(f"{desk}agree/", yes).status_code == 302
    assert person.consents.get(where="book").asked_by == wichai


def test_an_agreement_is_written_down_with_who_asked_when_and_who_heard(
    as_somchai, somchai, desk, person
):
    until = factories.days_ago(-60)
    post = {
        "what": ["name", "place"],
        "where": ["web", "book"],
        "how": "spoken",
        "witness": "ครูสายใจ",
        **{name.replace("day_", "until_"): value for name, value in day_boxes(until).items()},
    }
    assert as_somchai.post(f"{desk}agree/", post)["Location"] == desk
    given = PersonConsent.objects.live().exclude(what="face")
    assert {(c.what, c.where, c.until, c.asked_by, c.witness) for c in given} == {
        (what, where, until, somchai, "ครูสายใจ")
        for what in ("name", "place")
        for where in ("web", "book")
    }
    assert "ขอเอาชื่อขึ้นหน้าเว็บ ถอนเมื่อไรก็ได้" in given.get(what="name", where="web").asked_words
    assert "ถามโดย น้องสมชาย ใจดี" in page(as_somchai.get(desk))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"what": []}, "what"),
        ({"where": []}, "where"),
        ({"where": ["moon"]}, "where"),
        ({"witness": ""}, "witness"),
        ({"how": ""}, "how"),
        ({"how": "link"}, "how"),
        ({"until_day": "1", "until_month": "1", "until_year": "2560"}, "until"),
        ({"until_day": "31", "until_month": "2", "until_year": "2575"}, "until"),
    ],
    ids=["what", "where", "nowhere", "witness", "how", "by link", "a past day", "no such day"],
)
def test_half_an_agreement_is_refused_in_a_sentence_and_stays_typed(
    as_somchai, desk, person, wrong, field
):
    good = {"what": ["place"], "where": ["web"], "how": "spoken", "witness": "พยานที่พิมพ์"}
    answer = as_somchai.post(f"{desk}agree/", good | wrong)
    assert list(answer.context["agreement"].errors) == [field]
    assert field == "witness" or 'value="พยานที่พิมพ์"' in page(answer)
    assert not person.consents.filter(what="place").exists()


def test_a_guardian_answers_for_a_child(as_somchai, somchai, thap_thong):
    child = factories.make_person(thap_thong, "ดอกไม้", "น้อง", is_child=True)
    good = {"what": ["face"], "where": ["web"], "how": "signed"}
    answer = as_somchai.post(f"/people/{child.uuid}/agree/", good)
    assert list(answer.context["agreement"].errors) == ["guardian"]
    as_somchai.post(f"/people/{child.uuid}/agree/", good | {"guardian": "แม่แดง"})
    assert child.consents.live().get().guardian == "แม่แดง"
    answer = as_somchai.post(f"/people/{child.uuid}/", {"about-alias": "", "about-contact": ""})
    assert list(answer.context["about"].errors) == ["is_child"]
    assert Person.objects.get(pk=child.pk).is_child


def test_what_stands_beside_the_name_is_kept_and_gives_no_name_away(as_somchai, desk, person):
    def send(**more):
        return as_somchai.post(desk, {f"about-{name}": value for name, value in more.items()})

    assert send(alias="ป้าคนหนึ่ง", contact="081 234 5678")["Location"] == desk
    person.refresh_from_db()
    assert (person.alias, person.contact, person.is_child) == ("ป้าคนหนึ่ง", "081 234 5678", False)
    answer = send(alias="คุณมาลี", contact="ที่พิมพ์ไว้", is_child="on")
    assert list(answer.context["about"].errors) == ["alias", "is_child"]
    assert 'value="ที่พิมพ์ไว้"' in page(answer)
    person.refresh_from_db()
    assert (person.alias, person.is_child) == ("ป้าคนหนึ่ง", False)


def test_one_press_takes_back_one_thing_and_another_all(as_somchai, somchai, desk, person):
    assert as_somchai.post(f"{desk}withdraw/", {"thing": "face:web"})["Location"] == desk
    assert live(person) == {("name", "web")}
    row = person.consents.get(what="face")
    assert (row.withdrawn_by, row.withdrawn_how) == (somchai, "บอกน้องสมชาย ใจดี")
    for _ in range(2):
        as_somchai.post(f"{desk}withdraw/")
        assert live(person) == set()


def test_a_partner_of_any_district_writes_a_withdrawal_down_and_learns_nothing(
    client, as_wichai, wichai, desk, person
):
    person.contact = "ร้านแกงหน้าวัด"
    person.save()
    seen = page(as_wichai.get(f"{desk}withdraw/"))
    assert "<h1>ป้ามาลี ใจเย็น</h1>" in seen
    for private in ("ครูสายใจ", "ร้านแกงหน้าวัด", person.secret, "ทาบทอง"):
        assert private not in seen
    assert client.post(f"{desk}withdraw/").status_code == 302
    assert live(person) != set()
    assert as_wichai.post(f"{desk}withdraw/")["Location"] == "/me/"
    assert live(person) == set()
    assert set(person.consents.values_list("withdrawn_by", flat=True)) == {wichai.pk}
    assert as_wichai.get(f"{desk}withdraw/").status_code == 404


def test_a_name_that_does_not_stand_anywhere_is_not_told_to_a_stranger(as_wichai, desk, person):
    people.withdraw(person=person, how="บอก", what=["name"])
    seen = page(as_wichai.get(f"{desk}withdraw/"))
    assert "<h1>ชาวบ้าน</h1>" in seen
    assert "มาลี" not in seen


# At the person's own link -----------------------------------------------------------------------


def test_the_own_page_says_what_is_shown_and_where_and_is_never_cached(client, person, photo_of):
    answer = client.get(yours(person))
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    seen = page(answer)
    assert "สวัสดี ป้ามาลี ใจเย็น" in seen
    assert "เครื่องแกงของป้า" in seen
    assert "ขึ้นหน้าเว็บอยู่" in seen
    photo = client.get(yours(person, f"photos/{photo_of.uuid}/320.webp"))
    assert (photo.status_code, photo["Cache-Control"]) == (200, "private, no-store")
    other = factories.make_photo(photo_of.visit, "red")
    assert client.get(yours(person, f"photos/{other.uuid}/320.webp")).status_code == 404


def test_one_press_takes_a_thing_back_and_one_more_gives_it_again(client, person):
    client.post(yours(person, "withdraw/"), {"thing": "name:web"})
    assert live(person) == {("face", "web")}
    seen = page(client.get(yours(person, "?said=withdrawn")))
    assert 'class="yours__name">ชาวบ้าน<' in seen
    assert "ถอนแล้ว หายจากทุกหน้าแล้ว" in seen
    assert "<title>เครื่องแกงของป้า" in page(
        client.get(f"/stories/{person.told.get().revision.story_id}/")
    )
    client.post(yours(person, "agree/"), {"thing": "name:web"})
    client.post(yours(person, "agree/"), {"thing": "name:book"})
    assert live(person) == {("face", "web"), ("name", "web"), ("name", "book")}
    assert set(person.consents.filter(how="link").values_list("asked_by", "witness")) == {
        (None, "")
    }
    client.post(yours(person, "withdraw/"))
    assert live(person) == set()
    assert client.post(yours(person, "agree/"), {"thing": "everything"}).status_code == 200
    assert live(person) == set()


def test_nobody_agrees_for_a_child_by_link_but_taking_back_is_one_press(
    client, somchai, thap_thong
):
    child = factories.make_person(thap_thong, "ดอกไม้", "น้อง", is_child=True)
    factories.agree(child, somchai, "name")
    assert "ให้ขึ้นได้" not in page(client.get(yours(child)))
    assert "คุยกับผู้ปกครอง" in page(client.post(yours(child, "agree/"), {"thing": "face:web"}))
    client.post(yours(child, "withdraw/"), {"thing": "name:web"})
    assert live(child) == set()


def test_somebody_chooses_how_to_be_called_instead(client, person):
    client.post(yours(person, "called/"), {"alias": "ป้าปากแกง"})
    client.post(yours(person, "withdraw/"), {"thing": "name:web"})
    assert 'class="yours__name">ป้าปากแกง<' in page(client.get(yours(person)))
    for alias in ("ป้ามาลี", "ม า ลี", "มาลี99"):
        answer = client.post(yours(person, "called/"), {"alias": alias})
        assert "ยังมีชื่อจริง" in page(answer)
    person.refresh_from_db()
    assert person.alias == "ป้าปากแกง"


def test_a_name_that_stays_as_a_keepers_is_said_with_the_way_to_take_it_off(
    client, malee, thap_thong
):
    keeper = factories.make_person(thap_thong, malee.name, malee.called)
    warning = f"ยังขึ้นชื่อ {malee.spoken_name} ว่าเป็นผู้ดูแลเรื่องของหมู่บ้าน"
    client.post(yours(keeper, "withdraw/"))
    assert warning not in page(client.get(yours(keeper)))
    keepers.name_in_public(stewardship=malee, show=True)
    assert warning in page(client.get(yours(keeper)))
    other = factories.make_person(thap_thong, "เอื้อน", "ลุง")
    assert warning not in page(client.get(yours(other)))


def test_a_name_hidden_by_somebodys_request_shows_again_with_its_persons_own_word(
    client, as_wichai, desk, person
):
    Person.objects.update(name_hidden_at=timezone.now())
    assert "<h1>ชาวบ้าน</h1>" in page(as_wichai.get(f"{desk}withdraw/"))
    seen = page(client.get(yours(person)))
    assert 'class="yours__name">ชาวบ้าน<' in seen
    assert "มีคนขอให้ถอนชื่อนี้ ระหว่างคุยกันจึงซ่อนไว้" in seen
    client.post(yours(person, "agree/"), {"thing": "name:web"})
    assert 'class="yours__name">ป้ามาลี ใจเย็น<' in page(client.get(yours(person)))


def test_guessed_renewed_and_erased_links_open_one_kind_page(client, as_somchai, desk, person):
    old = yours(person)
    factories.make_person(person.village, "อื่น", "ลุง")
    as_somchai.post(f"{desk}link/")
    fresh = Person.objects.get(pk=person.pk)
    closed = {
        page(client.get(each)) for each in (old, "/yours/guessed/", f"/yours/{person.nonce}/")
    }
    assert len(closed) == 1
    assert "ลิงก์นี้ใช้ไม่ได้แล้ว" in closed.pop()
    assert client.post(f"{old}withdraw/").status_code == 404
    assert live(person) != set()
    assert client.get(yours(fresh)).status_code == 200
    people.withdraw(person=fresh, how="ลบ")
    Person.objects.filter(pk=person.pk).update(
        name="", called="", alias="", contact="", erased_at=timezone.now()
    )
    assert client.get(yours(fresh)).status_code == 404
    assert as_somchai.get(desk).status_code == 404


def test_a_keepers_link_opens_no_persons_page_and_the_other_way_round(client, malee, person):
    assert client.get(f"/yours/{malee.links.get().secret}/").status_code == 404
    assert client.get(f"/keeper/{person.secret}/").status_code == 404


def test_ones_own_copy_is_whole_opens_from_the_disk_and_tells_nothing_of_others(
    client, somchai, thap_thong, person, photo_of
):
    other = factories.make_visit(somchai, thap_thong)
    factories.make_person(thap_thong, "เอื้อนศักดิ์", "ลุง")
    body = "ป้ามาลีให้ลุงเอื้อนศักดิ์ชิมแกง\n\nย่อหน้าที่ไม่มีชื่อใคร"
    factories.make_story(other, "ไม่มีใครถาม", "ป้ามาลีเป็นหนี้", named=False)
    factories.ask(factories.make_story(other, "รอตอบ", body, named=False))
    answer = client.get(yours(person, "data.zip"))
    assert answer["Content-Type"] == "application/zip"
    assert "no-store" in answer["Cache-Control"]
    copy = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert copy.namelist() == [f"photos/{photo_of.pk}.jpg", "data.json", "index.html"]
    data = json.loads(copy.read("data.json"))
    assert data["person"]["name"] == "มาลี ใจเย็น"
    assert {(row["what"], row["where"]) for row in data["consents"]} == {
        ("ชื่อ", "หน้าเว็บ"),
        ("หน้าในรูป", "หน้าเว็บ"),
    }
    assert [(text["title"], text["state"]) for text in data["texts"]] == [
        ("เครื่องแกงของป้า", "เผยแพร่แล้ว"),
        ("รอตอบ", "รอหมู่บ้านตอบ"),
    ]
    assert data["texts"][1]["paragraphs"] == ["ป้ามาลีให้ชาวบ้านชิมแกง"]
    html = copy.read("index.html").decode()
    assert "ป้ามาลี ใจเย็น" in html
    assert f'src="photos/{photo_of.pk}.jpg"' in html
    assert "<script" not in html
    clean = photo_of.path(640, "jpg")
    assert (
        copy.read(f"photos/{photo_of.pk}.jpg")
        == (clean if clean.exists() else photo_of.path(320, "jpg")).read_bytes()
    )
