"""Rows H1-H15, C3-C6, F17, J6 and J10 of the list of attacks, as far as no folder of their own tests them."""

import time

import jwt as pyjwt
import pytest
from tests.security import jwt_mutants as made
from tests.security.jwt_mutants import KEYS, NOW, mutants, signed

from gatepost.tokens.signed.jwt import BadToken, Policy, verify


@pytest.fixture(autouse=True)
def _standing_clock(clock, monkeypatch):
    """Both libraries look at the same clock."""
    assert clock.now == NOW

    class Standing(pyjwt.api_jwt.datetime):
        @classmethod
        def now(cls, tz=None):
            return cls.fromtimestamp(clock.now, tz)

    monkeypatch.setattr(pyjwt.api_jwt, "datetime", Standing)


def policy(name):
    return Policy(
        keys=lambda kid: KEYS[name] if kid == "k1" else None,
        types=("at+jwt",),
        issuers=(made.ISSUER,),
        audiences=(made.AUDIENCE,),
        required=made.REQUIRED,
    )


def takes(name, text):
    try:
        return bool(verify(text, policy(name)))
    except BadToken:
        return False


@pytest.mark.parametrize("name", KEYS)
def test_h1_to_h6_every_mutant_is_refused_in_no_time_and_pyjwt_agrees(name):
    assert takes(name, signed(name))
    assert made.pyjwt_takes(name, signed(name))
    count = 0
    for what, text, laxer in mutants(name):
        begun = time.thread_time()
        assert not takes(name, text), what
        assert time.thread_time() - begun < 0.5, what  # CPU seconds; it takes milliseconds
        assert made.pyjwt_takes(name, text) == (laxer is not None), what
        count += 1
    assert count >= 180
