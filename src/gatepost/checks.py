"""System checks that stop Django from starting with an unsafe or impossible configuration."""

import re
from collections.abc import Sequence

import msgspec
from django.apps import AppConfig
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 - Django's name
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from gatepost import backend_checks, conf, dialects, middleware_checks, part_checks, service_checks
from gatepost.accounts import checks as accounts_checks
from gatepost.accounts.settings import AccountsSettings
from gatepost.features.email.settings import EmailSettings
from gatepost.features.passkey.settings import PasskeySettings
from gatepost.features.password import hashing
from gatepost.features.provider import checks as provider_checks
from gatepost.features.social import connections
from gatepost.features.social.settings import SocialSettings
from gatepost.flow import factors, registry
from gatepost.flow.settings import FlowSettings
from gatepost.ground import keyring, links, targets
from gatepost.ground.settings import (
    ExplainSettings,
    HeadlessSettings,
    LimitsSettings,
    OutboxSettings,
    RetentionSettings,
)
from gatepost.integrations import unreadable
from gatepost.integrations.settings import ForwardAuthSettings
from gatepost.sessions.settings import SessionsSettings
from gatepost.tokens import strategies
from gatepost.tokens.settings import TokensSettings
from gatepost.tokens.signed import jwe
from gatepost.tokens.signed.jwk import BadKey, Key
from gatepost.tokens.strategies import Strategy
from gatepost.web.settings import WebSettings

CORE: tuple[type[msgspec.Struct], ...] = (
    AccountsSettings,
    ExplainSettings,
    FlowSettings,
    ForwardAuthSettings,
    HeadlessSettings,
    LimitsSettings,
    OutboxSettings,
    RetentionSettings,
    SessionsSettings,
    TokensSettings,
    WebSettings,
)
ENGINE = "gatepost.sessions.store"
FINGERPRINT = re.compile(r"[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){31}")
KINDS = {"email", "username", "phone"}


def sections() -> list[type[msgspec.Struct]]:
    """The structs of all sections of `GATEPOST`: the core's, each feature's and each dialect's, by name."""
    features = [section for feature in registry.features() for section in feature.settings]
    found = [*CORE, links.section(), *features, *dialects.settings()]
    return sorted(found, key=lambda section: str(getattr(section, "section")))  # noqa: B009


@register("gatepost")
def check(app_configs: Sequence[AppConfig] | None = None, **_: object) -> list[CheckMessage]:
    """Check everything that depends on the settings alone."""
    del app_configs
    found: list[CheckMessage] = []
    try:
        keyring.ring()
        tree = conf.tree()
        conf.public_url()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="gatepost.E001")]
    known = {getattr(section, "section"): section for section in sections()}  # noqa: B009
    found += [
        Error(f"GATEPOST has no section {name!r}", hint=", ".join(known), id="gatepost.E002")
        for name in tree
        if name not in conf.BESIDE and name not in known
    ]
    for section in known.values():
        try:
            conf.read(section)
        except ImproperlyConfigured as error:
            found.append(Error(str(error), id="gatepost.E003"))
    return found or [
        *_engine(),
        *backend_checks.messages(),
        *_accounts(),
        *accounts_checks.user_model(),
        *_cookies(),
        *unreadable.checks(),
        *middleware_checks.messages(),
        *_passkeys(),
        *_factors(),
        *_hashers(),
        *service_checks.messages(),
        *_tokens(),
        *_social(),
        *provider_checks.messages(),
        *part_checks.messages(sections()),
        *dialects.checks(),
    ]


def _hashers() -> list[CheckMessage]:
    """A hasher whose library is missing refuses every correct password."""
    return [
        Warning(
            f"PASSWORD_HASHERS: hashes of {algorithm!r} can't be checked: {cause}",
            hint="Install its library (for bcrypt: pip install 'gatepost[bcrypt]'), or remove it from the list if no"
            " user has such a hash; `gatepost doctor` lists those who have",
            id="gatepost.W018",
        )
        for algorithm, cause in hashing.unloadable()
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
                "The first of AUTHENTICATION_BACKENDS is not gatepost's: `authenticate()` bypasses rate limits",
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
        found.append(Error("accounts.login_methods may contain email, username, phone", id="gatepost.E006"))
    return found


def _cookies() -> list[CheckMessage]:
    origins = conf.read(HeadlessSettings).cors_origins
    found: list[CheckMessage] = []
    for origin in origins:
        if "*" in origin or origin.count("/") != 2:  # noqa: PLR2004 - scheme://host has two
            found.append(Error(f"headless.cors_origins: {origin!r} is not an exact origin", id="gatepost.E007"))
        if origin not in settings.CSRF_TRUSTED_ORIGINS:
            found.append(Error(f"{origin!r} must be in CSRF_TRUSTED_ORIGINS too", id="gatepost.E008"))
    if settings.SESSION_COOKIE_DOMAIN and not settings.SESSION_COOKIE_SECURE and not settings.DEBUG:
        found.append(
            Warning(
                "Session cookies are shared with every host of the domain, but not Secure",
                hint="Set SESSION_COOKIE_SECURE, and run only trusted services on the domain",
                id="gatepost.W002",
            )
        )
    return found


def _factors() -> list[CheckMessage]:
    if not factors.enforced() or any(one.triggers_second_factor for one in factors.offered().values()):
        return []
    return [
        Error(
            "flow.second_factor_for requires a second factor, but none is enabled",
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
                f"social.callback is {social.callback!r}: providers redirect users to this machine, without TLS",
                hint='GATEPOST = {"public_url": "https://example.org"}',
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
                "passkey.signup requires addresses to be verified by a code before the passkey is created",
                hint='GATEPOST = {"accounts": {"email_verification": "mandatory"}, '
                '"email": {"verification_by": "code"}}',
                id="gatepost.E009",
            )
        )
    found += [
        Error(f"passkey.android_apps: {one!r} is not a SHA-256 fingerprint in hex with colons", id="gatepost.E011")
        for app in passkey.android_apps
        for one in app.fingerprints
        if not FINGERPRINT.fullmatch(one)
    ]
    if not passkey.enabled or settings.DEBUG or passkey.relying_party() != "localhost":
        return found
    return [
        *found,
        Warning(
            "The relying party is localhost: passkeys work on this machine only",
            hint='GATEPOST = {"public_url": "https://example.org"}, passkey.rp_id for a parent domain, or passkey '
            '"enabled": False',
            id="gatepost.W004",
        ),
    ]


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
    if tokens.strategy == "jwt" and not settings.DEBUG and targets.leads_to_loopback(tokens.issuer):
        found.append(
            Warning(
                "tokens.issuer is this machine: services elsewhere can't identify the issuer of these tokens",
                hint='GATEPOST = {"public_url": "https://id.example.org"}',
                id="gatepost.W005",
            )
        )
    return found
