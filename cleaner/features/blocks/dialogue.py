"""Dialogue: turns in quotes or after a dash, turns of speakers with names, and questions with their answers."""

from typing import Final

from cleaner.features.blocks.codes import DIALOGUE, QUESTIONS, SENTENCE_ENDS
from cleaner.features.blocks.lists import is_item
from cleaner.features.blocks.runs import MIN_ROWS, mark, mark_runs, spans
from cleaner.text.line_features import COLON, QUESTION, LineFeatures

SPEECH_STARTS: Final = "—–―"
"""Dashes before a turn."""
MAX_SPEECH: Final = 30.0
"""Maximum words of a turn in quotes or after a dash."""
MIN_TURNS: Final = 4
SPEAKERS: Final = 2
TURN_REACH: Final = 4
"""Distance in lines at which two turns are in one dialogue."""
QUESTION_SIGNS: Final = "?？؟"
MAX_QUESTION: Final = 15.0
"""Maximum words of a question that has an answer below it."""
QUESTION_REACH: Final = 6
"""Distance in lines at which two questions are in one block."""
ANSWER_ENDS: Final = (*SENTENCE_ENDS, COLON)


def mark_speech(features: list[LineFeatures], kinds: list[float]) -> None:
    """Mark runs of turns in quotes or after a dash."""
    mark_runs(kinds, [i for i, line in enumerate(features) if _is_speech(line)], DIALOGUE, MIN_TURNS)


def _is_speech(line: LineFeatures) -> bool:
    if line.quote == 0 and (line.text == "" or line.text[0] not in SPEECH_STARTS):
        return False
    return line.words <= MAX_SPEECH and line.ending in SENTENCE_ENDS


def mark_turns(names: dict[int, str], kinds: list[float]) -> None:
    """Mark the turns of speakers whose names recur, given the name that starts each line (see `fields`)."""
    counts: dict[str, int] = {}
    for name in names.values():
        counts[name] = counts.get(name, 0) + 1
    speakers = {name for name, count in counts.items() if count > 1}
    if len(speakers) >= SPEAKERS:
        turns = [i for i, name in names.items() if name in speakers]
        for first, last in spans(turns, TURN_REACH, MIN_TURNS):
            mark(kinds, first, last + 1, DIALOGUE)


def mark_questions(features: list[LineFeatures], kinds: list[float]) -> None:
    """Mark questions with an answer below each, and their answers; in teasers there are names and dates between."""
    places: list[int] = []
    for i in range(len(features) + 1):
        if not places and (i == len(features) or features[i].ending != QUESTION):  # like most lines
            continue
        is_question = i < len(features) and _is_question(features[i]) and _is_answer(features, i + 1)
        is_far = len(places) > 0 and i - places[-1] > QUESTION_REACH
        if len(places) > 0 and (is_far or not (is_question or _is_in_answer(features, i))):
            if len(places) >= MIN_ROWS:
                mark(kinds, places[0], places[-1] + 2, QUESTIONS)
            places = []
        if is_question:
            places.append(i)


def _is_question(line: LineFeatures) -> bool:
    if line.ending != QUESTION or not 1.0 <= line.words <= MAX_QUESTION or line.text[-1] not in QUESTION_SIGNS:
        return False
    return line.sentences <= (2 if line.list_marker == 2.0 else 1)  # the full stop after a number ends one too


def _is_answer(features: list[LineFeatures], i: int) -> bool:
    """Return True if line `i` is part of an answer, and no question in turn."""
    return _is_in_answer(features, i) and features[i].text[-1] not in QUESTION_SIGNS


def _is_in_answer(features: list[LineFeatures], i: int) -> bool:
    """Return True if line `i` may be part of an answer: a sentence, an item, or what leads to one."""
    return i < len(features) and (features[i].ending in ANSWER_ENDS or is_item(features[i]))
