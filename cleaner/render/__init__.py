"""Renderers: pure functions that turn results into output, one module for each format.

No renderer opens a file or queries the terminal; width and colour are arguments. The text of articles and the names of
files are untrusted: every format for people passes them through `cleaner.text.visible`.
"""
