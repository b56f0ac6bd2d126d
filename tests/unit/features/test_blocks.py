"""Blocks by shape: what each kind looks like in several languages, and what only looks like it."""

import pytest

from cleaner.features.blocks.codes import BLOCKS, LIST, NONE, block_name
from tests.support.features import PROSE, line_features, spaced
from tests.support.features import block_names as kinds

MANY = 20_000
"""Lines or entries of a page on which more than linear work would take minutes."""

FOUND: dict[str, list[tuple[str, ...]]] = {
    "table": [
        ("Station\tDepth", "Reef\t31 m", "Sound\t54 m"),
        ("| Species | Spring |", "|---|---|", "| Curlew | 112 |"),
        ("Species | Spring", "Curlew | 112", "Knot | 77", "Dunlin | 905"),
        ("Datum\t2024", "Autor\tA. Berg", "Tags\tBoote"),
        ("村庄\t海拔", "石桥\t812", "柳坪\t455"),
        ("Reef 31 3.6", "Sound 54 3.2", "Pier 7 5.0"),
        ("12 31 -4 5%", "7 18 29 3%", "54 2 17 9%"),
        ("Порт     Глубина", "Риф      31 м", "Пролив   54 м"),
    ],
    "code": [
        ("total = 0", "tags = []", "for value in values:", "total += values[0]"),
        ("int main(void) {", "return depth;", "}"),
        ("$ mkdir build", "$ cd build"),
        (">>> depth([3])", "3", ">>> depth([])"),
        ("<ul>", "<li>Reef</li>", "</ul>"),
        ('"depth": [31],', '"name": {', '"ru": "Риф"', "}"),
        ("// the depth in metres", "let depth = 31;"),
        ("import os", "from pathlib import Path", "def depth(reef):", "    return reef"),
        ("SELECT name, depth", "FROM reefs", "WHERE depth > 31"),
        ("sudo apt update", "git clone reefs"),
        ("@classmethod", "def depth(cls):"),
    ],
    "list": [
        ("- rye", "- salt"),
        ("1. Lay out the beams", "2. Drive a peg in", "3. Turn the frame over"),
        ("• Лодки", "• Цены"),
        ("1) Ja", "2) Nein"),
        ("a) by boat", "b) on foot"),
        ("(1) на лодке", "(2) пешком"),
        ("A. le bateau", "B. la mule", "C. à pied"),
        ("200 g Mehl", "3 Eier", "Salz 1 TL", "½ Zitrone"),
        ("400 g de garbanzos", "2 dientes de ajo", "Sal y aceite", "1 cebolla", "3 tomates maduros"),
        ("- rye", "1. salt"),
        ("- the captain of the boat;", "- the owner of the pier;"),
        ("• список лодок;", "• список причалов;"),
    ],
    "dialogue": [
        ("Ada: Why now?", "Bo: The ice has gone.", "Ada: And then?", "Bo: We wait for the boat."),
        ("记者：为什么现在？", "船长：冰化了。", "记者：然后呢？", "船长：我们等。"),
        ("Q. Why now?", "A. Because the ice has gone.", "Q. And then?", "A. Then we wait."),
        ("“Why now?”", "“The ice has gone.”", "“And then?” she asked.", "“We wait.”"),
        ("— Tu as vu le bateau ?", "— Non.", "— Il n'est plus au quai.", "— Alors…"),
        ("[00:01] Ada: Why now?", "[00:04] Bo: The ice.", "[00:05] Ada: And then?", "[00:09] Bo: We wait."),
        ("Анна: Почему?", PROSE, "Борис: Лёд сошёл.", PROSE, PROSE, "Анна: А потом?", "Борис: Ждём."),
    ],
    "fields": [
        ("Weight: 3 kg", "Length: 14 m", "Builder: Orrin yard"),
        ("Länge: 14 m", "Werft: Orrin", "Baujahr: 1987", "Gewicht: 3 t"),
        ("重量：3公斤", "长度：14米", "船厂：奥林"),
    ],
    "schedule": [
        ("10:30 Doors open", "11:00 The band", "12:15 Lunch"),
        ("Lundi 9h30 Marché", "Mardi 10h15 Régate", "Mercredi 11h00 Concert"),
        ("12.05.2024 Markt", "13.05.2024 Regatta", "14.05.2024 Konzert"),
        ("1987 Founded in Orrin", "1992 First boat", "2004 Bought by Elda"),
        ("8:30 开幕式", "9:00 主题演讲", "10:15 茶歇"),
        ("9 am – Doors", "10 AM – The band", "11:30 am – Lunch", "2 p.m. – Raffle"),
        ("12.5. um 10:30 Markt", "13.5. um 11:30 Regatta", "14.5. um 9:00 Konzert"),
    ],
    "references": [
        ("[1] Berg on boats and bread", "[2] Orrin on herring and time"),
        ("Berg, A. (2004). On boats and bread. Orrin.", "Dahl, K. L. (1999). On herring. Elda."),
        ("^ Berg, A history of boats", "^ Dahl on herring, page 4"),
        ("- ^ Berg 2011, p. 4", "- ^ a b Dahl 1998"),
        ("1. ^ Berg 2011, p. 4", "2. ^ Dahl 1998"),
        ("↑ Berg, S. 4", "↑ Dahl, S. 77"),
        ("¹ Berg, Les bateaux", "² Dahl, Les harengs"),
        ("[1] Berg, p. 4", "[12]: Dahl, p. 9"),
        ("1. Berg, A. (2004). On boats and bread. Orrin.", "2. Dahl, K. L. (1999). On herring. Elda."),
        ("Иванов, И. И. Лодки и хлеб. М., 1987", "Петров П. П. Сельдь и время. М., 1999"),
    ],
    "verse": [
        ("The sea was at the door that night", "and all the lamps were out", "but she who saw", "could see us turn"),
        ("Das Meer stand vor der Tür", "und alle Lampen waren aus", "doch wer am längsten wacht", "der sah uns noch"),
        ("Над полем низко ходит осень,", "полощет ветер красный лист,", "и между сосен", "горит закат, и воздух чист."),
        ("The tide is in the yard", "And I am at the door", "The boy who had the nets", "Will have the nets no more."),
        ("И вот опять над морем тишина", "и нам не спать до самого утра", "а в доме том", "она стоит и ждёт"),
        ("我在海边等了你一夜", "风在我们的门外说话", "你的船还没有回来", "我的灯也不肯灭"),
    ],
    "questions": [
        ("How deep is it?", "Forty metres.", "Who dug it?", "Monks did.", "Does it run dry?", "It did once."),
        ("1. Wer kam?", "Niemand.", "2. Und wann?", "Nie.", "3. Warum?", "Das weiß ich nicht."),
        ("井有多深？", "四十米。", "谁挖的？", "僧人。", "水干过吗？", "干过两次。"),
        ("Why now?", PROSE, PROSE, "And then?", PROSE, "Who pays?", PROSE),
        ("Why now?", "Three things:", PROSE, "And then?", "Why? We do not know.", "Why not?", "Who pays?", PROSE),
    ],
    "menu": [
        ("Home", "News", "Sport", "Weather", "Contact us"),
        ("首页", "新闻", "体育", "财经", "娱乐频道"),
        ("Главная", "Новости", "Спорт", "Культура", "Контакты"),
        ("1", "2", "3", "4", "5"),
    ],
    "entries": [
        ("12 May 2024", "Ferry sinks", "13 May 2024", "Bridge closed", "14 May 2024"),
        ("12/05/2024 à 10h31", "Le pont fermé", "13/05/2024 à 11h05", PROSE, PROSE, "14/05/2024 à 9h15"),
        ("2024年5月12日", "渡轮沉没", "2024年5月13日", "大桥关闭", "2024年5月14日"),
    ],
    "tags": [
        ("boats bread bridge ferry harbour herring island lighthouse market mayor school storm",),
        ("лодки хлеб мост паром гавань сельдь остров маяк рынок мэр школа шторм",),
        ("海岛 灯塔 渡轮 港口 学校 市长 风暴 市场 面包 桥梁 鲱鱼 船只 渔民",),
    ],
    "archive": [
        ("January 2024 (3)", "December 2023 (12)", "November 2023 (7)"),
        ("März 2021", "Februar 2021", "Januar 2021"),
        ("2024年3月", "2024年2月 (5)", "2024年1月"),
        ("Март 2024", "Февраль 2024", "Январь 2024"),
        ("marzo de 2024", "febrero de 2024", "enero de 2024"),
    ],
}  # fmt: skip
"""Blocks of each kind. Contents and lead-ins have tests of their own, because they depend on other lines."""


def test_each_kind_has_examples() -> None:
    assert {"none", "contents", "lead-in", *FOUND} == set(BLOCKS)
    assert min(len(blocks) for blocks in FOUND.values()) >= 2


@pytest.mark.parametrize(("kind", "rows"), [(kind, rows) for kind, blocks in FOUND.items() for rows in blocks])
def test_a_block_is_found_with_its_exact_lines(kind, rows) -> None:
    assert kinds(*rows) == [kind] * len(rows)
    assert kinds(PROSE, *rows, PROSE) == ["none", *[kind] * len(rows), "none"]


NEAR: dict[str, list[tuple[str, ...]]] = {
    "table": [
        ("Station\tDepth", "Reef\t31 m"),
        ("Home | News | Sport", "Contact | Imprint", "About us | Jobs | Press"),
        ("$4.50", "$3.20", "$7.80"),
        ("1 2 3 4 5", "6 7 8 9 10", "11 12 13 14 15"),
        ("May 12 2024", "May 13 2024", "May 14 2024"),
        ("Tarn 3", "Velden 1", "Skarv 0"),
        ("Reef 31 3.6", "Sound 54 3.2"),
        ("Mills – water – wind", "Boats – oars – sails", "Nets – hooks – lines"),
        ("It rained.  Nobody came.", "We waited.  It rained.", "We left.  Nobody saw."),
    ],
    "code": [
        ("x = [];",),
        ("x = [];", "one", "two", "three", "y = [];"),
        ("Write to me; I shall answer", "She paid 5 $ for it", "Tea [with milk] or coffee"),
        ("Home", "News > Sport > Football", "Log in"),
        ("“We waited a long time,” she said", "He laughed (and so did she)"),
        ("#boats", "@orrin_ferry", "#harbour"),
        ("$5 million for the harbour", "$3 million for the school", "$2 million"),
        ("$ 5 millones para el puerto", "$ 3 millones para la escuela"),
        ("$196.76 $147.56", "$3,545.00 – $3,845.00"),
        ("from the first day it rained", "let us go", "use of force", "return to the harbour"),
        ("JOIN OUR MAILING LIST", "SELECT YOUR REGION", "UPDATE ON THE FERRY", "CREATE AN ACCOUNT"),
        ("@Mark you are right about the boat", "@Ada and so are you"),
        ("[Video]", "[Photo: Orrin]", "~ada [2012-01-04 06:52]"),
        ("The captain was late;", "the boat had gone;", "Επόμενη μέρα;"),
        ("1. The captain;", "2. The boat;"),
    ],
    "list": [
        ("- rye",),
        ("- rye", "salt", "- water"),
        ("  rye", "  salt"),
        ("1987 was cold", "1988 was not"),
        ("1 Ferry sinks", "2 Bridge closed", "3 Market opens", "4 Fares rise"),
        ("5 hours ago", "7 hours ago", "8 hours ago", "9 hours ago"),
        ("12 comments", "35 shares", "2 likes", "140 views"),
        ("5 boats", "Harbour", "Bridge", "7 nets", "Market", "School", "8 oars", "Storm", "Weather", "9 sails"),
        ("200 g Mehl", "3 Eier", "1 Zitrone"),
        ("B. by boat", "A. on foot", "C. by mule"),
        ("-5°", "-7°"),
    ],
    "dialogue": [
        ("Ada: Why now?", "Bo: The ice has gone.", "Ada: And then?"),
        ("Ada: Why now?", "Ada: The ice has gone.", "Ada: And then?", "Ada: We wait."),
        ("Ada:", "Bo:", "Ada:", "Bo:"),
        ("Ada: Why now?", "Bo: The ice.", "Ada: And then?", *[PROSE] * 5, "Bo: We wait."),
        ("Weight: 3 kg", "Length: 14 m", "Builder: Orrin", "Year: 1987"),
        ("a) by boat", "b) on foot", "a) by mule", "b) by train"),
        ("“Reef”", "“Sound”", "“Pier”", "“Isle”"),
        ("“Why now?”", "“The ice.”", "“And then?”"),
        tuple(row for turn in ("Ada: Why?", "Bo: Ice.", "Ada: So?", "Bo: Wait.") for row in (turn, *[PROSE] * 4)),
    ],
    "fields": [
        ("Weight: 3 kg", "Length: 14 m"),
        ("Weight:", "Length:", "Builder:"),
        ("Note: what you need:", "Food: what you eat:", "Work: what you do:"),
        tuple(spaced("Note: this is a remark of the editors, who were there when the boat came in that evening.")),
        tuple(spaced("Weight: 3 kg", "Length: 14 m", "Builder: Orrin")),
        ("Ada: Why now?", "Ada: The ice.", "Ada: And then?", "Ada: We wait."),
        ("https://orrin.example/a", "https://orrin.example/b", "https://orrin.example/c"),
    ],
    "schedule": [
        ("10:30 Doors open", "11:00 The band"),
        ("The boat left the harbour at 10:30", "The bus left the school at 11:00", "We all had lunch at 12:15"),
        ("Bread $4.50", "Milk $3.20", "Fish $7.80"),
        ("Brot 4.50 €", "Milch 3.20 €", "Fisch 7.80€"),
        ("1.1. Scope", "1.2. Terms", "1.3. Law"),
        ("9 amber beads", "10 pmol of it", "2 a month"),
        ("1234 people", "1235 boats", "1236 nets"),
    ],
    "references": [
        ("[1] Berg on boats and bread",),
        ("[1] Berg", "[2] Orrin"),
        ("Berg, who was born in 2004, left the yard", "Dahl, of the old yard, came in 1999"),
        ("Berg, A. On boats and bread", "Dahl, K. L. On herring and time"),
        ("[Video]", "[Photo of the boat]"),
        ("m² of land", "km² of sea"),
    ],
    "verse": [
        ("Local sport news", "Opinion letters", "Business money", "Weather tides", "Contact editor"),
        ("Bridge closed after storm", "Mayor opens the fish market", "Fares rise in spring", "School wins the final"),
        ("The sea was at the door that night", "and all the lamps were out", "but she who had the longest sight"),
        ("The Man of the Reef", "A House by the Sea", "What We Did in the Winter", "To the Island and Back"),
        ("Der Mann im Turm", "Das Haus am Ende der Welt", "Was wir im Winter taten", "Auf dem Weg zum Meer"),
        ("Your house by the sea", "It is at the end.", "The best of all books", "It is the one of the boats."),
        ("How deep is the well?", "It is forty metres.", "Who was it that dug it?", "It was the monks."),
        ("The sea was at the door in 1987", "and all the lamps were out", "but she who saw", "could see us turn"),
    ],
    "questions": [
        ("How deep is it?", "Forty metres.", "Who dug it?", "Monks did."),
        ("How deep is it?", "Who dug it?", "Does it run dry?", "Who drinks it?"),
        ("How deep!", "Forty metres.", "Who dug it!", "Monks did.", "Dry!", "It was once."),
        ("Will it sail?", "Ferry news", "Who pays?", "Harbour news", "Is it safe?", "Island news"),
        ("Will it sail?", "Nobody knows.", "Ada Berg", "Who pays?", "Ask them.", "Bo Dahl", "Is it safe?", "It is."),
        ("Why now?", *[PROSE] * 7, "And then?", *[PROSE] * 7, "Who pays?", PROSE),
    ],
    "menu": [
        ("Home", "News", "Sport", "Weather"),
        ("Ferry sinks off the reef", "Bridge closed after storm", "Market opens on pier", "Fares rise in spring") * 2,
        ("It rained.", "Nobody came.", "We waited.", "Then, silence.", "At last!"),
    ],
    "entries": [
        ("12 May 2024", "Ferry sinks", "13 May 2024"),
        ("12 May 2024", *[PROSE] * 12, "13 May 2024", *[PROSE] * 12, "14 May 2024"),
        ("It was sold in May 2024 to a man of the island.", "Nobody") * 4,
        ("In May 2024 it was sold to a man of the island who had no use", "Nobody") * 4,
        tuple(spaced(*["In May 2024, as everybody knows, the boat was sold to a man who had no use for it."] * 3)),
    ],
    "tags": [
        ("boats and bread at the harbour where the ferry to the island is and the mayor was",),
        ("boats, bread, bridge, ferry, harbour, herring, island, lighthouse, market, mayor, school, storm",),
        ("boats bread bridge ferry harbour herring",),
        ("Boats bread bridge ferry harbour herring island lighthouse market mayor school storm.",),
        ("tar 1 boat 1 rye 2222 quay 3333 sail 4444 oar 5555 net 6666 isle 7777 pier 8888 yard 9999 sea 11 bay 22",),
    ],
    "archive": [
        ("January 2024", "December 2023"),
        ("In 2024 we won", "Since 2023 closed", "Until 2022 open"),
        ("January 12", "December 11", "November 10"),
    ],
}  # fmt: skip
"""Rows that look like a block of a kind and are none."""


def test_each_kind_has_near_misses() -> None:
    assert set(NEAR) == set(FOUND) and min(len(rows) for rows in NEAR.values()) >= 2


@pytest.mark.parametrize(("kind", "rows"), [(kind, rows) for kind, misses in NEAR.items() for rows in misses])
def test_a_near_miss_is_no_block_of_the_kind(kind, rows) -> None:
    assert kind not in kinds(*rows)


def test_paragraphs_are_in_no_block() -> None:
    assert kinds(*[PROSE] * 9) == ["none"] * 9


@pytest.mark.parametrize(
    ("row", "name"),
    [(PROSE, "paragraph"), ("It rained.", "paragraph"), ("Ferry sinks", "none"), ("河面结了冰。", "paragraph")],
)
def test_a_sentence_in_no_block_is_named_a_paragraph(row, name) -> None:
    line = line_features(row)[0]
    assert block_name(NONE, line) == name
    assert block_name(LIST, line) == "list"


@pytest.mark.parametrize(
    ("block", "kind"),
    [
        (("- rye", "- salt"), "list"),
        (("Reef\t31", "Sound\t54", "Pier\t7"), "table"),
        (("$ mkdir build", "$ cd build"), "code"),
    ],
)
def test_a_colon_above_a_block_leads_to_it(block, kind) -> None:
    assert kinds(PROSE, "You need:", *block) == ["none", "lead-in", *[kind] * len(block)]
    assert kinds("You need.", *block)[0] == kinds("You need:", PROSE, *block)[0] == "none"


def test_a_colon_above_prose_leads_to_no_block() -> None:
    assert kinds("He said:", PROSE) == kinds(PROSE, "He said:") == ["none"] * 2


def test_no_lines_have_no_blocks() -> None:
    assert kinds() == []


def test_lines_without_text_are_in_no_block_but_a_menu() -> None:
    assert kinds("", PROSE, "") == ["none"] * 3
    assert kinds(*[""] * 9) == ["menu"] * 9


# --- exact lines ---


def test_a_table_ends_where_the_number_of_cells_changes() -> None:
    rows = ("Reef\t31", "Pier\t7", "Sound\t54", "Reef of Orrin\t31\tdeep", "Pier of Elda\t7\tshallow")
    assert kinds(*rows) == ["table"] * 3 + ["none"] * 2


def test_rows_of_a_box_are_a_table() -> None:
    assert kinds("│ Reef │ 31 m │", "│ Pier │ 7 m │", "│ Sound │ 54 m │") == ["table"] * 3


def test_a_single_item_between_paragraphs_parts_no_list() -> None:
    assert kinds("- rye", "- salt", PROSE, "- water", PROSE, "- oil", "- flour") == [
        *["list"] * 2, *["none"] * 3, *["list"] * 2
    ]  # fmt: skip


def test_entries_lie_between_the_first_and_the_last_stamp() -> None:
    stamps = ("12 May 2024", "13 May 2024", "14 May 2024")
    assert kinds("Ferry sinks", stamps[0], PROSE, stamps[1], PROSE, stamps[2], "Bridge closed") == [
        "none", *["entries"] * 5, "none"
    ]  # fmt: skip


def test_answers_of_several_paragraphs_are_in_the_dialogue() -> None:
    turns = ("Ada: Why now?", "Bo: The ice.", "Ada: And then?", "Bo: We wait.")
    rows = [row for turn in turns for row in (turn, PROSE, PROSE)]
    assert kinds(*rows) == ["dialogue"] * (len(rows) - 2) + ["none"] * 2


# --- precedence ---


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        (
            "questions",
            ("Is it so?", "It is in May 2024.", "Who says?", "We do, in May 2024.", "Is that all?", "All, in 2024."),
        ),
        ("dialogue", ("— Is it so?", "— It is.", "— Who says so?", "— We do.", "— Is that all?", "— That is all.")),
        ("list", ("a) How deep is it?", "b) Who dug it?")),
        ("verse", ("We were at home", "and it was the end", "but not for us", "so we went on", "and on and on")),
        ("entries", ("May 2024", "The sea", "It was late in May 2024", "At last", "and then in 2024")),
        ("archive", ("May 2024", "April 2024", "March 2024", "February 2024", "January 2024")),
        ("list", ("- 12 May 2024", "- 13 May 2024", "- 14 May 2024")),
        ("references", ("• Berg, A. B. On boats. 2004", "• Dahl, K. On herring. 1999")),
        ("schedule", ("10:30", "11:00", "11:30", "12:00", "12:30")),
        ("dialogue", ("Ada: 10:30", "Bo: 11:00", "Ada: 11:30", "Bo: 12:10")),
        ("code", ("name: {", "depth: [31],", "year: {", "width: [7]}")),
        ("code", ("- x = [];", "- y = [];")),
        ("table", ("- Reef | 31", "- Sound | 54", "- Pier | 7")),
        ("table", ("x = []; | 1", "y = []; | 2", "z = []; | 3")),
    ],
)
def test_the_kind_that_tells_more_wins(kind, rows) -> None:
    assert kinds(*rows) == [kind] * len(rows)


# --- linear time ---


@pytest.mark.parametrize(
    "row",
    [
        "Home",
        "- Home",
        "Ada: yes",
        "10:30",
        "x = [];",
        "a\tb",
        "1",
        "May 2024",
        "The sea and the",
        "[1] Berg on the boat",
        "a) by boat",
        "Reef 31 3.6",
        "“Why not?”",
    ],
)
def test_a_long_run_is_one_block(row) -> None:
    assert len(set(kinds(*[row] * MANY))) == 1


@pytest.mark.parametrize(
    "row",
    [
        "Berg, " + "A. " * MANY,
        "import " + "a." * MANY,
        "[1] " * MANY,
        "^ " * MANY,
        "«" * MANY + " 2024",
        "Berg, A." + " -," * MANY + "B 12:30",
        "1" * MANY + ":00",
        "SELECT" + " " * MANY + "A;",
        "import a," + "a," * MANY,
        "a " + "[ " * MANY,
        "$ " * MANY,
        "1 " * MANY,
        "31 " * 60 + "5",
        "1" * MANY + " g",
        "^" * MANY,
        "— " * MANY + ".",
        "ORDER BY" + " " * MANY,
        "for" + " ;" * MANY,
        "[00:01]" + " " * MANY + "Ada: yes",
        "x" + ";" * MANY,
    ],
    ids=lambda row: row[:8],
)
def test_a_long_hostile_row_is_read_in_linear_time(row) -> None:
    assert len(kinds(row, row, row)) == 3
