"""Settings of social login."""

from typing import ClassVar, Literal

import msgspec


class ConnectionSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A connection: one registration at one provider.

    Args:
        provider: Id of the provider; see [the list](providers.md).
        client_id: Client id of the web application.
        secret: Client secret; for Apple the private key in PEM. Empty for a public client.
        client_ids: Additional client ids of the same project, for example of its iOS and Android apps, whose
            id_tokens are accepted too.
        name: Name to show; the provider's name if empty.
        options: The provider's own options, for example `tenant` or `issuer`.
        scopes: Scopes to request in addition to the provider's usual ones.
        params: Additional parameters of the authorization request.
        vouches: Whether the provider's verified addresses are trusted; the provider's default if absent.
        keep_tokens: Whether to store the user's tokens, sealed, for calls to the provider's API.
        redirect_uri: As registered at the provider, if it differs from `callback`; it must lead to our page.
    """

    provider: str
    client_id: str
    secret: str = ""
    client_ids: tuple[str, ...] = ()
    name: str = ""
    options: dict[str, str] = {}
    scopes: tuple[str, ...] = ()
    params: dict[str, str] = {}
    vouches: bool | None = None
    keep_tokens: bool = False
    redirect_uri: str = ""


class PipelineSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Steps that a project can replace, each by the dotted path of a function.

    `docs/features/social.md` has an example.

    Args:
        known: Finds the user to whom an identity is connected.
        link: Decides what to do if an existing account has the person's address.
        new: Decides whether a person may sign up, and with which names.
        fields: Decides which values of the provider are stored at each login.
    """

    known: str = "gatepost.features.social.operations.pipeline.known"
    link: str = "gatepost.features.social.operations.pipeline.link"
    new: str = "gatepost.features.social.operations.pipeline.new"
    fields: str = "gatepost.features.social.operations.pipeline.fields"


class SocialSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Social login.

    Args:
        connections: Registrations at providers, by an id of your choice (lower case, digits, `-`, `_`), which is the
            provider's id in the API and part of the redirect URI.
        admin: Whether to use connections made in the admin too.
        callback: Our page to which providers redirect, or its path below `public_url`; `{connection}` is replaced.
        error_page: Where to redirect users if a login fails before it is known where it started; may be a path.
        redirects: Where a login may end besides the callback's own host: exact URLs, or origins.
        deep_links: Exact URLs of native apps at which a login may end, for example `org.example.app:/done`.
        link: What to do if an existing account has verified the person's verified address too: `refuse`; `verified`:
            sign in to that account; `prove`: require a login by another method first. In each case, an account that
            never verified the address goes to the person who has, without any credentials set up before.
        auto_signup: Whether to create the account immediately if nothing is missing; otherwise the user is asked first.
        state_seconds: How long a login at the provider may take.
        signup_seconds: How long completing a sign-up may take.
        tokens_once: Whether an id_token without an id (`jti`) can be posted only once too; mobile SDKs may post the
            same token again.
        allowed_hosts: `host:port` of providers in a private network or for development, which may have private
            addresses and no TLS.
        ca_file: Certificate authorities in PEM, instead of the public ones, for a self-hosted provider.
        pipeline: Dotted paths of the steps after a login at a provider; each can be [replaced](features/social.md).
    """

    section: ClassVar[str] = "social"
    addresses: ClassVar[tuple[str, ...]] = ("callback", "error_page")

    connections: dict[str, ConnectionSettings] = {}
    admin: bool = False
    callback: str = "/_allauth/social/{connection}/callback"
    error_page: str = "/account/provider/callback"
    redirects: tuple[str, ...] = ()
    deep_links: tuple[str, ...] = ()
    link: Literal["refuse", "verified", "prove"] = "refuse"
    auto_signup: bool = True
    state_seconds: int = 600
    signup_seconds: int = 900
    tokens_once: bool = False
    allowed_hosts: tuple[str, ...] = ()
    ca_file: str = ""
    pipeline: PipelineSettings = PipelineSettings()
