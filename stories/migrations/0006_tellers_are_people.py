import django.db.models.deletion
from django.db import migrations, models

import kmnet.thai.models


class Migration(migrations.Migration):
    dependencies = [("stories", "0005_tellers_become_people")]

    operations = [
        migrations.AlterField(
            model_name="teller",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="told",
                to="stories.person",
                verbose_name="ใคร",
            ),
        ),
        # The way back needs something to stand in the columns until 0005 fills them again.
        migrations.AlterField(
            model_name="teller",
            name="name",
            field=kmnet.thai.models.NormalisedCharField(
                default="", max_length=120, verbose_name="ชื่อ"
            ),
        ),
        migrations.AlterField(
            model_name="teller",
            name="called",
            field=kmnet.thai.models.NormalisedCharField(
                blank=True, default="", max_length=40, verbose_name="เรียกกันว่า"
            ),
        ),
        migrations.RemoveField(model_name="teller", name="name"),
        migrations.RemoveField(model_name="teller", name="called"),
    ]
