"""Tokens: refresh, list and revoke them and other logins, log out everywhere."""
