"""Texts without boilerplate, for property tests: blocks of every form in six languages, in several layouts.

No line has a set phrase of boilerplate in it, so each text must come out whole. Blocks with such words are cases of
`tests/unit/features/test_blocks.py`.
"""

import textwrap
from typing import Final, NamedTuple

from hypothesis import strategies as st


class Block(NamedTuple):
    """Rows that belong together; `is_prose` if they are paragraphs, which may be wrapped and stand apart."""

    rows: tuple[str, ...]
    is_prose: bool = False


def _prose(*rows: str) -> Block:
    return Block(rows, is_prose=True)


def _rows(text: str) -> Block:
    return Block(tuple(text.strip("\n").split("\n")))


ENGLISH: Final[dict[str, Block]] = {
    "headline": _prose(
        "Island school rings its bell again",
        "The bell of the school on Tarn had been silent since the winter of 1987, when a storm cracked it from "
        "lip to crown.",
        "A foundry on the mainland has now welded the crack, and on Friday two pupils pulled the rope for the "
        "first time.",
    ),
    "prose": _prose(
        "Snow fell on the harbour for three days, and on the fourth the fishermen dug their boats out with "
        "kitchen pans.",
        "Nobody was surprised. Old people could remember a winter in which the ice had reached the lighthouse and the "
        "postman had walked to the islands over it, with a dog to find the thin places.",
        "In the afternoon the wind turned. By dusk the first boat was out, and its lamp could be seen from the school.",
    ),
    "sentence": _prose("The river froze on Sunday."),
    "word": _prose("Perhaps."),
    "quote": _prose('"Hello" he said'),
    "verse": _rows(
        "The heron stands where two streams meet,\nas thin and grey as driven rain,\n"
        "and lifts in turn its patient feet\nand sets them softly down again.\n"
        "It has no need of hour or day,\nit keeps the water like a clerk,\n"
        "and when the light has gone away\nit is a heron made of dark."
    ),
    "dialogue": _rows(
        "“Did you bring the lantern?”\n“No.”\n“Why not?”\n“You said that there would be a moon.”\n"
        "“There is a moon.”\n“Behind that?”\n“Behind that.”\nShe laughed, and they went on without a light."
    ),
    "transcript": _rows(
        "HALVORSEN: When did you first hear the noise?\nWITNESS: Around four. It was still dark.\n"
        "HALVORSEN: And what did you do?\nWITNESS: I woke my brother.\nHALVORSEN: Only your brother?\n"
        "WITNESS: There was nobody else in the house."
    ),
    "list": _rows(
        "Three things are needed for the dough:\n- 500 g of rye flour\n- 350 ml of warm water\n- a spoonful of salt"
    ),
    "numbered": _rows(
        "Assemble the frame in this order:\n1. Lay out the four long beams.\n2. Drive a peg into each corner.\n"
        "3. Turn the frame over and check that it is square."
    ),
    "tabs": _rows(
        "Station\tDepth\tTemperature\nNorth buoy\t12 m\t4.1\nOld pier\t7 m\t5.0\nReef\t31 m\t3.6\nSound\t54 m\t3.2"
    ),
    "pipes": _rows(
        "| Species | Spring | Autumn |\n|---|---|---|\n| Curlew | 112 | 98 |\n| Dunlin | 1,340 | 905 |\n"
        "| Knot | 77 | 81 |"
    ),
    "code": _rows(
        "def depth(soundings):\n    total = 0.0\n    for value in soundings:\n        total += value\n"
        "    return total / len(soundings)\n\nprint(depth([12.0, 7.0, 31.0]))"
    ),
    "shell": _rows(
        "$ mkdir build && cd build\n$ cmake -DCMAKE_BUILD_TYPE=Release ..\n$ make -j4\n[100%] Built target sounder"
    ),
    "json": _rows('{\n  "station": "Reef",\n  "depth": 31,\n  "values": [3.6, 3.5, 3.9]\n}'),
    "questions": _rows(
        "How deep is the well?\nAbout forty metres.\nWho dug it?\nMonks, in the twelfth century.\n"
        "Does it ever run dry?\nIt did in 1540, and once in 1921.\nCan one drink from it?\n"
        "Yes, but boil the water first."
    ),
    "schedule": _rows(
        "Monday\n09:00 Opening of the workshop\n10:30 Knots and splices\n14:00 Sailing in shallow water\n"
        "Tuesday\n09:00 Reading the sky\n11:15 Charts and tides\n15:00 Repairing nets"
    ),
    "specification": _rows(
        "Length: 7.4 m\nBeam: 2.3 m\nDraught: 0.6 m\nDisplacement: 1,150 kg\nSail area: 24 m²\nHull: larch on oak"
    ),
    "references": _rows(
        "Aasen, P. (1998). Currents of the northern sound. Journal of Coastal Study, 12(3), 201–219.\n"
        "Brandt, L. & Okoye, C. (2007). Ice and its observers. Lund: Norrland Press.\n"
        "Ito, H. (2015). A century of tide tables. Ocean Records, 44, 5–31."
    ),
    "names": _rows("Halvor Aasen\nLiv Brandt\nChidi Okoye\nHana Ito\nPiet de Groot\nMaria Santos\nOlga Petrenko"),
    "results": _rows("Tarn 3, Velden 1\nOrlund 0, Skarv 0\nMarsund 2, Holm 4\nEide 1, Tarn 1"),
}
GERMAN: Final[dict[str, Block]] = {
    "headline": _prose(
        "Der Leuchtturm von Norderey leuchtet wieder",
        "Zwölf Jahre lang war der Turm dunkel, weil niemand die Linse schleifen konnte, die ein Blitz "
        "zerschlagen hatte.",
        "Nun hat ein Optiker aus Jena sie nachgebaut, und am Samstag zündete der alte Wärter das Licht zum "
        "ersten Mal an.",
    ),
    "prose": _prose(
        "Der Nebel lag so dicht über dem Moor, dass man die eigenen Schuhe nicht sah, und die Schafe husteten "
        "wie Greise.",
        "Der Schäfer zählte sie nach dem Gehör. Er kannte jedes an der Glocke, und wenn eine fehlte, blieb er "
        "stehen und "
        "wartete, bis sie irgendwo hinter ihm wieder anschlug.",
    ),
    "sentence": _prose("Am Abend fiel der erste Schnee."),
    "verse": _rows(
        "Der Wind geht über leere Felder,\ndie Krähe sitzt am Grabenrand,\nund langsam rücken dunkle Wälder\n"
        "heran und schließen um das Land.\nEin Licht geht an, ein Licht geht aus,\nder Mond steht hinter einem Haus."
    ),
    "dialogue": _rows(
        "„Hast du das Boot gesehen?“\n„Nein.“\n„Es liegt nicht mehr am Steg.“\n„Dann ist Jakob draußen.“\n"
        "„Bei diesem Wetter?“\n„Bei jedem.“"
    ),
    "list": _rows("In den Rucksack gehören:\n• ein Seil von zwanzig Metern\n• eine Stirnlampe\n• trockene Strümpfe"),
    "tabs": _rows("Ort\tHöhe\tRegen\nAlmdorf\t812 m\t1140\nEibach\t455 m\t890\nWeiler\t1020 m\t1310"),
    "questions": _rows(
        "Wie alt ist die Linde?\nEtwa siebenhundert Jahre.\nWer hat sie gepflanzt?\nDas weiß niemand.\n"
        "Ist sie gesund?\nNicht ganz, sie wird von Stangen gestützt."
    ),
    "specification": _rows("Länge: 3,20 m\nBreite: 1,10 m\nGewicht: 64 kg\nHolz: Lärche\nBaujahr: 1958"),
    "names": _rows("Hinrich Petersen\nAnke Lorenzen\nUwe Brodersen\nGesche Jansen\nMomme Carstens"),
}
RUSSIAN: Final[dict[str, Block]] = {
    "headline": _prose(
        "В деревне Заречье снова заработала мельница",
        "Колесо не вращалось сорок лет: плотину размыло весенним паводком, а восстановить её никто не решался.",
        "Прошлой осенью трое братьев привезли брёвна из соседнего леса, и в марте вода снова пошла по жёлобу.",
    ),
    "prose": _prose(
        "Утром над рекой стоял туман, и паром шёл медленно, подавая голос колоколом, чтобы не столкнуться с плотами.",
        "Паромщик знал реку с детства. Он помнил, где под водой лежит старая баржа, и обходил её, даже не глядя вниз, "
        "будто видел её сквозь мутную воду.",
    ),
    "sentence": _prose("К вечеру пошёл первый снег."),
    "verse": _rows(
        "Над полем низко ходит осень,\nполощет ветер красный лист,\nи между двух высоких сосен\n"
        "горит закат, и воздух чист.\nИ лодка спит у старой кручи,\nи в лодке спят дожди и тучи."
    ),
    "dialogue": _rows(
        "— Ты видел лодку?\n— Нет.\n— Её не было у причала.\n— Значит, дед уплыл.\n— В такую погоду?\n— В любую."
    ),
    "list": _rows("Для теста понадобятся:\n- пятьсот граммов муки\n- стакан тёплого молока\n- щепотка соли"),
    "tabs": _rows("Посёлок\tВысота\tОсадки\nЛуговое\t112 м\t540\nСосновка\t187 м\t610\nЯр\t203 м\t655"),
    "questions": _rows(
        "Сколько лет колодцу?\nБольше трёхсот.\nКто его вырыл?\nМонахи.\nВода в нём чистая?\nДа, но очень холодная."
    ),
    "names": _rows("Иван Лукин\nМарфа Седова\nПётр Ильин\nАнна Громова\nСтепан Рогов"),
}
CHINESE: Final[dict[str, Block]] = {
    "headline": _prose(
        "山村小学的钟又敲响了",
        "这口铜钟挂在老槐树下已有百年，十二年前一场大风把树枝吹断，钟也摔出了一道裂缝，从此再也没有人敲过它。",
        "去年冬天，镇上的老铁匠用了三个月把裂缝补好，上星期一早晨，两个孩子第一次拉响了钟绳。",
    ),
    "prose": _prose(
        "雪在港口下了三天，第四天早晨，渔民们用锅和木板把船从雪里挖出来，没有人抱怨，因为大家都记得更冷的冬天。",
        "下午风向变了，天黑以前第一条船已经出海，从学校的窗口可以看见船上的灯一闪一闪，慢慢消失在海岬后面。",
    ),
    "sentence": _prose("河面在星期天结了冰。"),
    "verse": _rows("风过空山\n月落寒潭\n一叶小舟\n两岸青峦\n钟声何处\n夜色已阑"),
    "dialogue": _rows(
        "“你看见船了吗？”\n“没有。”\n“它不在码头。”\n“那是爷爷出海去了。”\n“这种天气？”\n“什么天气都一样。”"
    ),
    "list": _rows("和面需要准备：\n- 面粉五百克\n- 温水三百毫升\n- 盐一小勺"),
    "tabs": _rows("村庄\t海拔\t雨量\n石桥\t812\t1140\n柳坪\t455\t890\n高岭\t1020\t1310"),
    "questions": _rows("这口井有多深？\n大约四十米。\n是谁挖的？\n八百年前的僧人。\n水干过吗？\n干过两次。"),
}
HINDI: Final[dict[str, Block]] = {
    "headline": _prose(
        "पहाड़ी गाँव की पनचक्की फिर चल पड़ी",
        "चालीस साल से चक्की का पहिया रुका हुआ था, क्योंकि बाढ़ ने बाँध तोड़ दिया था और किसी ने उसे दोबारा नहीं बनाया।",
        "पिछली सर्दियों में तीन भाइयों ने जंगल से लकड़ी लाकर नाली बनाई, और मार्च में पानी फिर से पहिये तक पहुँचा।",
    ),
    "prose": _prose(
        "सुबह नदी पर घना कोहरा था और नाव बहुत धीरे चल रही थी, ताकि वह लकड़ी के लट्ठों से न टकरा जाए।",
        "नाविक बचपन से इस नदी को जानता था। उसे याद था कि पुरानी नाव पानी के नीचे कहाँ पड़ी है, और वह बिना देखे उससे बच निकलता था।",
    ),
    "sentence": _prose("शाम को पहली बर्फ़ गिरी।"),
    "verse": _rows("खेतों पर उतरी है शाम,\nलौट रहे हैं पंछी घर,\nधीमे धीमे बहती नदी,\nचाँद टिका है पीपल पर।"),
    "dialogue": _rows("“तुमने नाव देखी?”\n“नहीं।”\n“वह घाट पर नहीं है।”\n“तो दादा नदी में होंगे।”\n“ऐसे मौसम में?”\n“हर मौसम में।”"),
    "list": _rows("आटे के लिए चाहिए:\n- पाँच सौ ग्राम आटा\n- एक गिलास गुनगुना पानी\n- चुटकी भर नमक"),
    "questions": _rows("कुआँ कितना गहरा है?\nलगभग चालीस मीटर।\nइसे किसने खोदा?\nसाधुओं ने।\nक्या यह कभी सूखा?\nहाँ, दो बार।"),
}
ARABIC: Final[dict[str, Block]] = {
    "headline": _prose(
        "طاحونة القرية تدور من جديد",
        "توقفت عجلة الطاحونة أربعين عامًا لأن السيل هدم السدّ الصغير ولم يجرؤ أحد على بنائه مرة أخرى في ذلك الوادي.",
        "في الشتاء الماضي حمل ثلاثة إخوة الخشب من الغابة القريبة، وفي الربيع وصل الماء إلى العجلة القديمة.",
    ),
    "prose": _prose(
        "كان الضباب كثيفًا فوق النهر في الصباح، وكان القارب يسير ببطء شديد حتى لا يصطدم بجذوع الأشجار العائمة.",
        "كان الملاح يعرف النهر منذ طفولته، ويتذكر أين يرقد المركب القديم تحت الماء، فيبتعد عنه دون أن ينظر إليه.",
    ),
    "sentence": _prose("في المساء سقط الثلج الأول."),
    "verse": _rows(
        "هَبَّ النَّسِيمُ عَلَى الحُقُولِ مَسَاءَ\nوَأَتَى الغُرُوبُ فَلَوَّنَ الأَرْجَاءَ\nوَغَفَا الصَّغِيرُ عَلَى ذِرَاعِ أَبِيهِ\nوَالنَّهْرُ يَحْكِي قِصَّةً لِأَخِيهِ"
    ),
    "dialogue": _rows("«هل رأيت القارب؟»\n«لا.»\n«ليس عند المرسى.»\n«إذن خرج جدي.»\n«في هذا الجو؟»\n«في كل جو.»"),
    "list": _rows("يحتاج العجين إلى:\n- نصف كيلو من الطحين\n- كوب من الماء الدافئ\n- قليل من الملح"),
    "questions": _rows("كم عمق البئر؟\nنحو أربعين مترًا.\nمن حفرها؟\nرهبان قدماء.\nهل جفّت يومًا؟\nنعم، مرتين."),
}
LANGUAGES: Final = {
    "en": ENGLISH, "de": GERMAN, "ru": RUSSIAN, "zh": CHINESE, "hi": HINDI, "ar": ARABIC,
}  # fmt: skip
BLOCKS: Final[dict[str, Block]] = {
    f"{language}-{form}": block for language, blocks in LANGUAGES.items() for form, block in blocks.items()
}
WIDTHS: Final = (60, 66, 72, 80, 100)
LONG_ROW: Final = (
    "A longer row ends the text: the path over the moor, which the wardens had marked with white stones in the "
    "summer of "
    "1911, is still there, and whoever walks it in a dry spring finds the last of them beside a spring under "
    "three rowans."
)


def lay_out(blocks: list[Block], layout: str, width: int = 0) -> str:
    """Return blocks as a text.

    The layout is "blank" for blank rows between paragraphs and blocks, or "tight" for none. With a `width`, paragraphs
    are wrapped.
    """
    gap = "\n\n" if layout == "blank" else "\n"
    parts = []
    for block in blocks:
        rows = [textwrap.fill(row, width) if width and block.is_prose else row for row in block.rows]
        parts.append((gap if block.is_prose else "\n").join(rows))
    return gap.join(parts) + "\n"


@st.composite
def clean_texts(draw: st.DrawFn) -> str:
    """Draw a text of one to six blocks in one language, laid out somehow."""
    forms = LANGUAGES[draw(st.sampled_from([*LANGUAGES]))]
    blocks = [forms[name] for name in draw(st.lists(st.sampled_from([*forms]), min_size=1, max_size=6))]
    layout, width = draw(st.sampled_from(["blank", "blank", "tight"])), draw(st.sampled_from([0, *WIDTHS]))
    long_rows = draw(st.sampled_from([0, 0, 1, 3])) if width else 0
    text = lay_out(blocks, layout, width)
    for _ in range(long_rows):
        text += ("\n" if layout == "blank" else "") + LONG_ROW + "\n"
    return text
