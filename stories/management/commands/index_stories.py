"""Makes everything that can be found ready to be found; safe to run at any time, and twice."""

from django.core.management.base import BaseCommand

from stories.search import keeping


class Command(BaseCommand):
    help = "เตรียมเรื่องให้ค้นเจอ เรื่องที่พร้อมแล้วไม่ทำซ้ำ สั่ง --all ให้ทำใหม่ทุกเรื่อง"

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="ทำใหม่ทุกเรื่อง รวมเรื่องที่พร้อมแล้ว")

    def handle(self, *args, **options):
        if options["all"]:
            keeping.begin_anew()
        loud = options["verbosity"] > 0
        done = keeping.refresh_all(self.say if loud else lambda done: None)
        if loud and not done:
            self.stdout.write("ทุกเรื่องพร้อมให้ค้นเจออยู่แล้ว")

    def say(self, done: int) -> None:
        """Say how far it is."""
        self.stdout.write(f"เตรียมให้ค้นเจอแล้ว {done} เรื่อง")
