"""What answers hold, for the API's description."""

from typing import Literal

import msgspec

from gatepost.wire import factor_shapes, key_shapes, provider_shapes, state_shapes
from gatepost.wire.state_shapes import AuthenticatorType, User


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


class NotRenewed(msgspec.Struct):
    """The refresh token is missing (`errors` says so), or it is worth nothing."""

    status: Literal[400, 413]
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
    """A session; `device` says in words, in the reader's language, what the user agent is, or nothing."""

    id: int
    device: str
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


class AccountConfig(msgspec.Struct):
    """How accounts are made, proved and recovered."""

    login_methods: list[Literal["email", "phone", "username"]]
    is_open_for_signup: bool
    email_verification_by_code_enabled: bool
    login_by_code_enabled: bool
    password_reset_by_code_enabled: bool
    authentication_method: str | msgspec.UnsetType = msgspec.UNSET


class FactorsConfig(msgspec.Struct):
    """Second factors and passkeys."""

    supported_types: list[AuthenticatorType] | msgspec.UnsetType = msgspec.UNSET
    passkey_login_enabled: bool | msgspec.UnsetType = msgspec.UNSET


class SessionsConfig(msgspec.Struct):
    """The list of sessions."""

    track_activity: bool


class KeysConfig(msgspec.Struct):
    """Keys for scripts and services; a key lives for `longest_seconds` at most."""

    scopes: list[str]
    longest_seconds: int


class ConfigurationData(msgspec.Struct):
    """What the settings offer; what they don't is absent."""

    account: AccountConfig
    mfa: FactorsConfig | msgspec.UnsetType = msgspec.UNSET
    usersessions: SessionsConfig | msgspec.UnsetType = msgspec.UNSET
    keys: KeysConfig | msgspec.UnsetType = msgspec.UNSET
    socialaccount: provider_shapes.ProvidersConfig | msgspec.UnsetType = msgspec.UNSET


class Configuration(msgspec.Struct):
    """What the settings offer, by part."""

    status: Literal[200]
    data: ConfigurationData


SHAPES: dict[str, type[msgspec.Struct]] = {
    shape.__name__: shape
    for shape in (
        *state_shapes.SHAPES,
        Errors,
        Status,
        EmailAddresses,
        PhoneNumbers,
        Sessions,
        PasswordResetInfo,
        EmailVerificationInfo,
        Configuration,
        Conflict,
        NotRenewed,
        *factor_shapes.SHAPES,
        *key_shapes.SHAPES,
        *provider_shapes.SHAPES,
    )
}
