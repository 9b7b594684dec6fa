"""The login flow, from the first proof to a session."""
