"""Runs over many documents from files and corpora, with worker processes, outputs, totals and checkpoints."""
