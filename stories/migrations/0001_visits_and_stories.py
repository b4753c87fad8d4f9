import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import kmnet.thai.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("villages", "0002_aspects"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Story",
            fields=[
                (
                    "number",
                    models.BigAutoField(primary_key=True, serialize=False, verbose_name="เรื่องที่"),
                ),
                ("client_uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "ร่าง"),
                            ("waiting", "รอหมู่บ้านตอบ"),
                            ("published", "เผยแพร่แล้ว"),
                            ("kept", "เก็บไว้ในหมู่บ้าน"),
                            ("taken_back", "ถอนแล้ว"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=12,
                        verbose_name="ตอนนี้",
                    ),
                ),
                (
                    "begun_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="เริ่มเขียนเมื่อ"
                    ),
                ),
                (
                    "published_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="เผยแพร่เมื่อ"
                    ),
                ),
                (
                    "taken_back_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="ถอนเมื่อ"
                    ),
                ),
                (
                    "aspects",
                    models.ManyToManyField(
                        blank=True,
                        editable=False,
                        related_name="stories",
                        to="villages.aspect",
                        verbose_name="ด้าน",
                    ),
                ),
                (
                    "scribe",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stories",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ผู้บันทึก (คุณลิขิต)",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stories",
                        to="villages.village",
                        verbose_name="เจ้าของเรื่อง",
                    ),
                ),
            ],
            options={
                "verbose_name": "เรื่องเล่า",
                "verbose_name_plural": "เรื่องเล่า",
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField(verbose_name="ฉบับที่")),
                (
                    "title",
                    kmnet.thai.models.NormalisedCharField(max_length=160, verbose_name="ชื่อเรื่อง"),
                ),
                ("body", kmnet.thai.models.NormalisedTextField(verbose_name="เรื่อง")),
                (
                    "licence",
                    models.CharField(
                        choices=[
                            (
                                "CC BY-SA 4.0",
                                "เอาไปเล่าต่อได้ บอกว่าเป็นของหมู่บ้าน และให้คนอื่นเล่าต่อได้เหมือนกัน (CC BY-SA 4.0)",
                            ),
                            ("CC BY-NC-ND 4.0", "เล่าต่อได้ทั้งเรื่อง ไม่แก้ ไม่ขาย (CC BY-NC-ND 4.0)"),
                        ],
                        default="CC BY-SA 4.0",
                        max_length=20,
                        verbose_name="เอาไปเล่าต่ออย่างไรได้บ้าง",
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="เมื่อ")),
                (
                    "aspects",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="villages.aspect", verbose_name="ด้าน"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="คนแก้",
                    ),
                ),
            ],
            options={
                "verbose_name": "ฉบับของเรื่อง",
                "verbose_name_plural": "ฉบับของเรื่อง",
                "ordering": ["story", "position"],
            },
        ),
        migrations.CreateModel(
            name="Companionship",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ภาคี",
                    ),
                ),
            ],
            options={
                "verbose_name": "คนที่ไปด้วย",
                "verbose_name_plural": "คนที่ไปด้วย",
            },
        ),
        migrations.CreateModel(
            name="Photo",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("sha256", models.CharField(max_length=64)),
                (
                    "original_name",
                    models.CharField(blank=True, max_length=200, verbose_name="ชื่อไฟล์เดิม"),
                ),
                ("format", models.CharField(max_length=8)),
                ("width", models.PositiveIntegerField(verbose_name="กว้าง (จุดภาพ)")),
                ("height", models.PositiveIntegerField(verbose_name="สูง (จุดภาพ)")),
                (
                    "taken_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="ถ่ายเมื่อ (ไม่แสดงที่ไหน)"),
                ),
                (
                    "latitude",
                    models.FloatField(blank=True, null=True, verbose_name="ละติจูด (ไม่แสดงที่ไหน)"),
                ),
                (
                    "longitude",
                    models.FloatField(blank=True, null=True, verbose_name="ลองจิจูด (ไม่แสดงที่ไหน)"),
                ),
                (
                    "caption",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, max_length=300, verbose_name="คำใต้ภาพ"
                    ),
                ),
                (
                    "alt",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True,
                        help_text="บอกคนที่มองไม่เห็นว่าในรูปมีอะไร",
                        max_length=300,
                        verbose_name="ในรูปมีอะไร",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "uploaded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="ส่งเมื่อ"),
                ),
                (
                    "removed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="เอาออกเมื่อ"),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="คนส่ง",
                    ),
                ),
            ],
            options={
                "verbose_name": "รูปถ่าย",
                "verbose_name_plural": "รูปถ่าย",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Reads",
            fields=[
                (
                    "story",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="reads",
                        serialize=False,
                        to="stories.story",
                    ),
                ),
                ("count", models.PositiveIntegerField(default=0, verbose_name="อ่านแล้ว (ครั้ง)")),
            ],
            options={
                "verbose_name": "การอ่าน",
                "verbose_name_plural": "การอ่าน",
            },
        ),
        migrations.AddField(
            model_name="story",
            name="published_revision",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="stories.revision",
                verbose_name="ฉบับที่หมู่บ้านตอบตกลง",
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="story",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="revisions",
                to="stories.story",
            ),
        ),
        migrations.CreateModel(
            name="RevisionPhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "caption",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, max_length=300, verbose_name="คำใต้ภาพ"
                    ),
                ),
                (
                    "alt",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, max_length=300, verbose_name="ในรูปมีอะไร"
                    ),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shown_in",
                        to="stories.photo",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shown_photos",
                        to="stories.revision",
                    ),
                ),
            ],
            options={
                "verbose_name": "รูปในเรื่อง",
                "verbose_name_plural": "รูปในเรื่อง",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="Teller",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("name", kmnet.thai.models.NormalisedCharField(max_length=120, verbose_name="ชื่อ")),
                (
                    "called",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, max_length=40, verbose_name="เรียกกันว่า"
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tellers",
                        to="stories.revision",
                    ),
                ),
            ],
            options={
                "verbose_name": "ผู้เล่า",
                "verbose_name_plural": "ผู้เล่า",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="VillageApproval",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "asked_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="ถามเมื่อ"),
                ),
                (
                    "superseded_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="มีฉบับใหม่แทนเมื่อ"),
                ),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("yes", "เผยแพร่ได้"),
                            ("change", "ขอแก้ตรงนี้ก่อน"),
                            ("no", "เก็บไว้ในหมู่บ้าน"),
                            ("take_back", "หมู่บ้านขอถอนเรื่องนี้"),
                        ],
                        max_length=10,
                        verbose_name="คำตอบ",
                    ),
                ),
                (
                    "words",
                    kmnet.thai.models.NormalisedTextField(blank=True, verbose_name="คำของหมู่บ้าน"),
                ),
                (
                    "how",
                    models.CharField(
                        blank=True,
                        choices=[("link", "ตอบทางลิงก์"), ("in_person", "ตอบต่อหน้า")],
                        max_length=10,
                        verbose_name="ตอบอย่างไร",
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="ตอบเมื่อ")),
                (
                    "answered_by",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, max_length=160, verbose_name="ใครตอบ"
                    ),
                ),
                (
                    "witness",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, max_length=160, verbose_name="พยาน"
                    ),
                ),
                ("read_aloud", models.BooleanField(default=False, verbose_name="อ่านให้ฟังแล้ว")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="คนถาม",
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
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approvals",
                        to="stories.revision",
                        verbose_name="ฉบับ",
                    ),
                ),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approvals",
                        to="stories.story",
                        verbose_name="เรื่อง",
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
                        verbose_name="คนที่รับคำตอบมา",
                    ),
                ),
            ],
            options={
                "verbose_name": "คำตอบของหมู่บ้าน",
                "verbose_name_plural": "คำตอบของหมู่บ้าน",
                "ordering": ["asked_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                (
                    "number",
                    models.BigAutoField(primary_key=True, serialize=False, verbose_name="เลขที่"),
                ),
                ("client_uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "ร่าง"), ("kept", "ถึงศูนย์แล้ว")],
                        default="draft",
                        max_length=10,
                        verbose_name="ตอนนี้",
                    ),
                ),
                (
                    "place_words",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, max_length=200, verbose_name="หาหมู่บ้านไม่เจอ เขียนชื่อไว้ตรงนี้"
                    ),
                ),
                ("day", models.DateField(blank=True, null=True, verbose_name="วันที่ลงพื้นที่")),
                (
                    "others",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, max_length=300, verbose_name="คนอื่นที่ไปด้วย"
                    ),
                ),
                (
                    "good",
                    kmnet.thai.models.NormalisedTextField(blank=True, verbose_name="เห็นอะไรดีๆ ที่นี่"),
                ),
                (
                    "smiled",
                    kmnet.thai.models.NormalisedTextField(blank=True, verbose_name="ใครเล่าแล้วยิ้ม"),
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
                    "typed",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="ร่างทั้งใบอย่างที่พิมพ์ รวมส่วนที่ยังส่งไม่ได้",
                        verbose_name="สิ่งที่พิมพ์ไว้",
                    ),
                ),
                (
                    "begun_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="เริ่มเล่าเมื่อ"
                    ),
                ),
                ("kept_at", models.DateTimeField(blank=True, null=True, verbose_name="ถึงศูนย์เมื่อ")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="คนเล่า",
                    ),
                ),
                (
                    "companions",
                    models.ManyToManyField(
                        blank=True,
                        related_name="visits_along",
                        through="stories.Companionship",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ไปกับใคร",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="villages.village",
                        verbose_name="หมู่บ้าน",
                    ),
                ),
            ],
            options={
                "verbose_name": "การลงพื้นที่",
                "verbose_name_plural": "การลงพื้นที่",
                "ordering": ["-day", "-number"],
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("typed", models.JSONField(verbose_name="สิ่งที่พิมพ์มา")),
                (
                    "came_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="มาถึงเมื่อ"),
                ),
                ("set_aside", models.BooleanField(default=False, verbose_name="เก็บไว้ข้างๆ")),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="submissions",
                        to="stories.visit",
                        verbose_name="การลงพื้นที่",
                    ),
                ),
            ],
            options={
                "verbose_name": "ฉบับที่ส่งมา",
                "verbose_name_plural": "ฉบับที่ส่งมา",
                "ordering": ["came_at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="story",
            name="visit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stories",
                to="stories.visit",
                verbose_name="จากการลงพื้นที่",
            ),
        ),
        migrations.CreateModel(
            name="Promise",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", kmnet.thai.models.NormalisedTextField(verbose_name="รับปากว่าอะไร")),
                ("kept_on", models.DateField(blank=True, null=True, verbose_name="ทำแล้วเมื่อ")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="คนรับปาก",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="promises",
                        to="stories.visit",
                        verbose_name="การลงพื้นที่",
                    ),
                ),
            ],
            options={
                "verbose_name": "ที่รับปากไว้",
                "verbose_name_plural": "ที่รับปากไว้",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="PracticeChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", kmnet.thai.models.NormalisedTextField(verbose_name="จะเปลี่ยนอะไร")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="คนรับไปทำ",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="stories.visit",
                        verbose_name="การลงพื้นที่",
                    ),
                ),
            ],
            options={
                "verbose_name": "สิ่งที่หน่วยงานเราจะเปลี่ยน",
                "verbose_name_plural": "สิ่งที่หน่วยงานเราจะเปลี่ยน",
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="photo",
            name="visit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="photos",
                to="stories.visit",
                verbose_name="การลงพื้นที่",
            ),
        ),
        migrations.CreateModel(
            name="Encounter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("name", kmnet.thai.models.NormalisedCharField(max_length=120, verbose_name="ชื่อ")),
                (
                    "called",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, max_length=40, verbose_name="เรียกกันว่า"
                    ),
                ),
                (
                    "does",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, max_length=160, verbose_name="ทำอะไรอยู่"
                    ),
                ),
                (
                    "agency_words",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True, max_length=160, verbose_name="หน่วยงานหรือกลุ่ม"
                    ),
                ),
                (
                    "words",
                    kmnet.thai.models.NormalisedTextField(
                        blank=True, verbose_name="คำพูดหรือสิ่งที่เห็นเขาทำ"
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="encounters",
                        to="stories.visit",
                        verbose_name="การลงพื้นที่",
                    ),
                ),
            ],
            options={
                "verbose_name": "คนที่ได้พบ",
                "verbose_name_plural": "คนที่ได้พบ",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.AddField(
            model_name="companionship",
            name="visit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, to="stories.visit"
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.UniqueConstraint(
                fields=("story", "position"), name="revisions_are_numbered"
            ),
        ),
        migrations.AddConstraint(
            model_name="revisionphoto",
            constraint=models.UniqueConstraint(
                fields=("revision", "position"), name="shown_photos_are_numbered"
            ),
        ),
        migrations.AddConstraint(
            model_name="revisionphoto",
            constraint=models.UniqueConstraint(
                fields=("revision", "photo"), name="photo_once_per_revision"
            ),
        ),
        migrations.AddConstraint(
            model_name="teller",
            constraint=models.UniqueConstraint(
                fields=("revision", "position"), name="tellers_are_numbered"
            ),
        ),
        migrations.AddConstraint(
            model_name="villageapproval",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answer", ""), ("superseded_at", None)),
                fields=("story",),
                name="one_open_question_per_story",
            ),
        ),
        migrations.AddConstraint(
            model_name="villageapproval",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answer", ""), ("answered_at", None), ("answered_by", ""), ("how", "")
                    ),
                    models.Q(
                        models.Q(("answer", ""), _negated=True),
                        ("answered_at__isnull", False),
                        models.Q(("answered_by", ""), _negated=True),
                        models.Q(("how", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="answer_has_who_when_and_how",
            ),
        ),
        migrations.AddConstraint(
            model_name="villageapproval",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("how", "link"), _negated=True),
                    ("link__isnull", False),
                    _connector="OR",
                ),
                name="link_answer_names_its_link",
            ),
        ),
        migrations.AddConstraint(
            model_name="villageapproval",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("how", "in_person"), _negated=True),
                    models.Q(models.Q(("witness", ""), _negated=True), ("taken_by__isnull", False)),
                    _connector="OR",
                ),
                name="answer_in_person_has_a_witness",
            ),
        ),
        migrations.AddConstraint(
            model_name="villageapproval",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", "change"), _negated=True),
                    models.Q(("words", ""), _negated=True),
                    _connector="OR",
                ),
                name="change_says_what",
            ),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(fields=["author", "state"], name="visit_author_state"),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "kept"), _negated=True),
                    models.Q(
                        models.Q(
                            ("village__isnull", False),
                            models.Q(("place_words", ""), _negated=True),
                            _connector="OR",
                        ),
                        ("day__isnull", False),
                        ("kept_at__isnull", False),
                        models.Q(("good", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="kept_visit_has_place_day_and_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(
                fields=("visit", "sha256"), name="one_submission_per_text"
            ),
        ),
        migrations.AddIndex(
            model_name="story",
            index=models.Index(
                models.OrderBy(models.F("published_at"), descending=True),
                models.OrderBy(models.F("number"), descending=True),
                condition=models.Q(("state", "published")),
                name="story_published_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="story",
            index=models.Index(fields=["village", "state"], name="story_village_state"),
        ),
        migrations.AddConstraint(
            model_name="story",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "published"), _negated=True),
                    models.Q(
                        ("published_at__isnull", False), ("published_revision__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="published_story_has_its_revision_and_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="story",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "taken_back"), ("taken_back_at__isnull", False)),
                    models.Q(
                        models.Q(("state", "taken_back"), _negated=True), ("taken_back_at", None)
                    ),
                    _connector="OR",
                ),
                name="taken_back_story_has_its_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at", None)),
                fields=("visit", "sha256"),
                name="one_photo_per_visit_and_hash",
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude", None), ("longitude", None)),
                    models.Q(("latitude__isnull", False), ("longitude__isnull", False)),
                    _connector="OR",
                ),
                name="photo_place_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="companionship",
            constraint=models.UniqueConstraint(
                fields=("visit", "user"), name="one_companion_per_visit"
            ),
        ),
    ]
