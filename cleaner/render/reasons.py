"""Reasons in words: why a line is kept or removed, and why a document is an article or not."""

from collections.abc import Mapping
from functools import cached_property
from math import fsum
from typing import TYPE_CHECKING, Final

from cleaner.model import Decision, Evidence, PageBasis, Result
from cleaner.render.matches import NEIGHBOURS, deciding_words, find_words
from cleaner.render.text import describe_basis, fit, one_row, plural
from cleaner.runs.outcome import DOUBTFUL, uncertain_lines
from cleaner.text.visible import visible

if TYPE_CHECKING:
    from cleaner.rulebook.rule import Rule

PAGE_BASES: Final[Mapping[PageBasis, str]] = {
    "bare": "the text shows no boilerplate, so it is an article",
    "little": "the text shows little boilerplate, so it is an article",
    "block": "the text has its content in one block, so it is an article",
    "whole": "nearly all of the text is body, so it is an article",
    "short": "too few words of body for an article",
}
"""Grounds of a verdict that the page score did not decide."""
HEADING_WORDS, HEADING_WIDTH = 8, 20
"""Words up to which a line that opens a section is quoted, and the cells that a quotation takes at most."""
OWN_FAMILIES: Final = frozenset({"line", "prose"})
"""Families of rules that measure the text of the line alone."""
STRONGEST = 3
"""Number of rules that a sentence on a document names."""


class Reasons:
    """Reasons of one result. `rules` has the rules by code."""

    def __init__(self, result: Result, rules: "Mapping[str, Rule]") -> None:
        self._result, self._rules = result, rules

    @cached_property
    def _lines(self) -> dict[int, Decision]:
        return {line.number: line for line in self._result.lines}

    def of_line(self, line: Decision) -> str:
        """Return why a line is kept or removed, such as "set phrase: read also"."""
        if line.basis.how == "score":
            return self._body(line)
        if line.basis.how == "hit":
            return self._hit(line)
        if line.basis.how == "section":
            return self._section(line)
        if line.basis.how == "menu":
            return f"in a menu of {plural(line.basis.menu_lines, 'line')}"
        return f"the same as line {line.basis.line}" if line.basis.how == "duplicate" else describe_basis(line.basis)

    def _body(self, line: Decision) -> str:
        """Return why a line is body: its own text speaks for it, or only its surroundings do."""
        if not line.kept and self._result.verdict == "no-article":
            return "no article on this page"
        own = fsum(one.weight for one in line.evidence if self._is_own(one))
        return "reads as prose" if own < 0 else "stands in body text"

    def _is_own(self, evidence: Evidence) -> bool:
        rule = self._rules.get(evidence.rule)
        return rule is not None and rule.family in OWN_FAMILIES and not evidence.saw.endswith(NEIGHBOURS)

    def _hit(self, line: Decision) -> str:
        rule = self._rules.get(line.rule)
        if rule is None:
            return describe_basis(line.basis)
        if not rule.phrases or rule.kind is None:
            return f"pattern: {visible(rule.name.replace('-', ' '))}"
        saw, text = deciding_words(line), self._text(line)
        found = find_words(text, saw)  # the phrase has # for a number, and no apostrophes
        phrase = text[slice(*found)].lower() if found else visible(saw)
        return f"set phrase: {phrase.rstrip(' :|') or phrase}"

    def _section(self, line: Decision) -> str:
        opener = self._lines.get(line.basis.line)
        heading = self._text(opener) if opener else ""
        if not heading or len(heading.split()) > HEADING_WORDS:
            return f"in the section of line {line.basis.line}"
        return f"after the heading '{fit(heading, HEADING_WIDTH)}'"

    def _text(self, line: Decision) -> str:
        return one_row(self._result.raw[line.start : line.end])

    def of_document(self) -> str:
        """Return one to three sentences: why it is an article or not, why it is doubtful, and how many lines are."""
        sentences = [self._verdict()]
        if self._result.confidence < DOUBTFUL and (doubts := self._strongest(self._result.doubts, 1)):
            sentences.append(f"Doubtful because of {doubts}.")
        if uncertain := sum(uncertain_lines(self._result)):
            sentences.append(f"{plural(uncertain, 'line')} {'is' if uncertain == 1 else 'are'} uncertain (marked ?).")
        return " ".join(sentences)

    def _verdict(self) -> str:
        basis = self._result.page_basis
        if basis != "score":
            sentence = PAGE_BASES[basis]
            return f"{sentence[0].upper()}{sentence[1:]}."
        is_article = self._result.verdict == "article"
        named = self._strongest(self._result.page, -1 if is_article else 1)
        return f"Judged {'an article' if is_article else 'to hold no article'} by {named or 'the page score'}."

    def _strongest(self, evidence: tuple[Evidence, ...], sign: int) -> str:
        """Return the names of the rules with the largest weights of this sign, in words."""
        ordered = sorted(evidence, key=lambda one: -sign * one.weight)
        names = [self._page_name(one.rule) for one in ordered if sign * one.weight > 0][:STRONGEST]
        return ", ".join(names[:-1]) + f" and {names[-1]}" if len(names) > 1 else "".join(names)

    def _page_name(self, code: str) -> str:
        rule = self._rules.get(code)
        name = rule.name if rule else code
        name = name.removeprefix("page-").removeprefix("confidence-").replace("refusal-", "page-")
        return visible(name.replace("-", " "))
