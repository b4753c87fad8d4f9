"""Erase files of people not invited, a year after their last word. A dry run lists them first."""

from django.core.management.base import BaseCommand

from members import files


class Command(BaseCommand):
    """Prints numbers and districts, no names: what is erased should not live on in a log."""

    help = "ลบแฟ้มของคนที่ไม่ได้ชวน หลังเงียบครบหนึ่งปี"

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="บอกว่าจะลบแฟ้มไหน โดยยังไม่ลบ")

    def handle(self, *args, **options):
        due = list(files.due_for_erasure().select_related("district"))
        for nomination in due:
            line = f"แฟ้มเลขที่ {nomination.pk} อำเภอ{nomination.district.name}"
            if options["dry_run"]:
                self.stdout.write(f"จะลบ {line}")
                continue
            record = files.erase(nomination=nomination)
            self.stdout.write(f"ลบแล้ว {line} {record.counts}")
        web_words = files.web_words_due().count()
        if not options["dry_run"]:
            files.erase_web_words()
        self.stdout.write(f"รวม {len(due)} แฟ้ม กับคำเล่าจากหน้าเว็บ {web_words} เรื่อง")
