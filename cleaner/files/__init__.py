"""Files: discovery, decoding and safe writing.

This package does not depend on rules or on the structure of an article.
"""
