"""Phone numbers, proved by SMS."""
