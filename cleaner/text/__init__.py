"""Text as data: characters, lines, tokens and the features of one line.

Nothing here knows a rule, a page or a file. `characters` maps characters to classes, `lines` splits a text into lines,
`unwrapping` joins the rows of a paragraph, `inserts` splits off inserts glued to one, `tokens` makes a `TokenizedLine`
of each line, `hashing` and `lexicon` turn its words into hashes and word classes, and `line_features` measures it.
"""
