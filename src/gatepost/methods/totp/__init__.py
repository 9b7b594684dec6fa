"""Codes of an authenticator app, as a second factor (RFC 6238)."""
