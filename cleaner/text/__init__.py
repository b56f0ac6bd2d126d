"""Text as data: characters, lines, tokens and the features of one line.

Nothing here knows a rule, a page or a file. `characters` maps characters to classes, `lines` splits a text into lines
and joins hard-wrapped ones, `inserts` splits off inserts glued to a paragraph, `tokens` makes a `TokenizedLine` of each
line, `hashing` and `lexicon` turn its words into hashes and word classes, and `line_features` measures it.
"""
