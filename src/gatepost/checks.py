"""An unsafe or impossible set-up does not start."""

import re
from collections.abc import Sequence
from typing import Any

import msgspec
from django.apps import AppConfig
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 - Django's name
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from gatepost import conf
from gatepost.accounts.settings import AccountsSettings
from gatepost.dialects.authtoken.settings import AuthtokenSettings
from gatepost.dialects.cookie.settings import CookieSettings
from gatepost.dialects.djoser.settings import DjoserSettings
from gatepost.dialects.knox.settings import KnoxSettings
from gatepost.dialects.rest_auth.settings import RestAuthSettings
from gatepost.dialects.simple_jwt import keys as simple_jwt
from gatepost.dialects.simple_jwt.settings import SimpleJwtSettings
from gatepost.flow.settings import FlowSettings
from gatepost.ground import keyring
from gatepost.ground.settings import LimitsSettings, LinksSettings, OutboxSettings
from gatepost.methods.code.settings import CodeSettings
from gatepost.methods.email.settings import EmailSettings
from gatepost.methods.passkey.settings import PasskeySettings
from gatepost.methods.password.settings import PasswordSettings
from gatepost.methods.phone.settings import PhoneSettings
from gatepost.methods.recovery_codes.settings import RecoveryCodesSettings
from gatepost.methods.social import connection as connections
from gatepost.methods.social.settings import SocialSettings
from gatepost.methods.totp.settings import TotpSettings
from gatepost.sessions.settings import SessionsSettings
from gatepost.tokens import jwe, strategies
from gatepost.tokens.jwk import BadKey, Key
from gatepost.tokens.settings import TokensSettings
from gatepost.tokens.strategies import Strategy
from gatepost.web.settings import WebSettings
from gatepost.wire.settings import HeadlessSettings

ROOMS: tuple[type[msgspec.Struct], ...] = (
    AccountsSettings,
    AuthtokenSettings,
    CodeSettings,
    CookieSettings,
    DjoserSettings,
    EmailSettings,
    FlowSettings,
    HeadlessSettings,
    KnoxSettings,
    LimitsSettings,
    LinksSettings,
    OutboxSettings,
    PasskeySettings,
    PasswordSettings,
    PhoneSettings,
    RecoveryCodesSettings,
    RestAuthSettings,
    SessionsSettings,
    SocialSettings,
    SimpleJwtSettings,
    TokensSettings,
    TotpSettings,
    WebSettings,
)
ENGINE = "gatepost.sessions.store"
FINGERPRINT = re.compile(r"[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){31}")
KINDS = {"email", "username", "phone"}


@register("gatepost")
def check(app_configs: Sequence[AppConfig] | None = None, **_: Any) -> list[CheckMessage]:
    """Everything that can be told from the settings alone."""
    del app_configs
    found: list[CheckMessage] = []
    try:
        keyring.ring()
        tree = conf.tree()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="gatepost.E001")]
    sections = {getattr(room, "section"): room for room in ROOMS}  # noqa: B009
    found += [
        Error(f"GATEPOST has no section {name!r}", hint=", ".join(sections), id="gatepost.E002")
        for name in tree
        if name != "KEYS" and name not in sections
    ]
    for room in ROOMS:
        try:
            conf.read(room)
        except ImproperlyConfigured as error:
            found.append(Error(str(error), id="gatepost.E003"))
    return found or [
        *_engine(),
        *_accounts(),
        *_cookies(),
        *_passkeys(),
        *_factors(),
        *_tokens(),
        *_signed(),
        *_social(),
    ]


def _engine() -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if settings.SESSION_ENGINE != ENGINE:
        found.append(
            Warning(
                f"SESSION_ENGINE is {settings.SESSION_ENGINE!r}: each request reads two sessions, keys are stored as "
                "that engine stores them, and logins by Django's own `login()` cannot be listed or revoked",
                hint=f"SESSION_ENGINE = {ENGINE!r}",
                id="gatepost.W003",
            )
        )
    if "gatepost.accounts.backend.Backend" not in settings.AUTHENTICATION_BACKENDS[:1]:
        found.append(
            Warning(
                "The first of AUTHENTICATION_BACKENDS is not gatepost's: `authenticate()` passes limits by",
                hint='AUTHENTICATION_BACKENDS = ["gatepost.accounts.backend.Backend", …]',
                id="gatepost.W001",
            )
        )
    return found


def _accounts() -> list[CheckMessage]:
    accounts = conf.read(AccountsSettings)
    known = KINDS | {"password"} | set(accounts.extra_fields)
    unknown = [name for name in accounts.signup_fields if name.rstrip("*") not in known]
    found: list[CheckMessage] = [
        Error(f"accounts.signup_fields: {name!r} is not declared in accounts.extra_fields", id="gatepost.E005")
        for name in unknown
    ]
    if set(accounts.login_methods) - KINDS:
        found.append(Error("accounts.login_methods may hold email, username, phone", id="gatepost.E006"))
    return found


def _cookies() -> list[CheckMessage]:
    origins = conf.read(HeadlessSettings).cors_origins
    found: list[CheckMessage] = []
    for origin in origins:
        if "*" in origin or origin.count("/") != 2:  # noqa: PLR2004 - scheme://host has two
            found.append(Error(f"headless.cors_origins: {origin!r} is no exact origin", id="gatepost.E007"))
        if origin not in settings.CSRF_TRUSTED_ORIGINS:
            found.append(Error(f"{origin!r} must stand in CSRF_TRUSTED_ORIGINS too", id="gatepost.E008"))
    if settings.SESSION_COOKIE_DOMAIN and not settings.SESSION_COOKIE_SECURE and not settings.DEBUG:
        found.append(
            Warning(
                "Session cookies are shared with every host of the domain, and not Secure",
                hint="Set SESSION_COOKIE_SECURE, and let nothing that you don't trust run on the domain",
                id="gatepost.W002",
            )
        )
    return found


def _factors() -> list[CheckMessage]:
    flow = conf.read(FlowSettings)
    rule = flow.second_factor_for != "nobody" or bool(flow.second_factor_groups)
    if not rule or conf.read(TotpSettings).enabled or conf.read(PasskeySettings).enabled:
        return []
    return [
        Error(
            "flow.second_factor_for asks for a second factor, and none is offered",
            hint="Enable totp or passkey",
            id="gatepost.E010",
        )
    ]


def _social() -> list[CheckMessage]:
    social = conf.read(SocialSettings)
    found: list[CheckMessage] = []
    for name, chosen in social.connections.items():
        try:
            connections.make(name, chosen)
        except ImproperlyConfigured as error:
            found.append(Error(str(error), id="gatepost.E030"))
    for step in msgspec.structs.asdict(social.pipeline).values():
        try:
            import_string(step)
        except ImportError as error:
            found.append(Error(f"social.pipeline: {error}", id="gatepost.E031"))
    if "{connection}" not in social.callback:
        found.append(Error("social.callback has no {connection}: each needs a page of its own", id="gatepost.E032"))
    if social.connections and not settings.DEBUG and not social.callback.startswith("https://"):
        found.append(
            Warning(
                f"social.callback is {social.callback!r}: providers send people to this machine, without TLS",
                hint='GATEPOST = {"social": {"callback": "https://example.org/_allauth/social/{connection}/callback"}}',
                id="gatepost.W030",
            )
        )
    return found


def _passkeys() -> list[CheckMessage]:
    passkey = conf.read(PasskeySettings)
    found: list[CheckMessage] = []
    accounts = conf.read(AccountsSettings)
    by_code = accounts.email_verification == "mandatory" and conf.read(EmailSettings).verification_by != "link"
    asks_for_email = any(name.rstrip("*") == "email" for name in accounts.signup_fields)
    if passkey.signup and asks_for_email and not by_code:
        found.append(
            Error(
                "passkey.signup needs addresses that are proved by a code before the key is made",
                hint='GATEPOST = {"accounts": {"email_verification": "mandatory"}, '
                '"email": {"verification_by": "code"}}',
                id="gatepost.E009",
            )
        )
    found += [
        Error(f"passkey.android_apps: {one!r} is no SHA-256 fingerprint in hex with colons", id="gatepost.E011")
        for app in passkey.android_apps
        for one in app.fingerprints
        if not FINGERPRINT.fullmatch(one)
    ]
    if not passkey.enabled or settings.DEBUG or passkey.rp_id != "localhost":
        return found
    return [
        *found,
        Warning(
            "passkey.rp_id is localhost: passkeys work on this machine only",
            hint='GATEPOST = {"passkey": {"rp_id": "example.org", "origins": ["https://app.example.org"]}}, or '
            '"enabled": False',
            id="gatepost.W004",
        ),
    ]


def _signed() -> list[CheckMessage]:
    try:
        simple_jwt.keys()
    except BadKey as error:
        return [Error(f'GATEPOST["simple_jwt"]["signing_key"] or its verifying_key: {error}', id="gatepost.E016")]
    return []


def _tokens() -> list[CheckMessage]:
    tokens = conf.read(TokensSettings)
    found: list[CheckMessage] = []
    for name, read in (("hs256_secret", lambda text: Key.of_secret(text.encode())), ("encryption_key", jwe.key_of)):
        if not (text := getattr(tokens, name)):
            continue
        try:
            read(text)
        except BadKey as error:
            found.append(Error(f"tokens.{name}: {error}", hint="openssl rand -base64 32", id="gatepost.E014"))
    return [*found, *_parts_of_tokens(tokens)]


def _parts_of_tokens(tokens: TokensSettings) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for name, path in (("strategy", tokens.strategy), ("claims", tokens.claims)):
        if not path or (name == "strategy" and path in strategies.NAMED):
            continue
        try:
            fits = import_string(path)
        except ImportError:
            fits = None
        if not callable(fits) or (name == "strategy" and not (isinstance(fits, type) and issubclass(fits, Strategy))):
            found.append(Error(f"tokens.{name}: {path!r} is none", id="gatepost.E015"))
    if not hasattr(get_user_model(), tokens.subject_field):
        found.append(Error(f"tokens.subject_field: users have no {tokens.subject_field!r}", id="gatepost.E017"))
    if tokens.strategy == "jwt" and not settings.DEBUG and "//127.0.0.1" in tokens.issuer:
        found.append(
            Warning(
                "tokens.issuer is this machine: services elsewhere can't tell whose tokens these are",
                hint='GATEPOST = {"tokens": {"issuer": "https://id.example.org"}}',
                id="gatepost.W005",
            )
        )
    return found
