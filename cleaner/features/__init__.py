"""Features: numbers that describe a line, a cut or a page, one column per feature of a line.

`catalog` lists every feature with its unit and description. `context`, `sections` and `template` compute those of lines
with the functions of `windows`. `blocks` finds what lines are part of, such as tables, code and menus; `records` finds
entries of one form, with the time stamps of `stamps`. `bins` maps a value to a
weight, and `accumulator` adds the weights up. Features of cuts and pages depend on the states of the lines, so they are
in `cleaner.decision`.
"""
