"""A challenge is answered once, in its session, by a page of ours."""

import pytest
from tests.client import Api
from tests.passkeys import INCORRECT, challenge, waiting
from tests.users import logged_in


def test_g6_a_challenge_works_once_in_its_session_and_ceremony_for_five_minutes(bob, key, clock):
    api = Api("app")
    good = key.get(challenge(api))
    other = Api("app")
    challenge(other)
    assert other.post("auth/webauthn/login", {"credential": good}).codes == INCORRECT
    assert Api("app").post("auth/webauthn/login", {"credential": good}).codes == INCORRECT
    half = waiting()
    assert half.post("auth/webauthn/authenticate", {"credential": key.get(challenge(half))}).codes == INCORRECT
    api = Api("app")
    late = key.get(challenge(api))
    clock.forward(301)
    assert api.post("auth/webauthn/login", {"credential": late}).codes == INCORRECT
    good = key.get(challenge(api))
    assert api.post("auth/webauthn/login", {"credential": good}).status == 200
    assert api.post("auth/webauthn/login", {"credential": good}).codes == INCORRECT


def test_g6_an_answer_that_reauthenticated_does_not_do_so_again(bob, key):
    """The session stays the same, unlike after a login; so that only the used challenge refuses the answer."""
    api = logged_in(bob)
    good = {"credential": key.get(challenge(api, "auth/webauthn/reauthenticate"))}
    assert api.post("auth/webauthn/reauthenticate", good).status == 200
    assert api.post("auth/webauthn/reauthenticate", good).codes == INCORRECT


ORIGINS = [
    "http://localhost.evil.test",
    "http://evil.localhost",
    "http://localhost@evil.test",
    "ftp://localhost",
    "http://127.0.0.1",
    "null",
    "",
    "http://LOCALHOST",
    "http://localhost/",
    "http://localhost:80/path",
    "http://lоcalhost",
    "https://localhost?x",
    "https://localhost#x",
    "http://[::1]",
    "localhost",
]


@pytest.mark.parametrize("origin", ORIGINS)
def test_g7_other_origins_are_refused(origin, key):
    api = Api("app")
    answer = api.post("auth/webauthn/login", {"credential": key.get(challenge(api), origin=origin)})
    assert answer.codes == INCORRECT


def test_g7_only_listed_origins_are_let_in(key, configure):
    configure(passkey={"rp_id": "localhost", "origins": ["https://app.example.org", "android:apk-key-hash:abc"]})
    api = Api("app")
    for origin, status in (
        ("https://app.example.org", 200),
        ("android:apk-key-hash:abc", 200),
        ("https://app.example.org:444", 400),
        ("https://www.app.example.org", 400),
        ("http://app.example.org", 400),
        ("http://localhost", 400),
    ):
        credential = key.get(challenge(api), origin=origin)
        assert api.post("auth/webauthn/login", {"credential": credential}).status == status
