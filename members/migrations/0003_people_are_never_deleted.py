"""The database itself refuses to delete a person: deactivate, and what they wrote stays theirs."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("members", "0002_postings_and_nominations")]

    operations = [
        migrations.RunSQL(
            sql="""
                CREATE FUNCTION members_user_is_never_deleted() RETURNS trigger
                LANGUAGE plpgsql AS $$
                BEGIN
                    RAISE EXCEPTION 'a person is deactivated, never deleted'
                        USING ERRCODE = 'restrict_violation';
                END $$;
                CREATE TRIGGER members_user_is_never_deleted
                    BEFORE DELETE ON members_user
                    FOR EACH ROW EXECUTE FUNCTION members_user_is_never_deleted();
            """,
            reverse_sql="""
                DROP TRIGGER members_user_is_never_deleted ON members_user;
                DROP FUNCTION members_user_is_never_deleted();
            """,
        )
    ]
