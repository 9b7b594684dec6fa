"""`Authorization: Bearer …` in views of REST framework."""

from collections.abc import Mapping
from typing import Any

from rest_framework import HTTP_HEADER_ENCODING
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from gatepost import conf
from gatepost.dialects.door import SignedToken
from gatepost.dialects.simple_jwt import pairs, signed, verdicts
from gatepost.dialects.simple_jwt.settings import SimpleJwtSettings
from gatepost.dialects.simple_jwt.verdicts import NotValid, Verdict
from gatepost.tokens import families
from gatepost.tokens.families import Dead

PARTS = "Authorization header must contain two space-delimited values"
NO_KIND = "Given token not valid for any token type"
NOBODY_NAMED = "Token contained no recognizable user identification"
CLASSES = {signed.ACCESS: "AccessToken", signed.SLIDING: "SlidingToken"}


class JWTAuthentication(BaseAuthentication):
    """One statement a request: whether the login of a token lives, with its user."""

    def authenticate(self, request: Request) -> tuple[Any, SignedToken] | None:
        """User and claims; None for requests without a token.

        Raises:
            Verdict: With the wire's text and code.
        """
        settings = conf.read(SimpleJwtSettings)
        given: Any = request.headers.get(settings.auth_header_name, "")
        parts = given.split() if isinstance(given, str) else given.decode(HTTP_HEADER_ENCODING).split()
        if not parts or parts[0] not in settings.auth_header_types:
            return None
        if len(parts) != 2:  # noqa: PLR2004 - the word and the token
            raise Verdict(PARTS, "bad_authorization_header")
        return self.taken(parts[1])

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002 - the framework's signature
        """The challenge of a 401."""
        return conf.read(SimpleJwtSettings).challenge

    def taken(self, text: str) -> tuple[Any, SignedToken]:
        """User and claims of a token, wherever it was.

        Raises:
            Verdict: As `authenticate` does.
        """
        settings, messages = conf.read(SimpleJwtSettings), []
        for kind in settings.auth_token_classes:
            try:
                shown = SignedToken(signed.read(text, kind))
            except NotValid as bad:
                messages.append(_message(kind, bad.text))
                continue
            shown.family, shown.kind = shown[settings.jti_claim], pairs.KINDS[kind]
            return _user(shown, kind), shown
        raise NotValid(NO_KIND, messages=messages)


def _message(kind: str, text: str) -> dict[str, str]:
    return {"token_class": CLASSES[kind], "token_type": kind, "message": text}


def _user(shown: SignedToken, kind: str) -> Any:
    settings = conf.read(SimpleJwtSettings)
    if settings.user_id_claim not in shown:
        raise NotValid(NOBODY_NAMED)
    if settings.stateless:
        return _checked(pairs.user_of(shown), shown)
    try:
        found = families.reuse(shown.family, kind=shown.kind, strict=False).family.user
    except Dead as dead:
        _checked(pairs.user_of(shown), shown)
        raise NotValid(NO_KIND, messages=[_message(kind, verdicts.BLACKLISTED)]) from dead
    if str(found.pk) != str(shown[settings.user_id_claim]):
        raise Verdict("User not found", "user_not_found")
    return _checked(found, shown)


def _checked(user: Any, shown: Mapping[str, Any]) -> Any:
    settings = conf.read(SimpleJwtSettings)
    if user is None:
        raise Verdict("User not found", "user_not_found")
    if not user.is_active:
        raise Verdict("User is inactive", "user_inactive")
    if settings.check_revoke_token and shown.get(settings.revoke_token_claim) != signed.password_mark(user):
        raise Verdict("The user's password has been changed.", "password_changed")
    return user
