"""Settings of logins from elsewhere."""

from typing import ClassVar, Literal

import msgspec


class ConnectionSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One registration at one provider.

    Args:
        provider: Name of a file in `methods/social/providers`.
        client_id: Of the web application.
        secret: Its secret; for Apple the private key in PEM. Empty for a public client.
        client_ids: Further client ids of the same project, for example of its iOS and Android apps, whose id_tokens
            are taken too.
        name: As shown; the provider's name if empty.
        options: The provider's own, for example `tenant` or `issuer`.
        scopes: Beyond those of the provider's file.
        params: Further parameters of the authorization request.
        vouches: Whether the provider's word on addresses counts; its file decides if absent.
        keep_tokens: Whether the user's tokens are kept, sealed, for calls to the provider's API.
        redirect_uri: As registered at the provider, if not made from `callback`; its page must be ours.
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
    """Steps that a project replaces by its own, each by the dotted path of a function; `docs/social.md` has an example.

    Args:
        known: Whose account a person's identity is.
        link: What happens to a person whose address an account here holds.
        new: Whether a person may become a user, and with which names.
        fields: What is taken over from the provider at each login.
    """

    known: str = "gatepost.methods.social.operations.pipeline.known"
    link: str = "gatepost.methods.social.operations.pipeline.link"
    new: str = "gatepost.methods.social.operations.pipeline.new"
    fields: str = "gatepost.methods.social.operations.pipeline.fields"


class SocialSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Logins by other providers.

    Args:
        connections: Registrations at providers, by an id of your choice (lower case, digits, `-`, `_`), which is the
            provider's id on the wire and part of the redirect URI.
        admin: Whether connections made in the admin count too.
        callback: Our page to which providers send people back; `{connection}` is replaced.
        error_page: Where people are sent when something fails before it is known where they came from.
        redirects: Where else than on the callback's own host a login may end: exact addresses, or origins.
        deep_links: Addresses of native apps at which a login may end, for example `org.example.app:/done`; exact.
        link: What becomes of a person whose verified address belongs to an account here, verified too: `refuse`;
            `verified`: the person is let in; `prove`: after a login of the old way. Whatever it is, an account that
            never proved the address goes to the person who now did, without all that was set up before.
        auto_signup: Whether an account is made at once where nothing is missing; else the person is asked first.
        state_seconds: How long a login at the provider may take.
        signup_seconds: How long a person may take to complete a sign-up.
        tokens_once: Whether an id_token that has no id of its own (`jti`) may be posted only once too; the toolkits of
            phones post theirs again.
        allowed_hosts: `host:port` of providers in one's own network or for development, which may have private
            addresses, and no TLS.
        ca_file: Certificate authorities in PEM, in place of the well-known ones, for a provider of one's own.
        pipeline: Steps replaced by the project.
    """

    section: ClassVar[str] = "social"

    connections: dict[str, ConnectionSettings] = {}
    admin: bool = False
    callback: str = "http://127.0.0.1:8000/_allauth/social/{connection}/callback"
    error_page: str = "http://127.0.0.1:8000/account/provider/callback"
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
