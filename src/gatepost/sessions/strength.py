"""How strongly a session is proved, from the proofs in it. Pure.

Level 1: somebody logged in. Level 2: a second factor was shown, or a passkey that verified its user. What is unknown
is low: a login in a trusted browser, or one that Django's own code made, is level 1.
Source: NIST SP 800-63B-4, section 2; RFC 8176 for the names of methods.
"""

from collections.abc import Mapping, Sequence
from typing import Any

LOGGED_IN, TWO_FACTORS = 1, 2
AMR = {
    "password": ("pwd",),
    "code": ("otp",),
    "totp": ("otp", "mfa"),
    "recovery_codes": ("otp", "mfa"),
    "webauthn": ("pop", "mfa"),
}


def _level(proof: Mapping[str, Any]) -> int:
    return TWO_FACTORS if proof.get("method") == "mfa" else LOGGED_IN


def level(proofs: Sequence[Mapping[str, Any]]) -> int:
    """The level of a session with these proofs."""
    return max((_level(proof) for proof in proofs), default=LOGGED_IN)


def amr(proofs: Sequence[Mapping[str, Any]]) -> list[str]:
    """Authentication method references, in the order in which they were proved."""
    found: list[str] = []
    for proof in proofs:
        name = str(proof.get("type") or proof.get("method"))
        found += ("sms",) if name == "code" and "phone" in proof else AMR.get(name, ())
        found += ("user",) if proof.get("passwordless") else ()
    return list(dict.fromkeys(found))


def proved_at(proofs: Sequence[Mapping[str, Any]], wanted: int) -> float:
    """When a level was last proved, in Unix seconds; 0 if never."""
    return max((float(proof["at"]) for proof in proofs if _level(proof) >= wanted), default=0.0)
