"""How strongly the user of a session is authenticated, from its proofs. Pure.

Level 1: logged in. Level 2: with a second factor, or a passkey with user verification. In doubt the level is low: a
login in a trusted browser, or one by Django's own code, is level 1.
Source: NIST SP 800-63B-4, section 2; RFC 8176 for the names of methods.
"""

from collections.abc import Mapping, Sequence
from typing import Any

LOGGED_IN, TWO_FACTORS = 1, 2
_amr: dict[str, tuple[str, ...]] = {}


def register(names: Mapping[str, tuple[str, ...]]) -> None:
    """Register the `amr` values that features declare for each kind of proof, in place of those registered before."""
    _amr.clear()
    _amr.update(names)


def _level(proof: Mapping[str, Any]) -> int:
    return TWO_FACTORS if proof.get("method") == "mfa" else LOGGED_IN


def level(proofs: Sequence[Mapping[str, Any]]) -> int:
    """The level of a session with these proofs."""
    return max((_level(proof) for proof in proofs), default=LOGGED_IN)


def amr(proofs: Sequence[Mapping[str, Any]]) -> list[str]:
    """Authentication method references, in the order of the proofs."""
    found: list[str] = []
    for proof in proofs:
        name = str(proof.get("type") or proof.get("method"))
        found += ("sms",) if name == "code" and "phone" in proof else _amr.get(name, ())
        found += ("user",) if proof.get("passwordless") else ()
    return list(dict.fromkeys(found))


def authenticated_at(proofs: Sequence[Mapping[str, Any]], wanted: int) -> float:
    """When the user last authenticated at a level, in Unix seconds; 0 if never."""
    return max((float(proof["at"]) for proof in proofs if _level(proof) >= wanted), default=0.0)
