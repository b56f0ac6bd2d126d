"""What recurs on the pages of a site: counted, kept in a file that people can read, and looked up.

A menu looks like a list, a legal notice like prose, and a teaser like the article; but they stand on many pages of
their site, and the article stands on one. That a site is made from a template which shows when its pages are laid
side by side is the idea of Bar-Yossef and Rajagopalan ("Template Detection via Data Mining and its Applications",
WWW 2002) and of Yi, Liu and Li ("Eliminating Noisy Information in Web Pages for Data Mining", KDD 2003); here it is
done with lines of text. What a template says of a line is evidence like that of any other rule (see
`cleaner.features.template`), so that a refrain or a standing phrase amid an article can stay.

`entries` makes of a text what is counted, `counts` counts it, `file` has the form in which counts are kept and merged,
and `library` finds the template of a page's site.
"""
