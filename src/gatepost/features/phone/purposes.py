"""Purposes of this feature's one-time secrets."""

from gatepost.ground.secrets import Purpose

VERIFICATION = Purpose("verify_phone")
"""A code that verifies a number."""

ALL = (VERIFICATION,)
