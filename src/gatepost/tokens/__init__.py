"""A login that travels: keys for scripts and services."""
