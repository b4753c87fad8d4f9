"""What was looked for afterwards: two agencies' indicators, stories that answer them, one closed
quarter, how a village reads its own story. Stories are named by title, excerpts by words in them.
"""

import datetime

from django.utils import timezone

from stories import indicators, mapping, people, reports
from stories.models import CompanionReview, Indicator, Mapping, ReportPeriod, Story
from villages import keepers, words

TABLES = {
    "chian_yai_cd": [
        ("พช. 1.1", "ครัวเรือนที่มีรายได้เสริมจากของในถิ่นโดยไม่ทำให้ของนั้นหมดไป", "เศรษฐกิจฐานราก"),
        ("พช. 1.2", "กลุ่มออมทรัพย์ที่สมาชิกรู้บัญชีของกลุ่มทุกเดือน", "เศรษฐกิจฐานราก"),
        ("พช. 2.1", "ตำบลที่มีแผนรับน้ำท่วมซึ่งคนในตำบลทำเอง", "ตำบลเข้มแข็ง"),
        ("พช. 2.2", "ศูนย์เรียนรู้ที่ขึ้นทะเบียนและมีป้าย", "ตำบลเข้มแข็ง"),
    ],
    "chian_yai_learning": [
        ("สกร. 1", "เด็กและเยาวชนที่ได้เรียนจากครูภูมิปัญญาในหมู่บ้าน", "เรียนรู้ตลอดชีวิต"),
        ("สกร. 2", "ผู้เข้าอบรมหลักสูตรระยะสั้น", "เรียนรู้ตลอดชีวิต"),
    ],
}

# Who went along and talked the day over, where the teller alone did not.
TALKED = [("v34", "suwit", "เด็กสามคนนั้นมาก่อนครูทุกอาทิตย์ ไม่มีใครเช็กชื่อ")]

LEAVE = ["สามคนที่มาเพราะเทริด", "เหลือไว้กอละสามใบ", "ยี่สิบบาทใต้ต้นพะยอม"]

MAPPED = [
    {
        "story": "ยี่สิบบาทใต้ต้นพะยอม",
        "words": ["อ่านออกเสียงให้ได้ยินทั้งศาลา"],
        "agency": "chian_yai_cd",
        "code": "พช. 1.2",
        "how": "อ่านบัญชีให้ได้ยินทั้งวงทุกเดือนมาตั้งแต่เล่มแรก ก่อนมีใครถามว่ารู้บัญชีไหม",
        "days": 20,
    },
    {
        "story": "เหลือไว้กอละสามใบ",
        "words": ["เหลือไว้สามเสมอ", "เอาหมดกอ", "ใครตัดเกินเพื่อน"],
        "agency": "chian_yai_cd",
        "code": "พช. 1.1",
        "how": "ตัดจากขายได้ทั้งปีเพราะตกลงกันเองว่าเหลือไว้กอละสาม",
        "days": 21,
    },
    {
        "story": "สามคนที่มาเพราะเทริด",
        "words": ["สิบสองท่าครูใช้เวลาปีครึ่ง"],
        "agency": "chian_yai_learning",
        "code": "สกร. 1",
        "how": "เด็กสามคนเรียนครบสิบสองท่าจากครูในหมู่บ้าน โดยไม่มีหลักสูตร",
        "days": 12,
    },
    {
        "story": "ปาดให้บางเท่าใบข้าว",
        "words": ["ปาดเช้าหน เย็นหน"],
        "agency": "chian_yai_cd",
        "code": "พช. 1.1",
        "how": "น้ำตาลจากเลี้ยงบ้านได้ทั้งปี ต้นจากยังอยู่ครบ",
        "days": 30,
    },
    {
        "story": "เก้าวันบนสะพาน",
        "words": ["เรือล่มข้าวต้องลอย"],
        "agency": "chian_yai_cd",
        "code": "พช. 2.1",
        "how": "กติกาที่ตั้งกันเองตอนน้ำมา ใช้ได้จริงทั้งเก้าวัน",
        "days": 25,
    },
]

ASIDE = ("ปาดให้บางเท่าใบข้าว", "ป้าเพียรว่าเป็นอาชีพหลัก ไม่ใช่รายได้เสริม", 6)

# The quarter of that story's visit is closed, by the coordinator.
CLOSED = ("chian_yai_cd", "ยี่สิบบาทใต้ต้นพะยอม", 3)

READ = [
    {
        "story": "เหลือไว้กอละสามใบ",
        "who_made_it": "คนทำจากเจ็ดครัวตกลงกันเอง ไม่มีใครสั่ง",
        "matters": "much",
        "words": "ถ้าป่าจากหมด ปลาก็หมดด้วย",
        "days": 9,
    },
    {
        "story": "ยี่สิบบาทใต้ต้นพะยอม",
        "who_made_it": "คนยี่สิบสองคนแรกที่กล้าเริ่มใหม่",
        "matters": "much",
        "words": "คนหาเงินยากได้เรียกชื่อก่อน",
        "said_by": "ลุงเชียร",
        "witness": "น้าปราณี",
        "by": "kanda",
        "days": 15,
    },
]


class Reported:
    """Adds to a demo network what came to be looked for once its stories stand."""

    def __init__(self, network):
        self.network = network

    def build(self) -> None:
        """Indicators, leave for reports, what answers what, a closed quarter, readings."""
        self.add_indicators()
        for key, who, beyond in TALKED:
            CompanionReview.objects.create(
                visit=self.network.visits[key], by=self.network.people[who], beyond=beyond
            )
        for title in LEAVE:
            self.ask_for_reports(self.story(title))
        for row in MAPPED:
            self.mark(row)
        self.set_one_aside()
        for row in READ:
            self.read(row)
        self.close_a_quarter()

    def story(self, title: str) -> Story:
        """The story that the village agreed to under this title."""
        return Story.objects.get(published_revision__title=title)

    def add_indicators(self) -> None:
        """The same table for the last fiscal year and this one, as agencies have it."""
        this_year = indicators.fiscal_year_of(self.network.today)
        for key, table in TABLES.items():
            rows = [
                indicators.Row(0, code, text, policy, year)
                for year in (this_year - 1, this_year)
                for code, text, policy in table
            ]
            indicators.keep(agency=self.network.agencies[key], rows=rows)

    def ask_for_reports(self, story: Story) -> None:
        """Who told the story agrees to be named in reports as well."""
        for teller in story.published_revision.tellers.select_related("person"):
            people.agree(
                person=teller.person,
                what=["name"],
                where=["report"],
                how="spoken",
                witness="คนที่นั่งฟังด้วยกัน",
                asked_by=story.scribe,
                now=self.moment(40),
            )

    def mark(self, row: dict) -> None:
        """Paragraphs that hold the words answer an indicator of the fiscal year of the visit."""
        story = self.story(row["story"])
        body = story.published_revision.body
        paragraphs = [body[first:behind] for first, behind in mapping.spans_of(body)]
        chosen = [
            place
            for place, text in enumerate(paragraphs)
            if any(part in text for part in row["words"])
        ]
        mapping.mark(
            story=story,
            excerpts=mapping.excerpts_of(body, chosen),
            indicator=Indicator.objects.get(
                agency=self.network.agencies[row["agency"]],
                code=row["code"],
                fiscal_year=indicators.fiscal_year_of(story.visit.day),
            ),
            how=row["how"],
            by=self.network.people["prasit"],
            now=self.moment(row["days"]),
        )

    def set_one_aside(self) -> None:
        """Read once more, it was something else."""
        title, why, days = ASIDE
        pair = Mapping.objects.get(story=self.story(title))
        by = self.network.people["prasit"]
        mapping.set_aside(mapping=pair, why=why, by=by, now=self.moment(days))

    def read(self, row: dict) -> None:
        """How the village reads its story: face to face where the data says who, else by link."""
        story = self.story(row["story"])
        if "said_by" in row:
            by = self.network.people[row["by"]]
            word = words.in_person(said_by=row["said_by"], witness=row["witness"], taken_by=by)
        else:
            word = words.by_link(keepers.working_links(story.village).first())
        mapping.village_reads(
            story=story,
            who_made_it=row["who_made_it"],
            matters=row["matters"],
            words=row["words"],
            word=word,
            now=self.moment(row["days"]),
        )

    def close_a_quarter(self) -> None:
        """The quarter in which a story was heard is closed."""
        key, title, days = CLOSED
        day = self.story(title).visit.day
        year = indicators.fiscal_year_of(day)
        quarter = next(
            part
            for part in ReportPeriod.Part.values[1:]
            if reports.Span(year, part).days[0] <= day <= reports.Span(year, part).days[1]
        )
        reports.close(
            agency=self.network.agencies[key],
            span=reports.Span(year, quarter),
            by=self.network.coordinator,
            now=self.moment(days),
        )

    def moment(self, days: int) -> datetime.datetime:
        """The evening that many days before today."""
        day = self.network.days_ago(days)
        return timezone.make_aware(datetime.datetime.combine(day, datetime.time(19)))
