"""Putting a question to Postgres: planned once for as long as the connection, never a long wait.

Planning a question of the search costs several times what answering it does. So questions are worded
alike whatever is asked for (`wording`), and Postgres keeps their plans.
"""

from collections.abc import Mapping

from django.db import connection

from kmnet import prepared

# Only for the question sent along: how long Postgres may think about it; one plan, whatever is
# asked for, and none that suits questions of hours; words as like as guessing wants them.
FOR_THIS = (
    "SELECT set_config('statement_timeout', '2s', true),"
    " set_config('plan_cache_mode', 'force_generic_plan', true), set_config('jit', 'off', true),"
    " set_config('max_parallel_workers_per_gather', '0', true),"
    " set_config('enable_seqscan', 'off', true),"
    " set_config('pg_trgm.similarity_threshold', '0.4', true)"
)


@prepared.once_more
def pose(question: str, values: Mapping) -> list[tuple]:
    """The rows that answer a question; `values` are by the names it gives them.

    Raises OperationalError where Postgres takes longer than two seconds.
    """
    if connection.in_atomic_block:
        # Inside somebody else's transaction the settings would stay until its end.
        return prepared.rows(question, values)
    with prepared.cursor() as asking:
        # In one message, for each trip to Postgres costs as much as a small question.
        with connection.wrap_database_errors, connection.connection.pipeline():
            with prepared.cursor() as before:
                before.execute(FOR_THIS)
            asking.execute(question, values)
        return asking.fetchall()
