"""The tests' databases: one is made by the migrations, every other one is a copy of it or another.

Making tables takes seconds, copying them a tenth of one. Workers of one run share the first.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connections

from tests import factories

FIRST = "test_kmnet_first"


def administer(*statements: str) -> None:
    """Run statements about databases, outside any of them."""
    with connections["default"]._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Django's default connection points at the database `name` of the same server.

    Content types are numbered anew in every database, and Django keeps their numbers in memory.
    """
    outer = connections["default"]
    inner = outer.copy()
    inner.settings_dict["NAME"] = name
    connections["default"] = inner
    ContentType.objects.clear_cache()
    try:
        yield
    finally:
        connections["default"] = outer
        ContentType.objects.clear_cache()
        inner.close()


def own_name() -> str:
    """The name of the database that this worker's tests run in."""
    return connections["default"].settings_dict["NAME"]


def use(name: str) -> None:
    """From here on the default connection means the database `name`, in every thread."""
    connections["default"].close()
    settings.DATABASES["default"]["NAME"] = name
    connections["default"].settings_dict["NAME"] = name


def copy(template: str, name: str) -> None:
    """Make the database `name` anew, with everything in `template`, which nobody may be using."""
    administer(
        f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)',
        f'CREATE DATABASE "{name}" TEMPLATE "{template}"',
    )


def drop(name: str) -> None:
    administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


# The first day --------------------------------------------------------------------------------

# Tables that have ever held a row, and whether rows of the first day are kept beside them.
TOUCHED = """
    SELECT relname, to_regclass(format('kept.%I', relname)) IS NOT NULL FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
    ORDER BY relname
"""
KEEP = """CREATE TABLE kept."{0}" AS TABLE public."{0}";"""
EMPTY = """DELETE FROM public."{0}";"""
PUT_BACK = """
    DELETE FROM public."{0}" row WHERE row::text NOT IN (SELECT was::text FROM kept."{0}" was);
    INSERT INTO public."{0}" SELECT was.* FROM kept."{0}" was
        WHERE was::text NOT IN (SELECT row::text FROM public."{0}" row);
"""


def keep_the_first_day() -> None:
    """Copy every row that is there into the schema `kept`, where Django does not look."""
    with connections["default"].cursor() as cursor:
        cursor.execute(TOUCHED)
        tables = [name for name, _ in cursor]
        cursor.execute("CREATE SCHEMA kept;" + "".join(KEEP.format(name) for name in tables))


def back_to_the_first_day() -> None:
    """Every table as it was on the first day, the province in them, in a hundredth of a second.

    For tests that commit. Django's own way empties all tables by making each anew, which takes half
    a second, and the province would have to be loaded again. As a replica Postgres pulls no
    trigger, and history may be deleted; only a superuser may ask that.
    """
    with connections["default"].cursor() as cursor:
        cursor.execute(TOUCHED)
        changes = [(PUT_BACK if kept else EMPTY).format(name) for name, kept in cursor]
        cursor.execute(
            "BEGIN; SET LOCAL session_replication_role = replica;" + "".join(changes) + "COMMIT"
        )


class First:
    """The database that the migrations made, with the province loaded; `folder` is the run's."""

    def __init__(self, folder: Path):
        self.made = folder / "first-database.made"
        self.lock = folder / "first-database.lock"

    def copy_to(self, name: str) -> None:
        """Make the database `name`; whoever comes first makes the first one, others wait."""
        with self.alone():
            if not self.made.exists():
                make_first()
                self.made.touch()
            copy(FIRST, name)

    def drop(self) -> None:
        """Whoever ends sweeps it away; a worker that comes later makes it once more."""
        with self.alone():
            self.made.unlink(missing_ok=True)
            drop(FIRST)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """No other worker of this run is in here meanwhile."""
        with self.lock.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def make_first() -> None:
    """All migrations from nothing, then the real province."""
    connection = connections["default"]
    test, name = connection.settings_dict["TEST"], connection.settings_dict["NAME"]
    own, test["NAME"] = test["NAME"], FIRST
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    factories.load_the_province()
    keep_the_first_day()
    test["NAME"] = own
    use(name)
