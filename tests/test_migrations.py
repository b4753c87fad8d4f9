"""Migrations: named by people, able to go back, and what is in the tables comes through."""

import re
from contextlib import contextmanager
from io import StringIO
from unittest.mock import patch

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import Error, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.state import ProjectState

from members.models import Criterion, Decision, Event, Nomination, Telling
from stories.models import Revision, Story, Teller, VillageApproval
from tests import databases
from villages.models import Aspect

pytest_plugins = ["tests.walk"]
pytestmark = pytest.mark.django_db

OURS = ["stories", "members", "villages", "kmnet"]
STEPS = "test_kmnet_steps"
mutate_state = Migration.mutate_state
MEMBERS_BEFORE_FILES = ("members", "0003_people_are_never_deleted")
STORIES_BEFORE_DECIDING = ("stories", "0001_visits_and_stories")


def migrations():
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return [(key, found) for key, found in loader.disk_migrations.items() if key[0] in OURS]


def test_the_models_need_no_migration_that_is_not_there():
    said = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=said)
    assert said.getvalue() == "No changes detected\n"


def test_every_migration_has_a_name_that_says_what_it_does():
    names = [name for (_, name), _ in migrations()]
    assert len(names) >= 8
    assert [name for name in names if re.search(r"auto_|initial|_\d{8}", name)] == []
    assert [name for name in names if not re.fullmatch(r"\d{4}_[a-z]+(_[a-z]+)*", name)] == []


def test_every_step_of_every_migration_can_go_back():
    stuck = [
        f"{key}: {operation.describe()}"
        for key, migration in migrations()
        for operation in migration.operations
        if not operation.reversible
    ]
    assert stuck == []


@contextmanager
def own_database(name: str, template: str):
    """A database of one's own, made after another one, whose tables may come and go."""
    databases.copy(template, name)
    try:
        with databases.connected_to(name):
            yield
    finally:
        databases.drop(name)


def told() -> tuple:
    return (
        list(Story.objects.order_by("number").values_list("number", "state", "published_at")),
        list(Revision.objects.order_by("pk").values_list("story_id", "title", "body")),
        list(VillageApproval.objects.order_by("pk").values_list("story_id", "answer", "words")),
        list(Aspect.objects.order_by("pk").values_list("slug", "name")),
    )


def who_told() -> list:
    """Every teller of every text, by the name that stands with the person."""
    rows = Teller.objects.order_by("revision", "position")
    return list(rows.values_list("revision", "person__called", "person__name"))


def rules() -> set[str]:
    """The triggers that hold what must not break, with what they say."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal")
        return {rule for (rule,) in cursor.fetchall()}


def mutated_without_models(migration: Migration, state: ProjectState, preserve: bool = True):
    """What `Migration.mutate_state` returns, with models still to be made.

    Before it goes back Django works out how things stood before every migration. It makes the
    models anew at each step of each, which takes longer than going back: the models of a state that
    is asked for them are made all at once in a twentieth of a second.
    """
    models = state.__dict__.pop("apps", None)
    after = mutate_state(migration, state, preserve)
    if preserve and models is not None:
        state.__dict__["apps"] = models
    return after


def move_back(*targets: tuple[str, str | None]) -> None:
    """Back to each target in turn, as `migrate` goes, with one look at where all of them stand."""
    with patch.object(Migration, "mutate_state", mutated_without_models):
        MigrationExecutor(connections["default"]).migrate(list(targets))


def tables() -> set[str]:
    labels = tuple(f"{label}_" for label in OURS)
    return {
        name
        for name in connections["default"].introspection.table_names()
        if name.startswith(labels)
    }


def files(numbers: set[int]) -> tuple:
    """Who was told of, by whom, in what words, and what was decided: what an older site knows."""
    whole = Nomination.objects.filter(pk__in=numbers)
    return (
        list(whole.order_by("pk").values_list("pk", "name", "state", "district")),
        list(
            Telling.objects.filter(nomination__in=whole)
            .order_by("nomination")
            .values_list("nomination", "told_by", "words", "met_place", "met_on")
        ),
        list(Decision.objects.order_by("pk").values_list("nomination", "answer", "reason", "by")),
        list(Criterion.objects.order_by("position").values_list("words", "matters")),
        list(whole.exclude(invitations=None).order_by("pk").values_list("pk", "email")),
    )


def test_a_year_of_stories_and_files_goes_back_returns_and_goes_for_good(inside):
    from tests.walk import DEMO

    with own_database(STEPS, DEMO):
        stories, tellers = told(), who_told()
        assert len(stories[0]) == 40
        numbers = set(Telling.objects.exclude(told_by=None).values_list("nomination", flat=True))
        before, guarded = files(numbers), rules()
        assert len(before[0]) >= 10
        move_back(MEMBERS_BEFORE_FILES, STORIES_BEFORE_DECIDING)
        assert not any("members_history" in r or "members_decision" in r for r in rules())
        assert "members_evidence" not in tables()
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT name, words FROM members_nomination ORDER BY id LIMIT 1")
            assert cursor.fetchone() == (before[0][0][1], before[1][0][2])
        assert not any(" ON public.stories_" in rule for rule in rules())
        assert told() == stories
        connections["default"].close()  # what is copied may not be in use
        with own_database(f"{STEPS}_down", STEPS):
            move_back(*((label, None) for label in OURS))
            assert (tables(), rules()) == (set(), set())
        call_command("migrate", verbosity=0, interactive=False)
        assert (told(), who_told()) == (stories, tellers)
        for then, now in zip(before, files(numbers), strict=True):
            assert now == then
        assert rules() == guarded
        # The guards that came back hold, and write.
        nomination = Nomination.objects.get(pk=before[0][0][0])
        Nomination.objects.filter(pk=nomination.pk).update(district="8001")
        assert Event.objects.filter(nomination_id=nomination.pk).last().what == "ย้ายอำเภอ"
        for change in (
            lambda: Event.objects.update(who="ใครไม่รู้"),
            lambda: Event.objects.all().delete(),
            lambda: Decision.objects.update(reason="แก้ทีหลัง"),
        ):
            with (
                pytest.raises(Error, match=r"history is not|a decision stands"),
                transaction.atomic(),
            ):
                change()


def test_every_model_of_ours_has_a_table_in_the_walked_database(demo):
    wanted = {
        model._meta.db_table
        for label in OURS
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    }
    assert wanted <= tables()
