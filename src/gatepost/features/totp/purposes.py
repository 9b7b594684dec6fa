"""Purposes of this feature's one-time secrets."""

from gatepost.ground.secrets import Purpose

ENROLMENT = Purpose("enrol_totp")
"""A secret that is waiting for its first code."""

ALL = (ENROLMENT,)
