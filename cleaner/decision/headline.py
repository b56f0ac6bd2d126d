"""The headline: which line, and the rule that says so.

Candidates are the lines above the body and the first line of the body. The rules of the family `headline` score them.
"""

from cleaner.decision.evidence import PageEvidence
from cleaner.decision.line_reader import RuleHit
from cleaner.decision.segments import LineState
from cleaner.features.bins import find_bin
from cleaner.rulebook.rulebook import Rulebook
from cleaner.text.vectors import Column, vec

REACH = 60
"""Maximum distance of a headline to the body, in lines."""
SURE = -3.0
"""Score below which the first line of the body is no headline if more body follows at once.

If a prompt or a byline follows instead, the line may be a headline, because headlines have such lines below them.
"""


def find_headline(page: PageEvidence, states: list[LineState], rulebook: Rulebook) -> int | None:
    """Return the index of the headline, or None; lines with a hit that names a kind are no candidates."""
    body = [i for i, state in enumerate(states) if state.state == "body"]
    if not body:
        return None
    body_start = body[0]
    has_body_below = len(body) > 1 and body[1] == body_start + 1
    is_paragraph = len(body) == 1 or (has_body_below and states[body_start].score < SURE)
    end = body_start if is_paragraph else body_start + 1
    candidates = [
        i for i in range(max(0, body_start - REACH), end) if not _names_kind(page.hits[i], rulebook.specificity)
    ]
    best, best_score = None, 0.0
    for i, score in zip(candidates, _headline_scores(page, candidates, rulebook), strict=True):
        if score > 0 and score >= best_score:
            best, best_score = i, score
    return best


def _names_kind(hits: list[RuleHit], specificity: tuple[int, ...]) -> bool:
    return any(specificity[hit.rule] > 0 for hit in hits)


def _headline_scores(page: PageEvidence, lines: list[int], rulebook: Rulebook) -> Column:
    """Return the sum of all headline weights for each of `lines`."""
    weights = rulebook.headline_weights
    scores = vec[float]([0.0] * len(lines))
    for k, i in enumerate(lines):
        for hit in page.hits[i]:
            scores[k] += weights[hit.column]
    for rule in page.headline_rules:
        for k, value in enumerate(page.feature_values(rule.name, lines)):
            scores[k] += find_bin(value, rule.bins).before
    return scores


def _headline_evidence(page: PageEvidence, i: int, rulebook: Rulebook) -> list[tuple[float, int]]:
    """Return the weight and the index of each headline rule for line `i`."""
    hits = [(rulebook.headline_weights[hit.column], hit.rule) for hit in page.hits[i]]
    return hits + [(find_bin(page.feature_value(r.name, i), r.bins).before, r.rule) for r in page.headline_rules]


def strongest_headline_rule(page: PageEvidence, i: int, rulebook: Rulebook) -> str:
    """Return the code of the rule with the highest headline weight for line `i`."""
    _, rule = max(_headline_evidence(page, i, rulebook), key=lambda evidence: evidence[0])
    return rulebook.rules[rule].code
