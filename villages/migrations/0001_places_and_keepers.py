import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import kmnet.thai.models
import villages.models.keepers


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Aspect",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=30, unique=True, verbose_name="ชื่อในที่อยู่เว็บ")),
                ("name", kmnet.thai.models.NormalisedCharField(max_length=60, verbose_name="ด้าน")),
                (
                    "question",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True,
                        help_text="ใช้ชวนชาวบ้านเล่าเมื่อด้านนี้ยังว่างอยู่",
                        max_length=200,
                        verbose_name="คำถามชวนคุย",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="ลำดับ")),
            ],
            options={
                "verbose_name": "ด้าน",
                "verbose_name_plural": "ด้าน",
                "ordering": ["position", "slug"],
            },
        ),
        migrations.CreateModel(
            name="District",
            fields=[
                ("name", kmnet.thai.models.NormalisedCharField(max_length=80, verbose_name="ชื่อ")),
                ("name_en", models.CharField(blank=True, max_length=80, verbose_name="ชื่ออังกฤษ")),
                ("latitude", models.FloatField(blank=True, null=True, verbose_name="ละติจูด")),
                ("longitude", models.FloatField(blank=True, null=True, verbose_name="ลองจิจูด")),
                (
                    "sort_key",
                    models.CharField(db_collation="C", default="", editable=False, max_length=200),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=4,
                        primary_key=True,
                        serialize=False,
                        validators=[
                            django.core.validators.RegexValidator("^\\d{4}$", "รหัสอำเภอมีเลข 4 ตัว")
                        ],
                        verbose_name="รหัสอำเภอ",
                    ),
                ),
            ],
            options={
                "verbose_name": "อำเภอ",
                "verbose_name_plural": "อำเภอ",
                "ordering": ["sort_key"],
            },
        ),
        migrations.CreateModel(
            name="Tambon",
            fields=[
                ("name", kmnet.thai.models.NormalisedCharField(max_length=80, verbose_name="ชื่อ")),
                ("name_en", models.CharField(blank=True, max_length=80, verbose_name="ชื่ออังกฤษ")),
                ("latitude", models.FloatField(blank=True, null=True, verbose_name="ละติจูด")),
                ("longitude", models.FloatField(blank=True, null=True, verbose_name="ลองจิจูด")),
                (
                    "sort_key",
                    models.CharField(db_collation="C", default="", editable=False, max_length=200),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=6,
                        primary_key=True,
                        serialize=False,
                        validators=[
                            django.core.validators.RegexValidator("^\\d{6}$", "รหัสตำบลมีเลข 6 ตัว")
                        ],
                        verbose_name="รหัสตำบล",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tambons",
                        to="villages.district",
                        verbose_name="อำเภอ",
                    ),
                ),
            ],
            options={
                "verbose_name": "ตำบล",
                "verbose_name_plural": "ตำบล",
                "ordering": ["sort_key"],
            },
        ),
        migrations.CreateModel(
            name="Village",
            fields=[
                (
                    "code",
                    models.CharField(
                        max_length=8,
                        primary_key=True,
                        serialize=False,
                        validators=[
                            django.core.validators.RegexValidator("^\\d{8}$", "รหัสหมู่บ้านมีเลข 8 ตัว")
                        ],
                        verbose_name="รหัสหมู่บ้าน",
                    ),
                ),
                ("moo", models.PositiveSmallIntegerField(verbose_name="หมู่ที่")),
                (
                    "name",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True,
                        help_text="อย่างที่คนในหมู่บ้านเรียก เช่น บ้านทาบทอง",
                        max_length=80,
                        verbose_name="ชื่อบ้าน",
                    ),
                ),
                (
                    "joined_on",
                    models.DateField(blank=True, null=True, verbose_name="เริ่มเดินแบบชุมชนอินทรีย์เมื่อ"),
                ),
                (
                    "tambon",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="villages",
                        to="villages.tambon",
                        verbose_name="ตำบล",
                    ),
                ),
            ],
            options={
                "verbose_name": "หมู่บ้าน",
                "verbose_name_plural": "หมู่บ้าน",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Stewardship",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", kmnet.thai.models.NormalisedCharField(max_length=120, verbose_name="ชื่อ")),
                (
                    "called",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, help_text="ลุง ป้า ผู้ใหญ่ …", max_length=40, verbose_name="เรียกกันว่า"
                    ),
                ),
                (
                    "phone",
                    models.CharField(blank=True, max_length=30, verbose_name="โทรศัพท์ (ไม่แสดงที่ไหน)"),
                ),
                (
                    "vouched",
                    kmnet.thai.models.NormalisedCharField(
                        help_text="เช่น ที่ประชุมหมู่บ้าน วันที่ 3 มีนาคม 2569",
                        max_length=200,
                        verbose_name="ใครในหมู่บ้านฝากให้ดูแล",
                    ),
                ),
                ("since", models.DateField(verbose_name="ตั้งแต่")),
                ("until", models.DateField(blank=True, null=True, verbose_name="ถึง")),
                (
                    "appointed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="คนที่บันทึก",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stewardships",
                        to="villages.village",
                        verbose_name="หมู่บ้าน",
                    ),
                ),
            ],
            options={
                "verbose_name": "ผู้ดูแลเรื่องของหมู่บ้าน",
                "verbose_name_plural": "ผู้ดูแลเรื่องของหมู่บ้าน",
                "ordering": ["village", "since"],
            },
        ),
        migrations.CreateModel(
            name="KeeperLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "nonce",
                    models.CharField(
                        default=villages.models.keepers.new_nonce,
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="ทำเมื่อ"),
                ),
                (
                    "revoked_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="เลิกใช้เมื่อ"),
                ),
                (
                    "last_opened_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="เปิดล่าสุด"),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="คนทำ",
                    ),
                ),
                (
                    "stewardship",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="villages.stewardship",
                        verbose_name="ผู้ดูแล",
                    ),
                ),
            ],
            options={
                "verbose_name": "ลิงก์ของผู้ดูแล",
                "verbose_name_plural": "ลิงก์ของผู้ดูแล",
                "ordering": ["-made_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None)),
                        fields=("stewardship",),
                        name="one_working_link_per_keeper",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="tambon",
            constraint=models.CheckConstraint(
                condition=models.Q(("code__startswith", models.F("district_id"))),
                name="tambon_code_begins_with_its_district",
            ),
        ),
        migrations.AddConstraint(
            model_name="village",
            constraint=models.UniqueConstraint(
                models.F("tambon"), models.F("moo"), name="one_village_per_tambon_and_moo"
            ),
        ),
        migrations.AddConstraint(
            model_name="village",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "code",
                        django.db.models.functions.text.Concat(
                            models.F("tambon_id"),
                            django.db.models.functions.text.LPad(
                                django.db.models.functions.comparison.Cast(
                                    "moo", models.CharField()
                                ),
                                2,
                                models.Value("0"),
                            ),
                        ),
                    )
                ),
                name="village_code_is_tambon_and_moo",
            ),
        ),
        migrations.AddConstraint(
            model_name="stewardship",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until", None), ("until__gte", models.F("since")), _connector="OR"
                ),
                name="stewardship_ends_after_it_begins",
            ),
        ),
    ]
