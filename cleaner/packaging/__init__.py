"""Packaging: the hatchling build hook and the manual pages."""
