"""The other wire formats: each translates between its clients and the same operations."""
