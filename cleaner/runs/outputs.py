"""Output paths of a run, each used once."""

import os
from collections.abc import Iterable, Iterator, Sequence

from cleaner.errors import CleanerError
from cleaner.files.items import STDIN, Failure, Found, Input, path_identity
from cleaner.files.names import corpus_format, output_path, sidecar_path


class Outputs:
    """Hands out output paths, and no path twice: the second input for it is a failure, by name.

    `reserved` are the paths of what else is written. Raises `CleanerError` where two of them are one.
    """

    def __init__(
        self, out: str | None, as_jsonl: bool = False, reserved: Sequence[str] = (), sidecars: bool = False
    ) -> None:
        self.out, self.as_jsonl, self.sidecars = out, as_jsonl, sidecars
        self.root = os.path.realpath(out).rstrip("/") + "/" if out is not None else ""
        self.taken: dict[str, str] = {}
        self.reserved = {path_identity(path) for path in reserved}
        if len(self.reserved) < len(reserved):
            raise CleanerError(f"{reserved[0]}: two things would be written there; give them different names.")

    def claim(self, items: Iterable[Found]) -> Iterator[Found]:
        """The items, with a `Failure` for each input whose output would be that of an earlier one."""
        for item in items:
            if isinstance(item, Input) and path_identity(item.path) in self.reserved:
                continue  # what a run writes is none of its inputs, also when it is there from the last time
            yield self._claimed(item) if isinstance(item, Input) and item.path != STDIN else item

    def _claimed(self, found: Input) -> Found:
        output = output_path(found, self.out, self.as_jsonl)
        outputs = [output, sidecar_path(output)] if self.sidecars and not corpus_format(found.path) else [output]
        for output in outputs:
            if objection := self._objection(found, output):
                return Failure(found.path, f"{found.path}: would be written to {output}, {objection}.")
        self.taken |= dict.fromkeys(map(path_identity, outputs), found.path)
        return found

    def _objection(self, found: Input, output: str) -> str:
        """Why an input must not be written there, as the end of a sentence; empty where it may be."""
        place = path_identity(output)
        if not place.startswith(self.root):
            return f"and a link leads from there out of {self.out}; remove the link"
        if place in self.reserved:
            return "which is taken; rename that"
        first = self.taken.get(place, found.path)
        return f"as {first} is; clean them in two runs with --out" if first != found.path else ""
