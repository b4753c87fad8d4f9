"""Two at once: an entry that is being filled while what is seen of its story changes."""

import threading

import pytest
from django.db import connection, connections, transaction
from django.test import Client

from kmnet.thai.words import asked
from stories import people
from stories.models import Person, SearchEntry
from stories.search import asking, keeping, posing, statistics, wording
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def in_a_thread(deed) -> threading.Thread:
    """Does something with a connection of its own."""

    def run():
        try:
            deed()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_a_name_hidden_while_its_story_is_made_ready_is_not_left_behind(somchai, thap_thong):
    story = factories.make_published(somchai, thap_thong, "หม้อใบเก่า")
    SearchEntry.objects.update(version=0)
    person = Person.objects.get()

    def withdraw():
        with transaction.atomic():
            people.withdraw(person=person, how="โทรมาบอก")

    with transaction.atomic():
        held, failed = keeping.fill_held(SearchEntry.objects.to_do(keeping.VERSION))
        assert (held, failed) == (1, set())
        thread = in_a_thread(withdraw)
        thread.join(0.5)
        assert thread.is_alive()  # it waits for what was read before it
        busy = []
        other = in_a_thread(lambda: busy.append(keeping.refresh()))
        other.join(30)
        assert busy == [0]  # and another worker leaves the entry to us
    thread.join(30)
    entry = SearchEntry.objects.get(pk=story.pk)
    assert (entry.stale, "มาลี" in entry.whole) == (False, False)  # made anew with the withdrawal

    SearchEntry.objects.update(stale=True)
    workers = [in_a_thread(keeping.refresh) for _ in range(2)]
    for worker in workers:
        worker.join(30)
    entry.refresh_from_db()
    assert not entry.stale
    assert "มาลี" not in entry.whole
    assert entry.words.count() == len(set(entry.words.values_list("word", flat=True)))


def test_a_name_taken_back_while_its_story_is_published_is_not_left_behind(somchai, thap_thong):
    factories.make_published(somchai, thap_thong, "หม้อใบแรก")
    second = factories.make_story(factories.make_visit(somchai, thap_thong), "หม้อใบสอง")
    keeping.refresh()
    person = Person.objects.get()

    with transaction.atomic():
        people.withdraw(person=person, how="โทรมาบอก")
        # Whoever publishes and fills meanwhile sees the leave that still stands.
        other = in_a_thread(lambda: (factories.publish(second), keeping.refresh()))
        other.join(30)
        assert not other.is_alive()
    keeping.refresh()
    entry = SearchEntry.objects.get(pk=second.pk)
    assert not entry.stale
    assert "มาลี" not in entry.whole


def test_leave_that_is_gone_row_and_all_empties_the_entries(somchai, thap_thong):
    factories.make_published(somchai, thap_thong, "หม้อใบเก่า")
    keeping.refresh()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE stories_personconsent")
    entry = SearchEntry.objects.get()
    assert (entry.stale, entry.whole, entry.words.count()) == (True, "", 0)


def test_a_slow_question_is_stopped_and_leaves_no_trace_on_the_line(
    somchai, thap_thong, monkeypatch
):
    statistics.forget()
    factories.make_published(somchai, thap_thong, "หม้อใบเก่า")
    keeping.refresh()
    assert "เจอ 1 เรื่อง" in Client().get("/search/?q=หม้อ").content.decode()
    monkeypatch.setattr(wording, "few", lambda *shape: "SELECT pg_sleep(20)")
    monkeypatch.setattr(posing, "FOR_THIS", posing.FOR_THIS.replace("2s", "50ms"))
    answer = Client().get("/search/?q=หม้อ")
    assert answer.status_code == 503
    assert "คำนี้ค้นนานเกินไป" in answer.content.decode()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('enable_seqscan'), current_setting('plan_cache_mode')"
        )
        assert cursor.fetchone() == ("on", "auto")


def test_a_line_that_broke_since_the_last_question_is_mended_unseen(somchai, thap_thong):
    statistics.forget()
    story = factories.make_published(somchai, thap_thong, "หม้อใบเก่า")
    keeping.refresh()
    question = asked("หม้อ"), asking.Within()
    line = connection.connection.info.backend_pid
    for _ in range(2):
        assert [hit.number for hit in asking.search(*question).hits] == [story.pk]

    def cut():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [line])

    in_a_thread(cut).join(30)
    assert [hit.number for hit in asking.search(*question).hits] == [story.pk]
    assert connection.connection.info.backend_pid != line
