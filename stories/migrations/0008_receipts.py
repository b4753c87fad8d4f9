import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("stories", "0007_what_people_agreed_to_stands"),
        ("villages", "0002_aspects"),
    ]

    operations = [
        migrations.CreateModel(
            name="DiscardedDraft",
            fields=[
                (
                    "client_uuid",
                    models.UUIDField(editable=False, primary_key=True, serialize=False),
                ),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="ทิ้งเมื่อ"),
                ),
            ],
            options={
                "verbose_name": "ร่างที่ทิ้งแล้ว",
                "verbose_name_plural": "ร่างที่ทิ้งแล้ว",
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("said", models.JSONField(verbose_name="ที่ตอบไป")),
            ],
            options={
                "verbose_name": "ใบรับ",
                "verbose_name_plural": "ใบรับ",
            },
        ),
        migrations.AddField(
            model_name="submission",
            name="claimed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="นาฬิกาของเครื่องที่ส่ง"),
        ),
        migrations.AddField(
            model_name="visit",
            name="accuracy_m",
            field=models.PositiveIntegerField(
                blank=True, null=True, verbose_name="คลาดเคลื่อนได้ (เมตร)"
            ),
        ),
        migrations.AddField(
            model_name="visit",
            name="latitude",
            field=models.FloatField(blank=True, null=True, verbose_name="ละติจูด (ไม่แสดงที่ไหน)"),
        ),
        migrations.AddField(
            model_name="visit",
            name="longitude",
            field=models.FloatField(blank=True, null=True, verbose_name="ลองจิจูด (ไม่แสดงที่ไหน)"),
        ),
        migrations.AddField(
            model_name="visit",
            name="noted_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="เก็บร่างล่าสุดเมื่อ"),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("accuracy_m", None), ("latitude", None), ("longitude", None)),
                    models.Q(("latitude__isnull", False), ("longitude__isnull", False)),
                    _connector="OR",
                ),
                name="visit_place_is_whole",
            ),
        ),
        migrations.AddField(
            model_name="discardeddraft",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="คนเล่า",
            ),
        ),
        migrations.AddField(
            model_name="receipt",
            name="visit",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="receipt",
                to="stories.visit",
                verbose_name="การลงพื้นที่",
            ),
        ),
    ]
