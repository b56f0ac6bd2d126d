"""Corpora: files that hold many texts, one a record, and how each sort of them is read and written.

A corpus is read as a stream of entries and written as one, in the same order and with everything else as it was.
`names` knows which file is what, one module knows each format, `output` puts bytes into place, and `stream` lays
the records of all files on the one belt that documents are cleaned on. `texts` is for who only reads.
"""
