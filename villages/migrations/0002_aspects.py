"""The first aspects of village life; the network words them as it likes afterwards."""

from django.db import migrations

ASPECTS = [
    ("livelihood", "ทำมาหากิน", "ปีนี้ลองทำมาหากินอะไรใหม่แล้วได้ผลบ้าง"),
    ("food", "อาหารการกิน", "บ้านนี้กินอะไรที่ปลูกเองหาเองบ้าง"),
    ("saving", "ออมและสวัสดิการ", "เวลามีคนเดือดร้อน หมู่บ้านช่วยกันอย่างไร"),
    ("health", "สุขภาพ", "คนที่นี่ดูแลตัวเองกับดูแลกันอย่างไร"),
    ("environment", "ป่า น้ำ ทะเล ดิน", "ของดีรอบบ้านที่ช่วยกันรักษาไว้คืออะไร"),
    ("learning", "เรียนรู้ร่วมกัน", "ใครสอนใคร เรื่องอะไร ที่นี่"),
    ("culture", "วัฒนธรรมและฝีมือ", "ฝีมือไหนของคนเฒ่าคนแก่ที่เด็กยังทำต่อ"),
    ("care", "ดูแลเด็กและผู้เฒ่า", "เด็กกับคนแก่บ้านนี้มีความสุขเรื่องอะไร"),
]


def write(apps, schema_editor):
    aspect = apps.get_model("villages", "Aspect")
    for position, (slug, name, question) in enumerate(ASPECTS, start=1):
        aspect.objects.get_or_create(
            slug=slug, defaults={"name": name, "question": question, "position": position}
        )


def take_away(apps, schema_editor):
    apps.get_model("villages", "Aspect").objects.filter(
        slug__in=[slug for slug, _, _ in ASPECTS]
    ).delete()


class Migration(migrations.Migration):
    dependencies = [("villages", "0001_places_and_keepers")]

    operations = [migrations.RunPython(write, take_away)]
