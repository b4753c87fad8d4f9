"""Rules about people that the database keeps by itself.

- A child's consent names its guardian.
- A consent is written once; only its withdrawal is added, and it is never deleted.
- A story with the face of a child is not published before that child's guardian has said yes.
- A text that differs only in what the village does not answer to may stand on the answer given.
- Words of a text, names and consents change in one case alone: while somebody is being erased,
  under an open record of it.
"""

from django.db import migrations

RULES = """
CREATE FUNCTION stories_erasing() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM stories_personerasure
        WHERE id = nullif(current_setting('kmnet.erasing', true), '')::bigint AND done_at IS NULL
    )
$$;

CREATE FUNCTION stories_today() RETURNS date LANGUAGE sql STABLE AS $$
    SELECT (now() AT TIME ZONE 'Asia/Bangkok')::date
$$;

CREATE FUNCTION stories_consent_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.guardian = ''
            AND (SELECT is_child FROM stories_person WHERE id = NEW.person_id) THEN
            RAISE EXCEPTION 'a guardian answers for a child' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF stories_erasing() THEN
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
CREATE TRIGGER stories_consent_stands
    BEFORE INSERT OR UPDATE OR DELETE ON stories_personconsent
    FOR EACH ROW EXECUTE FUNCTION stories_consent_stands();

CREATE FUNCTION stories_same_words(one bigint, other bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT (a.story_id, a.title, a.body, a.licence) = (b.story_id, b.title, b.body, b.licence)
        AND ARRAY(SELECT person_id FROM stories_teller WHERE revision_id = one ORDER BY position)
          = ARRAY(SELECT person_id FROM stories_teller WHERE revision_id = other ORDER BY position)
        AND ARRAY(SELECT (photo_id, caption)::text FROM stories_revisionphoto
                  WHERE revision_id = one ORDER BY position)
          = ARRAY(SELECT (photo_id, caption)::text FROM stories_revisionphoto
                  WHERE revision_id = other ORDER BY position)
        AND ARRAY(SELECT (knows, how, holder_id)::text FROM stories_nugget
                  WHERE revision_id = one ORDER BY position)
          = ARRAY(SELECT (knows, how, holder_id)::text FROM stories_nugget
                  WHERE revision_id = other ORDER BY position)
    FROM stories_revision a, stories_revision b WHERE a.id = one AND b.id = other
$$;

CREATE OR REPLACE FUNCTION stories_published_needs_a_yes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    answered bigint := coalesce(
        (SELECT same_words_as_id FROM stories_revision WHERE id = NEW.published_revision_id),
        NEW.published_revision_id
    );
BEGIN
    IF NEW.state <> 'published' THEN
        RETURN NEW;
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM stories_villageapproval a
        JOIN stories_revision r ON r.id = a.revision_id
        WHERE a.revision_id = answered
          AND r.story_id = NEW.number AND a.story_id = NEW.number AND a.answer = 'yes'
    ) OR NOT stories_same_words(answered, NEW.published_revision_id) THEN
        RAISE EXCEPTION 'story % is not published without its village''s yes', NEW.number
            USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'INSERT' OR OLD.state <> 'published'
        OR OLD.published_revision_id IS DISTINCT FROM NEW.published_revision_id
    THEN
        IF EXISTS (
            SELECT 1 FROM stories_revisionphoto shown
            JOIN stories_photo photo ON photo.id = shown.photo_id
            WHERE shown.revision_id = NEW.published_revision_id
              AND photo.removed_at IS NULL AND photo.hidden_at IS NULL
              AND photo.shows = 'faces' AND photo.children
              AND (
                NOT EXISTS (
                    SELECT 1 FROM stories_photoperson seen
                    JOIN stories_person child ON child.id = seen.person_id AND child.is_child
                    WHERE seen.photo_id = photo.id AND seen.what = 'face'
                )
                OR EXISTS (
                    SELECT 1 FROM stories_photoperson seen
                    JOIN stories_person child ON child.id = seen.person_id AND child.is_child
                    WHERE seen.photo_id = photo.id AND seen.what = 'face' AND NOT EXISTS (
                        SELECT 1 FROM stories_personconsent yes
                        WHERE yes.person_id = child.id AND yes.what = 'face' AND yes."where" = 'web'
                          AND yes.withdrawn_at IS NULL
                          AND (yes.until IS NULL OR yes.until >= stories_today())
                    )
                )
              )
        ) THEN
            RAISE EXCEPTION 'story % shows a child without its guardian''s yes', NEW.number
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION stories_revision_is_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF stories_erasing() THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a revision is written once; make another'
        USING ERRCODE = 'check_violation';
END $$;

CREATE OR REPLACE FUNCTION stories_asked_revision_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.revision_id ELSE NEW.revision_id END;
BEGIN
    IF NOT stories_erasing() AND (
        EXISTS (SELECT 1 FROM stories_villageapproval WHERE revision_id = touched) OR (
            TG_OP = 'UPDATE'
            AND EXISTS (SELECT 1 FROM stories_villageapproval WHERE revision_id = OLD.revision_id)
        )
    ) THEN
        RAISE EXCEPTION 'the village was asked about this revision; make another'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER stories_asked_revision_stands
    BEFORE INSERT OR UPDATE OR DELETE ON stories_nugget
    FOR EACH ROW EXECUTE FUNCTION stories_asked_revision_stands();

CREATE OR REPLACE FUNCTION stories_answer_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.answer <> '' AND NOT stories_erasing() THEN
        RAISE EXCEPTION 'the village has answered; ask again'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""

UNDO = """
CREATE OR REPLACE FUNCTION stories_answer_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.answer <> '' THEN
        RAISE EXCEPTION 'the village has answered; ask again'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
DROP TRIGGER stories_asked_revision_stands ON stories_nugget;
CREATE OR REPLACE FUNCTION stories_asked_revision_stands() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE OR REPLACE FUNCTION stories_revision_is_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a revision is written once; make another'
        USING ERRCODE = 'check_violation';
END $$;
CREATE OR REPLACE FUNCTION stories_published_needs_a_yes() RETURNS trigger LANGUAGE plpgsql AS $$
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
DROP TRIGGER stories_consent_stands ON stories_personconsent;
DROP FUNCTION stories_same_words(bigint, bigint);
DROP FUNCTION stories_consent_stands();
DROP FUNCTION stories_today();
DROP FUNCTION stories_erasing();
"""


class Migration(migrations.Migration):
    dependencies = [("stories", "0006_tellers_are_people")]

    operations = [migrations.RunSQL(sql=RULES, reverse_sql=UNDO)]
