"""Real official codes under invented village names, each with those who keep its stories."""

VILLAGES = [
    # เชียรใหญ่
    {
        "code": "80060605",
        "name": "บ้านปลายคลองจาก",
        "joined_days": 1480,
        "keepers": [
            {
                "name": "เพียร คลองสองปาก",
                "called": "ป้า",
                "since_days": 640,
                "vouched": "ที่ประชุมหมู่บ้านฝากให้ดูแล เพราะแกจำเรื่องเก่าได้ทุกบ้าน",
                "vouched_days": 649,
                "show_name": True,
            },
            {
                "name": "สมนึก พูนน้ำกร่อย",
                "called": "ลุง",
                "since_days": 410,
                "vouched": "ป้าเพียรชวนมาช่วยอ่าน แล้วกลุ่มคนทำจากรับรู้พร้อมกันที่ศาลา",
                "vouched_days": 412,
                "show_name": True,
            },
        ],
    },
    {
        "code": "80060603",
        "name": "บ้านไสนกคุ่ม",
        "joined_days": 1210,
        "keepers": [
            {
                "name": "จำเนียร นวลรวง",
                "called": "ป้า",
                "since_days": 520,
                "vouched": "กลุ่มเก็บพันธุ์ข้าวยกมือให้หลังนวดข้าวเสร็จ",
                "vouched_days": 534,
                "show_name": True,
            }
        ],
    },
    {
        "code": "80060303",
        "name": "บ้านท่าลำพูเอน",
        "joined_days": 1030,
        "keepers": [
            {
                "name": "สุจินต์ เรือพายเดียว",
                "called": "ลุง",
                "since_days": 455,
                "vouched": "คนสองฝั่งคลองตกลงกันหลังทำบุญศาลาท่าน้ำ",
                "vouched_days": 461,
                "show_name": True,
            },
            {
                "name": "วรรณา ลำเจียกขาว",
                "called": "พี่",
                "since_days": 300,
                "vouched": "กลุ่มแม่ครัวอยากได้ผู้หญิงดูด้วยอีกคน",
                "vouched_days": 304,
                "show_name": True,
            },
        ],
    },
    {
        "code": "80061004",
        "name": "บ้านหนองจูดหวาน",
        "joined_days": 1600,
        "keepers": [
            {
                "name": "ประไพ จูดยาว",
                "called": "ป้า",
                "since_days": 700,
                "vouched": "กลุ่มสานเสื่อเลือกกันเอง ไม่มีใครลงแข่ง",
                "vouched_days": None,
                "show_name": True,
            },
            {
                "name": "นงเยาว์ ลายสองสี",
                "called": "พี่",
                "since_days": 390,
                "vouched": "ป้าประไพขอคนตาดีมาช่วยอ่านตัวหนังสือเล็ก",
                "vouched_days": 392,
                "show_name": False,
            },
        ],
    },
    {
        "code": "80061107",
        "name": "บ้านโคกพะยอมคู่",
        "joined_days": 1355,
        "keepers": [
            {
                "name": "วิเชียร พะยอมหอม",
                "called": "ลุง",
                "since_days": 560,
                "vouched": "สมาชิกกลุ่มสัจจะพูดตรงกันว่าแกเก็บความลับได้",
                "vouched_days": 574,
                "show_name": True,
            }
        ],
    },
    {
        "code": "80061302",
        "name": "บ้านทุ่งกกเหลือง",
        "joined_days": 870,
        "keepers": [
            {
                "name": "เจริญ กกสานเสื่อ",
                "called": "ครู",
                "since_days": 480,
                "vouched": "นักเรียนผู้สูงอายุทั้งห้องเสนอครูใหญ่เก่าของตัวเอง",
                "vouched_days": 486,
                "show_name": True,
            }
        ],
    },
    {
        "code": "80060508",
        "name": "บ้านเนินตาลเดี่ยว",
        "joined_days": None,
        "keepers": [
            {
                "name": "อุไร เนินลมเย็น",
                "called": "น้า",
                "since_days": 345,
                "vouched": "ผู้ใหญ่บ้านกับกลุ่มปลูกยาสมุนไพรเห็นพ้องกันในวันทำบุญกลางบ้าน",
                "vouched_days": 349,
                "show_name": True,
            }
        ],
    },
    {"code": "80061206", "name": "บ้านหน้าควนเงาะ", "joined_days": None, "keepers": []},
    # ท่าศาลา
    {
        "code": "80080109",
        "name": "บ้านหัวคลองแสม",
        "joined_days": 1705,
        "keepers": [
            {
                "name": "อับดุลเลาะ แสมสองราก",
                "called": "บัง",
                "since_days": 720,
                "vouched": "คนเรือเล็กฝากให้ดูแลหลังละหมาดวันศุกร์",
                "vouched_days": 729,
                "show_name": True,
            },
            {
                "name": "รอกีเยาะ คลื่นเงิน",
                "called": "ก๊ะ",
                "since_days": 420,
                "vouched": "กลุ่มแม่บ้านแกะปูบอกว่าแกกล้าทักเวลาเขียนผิด",
                "vouched_days": 422,
                "show_name": True,
            },
        ],
    },
    {
        "code": "80080707",
        "name": "บ้านโคกลูกแก้ว",
        "joined_days": None,
        "keepers": [
            {
                "name": "ยูโสบ ร่องสวนใน",
                "called": "บัง",
                "since_days": 385,
                "vouched": "โต๊ะอิหม่ามกับครูในหมู่บ้านช่วยกันชวน",
                "vouched_days": 399,
                "show_name": True,
            }
        ],
    },
    {
        "code": "80081104",
        "name": "บ้านควนยางนาเอน",
        "joined_days": 990,
        "keepers": [
            {
                "name": "สมหมาย ยางสามโอบ",
                "called": "ลุง",
                "since_days": 430,
                "vouched": "คนปลูกต้นไม้ 31 ครัวตกลงกันใต้ต้นยางนา",
                "vouched_days": 436,
                "show_name": True,
            }
        ],
    },
    # ปากพนัง
    {
        "code": "80120902",
        "name": "บ้านปลายหาดสนเอน",
        "joined_days": 1120,
        "keepers": [
            {
                "name": "ละเมียด สนปลายทราย",
                "called": "ป้า",
                "since_days": 505,
                "vouched": "กลุ่มทำเคยเลือกในคืนที่ตำเคยเสร็จ",
                "vouched_days": 509,
                "show_name": True,
            },
            {
                "name": "โชติ ลมว่าว",
                "called": "น้า",
                "since_days": 375,
                "vouched": "คนเรือในหาดอยากได้ตัวแทนฝั่งเลอีกคน",
                "vouched_days": 384,
                "show_name": False,
            },
        ],
    },
    {
        "code": "80121606",
        "name": "บ้านท่าพยอมแดง",
        "joined_days": None,
        "keepers": [
            {
                "name": "บุญเรือน ไหสองใบ",
                "called": "ป้า",
                "since_days": 330,
                "vouched": "อสม. สามคนกับผู้ใหญ่บ้านช่วยกันออกปาก",
                "vouched_days": 332,
                "show_name": True,
            }
        ],
    },
    {"code": "80120306", "name": "บ้านคลองระกำหวาน", "joined_days": None, "keepers": []},
    # ลานสกา
    {
        "code": "80030406",
        "name": "บ้านห้วยไทรคู่",
        "joined_days": 1890,
        "keepers": [
            {
                "name": "เคล้า สวนรกดี",
                "called": "ลุง",
                "since_days": 760,
                "vouched": "ชาวสวนในสายห้วยไว้ใจ เพราะแกไม่เคยเล่าแต่งเติม",
                "vouched_days": None,
                "show_name": True,
            }
        ],
    },
    {
        "code": "80030304",
        "name": "บ้านหน้าฝายหิน",
        "joined_days": 1290,
        "keepers": [
            {
                "name": "พรทิพย์ ฝายสามชั้น",
                "called": "พี่",
                "since_days": 465,
                "vouched": "กลุ่มมังคุดเลือกพร้อมกับเลือกเหรัญญิก",
                "vouched_days": 471,
                "show_name": True,
            }
        ],
    },
    {
        "code": "80030509",
        "name": "บ้านควนผึ้งรวง",
        "joined_days": None,
        "keepers": [
            {
                "name": "สวัสดิ์ รวงเต็ม",
                "called": "น้า",
                "since_days": 350,
                "vouched": "คนเลี้ยงผึ้งเก้าบ้านตกลงกันหน้าลานตากกล่อง",
                "vouched_days": 354,
                "show_name": True,
            }
        ],
    },
    # ชะอวด
    {
        "code": "80070405",
        "name": "บ้านเกาะไส้จูด",
        "joined_days": 1410,
        "keepers": [
            {
                "name": "ฉลวย พรุดำ",
                "called": "ลุง",
                "since_days": 590,
                "vouched": "ชุดเฝ้าไฟทั้งเก้าคนออกปากฝากไว้กับแก",
                "vouched_days": 599,
                "show_name": True,
            },
            {
                "name": "มลฤดี จูดตากแดด",
                "called": "พี่",
                "since_days": 402,
                "vouched": "กลุ่มสานกระจูดส่งตัวแทนมาอีกคน",
                "vouched_days": 404,
                "show_name": False,
            },
        ],
    },
    {
        "code": "80070806",
        "name": "บ้านทุ่งหนังลุง",
        "joined_days": 930,
        "keepers": [
            {
                "name": "แปลก จอผ้าขาว",
                "called": "ลุง",
                "since_days": 440,
                "vouched": "คณะหนังเด็กกับพ่อแม่ตกลงกันหลังซ้อม",
                "vouched_days": 454,
                "show_name": True,
            }
        ],
    },
    {"code": "80070904", "name": "บ้านหนองยางเอียง", "joined_days": None, "keepers": []},
    # สิชล
    {
        "code": "80140306",
        "name": "บ้านคลองพร้าวหวาน",
        "joined_days": 1180,
        "keepers": [
            {
                "name": "อารมณ์ พร้าวสองน้ำ",
                "called": "ป้า",
                "since_days": 495,
                "vouched": "แม่ครัวกลางทั้งโรงครัวชี้ไปที่คนเดียวกัน",
                "vouched_days": 501,
                "show_name": True,
            }
        ],
    },
    {
        "code": "80140610",
        "name": "บ้านห้วยทังใหญ่",
        "joined_days": 760,
        "keepers": [
            {
                "name": "สำราญ ทังโคนใหญ่",
                "called": "ลุง",
                "since_days": 415,
                "vouched": "ที่ประชุมหมู่บ้านเดือนละครั้งลงความเห็น",
                "vouched_days": 419,
                "show_name": True,
            },
            {
                "name": "จีรวรรณ ห้วยใสเย็น",
                "called": "พี่",
                "since_days": 260,
                "vouched": "ลุงสำราญชวนมาหัดดูด้วยกัน",
                "vouched_days": 269,
                "show_name": False,
            },
        ],
    },
    # นบพิตำ
    {
        "code": "80210207",
        "name": "บ้านปลายน้ำเย็น",
        "joined_days": 840,
        "keepers": [
            {
                "name": "สนั่น น้ำดังไกล",
                "called": "ลุง",
                "since_days": 425,
                "vouched": "คนสามคุ้มบ้านบอกว่าแกตื่นก่อนฝนทุกที",
                "vouched_days": 427,
                "show_name": True,
            }
        ],
    },
    {"code": "80210405", "name": "บ้านทุ่งคล้าดำ", "joined_days": None, "keepers": []},
    # พิปูน
    {
        "code": "80050205",
        "name": "บ้านไร่บนควน",
        "joined_days": 1515,
        "keepers": [
            {
                "name": "ถนอม ไร่สองชั้น",
                "called": "ป้า",
                "since_days": 610,
                "vouched": "ครอบครัวที่ผ่านน้ำใหญ่มาด้วยกันไว้ใจให้พูดแทน",
                "vouched_days": 624,
                "show_name": True,
            }
        ],
    },
    {
        "code": "80050306",
        "name": "บ้านวังจำปูน",
        "joined_days": None,
        "keepers": [
            {
                "name": "ชำนาญ ริมวัง",
                "called": "ลุง",
                "since_days": 340,
                "vouched": "กลุ่มปลูกไม้ริมห้วยเสนอในวันลงกล้า",
                "vouched_days": 346,
                "show_name": True,
            }
        ],
    },
    # ทุ่งสง
    {
        "code": "80090508",
        "name": "บ้านไผ่สามกอ",
        "joined_days": 1075,
        "keepers": [
            {
                "name": "แม้น ครกหิน",
                "called": "ป้า",
                "since_days": 450,
                "vouched": "กลุ่มเครื่องแกง 14 คนเขียนชื่อใส่กระป๋องแล้วได้ชื่อเดียว",
                "vouched_days": 454,
                "show_name": True,
            }
        ],
    },
    {"code": "80090605", "name": "บ้านนาสวนพลู", "joined_days": None, "keepers": []},
    # หัวไทร
    {
        "code": "80160407",
        "name": "บ้านแหลมตาลคู่",
        "joined_days": 900,
        "keepers": [
            {
                "name": "เลื่อน พะองสูง",
                "called": "ลุง",
                "since_days": 400,
                "vouched": "คนขึ้นตาลที่เหลืออยู่หกคนฝากไว้กับแก",
                "vouched_days": 409,
                "show_name": False,
            }
        ],
    },
    {"code": "80160106", "name": "บ้านคลองแดนทราย", "joined_days": None, "keepers": []},
]
