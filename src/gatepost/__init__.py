"""Authentication for Django: one engine, several wire formats."""

__version__ = "0.1.0"
