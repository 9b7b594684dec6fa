"""Registers the feature: API keys for scripts and services."""

from gatepost.features.keys.api import ENDPOINTS
from gatepost.flow.feature import Feature

FEATURE = Feature(name="keys", title="API keys", place=70, endpoints=ENDPOINTS)
