"""Decision: which lines are the article, and which kind each line has.

`line_reader` collects the rule hits of single lines, and `evidence` sums up what the page says about each. `segments`
finds the best sequence of states, `headline` finds the headline, and `verdict` decides between article and no-article,
with the page features of `page`. `cuts` judges each run of dropped lines as a whole and restores those of the article.
`kinds` names the kinds, and `removal` removes the dropped lines from the text.
"""
