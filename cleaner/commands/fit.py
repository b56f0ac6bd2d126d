"""`cleaner fit`: rule weights fitted to labelled pairs, with their accuracy on unseen sites."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleaner.commands import messages, options
from cleaner.commands.options import JOBS, RULES
from cleaner.errors import CleanerError
from cleaner.runs.batch import cpu_count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.learn.cross_validation import FittedWeights
    from cleaner.learn.pairs import Pair
    from cleaner.rulebook.rulebook import Rulebook


@click.command("fit")
@options.use(
    click.argument("pairs", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="PAIRS..."),
    click.option("-o", "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
                 help="Write the weights to this file."),
    click.option("--folds", type=click.IntRange(min=2), default=4, metavar="N", show_default=True,
                 help="Number of cross-validation folds; pages of one site stay in one fold."),
    *RULES,
    JOBS,
)  # fmt: skip
@click.pass_context
def fit_weights(ctx: click.Context, /, pairs: tuple[Path, ...], out: Path, folds: int, **_: object) -> None:
    """Fit rule weights to labelled pairs.

    PAIRS are JSONL files with raw and gold in each record, directories with NAME.gold.txt next to NAME.txt, or files
    of 'cleaner review'. Reported figures are cross-validated by site. To use the weights, set 'weights' in the settings
    or pass --weights.
    """
    from cleaner.files.atomic import write
    from cleaner.learn.pairs import read_pairs

    settings = options.settings_for(ctx)
    groups = {str(path): read_pairs(path, messages.say) for path in pairs}
    all_pairs = [pair for group in groups.values() for pair in group]
    if len({pair.site for pair in all_pairs}) < folds:
        raise CleanerError(f"not enough sites for {folds} folds; use fewer --folds or add sites.")
    fitted = _fit(all_pairs, settings.rulebook(), folds, settings.jobs or cpu_count())
    write(out, fitted.file.encode())
    click.echo("\n".join(_render(fitted, {name: len(group) for name, group in groups.items()})))


def _render(fitted: "FittedWeights", sizes: "dict[str, int]") -> "Iterator[str]":
    """Yield the tables of scores and of confidence: for all pairs, and for each of several files by their `sizes`."""
    from cleaner.learn.calibration import calibrate
    from cleaner.render.scores import render_confidence, render_scores

    places, start = {"all": slice(None)}, 0
    for name, size in sizes.items() if len(sizes) > 1 else ():
        places[name] = slice(start, start + size)
        start += size
    yield from render_scores({name: fitted.scores[place] for name, place in places.items()})
    f1 = [score.f1 for score in fitted.scores]
    yield from render_confidence({name: calibrate(fitted.confidence[p], f1[p]) for name, p in places.items()})


def _fit(pairs: "list[Pair]", rulebook: "Rulebook", folds: int, jobs: int) -> "FittedWeights":
    try:
        from cleaner.learn.cross_validation import cross_validate
    except ModuleNotFoundError as error:
        raise CleanerError(f"fit: needs {error.name}, which is not installed: pip install 'cleaner[fit]'.") from None
    return cross_validate(pairs, rulebook, folds, jobs)
