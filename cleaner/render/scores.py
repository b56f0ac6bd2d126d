"""Scores for people: totals, scores by language, losses by kind, the worst documents, and comparisons."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from cleaner.learn.evaluate import lost_by_kind
from cleaner.learn.metrics import bootstrap_interval, total_scores, verdict_counts
from cleaner.render.text import fit, plural, render_table
from cleaner.runs.outcome import changed_lines
from cleaner.text.visible import visible

if TYPE_CHECKING:
    from cleaner.learn.calibration import Calibration
    from cleaner.learn.evaluate import Evaluation
    from cleaner.learn.metrics import Score

HEAD = ("", "articles", "F1", "95% CI (bootstrap)", "precision", "recall", "body lost", "boilerplate left")
Groups = dict[str, list["Score"]]


def render_evaluations(evaluations: Sequence["Evaluation"], worst: int, width: int | None) -> Iterator[str]:
    """Yield the scores of all documents and list the `worst` ones. `width` is in cells; None does not cut lines."""
    yield from render_scores({"all": [each.score for each in evaluations], **_by_language(evaluations)})
    yield from _section("Words removed by kind, and how many belonged to the article")
    rows = [(kind, f"{removed:,}", f"{lost:,}") for kind, (removed, lost) in lost_by_kind(evaluations).items()]
    yield from render_table([("kind", "removed", "of the article"), *rows])
    articles = [each for each in evaluations if each.score.recall is not None]
    yield from _worst(sorted(articles, key=lambda each: each.score.f1)[:worst], width)


def render_scores(groups: Groups) -> Iterator[str]:
    """Yield a table of scores with a row for each group of documents, and one of no-article verdicts if any apply."""
    rows = [_row(name, group) for name, group in groups.items() if verdict_counts(group).articles]
    yield from render_table([HEAD, *rows]) if rows else ()
    verdicts = {name: verdict_counts(group) for name, group in groups.items()}
    if any(found.rejected or found.others for found in verdicts.values()):
        yield from _section('Classified as "no article"')
        rows = [
            (name, _of(found.rejected, found.articles), _of(found.others_rejected, found.others))
            for name, found in verdicts.items()
        ]
        yield from render_table([("", "articles", "pages without an article"), *rows])


def render_confidence(groups: "Mapping[str, Calibration]") -> Iterator[str]:
    """Yield a table of how well confidence tells wrong results, a row for each group, and how reliable it is."""
    yield from _section("Confidence: F1 of at least 0.75 or not")
    rows = [(name, f"{one.results:,}", f"{one.wrong:,}", *_found(one)) for name, one in groups.items()]
    yield from render_table([("", "results", "wrong", "AUC", "ruined in the most doubtful tenth"), *rows])
    for name, one in [*groups.items()][:1]:
        yield from _section(f"Reliability ({name})")
        cells = [
            (f"{row.low:g} to {row.high:g}", f"{row.results:,}", f"{row.confidence:.2f}", f"{row.right:.2f}")
            for row in one.rows
        ]
        yield from render_table([("confidence", "results", "mean", "right"), *cells])


def _found(calibration: "Calibration") -> tuple[str, str]:
    """Return how well wrong results and ruined pages are found, as cells; dashes if no result is wrong."""
    if not calibration.wrong:
        return "-", "-"
    return f"{calibration.auc:.3f}", f"{100 * calibration.ruined_found:.0f}%"


def render_comparison(
    first: Sequence["Evaluation"], second: Sequence["Evaluation"], width: int | None
) -> Iterator[str]:
    """Yield the scores of two ways to clean the same documents, and the lines that only one of them keeps.

    `width` is in cells; None does not cut lines.
    """
    yield from render_scores({"first": [each.score for each in first], "second": [each.score for each in second]})
    pairs = [(a, b) for a, b in zip(first, second, strict=True) if changed_lines(a.lines, b.lines)]
    yield from _section(f"{plural(len(pairs), 'document')} decided differently, biggest losses first")
    pairs.sort(key=lambda pair: pair[1].score.f1 - pair[0].score.f1)
    for a, b in pairs:
        yield fit(visible(f"{a.score.f1:.3f} to {b.score.f1:.3f}  {a.id}"), width)
        for line in changed_lines(a.lines, b.lines):
            verdict = "right" if line.is_right else "wrong"
            text = f"  {verdict}  now {'kept' if line.kept else line.kind:<11}  {line.number:>5}  {line.text.strip()}"
            yield click.style(fit(visible(text), width), fg="green" if line.is_right else "red")


def _by_language(evaluations: Sequence["Evaluation"]) -> Groups:
    groups: Groups = defaultdict(list)
    for each in evaluations:
        groups[each.language or "unknown language"].append(each.score)
    return dict(sorted(groups.items(), key=lambda group: -len(group[1]))) if len(groups) > 1 else {}


def _row(name: str, group: Sequence["Score"]) -> tuple[str, ...]:
    documents, f1, precision, recall, lost, left = total_scores(group)
    low, high = bootstrap_interval(group)
    shares = f"{precision:.3f}", f"{recall:.3f}", f"{100 * lost:.2f}%", f"{100 * left:.1f}%"
    return name, f"{documents:,}", f"{f1:.4f}", f"{low:.3f} to {high:.3f}", *shares


def _of(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,}" if whole else "-"


def _worst(evaluations: Sequence["Evaluation"], width: int | None) -> Iterator[str]:
    if not evaluations:
        return
    yield from _section("Worst documents")
    rows = [
        (f"{each.score.f1:.3f}", f"{each.score.precision or 0:.3f}", f"{each.score.recall or 0:.3f}", each.id)
        for each in evaluations
    ]
    yield from render_table([("F1", "precision", "recall", "document"), *rows], width)


def _section(title: str) -> Iterator[str]:
    yield ""
    yield click.style(title, bold=True)
