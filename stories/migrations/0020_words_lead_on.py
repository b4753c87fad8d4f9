"""Stories that share rare words are found by the words kept for guessing, and `rare` is gone.

Which words are rare changes with every story that is told, so a list made with the story was soon
wrong, and going through all that held a word of it took the longer the more stories there were. A
word that is kept from fewer stories than it may be kept from is rare today.
"""

import re
from importlib import import_module

from django.db import migrations

WITH_RARE = import_module("stories.migrations.0012_what_can_be_found").RULES


def functions(rules: str) -> str:
    """Those of the rules that write entries, to take the place of what stands."""
    found = re.findall(
        r"CREATE (FUNCTION (?:stories_forget_found|stories_found_anew)\(.*?END \$\$;)", rules, re.S
    )
    return "\n".join(f"CREATE OR REPLACE {each}" for each in found)


WITHOUT = functions(WITH_RARE).replace(", rare = '{}'", "").replace("shown, rare)", "shown)")
WITHOUT = WITHOUT.replace("'', '', '', '', '{}', '{}')", "'', '', '', '', '{}')")


class Migration(migrations.Migration):
    dependencies = [("stories", "0019_people_met_are_forgotten_in_steps")]

    operations = [
        migrations.RemoveIndex(model_name="searchentry", name="search_rare"),
        # Back, the functions know the column again once it is there.
        migrations.RunSQL(migrations.RunSQL.noop, functions(WITH_RARE)),
        migrations.RemoveField(model_name="searchentry", name="rare"),
        migrations.RunSQL(WITHOUT, migrations.RunSQL.noop),
    ]
