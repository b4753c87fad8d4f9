"""Every public page of the demo can be kept ready: what it reads tells of its changes."""

from django.db import connection
from django.test import Client

from kmnet.ready import changes, front
from kmnet.ready.queries import Watch
from tests import walk

pytest_plugins = ["tests.walk"]
KEPT = {
    *("stories:home", "stories:stories", "stories:story", "stories:card", "stories:villages"),
    *("stories:village", "stories:village-poster", "stories:support", "stories:support-request"),
    *("stories:district", "stories:about", "stories:privacy", "stories:feed", "stories:sitemap"),
}
SHOWING_STORIES = {
    *("stories:home", "stories:stories", "stories:story", "stories:card", "stories:village"),
    *("stories:district", "stories:feed"),
}


def rows(statement: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return {name for (name,) in cursor}


def test_every_table_that_a_public_page_reads_tells_of_its_changes(demo):
    silent = rows(changes.READABLE) - rows(changes.TELLING) - changes._may_lag
    known = walk.addresses(walk.furnish())
    kept, showing, not_told = set(), set(), {}
    client = Client(raise_request_exception=False)
    for route, addresses in known.items():
        if route.pattern.startswith("admin/"):
            continue
        for address in addresses:
            watch = Watch()
            with connection.execute_wrapper(watch):
                answer = client.get(address)
            if not front.seconds_for_everybody(answer, list(answer.items())):
                continue
            if getattr(answer, "kept_ready", True):
                kept.add(route.name)
                if {"stories_story", "stories_person"} <= watch.words:
                    showing.add(route.name)
                if watch.words & silent or not watch.understood:
                    not_told[address] = sorted(watch.words & silent)
    assert not_told == {}
    assert kept >= KEPT
    # Seen by the watch, whichever way the statements go: else a page would outlive its story.
    assert showing >= SHOWING_STORIES
