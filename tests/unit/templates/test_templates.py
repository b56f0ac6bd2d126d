"""Templates: exact counts, files whose errors are named, and lookup by site."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.corpus.entry import Record
from cleaner.errors import CleanerError
from cleaner.files.discover import discover
from cleaner.files.items import STDIN, Input
from cleaner.runs.site import site_of
from cleaner.templates import file
from cleaner.templates.counts import PageCounter
from cleaner.templates.entries import LONGEST, entries, fold_line, host, site_name
from cleaner.templates.file import EntryCount, dump_counts, filter_recurring, merge_counts, read_counts, templates
from cleaner.templates.library import Library
from cleaner.templates.template import RARE, Template

Pages = Sequence[tuple[str, str]]
LINES = st.one_of(st.sampled_from(["Home", "Sport", "3 comments", "14 comments", "Home\tSport"]), st.text(max_size=9))
PAGES = st.lists(
    st.tuples(st.sampled_from(["a.example", "b.example", "b", " \t"]), st.lists(LINES, max_size=5).map("\n".join)),
    max_size=12,
)


def counted(pages: Pages, budget: int = 10**9) -> PageCounter:
    counts = PageCounter(budget)
    for site, text in pages:
        counts.add(site, text)
    return counts


def as_file(counts: PageCounter) -> bytes:
    return b"".join(dump_counts(counts.counts(), is_whole=True))


def read_back(data: bytes) -> list[EntryCount]:
    return list(read_counts(iter(BytesIO(data)), "t"))


# --- counting ---


def test_a_line_is_the_same_whatever_its_spaces_capitals_and_numbers() -> None:
    assert fold_line("  12  Comments\u00a0") == fold_line("3 comments") == "0 comments"


def test_lines_and_runs_are_counted_once_a_page() -> None:
    assert entries("Home\n\nSport\nHome\nSport\n") == {"home", "sport", "home\tsport", "sport\thome"}


def test_a_long_line_is_cut_and_still_told_from_others() -> None:
    long, other = "word " * 100 + "this", "word " * 100 + "that"
    assert len(fold_line(long)) == LONGEST and fold_line(long) != fold_line(other)


def test_a_line_of_which_a_reader_sees_nothing_is_no_entry() -> None:
    assert entries("Home\n[](https://harbourdaily.example)\nSport") == {"home", "sport"}


@given(PAGES, st.integers(1, 400))
def test_little_memory_gives_the_same_counts(pages: Pages, budget: int) -> None:
    assert as_file(counted(pages, budget)) == as_file(counted(pages))


@given(PAGES, st.lists(st.integers(0, 3), min_size=12, max_size=12), st.permutations(range(4)))
def test_counts_of_parts_add_up_to_one_count_of_all(pages: Pages, part: list[int], order: list[int]) -> None:
    parts = [as_file(counted([page for i, page in enumerate(pages) if part[i] == k])) for k in order]
    total = b"".join(dump_counts(merge_counts(map(read_back, parts)), is_whole=True))
    assert total == as_file(counted(pages))


@given(PAGES)
def test_what_is_written_is_read_back(pages: Pages) -> None:
    counts = list(counted(pages).counts())
    assert read_back(b"".join(dump_counts(counts, is_whole=False))) == counts


def test_files_that_are_merged_again_and_again_add_up() -> None:
    pages = [("a.example", f"Home\nline {'x' * (i % 50)}") for i in range(600)]
    assert as_file(counted(pages, budget=300)) == as_file(counted(pages))


def test_no_room_for_counts_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    with pytest.raises(CleanerError, match="cannot write counts: No space left on device; set TMPDIR"):
        counted([("a", "Home")], budget=1)


# --- recurring lines ---


def test_two_pages_are_no_template_and_three_are() -> None:
    assert list(filter_recurring(counted([("a", "Home")] * 2).counts())) == []
    assert list(filter_recurring(counted([("a", "Home")] * 3).counts())) == [
        EntryCount("a", "", 3),
        EntryCount("a", "home", 3),
    ]


def test_on_a_large_site_three_pages_are_too_few() -> None:
    pages = [("a", "Home\nThe same article")] * 4 + [("a", "Home")] * (5 * RARE)
    (template,) = templates(counted(pages).counts())
    assert template.counts == {"home": 4 + 5 * RARE}


def test_the_share_is_of_the_other_pages() -> None:
    template = Template("a", 5, {"home": 5, "sport": 3})
    assert (template.share("home"), template.share("sport"), template.share("new")) == (1.0, 0.5, 0.0)


# --- files ---

GOOD = "# cleaner templates 1\na.example\t3\n\t3\thome\n\t3\thome\tsport\n\t3\tsport\nb.example\t2\n"


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("# cleaner templates 1", "# cleaner templates 9", "t: unsupported version"),
        ("# cleaner templates 1", "# templates", "t: not a template file; its first line must be"),
        ("templates 1\n", "templates 1\r\n", "t: has a BOM or CRLF line endings"),
        ("# cleaner", "\ufeff# cleaner", "t: has a BOM or CRLF line endings"),
        ("\t3\thome\n", "\t3\tHome\n", "t:3: line is not normalised"),
        ("\t3\thome\n", "\t3\thome  page\n", "t:3: line is not normalised"),
        ("home\tsport\n", "home\tsport\tsea\n", "t:4: line is not normalised"),
        (GOOD, "", "t: not a template file"),
        ("a.example\t3", "a.example", "t:2: malformed line"),
        ("a.example\t3", "a.example\t\t3", "t:2: malformed line"),
        ("a.example\t3", "a  example\t3", "t:2: malformed line"),
        ("a.example\t3\n", "", "t:2: malformed line"),
        ("\t3\thome\n", "\tthree\thome\n", "t:3: malformed line"),
        ("\t3\thome\n", "\t0\thome\n", "t:3: malformed line"),
        ("\t3\thome\n", "\t3\t\n", "t:3: malformed line"),
        ("\t3\thome\n", f"\t{'9' * 5000}\thome\n", "t:3: malformed line"),
        ("\t3\thome\n", "\n", "t:3: malformed line"),
        ("\t3\thome\n", "\t4\thome\n", "t:3: invalid count: the site has only 3 pages"),
        ("\t3\thome\n", "\t3\tzebra\n", "t:4: not sorted after 'zebra'; sort"),
        ("\t3\thome\tsport\n", "\t3\thome\n", "t:4: not sorted after"),
        ("b.example", "a.example", "t:6: not sorted after"),
        ("home\n", "h\udcffme\n", "t:3: is not valid UTF-8"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_with_its_line(old: str, new: str, error: str) -> None:
    assert len(read_back(GOOD.encode())) == 5
    with pytest.raises(CleanerError) as caught:
        read_back(GOOD.replace(old, new, 1).encode("utf-8", "surrogateescape"))
    assert str(caught.value).startswith(error)


def test_a_library_finds_sites_wherever_they_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.templates.library.AT_HAND", 6)
    names = [f"s{i:03}.example" for i in range(20)]
    pages = [(name, f"Home\n{name.replace('s', 'x' * i)}") for i, name in enumerate(names)] * 3
    path = tmp_path / "t"
    path.write_bytes(as_file(counted(pages)))
    library = Library(path)
    wanted = {template.site: template for template in templates(counted(pages).counts())}
    assert library.sites == names == list(wanted)
    assert all(library.of(name) == wanted[name] for name in [*names, *reversed(names)])
    assert library.of("other.example") is None


def test_a_library_checks_the_whole_file_at_once(tmp_path: Path) -> None:
    (tmp_path / "t").write_text(GOOD + "\tdamaged\n", "utf-8")
    with pytest.raises(CleanerError, match="t:7: malformed line"):
        Library(tmp_path / "t")
    with pytest.raises(CleanerError, match="cannot be read: No such file"):
        Library(tmp_path / "missing")


def test_a_site_where_nothing_recurs_has_no_template(tmp_path: Path) -> None:
    (tmp_path / "t").write_text(GOOD, "utf-8")
    assert Library(tmp_path / "t").of("b.example") is None


def test_names_of_sites_are_made_fit_for_a_file(tmp_path: Path) -> None:
    assert site_name("a\tb\nc \udcff") == "a b c ?" and site_name("\n") == "-"
    (tmp_path / "t").write_bytes(as_file(counted([("a\tb", "Home")] * 3)))
    assert Library(tmp_path / "t").of("a\nb") == Template("a b", 3, {"home": 3})


def test_a_folder_is_a_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for path in ("pages/a.example/x.txt", "pages/a.example/2024/05/y.txt", "pages/z.txt", "more/b.example/x.txt"):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text("x")

    def sites(*paths: str) -> list[str]:
        return [site_of(found, "") for found in discover(paths) if isinstance(found, Input)]

    assert sites("pages") == ["a.example", "a.example", "pages"]
    assert sites("pages", "more") == ["a.example", "a.example", "pages", "b.example"], (
        "the number of paths must not matter"
    )
    assert sites("pages/a.example") == ["2024", "a.example"]
    assert sites("pages/a.example/x.txt", "more") == ["a.example", "b.example"]
    assert site_of(Input("pages/z.txt", "z.txt", "pages"), "given.example") == "given.example"


def test_what_comes_through_a_pipe_is_of_no_site() -> None:
    assert site_of(Input(STDIN, STDIN), "") == site_of(Record(STDIN, 1, "", "", ""), "") == ""
    assert site_of(Record("stdin", 1, "", "", ""), "") == "" != site_of(Record("pages.jsonl", 1, "", "", ""), "")
    assert site_of(Input(STDIN, STDIN), "a.example") == "a.example"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.Harbour.example:8080/a?b#c", "harbour.example"),
        ("http://me:secret@harbour.example./", "harbour.example"),
        ("harbour.example/a", "harbour.example"),
        ("//harbour.example", "harbour.example"),
        ("https://bücher.example/", "xn--bcher-kva.example"),
        ("https://ｈarbour.example/", "harbour.example"),
        ("https://news.harbour.example/", "news.harbour.example"),
        ("https://[::1", ""),
        ("a page", ""),
        ("?", ""),
        ("", ""),
    ],
)
def test_a_host_has_one_name_however_it_is_spelt(url: str, name: str) -> None:
    assert host(url) == name


def test_a_whole_file_is_told_from_one_of_what_recurs() -> None:
    assert file.is_whole(next(dump_counts([], is_whole=True)), "t")
    assert not file.is_whole(next(dump_counts([], is_whole=False)), "t")
