"""Purposes of this feature's one-time secrets."""

from gatepost.ground.secrets import Purpose

RESET = Purpose("reset_password")
"""A code or link that sets a new password."""

ALL = (RESET,)
