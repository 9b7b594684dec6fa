"""django-oauth-toolkit: its settings, clients, tokens, consents and signing keys."""
