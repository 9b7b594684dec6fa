"""HTTP plumbing that every API shares: the visitor, CSRF, cookies, readable bodies, response headers."""
