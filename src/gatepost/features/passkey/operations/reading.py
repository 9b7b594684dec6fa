"""Normalizes the encoding of a key's answer as sent by a client.

Browsers write binary values in base64url without padding; libraries for apps also write base64, with padding and line
breaks, and encode `id` and `rawId` differently. So the decoded bytes are compared rather than the text.
Source: W3C Web Authentication Level 3, section 5.1, `PublicKeyCredentialJSON`; RFC 4648, sections 3.1, 4 and 5.
"""

import base64
import binascii
import hashlib
import logging
import re
from collections.abc import Mapping
from typing import Any

import msgspec

log = logging.getLogger("gatepost")
ASSERTION = ("clientDataJSON", "authenticatorData", "signature")
CREATION = ("clientDataJSON", "attestationObject")
_BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}")
_ONE_ALPHABET = str.maketrans({"-": "+", "_": "/", "\r": None, "\n": None})


class AuthenticatorResponse(msgspec.Struct, frozen=True, kw_only=True):
    """A complete, well-formed answer; the ceremony verifies it.

    Args:
        digest: Digest of the credential id, to look up the key.
        user_handle: How a discoverable key identifies its user, in hex; None if absent.
        values: The whole answer, in base64url without padding.
    """

    digest: str
    user_handle: str | None
    values: dict[str, Any]


def read(credential: Mapping[str, Any], parts: tuple[str, ...]) -> AuthenticatorResponse | None:
    """Normalize an answer; if anything is missing or malformed, log what it is and return None.

    Args:
        credential: As sent by the client.
        parts: The required fields of its `response`: `ASSERTION` or `CREATION`.
    """
    faults: list[str] = []
    said = credential.get("response")
    response = said if isinstance(said, dict) else {}
    handle = {"userHandle": response["userHandle"]} if response.get("userHandle") else {}
    wanted = {
        **{name: credential.get(name) for name in ("id", "rawId")},
        **{f"response.{name}": response.get(name) for name in parts},
        **{f"response.{name}": value for name, value in handle.items()},
    }
    found = {name: _bytes(name, value, faults) for name, value in wanted.items()}
    if found["id"] != found["rawId"] and not faults:
        faults.append("id and rawId are different")
    if credential.get("type") != "public-key":
        faults.append("type is not public-key" if credential.get("type") else "type is missing")
    if faults:
        refused("; ".join(faults))
        return None
    texts = {name.removeprefix("response."): encode(value) for name, value in found.items()}
    inner = {name: texts[name] for name in (*parts, *handle)}
    values = {**credential, "id": texts["id"], "rawId": texts["rawId"], "response": {**response, **inner}}
    if not handle:
        values["response"].pop("userHandle", None)
    shown = found["response.userHandle"].hex() if handle else None
    return AuthenticatorResponse(digest=digest(found["rawId"]), user_handle=shown, values=values)


def refused(why: str) -> None:
    """Log why an answer was refused; the client only learns that it was."""
    log.warning("a passkey's answer was refused: %.200s", why)


def digest(credential_id: bytes) -> str:
    """Digest of a credential id, short enough for any database's index."""
    return hashlib.sha256(credential_id).hexdigest()


def encode(data: bytes) -> str:
    """Encode as base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(name: str, value: object, faults: list[str]) -> bytes:
    if value in (None, ""):
        faults.append(f"{name} is missing")
        return b""
    text = value.translate(_ONE_ALPHABET) if isinstance(value, str) else "?"
    bare = text.rstrip("=")
    try:
        if _BASE64.fullmatch(text):
            return base64.b64decode(bare + "=" * (-len(bare) % 4))
    except binascii.Error:
        pass
    faults.append(f"{name} is not base64url")
    return b""
