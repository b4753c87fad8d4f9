"""A closed report stands until somebody opens it again and says why.

- An agency goes on with the work of those merged into it: closing its period closes theirs.
- The day of a visit, by which its lines belong to a period, stays while that is closed.
- A period is closed by a step that says so, and opened again by another with its reason.
- An indicator that a story answers stays as it was written; what a village read in its story too.
"""

from django.db import migrations

CLOSED_FOR_WHOEVER_GOES_ON = """
CREATE FUNCTION stories_report_is_closed_on(which bigint, at date)
RETURNS boolean LANGUAGE sql STABLE AS $$
    WITH RECURSIVE goes_on(id) AS (
        SELECT agency_id FROM stories_indicator WHERE id = which
        UNION
        SELECT agency.merged_into_id FROM members_agency agency
        JOIN goes_on ON agency.id = goes_on.id WHERE agency.merged_into_id IS NOT NULL
    )
    SELECT EXISTS (
        SELECT 1 FROM stories_reportperiod period
        JOIN goes_on ON goes_on.id = period.agency_id
        WHERE period.closed_at IS NOT NULL AND at BETWEEN period.begins AND period.ends
    )
$$;
CREATE OR REPLACE FUNCTION stories_report_is_closed(which bigint, story bigint)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT stories_report_is_closed_on(which, visit.day)
    FROM stories_story told JOIN stories_visit visit ON visit.number = told.visit_id
    WHERE told.number = story
$$;
"""

CLOSED_FOR_ITS_AGENCY_ALONE = """
CREATE OR REPLACE FUNCTION stories_report_is_closed(which bigint, story bigint)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM stories_reportperiod period
        JOIN stories_indicator indicator ON indicator.agency_id = period.agency_id
        JOIN stories_story told ON told.number = story
        JOIN stories_visit visit ON visit.number = told.visit_id
        WHERE indicator.id = which AND period.closed_at IS NOT NULL
          AND visit.day BETWEEN period.begins AND period.ends
    )
$$;
DROP FUNCTION stories_report_is_closed_on(bigint, date);
"""

RULES = """
CREATE FUNCTION stories_period_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - ARRAY['closed_at', 'closed_by_id']
        <> to_jsonb(OLD) - ARRAY['closed_at', 'closed_by_id']
        OR (OLD.closed_at IS NOT NULL AND NEW.closed_at IS NOT NULL
            AND (OLD.closed_at, OLD.closed_by_id) <> (NEW.closed_at, NEW.closed_by_id))
    THEN
        RAISE EXCEPTION 'a period stands as it is' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stories_period_stands BEFORE UPDATE ON stories_reportperiod
    FOR EACH ROW EXECUTE FUNCTION stories_period_stands();

CREATE FUNCTION stories_period_has_its_step() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    which bigint;
    is_closed boolean;
    last_step text;
BEGIN
    IF TG_TABLE_NAME = 'stories_reportperiod' THEN
        which := NEW.id;
    ELSE
        which := NEW.period_id;
    END IF;
    SELECT closed_at IS NOT NULL INTO is_closed FROM stories_reportperiod WHERE id = which;
    SELECT what INTO last_step FROM stories_reportperiodstep
        WHERE period_id = which ORDER BY id DESC LIMIT 1;
    IF is_closed <> (coalesce(last_step, 'reopened') = 'closed') THEN
        RAISE EXCEPTION 'a period is closed and opened again by a step'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER stories_period_has_its_step
    AFTER INSERT OR UPDATE ON stories_reportperiod DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION stories_period_has_its_step();
CREATE CONSTRAINT TRIGGER stories_period_has_its_step
    AFTER INSERT ON stories_reportperiodstep DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION stories_period_has_its_step();

CREATE FUNCTION stories_reported_day_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM stories_mapping pair JOIN stories_story told ON told.number = pair.story_id
        WHERE told.visit_id = OLD.number AND pair.set_aside_at IS NULL
          AND (stories_report_is_closed_on(pair.indicator_id, OLD.day)
               OR stories_report_is_closed_on(pair.indicator_id, NEW.day))
    ) THEN
        RAISE EXCEPTION 'the day of a visit in a closed report stays'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stories_reported_day_stands BEFORE UPDATE ON stories_visit
    FOR EACH ROW WHEN (OLD.day IS DISTINCT FROM NEW.day)
    EXECUTE FUNCTION stories_reported_day_stands();

CREATE FUNCTION stories_indicator_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) <> to_jsonb(OLD)
        AND EXISTS (SELECT 1 FROM stories_mapping WHERE indicator_id = OLD.id)
    THEN
        RAISE EXCEPTION 'an indicator that a story answers stays as it was written'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stories_indicator_stands BEFORE UPDATE ON stories_indicator
    FOR EACH ROW EXECUTE FUNCTION stories_indicator_stands();

CREATE FUNCTION stories_reading_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    spoken text[] := ARRAY['who_made_it', 'words', 'said_by', 'witness'];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(NEW) - 'taken_off_at' = to_jsonb(OLD) - 'taken_off_at' THEN
            RETURN NEW;
        END IF;
        IF to_jsonb(NEW) - spoken = to_jsonb(OLD) - spoken
            AND stories_erasing_in((SELECT village_id FROM stories_story WHERE number = OLD.story_id))
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'what a village read in its story stands' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER stories_reading_stands BEFORE UPDATE OR DELETE ON stories_villagereading
    FOR EACH ROW EXECUTE FUNCTION stories_reading_stands();
"""

NO_RULES = """
DROP TRIGGER stories_reading_stands ON stories_villagereading;
DROP FUNCTION stories_reading_stands();
DROP TRIGGER stories_reported_day_stands ON stories_visit;
DROP FUNCTION stories_reported_day_stands();
DROP TRIGGER stories_indicator_stands ON stories_indicator;
DROP FUNCTION stories_indicator_stands();
DROP TRIGGER stories_period_has_its_step ON stories_reportperiodstep;
DROP TRIGGER stories_period_has_its_step ON stories_reportperiod;
DROP FUNCTION stories_period_has_its_step();
DROP TRIGGER stories_period_stands ON stories_reportperiod;
DROP FUNCTION stories_period_stands();
"""


class Migration(migrations.Migration):
    dependencies = [("stories", "0016_what_was_settled_stands")]

    operations = [
        migrations.RunSQL(CLOSED_FOR_WHOEVER_GOES_ON, CLOSED_FOR_ITS_AGENCY_ALONE),
        migrations.RunSQL(RULES, NO_RULES),
    ]
