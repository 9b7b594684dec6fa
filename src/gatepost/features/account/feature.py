"""Registers the feature: the user's own account."""

from gatepost.features.account.api import ENDPOINTS
from gatepost.features.account.operations.names import RESET
from gatepost.flow.feature import Feature

FEATURE = Feature(name="account", title="The account", place=75, endpoints=ENDPOINTS, purposes=(RESET,))
