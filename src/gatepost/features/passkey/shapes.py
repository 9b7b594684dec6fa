"""Shapes of the answers about passkeys and security keys."""

from typing import Any, Literal, Self

import msgspec

from gatepost.accounts.models import Authenticator
from gatepost.api.shapes import EnrolledMeta, Held, PendingFlow


class PasskeyLoginFlow(msgspec.Struct, tag_field="id", tag="mfa_login_webauthn"):
    """Log in with a passkey."""


class PasskeySignupFlow(PendingFlow, tag="mfa_signup_webauthn"):
    """Sign up with a passkey; pending once only the passkey is missing."""


class WebAuthnEntry(Held, tag="webauthn"):
    """A passkey or a security key."""

    id: int
    name: str
    is_passwordless: bool | msgspec.UnsetType = msgspec.UNSET

    @classmethod
    def of(cls, row: Authenticator) -> Self:
        """The entry of a key."""
        return cls(
            **cls.times(row),
            id=row.number,
            name=row.name,
            is_passwordless=row.gatepost_passkey.passwordless,
        )


class WebAuthnAuthenticator(msgspec.Struct):
    """One key."""

    status: Literal[200]
    data: WebAuthnEntry
    meta: EnrolledMeta | msgspec.UnsetType = msgspec.UNSET


class RequestOptionsData(msgspec.Struct):
    """For `navigator.credentials.get`."""

    request_options: dict[str, Any]


class TokenMeta(msgspec.Struct):
    """An app's new session token."""

    session_token: str


class RequestOptions(msgspec.Struct):
    """A challenge for a passkey."""

    status: Literal[200]
    data: RequestOptionsData
    meta: TokenMeta | msgspec.UnsetType = msgspec.UNSET

    @classmethod
    def of(cls, options: dict[str, Any]) -> Self:
        """The answer with a challenge."""
        return cls(status=200, data=RequestOptionsData(options))


class CreationOptionsData(msgspec.Struct):
    """For `navigator.credentials.create`."""

    creation_options: dict[str, Any]


class CreationOptions(msgspec.Struct):
    """A challenge for a new passkey."""

    status: Literal[200]
    data: CreationOptionsData

    @classmethod
    def of(cls, options: dict[str, Any]) -> Self:
        """The answer with a challenge."""
        return cls(status=200, data=CreationOptionsData(options))
