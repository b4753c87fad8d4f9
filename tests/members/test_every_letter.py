"""Every letter, rendered by the deed that sends it: Thai, whole, and each link in it opens."""

import datetime
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone

from members import handover, moves, own_data, postings, screening, still, telling, tending
from members.models import Invitation, Posting, User
from members.models.nominations import month_ahead
from stories import publishing, takedowns
from tests import factories
from tests.conftest import signed_in
from villages.models import District

EMAIL = "saijai@kmnet.example"


def invitation(cast) -> None:
    factories.invite(cast["saijai"], cast["kanya"], cast["suda"], email=EMAIL)


def yes(cast) -> None:
    factories.accept(Invitation.objects.get())


def lapsed(cast) -> None:
    tending.lay_silent_invitations(timezone.now() + datetime.timedelta(days=31))


def look_again(cast) -> None:
    screening.decide(
        nomination=cast["saijai"],
        answer="not_yet",
        reason="ยังไม่เคยไปด้วยกัน",
        by=cast["kanya"],
        seen=0,
        companion=cast["somchai"],
        look_again_on=month_ahead(1),
    )
    tending.look_again(month_ahead(1))


def introduction(cast) -> None:
    for asks in (True, False):
        told = factories.make_public_telling(asks_to_join=asks)
        telling.introduce(telling=told, partner=cast["somchai"], by=cast["kanya"])


def asked(cast) -> None:
    factories.ask_voice(cast["saijai"], cast["kanya"])


def voice_reminder(cast) -> None:
    tending.remind_voices(timezone.now() + datetime.timedelta(days=7))


def asked_and_reminded(cast) -> None:
    asked(cast)
    voice_reminder(cast)


def voice_another(cast) -> None:
    tending.remind_voices(timezone.now() + datetime.timedelta(days=14))


def nothing(cast) -> None:
    """Some letters need nothing before them."""


def coming(cast) -> None:
    postings.begin_posting(
        user=cast["wichai"],
        agency=factories.make_agency("โรงพยาบาลเชียรใหญ่", "health"),
        district=District.objects.get(code="8006"),
        begins=timezone.localdate() + datetime.timedelta(days=9),
    )


def asked_the_village(cast) -> None:
    visit = factories.make_visit(
        cast["somchai"], cast["thap_thong"], companions=[cast["wichai"]], good="ตำเครื่องแกงกัน"
    )
    cast["question"] = factories.ask(factories.make_story(visit))


def answered(cast) -> None:
    link = factories.make_keeper(cast["thap_thong"], by=cast["kanya"]).links.get()
    publishing.answer_by_link(
        approval=cast["question"],
        answer="change",
        words="ดีแล้ว แต่ขอแก้สองที่",
        notes={0: "ป้าชื่อมาลี ไม่ใช่มะลิ", 2: "วันนั้นฝนตก"},
        link=link,
    )


def story_published(cast) -> None:
    asked_the_village(cast)
    link = factories.make_keeper(cast["thap_thong"], by=cast["kanya"]).links.get()
    publishing.answer_by_link(approval=cast["question"], answer="yes", link=link)
    cast["link"], cast["story"] = link, cast["question"].story


def taken_back(cast) -> None:
    publishing.take_back(story=cast["story"], link=cast["link"], words="ขอเก็บไว้เล่ากันเอง")


def asked_to_come_down(cast) -> None:
    cast["takedown"] = takedowns.ask(
        story=cast["story"], what="story", said_by="ลูกสาวป้ามาลี", words="แม่ไม่สบายใจ"
    )


def story_asked_down(cast) -> None:
    story_published(cast)
    asked_to_come_down(cast)


def takedown_decided(cast) -> None:
    takedowns.decide(
        takedown=cast["takedown"], by=cast["kanya"], answer="stays_out", words="ฟังป้ามาแล้ว"
    )


def story_stays_out(cast) -> None:
    story_asked_down(cast)
    takedown_decided(cast)


def takedown_appealed(cast) -> None:
    takedowns.appeal(takedown=cast["takedown"], by=cast["somchai"], words="ป้าเปลี่ยนใจแล้วเมื่อวาน")


def erase_account(cast) -> None:
    own_data.ask_to_erase(cast["somchai"])


def moved(cast) -> None:
    day = timezone.localdate() + datetime.timedelta(days=9)
    postings.end_posting(posting=cast["somchai"].postings.get(), ends=day)
    Posting.objects.create(
        user=cast["wichai"],
        agency=factories.make_agency("โรงพยาบาลเชียรใหญ่", "health"),
        district=District.objects.get(code="8006"),
        begins=day,
    )
    moves.tell()


def handover_opened(cast) -> None:
    cast["handover"] = handover.open_handover(
        giver=cast["somchai"],
        by=cast["somchai"],
        why="moving",
        last_day=timezone.localdate() + datetime.timedelta(days=30),
    )


def handover_asked(cast) -> None:
    lines = cast["handover"].lines.all()
    cast["offers"], _ = handover.offer(lines=lines, to=cast["wichai"], by=cast["somchai"])


def handover_open_and_asked(cast) -> None:
    handover_opened(cast)
    handover_asked(cast)


def handover_taken(cast) -> None:
    village = next(each for each in cast["offers"] if each.line.kind == "village")
    handover.accept(offer=village, by=cast["wichai"])


def handover_returned(cast) -> None:
    village = next(each for each in cast["offers"] if each.line.kind == "village")
    handover.give_back(offer=village, words="อยู่ไกลเกินไป", by=cast["wichai"])


def walked_for_years(cast) -> None:
    User.objects.update(joined_at=timezone.now() - datetime.timedelta(days=900))


def still_walking(cast) -> None:
    still.ask()


STORY = "“เครื่องแกงของป้า”"
FULL_NAME = "บ้านทาบทอง หมู่ที่ 2 ต.ไสหมาก อ.เชียรใหญ่"
WROTE = [("somchai@kmnet.example", "น้องสมชาย ใจดี"), ("wichai@kmnet.example", "หมอวิชัย ทะเลงาม")]
LOOKS_AFTER = [("preeda@kmnet.example", "ปลัดปรีดา ชวนคุย")]


# What comes before, the deed, and for each letter it sends: name, to whom, subject, words in it.
LETTERS = [
    (
        nothing,
        invitation,
        [
            (
                "invitation",
                EMAIL,
                "อยากชวนครูสายใจ รักเรียนมาร่วมเดินด้วยกัน",
                ["สวัสดี ครูสายใจ รักเรียน", "เราพบคุณที่บ้านทาบทอง", "ป้าสุดา มองกว้าง", "ภายใน 30 วัน"],
            )
        ],
    ),
    (
        invitation,
        yes,
        [
            (
                "accepted",
                "somchai@kmnet.example",
                "ครูสายใจ รักเรียนร่วมเดินกับเราแล้ว",
                ["สวัสดี น้องสมชาย ใจดี", "ที่คุณเล่าถึงไว้ ตอบรับแล้ว", "อำเภอเชียรใหญ่"],
            ),
            (
                "buddy",
                EMAIL,
                "เพื่อนคู่หูของคุณคือน้องสมชาย ใจดี",
                ["สวัสดี ครูสายใจ รักเรียน", "ติดต่อได้ที่ somchai@kmnet.example"],
            ),
            (
                "welcome",
                "preeda@kmnet.example",
                "ครูสายใจ รักเรียนมาร่วมเดินในอำเภอเชียรใหญ่",
                ["สวัสดี ปลัดปรีดา ชวนคุย", "ที่โรงเรียนบ้านทาบทอง"],
            ),
        ],
    ),
    (
        invitation,
        lapsed,
        [("lapsed", EMAIL, "ไม่เป็นไรเลย ประตูยังเปิดอยู่", ["สวัสดี ครูสายใจ รักเรียน", "จังหวะของตัวเอง"])],
    ),
    (
        nothing,
        look_again,
        [
            (
                "look_again",
                to,
                "ถึงเดือนที่นัดกันไว้ เรื่องครูสายใจ รักเรียน",
                [f"สวัสดี {who}", "น้องสมชาย ใจดี เดินเป็นเพื่อนอยู่"],
            )
            for to, who in (
                ("kanya@kmnet.example", "พี่กันยา มองไกล"),
                ("somchai@kmnet.example", "น้องสมชาย ใจดี"),
                ("suda@kmnet.example", "ป้าสุดา มองกว้าง"),
            )
        ],
    ),
    (
        nothing,
        introduction,
        [
            (
                "introduction",
                "somchai@kmnet.example",
                "ฝากแวะไปพบครูสายใจ รักเรียน",
                ["สวัสดี น้องสมชาย ใจดี", "มาสอนหลานทำปุ๋ยทุกเย็น", "ร้านขนมหน้าวัด", who],
            )
            for who in ("เขียนมาหาเครือข่าย อยากรู้จักพวกเรา", "เขียนมาหาเครือข่าย เล่าถึงครูสายใจ รักเรียน")
        ],
    ),
    (
        asked,
        voice_reminder,
        [
            (
                "voice_reminder",
                "kanya@kmnet.example",
                "ยังไม่ได้ฟังเสียงของป้าแมว ใจเย็น",
                ["สวัสดี พี่กันยา มองไกล", "สัปดาห์ก่อนคุณขอฟังเสียงของป้าแมว ใจเย็น เรื่องครูสายใจ รักเรียน"],
            )
        ],
    ),
    (
        asked_and_reminded,
        voice_another,
        [
            (
                "voice_another",
                "kanya@kmnet.example",
                "ลองขอฟังคนอื่นแทนป้าแมว ใจเย็น",
                ["สวัสดี พี่กันยา มองไกล", "สองสัปดาห์แล้ว"],
            )
        ],
    ),
    (
        nothing,
        coming,
        [
            (
                "coming",
                to,
                "หมอวิชัย ทะเลงามจะมาประจำที่อำเภอเชียรใหญ่",
                [f"สวัสดี {who}", "อำเภอเชียรใหญ่ (โรงพยาบาลเชียรใหญ่) ตั้งแต่ ", str(timezone.localdate().year + 543)],
            )
            for to, who in (
                ("preeda@kmnet.example", "ปลัดปรีดา ชวนคุย"),
                ("somchai@kmnet.example", "น้องสมชาย ใจดี"),
            )
        ],
    ),
    (
        nothing,
        erase_account,
        [
            (
                "erase_account",
                to,
                "น้องสมชาย ใจดีขอให้ลบบัญชี",
                [f"สวัสดี {who}", "น้องสมชาย ใจดีขอให้ลบบัญชีของตัวเอง", "ภายใน 30 วัน"],
            )
            for to, who in (
                ("kanya@kmnet.example", "พี่กันยา มองไกล"),
                ("suda@kmnet.example", "ป้าสุดา มองกว้าง"),
            )
        ],
    ),
    (
        asked_the_village,
        answered,
        [
            (
                "answered",
                to,
                "บ้านทาบทองตอบแล้ว: ขอแก้ตรงนี้ก่อน",
                [f"สวัสดี {who}", STORY, FULL_NAME, "ป้ามาลี ใจเย็น เป็นคนตอบ", "ดีแล้ว แต่ขอแก้สองที่",
                 "ย่อหน้าที่ 1 ขอแก้ว่า:\nป้าชื่อมาลี ไม่ใช่มะลิ", "ย่อหน้าที่ 3 ขอแก้ว่า:\nวันนั้นฝนตก"],
            )
            for to, who in WROTE
        ],
    ),
    (
        story_published,
        taken_back,
        [
            (
                "taken_back",
                to,
                "บ้านทาบทองขอถอนเรื่องคืน",
                [f"สวัสดี {who}", STORY, "ป้ามาลี ใจเย็น เป็นคนบอก", "ขอเก็บไว้เล่ากันเอง"],
            )
            for to, who in WROTE
        ],
    ),
    (
        story_published,
        asked_to_come_down,
        [
            (
                "asked_to_come_down",
                to,
                "มีคนขอให้ถอนทั้งเรื่องของบ้านทาบทอง",
                [f"สวัสดี {who}", STORY, "คนขอบอกว่าเป็น ลูกสาวป้ามาลี", "แม่ไม่สบายใจ", "ซ่อนไว้แล้วระหว่างคุยกัน"],
            )
            for to, who in WROTE + LOOKS_AFTER
        ],
    ),
    (
        story_asked_down,
        takedown_decided,
        [
            (
                "takedown_decided",
                to,
                "คำขอให้ถอนของบ้านทาบทอง: ถอนไว้",
                [f"สวัสดี {who}", STORY, "พี่กันยา มองไกล บอกว่า “ถอนไว้” เพราะ:\nฟังป้ามาแล้ว"],
            )
            for to, who in WROTE + LOOKS_AFTER
        ],
    ),
    (
        story_stays_out,
        takedown_appealed,
        [
            (
                "takedown_appealed",
                "suda@kmnet.example",
                "ขอให้ดูอีกครั้ง เรื่องที่ขอถอนของบ้านทาบทอง",
                ["สวัสดี ป้าสุดา มองกว้าง", STORY, "ฟังป้ามาแล้ว",
                 "น้องสมชาย ใจดี อยากให้อีกคนช่วยดู เพราะ:\nป้าเปลี่ยนใจแล้วเมื่อวาน"],
            )
        ],
    ),
    (
        nothing,
        moved,
        [
            (
                "moves",
                "preeda@kmnet.example",
                "ใครจะมา ใครจะย้าย ที่อำเภอเชียรใหญ่",
                ["สวัสดี ปลัดปรีดา ชวนคุย", "- หมอวิชัย ทะเลงาม (โรงพยาบาลเชียรใหญ่) ตั้งแต่ ", "- น้องสมชาย ใจดี"],
            )
        ],
    ),
    (
        nothing,
        handover_opened,
        [
            (
                "handover_opened",
                "kanya@kmnet.example",
                "น้องสมชาย ใจดีส่งไม้ต่อ ระหว่างนี้อยู่กับคุณ",
                ["สวัสดี พี่กันยา มองไกล", "จะได้ไม่ขาดคน"],
            )
        ],
    ),
    (
        handover_opened,
        handover_asked,
        [
            (
                "handover_asked",
                "wichai@kmnet.example",
                "น้องสมชาย ใจดีอยากฝากไม้ไว้กับคุณ",
                ["สวัสดี หมอวิชัย ทะเลงาม", f"- {FULL_NAME}", "เรื่องที่ยังเดินอยู่ 1 เรื่อง", "ฝากคืนได้ ไม่เป็นไรเลย"],
            )
        ],
    ),
    (
        handover_open_and_asked,
        handover_taken,
        [
            (
                "handover_taken",
                "somchai@kmnet.example",
                "หมอวิชัย ทะเลงามรับไม้แล้ว",
                ["สวัสดี น้องสมชาย ใจดี", f"เรื่อง {FULL_NAME}", "ลงไปแนะนำตัวกับหมู่บ้าน"],
            )
        ],
    ),
    (
        handover_open_and_asked,
        handover_returned,
        [
            (
                "handover_returned",
                "somchai@kmnet.example",
                "หมอวิชัย ทะเลงามขอฝากคืน",
                [f"เรื่อง {FULL_NAME} เพราะ:\nอยู่ไกลเกินไป", "ระหว่างนี้อยู่กับ พี่กันยา มองไกล"],
            )
        ],
    ),
    (
        walked_for_years,
        still_walking,
        [
            ("still_walking", to, "ยังเดินด้วยกันไหม", [f"สวัสดี {who}", "ไม่ต้องเข้าสู่ระบบ"])
            for to, who in (
                *WROTE,
                *LOOKS_AFTER,
                ("kanya@kmnet.example", "พี่กันยา มองไกล"),
                ("suda@kmnet.example", "ป้าสุดา มองกว้าง"),
            )
        ],
    ),
]  # fmt: skip


@pytest.fixture
def cast(somchai, wichai, preeda, kanya, suda, thap_thong) -> dict:
    saijai = factories.make_whole_file(somchai, thap_thong, agency_words="โรงเรียนบ้านทาบทอง")
    return {
        "saijai": saijai,
        "somchai": somchai,
        "wichai": wichai,
        "kanya": kanya,
        "suda": suda,
        "thap_thong": thap_thong,
    }


def who_opens(to: str) -> Client:
    """The browser of whoever got the letter: signed in when they have an account."""
    user = User.objects.filter(email=to).first()
    return signed_in(user) if user else Client()


@pytest.mark.parametrize(
    ("before", "deed", "letters"), LETTERS, ids=[deed.__name__ for _, deed, _ in LETTERS]
)
def test_a_letter_is_thai_and_whole_and_its_links_open(
    cast, before, deed, letters, django_capture_on_commit_callbacks
):
    before(cast)
    with django_capture_on_commit_callbacks(execute=True):
        deed(cast)
    order = [(to, subject) for _, to, subject, _ in letters]
    sent = sorted(mail.outbox, key=lambda letter: order.index((letter.to[0], letter.subject)))
    assert sorted((letter.to[0], letter.subject) for letter in sent) == sorted(order)
    for letter, (_, to, _, words) in zip(sent, letters, strict=True):
        for said in words:
            assert said in letter.body
        whole = f"{letter.subject}\n{letter.body}"
        for broken in ("{{", "}}", "{%", "None", "&lt;", "&amp;", "&#", "  \n\n\n\n"):
            assert broken not in whole
        assert "!" not in whole
        links = re.findall(r"https?://\S+", letter.body)
        assert "http://testserver" in links or any("testserver/" in link for link in links)
        for link in links:
            assert link.startswith("http://testserver")
            answer = who_opens(to).get(link.removeprefix("http://testserver") or "/")
            assert answer.status_code == 200, link
        plain = re.sub(r"https?://\S+|[\w.+-]+@[\w.-]+\w", "", whole)
        assert re.findall("[A-Za-z]+", plain) == []
        assert "เครือข่ายชุมชนอินทรีย์ นครศรีธรรมราช" in letter.body


def test_no_letter_was_forgotten_here():
    folder = Path(settings.BASE_DIR) / "templates" / "letters"
    written = {path.name.rsplit("_", 1)[0] for path in folder.glob("*.txt")}
    assert written == {name for *_, letters in LETTERS for name, *_ in letters}


def test_names_with_signs_stand_in_a_letter_as_they_are(
    somchai, thap_thong, kanya, suda, django_capture_on_commit_callbacks
):
    nomination = factories.make_whole_file(somchai, thap_thong, name="สายใจ <แม่> & ลูก")
    with django_capture_on_commit_callbacks(execute=True):
        factories.accept(factories.invite(nomination, kanya, suda), name="สายใจ <แม่> & ลูก")
    assert len(mail.outbox) == 3
    for letter in mail.outbox:
        if letter.to != [EMAIL] or "คู่หู" not in letter.subject:
            assert "ครูสายใจ <แม่> & ลูก" in letter.subject
        assert "ครูสายใจ <แม่> & ลูก" in letter.body


def test_the_longest_names_still_fit_a_letter(somchai, thap_thong, kanya, suda, preeda):
    nomination = factories.make_whole_file(somchai, thap_thong, name="ก" * 120)
    factories.accept(factories.invite(nomination, kanya, suda), name="ก" * 120, called="ข" * 40)
