import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import kmnet.thai.models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("villages", "0002_aspects"),
    ]

    operations = [
        migrations.AddField(
            model_name="stewardship",
            name="show_name",
            field=models.BooleanField(
                default=False,
                help_text="เจ้าตัวเป็นคนบอก เปลี่ยนใจเมื่อไรก็ได้",
                verbose_name="ตกลงให้ขึ้นชื่อในหน้าหมู่บ้าน",
            ),
        ),
        migrations.AddField(
            model_name="stewardship",
            name="vouched_on",
            field=models.DateField(blank=True, null=True, verbose_name="หมู่บ้านฝากไว้วันไหน"),
        ),
        migrations.AddField(
            model_name="stewardship",
            name="why",
            field=kmnet.thai.models.NormalisedCharField(
                blank=True, max_length=300, verbose_name="วางมือเพราะอะไร"
            ),
        ),
        migrations.CreateModel(
            name="Goal",
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
                (
                    "words",
                    kmnet.thai.models.NormalisedCharField(
                        max_length=300, verbose_name="คำของหมู่บ้าน"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("walking", "กำลังเดิน"),
                            ("reached", "ถึงแล้ว"),
                            ("let_go", "วางลงก่อน"),
                        ],
                        default="walking",
                        editable=False,
                        max_length=10,
                        verbose_name="ตอนนี้",
                    ),
                ),
                (
                    "settled_on",
                    models.DateField(
                        blank=True, editable=False, null=True, verbose_name="ถึงหรือวางเมื่อ"
                    ),
                ),
                (
                    "settled_words",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, editable=False, max_length=600, verbose_name="คำเมื่อถึงหรือวาง"
                    ),
                ),
                (
                    "aspect",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="goals",
                        to="villages.aspect",
                        verbose_name="ด้าน",
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="villages.keeperlink",
                        verbose_name="ลิงก์ของผู้ดูแล",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="คนที่จดมา",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="goals",
                        to="villages.village",
                        verbose_name="หมู่บ้าน",
                    ),
                ),
            ],
            options={
                "verbose_name": "เป้าหมายของหมู่บ้าน",
                "verbose_name_plural": "เป้าหมายของหมู่บ้าน",
                "ordering": ["at", "pk"],
                "constraints": [
                    models.CheckConstraint(
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
                        name="goal_names_its_link_or_who_heard_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("said_by", ""), _negated=True), name="goal_says_who"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="goal_says_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("settled_on", None), ("settled_words", ""), ("state", "walking")
                            ),
                            models.Q(
                                models.Q(("state", "walking"), _negated=True),
                                ("settled_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="settled_goal_has_its_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "walking"), ("taken_off_at", None)),
                        fields=("village", "aspect", "words"),
                        name="one_walking_goal_per_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GoalStep",
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
                    "deed",
                    models.CharField(
                        choices=[
                            ("reached", "ถึงแล้ว"),
                            ("let_go", "วางลงก่อน"),
                            ("taken_off", "เอาออกจากหน้าหมู่บ้าน"),
                        ],
                        max_length=10,
                        verbose_name="อะไร",
                    ),
                ),
                (
                    "goal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="villages.goal",
                        verbose_name="เป้าหมาย",
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="villages.keeperlink",
                        verbose_name="ลิงก์ของผู้ดูแล",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="คนที่จดมา",
                    ),
                ),
            ],
            options={
                "verbose_name": "คำของหมู่บ้านเรื่องเป้าหมาย",
                "verbose_name_plural": "คำของหมู่บ้านเรื่องเป้าหมาย",
                "ordering": ["at", "pk"],
                "constraints": [
                    models.CheckConstraint(
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
                        name="goalstep_names_its_link_or_who_heard_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("said_by", ""), _negated=True), name="goalstep_says_who"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SupportRequest",
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
                (
                    "words",
                    kmnet.thai.models.NormalisedCharField(
                        max_length=600, verbose_name="อยากให้ช่วยเรื่องอะไร"
                    ),
                ),
                (
                    "needed_by",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True,
                        help_text="เช่น ก่อนหน้าฝน เว้นว่างได้",
                        max_length=120,
                        verbose_name="อยากได้เมื่อไร",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "ขอแรงหนุน"),
                            ("closed", "เสร็จแล้ว ขอบคุณ"),
                            ("withdrawn", "ไม่ขอแล้ว"),
                        ],
                        default="open",
                        editable=False,
                        max_length=10,
                        verbose_name="ตอนนี้",
                    ),
                ),
                (
                    "thanks",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, editable=False, max_length=600, verbose_name="คำขอบคุณ"
                    ),
                ),
                (
                    "closed_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="ปิดเมื่อ"
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="villages.keeperlink",
                        verbose_name="ลิงก์ของผู้ดูแล",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="คนที่จดมา",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="support_requests",
                        to="villages.village",
                        verbose_name="หมู่บ้าน",
                    ),
                ),
            ],
            options={
                "verbose_name": "ขอแรงหนุน",
                "verbose_name_plural": "ขอแรงหนุน",
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["-at", "-id"], name="support_newest")],
                "constraints": [
                    models.CheckConstraint(
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
                        name="supportrequest_names_its_link_or_who_heard_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("said_by", ""), _negated=True),
                        name="supportrequest_says_who",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="support_request_says_what",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("state", "open"), ("thanks", "")),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("state", "closed"),
                                models.Q(("thanks", ""), _negated=True),
                            ),
                            models.Q(
                                ("closed_at__isnull", False), ("state", "withdrawn"), ("thanks", "")
                            ),
                            _connector="OR",
                        ),
                        name="closed_request_has_its_day_and_thanks",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open"), ("taken_off_at", None)),
                        fields=("village", "words"),
                        name="one_open_request_per_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SupportOffer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "words",
                    kmnet.thai.models.NormalisedCharField(max_length=600, verbose_name="ช่วยอะไรได้"),
                ),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="อาสาเมื่อ"),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="ถอนเมื่อ"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="support_offers",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ภาคี",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="villages.supportrequest",
                        verbose_name="ขอแรงหนุน",
                    ),
                ),
            ],
            options={
                "verbose_name": "อาสาหนุน",
                "verbose_name_plural": "อาสาหนุน",
                "ordering": ["at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("request", "user"),
                        name="one_standing_offer_per_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="offer_says_what"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SupportStep",
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
                    "deed",
                    models.CharField(
                        choices=[
                            ("closed", "เสร็จแล้ว ขอบคุณ"),
                            ("withdrawn", "ไม่ขอแล้ว"),
                            ("taken_off", "เอาออกจากหน้าหมู่บ้าน"),
                        ],
                        max_length=10,
                        verbose_name="อะไร",
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="villages.keeperlink",
                        verbose_name="ลิงก์ของผู้ดูแล",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="villages.supportrequest",
                        verbose_name="ขอแรงหนุน",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="คนที่จดมา",
                    ),
                ),
            ],
            options={
                "verbose_name": "คำของหมู่บ้านเรื่องแรงหนุน",
                "verbose_name_plural": "คำของหมู่บ้านเรื่องแรงหนุน",
                "ordering": ["at", "pk"],
                "constraints": [
                    models.CheckConstraint(
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
                        name="supportstep_names_its_link_or_who_heard_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("said_by", ""), _negated=True),
                        name="supportstep_says_who",
                    ),
                ],
            },
        ),
    ]
