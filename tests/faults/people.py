"""The people of a site that is there to be broken; run as a program it fills the database.

น้องสมชาย serves in เชียรใหญ่, where the visits go, หมอวิชัย in ปากพนัง.
"""

PASSWORD = "ฝนตกที่ลานสกา2569"
SOMCHAI = "somchai@kmnet.example"
WICHAI = "wichai@kmnet.example"
VILLAGE = "80060602"  # บ้านทาบทอง หมู่ที่ 2 ต.ไสหมาก อ.เชียรใหญ่


def fill() -> None:
    """Tables, places, two people; safe to run twice."""
    import django

    django.setup()
    from django.core.management import call_command

    from members.models import User
    from tests import factories
    from villages.models import Village

    call_command("migrate", interactive=False, verbosity=0)
    factories.load_the_province()
    if User.objects.exists():
        return
    Village.objects.filter(code=VILLAGE).update(name="บ้านทาบทอง")
    factories.make_user(SOMCHAI, "สมชาย ใจดี", "น้อง", district="8006")
    factories.make_user(WICHAI, "วิชัย ทะเลงาม", "หมอ", district="8012")


if __name__ == "__main__":
    fill()
