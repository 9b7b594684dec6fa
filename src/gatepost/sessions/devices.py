"""Browsers in which a user logged in before.

A browser keeps a mark: a random id and, for each user who logged in there, a keyed digest of user and id. Nothing is
stored on the server. Failed logins from a marked browser are counted apart, so that strangers who guess at an account
cannot lock its owner out.
Source: OWASP ASVS 5.0, 6.1.1.
"""

import secrets
from typing import Any

from gatepost.ground import keyring

COOKIE = "gatepost_device"
LIFETIME_SECONDS = 365 * 86400
USERS = 5
ID_SIGNS = 32


def _parts(mark: str) -> tuple[str, list[str]]:
    device, *tags = mark.split(".")
    if len(device) != ID_SIGNS or not device.isalnum() or not device.isascii() or len(tags) > USERS:
        return "", []
    return device, tags


def known(mark: str, user_id: Any) -> str:
    """The id of the browser if this user logged in there before, else an empty text; a changed mark is none."""
    device, tags = _parts(mark)
    if not device:
        return ""
    wanted = keyring.digests("device", str(user_id), device)
    found = any(secrets.compare_digest(tag.encode(), one.encode()) for tag in tags for one in wanted)
    return device if found else ""


def remember(mark: str, user_id: Any) -> str:
    """The mark with this user in it, the newest first."""
    device, tags = _parts(mark)
    device = device or secrets.token_hex(ID_SIGNS // 2)
    own = keyring.digest("device", str(user_id), device)
    return ".".join([device, own, *(tag for tag in tags if tag != own)][: USERS + 1])
