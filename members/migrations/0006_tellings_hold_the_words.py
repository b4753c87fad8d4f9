"""What was told stands in tellings now: the old columns go, and the rules tighten."""

from django.db import migrations, models

import villages.models.keepers


class Migration(migrations.Migration):
    dependencies = [("members", "0005_first_tellings_and_criteria")]

    operations = [
        migrations.RemoveField(
            model_name="nomination",
            name="met_on",
        ),
        migrations.RemoveField(
            model_name="nomination",
            name="met_place",
        ),
        migrations.RemoveField(
            model_name="nomination",
            name="told_by",
        ),
        migrations.RemoveField(
            model_name="nomination",
            name="words",
        ),
        migrations.AlterField(
            model_name="nomination",
            name="file_nonce",
            field=models.CharField(
                default=villages.models.keepers.new_nonce,
                editable=False,
                max_length=16,
                unique=True,
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", "not_yet"), _negated=True),
                    models.Q(("companion__isnull", False), ("look_again_on__isnull", False)),
                    _connector="OR",
                ),
                name="decision_not_yet_has_companion_and_month",
            ),
        ),
        migrations.AddConstraint(
            model_name="nomination",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "not_yet"), _negated=True),
                    models.Q(("companion__isnull", False), ("look_again_on__isnull", False)),
                    _connector="OR",
                ),
                name="not_yet_has_companion_and_month",
            ),
        ),
    ]
