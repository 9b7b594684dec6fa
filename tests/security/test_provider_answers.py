"""Rows E1 to E14 of the attack list: what providers, and people in their name, may say."""

import json
import socket
import time
from urllib.parse import parse_qsl, urlsplit

import msgspec
import pytest
from django.contrib.auth import SESSION_KEY, get_user_model
from tests.providers import BACK, Visitor, ended
from tests.users import make_user

from gatepost.features.social import connections, person, providers
from gatepost.features.social.models import SocialAccount
from gatepost.features.social.protocol import authorization, fetch, metadata
from gatepost.features.social.protocol.fault import FaultReason, ProviderFault
from gatepost.ground.guarded_http import client, transport
from gatepost.sessions.store import SessionStore
from gatepost.tokens.signed.jwk import Key

FAILED = (BACK, {"error": "unknown", "error_process": "login", "error_code": "provider_failed"})
STALE = {"error": "unknown", "error_process": "login", "error_code": "invalid_state"}


def nobody(visitor):
    return visitor.get("auth/session").status == 401 and not get_user_model().objects.exists()


def query_of(url):
    return dict(parse_qsl(urlsplit(url).query))


def test_e1_an_answer_needs_the_state_of_this_very_session(visitor, provider, clock):
    page = "http://127.0.0.1:8000/account/provider/callback"
    sent = visitor.leave()["Location"]
    back = provider.sign_in(sent)
    other_end = "y" if back["state"].endswith("x") else "x"
    for broken in ({"state": ""}, {"state": "x"}, {"state": back["state"][:-1] + other_end}):
        assert ended(visitor.come_back(back | broken)) == (page, STALE)
    other = Visitor("browser", provider)
    other.leave()
    assert ended(other.come_back(back)) == (page, STALE)
    assert Visitor("browser", provider).come_back(back).status_code == 303
    assert nobody(other)
    clock.forward(601)
    assert ended(visitor.come_back(back)) == (page, STALE)
    assert nobody(visitor)
    assert provider.count("/token") == 0
    back = provider.sign_in(visitor.leave()["Location"])
    assert ended(visitor.come_back(back)) == (BACK, {})
    assert ended(visitor.come_back(back)) == (page, STALE)


def logged_in_with_the_same_session(visitor, user):
    """A project that writes the user to the session itself, without Django's `login`, which would replace it."""
    session = SessionStore(visitor.http.cookies["sessionid"].value)
    session[SESSION_KEY] = str(user.pk)
    session.save()
    assert visitor.get("auth/session").body["data"]["user"]["id"] == user.pk


@pytest.mark.parametrize("process", ["login", "connect"])
def test_e1_a_state_of_somebody_else_is_refused_in_a_session_that_stayed(visitor, provider, process):
    """Otherwise whoever used the browser before has a way into the account of who uses it now."""
    bob, eve = make_user(), make_user("eve@example.org", "eve")
    visitor.leave()  # opens the session
    if process == "connect":
        logged_in_with_the_same_session(visitor, eve)
    back = provider.sign_in(visitor.leave(process=process)["Location"])
    logged_in_with_the_same_session(visitor, bob)
    assert ended(visitor.come_back(back))[1]["error_code"] == "invalid_state"
    assert not SocialAccount.objects.exists()


def test_e2_a_state_is_good_at_its_own_provider_and_for_its_own_process_only(db, provider, configure):
    one, two = (provider.settings(name)["connections"] for name in ("one", "two"))
    configure(social=provider.settings() | {"connections": one | two})
    visitor = Visitor("browser", provider, "one")
    back = provider.sign_in(visitor.leave()["Location"])
    assert ended(visitor.come_back(back, "two"))[1] == STALE
    assert ended(visitor.leave(process="connect"))[1]["error"] == "login_required"
    assert ended(visitor.leave(process="signup"))[1]["error_code"] == "invalid_choice"
    assert nobody(visitor)
    assert connections.named("one").redirect_uri != connections.named("two").redirect_uri


def test_e3_nothing_that_a_caller_makes_becomes_part_of_a_state(phone, provider, connected):
    connected(redirects=["https://app.example.org"])
    mine = {
        "state": "mine",
        "nonce": "mine",
        "code_verifier": "mine",
        "verifier": "mine",
        "redirect_uri": "https://evil/",
    }
    body = {"provider": "test", "callback_url": "https://app.example.org/done", **mine}
    sent = query_of(phone.post("auth/provider/start", body).body["data"]["authorize_url"])
    assert "mine" not in sent.values()
    assert sent["redirect_uri"] == "https://app.example.org/done"
    forged = phone.post("auth/provider/callback", {"state": "mine", "code": "x"})
    assert forged.codes == [("invalid_state", "state")]


@pytest.mark.parametrize("name", sorted(providers.names()))
def test_e4_every_provider_gets_a_challenge_by_s256_and_never_a_plain_one(name):
    provider = providers.named(name)
    options = {
        option: "https://id.example" if option in connections.ADDRESSES else "example.org"
        for option in provider.options
    }
    chosen = connections.ConnectionSettings(provider=name, client_id="client", secret="s", options=options)
    connection = connections.make("test", chosen)
    endpoints = metadata.Endpoints(authorize="https://id.example/authorize", exchange="https://id.example/token")
    ticket = authorization.Ticket(connection="test", redirect_uri="https://us/", verifier="v" * 43, nonce="n")
    sent = query_of(authorization.address(connection, endpoints, ticket, "state"))
    if provider.pkce:
        assert (sent["code_challenge_method"], sent["code_challenge"]) == ("S256", authorization.challenge("v" * 43))
    assert "plain" not in sent.values()
    assert "v" * 43 not in str(sent)
    assert sent["state"] == "state"


def test_e4_the_provider_gets_the_right_verifier(visitor, provider):
    sent = query_of(visitor.leave()["Location"])
    assert sent["code_challenge_method"] == "S256"
    visitor.log_in()
    given = next(params for _, path, params, _ in provider.seen if path == "/token")
    assert len(given["code_verifier"]) == 43


def test_e5_a_code_of_somebody_else_is_worth_nothing(db, provider, connected):
    victim, attacker = Visitor("browser", provider), Visitor("browser", provider)
    stolen = provider.sign_in(victim.leave()["Location"])
    mine = provider.sign_in(attacker.leave()["Location"])
    assert ended(attacker.come_back(mine | {"code": stolen["code"]})) == FAILED
    assert ended(victim.come_back(stolen | {"code": mine["code"]})) == FAILED
    assert nobody(attacker)
    assert nobody(victim)


@pytest.mark.parametrize("fault", ["other_iss", "no_iss"])
def test_e6_an_answer_of_another_issuer_is_refused_before_the_code_is_shown(visitor, provider, fault):
    provider.faults.add(fault)
    assert visitor.log_in() == FAILED
    assert provider.count("/token") == 0
    assert nobody(visitor)


@pytest.mark.parametrize("fault", ["other_issuer", "slash_issuer", "http_keys"])
def test_e7_a_document_that_is_not_the_issuers_own_is_refused(visitor, provider, fault):
    provider.faults.add(fault)
    answer = visitor.leave()
    assert ended(answer) == FAILED
    assert visitor.post_token().codes == [("invalid_token", "token")]
    assert nobody(visitor)


@pytest.mark.parametrize("said", ["true", 1, "1", None, False, [], {}, ["true"]])
def test_e9_an_address_counts_as_verified_by_boolean_true_alone(db, provider, connected, said):
    provider.claims["email_verified"] = said
    visitor = Visitor("app", provider)
    assert visitor.post_token().status == 200
    assert visitor.get("account/email").body["data"][0]["verified"] is False


@pytest.mark.parametrize(
    "email", ["a@b@example.org", "Jane@example.org", "ｊane@example.org", "jane@example.org\n", "jane", "", 7, None]
)
def test_e9_an_address_in_an_odd_spelling_counts_as_unverified(provider, email):
    answers = {"claims": {"sub": "1", "email": email, "email_verified": True}}
    found = person.read(providers.named("openid"), answers)
    assert found.verified is False or found.email == "jane@example.org"
    assert "@" in found.email or not found.email


def test_e9_a_provider_that_vouches_for_nothing_is_not_believed(db, provider, connected):
    connected(connection={"vouches": False})
    visitor = Visitor("app", provider)
    assert visitor.post_token().status == 200
    assert visitor.get("account/email").body["data"][0]["verified"] is False


@pytest.mark.parametrize(
    "subject", [None, "", 0, False, True, [], {}, ["x"], "  ", 1.5, "x" * 300, "a\x00b", "abc ", "\tabc"]
)
def test_e10_a_subject_that_is_none_is_refused(db, provider, configure, subject):
    configure(social={"connections": {"test": {"provider": "github", "client_id": "client", "secret": "s"}}})
    with pytest.raises(person.NobodyError):
        person.read(providers.named("github"), {"user": {"id": subject}, "emails": []})
    with pytest.raises(person.NobodyError):
        person.read(providers.named("github"), {"user": {"message": "Bad credentials"}, "emails": []})


def test_e10_subjects_are_compared_sign_by_sign_and_names_lead_nowhere(phone, provider, db):
    for subject in ("Abc", "abc", "ábc", "a bc"):
        visitor = Visitor("app", provider)
        assert visitor.post_token(sub=subject, email=None, preferred_username="same").status == 401
        body = {
            "email": f"u{SocialAccount.objects.count()}@example.org",
            "username": f"u{SocialAccount.objects.count()}",
        }
        assert visitor.post("auth/provider/signup", body).status == 200
    assert SocialAccount.objects.count() == get_user_model().objects.count() == 4
    renamed = Visitor("app", provider)
    assert renamed.post_token(sub="Abc", preferred_username="other", email="new@example.org").status == 200
    assert renamed.get("auth/session").body["data"]["user"]["username"] == "u0"


def test_e11_an_access_token_of_another_app_is_refused(db, provider, connected, monkeypatch):
    google = providers.named("google")
    replaced = msgspec.structs.replace
    ask = replaced(google.audience.ask, url=f"{provider.issuer}/tokeninfo")
    changed = replaced(google, audience=replaced(google.audience, ask=ask), issuer=provider.issuer)
    monkeypatch.setattr(providers, "named", lambda _: changed)
    connected(connection={"options": {}})
    provider.access_tokens.add("at")
    said = {"aud": "another-app", "sub": provider.claims["sub"]}
    provider.answers["/tokeninfo"] = lambda _: said
    body = {"provider": "test", "process": "login", "token": {"client_id": "client", "access_token": "at"}}
    visitor = Visitor("app", provider)
    for wrong in ({"aud": "another-app"}, {"aud": None}, {"aud": ["client"]}, {"aud": "client", "sub": "another"}):
        said.update({"sub": provider.claims["sub"]} | wrong)
        assert visitor.post("auth/provider/token", body).codes == [("invalid_token", "token")]
    said.update({"aud": "client", "sub": provider.claims["sub"]})
    assert visitor.post("auth/provider/token", body).status == 200


def test_e11_a_provider_that_cannot_say_for_whom_takes_no_access_token(phone, provider):
    body = {"provider": "test", "process": "login", "token": {"client_id": "client", "access_token": "at"}}
    assert phone.post("auth/provider/token", body).codes == [("invalid_token", "token")]


def test_e12_a_request_changes_nothing_of_what_a_provider_is_asked(visitor, provider):
    usual = query_of(visitor.leave()["Location"])
    odd = {"scope": "admin", "auth_params": "prompt=none", "client_id": "evil", "params": '{"scope": "x"}'}
    tried = query_of(visitor.leave(**odd)["Location"])
    after = query_of(Visitor("browser", provider).leave()["Location"])
    for name in ("client_id", "scope", "redirect_uri", "response_type"):
        assert usual[name] == tried[name] == after[name]
    assert usual.keys() == tried.keys() == after.keys()
    for reserved in ("state", "redirect_uri", "client_id"):
        chosen = connections.ConnectionSettings(provider="google", client_id="c", params={reserved: "x"})
        with pytest.raises(connections.ImproperlyConfigured):
            connections.make("test", chosen)


@pytest.mark.parametrize("fault", ["hang", "drip", "error", "huge", "garbage", "redirect"])
@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/jwks"])
def test_e13_a_provider_that_is_down_slow_huge_or_lying_costs_less_than_six_seconds(
    phone, provider, monkeypatch, fault, path
):
    monkeypatch.setattr(transport, "SECONDS", 0.5)
    provider.faults.add(f"{fault} {path}")
    before = time.monotonic()
    answer = phone.post_token()
    assert time.monotonic() - before < 2
    assert answer.status in (400, 503)
    assert phone.get("auth/session").status == 401


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/jwks"])
def test_e13_a_redirect_leads_nowhere(phone, provider, path):
    provider.faults.add(f"redirect {path}")
    assert phone.post_token().status == 400
    assert provider.count(path) == 1


@pytest.mark.parametrize(("size", "status"), [(client.LARGEST - 5000, 200), (client.LARGEST, 503)])
def test_e13_a_good_answer_is_refused_if_it_is_too_large(phone, provider, size, status):
    provider.answers["/jwks"] = {"keys": [provider.key.public()], "more": "x" * size}
    assert phone.post_token().status == status


def test_e13_the_time_for_one_request_is_five_seconds():
    assert (transport.SECONDS, client.LARGEST) == (5.0, 256 * 1024)


def test_e13_keys_are_kept_for_a_day_while_the_issuer_is_down_and_looked_up_rarely(phone, provider, clock):
    assert phone.post_token().status == 200
    provider.faults.add("error")
    clock.forward(23 * 3600)
    assert Visitor("app", provider).post_token().status == 200
    clock.forward(2 * 3600)
    assert Visitor("app", provider).post_token().status == 503
    provider.faults.clear()
    clock.forward(60)
    good, provider.key = provider.key, Key.generate("RS256", kid="new")
    provider.answers["/jwks"] = {"keys": [good.public()]}
    asked = provider.count("/jwks")
    for _ in range(50):
        assert Visitor("app", provider).post_token().status == 400
    assert provider.count("/jwks") - asked <= 2
    provider.answers.clear()
    clock.forward(61)
    assert Visitor("app", provider).post_token().status == 200


def test_e14_a_post_is_never_answered_by_a_redirect_that_repeats_it(visitor, provider):
    assert visitor.leave().status_code == 302
    assert visitor.leave(callback_url="https://evil.example/").status_code == 302
    assert visitor.http.post("/_allauth/social/test/callback", {"code": "x"}).status_code == 303
    assert visitor.come_back({"code": "x"}).status_code == 303


PRIVATE = [
    "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
    "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
    "2002:7f00:1::", "2001:db8::1", "ff02::1", "192.0.2.1", "198.18.0.1",
]  # fmt: skip


@pytest.mark.parametrize("ip", PRIVATE)
def test_d15_a_name_that_leads_to_a_private_address_is_not_asked(db, connected, monkeypatch, ip):
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("8.8.8.8", 443)), (2, 1, 6, "", (ip, 443))]
    )
    with pytest.raises(ProviderFault, match="not public") as found:
        fetch.fetch("GET", "https://id.example/.well-known/openid-configuration")
    assert found.value.reason is FaultReason.UNTRUE


@pytest.mark.parametrize(
    "url",
    [
        "http://id.example/", "ftp://id.example/", "https://", "https:///x", "https://user@id.example/",
        "https://id.example/#x", "https://id.example\\@127.0.0.1/", "https://id.example/ x", "https://id.example/\n",
        "https://id.example:99999/", "https://ıd.example/", "//id.example/", "gopher://id.example/", "",
    ],
)  # fmt: skip
def test_d15_an_address_without_tls_or_with_odd_parts_is_not_asked(db, connected, url):
    with pytest.raises(ProviderFault):
        fetch.check_url(url)


def test_d15_the_connection_goes_to_the_address_that_was_looked_at(provider, connected, db, monkeypatch):
    port = int(provider.host.split(":")[1])
    connected(allowed_hosts=[f"id.example:{port}"])
    looked_up = []

    def another_answer_the_second_time(host, *args, **kwargs):
        looked_up.append(host)
        ip = {"id.example": "127.0.0.1" if looked_up.count(host) == 1 else "10.0.0.1"}.get(host, host)
        return [(socket.AF_INET, 1, 6, "", (ip, port))]

    monkeypatch.setattr(socket, "getaddrinfo", another_answer_the_second_time)
    assert fetch.fetch("GET", f"http://id.example:{port}/jwks").status == 200
    assert looked_up.count("id.example") == 1


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example", "/\\evil.example", "\\\\evil.example", "\t//evil.example", "https://evil.example",
        "http://127.0.0.1:8000@evil.example/", "http://127.0.0.1:8000.evil.example/", "http://[::1]/",
        "javascript:alert(1)", "data:text/html,x", "/x\r\nLocation: http://evil.example", "http://127.0.0.1:8001/", "https://127.0.0.1:8000/",
        "/%09/evil.example\n", "http:evil.example", "http:///evil.example", "http://１27.0.0.1:8000/",
        "//%65vil.example", "", "org.example.app:/done", "http://127.0.0.1:8000\\@evil.example/",
    ],
)  # fmt: skip
def test_d7_a_login_ends_at_listed_pages_only(visitor, connected, target):
    response = visitor.leave(callback_url=target)
    assert response.status_code == 302
    assert ended(response) == (
        "http://127.0.0.1:8000/account/provider/callback",
        {"error": "unknown", "error_process": "login", "error_code": "invalid"},
    )


def test_d6_a_requests_host_is_in_no_redirect(visitor, provider):
    response = visitor.http.get("/_allauth/social/test/callback", {"state": "x"}, headers={"Host": "localhost"})
    assert response["Location"].startswith("http://127.0.0.1:8000/")
    sent = query_of(visitor.leave()["Location"])
    assert sent["redirect_uri"] == "http://127.0.0.1:8000/_allauth/social/test/callback"
    assert "testserver" not in json.dumps(sent)


def test_c1_the_session_before_a_provider_is_not_the_one_after(visitor, provider):
    visitor.leave()
    before = visitor.http.cookies["sessionid"].value
    assert visitor.log_in() == (BACK, {})
    assert visitor.http.cookies["sessionid"].value != before
    fixed = Visitor("browser", provider)
    fixed.http.cookies["sessionid"] = before
    assert fixed.get("auth/session").status == 401
