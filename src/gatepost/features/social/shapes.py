"""Shapes of the answers about providers."""

from collections.abc import Sequence
from typing import Literal, Self

import msgspec

from gatepost.api.shapes import PendingFlow
from gatepost.features.social.connections import Connection, named
from gatepost.features.social.models import SocialAccount
from gatepost.features.social.operations.begin import StartedLogin
from gatepost.features.social.operations.pending_sign_up import LinkStep, Preview, SignupStep


class Provider(msgspec.Struct):
    """A provider of social login."""

    id: str
    name: str
    flows: list[Literal["provider_redirect", "provider_token"]]
    client_id: str | msgspec.UnsetType = msgspec.UNSET
    openid_configuration_url: str | msgspec.UnsetType = msgspec.UNSET

    @classmethod
    def of(cls, connection: Connection | None, name: str) -> Self:
        """The provider of a connection; one that was removed from the settings only has its name."""
        if connection is None:
            return cls(id=name, name=name, flows=[])
        return cls(
            id=connection.id,
            name=connection.name,
            client_id=connection.client.id,
            flows=["provider_redirect", "provider_token"] if connection.takes_tokens else ["provider_redirect"],
            openid_configuration_url=connection.discovery_url if connection.provider.discovers else msgspec.UNSET,
        )


class ProviderRedirectFlow(msgspec.Struct, tag_field="id", tag="provider_redirect"):
    """Log in at one of these providers."""

    providers: list[str]


class ProviderTokenFlow(msgspec.Struct, tag_field="id", tag="provider_token"):
    """Log in with a token of one of these providers."""

    providers: list[str]


class ProviderSignupFlow(PendingFlow, tag="provider_signup", kw_only=True):
    """A provider sign-up is pending: more information is needed before the account is created."""

    provider: Provider

    @classmethod
    def of(cls, step: SignupStep) -> Self:
        """The entry of a pending sign-up."""
        return cls(is_pending=True, provider=Provider.of(step.connection, step.provider))


class ProviderLinkFlow(PendingFlow, tag="provider_link", kw_only=True):
    """The address belongs to an existing account: log in to it, then connect the provider account with this key."""

    provider: Provider
    key: str

    @classmethod
    def of(cls, step: LinkStep) -> Self:
        """The entry of a provider account that waits to be connected."""
        return cls(is_pending=True, provider=Provider.of(step.connection, step.connection.id), key=step.key)


class ProvidersConfig(msgspec.Struct):
    """The providers of social login."""

    providers: list[Provider]


class ProviderAccount(msgspec.Struct):
    """An account at a provider."""

    uid: str
    display: str
    provider: Provider

    @classmethod
    def of(cls, row: SocialAccount) -> Self:
        """The entry of a connected account."""
        return cls.of_person(row.subject, row.email, Provider.of(named(row.connection), row.connection))

    @classmethod
    def of_person(cls, subject: str, email: str, provider: Provider) -> Self:
        """A person at a provider; without an address, the provider's name is displayed."""
        return cls(uid=subject, display=email or provider.name, provider=provider)


class ProviderAccounts(msgspec.Struct):
    """The connected provider accounts."""

    status: Literal[200]
    data: list[ProviderAccount]

    @classmethod
    def of(cls, rows: Sequence[SocialAccount]) -> Self:
        """The answer that lists connected accounts."""
        return cls(status=200, data=[ProviderAccount.of(row) for row in rows])


class ToldEmail(msgspec.Struct):
    """An email address from the provider."""

    email: str
    primary: bool
    verified: bool


class ToldUser(msgspec.Struct):
    """The user that the sign-up would create."""

    display: str
    has_usable_password: bool
    username: str | msgspec.UnsetType = msgspec.UNSET


class ProviderSignupData(msgspec.Struct):
    """What the provider shared."""

    account: ProviderAccount
    email: list[ToldEmail]
    user: ToldUser


class ProviderSignup(msgspec.Struct):
    """Get the pending provider sign-up."""

    status: Literal[200]
    data: ProviderSignupData

    @classmethod
    def of(cls, preview: Preview) -> Self:
        """The answer about a pending sign-up."""
        person, connection = preview.person, preview.connection
        account = ProviderAccount.of_person(person.subject, person.email, Provider.of(connection, connection.id))
        emails = [ToldEmail(person.email, primary=True, verified=person.verified)] if person.email else []
        user = ToldUser(preview.display, has_usable_password=False, username=preview.username or msgspec.UNSET)
        return cls(status=200, data=ProviderSignupData(account=account, email=emails, user=user))


class ProviderStartData(msgspec.Struct):
    """The authorization URL, and the state that must come back."""

    authorize_url: str
    state: str


class ProviderStartMeta(msgspec.Struct):
    """An app's new session token."""

    session_token: str | msgspec.UnsetType = msgspec.UNSET


class ProviderStart(msgspec.Struct):
    """Where to send the user."""

    status: Literal[200]
    data: ProviderStartData
    meta: ProviderStartMeta | msgspec.UnsetType = msgspec.UNSET

    @classmethod
    def of(cls, sent: StartedLogin) -> Self:
        """The answer that sends the user to the provider."""
        return cls(status=200, data=ProviderStartData(authorize_url=sent.url, state=sent.state))
