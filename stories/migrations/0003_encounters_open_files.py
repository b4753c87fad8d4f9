import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0007_history_writes_itself"),
        ("stories", "0002_the_village_decides"),
    ]

    operations = [
        migrations.AddField(
            model_name="encounter",
            name="nomination",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="encounters",
                to="members.nomination",
                verbose_name="แฟ้ม",
            ),
        ),
    ]
