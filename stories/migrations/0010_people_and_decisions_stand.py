"""What more of people the database keeps by itself.

- Somebody with a live consent is not given another name, village or age: it was another who agreed.
- A child's consent names a guardian in letters, and is not pressed at a link.
- What a take-down was decided stands.
- Under an open record of erasing only what belongs to that person's village changes, and elsewhere
  the words under a photo of theirs that is gone.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("stories.migrations.0007_what_people_agreed_to_stands").RULES

RULES = """
CREATE FUNCTION stories_erasing_in(place text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM stories_personerasure record
        JOIN stories_person person ON person.id = record.person_id
        WHERE record.id = nullif(current_setting('kmnet.erasing', true), '')::bigint
          AND record.done_at IS NULL AND person.village_id = place
    )
$$;

CREATE FUNCTION stories_village_of(revision bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT story.village_id FROM stories_story story
    JOIN stories_revision text ON text.story_id = story.number WHERE text.id = revision
$$;

CREATE FUNCTION stories_person_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Whoever is erased has no name any more, which is nobody else's.
    IF ((NEW.village_id, NEW.is_child) IS DISTINCT FROM (OLD.village_id, OLD.is_child)
        OR NEW.erased_at IS NULL AND (NEW.name, NEW.called) IS DISTINCT FROM (OLD.name, OLD.called)
    ) AND EXISTS (
        SELECT 1 FROM stories_personconsent yes
        WHERE yes.person_id = OLD.id AND yes.withdrawn_at IS NULL
          AND (yes.until IS NULL OR yes.until >= stories_today())
    ) THEN
        RAISE EXCEPTION 'a person who has agreed to something stays who they are'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stories_person_stands
    BEFORE UPDATE ON stories_person
    FOR EACH ROW EXECUTE FUNCTION stories_person_stands();

CREATE FUNCTION stories_decision_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- The name of somebody who is being erased goes out of the reason; nothing else changes.
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'words' = to_jsonb(OLD) - 'words'
        AND stories_erasing_in((
            SELECT story.village_id FROM stories_story story
            JOIN stories_takedown asked ON asked.story_id = story.number
            WHERE asked.id = OLD.takedown_id
        ))
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a decision stands as it was given'
        USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER stories_decision_stands
    BEFORE UPDATE OR DELETE ON stories_takedowndecision
    FOR EACH ROW EXECUTE FUNCTION stories_decision_stands();

CREATE OR REPLACE FUNCTION stories_consent_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF (SELECT is_child FROM stories_person WHERE id = NEW.person_id)
            AND (NEW.how = 'link'
                 OR btrim(NEW.guardian, E' \\t\\n\\r\\u00a0\\u200b\\u200c\\u200d\\u2060\\u3000\\ufeff.-') = '')
        THEN
            RAISE EXCEPTION 'a guardian answers for a child' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF stories_erasing_in((SELECT village_id FROM stories_person WHERE id = OLD.person_id)) THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' OR OLD.withdrawn_at IS NOT NULL OR
        (NEW.person_id, NEW.what, NEW."where", NEW.until, NEW.how, NEW.asked_words, NEW.witness,
         NEW.guardian, NEW.asked_by_id, NEW.given_at)
        IS DISTINCT FROM
        (OLD.person_id, OLD.what, OLD."where", OLD.until, OLD.how, OLD.asked_words, OLD.witness,
         OLD.guardian, OLD.asked_by_id, OLD.given_at)
    THEN
        RAISE EXCEPTION 'a consent is written once; withdraw it and ask again'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION stories_revision_is_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.story_id = OLD.story_id
        AND stories_erasing_in((SELECT village_id FROM stories_story WHERE number = OLD.story_id))
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a revision is written once; make another'
        USING ERRCODE = 'check_violation';
END $$;

CREATE OR REPLACE FUNCTION stories_asked_revision_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.revision_id ELSE NEW.revision_id END;
BEGIN
    IF EXISTS (SELECT 1 FROM stories_villageapproval WHERE revision_id = touched) OR (
        TG_OP = 'UPDATE'
        AND EXISTS (SELECT 1 FROM stories_villageapproval WHERE revision_id = OLD.revision_id)
    ) THEN
        IF stories_erasing_in(stories_village_of(touched))
            AND (TG_OP <> 'UPDATE' OR OLD.revision_id = NEW.revision_id)
        THEN
            RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
        END IF;
        -- The same photo was sent to another village's story too: it is gone, its words go as well.
        IF TG_TABLE_NAME = 'stories_revisionphoto' AND TG_OP = 'UPDATE' AND stories_erasing()
            AND to_jsonb(NEW) = to_jsonb(OLD) || '{"caption": "", "alt": ""}'
            AND EXISTS (
                SELECT 1 FROM stories_photo
                WHERE id = (to_jsonb(OLD) ->> 'photo_id')::bigint AND removed_at IS NOT NULL
            )
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'the village was asked about this revision; make another'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE OR REPLACE FUNCTION stories_answer_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.answer <> ''
        AND NOT stories_erasing_in(
            (SELECT village_id FROM stories_story WHERE number = OLD.story_id)
        )
    THEN
        RAISE EXCEPTION 'the village has answered; ask again'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""


def as_before(name: str) -> str:
    """The statement with which migration 0007 made a function, to make it so again."""
    start = BEFORE.index(f"FUNCTION {name}()")
    return "CREATE OR REPLACE " + BEFORE[start : BEFORE.index("END $$;", start)] + "END $$;"


UNDO = """
DROP TRIGGER stories_decision_stands ON stories_takedowndecision;
DROP FUNCTION stories_decision_stands();
DROP TRIGGER stories_person_stands ON stories_person;
DROP FUNCTION stories_person_stands();
""" + "\n".join(
    as_before(name)
    for name in (
        "stories_consent_stands",
        "stories_revision_is_written_once",
        "stories_asked_revision_stands",
        "stories_answer_stands",
    )
)
UNDO += """
DROP FUNCTION stories_village_of(bigint);
DROP FUNCTION stories_erasing_in(text);
"""


class Migration(migrations.Migration):
    dependencies = [("stories", "0009_names_can_be_hidden")]

    operations = [migrations.RunSQL(sql=RULES, reverse_sql=UNDO)]
