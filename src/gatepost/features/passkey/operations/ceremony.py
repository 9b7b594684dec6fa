"""Challenges and the verification of their answers: the security-critical part of WebAuthn.

The library checks type, challenge, origin, relying party, presence, verification and signature; what it does not check
is checked here. A challenge is kept in a one-time secret, bound to the session and the kind of ceremony.
Source: W3C Web Authentication Level 3, sections 7.1 and 7.2.
"""

import base64
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import msgspec
from fido2 import cbor
from fido2.cose import CoseKey
from fido2.server import Fido2Server
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
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
from gatepost.features.passkey.models import Passkey
from gatepost.features.passkey.operations import reading
from gatepost.features.passkey.operations.reading import AuthenticatorResponse
from gatepost.features.passkey.settings import PasskeySettings
from gatepost.ground import secrets
from gatepost.ground.models import OneTimeSecret
from gatepost.ground.secrets import Purpose
from gatepost.ground.settings import OutboxSettings
from gatepost.ground.user_types import UserId

ES256, EDDSA, RS256 = -7, -8, -257
BACKUP_ELIGIBLE, BACKED_UP = 0x08, 0x10
FLAGS_AT = 32
"""Where the flags are in authenticator data, after the digest of the relying party."""
LOCALHOST = re.compile(r"https?://localhost(:[0-9]{1,5})?")


class VerifiedCredential(msgspec.Struct, frozen=True):
    """The contents of a valid answer.

    Args:
        credential: Credential id and public key.
        sign_count: The authenticator's signature counter.
        verified: Whether the authenticator verified its user.
    """

    credential: AttestedCredentialData
    sign_count: int
    verified: bool


def attested(attestation_object: str) -> VerifiedCredential:
    """The key in an attestation that another package has verified and stored, in base64url.

    Raises:
        ValueError: It is malformed, or contains no key.
    """
    try:
        data = AttestationObject(base64.urlsafe_b64decode(attestation_object + "=" * (-len(attestation_object) % 4)))
    except (TypeError, KeyError) as error:
        raise ValueError("malformed attestation") from error
    if data.auth_data.credential_data is None:
        raise ValueError("an attestation without a key")
    return VerifiedCredential(data.auth_data.credential_data, data.auth_data.counter, data.auth_data.is_user_verified())


def stored(credential_id: str, public_key: str) -> AttestedCredentialData:
    """The key of another package that kept only its id and its public key (COSE), both in base64url.

    Raises:
        ValueError: It is malformed.
    """
    key, text = (base64.urlsafe_b64decode(one + "=" * (-len(one) % 4)) for one in (credential_id, public_key))
    try:
        decoded: Any = cbor.decode(text)
        found = CoseKey.parse(decoded)
    except (TypeError, KeyError) as error:
        raise ValueError("malformed key") from error
    if not key or getattr(found, "ALGORITHM", None) not in (ES256, EDDSA, RS256):
        raise ValueError("a key without an id, or of an unknown kind")
    return AttestedCredentialData.create(Aaguid(bytes(16)), key, found)


def credential_of(row: Passkey) -> AttestedCredentialData:
    """Credential id and public key, in the library's type."""
    return AttestedCredentialData(base64.urlsafe_b64decode(row.credential))


def origin_is_ours(origin: str) -> bool:
    """Whether a page may use our keys; compared exactly, except that without a setting any port of localhost may."""
    settings = conf.read(PasskeySettings)
    if origin in _app_origins(settings):
        return True
    if listed := settings.own_origins():
        return origin in listed
    return LOCALHOST.fullmatch(origin) is not None


def _app_origins(settings: PasskeySettings) -> list[str]:
    """The origins of Android apps, which consist of the digests of their signing certificates."""
    digests = [bytes.fromhex(one.replace(":", "")) for app in settings.android_apps for one in app.fingerprints]
    return [f"android:apk-key-hash:{base64.urlsafe_b64encode(one).rstrip(b'=').decode()}" for one in digests]


def _server() -> Fido2Server:
    settings = conf.read(PasskeySettings)
    name = settings.rp_name or conf.read(OutboxSettings).from_name
    server = Fido2Server(
        PublicKeyCredentialRpEntity(id=settings.relying_party(), name=name), verify_origin=origin_is_ours
    )
    server.allowed_algorithms = [
        PublicKeyCredentialParameters(type=PublicKeyCredentialType.PUBLIC_KEY, alg=alg) for alg in (ES256, EDDSA, RS256)
    ]
    return server


def remember(purpose: Purpose, bound_to: str, user_id: UserId | None, state: Mapping[str, Any]) -> None:
    """Store a challenge until it is answered; it replaces an older one of the same kind."""
    secrets.issue(
        purpose,
        user_id=user_id,
        target=msgspec.json.encode(dict(state)).decode(),
        lifetime=timedelta(seconds=conf.read(PasskeySettings).challenge_seconds),
        bound_to=bound_to,
    )


def recall(purpose: Purpose, bound_to: str) -> tuple[OneTimeSecret, dict[str, Any]] | None:
    """The pending challenge with its state, if any."""
    row = secrets.bound(purpose, bound_to) if bound_to else None
    return (row, msgspec.json.decode(row.target)) if row is not None else None


class KeyUser(msgspec.Struct, frozen=True):
    """How a key identifies and names its user.

    Args:
        handle: The user handle, which reveals nothing about the user.
        name: Distinguishes the accounts of one person.
        display_name: What the person is called.
    """

    handle: bytes
    name: str
    display_name: str


def creation(
    user: KeyUser,
    known: Sequence[AttestedCredentialData],
    *,
    passwordless: bool,
    conditional: bool = False,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Creation options for a new key, and the state to keep.

    Args:
        user: How the key will identify and name its user.
        known: Keys that the user already has, which the browser excludes.
        passwordless: Whether the key alone should log in: it must then be discoverable and verify its user.
        conditional: Whether the browser creates it without asking its user, who is then neither present nor verified.
    """
    verified = passwordless and not conditional
    verification = UserVerificationRequirement.REQUIRED if verified else UserVerificationRequirement.PREFERRED
    resident = ResidentKeyRequirement.REQUIRED if passwordless else ResidentKeyRequirement.DISCOURAGED
    options, state = _server().register_begin(
        PublicKeyCredentialUserEntity(id=user.handle, name=user.name, display_name=user.display_name),
        known,
        resident_key_requirement=resident,
        user_verification=verification,
        extensions={"credProps": True},
    )
    return dict(options), {**state, "passwordless": passwordless}


def request(known: Sequence[bytes], *, verification: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    """Request options for an assertion, and the state to keep.

    Args:
        known: Ids of the keys that may answer; any discoverable key if empty.
        verification: Whether the authenticator must verify its user.
    """
    wanted = UserVerificationRequirement.REQUIRED if verification else UserVerificationRequirement.PREFERRED
    listed = [PublicKeyCredentialDescriptor(type=PublicKeyCredentialType.PUBLIC_KEY, id=one) for one in known]
    options, state = _server().authenticate_begin(listed, user_verification=wanted)
    return dict(options), dict(state)


def registered(
    state: Mapping[str, Any], answer: AuthenticatorResponse, *, conditional: bool = False
) -> VerifiedCredential | None:
    """Verify the registration of a new key; None if anything is invalid.

    Args:
        state: As `creation` returned it.
        answer: The authenticator's response.
        conditional: Whether its user need not have been present, as for a key created with conditional mediation.
            Source: W3C Web Authentication Level 3, section 7.1, step 15.
    """
    try:
        parsed = RegistrationResponse.from_dict(answer.values)
        _strict(parsed.response.client_data, parsed.response.attestation_object.auth_data)
        data = _server().register_complete(state, _present(answer, parsed) if conditional else answer.values)
        credential = data.credential_data
        algorithm = credential.public_key.ALGORITHM if credential is not None else None
    except Exception as error:  # noqa: BLE001 - parsing untrusted bytes may raise anything, and every failure is a refusal
        reading.refused(repr(error))
        return None
    if credential is None or credential.credential_id != parsed.raw_id or algorithm not in (ES256, EDDSA, RS256):
        reading.refused("its attested data is missing, or has another id or algorithm")
        return None
    return VerifiedCredential(credential, data.counter, data.is_user_verified())


def _present(answer: AuthenticatorResponse, parsed: RegistrationResponse) -> dict[str, Any]:
    """The response with the flag of a present user, which the library insists on; no attestation is verified.

    Everything else that the library checks stays as it came.
    """
    found = parsed.response.attestation_object
    data = bytearray(found.auth_data)
    data[FLAGS_AT] |= AuthenticatorData.FLAG.UP
    made = AttestationObject.create(found.fmt, AuthenticatorData(bytes(data)), found.att_stmt)
    response = {**answer.values["response"], "attestationObject": reading.encode(bytes(made))}
    return {**answer.values, "response": response}


def asserted(
    state: Mapping[str, Any], answer: AuthenticatorResponse, key: AttestedCredentialData
) -> VerifiedCredential | None:
    """Verify the assertion of a known key; None if anything is invalid."""
    try:
        parsed = AuthenticationResponse.from_dict(answer.values)
        _strict(parsed.response.client_data, parsed.response.authenticator_data)
        credential = _server().authenticate_complete(state, [key], answer.values)
        data = parsed.response.authenticator_data
    except Exception as error:  # noqa: BLE001 - as above
        reading.refused(repr(error))
        return None
    return VerifiedCredential(credential, data.counter, data.is_user_verified())


def _strict(client: CollectedClientData, data: AuthenticatorData) -> None:
    """Refuse what the library accepts: cross-origin frames and impossible flags.

    Raises:
        ValueError: Says which of these was found.
    """
    said = msgspec.json.decode(bytes(client))
    if said.get("crossOrigin", False) is not False or "topOrigin" in said:
        raise ValueError("created in a frame of another origin")
    if data.flags & BACKED_UP and not data.flags & BACKUP_ELIGIBLE:
        raise ValueError("backed up, but not eligible for backup")
