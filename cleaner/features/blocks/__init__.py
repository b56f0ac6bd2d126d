"""Blocks: lines that are part of something larger than a paragraph, found by their shape in any language.

The lines of a table, of code or of a list lack the looks of prose, and words in them mean something else: a date in a
table is no byline, and `tags =` in code opens no list of topics. Menus and lists of teasers have shapes of their own:
entries of one form, again and again.

`codes` names the kinds. `tables`, `lists`, `code`, `dialogue`, `verse`, `fields` and `menus` each find a group of
kinds, with the functions of `runs`. `chain` calls them in order: of several kinds that a line may have, the last one
marked wins. A new kind needs a code, a function in its group, and a place in the chain.
"""
