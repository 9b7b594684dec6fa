"""Codes on paper, for who lost the second factor."""
