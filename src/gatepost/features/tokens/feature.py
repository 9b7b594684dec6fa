"""Registers the feature: tokens, and logins other than sessions."""

from gatepost.features.tokens.api import ENDPOINTS
from gatepost.flow.feature import Feature

FEATURE = Feature(name="tokens", title="Access and refresh tokens", place=65, endpoints=ENDPOINTS)
