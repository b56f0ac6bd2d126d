"""Decision: which lines are the article, and which kind each line has.

`line_reader` collects the rule hits of single lines, and `evidence` sums up what the page says about each. `segments`
finds the best sequence of states, `headline` finds the headline, and `verdict` decides between article and no-article,
with the page features of `page`. `cuts` judges dropped lines in a row as a whole and restores those of the article.
`kinds` names the kinds, `removal` removes the dropped lines from the text, and `confidence` rates the result.
"""
