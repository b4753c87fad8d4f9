"""Words for the search: what a text is found by, and how what people type is understood."""

import random

import pytest

from kmnet.thai.text import clusters
from kmnet.thai.words import MOST_LETTERS, MOST_WORDS, Compared, asked, pieces_of, quoted, runs
from tests.test_thai_text import random_thai


def finds(query: str, text: str) -> bool:
    """Whether a text is found by a query, as the index and the look after it say."""
    kept = Compared(text)
    return bool(asked(query).words) and all(
        any(
            all(set(phrase.pieces) <= kept.pieces and phrase.text in kept.text for phrase in way)
            for way in word.ways
        )
        for word in asked(query).words
    )


def said(query: str) -> list[str]:
    return [word.said for word in asked(query).words]


def test_a_text_is_kept_by_its_clusters_and_by_each_two_that_stand_together():
    assert Compared("น้ำตก 2 ชั้น").pieces == {"น้ำ", "ต", "ก", "น้ำ+ต", "ต+ก", "2", "ชั้", "น", "ชั้+น"}
    assert pieces_of(runs("น้ำตก")) == ("น้ำ+ต", "ต+ก")
    assert pieces_of(runs("นา")) == ("นา",)
    assert quoted("it's \\") == "'it''s \\\\'"


SPELLINGS = [
    # typed, written
    ("นํ้าตก", "ไปน้ำตกมา"),
    ("น้ํา", "น้ำใจ"),
    ("เเกงส้ม", "แกงส้มปลา"),
    ("ไส\u200bหมาก", "บ้านในไสหมากนี้"),
    ("๒๕๓๑", "เมื่อ 2531 นั้น"),
    ("2531", "เมื่อ ๒๕๓๑ นั้น"),
    ("พ.ศ. ๒๕๖๗", "น้ำท่วมเมื่อปี 2567 ทั้งตำบล"),
    ("พ.ศ.2567", "น้ำท่วมเมื่อ ๒๕๖๗"),
    ("ปี 2567", "พ.ศ. 2567 น้ำท่วม"),
    ("ปี ๒๕๖๗", "น้ำท่วมปี 67"),
    ("2567", "น้ำท่วมปี ๖๗"),
    ("ปี 67", "น้ำท่วม พ.ศ. 2567"),
    ("อบต.", "องค์การบริหารส่วนตำบลไสหมาก"),
    ("อบต", "นายก อบต. มาฟัง"),
    ("อ.บ.ต.", "นายก อบต. มาฟัง"),
    ("องค์การบริหารส่วนตำบล", "นายก อบต.มาฟัง"),
    ("อบต.ไสหมาก", "องค์การบริหารส่วนตำบลไสหมาก"),
    ("อบต.ไสหมาก", "ที่ อบต. ไสหมาก"),
    ("องค์การบริหารส่วนตำบลไสหมาก", "ที่ อบต.ไสหมาก"),
    ("รพ.สต.", "โรงพยาบาลส่งเสริมสุขภาพตำบลบ้านดิน"),
    ("รพ. สต.", "ที่ รพ.สต.บ้านดิน"),
    ("รพสต", "ที่ ร.พ.ส.ต. บ้านดิน"),
    ("โรงพยาบาลส่งเสริมสุขภาพตำบล", "ไป รพ.สต. กัน"),
    ("กศน.", "ครูการศึกษานอกระบบมาสอน"),
    ("การศึกษานอกระบบ", "ครู กศน. มาสอน"),
    ("ผญบ.", "ผู้ใหญ่บ้านเอื้อนเล่า"),
    ("ผญบ.เอื้อน", "ผู้ใหญ่บ้านเอื้อนเล่า"),
    ("ผู้ใหญ่บ้านเอื้อน", "ผญบ. เอื้อนเล่า"),
    ("อ ส ม", "อาสาสมัครสาธารณสุขประจำหมู่บ้าน"),
    ("อสม.", "มี อ.ส.ม. สิบคน"),
    ("อาสาสมัครสาธารณสุข", "มีอสม.สิบคน แล้ว อสม. ก็มา"),
    ("ธกส", "กู้ ธ.ก.ส. มา"),
    ("ธ.ก.ส.", "ธนาคารเพื่อการเกษตรและสหกรณ์การเกษตร"),
    ("รพ.", "ส่งโรงพยาบาลทัน"),
    ("ตำบลไสหมาก", "บ้านทาบทอง หมู่ที่ 2 ต.ไสหมาก อ.เชียรใหญ่"),
    ("ต.ไสหมาก", "คนตำบลไสหมาก"),
    ("ต. ไสหมาก", "ที่ ต.ไสหมาก"),
    ("อำเภอเชียรใหญ่", "ต.ไสหมาก อ.เชียรใหญ่"),
    ("หมู่ 2", "บ้านทาบทอง หมู่ที่ 2 ต.ไสหมาก"),
    ("ม.2 ต.ไสหมาก", "บ้านทาบทอง หมู่ที่ 2 ต.ไสหมาก"),
    ("KM", "วงคุยแบบ km ของเรา"),
    ("ดี ๆ", "เรื่องดีๆ"),
]


@pytest.mark.parametrize(("typed", "written"), SPELLINGS)
def test_spellings_and_abbreviations_find_one_another(typed, written):
    assert finds(typed, written)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("ลม", "โลมา"),  # half a cluster
        ("ไสหมาก", "ไสมาหมาก"),
        ("คนดี", "คน ดีใจ"),  # a space ends a thought
        ("อบต.ไสหมาก", "อบต.ท้องลำเจียก ข้างไสหมาก"),
        ("นาปี 2567", "น้ำท่วมปี 2567"),
        ("ตำบล", "ต.ไสหมาก"),  # a letter alone stands for nothing
        ('"แกง ส้ม"', "แกงเผ็ดกับส้ม"),
        ("แกง เผ็ด", "แกงส้ม"),
    ],
)
def test_what_is_not_said_is_not_found(typed, written):
    assert not finds(typed, written)


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("แกงส้ม  ปลา", ["แกงส้ม", "ปลา"]),
        ('"แกง ส้ม" ปลา', ["แกง ส้ม", "ปลา"]),
        ("“แกง ส้ม” «ปลา ทู»", ["แกง ส้ม", "ปลา ทู"]),
        ('แกง" ส้ม', ["แกง", "ส้ม"]),
        ('"""', []),
        ("ปลา ปลา", ["ปลา"]),
        ("", []),
        (" \t\n ", []),
        ("่้", ["่้"]),
        ("! & | <-> :*", []),
        ("🐟", []),
        ("\x00ปลา\x00", ["ปลา"]),
        ("อ.เชียรใหญ่ ปลา", ["อ.เชียรใหญ่", "ปลา"]),
        ("ที่ ต. ไสหมาก", ["ที่", "ต. ไสหมาก"]),
        ("น้ำท่วม ปี 67", ["น้ำท่วม", "ปี 67"]),
    ],
)
def test_words_and_phrases_are_told_apart(typed, understood):
    assert said(typed) == understood


def test_only_so_much_of_a_query_is_used_and_it_says_so():
    words = [f"{number}คน" for number in range(MOST_WORDS + 3)]
    many = asked(" ".join(words))
    assert [word.said for word in many.words] == words[:MOST_WORDS]
    assert many.cut
    long = asked("เกาะ" * 5000)
    assert long.cut
    assert long.text == "เกาะ" * (MOST_LETTERS // 4)  # not cut inside a cluster
    assert not asked("แกงส้ม").cut


def test_any_run_of_whole_clusters_of_a_text_finds_it():
    rng = random.Random(6)
    for _ in range(400):
        text = " ".join(random_thai(rng) for _ in range(rng.randrange(1, 6)))
        text += rng.choice(
            ["", " อบต.ไสหมาก", "ปี 67 ก็", " พ.ศ. 2567", ' "ดี" ', "รพ. สต.", " ต. ไส"]
        )
        kept = Compared(text).plain
        spans = cluster_spans(kept)
        if not spans:
            continue
        first = rng.randrange(len(spans))
        last = rng.randrange(first, min(first + 12, len(spans)))
        part = kept[spans[first][0] : spans[last][1]]
        assert finds(part, text), (part, text)


def cluster_spans(text: str) -> list[tuple[int, int]]:
    spans, at = [], 0
    for cluster in clusters(text):
        at = text.index(cluster, at)
        spans.append((at, at + len(cluster)))
        at += len(cluster)
    return spans
