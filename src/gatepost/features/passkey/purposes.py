"""Purposes of this feature's one-time secrets."""

from gatepost.ground.secrets import Purpose

ENROLMENT = Purpose("enrol_passkey")
"""The challenge for a new passkey."""
UPGRADE = Purpose("passkey_upgrade")
"""The challenge for a passkey that a password manager adds after a password login."""
SIGNUP = Purpose("passkey_signup")
"""The challenge for the passkey of a new account."""
LOGIN = Purpose("passkey_login")
"""The challenge of a login by passkey alone."""
STEP = Purpose("passkey_step")
"""The challenge of a passkey as a second factor."""
REAUTHENTICATION = Purpose("passkey_proof")
"""The challenge of a reauthentication."""

ALL = (ENROLMENT, UPGRADE, SIGNUP, LOGIN, STEP, REAUTHENTICATION)
