"""Shapes of responses that all features share: the user, the state of a login, errors.

Shapes of a single feature are in its own `shapes.py`.
"""

from datetime import datetime
from typing import Annotated, Any, Literal, Self, TypedDict

import msgspec

from gatepost.accounts import models
from gatepost.flow.outcome import LoggedIn, Pending

AUTHENTICATOR_TYPE = "AuthenticatorType"
AuthenticatorType = Annotated[str, msgspec.Meta(title=AUTHENTICATOR_TYPE)]
"""The type of a factor; the OpenAPI document lists those that the features declare."""


def unix(moment: datetime | None) -> float | None:
    """A time that may be missing, in Unix seconds."""
    return moment.timestamp() if moment is not None else None


class NamedUser(msgspec.Struct):
    """A user, as shown to the holder of a mailed key."""

    id: int | str
    display: str
    has_usable_password: bool
    email: str | msgspec.UnsetType = msgspec.UNSET
    username: str | msgspec.UnsetType = msgspec.UNSET


class User(NamedUser):
    """A user who is logged in, with the fields that `accounts.user_fields` names."""


class Meta(msgspec.Struct):
    """Whether the session is authenticated, and an app's new tokens."""

    is_authenticated: bool
    session_token: str | msgspec.UnsetType = msgspec.UNSET
    access_token: str | msgspec.UnsetType = msgspec.UNSET
    refresh_token: str | msgspec.UnsetType = msgspec.UNSET


class ProofShape(msgspec.Struct, tag_field=None):
    """One method by which the user authenticated in this session."""

    method: str
    at: float
    email: str | msgspec.UnsetType = msgspec.UNSET
    username: str | msgspec.UnsetType = msgspec.UNSET
    phone: str | msgspec.UnsetType = msgspec.UNSET
    reauthenticated: bool | msgspec.UnsetType = msgspec.UNSET
    type: AuthenticatorType | msgspec.UnsetType = msgspec.UNSET
    id: int | msgspec.UnsetType = msgspec.UNSET
    passwordless: bool | msgspec.UnsetType = msgspec.UNSET
    provider: str | msgspec.UnsetType = msgspec.UNSET
    uid: str | msgspec.UnsetType = msgspec.UNSET


class AuthenticatedData(msgspec.Struct):
    """The user, and how they authenticated."""

    user: User
    methods: list[ProofShape]


class Authenticated(msgspec.Struct):
    """The session is authenticated."""

    status: Literal[200]
    data: AuthenticatedData
    meta: Meta


class PendingFlow(msgspec.Struct, tag_field="id", kw_only=True):
    """Fields of every flow that may be pending."""

    is_pending: bool | msgspec.UnsetType = msgspec.UNSET

    @classmethod
    def of(cls, step: Any) -> Self:
        """The entry of a pending step; a shape with further fields overrides it, and takes its own kind of step."""
        del step
        return cls(is_pending=True)


class Flow(msgspec.Struct):
    """A flow to start or continue. The API's description lists the shapes that the features declare."""

    id: str


class UnauthenticatedData(msgspec.Struct):
    """The flows to start or continue; with `user` and `methods` if only reauthentication is missing."""

    flows: list[Flow]
    user: User | msgspec.UnsetType = msgspec.UNSET
    methods: list[ProofShape] | msgspec.UnsetType = msgspec.UNSET


class Unauthenticated(msgspec.Struct):
    """Not authenticated, a login step is pending, or reauthentication is required."""

    status: Literal[401, 410]
    data: UnauthenticatedData
    meta: Meta


class Fault(msgspec.Struct):
    """One error; `param` names the field, and `reason` the cause where a client can act on it."""

    code: str
    message: str
    param: str | msgspec.UnsetType = msgspec.UNSET
    reason: str | msgspec.UnsetType = msgspec.UNSET


class Errors(msgspec.Struct):
    """The errors in the input."""

    status: Literal[400, 413]
    errors: list[Fault]


class Status(msgspec.Struct):
    """The status alone."""

    status: int


class Conflict(msgspec.Struct):
    """Conflict with the current state, with the reason where it may be revealed."""

    status: Literal[409]
    errors: list[Fault] | msgspec.UnsetType = msgspec.UNSET


class Times(TypedDict):
    """The fields of `Held`."""

    created_at: float
    last_used_at: float | None


class Held(msgspec.Struct, tag_field="type"):
    """Fields of every authenticator; times in Unix seconds."""

    created_at: float
    last_used_at: float | None

    @classmethod
    def of(cls, row: models.Authenticator) -> Self:
        """The entry of an authenticator; a shape with further fields overrides it."""
        return cls(**cls.times(row))

    @staticmethod
    def times(row: models.Authenticator) -> Times:
        """The fields that all have."""
        return {"created_at": row.created_at.timestamp(), "last_used_at": unix(row.last_used_at)}


class Authenticator(msgspec.Struct):
    """An authenticator. The API's description lists the shapes that the features declare."""

    type: str


class EnrolledMeta(msgspec.Struct):
    """Whether recovery codes were generated too; whether a login that was waiting for it is complete now."""

    recovery_codes_generated: bool | msgspec.UnsetType = msgspec.UNSET
    is_authenticated: bool | msgspec.UnsetType = msgspec.UNSET
    session_token: str | msgspec.UnsetType = msgspec.UNSET
    access_token: str | msgspec.UnsetType = msgspec.UNSET
    refresh_token: str | msgspec.UnsetType = msgspec.UNSET

    @classmethod
    def of(
        cls, login: LoggedIn | Pending | None, *, recovery_codes: bool | msgspec.UnsetType = msgspec.UNSET
    ) -> Self | msgspec.UnsetType:
        """What an answer says about the login that waited for the factor, and about recovery codes; often nothing."""
        if login is None and recovery_codes is msgspec.UNSET:
            return msgspec.UNSET
        authenticated = isinstance(login, LoggedIn) if login is not None else msgspec.UNSET
        return cls(recovery_codes_generated=recovery_codes, is_authenticated=authenticated)
