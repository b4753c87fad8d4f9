"""Letters know whom they are about, so that they go with the file; an Erasure may be of web words.

The history has a line for an erased file, and none for words that never opened one.
"""

import django.db.models.deletion
from django.db import migrations, models

DROP = "DROP TRIGGER members_history ON members_erasure;"
MAKE = """
CREATE TRIGGER members_history AFTER INSERT ON members_erasure
    FOR EACH ROW {when} EXECUTE FUNCTION members_note_part();
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0007_history_writes_itself")]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="nomination",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="letters",
                to="members.nomination",
            ),
        ),
        migrations.AddField(
            model_name="letter",
            name="public_telling",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="letters",
                to="members.publictelling",
            ),
        ),
        migrations.AlterField(
            model_name="erasure",
            name="nomination",
            field=models.OneToOneField(
                blank=True,
                help_text="เว้นว่างเมื่อลบคำเล่าจากหน้าเว็บที่ไม่ได้เปิดแฟ้ม",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="erasure",
                to="members.nomination",
                verbose_name="แฟ้มเลขที่",
            ),
        ),
        migrations.RunSQL(
            sql=DROP + MAKE.format(when="WHEN (NEW.nomination_id IS NOT NULL)"),
            reverse_sql=DROP + MAKE.format(when=""),
        ),
    ]
