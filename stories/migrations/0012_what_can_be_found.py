"""What can be found, and the triggers that keep it from ever saying more than everybody may see.

An entry copies what the gate showed of a story. Whoever changes anything that the gate asks empties
the entry in the same transaction: text, names and the list of words made from it are gone with the
commit, whichever code made the change. The row stays, so that who fills it anew and who empties it
wait for one another: filling holds the row from before it reads until its own commit, and emptying
asks for the row without looking whether it is empty already.

Who changes what a whole village's stories show cannot ask for the entry of a story that is being
published and not there yet. They hold the village until their own commit, shared among them, and
filling leaves the stories of a village that is held for later.
"""

from importlib import import_module

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models
from django.db.models import F, Q

# A page may show what an entry holds; one that was empty before and after tells nothing.
TELLS = import_module("stories.migrations.0011_changes_are_told").tells_of_rows(
    "stories_searchentry",
    insert="NOT NEW.stale",
    update="NOT OLD.stale",
    delete="NOT OLD.stale",
)

VILLAGE_HELD = 6932570  # beside a village's hash, the advisory lock of who changes its people
EMPTY = "true, NULL, 0, NULL, '', '{}', NULL, '', '', '', '', '{}', '{}'"

RULES = """
-- Each find is checked against these texts: they stay in their row, where reading them is quick.
ALTER TABLE stories_searchentry
    ALTER COLUMN whole SET STORAGE MAIN, ALTER COLUMN title SET STORAGE MAIN,
    ALTER COLUMN names SET STORAGE MAIN, ALTER COLUMN nuggets SET STORAGE MAIN;
-- The commonest words decide how a search goes about: know ten thousand of them.
ALTER TABLE stories_searchentry ALTER COLUMN vector SET STATISTICS 1000;

CREATE FUNCTION stories_forget_found(numbers bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- In one order, so that two who change a village at once wait and do not block each other.
    PERFORM 1 FROM stories_searchentry WHERE story_id = ANY (numbers) ORDER BY story_id FOR UPDATE;
    DELETE FROM stories_searchword WHERE entry_id = ANY (numbers);
    UPDATE stories_searchentry
        SET stale = true, fresh_until = NULL, vector = NULL, whole = '', title = '', names = '',
            nuggets = '', shown = '{}', rare = '{}'
        WHERE story_id = ANY (numbers);
END $$;

CREATE FUNCTION stories_forget_village(codes text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- A share of the villages each, or who changes the whole province would hold too many.
    PERFORM pg_advisory_xact_lock_shared(%(held)s, hashtext(code) & 255)
        FROM unnest(codes) AS code WHERE code IS NOT NULL;
    PERFORM stories_forget_found(ARRAY(
        SELECT number FROM stories_story
        WHERE village_id = ANY (codes) AND published_revision_id IS NOT NULL
    ));
END $$;

CREATE FUNCTION stories_forget_all() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM stories_forget_found(ARRAY(SELECT story_id FROM stories_searchentry));
    RETURN NULL;
END $$;

CREATE FUNCTION stories_forget_revision(revision bigint) RETURNS void LANGUAGE sql AS $$
    SELECT stories_forget_found(ARRAY(
        SELECT number FROM stories_story WHERE published_revision_id = revision
    ))
$$;

CREATE FUNCTION stories_found_anew() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    -- In front of each branch, since a row of one table has no column of another.
    was jsonb := CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE to_jsonb(OLD) END;
    now_is jsonb := CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE to_jsonb(NEW) END;
BEGIN
    CASE TG_TABLE_NAME
    WHEN 'stories_story' THEN
        IF now_is ->> 'published_revision_id' IS NOT NULL THEN
            INSERT INTO stories_searchentry
                (story_id, stale, fresh_until, version, published_at, district, aspects, vector,
                 whole, title, names, nuggets, shown, rare)
                VALUES (NEW.number, %(empty)s)
                ON CONFLICT (story_id) DO NOTHING;
        END IF;
        PERFORM stories_forget_found(ARRAY[(now_is ->> 'number')::bigint]);
    WHEN 'stories_story_aspects' THEN
        PERFORM stories_forget_found(
            ARRAY[(was ->> 'story_id')::bigint, (now_is ->> 'story_id')::bigint]
        );
    WHEN 'stories_revision' THEN
        PERFORM stories_forget_revision(NEW.id);
    WHEN 'stories_teller', 'stories_nugget' THEN
        PERFORM stories_forget_revision((was ->> 'revision_id')::bigint);
        PERFORM stories_forget_revision((now_is ->> 'revision_id')::bigint);
    WHEN 'stories_person' THEN
        PERFORM stories_forget_village(ARRAY[was ->> 'village_id', now_is ->> 'village_id']);
    WHEN 'stories_personconsent' THEN
        PERFORM stories_forget_village(ARRAY(
            SELECT village_id FROM stories_person
            WHERE id IN ((was ->> 'person_id')::bigint, (now_is ->> 'person_id')::bigint)
        ));
    WHEN 'villages_aspect' THEN
        PERFORM stories_forget_found(ARRAY(
            SELECT story_id FROM stories_story_aspects WHERE aspect_id = NEW.id
        ));
    WHEN 'villages_village' THEN
        PERFORM stories_forget_village(ARRAY[NEW.code]);
    WHEN 'villages_tambon' THEN
        PERFORM stories_forget_village(ARRAY(
            SELECT code FROM villages_village WHERE tambon_id = NEW.code
        ));
    WHEN 'villages_district' THEN
        PERFORM stories_forget_village(ARRAY(
            SELECT village.code FROM villages_village village
            JOIN villages_tambon tambon ON tambon.code = village.tambon_id
            WHERE tambon.district_id = NEW.code
        ));
    END CASE;
    RETURN NULL;
END $$;
""".replace("%(empty)s", EMPTY).replace("%(held)s", str(VILLAGE_HELD))

# (table, what happens to it, when that matters)
TOLD = [
    ("stories_story", "INSERT", "NEW.published_revision_id IS NOT NULL"),
    (
        "stories_story",
        "UPDATE",
        "(OLD.state, OLD.published_revision_id, OLD.published_at, OLD.hidden_at, OLD.village_id)"
        " IS DISTINCT FROM"
        " (NEW.state, NEW.published_revision_id, NEW.published_at, NEW.hidden_at, NEW.village_id)",
    ),
    ("stories_story_aspects", "INSERT OR UPDATE OR DELETE", ""),
    ("stories_revision", "UPDATE", ""),
    ("stories_teller", "INSERT OR UPDATE OR DELETE", ""),
    ("stories_nugget", "INSERT OR UPDATE OR DELETE", ""),
    ("stories_person", "INSERT OR DELETE", ""),
    (
        "stories_person",
        "UPDATE",
        "(OLD.village_id, OLD.name, OLD.called, OLD.alias, OLD.is_child, OLD.name_hidden_at,"
        " OLD.erased_at) IS DISTINCT FROM"
        " (NEW.village_id, NEW.name, NEW.called, NEW.alias, NEW.is_child, NEW.name_hidden_at,"
        " NEW.erased_at)",
    ),
    ("stories_personconsent", "INSERT OR UPDATE OR DELETE", ""),
    ("villages_aspect", "UPDATE", "OLD.name IS DISTINCT FROM NEW.name"),
    (
        "villages_village",
        "UPDATE",
        "(OLD.name, OLD.moo, OLD.tambon_id) IS DISTINCT FROM (NEW.name, NEW.moo, NEW.tambon_id)",
    ),
    (
        "villages_tambon",
        "UPDATE",
        "(OLD.name, OLD.district_id) IS DISTINCT FROM (NEW.name, NEW.district_id)",
    ),
    ("villages_district", "UPDATE", "OLD.name IS DISTINCT FROM NEW.name"),
]

# Whose rows, all gone at once, would leave names and words in the entries.
EMPTIED = [
    "stories_story_aspects",
    "stories_teller",
    "stories_nugget",
    "stories_person",
    "stories_personconsent",
]


def trigger_name(table: str, event: str) -> str:
    """One name for each table and event."""
    return f"{table}_found_{event.split()[0].lower()}"


for table, event, when in TOLD:
    RULES += (
        f"CREATE TRIGGER {trigger_name(table, event)} AFTER {event} ON {table} FOR EACH ROW"
        + (f" WHEN ({when})" if when else "")
        + " EXECUTE FUNCTION stories_found_anew();\n"
    )

for table in EMPTIED:
    RULES += (
        f"CREATE TRIGGER {trigger_name(table, 'TRUNCATE')} AFTER TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION stories_forget_all();\n"
    )

# Stories that are public already; `manage.py index_stories` fills them.
RULES += """
INSERT INTO stories_searchentry
    (story_id, stale, fresh_until, version, published_at, district, aspects, vector, whole, title,
     names, nuggets, shown, rare)
    SELECT number, %(empty)s FROM stories_story WHERE published_revision_id IS NOT NULL;
""".replace("%(empty)s", EMPTY)

UNDO = "\n".join(
    f"DROP TRIGGER {trigger_name(table, event)} ON {table};"
    for table, event in [
        *((table, event) for table, event, _ in TOLD),
        *((table, "TRUNCATE") for table in EMPTIED),
    ]
)
UNDO += """
DROP FUNCTION stories_found_anew();
DROP FUNCTION stories_forget_all();
DROP FUNCTION stories_forget_revision(bigint);
DROP FUNCTION stories_forget_village(text[]);
DROP FUNCTION stories_forget_found(bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [("stories", "0011_changes_are_told")]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "story",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="entry",
                        serialize=False,
                        to="stories.story",
                    ),
                ),
                ("stale", models.BooleanField(default=True, verbose_name="ต้องทำใหม่")),
                (
                    "fresh_until",
                    models.DateField(blank=True, null=True, verbose_name="ใช้ได้ถึงวันไหน"),
                ),
                ("version", models.PositiveSmallIntegerField(default=0, verbose_name="ทำตามวิธีรุ่นที่")),
                (
                    "published_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="เผยแพร่เมื่อ"),
                ),
                (
                    "district",
                    models.CharField(blank=True, default="", max_length=4, verbose_name="อำเภอ"),
                ),
                (
                    "aspects",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="ด้าน",
                    ),
                ),
                (
                    "vector",
                    django.contrib.postgres.search.SearchVectorField(
                        blank=True, null=True, verbose_name="คำที่ค้นเจอ"
                    ),
                ),
                (
                    "whole",
                    models.TextField(blank=True, default="", verbose_name="ทั้งเรื่องอย่างที่ใช้เทียบ"),
                ),
                (
                    "title",
                    models.TextField(blank=True, default="", verbose_name="ชื่อเรื่องอย่างที่ใช้เทียบ"),
                ),
                (
                    "names",
                    models.TextField(blank=True, default="", verbose_name="ผู้เล่าและที่อย่างที่ใช้เทียบ"),
                ),
                (
                    "nuggets",
                    models.TextField(blank=True, default="", verbose_name="เคล็ดอย่างที่ใช้เทียบ"),
                ),
                (
                    "shown",
                    models.JSONField(blank=True, default=dict, verbose_name="อย่างที่ทุกคนเห็น"),
                ),
                (
                    "rare",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="คำที่มีไม่กี่เรื่อง",
                    ),
                ),
            ],
            options={
                "verbose_name": "สิ่งที่ค้นเจอได้",
                "verbose_name_plural": "สิ่งที่ค้นเจอได้",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["vector"], name="search_vector"
                    ),
                    models.Index(
                        F("published_at").desc(),
                        F("story").desc(),
                        condition=Q(stale=False),
                        name="search_newest",
                    ),
                    models.Index(
                        F("district"),
                        F("published_at").desc(),
                        F("story").desc(),
                        condition=Q(stale=False),
                        name="search_district_newest",
                    ),
                    models.Index(condition=Q(stale=True), fields=["story"], name="search_to_do"),
                    models.Index(
                        condition=Q(fresh_until__isnull=False),
                        fields=["fresh_until"],
                        name="search_runs_out",
                    ),
                    models.Index(fields=["version"], name="search_version"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(db_collation="C", max_length=80, verbose_name="คำ")),
                (
                    "key",
                    models.CharField(db_collation="C", max_length=80, verbose_name="เสียงของคำ"),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="words",
                        to="stories.searchentry",
                    ),
                ),
            ],
            options={
                "verbose_name": "คำที่อาจหมายถึง",
                "verbose_name_plural": "คำที่อาจหมายถึง",
                "indexes": [
                    models.Index(fields=["word"], name="search_word"),
                    models.Index(fields=["key"], name="search_word_alike"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["key"], name="search_word_near", opclasses=["gin_trgm_ops"]
                    ),
                ],
            },
        ),
        migrations.RunSQL(sql=RULES, reverse_sql=UNDO),
        migrations.RunSQL(*TELLS),
    ]
