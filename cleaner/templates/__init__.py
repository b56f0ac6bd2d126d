"""Templates: the text that recurs across the pages of a site.

A menu looks like a list, a legal notice like prose, and a teaser like the article; but they occur on many pages of
their site, and the article on one. Pages of a site reveal its template when they are compared: Bar-Yossef and
Rajagopalan, "Template Detection via Data Mining and its Applications", WWW 2002; Yi, Liu and Li, "Eliminating Noisy
Information in Web Pages for Data Mining", KDD 2003. Here the units of comparison are lines of text. Recurrence is
evidence like that of any other rule (see `cleaner.features.template`), so a refrain or a stock phrase within an article
can stay.

`entries` extracts the units from a page, `counts` counts them, `file` reads, writes and merges counts, and `library`
looks up the template of a site.
"""
