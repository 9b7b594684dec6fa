"""The definition of a provider: everything that differs between providers, as data.

A path names a value in the answers of a login: `claims` is the verified id_token (with the userinfo endpoint's answer
for the same subject), `token` the token endpoint's answer, and any other first component the name of an `Ask`.
`user.emails.0.value` is the value of the first of the emails in the answer to the `Ask` named `user`.

URLs, parameters, headers and bodies may contain `{client_id}`, `{client_secret}`, `{access_token}`, `{uid}` and the
connection's options by name, for example `{tenant}`.
"""

from collections.abc import Callable, Mapping
from typing import Any, Literal

import msgspec

Answers = Mapping[str, Any]
Path = str
STANDARD_CLAIMS = "claims"


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """One request for data, made with the user's access token.

    Args:
        name: The first component of paths into its answer.
        url: HTTPS URL.
        verb: HTTP method.
        params: Query parameters.
        headers: Headers besides `Accept: application/json`.
        body: Object to send as JSON, for POST.
        login: How it authenticates: with the user's `bearer` token, the client's id and secret (`basic`), or `none`,
            if a parameter or header does it.
    """

    name: str
    url: str
    verb: Literal["GET", "POST"] = "GET"
    params: dict[str, str] = {}
    headers: dict[str, str] = {}
    body: dict[str, str] = {}
    login: Literal["bearer", "basic", "none"] = "bearer"


class Addresses(msgspec.Struct, frozen=True, kw_only=True):
    """Where a provider's answers contain a list of email addresses.

    Args:
        path: Path to a list of objects.
        email: Key of the address in each object.
        verified: Key of whether it is verified.
        primary: Key of whether it is the primary one.
    """

    path: Path
    email: str = "email"
    verified: str = "verified"
    primary: str = "primary"


class Audience(msgspec.Struct, frozen=True, kw_only=True):
    """How to find out to which client an access token was issued.

    Args:
        ask: The request; paths into its answer begin with its name.
        client_id: Path to the client id, which must be one of the connection's.
        valid: Path to a value that must be true, if there is one.
        subject: Path to the subject, if there is one; it must be that of the profile.
    """

    ask: Ask
    client_id: Path
    valid: Path = ""
    subject: Path = ""


class Tenants(msgspec.Struct, frozen=True, kw_only=True):
    """Values of the option `tenant`, if the issuer differs by tenant: one of three keywords, an id or a domain.

    Args:
        every: Keyword for all tenants.
        organizations: Keyword for all tenants but that of personal accounts.
        personal: Keyword for personal accounts.
        personal_id: Id of the tenant of personal accounts.
        document: The discovery document of `{tenant}`, whose issuer contains the id of a tenant named by its domain.
    """

    every: str
    organizations: str
    personal: str
    personal_id: str
    document: str


class Client(msgspec.Struct, frozen=True, kw_only=True):
    """Our registration at a provider.

    Args:
        id: The client id.
        secret: The client secret, or the key that signs it; "" for public clients.
        options: The provider's own settings by name.
    """

    id: str
    secret: str = ""
    options: dict[str, str] = {}

    def __repr__(self) -> str:
        return f"<Client {self.id}>"


class Provider(msgspec.Struct, frozen=True, kw_only=True):
    """A provider. The defaults suit OpenID Connect; an OAuth 2 provider sets its own paths.

    Args:
        name: As shown to users.
        docs: The provider's page that the values are taken from.
        issuer: The OpenID Connect issuer, exactly as in id_tokens and the discovery document. Without `authorize` and
            `exchange`, the endpoints are discovered. `{claim:tid}` stands for a claim of the token itself, for an
            issuer that differs by tenant.
        other_issuers: Other spellings of the issuer that the provider documents for its id_tokens.
        authorize: The authorization endpoint.
        exchange: The token endpoint.
        keys: The JWKS, if the endpoints are set here.
        userinfo: The userinfo endpoint, if the endpoints are set here and it is to be used.
        tenants: Values of the option `tenant`, if the issuer differs by tenant.
        algorithms: Algorithms accepted for its id_tokens.
        scopes: Scopes that are always requested; settings can add more.
        scope_separator: Separator between scopes.
        params: Additional parameters of the authorization request.
        response_mode: `query`, or `form_post` if the provider requires it.
        pkce: False only if the provider documents that it refuses PKCE; give the reason in a comment.
        client_login: How the client authenticates at the token endpoint: in the form, or by HTTP Basic.
        renamed: OAuth's parameter names that the provider spells otherwise, for example `client_id` to `client_key`.
        make_secret: Makes the client secret, if it is a short-lived signed statement.
        access_token: Path to the access token.
        asks: Requests for the user's profile, in order.
        audience: How to find out to which client a posted access token was issued. If absent, none are accepted.
        subject: Path to the id, which must never change or be reassigned; several are joined by `:`.
        email: Path to the address.
        email_verified: Path to whether the provider verified it; "" if there is none. Only boolean true counts.
        verified_as: Values that count as verified, if the provider documents others than boolean true.
        emails: A list of addresses, instead of the two above.
        vouches: Whether verified addresses are trusted at all: the provider verifies each one itself, and no one
            else, such as a tenant's administrator, can set one.
        full_name: Path to the name to show.
        username: Path to a name that may become the username.
        picture: Path to the URL of a picture.
        options: Options with their defaults; one without a default ("") must be set. `server` is the URL of a
            self-hosted server; if it has a default, the provider vouches for addresses on the default server only.
        elsewhere: Values of other options if `server` is not the default.
    """

    name: str
    docs: str
    issuer: str = ""
    other_issuers: tuple[str, ...] = ()
    authorize: str = ""
    exchange: str = ""
    keys: str = ""
    userinfo: str = ""
    tenants: Tenants | None = None
    algorithms: tuple[str, ...] = ("RS256", "ES256")
    scopes: tuple[str, ...] = ("openid", "email", "profile")
    scope_separator: str = " "
    params: dict[str, str] = {}
    response_mode: Literal["query", "form_post"] = "query"
    pkce: bool = True
    client_login: Literal["form", "basic"] = "form"
    renamed: dict[str, str] = {}
    make_secret: Callable[[Client], str] | None = None
    access_token: Path = "token.access_token"  # noqa: S105
    asks: tuple[Ask, ...] = ()
    audience: Audience | None = None
    subject: Path | tuple[Path, ...] = "claims.sub"
    email: Path = "claims.email"
    email_verified: Path = "claims.email_verified"
    verified_as: tuple[bool | str, ...] = (True,)
    emails: Addresses | None = None
    vouches: bool = False
    full_name: Path = "claims.name"
    username: Path = "claims.preferred_username"
    picture: Path = "claims.picture"
    options: dict[str, str] = {}
    elsewhere: dict[str, str] = {}

    @property
    def openid(self) -> bool:
        """Whether it issues id_tokens."""
        return bool(self.issuer)

    @property
    def discovers(self) -> bool:
        """Whether its endpoints are read from the issuer's discovery document."""
        return self.openid and not self.authorize
