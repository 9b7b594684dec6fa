"""Registers the feature: sessions."""

from gatepost.features.sessions.api import ENDPOINTS
from gatepost.flow.feature import Feature

FEATURE = Feature(name="sessions", title="Sessions: state, logout, list", place=30, endpoints=ENDPOINTS)
