"""Pages drawn of facts: drawn once for as long as the database says the same, and of facts alone."""

import datetime

import pytest
from django.test import RequestFactory
from django.utils import timezone

from kmnet import everybody
from stories.models import Story
from tests import factories
from villages.models import District, Village

drawings = []


def page(words: str) -> dict:
    drawings.append(words)
    return {"words": words}


def drawn(*facts) -> str:
    request = RequestFactory().get("/about/")
    response = everybody.drawn_for_everybody(request, "stories/about.html", page, *facts)
    assert response["Cache-Control"] == "public, max-age=60"
    return response["ETag"]


def test_a_page_of_the_same_facts_is_drawn_once_and_of_others_anew(places):
    drawings.clear()
    assert drawn("ก") == drawn("ก")
    drawn("ข")
    assert drawings == ["ก", "ข"]


def test_a_new_day_has_every_page_drawn_anew(places):
    drawings.clear()
    today = timezone.localdate()
    for on in (today, today, today + datetime.timedelta(days=1)):
        everybody._written(everybody._filled, ("stories/about.html", page, "ค"), on)
    assert drawings == ["ค", "ค"]


def test_a_page_that_asks_the_database_behind_its_facts_is_refused(places):
    def asks(code: str) -> dict:
        return {"district": District.objects.get(code=code)}

    request = RequestFactory().get("/")
    with pytest.raises(RuntimeError, match="asks the database"):
        everybody.drawn_for_everybody(request, "stories/about.html", asks, "8006")


def test_a_row_of_the_database_is_no_fact(places):
    village = Village.objects.first()
    for fact in (village, (("ก", village),)):
        with pytest.raises(TypeError, match="row of the database"):
            drawn(fact)


@pytest.mark.parametrize(
    "address", ["/", "/stories/", "/districts/8006/", "/villages/80060602/", "/feed/"]
)
def test_what_happens_to_a_story_is_seen_in_the_next_answer(client, somchai, thap_thong, address):
    """However often the page was drawn before: its facts are asked for every request."""
    before = client.get(address).content
    story = factories.make_published(somchai, thap_thong, "แกงส้มลูกเถาคัน")
    shown = client.get(address).content
    assert "แกงส้มลูกเถาคัน" in shown.decode()
    Story.objects.filter(pk=story.pk).update(hidden_at=timezone.now())
    hidden = client.get(address).content
    assert "แกงส้มลูกเถาคัน" not in hidden.decode()
    Story.objects.filter(pk=story.pk).update(hidden_at=None)
    assert client.get(address).content == shown != before
