"""The bench fills a database with stories that are as public as any, the same ones every time."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from bench import fill, prose, words
from bench.peer import rows as peer
from bench.table import ratio
from kmnet.thai.text import normalise
from stories.models import Story

ROOT = Path(settings.BASE_DIR)
TELLERS = ("ป้าสมปอง", "ลุงอุทัย")
HELLO = """
from bench.hello import bare
from django.test import RequestFactory
said = []
page = bare()(
    RequestFactory().get("/", headers={"host": "127.0.0.1"}).environ,
    lambda status, headers: said.append(status),
)
print(said[0], b"".join(page).decode())
"""


def texts(of: int, count: int = 200) -> list[prose.Text]:
    """The first texts of `of` stories."""
    return [prose.write(n, TELLERS, prose.planted(n, of)) for n in range(1, count + 1)]


def test_a_story_is_the_same_every_time_and_spelled_as_it_is_saved():
    assert texts(1000) == texts(1000)
    assert prose.write(7, TELLERS, ()).title == "เมื่อปากซอยลองทำปลาเค็มด้วยกัน"
    assert [each.title for each in texts(1000)] == [each.title for each in texts(10_000)]
    for text in texts(1000):
        assert normalise(text.body) == text.body
        assert 2500 < len(text.body.encode()) < 4000


def test_what_is_searched_for_stands_where_it_was_planted_and_nowhere_else():
    written = texts(1000, 1000)
    for word in words.COMMON:
        found = [number for number, text in enumerate(written, start=1) if word in text.body]
        assert found == [number for number in range(1, 1001) if word in prose.common_in(number)]
        assert 350 < len(found) < 450
    for word in prose.rare_words():
        assert len([text for text in written if word in text.body]) == 5
    everything = "\n".join(text.body for text in written)
    assert [word for word in prose.unheard_words() if word in everything] == []


@pytest.fixture
def filled(places):
    """Thirty stories of the bench, found by the search."""
    fill.write_stories(30, every=40)
    call_command("index_stories", verbosity=0)


def test_the_stories_are_public_and_found(filled, client):
    assert Story.objects.published().count() == 30
    for number in (1, 30):
        page = client.get(f"/stories/{number}/").content.decode()
        assert Story.objects.get(number=number).title in page
    assert client.get(f"/villages/{fill.RICH_VILLAGE}/").status_code == 200
    word = prose.rare_in(1, 30)[0]
    assert 'href="/stories/1/"' in client.get("/search/", {"q": word}).content.decode()


def test_hello_says_hello():
    done = subprocess.run(
        [sys.executable, "-c", HELLO], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "200 OK สวัสดี"


@pytest.mark.parametrize(("mark", "folder"), [("bench", "bench"), ("bench-peer", "bench/peer")])
def test_the_readme_shows_the_last_table(mark, folder):
    readme = (ROOT / "README.md").read_text()
    shown = re.search(f"<!-- {mark} -->\n(.*?)<!-- /{mark} -->", readme, re.S)[1]
    assert shown.strip() == (ROOT / folder / "last.md").read_text().strip()


def test_small_shares_keep_the_digits_that_say_something():
    assert [ratio(share) for share in (1.234, 0.1, 0.0456)] == ["1.23", "0.10", "0.046"]


def test_wagtail_is_asked_for_pages_that_our_bench_has():
    assert [peer.our_row(page).words for page in peer.PAGES] == [
        f"{page}, rendered" for page in peer.PAGES
    ]
    assert peer.ELSEWHERE.keys() <= set(peer.PAGES)


def test_less_than_five_times_as_quick_as_wagtail_is_not_enough():
    rounds = [(1000, 60, 10), (1000, 49, 10), (1000, 40, 10)]
    assert peer.cells("One story", *peer.shares(rounds)) == [
        "0.049",
        "0.010",
        "4.9",
        "≥ 5",
        "**no**",
    ]
    assert peer.cells("District", *peer.shares(rounds[:1])) == [
        "0.060",
        "0.010",
        "6.0",
        "≥ 5",
        "yes",
    ]
    assert peer.cells("A thousand stories in turn", 0.04, 0.01, 4)[2:] == ["4.0", "", ""]
