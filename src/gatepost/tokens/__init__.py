"""Tokens: API keys, opaque and signed access tokens, refresh tokens, and the keys that sign them."""
