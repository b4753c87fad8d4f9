"""Running Thai without spaces between words, with names planted in the middle of it."""

from random import Random

WORDS = [
    "ปลา",
    "น้ำ",
    "นา",
    "ข้าว",
    "บ้าน",
    "คน",
    "ลุง",
    "ป้า",
    "เขา",
    "ป่า",
    "ฝน",
    "ดิน",
    "ต้นไม้",
    "การท่องเที่ยว",
    "ขนม",
    "แกง",
    "ตลาด",
    "วัดพระมหาธาตุ",
    "โรงเรียน",
    "ทำ",
    "ไป",
    "มา",
    "ได้",
    "ให้",
    "กับ",
    "แล้วก็",
    "ช่วยกัน",
    "เล่าว่า",
    "ปลูก",
    "เลี้ยง",
    "เก็บ",
    "ขาย",
    "เรียนรู้",
    "สนุก",
    "เหนื่อย",
    "ดี",
    "งาม",
    "ลม",
    "โลมา",
    "ทะเล",
    "คลอง",
    "๒๕๖๐",
]


def paragraph(number: int, planted: list[str]) -> str:
    """About five hundred letters; each planted name stands inside a run of words."""
    rng = Random(number)
    phrases = ["".join(rng.choices(WORDS, k=rng.randrange(3, 9))) for _ in range(16)]
    for name in planted:
        at = rng.randrange(len(phrases))
        phrases[at] = f"{rng.choice(WORDS)}{name}{rng.choice(WORDS)}{phrases[at]}"
    return " ".join(phrases)
