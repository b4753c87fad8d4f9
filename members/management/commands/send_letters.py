"""Send the letters that a mail server refused or missed. For a timer, every few minutes."""

from django.core.management.base import BaseCommand

from members.letters import MOST_TRIES, deliver
from members.models import Letter


class Command(BaseCommand):
    """Tries every waiting letter once; a letter that failed ten times waits for a person."""

    help = "ส่งจดหมายที่ยังค้างอยู่"

    def handle(self, *args, **options):
        waiting = Letter.objects.unsent().filter(tries__lt=MOST_TRIES).order_by("written_at")
        sent = sum(deliver(pk) for pk in waiting.values_list("pk", flat=True))
        stuck = Letter.objects.unsent().filter(tries__gte=MOST_TRIES).count()
        self.stdout.write(f"ส่งแล้ว {sent} ฉบับ ยังค้าง {Letter.objects.unsent().count()} ฉบับ")
        if stuck:
            self.stderr.write(f"มี {stuck} ฉบับที่ลองครบ {MOST_TRIES} ครั้งแล้วยังส่งไม่ได้ ดูที่หน้าจดหมาย")
