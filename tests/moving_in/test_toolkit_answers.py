"""The same requests at django-oauth-toolkit before and after the move: what its clients notice is in a table."""

from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from tests.moving_in.test_django_oauth_toolkit import CALLBACK, CHALLENGE, beside, own  # noqa: F401 - a fixture

pytestmark = pytest.mark.live
ASKED = {
    "response_type": "code", "client_id": "wiki", "redirect_uri": CALLBACK, "scope": "openid read", "state": "x",
    "code_challenge": CHALLENGE, "code_challenge_method": "S256",
}  # fmt: skip
BACK = f"to {CALLBACK}"
DIFFERENCES = {
    # The type is unknown here, to all clients; there it is known, and this one may not use it.
    "authorize: implicit": f"{BACK}: unauthorized_client -> {BACK}: unsupported_response_type",
    # RFC 6749, section 5.2: a request that lacks a parameter is an invalid request.
    "token: no grant": "400: unsupported_grant_type -> 400: invalid_request",
    # RFC 7662, section 2.2: optional members, all those of before among them.
    "introspect": "200: active client_id exp scope username -> "
    "200: active aud client_id exp iat iss scope sub token_type username",
    # RFC 7662, section 2.3: a client that fails to authenticate gets 401.
    "introspect: wrong secret": "403 -> 401: invalid_client",
    # The status is the same; the error is in the body too, beside the header of RFC 6750.
    "userinfo: no token": "401 -> 401: invalid_token",
    "userinfo: unknown token": "401 -> 401: invalid_token",
    "userinfo: revoked token": "401 -> 401: invalid_token",
}


@pytest.fixture
def project(tmp_path, beside):  # noqa: F811 - as above
    return own(beside, tmp_path)


def requests(project):
    """Requests by name; those with tokens use what the old package issued."""
    live, other = project.in_state("live")[:2]
    bearer = {"path": "/o/userinfo/", "header": f"Bearer {live['access_token']}"}
    form, code = project.form, {"grant_type": "authorization_code", "redirect_uri": CALLBACK, "code_verifier": "v" * 43}
    found = {
        "authorize: " + name: {"path": f"/o/authorize/?{urlencode({**ASKED, **changes})}", "user": "ann0"}
        for name, changes in {
            "implicit": {"response_type": "token"},
            "unknown client": {"client_id": "nobody"},
            "other redirect_uri": {"redirect_uri": f"{CALLBACK}/x"},
            "unknown scope": {"scope": "unheard-of"},
            "no challenge": {"code_challenge": "", "code_challenge_method": ""},
        }.items()
    }
    return found | {
        "code: wrong secret": form("/o/token/", secret="wrong", code="x", **code),
        "code: unknown client": form("/o/token/", client="nobody", code="x", **code),
        "code: unknown": form("/o/token/", code="unheard-of", **code),
        "code: missing": form("/o/token/", **code),
        "token: unknown grant": form("/o/token/", grant_type="unheard-of"),
        "token: no grant": form("/o/token/"),
        "token: grant not allowed": form("/o/token/", grant_type="client_credentials"),
        "client credentials": form("/o/token/", client="batch", grant_type="client_credentials", scope="read"),
        "client credentials: unknown scope": form(
            "/o/token/", client="batch", grant_type="client_credentials", scope="unheard-of"
        ),
        "refresh: unknown": project.refreshing("unheard-of"),
        "refresh: missing": form("/o/token/", grant_type="refresh_token"),
        "refresh: more scopes": form(
            "/o/token/", grant_type="refresh_token", refresh_token=other["refresh_token"], scope="openid read write"
        ),
        "refresh": project.refreshing(other["refresh_token"]),
        "introspect": form("/o/introspect/", client="batch", token=live["access_token"]),
        "introspect: unknown": form("/o/introspect/", client="batch", token="unheard-of"),
        "introspect: wrong secret": form("/o/introspect/", client="batch", secret="wrong", token="x"),
        "userinfo": bearer,
        "userinfo: no token": {"path": "/o/userinfo/"},
        "userinfo: unknown token": {"path": "/o/userinfo/", "header": "Bearer unheard-of"},
        "revoke: unknown": form("/o/revoke_token/", token="unheard-of"),
        "revoke: wrong secret": form("/o/revoke_token/", secret="wrong", token="x"),
        "revoke": form("/o/revoke_token/", token=live["access_token"]),
        "userinfo: revoked token": bearer,
    }


def seen(answer):
    """What a client may depend on: the status, the error, and the members of a JSON object or of a redirect."""
    status, said, _ = answer
    if isinstance(said, str):
        found = dict(parse_qsl(urlsplit(said).query))
        return f"to {said.partition('?')[0].partition('#')[0]}: {found.get('error') or ' '.join(sorted(found))}"
    if not isinstance(said, dict):
        return str(status)
    return f"{status}: {said.get('error') or ' '.join(sorted(said))}"


def test_answers_are_those_of_the_old_package_but_for_what_a_table_says(project):
    asked = requests(project)
    before = dict(
        zip(
            asked,
            map(seen, own(project, project.folder.with_name("b")).ask(*asked.values(), stage="before")),
            strict=True,
        )
    )
    project.migrate_from()
    after = dict(zip(asked, map(seen, project.ask(*asked.values())), strict=True))
    assert len(asked) > 25
    found = {name: f"{before[name]} -> {after[name]}" for name in asked if before[name] != after[name]}
    assert found == DIFFERENCES, "\n".join(f"{name}: {what}" for name, what in found.items())
