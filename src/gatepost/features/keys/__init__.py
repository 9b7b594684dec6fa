"""API keys for scripts and services."""
