"""Paths that the settings of existing projects name."""
