"""Registers the feature: endpoints shared by all second factors."""

from gatepost.features.second_factor.api import ENDPOINTS
from gatepost.features.second_factor.shapes import AuthenticateFlow, EnrolFlow, ReauthenticateByFactorFlow
from gatepost.flow import factors
from gatepost.flow.feature import Feature

FEATURE = Feature(
    name="second_factor",
    endpoints=ENDPOINTS,
    steps=(factors.STEP, factors.ENROLMENT),
    shapes=(AuthenticateFlow, EnrolFlow, ReauthenticateByFactorFlow),
)
