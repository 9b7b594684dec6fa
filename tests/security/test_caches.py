"""Rows C8, D10 and D11: what a neighbouring sub-domain, a cache or a frame may do."""

import hashlib

import pytest
from django.test import Client
from tests.client import Api
from tests.users import BOB, PASSWORD, logged_in, make_user

pytestmark = pytest.mark.django_db
ME = "/_allauth/browser/v1/auth/session"


def with_cookies(header):
    return Client().get(ME, headers={"Cookie": header})


@pytest.fixture
def keys(settings):
    """The session keys of Bob, and of Eve, who can set cookies for the whole domain."""
    settings.SESSION_COOKIE_NAME = "__Host-sessionid"
    settings.SESSION_COOKIE_SECURE = True
    bob, eve = make_user(), make_user("eve@example.org", "eve")
    return [logged_in(user, "browser").http.cookies["sessionid"].value for user in (bob, eve)]


def test_c8_only_the_cookie_with_the_host_prefix_counts_in_whatever_order(keys):
    bob, eve = keys
    for header in (f"__Host-sessionid={bob}; sessionid={eve}", f"sessionid={eve}; __Host-sessionid={bob}"):
        answer = with_cookies(header)
        assert answer.json()["data"]["user"]["username"] == "bob"
        assert "eve" not in answer.content.decode()
    assert with_cookies(f"sessionid={eve}").status_code == 401


def test_c8_two_cookies_of_one_name_are_one_session_and_never_a_mixture(bob):
    eve = make_user("eve@example.org", "eve")
    of_bob, of_eve = (logged_in(user, "browser").http.cookies["sessionid"].value for user in (bob, eve))
    for first, last in ((of_bob, of_eve), (of_eve, of_bob)):
        answer = with_cookies(f"sessionid={first}; sessionid={last}")
        names = [name for name in ("bob", "eve") if name in answer.content.decode()]
        assert len(names) == 1
    for spoilt in (of_bob + of_eve, f"{of_bob},{of_eve}", of_bob[:-1], f'"{of_bob}"x'):
        assert with_cookies(f"sessionid={spoilt}").status_code == 401


class Cache:
    """A cache as RFC 9111 allows: it keeps what says nothing against it, by address and `Vary`."""

    def __init__(self):
        self.kept = {}

    def get(self, client, path, headers):
        for (kept_path, vary), answer in self.kept.items():
            if kept_path == path and all(answer[1].get(name) == headers.get(name) for name in vary):
                return answer[0]
        response = client.get(path, headers=headers)
        said = response.headers.get("Cache-Control", "")
        if not {"no-store", "private"} & {word.strip().partition("=")[0] for word in said.split(",")}:
            vary = tuple(name.strip() for name in response.headers.get("Vary", "").split(",") if name.strip())
            self.kept[(path, vary)] = (response, dict(headers))
        return response


PATHS = ("config", "auth/session", "account/email", "account/authenticators", "auth/sessions", "nothing-there")


def test_d10_behind_a_cache_nobody_sees_the_answer_of_another(bob):
    eve, cache, seen = make_user("eve@example.org", "eve"), Cache(), {}
    for user in (bob, eve, None):
        for name in PATHS:
            api = logged_in(user) if user else Api()
            headers = {"X-Session-Token": api.token} if api.token else {}
            answer = cache.get(Client(), f"/_allauth/app/v1/{name}", headers)
            text = answer.content.decode()
            others = {"bob", "eve"} - {user.get_username() if user else ""}
            assert not any(f'"{one}' in text for one in others), (name, text)
            seen.setdefault(name, set()).add(hashlib.sha256(answer.content).hexdigest())
    assert len(seen["auth/session"]) == 3
    assert not [key for key in cache.kept if key[0].endswith(("session", "email", "sessions"))]


@pytest.mark.parametrize("client", ["app", "browser"])
@pytest.mark.parametrize("path", [*PATHS, "auth/login"])
def test_d10_d11_every_answer_forbids_caches_sniffing_and_referrers(client, path, bob, settings):
    settings.SECURE_CONTENT_TYPE_NOSNIFF, settings.SECURE_REFERRER_POLICY = False, None  # Django's middleware adds none
    answers = [logged_in(bob, client).get(path), Api(client).get(path)]
    if path == "auth/login":
        answers = [Api(client).post(path, {"email": BOB, "password": one}) for one in (PASSWORD, "wrong")]
    for answer in answers:
        if answer.status == 404 and path == "nothing-there":
            continue  # the project's own page
        assert "no-store" in answer.headers["Cache-Control"]
        assert {"Cookie", "Origin", "X-Session-Token", "Authorization"} <= set(answer.headers["Vary"].split(", "))
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        if answer.body is not None:
            assert answer.headers["Content-Type"].startswith("application/json")


MARKUP = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "'\"><svg onload=alert(1)>",
    "</title><script>alert(1)</script>",
    "javascript:alert(1)",
    "{{constructor.constructor('alert(1)')()}}",
    "\u2028alert(1)//",
)


@pytest.mark.parametrize("markup", MARKUP)
def test_d14_markup_is_only_ever_answered_as_json(markup, bob, configure):
    """A page never gets it as its own text: the web app runs no script of others, as its policy says."""
    for api in (Api(), logged_in(bob), Api("browser")):
        for path, body in (
            ("auth/signup", {"email": f"{markup}@example.org", "username": markup, "password": PASSWORD}),
            ("auth/login", {"username": markup, "password": markup}),
            ("account/email", {"email": markup}),
            ("auth/password/reset", {"key": markup, "password": markup}),
        ):
            answer = api.post(path, body)
            assert answer.status < 500
            text = answer.response.content.decode()
            assert not text or answer.headers["Content-Type"].startswith("application/json"), (path, text)
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
