"""A login that lasts: opening, finding and ending sessions."""
