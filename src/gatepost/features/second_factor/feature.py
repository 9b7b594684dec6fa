"""Registers the feature: endpoints shared by all second factors."""

from collections.abc import Sequence

import msgspec

from gatepost.accounts import authenticator_queries
from gatepost.features.second_factor.api import ENDPOINTS
from gatepost.features.second_factor.operations import AUTHENTICATE, ENROL
from gatepost.features.second_factor.shapes import AuthenticateFlow, EnrolFlow, ReauthenticateByFactorFlow
from gatepost.flow import factors
from gatepost.flow.feature import Feature
from gatepost.ground.user_types import User
from gatepost.sessions import strength


def _reauthenticates(user: User, level: int) -> Sequence[msgspec.Struct]:
    """By a second factor that the user has; for the level of two factors, also enrolment of a first one."""
    if mine := factors.types(authenticator_queries.authenticators(user.pk)):
        return [ReauthenticateByFactorFlow(mine)]
    return [EnrolFlow(types=factors.enrollable())] if level >= strength.TWO_FACTORS else []


FEATURE = Feature(
    name="second_factor",
    title="Second factors",
    place=45,
    endpoints=ENDPOINTS,
    steps=(AUTHENTICATE, ENROL),
    shapes=(AuthenticateFlow, EnrolFlow, ReauthenticateByFactorFlow),
    reauthenticates=_reauthenticates,
)
