"""Who is at work, told to the database, so that its own triggers can write it into the history."""

from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def acting(by, why: str = ""):
    """A transaction in which everything is done by `by` (a User, or None for the site itself).

    The name goes in as text: it stays readable when the account is gone. The two values last as
    long as the block, cannot leak into the next request, and give way to those of the block
    around it when there is one.
    """
    name = by.spoken_name if by is not None else "ระบบ"
    with transaction.atomic():
        before = say(name, why)
        yield
        say(*before)


def say(who: str, why: str) -> tuple[str, str]:
    """Tell the transaction who is at work and why; returns what it was told before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting('kmnet.who', true), ''),"
            " coalesce(current_setting('kmnet.why', true), '')"
        )
        before = cursor.fetchone()
        cursor.execute(
            "SELECT set_config('kmnet.who', %s, true), set_config('kmnet.why', %s, true)",
            [who, why],
        )
    return before
