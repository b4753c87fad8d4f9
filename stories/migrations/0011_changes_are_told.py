"""Tables that public pages read tell of every change, so that no worker keeps an old page.

Each statement that changes one calls `pg_notify('kmnet_changed', <table>)`; Postgres sends equal
words of a transaction once, and none of one that is undone. Three tables are written all day long
without anything public changing. They tell row by row, and only when it matters:

- drafts of visits, kept as they are typed;
- photos that nobody has said of yet what they show: no page shows those;
- people who sign in.
"""

from django.db import migrations

TELLS = """
CREATE FUNCTION kmnet_tells() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('kmnet_changed', TG_TABLE_NAME);
    RETURN NULL;
END $$;
"""

ALWAYS = [
    "members_agency",
    "members_posting",
    "stories_companionship",
    "stories_nugget",
    "stories_person",
    "stories_personconsent",
    "stories_photoperson",
    "stories_readaloud",
    "stories_revision",
    "stories_revision_aspects",
    "stories_revisionphoto",
    "stories_story",
    "stories_story_aspects",
    "stories_takedown",
    "stories_teller",
    "stories_thenandnow",
    "stories_villageapproval",
    "villages_aspect",
    "villages_district",
    "villages_goal",
    "villages_goalstep",
    "villages_stewardship",
    "villages_supportoffer",
    "villages_supportrequest",
    "villages_supportstep",
    "villages_tambon",
    "villages_village",
]

# What a row must be like, before or after, for anybody to be told.
WHEN_ROWS = {
    "stories_visit": "{row}.state <> 'draft'",
    "stories_photo": "{row}.shows <> ''",
}
SIGNING_IN = "ARRAY['last_login', 'password']"


def tells(table: str) -> tuple[str, str]:
    """The statements that have a table tell of every change, and that undo it."""
    return (
        f"CREATE TRIGGER kmnet_tells AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION kmnet_tells();\n",
        f"DROP TRIGGER kmnet_tells ON {table};\n",
    )


def tells_of_rows(table: str, **when: str) -> tuple[str, str]:
    """The same for rows of which a condition holds, one for each of insert, update and delete."""
    made = [
        f"CREATE TRIGGER kmnet_tells_{event} AFTER {event} ON {table}"
        f" FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION kmnet_tells();\n"
        for event, condition in when.items()
    ]
    made.append(
        f"CREATE TRIGGER kmnet_tells_truncate AFTER TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION kmnet_tells();\n"
    )
    undone = [f"DROP TRIGGER kmnet_tells_{event} ON {table};\n" for event in (*when, "truncate")]
    return "".join(made), "".join(undone)


PAIRS = [(TELLS, "")]
PAIRS += [tells(table) for table in ALWAYS]
PAIRS += [
    tells_of_rows(
        table,
        insert=condition.format(row="NEW"),
        update=f"{condition.format(row='OLD')} OR {condition.format(row='NEW')}",
        delete=condition.format(row="OLD"),
    )
    for table, condition in WHEN_ROWS.items()
]
PAIRS.append(
    tells_of_rows(
        "members_user",
        insert="true",
        update=f"to_jsonb(OLD) - {SIGNING_IN} IS DISTINCT FROM to_jsonb(NEW) - {SIGNING_IN}",
        delete="true",
    )
)


class Migration(migrations.Migration):
    dependencies = [
        ("villages", "0003_keepers_goals_and_support"),
        ("members", "0009_the_desk_follows_the_duties"),
        ("stories", "0010_people_and_decisions_stand"),
    ]

    operations = [
        migrations.RunSQL(
            sql="".join(sql for sql, _ in PAIRS),
            reverse_sql="".join(undo for _, undo in reversed(PAIRS))
            + "DROP FUNCTION kmnet_tells();",
        )
    ]
