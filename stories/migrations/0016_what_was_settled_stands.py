"""What was settled stands: steps are written once, a mapping lies in the published text.

- A step of a promise, of a change or of a report's period is never changed or taken away; only the
  name of somebody who is being erased goes out of its words.
- A mapping marks an excerpt of the text that everybody may read now, after the visit was talked
  over (ทำก่อนจึงมองให้เข้าตัวชี้วัด), in a period that is not closed. It is set aside, never changed.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

RULES = """
CREATE FUNCTION stories_step_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    place text;
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'words' = to_jsonb(OLD) - 'words' THEN
        IF TG_TABLE_NAME = 'stories_promisestep' THEN
            SELECT visit.village_id INTO place FROM stories_promise said
            JOIN stories_visit visit ON visit.number = said.visit_id WHERE said.id = OLD.pledge_id;
        ELSIF TG_TABLE_NAME = 'stories_practicechangestep' THEN
            SELECT visit.village_id INTO place FROM stories_practicechange said
            JOIN stories_visit visit ON visit.number = said.visit_id WHERE said.id = OLD.pledge_id;
        END IF;
        IF place IS NOT NULL AND stories_erasing_in(place) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'a step stands as it was written' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER stories_step_stands BEFORE UPDATE OR DELETE ON stories_promisestep
    FOR EACH ROW EXECUTE FUNCTION stories_step_stands();
CREATE TRIGGER stories_step_stands BEFORE UPDATE OR DELETE ON stories_practicechangestep
    FOR EACH ROW EXECUTE FUNCTION stories_step_stands();
CREATE TRIGGER stories_step_stands BEFORE UPDATE OR DELETE ON stories_reportperiodstep
    FOR EACH ROW EXECUTE FUNCTION stories_step_stands();

CREATE FUNCTION stories_report_is_closed(which bigint, story bigint)
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

CREATE FUNCTION stories_mapping_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a mapping is set aside, never deleted' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(NEW) - ARRAY['excerpt', 'how', 'set_aside_why']
             = to_jsonb(OLD) - ARRAY['excerpt', 'how', 'set_aside_why']
            AND stories_erasing_in(stories_village_of(OLD.revision_id))
        THEN
            RETURN NEW;
        END IF;
        IF OLD.set_aside_at IS NOT NULL OR NEW.set_aside_at IS NULL OR
            to_jsonb(NEW) - ARRAY['set_aside_at', 'set_aside_by_id', 'set_aside_why']
            <> to_jsonb(OLD) - ARRAY['set_aside_at', 'set_aside_by_id', 'set_aside_why']
        THEN
            RAISE EXCEPTION 'a mapping is set aside and another is made'
                USING ERRCODE = 'check_violation';
        END IF;
    ELSIF NOT EXISTS (
        SELECT 1 FROM stories_story told
        JOIN stories_revision text ON text.id = told.published_revision_id
        WHERE told.number = NEW.story_id AND told.state = 'published' AND told.hidden_at IS NULL
          AND text.id = NEW.revision_id AND position(NEW.excerpt IN text.body) > 0
    ) THEN
        RAISE EXCEPTION 'a mapping marks words of the published text'
            USING ERRCODE = 'check_violation';
    ELSIF NOT EXISTS (
        SELECT 1 FROM stories_story told JOIN stories_visit visit ON visit.number = told.visit_id
        WHERE told.number = NEW.story_id AND (
            visit.expected <> '' OR visit.beyond <> '' OR visit.short <> ''
            OR visit.taken_home <> ''
            OR EXISTS (SELECT 1 FROM stories_companionreview WHERE visit_id = visit.number)
        )
    ) THEN
        RAISE EXCEPTION 'mapping waits for the review of the visit'
            USING ERRCODE = 'check_violation';
    END IF;
    IF stories_report_is_closed(NEW.indicator_id, NEW.story_id) THEN
        RAISE EXCEPTION 'the report of that period is closed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stories_mapping_stands BEFORE INSERT OR UPDATE OR DELETE ON stories_mapping
    FOR EACH ROW EXECUTE FUNCTION stories_mapping_stands();
"""

NO_RULES = """
DROP TRIGGER stories_mapping_stands ON stories_mapping;
DROP FUNCTION stories_mapping_stands();
DROP FUNCTION stories_report_is_closed(bigint, bigint);
DROP TRIGGER stories_step_stands ON stories_reportperiodstep;
DROP TRIGGER stories_step_stands ON stories_practicechangestep;
DROP TRIGGER stories_step_stands ON stories_promisestep;
DROP FUNCTION stories_step_stands();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("stories", "0015_promises_are_held"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveField(
            model_name="promise",
            name="kept_on",
        ),
        migrations.AlterField(
            model_name="practicechange",
            name="holder",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)s_held",
                to=settings.AUTH_USER_MODEL,
                verbose_name="ตอนนี้อยู่กับใคร",
            ),
        ),
        migrations.AlterField(
            model_name="promise",
            name="holder",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)s_held",
                to=settings.AUTH_USER_MODEL,
                verbose_name="ตอนนี้อยู่กับใคร",
            ),
        ),
        migrations.RunSQL(RULES, NO_RULES),
    ]
