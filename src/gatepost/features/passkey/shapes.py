"""Shapes of the answers about passkeys and security keys."""

from typing import Any, Literal, Self

import msgspec

from gatepost.accounts.models import Authenticator
from gatepost.api.shapes import EnrolledMeta, Held, PendingFlow
from gatepost.features.passkey.operations import reading
from gatepost.features.passkey.operations.keep import KnownKeys


class PasskeyLoginFlow(msgspec.Struct, tag_field="id", tag="mfa_login_webauthn"):
    """Log in with a passkey."""


class PasskeySignupFlow(PendingFlow, tag="mfa_signup_webauthn"):
    """Sign up with a passkey; pending once only the passkey is missing."""


class WebAuthnEntry(Held, tag="webauthn"):
    """A passkey or a security key."""

    id: int
    name: str
    is_passwordless: bool | msgspec.UnsetType = msgspec.UNSET
    is_second_factor: Literal[False] | msgspec.UnsetType = msgspec.UNSET

    @classmethod
    def of(cls, row: Authenticator) -> Self:
        """The entry of a key."""
        return cls(
            **cls.times(row),
            id=row.number,
            name=row.name,
            is_passwordless=row.gatepost_passkey.passwordless,
            is_second_factor=msgspec.UNSET if row.is_factor else False,
        )


class WebAuthnAuthenticator(msgspec.Struct):
    """One key."""

    status: Literal[200]
    data: WebAuthnEntry
    meta: EnrolledMeta | msgspec.UnsetType = msgspec.UNSET


class KnownPasskeysData(msgspec.Struct):
    """The user's keys as browsers know them; binary values in base64url."""

    rp_id: str
    user_id: str
    name: str
    display_name: str
    credential_ids: list[str]


class KnownPasskeys(msgspec.Struct):
    """For `PublicKeyCredential.signalAllAcceptedCredentials` and `signalCurrentUserDetails`."""

    status: Literal[200]
    data: KnownPasskeysData

    @classmethod
    def of(cls, known: KnownKeys) -> Self:
        """The answer with a user's keys."""
        data = KnownPasskeysData(
            rp_id=known.rp_id,
            user_id=reading.encode(known.user.handle),
            name=known.user.name,
            display_name=known.user.display_name,
            credential_ids=[reading.encode(one) for one in known.credential_ids],
        )
        return cls(status=200, data=data)


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


class UpgradeOptionsData(msgspec.Struct):
    """For `navigator.credentials.create` with conditional mediation; empty if no passkey may be added now."""

    creation_options: dict[str, Any] | msgspec.UnsetType = msgspec.UNSET


class UpgradeOptions(msgspec.Struct):
    """A challenge for a passkey that the password manager adds, if it may."""

    status: Literal[200]
    data: UpgradeOptionsData

    @classmethod
    def of(cls, options: dict[str, Any] | None) -> Self:
        """The answer with or without a challenge."""
        return cls(status=200, data=UpgradeOptionsData(msgspec.UNSET if options is None else options))


class CreationOptions(msgspec.Struct):
    """A challenge for a new passkey."""

    status: Literal[200]
    data: CreationOptionsData

    @classmethod
    def of(cls, options: dict[str, Any]) -> Self:
        """The answer with a challenge."""
        return cls(status=200, data=CreationOptionsData(options))
