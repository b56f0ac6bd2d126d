"""`cleaner rules test`: test the user's rules on their examples and on texts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleaner.authoring.impact import Impact, ImpactSummary, compare_results
from cleaner.authoring.trial import Trial, run_trials
from cleaner.commands import exit_status, options, terminal
from cleaner.commands.messages import MessagePrinter
from cleaner.commands.options import SETTINGS, TEXTS
from cleaner.corpus.entry import Record
from cleaner.errors import CleanerError
from cleaner.files import safe_json
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
    """Picklable task that compares a document's results with and without the rules with `codes`."""

    without: Rulebook
    kept: frozenset[Kind]
    library: "Library | None"
    site: str
    codes: tuple[str, ...]
    reviews: Reviews | None
    file: str
    """Path of the reviews file that `reviews` came from."""

    def __call__(self, found: Input | Record, document: Document, result: Result) -> Impact:
        from cleaner.pipeline import clean

        template = template_of(found, self.library, self.site) if self.library else None
        before = clean(document.text, self.without, self.kept, template, explain=False)
        reviewed = reviewed_of(found, self.reviews, Path(self.file), self.site) if self.reviews else None
        return compare_results(found.name, before, result, self.codes, reviewed)


@click.command()
@options.use(
    click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path)),
    click.argument("more", nargs=-1, metavar="[--on PATH...]"),
    click.option("--on", multiple=True, metavar="PATH...",
                 help="Clean these files and directories with and without the rules. More PATHs may follow."),
    click.option("--samples", type=click.IntRange(min=0), default=5, metavar="N", show_default=True,
                 help="Number of changed lines to show in each list."),
    options.formats("text", "json"),
    *SETTINGS,
    *TEXTS,
)  # fmt: skip
@click.pass_context
def test(
    ctx: click.Context, /, file: Path, more: tuple[str, ...], on: tuple[str, ...], samples: int, **_: object
) -> None:
    """Test your own rules on their examples and on your texts.

    FILE holds [[rule]] tables, alone or as part of a cleaner.toml or pyproject.toml. Every "drops" and "keeps" example
    is tested inside a short article; exit status 1 if any example fails. With --on, texts are cleaned with and without
    the rules, to show which lines are newly dropped or kept. Other settings apply as usual; rules in FILE override
    configured rules with the same code. No files are written.
    """
    if more and not on:
        raise click.UsageError(f"Got unexpected extra argument ({more[0]}); put --on before the texts.", ctx)
    paths = (*on, *more)
    settings, rules = _with_rules(options.settings_for(ctx, paths[0] if paths else str(file)), file)
    active = {rule.code for rule in settings.rulebook().rules}
    chosen, disabled = [r for r in rules if r.code in active], [r for r in rules if r.code not in active]
    if not chosen:
        raise CleanerError(f"{file}: all of its rules are disabled by select or ignore in the settings.")
    trials = [trial for rule in chosen for trial in run_trials(rule, settings)]
    printer = MessagePrinter(ctx.params["quiet"])
    texts = options.find_texts(ctx, settings)
    impact, failures = _measure(texts, chosen, settings, printer, samples) if paths else (None, [])
    _print(ctx.params["format_"], chosen, disabled, trials, impact, failures)
    ctx.exit(printer.status or (exit_status.DONE if all(trial.passed for trial in trials) else exit_status.FOUND))


def _with_rules(settings: Settings, file: Path) -> "tuple[Settings, tuple[Rule, ...]]":
    """Return the settings with the rules in `file` added, and these rules. Raises `CleanerError` if it has none."""
    rules = load_settings(".", {}, config=str(file)).rules
    if not rules:
        raise CleanerError(f"{file}: no [[rule]] tables; create a rule with 'cleaner rules new'.")
    codes = {rule.code for rule in rules}
    others = [rule for rule in settings.rules if rule.code not in codes]
    return replace(settings, rules=(*others, *rules)), rules


def _measure(
    texts: Texts, rules: "Sequence[Rule]", settings: Settings, printer: MessagePrinter, samples: int
) -> tuple[ImpactSummary, list[Failure]]:
    """Return the impact of the rules on the texts, and the texts that could not be read."""
    codes = tuple(rule.code for rule in rules)
    reviews, file = settings.load_reviews(), settings.reviews
    settings = replace(settings, reviews="")  # reviews override rules, and would hide their impact
    before = without(settings.rulebook(), codes)
    task = ImpactTask(before, settings.kept, settings.library(), settings.site, codes, reviews, file)
    impact, failures = ImpactSummary(codes, samples), list[Failure]()
    for item in printer.pass_results(batch.process_documents(task, texts, settings, explain=True)):
        if isinstance(item, Failure):
            failures.append(item)
        else:
            impact.add(item)
    return impact, failures


def _print(
    format_: str,
    rules: "Sequence[Rule]",
    disabled: "Sequence[Rule]",
    trials: Sequence[Trial],
    impact: ImpactSummary | None,
    failures: Sequence[Failure],
) -> None:
    if format_ == "json":
        from cleaner.render import json

        result = json.rules_test([rule.code for rule in disabled], trials, impact, failures)
        terminal.put(safe_json.encode(result) + b"\n")
        return
    width = terminal.screen_width()
    lines = render.render_examples(rules, disabled, trials, width)
    click.echo("\n".join(chain(lines, render.render_impact(rules, impact, width) if impact else [])))
