"""Email addresses: adding, verifying, removing."""
