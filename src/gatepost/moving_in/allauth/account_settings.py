"""The settings `ACCOUNT_*`, those of allauth itself, and ours."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from gatepost.moving_in.package import Setting, becomes, loses, without

MINUTE, DAY = 60, 86400
CODES = "Codes have a fixed format of eight characters without look-alikes."
TRIES = "Wrong codes are limited by account and in total, whatever the number of resends; see docs/limits.md."
LIMITS = "Limits of gatepost's own apply instead; `limits.rates` changes them, see docs/limits.md."
TEMPLATES = "There are no Django forms or templates: clients use the API, or the web app that comes with gatepost."
TEXTS = "Mails are templates `gatepost/<feature>/<name>/`; see docs/extending.md."
OLD_NAME = "An old name of part of ACCOUNT_SIGNUP_FIELDS, and read as such."
NAMES = ("email", "username", "phone")


def _value(setting: object) -> Any:
    """The value of an enumeration's member; anything else as it is."""
    return getattr(setting, "value", setting)


def login_methods(value: Iterable[Any] | None) -> tuple[str, ...]:
    """The names that a login accepts, in our order."""
    if value is None:
        old = str(_value(getattr(settings, "ACCOUNT_AUTHENTICATION_METHOD", "username")))
        value = old.split("_")
    chosen = {str(_value(one)) for one in value}
    return tuple(name for name in NAMES if name in chosen)


def signup_fields(value: Iterable[str] | None) -> tuple[str, ...]:
    """The fields of a sign-up; a repeated address or password is the client's business."""
    fields = list(value) if value else _old_fields()
    names = [field.replace("password1", "password") for field in fields]
    return tuple(name for name in names if name.rstrip("*") not in ("email2", "password2"))


def _old_fields() -> list[str]:
    email = "email*" if getattr(settings, "ACCOUNT_EMAIL_REQUIRED", False) else "email"
    username = ["username*"] if getattr(settings, "ACCOUNT_USERNAME_REQUIRED", True) else []
    return [email, *username, "password1*"]


def verification(value: object) -> str:
    """When an address has to be verified."""
    plain = _value(value)
    return {True: "mandatory", False: "optional"}.get(plain, str(plain))


def twice(value: int) -> int:
    """A number; in allauth's settings, True means two."""
    return 2 * value if isinstance(value, bool) else int(value)


def code_or_link(value: object) -> str:
    """What a mail contains."""
    return "code" if value else "link"


def days(value: float) -> int:
    """Days in seconds."""
    return int(value * DAY)


def code_required(value: object) -> bool:
    """Whether logins need a mailed code.

    Raises:
        ValueError: Only some methods need one.
    """
    if isinstance(value, bool):
        return value
    raise ValueError("A code is required after every method or after none: decide, and set `code.required`.")


SETTINGS: tuple[Setting, ...] = (
    becomes("ACCOUNT_LOGIN_METHODS", "accounts.login_methods", None, login_methods),
    without("ACCOUNT_AUTHENTICATION_METHOD", "An old name of ACCOUNT_LOGIN_METHODS, and read as such.", "username"),
    becomes("ACCOUNT_SIGNUP_FIELDS", "accounts.signup_fields", None, signup_fields, note="Clients compare entries."),
    without("ACCOUNT_EMAIL_REQUIRED", OLD_NAME, default=False),
    without("ACCOUNT_USERNAME_REQUIRED", OLD_NAME, default=True),
    becomes("ACCOUNT_SIGNUP_ENABLED", "accounts.signup_open", default=True),
    without("ACCOUNT_SIGNUP_EMAIL_ENTER_TWICE", OLD_NAME, default=False),
    without("ACCOUNT_SIGNUP_PASSWORD_ENTER_TWICE", OLD_NAME, default=True),
    without("ACCOUNT_SIGNUP_PASSWORD_VERIFICATION", OLD_NAME, default=True),
    loses("ACCOUNT_SIGNUP_FORM_CLASS", "Declare additional fields in `accounts.extra_fields`; there is no form."),
    loses("ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD", "There is no honeypot; sign-ups are limited by network."),
    loses("ACCOUNT_REAUTHENTICATION_METHODS", "Users may prove who they are in each way that their account has."),
    without("ACCOUNT_SIGNUP_REDIRECT_URL", "The client decides where to go after a sign-up."),
    becomes("ACCOUNT_PREVENT_ENUMERATION", "accounts.prevent_enumeration", default=True),
    becomes("ACCOUNT_EMAIL_VERIFICATION", "accounts.email_verification", "optional", verification),
    becomes("ACCOUNT_EMAIL_NOTIFICATIONS", "accounts.notifications", default=False),
    becomes("ACCOUNT_MAX_EMAIL_ADDRESSES", "accounts.max_emails", default=None),
    becomes("ACCOUNT_CHANGE_EMAIL", "email.change_by_replacing", default=False),
    becomes("ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED", "email.verification_by", default=False, convert=code_or_link),
    becomes("ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT", "email.code_seconds", 15 * MINUTE),
    without("ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS", TRIES, 3),
    without("ACCOUNT_EMAIL_VERIFICATION_BY_CODE_FORMAT", CODES),
    becomes("ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE", "email.changes", default=False, convert=twice),
    becomes("ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND", "email.resends", default=False, convert=twice),
    becomes("ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS", "email.link_seconds", 3, days),
    without("ACCOUNT_EMAIL_CONFIRMATION_COOLDOWN", LIMITS, 3 * MINUTE),
    without("ACCOUNT_EMAIL_CONFIRMATION_HMAC", "Links are single-use rows with keyed digests.", default=True),
    without("ACCOUNT_SALT", "Links are single-use rows with keyed digests.", "account"),
    without("ACCOUNT_EMAIL_CONFIRMATION_ANONYMOUS_REDIRECT_URL", "Links lead to the client: `links.verify_email`."),
    without("ACCOUNT_EMAIL_CONFIRMATION_AUTHENTICATED_REDIRECT_URL", "Links lead to the client: `links.verify_email`."),
    loses(
        "ACCOUNT_CONFIRM_EMAIL_ON_GET",
        "A link verifies nothing until it is confirmed on the page, because mail scanners open links.",
        default=False,
    ),
    becomes("ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION", "email.login_on_verification", default=False),
    without("ACCOUNT_EMAIL_MAX_LENGTH", "Addresses of up to 319 characters are stored.", 254),
    loses("ACCOUNT_EMAIL_SUBJECT_PREFIX", f"Subjects have no prefix. {TEXTS}"),
    loses(
        "ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS",
        "Off would reveal nothing more here: unknown addresses get a mail where one asks for a code or a reset.",
        default=True,
    ),
    loses(
        "ACCOUNT_UNIQUE_EMAIL",
        "An address that is verified belongs to one user; others who share it log in by another name.",
        default=True,
    ),
    becomes("ACCOUNT_LOGIN_BY_CODE_ENABLED", "code.enabled", default=False),
    becomes("ACCOUNT_LOGIN_BY_CODE_REQUIRED", "code.required", default=False, convert=code_required),
    becomes("ACCOUNT_LOGIN_BY_CODE_TRUST_ENABLED", "code.trust_browser", default=False),
    becomes("ACCOUNT_LOGIN_BY_CODE_TIMEOUT", "code.seconds", 3 * MINUTE),
    becomes("ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND", "code.resends", default=False, convert=twice),
    without("ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS", TRIES, 3),
    without("ACCOUNT_LOGIN_BY_CODE_FORMAT", CODES),
    becomes("ACCOUNT_LOGIN_TIMEOUT", "flow.login_seconds", 15 * MINUTE),
    becomes("ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED", "password.reset_by", default=False, convert=code_or_link),
    becomes("ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT", "password.reset_code_seconds", 3 * MINUTE),
    without("ACCOUNT_PASSWORD_RESET_BY_CODE_MAX_ATTEMPTS", TRIES, 3),
    without("ACCOUNT_PASSWORD_RESET_BY_CODE_CODE_FORMAT", CODES),
    loses("ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR", "Links of resets are single-use rows, valid for an hour."),
    becomes("ACCOUNT_LOGIN_ON_PASSWORD_RESET", "password.login_on_reset", default=False),
    becomes("ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE", "password.logout_on_change", default=False),
    loses("ACCOUNT_PASSWORD_MIN_LENGTH", "Django's AUTH_PASSWORD_VALIDATORS decide; list a minimum there.", 6),
    without("ACCOUNT_PASSWORD_INPUT_RENDER_VALUE", TEMPLATES, default=False),
    becomes("ACCOUNT_REAUTHENTICATION_REQUIRED", "flow.reauthentication_for_account", default=False),
    becomes("ACCOUNT_REAUTHENTICATION_TIMEOUT", "flow.reauthentication_seconds", 5 * MINUTE),
    becomes("ACCOUNT_PHONE_VERIFICATION_TIMEOUT", "phone.seconds", 15 * MINUTE),
    becomes("ACCOUNT_PHONE_VERIFICATION_SUPPORTS_CHANGE", "phone.changes", default=False, convert=twice),
    becomes("ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND", "phone.resends", default=False, convert=twice),
    loses("ACCOUNT_PHONE_VERIFICATION_ENABLED", "Numbers are always verified before they can be used.", default=True),
    without("ACCOUNT_PHONE_VERIFICATION_MAX_ATTEMPTS", TRIES, 3),
    without("ACCOUNT_PHONE_VERIFICATION_CODE_FORMAT", "Codes in SMS have six digits."),
    without("ACCOUNT_RATE_LIMITS", LIMITS),
    without("ACCOUNT_LOGIN_ATTEMPTS_LIMIT", LIMITS, 5),
    without("ACCOUNT_LOGIN_ATTEMPTS_TIMEOUT", LIMITS, 5 * MINUTE),
    loses("ACCOUNT_USERNAME_BLACKLIST", "Usernames aren't refused by a list: add a validator to the model's field."),
    loses("ACCOUNT_USERNAME_MIN_LENGTH", "There is no minimum: add a validator to the model's field.", 1),
    loses("ACCOUNT_USERNAME_VALIDATORS", "The validators of the model's field decide: move these there."),
    without("ACCOUNT_PRESERVE_USERNAME_CASING", "Names are stored as typed, and found in any case.", default=True),
    without("ACCOUNT_USER_MODEL_USERNAME_FIELD", "Read from the user model's USERNAME_FIELD.", "username"),
    without("ACCOUNT_USER_MODEL_EMAIL_FIELD", "Read from the user model's EMAIL_FIELD.", "email"),
    loses("ACCOUNT_ADAPTER", "Hooks of an adapter aren't called; see docs/extending.md for what takes their place."),
    without("ACCOUNT_FORMS", TEMPLATES),
    without("ACCOUNT_TEMPLATE_EXTENSION", TEMPLATES, "html"),
    without("ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS", TEMPLATES, default=True),
    without("ACCOUNT_LOGOUT_REDIRECT_URL", "The client decides where to go after a logout."),
    loses("ACCOUNT_LOGOUT_ON_GET", "A link can't sign a user out; a logout is a DELETE request.", default=False),
    loses("ACCOUNT_SESSION_COOKIE_AGE", "Set Django's SESSION_COOKIE_AGE, or `sessions.idle_seconds`."),
    loses(
        "ACCOUNT_SESSION_REMEMBER",
        'Every login lasts as long as `sessions.idle_seconds` or SESSION_COOKIE_AGE say; there is no "remember me".',
    ),
    without("ACCOUNT_DEFAULT_HTTP_PROTOCOL", "Links begin with `public_url`.", "http"),
    without("EMAIL_CONFIRMATION_DAYS", "An old name of ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS.", 3),
    becomes("ALLAUTH_TRUSTED_PROXY_COUNT", "headless.trusted_proxies", 0),
    becomes(
        "ALLAUTH_TRUSTED_CLIENT_IP_HEADER",
        "headless.address_header",
        default=None,
        note="Only read if `headless.trusted_proxies` is at least 1.",
    ),
    without("ALLAUTH_RATE_LIMIT_IPV6_PREFIX", "Networks are /64, and sites of /48 have a limit of their own.", 64),
    without("ALLAUTH_USER_CODE_FORMAT", CODES),
    without("ALLAUTH_DEFAULT_AUTO_FIELD", "It only concerns allauth's own tables."),
    loses("ALLAUTH_SETTING_GETTER", "gatepost reads Django's settings, and so does this command."),
)
