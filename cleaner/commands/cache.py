"""`cleaner cache`: the cache of results, from which a run knows the files that need not be cleaned again."""

import click

from cleaner.errors import FaultError
from cleaner.render.text import plural
from cleaner.runs.cache import cache_folder, cache_size, clear_cache
from cleaner.text.visible import visible


@click.command()
@click.option("--clear", is_flag=True, help="Delete the cache.")
def cache(clear: bool) -> None:
    """Show the folder and the size of the cache, or delete it.

    'cleaner run' saves the results of files there, so that the next run cleans only what is new or changed.
    """
    folder = cache_folder()
    if folder is None:
        raise FaultError("there is no home directory, so there is no cache; set XDG_CACHE_HOME.")
    if not clear:
        files, size = cache_size()
        click.echo(visible(f"{folder}: {plural(files, 'file')}, {size:,} bytes"))
        return
    try:
        size = clear_cache()
    except OSError as error:
        raise FaultError(f"{error.filename}: cannot be deleted: {error.strerror}.") from None
    click.echo(visible(f"{folder}: {size:,} bytes deleted"), err=True)
