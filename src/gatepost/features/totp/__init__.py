"""Codes of an authenticator app as a second factor (TOTP, RFC 6238)."""
