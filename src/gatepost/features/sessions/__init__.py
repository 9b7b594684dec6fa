"""Sessions: their state, logout, listing and revocation."""
