"""Weights from labelled pages: what `cleaner fit` does, and nothing that cleaning needs.

pairs -> pages (what the rules see in them, and what is right) -> chain (the model) -> weights (a file), and
folds (how good it is on sites it has not seen). `examples` are pages made of the rules' own examples.
"""
