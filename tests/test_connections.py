"""Connections to Postgres do not outlive their threads: granian lets idle ones go."""

import gc
import threading

import pytest
from django.db import connection

from kmnet import prepared


@pytest.fixture
def no_look_for_cycles():
    gc.disable()
    yield
    gc.enable()


@pytest.mark.django_db(transaction=True)
def test_a_thread_that_ends_leaves_no_connection_behind(no_look_for_cycles):
    opened = []

    def ask():
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        opened.append(connection.connection.info.backend_pid)

    for _ in range(3):
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.1)")  # a backend that was let go is on its way out
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE pid = ANY (%s)", [opened])
        assert (len(set(opened)), cursor.fetchone()) == (3, (0,))


def test_who_asks_while_another_question_is_asked_takes_no_rows_of_it(db):
    between = []

    def ask_as_well(execute, *asked):
        done = execute(*asked)
        if not between:
            between.append(None)
            between[0] = prepared.rows("SELECT 'another'", {})
        return done

    with connection.execute_wrapper(ask_as_well):
        assert prepared.rows("SELECT %(word)s::text", {"word": "one"}) == [("one",)]
    assert between == [[("another",)]]
    assert prepared.rows("SELECT 'after'", {}) == [("after",)]
