"""Features: numbers that describe a line, a cut or a page, one column per feature of a line.

`catalog` lists every feature with its unit and description. `context`, `sections` and `template` compute those of lines
with the functions of `windows`, and `blocks` finds the lines of tables, code and lists. `bins` maps a value to a
weight, and `accumulator` adds the weights up. Features of cuts and pages depend on the states of the lines, so they are
in `cleaner.decision`.
"""
