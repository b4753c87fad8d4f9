import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import kmnet.thai.models
import members.models.people


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="อีเมล")),
                (
                    "name",
                    kmnet.thai.models.NormalisedCharField(max_length=120, verbose_name="ชื่อ นามสกุล"),
                ),
                (
                    "called",
                    kmnet.thai.models.NormalisedCharField(
                        blank=True,
                        help_text="ปลัด หมอ ครู น้อง … เว้นว่างได้",
                        max_length=40,
                        verbose_name="เรียกกันว่า",
                    ),
                ),
                (
                    "phone",
                    models.CharField(blank=True, max_length=30, verbose_name="โทรศัพท์ (ไม่แสดงที่ไหน)"),
                ),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("sponsor", "คุณเอื้อ"),
                                ("facilitator", "คุณอำนวย"),
                                ("practitioner", "คุณกิจ"),
                                ("scribe", "คุณลิขิต"),
                                ("connector", "คุณประสาน"),
                                ("it_wizard", "คุณวิศาสตร์"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="บทบาทในวง KM",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="ยังเดินด้วยกัน")),
                ("is_staff", models.BooleanField(default=False, verbose_name="เข้าโต๊ะผู้ประสานงานได้")),
                (
                    "joined_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="เข้ามาเมื่อ"
                    ),
                ),
                (
                    "sort_key",
                    models.CharField(db_collation="C", default="", editable=False, max_length=300),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "ภาคี",
                "verbose_name_plural": "ภาคี",
                "ordering": ["sort_key"],
            },
            managers=[
                ("objects", members.models.people.UserManager()),
            ],
        ),
    ]
