"""What answers hold about how things stand: who is logged in, what is missing, which ways are open."""

from typing import Literal

import msgspec

AuthenticatorType = Literal["recovery_codes", "totp", "webauthn"]


class User(msgspec.Struct):
    """A user."""

    id: int | str
    display: str
    has_usable_password: bool
    email: str | msgspec.UnsetType = msgspec.UNSET
    username: str | msgspec.UnsetType = msgspec.UNSET


class Meta(msgspec.Struct):
    """Whether somebody is logged in, and an app's new tokens."""

    is_authenticated: bool
    session_token: str | msgspec.UnsetType = msgspec.UNSET
    access_token: str | msgspec.UnsetType = msgspec.UNSET
    refresh_token: str | msgspec.UnsetType = msgspec.UNSET


class ProofShape(msgspec.Struct, tag_field=None):
    """One way in which the session was proved."""

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
    """Who is logged in, and how."""

    user: User
    methods: list[ProofShape]


class Authenticated(msgspec.Struct):
    """Somebody is logged in."""

    status: Literal[200]
    data: AuthenticatedData
    meta: Meta


class Waits(msgspec.Struct, tag_field="id", kw_only=True):
    """What a flow that may be waited for has in common."""

    is_pending: bool | msgspec.UnsetType = msgspec.UNSET


class LoginFlow(msgspec.Struct, tag_field="id", tag="login"):
    """Log in with a name and a password."""


class SignupFlow(msgspec.Struct, tag_field="id", tag="signup"):
    """Make an account."""


class LoginByCodeFlow(Waits, tag="login_by_code"):
    """Log in with a code; pending once one was sent."""


class PasswordResetByCodeFlow(Waits, tag="password_reset_by_code"):
    """Set a new password by a code; pending once one was sent."""


class PasskeyLoginFlow(msgspec.Struct, tag_field="id", tag="mfa_login_webauthn"):
    """Log in with a passkey."""


class PasskeySignupFlow(Waits, tag="mfa_signup_webauthn"):
    """Make an account with a passkey; pending once the key is all that is missing."""


class VerifyEmailFlow(Waits, tag="verify_email"):
    """An address waits for its proof."""


class VerifyPhoneFlow(Waits, tag="verify_phone"):
    """A number waits for its proof."""


class AuthenticateFlow(Waits, tag="mfa_authenticate", kw_only=True):
    """A login waits for its second factor: one of these."""

    types: list[AuthenticatorType]


class EnrolFlow(Waits, tag="mfa_enrol", kw_only=True):
    """A login, or an act, waits until a second factor is set up: one of these."""

    types: list[AuthenticatorType]


class TrustFlow(Waits, tag="mfa_trust"):
    """A login waits to hear whether to trust this browser."""


class ReauthenticateFlow(msgspec.Struct, tag_field="id", tag="reauthenticate"):
    """Prove by password who one is."""


class ReauthenticateByFactorFlow(msgspec.Struct, tag_field="id", tag="mfa_reauthenticate"):
    """Prove by a second factor who one is: one of these."""

    types: list[AuthenticatorType]


class Provider(msgspec.Struct):
    """A provider that people log in from."""

    id: str
    name: str
    flows: list[Literal["provider_redirect", "provider_token"]]
    client_id: str | msgspec.UnsetType = msgspec.UNSET
    openid_configuration_url: str | msgspec.UnsetType = msgspec.UNSET


class ProviderRedirectFlow(msgspec.Struct, tag_field="id", tag="provider_redirect"):
    """Log in at one of these providers."""

    providers: list[str]


class ProviderTokenFlow(msgspec.Struct, tag_field="id", tag="provider_token"):
    """Log in with a token of one of these providers."""

    providers: list[str]


class ProviderSignupFlow(Waits, tag="provider_signup", kw_only=True):
    """Somebody came from a provider, and is asked for something before the account is made."""

    provider: Provider


class ProviderLinkFlow(Waits, tag="provider_link", kw_only=True):
    """Somebody's address belongs to an account: log in to it, then connect with this key."""

    provider: Provider
    key: str


Flow = (
    LoginFlow
    | SignupFlow
    | LoginByCodeFlow
    | PasswordResetByCodeFlow
    | PasskeyLoginFlow
    | PasskeySignupFlow
    | VerifyEmailFlow
    | VerifyPhoneFlow
    | AuthenticateFlow
    | EnrolFlow
    | TrustFlow
    | ReauthenticateFlow
    | ReauthenticateByFactorFlow
    | ProviderRedirectFlow
    | ProviderTokenFlow
    | ProviderSignupFlow
    | ProviderLinkFlow
)


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


SHAPES = (Authenticated, Unauthenticated)
