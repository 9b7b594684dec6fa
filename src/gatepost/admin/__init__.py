"""Admin pages for support staff."""
