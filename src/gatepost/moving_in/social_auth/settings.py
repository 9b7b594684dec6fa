"""The settings `SOCIAL_AUTH_*`, and ours.

social-auth reads each of them with the name of a backend in the middle first: `SOCIAL_AUTH_GITHUB_SCOPE`, and then
`SOCIAL_AUTH_SCOPE`. Those that only make sense for one are in `backend_settings`.
"""

from collections.abc import Iterable

from gatepost.moving_in.package import Setting, becomes, loses, without
from gatepost.moving_in.social_auth import steps

FIELDS = "`social.pipeline.fields` decides which values of a provider are stored, and `social.pipeline.new` the names."
NAMES = "A taken username gets a random suffix; `social.pipeline.new` decides otherwise."
INACTIVE = "A disabled account can't sign in: `account_disabled`."
REDIRECTS = "Where a login may end is listed in `social.redirects` and always checked."
TABLES = "It only concerns social-auth's own tables."
ADMIN = "It only concerns social-auth's own admin pages."
USERNAMES = "Names are normalized by gatepost's own rules; see docs/features/account.md."
PARTIAL = "A sign-up that needs more is stored by the server for `social.signup_seconds`."
SESSION = (
    "A session lasts as long as `sessions.idle_seconds` or SESSION_COOKIE_AGE say, not as long as the token there."
)
ERRORS = "Errors are codes in the query of the page; see docs/features/social.md."
GROUPS = "Groups of a provider aren't mapped to groups here; a step in `social.pipeline.fields` can do it."
MAILS = "gatepost verifies addresses itself: `accounts.email_verification`."
IDS = "Which value identifies a user is part of a provider's definition, and never a name that can change."


def _link(value: Iterable[str] | None) -> str:
    return "verified" if steps.ASSOCIATE_BY_EMAIL in (value or ()) else "refuse"


def _page(value: object) -> str | None:
    """A page of the site.

    Raises:
        ValueError: It is the name of a URL pattern.
    """
    text = str(value) if value is not None else ""
    if text and not text.startswith(("/", "http://", "https://")):
        raise ValueError("It names a URL pattern; set `social.error_page` to the page's address.")
    return text or None


def _origins(value: Iterable[str] | None) -> tuple[str, ...] | None:
    return tuple(f"https://{host}" for host in value) if value else None


def _general(name: str) -> str:
    return f"SOCIAL_AUTH_{name}"


PIPELINE: tuple[Setting, ...] = (
    becomes(
        _general("PIPELINE"),
        "social.link",
        default=None,
        convert=_link,
        note="There are four steps, which functions of your own can replace: `social.pipeline`. Each standard function "
        "has a line of its own here.",
    ),
    without(_general("DISCONNECT_PIPELINE"), "Each standard function has a line of its own here."),
    *(without(f"SOCIAL_AUTH_PIPELINE.{name}", note) for name, note in steps.STANDARD.items()),
    *(without(f"SOCIAL_AUTH_DISCONNECT_PIPELINE.{name}", note) for name, note in steps.DISCONNECTING.items()),
)
ACCESS: tuple[Setting, ...] = (
    loses(
        _general("WHITELISTED_DOMAINS"),
        "Addresses aren't limited to domains: anyone with an account at the provider can sign up, unless a function in "
        "`social.pipeline.new` raises `Refused`, or `accounts.signup_open` is off.",
        [],
    ),
    loses(
        _general("WHITELISTED_EMAILS"),
        "Addresses aren't limited to a list: anyone with an account at the provider can sign up, unless a function in "
        "`social.pipeline.new` raises `Refused`, or `accounts.signup_open` is off.",
        [],
    ),
    loses(_general("INACTIVE_USER_LOGIN"), INACTIVE, default=False),
    loses(_general("ALLOW_INACTIVE_USERS_LOGIN"), INACTIVE, default=False),
    without(_general("ACTIVE_USERS_FILTER"), INACTIVE, {"is_active": True}),
    without(_general("INACTIVE_USER_URL"), "The client shows the code `account_disabled` as it likes."),
    loses(
        _general("REVOKE_TOKENS_ON_DISCONNECT"),
        "Tokens are deleted here, and not revoked at the provider; users can do that there.",
        default=False,
    ),
    without(_general("REQUIRE_POST"), "A login at a provider begins with a POST request.", default=False),
    without(_general("STATE_LIFETIME"), "`social.state_seconds` is the lifetime.", 1800),
    without(_general("NONCE_LIFETIME"), "`social.state_seconds` is the lifetime.", 1800),
    loses(_general("ENABLE_LAUNCH_BRIDGES"), "A login can't begin at the provider."),
)
PAGES: tuple[Setting, ...] = (
    becomes(_general("LOGIN_ERROR_URL"), "social.error_page", default=None, convert=_page),
    becomes(
        _general("ALLOWED_REDIRECT_HOSTS"),
        "social.redirects",
        default=None,
        convert=_origins,
        note="Your own host is always allowed.",
    ),
    without(_general("ALLOWED_REDIRECT_SCHEMES"), REDIRECTS),
    without(_general("SANITIZE_REDIRECTS"), REDIRECTS, default=True),
    without(_general("LOGIN_REDIRECT_URL"), "A login ends at the `callback_url` that the client sends."),
    *(
        without(_general(name), "A login ends at the `callback_url` that the client sends.")
        for name in ("LOGIN_URL", "NEW_USER_REDIRECT_URL", "NEW_ASSOCIATION_REDIRECT_URL")
    ),
    without(_general("DISCONNECT_REDIRECT_URL"), "An account is disconnected over the API, without a redirect."),
    without(_general("REDIRECT_IS_HTTPS"), "Redirect URIs begin with `public_url`.", default=False),
    without(_general("URL_NAMESPACE"), "The API has its own URLs.", "social"),
    without(_general("TRAILING_SLASH"), "The API has its own URLs.", default=True),
    without(
        _general("FIELDS_STORED_IN_SESSION"), "Nothing of the request is kept; the client keeps what it needs.", []
    ),
    without(_general("RAISE_EXCEPTIONS"), ERRORS),
    *(
        without(_general(name), ERRORS)
        for name in ("ERROR_TRANSPORT", "ERROR_PARAM_NAME", "BACKEND_PARAM_NAME", "ERROR_INCLUDE_METADATA")
    ),
    loses(_general("SESSION_EXPIRATION"), SESSION, default=False),
    loses(_general("MAX_SESSION_LENGTH"), SESSION),
)
USERS: tuple[Setting, ...] = (
    without(_general("USER_MODEL"), "It is AUTH_USER_MODEL."),
    loses(_general("USER_FIELDS"), FIELDS, ["username", "email"]),
    loses(_general("USER_FIELD_MAPPING"), FIELDS, {}),
    loses(_general("PROTECTED_USER_FIELDS"), FIELDS, []),
    loses(_general("IMMUTABLE_USER_FIELDS"), FIELDS, []),
    without(_general("NO_DEFAULT_PROTECTED_USER_FIELDS"), FIELDS),
    loses(_general("USERNAME_IS_FULL_EMAIL"), NAMES, default=False),
    without(_general("UUID_LENGTH"), NAMES, 16),
    without(_general("SLUGIFY_USERNAMES"), USERNAMES, default=False),
    loses(_general("SLUGIFY_FUNCTION"), USERNAMES),
    without(_general("CLEAN_USERNAMES"), USERNAMES, default=True),
    loses(_general("CLEAN_USERNAME_FUNCTION"), USERNAMES),
    without(_general("FORCE_EMAIL_LOWERCASE"), "Addresses are found in any case.", default=False),
    without(_general("FIRSTLAST_FROM_FULL"), FIELDS, default=True),
    without(_general("FULL_FROM_FIRSTLAST"), FIELDS, default=True),
    *(
        loses(_general(name), MAILS)
        for name in ("EMAIL_VALIDATION_FUNCTION", "EMAIL_VALIDATION_URL", "FORCE_EMAIL_VALIDATION")
    ),
    without(_general("EMAIL_VALIDATION_EXPIRED_THRESHOLD"), MAILS),
    loses(
        _general("PASSWORDLESS"), "Logins by a mailed code or link are `code.enabled` and `code.link`.", default=False
    ),
    *(loses(_general(f"GROUPS_{name}"), GROUPS) for name in ("ENABLED", "IDENTIFIER", "KEY", "MAP")),
    without(_general("GROUPS_MISSING_AS_EMPTY"), GROUPS),
    without(_general("OLD_ID_KEYS"), "The column `id_key` that it filled is read.", {}),
    without(_general("LEGACY_ID_KEYS"), IDS, ()),
    without(_general("ALLOW_UNVERIFIED_LEGACY_UID_MIGRATION"), IDS),
)
INTERNAL: tuple[Setting, ...] = (
    loses(_general("STRATEGY"), "A strategy of your own isn't called.", "social_django.strategy.DjangoStrategy"),
    loses(_general("STORAGE"), "Rows are read from social-auth's own table.", "social_django.models.DjangoStorage"),
    *(
        without(_general(name), TABLES)
        for name in (
            *("ASSOCIATION_HANDLE_LENGTH", "ASSOCIATION_SERVER_URL_LENGTH", "EMAIL_LENGTH", "JSONFIELD_CUSTOM"),
            *("JSONFIELD_ENABLED", "NONCE_SERVER_URL_LENGTH", "POSTGRES_JSONFIELD", "UID_LENGTH"),
        )
    ),
    *(without(_general(name), ADMIN) for name in ("ADMIN_SEARCH_FIELDS", "ADMIN_USER_SEARCH_FIELDS")),
    without(_general("PARTIAL_PIPELINE_TOKEN_NAME"), PARTIAL, "partial_token"),
    without(_general("PARTIAL_PIPELINE_EXTERNAL_RESUME_CONFIRMATION_PARAMETER"), PARTIAL),
    without(_general("REQUESTS_TIMEOUT"), "Requests to providers have a time limit of their own."),
    without(_general("URLOPEN_TIMEOUT"), "Requests to providers have a time limit of their own."),
    without(_general("USER_AGENT"), "Requests to providers name gatepost."),
    loses(_general("PROXIES"), "Requests to providers don't go through a proxy."),
    loses(
        _general("VERIFY_SSL"),
        "Certificates are always verified; `social.ca_file` names another authority.",
        default=True,
    ),
)
GENERAL: tuple[Setting, ...] = (*PIPELINE, *ACCESS, *PAGES, *USERS, *INTERNAL)
