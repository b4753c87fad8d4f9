"""Every teller becomes a person of the village, once for each name as it reads.

ป้า · มาลี ใจเย็น in two boxes and ป้ามาลี ใจเย็น in one are one person, with the title apart.

Nobody is said to have agreed to anything: names are called what the village chose until each has
been asked.
"""

from django.db import migrations

FORWARD = """
ALTER TABLE stories_teller DISABLE TRIGGER stories_asked_revision_stands;
INSERT INTO stories_person
    (uuid, village_id, name, called, alias, is_child, contact, nonce, made_at)
SELECT gen_random_uuid(), who.village_id, who.name, who.called, '', false, '',
       substr(replace(gen_random_uuid()::text, '-', ''), 1, 16), now()
FROM (
    SELECT DISTINCT ON (s.village_id, replace(t.called || t.name, ' ', ''))
        s.village_id, t.name, t.called
    FROM (
        SELECT revision_id, person_id, called, btrim(regexp_replace(name, ' +', ' ', 'g')) AS name
        FROM stories_teller
    ) t
    JOIN stories_revision r ON r.id = t.revision_id
    JOIN stories_story s ON s.number = r.story_id
    WHERE t.person_id IS NULL
    ORDER BY s.village_id, replace(t.called || t.name, ' ', ''),
        (t.name = ''), (t.called = ''), length(t.name) DESC, t.called, t.name
) who
ON CONFLICT DO NOTHING;
UPDATE stories_teller t SET person_id = p.id
FROM stories_revision r
JOIN stories_story s ON s.number = r.story_id
JOIN stories_person p ON p.village_id = s.village_id
WHERE r.id = t.revision_id AND t.person_id IS NULL
    AND replace(p.called || p.name, ' ', '') = replace(t.called || t.name, ' ', '');
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE stories_teller ENABLE TRIGGER stories_asked_revision_stands;
"""

# The names come back from the people; people themselves are dropped with their table.
BACK = """
ALTER TABLE stories_teller DISABLE TRIGGER stories_asked_revision_stands;
UPDATE stories_teller t SET name = p.name, called = p.called
FROM stories_person p WHERE p.id = t.person_id;
UPDATE stories_teller SET person_id = NULL;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE stories_teller ENABLE TRIGGER stories_asked_revision_stands;
"""


class Migration(migrations.Migration):
    dependencies = [("stories", "0004_people_consent_and_taking_back")]

    operations = [migrations.RunSQL(sql=FORWARD, reverse_sql=BACK)]
