"""Who: users, and the addresses, names and numbers by which they are known."""
