"""Settings of the tokens room."""

from typing import ClassVar, Literal

import msgspec


class TokensSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Keys for scripts and services, and the tokens of logins.

    Args:
        keys: Whether users can make keys for themselves; staff can by command in any case.
        scopes: Names that a key may be limited to; none declared, none can be asked for.
        key_seconds: Longest life of a key that a user makes, and its life where none is named.
        keys_per_user: How many living keys a user may have.
        end_on_password_change: Whether a new password ends the tokens that other logins opened; a recovery of the
            account ends them in any case.
        strategy: What an app gets beside its session token: nothing more (`session`), an `opaque` access token, a
            `jwt`, or what the strategy at a dotted path makes.
        issuer: The `iss` of access tokens: the address of this server.
        audiences: The `aud` of access tokens, one of which is asked for when they are checked; empty for the issuer.
        subject_field: The field of the user model whose value is the `sub` of access tokens; `pk` is the `id` that the
            API tells.
        claims: Dotted path of a function that gives further claims for a session.
        check_session: Whether each check of a JWT asks the database if its session still lives: one statement, and a
            logout is felt at once; else within `access_seconds`.
        encryption_key: 32 bytes in base64url; access tokens are encrypted with it (JWE); empty for signed ones.
        browser_cookies: Whether browsers get access and refresh token too, in cookies that no script can read.
        refresh_rotates: Whether a refresh token is used up when an access token is renewed.
        algorithm: With which access tokens are signed: `ES256`, `EdDSA`, `RS256`, or `HS256`, which others can verify
            only with the secret itself. A change comes with the next rotation.
        hs256_secret: The secret of `HS256`, at least 32 bytes, where other services hold it too; empty for one that
            nobody else knows.
        signing_key_days: A key signs for so long; 0 until `gatepost keys signing rotate`.
        access_seconds: Life of an access token.
        refresh_seconds: A refresh token that is not used for so long ends.
        refresh_absolute_seconds: A login renewed by refresh tokens ends so long after it began, whatever its use.
    """

    section: ClassVar[str] = "tokens"

    keys: bool = False
    scopes: tuple[str, ...] = ()
    key_seconds: int = 90 * 86400
    keys_per_user: int = 50
    end_on_password_change: bool = True
    strategy: str = "session"
    issuer: str = "http://127.0.0.1:8000"
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
