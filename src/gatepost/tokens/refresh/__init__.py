"""Refresh tokens: a family per login, whose newest token alone is valid."""
