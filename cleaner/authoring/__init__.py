"""Help for rule authors: test a rule on its examples, measure its impact on texts, draft a new rule."""
