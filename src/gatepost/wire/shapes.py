"""What answers hold, for the API's description."""

from typing import Any, Literal

import msgspec

from gatepost.wire import factor_shapes, key_shapes


class User(msgspec.Struct):
    """A user."""

    id: int | str
    display: str
    has_usable_password: bool
    email: str | msgspec.UnsetType = msgspec.UNSET
    username: str | msgspec.UnsetType = msgspec.UNSET


class Meta(msgspec.Struct):
    """Whether somebody is logged in, and an app's new token."""

    is_authenticated: bool
    session_token: str | msgspec.UnsetType = msgspec.UNSET
    access_token: str | msgspec.UnsetType = msgspec.UNSET


class ProofShape(msgspec.Struct, tag_field=None):
    """One way in which the session was proved."""

    method: str
    at: float
    email: str | msgspec.UnsetType = msgspec.UNSET
    username: str | msgspec.UnsetType = msgspec.UNSET
    phone: str | msgspec.UnsetType = msgspec.UNSET
    reauthenticated: bool | msgspec.UnsetType = msgspec.UNSET
    type: str | msgspec.UnsetType = msgspec.UNSET
    id: int | msgspec.UnsetType = msgspec.UNSET
    passwordless: bool | msgspec.UnsetType = msgspec.UNSET


class AuthenticatedData(msgspec.Struct):
    """Who is logged in, and how."""

    user: User
    methods: list[ProofShape]


class Authenticated(msgspec.Struct):
    """Somebody is logged in."""

    status: Literal[200]
    data: AuthenticatedData
    meta: Meta


class Flow(msgspec.Struct):
    """One way on."""

    id: str
    is_pending: bool | msgspec.UnsetType = msgspec.UNSET
    providers: list[str] | msgspec.UnsetType = msgspec.UNSET
    types: list[str] | msgspec.UnsetType = msgspec.UNSET


class UnauthenticatedData(msgspec.Struct):
    """Ways on; with `user` and `methods` where a fresh proof is all that is missing."""

    flows: list[Flow]
    user: User | msgspec.UnsetType = msgspec.UNSET
    methods: list[ProofShape] | msgspec.UnsetType = msgspec.UNSET


class Unauthenticated(msgspec.Struct):
    """Nobody is logged in, a step is missing, or a fresh proof is."""

    status: Literal[401, 410]
    data: UnauthenticatedData
    meta: Meta


class Fault(msgspec.Struct):
    """One thing that is wrong."""

    code: str
    message: str
    param: str | msgspec.UnsetType = msgspec.UNSET


class Errors(msgspec.Struct):
    """What is wrong with the input."""

    status: Literal[400, 413]
    errors: list[Fault]


class Status(msgspec.Struct):
    """Nothing but the status."""

    status: int


class Conflict(msgspec.Struct):
    """Not in this state, and why, if that may be told."""

    status: Literal[409]
    errors: list[Fault] | msgspec.UnsetType = msgspec.UNSET


class EmailAddress(msgspec.Struct):
    """An address."""

    email: str
    primary: bool
    verified: bool


class EmailAddresses(msgspec.Struct):
    """The user's addresses."""

    status: Literal[200]
    data: list[EmailAddress]


class PhoneNumber(msgspec.Struct):
    """A number."""

    phone: str
    verified: bool


class PhoneNumbers(msgspec.Struct):
    """The user's number."""

    status: Literal[200, 202]
    data: list[PhoneNumber]


class SessionEntry(msgspec.Struct):
    """A session."""

    id: int
    ip: str
    user_agent: str
    created_at: float
    is_current: bool
    last_seen_at: float | msgspec.UnsetType = msgspec.UNSET


class Sessions(msgspec.Struct):
    """The user's sessions."""

    status: Literal[200]
    data: list[SessionEntry]


class ResetInfoData(msgspec.Struct):
    """Whose password a key may set."""

    user: User


class PasswordResetInfo(msgspec.Struct):
    """A key is good."""

    status: Literal[200]
    data: ResetInfoData


class VerificationData(msgspec.Struct):
    """Whose address a key would prove."""

    email: str
    user: User


class VerificationMeta(msgspec.Struct):
    """Whether a login waits for it in this session."""

    is_authenticating: bool


class EmailVerificationInfo(msgspec.Struct):
    """A key is good."""

    status: Literal[200]
    data: VerificationData
    meta: VerificationMeta


class Configuration(msgspec.Struct):
    """What the settings offer, by part."""

    status: Literal[200]
    data: dict[str, dict[str, Any]]


SHAPES: dict[str, type[msgspec.Struct]] = {
    shape.__name__: shape
    for shape in (
        Authenticated,
        Unauthenticated,
        Errors,
        Status,
        EmailAddresses,
        PhoneNumbers,
        Sessions,
        PasswordResetInfo,
        EmailVerificationInfo,
        Configuration,
        Conflict,
        *factor_shapes.SHAPES,
        *key_shapes.SHAPES,
    )
}
