"""Features: numbers that describe a line or a page, one column per feature of a line.

`catalog` lists every feature with its unit and description. `context`, `sections` and `template` compute those of lines
with the functions of `windows`; `bins` maps a value to a weight, and `accumulator` adds the weights up.
"""
