"""Add, rename and remove passkeys and security keys."""

from tests.client import Api
from tests.factors import with_app
from tests.passkeys import KEYS, challenge, enrol, prove
from tests.users import BOB, logged_in, make_user

from gatepost.features.passkey import queries
from gatepost.testing.authenticator import SoftwareAuthenticator


def test_managing_keys(api, bob):
    api = logged_in(bob, api.client)
    assert [flow["id"] for flow in api.get(KEYS).flows] == ["reauthenticate"]
    prove(api)
    public = api.get(KEYS).body["data"]["creation_options"]["publicKey"]
    assert public["rp"] == {"id": "localhost", "name": "gatepost"}
    chosen = public["authenticatorSelection"]
    assert (chosen["residentKey"], chosen["userVerification"]) == ("discouraged", "preferred")
    assert -7 in [one["alg"] for one in public["pubKeyCredParams"]]
    assert public["extensions"] == {"credProps": True}
    assert BOB not in public["user"]["id"]
    for query in ("?passwordless", "?passwordless=false"):
        chosen = api.get(KEYS + query).body["data"]["creation_options"]["publicKey"]["authenticatorSelection"]
        assert (chosen["residentKey"], chosen["userVerification"]) == ("required", "required")
    for body in (None, {}, {"credential": None}, {"credential": {}}, {"name": "x"}):
        assert api.post(KEYS, body).codes == [("required", "credential")]
    assert api.post(KEYS, {"credential": "x"}).codes == [("invalid", "credential")]
    assert api.post(KEYS, {"credential": {"id": "x"}}).codes == [("incorrect_code", None)]
    first = SoftwareAuthenticator()
    answer = enrol(api, first)
    one = answer.body["data"]
    assert answer.body["meta"] == {"recovery_codes_generated": True}
    assert (one["name"], one["type"], one["is_passwordless"], one["last_used_at"]) == ("One", "webauthn", True, None)
    assert enrol(api, first).codes == [("incorrect_code", None)]
    assert len(api.get(KEYS).body["data"]["creation_options"]["publicKey"]["excludeCredentials"]) == 1
    answer = enrol(api, SoftwareAuthenticator(), passwordless=False, name=None)
    two = answer.body["data"]
    assert answer.body["meta"] == {"recovery_codes_generated": False}
    assert (two["name"], two["is_passwordless"]) == ("Backup key", False)
    held = api.get("account/authenticators").body["data"]
    assert [entry["type"] for entry in held] == ["webauthn", "recovery_codes", "webauthn"]

    assert api.put(KEYS, {}).codes == [("required", "id"), ("required", "name")]
    assert api.put(KEYS, {"id": one["id"], "name": "x" * 101}).codes == [("max_length", "name")]
    for unknown in (1, "abc"):
        assert api.put(KEYS, {"id": unknown, "name": "x"}).codes == [("invalid_choice", "id")]
    assert api.put(KEYS, {"id": one["id"], "name": "Renamed"}).body["data"] == {**one, "name": "Renamed"}

    assert api.delete(KEYS, {}).codes == [("required", "authenticators")]
    assert api.delete(KEYS, {"authenticators": [1]}).codes == [("invalid_choice", "authenticators")]
    assert api.delete(KEYS, {"authenticators": ["x"]}).codes == [("invalid_pk_value", "authenticators")]
    assert api.delete(KEYS, {"authenticators": "x"}).codes == [("invalid_list", "authenticators")]
    assert api.delete(KEYS, {"authenticators": [one["id"]]}).body == {"status": 200}
    assert api.delete(KEYS, {"authenticators": [two["id"]]}).status == 200
    assert api.get("account/authenticators").body["data"] == []


def test_an_unverified_address_gets_no_key(api):
    api = prove(logged_in(make_user(verified=False), api.client))
    assert (api.get(KEYS).status, api.get(KEYS).codes) == (409, [("unverified_email", None)])


def test_the_last_way_in_stays(bob, key):
    type(bob).objects.filter(pk=bob.pk).update(password="!none")
    bob.gatepost_identifiers.filter(kind="email").delete()
    api = Api("app")
    api.post("auth/webauthn/login", {"credential": key.get(challenge(api))})
    number = api.get("account/authenticators").body["data"][0]["id"]
    public = challenge(api, "auth/webauthn/reauthenticate")
    assert api.post("auth/webauthn/reauthenticate", {"credential": key.get(public)}).status == 200
    answer = api.delete(KEYS, {"authenticators": [number]})
    assert answer.codes == [("cannot_remove_last_login", "authenticators")]
    assert len(queries.of_user(bob.pk)) == 1


def test_g14_changes_need_a_fresh_proof_and_are_told(bob, key, post, configure):
    configure(accounts={"notifications": True})
    with_app(bob)
    api = logged_in(bob)
    number = queries.of_user(bob.pk)[0].authenticator.number
    for verb, path, body in (
        ("GET", KEYS, None),
        ("PUT", KEYS, {"id": number, "name": "x"}),
        ("DELETE", KEYS, {"authenticators": [number]}),
        ("DELETE", "account/authenticators/totp", None),
        ("POST", "account/authenticators/recovery-codes", None),
    ):
        answer = api.call(verb, path, body)
        assert (answer.status, answer.body["meta"]["is_authenticated"]) == (401, True)
    prove(api)
    assert api.delete(KEYS, {"authenticators": [number]}).status == 200
    assert api.delete("account/authenticators/totp").status == 200
    assert len(post.to(BOB)) == 2


def test_keys_without_a_name_were_all_called_backup_key(app, bob):
    api = prove(logged_in(bob))
    names = [enrol(api, SoftwareAuthenticator(), name=None).body["data"]["name"] for _ in range(4)]
    assert names == ["Master key", "Backup key", "Key nr. 3", "Key nr. 4"]


def test_the_address_stood_where_browsers_show_who_a_key_is_of(app, bob):
    user = prove(logged_in(bob)).get(KEYS).body["data"]["creation_options"]["publicKey"]["user"]
    assert (user["name"], user["displayName"]) == (BOB, bob.get_username())
