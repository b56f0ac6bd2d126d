"""Help for authors of rules: test a rule on its examples, measure its impact on texts, draft a new one."""
