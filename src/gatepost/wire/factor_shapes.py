"""What answers about second factors and passkeys hold."""

from typing import Any, Literal

import msgspec


class Held(msgspec.Struct, tag_field="type"):
    """What everything that a user can show has in common; times in Unix seconds."""

    created_at: float
    last_used_at: float | None


class TotpEntry(Held, tag="totp"):
    """An authenticator app."""


class RecoveryCodesEntry(Held, tag="recovery_codes"):
    """Recovery codes; the codes themselves only where they are asked for, and as long as they may be shown."""

    total_code_count: int
    unused_code_count: int
    unused_codes: list[str] | msgspec.UnsetType = msgspec.UNSET


class WebAuthnEntry(Held, tag="webauthn"):
    """A passkey or a security key."""

    id: int
    name: str
    is_passwordless: bool | msgspec.UnsetType = msgspec.UNSET


class EnrolmentDue(msgspec.Struct):
    """By when the user must have a second factor."""

    enrolment_due: float


class Authenticators(msgspec.Struct):
    """Everything that the user can show."""

    status: Literal[200]
    data: list[TotpEntry | RecoveryCodesEntry | WebAuthnEntry]
    meta: EnrolmentDue | msgspec.UnsetType = msgspec.UNSET


class TrustedBrowserEntry(msgspec.Struct):
    """A browser in which the user leaves out steps of a login."""

    id: int
    device: str
    ip: str
    user_agent: str
    created_at: float
    expires_at: float
    is_current: bool


class TrustedBrowsers(msgspec.Struct):
    """The browsers that the user trusts."""

    status: Literal[200]
    data: list[TrustedBrowserEntry]


class EnrolledMeta(msgspec.Struct):
    """Whether codes were made with it; where a login waited for it, whether that is complete now."""

    recovery_codes_generated: bool | msgspec.UnsetType = msgspec.UNSET
    is_authenticated: bool | msgspec.UnsetType = msgspec.UNSET
    session_token: str | msgspec.UnsetType = msgspec.UNSET
    access_token: str | msgspec.UnsetType = msgspec.UNSET
    refresh_token: str | msgspec.UnsetType = msgspec.UNSET


class TotpAuthenticator(msgspec.Struct):
    """The authenticator app."""

    status: Literal[200]
    data: TotpEntry
    meta: EnrolledMeta | msgspec.UnsetType = msgspec.UNSET


class WebAuthnAuthenticator(msgspec.Struct):
    """One key."""

    status: Literal[200]
    data: WebAuthnEntry
    meta: EnrolledMeta | msgspec.UnsetType = msgspec.UNSET


class RecoveryCodes(msgspec.Struct):
    """The recovery codes."""

    status: Literal[200]
    data: RecoveryCodesEntry


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
    TrustedBrowsers,
    Authenticators,
    TotpAuthenticator,
    WebAuthnAuthenticator,
    RecoveryCodes,
    TotpEnrolment,
    QrCode,
    RequestOptions,
    CreationOptions,
)
