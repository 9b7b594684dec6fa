"""Signed tokens in simplejwt's format, which the simplejwt, dj-rest-auth and djoser dialects issue."""
