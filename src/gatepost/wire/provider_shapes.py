"""What answers hold about providers."""

from typing import Literal

import msgspec

from gatepost.wire.state_shapes import Provider


class ProvidersConfig(msgspec.Struct):
    """The providers that people log in from."""

    providers: list[Provider]


class ProviderAccount(msgspec.Struct):
    """A login at a provider."""

    uid: str
    display: str
    provider: Provider


class ProviderAccounts(msgspec.Struct):
    """The user's logins at providers."""

    status: Literal[200]
    data: list[ProviderAccount]


class ToldEmail(msgspec.Struct):
    """An address that a provider told."""

    email: str
    primary: bool
    verified: bool


class ToldUser(msgspec.Struct):
    """Somebody who may become a user."""

    display: str
    has_usable_password: bool
    username: str | msgspec.UnsetType = msgspec.UNSET


class ProviderSignupData(msgspec.Struct):
    """What a provider told."""

    account: ProviderAccount
    email: list[ToldEmail]
    user: ToldUser


class ProviderSignup(msgspec.Struct):
    """What a provider told of somebody who is asked for more."""

    status: Literal[200]
    data: ProviderSignupData


class ProviderStartData(msgspec.Struct):
    """The page at the provider, and what must come back from there."""

    authorize_url: str
    state: str


class ProviderStartMeta(msgspec.Struct):
    """An app's new token."""

    session_token: str | msgspec.UnsetType = msgspec.UNSET


class ProviderStart(msgspec.Struct):
    """Where to send somebody."""

    status: Literal[200]
    data: ProviderStartData
    meta: ProviderStartMeta | msgspec.UnsetType = msgspec.UNSET


SHAPES = (ProviderAccounts, ProviderSignup, ProviderStart)
