"""Settings of the knox dialect."""

from datetime import datetime, timedelta
from typing import Annotated, ClassVar, Literal

import msgspec

from gatepost.ground import clock
from gatepost.tokens import forms
from gatepost.tokens.opaque import Plan


class KnoxSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Tokens for clients of knox.

    Args:
        token_seconds: Lifetime of a token; unlimited if null.
        tokens_per_user: Maximum number of a user's active tokens; unlimited if absent.
        auto_refresh: Whether each use extends a token's lifetime to `token_seconds` from then.
        min_refresh_seconds: Minimum time between two such extensions.
        auto_refresh_max_seconds: Maximum lifetime of an extended token, from its creation; unlimited if absent.
        body_login: Whether a login may send `username` and `password` in its body.
        user_serializer: Dotted path of the serializer for `user` in the response to a login, for example
            `gatepost.dialects.knox.views.UserSerializer`; no `user` if empty.
        auth_header_prefix: The scheme before a token in `Authorization`.
        token_prefix: Prefix of each token, at most ten characters.
        token_digits: Number of hex digits of a token, even, 32 to 128.
        previous_hash: The hash with which knox itself stored tokens, so that those which `gatepost migrate-from knox`
            moved are found; empty if there are none.
        expiry_format: A `strftime` format, or `iso-8601`; the project's `DATETIME_FORMAT` if absent.
    """

    section: ClassVar[str] = "knox"

    token_seconds: int | None = 10 * 3600
    tokens_per_user: int | None = None
    auto_refresh: bool = False
    min_refresh_seconds: int = 60
    auto_refresh_max_seconds: int | None = None
    body_login: bool = True
    user_serializer: str = ""
    auth_header_prefix: str = "Token"
    token_prefix: Annotated[str, msgspec.Meta(max_length=10, pattern=r"^[\x21-\x7e]*$")] = ""
    token_digits: Annotated[int, msgspec.Meta(ge=32, le=128, multiple_of=2)] = forms.KNOX_DIGITS
    previous_hash: Literal["", "sha224", "sha256", "sha384", "sha512", "sha3_256", "sha3_512", "blake2b"] = ""
    expiry_format: str | None = None

    def plan(self, *, until: datetime | None = None) -> Plan:
        """The token that a login issues.

        Args:
            until: Expiry of the token that authenticated the login: a stolen token cannot obtain a longer-lived one.
        """
        longest = self.auto_refresh_max_seconds if self.auto_refresh else self.token_seconds
        if until is not None:
            left = max(1, int((until - clock.now()) / timedelta(seconds=1)))
            longest = left if longest is None else min(longest, left)
        return Plan(
            kind=forms.KNOX,
            seconds=longest,
            idle_seconds=self.token_seconds if self.auto_refresh else None,
            prefix=self.token_prefix,
            digits=self.token_digits,
            most=self.tokens_per_user,
        )
