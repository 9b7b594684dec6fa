"""Settings of tokens and API keys."""

from typing import ClassVar, Literal

import msgspec


class TokensSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """API keys, and the tokens of logins.

    Args:
        keys: Whether users can create API keys; staff always can, by command.
        scopes: The scopes that a key may be limited to; if empty, keys can have none.
        key_seconds: Maximum and default lifetime of a key that a user creates.
        keys_per_user: How many valid keys a user may have.
        end_on_password_change: Whether a new password revokes the tokens of other logins; a recovery of the account
            always does.
        strategy: What an app gets in addition to its session token: nothing (`session`), an `opaque` access token, a
            `jwt`, or the tokens of the strategy at a dotted path.
        form: The format of the strategy `jwt`: `gatepost`, an access token as in RFC 9068 (`typ: at+jwt`, issuer,
            audience) and an opaque refresh token; or `headless`, two JWTs with the claims of the headless
            specification, for clients and services that were written for it.
        issuer: The `iss` of access tokens; `/` for `public_url` itself.
        audiences: The `aud` of access tokens, one of which is required when they are verified; empty for the issuer.
        subject_field: The field of the user model whose value is the `sub` of access tokens; `pk` is the `id` in API
            responses.
        claims: Dotted path of a function that returns additional claims for a session.
        check_session: Whether each verification of a JWT checks its session in the database: one query, and a logout
            takes effect immediately; else within `access_seconds`.
        encryption_key: 32 bytes in base64url; access tokens are encrypted with it (JWE); empty for signed ones.
        browser_cookies: Whether browsers get access and refresh token too, in HttpOnly cookies.
        refresh_rotates: Whether a refresh token is replaced when an access token is renewed.
        algorithm: The signature algorithm of access tokens: `ES256`, `EdDSA`, `RS256`, or `HS256`, which others can
            verify only with the secret itself. A change takes effect with the next rotation.
        hs256_secret: The secret of `HS256`, at least 32 bytes, if other services share it; empty to generate one.
        signing_key_days: How many days a key signs; 0 until `gatepost keys signing rotate`.
        access_seconds: Lifetime of an access token.
        refresh_seconds: How long a refresh token may stay unused.
        refresh_absolute_seconds: How long a login can be renewed by refresh tokens at most.
    """

    section: ClassVar[str] = "tokens"
    addresses: ClassVar[tuple[str, ...]] = ("issuer",)
    whole_site: ClassVar[tuple[str, ...]] = ("issuer",)

    keys: bool = False
    scopes: tuple[str, ...] = ()
    key_seconds: int = 90 * 86400
    keys_per_user: int = 50
    end_on_password_change: bool = True
    strategy: str = "session"
    form: Literal["gatepost", "headless"] = "gatepost"
    issuer: str = "/"
    audiences: tuple[str, ...] = ()
    subject_field: str = "pk"
    claims: str = ""
    check_session: bool = False
    encryption_key: str = ""
    browser_cookies: bool = False
    refresh_rotates: bool = True
    algorithm: Literal["ES256", "EdDSA", "RS256", "HS256"] = "ES256"
    hs256_secret: str = ""
    signing_key_days: int = 90
    access_seconds: int = 300
    refresh_seconds: int = 86400
    refresh_absolute_seconds: int = 30 * 86400
