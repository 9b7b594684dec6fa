"""An OAuth 2.1 and OpenID provider: logs users in to other apps, and issues tokens for APIs."""
