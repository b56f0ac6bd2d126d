"""Rules: from TOML tables to the compiled rulebook that the decision reads.

`parsing` reads tables into `rule.Rule`, `validation` names every problem in them, `languages` and `phrases` index the
set phrases, `prefilter` skips patterns that cannot match, and `rulebook` holds what a decision needs.
"""
