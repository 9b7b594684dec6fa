"""Phone numbers, verified by SMS."""
