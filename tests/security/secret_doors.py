"""Which of the places in `secret_places` shows a secret at which door: a new door needs a place, or a reason."""

from tests.security import doors
from tests.users import LOGIN_FIELD

TAKING = ("secret", "token", "factor", "provider")

TRIED = {
    "headless auth/code/confirm": "mailed login",
    "headless auth/email/verify": "verification",
    "headless auth/password/reset": "reset",
    "headless auth/phone/verify": "number",
    "headless auth/session": "session of the native API",
    "headless auth/2fa/authenticate": "second factor",
    "headless auth/provider/callback": "provider's answer",
    "headless auth/provider/exchange": "handover",
    "headless auth/provider/token": "provider's token",
    "headless tokens/refresh": "refresh",
    "headless tokens/cookies": "refresh cookie",
    "dialects.simple_jwt.urls refresh/": "simplejwt refresh",
    "dialects.simple_jwt.urls verify/": "simplejwt verify",
    "dialects.simple_jwt.urls blacklist/": "simplejwt blacklist",
    "dialects.simple_jwt.urls sliding/refresh/": "simplejwt sliding",
    "dialects.rest_auth.urls password/reset/confirm/": "dj-rest-auth reset",
    "dialects.rest_auth.urls registration/verify-email/": "dj-rest-auth verification",
    "dialects.rest_auth.urls token/refresh/": "dj-rest-auth refresh",
    "dialects.rest_auth.urls token/verify/": "dj-rest-auth verify",
    "dialects.rest_auth.urls mfa/verify/": "dj-rest-auth code",
    "dialects.djoser.urls users/activation/": "djoser activation",
    "dialects.djoser.urls users/reset_password_confirm/": "djoser reset",
    f"dialects.djoser.urls users/reset_{LOGIN_FIELD}_confirm/": "djoser username",
    "dialects.djoser.urls jwt/refresh/": "djoser refresh",
    "dialects.djoser.urls jwt/verify/": "djoser verify",
    "dialects.cookie.urls signup/verify/": "cookie API, verification",
    "dialects.cookie.urls password-reset/confirm/": "cookie API, reset",
    "dialects.oauth.urls token": "OAuth code",
    "dialects.oauth.urls userinfo": "userinfo",
    "dialects.oauth.urls introspect": "introspection",
    "server.urls auth/verify": "proxy, bearer",
    "dialects.authtoken.authentication.TokenAuthentication": "drf/authtoken",
    "dialects.knox.authentication.KnoxAuthentication": "drf/knox",
    "dialects.simple_jwt.authentication.JWTAuthentication": "drf/simple_jwt",
    "dialects.rest_auth.authentication.JWTCookieAuthentication": "drf/jwt_cookie",
    "integrations.drf.authentication.AccessTokenAuthentication": "drf/access",
    "integrations.drf.authentication.KeyAuthentication": "drf/key",
    "integrations.drf.authentication.OAuthAuthentication": "drf/oauth",
    "integrations.drf.authentication.SessionAuthentication": "drf/session",
    "integrations.drf.authentication.SessionTokenAuthentication": "drf/session_token",
    "integrations.ninja.AccessTokenAuth": "ninja/access",
    "integrations.ninja.KeyAuth": "ninja/key",
    "integrations.ninja.SessionAuth": "ninja/session",
    "integrations.ninja.SessionTokenAuth": "ninja/session_token",
}
"""Doors to the place that tries them."""

SAME_CODE = "compared by the same function as at auth/2fa/authenticate"
SIGNED = "takes a passkey's signature over a challenge, and no text that another place gives"
OF_PROVIDER = "asks the provider about what it is shown, as auth/provider/callback does"
PAGE = "a redirect or a form that posts to another address, whether or not the secret is worth anything"
OAUTH = "the client's secret only, tried at introspect"

NOT_TRIED = {
    "headless auth/2fa/reauthenticate": SAME_CODE,
    "headless auth/webauthn/authenticate": SIGNED,
    "headless auth/webauthn/login": SIGNED,
    "headless auth/webauthn/reauthenticate": SIGNED,
    "dialects.rest_auth.urls <provider>/": OF_PROVIDER,
    "dialects.rest_auth.urls <provider>/connect/": OF_PROVIDER,
    "dialects.djoser.urls o/<provider>/": OF_PROVIDER,
    "dialects.cookie.urls social/<provider>/": OF_PROVIDER,
    "dialects.rest_auth.urls registration/account-confirm-email/<key>/": PAGE,
    "dialects.rest_auth.urls password/reset/confirm/<uid>/<token>/": PAGE,
    "dialects.oauth.urls par": OAUTH,
    "dialects.oauth.urls device": OAUTH,
    "dialects.oauth.urls revoke": "gives the same answer whatever it is shown, and ends the client's own tokens only",
    "dialects.oauth.urls register": "the registration's token is compared with that of the client in the address",
}
"""Doors to the reason why no place tries them."""

SAME_VIEWS = ("dialects.oauth.toolkit_urls", "dialects.oauth.allauth_urls")
"""Modules with the views of `dialects.oauth.urls` at other addresses."""


def every():
    """The doors that take a secret, by the tables of `doors`."""
    for module, kinds in doors.ADDRESSES.items():
        if module not in SAME_VIEWS:
            for kind in kinds.keys() & set(TAKING):
                yield from (f"{module} {address}" for address in kinds[kind].split(" "))
    yield from (name for name, kind in doors.CLASSES.items() if kind in TAKING)
