"""Tokens: refresh, list and revoke them and other logins, sign out everywhere."""
