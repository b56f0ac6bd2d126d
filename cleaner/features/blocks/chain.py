"""The chain of all functions that mark blocks, in order."""

from cleaner.features.blocks.code import mark_code, mark_gutters
from cleaner.features.blocks.codes import NONE
from cleaner.features.blocks.dialogue import mark_questions, mark_speech, mark_turns
from cleaner.features.blocks.fields import mark_fields, mark_references, mark_schedules, names_at_start
from cleaner.features.blocks.lists import mark_contents, mark_items, mark_lead_ins, mark_quantities
from cleaner.features.blocks.menus import mark_archives, mark_entries, mark_menus, mark_tags
from cleaner.features.blocks.tables import mark_number_rows, mark_tables
from cleaner.features.blocks.verse import mark_verse
from cleaner.text.line_features import LineFeatures


def block_kinds(features: list[LineFeatures]) -> list[float]:
    """Return the code of the block that each line is in; a kind that is marked later replaces earlier ones."""
    kinds = [NONE] * len(features)
    mark_menus(features, kinds)
    mark_verse(features, kinds)
    mark_entries(features, kinds)
    mark_questions(features, kinds)
    mark_number_rows(features, kinds)
    mark_archives(features, kinds)
    mark_tags(features, kinds)
    mark_quantities(features, kinds)
    mark_items(features, kinds)
    mark_contents(features, kinds)  # of the items
    mark_references(features, kinds)
    mark_schedules(features, kinds)
    mark_speech(features, kinds)
    names = names_at_start(features)
    mark_fields(names, kinds)
    mark_turns(names, kinds)
    mark_code(features, kinds)
    mark_gutters(features, kinds)  # above the code
    mark_tables(features, kinds)
    mark_lead_ins(features, kinds)  # above lists, tables and code
    return kinds
