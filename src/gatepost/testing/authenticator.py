"""A software passkey that answers correctly unless told to send something else.

    key = SoftwareAuthenticator(origin="http://localhost")
    credential = key.create(creation_options)      # for POST account/authenticators/webauthn
    credential = key.get(request_options)          # for POST auth/webauthn/login

Each part of an answer can be replaced by a keyword argument, to test that a server refuses it.
Source: W3C Web Authentication Level 3, sections 6 and 7.
"""

import base64
import hashlib
import json
import os
from collections.abc import Mapping
from typing import Any, Literal

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256, RS256, EdDSA

USER_PRESENT, USER_VERIFIED, BACKUP_ELIGIBLE, BACKED_UP, ATTESTED = 0x01, 0x04, 0x08, 0x10, 0x40
Algorithm = Literal["ES256", "EdDSA", "RS256"]


def encode(data: bytes) -> str:
    """Encode as base64url without padding, the form of all binary values in WebAuthn's JSON."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Decode base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class SoftwareAuthenticator:
    """An authenticator that holds one key, for one user of one relying party.

    Args:
        origin: Origin of the page, as the browser reports it.
        algorithm: `ES256`, `EdDSA` or `RS256`.
        counts: Whether to increment the signature counter; synchronized passkeys leave it at 0.
    """

    def __init__(
        self, origin: str = "http://localhost", algorithm: Algorithm = "ES256", *, counts: bool = False
    ) -> None:
        self.origin = origin
        self.counts = counts
        self.count = 0
        self.credential_id = os.urandom(32)
        self.user_handle = b""
        self.rp_id = ""
        self._algorithm = algorithm
        self._key = _KEYS[algorithm]()

    def create(self, options: Mapping[str, Any], **lies: Any) -> dict[str, Any]:
        """Create a credential, as `navigator.credentials.create()` does.

        Args:
            options: Creation options as the server returned them, with or without `publicKey`.
            lies: Replacements for `challenge`, `origin`, `type`, `cross_origin`, `rp_id`, `flags`, `credential_id`,
                `fmt`, `client_data` (additional fields) or any top-level field of the answer.
        """
        public = options.get("publicKey", options)
        self.user_handle = decode(public["user"]["id"])
        self.rp_id = public["rp"]["id"]
        client = self._client_data("webauthn.create", public["challenge"], lies)
        key = lies.get("credential_id", self.credential_id)
        attested = bytes(16) + len(key).to_bytes(2, "big") + key + cbor.encode(dict(self._public()))
        data = self._data(lies, USER_PRESENT | USER_VERIFIED | ATTESTED) + attested
        statement = cbor.encode({"fmt": lies.get("fmt", "none"), "attStmt": {}, "authData": data})
        response = {"clientDataJSON": encode(client), "attestationObject": encode(statement)}
        return self._answer(response, lies, {"credProps": {"rk": True}})

    def get(self, options: Mapping[str, Any], **lies: Any) -> dict[str, Any]:
        """Sign a challenge, as `navigator.credentials.get()` does.

        Args:
            options: Request options as the server returned them, with or without `publicKey`.
            lies: As for `create`, plus `signature`, `user_handle` and `count`.
        """
        public = options.get("publicKey", options)
        self.rp_id = public["rpId"]
        client = self._client_data("webauthn.get", public["challenge"], lies)
        self.count += self.counts
        data = self._data(lies, USER_PRESENT | USER_VERIFIED)
        signature = self._sign(data + hashlib.sha256(client).digest())
        response = {
            "clientDataJSON": encode(client),
            "authenticatorData": encode(data),
            "signature": encode(lies.get("signature", signature)),
            "userHandle": encode(lies.get("user_handle", self.user_handle)),
        }
        return self._answer(response, lies, {})

    def _answer(self, response: dict[str, str], lies: Mapping[str, Any], results: dict[str, Any]) -> dict[str, Any]:
        key = encode(lies.get("credential_id", self.credential_id))
        answer = {
            "id": key,
            "rawId": key,
            "type": "public-key",
            "response": response,
            "clientExtensionResults": results,
            "authenticatorAttachment": "platform",
        }
        return answer | {name: value for name, value in lies.items() if name in answer and name != "type"}

    def _client_data(self, kind: str, challenge: str, lies: Mapping[str, Any]) -> bytes:
        fields = {
            "type": lies.get("type", kind),
            "challenge": lies.get("challenge", challenge),
            "origin": lies.get("origin", self.origin),
            "crossOrigin": lies.get("cross_origin", False),
            **lies.get("client_data", {}),
        }
        return json.dumps(fields).encode()

    def _data(self, lies: Mapping[str, Any], flags: int) -> bytes:
        rp_hash = hashlib.sha256(lies.get("rp_id", self.rp_id).encode()).digest()
        return rp_hash + bytes([lies.get("flags", flags)]) + int(lies.get("count", self.count)).to_bytes(4, "big")

    def _public(self) -> Any:
        kinds: dict[str, Any] = {"ES256": ES256, "EdDSA": EdDSA, "RS256": RS256}
        return kinds[self._algorithm].from_cryptography_key(self._key.public_key())

    def _sign(self, message: bytes) -> Any:
        if isinstance(self._key, ec.EllipticCurvePrivateKey):
            return self._key.sign(message, ec.ECDSA(SHA256()))
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(message, padding.PKCS1v15(), SHA256())
        return self._key.sign(message)


_KEYS: dict[str, Any] = {
    "ES256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "EdDSA": ed25519.Ed25519PrivateKey.generate,
    "RS256": lambda: rsa.generate_private_key(65537, 2048),
}
