"""Settings of the simplejwt dialect."""

from typing import Annotated, ClassVar, Literal

import msgspec

Algorithm = Literal["HS256", "RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
Seconds = Annotated[int, msgspec.Meta(gt=0)]


class SimpleJwtSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Signed tokens for clients of simplejwt.

    Args:
        access_seconds: Lifetime of an access token.
        refresh_seconds: Lifetime of a refresh token.
        rotate_refresh_tokens: Whether a refresh returns a new refresh token too.
        blacklist_after_rotation: Whether the old refresh token is then used up; using it again revokes the login.
        grace_seconds: How long a used token still returns the same new one, for clients with concurrent requests; 0 to
            disable.
        stateless: Whether an access token stays valid until it expires, even if its login is revoked.
        algorithm: The signing algorithm.
        signing_key: A secret of at least 32 bytes for HS256, otherwise a private key in PEM. If empty, a key for HS256
            is derived from `KEYS`.
        verifying_key: The public key in PEM, for algorithms other than HS256.
        audience: Audience of the tokens; not checked if empty.
        issuer: Issuer of the tokens; not checked if empty.
        leeway: Accepted clock skew in seconds.
        auth_header_types: Accepted schemes before a token, case-sensitive; the first one is used in challenges.
        auth_header_name: The header with the token.
        user_id_claim: The claim with the user's key.
        token_type_claim: The claim with the token's type.
        jti_claim: The claim with the token's id.
        auth_token_classes: Types of tokens accepted for authentication: `access`, `sliding`.
        check_revoke_token: Whether tokens contain a digest of the password hash, so that a new password invalidates
            them even if they are stateless.
        revoke_token_claim: The claim with that digest.
        sliding_seconds: Lifetime of a sliding token.
        sliding_refresh_seconds: How long after the login a sliding token can be refreshed.
        claims: Dotted path of a function that returns additional claims for a user.
        take_over: Whether refresh tokens issued by simplejwt itself with the same `signing_key` stay valid, unless
            blacklisted: each becomes a login of gatepost on first use.
    """

    section: ClassVar[str] = "simple_jwt"

    access_seconds: Seconds = 300
    refresh_seconds: Seconds = 86400
    rotate_refresh_tokens: bool = False
    blacklist_after_rotation: bool = False
    grace_seconds: int = 0
    stateless: bool = False
    algorithm: Algorithm = "HS256"
    signing_key: str = ""
    verifying_key: str = ""
    audience: tuple[str, ...] = ()
    issuer: str = ""
    leeway: float = 0
    auth_header_types: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)] = ("Bearer",)
    auth_header_name: str = "Authorization"
    user_id_claim: str = "user_id"
    token_type_claim: str = "token_type"  # noqa: S105
    jti_claim: str = "jti"
    auth_token_classes: tuple[Literal["access", "sliding"], ...] = ("access",)
    check_revoke_token: bool = False
    revoke_token_claim: str = "hash_password"  # noqa: S105
    sliding_seconds: Seconds = 300
    sliding_refresh_seconds: Seconds = 86400
    claims: str = ""
    take_over: bool = False

    @property
    def header_key(self) -> str:
        """The key of the header in `request.META`; `request.headers` copies all headers first."""
        return f"HTTP_{self.auth_header_name.upper().replace('-', '_')}"

    @property
    def challenge(self) -> str:
        """The value of `WWW-Authenticate`."""
        return f'{self.auth_header_types[0]} realm="api"'
