"""simplejwt's wire: pairs of signed tokens, and sliding ones."""
