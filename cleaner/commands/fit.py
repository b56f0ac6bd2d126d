"""`cleaner fit`: weights for the rules from labelled pairs, and how good they are on sites they have not seen."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleaner.commands import messages, options
from cleaner.commands.options import JOBS, RULES
from cleaner.errors import CleanerError
from cleaner.runs.batch import cpu_count

if TYPE_CHECKING:
    from cleaner.learn.cross_validation import FittedWeights
    from cleaner.learn.pairs import Pair
    from cleaner.rulebook.rulebook import Rulebook


@click.command()
@options.use(
    click.argument("pairs", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="PAIRS..."),
    click.option("-o", "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
                 help="Write the weights to this file."),
    click.option("--folds", type=click.IntRange(min=2), default=4, metavar="N", show_default=True,
                 help="Parts of the cross-validation; a site is in one of them as a whole."),
    *RULES,
    JOBS,
)  # fmt: skip
@click.pass_context
def fit(ctx: click.Context, /, pairs: tuple[Path, ...], out: Path, folds: int, **_: object) -> None:
    """Learn the weights of the rules from labelled pairs, and report how good they are.

    PAIRS are JSONL files with raw and gold in each record, folders with NAME.gold.txt beside NAME.txt, or files of
    'cleaner review'. The figures are cross-validated: each page is cleaned with weights that saw no page of its site.
    Use the file with 'weights' in the settings, or with --weights.
    """
    from cleaner.files.atomic import write
    from cleaner.learn.pairs import read_pairs
    from cleaner.render.scores import render_scores as render

    settings = options.settings_for(ctx)
    groups = {str(path): read_pairs(path, messages.say) for path in pairs}
    everything = [pair for group in groups.values() for pair in group]
    if len({pair.site for pair in everything}) < folds:
        raise CleanerError(f"the pairs are of fewer sites than there are folds, {folds}; add sites, or --folds fewer.")
    fitted = _fitted(everything, settings.rulebook(), folds, settings.jobs or cpu_count())
    write(out, fitted.file.encode())
    found = iter(fitted.scores)
    by_file = {name: [next(found) for _ in group] for name, group in groups.items()}
    click.echo("\n".join(render({"all": fitted.scores, **(by_file if len(by_file) > 1 else {})})))


def _fitted(pairs: "list[Pair]", rulebook: "Rulebook", folds: int, jobs: int) -> "FittedWeights":
    try:
        from cleaner.learn.cross_validation import cross_validate
    except ModuleNotFoundError as error:
        raise CleanerError(f"{error.name} is not installed; fitting needs it: pip install 'cleaner[fit]'.") from None
    return cross_validate(pairs, rulebook, folds, jobs)
