"""A small, strict client of OAuth 2.0 and OpenID Connect; independent of accounts."""
