"""The user's own account: rename, change the address, delete."""
