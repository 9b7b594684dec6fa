"""The form of a provider: what differs between the places that people log in from, as data.

A path names a value in the answers of a login: `claims` is the checked id_token (with the userinfo endpoint's answer
for the same subject), `token` the token endpoint's answer, and every other first word the name of an `Ask`.
`user.emails.0.value` is the value of the first of the emails in the answer to the `Ask` named `user`.

In addresses, parameters, headers and bodies stand `{client_id}`, `{client_secret}`, `{access_token}`, `{uid}` and the
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
        name: The first word of paths into its answer.
        url: HTTPS address.
        verb: HTTP method.
        params: Query parameters.
        headers: Beyond `Accept: application/json`.
        body: What is sent as JSON, for POST.
        login: How it says who asks: the user's `bearer` token, the client's id and secret (`basic`), or `none`, where
            a parameter or header says it.
    """

    name: str
    url: str
    verb: Literal["GET", "POST"] = "GET"
    params: dict[str, str] = {}
    headers: dict[str, str] = {}
    body: dict[str, str] = {}
    login: Literal["bearer", "basic", "none"] = "bearer"


class Addresses(msgspec.Struct, frozen=True, kw_only=True):
    """Where a provider tells a list of email addresses.

    Args:
        path: To a list of objects.
        email: The key of the address in each.
        verified: The key of whether it was verified.
        primary: The key of whether it is the one to use.
    """

    path: Path
    email: str = "email"
    verified: str = "verified"
    primary: str = "primary"


class Audience(msgspec.Struct, frozen=True, kw_only=True):
    """How a provider tells for which client an access token was made.

    Args:
        ask: The request; its answer is looked at under its own name.
        client_id: Path to the client id, which must be one of the connection's.
        valid: Path to a value that must be true, where there is one.
        subject: Path to the subject, which must then be the one of the profile.
    """

    ask: Ask
    client_id: Path
    valid: Path = ""
    subject: Path = ""


class Client(msgspec.Struct, frozen=True, kw_only=True):
    """What a connection is at its provider.

    Args:
        id: The client id.
        secret: The client secret, or what one is made from; "" for public clients.
        options: The provider's own settings by name.
    """

    id: str
    secret: str = ""
    options: dict[str, str] = {}

    def __repr__(self) -> str:
        return f"<Client {self.id}>"


class Provider(msgspec.Struct, frozen=True, kw_only=True):
    """One provider. Values are for OpenID Connect unless said otherwise; an OAuth 2 provider names its own paths.

    Args:
        name: As shown to users.
        docs: The provider's page that the values come from.
        issuer: Of OpenID Connect: exactly what id_tokens and the discovery document say. Without `authorize` and
            `exchange` the endpoints are discovered. `{claim:tid}` stands for a claim of the token itself, for an issuer
            that differs by tenant.
        other_issuers: Further spellings of it that the provider documents for its id_tokens.
        authorize: The authorization endpoint.
        exchange: The token endpoint.
        keys: The JWKS of an issuer whose endpoints are named here.
        userinfo: The userinfo endpoint of such an issuer, if it is to be asked.
        tenants: Values of the option `tenant` that stand for many tenants; any other must be the token's own.
        algorithms: With which its id_tokens may be signed.
        scopes: Asked for always; settings may add more.
        scope_separator: Between scopes.
        params: Further parameters of the authorization request.
        response_mode: `query`, or `form_post` where the provider demands it.
        pkce: False only where the provider documents that it refuses it; the reason stands beside it.
        client_login: How the client shows its secret to the token endpoint: in the form, or by HTTP Basic.
        renamed: OAuth's parameter names that the provider spells otherwise, for example `client_id` to `client_key`.
        make_secret: Makes the client secret, where it is a signed statement that ends.
        access_token: Path to the access token.
        asks: Requests for data of the user, in order.
        audience: How to tell for which client a posted access token was made. Without one, none is taken.
        subject: Path to the id that never changes and is never given again; several are joined by `:`.
        email: Path to the address.
        email_verified: Path to whether the provider verified it; "" if it does not say. Only boolean true counts.
        verified_as: Values that count as verified, for a provider that documents others than boolean true.
        emails: In place of these two: a list of addresses.
        vouches: Whether the provider's word on addresses is trusted at all: it verifies each before it says so, and
            nobody else, for example an administrator of a tenant, can set one.
        full_name: Path to the name to show.
        username: Path to a name that may become the user name.
        picture: Path to the address of a picture.
        options: Options with their defaults; one without default ("") must be set.
    """

    name: str
    docs: str
    issuer: str = ""
    other_issuers: tuple[str, ...] = ()
    authorize: str = ""
    exchange: str = ""
    keys: str = ""
    userinfo: str = ""
    tenants: tuple[str, ...] = ()
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

    @property
    def openid(self) -> bool:
        """Whether it makes id_tokens."""
        return bool(self.issuer)

    @property
    def discovers(self) -> bool:
        """Whether its endpoints come from the issuer's discovery document."""
        return self.openid and not self.authorize
