"""Once a day: what nobody has taken by a last day is held by coordinators, nothing is left alone."""

from django.core.management.base import BaseCommand

from members import handover


class Command(BaseCommand):
    """Safe to run any number of times a day."""

    help = "ดูแลไม้ที่ส่งต่อ: ถึงวันสุดท้ายแล้วยังไม่มีคนรับ ผู้ประสานงานถือไว้ก่อน"

    def handle(self, *args, **options):
        open_ones, alone = handover.tend()
        self.stdout.write(f"ส่งไม้ต่อที่ยังเปิดอยู่ {open_ones}")
        for name in alone:
            self.stderr.write(f"ของ{name}ยังไม่มีผู้ประสานงานที่จะรับฝากไว้")
