"""What the provider does: register clients, authorize requests, issue and revoke tokens."""
