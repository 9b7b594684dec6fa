"""Purposes of this feature's one-time secrets."""

from gatepost.ground.secrets import Purpose

STATE = Purpose("social_state")
"""The `state` of a login in progress at the provider."""
HANDOVER = Purpose("social_code")
"""A completed login that a client collects."""
SIGNUP = Purpose("social_signup")
"""A sign-up that needs values which the provider did not share."""
LINK = Purpose("social_link")
"""A provider account to be connected once the owner of its address has logged in by another method."""
ID_TOKEN = Purpose("social_token")
"""An id_token that was used."""

ALL = (STATE, HANDOVER, SIGNUP, LINK, ID_TOKEN)
