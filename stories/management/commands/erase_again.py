"""After a restore: erase again whatever the ledger says was erased and stands once more."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand

from kmnet import erasures
from members import files, own_data
from members.models import Nomination
from stories import erasing
from stories.models import Person, PersonErasure
from villages import keepers
from villages.models import Stewardship

AGAIN = "ลบซ้ำหลังกู้คืน"


class Command(BaseCommand):
    """Does nothing where nothing came back, so it may run on any day. Prints no names."""

    help = "ลบซ้ำสิ่งที่เคยลบไปแล้วแต่กลับมากับข้อมูลที่กู้คืน"

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="บอกว่าจะลบอะไรซ้ำ โดยยังไม่ลบ")

    def handle(self, *args, dry_run: bool, **options):
        ledger = erasures.noted()
        missing = {key: at for key, at in in_tables().items() if key not in ledger}
        # People first: a file about one of them may know less of the name than the village does.
        keys = sorted(ledger, key=lambda key: key[0] != erasures.PERSON)
        back = [(kind, row) for kind, key in keys if (row := standing(kind, key)) is not None]
        stuck = 0
        for kind, row in back:
            line = f"{kind} {row.pk}"
            if dry_run:
                self.stdout.write(f"จะลบซ้ำ {line}")
                continue
            try:
                erase(kind, row)
            except ValidationError as error:
                stuck += 1
                self.stderr.write(f"ยังลบซ้ำไม่ได้ {line}: {' '.join(error.messages)}")
            else:
                self.stdout.write(f"ลบซ้ำแล้ว {line}")
        if not dry_run:
            for (kind, key), at in missing.items():
                erasures.add(kind, key, at)
        swept = 0 if dry_run else erasing.sweep()
        self.stdout.write(
            f"รวม {len(back)} รายการ ลบไม่ได้ {stuck} เติมบัญชีการลบ {len(missing)} บรรทัด ไฟล์ค้าง {swept}"
        )


def in_tables() -> dict:
    """What the tables themselves know to be erased, as the ledger writes it."""
    done = PersonErasure.objects.exclude(done_at=None).select_related("person")
    people = {(erasures.PERSON, str(row.person.uuid)): row.done_at for row in done}
    return people | files.erased_keys() | own_data.erased_keys()


def standing(kind: str, key: str):
    """The row that a line of the ledger means, when it is there and not erased; else None."""
    if kind == erasures.PERSON:
        return Person.objects.remembered().filter(uuid=key).first()
    if kind == erasures.FILE:
        found = files.noted_as(key)
        return None if found is None or found.state == Nomination.State.ERASED else found
    return own_data.noted_as(key)


def erase(kind: str, row) -> None:
    """Erase one of them again. Raises ValidationError as the deeds do."""
    if kind == erasures.PERSON:
        # Whoever was erased had laid it down before; the restore brought that back too.
        here, _ = erasing.unnamings(row)
        keeping = Stewardship.objects.to_come_or_current().filter(village=row.village_id)
        for keeper in keeping:
            if here.is_them(keeper.called, keeper.name):
                keepers.release(stewardship=keeper)
        erasing.erase(person=row, by=None, reason=AGAIN)
    elif kind == erasures.FILE:
        files.erase(nomination=row, rule=AGAIN)
    else:
        own_data.erase_account(user=row, by=None)
