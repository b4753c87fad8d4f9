"""Once a day: tell districts who will come and who will leave in the month to come."""

from django.core.management.base import BaseCommand

from members import moves


class Command(BaseCommand):
    """Safe to run any number of times a day: each move is told once."""

    help = "บอกอำเภอว่าเดือนหน้าใครจะมา ใครจะย้าย"

    def handle(self, *args, **options):
        self.stdout.write(f"บอกแล้ว {moves.tell()} เรื่อง")
