"""Logins from elsewhere: any OAuth 2 or OpenID Connect provider."""
