"""Files: which to read, how to decode them, and how to write so that nothing is lost.

Nothing here knows an article or a rule.
"""
