"""Authentication by a signed token, in a header or wherever a dialect finds it."""

from collections.abc import Mapping
from typing import Any

from rest_framework import HTTP_HEADER_ENCODING
from rest_framework.request import Request

from gatepost import conf
from gatepost.dialects.rest_framework.lazy_text import lazy_text as _
from gatepost.dialects.rest_framework.visits import SignedToken, http
from gatepost.dialects.signed_tokens import errors, pairs, signing, taking_over
from gatepost.dialects.signed_tokens.errors import InvalidToken, Unauthorized
from gatepost.dialects.signed_tokens.settings import SimpleJwtSettings
from gatepost.ground.user_types import User
from gatepost.tokens.refresh import families
from gatepost.tokens.refresh.invalid_refresh import InvalidRefresh, Why

PARTS = _("Authorization header must contain two space-delimited values")
NO_KIND = _("Given token not valid for any token type")
NOBODY_NAMED = _("Token contained no recognizable user identification")
CLASSES = {signing.ACCESS: "AccessToken", signing.SLIDING: "SlidingToken"}


def from_header(request: Request) -> tuple[Any, SignedToken] | None:
    """User and claims of the token in the configured header; None for requests without one.

    One query per request, for the token's login and user; a few more for tokens that simplejwt issued.

    Raises:
        Unauthorized: With simplejwt's text and code.
    """
    settings = conf.read(SimpleJwtSettings)
    given: Any = http(request).META.get(settings.header_key, "")
    parts = given.split() if isinstance(given, str) else given.decode(HTTP_HEADER_ENCODING).split()
    if not parts or parts[0] not in settings.auth_header_types:
        return None
    if len(parts) != 2:  # noqa: PLR2004 - scheme and token
        raise Unauthorized(PARTS, "bad_authorization_header")
    return from_token(parts[1])


def from_token(text: str) -> tuple[Any, SignedToken]:
    """Verify a token, and return user and claims.

    Raises:
        Unauthorized: With simplejwt's text and code.
    """
    settings, messages = conf.read(SimpleJwtSettings), []
    for kind in settings.auth_token_classes:
        try:
            shown = SignedToken(signing.read(text, kind))
        except InvalidToken as bad:
            messages.append(_message(kind, bad.text))
            continue
        shown.family, shown.kind = shown[settings.jti_claim], pairs.KINDS[kind]
        return _user(shown, kind), shown
    raise InvalidToken(NO_KIND, messages=messages)


def _message(kind: str, text: str) -> dict[str, str]:
    return {"token_class": CLASSES[kind], "token_type": kind, "message": text}


def _user(shown: SignedToken, kind: str) -> Any:
    settings = conf.read(SimpleJwtSettings)
    if settings.user_id_claim not in shown:
        raise InvalidToken(NOBODY_NAMED)
    if settings.stateless:
        return _checked(taking_over.user_of(shown), shown)
    try:
        shown.login = families.reuse(shown.family, kind=shown.kind, strict=False).family
    except InvalidRefresh as dead:
        owner = taking_over.owner(shown) if dead.why is Why.UNKNOWN else None
        if owner is not None:
            return _checked(owner, shown)
        _checked(taking_over.user_of(shown), shown)
        raise InvalidToken(NO_KIND, messages=[_message(kind, errors.BLACKLISTED)]) from dead
    found = shown.login.user
    if str(found.pk) != str(shown[settings.user_id_claim]):
        raise Unauthorized(_("User not found"), "user_not_found")
    # The digest in the token isn't compared: a new password ends the login, while the same one may get a new hash.
    return found


def _checked(user: User, shown: Mapping[str, Any]) -> Any:
    settings = conf.read(SimpleJwtSettings)
    if user is None:
        raise Unauthorized(_("User not found"), "user_not_found")
    if not user.is_active:
        raise Unauthorized(_("User is inactive"), "user_inactive")
    if settings.check_revoke_token and shown.get(settings.revoke_token_claim) != signing.password_mark(user):
        raise Unauthorized("The user's password has been changed.", "password_changed")
    return user
