"""The features of rows by themselves, as `LineReader` makes them, for tests of what lies above them."""

from typing import Final

from cleaner.rulebook.rulebook import load_rulebook
from cleaner.text.line_features import LineFeatures, Vocabulary
from cleaner.text.tokens import TokenizedLine

LEXICON: Final = load_rulebook().lexicon
PROSE: Final = "The captain, who had steered the boat for nineteen years, said that its engine was as good as new."


def line_features(*rows: str) -> list[LineFeatures]:
    """Return the features of each row of a page."""
    vocabulary = Vocabulary()
    return [LineFeatures(row, TokenizedLine(row.strip(), LEXICON), vocabulary) for row in rows]
