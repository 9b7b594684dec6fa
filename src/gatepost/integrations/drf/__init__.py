"""Protecting views of Django REST framework; `gatepost.drf` exports it."""
