"""The shared cache as a table, so that no machine can be without it.

The columns are those of Django's `createcachetable`. UNLOGGED: a crash may empty it, and then
counts of attempts start anew, which is all that is kept here.
"""

from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.RunSQL(
            sql="""
                CREATE UNLOGGED TABLE kmnet_cache (
                    cache_key varchar(255) NOT NULL PRIMARY KEY,
                    value text NOT NULL,
                    expires timestamp with time zone NOT NULL
                );
                CREATE INDEX kmnet_cache_expires ON kmnet_cache (expires);
            """,
            reverse_sql="DROP TABLE kmnet_cache;",
        )
    ]
