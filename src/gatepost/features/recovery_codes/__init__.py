"""Recovery codes, for users who lost their second factor."""
