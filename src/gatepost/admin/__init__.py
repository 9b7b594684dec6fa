"""What support staff see in Django's admin."""
