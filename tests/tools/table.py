"""Write the tables of the topic `benchmarks`: cleaner next to other tools, on pages of public data sets.

    python -m tests.tools.table SET.jsonl.gz...

A record of a SET is a page: `id`, `site` or `url`, `lang`, `gold`, the text of the whole page and of a rough extract in
`inputs` ("full", "main"), and the outputs of extractors that read the HTML in `peers`. The topic names the data sets.
The figures of cleaner are cross-validated by site, with weights fitted only to these sets and to the project's own
marked pages. jusText (Pomikálek 2011) and the line filter of C4 (Raffel et al., JMLR 2020) read the same text as
cleaner.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, partial
from html import escape
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from platform import python_version
from tempfile import TemporaryDirectory
from typing import Any

import justext
import py3langid

import tests.tools.pairs
from cleaner.commands import help
from cleaner.learn.cross_validation import cross_validate
from cleaner.learn.evaluate import BODY_ALONE as BODY
from cleaner.learn.metrics import Score, harmonic, score, total_scores, words
from cleaner.learn.pairs import Pair, read_pairs
from cleaner.pipeline import clean
from cleaner.rulebook import weights
from cleaner.rulebook.rulebook import load_rulebook, with_weights
from tests.tools.pairs import rows

TOPIC = help.FOLDER / "benchmarks.md"
MARKS = "<!-- figures -->", "<!-- end of figures -->"
FOLDS, JOBS = 4, 2
PEERS = {"resiliparse_main": "resil.", "readability": "readab.", "trafilatura": "trafil."}
"""Extractors that read the HTML, by their names in a record."""
VIEWS = {"full": "whole", "main": "extract", "trafilatura": "trafil."}
TITLES = {"whole": "Whole pages", "extract": "Rough extracts", "trafil.": "trafilatura's output"}
FEWEST = 3
"""Minimum number of pages for a row in the table of languages."""
CODES = {
    "bg": "Bulgarian", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish",
    "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi", "hu": "Hungarian", "id": "Indonesian",
    "it": "Italian", "ja": "Japanese", "ko": "Korean", "la": "Latin", "nb": "Norwegian", "nl": "Dutch",
    "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sv": "Swedish",
    "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese", "yue": "Chinese", "zh": "Chinese",
}  # fmt: skip
STOPLISTS = {"Norwegian": "Norwegian_Bokmal"}
"""Languages for which jusText has another name."""
C4_WORDS = 3
TERMINAL = re.compile(r"""[.!?]["'”’»)]*$""")
POLICIES = re.compile(
    r"(?i)terms of use|privacy policy|cookie policy|uses cookies|use of cookies|use cookies|javascript"
)
Row = Mapping[str, Any]
Method = Callable[[Row, str, str], str]
"""Function that returns the article, given a record, the raw text of a view, and the language."""


def c4(_: Row, raw: str, language: str) -> str:
    """Return the lines that end like a sentence, have enough words, and mention no policy."""
    lines = (line.strip() for line in raw.splitlines())
    return "\n".join(x for x in lines if len(x.split()) >= C4_WORDS and TERMINAL.search(x) and not POLICIES.search(x))


def jus(_: Row, raw: str, language: str) -> str:
    """Return the lines that jusText keeps if each is a paragraph."""
    markup = "".join(f"<p>{escape(line)}</p>" for line in raw.splitlines() if line.strip())
    found = justext.justext(f"<html><body>{markup}</body></html>".encode(), _stoplist(language), encoding="utf-8")
    return "\n".join(paragraph.text for paragraph in found if not paragraph.is_boilerplate)


@cache
def _stoplist(language: str) -> frozenset[str]:
    """Return the frequent words of a language; if jusText has no list, return none, so that it uses other features."""
    name = STOPLISTS.get(language, language)
    return frozenset(justext.get_stoplist(name)) if name in justext.get_stoplists() else frozenset()


def peer(name: str, row: Row, _: str, language: str) -> str:
    """Return the output of an extractor for the HTML."""
    return row["peers"][name] or ""


METHODS: dict[str, Method] = {
    "raw": lambda row, raw, language: raw,
    "C4": c4,
    "jusText": jus,
    **{title: partial(peer, name) for name, title in PEERS.items()},
}


def language_of(row: Row) -> str:
    """Return the English name of a page's language, detected in its article. Some sets give a country instead."""
    return _language(row["gold"] or row["peers"]["trafilatura"] or row["inputs"]["full"])


@cache
def _language(text: str) -> str:
    code: str = py3langid.classify(text)[0]
    return CODES.get(code, code)


def f_of_phrases(row_texts: Sequence[tuple[Row, str]]) -> float:
    """Return the F-score of phrases to keep against phrases to drop, for pages whose gold is such phrases."""
    kept = wanted = left = 0
    for row, text in row_texts:
        flat = " ".join(words(text))
        wanted += len(row["with_"])
        kept += sum(" ".join(words(phrase)) in flat for phrase in row["with_"])
        left += sum(" ".join(words(phrase)) in flat for phrase in row["without"])
    return harmonic(kept / max(1, kept + left), kept / max(1, wanted))


class Figures:
    """All figures measured on the records of `sets`, one file each."""

    def __init__(self, sets: Sequence[Path]) -> None:
        self.rows = {path.name.split(".")[0]: list(rows(path)) for path in sets}
        with TemporaryDirectory() as folder:
            tests.tools.pairs.main(Path(folder), sets)
            groups = {
                path.stem: read_pairs(path) for path in sorted(Path(folder).glob("*.jsonl")) if path.stat().st_size
            }
        rulebook = load_rulebook()
        fitted = cross_validate([pair for group in groups.values() for pair in group], rulebook, FOLDS, JOBS)
        found = iter(fitted.scores)
        self.ours = {name: [(pair, next(found)) for pair in group] for name, group in groups.items()}
        self.rulebook = with_weights(rulebook, weights.parse_weights(fitted.file, "weights"), "weights")

    def of_pages(self) -> Iterator[tuple[str, ...]]:
        """Yield a table row for each set and view with articles."""
        for name, view, scored in self._views():
            by_id = {row["id"]: row for row in self.rows[name]}
            others = [f"{total_scores([_by(m, by_id[p.id], p) for p, _ in scored]).f1:.3f}" for m in METHODS.values()]
            ours = total_scores([score for _, score in scored])
            cells = f"**{ours.f1:.3f}**", f"{100 * ours.lost:.1f}%", f"{100 * ours.left:.0f}%"
            yield name, VIEWS[view], str(len(scored)), *others, *cells

    def of_phrases(self) -> Iterator[tuple[str, ...]]:
        """Yield a row for each set of phrases and view, with weights fitted without its pages."""
        for name, records in self.rows.items():
            if not any(row["gold"] for row in records):
                for view, title in VIEWS.items():
                    texts = [(row, row["inputs"].get(view) or row["peers"].get(view) or "") for row in records]
                    others = [
                        f"{f_of_phrases([(row, m(row, raw, language_of(row))) for row, raw in texts]):.3f}"
                        for m in METHODS.values()
                    ]
                    ours = f_of_phrases(
                        [(row, clean(raw, self.rulebook, BODY, explain=False).text) for row, raw in texts]
                    )
                    yield name, title, str(len(records)), *others, f"**{ours:.3f}**", "", ""

    def of_languages(self) -> Iterator[tuple[str, ...]]:
        """Yield a row for each language with enough pages, for whole pages."""
        groups: dict[str, list[tuple[Row, Pair, Score]]] = defaultdict(list)
        for name, view, scored in self._views():
            by_id = {row["id"]: row for row in self.rows[name]}
            for pair, mine in scored if view == "full" else ():
                groups[language_of(by_id[pair.id])].append((by_id[pair.id], pair, mine))
        for language, pages in sorted(groups.items(), key=lambda item: -len(item[1])):
            if len(pages) >= FEWEST:
                others = [f"{total_scores([_by(m, row, p) for row, p, _ in pages]).f1:.3f}" for m in METHODS.values()]
                yield language, str(len(pages)), *others, f"**{total_scores([s for *_, s in pages]).f1:.3f}**"

    def of_verdicts(self) -> Iterator[tuple[str, ...]]:
        """Yield a row for each set and view: the number of pages classified as having no article."""
        for group, scored in self.ours.items():
            name, _, view = group.rpartition("-")
            if view in VIEWS:
                none = sum(mine.precision is None for _, mine in scored)
                holds = "an article" if scored[0][0].gold else "no article"
                yield name, VIEWS[view], str(len(scored)), holds, f"{none} ({100 * none / len(scored):.1f}%)"

    def _views(self) -> Iterator[tuple[str, str, list[tuple[Pair, Score]]]]:
        for group, scored in self.ours.items():
            name, _, view = group.rpartition("-")
            if name in self.rows and view in VIEWS and scored[0][0].gold:
                yield name, view, scored


def _by(method: Method, row: Row, pair: Pair) -> Score:
    return score(pair.raw, method(row, pair.raw, language_of(row)), pair.gold)


def markdown(head: Sequence[str], body: Iterator[tuple[str, ...]]) -> str:
    """Return a table in Markdown."""
    lines = [head, ["---"] * len(head), *body]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"


def main(sets: Sequence[Path]) -> None:
    """Measure, and write the tables into the topic. Update the date above them by hand."""
    figures = Figures(sets)
    rows = [_plain(row) for row in chain(figures.of_pages(), figures.of_phrases())]
    parts = []
    for view, title in TITLES.items():
        body = ((name, *cells[1:-2]) for name, shown, *cells in rows if shown == view)
        parts += [f"{title}:\n", markdown(["set", *METHODS, "cleaner"], body)]
    lost: dict[str, list[str]] = {}
    for name, _, *cells in rows:
        if cells[-1]:
            lost.setdefault(name, []).extend(cells[-2:])
    heads = [head for view in TITLES for head in (f"{view}: lost", "left")]
    languages = (_plain((f"{language}, {pages}", *cells)) for language, pages, *cells in figures.of_languages())
    parts += [
        "Words of the body that were lost, and words of boilerplate that were left:\n",
        markdown(["set", *heads], ((name, *cells) for name, cells in lost.items())),
        "Whole pages by language, with the number of pages (Latin is filler text):\n",
        markdown(["language", *METHODS, "cleaner"], languages),
        "Pages classified as having no article:\n",
        markdown(["set", "text", "pages", "they have", "classified as none"], map(_plain, figures.of_verdicts())),
    ]
    text = TOPIC.read_text("utf-8")
    before, rest = text.split(MARKS[0])
    after = rest.split(MARKS[1])[1]
    TOPIC.write_text(before + MARKS[0] + "\n\n" + "\n".join(parts) + "\n" + MARKS[1] + after, "utf-8")
    versions = f"cleaner {version('cleaner')}, jusText {version('justext')}, Python {python_version()}"
    print(f"Measured on {date.today():%d %B %Y} with {versions}.")


def _plain(row: Sequence[str]) -> tuple[str, ...]:
    """Return a row without bold type and with a short name, so that the tables fit into 80 columns."""
    name, *cells = row
    return name.removeprefix("dev_"), *(cell.strip("*") for cell in cells)


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
