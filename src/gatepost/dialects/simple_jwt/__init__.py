"""simplejwt's API: pairs of signed tokens, and sliding tokens."""
