"""Protecting other people's views."""
