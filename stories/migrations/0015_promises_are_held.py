"""What stood before: whoever promised holds it, what was kept is kept, visitors walk along."""

from django.db import migrations

FORWARD = """
UPDATE stories_promise SET holder_id = by_id WHERE holder_id IS NULL;
UPDATE stories_practicechange SET holder_id = by_id WHERE holder_id IS NULL;
UPDATE stories_promise SET state = 'kept', settled_on = kept_on
    WHERE kept_on IS NOT NULL AND state = 'open';
INSERT INTO stories_promisestep (pledge_id, what, words, by_id, at)
    SELECT id, 'kept', 'ทำแล้ว', by_id, settled_on FROM stories_promise promise
    WHERE state = 'kept'
      AND NOT EXISTS (SELECT 1 FROM stories_promisestep WHERE pledge_id = promise.id);
UPDATE stories_practicechange change SET agency_id = (
    SELECT posting.agency_id FROM members_posting posting, stories_visit visit
    WHERE visit.number = change.visit_id AND posting.user_id = change.by_id
      AND posting.begins <= visit.day AND (posting.ends IS NULL OR posting.ends >= visit.day)
    ORDER BY posting.begins DESC LIMIT 1
) WHERE agency_id IS NULL;
INSERT INTO members_walking (user_id, village_id, begins)
    SELECT who.user_id, who.village_id, min(who.day) FROM (
        SELECT author_id AS user_id, village_id, day FROM stories_visit WHERE state = 'kept'
        UNION ALL
        SELECT along.user_id, visit.village_id, visit.day FROM stories_companionship along
        JOIN stories_visit visit ON visit.number = along.visit_id WHERE visit.state = 'kept'
    ) who
    JOIN members_user partner ON partner.id = who.user_id AND partner.is_active
    WHERE who.village_id IS NOT NULL
      AND NOT EXISTS (
        SELECT 1 FROM members_walking walking
        WHERE (walking.user_id, walking.village_id) = (who.user_id, who.village_id)
      )
    GROUP BY who.user_id, who.village_id;
"""

BACKWARD = """
UPDATE stories_promise SET kept_on = settled_on WHERE state = 'kept';
"""


class Migration(migrations.Migration):
    dependencies = [("stories", "0014_promises_and_what_comes_after")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
