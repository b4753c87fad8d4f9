"""Build the demo network. Refuses where DEBUG is off: its sign-ins share one printed password."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from members.models import User
from stories.demo.network import DemoNetwork
from stories.models import Story, Visit
from stories.search import keeping
from villages.models import Village


class Command(BaseCommand):
    """A year in the network, once: a database with people in it is left alone."""

    help = "สร้างเครือข่ายตัวอย่าง (เฉพาะเมื่อ KMNET_DEBUG เปิดอยู่)"

    def add_arguments(self, parser):
        parser.add_argument(
            "--if-empty", action="store_true", help="ถ้ามีคนอยู่แล้ว ให้ผ่านไปเงียบๆ ไม่ถือว่าผิด"
        )

    def handle(self, *args, **options):
        if not settings.DEBUG:
            raise CommandError("เครือข่ายตัวอย่างมีได้เฉพาะเมื่อ KMNET_DEBUG เปิดอยู่")
        if User.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError("ฐานข้อมูลนี้มีคนอยู่แล้ว เครือข่ายตัวอย่างสร้างได้เฉพาะตอนว่าง")
        if not Village.objects.exists():
            raise CommandError("ยังไม่มีหมู่บ้าน สั่ง load_places ก่อน")
        DemoNetwork(timezone.now()).build()
        keeping.refresh_all()
        self.stdout.write(
            f"มีภาคี {User.objects.count()} คน การลงพื้นที่ {Visit.objects.count()} ครั้ง "
            f"เรื่องเล่า {Story.objects.count()} เรื่อง"
        )
