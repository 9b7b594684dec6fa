"""django-rest-knox's API: expiring tokens, one per login."""
