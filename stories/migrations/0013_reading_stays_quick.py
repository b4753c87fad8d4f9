"""Indexes by which a page costs the same among a thousand stories and among a hundred thousand.

Stories of a district (the first four digits of a village's code, which the database holds together)
and of a village stand in the order of their pages; stories that share rare words are found by them.
"""

import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stories", "0012_what_can_be_found")]

    operations = [
        migrations.AddIndex(
            model_name="story",
            index=models.Index(
                django.db.models.functions.text.Left("village_id", 4),
                models.OrderBy(models.F("published_at"), descending=True),
                models.OrderBy(models.F("number"), descending=True),
                condition=models.Q(("state", "published")),
                name="story_district_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="story",
            index=models.Index(
                models.F("village"),
                models.OrderBy(models.F("published_at"), descending=True),
                models.OrderBy(models.F("number"), descending=True),
                condition=models.Q(("state", "published")),
                name="story_village_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["rare"], name="search_rare"
            ),
        ),
    ]
