"""Training: fit rule weights to labelled pages and measure their accuracy. Cleaning does not import this package.

`pairs` reads labelled pages, and `dataset` turns them into columns and correct states. `crf` fits the weights of lines,
then `cut_model` those of cuts and `page_model` those of pages; both use `logistic`. `cross_validation` measures the
weights on unseen sites. `evaluate` and `metrics` score cleaned texts.
"""
