"""The settings of allauth's other apps, and ours."""

from datetime import timedelta
from typing import Any

from django.conf import settings

from gatepost.moving_in.allauth.account_settings import LIMITS, TEMPLATES
from gatepost.moving_in.package import Setting, becomes, loses, only, without

SESSION = "allauth.headless.tokens.strategies.sessions.SessionTokenStrategy"
JWT = "allauth.headless.tokens.strategies.jwt.JWTTokenStrategy"
HOOKS = "Hooks of an adapter aren't called; see docs/extending.md for what takes their place."
COOKIE = "The cookie has Django's attributes for sessions; browsers have to be trusted again after the move."


def _strategy(value: str) -> str:
    """Our strategy for one of allauth's.

    Raises:
        ValueError: It is the project's own.
    """
    if value not in (SESSION, JWT):
        raise ValueError("A strategy of your own has to be rewritten as a subclass of ours, see docs/extending.md.")
    return "jwt" if value == JWT else "session"


def signs_tokens() -> bool:
    """Whether the project gives apps signed tokens."""
    return bool(getattr(settings, "HEADLESS_TOKEN_STRATEGY", SESSION) == JWT)


def _if_signed(value: object) -> Any:
    return value if signs_tokens() else None


def _algorithm(value: str) -> str | None:
    """The algorithm, for a project that signs tokens.

    Raises:
        ValueError: It isn't available.
    """
    if value not in ("RS256", "HS256", "ES256", "EdDSA"):
        raise ValueError("The algorithm isn't available; choose one for `tokens.algorithm`.")
    return value if signs_tokens() else None


def _seconds(value: Any) -> int:
    return int(value.total_seconds()) if isinstance(value, timedelta) else int(value)


def _has(kind: str) -> Any:
    return lambda types: kind in types


def _passkey_setting(value: object) -> bool:
    return bool(value) and "webauthn" in getattr(settings, "MFA_SUPPORTED_TYPES", ("recovery_codes", "totp"))


def _link(value: object) -> str:
    return "verified" if value else "refuse"


FRONTEND = (
    ("account_confirm_email", "links.verify_email"),
    ("account_reset_password_from_key", "links.reset_password"),
    ("account_reset_password", "links.request_reset"),
    ("account_signup", "links.signup"),
    ("socialaccount_login_error", "social.error_page"),
)
HEADLESS: tuple[Setting, ...] = (
    without("HEADLESS_ONLY", "gatepost has no pages made by the server; its web app uses the same API.", default=False),
    without("HEADLESS_FRONTEND_URLS", "See its keys below."),
    *(becomes(f"HEADLESS_FRONTEND_URLS.{name}", ours, default=None) for name, ours in FRONTEND),
    becomes("HEADLESS_CLIENTS", "headless.clients", ("browser", "app"), lambda value: tuple(sorted(value))),
    becomes("HEADLESS_SERVE_SPECIFICATION", "headless.serve_specification", default=False),
    without("HEADLESS_SPECIFICATION_TEMPLATE_NAME", "The page of the API comes with gatepost, without a CDN."),
    loses("HEADLESS_ADAPTER", HOOKS),
    becomes("HEADLESS_TOKEN_STRATEGY", "tokens.strategy", SESSION, _strategy),
    becomes("HEADLESS_JWT_ALGORITHM", "tokens.algorithm", "RS256", _algorithm),
    loses(
        "HEADLESS_JWT_PRIVATE_KEY",
        "Keys are made and rotated here; services that verify tokens have to read /.well-known/jwks.json. Apps renew "
        "access tokens with their session token after the move.",
        "",
    ),
    becomes("HEADLESS_JWT_ACCESS_TOKEN_EXPIRES_IN", "tokens.access_seconds", 300, _if_signed),
    becomes("HEADLESS_JWT_REFRESH_TOKEN_EXPIRES_IN", "tokens.refresh_seconds", 86400, _if_signed),
    loses("HEADLESS_JWT_AUTHORIZATION_HEADER_SCHEME", "The scheme is `Bearer`.", "Bearer"),
    becomes("HEADLESS_JWT_STATEFUL_VALIDATION_ENABLED", "tokens.check_session", default=False, convert=_if_signed),
    becomes("HEADLESS_JWT_ROTATE_REFRESH_TOKEN", "tokens.refresh_rotates", default=True, convert=_if_signed),
)
MFA: tuple[Setting, ...] = (
    becomes("MFA_SUPPORTED_TYPES", "totp.enabled", ["recovery_codes", "totp"], _has("totp")),
    becomes("MFA_PASSKEY_LOGIN_ENABLED", "passkey.login", default=False, convert=_passkey_setting),
    becomes("MFA_PASSKEY_SIGNUP_ENABLED", "passkey.signup", default=False, convert=_passkey_setting),
    without("MFA_ADAPTER", "Its `decrypt` is used to read the secrets, which are then sealed with gatepost's keys."),
    becomes("MFA_ALLOW_UNVERIFIED_EMAIL", "flow.factors_beside_unverified", default=False),
    without("MFA_FORMS", TEMPLATES),
    without("MFA_RATE_LIMITS", LIMITS),
    becomes("MFA_REAUTHENTICATION_REQUIRED", "flow.reauthentication_for_factors", default=True),
    becomes("MFA_RECOVERY_CODES_SHOW_ONCE", "recovery_codes.show_once", default=False),
    becomes("MFA_RECOVERY_CODE_COUNT", "recovery_codes.count", 10),
    without("MFA_RECOVERY_CODE_DIGITS", "New codes have eight digits; moved codes stay as they are.", 8),
    only("MFA_TOTP_DIGITS", 6, "Only six digits are accepted; with others, users have to set up their apps again."),
    only(
        "MFA_TOTP_PERIOD", 30, "Only thirty seconds are accepted; with others, users have to set up their apps again."
    ),
    becomes("MFA_TOTP_ISSUER", "totp.issuer", ""),
    without("MFA_TOTP_TOLERANCE", "The code before and the code after the current one are accepted, each once.", 0),
    without("MFA_TOTP_INSECURE_BYPASS_CODE", "There is no such code; tests use `gatepost.testing`."),
    becomes("MFA_TRUST_ENABLED", "flow.trust_browser", default=False),
    becomes("MFA_TRUST_COOKIE_AGE", "sessions.trust_seconds", timedelta(days=14), _seconds),
    without("MFA_TRUST_COOKIE_NAME", COOKIE, "mfa_trusted"),
    without("MFA_TRUST_COOKIE_DOMAIN", COOKIE),
    without("MFA_TRUST_COOKIE_HTTPONLY", COOKIE),
    without("MFA_TRUST_COOKIE_PATH", COOKIE),
    without("MFA_TRUST_COOKIE_SAMESITE", COOKIE),
    without("MFA_TRUST_COOKIE_SECURE", COOKIE),
    loses(
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN",
        "Only `localhost` may be without TLS; name other origins in `passkey.origins`.",
        default=False,
    ),
    loses(
        "MFA_WEBAUTHN_USER_VERIFICATION",
        "A passkey must verify its user; a security key as a second factor is asked to, but needn't.",
        "preferred",
    ),
)
SOCIAL: tuple[Setting, ...] = (
    without(
        "SOCIALACCOUNT_PROVIDERS", "Becomes `social.connections`, as do the rows of SocialApp; see docs/providers/."
    ),
    becomes("SOCIALACCOUNT_ONLY", "accounts.local", default=False, convert=lambda value: not value),
    becomes("SOCIALACCOUNT_AUTO_SIGNUP", "social.auto_signup", default=True),
    becomes("SOCIALACCOUNT_EMAIL_AUTHENTICATION", "social.link", default=False, convert=_link),
    loses(
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT",
        "An account that a user is signed in to by address is always connected.",
        default=False,
    ),
    loses("SOCIALACCOUNT_EMAIL_REQUIRED", "`accounts.signup_fields` decides, as for every sign-up."),
    loses("SOCIALACCOUNT_EMAIL_VERIFICATION", "`accounts.email_verification` decides, as for every login."),
    without("SOCIALACCOUNT_QUERY_EMAIL", "The address is always asked for."),
    becomes("SOCIALACCOUNT_REAUTHENTICATION_REQUIRED", "flow.reauthentication_for_account", None),
    without("SOCIALACCOUNT_STORE_TOKENS", "Becomes `keep_tokens` of each connection.", default=False),
    loses("SOCIALACCOUNT_ADAPTER", f"{HOOKS} `social.pipeline` replaces single steps."),
    without("SOCIALACCOUNT_FORMS", TEMPLATES),
    loses("SOCIALACCOUNT_LOGIN_ON_GET", "A login at a provider begins with a POST request.", default=False),
    without("SOCIALACCOUNT_SOCIALACCOUNT_STR", "It only concerns allauth's own pages."),
    without("SOCIALACCOUNT_REQUESTS_TIMEOUT", "Requests to providers have a time limit of their own.", 5),
    without(
        "SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX", "Each connection has its own URLs below `social.callback`.", "oidc"
    ),
)
USERSESSIONS: tuple[Setting, ...] = (
    becomes("USERSESSIONS_TRACK_ACTIVITY", "sessions.track_activity", default=False),
    loses("USERSESSIONS_ADAPTER", HOOKS),
)
