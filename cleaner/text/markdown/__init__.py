"""Markdown: its parser, and its marks in other text."""
