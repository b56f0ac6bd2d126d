"""Training: fit rule weights to labelled pages and measure their accuracy. Cleaning does not import this package.

`pairs` reads labelled pages, `dataset` turns them into columns and correct states, `crf` and `page_model` fit the
weights, and `cross_validation` measures them on unseen sites. `evaluate` and `metrics` score cleaned texts.
"""
