"""After the move, over HTTP and without allauth: every user logs in by every method, and live sessions still work."""

import pyotp
import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from gatepost.testing.authenticator import SoftwareAuthenticator

pytestmark = pytest.mark.live
PASSWORD = "a-l0ng-Secret"
APP = "/_allauth/app/v1/"
BROWSER = "/_allauth/browser/v1/"


class App:
    """A client that keeps its session token, as apps do."""

    def __init__(self, moved, token=None):
        self.client, self.token = moved.client, token

    def __call__(self, verb, path, **body):
        headers = {"X-Session-Token": self.token} if self.token else {}
        with self.client() as http:
            answer = http.request(verb, APP + path, json=body or None, headers=headers)
        self.token = answer.json().get("meta", {}).get("session_token", self.token)
        return answer


def pending(answer):
    return {flow["id"] for flow in answer.json()["data"]["flows"] if flow.get("is_pending")}


def log_in(moved, **credentials):
    app = App(moved)
    return app, app("POST", "auth/login", password=PASSWORD, **credentials)


@pytest.mark.parametrize("name", ["plain", "several", "social", "root", "called", "unheard"])
def test_a_password_signs_in_by_name_and_by_address(moved, name):
    assert log_in(moved, username=name)[1].status_code == 200
    assert log_in(moved, email=f"{name}@example.org")[1].status_code == 200


def test_unusual_names_sign_in(moved):
    for number, name in enumerate(moved.facts["unusual"]):
        assert log_in(moved, username=name)[1].status_code == 200, name
        assert log_in(moved, email=f"unusual+{number}@example.org")[1].status_code == 200, name


def test_a_verified_second_address_signs_in_and_an_unverified_one_does_not(moved):
    assert log_in(moved, email="second@example.org")[1].status_code == 200
    app, answer = log_in(moved, email="third@example.org")
    assert answer.status_code == 400
    app, _ = log_in(moved, username="several")
    listed = {one["email"]: (one["verified"], one["primary"]) for one in app("GET", "account/email").json()["data"]}
    assert listed == {
        "several@example.org": (True, True),
        "second@example.org": (True, False),
        "third@example.org": (False, False),
    }


def test_a_verified_number_signs_in_and_an_unverified_one_does_not(moved):
    assert log_in(moved, phone="+4915112345678")[1].status_code == 200
    assert log_in(moved, phone="+4915112345679")[1].status_code == 400


def test_users_whom_allauth_held_back_still_have_to_verify(moved):
    answer = log_in(moved, username="held")[1]
    assert answer.status_code == 401
    assert pending(answer) == {"verify_email"}
    assert log_in(moved, username="u0")[1].status_code == 401
    assert log_in(moved, username="u1")[1].status_code == 200


@pytest.mark.parametrize("name", ["inactive", "disabled"])
def test_disabled_users_stay_out(moved, name):
    assert log_in(moved, username=name)[1].status_code in (400, 401, 403)
    assert "user" not in log_in(moved, username=name)[1].json().get("data", {})


def test_a_user_without_a_password_logs_in_with_a_mailed_code(moved):
    assert log_in(moved, username="nopassword")[1].status_code == 400
    app = App(moved)
    assert app("POST", "auth/code/request", email="nopassword@example.org").status_code == 401
    mails = [file.read_text() for file in sorted((moved.project.folder / "mail").iterdir())]
    mail = next(text for text in reversed(mails) if "To: nopassword@example.org" in text)
    code = next(line.strip() for line in mail.splitlines() if len(line.strip()) == 9 and line.strip()[4] == "-")
    assert app("POST", "auth/code/confirm", code=code).status_code == 200


def test_the_authenticator_app_is_asked_for_and_works(moved):
    app, answer = log_in(moved, username="app")
    assert answer.status_code == 401
    assert "mfa_authenticate" in pending(answer)
    assert app("POST", "auth/2fa/authenticate", code="000000").status_code == 400
    code = pyotp.TOTP(moved.facts["factors"]["secret"]).now()
    assert app("POST", "auth/2fa/authenticate", code=code).status_code == 200


def test_unused_recovery_codes_work_once_and_used_ones_do_not(moved):
    factors = moved.facts["factors"]
    app, _ = log_in(moved, username="app")
    assert app("POST", "auth/2fa/authenticate", code=factors["used"]).status_code == 400
    assert app("POST", "auth/2fa/authenticate", code=factors["codes"][0]).status_code == 200
    app, _ = log_in(moved, username="app")
    assert app("POST", "auth/2fa/authenticate", code=factors["codes"][0]).status_code == 400
    assert app("POST", "auth/2fa/authenticate", code=factors["codes"][1]).status_code == 200


def test_codes_that_allauth_had_taken_over_work(moved):
    for code in moved.facts["factors"]["migrated"]:
        app, _ = log_in(moved, username="legacy")
        assert app("POST", "auth/2fa/authenticate", code=code).status_code == 200
        app, _ = log_in(moved, username="legacy")
        assert app("POST", "auth/2fa/authenticate", code=code).status_code == 400


def key_of(moved, name):
    stored = moved.facts["keys"][name]
    key = SoftwareAuthenticator("http://localhost")
    key.credential_id, key.user_handle = bytes.fromhex(stored["id"]), bytes.fromhex(stored["handle"])
    key._key = load_pem_private_key(stored["pem"].encode(), None)
    return key


def test_a_passkey_signs_in_alone(moved):
    app = App(moved)
    options = app("GET", "auth/webauthn/login").json()["data"]["request_options"]
    answer = app("POST", "auth/webauthn/login", credential=key_of(moved, "passkey").get(options))
    assert (answer.status_code, answer.json()["data"]["user"]["username"]) == (200, "passkey")


def test_a_security_key_is_the_second_factor(moved):
    app, answer = log_in(moved, username="securitykey")
    assert "mfa_authenticate" in pending(answer)
    options = app("GET", "auth/webauthn/authenticate").json()["data"]["request_options"]
    answer = app("POST", "auth/webauthn/authenticate", credential=key_of(moved, "securitykey").get(options))
    assert (answer.status_code, answer.json()["data"]["user"]["username"]) == (200, "securitykey")


def test_an_account_at_a_provider_signs_in_by_its_subject(moved, provider):
    app = App(moved)
    token = {"client_id": provider.client_id, "id_token": provider.id_token(sub="alice", email="other@example.net")}
    answer = app("POST", "auth/provider/token", provider="company", process="login", token=token)
    assert (answer.status_code, answer.json()["data"]["user"]["username"]) == (200, "social")
    linked = app("GET", "account/providers").json()["data"]
    assert {one["provider"]["id"]: one["uid"] for one in linked} == {
        "company": "alice",
        "github": "2000",
        "google": "1000",
        "slack": "T1:U1",
    }


def test_live_sessions_of_browsers_and_their_data_go_on(moved):
    with moved.client(cookies={"sessionid": moved.facts["sessions"]["browser"]}) as browser:
        assert browser.get("/me/").json() == {"user": "browser", "cart": [1, 2]}
        answer = browser.get(BROWSER + "auth/session")
        assert answer.status_code == 200
        assert [one["method"] for one in answer.json()["data"]["methods"]] == ["password"]
        (listed,) = browser.get(BROWSER + "auth/sessions").json()["data"]
        assert "Firefox" in listed["user_agent"]
        assert listed["ip"] == "127.0.0.1"


def test_session_tokens_of_apps_go_on_until_a_logout(moved):
    token = moved.facts["sessions"]["app"]
    app = App(moved, token)
    assert app("GET", "auth/session").json()["data"]["user"]["username"] == "phoneapp"
    assert app("DELETE", "auth/session").status_code == 401
    assert App(moved, token)("GET", "auth/session").status_code == 410
    moved.project.migrate_from()
    assert App(moved, token)("GET", "auth/session").status_code == 410


def test_the_data_of_a_visitor_goes_on(moved):
    with moved.client(cookies={"sessionid": moved.facts["sessions"]["visitor"]}) as visitor:
        assert visitor.get("/me/").json() == {"user": None, "cart": [3]}


@pytest.mark.parametrize("name", ["changed", "expired", "ended", "disabled"])
def test_dead_sessions_stay_dead(moved, name):
    key = moved.facts["sessions"][name]
    with moved.client(cookies={"sessionid": key}) as browser:
        assert browser.get("/me/").json()["user"] is None
        assert browser.get(BROWSER + "auth/session").status_code == 401
    assert App(moved, key)("GET", "auth/session").status_code in (401, 410)


def test_undo_names_what_changed_since_and_keeps_it(project):
    project.migrate_from()
    with project.serving() as client:
        app = type("Moved", (), {"client": staticmethod(client)})
        visitor, _ = log_in(app, username="app")
        code = project.facts["factors"]["codes"][0]
        assert visitor("POST", "auth/2fa/authenticate", code=code).status_code == 200
    said = project.migrate_from("--undo").stdout
    assert "Sets of recovery codes: " in said
    assert "kept, because changed since: 1" in said
    assert "have these users generate new ones" in said
    assert len(project.rows("gatepost_movedrow")) == 1
