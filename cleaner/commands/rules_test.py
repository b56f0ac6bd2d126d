"""`cleaner rules test`: rules of one's own, tried on their examples and on a folder, before they are used."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleaner.authoring.impact import Impact, ImpactSummary, compare_results
from cleaner.authoring.trial import Trial, run_trials
from cleaner.commands import messages, options, terminal
from cleaner.commands.messages import Report
from cleaner.commands.options import SETTINGS, TEXTS
from cleaner.corpus.entry import Record
from cleaner.errors import CleanerError
from cleaner.files import safe_json
from cleaner.files.discover import discover
from cleaner.files.items import Failure, Input
from cleaner.model import Document, Kind, Result
from cleaner.render import rules_test as render
from cleaner.reviews.review import Reviews
from cleaner.rulebook.rulebook import Rulebook, without
from cleaner.runs import batch
from cleaner.runs.site import reviewed_of, template_of
from cleaner.runs.texts import Texts
from cleaner.settings import Settings, load_settings

if TYPE_CHECKING:
    from cleaner.rulebook.rule import Rule
    from cleaner.templates.library import Library


@dataclass(frozen=True)
class ImpactTask:
    """The task on a document: what the rules with `codes` do to it. Picklable."""

    without: Rulebook
    kept: frozenset[Kind]
    library: "Library | None"
    site: str
    codes: tuple[str, ...]
    labels: Reviews | None
    file: str
    """The one that `said` is from."""

    def __call__(self, found: Input | Record, document: Document, result: Result) -> Impact:
        from cleaner.pipeline import clean

        template = template_of(found, self.library, self.site) if self.library else None
        before = clean(document.text, self.without, self.kept, template, explain=False)
        reviewed = reviewed_of(found, self.labels, Path(self.file), self.site) if self.labels else None
        return compare_results(found.name, before, result, self.codes, reviewed)


@click.command()
@options.use(
    click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path)),
    click.argument("more", nargs=-1, metavar="[--on PATH...]"),
    click.option("--on", multiple=True, metavar="PATH...",
                 help="Clean these files and folders with the rules and without; more PATHs may follow."),
    click.option("--samples", type=click.IntRange(min=0), default=5, metavar="N", show_default=True,
                 help="Show this many of the lines whose fate changes, of each sort."),
    click.option(
        "--format", "format_", type=click.Choice(["text", "json"]), default="text", help="Form of the output."
    ),
    *SETTINGS,
    *TEXTS,
)  # fmt: skip
@click.pass_context
def test(
    ctx: click.Context, /, file: Path, more: tuple[str, ...], on: tuple[str, ...], samples: int, **_: object
) -> None:
    """Try the rules in FILE, before you use them.

    FILE holds [[rule]] tables, alone or as part of a cleaner.toml or pyproject.toml. Each line in drops and keeps is
    tried in a small article; exit with 1 if one does not go or stay as it must. With --on texts are cleaned with these
    rules and without, to show which lines are newly dropped or kept. All other settings are those in force; rules of
    theirs give way to those in FILE that have the same code. Nothing is written.
    """
    if more and not on:
        raise click.UsageError(
            f"Got unexpected extra argument ({more[0]}); texts to try the rules on follow --on.", ctx
        )
    paths = (*on, *more)
    settings, rules = _with_rules(options.settings_for(ctx, paths[0] if paths else str(file)), file)
    known = {rule.code for rule in settings.rulebook().rules}
    chosen, left_out = [r for r in rules if r.code in known], [r for r in rules if r.code not in known]
    if not chosen:
        raise CleanerError(f"{file}: select or ignore in the settings leaves out all of its rules.")
    tried = [trial for rule in chosen for trial in run_trials(rule, settings)]
    report = Report(ctx.params["quiet"])
    texts = Texts(discover(paths, settings.exclude, settings.base, corpora=True), options.fields(ctx.params), paths)
    effects, failures = _effects(texts, chosen, settings, report, samples) if paths else (None, [])
    _print(ctx.params["format_"], chosen, left_out, tried, effects, failures)
    ctx.exit(report.status or (messages.DONE if all(trial.passed for trial in tried) else messages.FOUND))


def _with_rules(settings: Settings, file: Path) -> "tuple[Settings, tuple[Rule, ...]]":
    """The settings with the rules in `file`, and these alone. Raises `CleanerError` where there are none."""
    rules = load_settings(".", {}, config=str(file)).rules
    if not rules:
        raise CleanerError(f"{file}: holds no rule; each begins with [[rule]], and 'cleaner rules new' writes one.")
    codes = {rule.code for rule in rules}
    others = [rule for rule in settings.rules if rule.code not in codes]
    return replace(settings, rules=(*others, *rules)), rules


def _effects(
    texts: Texts, rules: "Sequence[Rule]", settings: Settings, report: Report, samples: int
) -> tuple[ImpactSummary, list[Failure]]:
    """What the rules do to some texts, and those that could not be read."""
    codes = tuple(rule.code for rule in rules)
    said, file = settings.labels(), settings.reviews
    settings = replace(settings, reviews="")  # what people said would hide what the rules do
    before = without(settings.rulebook(), codes)
    task = ImpactTask(before, settings.kept, settings.library(), settings.site, codes, said, file)
    effects, failures = ImpactSummary(codes, samples), list[Failure]()
    for item in report.report_all(batch.process_documents(task, texts, settings, explain=True)):
        if isinstance(item, Failure):
            failures.append(item)
        else:
            effects.add(item)
    return effects, failures


def _print(
    format_: str,
    rules: "Sequence[Rule]",
    left_out: "Sequence[Rule]",
    tried: Sequence[Trial],
    effects: ImpactSummary | None,
    failures: Sequence[Failure],
) -> None:
    if format_ == "json":
        from cleaner.render import json

        terminal.put(safe_json.encode(json.tested([rule.code for rule in left_out], tried, effects, failures)) + b"\n")
        return
    width = terminal.screen_width()
    lines = render.render_examples(rules, left_out, tried, width)
    click.echo("\n".join(chain(lines, render.render_impact(rules, effects, width) if effects else [])))
