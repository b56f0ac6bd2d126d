"""Output paths of a run, each used for one input only."""

import os
from collections.abc import Collection, Iterable, Iterator, Sequence

from cleaner.errors import CleanerError
from cleaner.files.items import STDIN, Failure, Found, Input, path_identity
from cleaner.files.names import corpus_format, output_path, sidecar_path


class Outputs:
    """Assigns output paths to inputs, and no path twice.

    `out` is the output directory, or None. `reserved` has the paths of other files that the run writes. Raises
    `CleanerError` if two of them are the same.
    """

    def __init__(
        self, out: str | None, to: Collection[str] = (), reserved: Sequence[str] = (), sidecars: bool = False
    ) -> None:
        self.out, self.to, self.sidecars = out, to, sidecars
        self.root = os.path.realpath(out).rstrip("/") + "/" if out is not None else ""
        self.taken: dict[str, str] = {}
        self.reserved = {path_identity(path) for path in reserved}
        if len(self.reserved) < len(reserved):
            raise CleanerError(f"{reserved[0]}: used for two outputs; choose different names.")

    def claim(self, items: Iterable[Found]) -> Iterator[Found]:
        """Yield the items, with a `Failure` in place of each input whose output path is not available."""
        for item in items:
            if isinstance(item, Input) and path_identity(item.path) in self.reserved:
                continue  # an output of an earlier run is not an input
            yield self._claim(item) if isinstance(item, Input) and item.path != STDIN else item

    def _claim(self, item: Input) -> Found:
        output = output_path(item, self.out, self.to)
        outputs = [output, sidecar_path(output)] if self.sidecars and not corpus_format(item.path) else [output]
        for output in outputs:
            if problem := self._find_problem(item, output):
                return Failure(item.path, problem)
        self.taken |= dict.fromkeys(map(path_identity, outputs), item.path)
        return item

    def _find_problem(self, item: Input, output: str) -> str:
        """Return the reason why an input cannot be written to `output`, or an empty string."""
        identity = path_identity(output)
        if not identity.startswith(self.root):
            return f"{item.path}: {output} is reached through a link that leaves {self.out}; remove the link."
        if identity in self.reserved:
            return f"{item.path}: would be written to {output}, which --rejects or --stats writes; rename that file."
        first = self.taken.get(identity, item.path)
        if first != item.path:
            return f"{first} and {item.path} would both be written to {output}; clean them in separate runs with --out."
        return ""
