"""Checks that keep a server from starting with `--production`; reports every problem at once, with its fix."""

import itertools
import math
import re
import stat
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from gatepost.deployment.environment import Environment
from gatepost.ground import keyring, targets

NEEDED = {
    "GATEPOST_KEYS": "keys (generate one with `gatepost keys generate`)",
    "GATEPOST_PUBLIC_URL": "the URL at which users reach the server, https://…; also `public_url` in gatepost.toml",
    "DATABASE_URL": "the database, for example postgres://user:password@host/name",
    "EMAIL_URL": "the mail server, for example smtp://user:password@host:587",
    "GATEPOST_SECRET_KEY": "Django's secret key, 50 random characters",
}
SECRET_KEY_CHARACTERS = 50
SHARED_SECRET_CHARACTERS = 32
LEAST_BITS = 100
PLACEHOLDER = re.compile(r"django-insecure|change.?me|replace.?me|your.?secret|example|password", re.IGNORECASE)
WORDS = re.compile(r"[A-Za-z]+([ _.,-]+[A-Za-z]+)*[ _.,-]*[0-9]{0,4}[!?.]*")
DIFFERENT_BYTES = 12  # of 32; a random key has fewer with a probability of 10^-12
MAKE_SECRET = "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"  # noqa: S105 - a command


def faults(found: Environment, environ: Mapping[str, str], sections: Mapping[str, Any]) -> list[str]:
    """Settings that are missing or unsafe, one sentence each.

    Args:
        found: Paths, public URL and mode.
        environ: The process environment.
        sections: The settings by section.
    """
    given = {**environ, "GATEPOST_PUBLIC_URL": found.public_url}
    return [
        *(f"{name}: {what}" for name, what in NEEDED.items() if not given.get(name)),
        *_secret_key(environ.get("GATEPOST_SECRET_KEY", "")),
        *_keys(environ.get("GATEPOST_KEYS", "").split()),
        *_shared_secrets(sections),
        *_public_url(found.public_url),
        *_token_cookies(sections),
        *_readable_by_others(found.home, environ.get("DATABASE_URL", "")),
    ]


def weakness(text: str, least: int) -> str:
    """Why a text cannot be a random secret of at least `least` characters; empty if it can.

    Shannon entropy alone would accept sentences and repeated sequences, so these are refused first.
    """
    if len(text) < least:
        return f"has {len(text)} characters, fewer than {least}"
    if PLACEHOLDER.search(text):
        return "is a placeholder"
    if WORDS.fullmatch(text):
        return "is made of words"
    counts = Counter(text)
    bits = -sum(count * math.log2(count / len(text)) for count in counts.values())
    if bits < LEAST_BITS or text in (text + text)[1:-1]:
        return "is too regular to be random"
    return ""


def _secret_key(text: str) -> Iterator[str]:
    if text and (why := weakness(text, SECRET_KEY_CHARACTERS)):
        yield f"GATEPOST_SECRET_KEY {why}: {MAKE_SECRET}"


def _keys(given: list[str]) -> Iterator[str]:
    for position, text in enumerate(given):
        key = keyring.decode_key(text)
        if key is not None and is_predictable(key):
            yield f"GATEPOST_KEYS, number {position + 1}: is not random; generate one with `gatepost keys generate`"


def is_predictable(key: bytes) -> bool:
    """True for printable text, few distinct bytes, or a constant step between most bytes (such as 1, 2, 3, …)."""
    steps = Counter((after - before) % 256 for before, after in itertools.pairwise(key))
    text = all(0x20 <= byte < 0x7F for byte in key)  # noqa: PLR2004 - printable ASCII
    return text or len(set(key)) < DIFFERENT_BYTES or max(steps.values()) > len(key) // 2


def _shared_secrets(sections: Mapping[str, Any]) -> Iterator[str]:
    for section, name in (("tokens", "hs256_secret"), ("simple_jwt", "signing_key")):
        text = str(_section(sections, section).get(name, ""))
        if text and not text.lstrip().startswith("-----BEGIN") and (why := weakness(text, SHARED_SECRET_CHARACTERS)):
            yield f"{section}.{name} {why}: {MAKE_SECRET}"


def _public_url(url: str) -> Iterator[str]:
    if url.startswith("http:") and not targets.leads_to_loopback(url):
        yield f"GATEPOST_PUBLIC_URL is {url}: users must reach the server over https://"


def _token_cookies(sections: Mapping[str, Any]) -> Iterator[str]:
    own = _section(sections, "rest_auth")
    cookies = own.get("jwt_auth_cookie") or own.get("jwt_auth_refresh_cookie")
    if own.get("use_jwt") and cookies and not own.get("jwt_auth_secure", True):
        yield "rest_auth.jwt_auth_secure is off, so token cookies could be sent unencrypted: remove the setting"


def _readable_by_others(home: Path, database: str) -> Iterator[str]:
    if _open_to_others(home):
        yield f"{home} is accessible to every user of this machine: chmod o= {home}"
    parts = urlsplit(database)
    file = Path(unquote(parts.path.removeprefix("/"))) if parts.scheme == "sqlite" else None
    if file is not None and _open_to_others(file) and _open_to_others(file.parent):
        yield f"{file}, the database, is accessible to every user of this machine: chmod o= {file}"


def _open_to_others(path: Path) -> bool:
    return path.exists() and bool(path.stat().st_mode & stat.S_IRWXO)


def _section(sections: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A section of the settings; anything but a mapping is treated as empty here and reported by the checks."""
    found = sections.get(name, {})
    return found if isinstance(found, Mapping) else {}
