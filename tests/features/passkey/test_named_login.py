"""A login that begins with a name, for keys that don't know their user."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.client import Api
from tests.users import BOB, PASSWORD, logged_in, make_user

from gatepost.accounts import lifecycle
from gatepost.testing.authenticator import SoftwareAuthenticator, encode

OPTIONS = "auth/webauthn/options"
LOGIN = "auth/webauthn/login"


@pytest.fixture(autouse=True)
def _on(configure):
    configure(passkey={"named_login": True})


def with_key(user, **how):
    api, key = logged_in(user), SoftwareAuthenticator(**how)
    api.post("auth/reauthenticate", {"password": PASSWORD})
    options = api.get("account/authenticators/webauthn").body["data"]["creation_options"]
    assert api.post("account/authenticators/webauthn", {"credential": key.create(options)}).status == 200
    return key


def options(api, **who):
    return api.post(OPTIONS, who).body["data"]["request_options"]


def ids(api, **who):
    return [one["id"] for one in options(api, **who)["publicKey"]["allowCredentials"]]


@pytest.mark.parametrize("who", [{"email": BOB}, {"email": "BOB@example.org"}, {"username": "bob"}])
def test_a_key_that_does_not_know_its_user_logs_in(api, bob, who):
    key = with_key(bob)
    public = options(api, **who)
    assert [one["id"] for one in public["publicKey"]["allowCredentials"]] == [encode(key.credential_id)]
    assert public["publicKey"]["userVerification"] == "required"
    key.user_handle = b""
    answer = api.post(LOGIN, {"credential": key.get(public)})
    assert (answer.status, answer.body["data"]["methods"][0]["passwordless"]) == (200, True)


def test_b6_an_unknown_name_gets_the_same_made_up_keys_each_time(app, bob):
    with_key(bob)
    real = options(app, email=BOB)["publicKey"]
    seen = set()
    for number in range(40):
        email = f"nobody{number}@example.org"
        made_up = options(app, email=email)["publicKey"]
        assert made_up.keys() == real.keys()
        assert [one.keys() for one in made_up["allowCredentials"][:1]] == [real["allowCredentials"][0].keys()]
        assert ids(Api("browser"), email=email) == ids(Api("app"), email=email.upper()) != []
        seen.add((len(made_up["allowCredentials"]), len(made_up["allowCredentials"][0]["id"])))
    assert {count for count, _ in seen} == {1, 2}
    assert len({length for _, length in seen}) > 2


def test_b6_a_user_without_a_key_or_without_access_looks_like_nobody(app, bob):
    first = ids(app, email=BOB)
    assert first == ids(app, email=BOB) != []
    key = with_key(bob)
    assert ids(app, email=BOB) == [encode(key.credential_id)]
    lifecycle.set_active(bob.pk, active=False)
    assert ids(app, email=BOB) == first


def test_b6_a_name_costs_the_same_whether_it_is_known_or_not(app, bob):
    with_key(bob)
    counts = set()
    for email in (BOB, "nobody@example.org"):
        with CaptureQueriesContext(connection) as counted:
            options(Api("app"), email=email)
        counts.add(len(counted))
    assert len(counts) == 1


def test_g10_a_challenge_for_one_user_takes_no_key_of_another(app, bob):
    with_key(bob)
    eve = with_key(make_user("eve@example.org", "eve"))
    public = options(app, email=BOB)
    assert app.post(LOGIN, {"credential": eve.get(public)}).codes == [("incorrect_code", "credential")]
    eve.user_handle = b""
    assert app.post(LOGIN, {"credential": eve.get(public)}).codes == [("incorrect_code", "credential")]


def test_without_a_name_a_key_must_know_its_user(app, bob):
    key = with_key(bob)
    public = app.get(LOGIN).body["data"]["request_options"]
    key.user_handle = b""
    assert app.post(LOGIN, {"credential": key.get(public)}).codes == [("incorrect_code", "credential")]


def test_input(app, configure, db):
    assert app.post(OPTIONS, {}).codes == [("required", "email")]
    assert app.post(OPTIONS, {"email": BOB, "username": "bob"}).codes == [("required", "email")]
    assert app.post(OPTIONS, {"email": "x"}).codes == [("invalid", "email")]
    configure(limits={"enabled": True})
    statuses = [app.post(OPTIONS, {"email": BOB}).status for _ in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
    configure(passkey={"named_login": False})
    assert app.post(OPTIONS, {"email": BOB}).status == 404
