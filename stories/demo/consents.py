"""What people in the stories answered when they were asked about their names and faces.

Whoever is not in here agreed to be named on the web and in a book. People are found by name, for
no two in the demo share one.
"""

# They would rather not be named; the village chose what to say instead.
ALIASES = {
    "พวง ไพลเหลือง": "ยายคนหนึ่งท้ายบ้าน",
    "สุภาพร สวนพลูเก่า": "พี่คนหนึ่งในซอย",
    "เลื่อน พะองสูง": "ลุงคนหนึ่งบนยอดตาล",
    "มานพ ศาลาเช้า": "",
}

# They agreed for the web until a day, this many days from now.
UNTIL = {"เคล้า สวนรกดี": 214, "รอกีเยาะ คลื่นเงิน": 96}

# Who answers for a child.
GUARDIANS = {"ปลื้ม เงาบนจอ": "แม่ของน้องปลื้ม", "ฟารีดา ร่องสวนนอก": "ยายของน้องฟารีดา"}

# Named in a story that somebody else tells, by the story's title.
NAMED_BESIDE = {"ตะโกนตอบกันบนยอดตาล": [("ป้า", "เอียด แกงคั่วตาล")]}

# She agreed, and later took it back.
WITHDRAWN = [
    {
        "visit": "v18",
        "name": "เรณู ท่าน้ำเหนือ",
        "called": "น้า",
        "alias": "น้าคนหนึ่งริมคลอง",
        "how": "บอกน้องกานดาที่ศาลาท่าน้ำ ว่าคนทักเรื่องนี้ทุกงานจนเขิน",
        "told_to": "kanda",
        "days_ago": 34,
    }
]

# Photos in which somebody is seen well, by visit and place in the row; the others are wide.
SEEN = {
    ("v01", 1): {"what": "face", "called": "ป้า", "name": "เพียร คลองสองปาก", "agreed": True},
    ("v09", 1): {"what": "place", "called": "ลุง", "name": "สนั่น น้ำดังไกล", "agreed": True},
    ("v10", 3): {"what": "face", "called": "ป้า", "name": "อารมณ์ พร้าวสองน้ำ", "agreed": False},
    ("v19", 1): {"what": "face", "called": "น้อง", "name": "ปลื้ม เงาบนจอ", "agreed": True},
    ("v26", 1): {"what": "face", "called": "ลุง", "name": "สมหมาย ยางสามโอบ", "agreed": True},
    ("v28", 1): {"what": "face", "called": "แม่เฒ่า", "name": "ส้มลิ้ม คล้าดำ", "agreed": True},
}
WIDE_WITH_CHILDREN = {("v21", 1), ("v34", 1)}
