"""`cleaner score`: accuracy of the cleaned texts against labelled articles."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleaner.commands import messages, options, terminal
from cleaner.commands.options import JOBS, RULES
from cleaner.runs.batch import cpu_count
from cleaner.settings import Settings, load_settings

if TYPE_CHECKING:
    from cleaner.learn.evaluate import Evaluation
    from cleaner.learn.pairs import Pair

FILE = click.Path(exists=True, path_type=Path)


@click.command()
@options.use(
    click.argument("raw", type=FILE),
    click.argument("gold", type=FILE, required=False),
    click.option("--against", type=click.Path(exists=True, dir_okay=False), metavar="FILE",
                 help="Compare with the settings, or the weights, in this file; show the lines that are decided "
                 "differently."),
    click.option("--worst", type=click.IntRange(min=0), default=10, metavar="N", show_default=True,
                 help="Number of worst documents to list."),
    *RULES,
    JOBS,
)  # fmt: skip
@click.pass_context
def score(ctx: click.Context, /, raw: Path, gold: Path | None, against: str | None, worst: int, **_: object) -> None:
    """Clean raw texts and compare the result with the gold articles.

    RAW and GOLD are two directories with the same file names, or two JSONL files with id and text. RAW alone is a
    directory with NAME.gold.txt next to NAME.txt, a JSONL file with raw and gold, or a file of 'cleaner review'. The
    headline does not count.
    """
    from cleaner.learn.pairs import join_pairs, read_pairs
    from cleaner.render import scores as render

    settings = options.settings_for(ctx, str(raw))
    pairs = join_pairs(raw, gold) if gold else read_pairs(raw, messages.say)
    first = _evaluate(pairs, settings)
    width = terminal.screen_width()
    if against:
        second = _evaluate(pairs, _other_settings(settings, against))
        lines = render.render_comparison(first, second, width)
    else:
        lines = render.render_evaluations(first, worst, width)
    click.echo("\n".join(lines))


def _evaluate(pairs: "list[Pair]", settings: Settings) -> "list[Evaluation]":
    from cleaner.learn.evaluate import evaluate

    return list(evaluate(pairs, settings.rulebook(), settings.jobs or cpu_count()))


def _other_settings(settings: Settings, path: str) -> Settings:
    """Return the settings to compare with: those of a settings file, or `settings` with a weights file."""
    from dataclasses import replace

    from cleaner.rulebook.weights import is_weights_file

    return replace(settings, weights=path) if is_weights_file(Path(path)) else load_settings(".", {}, config=path)
