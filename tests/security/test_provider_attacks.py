"""Attacks on the provider, by the rows of the list: D8, H11, J12 and section L."""

from urllib.parse import urlencode

import pytest
from django.test import Client
from tests.oauth import ISSUER, RESOURCE, URI, App, key, query, sent, userinfo
from tests.users import logged_in

from gatepost.features.provider.models import Consent, Grant
from gatepost.features.provider.operations import redirect_uris
from gatepost.ground.models import Event
from gatepost.sessions import issue
from gatepost.tokens.signed import access


@pytest.fixture(autouse=True)
def _provider(configure):
    configure(provider={"enabled": True, "resources": [RESOURCE], "scopes": {"read": {"text": "Read your notes"}}})


@pytest.fixture
def wiki(db):
    return App()


@pytest.fixture
def phone(db):
    return App(public=True)


@pytest.fixture
def browsing(bob):
    return logged_in(bob, "browser")


WEB = "https://app.example.org/callback"
LOOP = "http://127.0.0.1/callback"
VARIANTS = [
    *(WEB + end for end in ("/", "?", "?a=b", "#", "#x", "%2f", "/..", "/../callback", ";x", " ", "\t", "\n", "%00")),
    *(
        WEB.replace("https://", start)
        for start in ("http://", "HTTPS://", "//", "https:/", "https:", "https:///", "javascript:", "data:", "ftp://")
    ),
    *(
        WEB.replace("app.example.org", host)
        for host in (
            "APP.example.org", "app.example.org.", "app.example.org:443", "app.example.org:80", "app.example.com",
            "evil.org", "app.example.org.evil.org", "evil-app.example.org", "sub.app.example.org", "example.org",
            "app.example.org@evil.org", "evil.org@app.example.org", "user:pass@app.example.org", "app.example.org%40",
            "app.example.org\\@evil.org", "app%2eexample.org", "app.example.orgevil", "аpp.example.org", "[::1]",
            "app.example.org/evil", "app.example.org:0443", "app.example.org#evil.org", "app.example.org?evil.org",
        )
    ),
    *(
        WEB.replace("/callback", path)
        for path in (
            "", "/", "/Callback", "/CALLBACK", "/callbac", "/callback2", "/callback/x", "//callback", "/./callback",
            "/x/../callback", "/%63allback", "/callback%20", "/callback\u200b", "/callback%0a", "/callback?code=x",
            "/callback&x", "\\callback", "/callback/../evil", "/callback..;/", "/callback.html",
        )
    ),
    *(LOOP.replace("127.0.0.1", host) for host in (
        "127.0.0.2", "127.1", "0.0.0.0", "2130706433", "127.0.0.1.evil.org", "127.0.0.1@evil.org", "evil.org:127.0.0.1",
        "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:99999", "127.0.0.1:", "127.0.0.1:080", "127.0.0.1:+80",
        "127.0.0.1:80@evil.org", "127.0.0.1:80:80", "127.0.0.1:8o", "127.0.0.1:80evil.org", "127.0.0.1:80.evil.org",
        "localhost", "localhost:80", "[::1]", "[::1]:80", "[::ffff:127.0.0.1]", "127.0.0.1%00", "0177.0.0.1",
        "127.0.0.1:1#", "127.0.0.1:1?", "127.0.0.1:１２",
    )),
    *(LOOP + end for end in ("/", "?x", "#x", "/..", "2")),
    LOOP.replace("/callback", ":8080/callback/"), LOOP.replace("/callback", ":8080/Callback"),
    LOOP.replace("http", "https"), LOOP.replace("http", "HTTP"), LOOP.replace("http://", "http:/"),
    "org.example.app:/callback/", "org.example.app:callback", "ORG.example.app:/callback", "org.example.app2:/callback",
    *(f"https://app.example.org{path}" for path in ("/callback\r\nX: y", "/callback?next=//evil.org", "/call\\back",
        "/callback/%2e%2e/x", "/callback%23", "/callback%3f", "/%2fcallback", "/callback!")),
    "", " ", "null", "*", "https://*.example.org/callback", "https://app.example.org/*", f" {WEB}", f"{WEB},{LOOP}",
]  # fmt: skip


def test_d8_only_registered_uris_are_accepted():
    registered = [WEB, LOOP, "org.example.app:/callback"]
    assert len(set(VARIANTS)) >= 120
    for native in (False, True):
        wrong = [uri for uri in VARIANTS if redirect_uris.matches(registered, uri, native=native)]
        assert not wrong
        assert all(redirect_uris.matches(registered, uri, native=native) for uri in registered)


@pytest.mark.parametrize("uri", ["http://127.0.0.1:1/callback", "http://127.0.0.1:65535/callback"])
def test_d8_the_port_of_a_loopback_uri_may_differ_for_native_apps_alone(uri):
    assert redirect_uris.matches([LOOP], uri, native=True)
    assert redirect_uris.matches(["http://127.0.0.1:9/callback"], uri, native=True)
    assert not redirect_uris.matches([LOOP], uri, native=False)


# D8, over the wire


@pytest.mark.parametrize("uri", [URI + "/", URI + "?x=y", "https://evil.org/callback", "javascript:alert(1)", ""])
def test_d8_a_foreign_redirect_uri_gets_a_page_and_never_a_redirect(browsing, wiki, uri):
    for changes in ({}, {"prompt": "none"}, {"response_type": "token"}, {"scope": "nothing"}):
        response = wiki.authorize(browsing.http, redirect_uri=uri, **changes)
        if not uri:
            assert URI in response["Location"] or "/account/authorize" in response["Location"]
            continue
        assert response.status_code == 400
        assert "Location" not in response.headers
        assert uri not in response.content.decode()


def test_d8_an_unknown_client_gets_a_page_and_never_a_redirect(browsing, wiki):
    response = wiki.authorize(browsing.http, client_id="unknown")
    assert response.status_code == 400
    assert "Location" not in response.headers


# L: exact requests, PKCE, refused flows


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "id_token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_type": None}, "invalid_request"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"scope": "admin"}, "invalid_scope"),
        ({"scope": 'openid "'}, "invalid_scope"),
        ({"resource": "https://evil.org"}, "invalid_target"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"max_age": "9" * 20}, "invalid_request"),
        ({"request": "x.y.z"}, "request_not_supported"),
        ({"request_uri": "https://evil.org/"}, "request_uri_not_supported"),
        ({"registration": "{}"}, "registration_not_supported"),
        ({"nonce": "n" * 501}, "invalid_request"),
        ({"state": "é"}, "invalid_request"),
    ],
)
def test_l_faulty_requests_are_answered_with_the_standards_error(browsing, wiki, changes, error):
    back = sent(wiki.authorize(browsing.http, **changes))
    assert back.startswith(URI)
    assert query(back)["error"] == error
    assert "code" not in query(back)
    assert query(back)["iss"] == ISSUER


@pytest.mark.parametrize("name", ["state", "scope", "redirect_uri", "client_id", "code_challenge", "nonce", "x"])
def test_l_a_repeated_parameter_gets_a_page(browsing, wiki, name):
    response = browsing.http.get("/oauth/authorize?" + urlencode(wiki.parameters()) + f"&{name}=a&{name}=b")
    assert response.status_code == 400
    assert "Location" not in response.headers


@pytest.mark.parametrize("grant_type", ["password", "implicit", "urn:x", "authorization_code "])
def test_l_other_grant_types_are_refused(wiki, grant_type):
    answer = wiki.post("token", grant_type=grant_type, username="bob", password="bob-Secret-77")
    assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")
    assert answer["Cache-Control"] == "no-store"


def test_l_a_client_uses_its_own_grant_types_alone(wiki):
    assert wiki.post("token", grant_type="client_credentials").json()["error"] == "unauthorized_client"


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": "x" * 43},
        {"code_verifier": "short"},
        {"redirect_uri": URI + "/"},
        {"code": "gpc_" + "0" * 49},
        {"code": "x"},
    ],
)
def test_l_a_code_is_bound_to_uri_and_verifier(browsing, wiki, changes):
    code = wiki.code(browsing)
    answer = wiki.redeem(changes.pop("code", code), **changes)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    assert wiki.redeem(code).status_code == 200


def test_l_a_code_without_its_verifier_is_refused(browsing, wiki):
    assert wiki.redeem(wiki.code(browsing), code_verifier=None).json()["error"] == "invalid_request"


def test_l_a_code_expires(bob, wiki, clock):
    code = wiki.code(logged_in(bob, "browser"))
    clock.forward(61)
    assert wiki.redeem(code).json()["error"] == "invalid_grant"


def test_l_a_code_is_bound_to_its_session(browsing, wiki):
    code = wiki.code(browsing)
    browsing.delete("auth/session")
    assert wiki.redeem(code).json()["error"] == "invalid_grant"


# H11: another client, or none


def test_h11_codes_and_tokens_belong_to_their_client(browsing, wiki, phone):
    other = App()
    other.verifier = phone.verifier = wiki.verifier
    code = wiki.code(browsing)
    for thief in (other, phone):
        assert thief.redeem(code).json()["error"] == "invalid_grant"
    tokens = wiki.redeem(code).json()
    for thief in (other, phone):
        assert thief.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"
    assert wiki.refresh(tokens["refresh_token"]).status_code == 200


@pytest.mark.parametrize("path", ["token", "introspect", "par"])
def test_h11_a_wrong_secret_is_refused_in_every_form(browsing, wiki, path):
    form = {
        "grant_type": "authorization_code",
        "code": wiki.code(browsing),
        "code_verifier": wiki.verifier,
        "token": "x",
    }
    right, wiki.secret = wiki.secret, "gpx_" + "0" * 49
    refused = wiki.post(path, **form)
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")
    assert refused["WWW-Authenticate"].startswith("Basic")
    wiki.secret = ""
    assert wiki.post(path, **form).status_code == 401
    assert wiki.post(path, client_secret="wrong", **form).status_code == 401
    wiki.secret = right
    assert wiki.post(path, client_secret=right, **form).json()["error"] == "invalid_request"
    assert wiki.post(path, client_id="other", **form).json()["error"] == "invalid_request"


def test_h11_a_public_client_never_stands_for_a_confidential_one(browsing, wiki):
    code = wiki.code(browsing)
    body = urlencode(
        {"grant_type": "authorization_code", "code": code, "client_id": wiki.id, "code_verifier": wiki.verifier}
    )
    answer = Client().post("/oauth/token", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 401


# A code used again (J12)


@pytest.mark.parametrize("token_format", ["jwt", "opaque"])
def test_j12_a_replayed_code_revokes_what_it_issued(browsing, db, token_format):
    app = App(token_format=token_format)
    code = app.code(browsing)
    tokens = app.redeem(code).json()
    assert userinfo(tokens["access_token"]).status_code == 200
    assert app.redeem(code).json()["error"] == "invalid_grant"
    assert userinfo(tokens["access_token"]).status_code == 401
    assert app.introspect(tokens["access_token"]) == {"active": False}
    assert app.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"
    assert Event.objects.filter(kind="oauth_code_replayed", outcome="refused").count() == 1


# F14: a token for one purpose is none for another


def test_f14_tokens_of_one_kind_are_none_of_another(bob, browsing, wiki, configure):
    configure(tokens={"strategy": "jwt"})
    tokens = wiki.log_in(browsing)
    for name in ("access_token", "id_token", "refresh_token"):
        header = {"Authorization": f"Bearer {tokens[name]}"}
        assert Client().get("/_allauth/app/v1/auth/session", headers=header).status_code == 401
        session = {"X-Session-Token": tokens[name]}
        assert Client().get("/_allauth/app/v1/auth/session", headers=session).status_code in (401, 410)
    for name in ("id_token", "refresh_token"):
        assert userinfo(tokens[name]).status_code == 401
    assert wiki.introspect(tokens["id_token"]) == {"active": False}
    opened = issue.open_for(bob, client="app", ip="", user_agent="", proofs=[])
    assert userinfo(access.make(opened.state)).status_code == 401
    assert userinfo(opened.key).status_code == 401
    code = wiki.code(browsing)
    assert userinfo(code).status_code == 401
    assert wiki.refresh(code).json()["error"] == "invalid_grant"
    assert wiki.redeem(tokens["refresh_token"]).json()["error"] == "invalid_grant"


# I: bad input


BODIES = [
    ("application/json", "{}"),
    ("text/plain", "grant_type=client_credentials"),
    ("application/x-www-form-urlencoded; charset=utf-7", "a=b"),
    ("application/x-www-form-urlencoded", "grant_type=authorization_code&code=%00"),
    ("application/x-www-form-urlencoded", "grant_type=a&grant_type=b"),
    ("application/x-www-form-urlencoded", "&".join(f"a{n}=b" for n in range(1100))),
    ("application/x-www-form-urlencoded", "grant_type=" + "x" * 9000),
    ("application/x-www-form-urlencoded", "x" * 3_000_000),
    ("application/x-www-form-urlencoded", "%ff%fe=%ff"),
    ("multipart/form-data; boundary=x", "--x"),
    ("", ""),
]


@pytest.mark.parametrize("path", ["token", "par", "introspect", "revoke", "userinfo"])
@pytest.mark.parametrize(("kind", "body"), BODIES)
def test_i_bad_input_is_refused_and_never_a_5xx(db, path, kind, body):
    answer = Client(raise_request_exception=False).post(f"/oauth/{path}", body, content_type=kind)
    assert answer.status_code in (400, 401)
    assert answer.json()["error"] in ("invalid_request", "invalid_client", "invalid_token", "unsupported_grant_type")
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "header",
    ["Basic", "Basic !!!", "Basic YQ==", "Basic " + "A" * 20000, "Basic AGE6Yg==", "Basic /zov", "basic OjpYOg=="],
)
def test_i_a_malformed_header_is_an_invalid_client(db, header):
    answer = Client().post(
        "/oauth/token",
        "grant_type=client_credentials",
        content_type="application/x-www-form-urlencoded",
        headers={"Authorization": header},
    )
    assert answer.status_code in (400, 401)


@pytest.mark.parametrize("name", ["GET", "PUT", "DELETE", "PATCH"])
def test_i10_other_methods_are_refused(db, name):
    assert Client().generic(name, "/oauth/token").status_code == 405
    assert Client().generic("PUT", "/oauth/authorize").status_code == 405


@pytest.mark.parametrize("text", ["%00", "&".join(f"a{n}=b" for n in range(1100)), "client_id=" + "x" * 9000, "=&=&%"])
def test_i_a_bad_query_gets_a_page(db, text):
    response = Client(raise_request_exception=False).get(f"/oauth/authorize?{text}")
    assert response.status_code == 400
    assert "no-store" in response["Cache-Control"]


def test_a_limits_hold_at_each_endpoint(browsing, wiki, configure):
    rates = {"oauth_token_network": ["2/60"], "oauth_authorize_network": ["2/60"], "oauth_failed_network": ["2/60"]}
    configure(limits={"enabled": True, "network_factor": 1, "rates": rates})
    assert [wiki.redeem("x").status_code for _ in range(3)] == [400, 400, 429]
    assert [userinfo("x").status_code for _ in range(3)] == [401, 401, 429]
    assert [wiki.authorize(browsing.http).status_code for _ in range(3)] == [303, 303, 429]


def test_d4_looking_at_a_request_changes_nothing(browsing, wiki):
    where = sent(wiki.authorize(browsing.http))
    for _ in range(5):
        browsing.get("auth/authorization", **{"X-Authorization-Request": key(where)})
    assert not Grant.objects.exists()
    assert not Consent.objects.exists()
    answer = browsing.http.post(
        "/_allauth/browser/v1/auth/authorization", headers={"X-Authorization-Request": key(where)}
    )
    assert answer.status_code == 403
