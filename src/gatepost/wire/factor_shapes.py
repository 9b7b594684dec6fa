"""What answers about second factors and passkeys hold."""

from typing import Any, Literal

import msgspec


class AuthenticatorEntry(msgspec.Struct):
    """Something that the user can show: `totp`, `recovery_codes` or `webauthn`."""

    type: str
    created_at: float
    last_used_at: float | None
    id: int | msgspec.UnsetType = msgspec.UNSET
    name: str | msgspec.UnsetType = msgspec.UNSET
    is_passwordless: bool | msgspec.UnsetType = msgspec.UNSET
    total_code_count: int | msgspec.UnsetType = msgspec.UNSET
    unused_code_count: int | msgspec.UnsetType = msgspec.UNSET
    unused_codes: list[str] | msgspec.UnsetType = msgspec.UNSET


class Authenticators(msgspec.Struct):
    """Everything that the user can show."""

    status: Literal[200]
    data: list[AuthenticatorEntry]


class OneAuthenticator(msgspec.Struct):
    """One thing that the user can show."""

    status: Literal[200]
    data: AuthenticatorEntry
    meta: dict[str, bool] | msgspec.UnsetType = msgspec.UNSET


class TotpEnrolmentMeta(msgspec.Struct):
    """What an authenticator app needs; told anew with each call."""

    secret: str
    totp_url: str


class TotpEnrolment(msgspec.Struct):
    """There is no authenticator app yet."""

    status: Literal[404]
    meta: TotpEnrolmentMeta


class QrCodeData(msgspec.Struct):
    """A picture, as SVG."""

    svg: str


class QrCode(msgspec.Struct):
    """The address of the secret that was told last, as a picture."""

    status: Literal[200]
    data: QrCodeData


class RequestOptionsData(msgspec.Struct):
    """For `navigator.credentials.get`."""

    request_options: dict[str, Any]


class TokenMeta(msgspec.Struct):
    """An app's new token."""

    session_token: str


class RequestOptions(msgspec.Struct):
    """A challenge for a passkey."""

    status: Literal[200]
    data: RequestOptionsData
    meta: TokenMeta | msgspec.UnsetType = msgspec.UNSET


class CreationOptionsData(msgspec.Struct):
    """For `navigator.credentials.create`."""

    creation_options: dict[str, Any]


class CreationOptions(msgspec.Struct):
    """A challenge for a new passkey."""

    status: Literal[200]
    data: CreationOptionsData


SHAPES = (
    Authenticators,
    OneAuthenticator,
    TotpEnrolment,
    QrCode,
    RequestOptions,
    CreationOptions,
)
