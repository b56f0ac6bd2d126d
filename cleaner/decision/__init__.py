"""Decision: which lines are the article, and which kind each line has.

`line_reader` collects the rule hits of single lines, and `evidence` sums up what the page says about each. `segments`
finds the best sequence of states, `kinds` names the kinds, `verdict` decides between article and no-article, and
`removal` cuts the dropped lines out of the text.
"""
