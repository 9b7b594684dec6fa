"""Challenges and their answers: the part of WebAuthn that decides.

The library checks type, challenge, origin, relying party, presence, verification and signature; what it leaves open is
checked here. A challenge lives in a one-time secret, bound to the session and the kind of ceremony.
Source: W3C Web Authentication Level 3, sections 7.1 and 7.2.
"""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import msgspec
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorData,
    CollectedClientData,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialParameters,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from gatepost import conf
from gatepost.ground import secrets
from gatepost.ground.models import OneTimeSecret
from gatepost.ground.secrets import Purpose
from gatepost.ground.settings import OutboxSettings
from gatepost.methods.passkey.settings import PasskeySettings

ES256, EDDSA, RS256 = -7, -8, -257
BACKUP_ELIGIBLE, BACKED_UP = 0x08, 0x10
LOCALHOST = re.compile(r"https?://localhost(:[0-9]{1,5})?")


class Shown(msgspec.Struct, frozen=True):
    """What a good answer holds.

    Args:
        credential: Id and public key.
        sign_count: The authenticator's counter.
        verified: Whether it verified its user.
    """

    credential: AttestedCredentialData
    sign_count: int
    verified: bool


def origin_is_ours(origin: str) -> bool:
    """Whether a page may use our keys; compared exactly, but for the ports of localhost without a setting."""
    settings = conf.read(PasskeySettings)
    if origin in _app_origins(settings):
        return True
    if settings.origins:
        return origin in settings.origins
    if settings.rp_id != "localhost":
        return origin == f"https://{settings.rp_id}"
    return LOCALHOST.fullmatch(origin) is not None


def _app_origins(settings: PasskeySettings) -> list[str]:
    """How Android names an app: by the digest of its certificate."""
    digests = [bytes.fromhex(one.replace(":", "")) for app in settings.android_apps for one in app.fingerprints]
    return [f"android:apk-key-hash:{base64.urlsafe_b64encode(one).rstrip(b'=').decode()}" for one in digests]


def _server() -> Fido2Server:
    settings = conf.read(PasskeySettings)
    name = settings.rp_name or conf.read(OutboxSettings).from_name
    server = Fido2Server(PublicKeyCredentialRpEntity(id=settings.rp_id, name=name), verify_origin=origin_is_ours)
    server.allowed_algorithms = [
        PublicKeyCredentialParameters(type=PublicKeyCredentialType.PUBLIC_KEY, alg=alg) for alg in (ES256, EDDSA, RS256)
    ]
    return server


def remember(purpose: Purpose, bound_to: str, user_id: Any, state: Mapping[str, Any]) -> None:
    """Keep a challenge for the answer; an older one of the same kind dies."""
    secrets.issue(
        purpose,
        user_id=user_id,
        target=msgspec.json.encode(dict(state)).decode(),
        lifetime=timedelta(seconds=conf.read(PasskeySettings).challenge_seconds),
        bound_to=bound_to,
    )


def recall(purpose: Purpose, bound_to: str) -> tuple[OneTimeSecret, dict[str, Any]] | None:
    """The challenge that waits for an answer."""
    row = secrets.bound(purpose, bound_to) if bound_to else None
    return (row, msgspec.json.decode(row.target)) if row is not None else None


def creation(
    user_handle: bytes, name: str, known: Sequence[AttestedCredentialData], *, passwordless: bool
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Options for a new key, and the state to keep.

    Args:
        user_handle: What the key will say of its user; tells nothing by itself.
        name: Shown by the browser.
        known: Keys that the user has already.
        passwordless: Whether the key is to log in alone: it must know its user and verify them.
    """
    verification = UserVerificationRequirement.REQUIRED if passwordless else UserVerificationRequirement.PREFERRED
    resident = ResidentKeyRequirement.REQUIRED if passwordless else ResidentKeyRequirement.DISCOURAGED
    options, state = _server().register_begin(
        PublicKeyCredentialUserEntity(id=user_handle, name=name, display_name=name),
        known,
        resident_key_requirement=resident,
        user_verification=verification,
        extensions={"credProps": True},
    )
    return dict(options), {**state, "passwordless": passwordless}


def request(known: Sequence[bytes], *, verification: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    """Options for an assertion, and the state to keep.

    Args:
        known: Ids of the keys that may answer; none given lets any discoverable one.
        verification: Whether the authenticator must verify its user.
    """
    wanted = UserVerificationRequirement.REQUIRED if verification else UserVerificationRequirement.PREFERRED
    listed = [PublicKeyCredentialDescriptor(type=PublicKeyCredentialType.PUBLIC_KEY, id=one) for one in known]
    options, state = _server().authenticate_begin(listed or None, user_verification=wanted)
    return dict(options), dict(state)


def registered(state: Mapping[str, Any], answer: Mapping[str, Any]) -> Shown | None:
    """What a new key showed, or None for anything that is not exactly right."""
    try:
        parsed = RegistrationResponse.from_dict(answer)
        _strict(answer, parsed.response.client_data, parsed.response.attestation_object.auth_data)
        data = _server().register_complete(state, answer)
        credential = data.credential_data
        if credential is None or credential.credential_id != parsed.raw_id:
            return None
        if credential.public_key.ALGORITHM not in (ES256, EDDSA, RS256):
            return None
    except Exception:  # noqa: BLE001 - whatever a parser says of a stranger's bytes is a no
        return None
    return Shown(credential, data.counter, data.is_user_verified())


def asserted(state: Mapping[str, Any], answer: Mapping[str, Any], key: AttestedCredentialData) -> Shown | None:
    """What a known key showed, or None for anything that is not exactly right."""
    try:
        parsed = AuthenticationResponse.from_dict(answer)
        _strict(answer, parsed.response.client_data, parsed.response.authenticator_data)
        credential = _server().authenticate_complete(state, [key], answer)
        data = parsed.response.authenticator_data
    except Exception:  # noqa: BLE001 - as above
        return None
    return Shown(credential, data.counter, data.is_user_verified())


def _strict(answer: Mapping[str, Any], client: CollectedClientData, data: AuthenticatorData) -> None:
    """Refuse what the library lets pass: frames of strangers, impossible flags, a missing id.

    Raises:
        ValueError: One of these.
    """
    said = msgspec.json.decode(bytes(client))
    if answer.get("type") != "public-key" or answer.get("id") != answer.get("rawId"):
        raise ValueError("not a public key, or two ids")
    if said.get("crossOrigin", False) is not False or "topOrigin" in said:
        raise ValueError("from a frame of another origin")
    if data.flags & BACKED_UP and not data.flags & BACKUP_ELIGIBLE:
        raise ValueError("backed up without being eligible")


def raw_id(answer: Mapping[str, Any]) -> str:
    """The digest by which an answer's key is looked up; empty for junk."""
    text = answer.get("rawId")
    if not isinstance(text, str):
        return ""
    try:
        return digest(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError:
        return ""


def digest(credential_id: bytes) -> str:
    """A credential's id in a form that any database can index."""
    return hashlib.sha256(credential_id).hexdigest()


def user_handle_of(answer: Mapping[str, Any]) -> str | None:
    """What a discoverable key says of its user, in hex; None if it says nothing."""
    response = answer.get("response")
    text = response.get("userHandle") if isinstance(response, dict) else None
    if not isinstance(text, str) or not text:
        return None
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).hex()
    except ValueError:
        return ""
