"""What came after: promises kept, passed on and laid down, companions' voices, rounds, who retires."""

import datetime

from stories import pledges, rounds
from stories.models import CompanionReview, Promise
from villages.models import District

WANTS = {
    "v01": "อยากรู้ว่าที่อื่นขายน้ำตาลจากกันอย่างไร โดยไม่ต้องผ่านหลายมือ",
    "v02": "ชวนช่างจากหมู่บ้านอื่นมานั่งทำด้วยกันสักวัน",
    "v03": "อยากให้พาเด็กมาด้วย ลุงจะเล่าให้เด็กฟังเอง",
    "v05": "ไปดูที่ที่เคยไฟไหม้แล้วฟื้นมาได้",
}
AGAIN = {"v01": "yes", "v02": "yes", "v03": "yes", "v04": "later", "v05": "yes"}

# The visit, what became of its first promise, the words, and to whom it went.
SETTLED = [
    ("v02", "kept", "ได้ปั๊มจากเพื่อนที่เลิกเลี้ยงปลา เอาไปให้แล้ว คืนนั้นเด็กหลับสบาย", None),
    ("v03", "passed", "ปีนี้ไปได้ไม่บ่อย ฝากน้องพาเด็กไปแทน", "paweena"),
    ("v05", "kept", "เคลือบครบเก้าแผ่น แขวนไว้ที่ศาลาอีกแผ่นหนึ่ง", None),
    ("v07", "released", "เครื่องของสำนักงานเสียซ่อมไม่ได้ ป้าบอกว่าลิ้นป้าก็แม่นพอ", None),
]
CHANGED = [
    ("v01", "เลื่อนประชุมมาสิบโมงเช้าตั้งแต่เดือนถัดมา คนปาดจากมานั่งด้วยได้ครบ"),
    ("v02", "ปีนี้ไปนั่งถามทีละกลุ่มก่อนเขียนแผน ได้เรื่องที่ไม่เคยคิดถึงมาสี่เรื่อง"),
]
VOICES = [
    ("v01", "prasit", "ได้เห็นว่าคนที่เงียบที่สุดรู้เรื่องจากดีที่สุด", "จะนั่งให้นานกว่านี้ก่อนถาม"),
    ("v03", "paweena", "ลุงชวนไปนับไม้ ไม่ได้ชวนไปดูเอกสาร", "จะชวนเด็กในโครงการมาเดินกับลุง"),
]
ROUNDS = [
    ("ห้าอำเภอริมน้ำ", "ไปนั่งฟังคนอยู่กับน้ำ", 96, 92, ["8006", "8012", "8016", "8007", "8023"]),
    ("ปีนเขาไปหาเพื่อน", "หมู่บ้านบนเขาไม่ค่อยมีใครแวะ", -20, -24, ["8021", "8005", "8002"]),
]
RETIRES = ["somsri"]


class GoingOn:
    """Settles what was said in the year, by the same deeds as the pages."""

    def __init__(self, network):
        self.network = network

    def build(self) -> None:
        """In the order of the days."""
        for key, what, words, to in SETTLED:
            self.settle(key, what, words, to)
        for key, words in CHANGED:
            change = self.network.visits[key].changes.first()
            pledges.keep(pledge=change, words=words, by=change.holder, on=self.after(key))
        for key, who, beyond, taken_home in VOICES:
            CompanionReview.objects.create(
                visit=self.network.visits[key],
                by=self.network.people[who],
                beyond=beyond,
                taken_home=taken_home,
            )
        for name, words, begins, ends, codes in ROUNDS:
            rounds.plan(
                name=name,
                words=words,
                begins=self.network.days_ago(begins),
                ends=self.network.days_ago(ends),
                districts=list(District.objects.filter(code__in=codes)),
                by=self.network.coordinator,
            )
        for key in RETIRES:
            user = self.network.people[key]
            user.retires_on = next_thirtieth_of_september(self.network.today)
            user.save(update_fields=["retires_on"])

    def settle(self, key: str, what: str, words: str, to: str | None) -> None:
        """What became of the first promise of a visit; it must have made one."""
        promise = Promise.objects.filter(visit=self.network.visits[key]).order_by("pk")[0]
        if what == "passed":
            pledges.pass_on(
                pledge=promise, to=self.network.people[to], by=promise.holder, words=words
            )
            return
        deed = pledges.keep if what == "kept" else pledges.release
        deed(pledge=promise, words=words, by=promise.holder, on=self.after(key))

    def after(self, key: str) -> datetime.date:
        """Three weeks after a visit, never past today."""
        return min(self.network.visits[key].day + datetime.timedelta(days=21), self.network.today)


def next_thirtieth_of_september(today: datetime.date) -> datetime.date:
    """The day on which officials retire, this year or the next."""
    day = datetime.date(today.year, 9, 30)
    return day if day >= today else day.replace(year=today.year + 1)
