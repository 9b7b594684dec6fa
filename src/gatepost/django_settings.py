"""The Django settings that gatepost needs, computed from those of a project. Pure; reads no settings itself."""

import importlib.util
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import global_settings

COMPLETED = ("INSTALLED_APPS", "MIDDLEWARE", "SESSION_ENGINE", "AUTHENTICATION_BACKENDS", "PASSWORD_HASHERS")
APPS = ("django.contrib.contenttypes", "django.contrib.auth")
OUR_APP = ("gatepost", "gatepost.apps.GatepostConfig")
ADMIN = ("django.contrib.admin", "django.contrib.admin.apps.AdminConfig")
OUR_ADMIN = "gatepost.admin.apps.GatepostAdminConfig"
SESSIONS = "django.contrib.sessions.middleware.SessionMiddleware"
CSRF = "django.middleware.csrf.CsrfViewMiddleware"
USERS = "django.contrib.auth.middleware.AuthenticationMiddleware"
OUR_USERS = "gatepost.sessions.middleware.AuthenticationMiddleware"
REQUEST_ID = "gatepost.integrations.request_id.request_id_middleware"
UNREADABLE = "gatepost.integrations.unreadable.unreadable_request_middleware"
REFUSING = ("django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware")
"""Django's own that may answer with an error page, which parses the form."""
ENGINE = "gatepost.sessions.store"
BACKEND, MODEL_BACKEND = "gatepost.accounts.backend.Backend", "django.contrib.auth.backends.ModelBackend"
ARGON2 = "django.contrib.auth.hashers.Argon2PasswordHasher"
OUR_ARGON2 = ("gatepost.features.password.hashing.Argon2", "gatepost.methods.password.hashing.Argon2")
"""Our hasher, and its first path, which the settings of existing projects name."""
BCRYPT = "django.contrib.auth.hashers.BCryptPasswordHasher"
BCRYPT_SHA256 = "django.contrib.auth.hashers.BCryptSHA256PasswordHasher"
FOREIGN_HASHES = "gatepost.features.password.foreign_hashes"
OUR_BCRYPT = f"{FOREIGN_HASHES}.key_derivation.BCrypt"
WORDPRESS = f"{FOREIGN_HASHES}.key_derivation.WordPress"
FOREIGN = (
    *(f"{FOREIGN_HASHES}.key_derivation.{name}" for name in ("Pbkdf2", "Scrypt", "FirebaseScrypt")),
    *(f"{FOREIGN_HASHES}.digests.{name}" for name in ("Digest", "Hmac", "PhpPass")),
    *(f"{FOREIGN_HASHES}.digests.{name}" for name in ("DjangoSha1", "DjangoUnsaltedSha1", "DjangoUnsaltedMd5")),
    "django.contrib.auth.hashers.MD5PasswordHasher",
)
"""For hashes of other systems, and of earlier versions of Django."""


def completed(given: Mapping[str, Any]) -> dict[str, Any]:
    """The five settings that gatepost needs, with all that the project has in them.

    Args:
        given: The project's settings by name; without those that it leaves to Django.
    """
    return {
        "INSTALLED_APPS": _apps(given.get("INSTALLED_APPS", ())),
        "MIDDLEWARE": _middleware(given.get("MIDDLEWARE", ())),
        "SESSION_ENGINE": _engine(given.get("SESSION_ENGINE", global_settings.SESSION_ENGINE)),
        "AUTHENTICATION_BACKENDS": _backends(given.get("AUTHENTICATION_BACKENDS", ())),
        "PASSWORD_HASHERS": hashers(given.get("PASSWORD_HASHERS"), keep_first=_compares_hashes(given.get("GATEPOST"))),
    }


def _apps(given: Sequence[str]) -> list[str]:
    """Replace Django's admin by ours; add gatepost and the apps that it requires."""
    found = [OUR_ADMIN if app in ADMIN else app for app in given]
    missing = [app for app in APPS if not any(one == app or one.startswith(f"{app}.apps.") for one in found)]
    return [*missing, *found, *([] if set(OUR_APP) & set(found) else [OUR_APP[0]])]


def _middleware(given: Sequence[str]) -> list[str]:
    """Replace Django's middleware by ours; keep a project's own class for sessions or users."""
    found = [OUR_USERS if one == USERS else one for one in given]
    if not any(one.endswith(".SessionMiddleware") for one in found):
        found.insert(_first(found, (CSRF, OUR_USERS)), SESSIONS)
    if not any(one.endswith(".AuthenticationMiddleware") for one in found):
        behind = [at for at, one in enumerate(found) if one == CSRF or one.endswith(".SessionMiddleware")]
        found.insert(max(behind) + 1, OUR_USERS)
    if UNREADABLE not in found:
        found.insert(_first(found, (*REFUSING, CSRF, OUR_USERS)), UNREADABLE)
    return [*([] if REQUEST_ID in found else [REQUEST_ID]), *found]


def _first(found: Sequence[str], names: Sequence[str]) -> int:
    return next((at for at, one in enumerate(found) if one in names), len(found))


def _engine(given: str) -> str:
    """Keep an engine that the project chose; a check reports what that costs."""
    return ENGINE if given == global_settings.SESSION_ENGINE else given


def _backends(given: Sequence[str]) -> list[str]:
    """Put our backend first; remove Django's, which checks passwords without limits and second factors."""
    return [BACKEND, *(one for one in given if one not in (BACKEND, MODEL_BACKEND))]


def _compares_hashes(tree: object) -> bool:
    """Whether tokens that simplejwt issued are valid only while their user's password hash is the same."""
    section = tree.get("simple_jwt") if isinstance(tree, Mapping) else None
    return isinstance(section, Mapping) and all(section.get(name) for name in ("take_over", "check_revoke_token"))


def hashers(given: Sequence[str] | None, *, keep_first: bool = False) -> list[str]:
    """Put Argon2 first; keep the project's hashers, which verify the hashes that they made.

    Args:
        given: The project's `PASSWORD_HASHERS`; None for Django's.
        keep_first: Whether the first one stays the first, so that logins don't replace the hashes that it made.
    """
    ours = list(FOREIGN)
    if importlib.util.find_spec("bcrypt") is not None:
        ours += [OUR_BCRYPT, WORDPRESS]
    if given is None:
        loadable = OUR_BCRYPT in ours
        given = [one for one in global_settings.PASSWORD_HASHERS if loadable or one not in (BCRYPT, BCRYPT_SHA256)]
    # Of two with the same algorithm Django uses the last: the project's own comes after ours. Ours check the hashes of
    # two of Django's classes too, which they replace.
    replaced = {ARGON2, *OUR_ARGON2, *ours, *([BCRYPT] if OUR_BCRYPT in ours else [])}
    first = [one for one in given[:1] if keep_first and one not in OUR_ARGON2]
    others = [one for one in given if one not in {*replaced, *first}]
    return [*first, OUR_ARGON2[0], *(one for one in ours if one not in first), *others]
