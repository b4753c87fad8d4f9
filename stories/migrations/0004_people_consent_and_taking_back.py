import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import kmnet.links
import kmnet.thai.models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("stories", "0003_encounters_open_files"),
        ("villages", "0002_aspects"),
    ]

    operations = [
        migrations.AddField(
            model_name="photo",
            name="children",
            field=models.BooleanField(default=False, verbose_name="มีเด็กอยู่ในรูป"),
        ),
        migrations.AddField(
            model_name="photo",
            name="hidden_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="ซ่อนไว้ตั้งแต่"
            ),
        ),
        migrations.AddField(
            model_name="photo",
            name="shows",
            field=models.CharField(
                blank=True,
                choices=[("", "ยังไม่ได้บอก"), ("wide", "ไม่เห็นหน้าใครชัด"), ("faces", "เห็นหน้าคน")],
                max_length=5,
                verbose_name="ในรูปเห็นอะไร",
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="same_words_as",
            field=models.ForeignKey(
                blank=True,
                help_text="ฉบับที่หมู่บ้านตอบแล้ว ต่างกันเฉพาะสิ่งที่หมู่บ้านไม่ได้ตอบ",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="stories.revision",
                verbose_name="คำเดียวกับฉบับ",
            ),
        ),
        migrations.AddField(
            model_name="story",
            name="hidden_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="ซ่อนไว้ระหว่างคุยกัน ตั้งแต่"
            ),
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", kmnet.thai.models.NormalisedCharField(max_length=120, verbose_name="ชื่อ")),
                (
                    "called",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, max_length=40, verbose_name="เรียกกันว่า"
                    ),
                ),
                (
                    "alias",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True,
                        help_text="เช่น ป้าคนหนึ่ง เว้นไว้จะขึ้นว่า ชาวบ้าน",
                        max_length=60,
                        verbose_name="ชื่อที่ใช้แทน",
                    ),
                ),
                ("is_child", models.BooleanField(default=False, verbose_name="เป็นเด็ก")),
                (
                    "contact",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="ติดต่อได้ที่ (ไม่แสดงที่ไหน)"
                    ),
                ),
                (
                    "nonce",
                    models.CharField(
                        default=kmnet.links.new_nonce, editable=False, max_length=16, unique=True
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="จดไว้เมื่อ"),
                ),
                ("erased_at", models.DateTimeField(blank=True, null=True, verbose_name="ลบเมื่อ")),
                (
                    "village",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="villages.village",
                        verbose_name="หมู่บ้าน",
                    ),
                ),
            ],
            options={
                "verbose_name": "คนในเรื่อง",
                "verbose_name_plural": "คนในเรื่อง",
                "ordering": ["village", "name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("erased_at", None)),
                        fields=("village", "called", "name"),
                        name="one_person_per_village_and_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("erased_at", None),
                            models.Q(("alias", ""), ("called", ""), ("contact", ""), ("name", "")),
                            _connector="OR",
                        ),
                        name="erased_person_has_no_name",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Nugget",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "knows",
                    kmnet.thai.models.NormalisedCharField(max_length=120, verbose_name="รู้เรื่องอะไร"),
                ),
                (
                    "how",
                    kmnet.thai.models.NormalisedTextField(blank=True, verbose_name="เคล็ดของเขา"),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="nuggets",
                        to="stories.revision",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="knows",
                        to="stories.person",
                        verbose_name="ใครรู้",
                    ),
                ),
            ],
            options={
                "verbose_name": "เคล็ด",
                "verbose_name_plural": "เคล็ด",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("revision", "position"), name="nuggets_are_numbered"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="teller",
            name="person",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="told",
                to="stories.person",
                verbose_name="ใคร",
            ),
        ),
        migrations.CreateModel(
            name="PersonConsent",
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
                        choices=[("name", "ชื่อ"), ("face", "หน้าในรูป"), ("place", "บ้านหรือสวนในรูป")],
                        max_length=6,
                        verbose_name="เรื่องอะไร",
                    ),
                ),
                (
                    "where",
                    models.CharField(
                        choices=[("web", "หน้าเว็บ"), ("book", "หนังสือ"), ("report", "รายงาน")],
                        max_length=6,
                        verbose_name="ขึ้นที่ไหน",
                    ),
                ),
                ("until", models.DateField(blank=True, null=True, verbose_name="ถึงวันไหน")),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("spoken", "พูดต่อหน้า มีพยาน"),
                            ("signed", "ลงชื่อในกระดาษ"),
                            ("link", "กดเองที่ลิงก์"),
                        ],
                        max_length=6,
                        verbose_name="ตกลงอย่างไร",
                    ),
                ),
                ("asked_words", kmnet.thai.models.NormalisedTextField(verbose_name="คำที่ถาม")),
                (
                    "witness",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, max_length=160, verbose_name="พยาน"
                    ),
                ),
                (
                    "guardian",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, max_length=160, verbose_name="ผู้ปกครอง"
                    ),
                ),
                (
                    "given_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="ตกลงเมื่อ"),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="ถอนเมื่อ"),
                ),
                (
                    "withdrawn_how",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, max_length=160, verbose_name="ถอนอย่างไร"
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="คนถาม",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to="stories.person",
                        verbose_name="ใคร",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="บอกใคร",
                    ),
                ),
            ],
            options={
                "verbose_name": "คำตกลงของคนในเรื่อง",
                "verbose_name_plural": "คำตกลงของคนในเรื่อง",
                "ordering": ["given_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("person", "what", "where"),
                        name="one_standing_consent_per_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("how", "spoken"), _negated=True),
                            models.Q(("witness", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="spoken_consent_has_a_witness",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("how", "link"), ("asked_by__isnull", False), _connector="OR"
                        ),
                        name="consent_taken_down_names_who_asked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at", None), ("withdrawn_how", "")),
                            models.Q(
                                ("withdrawn_at__isnull", False),
                                models.Q(("withdrawn_how", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="withdrawal_says_how",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonErasure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reason",
                    kmnet.thai.models.NormalisedCharField(max_length=200, verbose_name="เพราะอะไร"),
                ),
                ("counts", models.JSONField(default=dict, verbose_name="ลบอะไรไปเท่าไร")),
                (
                    "begun_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="เมื่อ"),
                ),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="เสร็จเมื่อ")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="คนลบ",
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
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="erasure",
                        to="stories.person",
                        verbose_name="ใคร",
                    ),
                ),
            ],
            options={
                "verbose_name": "การลบคนออกจากเรื่อง",
                "verbose_name_plural": "การลบคนออกจากเรื่อง",
                "ordering": ["-begun_at"],
            },
        ),
        migrations.CreateModel(
            name="PhotoPerson",
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
                        choices=[("face", "เห็นหน้า"), ("place", "เห็นบ้านหรือสวน")],
                        max_length=5,
                        verbose_name="เห็นอะไร",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seen_in",
                        to="stories.person",
                        verbose_name="ใคร",
                    ),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="people",
                        to="stories.photo",
                        verbose_name="รูป",
                    ),
                ),
            ],
            options={
                "verbose_name": "คนในรูป",
                "verbose_name_plural": "คนในรูป",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("photo", "person", "what"), name="person_once_per_photo"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Printing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "title",
                    kmnet.thai.models.NormalisedCharField(max_length=160, verbose_name="ชื่อเล่ม"),
                ),
                ("printed_on", models.DateField(verbose_name="พิมพ์เมื่อ")),
                ("copies", models.PositiveIntegerField(verbose_name="กี่เล่ม")),
                (
                    "whereabouts",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, max_length=300, verbose_name="แจกไปที่ไหนบ้าง"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="จดเมื่อ"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="คนจด",
                    ),
                ),
                (
                    "revisions",
                    models.ManyToManyField(
                        blank=True,
                        related_name="printings",
                        to="stories.revision",
                        verbose_name="เรื่องในเล่ม",
                    ),
                ),
            ],
            options={
                "verbose_name": "เล่มที่พิมพ์ออกไปแล้ว",
                "verbose_name_plural": "เล่มที่พิมพ์ออกไปแล้ว",
                "ordering": ["-printed_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("copies__gte", 1)), name="printing_has_copies"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReadAloud",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="อ่านวันไหน")),
                (
                    "place",
                    kmnet.thai.models.NormalisedCharField(max_length=160, verbose_name="อ่านที่ไหน"),
                ),
                (
                    "who",
                    kmnet.thai.models.NormalisedTextField(verbose_name="มีใครมาฟัง (ไม่ขึ้นหน้าเว็บ)"),
                ),
                (
                    "asked",
                    kmnet.thai.models.NormalisedTextField(blank=True, verbose_name="เขาขอให้แก้อะไร"),
                ),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="จดเมื่อ"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="คนอ่าน",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="stories.revision",
                        verbose_name="ฉบับ",
                    ),
                ),
            ],
            options={
                "verbose_name": "อ่านให้ฟังแล้ว",
                "verbose_name_plural": "อ่านให้ฟังแล้ว",
                "ordering": ["-day", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="SignedSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("sha256", models.CharField(max_length=64)),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="เมื่อ")),
                (
                    "approval",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheet",
                        to="stories.villageapproval",
                    ),
                ),
            ],
            options={
                "verbose_name": "กระดาษที่ลงชื่อ",
                "verbose_name_plural": "กระดาษที่ลงชื่อ",
            },
        ),
        migrations.CreateModel(
            name="TakeDown",
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
                        choices=[("story", "ทั้งเรื่อง"), ("photo", "รูปนี้"), ("name", "ชื่อคนในเรื่อง")],
                        max_length=5,
                        verbose_name="ขอให้ถอนอะไร",
                    ),
                ),
                (
                    "words",
                    kmnet.thai.models.NormalisedTextField(blank=True, verbose_name="เพราะอะไร"),
                ),
                (
                    "said_by",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, max_length=160, verbose_name="คนขอ"
                    ),
                ),
                (
                    "contact",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, max_length=160, verbose_name="ติดต่อกลับ (ไม่แสดงที่ไหน)"
                    ),
                ),
                ("hides", models.BooleanField(default=True, verbose_name="ซ่อนแล้ว")),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="ขอเมื่อ"),
                ),
                (
                    "appealed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="ขอให้ดูอีกครั้งเมื่อ"),
                ),
                (
                    "appeal_words",
                    kmnet.thai.models.NormalisedTextField(
                        blank=True, verbose_name="ขอให้ดูอีกครั้งเพราะ"
                    ),
                ),
                (
                    "appealed_by",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, max_length=160, verbose_name="คนขอให้ดูอีกครั้ง"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stories.person",
                        verbose_name="ชื่อใคร",
                    ),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stories.photo",
                        verbose_name="รูป",
                    ),
                ),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="takedowns",
                        to="stories.story",
                        verbose_name="เรื่อง",
                    ),
                ),
                (
                    "told_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="บอกใคร",
                    ),
                ),
            ],
            options={
                "verbose_name": "คำขอให้ถอน",
                "verbose_name_plural": "คำขอให้ถอน",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("person", None), ("photo", None), ("what", "story")),
                            models.Q(("person", None), ("photo__isnull", False), ("what", "photo")),
                            models.Q(("person__isnull", False), ("photo", None), ("what", "name")),
                            _connector="OR",
                        ),
                        name="takedown_says_which",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("appeal_words", ""), ("appealed_at", None)),
                            models.Q(
                                ("appealed_at__isnull", False),
                                models.Q(("appeal_words", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="appeal_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TakeDownDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="ครั้งที่")),
                (
                    "answer",
                    models.CharField(
                        choices=[("stays_out", "ถอนไว้"), ("shown_again", "ให้อ่านได้อีก")],
                        max_length=12,
                        verbose_name="ตัดสินว่า",
                    ),
                ),
                ("words", kmnet.thai.models.NormalisedTextField(verbose_name="เหตุผล")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="เมื่อ")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="คนตัดสิน",
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
                        verbose_name="ผู้ดูแล",
                    ),
                ),
                (
                    "takedown",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="stories.takedown",
                    ),
                ),
            ],
            options={
                "verbose_name": "คำตัดสินเรื่องขอให้ถอน",
                "verbose_name_plural": "คำตัดสินเรื่องขอให้ถอน",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("takedown", "position"), name="decisions_in_turn"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("by__isnull", False)),
                        fields=("takedown", "by"),
                        name="an_appeal_goes_to_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("by__isnull", False), ("link", None)),
                            models.Q(("by", None), ("link__isnull", False)),
                            _connector="OR",
                        ),
                        name="takedown_decided_by_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("position__in", (1, 2))),
                        name="takedown_decided_twice_at_most",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="takedown_decision_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ThenAndNow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "then_words",
                    kmnet.thai.models.NormalisedCharField(
                        max_length=200, verbose_name="เมื่อก่อนเป็นอย่างไร"
                    ),
                ),
                (
                    "now_words",
                    kmnet.thai.models.NormalisedCharField(
                        max_length=200, verbose_name="ตอนนี้เป็นอย่างไร"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="ทำเมื่อ"),
                ),
                (
                    "taken_off_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="เอาออกเมื่อ"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="คนทำ",
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
                        verbose_name="ผู้ดูแล",
                    ),
                ),
                (
                    "now",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stories.photo",
                        verbose_name="ตอนนี้",
                    ),
                ),
                (
                    "then",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stories.photo",
                        verbose_name="เมื่อก่อน",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pairs",
                        to="villages.village",
                        verbose_name="หมู่บ้าน",
                    ),
                ),
            ],
            options={
                "verbose_name": "เมื่อก่อนกับตอนนี้",
                "verbose_name_plural": "เมื่อก่อนกับตอนนี้",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("then", models.F("now")), _negated=True),
                        name="then_is_not_now",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("by__isnull", False), ("link", None)),
                            models.Q(("by", None), ("link__isnull", False)),
                            _connector="OR",
                        ),
                        name="pair_made_by_one",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ApprovalNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("paragraph", models.PositiveSmallIntegerField(verbose_name="ย่อหน้าที่ นับจาก 0")),
                ("words", kmnet.thai.models.NormalisedTextField(verbose_name="อยากให้แก้อย่างไร")),
                (
                    "approval",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notes",
                        to="stories.villageapproval",
                    ),
                ),
            ],
            options={
                "verbose_name": "คำขอแก้รายย่อหน้า",
                "verbose_name_plural": "คำขอแก้รายย่อหน้า",
                "ordering": ["paragraph"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("approval", "paragraph"), name="one_note_per_paragraph"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="note_says_what"
                    ),
                ],
            },
        ),
    ]
