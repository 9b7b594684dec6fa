"""Shapes of the answers about login by code."""

from gatepost.api.shapes import PendingFlow


class LoginByCodeFlow(PendingFlow, tag="login_by_code"):
    """Log in with a code; pending once one was sent."""
