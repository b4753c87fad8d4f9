"""Once a day: ask whoever was not asked this year whether they still walk with us."""

from django.core.management.base import BaseCommand

from members import still


class Command(BaseCommand):
    """Safe to run any number of times a day: everybody is asked once a year."""

    help = "ถามปีละครั้งว่ายังเดินด้วยกันไหม"

    def handle(self, *args, **options):
        self.stdout.write(f"ถามแล้ว {still.ask()} คน")
