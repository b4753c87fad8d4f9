"""The latest visits of a village stand in their order, however many there are."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("stories", "0020_words_lead_on"),
        ("villages", "0003_keepers_goals_and_support"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(
                models.F("village"),
                models.OrderBy(models.F("day"), descending=True),
                models.OrderBy(models.F("number"), descending=True),
                name="visit_village_newest",
            ),
        ),
    ]
