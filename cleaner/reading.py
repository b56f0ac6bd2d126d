"""Lines read by themselves: what a line looks like, and what phrases and patterns see in it.

Nothing here depends on the lines around it. So one text's rows are read once, however often they stand in it and
however often it is looked at; a `Reader` lives as long as one text is worked on and no longer.
"""

from cleaner import inserts
from cleaner.rulebook import Rulebook
from cleaner.shape import Scan, Shape


class Reading:
    """One line: its shape, and the rules that saw something in it, each with what it saw and where it looks."""

    def __init__(self, shape: Shape, seen: list[tuple[int, str, str]]) -> None:
        self.shape: Shape = shape
        self.seen: list[tuple[int, str, str]] = seen
        """Number of a rule, what it saw, and the part of a page it looks at."""


class Reader:
    """Reads the lines of one text by the rules of `rulebook`."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook: Rulebook = rulebook
        self._readings: dict[str, Reading] = {}
        self._parts: dict[str, list[inserts.Stretch]] = {}

    def read(self, row: str) -> Reading:
        """One line by itself."""
        reading = self._readings.get(row)
        if reading is None:
            reading = self._readings[row] = self._read(row)
        return reading

    def parts(self, row: str) -> list[inserts.Stretch]:
        """A row cut at the inserts glued to it."""
        found = self._parts.get(row)
        if found is None:
            found = self._parts[row] = inserts.parts(row, self.opens_insert)
        return found

    def opens_insert(self, text: str) -> bool:
        """Whether `text` begins with a set phrase that editors glue to a paragraph."""
        return any(self.rulebook.glued[rule] for rule, _ in self.rulebook.phrases.at_start(Scan(text).tokens))

    def _read(self, row: str) -> Reading:
        shape = Shape(row, self.rulebook.lexicon)
        phrases = self.rulebook.phrases.find(shape.tokens, shape.key, shape.is_unspaced)
        return Reading(shape, [(rule, saw, "anywhere") for rule, saw in phrases] + self.rulebook.triggers.find(shape))
