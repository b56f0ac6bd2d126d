"""Rules: from TOML tables to the rulebook that the decision reads.

`parsing` turns tables into `rule.Rule`, `validation` reports every problem in them, `languages` and `phrases` index the
set phrases, `prefilter` skips patterns that cannot match, `pattern_limits` limits those of users, and `rulebook`
prepares all rules for the decision.
"""
