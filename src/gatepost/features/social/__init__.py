"""Social login: any OAuth 2 or OpenID Connect provider."""
