"""django-rest-knox's wire: expiring tokens, one for each login."""
