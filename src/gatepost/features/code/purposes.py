"""Purposes of this feature's one-time secrets."""

from gatepost.ground.secrets import Purpose

LOGIN = Purpose("login_code")
"""A code or link that logs in."""
STEP = Purpose("login_step")
"""A code that a login by another method requires."""

ALL = (LOGIN, STEP)
