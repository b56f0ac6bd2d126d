"""`cleaner run --sidecar` and `cleaner restore`: originals are restored from cleaned files."""

import json
import os
import shutil
import stat
from pathlib import Path

import pytest

from cleaner.errors import CleanerError
from cleaner.files.restore import restore_original
from tests.support.command import NO_ARTICLE, PAGE, cleaner

RAW = {
    "a.txt": PAGE.encode(),
    "sub/b.txt": b"\xff\xfe" + PAGE.replace("\n", "\r\n").encode("utf-16-le"),
    "sub/c.md": b"\xef\xbb\xbf" + PAGE.replace("\n", "\r", 3).encode(),
    "sub/latin.txt": PAGE.translate({0x201C: '"', 0x201D: '"', 0xA9: "(c)"}).replace("Veld", "Vélde").encode("latin-1"),
}


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Return a project with a folder d: pages in several encodings, and one without an article."""
    for name, data in RAW.items():
        path = tmp_path / "d" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (tmp_path / "d" / "a.txt").chmod(0o640)
    (tmp_path / "d" / "index.txt").write_text(NO_ARTICLE)
    (tmp_path / ".git").mkdir()  # the search for settings ends here
    return tmp_path


def call(folder: Path, *args: str, status: int = 0) -> tuple[bytes, str]:
    done = cleaner(*args, cwd=folder)
    assert done.returncode == status, done.stderr.decode()
    return done.stdout, done.stderr.decode()


def names(folder: Path, pattern: str = "*") -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob(pattern) if not path.is_dir())


def clean_one_page(pages: Path) -> Path:
    """Return the folder o, which holds only a cleaned page and its sidecar."""
    call(pages, "run", "d/a.txt", "--sidecar", "--out", "o")
    assert names(pages / "o") == ["a.clean.txt", "a.removed.json"]
    return pages / "o"


# --- run --sidecar ---


def test_later_run_without_the_option_updates_the_sidecar(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(PAGE, "utf-8")
    assert cleaner("run", page, "--sidecar").returncode == 0
    assert cleaner("run", page, "--drop", "headline").returncode == 0
    page.unlink()
    assert cleaner("restore", tmp_path / "page.clean.txt").returncode == 0 and page.read_text("utf-8") == PAGE
    (tmp_path / "page.md").write_text(PAGE.replace("Orrin", "Velm"), "utf-8")
    assert cleaner("run", tmp_path / "page.md").returncode == 0
    page.unlink()
    assert cleaner("restore", tmp_path / "page.clean.txt").returncode == 0, (
        "the sidecar of another original must be kept"
    )
    assert cleaner("run", page, "--out", tmp_path / "other").returncode == 0
    assert not list((tmp_path / "other").glob("*.removed.json")), "no sidecar was requested"


def test_failed_write_leaves_no_sidecar(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(PAGE, "utf-8")
    (tmp_path / "page.clean.txt").mkdir()
    done = cleaner("run", page, "--sidecar")
    assert done.returncode == 3 and b"refusing to overwrite a directory" in done.stderr
    assert not list(tmp_path.glob("*.removed.json"))


def test_sidecars_are_next_to_the_cleaned_files(pages: Path) -> None:
    call(pages, "run", "d", "--sidecar")
    found = names(pages / "d", "*.removed.json")
    assert found == ["a.removed.json", "sub/b.removed.json", "sub/c.removed.json", "sub/latin.removed.json"]
    assert not (pages / "d" / "index.removed.json").exists(), "without an output there is nothing to restore"
    assert stat.S_IMODE((pages / "d" / "a.removed.json").stat().st_mode) == 0o640
    call(pages, "run", "d", "--sidecar", "--out", "o", "--jobs", "2")
    for name in found:
        assert (pages / "o" / name).read_bytes() == (pages / "d" / name).read_bytes()


def test_option_changes_no_cleaned_text(pages: Path) -> None:
    call(pages, "run", "d", "--out", "o")
    call(pages, "run", "d", "--out", "p", "--sidecar")
    assert names(pages / "o") == names(pages / "p", "*.clean.*")
    assert all((pages / "o" / n).read_bytes() == (pages / "p" / n).read_bytes() for n in names(pages / "o"))


def test_unchanged_sidecar_is_not_rewritten(pages: Path) -> None:
    call(pages, "run", "d/a.txt")
    assert "written to d/a.clean.txt and d/a.removed.json, " in call(pages, "run", "d/a.txt", "--sidecar", "-v")[1]
    os.utime(pages / "d" / "a.removed.json", (1, 1))
    assert "0 written, 1 unchanged" in call(pages, "run", "d/a.txt", "--sidecar")[1]
    assert (pages / "d" / "a.removed.json").stat().st_mtime == 1


def test_sidecar_is_never_read_as_input(pages: Path) -> None:
    call(pages, "run", "d", "--sidecar")
    before = names(pages)
    _, err = call(pages, "run", "d/a.txt", "d/a.removed.json", "d/sub", "--sidecar")
    assert "d/a.removed.json: skipped, because *.clean.* and *.removed.json are never read as input." in err
    assert names(pages) == before


def test_dry_run_names_the_sidecar_and_writes_none(pages: Path) -> None:
    _, err = call(pages, "run", "d", "--sidecar", "--dry-run", "-v")
    assert "d/a.txt: would be written to d/a.clean.txt and d/a.removed.json, " in err
    assert names(pages, "*.removed.json") == []


def test_json_names_the_sidecar(pages: Path) -> None:
    a, index, *_ = json.loads(call(pages, "run", "d", "--sidecar", "--format", "json")[0])["documents"]
    assert (a["output"], a["sidecar"]) == ("d/a.clean.txt", "d/a.removed.json")
    assert index["verdict"] == "no-article" and index["sidecar"] is None
    assert json.loads(call(pages, "run", "d/a.txt", "--format", "jsonl", "--out", "o")[0])["sidecar"] is None


def test_two_inputs_never_share_a_sidecar(pages: Path) -> None:
    shutil.copy(pages / "d" / "a.txt", pages / "d" / "a.md")
    _, err = call(pages, "run", "d", "--sidecar", status=3)
    assert "cleaner: d/a.md and d/a.txt would both be written to d/a.removed.json; clean them in separate runs" in err
    assert not (pages / "d" / "a.clean.txt").exists()
    (pages / "d" / "a.removed.json").unlink()  # --stats would not overwrite it
    _, err = call(pages, "run", "d/a.txt", "--sidecar", "--stats", "d/a.removed.json", status=3)
    assert "d/a.txt: would be written to d/a.removed.json, which --rejects or --stats writes; rename that file." in err


def test_corpus_fails_with_sidecar(pages: Path) -> None:
    (pages / "d" / "pages.jsonl").write_text(json.dumps({"text": PAGE}))
    (pages / "d" / "about.csv").write_text("name,size\na.txt,1\n")
    _, err = call(pages, "run", "d", "--sidecar", status=3)
    assert "cleaner: d/pages.jsonl: --sidecar does not support corpora; run without it." in err
    assert not (pages / "d" / "pages.clean.jsonl").exists() and (pages / "d" / "a.clean.txt").exists()
    assert "about.csv: skipped" in err


@pytest.mark.parametrize("what", ["link", "folder", "foreign"])
def test_foreign_file_in_place_of_a_sidecar_is_not_overwritten(pages: Path, what: str) -> None:
    way = pages / "d" / "a.removed.json"
    if what == "link":
        way.symlink_to("a.txt")
    elif what == "folder":
        way.mkdir()
    else:
        way.write_text('{"removed": ["left-pad"]}')
    words = {
        "link": "refusing to overwrite a symbolic link.",
        "folder": "refusing to overwrite a directory.",
        "foreign": "exists and was not written by --sidecar; remove it or choose another name.",
    }[what]
    _, err = call(pages, "run", "d", "--sidecar", status=3)
    assert f"cleaner: d/a.removed.json: {words}" in err
    assert not (pages / "d" / "a.clean.txt").exists(), "a file that could not be restored is not cleaned"
    assert (pages / "d" / "a.txt").read_bytes() == RAW["a.txt"]
    assert (pages / "d" / "sub" / "b.removed.json").exists()


# --- restore ---


@pytest.mark.parametrize("ending", ["clean.*", "removed.json"])
def test_deleted_originals_are_restored(pages: Path, ending: str) -> None:
    call(pages, "run", "d", "--sidecar")
    for name in RAW:
        (pages / "d" / name).unlink()
    files = [f"d/{name}" for name in names(pages / "d", f"*.{ending}")]
    out, err = call(pages, "restore", *files)
    assert out == b"" and err.splitlines()[:2] == ["d/a.txt: restored", "d/sub/b.txt: restored"]
    assert {name: (pages / "d" / name).read_bytes() for name in RAW} == RAW
    assert stat.S_IMODE((pages / "d" / "a.txt").stat().st_mode) == 0o640
    assert "d/a.txt: already there, identical\n" in call(pages, "restore", *files)[1]
    assert call(pages, "restore", *files, "-q") == (b"", "")


def test_restore_writes_to_another_path_or_stdout(pages: Path) -> None:
    folder = clean_one_page(pages)
    assert call(pages, "restore", "o/a.clean.txt", "-o", "p/again.txt")[1] == "p/again.txt: restored\n"
    assert (pages / "p" / "again.txt").read_bytes() == RAW["a.txt"]
    assert call(pages, "restore", "o/a.removed.json", "-o", "-") == (RAW["a.txt"], "")
    assert names(folder) == ["a.clean.txt", "a.removed.json"]


@pytest.mark.parametrize("place", ["o/a.txt", "o/a.clean.txt", "o/a.removed.json"])
def test_restore_overwrites_no_other_file(pages: Path, place: str) -> None:
    folder = clean_one_page(pages)
    (folder / "a.txt").write_text("written meanwhile")
    before = {name: (folder / name).read_bytes() for name in names(folder)}
    _, err = call(pages, "restore", "o/a.clean.txt", "-o", place, status=3)
    assert err == f"cleaner: {place}: already exists with different content; remove it or choose another name.\n"
    assert call(pages, "restore", "o/a.clean.txt", status=3)[1].startswith("cleaner: o/a.txt: already exists")
    assert {name: (folder / name).read_bytes() for name in names(folder)} == before


def test_changed_file_is_reported_and_the_others_are_restored(pages: Path) -> None:
    call(pages, "run", "d", "--sidecar", "--out", "o")
    with (pages / "o" / "a.clean.txt").open("a") as file:
        file.write(" ")
    _, err = call(pages, "restore", "o/a.clean.txt", "o/sub/b.clean.txt", "o/none.clean.txt", status=3)
    assert err.splitlines() == [
        "cleaner: o/a.clean.txt: changed since o/a.removed.json was written; cannot restore. Use a backup.",
        "o/sub/b.txt: restored",
        "cleaner: o/none.clean.txt: cannot be read: No such file or directory.",
    ]
    assert not (pages / "o" / "a.txt").exists() and (pages / "o" / "sub" / "b.txt").exists()


def test_usage_errors(pages: Path) -> None:
    folder = clean_one_page(pages)
    assert "-o can only be used" in call(pages, "restore", "o/a.clean.txt", "o/b.clean.txt", "-o", "x", status=2)[1]
    assert "Missing argument 'FILE...'" in call(pages, "restore", status=2)[1]
    assert "'-' (stdin) cannot be combined with --sidecar" in call(pages, "run", "-", "--sidecar", status=2)[1]
    for path in ("d/a.txt", "d", "-"):
        said = f"cleaner: {path}: not a cleaned file (*.clean.*) or sidecar (*.removed.json).\n"
        assert call(pages, "restore", path, status=3)[1] == said
    assert names(folder) == ["a.clean.txt", "a.removed.json"]


# --- damaged and hostile ---


def rewrite_sidecar(folder: Path, **members: object) -> Path:
    """Replace members of the sidecar in a folder; return its path."""
    path = folder / "a.removed.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | members))
    return path


NAMES = ["", ".", "..", "../a.txt", "sub/a.txt", "/etc/cleaner", "a.txt/", "./a.txt", "a\0.txt", "\ud800.txt"]


@pytest.mark.parametrize("key", ["original", "cleaned"])
@pytest.mark.parametrize("name", NAMES)
def test_sidecar_may_not_name_another_folder(pages: Path, key: str, name: str) -> None:
    path = clean_one_page(pages) / "a.removed.json"
    value = json.loads(path.read_text())
    before = names(pages)
    rewrite_sidecar(path.parent, **{key: value[key] | {"name": name}})
    with pytest.raises(CleanerError, match=r"corrupt sidecar: invalid file name .*; ignored"):
        restore_original(path)
    assert names(pages) == before


def test_control_characters_in_a_name_are_escaped(pages: Path) -> None:
    folder = clean_one_page(pages)
    value = json.loads((folder / "a.removed.json").read_text())
    rewrite_sidecar(folder, original=value["original"] | {"name": "a\n\x1b[2Jb.txt"})
    assert call(pages, "restore", "o/a.clean.txt")[1] == "o/a␊␛[2Jb.txt: restored\n"
    assert (folder / "a\n\x1b[2Jb.txt").read_bytes() == RAW["a.txt"]


def test_name_that_is_too_long_is_reported(pages: Path) -> None:
    folder = clean_one_page(pages)
    value = json.loads((folder / "a.removed.json").read_text())
    rewrite_sidecar(folder, original=value["original"] | {"name": "n" * 300})
    _, err = call(pages, "restore", "o/a.clean.txt", status=3)
    assert err.endswith("File name too long.\n") and err.count("\n") == 1
    rewrite_sidecar(folder, cleaned=value["cleaned"] | {"name": "n" * 300})
    _, err = call(pages, "restore", "o/a.removed.json", status=3)
    assert err.startswith("cleaner: o/a.removed.json: cannot restore: nnn") and err.count("\n") == 1


def test_restore_does_not_wait_for_a_pipe(pages: Path) -> None:
    folder = clean_one_page(pages)
    for name in ("a.clean.txt", "a.removed.json"):
        (folder / name).rename(folder / "kept")
        os.mkfifo(folder / name)
        for given in ("a.clean.txt", "a.removed.json"):
            with pytest.raises(CleanerError, match=f"{name}: not a regular file"):
                restore_original(folder / given)
        (folder / name).unlink()
        (folder / "kept").rename(folder / name)


def test_damaged_sidecar_is_reported_and_nothing_is_written(pages: Path) -> None:
    folder = clean_one_page(pages)
    good = (folder / "a.removed.json").read_bytes()
    for data in (good.replace(b"Sport", b"Spirt"), good[:100], b"[" * 100_000, b'{"schema": "cleaner/removed/9"}'):
        assert data != good
        (folder / "a.removed.json").write_bytes(data)
        out, err = call(pages, "restore", "o/a.clean.txt", status=3)
        assert out == b"" and err.startswith("cleaner: o/a.removed.json: ") and err.count("\n") == 1
        assert call(pages, "restore", "o/a.removed.json", "-o", "-", status=3) == (b"", err)
    assert names(folder) == ["a.clean.txt", "a.removed.json"]


@pytest.mark.parametrize(("given", "gone"), [("a.clean.txt", "a.removed.json"), ("a.removed.json", "a.clean.txt")])
def test_restore_needs_both_files(pages: Path, given: str, gone: str) -> None:
    folder = clean_one_page(pages)
    (folder / gone).unlink()
    _, err = call(pages, "restore", f"o/{given}", status=3)
    assert err == f"cleaner: o/{given}: cannot restore: {gone} not found next to it.\n"
    assert names(folder) == [given]
