"""Settings of the provider."""

from typing import ClassVar, Literal

import msgspec


class ScopeSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A scope that clients may request.

    Args:
        text: What it allows, in words, for the consent page.
        claims: The claims that it adds to ID tokens and userinfo, each with the field of the user model that has the
            value.
    """

    text: str = ""
    claims: dict[str, str] = {}


class ClientSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A client that the settings declare.

    Args:
        name: What users see.
        secret: Its secret; empty for a public client, or with `private_key_jwt`.
        redirect_uris: Where it may send users back to, each exactly as in its requests.
        post_logout_redirect_uris: Where users may go after they log out.
        grant_types: What it may ask tokens with.
        scopes: What it may request.
        audiences: Resource URIs that it serves; it may introspect their tokens.
        exchange_resources: Resource URIs for which it may exchange tokens, beside those that these are for already.
        token_format: `jwt` or `opaque` access tokens.
        auth_method: How it authenticates; `none` for a public client.
        jwks_uri: Where its public keys are, for `private_key_jwt` and for encryption.
        jwks: These keys themselves.
        first_party: Whether it is the project's own and needs no consent.
        native: Whether it runs on the user's device, so that the port of a loopback redirect URI may differ.
        id_token_alg: The algorithm of its ID tokens.
        id_token_encryption: How its ID tokens are encrypted with its public key, for example `RSA-OAEP-256 A256GCM`;
            empty for signed ones alone.
        userinfo_alg: The algorithm that userinfo is signed with; empty for JSON.
        userinfo_encryption: How its userinfo is encrypted, likewise.
        subject_type: `public`, or `pairwise`: a user's `sub` differs from that at other clients.
        logo_uri: An image for the consent page.
        policy_uri: Its privacy notice.
        tos_uri: Its terms of service.
        backchannel_logout_uri: Where it is told that a user logged out.
    """

    name: str
    secret: str = ""
    redirect_uris: tuple[str, ...] = ()
    post_logout_redirect_uris: tuple[str, ...] = ()
    grant_types: tuple[str, ...] = ("authorization_code", "refresh_token")
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    audiences: tuple[str, ...] = ()
    exchange_resources: tuple[str, ...] = ()
    token_format: Literal["jwt", "opaque"] = "jwt"  # noqa: S105
    auth_method: Literal["none", "client_secret_basic", "client_secret_post", "private_key_jwt"] | None = None
    jwks_uri: str = ""
    jwks: dict[str, list[dict[str, str]]] | None = None
    first_party: bool = False
    native: bool = False
    id_token_alg: Literal["RS256", "ES256"] = "RS256"  # noqa: S105
    id_token_encryption: str = ""
    userinfo_alg: Literal["", "RS256", "ES256"] = ""
    userinfo_encryption: str = ""
    subject_type: Literal["public", "pairwise"] = "public"
    logo_uri: str = ""
    policy_uri: str = ""
    tos_uri: str = ""
    backchannel_logout_uri: str = ""

    @property
    def method(self) -> str:
        """How it authenticates, also if not given."""
        return self.auth_method or ("client_secret_basic" if self.secret else "none")


class ProviderSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The OAuth 2.1 and OpenID provider.

    Args:
        enabled: Whether other apps can log users in through this server, and get tokens from it.
        issuer: The `iss` of its tokens and the start of its discovery; `/` for `public_url` itself. The default is
            where the project is, below its prefix if it has one.
        page: The web app's page on which users log in and consent; the request's key is in its fragment.
        scopes: Scopes beside `openid`, `profile`, `email`, `phone` and `offline_access`, by name.
        resources: Resource URIs, for example of APIs and MCP servers, for which clients may request tokens.
        clients: Clients by their ids, beside those in the database.
        claims: Dotted path of a function that returns further claims of ID tokens and userinfo, from user, scopes and
            client id.
        pairwise_secret: Secret from which pairwise subjects are made; a change gives every user another subject.
        logout_page: The web app's page that asks users whether to log out, for an app that sent them there; the
            request's key is in its fragment.
        device_page: The web app's page on which users type the code that a device shows.
        device_seconds: How long such a code is valid.
        device_poll_seconds: How long a device must wait between polls.
        dpop_nonce: Whether DPoP proofs must contain a nonce of this server; clients then need a second request now and
            then.
        code_seconds: Lifetime of an authorization code; 60 at most.
        request_seconds: How long a user may take to log in and consent.
        allowed_hosts: `host:port` of clients' servers in a private network or for development, which may have private
            addresses and no TLS.
        ca_file: Certificate authorities in PEM, instead of the public ones, for clients' servers.
        consent_seconds: How long a consent is remembered; 0 for good.
        registration: Whether clients may register themselves: `off`, `token` with an initial access token, or `open`.
        client_id_hosts: Hosts (`host`, or `host:port`) whose clients need no registration, since their ids are the URLs
            of JSON documents with their metadata; for example those of the agents that your users have.
        registration_tokens: Initial access tokens, of at least 32 characters each.
        moved_tokens: Whether to accept access and refresh tokens that `gatepost migrate-from` moved from another
            package; remove it once none is valid any more.
    """

    section: ClassVar[str] = "provider"
    addresses: ClassVar[tuple[str, ...]] = ("issuer", "page", "logout_page", "device_page")

    enabled: bool = False
    issuer: str = "/"
    page: str = "/account/authorize"
    scopes: dict[str, ScopeSettings] = {}
    resources: tuple[str, ...] = ()
    clients: dict[str, ClientSettings] = {}
    claims: str = ""
    pairwise_secret: str = ""
    logout_page: str = "/account/logout"
    device_page: str = "/account/device"
    device_seconds: int = 600
    device_poll_seconds: int = 5
    dpop_nonce: bool = False
    code_seconds: int = 60
    request_seconds: int = 900
    consent_seconds: int = 365 * 86400
    registration: Literal["off", "token", "open"] = "off"
    registration_tokens: tuple[str, ...] = ()
    client_id_hosts: tuple[str, ...] = ()
    allowed_hosts: tuple[str, ...] = ()
    moved_tokens: bool = False
    ca_file: str = ""
