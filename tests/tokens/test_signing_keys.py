"""The keys that sign access tokens: made, rotated, retired, revoked, published."""

import json

import jwt as pyjwt
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from joserfc.jwk import KeySet

from gatepost.checks import check
from gatepost.ground import clock as ground_clock
from gatepost.ground.models import Event
from gatepost.tokens.models import SigningKey
from gatepost.tokens.signed import jwt, key_queries, signing_keys

pytestmark = pytest.mark.django_db
RING = "t2:HwABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4"


@pytest.fixture(autouse=True)
def _standing_clock(clock):
    """Time stands still."""


def token(seconds=300):
    return jwt.sign({"exp": ground_clock.unix() + seconds}, signing_keys.ring().active)


def good(text):
    try:
        return bool(jwt.verify(text, jwt.Policy(keys=signing_keys.find)))
    except jwt.BadToken as bad:
        return bad.reason is not jwt.Reason.UNKNOWN_KEY


def states():
    return sorted(row.state for row in key_queries.every())


@pytest.mark.parametrize("algorithm", signing_keys.ALGORITHMS)
def test_the_first_need_makes_an_active_and_a_next_key(algorithm, configure):
    configure(tokens={"algorithm": algorithm})
    assert signing_keys.ring().active.algorithm == algorithm
    assert states() == ["active", "next"]
    assert good(token())


def test_keys_are_read_once_in_five_seconds(clock):
    text = token()
    with CaptureQueriesContext(connection) as counted:
        for _ in range(4):
            assert good(text)
            clock.forward(1.2)
        assert len(counted) == 0
        clock.forward(1)
        assert good(text)
    assert len(counted) == 1


def test_a_rotation_takes_the_key_that_was_published_before_and_old_tokens_stay_good(clock):
    text, before = token(), signing_keys.published()["keys"]
    assert signing_keys.rotate()
    active = signing_keys.ring().active
    assert active.kid in {key["kid"] for key in before}
    assert states() == ["active", "next", "retired"]
    assert good(text)
    assert good(token())
    assert len(signing_keys.published()["keys"]) == 3


def test_a_retired_key_verifies_until_its_last_token_has_expired(clock):
    text = token(seconds=3000)
    signing_keys.rotate()
    clock.forward(300 + jwt.LEEWAY_SECONDS - 1)
    assert good(text)
    clock.forward(2)
    signing_keys.forget()
    assert not good(text)
    assert len(signing_keys.published()["keys"]) == 2


def test_h13_a_revoked_key_is_dead_everywhere_within_five_seconds(clock):
    """The cache of this process stands for those of all others: nothing tells it."""
    text = token()
    other_process = signing_keys.ring()
    assert signing_keys.revoke(other_process.active.kid)
    signing_keys._ring = other_process
    clock.forward(4.9)
    assert good(text)
    clock.forward(0.2)
    assert not good(text)
    assert signing_keys.ring().active.kid != other_process.active.kid
    assert states() == ["active", "next", "revoked"]
    assert Event.objects.filter(kind="signing_key_revoked").count() == 1


def test_the_next_key_can_be_revoked_and_retired_too():
    signing_keys.ring()
    for act in (signing_keys.retire, signing_keys.revoke):
        kid = next(row.kid for row in key_queries.every() if row.state == "next")
        assert act(kid)
        assert not act(kid)
        assert states().count("next") == 1
        assert states().count("active") == 1
    assert not signing_keys.revoke("unknown")


def test_a_change_of_the_algorithm_comes_with_the_next_rotation(configure):
    text = token()
    configure(tokens={"algorithm": "EdDSA"})
    assert signing_keys.ring().active.algorithm == "ES256"
    assert signing_keys.rotate()
    assert signing_keys.ring().active.algorithm == "EdDSA"
    assert good(text)
    assert {row.algorithm for row in key_queries.every() if row.slot} == {"EdDSA"}


def test_a_key_signs_for_ninety_days(clock):
    first = signing_keys.ring().active.kid
    clock.forward(90 * 86400 - 10)
    assert signing_keys.ring().active.kid == first
    clock.forward(20)
    assert signing_keys.ring().active.kid != first
    assert states() == ["active", "next", "retired"]


def test_the_private_half_is_sealed_and_bound_to_its_row():
    first = signing_keys.ring().active
    secret = first.private()["d"]
    rows = list(SigningKey.objects.all())
    assert secret not in str([row.__dict__ for row in rows])
    SigningKey.objects.filter(pk=rows[0].pk).update(sealed=rows[1].sealed)
    signing_keys.forget()
    signing_keys._opened.clear()
    with pytest.raises(ImproperlyConfigured, match="KEYS"):
        signing_keys.ring()


def test_keys_are_opened_by_an_older_key_of_the_ring_and_by_no_other(settings):
    text, ring = token(), settings.GATEPOST["KEYS"]
    settings.GATEPOST = {**settings.GATEPOST, "KEYS": [RING, *ring]}
    assert good(text)
    settings.GATEPOST = {**settings.GATEPOST, "KEYS": [RING]}
    with pytest.raises(ImproperlyConfigured, match="was sealed by a key that is not in KEYS"):
        signing_keys.ring()


def test_dead_keys_are_cleaned_away(clock):
    signing_keys.ring()
    signing_keys.rotate()
    clock.forward(60)
    assert key_queries.delete_old(ground_clock.now(), 10) == 1
    assert states() == ["active", "next"]


def test_the_published_set_is_what_other_libraries_read_and_holds_no_secret(configure):
    for algorithm in ("ES256", "EdDSA", "RS256", "HS256"):
        configure(tokens={"algorithm": algorithm, "strategy": "jwt"})
        signing_keys.rotate()
    keys = json.loads(Client().get("/.well-known/jwks.json").content)["keys"]
    assert {key["alg"] for key in keys} == {"ES256", "EdDSA", "RS256"}
    assert not [key for key in keys if {"d", "p", "q", "k"} & key.keys()]
    assert len({key["kid"] for key in keys}) == len(KeySet.import_key_set({"keys": keys}).keys) == len(keys)


def test_the_published_set_is_there_where_tokens_are_signed(configure):
    for tokens, status in (
        ({"strategy": "session"}, 404),
        ({"strategy": "opaque"}, 404),
        ({"strategy": "jwt"}, 200),
        ({"strategy": "session", "browser_cookies": True}, 200),
    ):
        configure(tokens=tokens)
        assert Client().get("/.well-known/jwks.json").status_code == status


def test_the_published_set_may_be_kept_for_an_hour_and_asked_for_again_by_its_mark(configure):
    configure(tokens={"strategy": "jwt"})
    first = Client().get("/.well-known/jwks.json")
    assert first.headers["Cache-Control"] == "public, max-age=3600"
    again = Client().get("/.well-known/jwks.json", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    signing_keys.rotate()
    changed = Client().get("/.well-known/jwks.json", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]
    assert Client().post("/.well-known/jwks.json").status_code == 405


@pytest.mark.parametrize(
    "secret", ["SeCreT", "x" * 31, "-----BEGIN PUBLIC KEY-----" + "A" * 40, '{"kty": "oct", "k": "' + "A" * 43 + '"}']
)
def test_h7_a_weak_secret_for_hs256_is_an_error_of_the_set_up(secret, configure):
    configure(tokens={"hs256_secret": secret})
    (error,) = [message for message in check() if message.id == "gatepost.E014"]
    assert secret not in str(error)


def test_a_shared_secret_signs_what_its_other_holders_can_verify(configure):
    configure(tokens={"algorithm": "HS256", "hs256_secret": "s" * 32, "strategy": "jwt"})
    assert not [message for message in check() if message.id == "gatepost.E014"]
    assert pyjwt.decode(token(), "s" * 32, algorithms=["HS256"], options={"verify_exp": False})
    assert states() == []
    assert json.loads(Client().get("/.well-known/jwks.json").content) == {"keys": []}
