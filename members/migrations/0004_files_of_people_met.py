"""Evidence, voices, tellings and what belongs to a file; 0005 copies what moves."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import kmnet.thai.models
import villages.models.keepers


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0003_people_are_never_deleted"),
        ("villages", "0002_aspects"),
    ]

    operations = [
        migrations.CreateModel(
            name="Criterion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "words",
                    kmnet.thai.models.NormalisedCharField(
                        max_length=160, unique=True, verbose_name="ข้อที่ดูกัน"
                    ),
                ),
                (
                    "matters",
                    models.BooleanField(
                        default=False,
                        help_text="ข้อที่รายการสิ่งที่ยังขาดจะถามถึง",
                        verbose_name="ต้องมีเรื่องที่เห็นจริงก่อนชวน",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="ลำดับ")),
            ],
            options={
                "verbose_name": "ข้อที่ดูกัน",
                "verbose_name_plural": "ข้อที่ดูกัน",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="ลบเมื่อ"),
                ),
                ("rule", models.CharField(max_length=200, verbose_name="ตามกติกา")),
                ("counts", models.JSONField(default=dict, verbose_name="ลบอะไรไปเท่าไร")),
            ],
            options={
                "verbose_name": "การลบแฟ้ม",
                "verbose_name_plural": "การลบแฟ้ม",
                "ordering": ["-at"],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("nomination_id", models.BigIntegerField(db_index=True)),
                ("at", models.DateTimeField(verbose_name="เมื่อ")),
                ("who", models.TextField(verbose_name="ใคร")),
                ("what", models.TextField(verbose_name="เกิดอะไรขึ้น")),
                ("was", models.TextField(blank=True, verbose_name="จาก")),
                ("became", models.TextField(blank=True, verbose_name="เป็น")),
                ("why", models.TextField(blank=True, verbose_name="เพราะ")),
            ],
            options={
                "verbose_name": "ประวัติ",
                "verbose_name_plural": "ประวัติ",
                "db_table": "members_event",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[("for", "เห็นว่าใช่"), ("against", "ยังน่าห่วง")],
                        max_length=8,
                        verbose_name="เห็นว่า",
                    ),
                ),
                ("what", kmnet.thai.models.NormalisedTextField(verbose_name="เกิดอะไรขึ้น")),
                (
                    "place",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, max_length=200, verbose_name="ที่ไหน"
                    ),
                ),
                ("day", models.DateField(blank=True, null=True, verbose_name="วันไหน")),
                (
                    "who_benefited",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, max_length=200, verbose_name="ใครได้ประโยชน์"
                    ),
                ),
                (
                    "who_says",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, max_length=200, verbose_name="ใครเห็น ใครเล่า"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="จดเมื่อ"),
                ),
            ],
            options={
                "verbose_name": "สิ่งที่เห็น",
                "verbose_name_plural": "สิ่งที่เห็น",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="FileReply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", kmnet.thai.models.NormalisedTextField(verbose_name="คำของเจ้าตัว")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="เมื่อ")),
            ],
            options={
                "verbose_name": "คำตอบของเจ้าตัว",
                "verbose_name_plural": "คำตอบของเจ้าตัว",
                "ordering": ["at"],
            },
        ),
        migrations.CreateModel(
            name="PublicTelling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "asks_to_join",
                    models.BooleanField(default=False, verbose_name="เล่าถึงตัวเอง อยากรู้จักเครือข่าย"),
                ),
                (
                    "name",
                    kmnet.thai.models.NormalisedCharField(max_length=120, verbose_name="ชื่อ นามสกุล"),
                ),
                (
                    "called",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, max_length=40, verbose_name="เรียกกันว่า"
                    ),
                ),
                (
                    "agency_words",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, max_length=160, verbose_name="ทำงานที่ไหน หรืออยู่กลุ่มไหน"
                    ),
                ),
                (
                    "met_place",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, max_length=200, verbose_name="พบกันที่ไหน"
                    ),
                ),
                (
                    "words",
                    kmnet.thai.models.NormalisedTextField(verbose_name="เห็นเขาทำอะไร เพื่อใคร"),
                ),
                (
                    "teller_name",
                    kmnet.thai.models.NormalisedCharField(max_length=120, verbose_name="ชื่อคนเล่า"),
                ),
                (
                    "contact",
                    kmnet.thai.models.NormalisedCharField(
                        max_length=120, verbose_name="ติดต่อกลับได้ที่"
                    ),
                ),
                (
                    "came_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="มาถึงเมื่อ"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "มาใหม่"),
                            ("taken_up", "เปิดแฟ้มแล้ว"),
                            ("introduced", "ฝากเพื่อนไปพบ"),
                            ("set_aside", "วางไว้"),
                        ],
                        default="new",
                        max_length=12,
                        verbose_name="ตอนนี้",
                    ),
                ),
                (
                    "handled_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="รับเรื่องเมื่อ"),
                ),
            ],
            options={
                "verbose_name": "คำเล่าจากหน้าเว็บ",
                "verbose_name_plural": "คำเล่าจากหน้าเว็บ",
                "ordering": ["came_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Relation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "words",
                    kmnet.thai.models.NormalisedCharField(
                        max_length=160, verbose_name="เกี่ยวกันอย่างไร"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="บอกไว้เมื่อ"
                    ),
                ),
            ],
            options={
                "verbose_name": "ความเกี่ยวข้องที่บอกไว้",
                "verbose_name_plural": "ความเกี่ยวข้องที่บอกไว้",
                "ordering": ["at"],
            },
        ),
        migrations.CreateModel(
            name="Telling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "teller_name",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, max_length=120, verbose_name="ชื่อคนเล่า (ถ้าไม่ใช่ภาคี)"
                    ),
                ),
                (
                    "words",
                    kmnet.thai.models.NormalisedTextField(
                        help_text="เล่าสิ่งที่เห็นเขาทำ ไม่ใช่ตำแหน่งของเขา",
                        verbose_name="ทำอะไรไว้ ที่ไหน เพื่อใคร",
                    ),
                ),
                (
                    "met_place",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, max_length=200, verbose_name="พบกันที่ไหน"
                    ),
                ),
                ("met_on", models.DateField(blank=True, null=True, verbose_name="พบกันเมื่อ")),
                ("talked", models.BooleanField(default=False, verbose_name="ได้คุยกันแล้ว")),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="เล่าเมื่อ"),
                ),
            ],
            options={
                "verbose_name": "คำเล่า",
                "verbose_name_plural": "คำเล่า",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Voice",
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
                        choices=[("villager", "เสียงชาวบ้าน"), ("peer", "เสียงเพื่อนต่างอำเภอ")],
                        max_length=10,
                        verbose_name="เสียงใคร",
                    ),
                ),
                ("name", kmnet.thai.models.NormalisedCharField(max_length=120, verbose_name="ชื่อ")),
                (
                    "called",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, max_length=40, verbose_name="เรียกกันว่า"
                    ),
                ),
                (
                    "contact",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, max_length=120, verbose_name="ติดต่อที่ (ไม่แสดงที่ไหน)"
                    ),
                ),
                (
                    "asked_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="ขอเมื่อ"),
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
                ("expires_at", models.DateTimeField(verbose_name="ลิงก์ใช้ได้ถึง")),
                ("heard_at", models.DateTimeField(blank=True, null=True, verbose_name="ได้ฟังเมื่อ")),
                (
                    "how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("link", "ทางลิงก์"),
                            ("in_person", "ต่อหน้า"),
                            ("phone", "ทางโทรศัพท์"),
                        ],
                        max_length=10,
                        verbose_name="ได้ฟังอย่างไร",
                    ),
                ),
                (
                    "words",
                    kmnet.thai.models.NormalisedTextField(
                        blank=True, verbose_name="เคยทำอะไรด้วยกัน เห็นอะไรในตัวเขา"
                    ),
                ),
                (
                    "feeling",
                    models.CharField(
                        blank=True,
                        choices=[("glad", "อยากให้เดินด้วยกัน"), ("unsure", "ยังไม่แน่ใจ")],
                        max_length=8,
                        verbose_name="คิดอย่างไร",
                    ),
                ),
                (
                    "witness",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, max_length=120, verbose_name="คนฟังด้วยกัน"
                    ),
                ),
                (
                    "replaced_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="เปลี่ยนคนเมื่อ"),
                ),
            ],
            options={
                "verbose_name": "เสียง",
                "verbose_name_plural": "เสียง",
                "ordering": ["asked_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="VoiceContact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "words",
                    kmnet.thai.models.NormalisedCharField(max_length=200, verbose_name="ทำอะไร"),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="เมื่อ")),
            ],
            options={
                "verbose_name": "การติดต่อ",
                "verbose_name_plural": "การติดต่อ",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.AlterModelOptions(
            name="nomination",
            options={
                "ordering": ["waits_since", "pk"],
                "verbose_name": "คนที่ได้พบ",
                "verbose_name_plural": "คนที่ได้พบ",
            },
        ),
        migrations.AddField(
            model_name="decision",
            name="incomplete_why",
            field=kmnet.thai.models.NormalisedTextField(
                blank=True, verbose_name="แฟ้มยังไม่ครบ แต่ชวนเพราะ"
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="look_again_on",
            field=models.DateField(blank=True, null=True, verbose_name="กลับมาดูกันใหม่"),
        ),
        migrations.AddField(
            model_name="nomination",
            name="buddy",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="เพื่อนคู่หู",
            ),
        ),
        migrations.AddField(
            model_name="nomination",
            name="companion",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="walking_with",
                to=settings.AUTH_USER_MODEL,
                verbose_name="เพื่อนร่วมทาง",
            ),
        ),
        migrations.AddField(
            model_name="nomination",
            name="email",
            field=models.EmailField(blank=True, max_length=254, verbose_name="อีเมล"),
        ),
        migrations.AddField(
            model_name="nomination",
            name="file_nonce",
            field=models.CharField(
                default=villages.models.keepers.new_nonce, editable=False, max_length=16, blank=True
            ),
        ),
        migrations.AddField(
            model_name="nomination",
            name="file_open_until",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="เจ้าตัวอ่านแฟ้มได้ถึง"
            ),
        ),
        migrations.AddField(
            model_name="nomination",
            name="look_again_on",
            field=models.DateField(
                blank=True, editable=False, null=True, verbose_name="กลับมาดูกันใหม่"
            ),
        ),
        migrations.AddField(
            model_name="nomination",
            name="name_key",
            field=models.CharField(db_index=True, default="", editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name="nomination",
            name="same_as",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="members.nomination",
                verbose_name="คนเดียวกับ",
            ),
        ),
        migrations.AddField(
            model_name="nomination",
            name="waits_since",
            field=models.DateTimeField(
                default=django.utils.timezone.now, editable=False, verbose_name="รอตั้งแต่"
            ),
        ),
        migrations.AlterField(
            model_name="nomination",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "รอคุยกัน"),
                    ("second", "รออีกคนเห็นด้วย"),
                    ("invited", "ชวนแล้ว รอเจ้าตัวตอบ"),
                    ("not_yet", "ยังไม่ใช่ตอนนี้"),
                    ("lapsed", "ชวนแล้ว ยังไม่ได้ตอบ"),
                    ("accepted", "ร่วมเดินแล้ว"),
                    ("erased", "ลบแฟ้มแล้ว"),
                ],
                default="waiting",
                editable=False,
                max_length=20,
                verbose_name="ตอนนี้",
            ),
        ),
        migrations.AddConstraint(
            model_name="nomination",
            constraint=models.CheckConstraint(
                condition=models.Q(("same_as", models.F("pk")), _negated=True),
                name="nobody_is_the_same_as_themselves",
            ),
        ),
        migrations.AddField(
            model_name="erasure",
            name="nomination",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="erasure",
                to="members.nomination",
                verbose_name="แฟ้มเลขที่",
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="evidence",
                to=settings.AUTH_USER_MODEL,
                verbose_name="คนจด",
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="criterion",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="members.criterion",
                verbose_name="ข้อที่ดูกัน",
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="nomination",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="evidence",
                to="members.nomination",
                verbose_name="ถึง",
            ),
        ),
        migrations.AddField(
            model_name="filereply",
            name="nomination",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replies",
                to="members.nomination",
                verbose_name="แฟ้มของ",
            ),
        ),
        migrations.AddField(
            model_name="publictelling",
            name="district",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                to="villages.district",
                verbose_name="อำเภอ",
            ),
        ),
        migrations.AddField(
            model_name="publictelling",
            name="handled_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="คนรับเรื่อง",
            ),
        ),
        migrations.AddField(
            model_name="publictelling",
            name="nomination",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="members.nomination",
                verbose_name="แฟ้ม",
            ),
        ),
        migrations.AddField(
            model_name="publictelling",
            name="partner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="introductions",
                to=settings.AUTH_USER_MODEL,
                verbose_name="เพื่อนที่ไปพบ",
            ),
        ),
        migrations.AddField(
            model_name="relation",
            name="nomination",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="relations",
                to="members.nomination",
                verbose_name="ถึง",
            ),
        ),
        migrations.AddField(
            model_name="relation",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="relations",
                to=settings.AUTH_USER_MODEL,
                verbose_name="ภาคี",
            ),
        ),
        migrations.AddField(
            model_name="telling",
            name="nomination",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tellings",
                to="members.nomination",
                verbose_name="ถึง",
            ),
        ),
        migrations.AddField(
            model_name="telling",
            name="told_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tellings",
                to=settings.AUTH_USER_MODEL,
                verbose_name="คนเล่า",
            ),
        ),
        migrations.AddField(
            model_name="voice",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="คนไปขอ",
            ),
        ),
        migrations.AddField(
            model_name="voice",
            name="district",
            field=models.ForeignKey(
                blank=True,
                help_text="เสียงเพื่อนต้องมาจากอำเภออื่น",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="villages.district",
                verbose_name="อยู่อำเภอ",
            ),
        ),
        migrations.AddField(
            model_name="voice",
            name="nomination",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="voices",
                to="members.nomination",
                verbose_name="ถึง",
            ),
        ),
        migrations.AddField(
            model_name="voice",
            name="taken_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="คนจด",
            ),
        ),
        migrations.AddField(
            model_name="voicecontact",
            name="by",
            field=models.ForeignKey(
                blank=True,
                help_text="เว้นว่างเมื่อระบบเตือนเอง",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="ใคร",
            ),
        ),
        migrations.AddField(
            model_name="voicecontact",
            name="voice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contacts",
                to="members.voice",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("direction", "against"), _negated=True),
                    models.Q(("day__isnull", False), models.Q(("who_says", ""), _negated=True)),
                    _connector="OR",
                ),
                name="evidence_against_has_day_and_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(("what", ""), _negated=True), name="evidence_says_what_happened"
            ),
        ),
        migrations.AddConstraint(
            model_name="publictelling",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("handled_at", None), ("handled_by", None), ("state", "new")),
                    models.Q(
                        models.Q(("state", "new"), _negated=True),
                        ("handled_at__isnull", False),
                        ("handled_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="handled_telling_says_by_whom_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="publictelling",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "introduced"), _negated=True),
                    ("partner__isnull", False),
                    _connector="OR",
                ),
                name="introduction_names_a_partner",
            ),
        ),
        migrations.AddConstraint(
            model_name="relation",
            constraint=models.UniqueConstraint(
                fields=("nomination", "user"), name="one_relation_per_pair"
            ),
        ),
        migrations.AddConstraint(
            model_name="telling",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("told_by__isnull", False),
                    models.Q(("teller_name", ""), _negated=True),
                    _connector="OR",
                ),
                name="telling_has_a_teller",
            ),
        ),
        migrations.AddConstraint(
            model_name="voice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("heard_at", None), ("how", ""), ("words", "")),
                    models.Q(
                        ("heard_at__isnull", False),
                        models.Q(("how", ""), _negated=True),
                        models.Q(("words", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="heard_voice_says_how_and_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="voice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("how__in", ("in_person", "phone")), _negated=True),
                    ("taken_by__isnull", False),
                    _connector="OR",
                ),
                name="voice_taken_down_says_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="voice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("how", "phone"), _negated=True),
                    models.Q(("witness", ""), _negated=True),
                    _connector="OR",
                ),
                name="voice_by_phone_has_a_witness",
            ),
        ),
        migrations.AddConstraint(
            model_name="voice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "peer"), _negated=True),
                    ("district__isnull", False),
                    _connector="OR",
                ),
                name="peer_says_where_from",
            ),
        ),
        # Backwards, 0005 fills these before they are required again.
        migrations.AlterField(
            model_name="nomination",
            name="told_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="told_of",
                to=settings.AUTH_USER_MODEL,
                verbose_name="คนเล่า",
            ),
        ),
        migrations.AlterField(
            model_name="nomination",
            name="words",
            field=kmnet.thai.models.NormalisedTextField(
                blank=True,
                help_text="เล่าสิ่งที่เห็นเขาทำ ไม่ใช่ตำแหน่งของเขา",
                verbose_name="ทำอะไรไว้ ที่ไหน เพื่อใคร",
            ),
        ),
    ]
