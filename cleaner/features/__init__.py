"""Features: numbers that describe a line in its page, one column per feature.

`catalog` lists every feature with its unit and description. `context`, `sections` and `template` compute them with the
window functions of `windows`; `bins` maps a value to a weight, and `accumulator` adds the weights up.
"""
