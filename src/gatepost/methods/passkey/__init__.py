"""Passkeys and security keys (WebAuthn), as a way in and as a second factor."""
