"""Sidecars: the original is restored byte for byte, or an error says why the sidecar is invalid."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cleaner.errors import CleanerError
from cleaner.files.decode import MARKS, decode
from cleaner.files.sidecar import START, dump_sidecar, parse_sidecar, restore_text
from cleaner.model import Document, Result
from cleaner.pipeline import clean
from cleaner.rulebook.rulebook import load_rulebook
from tests.support.command import PAGE, result
from tests.support.pages import PAGES

RULEBOOK = load_rulebook()
A, B = Path("d/a.txt"), Path("d/a.clean.txt")
KEPT = "The village of Orrin will keep its last bakery.\r\n"
GONE = "Home | News\r\n"
CLEANED = KEPT.encode()


def again(document: Document, done: Result) -> bytes:
    """Restore a document from its cleaned bytes and its sidecar."""
    return restore_text(parse_sidecar(dump_sidecar(A, B, document, done), "s"), document.encode(done.text), "s")


# --- round trips ---

ENCODINGS = [
    *((encoding, mark) for mark, encoding in MARKS),
    *((encoding, b"") for encoding in ("utf-8", "latin-1", "cp1252", "koi8_r", "gb18030", "shift_jis", "iso2022_jp")),
]
NOISE = st.lists(st.tuples(st.integers(0, 2000), st.binary(max_size=3)), max_size=3)


@given(PAGES, st.sampled_from(ENCODINGS), NOISE)
def test_any_file_that_can_be_read_can_be_restored(text: str, encoding: tuple[str, bytes], noise: Any) -> None:
    data = encoding[1] + text.encode(encoding[0], "ignore")
    for at, inserted in noise:  # may make UTF-8 invalid
        data = data[:at] + inserted + data[at:]
    try:
        document = decode(data)
    except CleanerError:
        assume(False)
    assert again(document, clean(document.text, RULEBOOK)) == data


@st.composite
def results(draw: st.DrawFn) -> Result:
    raw = draw(st.text("a\n\r é漢日本 ﾊ~\\", max_size=60))
    edges = sorted(draw(st.sets(st.integers(0, len(raw)), max_size=8)))
    return result(raw, *zip(edges[::2], edges[1::2], strict=False))


@given(
    results(), st.sampled_from(["iso2022_jp_ext", "iso2022_jp_2", "utf_7", "hz", "gb18030", "utf-16-le", "big5hkscs"])
)
def test_pieces_in_encodings_with_states(done: Result, encoding: str) -> None:
    data = done.raw.encode(encoding, "ignore")
    assume(data.decode(encoding) == done.raw)
    assert again(Document(done.raw, encoding), done) == data


def test_what_could_not_be_restored_is_not_written() -> None:
    """An escape at the end of a text starts no sequence, but one before other text does."""
    raw = "Hello \x1b~"
    with pytest.raises(CleanerError, match=r"d/a\.txt: cannot be restored exactly in ISO2022_JP; convert it"):
        dump_sidecar(A, B, Document(raw, "iso2022_jp"), result(raw, (7, 8)))


def test_the_file_is_readable_and_says_the_same_each_time() -> None:
    document = Document(PAGE)
    done = clean(PAGE, RULEBOOK)
    data = dump_sidecar(A, B, document, done)
    assert data == dump_sidecar(Path("elsewhere/a.txt"), Path("out/a.clean.txt"), document, done)
    assert data.startswith(START) and data.count(b"\n") == len(done.removed) + 9
    value = json.loads(data)
    assert (value["schema"], value["original"]["name"], value["cleaned"]["name"]) == (
        "cleaner/removed/1", "a.txt", "a.clean.txt",
    )  # fmt: skip
    assert [{k: v for k, v in item.items() if k != "text"} for item in value["removed"]] == [
        removal._asdict() for removal in done.removed
    ]
    assert [item["text"] for item in value["removed"]] == [PAGE[r.start : r.end] for r in done.removed]


def test_a_page_of_which_nothing_was_removed() -> None:
    data = dump_sidecar(A, B, Document(KEPT), result(KEPT))
    assert json.loads(data)["removed"] == [] and restore_text(parse_sidecar(data, "s"), CLEANED, "s") == CLEANED


# --- invalid sidecars ---


def changed(**members: Any) -> bytes:
    """Return a valid sidecar with some members changed; a name with __ is that of a nested member."""
    raw = GONE + KEPT
    value = json.loads(dump_sidecar(A, B, Document(raw), result(raw, (0, len(GONE)))))
    for name, member in members.items():
        inner, _, last = name.rpartition("__")
        table = value if not inner else value["removed"][0] if inner == "removed" else value[inner]
        table[last] = member
    return json.dumps(value).encode()


HUGE = 10**4000
SPAN = {"start": 0, "end": 1, "text": "x"}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "corrupt sidecar: not valid JSON; use a backup"),
        (b"\xff\xfe\x00", "not valid JSON"),
        (changed()[:-20], "not valid JSON"),
        (b"[" * 1_000_000, "not valid JSON"),
        (b'{"schema": ' + b"9" * 5000 + b"}", "not valid JSON"),
        (b"[]", "not a sidecar: its schema is not 'cleaner/removed/1'"),
        (b'{"name": "npm"}', "not a sidecar"),
        (changed(schema="cleaner/run/4"), "not a sidecar"),
        (changed(schema="cleaner/removed/2"), "unsupported version 'cleaner/removed/2'; restore with the"),
        (changed(encoding=8), "corrupt sidecar: encoding must be a string"),
        (changed(encoding="utf-9"), "unknown encoding 'utf-9'"),
        (changed(encoding="punycode"), "unknown encoding 'punycode'"),
        (changed(encoding="zlib_codec"), "unknown encoding 'zlib_codec'"),
        (changed(encoding="../\0" * 1000), "unknown encoding"),
        (changed(bom=1), "corrupt sidecar: bom must be true or false"),
        (changed(bom=True, encoding="koi8_r"), "'koi8_r' has no byte order mark"),
        (changed(original="a.txt"), "corrupt sidecar: original must be an object"),
        (changed(original__size=True), "corrupt sidecar: original.size must be an integer"),
        (changed(cleaned__sha256=None), "corrupt sidecar: cleaned.sha256 must be a string"),
        (changed(removed={}), "corrupt sidecar: removed must be an array"),
        (changed(removed=["x"]), r"corrupt sidecar: removed\[0\].start must be an integer"),
        (changed(removed__start=0.5), r"corrupt sidecar: removed\[0\].start must be an integer"),
        (changed(removed__start=-1), r"removed\[0\].start is before the end of the previous span"),
        (changed(removed=[SPAN, SPAN]), r"removed\[1\].start is before the end of the previous span"),
        (changed(removed__end=HUGE), r"removed\[0\].text does not have the length of its span"),
        (changed(removed__text=7), r"corrupt sidecar: removed\[0\].text must be a string"),
    ],
)  # fmt: skip
def test_what_is_no_sidecar_is_one_sentence(data: bytes, words: str) -> None:
    with pytest.raises(CleanerError, match=rf"^d/a\.removed\.json: .*{words}") as caught:
        parse_sidecar(data, "d/a.removed.json")
    assert len(str(caught.value)) < 250 and str(caught.value).endswith(".")


@pytest.mark.parametrize(
    "data",
    [
        changed(removed__text="Home | Jobs\r\n"),
        changed(removed=[]),
        changed(removed=[{"start": HUGE, "end": HUGE + 1, "text": "x"}]),
        changed(removed=[{"start": len(KEPT) + 1, "end": len(KEPT) + 2, "text": "x"}]),
        changed(removed__text="\ud800" * len(GONE)),
        changed(encoding="utf-16-le"),
        changed(encoding="ascii", removed__text="é" * len(GONE)),
        changed(bom=True),
        changed(original__size=1),
        changed(original__sha256="0" * 64),
    ],
)
def test_what_does_not_make_the_original_makes_nothing(data: bytes) -> None:
    with pytest.raises(CleanerError, match="s: corrupt sidecar: its spans do not restore the original; use a backup"):
        restore_text(parse_sidecar(data, "s"), CLEANED, "s")


def test_kinds_and_rules_may_have_been_edited() -> None:
    sound, edited = (
        parse_sidecar(changed(), "s"),
        parse_sidecar(changed(removed__kind="junk", removed__rule=None, note=1), "s"),
    )
    assert sound == edited and restore_text(edited, CLEANED, "s") == (GONE + KEPT).encode()
