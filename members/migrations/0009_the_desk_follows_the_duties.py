"""Who has a desk is read from the duties of the day; the ticked column goes.

Backwards the column is made again and ticked for whoever coordinates that day.
"""

from django.db import migrations

TICK = """
UPDATE members_user u SET is_staff = u.is_superuser OR EXISTS (
    SELECT 1 FROM members_duty d
    WHERE d.user_id = u.id AND d.kind = 'coordinator' AND d.begins <= current_date
      AND (d.ends IS NULL OR d.ends >= current_date)
);
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0008_erasing_reaches_letters_and_web_words")]

    operations = [
        migrations.RunSQL(sql=migrations.RunSQL.noop, reverse_sql=TICK),
        migrations.RemoveField(model_name="user", name="is_staff"),
    ]
