"""The texts that each find is checked against stay in their row as they are, not packed.

Unpacking a text takes five times longer than looking through it, and a search that finds some hundred
stories looks through as many. `whole` is kept in the row (migration 0012), and is packed only where
the row would not fit a page otherwise. Entries that stand are unpacked as they are made anew.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("stories", "0021_a_villages_visits_in_order")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE stories_searchentry SET (toast_tuple_target = 8160)",
            "ALTER TABLE stories_searchentry RESET (toast_tuple_target)",
        )
    ]
