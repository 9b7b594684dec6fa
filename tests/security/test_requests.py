"""Rows D of the list of attacks: other sites, hosts, caches, headers."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.db import OperationalError
from django.test import RequestFactory
from tests.client import Api
from tests.users import BOB, NEW, PASSWORD, logged_in, make_user

from gatepost.door import visitor
from gatepost.headless.endpoints import endpoints

pytestmark = pytest.mark.django_db
UNSAFE = sorted({(one.verb, one.path) for one in endpoints() if one.verb != "GET"})
ALL = sorted({(one.verb, one.path) for one in endpoints()})
EVERYTHING = {
    "accounts": {"deletion": True},
    "provider": {"enabled": True},
    "passkey": {"signup": True, "named_login": True},
    "flow": {"trust_browser": True},
    "tokens": {"keys": True, "strategy": "jwt", "browser_cookies": True},
    "social": {"connections": {"google": {"provider": "google", "client_id": "client"}}},
}


@pytest.mark.parametrize(("verb", "path"), UNSAFE)
def test_d1_every_unsafe_operation_needs_the_token_and_a_known_origin(verb, path, bob, configure):
    configure(**EVERYTHING)
    shared = "browser" in next(one.clients for one in endpoints() if (one.verb, one.path) == (verb, path))
    browser = logged_in(bob, "browser")
    browser.get("config")
    for headers in (
        {"X-CSRFToken": ""},
        {"X-CSRFToken": "x" * 64},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ):
        assert browser.call(verb, path, {}, **headers).status == (403 if shared else 404)
    assert browser.get("auth/session").status == 200


def test_d2_a_foreign_site_logs_nobody_in(bob):
    browser = Api("browser")
    answer = browser.post("auth/login", {"email": BOB, "password": PASSWORD}, Origin="https://evil.example")
    assert answer.status == 403
    assert browser.get("auth/session").status == 401


def test_d3_apps_have_no_cookies_and_browsers_no_header(bob):
    browser, app = logged_in(bob, "browser"), logged_in(bob)
    confused = Api("app")
    confused.http.cookies["sessionid"] = browser.http.cookies["sessionid"].value
    assert confused.get("auth/session").status == 401
    assert Api("browser").get("auth/session", **{"X-Session-Token": app.token}).status == 401
    swapped = Api("browser")
    swapped.http.cookies["sessionid"] = app.token
    assert swapped.get("auth/session").status == 401


def test_d4_looking_at_a_mailed_link_uses_nothing_up(bob, post):
    Api("app").post("auth/password/request", {"email": BOB})
    key = post.key(BOB)
    for _ in range(20):
        assert Api("app").get("auth/password/reset", **{"X-Password-Reset-Key": key}).status == 200
    answer = Api("app").post("auth/password/reset", {"key": key, "password": "a-new-Secret-88"})
    assert answer.status == 401


def test_d5_only_exact_origins_are_allowed(configure, settings, bob):
    front = "https://app.example.org"
    configure(headless={"cors_origins": [front]})
    settings.CSRF_TRUSTED_ORIGINS = [front]
    answer = Api("browser").get("config", Origin=front)
    assert answer.headers["Access-Control-Allow-Origin"] == front
    assert answer.headers["Access-Control-Allow-Credentials"] == "true"
    assert answer.headers["Access-Control-Expose-Headers"] == "Retry-After, X-Request-ID"
    for other in (
        "null",
        "https://app.example.org.evil.example",
        "http://app.example.org",
        "https://app.example.org:444",
        "https://evil-app.example.org",
        "https://APP.example.org",
        "https://app.example.org.",
        "https://example.org",
    ):
        answer = Api("browser").get("config", Origin=other)
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert "Origin" in answer.headers["Vary"]


def test_sub_domains_a_front_end_on_another_host_logs_in(configure, settings, bob):
    front = "https://app.example.org"
    configure(headless={"cors_origins": [front]})
    settings.CSRF_TRUSTED_ORIGINS = [front]
    settings.SESSION_COOKIE_DOMAIN = settings.CSRF_COOKIE_DOMAIN = "example.org"
    browser = Api("browser", Origin=front, Host="api.example.org")
    preflight = browser.call("OPTIONS", "auth/login", **{"Access-Control-Request-Method": "POST", "X-CSRFToken": "x"})
    assert preflight.headers["Access-Control-Allow-Origin"] == front
    assert "x-csrftoken" in preflight.headers["Access-Control-Allow-Headers"]
    answer = browser.post("auth/login", {"email": BOB, "password": PASSWORD})
    assert answer.status == 200
    assert answer.response.cookies["sessionid"]["domain"] == "example.org"


def test_d6_a_requests_host_is_never_in_a_mail(bob, post):
    headers = {
        "Host": "localhost",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "gopher",
        "Forwarded": "host=evil.example",
        "X-Forwarded-Port": "666",
        "X-Forwarded-Prefix": "/evil",
    }
    for path in ("auth/password/request", "auth/code/request"):
        Api("app", **headers).post(path, {"email": BOB})
    Api("app", **headers).post("auth/signup", {"email": "n@example.org", "username": "n", "password": PASSWORD})
    texts = [text for _, _, text in post.all()]
    assert len(texts) == 3
    assert not any("evil" in text or "gopher" in text or "localhost" in text for text in texts)


@pytest.mark.parametrize(("verb", "path"), ALL)
@pytest.mark.parametrize("client", ["app", "browser"])
def test_d10_nothing_may_be_cached(client, verb, path, configure, db):
    configure(**EVERYTHING)
    if client not in next(one.clients for one in endpoints() if (one.verb, one.path) == (verb, path)):
        assert Api(client).call(verb, path, {}).status == 404
        return
    headers = Api(client).call(verb, path, {} if verb != "GET" else None).headers
    assert "no-store" in headers["Cache-Control"]
    for name in ("Cookie", "Origin", "X-Session-Token", "Authorization"):
        assert name in headers["Vary"]
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "1.2.3.4", "9.9.9.9"),
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 5.5.5.5", "1.2.3.4"),
        (1, "garbage", "9.9.9.9"),
        (1, "garbage:5000", "9.9.9.9"),
        (1, "unknown", "9.9.9.9"),
        (1, "198.51.100.7:5000", "198.51.100.7"),
        (1, "[2001:db8::7]", "2001:db8::7"),
        (1, "[2001:db8::7]:5000", "2001:db8::7"),
        (1, "2001:db8::7", "2001:db8::7"),
        (1, "[2001:db8::7", "2001:db8::7"),
        (2, "198.51.100.7:5000, 5.5.5.5:1", "198.51.100.7"),
        (1, "", "9.9.9.9"),
        (2, "1.2.3.4", "1.2.3.4"),
    ],
)
def test_d12_addresses_come_from_trusted_proxies_only(configure, proxies, forwarded, seen):
    configure(headless={"trusted_proxies": proxies})
    request = RequestFactory(REMOTE_ADDR="9.9.9.9").get("/", headers={"X-Forwarded-For": forwarded})
    assert visitor.address(request) == seen


@pytest.mark.parametrize(
    "email", ["a@example.org\r\nBcc: x@evil.example", "a@b@example.org", "a@example.org,b@evil.example"]
)
def test_d13_an_address_injects_nothing(email, post):
    for path in ("auth/password/request", "auth/code/request"):
        assert Api("app").post(path, {"email": email}).codes == [("invalid", "email")]
    assert post.all() == []


NAMES = {
    "markup": '<a href="https://evil.example/x">Win</a><script>x()</script>',
    "a link": "Win at https://evil.example/x or www.evil.example",
    "a header": "Bob\r\nBcc: eve@evil.example\r\n\r\nYour account is closed.",
    "a paragraph": "Bob\u2028\u2029Your account is closed.",
    "reversed text": "Bob\u202egro.live\u2066",
    "length": "Bob" * 3333,
}


def by_reset(user, api):
    Api("app").post("auth/password/request", {"email": BOB})


def by_code(user, api):
    Api("app").post("auth/code/request", {"email": BOB})


def by_changed_password(user, api):
    assert api.post("account/password/change", {"current_password": PASSWORD, "new_password": NEW}).status == 200


@pytest.mark.parametrize("kind", NAMES)
@pytest.mark.parametrize("act", [by_reset, by_code, by_changed_password], ids=lambda act: act.__name__)
def test_d13_a_name_in_a_mail_stays_a_name(kind, act, post, monkeypatch, configure):
    """A stranger may choose it: whoever signs up with another's address, or changes the name of an account."""
    configure(accounts={"notifications": True})
    user, name = make_user(), NAMES[kind]
    monkeypatch.setattr(get_user_model(), "get_short_name", lambda _: name, raising=False)
    api = logged_in(user)
    post.all()
    before = len(post.mails)
    act(user, api)
    post.all()
    (mail,) = post.mails[before:]
    ((page, _),) = mail.alternatives
    sent = mail.message()
    assert "Bob" in mail.body or "Win" in mail.body, "the mail greets nobody"
    assert (mail.to, sent.get_all("Bcc"), sent.get_all("To")) == ([BOB], None, [BOB])
    assert "\n" not in mail.subject
    assert name[:3] not in mail.subject
    for text in (mail.body, page):
        assert "evil.example" not in text
        assert "Bcc:" not in text
        assert not re.search("[\u2028-\u202e\u2066-\u2069\r]", text)
        assert len(text) < 10_000
        assert not any(line.strip() == "Your account is closed.," for line in text.splitlines())
    assert "<script" not in page
    assert '<a href="https://evil' not in page


def test_a_database_that_does_not_answer_is_a_503(api, monkeypatch):
    api = logged_in(make_user(), api.client)

    def away(*_):
        raise OperationalError("server closed the connection")

    monkeypatch.setattr("gatepost.sessions.queries.find", away)
    answer = api.get("account/email")
    assert (answer.status, answer.headers["Retry-After"], answer.body) == (503, "5", {"status": 503})
