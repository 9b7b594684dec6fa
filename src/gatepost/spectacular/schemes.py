"""How requests to views with our authentication classes are authenticated."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.plumbing import build_bearer_security_scheme_object

from gatepost import conf
from gatepost.dialects.knox.settings import KnoxSettings
from gatepost.dialects.rest_auth.settings import RestAuthSettings
from gatepost.dialects.signed_tokens.settings import SimpleJwtSettings

if TYPE_CHECKING:
    from drf_spectacular.openapi import AutoSchema

OURS = "gatepost.integrations.drf.authentication."
DIALECTS = "gatepost.dialects."


class _Scheme(OpenApiAuthenticationExtension):
    """A class whose scheme doesn't depend on settings."""

    match_subclasses = True
    definition: ClassVar[dict[str, Any]] = {}

    def get_security_definition(self, auto_schema: "AutoSchema") -> dict[str, Any]:
        """The Security Scheme Object. Source: OpenAPI 3.0, section 4.7.27."""
        del auto_schema
        return self.definition


class SessionCookie(_Scheme):
    """The browser's session."""

    target_class = f"{OURS}SessionAuthentication"
    name = "gatepostSession"

    def get_security_definition(self, auto_schema: "AutoSchema") -> dict[str, Any]:
        """The cookie by the name that the settings give it."""
        del auto_schema
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}


class SessionToken(_Scheme):
    """The session token of apps."""

    target_class = f"{OURS}SessionTokenAuthentication"
    name = "gatepostSessionToken"
    definition: ClassVar[dict[str, Any]] = {"type": "apiKey", "in": "header", "name": "X-Session-Token"}


class Key(_Scheme):
    """API keys."""

    target_class = f"{OURS}KeyAuthentication"
    name = "gatepostKey"
    definition: ClassVar[dict[str, Any]] = {"type": "http", "scheme": "bearer", "description": "An API key, `gpk_…`."}


class AccessToken(_Scheme):
    """Access tokens of the native API."""

    target_class = f"{OURS}AccessTokenAuthentication"
    name = "gatepostAccessToken"
    definition: ClassVar[dict[str, Any]] = {"type": "http", "scheme": "bearer", "description": "An app's access token."}


class Basic(_Scheme):
    """Username and password with each request."""

    target_class = f"{OURS}BasicAuthentication"
    name = "gatepostBasic"
    definition: ClassVar[dict[str, Any]] = {"type": "http", "scheme": "basic"}


class AuthtokenHeader(_Scheme):
    """REST framework's tokens, with the word of the class."""

    target_class = f"{DIALECTS}authtoken.authentication.TokenAuthentication"
    name = "gatepostToken"

    def get_security_definition(self, auto_schema: "AutoSchema") -> dict[str, Any]:
        """The header with the word that the class, or the project's subclass, expects."""
        del auto_schema
        return build_bearer_security_scheme_object("Authorization", self.target.keyword)


class KnoxHeader(_Scheme):
    """knox's tokens."""

    target_class = f"{DIALECTS}knox.authentication.KnoxAuthentication"
    name = "gatepostKnox"

    def get_security_definition(self, auto_schema: "AutoSchema") -> dict[str, Any]:
        """The header with the prefix of the settings."""
        del auto_schema
        return build_bearer_security_scheme_object("Authorization", conf.read(KnoxSettings).auth_header_prefix)


class SignedToken(_Scheme):
    """simplejwt's tokens."""

    target_class = f"{DIALECTS}simple_jwt.authentication.JWTAuthentication"
    name = "gatepostJWT"

    def get_security_definition(self, auto_schema: "AutoSchema") -> dict[str, Any]:
        """The header of the settings."""
        del auto_schema
        return _signed()


class SignedTokenOrCookie(_Scheme):
    """dj-rest-auth's tokens, in the header or in a cookie."""

    target_class = f"{DIALECTS}rest_auth.authentication.JWTCookieAuthentication"
    name = ["gatepostJWTHeader", "gatepostJWTCookie"]  # noqa: RUF012 - as the base class has it

    def get_security_definition(self, auto_schema: "AutoSchema") -> Any:
        """The header, and the cookie by the name that the settings give it."""
        del auto_schema
        cookie = conf.read(RestAuthSettings).jwt_auth_cookie
        return [_signed(), {"type": "apiKey", "in": "cookie", "name": cookie or "jwt"}]


def _signed() -> dict[str, Any]:
    found = conf.read(SimpleJwtSettings)
    return build_bearer_security_scheme_object(found.auth_header_name, found.auth_header_types[0], "JWT")
