"""Corpora: files that hold many texts, one in each record.

A corpus is read as a stream of entries and written in the same order, with everything but the texts unchanged.
There is one module for each format. `entry` has the types that they share, `output` writes the cleaned corpus, and
`rejects` writes the documents that are not in it.
"""
