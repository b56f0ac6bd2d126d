"""The features of rows by themselves, as `LineReader` makes them, for tests of what lies above them."""

from typing import Final

from cleaner.features.blocks.chain import block_kinds
from cleaner.features.blocks.codes import BLOCKS
from cleaner.rulebook.rulebook import load_rulebook
from cleaner.text.line_features import LineFeatures, Vocabulary
from cleaner.text.tokens import TokenizedLine

LEXICON: Final = load_rulebook().lexicon
PROSE: Final = "The captain, who had steered the boat for nineteen years, said that its engine was as good as new."


def line_features(*rows: str) -> list[LineFeatures]:
    """Return the features of each row of a page."""
    vocabulary = Vocabulary()
    return [LineFeatures(row, TokenizedLine(row.strip(), LEXICON), vocabulary) for row in rows]


def block_names(*rows: str) -> list[str]:
    """Return the name of the block of each row of a page."""
    return [BLOCKS[int(kind)] for kind in block_kinds(line_features(*rows))]


def spaced(*rows: str) -> list[str]:
    """Return the rows with prose around and between them."""
    return [PROSE, *[line for row in rows for line in (row, PROSE)]]
