"""Promises and changes that somebody holds; reviews, indicators, reports and rounds."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import kmnet.thai.models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0010_agencies_walkings_and_handovers"),
        ("stories", "0013_reading_stays_quick"),
        ("villages", "0003_keepers_goals_and_support"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CompanionReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "expected",
                    kmnet.thai.models.NormalisedTextField(blank=True, verbose_name="คิดไว้ว่าจะได้"),
                ),
                (
                    "beyond",
                    kmnet.thai.models.NormalisedTextField(blank=True, verbose_name="ได้เกินคิด"),
                ),
                ("short", kmnet.thai.models.NormalisedTextField(blank=True, verbose_name="ยังไม่ถึง")),
                (
                    "taken_home",
                    kmnet.thai.models.NormalisedTextField(blank=True, verbose_name="จะเอากลับไปทำ"),
                ),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="เขียนเมื่อ"),
                ),
            ],
            options={
                "verbose_name": "คุยกันหลังลงพื้นที่ เสียงของคนที่ไปด้วย",
                "verbose_name_plural": "คุยกันหลังลงพื้นที่ เสียงของคนที่ไปด้วย",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Indicator",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fiscal_year", models.PositiveSmallIntegerField(verbose_name="ปีงบประมาณ พ.ศ.")),
                ("code", kmnet.thai.models.NormalisedCharField(max_length=40, verbose_name="รหัส")),
                ("words", kmnet.thai.models.NormalisedTextField(verbose_name="ตัวชี้วัด")),
            ],
            options={
                "verbose_name": "ตัวชี้วัด",
                "verbose_name_plural": "ตัวชี้วัด",
                "ordering": ["-fiscal_year", "agency", "code"],
            },
        ),
        migrations.CreateModel(
            name="Mapping",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("excerpt", kmnet.thai.models.NormalisedTextField(verbose_name="ท่อนไหนของเรื่อง")),
                ("how", kmnet.thai.models.NormalisedTextField(verbose_name="ตอบอย่างไร")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="เมื่อ")),
                (
                    "set_aside_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="วางลงเมื่อ"
                    ),
                ),
                (
                    "set_aside_why",
                    kmnet.thai.models.NormalisedTextField(blank=True, verbose_name="เพราะ"),
                ),
            ],
            options={
                "verbose_name": "เรื่องตอบตัวชี้วัด",
                "verbose_name_plural": "เรื่องตอบตัวชี้วัด",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Policy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    kmnet.thai.models.NormalisedCharField(max_length=300, verbose_name="นโยบาย"),
                ),
            ],
            options={
                "verbose_name": "นโยบาย",
                "verbose_name_plural": "นโยบาย",
                "ordering": ["agency", "name"],
            },
        ),
        migrations.CreateModel(
            name="PracticeChangeStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[("kept", "ทำแล้ว"), ("passed", "ฝากต่อ"), ("released", "ขอวางไว้")],
                        max_length=10,
                        verbose_name="เกิดอะไรขึ้น",
                    ),
                ),
                (
                    "words",
                    kmnet.thai.models.NormalisedTextField(
                        blank=True, verbose_name="ทำอย่างไร หรือเพราะอะไร"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="บอกเมื่อ"),
                ),
            ],
            options={
                "verbose_name": "สิ่งที่จะเปลี่ยน ไปถึงไหน",
                "verbose_name_plural": "สิ่งที่จะเปลี่ยน ไปถึงไหน",
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PromiseStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[("kept", "ทำแล้ว"), ("passed", "ฝากต่อ"), ("released", "ขอวางไว้")],
                        max_length=10,
                        verbose_name="เกิดอะไรขึ้น",
                    ),
                ),
                (
                    "words",
                    kmnet.thai.models.NormalisedTextField(
                        blank=True, verbose_name="ทำอย่างไร หรือเพราะอะไร"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="บอกเมื่อ"),
                ),
            ],
            options={
                "verbose_name": "ที่รับปากไว้ ไปถึงไหน",
                "verbose_name_plural": "ที่รับปากไว้ ไปถึงไหน",
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ReportPeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fiscal_year", models.PositiveSmallIntegerField(verbose_name="ปีงบประมาณ พ.ศ.")),
                (
                    "part",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "ทั้งปี"),
                            (1, "ไตรมาส 1 (ต.ค.–ธ.ค.)"),
                            (2, "ไตรมาส 2 (ม.ค.–มี.ค.)"),
                            (3, "ไตรมาส 3 (เม.ย.–มิ.ย.)"),
                            (4, "ไตรมาส 4 (ก.ค.–ก.ย.)"),
                        ],
                        verbose_name="ช่วง",
                    ),
                ),
                ("begins", models.DateField(editable=False, verbose_name="ตั้งแต่")),
                ("ends", models.DateField(editable=False, verbose_name="ถึง")),
                (
                    "closed_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="ปิดเมื่อ"
                    ),
                ),
            ],
            options={
                "verbose_name": "รอบของรายงาน",
                "verbose_name_plural": "รอบของรายงาน",
                "ordering": ["-fiscal_year", "part"],
            },
        ),
        migrations.CreateModel(
            name="ReportPeriodStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[("closed", "ปิดรอบ"), ("reopened", "เปิดอีกครั้ง")],
                        max_length=10,
                        verbose_name="ทำอะไร",
                    ),
                ),
                ("words", kmnet.thai.models.NormalisedTextField(blank=True, verbose_name="เพราะ")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="เมื่อ")),
            ],
            options={
                "verbose_name": "ปิดและเปิดรอบ",
                "verbose_name_plural": "ปิดและเปิดรอบ",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    kmnet.thai.models.NormalisedCharField(
                        max_length=160, verbose_name="เรียกรอบนี้ว่า"
                    ),
                ),
                (
                    "words",
                    kmnet.thai.models.NormalisedTextField(blank=True, verbose_name="ไปเพื่ออะไร"),
                ),
                ("begins", models.DateField(verbose_name="ตั้งแต่วันที่")),
                ("ends", models.DateField(verbose_name="ถึงวันที่")),
                (
                    "made_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="ชวนเมื่อ"
                    ),
                ),
                (
                    "called_off_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="เลื่อนไปก่อนเมื่อ"
                    ),
                ),
            ],
            options={
                "verbose_name": "รอบลงพื้นที่",
                "verbose_name_plural": "รอบลงพื้นที่",
                "ordering": ["-begins", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="RoundStop",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(blank=True, null=True, verbose_name="วันไหน")),
            ],
            options={
                "verbose_name": "อำเภอในรอบ",
                "verbose_name_plural": "อำเภอในรอบ",
                "ordering": ["day", "pk"],
            },
        ),
        migrations.CreateModel(
            name="VillageReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "how",
                    models.CharField(
                        choices=[("link", "ทางลิงก์ของผู้ดูแล"), ("in_person", "บอกต่อหน้า")],
                        max_length=10,
                        verbose_name="บอกอย่างไร",
                    ),
                ),
                (
                    "said_by",
                    kmnet.thai.models.NormalisedCharField(
                        max_length=160, verbose_name="ใครในหมู่บ้านเป็นคนบอก"
                    ),
                ),
                (
                    "witness",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, max_length=160, verbose_name="พยาน"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="บอกเมื่อ"),
                ),
                (
                    "taken_off_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="เอาออกจากหน้าเมื่อ"
                    ),
                ),
                ("who_made_it", kmnet.thai.models.NormalisedTextField(verbose_name="ใครทำให้เกิดขึ้น")),
                (
                    "matters",
                    models.CharField(
                        choices=[
                            ("much", "สำคัญกับเรามาก"),
                            ("some", "สำคัญอยู่บ้าง"),
                            ("no", "เรื่องอื่นสำคัญกว่า"),
                        ],
                        max_length=10,
                        verbose_name="สำคัญกับหมู่บ้านไหม",
                    ),
                ),
                (
                    "words",
                    kmnet.thai.models.NormalisedTextField(blank=True, verbose_name="เพราะอะไร"),
                ),
            ],
            options={
                "verbose_name": "ชาวบ้านมองเรื่องนี้อย่างไร",
                "verbose_name_plural": "ชาวบ้านมองเรื่องนี้อย่างไร",
                "ordering": ["-at", "-pk"],
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="practicechange",
            name="agency",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="practice_changes",
                to="members.agency",
                verbose_name="หน่วยงานไหน",
            ),
        ),
        migrations.AddField(
            model_name="practicechange",
            name="holder",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)s_held",
                to=settings.AUTH_USER_MODEL,
                verbose_name="ตอนนี้อยู่กับใคร",
            ),
        ),
        migrations.AddField(
            model_name="practicechange",
            name="settled_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="เมื่อ"),
        ),
        migrations.AddField(
            model_name="practicechange",
            name="state",
            field=models.CharField(
                choices=[("open", "ยังเดินอยู่"), ("kept", "ทำแล้ว"), ("released", "ขอวางไว้")],
                default="open",
                editable=False,
                max_length=10,
                verbose_name="ตอนนี้",
            ),
        ),
        migrations.AddField(
            model_name="promise",
            name="holder",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)s_held",
                to=settings.AUTH_USER_MODEL,
                verbose_name="ตอนนี้อยู่กับใคร",
            ),
        ),
        migrations.AddField(
            model_name="promise",
            name="settled_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="เมื่อ"),
        ),
        migrations.AddField(
            model_name="promise",
            name="state",
            field=models.CharField(
                choices=[("open", "ยังเดินอยู่"), ("kept", "ทำแล้ว"), ("released", "ขอวางไว้")],
                default="open",
                editable=False,
                max_length=10,
                verbose_name="ตอนนี้",
            ),
        ),
        migrations.AddField(
            model_name="story",
            name="carrier",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="คนรับไม้ต่อ",
            ),
        ),
        migrations.AddField(
            model_name="visit",
            name="again",
            field=models.CharField(
                blank=True,
                choices=[("yes", "อยากให้มาอีก"), ("later", "เอาไว้ก่อน"), ("no", "ยังไม่ต้อง")],
                default="",
                max_length=10,
                verbose_name="อยากให้มาอีกไหม",
            ),
        ),
        migrations.AddField(
            model_name="visit",
            name="carrier",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="คนรับไม้ต่อ",
            ),
        ),
        migrations.AddField(
            model_name="visit",
            name="wants",
            field=kmnet.thai.models.NormalisedTextField(
                blank=True, verbose_name="อยากให้มาเรื่องอะไร"
            ),
        ),
        migrations.AlterField(
            model_name="practicechange",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="คนพูด",
            ),
        ),
        migrations.AlterField(
            model_name="practicechange",
            name="words",
            field=kmnet.thai.models.NormalisedTextField(verbose_name="ว่าอะไร"),
        ),
        migrations.AlterField(
            model_name="promise",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="คนพูด",
            ),
        ),
        migrations.AlterField(
            model_name="promise",
            name="words",
            field=kmnet.thai.models.NormalisedTextField(verbose_name="ว่าอะไร"),
        ),
        migrations.AddConstraint(
            model_name="practicechange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_on", None), ("state", "open")),
                    models.Q(
                        models.Q(("state", "open"), _negated=True), ("settled_on__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="practicechange_is_open_or_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_on", None), ("state", "open")),
                    models.Q(
                        models.Q(("state", "open"), _negated=True), ("settled_on__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="promise_is_open_or_says_when",
            ),
        ),
        migrations.AddField(
            model_name="companionreview",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="เสียงของใคร",
            ),
        ),
        migrations.AddField(
            model_name="companionreview",
            name="visit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reviews",
                to="stories.visit",
                verbose_name="การลงพื้นที่",
            ),
        ),
        migrations.AddField(
            model_name="indicator",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="indicators",
                to="members.agency",
                verbose_name="หน่วยงาน",
            ),
        ),
        migrations.AddField(
            model_name="mapping",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="คนจับคู่",
            ),
        ),
        migrations.AddField(
            model_name="mapping",
            name="indicator",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="mappings",
                to="stories.indicator",
                verbose_name="ตัวชี้วัด",
            ),
        ),
        migrations.AddField(
            model_name="mapping",
            name="revision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="stories.revision",
                verbose_name="ฉบับ",
            ),
        ),
        migrations.AddField(
            model_name="mapping",
            name="set_aside_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="คนวางลง",
            ),
        ),
        migrations.AddField(
            model_name="mapping",
            name="story",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="mappings",
                to="stories.story",
                verbose_name="เรื่อง",
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="policies",
                to="members.agency",
                verbose_name="หน่วยงาน",
            ),
        ),
        migrations.AddField(
            model_name="indicator",
            name="policy",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="indicators",
                to="stories.policy",
                verbose_name="นโยบาย",
            ),
        ),
        migrations.AddField(
            model_name="practicechangestep",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="คนบอก",
            ),
        ),
        migrations.AddField(
            model_name="practicechangestep",
            name="pledge",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="steps",
                to="stories.practicechange",
                verbose_name="จะเปลี่ยนอะไร",
            ),
        ),
        migrations.AddField(
            model_name="practicechangestep",
            name="to",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="ฝากกับใคร",
            ),
        ),
        migrations.AddField(
            model_name="promisestep",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="คนบอก",
            ),
        ),
        migrations.AddField(
            model_name="promisestep",
            name="pledge",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="steps",
                to="stories.promise",
                verbose_name="ที่รับปากไว้",
            ),
        ),
        migrations.AddField(
            model_name="promisestep",
            name="to",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="ฝากกับใคร",
            ),
        ),
        migrations.AddField(
            model_name="reportperiod",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="report_periods",
                to="members.agency",
                verbose_name="หน่วยงาน",
            ),
        ),
        migrations.AddField(
            model_name="reportperiod",
            name="closed_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="คนปิด",
            ),
        ),
        migrations.AddField(
            model_name="reportperiodstep",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="ใคร",
            ),
        ),
        migrations.AddField(
            model_name="reportperiodstep",
            name="period",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="steps",
                to="stories.reportperiod",
                verbose_name="รอบ",
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="คนชวน",
            ),
        ),
        migrations.AddField(
            model_name="roundstop",
            name="district",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="villages.district",
                verbose_name="อำเภอ",
            ),
        ),
        migrations.AddField(
            model_name="roundstop",
            name="guide",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="ใครรู้ทาง",
            ),
        ),
        migrations.AddField(
            model_name="roundstop",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="stops",
                to="stories.round",
                verbose_name="รอบ",
            ),
        ),
        migrations.AddField(
            model_name="roundstop",
            name="village",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="villages.village",
                verbose_name="หมู่บ้าน",
            ),
        ),
        migrations.AddField(
            model_name="villagereading",
            name="link",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="villages.keeperlink",
                verbose_name="ลิงก์ของผู้ดูแล",
            ),
        ),
        migrations.AddField(
            model_name="villagereading",
            name="story",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="readings",
                to="stories.story",
                verbose_name="เรื่อง",
            ),
        ),
        migrations.AddField(
            model_name="villagereading",
            name="taken_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="คนที่จดมา",
            ),
        ),
        migrations.AddConstraint(
            model_name="companionreview",
            constraint=models.UniqueConstraint(
                fields=("visit", "by"), name="one_voice_a_companion"
            ),
        ),
        migrations.AddConstraint(
            model_name="companionreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("expected", ""), _negated=True),
                    models.Q(("beyond", ""), _negated=True),
                    models.Q(("short", ""), _negated=True),
                    models.Q(("taken_home", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_review_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="mapping",
            constraint=models.UniqueConstraint(
                condition=models.Q(("set_aside_at", None)),
                fields=("revision", "indicator", "excerpt"),
                name="an_excerpt_answers_an_indicator_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="mapping",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("excerpt", ""), _negated=True), models.Q(("how", ""), _negated=True)
                ),
                name="mapping_says_what_and_how",
            ),
        ),
        migrations.AddConstraint(
            model_name="mapping",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("set_aside_at", None), ("set_aside_by", None), ("set_aside_why", "")),
                    models.Q(
                        ("set_aside_at__isnull", False),
                        ("set_aside_by__isnull", False),
                        models.Q(("set_aside_why", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="mapping_set_aside_says_by_whom_and_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.UniqueConstraint(fields=("agency", "name"), name="one_policy_a_name"),
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.UniqueConstraint(
                fields=("agency", "fiscal_year", "code"), name="one_indicator_a_code_and_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.CheckConstraint(
                condition=models.Q(("fiscal_year__gte", 2500), ("fiscal_year__lte", 2700)),
                name="fiscal_year_is_a_buddhist_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="practicechangestep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("to__isnull", False), ("what", "passed")),
                    models.Q(
                        ("to", None),
                        ("what__in", ["kept", "released"]),
                        models.Q(("words", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="practicechangestep_says_how_to_whom_or_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="promisestep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("to__isnull", False), ("what", "passed")),
                    models.Q(
                        ("to", None),
                        ("what__in", ["kept", "released"]),
                        models.Q(("words", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="promisestep_says_how_to_whom_or_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportperiod",
            constraint=models.UniqueConstraint(
                fields=("agency", "fiscal_year", "part"), name="one_report_a_period"
            ),
        ),
        migrations.AddConstraint(
            model_name="reportperiod",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at", None), ("closed_by", None)),
                    models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                    _connector="OR",
                ),
                name="closed_period_says_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportperiodstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("what", "closed"), models.Q(("words", ""), _negated=True), _connector="OR"
                ),
                name="reopening_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends__gte", models.F("begins"))),
                name="round_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="roundstop",
            constraint=models.UniqueConstraint(
                fields=("round", "district"), name="a_district_stands_once_in_a_round"
            ),
        ),
        migrations.AddConstraint(
            model_name="villagereading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("how", "link"),
                        ("link__isnull", False),
                        ("taken_by", None),
                        ("witness", ""),
                    ),
                    models.Q(
                        ("how", "in_person"),
                        ("link", None),
                        ("taken_by__isnull", False),
                        models.Q(("witness", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="villagereading_names_its_link_or_who_heard_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="villagereading",
            constraint=models.CheckConstraint(
                condition=models.Q(("said_by", ""), _negated=True), name="villagereading_says_who"
            ),
        ),
    ]
