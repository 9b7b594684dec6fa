"""The ways in: a form and a redirect, a page of the client's own, a deep link, a posted token."""

import pytest
from django.contrib.auth import get_user_model
from tests.providers import BACK, Visitor, ended
from tests.users import BOB, PASSWORD, logged_in, make_user

from gatepost.features.social.models import SocialAccount
from gatepost.features.social.operations import pipeline
from gatepost.features.social.protocol import authorization
from gatepost.testing.totp import enrol


def test_a_browser_signs_up_and_logs_in_by_redirect(visitor, provider):
    assert visitor.log_in() == (BACK, {})
    answer = visitor.get("auth/session")
    assert answer.status == 200
    user = answer.body["data"]["user"]
    assert (user["email"], user["username"], user["has_usable_password"]) == ("jane@example.org", "jane", False)
    method = answer.body["data"]["methods"][0]
    assert (method["method"], method["provider"], method["uid"]) == ("socialaccount", "test", "248289761001")
    assert visitor.get("account/email").body["data"] == [
        {"email": "jane@example.org", "primary": True, "verified": True}
    ]
    again = Visitor("browser", provider)
    again.log_in()
    assert again.get("auth/session").body["data"]["user"] == user
    assert SocialAccount.objects.count() == 1


def test_a_client_that_owns_the_page_posts_code_and_state(phone, provider, connected):
    connected(redirects=["https://app.example.org"])
    start = phone.post("auth/provider/start", {"provider": "test", "callback_url": "https://app.example.org/done"})
    assert start.status == 200
    back = provider.sign_in(start.body["data"]["authorize_url"])
    assert back["state"] == start.body["data"]["state"]
    assert phone.post("auth/provider/callback", back).status == 200
    assert phone.post("auth/provider/callback", back).codes == [("invalid_state", "state")]


def test_an_app_ends_at_its_deep_link_and_exchanges_what_it_brought(phone, provider, connected):
    connected(deep_links=["org.example.app:/done"])
    verifier = authorization.random_text()
    body = {
        "provider": "test",
        "callback_url": "org.example.app:/done",
        "code_challenge": authorization.challenge(verifier),
    }
    start = phone.post("auth/provider/start", body)
    system_browser = Visitor("browser", provider)
    response = system_browser.come_back(provider.sign_in(start.body["data"]["authorize_url"]))
    assert response.status_code == 303
    place, query = response["Location"].split("?")
    assert place == "org.example.app:/done"
    code = query.removeprefix("code=")
    assert provider.count("/token") == 0
    stranger = Visitor("app", provider)
    stranger.post("auth/provider/start", body)
    assert stranger.post("auth/provider/exchange", {"code": code, "code_verifier": verifier}).status == 400
    assert phone.post("auth/provider/exchange", {"code": code, "code_verifier": verifier}).status == 200
    assert phone.get("auth/session").status == 200
    assert system_browser.get("auth/session").status == 401


def test_a_deep_link_code_is_worth_nothing_without_the_verifier_and_dies_by_the_try(phone, provider, connected):
    connected(deep_links=["org.example.app:/done"])
    verifier = authorization.random_text()
    challenge = authorization.challenge(verifier)
    body = {"provider": "test", "callback_url": "org.example.app:/done", "code_challenge": challenge}
    start = phone.post("auth/provider/start", body)
    response = Visitor("browser", provider).come_back(provider.sign_in(start.body["data"]["authorize_url"]))
    code = ended(response)[1]["code"]
    for tried in (challenge, verifier):
        answer = phone.post("auth/provider/exchange", {"code": code, "code_verifier": tried})
        assert answer.status == 400
    assert phone.get("auth/session").status == 401


def test_what_a_deep_link_waits_for_is_not_taken_without_the_verifier(phone, provider, connected):
    connected(deep_links=["org.example.app:/done"])
    challenge = authorization.challenge(authorization.random_text())
    body = {"provider": "test", "callback_url": "org.example.app:/done", "code_challenge": challenge}
    back = provider.sign_in(phone.post("auth/provider/start", body).body["data"]["authorize_url"])
    assert phone.post("auth/provider/callback", back).codes == [("invalid_state", "state")]
    assert provider.count("/token") == 0


def test_only_listed_deep_links_and_pages_are_ends(phone, connected):
    connected(deep_links=["org.example.app:/done"], redirects=["https://app.example.org"])
    challenge = authorization.challenge("x")
    for link in ("org.example.app:/done2", "org.example.app:/done?x", "evil:/done", "https://app.example.org/"):
        body = {"provider": "test", "callback_url": link, "code_challenge": challenge}
        assert phone.post("auth/provider/start", body).codes == [("invalid", "callback_url")]
    for page in (
        "https://app.example.org.evil/",
        "https://evil.example/",
        "//app.example.org/",
        "org.example.app:/done",
    ):
        assert phone.post("auth/provider/start", {"provider": "test", "callback_url": page}).status == 400


def test_a_posted_id_token_logs_in(api, provider, connected):
    visitor = Visitor(api.client, provider)
    answer = visitor.post_token()
    assert answer.status == 200
    assert answer.body["data"]["methods"][0]["uid"] == provider.claims["sub"]
    assert visitor.get("auth/session").status == 200


def test_a_token_with_an_id_logs_in_once(phone, provider, connected, clock):
    assert phone.post_token(jti="one").status == 200
    assert Visitor("app", provider).post_token(jti="one").codes == [("invalid_token", "token")]
    assert Visitor("app", provider).post_token(jti="two").status == 200
    assert Visitor("app", provider).post_token().status == 200
    connected(tokens_once=True)
    assert Visitor("app", provider).post_token().status == 200
    assert Visitor("app", provider).post_token().status == 400


def test_what_is_missing_from_a_posted_token_is_named(phone, provider, connected):
    def post(**token):
        return phone.post("auth/provider/token", {"provider": "test", "process": "login", "token": token}).codes

    good = provider.id_token()
    assert post(id_token=good) == [("client_id_required", "token")]
    assert post(client_id=7, id_token=good) == [("client_id_required", "token")]
    assert post(client_id="other", id_token=good) == [("invalid_token", "token")]
    assert post(client_id="client") == [("token_required", "token")]
    assert post(client_id="client", id_token=["x"]) == [("token_required", "token")]
    assert post(client_id="client", access_token="x") == [("invalid_token", "token")]
    empty = phone.post("auth/provider/token", {})
    required = [("required", "process"), ("required", "provider")]
    assert empty.codes == [*required, ("invalid_token", "token"), ("required", "token")]
    unknown = {"provider": "nowhere", "process": "login", "token": {"client_id": "client", "id_token": good}}
    assert phone.post("auth/provider/token", unknown).codes == [("invalid_token", "token")]
    odd = {"provider": "test", "process": "signup", "token": {"client_id": "client", "id_token": good}}
    assert phone.post("auth/provider/token", odd).codes == [("invalid_choice", "process")]


def test_a_token_of_the_phone_apps_client_id_is_taken_where_it_is_listed(phone, provider, connected):
    assert phone.post_token(aud="ios").status == 400
    connected(connection={"client_ids": ["ios"]})
    assert phone.post_token(aud="ios").status == 200
    body = {"provider": "test", "process": "login", "token": {"client_id": "ios", "id_token": provider.id_token()}}
    assert Visitor("app", provider).post("auth/provider/token", body).status == 200


@pytest.mark.parametrize("fault", ["deny", "refuse_code", "no_id_token", "error /token", "garbage /token"])
def test_what_fails_at_the_provider_ends_at_the_clients_page_with_a_word(visitor, provider, fault):
    provider.faults.add(fault)
    place, query = visitor.log_in()
    assert place == BACK
    code = {"error /token": "provider_unavailable"}.get(fault, "provider_failed")
    unknown = {"error": "unknown", "error_code": code}
    assert query == {"error_process": "login", **({"error": "cancelled"} if fault == "deny" else unknown)}
    assert visitor.get("auth/session").status == 401
    assert not get_user_model().objects.exists()


def test_a_posted_answer_is_turned_into_a_get_of_the_same_page(visitor, provider):
    sent = visitor.leave()
    back = provider.sign_in(sent["Location"])
    posted = visitor.http.post("/_allauth/social/test/callback", back | {"user": '{"name": {"firstName": "Jane"}}'})
    assert posted.status_code == 303
    assert posted["Location"].startswith("/_allauth/social/test/callback?")
    assert ended(visitor.http.get(posted["Location"])) == (BACK, {})


def test_a_second_factor_is_asked_for_after_a_provider_too(db, provider, connected):
    user = make_user()
    enrol(user)
    bobs = logged_in(user)
    token = {"client_id": "client", "id_token": provider.id_token()}
    assert bobs.post("auth/provider/token", {"provider": "test", "process": "connect", "token": token}).status == 200
    visitor = Visitor("browser", provider)
    assert visitor.log_in() == (BACK, {})
    assert visitor.get("auth/session").pending == ["mfa_authenticate"]
    assert visitor.post("auth/login", {"email": BOB, "password": PASSWORD}).pending == ["mfa_authenticate"]


def test_a_disabled_user_does_not_get_in(visitor, provider):
    visitor.log_in()
    get_user_model().objects.update(is_active=False)
    again = Visitor("browser", provider)
    assert again.log_in() == (BACK, {"error": "account_disabled", "error_process": "login"})
    assert again.get("auth/session").status == 401


heard = []


def hear(arrival, user, *, fresh):
    del arrival, user
    heard.append(fresh)
    return {}


def test_c4_no_step_of_the_project_is_run_for_a_disabled_user(visitor, provider, connected):
    """A step may do more than return columns, such as telling another system, and that is not rolled back."""
    connected(pipeline={"fields": f"{__name__}.hear"})
    visitor.log_in()
    heard.clear()
    Visitor("browser", provider).log_in()
    assert heard == [False]
    get_user_model().objects.update(is_active=False)
    assert Visitor("browser", provider).log_in()[1]["error"] == "account_disabled"
    assert heard == [False]


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"state": "\x00", "code": "\x00"},
        {"state": "gpv_" + "0" * 49},
        {"state": "x" * 10_000, "code": "x" * 10_000},
        {"error": "\r\nLocation: https://evil.example"},
        {"code": "\ud800".encode("utf-8", "surrogatepass")},
    ],
)
def test_nothing_that_comes_to_the_callback_breaks_it(visitor, answer):
    for response in (visitor.come_back(answer), visitor.http.post("/_allauth/social/test/callback", answer)):
        if response.status_code == 400:  # a form with NUL bytes, which is read by nothing
            assert answer["code"] == "\x00"
            continue
        assert response.status_code == 303
        assert "evil.example" not in response["Location"].partition("?")[0]
    assert visitor.come_back(answer, "nowhere").status_code in (400, 404)


def test_a_name_posted_by_the_browser_is_a_name_and_nothing_else(visitor, provider):
    for user in (
        "[" * 4000,
        "{}",
        "null",
        '{"name": 7}',
        '{"name": {"firstName": {}}}',
        '{"email": "evil@example.org"}',
    ):
        back = provider.sign_in(visitor.leave()["Location"])
        assert ended(visitor.come_back(back | {"user": user})) == (BACK, {})
    assert visitor.get("account/email").body["data"][0]["email"] == "jane@example.org"


def test_a_first_login_that_was_overtaken_between_two_looks_asks_for_nothing(provider, connected, monkeypatch, db):
    first = Visitor("app", provider).post_token()
    look, looks = pipeline.known, []

    def late(arrival):
        looks.append(arrival)
        return look(arrival) if len(looks) > 1 else None

    monkeypatch.setattr(pipeline, "known", late)
    second = Visitor("app", provider).post_token()
    assert (first.status, second.status) == (200, 200)
    assert second.body["data"]["user"]["id"] == first.body["data"]["user"]["id"]
    assert len(looks) == 2
