"""The words of each nomination become its first telling; the network's criteria are written down.

Backwards, the first telling becomes the nomination's words again.
"""

import datetime
import secrets

from django.db import migrations

from kmnet.thai.text import normalise_query

CRITERIA = [
    ("มี KM อยู่ในหัวใจ ไม่ใช่ทำเพราะถูกสั่ง", True),
    ("เห็นความสุขของชาวบ้านก่อนตัวเองและหน่วยงาน", True),
    ("ไม่วิ่งตามตัวชี้วัด", False),
    ("กล้าก้าวออกจากกรอบราชการ", False),
    ("ไม่สั่งชาวบ้าน", True),
    ("ทำงานร่วมกับชุมชนและเรียนรู้จากชุมชน", True),
    ("ไม่ยึดงานเป็นของตัวเอง", False),
    ("มีความสุขกับงานนี้", False),
    ("เดินต่อไม่ว่าใครมาเป็นผู้ว่า มีงบหรือไม่มีงบ", False),
]


def write(apps, schema_editor):
    criterion = apps.get_model("members", "Criterion")
    for position, (words, matters) in enumerate(CRITERIA, start=1):
        criterion.objects.get_or_create(
            words=words, defaults={"matters": matters, "position": position}
        )
    nomination_model = apps.get_model("members", "Nomination")
    telling = apps.get_model("members", "Telling")
    for nomination in nomination_model.objects.all():
        # A file that was erased or joined another has no words, and nobody told them.
        if nomination.words:
            telling.objects.create(
                nomination=nomination,
                told_by_id=nomination.told_by_id,
                words=nomination.words,
                met_place=nomination.met_place,
                met_on=nomination.met_on,
                at=nomination.told_at,
            )
        nomination.name_key = normalise_query(nomination.name)[:200]
        nomination.waits_since = nomination.told_at
        nomination.file_nonce = secrets.token_hex(8)
        written_to = nomination.invitations.order_by("-sent_at", "-pk").first()
        nomination.email = written_to.email if written_to else ""
        last = nomination.decisions.order_by("-at", "-pk").first()
        if last and last.answer == "not_yet":
            last.companion_id = last.companion_id or last.by_id
            last.look_again_on = last.at.date() + datetime.timedelta(days=90)
            nomination.companion_id, nomination.look_again_on = (
                last.companion_id,
                last.look_again_on,
            )
            last.save()
        nomination.save()
    earlier = apps.get_model("members", "Decision").objects.filter(
        answer="not_yet", look_again_on=None
    )
    for decision in earlier:
        decision.companion_id = decision.companion_id or decision.by_id
        decision.look_again_on = decision.at.date() + datetime.timedelta(days=90)
        decision.save()


def take_back(apps, schema_editor):
    telling = apps.get_model("members", "Telling")
    someone = apps.get_model("members", "User").objects.order_by("pk").first()
    for nomination in apps.get_model("members", "Nomination").objects.all():
        first = telling.objects.filter(nomination=nomination).order_by("at", "pk").first()
        # The old column wants an account: words of a villager, and files without any words, are
        # kept under the first person.
        nomination.told_by_id = someone.pk
        if first is not None:
            nomination.words, nomination.met_place = first.words, first.met_place
            nomination.met_on = first.met_on
            nomination.told_by_id = first.told_by_id or someone.pk
        nomination.save()
    # The criteria stay where evidence speaks to them; their table goes with the step before.
    telling.objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("members", "0004_files_of_people_met")]

    operations = [migrations.RunPython(write, take_back)]
