"""Email addresses: adding, proving, removing."""
