"""Phrase files of all languages, compiled to an index of phrases and a lexicon of word classes.

A phrase belongs to a *slot*: a kind and a mode ("lines", "starts", ...), or one of the `LISTS` that every language has.
The rulebook maps slots to rules, so one index serves any selection of rules.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from cleaner.model import KINDS
from cleaner.rulebook.phrases import MODES, Phrases
from cleaner.rulebook.rule import LISTS, Rule
from cleaner.text.lexicon import ALONE, BOILERPLATE, END, FUNCTION, OWNER_WORDS, PHRASE, RIGHTS, SECOND, START, Lexicon
from cleaner.text.tokens import find_words, fold

FILES: Final = Path(__file__).parent.parent / "rules" / "languages"
NOT_TYPICAL: Final = {"byline", "caption", "navigation"}
"""Kinds whose phrases do not define typical boilerplate words: menus and names have too many others."""
SLOTS: Final = {
    name: slot
    for slot, name in enumerate([*((kind, mode) for kind in KINDS for mode in MODES), *(("", n) for n in LISTS)])
}
"""Number of each slot, by kind and mode; the kind of a list is empty."""
Language = Mapping[str, Any]


def tables() -> list[Language]:
    """Return the phrase files, sorted by name."""
    import tomllib

    return [tomllib.loads(path.read_text("utf-8")) for path in sorted(FILES.glob("*.toml"))]


def slot_of(rule: Rule) -> int:
    """Return the slot of a phrase rule, -1 for any other rule."""
    if rule.phrases is None:
        return -1
    return SLOTS["" if rule.phrases in LISTS else rule.kind or "", rule.phrases]


def index_phrases(languages: Iterable[Language]) -> Phrases:
    """Return an index of all phrases."""
    return Phrases(entry for language in languages for entry in _entries(language))


def build_lexicon(languages: Sequence[Language], phrases: Phrases) -> Lexicon:
    """Return all word classes but those of words that patterns need."""
    classes = dict.fromkeys(_boilerplate_words(languages), BOILERPLATE)
    classes |= dict.fromkeys((fold(word) for language in languages for word in language["function_words"]), FUNCTION)
    starts, contains = phrases.starts.split_spaced(), phrases.contains.split_spaced()
    for members, word_class in (
        (OWNER_WORDS, RIGHTS),
        ((words[0] for words in contains), PHRASE),
        ((words[0] for words in starts), START),
        ((words[-1] for words in phrases.ends.split_spaced()), END),
        ((words[1] for words in (*starts, *contains) if len(words) > 1), SECOND),
        ((words[0] for words in (*starts, *contains) if len(words) == 1), ALONE),
    ):
        for word in members:
            classes[word] = classes.get(word, 0) | word_class
    return Lexicon().with_words(dict(sorted(classes.items())))  # sorted, so that wheels are reproducible


def _entries(language: Language) -> Iterator[tuple[str, str, int]]:
    """Yield (mode, phrase, slot) for all phrases."""
    for name in LISTS:
        yield from (("contains", phrase, SLOTS["", name]) for phrase in _list_phrases(language, name))
    for kind, table in language["phrases"].items():
        for mode in MODES:
            yield from ((mode, phrase, SLOTS[kind, mode]) for phrase in table.get(mode, ()))


def _list_phrases(language: Language, name: str) -> Iterable[str]:
    """Yield the phrases of one of `LISTS`."""
    if name == "attribution":
        yield from language["attribution"]
    elif name == "ago":  # phrases without a number, such as "yesterday", occur in any text
        yield from (phrase for phrase in language["ago"] if "#" in phrase)
    else:  # with a number, because a month alone may be a name
        yield from (f"# {month}" for month in language["months"])
        yield from (f"{day} #" for day in (*language["months"], *language["weekdays"]))


def _boilerplate_words(languages: Iterable[Language]) -> frozenset[str]:
    """Return the words of at least three letters that occur in three or more phrases of one language."""
    found: set[str] = set()
    for language in languages:
        counts: Counter[str] = Counter()
        for kind in language["phrases"].keys() - NOT_TYPICAL:
            phrases = (phrase for mode in MODES for phrase in language["phrases"][kind].get(mode, ()))
            counts.update(word for phrase in phrases for word in {fold(w) for w in find_words(phrase)})
        found |= {word for word, count in counts.items() if count > 2 and len(word) > 2}
    return frozenset(found)
