"""Passwords: sign-up, login, change and reset."""
