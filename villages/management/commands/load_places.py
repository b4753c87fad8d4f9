"""Load districts, tambons and villages from a CSV; safe to run any number of times."""

import csv
import re
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from kmnet.thai.text import sort_key
from villages.models import District, Tambon, Village

PLACES = Path(__file__).resolve().parents[2] / "data" / "places.csv"
COLUMNS = {"kind", "code", "name_th", "name_en", "district_code", "lat", "lon", "villages"}


def number(text: str) -> float | None:
    """A coordinate in degrees, or None where the column is empty."""
    return float(text) if text else None


def is_place(row: dict, districts: set[str]) -> bool:
    """Whether a row is whole: a code that fits its district, degrees, a count of villages."""
    try:
        number(row["lat"]), number(row["lon"])
        whole = None not in row.values() and int(row["villages"]) >= 0
    except (TypeError, ValueError):
        return False
    if row["kind"] == "district":
        return whole and re.fullmatch(r"\d{4}", row["code"]) is not None
    fits = row["code"][:4] == row["district_code"] and row["district_code"] in districts
    # A village's code has two digits for its หมู่.
    fits = fits and re.fullmatch(r"\d{6}", row["code"]) and int(row["villages"]) <= 99
    return whole and bool(fits)


class Command(BaseCommand):
    """Writes places by official code: names and coordinates follow the file, บ้าน… names stay."""

    help = "อ่านอำเภอ ตำบล หมู่บ้าน จากไฟล์ CSV (สั่งซ้ำได้)"

    def add_arguments(self, parser):
        parser.add_argument("path", nargs="?", type=Path, default=PLACES, help="ไฟล์ CSV")

    def handle(self, *args, path: Path, **options):
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                rows = list(csv.DictReader(file))
        except OSError as error:
            raise CommandError(f"เปิดไฟล์ {path} ไม่ได้: {error.strerror}") from error
        except (UnicodeDecodeError, csv.Error) as error:
            raise CommandError(f"อ่านไฟล์ {path} ไม่ออก บันทึกเป็น CSV แบบ UTF-8 แล้วลองใหม่") from error
        if not rows or not set(rows[0]) >= COLUMNS:
            raise CommandError(f"ไฟล์ต้องมีหัวคอลัมน์ {', '.join(sorted(COLUMNS))}")
        self.refuse_broken(rows)
        with transaction.atomic():
            self.load(rows)
        self.stdout.write(
            f"มี {District.objects.count()} อำเภอ {Tambon.objects.count()} ตำบล "
            f"{Village.objects.count():,} หมู่บ้าน"
        )

    def refuse_broken(self, rows: list[dict]) -> None:
        """Raise CommandError naming the first line that is no place."""
        districts = {row["code"] for row in rows if row["kind"] == "district"}
        districts.update(District.objects.values_list("code", flat=True))
        for line, row in enumerate(rows, start=2):
            if not is_place(row, districts):
                raise CommandError(f"ไฟล์บรรทัดที่ {line} อ่านไม่ได้ว่าเป็นที่ไหน ยังไม่ได้บันทึกอะไรเลย")

    def load(self, rows: list[dict]) -> None:
        """Upsert all places of `rows`, three statements in all."""

        def common(row):
            return {
                "code": row["code"],
                "name": row["name_th"],
                "name_en": row["name_en"],
                "latitude": number(row["lat"]),
                "longitude": number(row["lon"]),
                "sort_key": sort_key(row["name_th"]),
            }

        names = ["name", "name_en", "latitude", "longitude", "sort_key"]
        tambons = [row for row in rows if row["kind"] == "tambon"]
        District.objects.bulk_create(
            [District(**common(row)) for row in rows if row["kind"] == "district"],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=names,
        )
        Tambon.objects.bulk_create(
            [Tambon(**common(row), district_id=row["district_code"]) for row in tambons],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=[*names, "district_id"],
        )
        Village.objects.bulk_create(
            [
                Village(code=f"{row['code']}{moo:02}", tambon_id=row["code"], moo=moo)
                for row in tambons
                for moo in range(1, int(row["villages"]) + 1)
            ],
            ignore_conflicts=True,
        )
