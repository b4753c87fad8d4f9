"""Promises, changes, rounds and who walks along stand on public pages, so their tables tell too."""

from importlib import import_module

from django.db import migrations

tells = import_module("stories.migrations.0011_changes_are_told").tells

TABLES = [
    "members_agencyname",
    "members_handoverline",
    "members_walking",
    "stories_practicechange",
    "stories_practicechangestep",
    "stories_promise",
    "stories_promisestep",
    "stories_round",
    "stories_roundstop",
]


class Migration(migrations.Migration):
    dependencies = [("stories", "0017_reports_stand_until_reopened")]

    operations = [migrations.RunSQL(*tells(table)) for table in TABLES]
