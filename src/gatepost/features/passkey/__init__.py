"""Passkeys and security keys (WebAuthn), to log in with and as a second factor."""
