"""Once a day: people to look at again, unanswered invitations, voices to remind of."""

from django.core.management.base import BaseCommand

from members import tending


class Command(BaseCommand):
    """Safe to run any number of times a day."""

    help = "ดูแลแฟ้มคนที่ได้พบ: ถึงเดือนกลับมาดูใหม่ คำชวนที่เงียบไป เสียงที่ยังไม่ได้ฟัง"

    def handle(self, *args, **options):
        again = tending.look_again()
        lapsed = tending.lay_silent_invitations()
        reminded, another = tending.remind_voices()
        self.stdout.write(
            f"กลับมาดูกันใหม่ {again} คน คำชวนที่ยังไม่ได้ตอบ {lapsed} ฉบับ "
            f"เตือนเรื่องเสียง {reminded} ชวนเปลี่ยนคน {another}"
        )
