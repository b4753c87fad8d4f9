"""The connector's desk: the first of each kind, how many more there are, and the way to them."""

import pytest

from members import walking
from stories.views import district
from tests import factories
from villages.models import Village

pytestmark = pytest.mark.django_db

MORE = '<a class="button button--quiet" href="?{}#promises">และอีก 3 ข้อที่รับปากไว้</a>'


@pytest.fixture
def promised(somchai, thap_thong):
    """Eleven promises to one village: three more than the desk shows."""
    words = [f"เอาพริกมาให้ {number}" for number in range(district.SHOWN + 3)]
    factories.make_visit(somchai, thap_thong, promises=words)
    return words


def shown(page: str, words: list[str]) -> int:
    """How many of the words stand on the page as a link."""
    return sum(f"{each}</a>" in page for each in words)


def test_the_desk_says_how_many_more_there_are_and_shows_them_when_asked(
    promised, as_preeda, as_kanya
):
    page = as_preeda.get("/district/").content.decode()
    assert shown(page, promised) == district.SHOWN
    assert MORE.format("show=promises") in page
    whole = as_preeda.get("/district/?show=promises").content.decode()
    assert (shown(whole, promised), "และอีก" in whole) == (len(promised), False)
    one = as_kanya.get("/district/?district=8006").content.decode()
    assert MORE.format("district=8006&amp;show=promises") in one


def test_what_is_shown_whole_has_an_end_and_says_so(promised, as_kanya, monkeypatch):
    monkeypatch.setattr(district, "MOST", 10)
    page = as_kanya.get("/district/?show=promises").content.decode()
    assert shown(page, promised) == 10
    assert "และอีก 1 ข้อที่รับปากไว้ ดูทีละอำเภอจะเห็นครบกว่า" in page


def test_nothing_more_is_nothing_said(somchai, thap_thong, as_preeda):
    words = [f"เอาพริกมาให้ {number}" for number in range(district.SHOWN)]
    factories.make_visit(somchai, thap_thong, promises=words)
    page = as_preeda.get("/district/").content.decode()
    assert (shown(page, words), "และอีก" in page) == (district.SHOWN, False)


def test_lists_of_what_could_go_missing_go_on_too(somchai, as_preeda):
    chian_yai = Village.objects.filter(tambon__district="8006")[: district.SHOWN + 2]
    for village in chian_yai:
        walking.begin(user=somchai, village=village, on=factories.days_ago(30))
    page = as_preeda.get("/district/").content.decode()
    assert 'href="?show=alone#alone">และอีก 2 แห่งที่มีคนเดินด้วยคนเดียว</a>' in page
    assert 'href="?show=quiet#quiet">และอีก 2 แห่งที่ไม่ได้ข่าว</a>' in page
    whole = as_preeda.get("/district/?show=alone").content.decode()
    assert whole.count("เดินอยู่ ครั้งหน้าไปเป็นเพื่อนกันไหม") == len(chian_yai)
