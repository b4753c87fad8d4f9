"""Rules the database keeps by itself, whatever the program above it does.

- A story is published only with a revision that its village said yes to.
- A revision is written once; after the village has been asked, neither its tellers nor its
  photos change.
- An answer stands as it was given.
"""

from django.db import migrations

RULES = """
CREATE FUNCTION stories_published_needs_a_yes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'published' AND NOT EXISTS (
        SELECT 1 FROM stories_villageapproval a
        JOIN stories_revision r ON r.id = a.revision_id
        WHERE a.revision_id = NEW.published_revision_id
          AND r.story_id = NEW.number AND a.story_id = NEW.number AND a.answer = 'yes'
    ) THEN
        RAISE EXCEPTION 'story % is not published without its village''s yes', NEW.number
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stories_published_needs_a_yes
    BEFORE INSERT OR UPDATE ON stories_story
    FOR EACH ROW EXECUTE FUNCTION stories_published_needs_a_yes();

CREATE FUNCTION stories_revision_is_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a revision is written once; make another'
        USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER stories_revision_is_written_once
    BEFORE UPDATE ON stories_revision
    FOR EACH ROW EXECUTE FUNCTION stories_revision_is_written_once();

CREATE FUNCTION stories_asked_revision_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.revision_id ELSE NEW.revision_id END;
BEGIN
    IF EXISTS (SELECT 1 FROM stories_villageapproval WHERE revision_id = touched) OR (
        TG_OP = 'UPDATE'
        AND EXISTS (SELECT 1 FROM stories_villageapproval WHERE revision_id = OLD.revision_id)
    ) THEN
        RAISE EXCEPTION 'the village was asked about this revision; make another'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER stories_asked_revision_stands
    BEFORE INSERT OR UPDATE OR DELETE ON stories_teller
    FOR EACH ROW EXECUTE FUNCTION stories_asked_revision_stands();
CREATE TRIGGER stories_asked_revision_stands
    BEFORE INSERT OR UPDATE OR DELETE ON stories_revisionphoto
    FOR EACH ROW EXECUTE FUNCTION stories_asked_revision_stands();
CREATE TRIGGER stories_asked_revision_stands
    BEFORE INSERT OR UPDATE OR DELETE ON stories_revision_aspects
    FOR EACH ROW EXECUTE FUNCTION stories_asked_revision_stands();

CREATE FUNCTION stories_answer_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.answer <> '' THEN
        RAISE EXCEPTION 'the village has answered; ask again'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER stories_answer_stands
    BEFORE UPDATE OR DELETE ON stories_villageapproval
    FOR EACH ROW EXECUTE FUNCTION stories_answer_stands();
"""

UNDO = """
DROP TRIGGER stories_answer_stands ON stories_villageapproval;
DROP TRIGGER stories_asked_revision_stands ON stories_revision_aspects;
DROP TRIGGER stories_asked_revision_stands ON stories_revisionphoto;
DROP TRIGGER stories_asked_revision_stands ON stories_teller;
DROP TRIGGER stories_revision_is_written_once ON stories_revision;
DROP TRIGGER stories_published_needs_a_yes ON stories_story;
DROP FUNCTION stories_answer_stands();
DROP FUNCTION stories_asked_revision_stands();
DROP FUNCTION stories_revision_is_written_once();
DROP FUNCTION stories_published_needs_a_yes();
"""


class Migration(migrations.Migration):
    dependencies = [("stories", "0001_visits_and_stories")]

    operations = [migrations.RunSQL(sql=RULES, reverse_sql=UNDO)]
