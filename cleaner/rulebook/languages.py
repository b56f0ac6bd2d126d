"""What the phrase files of all languages say, as the index of phrases and the sorts of words that are made of it.

A phrase belongs to a *slot*, which is a kind and a mode ("lines", "starts", ...), or one of the lists that all
languages have. Which rule a slot is, is the rulebook's affair: so one index serves whatever rules are chosen.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from cleaner.model import KINDS
from cleaner.rulebook.phrases import MODES, Phrases
from cleaner.rulebook.rule import LISTS, Rule
from cleaner.text.lexicon import ALONE, END, FUNCTION, FURNITURE, OWNER_WORDS, PHRASE, RIGHTS, SECOND, START, Lexicon
from cleaner.text.tokens import WORD, fold

FILES: Final = Path(__file__).parent.parent / "rules" / "languages"
NO_FURNITURE: Final = {"byline", "caption", "navigation"}
SLOTS: Final = {
    name: slot
    for slot, name in enumerate([*((kind, mode) for kind in KINDS for mode in MODES), *(("", n) for n in LISTS)])
}
"""The number of each kind and mode, and of each list."""
Language = Mapping[str, Any]


def tables() -> list[Language]:
    """The phrase files, in order of their names."""
    import tomllib

    return [tomllib.loads(path.read_text("utf-8")) for path in sorted(FILES.glob("*.toml"))]


def slot_of(rule: Rule) -> int:
    """The slot of a rule that looks for phrases, -1 for any other."""
    if rule.phrases is None:
        return -1
    return SLOTS["" if rule.phrases in LISTS else rule.kind or "", rule.phrases]


def index(languages: Iterable[Language]) -> Phrases:
    """All phrases."""
    return Phrases(entry for language in languages for entry in _entries(language))


def lexicon(languages: Sequence[Language], phrases: Phrases) -> Lexicon:
    """The sorts of words: all but those that patterns need."""
    sorts = dict.fromkeys(_furniture_words(languages), FURNITURE)
    sorts |= dict.fromkeys((fold(word) for language in languages for word in language["function_words"]), FUNCTION)
    starts, contains = phrases.starts.spaced(), phrases.contains.spaced()
    for known, sort in (
        (OWNER_WORDS, RIGHTS),
        ((words[0] for words in contains), PHRASE),
        ((words[0] for words in starts), START),
        ((words[-1] for words in phrases.ends.spaced()), END),
        ((words[1] for words in (*starts, *contains) if len(words) > 1), SECOND),
        ((words[0] for words in (*starts, *contains) if len(words) == 1), ALONE),
    ):
        for word in known:
            sorts[word] = sorts.get(word, 0) | sort
    return Lexicon().with_words(dict(sorted(sorts.items())))  # in one order, so that a wheel is the same each time


def _entries(language: Language) -> Iterator[tuple[str, str, int]]:
    """Mode, phrase and slot."""
    for name in LISTS:
        yield from (("contains", phrase, SLOTS["", name]) for phrase in _listed(language, name))
    for kind, table in language["phrases"].items():
        for mode in MODES:
            yield from ((mode, phrase, SLOTS[kind, mode]) for phrase in table.get(mode, ()))


def _listed(language: Language, name: str) -> Iterable[str]:
    """The phrases of one of `LISTS`."""
    if name == "attribution":
        yield from language["attribution"]
    elif name == "ago":  # without a number it is a word of any text, as "yesterday" is
        yield from (phrase for phrase in language["ago"] if "#" in phrase)
    else:  # a month alone may be a name
        yield from (f"# {month}" for month in language["months"])
        yield from (f"{day} #" for day in (*language["months"], *language["weekdays"]))


def _furniture_words(languages: Iterable[Language]) -> frozenset[str]:
    """Words of more than two letters in at least two phrases of a language; menus and names hold too many others."""
    found: set[str] = set()
    for language in languages:
        counts: Counter[str] = Counter()
        for kind in language["phrases"].keys() - NO_FURNITURE:
            phrases = (phrase for mode in MODES for phrase in language["phrases"][kind].get(mode, ()))
            counts.update(word for phrase in phrases for word in {fold(w) for w in WORD.findall(phrase)})
        found.update(word for word, count in counts.items() if count > 1 and len(word) > 2)
    return frozenset(found)
