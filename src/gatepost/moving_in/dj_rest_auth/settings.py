"""The settings in `REST_AUTH`, and ours."""

from typing import Any

from django.apps import apps

from gatepost.moving_in.package import Setting, becomes, loses, only, without
from gatepost.moving_in.settings_table import ABSENT, given

FORM = (
    "A serializer of your own has to be rewritten as a subclass of one in `gatepost.dialects.rest_auth.forms`, and "
    "named in `rest_auth.serializers`."
)
FACTOR_FORM = "The second factors have no serializers that a project replaces."
ALLOW_ANY = "rest_framework.permissions.AllowAny"
DEFAULT_TOKEN = "rest_framework.authtoken.models.Token"  # noqa: S105 - a dotted path
NO_FORM = "dj_rest_auth.serializers"
NO_FACTOR = "dj_rest_auth.mfa.serializers"
CSRF = "As before. Turn it on once your clients send the CSRF token: otherwise SameSite alone protects the cookie."


def uses_jwt() -> bool:
    """Whether a login answers with signed tokens."""
    return given("REST_AUTH.USE_JWT") is True


def _token(value: object) -> bool:
    """Whether a login answers with a key.

    Raises:
        ValueError: The keys are rows of the project's own model.
    """
    if value is not None and value != DEFAULT_TOKEN:
        raise ValueError("Keys in a table of your own aren't read: these clients have to log in again.")
    return value is not None


def _text(value: object) -> str:
    return str(value or "")


def _classes(value: Any) -> tuple[str, ...]:
    """The permission classes that restrict anything."""
    return tuple(path for path in map(str, value or ()) if path != ALLOW_ANY)


def _site(value: object) -> str:
    return str(value or "Lax").capitalize()


def _if_jwt(value: object) -> Any:
    return bool(value) if uses_jwt() else None


def _if_factors(value: Any) -> Any:
    return value if apps.is_installed("dj_rest_auth.mfa") else None


def _name(key: str) -> str:
    return f"REST_AUTH.{key}"


def _form(key: str, path: str) -> Setting:
    return loses(_name(key), FORM, path)


def _factor_form(key: str, name: str) -> Setting:
    return loses(_name(key), FACTOR_FORM, f"{NO_FACTOR}.{name}")


FORMS: tuple[Setting, ...] = (
    _form("LOGIN_SERIALIZER", f"{NO_FORM}.LoginSerializer"),
    _form("TOKEN_SERIALIZER", f"{NO_FORM}.TokenSerializer"),
    _form("JWT_SERIALIZER", f"{NO_FORM}.JWTSerializer"),
    _form("JWT_SERIALIZER_WITH_EXPIRATION", f"{NO_FORM}.JWTSerializerWithExpiration"),
    _form("USER_DETAILS_SERIALIZER", f"{NO_FORM}.UserDetailsSerializer"),
    _form("PASSWORD_RESET_SERIALIZER", f"{NO_FORM}.PasswordResetSerializer"),
    _form("PASSWORD_RESET_CONFIRM_SERIALIZER", f"{NO_FORM}.PasswordResetConfirmSerializer"),
    _form("PASSWORD_CHANGE_SERIALIZER", f"{NO_FORM}.PasswordChangeSerializer"),
    _form("REGISTER_SERIALIZER", "dj_rest_auth.registration.serializers.RegisterSerializer"),
    loses(
        _name("JWT_TOKEN_CLAIMS_SERIALIZER"),
        "`simple_jwt.claims` names a function that returns more claims.",
        "rest_framework_simplejwt.serializers.TokenObtainPairSerializer",
    ),
    _factor_form("MFA_VERIFY_SERIALIZER", "MFAVerifySerializer"),
    _factor_form("MFA_TOTP_ACTIVATE_INIT_SERIALIZER", "TOTPActivateInitSerializer"),
    _factor_form("MFA_TOTP_ACTIVATE_CONFIRM_SERIALIZER", "TOTPActivateConfirmSerializer"),
    _factor_form("MFA_TOTP_DEACTIVATE_SERIALIZER", "TOTPDeactivateSerializer"),
    _factor_form("MFA_STATUS_SERIALIZER", "MFAStatusSerializer"),
    _factor_form("MFA_RECOVERY_CODES_SERIALIZER", "RecoveryCodesSerializer"),
)
LOGINS: tuple[Setting, ...] = (
    becomes(_name("TOKEN_MODEL"), "rest_auth.token", DEFAULT_TOKEN, _token),
    loses(
        _name("TOKEN_CREATOR"),
        "`rest_auth.one_token_per_user`, `token_seconds` and `token_idle_seconds` decide about keys.",
        "dj_rest_auth.utils.default_create_token",
    ),
    becomes(_name("SESSION_LOGIN"), "rest_auth.session_login", default=True, convert=bool),
    becomes(_name("USE_JWT"), "rest_auth.use_jwt", default=False, convert=bool),
    becomes(_name("JWT_AUTH_COOKIE"), "rest_auth.jwt_auth_cookie", None, _text),
    becomes(_name("JWT_AUTH_REFRESH_COOKIE"), "rest_auth.jwt_auth_refresh_cookie", None, _text),
    becomes(_name("JWT_AUTH_REFRESH_COOKIE_PATH"), "rest_auth.jwt_auth_refresh_cookie_path", "/", _text),
    becomes(_name("JWT_AUTH_SECURE"), "rest_auth.jwt_auth_secure", default=False, convert=bool),
    becomes(_name("JWT_AUTH_HTTPONLY"), "rest_auth.jwt_auth_httponly", default=True, convert=bool),
    becomes(_name("JWT_AUTH_SAMESITE"), "rest_auth.jwt_auth_samesite", "Lax", _site),
    becomes(_name("JWT_AUTH_COOKIE_DOMAIN"), "rest_auth.jwt_auth_cookie_domain", None, _text),
    becomes(_name("JWT_AUTH_RETURN_EXPIRATION"), "rest_auth.jwt_auth_return_expiration", default=False, convert=bool),
    becomes(
        _name("JWT_AUTH_COOKIE_USE_CSRF"),
        "rest_auth.jwt_auth_cookie_use_csrf",
        default=False,
        convert=_if_jwt,
        note=CSRF,
    ),
    becomes(
        _name("JWT_AUTH_COOKIE_ENFORCE_CSRF_ON_UNAUTHENTICATED"),
        "rest_auth.jwt_auth_cookie_enforce_csrf_on_unauthenticated",
        default=False,
        convert=bool,
    ),
    becomes(_name("REGISTER_PERMISSION_CLASSES"), "rest_auth.register_permission_classes", (ALLOW_ANY,), _classes),
    without(
        _name("PASSWORD_RESET_USE_SITES_DOMAIN"),
        "Links are built from `rest_auth.password_reset_confirm_url`, never from a request or a site.",
        default=False,
    ),
    becomes(_name("OLD_PASSWORD_FIELD_ENABLED"), "rest_auth.old_password_field_enabled", default=False, convert=bool),
    becomes(_name("LOGOUT_ON_PASSWORD_CHANGE"), "rest_auth.logout_on_password_change", default=False, convert=bool),
)
FACTORS: tuple[Setting, ...] = (
    becomes(_name("MFA_EPHEMERAL_TOKEN_TIMEOUT"), "flow.login_seconds", 300, _if_factors),
    only(
        _name("MFA_TOTP_DIGITS"), 6, "Only six digits are accepted; with others, users have to set up their apps again."
    ),
    only(
        _name("MFA_TOTP_PERIOD"),
        30,
        "Only thirty seconds are accepted; with others, users have to set up their apps again.",
    ),
    becomes(_name("MFA_TOTP_ISSUER"), "totp.issuer", "", lambda value: value or None),
    becomes(_name("MFA_RECOVERY_CODE_COUNT"), "recovery_codes.count", 10, _if_factors),
)
SETTINGS: tuple[Setting, ...] = (*FORMS, *LOGINS, *FACTORS)


def number(key: str, default: int) -> int:
    """A number in `REST_AUTH`."""
    value = given(_name(key))
    return default if value is ABSENT else int(value)
