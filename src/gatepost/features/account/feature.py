"""Registers the feature: the user's own account."""

from gatepost.features.account.api import ENDPOINTS
from gatepost.features.account.operations import RESET
from gatepost.flow.feature import Feature

FEATURE = Feature(name="account", endpoints=ENDPOINTS, purposes=(RESET,))
