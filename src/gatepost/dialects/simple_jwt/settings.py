"""Settings of the simplejwt dialect."""

from typing import Annotated, ClassVar, Literal

import msgspec

Algorithm = Literal["HS256", "RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
Seconds = Annotated[int, msgspec.Meta(gt=0)]


class SimpleJwtSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Signed tokens as clients of simplejwt know them.

    Args:
        access_seconds: Life of an access token.
        refresh_seconds: Life of a refresh token.
        rotate_refresh_tokens: Whether a refresh gives a new refresh token too.
        blacklist_after_rotation: Whether the old one is used up by it; a second use then ends the login.
        grace_seconds: For how long a second use gives the same new token, for clients that race themselves; 0 for none.
        stateless: Whether an access token works until it expires, whatever became of its login.
        algorithm: With which tokens are signed.
        signing_key: A text of at least 32 bytes for HS256, else a private key in PEM. Empty: made of `KEYS`, for HS256.
        verifying_key: The public key in PEM, for the other algorithms.
        audience: Who the tokens are for; any if empty.
        issuer: Who made them; any if empty.
        leeway: By how many seconds clocks may differ.
        auth_header_types: The words before a token, the case of letters counts; the first one is the challenge.
        auth_header_name: The header that holds a token.
        user_id_claim: The claim that names the user.
        token_type_claim: The claim that tells what a token is.
        jti_claim: The claim that tells tokens apart.
        auth_token_classes: What lets in: `access`, `sliding`.
        check_revoke_token: Whether tokens hold a digest of the password's hash, so that a new password ends them even
            where they are stateless.
        revoke_token_claim: The claim that holds it.
        sliding_seconds: Life of a sliding token.
        sliding_refresh_seconds: Until how long after the login it can be refreshed.
        claims: Dotted path of a function from a user to further claims.
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

    @property
    def challenge(self) -> str:
        """The value of `WWW-Authenticate`."""
        return f'{self.auth_header_types[0]} realm="api"'
