"""Whoever was met on a visit is forgotten in what became of its promises and changes as well.

- The words of a step let a name go while the file of that person is being erased, and, where the
  visit has no village yet, while a person of any village is.
- Public pages leave the names of people met out of what was promised, so their table tells too.
"""

from importlib import import_module

from django.db import migrations

tells = import_module("stories.migrations.0011_changes_are_told").tells

STEPS = """
CREATE OR REPLACE FUNCTION stories_step_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    place text;
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME <> 'stories_reportperiodstep'
        AND to_jsonb(NEW) - 'words' = to_jsonb(OLD) - 'words'
    THEN
        IF TG_TABLE_NAME = 'stories_promisestep' THEN
            SELECT visit.village_id INTO place FROM stories_promise said
            JOIN stories_visit visit ON visit.number = said.visit_id WHERE said.id = OLD.pledge_id;
        ELSE
            SELECT visit.village_id INTO place FROM stories_practicechange said
            JOIN stories_visit visit ON visit.number = said.visit_id WHERE said.id = OLD.pledge_id;
        END IF;
        IF stories_erasing_in(place) OR (place IS NULL AND stories_erasing())
            -- The record comes first and the file says it is erased last, in one transaction.
            OR EXISTS (
                SELECT 1 FROM members_erasure record
                JOIN members_nomination file ON file.id = record.nomination_id
                WHERE file.state <> 'erased'
            )
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'a step stands as it was written' USING ERRCODE = 'check_violation';
END $$;
"""

STEPS_BEFORE = """
CREATE OR REPLACE FUNCTION stories_step_stands() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""


class Migration(migrations.Migration):
    dependencies = [("stories", "0018_what_goes_on_is_told")]

    operations = [
        migrations.RunSQL(STEPS, STEPS_BEFORE),
        migrations.RunSQL(*tells("stories_encounter")),
    ]
