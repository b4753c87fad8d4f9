import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import kmnet.thai.models
import villages.models.keepers


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("members", "0001_user"),
        ("villages", "0001_places_and_keepers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Agency",
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
                            ("district_office", "ปกครอง"),
                            ("agriculture", "เกษตร"),
                            ("health", "สาธารณสุข"),
                            ("learning", "ส่งเสริมการเรียนรู้"),
                            ("community_development", "พัฒนาชุมชน"),
                            ("local", "ท้องถิ่น"),
                            ("bank", "ธนาคารและสหกรณ์"),
                            ("university", "มหาวิทยาลัยและโรงเรียน"),
                            ("forestry", "ป่าไม้ ประมง ทรัพยากร"),
                            ("other", "อื่นๆ"),
                        ],
                        max_length=30,
                        verbose_name="ชนิด",
                    ),
                ),
                (
                    "name",
                    kmnet.thai.models.NormalisedCharField(
                        max_length=160, unique=True, verbose_name="ชื่อหน่วยงาน"
                    ),
                ),
                (
                    "short_name",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, max_length=60, verbose_name="ชื่อสั้น"
                    ),
                ),
                (
                    "sort_key",
                    models.CharField(db_collation="C", default="", editable=False, max_length=400),
                ),
            ],
            options={
                "verbose_name": "หน่วยงาน",
                "verbose_name_plural": "หน่วยงาน",
                "ordering": ["sort_key"],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        choices=[("invite", "ชวนร่วมเดิน"), ("not_yet", "ยังไม่ใช่ตอนนี้")],
                        max_length=20,
                        verbose_name="ตัดสินใจว่า",
                    ),
                ),
                ("reason", kmnet.thai.models.NormalisedTextField(verbose_name="เพราะ")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="เมื่อ")),
            ],
            options={
                "verbose_name": "การตัดสินใจ",
                "verbose_name_plural": "การตัดสินใจ",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Duty",
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
                            ("connector", "คุณประสานอำเภอ"),
                            ("coordinator", "ผู้ประสานงานเครือข่าย"),
                        ],
                        max_length=20,
                        verbose_name="หน้าที่",
                    ),
                ),
                ("begins", models.DateField(verbose_name="เริ่ม")),
                ("ends", models.DateField(blank=True, null=True, verbose_name="วันสุดท้าย")),
            ],
            options={
                "verbose_name": "หน้าที่ในเครือข่าย",
                "verbose_name_plural": "หน้าที่ในเครือข่าย",
                "ordering": ["-begins"],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="อีเมล")),
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
                    "sent_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="ส่งเมื่อ"),
                ),
                ("expires_at", models.DateTimeField(verbose_name="ใช้ได้ถึง")),
                (
                    "accepted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="ตอบรับเมื่อ"),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="เลิกใช้เมื่อ"),
                ),
            ],
            options={
                "verbose_name": "คำชวน",
                "verbose_name_plural": "คำชวน",
                "ordering": ["-sent_at"],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("to", models.EmailField(max_length=254, verbose_name="ถึง")),
                ("subject", models.CharField(max_length=200, verbose_name="เรื่อง")),
                ("body", models.TextField(verbose_name="ข้อความ")),
                (
                    "written_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="เขียนเมื่อ"),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="ส่งเมื่อ")),
                (
                    "tries",
                    models.PositiveSmallIntegerField(default=0, verbose_name="ลองส่งแล้ว (ครั้ง)"),
                ),
                ("trouble", models.TextField(blank=True, verbose_name="ติดขัดเพราะ")),
            ],
            options={
                "verbose_name": "จดหมาย",
                "verbose_name_plural": "จดหมาย",
                "ordering": ["-written_at"],
            },
        ),
        migrations.CreateModel(
            name="Nomination",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
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
                    "title",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, max_length=120, verbose_name="ทำงานอะไร"
                    ),
                ),
                (
                    "agency_words",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, max_length=160, verbose_name="หน่วยงาน (ถ้าไม่มีในรายชื่อ)"
                    ),
                ),
                (
                    "met_place",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, max_length=200, verbose_name="พบกันที่ไหน"
                    ),
                ),
                ("met_on", models.DateField(blank=True, null=True, verbose_name="พบกันเมื่อ")),
                (
                    "words",
                    kmnet.thai.models.NormalisedTextField(
                        help_text="เล่าสิ่งที่เห็นเขาทำ ไม่ใช่ตำแหน่งของเขา",
                        verbose_name="ทำอะไรไว้ ที่ไหน เพื่อใคร",
                    ),
                ),
                (
                    "told_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="เล่าเมื่อ"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "รอคุยกัน"),
                            ("invited", "ชวนแล้ว รอเจ้าตัวตอบ"),
                            ("not_yet", "ยังไม่ใช่ตอนนี้"),
                            ("accepted", "ร่วมเดินแล้ว"),
                        ],
                        default="waiting",
                        editable=False,
                        max_length=20,
                        verbose_name="ตอนนี้",
                    ),
                ),
            ],
            options={
                "verbose_name": "คนที่ได้พบ",
                "verbose_name_plural": "คนที่ได้พบ",
                "ordering": ["told_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "title",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, max_length=120, verbose_name="ตำแหน่ง"
                    ),
                ),
                ("begins", models.DateField(verbose_name="เริ่ม")),
                ("ends", models.DateField(blank=True, null=True, verbose_name="วันสุดท้าย")),
            ],
            options={
                "verbose_name": "ใครประจำอยู่ที่ไหน",
                "verbose_name_plural": "ใครประจำอยู่ที่ไหน",
                "ordering": ["-begins"],
            },
        ),
        migrations.AlterField(
            model_name="user",
            name="email",
            field=models.EmailField(max_length=254, unique=True, verbose_name="อีเมล"),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("email"), name="one_person_per_email"
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to=settings.AUTH_USER_MODEL,
                verbose_name="คนตัดสินใจ",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="companion",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="เพื่อนร่วมทาง",
            ),
        ),
        migrations.AddField(
            model_name="duty",
            name="district",
            field=models.ForeignKey(
                blank=True,
                help_text="เว้นว่างเมื่อดูแลทั้งจังหวัด",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="duties",
                to="villages.district",
                verbose_name="อำเภอ",
            ),
        ),
        migrations.AddField(
            model_name="duty",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="duties",
                to=settings.AUTH_USER_MODEL,
                verbose_name="ภาคี",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="user",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invitation",
                to=settings.AUTH_USER_MODEL,
                verbose_name="บัญชีที่ได้",
            ),
        ),
        migrations.AddField(
            model_name="nomination",
            name="agency",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="members.agency",
                verbose_name="หน่วยงาน",
            ),
        ),
        migrations.AddField(
            model_name="nomination",
            name="district",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="nominations",
                to="villages.district",
                verbose_name="อำเภอ",
            ),
        ),
        migrations.AddField(
            model_name="nomination",
            name="told_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="told_of",
                to=settings.AUTH_USER_MODEL,
                verbose_name="คนเล่า",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="nomination",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invitations",
                to="members.nomination",
                verbose_name="ถึง",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="nomination",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="members.nomination",
                verbose_name="คนที่ได้พบ",
            ),
        ),
        migrations.AddField(
            model_name="posting",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="postings",
                to="members.agency",
                verbose_name="หน่วยงาน",
            ),
        ),
        migrations.AddField(
            model_name="posting",
            name="district",
            field=models.ForeignKey(
                blank=True,
                help_text="เว้นว่างเมื่อทำงานทั้งจังหวัด",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="postings",
                to="villages.district",
                verbose_name="อำเภอ",
            ),
        ),
        migrations.AddField(
            model_name="posting",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="postings",
                to=settings.AUTH_USER_MODEL,
                verbose_name="ภาคี",
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends", None), ("ends__gte", models.F("begins")), _connector="OR"
                ),
                name="duty_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "connector"), _negated=True),
                    ("district__isnull", False),
                    _connector="OR",
                ),
                name="connector_has_a_district",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("accepted_at", None), ("user", None)),
                    models.Q(("accepted_at__isnull", False), ("user__isnull", False)),
                    _connector="OR",
                ),
                name="accepted_invitation_has_its_account",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("accepted_at", None), ("withdrawn_at", None)),
                fields=("nomination",),
                name="one_open_invitation_per_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="decision_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends", None), ("ends__gte", models.F("begins")), _connector="OR"
                ),
                name="posting_ends_after_it_begins",
            ),
        ),
    ]
