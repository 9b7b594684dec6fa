"""The endpoints of OAuth 2.1 and OpenID Connect."""
