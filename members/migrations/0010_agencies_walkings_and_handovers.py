"""Agencies renamed and merged, who walks with a village, handing over, the yearly asking."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import kmnet.links
import kmnet.thai.models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0009_the_desk_follows_the_duties"),
        ("villages", "0003_keepers_goals_and_support"),
    ]

    operations = [
        migrations.CreateModel(
            name="AgencyName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    kmnet.thai.models.NormalisedCharField(max_length=160, verbose_name="ชื่อเดิม"),
                ),
                (
                    "short_name",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, max_length=60, verbose_name="ชื่อสั้นเดิม"
                    ),
                ),
                ("until", models.DateField(verbose_name="ใช้ถึง")),
            ],
            options={
                "verbose_name": "ชื่อเดิมของหน่วยงาน",
                "verbose_name_plural": "ชื่อเดิมของหน่วยงาน",
                "ordering": ["-until"],
            },
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("moving", "ย้ายไปที่อื่น"),
                            ("retiring", "เกษียณ"),
                            ("resting", "ขอพัก"),
                            ("gone", "ไปแล้ว ติดต่อไม่ได้"),
                        ],
                        max_length=10,
                        verbose_name="เพราะ",
                    ),
                ),
                ("last_day", models.DateField(verbose_name="อยู่ถึงวันที่")),
                (
                    "words",
                    kmnet.thai.models.NormalisedTextField(
                        blank=True, verbose_name="อยากฝากบอกอะไร"
                    ),
                ),
                (
                    "opened_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="เปิดเมื่อ"
                    ),
                ),
                (
                    "closed_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="ส่งครบเมื่อ"
                    ),
                ),
            ],
            options={
                "verbose_name": "ส่งไม้ต่อ",
                "verbose_name_plural": "ส่งไม้ต่อ",
                "ordering": ["-opened_at"],
            },
        ),
        migrations.CreateModel(
            name="HandoverLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("village", "หมู่บ้านที่เดินด้วย"),
                            ("draft", "การลงพื้นที่ที่เล่าค้างไว้"),
                            ("story", "เรื่องที่ยังไม่ได้คำตอบ"),
                            ("promise", "ที่รับปากไว้"),
                            ("change", "สิ่งที่หน่วยงานเราจะเปลี่ยน"),
                            ("nomination", "คนที่กำลังคุยกันอยู่"),
                            ("duty", "หน้าที่ในเครือข่าย"),
                        ],
                        max_length=12,
                        verbose_name="อะไร",
                    ),
                ),
                ("key", models.CharField(max_length=40, verbose_name="รหัส")),
                (
                    "about",
                    kmnet.thai.models.NormalisedCharField(max_length=300, verbose_name="เรื่องอะไร"),
                ),
                (
                    "words",
                    kmnet.thai.models.NormalisedTextField(
                        blank=True, verbose_name="ไปถึงแล้วทักใครก่อน"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "รอคนรับไม้"),
                            ("taken", "รับไม้แล้ว"),
                            ("gone", "ไม่มีอะไรค้างแล้ว"),
                        ],
                        default="waiting",
                        editable=False,
                        max_length=10,
                        verbose_name="ตอนนี้",
                    ),
                ),
                (
                    "settled_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="เมื่อ"),
                ),
            ],
            options={
                "verbose_name": "ไม้ที่ส่งต่อ",
                "verbose_name_plural": "ไม้ที่ส่งต่อ",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="HandoverOffer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="ขอเมื่อ"),
                ),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("taken", "รับไม้"),
                            ("returned", "ขอฝากคืน"),
                            ("late", "มีคนรับไปก่อน"),
                        ],
                        max_length=10,
                        verbose_name="ตอบว่า",
                    ),
                ),
                ("words", kmnet.thai.models.NormalisedTextField(blank=True, verbose_name="เพราะ")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="ตอบเมื่อ")),
            ],
            options={
                "verbose_name": "ขอให้รับไม้",
                "verbose_name_plural": "ขอให้รับไม้",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="MoveNotice",
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
                        choices=[("comes", "กำลังจะมา"), ("leaves", "กำลังจะย้าย")],
                        max_length=10,
                        verbose_name="เรื่อง",
                    ),
                ),
                ("day", models.DateField(verbose_name="วัน")),
                (
                    "told_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="บอกเมื่อ"),
                ),
            ],
            options={
                "verbose_name": "บอกแล้วว่าใครย้าย",
                "verbose_name_plural": "บอกแล้วว่าใครย้าย",
            },
        ),
        migrations.CreateModel(
            name="StillWalking",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="ปี พ.ศ.")),
                (
                    "nonce",
                    models.CharField(
                        default=kmnet.links.new_nonce, editable=False, max_length=16, unique=True
                    ),
                ),
                (
                    "asked_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="ถามเมื่อ"),
                ),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("walking", "ยังเดินด้วยกัน"),
                            ("resting", "ขอพักก่อน"),
                            ("leaving", "ขอส่งไม้ต่อ"),
                        ],
                        max_length=10,
                        verbose_name="ตอบว่า",
                    ),
                ),
                (
                    "words",
                    kmnet.thai.models.NormalisedTextField(blank=True, verbose_name="อยากบอกอะไร"),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="ตอบเมื่อ")),
            ],
            options={
                "verbose_name": "ยังเดินด้วยกันไหม",
                "verbose_name_plural": "ยังเดินด้วยกันไหม",
                "ordering": ["-year", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Walking",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("begins", models.DateField(verbose_name="เริ่ม")),
                ("ends", models.DateField(blank=True, null=True, verbose_name="วันสุดท้าย")),
            ],
            options={
                "verbose_name": "ใครเดินกับหมู่บ้านไหน",
                "verbose_name_plural": "ใครเดินกับหมู่บ้านไหน",
                "ordering": ["begins", "pk"],
            },
        ),
        migrations.AddField(
            model_name="agency",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="members.agency",
                verbose_name="รวมเข้ากับ",
            ),
        ),
        migrations.AddField(
            model_name="agency",
            name="merged_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="รวมเมื่อ"),
        ),
        migrations.AddField(
            model_name="nomination",
            name="carrier",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="คนรับไม้ต่อจากคนเล่า",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="retires_on",
            field=models.DateField(
                blank=True,
                help_text="ข้าราชการเกษียณ 30 กันยายน ของปีงบประมาณที่อายุครบ 60",
                null=True,
                verbose_name="เกษียณวันที่ (ไม่แสดงที่ไหน)",
            ),
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("merged_into", None), ("merged_on", None)),
                    models.Q(("merged_into__isnull", False), ("merged_on__isnull", False)),
                    _connector="OR",
                ),
                name="merged_agency_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into", None),
                    models.Q(("merged_into", models.F("pk")), _negated=True),
                    _connector="OR",
                ),
                name="no_agency_is_merged_into_itself",
            ),
        ),
        migrations.AddField(
            model_name="agencyname",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="earlier_names",
                to="members.agency",
                verbose_name="หน่วยงาน",
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="giver",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="handovers",
                to=settings.AUTH_USER_MODEL,
                verbose_name="คนส่งไม้",
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="opened_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="คนเปิด",
            ),
        ),
        migrations.AddField(
            model_name="handoverline",
            name="handover",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="members.handover",
                verbose_name="ส่งไม้ต่อ",
            ),
        ),
        migrations.AddField(
            model_name="handoverline",
            name="stands_with",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="ระหว่างนี้อยู่กับ",
            ),
        ),
        migrations.AddField(
            model_name="handoverline",
            name="taken_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="คนรับไม้",
            ),
        ),
        migrations.AddField(
            model_name="handoverline",
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
            model_name="handoveroffer",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="คนขอ",
            ),
        ),
        migrations.AddField(
            model_name="handoveroffer",
            name="line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="offers",
                to="members.handoverline",
                verbose_name="ไม้",
            ),
        ),
        migrations.AddField(
            model_name="handoveroffer",
            name="to",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="handover_offers",
                to=settings.AUTH_USER_MODEL,
                verbose_name="ขอให้ใครรับ",
            ),
        ),
        migrations.AddField(
            model_name="movenotice",
            name="district",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="villages.district",
                verbose_name="อำเภอ",
            ),
        ),
        migrations.AddField(
            model_name="movenotice",
            name="posting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notices",
                to="members.posting",
                verbose_name="ใครประจำอยู่ที่ไหน",
            ),
        ),
        migrations.AddField(
            model_name="stillwalking",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="askings",
                to=settings.AUTH_USER_MODEL,
                verbose_name="ภาคี",
            ),
        ),
        migrations.AddField(
            model_name="walking",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="walkings",
                to=settings.AUTH_USER_MODEL,
                verbose_name="ภาคี",
            ),
        ),
        migrations.AddField(
            model_name="walking",
            name="village",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="walkings",
                to="villages.village",
                verbose_name="หมู่บ้าน",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)),
                fields=("giver",),
                name="one_open_handover_a_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="handoverline",
            constraint=models.UniqueConstraint(
                fields=("handover", "kind", "key"), name="a_thing_is_handed_over_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="handoverline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at", None), ("state", "waiting"), ("taken_by", None)),
                    models.Q(
                        ("settled_at__isnull", False),
                        ("state", "taken"),
                        ("taken_by__isnull", False),
                    ),
                    models.Q(("settled_at__isnull", False), ("state", "gone"), ("taken_by", None)),
                    _connector="OR",
                ),
                name="taken_line_says_by_whom_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="handoveroffer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answer", "taken")),
                fields=("line",),
                name="one_person_takes_a_line",
            ),
        ),
        migrations.AddConstraint(
            model_name="handoveroffer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answer", "")),
                fields=("line", "to"),
                name="asked_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="handoveroffer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_at", None)),
                    models.Q(
                        models.Q(("answer", ""), _negated=True), ("answered_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="offer_answer_has_its_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="handoveroffer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", "returned"), _negated=True),
                    models.Q(("words", ""), _negated=True),
                    _connector="OR",
                ),
                name="returned_offer_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="movenotice",
            constraint=models.UniqueConstraint(
                fields=("posting", "what", "day"), name="a_move_is_told_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="stillwalking",
            constraint=models.UniqueConstraint(fields=("user", "year"), name="asked_once_a_year"),
        ),
        migrations.AddConstraint(
            model_name="stillwalking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_at", None)),
                    models.Q(
                        models.Q(("answer", ""), _negated=True), ("answered_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="still_walking_answer_has_its_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="walking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends", None), ("ends__gte", models.F("begins")), _connector="OR"
                ),
                name="walking_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="walking",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ends", None)),
                fields=("user", "village"),
                name="walks_with_a_village_once",
            ),
        ),
    ]
