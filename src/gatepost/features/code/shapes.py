"""Shapes of the answers about login by code."""

from gatepost.api.shapes import Waits


class LoginByCodeFlow(Waits, tag="login_by_code"):
    """Log in with a code; pending once one was sent."""
