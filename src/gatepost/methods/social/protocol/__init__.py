"""A client of OAuth 2.0 and OpenID Connect: small, strict, and knowing no account."""
