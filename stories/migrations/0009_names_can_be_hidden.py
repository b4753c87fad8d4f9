from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stories", "0008_receipts")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="name_hidden_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="ซ่อนชื่อเมื่อ"),
        ),
    ]
