"""Scores for people: the table of all documents and of each language, what each kind cost, the worst, changes."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from cleaner.learn.evaluate import lost_by_kind
from cleaner.learn.metrics import bootstrap_interval, total_scores, verdict_counts
from cleaner.render.text import fit, plural, render_table
from cleaner.runs.outcome import changed_lines
from cleaner.text.visible import visible

if TYPE_CHECKING:
    from cleaner.learn.evaluate import Evaluation
    from cleaner.learn.metrics import Score

HEAD = ("", "articles", "F1", "95% of resamples", "precision", "recall", "body lost", "boilerplate left")
Groups = dict[str, list["Score"]]


def render_report(assessed: Sequence["Evaluation"], worst: int, width: int | None) -> Iterator[str]:
    """How good the cleaned texts of all documents are; the `worst` are named. `width` in cells, None uncut."""
    yield from render_scores({"all": [each.score for each in assessed], **_by_language(assessed)})
    yield from _section("Words taken out by kind, and those of them that are of the article")
    rows = [(kind, f"{gone:,}", f"{lost:,}") for kind, (gone, lost) in lost_by_kind(assessed).items()]
    yield from render_table([("kind", "out", "lost"), *rows])
    articles = [each for each in assessed if each.score.recall is not None]
    yield from _worst(sorted(articles, key=lambda each: each.score.f1)[:worst], width)


def render_scores(groups: Groups) -> Iterator[str]:
    """A table of the totals of groups of documents, and how often it was right to say that one holds no article."""
    rows = [_row(name, group) for name, group in groups.items() if verdict_counts(group).articles]
    yield from render_table([HEAD, *rows]) if rows else ()
    said = {name: verdict_counts(group) for name, group in groups.items()}
    if any(found.refused or found.others for found in said.values()):
        yield from _section("Said to hold no article")
        rows = [(visible(n), _of(v.refused, v.articles), _of(v.others_refused, v.others)) for n, v in said.items()]
        yield from render_table([("", "articles", "pages that hold none"), *rows])


def render_comparison(
    first: Sequence["Evaluation"], second: Sequence["Evaluation"], worst: int, width: int | None
) -> Iterator[str]:
    """Two ways to clean the same documents, and the lines that only one of them keeps."""
    yield from render_scores({"first": [each.score for each in first], "second": [each.score for each in second]})
    pairs = [(a, b) for a, b in zip(first, second, strict=True) if changed_lines(a.fates, b.fates)]
    yield from _section(f"{plural(len(pairs), 'document')} with lines whose fate changes, those that lose most first")
    pairs.sort(key=lambda pair: pair[1].score.f1 - pair[0].score.f1)
    for a, b in pairs:
        yield fit(visible(f"{a.score.f1:.3f} to {b.score.f1:.3f}  {a.id}"), width)
        for fate in changed_lines(a.fates, b.fates):
            verdict = "right" if fate.is_right else "wrong"
            line = f"  {verdict}  now {'kept' if fate.kept else fate.kind:<11}  {fate.number:>5}  {fate.text.strip()}"
            yield click.style(fit(visible(line), width), fg="green" if fate.is_right else "red")


def _by_language(assessed: Sequence["Evaluation"]) -> Groups:
    groups: Groups = defaultdict(list)
    for each in assessed:
        groups[each.language or "no language given"].append(each.score)
    return dict(sorted(groups.items(), key=lambda group: -len(group[1]))) if len(groups) > 1 else {}


def _row(name: str, group: Sequence["Score"]) -> tuple[str, ...]:
    documents, f1, precision, recall, lost, left = total_scores(group)
    low, high = bootstrap_interval(group)
    shares = f"{precision:.3f}", f"{recall:.3f}", f"{100 * lost:.2f}%", f"{100 * left:.1f}%"
    return visible(name), f"{documents:,}", f"{f1:.4f}", f"{low:.3f} to {high:.3f}", *shares


def _of(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,}" if whole else "-"


def _worst(assessed: Sequence["Evaluation"], width: int | None) -> Iterator[str]:
    if not assessed:
        return
    yield from _section("The worst documents")
    rows = [
        (f"{each.score.f1:.3f}", f"{each.score.precision or 0:.3f}", f"{each.score.recall or 0:.3f}", each.id)
        for each in assessed
    ]
    yield from (fit(visible(line), width) for line in render_table([("F1", "precision", "recall", "document"), *rows]))


def _section(title: str) -> Iterator[str]:
    yield ""
    yield click.style(title, bold=True)
