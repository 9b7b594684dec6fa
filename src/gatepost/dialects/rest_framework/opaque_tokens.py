"""Authentication by an opaque token, for the dialects whose clients send one."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import AuthenticationFailed

from gatepost.dialects.rest_framework import old_packages
from gatepost.tokens import opaque
from gatepost.tokens.models import Token


def authenticated(
    key: str, kind: str, *, step: timedelta = opaque.LAST_USED_STEP, previous_hash: str = ""
) -> tuple[Any, Token]:
    """User and row of a token; one query, none for malformed tokens.

    See `old_packages` for tokens that were moved from a package that is still installed.

    Args:
        key: The token.
        kind: One of `tokens.forms`.
        step: The minimum time between updates of the last use.
        previous_hash: The hash with which another package stored tokens that were moved from it, if any.

    Raises:
        AuthenticationFailed: The token is unknown, expired or revoked; or its user is disabled.
    """
    row = opaque.look_up(key, kind, step=step, previous_hash=previous_hash)
    if row is None or old_packages.logged_out(row, key, previous_hash=previous_hash):
        raise AuthenticationFailed(_("Invalid token."))
    if not row.user.is_active:
        raise AuthenticationFailed(_("User inactive or deleted."))
    return row.user, row
