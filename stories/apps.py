from django.apps import AppConfig
from django.core import checks
from django.core.signals import request_finished
from django.db.models.signals import post_save

from kmnet import ready


class StoriesConfig(AppConfig):
    """What they do: visits, stories, the village's answer, reading."""

    name = "stories"
    verbose_name = "การลงพื้นที่และเรื่องเล่า"

    def ready(self):
        from stories import carrying, reads
        from stories.models import Person, PersonConsent, Story
        from stories.search import guessing, keeping

        ready.every_tick(reads.flush, last=True)
        request_finished.connect(reads.flush_when_due)
        checks.register(guessing.check_letters, checks.Tags.database)
        ready.every_tick(keeping.keep_up)
        for model in (Story, Person, PersonConsent):
            post_save.connect(keeping.soon, sender=model)
        # How often a story was opened may be a minute old where the page is kept ready. Told of
        # each reading, no worker could keep anything.
        ready.may_lag("stories_reads")
        # Words choose which public stories one is led on to, and stand on no page themselves.
        ready.may_lag("stories_searchword")
        carrying.register()
