"""Trusted browsers, in which a user can skip login steps."""
