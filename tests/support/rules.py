"""User rules, and answers for `cleaner rules new`."""

from typing import Final

RULE: Final = """\
[[rule]]
code = "MY001"
name = "harbour-appeal"
kind = "promotion"
weight = 4.0
pattern = '(?i)^the harbour daily needs'
needs = ["harbour"]
why = "Our own appeal stands in every article."
drops = ["The Harbour Daily needs your help to stay independent"]
keeps = ["The harbour needs your help, the mayor told the volunteers on Saturday."]
"""
FERRY: Final = "The Ferry Is Back"
FERRY_RULE: Final[dict[str, object]] = {
    "code": "MY101",
    "name": "ferry",
    "kind": "footer",
    "pattern": FERRY,
    "weight": 2.0,
    "why": "The ferry company signs all its pages.",
    "drops": [FERRY],
    "keeps": ["They said that the ferry is back."],
}
DROPPED: Final = "The Harbour Daily 2024 needs your help, it's true"
KEPT: Final = "The harbour needs your help, the mayor told the volunteers."
ANSWERS: Final = [
    "House appeal", "promotion", DROPPED, "starts", "", "", KEPT, "Our own appeal.", "", "y",
]  # fmt: skip
