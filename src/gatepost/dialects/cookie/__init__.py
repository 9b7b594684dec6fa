"""A JSON API for single-page applications on the same site, with the session in an HttpOnly cookie."""
