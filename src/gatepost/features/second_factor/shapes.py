"""Shapes of the answers about second factors."""

from typing import Literal, Self

import msgspec

from gatepost.api.shapes import Authenticator, AuthenticatorType, PendingFlow
from gatepost.features.second_factor.operations import FactorStep
from gatepost.flow import factors
from gatepost.flow.outcome import PendingStep


class AuthenticateFlow(PendingFlow, tag="mfa_authenticate", kw_only=True):
    """A login is waiting for a second factor of one of these types.

    `releases`: the address used for the login, if it may be removed from the account instead.
    """

    types: list[AuthenticatorType]
    releases: str | msgspec.UnsetType = msgspec.UNSET

    @classmethod
    def of(cls, step: FactorStep) -> Self:
        """The entry of a login that waits for a second factor."""
        return cls(is_pending=True, types=list(step.types), releases=step.releases or msgspec.UNSET)


class EnrolFlow(PendingFlow, tag="mfa_enrol", kw_only=True):
    """A login or an action requires that a second factor of one of these types is set up first."""

    types: list[AuthenticatorType]

    @classmethod
    def of(cls, step: PendingStep) -> Self:
        """The entry of a login that waits for enrolment."""
        del step
        return cls(is_pending=True, types=factors.enrollable())


class ReauthenticateByFactorFlow(msgspec.Struct, tag_field="id", tag="mfa_reauthenticate"):
    """Reauthenticate with a second factor: one of these."""

    types: list[AuthenticatorType]


class EnrolmentDue(msgspec.Struct):
    """The deadline for setting up a second factor."""

    enrolment_due: float


class Authenticators(msgspec.Struct):
    """The authenticators."""

    status: Literal[200]
    data: list[Authenticator]
    meta: EnrolmentDue | msgspec.UnsetType = msgspec.UNSET
