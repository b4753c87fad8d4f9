"""The cast. Most rules of this site are a sentence about one of these people.

*somchai* serves in Chian Yai (8006), *wichai* in Pak Phanang (8012), *preeda* connects Chian Yai,
*kanya* coordinates the province, *malee* keeps the stories of Ban Thap Thong and has no account.
A visitor without a name is just `client`.
"""

import gc
import shutil

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, TransactionTestCase
from xdist.scheduler import LoadScopeScheduling

from members import postings
from tests import databases, factories
from villages.models import District, Village

WALKERS = {"demo", "language", "migrations", "security", "site", "told", "weight"}
# What takes longest, longest first. The second and third need no database of the tests', so they
# have something to do while the first makes it.
LONG = [
    "the demo",
    "tests/test_run.py",
    "tests/test_postgres.py",
    "tests/members/test_admin_matrix.py",
    "tests/faults/test_outbox.py",
    "tests/browser/test_field_faults.py",
    "tests/browser/test_screening.py",
    "tests/browser/test_every_page.py",
    "tests/browser/test_keeper.py",
    "tests/browser/test_field_phone.py",
    "tests/browser/test_admin.py",
    "tests/browser/test_journey.py",
    "tests/browser/test_reading_aids.py",
    "tests/browser/test_visit_form.py",
    "tests/browser/test_handover.py",
    "tests/stories/test_reading.py",
    "tests/stories/test_taking_down.py",
    "tests/test_ready.py",
]


def scope_of(nodeid: str) -> str:
    """The file of a test; all files that walk the demo count as one, so that it is built once."""
    path = nodeid.partition("::")[0]
    subject = path.removeprefix("tests/test_").removesuffix(".py")
    return "the demo" if subject in WALKERS else path


def pytest_collection_modifyitems(items):
    """What takes longest begins first, so that no worker waits for another in the end."""
    turns = {scope: turn for turn, scope in enumerate(LONG)}
    items.sort(key=lambda item: turns.get(scope_of(item.nodeid), len(LONG)))


def pytest_collection_finish():
    """What was imported stays to the end: nobody looks for cycles in it again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """With several workers a file stays with one of them."""

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return scope_of(nodeid)

    # Else files would be taken by how many tests are in them, and a long one could come last.
    config.option.loadscopereorder = False
    return ByFile(config, log)


@pytest.fixture(scope="session")
def first_database(tmp_path_factory, worker_id) -> databases.First:
    """What all other databases of this run are copies of."""
    folder = tmp_path_factory.getbasetemp()
    return databases.First(folder if worker_id == "master" else folder.parent)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment, django_db_modify_db_settings, django_db_blocker, first_database
):
    """A database of this worker's own: all tables, and the real province in them."""
    outside = databases.own_name()
    with django_db_blocker.unblock():
        name = connection.creation._get_test_db_name()
        first_database.copy_to(name)
        databases.use(name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            TransactionTestCase, "_fixture_teardown", lambda test: databases.back_to_the_first_day()
        )
        yield
    with django_db_blocker.unblock():
        databases.use(outside)
        databases.drop(name)
        first_database.drop()


@pytest.fixture(autouse=True)
def quick_and_private(settings, tmp_path):
    """Cheap passwords, photos in the test's own folder, letters in memory."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.DATA_DIR = tmp_path / "data"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    yield
    shutil.rmtree(tmp_path / "media", ignore_errors=True)


@pytest.fixture
def places(db):
    """The province's places and aspects, and nothing remembered of an earlier test."""
    cache.clear()


@pytest.fixture
def thap_thong(places) -> Village:
    """บ้านทาบทอง หมู่ที่ 2 ต.ไสหมาก อ.เชียรใหญ่: malee's village, in somchai's district."""
    village = Village.objects.with_places().get(code="80060602")
    village.name = "บ้านทาบทอง"
    village.save()
    return village


@pytest.fixture
def khlong_noi(places) -> Village:
    """A village in wichai's district."""
    return Village.objects.with_places().filter(tambon__district="8012").order_by("code")[0]


@pytest.fixture
def somchai(places):
    return factories.make_user("somchai@kmnet.example", "สมชาย ใจดี", "น้อง", district="8006")


@pytest.fixture
def wichai(places):
    return factories.make_user("wichai@kmnet.example", "วิชัย ทะเลงาม", "หมอ", district="8012")


@pytest.fixture
def preeda(places):
    user = factories.make_user("preeda@kmnet.example", "ปรีดา ชวนคุย", "ปลัด", district="8006")
    postings.begin_duty(
        user=user,
        kind="connector",
        district=District.objects.get(code="8006"),
        begins=factories.days_ago(300),
    )
    return user


@pytest.fixture
def kanya(places):
    user = factories.make_user("kanya@kmnet.example", "กันยา มองไกล", "พี่")
    postings.begin_duty(
        user=user, kind="coordinator", district=None, begins=factories.days_ago(300)
    )
    user.refresh_from_db()
    return user


@pytest.fixture
def malee(thap_thong, kanya):
    """The keeper of บ้านทาบทอง, with a working link."""
    return factories.make_keeper(thap_thong, by=kanya)


def signed_in(user) -> Client:
    """A browser of its own, signed in as `user`."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def as_somchai(somchai) -> Client:
    return signed_in(somchai)


@pytest.fixture
def as_wichai(wichai) -> Client:
    return signed_in(wichai)


@pytest.fixture
def as_preeda(preeda) -> Client:
    return signed_in(preeda)


@pytest.fixture
def as_kanya(kanya) -> Client:
    return signed_in(kanya)
