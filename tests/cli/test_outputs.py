"""Output paths: next to the original or below `--out`, never through a link, only over regular files."""

import gzip
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from cleaner.files.names import is_cleaned
from tests.support.command import NO_ARTICLE, PAGE, cleaner
from tests.support.corpora import json_lines, wet

LINK, SPECIAL = (f"refusing to overwrite a {kind}." for kind in ("symbolic link", "special file"))
KINDS: dict[str, tuple[Callable[[Path, Path], object], str]] = {
    "a link to a file": (lambda path, other: path.symlink_to(other), LINK),
    "a link to nothing": (lambda path, other: path.symlink_to("nowhere"), LINK),
    "a link to a folder": (lambda path, other: path.symlink_to(other.parent), LINK),
    "a folder": (lambda path, other: path.mkdir(), "refusing to overwrite a directory."),
    "a pipe": (lambda path, other: os.mkfifo(path), SPECIAL),
}
LINE = json_lines([PAGE]).decode()


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir())


@pytest.mark.parametrize("kind", KINDS)
def test_output_paths_that_are_not_regular_files_are_refused(tmp_path: Path, kind: str) -> None:
    outputs = ["a.clean.txt", "b.clean.txt.part", "c.clean.jsonl", "d.clean.jsonl.part"]
    inputs = {"a.txt": PAGE, "b.txt": PAGE, "c.jsonl": LINE, "d.jsonl": LINE}
    other = tmp_path / "other" / "precious"
    other.parent.mkdir()
    other.write_text("precious")
    for name, text in inputs.items():
        (tmp_path / name).write_text(text)
    make, words = KINDS[kind]
    for name in outputs:
        make(tmp_path / name, other)
    before = [(tmp_path / name).lstat() for name in outputs]
    done = cleaner("run", *inputs, cwd=tmp_path)
    said = done.stderr.decode().splitlines()
    assert done.returncode == 3 and said[:4] == [f"cleaner: {name}: {words}" for name in outputs]
    assert [(tmp_path / name).lstat() for name in outputs] == before and other.read_text() == "precious"
    assert {name: (tmp_path / name).read_text() for name in inputs} == inputs


@pytest.mark.parametrize(("option", "path"), [("--stats", "/dev/null"), ("--rejects", "/dev/full")])
def test_device_as_stats_or_rejects_is_refused(tmp_path: Path, option: str, path: str) -> None:
    """The final rename of an output would replace a device of that name."""
    (tmp_path / "a.txt").write_text(PAGE)
    before = os.lstat(path)
    beside = ("--rejects", "no.jsonl") if option == "--stats" else ()
    done = cleaner("run", "a.txt", *beside, option, path, cwd=tmp_path)
    assert done.returncode == 3
    assert done.stderr.decode().startswith(f"cleaner: {path}: {SPECIAL}")
    assert os.lstat(path).st_rdev == before.st_rdev and not Path(f"{path}.part").exists()
    assert names(tmp_path) == ["a.txt"]


@pytest.mark.parametrize("more", [(), ("--watch",), ("--dry-run",)])
def test_stdout_as_output_folder_is_refused(tmp_path: Path, more: tuple[str, ...]) -> None:
    (tmp_path / "a.txt").write_text(PAGE)
    done = cleaner("run", "a.txt", "--out", "-", *more, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"cleaner: --out -: ") and done.stderr.count(b"\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_output_hard_linked_to_its_original_is_refused(tmp_path: Path) -> None:
    for name, data in (("a.txt", PAGE.encode()), ("b.jsonl", LINE.encode())):
        original, output = tmp_path / name, tmp_path / name.replace(".", ".clean.")
        original.write_bytes(data)
        os.link(original, output)
        done = cleaner("run", name, cwd=tmp_path)
        assert done.returncode == 3 and f"{output.name}: has more than one hard link".encode() in done.stderr
        assert original.read_bytes() == data == output.read_bytes()


def test_part_hard_linked_to_its_original_is_refused(tmp_path: Path) -> None:
    for name, data in (("a.txt", PAGE.encode()), ("b.jsonl", LINE.encode())):
        (tmp_path / name).write_bytes(data)
        part = tmp_path / (name.replace(".", ".clean.") + ".part")
        os.link(tmp_path / name, part)
        done = cleaner("run", name, cwd=tmp_path)
        assert done.returncode == 3 and b".part: has more than one hard link" in done.stderr
        assert (tmp_path / name).read_bytes() == data == part.read_bytes()


def test_input_with_the_path_of_a_part_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "page.part").write_text(PAGE)
    done = cleaner("run", "page.part", "--stats", "page", cwd=tmp_path)
    assert done.returncode == 2 and b"page.part is also an input and would be overwritten" in done.stderr
    assert (tmp_path / "page.part").read_text() == PAGE


@pytest.mark.parametrize("option", ["--rejects", "--stats"])
@pytest.mark.parametrize("name", ["in/b.txt", "in/c.jsonl", "in/d.jsonl.gz", "precious"])
def test_foreign_file_is_not_overwritten_by_stats_or_rejects(tmp_path: Path, option: str, name: str) -> None:
    (tmp_path / "in").mkdir()
    for path, data in {
        "in/a.txt": PAGE.encode(),
        "in/b.txt": PAGE.encode(),
        "in/c.jsonl": LINE.encode(),
        "in/d.jsonl.gz": gzip.compress(LINE.encode()),
        "precious": b"precious",
    }.items():
        (tmp_path / path).write_bytes(data)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    done = cleaner("run", "in", option, name, cwd=tmp_path)
    problem = f"{name}: exists and was not written by {option}; remove it or choose another name."
    assert done.returncode == 3 and problem in done.stderr.decode()
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_stats_and_rejects_of_the_last_run_are_replaced(tmp_path: Path, suffix: str) -> None:
    (tmp_path / "a.txt").write_text(NO_ARTICLE)
    for _ in range(2):
        done = cleaner("run", ".", "--rejects", f"no.jsonl{suffix}", "--stats", "stats.json", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert json.loads((tmp_path / "stats.json").read_bytes())["no_article"] == 1
    (tmp_path / "a.txt").unlink()
    (tmp_path / "b.txt").write_text(PAGE)
    for _ in range(2):  # an empty rejects file is replaced too
        assert cleaner("run", ".", "--rejects", f"no.jsonl{suffix}", cwd=tmp_path).returncode == 0


# --- links and nested folders ---


def test_link_below_the_output_folder_is_not_followed(tmp_path: Path) -> None:
    for name in ("in/a.txt", "in/below/b.txt", "in/below/deep/c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_text(PAGE)
    (tmp_path / "in" / "below" / "d.jsonl").write_text(LINE)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "below").symlink_to(tmp_path / "elsewhere")
    done = cleaner("run", "in", "--out", "out", "--jobs", "1", cwd=tmp_path)
    assert done.returncode == 3
    for name in ("b.txt", "deep/c.txt", "d.jsonl"):
        output = name.replace(".", ".clean.")
        why = f"out/below/{output} is reached through a link that leaves out; remove the link."
        assert f"cleaner: in/below/{name}: {why}\n" in done.stderr.decode()
    assert (tmp_path / "out" / "a.clean.txt").exists() and names(tmp_path / "elsewhere") == []


def test_output_folder_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PAGE)
    (tmp_path / "real" / "below").mkdir(parents=True)
    (tmp_path / "out").symlink_to("real")
    (tmp_path / "real" / "inner").symlink_to("below")
    assert cleaner("run", "a.txt", "--out", "out", cwd=tmp_path).returncode == 0
    assert cleaner("run", "a.txt", "--out", "out/inner", cwd=tmp_path).returncode == 0
    assert names(tmp_path / "real") == ["a.clean.txt", "below/a.clean.txt"]


def test_record_id_is_never_used_as_a_path(tmp_path: Path) -> None:
    called = ["../../outside", "/tmp/outside", "..", "a\0b", "C:\\outside"]
    folder = tmp_path / "some" / "where"
    folder.mkdir(parents=True)
    kinds = (PAGE, "Home\nLog in\n", 7)
    rows = [{"id": name, "url": f"file:///{name}", "text": text} for name in called for text in kinds]
    (folder / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    crawl = wet([PAGE]).replace(b"https://orrincourier.example/0", b"file:///../../outside")
    (folder / "b.warc.wet.gz").write_bytes(crawl)
    args = ("--rejects", "no.jsonl", "--damaged", "reject", "--learn-templates", "--out", "out")
    done = cleaner("run", ".", *args, cwd=folder)
    assert done.returncode == 3 and b"Traceback" not in done.stderr
    there = ["a.jsonl", "b.warc.wet.gz", "no.jsonl", "out/a.clean.jsonl", "out/b.clean.warc.wet.gz"]
    assert names(tmp_path) == [f"some/where/{one}" for one in there]


@pytest.mark.parametrize(("inputs", "out"), [(".", "out"), ("../in", ".")])
def test_input_and_output_folders_may_be_nested(tmp_path: Path, inputs: str, out: str) -> None:
    folder = tmp_path / "in"
    (folder / "below").mkdir(parents=True)
    (folder / "below" / "a.txt").write_text(PAGE)
    for _ in range(2):
        assert cleaner("run", inputs, "--out", out, cwd=folder).returncode == 0
        cleaned = [name for name in names(tmp_path) if name != "in/below/a.txt"]
        assert len(cleaned) == 1 and cleaned[0].endswith("a.clean.txt")
    assert (folder / "below" / "a.txt").read_text() == PAGE


# --- names and permissions ---


NAMES = {
    "-rf": "-rf.clean.txt",
    "...": "....clean.txt",
    ".txt": ".txt.clean.txt",
    "a.txt ": "a.clean.txt ",
    " ": " .clean.txt",
    "a\tb\r.txt": "a\tb\r.clean.txt",
    "~": "~.clean.txt",
    "*.txt": "*.clean.txt",
    "$(id).txt": "$(id).clean.txt",
    "n" * 240 + ".txt": "n" * 240 + ".clean.txt",
    os.fsdecode(b"\xed\xa0\x80.txt"): os.fsdecode(b"\xed\xa0\x80.clean.txt"),
}


def test_file_name_may_hold_any_character(tmp_path: Path) -> None:
    for name in NAMES:
        (tmp_path / name).write_text(PAGE)
    done = cleaner("run", "--", *NAMES, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert names(tmp_path) == sorted([*NAMES, *NAMES.values()])


LONG = [
    *("n" * n + ".txt" for n in range(240, 252)),
    "n" * 250 + "m.txt",
    "n" * 251 + ".md",
    "ä" * 125 + "a.txt",
    "€" * 83 + "ab.txt",
    "n" * 255,
    "n." + "e" * 253,
    os.fsdecode(b"\xff" * 251 + b".txt"),
]


def test_longest_file_names_are_cleaned_and_restored(tmp_path: Path) -> None:
    """Each file gets its own output. No run reads it, and the original is restored from it."""
    for number, name in enumerate(LONG):
        (tmp_path / name).write_text(PAGE.replace("Orrin", f"Orrin{number}"))
    assert max(len(os.fsencode(name)) for name in LONG) == 255
    done = cleaner("run", "--sidecar", "--", *LONG, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    there = set(names(tmp_path)) - set(LONG)
    cleaned = sorted(name for name in there if not name.endswith(".removed.json"))
    assert len(there) == 2 * len(cleaned) == 2 * len(LONG) and all(map(is_cleaned, there))
    assert not any("~" in name for name in cleaned if "n" * 240 + ".clean" in name)
    again = cleaner("run", ".", *LONG, cwd=tmp_path)
    assert b"19 unchanged" in again.stderr and set(names(tmp_path)) - set(LONG) == there
    raw = {name: (tmp_path / name).read_bytes() for name in LONG}
    for name in LONG:
        (tmp_path / name).unlink()
    assert cleaner("restore", *cleaned[::2], cwd=tmp_path).returncode == 0
    beside = sorted(name for name in there - set(cleaned))
    assert cleaner("restore", *beside, cwd=tmp_path).returncode == 0
    assert {name: (tmp_path / name).read_bytes() for name in LONG} == raw


@pytest.mark.parametrize("args", [(), ("--to", "jsonl"), ("--out", "out")])
def test_longest_corpus_names_are_cleaned(tmp_path: Path, args: tuple[str, ...]) -> None:
    longest = ["n" * 249 + ".jsonl", "n" * 248 + "m.jsonl", "n" * 251 + ".csv", "n" * 246 + ".jsonl.gz"]
    for name in longest:
        data = f'text\n"{PAGE}"\n' if name.endswith(".csv") else LINE
        (tmp_path / name).write_bytes(gzip.compress(data.encode()) if name.endswith(".gz") else data.encode())
    for _ in range(2):
        done = cleaner("run", ".", *args, cwd=tmp_path)
        assert done.returncode == 0 and b"4 documents: 4 written." in done.stderr, done.stderr
        there = set(names(tmp_path)) - set(longest)
        ends = sorted(name[name.index(".clean") :] for name in there)
        table = ".clean.jsonl" if "--to" in args else ".clean.csv"
        assert ends == sorted([table, ".clean.jsonl", ".clean.jsonl", ".clean.jsonl.gz"])


@pytest.mark.parametrize("end", [".txt", ".jsonl"])
def test_name_that_just_fits_is_not_shortened(tmp_path: Path, end: str) -> None:
    stem = "n" * (255 - len(f".clean{end}"))
    (tmp_path / f"{stem}{end}").write_text(PAGE if end == ".txt" else LINE)
    done = cleaner("run", ".", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert names(tmp_path) == [f"{stem}.clean{end}", f"{stem}{end}"]


def test_changed_permissions_are_copied_to_an_unchanged_output(tmp_path: Path) -> None:
    raw, clean = tmp_path / "a.txt", tmp_path / "a.clean.txt"
    raw.write_text(PAGE)
    for mode in (0o644, 0o600):
        raw.chmod(mode)
        assert cleaner("run", ".", cwd=tmp_path).returncode == 0
        assert stat.S_IMODE(clean.stat().st_mode) == mode
    os.link(clean, tmp_path / "other")
    raw.chmod(0o640)
    assert cleaner("run", "a.txt", cwd=tmp_path).returncode == 0
    assert stat.S_IMODE((tmp_path / "other").stat().st_mode) == 0o600


def test_output_gets_the_permissions_of_its_original(tmp_path: Path) -> None:
    """The set-user-ID and set-group-ID bits are not copied."""
    modes = [0o600, 0o640, 0o664, 0o444, 0o6755]
    for mode in modes:
        for name, text in ((f"{mode:o}.txt", PAGE), (f"{mode:o}.jsonl", LINE)):
            (tmp_path / name).write_text(text)
            (tmp_path / name).chmod(mode)
    assert cleaner("run", ".", "--sidecar", cwd=tmp_path).returncode == 3  # corpora do not support sidecars
    assert cleaner("run", ".", cwd=tmp_path).returncode == 0
    for mode in modes:
        for end in ("clean.txt", "removed.json", "clean.jsonl"):
            assert stat.S_IMODE((tmp_path / f"{mode:o}.{end}").stat().st_mode) == mode & 0o777


@pytest.mark.parametrize(("mask", "mode"), [(0o077, 0o600), (0o002, 0o664)])
def test_other_outputs_get_permissions_by_the_umask(tmp_path: Path, mask: int, mode: int) -> None:
    (tmp_path / "a.jsonl").write_bytes(json_lines([PAGE]))
    before = os.umask(mask)
    try:
        cleaner("run", "a.jsonl", "--rejects", "no.jsonl", "--stats", "stats.json", cwd=tmp_path)
        cleaner("report", "a.jsonl", "-o", "report.html", cwd=tmp_path)
    finally:
        os.umask(before)
    for name in ("no.jsonl", "stats.json", "report.html"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == mode


@pytest.mark.parametrize(
    ("modes", "mode"),
    [({"b.jsonl": 0o640}, 0o640), ({"c.txt": 0o660}, 0o660), ({"b.jsonl": 0o644, "c.txt": 0o660}, 0o640)],
)
def test_rejects_get_the_strictest_permissions_of_their_sources(
    tmp_path: Path, modes: dict[str, int], mode: int
) -> None:
    """`a.txt` has an article, so it is not rejected and its permissions do not count."""
    (tmp_path / "a.txt").write_text(PAGE)
    (tmp_path / "a.txt").chmod(0o600)
    for name, bits in modes.items():
        (tmp_path / name).write_bytes(json_lines([NO_ARTICLE]) if name == "b.jsonl" else NO_ARTICLE.encode())
        (tmp_path / name).chmod(bits)
    for _ in range(2):
        assert cleaner("run", "a.txt", *modes, "--rejects", "no.jsonl", cwd=tmp_path).returncode == 0
        assert stat.S_IMODE((tmp_path / "no.jsonl").stat().st_mode) == mode
        (tmp_path / "no.jsonl").chmod(0o666)
