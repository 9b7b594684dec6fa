"""Browsers in which a user has logged in before.

A browser keeps a cookie with a random id and, for each user who logged in there, a keyed digest of user and id. Nothing
is stored on the server. Failed logins from a known browser are counted separately, so that strangers who guess an
account's password can't lock its owner out.
Source: OWASP ASVS 5.0, 6.1.1.
"""

import secrets

from gatepost.ground import keyring
from gatepost.ground.user_types import UserId

COOKIE = "gatepost_device"
LIFETIME_SECONDS = 365 * 86400
USERS = 5
ID_LENGTH = 32


def _parts(cookie: str) -> tuple[str, list[str]]:
    device, *tags = cookie.split(".")
    if len(device) != ID_LENGTH or not device.isalnum() or not device.isascii() or len(tags) > USERS:
        return "", []
    return device, tags


def known(cookie: str, user_id: UserId) -> str:
    """The id of the browser if this user has logged in there before, else an empty text, as for a forged cookie."""
    device, tags = _parts(cookie)
    if not device:
        return ""
    wanted = keyring.digests("device", str(user_id), device)
    found = any(secrets.compare_digest(tag.encode(), one.encode()) for tag in tags for one in wanted)
    return device if found else ""


def remember(cookie: str, user_id: UserId) -> str:
    """The cookie with this user added, the newest first."""
    device, tags = _parts(cookie)
    device = device or secrets.token_hex(ID_LENGTH // 2)
    own = keyring.digest("device", str(user_id), device)
    return ".".join([device, own, *(tag for tag in tags if tag != own)][: USERS + 1])
