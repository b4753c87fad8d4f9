"""What one reads next: near stories and one of another district, and nothing that is not public."""

import pytest
from django.utils import timezone

from stories import fetching, publishing, related
from stories.models import SearchEntry, SearchWord, Story
from tests import factories
from villages.models import Aspect, Village


@pytest.fixture
def food(places):
    return Aspect.objects.get(slug="food")


@pytest.fixture
def health(places):
    return Aspect.objects.get(slug="health")


def beside(story: Story) -> tuple[list[Story], Story | None]:
    row = fetching.whole_row(story.number)
    return related.beside(row, fetching.lines_of(fetching.line_rows(related.numbers(row))))


def near(story: Story) -> list[str]:
    return [each.title for each in beside(story)[0]]


def onward(story: Story) -> str | None:
    found = beside(story)[1]
    return found and found.title


def with_rare(story: Story, *words: str) -> Story:
    """The story as the index knows it, with these words that few stories hold."""
    entry, _ = SearchEntry.objects.update_or_create(pk=story.pk, defaults={"stale": False})
    SearchWord.objects.bulk_create(SearchWord(word=word, key=word, entry=entry) for word in words)
    return story


def test_the_first_story_of_all_leads_nowhere(client, somchai, thap_thong):
    story = factories.make_published(somchai, thap_thong)
    shown = client.get(f"/stories/{story.number}/").context
    assert (shown["related"], shown["onward"]) == ([], None)


def test_shared_rare_words_come_before_aspects_and_both_before_the_place(
    somchai, wichai, thap_thong, khlong_noi, food, health
):
    other = Village.objects.get(code="80060101")
    this = factories.make_published(somchai, thap_thong, "เรื่องนี้", aspects=[food])
    factories.make_published(somchai, other, "อีกตำบล")
    factories.make_published(somchai, thap_thong, "หมู่บ้านเดียวกัน")
    factories.make_published(somchai, other, "ด้านเดียวกัน", aspects=[food, health])
    kin = factories.make_published(somchai, other, "คำเดียวกัน", aspects=[health])
    for story in (this, kin):
        with_rare(story, "หยวก", "สวดด้าน")
    assert near(this) == ["คำเดียวกัน", "ด้านเดียวกัน", "หมู่บ้านเดียวกัน"]
    assert onward(this) is None
    factories.make_published(wichai, khlong_noi, "ต่างอำเภอ")
    assert onward(this) == "ต่างอำเภอ"
    assert near(this) == ["คำเดียวกัน", "ด้านเดียวกัน", "หมู่บ้านเดียวกัน"]


def test_a_word_of_many_stories_makes_none_of_them_near(somchai, thap_thong, food):
    other = Village.objects.get(code="80060101")
    this, rare = (
        factories.make_published(somchai, village, title)
        for village, title in ((thap_thong, "เรื่องนี้"), (other, "คำที่มีไม่กี่เรื่อง"))
    )
    many = [
        factories.make_published(somchai, other, "คำที่มีหลายเรื่อง")
        for _ in range(SearchWord.VOUCHERS - 1)
    ]
    for story in many:
        with_rare(story, "ชาวบ้าน")
    with_rare(this, "หยวก", "ชาวบ้าน")
    with_rare(rare, "หยวก")
    found = fetching.leads_of(fetching.whole_row(this.number)).candidates
    assert {number: row["shares"] for number, row in found.items() if row["shares"]} == {
        rare.number: 1
    }
    assert near(this)[0] == "คำที่มีไม่กี่เรื่อง"


def test_one_reads_on_in_another_district_first_about_the_same(
    somchai, wichai, thap_thong, khlong_noi, food, health
):
    this = factories.make_published(somchai, thap_thong, "เรื่องนี้", aspects=[food])
    factories.make_published(wichai, khlong_noi, "เรื่องกิน", aspects=[food])
    newest = factories.make_published(wichai, khlong_noi, "เรื่องใหม่กว่า", aspects=[health])
    assert onward(this) == "เรื่องกิน"
    assert onward(newest) == "เรื่องนี้"


def test_a_later_story_is_found_by_an_earlier_one(somchai, thap_thong):
    first = factories.make_published(somchai, thap_thong, "แรก")
    factories.make_published(somchai, thap_thong, "หลัง")
    assert near(first) == ["หลัง"]


def test_no_story_leads_to_itself_or_twice_to_the_same(somchai, thap_thong, food):
    stories = [
        with_rare(
            factories.make_published(somchai, thap_thong, f"เรื่อง {n}", aspects=[food]), "หยวก"
        )
        for n in range(6)
    ]
    for story in stories:
        titles = near(story)
        assert len(set(titles)) == len(titles) == related.NEAR
        assert story.title not in titles


@pytest.mark.parametrize("how", ["taken back", "hidden", "draft"])
def test_what_is_not_public_is_read_on_to_by_nobody(
    client, somchai, wichai, thap_thong, khlong_noi, food, how
):
    this = with_rare(factories.make_published(somchai, thap_thong, "เรื่องนี้", aspects=[food]), "หยวก")
    gone = []
    for who, village in ((somchai, thap_thong), (wichai, khlong_noi)):
        visit = factories.make_visit(who, village)
        story = factories.make_story(visit, "ไม่ควรเห็น", aspects=[food])
        if how != "draft":
            story = factories.publish(story)
        gone.append(with_rare(story, "หยวก"))
    for story in gone:
        if how == "taken back":
            publishing.take_back_in_person(
                story=story, answered_by="ก", witness="ข", taken_by=story.scribe
            )
        elif how == "hidden":
            Story.objects.filter(pk=story.pk).update(hidden_at=timezone.now())
        with_rare(story, "หยวก")  # the index may be late
    page = client.get(f"/stories/{this.number}/")
    assert (page.context["related"], page.context["onward"]) == ([], None)
    assert "ไม่ควรเห็น" not in page.content.decode()


def test_a_story_taken_back_between_two_questions_is_not_shown(somchai, thap_thong):
    this = factories.make_published(somchai, thap_thong, "เรื่องนี้")
    other = factories.make_published(somchai, thap_thong, "อีกเรื่อง")
    row = fetching.whole_row(this.number)
    Story.objects.filter(pk=other.pk).update(hidden_at=timezone.now())
    assert related.numbers(row) == (other.number,)
    assert related.beside(row, fetching.lines_of(fetching.line_rows(related.numbers(row)))) == (
        [],
        None,
    )


def test_names_in_related_stories_go_through_the_gate(client, somchai, thap_thong):
    factories.make_person(thap_thong)
    this = factories.make_published(somchai, thap_thong, "เรื่องนี้", tellers=[("ลุง", "เอื้อน")])
    factories.make_published(
        somchai, thap_thong, "แกงของป้ามาลี", tellers=[("ป้า", "มาลี ใจเย็น")], named=False
    )
    shown = client.get(f"/stories/{this.number}/").context["related"]
    assert [story.title for story in shown] == ["แกงของชาวบ้าน"]
