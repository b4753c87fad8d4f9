"""Who is at work, told to the database, so that its own triggers can write it into the history."""

from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def acting(by, why: str = ""):
    """A transaction in which everything is done by `by` (a User, or None for the site itself).

    The name goes in as text: it stays readable when the account is gone. The two values last as
    long as the transaction and cannot leak into the next request.
    """
    name = by.spoken_name if by is not None else "ระบบ"
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('kmnet.who', %s, true), set_config('kmnet.why', %s, true)",
                [name, why],
            )
        yield
