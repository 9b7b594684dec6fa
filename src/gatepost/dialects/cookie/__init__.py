"""JSON for single-page applications of the same site, with the session in a cookie that scripts cannot read."""
