"""simplejwt: its settings, outstanding refresh tokens, and blacklist."""
