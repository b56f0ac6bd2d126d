"""Runs: many documents from files and corpora, in worker processes, with outputs, totals and checkpoints."""
