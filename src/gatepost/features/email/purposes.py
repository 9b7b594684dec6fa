"""Purposes of this feature's one-time secrets."""

from gatepost.ground.secrets import Purpose

VERIFICATION = Purpose("verify_email")
"""A code or link that verifies an address."""

ALL = (VERIFICATION,)
