"""People on the desk: who is in a text, what each agreed to, what its photos show, what is missing."""

from importlib import import_module

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from kmnet.thai.dates import thai_date
from stories import people
from stories.models import Person, Photo, Story
from stories.person_data import photo_states
from stories.publishing import missing_before_asking
from tests import factories
from tests.stories.posts import story_post, tellers


def page(answer) -> str:
    return answer.content.decode()


def rows(prefix: str, *filled: dict) -> dict:
    """The rows of nuggets or people named, as a browser sends them."""
    post = {f"{prefix}-TOTAL_FORMS": str(len(filled)), f"{prefix}-INITIAL_FORMS": "0"}
    for number, row in enumerate(filled):
        post |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return post


def of_photo(photo: Photo, **says) -> dict:
    """The questions about one photo of the story."""
    return {f"photo-{photo.pk}-{part}": value for part, value in {"show": "on", **says}.items()}


@pytest.fixture
def visit(somchai, thap_thong):
    visit = factories.make_visit(
        somchai,
        thap_thong,
        met=[
            {"called": "ป้า", "name": "มาลี ใจเย็น"},
            {"called": "ลุง", "name": "เอื้อน"},
            {"name": "เจ้าหน้าที่สามคน"},
        ],
        photos_of=("green", "red"),
    )
    Photo.objects.update(shows="")
    return visit


@pytest.fixture
def begin(as_somchai, visit):
    def send(**more):
        return as_somchai.post(f"/visits/{visit.number}/story/", story_post(**more))

    return send


# Writing ----------------------------------------------------------------------------------------


def test_the_form_asks_what_each_photo_shows_and_offers_the_people_met(as_somchai, visit):
    form = as_somchai.get(f"/visits/{visit.number}/story/").context["form"]
    (_, first), _ = form.photo_rows
    assert [label for _, label in first["shows"].field.choices] == ["ไม่เห็นหน้าใครชัด", "เห็นหน้าคน"]
    assert [name for name, _ in first["known"].field.choices] == ["ป้ามาลี ใจเย็น", "ลุงเอื้อน"]


def test_one_post_keeps_nuggets_people_named_and_what_the_photos_show(begin, visit):
    wide, close = visit.photos.all()
    answer = begin(
        body="ป้ามาลีตำแกง ลุงเอื้อนกับน้าแดงต้อยช่วยขาย เจ้าหน้าที่สามคนมาซื้อ",
        **rows(
            "nuggets", {"knows": "ทำแกงไม่ให้ขึ้นรา", "how": "ใส่เกลือ", "called": "ยาย", "name": "ปราง"}
        ),
        **rows("mentioned", {"called": "น้า", "name": "แดงต้อย"}),
        **of_photo(wide, shows="wide", places="ลุงเอื้อน"),
        **of_photo(
            close,
            shows="faces",
            known=["ป้ามาลี ใจเย็น"],
            faces="ตาคง",
            children="on",
            minors="น้องดอกไม้",
        ),
    )
    assert answer.status_code == 302
    story = Story.objects.get()
    nugget = story.latest_revision.nuggets.get()
    assert (nugget.knows, nugget.how, nugget.holder.spoken_name) == (
        "ทำแกงไม่ให้ขึ้นรา",
        "ใส่เกลือ",
        "ยายปราง",
    )
    known = Person.objects.values_list("called", "name", "is_child")
    assert set(known) == {
        ("ป้า", "มาลี ใจเย็น", False),
        ("ลุง", "เอื้อน", False),  # met, and named in the text
        ("ยาย", "ปราง", False),
        ("น้า", "แดงต้อย", False),
        ("", "ตาคง", False),
        ("", "น้องดอกไม้", True),
    }
    wide.refresh_from_db()
    close.refresh_from_db()
    assert (wide.shows, wide.children, close.shows, close.children) == (
        "wide",
        False,
        "faces",
        True,
    )
    seen = {(row.person.spoken_name, row.what) for row in wide.people.all()}
    assert seen == {("ลุงเอื้อน", "place")}
    assert {(row.person.spoken_name, row.what) for row in close.people.all()} == {
        ("ป้ามาลี ใจเย็น", "face"),
        ("ตาคง", "face"),
        ("น้องดอกไม้", "face"),
    }


def test_what_was_kept_stands_in_the_form_again_and_pressing_keep_changes_nothing(
    as_somchai, begin, visit
):
    close = visit.photos.first()
    begin(
        **rows("nuggets", {"knows": "ทำแกง", "called": "ป้า", "name": "มาลี ใจเย็น"}),
        **of_photo(close, shows="faces", known=["ลุงเอื้อน"], faces="ตาคง", minors="น้องดอกไม้"),
    )
    story = Story.objects.get()
    form = as_somchai.get(f"/stories/{story.number}/edit/").context["form"]
    fields = {photo.pk: row for photo, row in form.photo_rows}[close.pk]
    again = {part: fields[part].value() for part in ("shows", "known", "faces", "minors", "places")}
    assert again == {
        "shows": "faces",
        "known": ["ลุงเอื้อน", "ตาคง"],
        "faces": "",
        "minors": "น้องดอกไม้",
        "places": "",
    }
    as_somchai.post(
        f"/stories/{story.number}/edit/",
        story_post(
            seen="1",
            **rows("nuggets", {"knows": "ทำแกง", "called": "ป้า", "name": "มาลี ใจเย็น"}),
            **of_photo(close, children="on", **again),
        ),
    )
    assert story.revisions.count() == 1
    assert Person.objects.count() == 4
    assert close.people.count() == 3


@pytest.mark.parametrize(
    ("says", "part"),
    [
        ({"shows": "faces"}, "faces"),
        ({"shows": "wide", "faces": "ตาคง"}, "shows"),
        ({"shows": "faces", "faces": "ตาคง", "children": "on"}, "minors"),
        ({"places": "ตาคง"}, "shows"),
        ({"shows": "faces", "faces": "ตาคง 081-234-5678"}, "faces"),
        ({"shows": "faces", "minors": "มาลี ใจเย็น"}, "minors"),
    ],
    ids=["whose", "wide with faces", "which child", "unsaid", "a phone", "a grown-up as a child"],
)
def test_what_is_half_said_of_a_photo_gets_a_sentence_and_nothing_typed_is_lost(
    begin, visit, somchai, says, part
):
    factories.agree(factories.make_person(visit.village, "มาลี ใจเย็น", ""), somchai)
    photo = visit.photos.first()
    answer = begin(
        body="เรื่องที่พิมพ์",
        **rows("nuggets", {"knows": "เคล็ดที่พิมพ์", "name": "ยายปราง"}),
        **of_photo(photo, caption="คำที่พิมพ์", **says),
    )
    assert list(answer.context["form"].errors) == [f"photo-{photo.pk}-{part}"]
    for words in ("เรื่องที่พิมพ์</textarea>", 'value="เคล็ดที่พิมพ์"', 'value="คำที่พิมพ์"'):
        assert words in page(answer)
    for words in says.get("faces", ""), says.get("minors", ""), says.get("places", ""):
        assert words in page(answer)
    assert not Story.objects.exists()
    photo.refresh_from_db()
    assert photo.shows == ""


def test_a_nugget_needs_to_be_somebodys_and_a_name_to_stand_in_the_text(begin):
    answer = begin(
        **rows("nuggets", {"how": "ใส่เกลือก่อน"}),
        **rows("mentioned", {"called": "น้า", "name": "สมพร"}),
    )
    assert list(answer.context["nuggets"].forms[0].errors) == ["knows", "name"]
    assert "ใส่เกลือก่อน</textarea>" in page(answer)
    answer = begin(**rows("mentioned", {"called": "น้า", "name": "สมพร"}))
    assert list(answer.context["mentioned"].forms[0].errors) == ["name"]
    assert 'value="สมพร"' in page(answer)
    assert not Story.objects.exists()


def test_one_more_row_keeps_everything_and_there_are_six_nuggets_at_most(begin):
    six = [{"knows": f"เคล็ด {n}", "name": "ยายปราง"} for n in range(6)]
    answer = begin(action="more_nuggets", title="", **rows("nuggets", *six[:2]))
    assert "error-summary" not in page(answer)
    assert len(answer.context["nuggets"].forms) == 3
    answer = begin(action="more_nuggets", **rows("nuggets", *six))
    assert len(answer.context["nuggets"].forms) == 6
    assert 'value="เคล็ด 5"' in page(answer)


def test_a_short_name_under_a_photo_means_the_one_person_it_can_mean(begin, visit):
    begin(**of_photo(visit.photos.first(), shows="faces", faces="ป้ามาลี"))
    assert [str(person) for person in Person.objects.all()] == ["ป้ามาลี ใจเย็น"]


# The desk ---------------------------------------------------------------------------------------


@pytest.fixture
def story(visit, somchai, thap_thong):
    """Told by ป้ามาลี, who may be named; her face and น้องดอกไม้'s in its second photo."""
    _, close = visit.photos.all()
    malee = factories.make_person(thap_thong)
    child = factories.make_person(thap_thong, "ดอกไม้", "น้อง", is_child=True)
    people.say_what_it_shows(photo=close, shows="faces", faces=[malee, child])
    story = factories.make_story(visit, body="ป้ามาลีตำแกง ลุงเอื้อนช่วยขาย", named=False)
    factories.make_person(thap_thong, "เอื้อน", "ลุง")
    factories.agree(malee, somchai, until=factories.days_ago(-30))
    return story


def test_the_desk_lists_everybody_and_what_each_agreed_to_in_words(as_somchai, story):
    listed = {
        row["person"].spoken_name: (row["as_what"], row["agreed"], row["named"])
        for row in as_somchai.get(f"/stories/{story.number}/desk/").context["people"]
    }
    assert listed == {
        "ป้ามาลี ใจเย็น": (
            ["ผู้เล่า", "เห็นหน้าในรูปที่ 2"],
            [f"ชื่อ: หน้าเว็บ ถึง {thai_date(factories.days_ago(-30))}", "หน้าในรูป: ยังไม่ได้ถาม"],
            "ป้ามาลี ใจเย็น",
        ),
        "ลุงเอื้อน": (["มีชื่อในเรื่อง"], ["ชื่อ: ยังไม่ได้ถาม"], "ชาวบ้าน"),
        "น้องดอกไม้": (
            ["เห็นหน้าในรูปที่ 2"],
            ["ชื่อ: ยังไม่ได้ถาม", "หน้าในรูป: ยังไม่ได้ถาม"],
            "เด็กในหมู่บ้าน",
        ),
    }


def test_the_desk_shows_the_text_as_everybody_would_and_as_written_where_they_differ(
    as_somchai, story, somchai, thap_thong
):
    desk = page(as_somchai.get(f"/stories/{story.number}/desk/"))
    shown, written = desk.partition("อย่างที่เขียนไว้")[::2]
    assert "ป้ามาลีตำแกง ชาวบ้านช่วยขาย" in shown
    assert "ป้ามาลีตำแกง ลุงเอื้อนช่วยขาย" in written
    assert str(story.visit.photos.last().uuid) not in shown
    assert str(story.visit.photos.last().uuid) in written
    plain = factories.make_story(factories.make_visit(somchai, thap_thong), body="ฝนตก")
    assert "อย่างที่เขียนไว้" not in page(as_somchai.get(f"/stories/{plain.number}/desk/"))


def test_what_keeps_a_text_from_the_village_is_said_with_the_way_to_mend_it(
    as_somchai, story, somchai
):
    unsaid = story.visit.photos.first()
    child = Person.objects.get(is_child=True)
    answer = as_somchai.post(f"/stories/{story.number}/ask/", follow=True)
    assert "ก่อนส่งให้หมู่บ้าน" in page(answer)
    assert answer.context["blocks"] == [
        ("รูปที่ 1 (รูปสี green) ยังไม่ได้บอกว่าเห็นหน้าคนชัดไหม", f"/stories/{story.number}/edit/#photo-{unsaid.pk}"),
        ("รูปที่ 2 (รูปสี red) เห็นหน้าเด็ก ยังไม่มีคำตกลงของผู้ปกครอง", f"/people/{child.uuid}/#agree"),
    ]  # fmt: skip
    assert not story.approvals.exists()
    people.say_what_it_shows(photo=unsaid, shows="wide")
    factories.agree(child, somchai, "face")
    assert missing_before_asking(story.latest_revision) == []
    reasons = as_somchai.get(f"/stories/{story.number}/desk/").context["not_shown"]
    assert [sentence for sentence, _ in reasons] == [
        "รูปที่ 2 (รูปสี red) ป้ามาลี ใจเย็นยังไม่ได้ตกลงให้ขึ้นหน้าในรูป"
    ]
    as_somchai.post(f"/stories/{story.number}/ask/")
    assert story.approvals.open().exists()


def test_the_desk_names_as_many_hindrances_as_the_deed(story, somchai):
    def blocked() -> int:
        return len(
            [block for state in photo_states(story.latest_revision) for block in state.blocks]
        )

    unsaid, close = story.visit.photos.all()
    assert blocked() == len(missing_before_asking(story.latest_revision)) == 2
    Photo.objects.filter(pk=unsaid.pk).update(shows="faces")
    close.people.filter(person__is_child=True).delete()
    assert blocked() == len(missing_before_asking(story.latest_revision)) == 2


def test_nobody_told_of_without_a_name_becomes_a_person(as_somchai, somchai, thap_thong):
    visit = factories.make_visit(
        somchai, thap_thong, met=[{"name": "ป้าขายขนม"}, {"name": "ยายสร้อยทอง"}]
    )
    post = story_post(body="ป้าขายขนมยิ้ม ยายสร้อยทองก็ยิ้ม เขาขายขนมกันทุกเช้า", **tellers(("ลุง", "เอื้อน")))
    as_somchai.post(f"/visits/{visit.number}/story/", post)
    assert sorted(str(person) for person in Person.objects.all()) == ["ยายสร้อยทอง", "ลุงเอื้อน"]


def test_the_desk_points_at_names_that_no_finder_is_sure_of(as_somchai, somchai, thap_thong):
    body = "ป้ามาลีไปหานก ฟังเสียงนก\n\nแล้วเอาแกงไปให้ตาพูน ลุงเอื้อนก็ยิ้ม"
    story = factories.make_story(factories.make_visit(somchai, thap_thong), "ที่ลานวัด", body)
    factories.make_person(thap_thong, "นก แก้วดี", "พี่")
    factories.make_person(thap_thong, "เอื้อน", "ลุง")
    desk = page(as_somchai.get(f"/stories/{story.number}/desk/"))
    assert "มีคำว่า “นก” อยู่อีก 2 ที่ ถ้าเป็นชื่อของพี่นก แก้วดี แก้ในเรื่องก่อน" in desk
    assert "มีชื่อที่ยังไม่ได้จด: <strong>ตาพูน</strong> ถ้าเป็นคนในหมู่บ้าน" in desk
    factories.publish(story)
    assert "อยู่อีก 2 ที่" not in page(as_somchai.get(f"/stories/{story.number}/desk/"))


# Deeds ------------------------------------------------------------------------------------------


def test_somebody_erased_or_made_a_child_meanwhile_agrees_to_nothing(somchai, thap_thong):
    stale, person = factories.make_person(thap_thong), Person.objects.get()
    Person.objects.update(is_child=True)
    with pytest.raises(ValidationError, match="ผู้ปกครอง"):
        factories.agree(stale, somchai)
    person.name = person.called = ""
    person.is_child, person.erased_at = False, timezone.now()
    person.save()
    with pytest.raises(ValidationError, match="ขอให้ลบไปแล้ว"):
        factories.agree(stale, somchai)
    assert not person.consents.exists()


OLD_TABLES = """
CREATE TEMP TABLE stories_story (number bigint, village_id text) ON COMMIT DROP;
CREATE TEMP TABLE stories_revision (id bigint, story_id bigint) ON COMMIT DROP;
CREATE TEMP TABLE stories_teller
    (id serial, revision_id bigint, called text, name text, person_id bigint) ON COMMIT DROP;
CREATE TEMP TABLE stories_person (id serial, uuid uuid, village_id text, name text, called text,
    alias text, is_child boolean, contact text, nonce text, made_at timestamptz) ON COMMIT DROP;
CREATE TRIGGER stories_asked_revision_stands BEFORE UPDATE ON stories_teller
    FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
INSERT INTO stories_story VALUES (1, '80060602'), (2, '80080101');
INSERT INTO stories_revision VALUES (1, 1), (2, 2);
INSERT INTO stories_teller (revision_id, called, name) VALUES
    (1, '', 'ป้ามาลี ใจเย็น'), (1, 'ป้า', 'มาลี ใจเย็น'), (1, 'ป้า', ' มาลี  ใจเย็น'), (1, 'ป้า', ''),
    (2, '', 'ป้ามาลี ใจเย็น');
"""


def test_old_tellers_whose_names_read_alike_become_one_person_of_their_village(db):
    moved = import_module("stories.migrations.0005_tellers_become_people")
    with connection.cursor() as cursor:

        def rows(statement: str) -> list[tuple]:
            cursor.execute(statement)
            return cursor.fetchall()

        cursor.execute(OLD_TABLES)
        cursor.execute(moved.FORWARD)
        assert rows(
            "SELECT village_id, called, name FROM stories_person ORDER BY 1, length(name)"
        ) == [
            ("80060602", "ป้า", ""),
            ("80060602", "ป้า", "มาลี ใจเย็น"),
            ("80080101", "", "ป้ามาลี ใจเย็น"),
        ]
        assert rows("SELECT count(DISTINCT person_id) FROM stories_teller") == [(3,)]
        cursor.execute(moved.BACK)
        read = [called + name for called, name in rows("SELECT called, name FROM stories_teller")]
        assert sorted(read) == ["ป้า", *["ป้ามาลี ใจเย็น"] * 4]
        cursor.execute("DROP TABLE stories_teller, stories_person, stories_revision, stories_story")
