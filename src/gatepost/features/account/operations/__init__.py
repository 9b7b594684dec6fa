"""Changes to an account by its user or by staff."""
