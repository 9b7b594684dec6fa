"""The settings in `DJOSER`, and ours."""

import string
from collections.abc import Iterable
from typing import Any, get_args

from django.contrib.auth import get_user_model

from gatepost.dialects.djoser.settings import Permit
from gatepost.moving_in.package import Setting, becomes, loses, only, without
from gatepost.moving_in.settings_table import ABSENT, given

DEFAULT_TOKEN = "rest_framework.authtoken.models.Token"  # noqa: S105 - a dotted path
USER = get_user_model()
FORM = (
    "A serializer of your own has to be rewritten as a subclass of one in `gatepost.dialects.djoser.forms`, and named "
    "in `djoser.serializers`."
)
MAILS = "Mails are templates `gatepost/<feature>/<name>/`; see docs/mail.md."
FRONTEND = "The printed links contain it."
WEBAUTHN = "Passkeys are features of the native API: `passkey.rp_id`, `passkey.rp_name`, `passkey.origins`."
NOTICES = "Mails about changes are sent to every user, or to none."
UNKNOWN = "One setting for passwords and usernames; on, it tells strangers who has an account."
LOGIN_FIELD = "It names the field of `token/login/` alone: in records, the username is read-only and the address isn't."
PERMISSIONS = {
    *("rest_framework.permissions.AllowAny", "rest_framework.permissions.IsAuthenticated"),
    "djoser.permissions.CurrentUserOrAdmin",
}
"""Those of djoser itself, whose work gatepost does."""


def _name(key: str) -> str:
    return f"DJOSER.{key}"


def _url(value: object) -> str | None:
    """A link: below the client's own domain, if djoser has one.

    Raises:
        ValueError: The template has other placeholders than `uid` and `token`.
    """
    if not value:
        return None
    path = str(value)
    if {name for _, name, _, _ in string.Formatter().parse(path) if name is not None} != {"uid", "token"}:
        raise ValueError("A link needs {uid} and {token}, and nothing else; write the page's address there.")
    domain = _first(_name("EMAIL_FRONTEND_DOMAIN"), "DOMAIN")
    if not domain:
        return path if path.startswith(("/", "http://", "https://")) else f"/{path}"
    return f"{_first(_name('EMAIL_FRONTEND_PROTOCOL')) or 'https'}://{domain}/{path.lstrip('/')}"


def _first(*names: str) -> str:
    """The first of some settings that has a value."""
    found = (given(name) for name in names)
    return next((str(value) for value in found if value is not ABSENT and value), "")


def _permissions(value: Any) -> dict[str, tuple[str, ...]] | None:
    """The classes of the project's own, by operation."""
    known = get_args(Permit)
    own = {name: _own(paths) for name, paths in (value or {}).items() if name in known}
    return {name: paths for name, paths in own.items() if paths} or None


def _own(paths: Iterable[str]) -> tuple[str, ...]:
    return tuple(path for path in map(str, paths) if path not in PERMISSIONS)


def _token(value: object) -> bool:
    """Whether a login answers with a key, of which djoser makes one per user.

    Raises:
        ValueError: The keys are rows of the project's own model.
    """
    if value not in (None, DEFAULT_TOKEN):
        raise ValueError("Keys in a table of your own aren't read: these clients have to log in again.")
    return value is not None


def _login_field(value: object) -> str | None:
    """The field of a login, if it isn't the user model's own.

    Raises:
        ValueError: It is neither the username nor the address.
    """
    if value == USER.USERNAME_FIELD:
        return None
    if value not in ("username", "email"):
        raise ValueError("A login is by username, address or USERNAME_FIELD; these clients have to send one of them.")
    return str(value)


def _shown(value: object) -> bool | None:
    return True if value else None


def _addresses(value: Iterable[str] | None) -> tuple[str, ...]:
    return tuple(value or ())


FLAGS = (
    *("SEND_ACTIVATION_EMAIL", "USER_CREATE_PASSWORD_RETYPE", "SET_PASSWORD_RETYPE", "PASSWORD_RESET_CONFIRM_RETYPE"),
    *("SET_USERNAME_RETYPE", "USERNAME_RESET_CONFIRM_RETYPE", "CREATE_SESSION_ON_LOGIN"),
)
SETTINGS: tuple[Setting, ...] = (
    *(becomes(_name(key), f"djoser.{key.lower()}", default=False, convert=bool) for key in FLAGS),
    becomes(_name("HIDE_USERS"), "djoser.hide_users", default=True, convert=bool),
    becomes(_name("ACTIVATION_URL"), "djoser.activation_url", None, _url),
    becomes(_name("PASSWORD_RESET_CONFIRM_URL"), "djoser.password_reset_confirm_url", None, _url),
    becomes(_name("USERNAME_RESET_CONFIRM_URL"), "djoser.username_reset_confirm_url", None, _url),
    *(
        becomes(_name(f"{kind}_RESET_SHOW_EMAIL_NOT_FOUND"), "djoser.show_email_not_found", None, _shown, note=UNKNOWN)
        for kind in ("PASSWORD", "USERNAME")
    ),
    becomes(_name("SOCIAL_AUTH_ALLOWED_REDIRECT_URIS"), "djoser.social_auth_allowed_redirect_uris", [], _addresses),
    becomes(
        _name("PERMISSIONS"),
        "djoser.permissions",
        None,
        _permissions,
        note="Classes of your own restrict further; none can allow what gatepost doesn't.",
    ),
    loses(_name("SERIALIZERS"), FORM),
    loses(_name("EMAIL"), MAILS),
    loses(_name("CONSTANTS"), "Texts are gatepost's own, with translations; see docs/extending.md."),
    *(
        becomes(_name(key), "accounts.notifications", None, _shown, note=NOTICES)
        for key in (
            *("SEND_CONFIRMATION_EMAIL", "PASSWORD_CHANGED_EMAIL_CONFIRMATION"),
            "USERNAME_CHANGED_EMAIL_CONFIRMATION",
        )
    ),
    becomes(
        _name("LOGOUT_ON_PASSWORD_CHANGE"),
        "password.logout_on_change",
        default=False,
        convert=bool,
        note="The user's other logins are ended in any case, unless `tokens.end_on_password_change` is off.",
    ),
    becomes(_name("TOKEN_MODEL"), "djoser.one_token_per_user", DEFAULT_TOKEN, _token),
    loses(
        _name("SOCIAL_AUTH_TOKEN_STRATEGY"),
        "A provider login answers with a pair of signed tokens.",
        "djoser.social.token.jwt.TokenStrategy",
    ),
    becomes(_name("LOGIN_FIELD"), "djoser.login_field", USER.USERNAME_FIELD, _login_field, note=LOGIN_FIELD),
    only(_name("USER_ID_FIELD"), USER._meta.pk.name, "Users are named by their primary key."),  # noqa: SLF001
    becomes("PASSWORD_RESET_TIMEOUT", "flow.link_seconds", 3 * 86400, note="Django's; djoser's links depend on it."),
    without(_name("EMAIL_FRONTEND_DOMAIN"), FRONTEND),
    without(_name("EMAIL_FRONTEND_PROTOCOL"), FRONTEND),
    becomes(_name("EMAIL_FRONTEND_SITE_NAME"), "outbox.from_name", None, lambda value: value or None),
    loses(_name("WEBAUTHN"), WEBAUTHN),
)
