"""Access tokens of the OAuth provider in a project's own views. Source: RFC 6750, RFC 9068, RFC 9449, RFC 9728."""

import itertools
import json
from urllib.parse import urlencode

import pytest
from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from django.core.exceptions import ImproperlyConfigured
from django.http import JsonResponse
from django.test import AsyncClient
from django.test import Client as Http
from django.urls import path
from joserfc import jwk, jwt
from ninja import NinjaAPI
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView
from tests.counted import Counted
from tests.oauth import ISSUER, RESOURCE, URI, App, claims
from tests.urls import urlpatterns as main
from tests.users import logged_in

from gatepost import drf, requires_access_token, requires_proof, requires_scope
from gatepost.asgi import ResourceServerMiddleware
from gatepost.features.provider.models import Grant
from gatepost.ground import clock as ground_clock
from gatepost.ground.models import OneTimeSecret
from gatepost.sessions import issue
from gatepost.tokens.signed import access, dpop, signing_keys
from gatepost.tokens.signed import jwt as own_jwt

OTHER = "https://other.example.org/mcp"
KEY = jwk.ECKey.generate_key("P-256")
_number = itertools.count()


def answer(request):
    return {"client": request.auth.client_id, "authenticated": request.user.is_authenticated}


@requires_access_token("read", resource=RESOURCE)
def plain(request):
    return JsonResponse(answer(request))


@requires_access_token("read", resource=RESOURCE)
async def plain_async(request):
    return JsonResponse(answer(request))


@requires_access_token(resource=RESOURCE)
@requires_scope("write")
def two_guards(request):
    return JsonResponse(answer(request))


@requires_access_token("read", resource=RESOURCE)
def named(request):
    return JsonResponse({"user": request.user.get_username()})


@requires_access_token("read", resource=RESOURCE, checked=True)
def checked(request):
    return JsonResponse(answer(request))


@requires_access_token(resource=RESOURCE)
@requires_proof(level=1)
def proved(request):
    return JsonResponse(answer(request))


class Authentication(drf.OAuthAuthentication):
    resource = RESOURCE


class Checked(Authentication):
    checked = True


class Rest(APIView):
    authentication_classes = (Authentication, drf.SessionAuthentication)
    permission_classes = (IsAuthenticated, drf.requires_scope("read"))

    def get(self, request):
        return Response(answer(request))


class RestNamed(Rest):
    def get(self, request):
        return Response({"user": request.user.get_username()})


class RestProved(Rest):
    permission_classes = (drf.requires_proof(level=1),)


class RestClient(Rest):
    permission_classes = (drf.HasAccessToken, drf.requires_scope("read"))


api = NinjaAPI(urls_namespace="resource")


@api.get("/notes")
@requires_access_token("read", resource=RESOURCE)
def notes(request):
    return answer(request)


urlpatterns = [
    *main,
    path("plain", plain),
    path("async", plain_async),
    path("two-guards", two_guards),
    path("named", named),
    path("checked", checked),
    path("proved", proved),
    path("rest", Rest.as_view()),
    path("rest/named", RestNamed.as_view()),
    path("rest/proved", RestProved.as_view()),
    path("rest/client", RestClient.as_view()),
    path("rest/checked", Rest.as_view(authentication_classes=[Checked])),
    path("ninja/", api.urls),
]
DOORS = ("plain", "rest", "ninja/notes")


@pytest.fixture(autouse=True)
def _project(settings, configure):
    settings.ROOT_URLCONF = __name__
    scopes = {"read": {"text": "Read your notes"}, "write": {"text": "Change them"}}
    configure(provider={"enabled": True, "resources": [RESOURCE, OTHER], "scopes": scopes})


@pytest.fixture
def app(db):
    return App(public=True, scope="openid email offline_access read write")


@pytest.fixture
def browsing(bob):
    return logged_in(bob, "browser")


@pytest.fixture
def token(app, browsing):
    return issued(app, browsing)


def issued(app, browser, **changes):
    given = {"scope": "openid read", "resource": RESOURCE, **changes}
    found = app.log_in(browser, **given)["access_token"]
    signing_keys.ring()
    return found


def get(door, token="", *, scheme="Bearer", proof=None, http=None):
    headers = {"Authorization": f"{scheme} {token}"} if token else {}
    return (http or Http()).get(f"/{door}", headers=headers | ({"DPoP": proof} if proof is not None else {}))


def refused(response, error, status=401):
    assert response.status_code == status, response.content
    header = response["WWW-Authenticate"]
    assert f'error="{error}"' in header
    assert 'resource_metadata="https://api.example.org/.well-known/oauth-protected-resource"' in header
    return header


@pytest.mark.parametrize("door", [*DOORS, "rest/client"])
def test_a_signed_token_is_accepted_without_a_query(app, token, door):
    with Counted() as counted:
        response = get(door, token)
    assert response.json() == {"client": app.id, "authenticated": True}
    assert counted.statements == []


@pytest.mark.parametrize("door", DOORS)
def test_an_opaque_token_is_accepted_with_one_query(app, browsing, door):
    app.row.token_format = "opaque"
    app.row.save()
    text = issued(app, browsing)
    refused(get(door, issued(app, browsing, resource=OTHER)), "invalid_token")
    with Counted() as counted:
        response = get(door, text)
    assert response.json()["client"] == app.id
    assert len(counted.statements) == 1


@pytest.mark.parametrize("door", ["named", "rest/named"])
def test_the_user_of_a_signed_token_is_read_with_one_query(bob, token, door):
    with Counted() as counted:
        response = get(door, token)
    assert response.json() == {"user": bob.get_username()}
    assert len(counted.statements) == 1


@pytest.mark.parametrize("door", DOORS)
def test_a_request_without_a_token_learns_where_to_get_one(db, door):
    response = get(door)
    assert response.status_code == 401
    header = response["WWW-Authenticate"]
    assert header.startswith("Bearer ")
    assert ", DPoP " in header
    assert header.count("resource_metadata=") == 2
    assert "error=" not in header


def others(app, browsing, bob):
    """Everything that is no access token for this resource."""
    tokens = app.log_in(browsing, scope="openid offline_access read", resource=RESOURCE)
    opened = issue.open_for(bob, client="app", ip="", user_agent="", proofs=[{"method": "password", "at": 1.8e9}])
    signer = signing_keys.signer("RS256")
    good = claims(tokens["access_token"])
    return {
        "another resource's": app.log_in(browsing, scope="openid read", resource=OTHER)["access_token"],
        "this server's": app.log_in(browsing, scope="openid read")["access_token"],
        "an ID token": tokens["id_token"],
        "an ID token for this resource": own_jwt.sign({**good}, signer),
        "a logout token": own_jwt.sign({**good}, signer, typ="logout+jwt"),
        "a refresh token": tokens["refresh_token"],
        "a session's access token": access.make(opened.state),
        "a session token": opened.key,
        "another issuer's": own_jwt.sign({**good, "iss": "https://evil.example"}, signer, typ="at+jwt"),
        "an expired one": own_jwt.sign({**good, "exp": good["iat"]}, signer, typ="at+jwt"),
        "one without a grant": own_jwt.sign({**good, "grant_id": "x"}, signer, typ="at+jwt"),
        "a broken signature": tokens["access_token"][:-8] + "AAAAAAAA",
        "no token": "x",
        "no opaque token": "gpo_" + "0" * 49,
    }


@pytest.mark.parametrize("door", DOORS)
def test_what_is_no_access_token_for_this_resource_is_refused(app, browsing, bob, door):
    for name, text in others(app, browsing, bob).items():
        response = get(door, text)
        assert response.status_code == 401, name
        assert refused(response, "invalid_token").startswith("Bearer ")


@pytest.mark.parametrize("door", [*DOORS, "two-guards"])
def test_a_token_without_the_scope_is_refused(app, browsing, door):
    lacks = "write" if door == "two-guards" else "read"
    response = get(door, issued(app, browsing, scope="read" if lacks == "write" else "write"))
    assert f'scope="{lacks}"' in refused(response, "insufficient_scope", 403)


def test_a_revoked_grant_is_noticed_by_its_user_by_the_checked_mode_and_by_opaque_tokens(app, browsing, token):
    app.row.token_format = "opaque"
    app.row.save()
    opaque = issued(app, browsing)
    with Counted() as counted:
        assert get("checked", token).status_code == 200
        assert get("rest/checked", token).status_code == 200
    assert len(counted.statements) == 2
    Grant.objects.all().delete()
    assert get("plain", token).status_code == 200  # until it expires
    refused(get("checked", token), "invalid_token")
    refused(get("rest/checked", token), "invalid_token")
    refused(get("plain", opaque), "invalid_token")
    assert get("named", token).status_code == 403
    assert get("rest/named", token).status_code == 401


@pytest.mark.parametrize(("door", "status"), [("named", 403), ("rest/named", 401)])
def test_the_user_of_a_disabled_client_is_not_read(app, token, door, status):
    app.row.disabled_at = ground_clock.now()
    app.row.save()
    assert get(door, token).status_code == status


def test_a_client_that_acts_for_itself_has_no_user(db):
    service = App(grant_types=["client_credentials"], scope="read")
    text = service.post("token", grant_type="client_credentials", scope="read", resource=RESOURCE).json()
    response = get("plain", text["access_token"])
    assert response.json() == {"client": service.id, "authenticated": False}
    assert get("rest/client", text["access_token"]).status_code == 200
    assert get("rest", text["access_token"]).status_code == 403


@pytest.mark.parametrize("door", ["proved", "rest/proved"])
def test_a_token_does_not_borrow_the_proof_of_the_session_beside_it(token, browsing, door):
    assert get(door, token, http=browsing.http).status_code == 403


def test_the_middleware_leaves_tokens_of_the_provider_to_the_views(settings, configure, token):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "gatepost.integrations.middleware.token_middleware"]
    configure(tokens={"strategy": "jwt"})
    assert get("plain", token).status_code == 200


def proof(door, token, key=KEY, **changes):
    made = {
        "htm": "GET",
        "htu": f"{RESOURCE}/{door}",
        "jti": f"r{next(_number)}",
        "iat": int(ground_clock.unix()),
        "ath": dpop.token_hash(token),
        **changes,
    }
    return jwt.encode({"alg": "ES256", "typ": "dpop+jwt", "jwk": key.as_dict(private=False)}, made, key)


@pytest.fixture
def bound(app, browsing):
    """A token that is bound to KEY."""
    code = app.code(browsing, scope="openid read", resource=RESOURCE)
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": URI, "code_verifier": app.verifier}
    answer = Http().post(
        "/oauth/token",
        urlencode({**form, "client_id": app.id}),
        content_type="application/x-www-form-urlencoded",
        headers={"DPoP": proof("", "", htm="POST", htu=f"{ISSUER}/oauth/token")},
    )
    assert answer.json()["token_type"] == "DPoP", answer.content
    signing_keys.ring()
    return answer.json()["access_token"]


@pytest.mark.parametrize("door", DOORS)
def test_a_bound_token_needs_a_proof_of_its_key_for_this_request(bound, token, door):
    refused(get(door, bound), "invalid_token")
    before = OneTimeSecret.objects.count()
    for changes in ({"htm": "POST"}, {"htu": f"{ISSUER}/{door}"}, {"ath": dpop.token_hash(token)}, {"iat": 1}):
        header = refused(get(door, bound, scheme="DPoP", proof=proof(door, bound, **changes)), "invalid_dpop_proof")
        assert header.startswith("DPoP ")
    refused(get(door, bound, scheme="DPoP"), "invalid_dpop_proof")
    stranger = jwk.ECKey.generate_key("P-256")
    refused(get(door, bound, scheme="DPoP", proof=proof(door, bound, stranger)), "invalid_token")
    refused(get(door, token, scheme="DPoP", proof=proof(door, token)), "invalid_token")  # not bound
    assert OneTimeSecret.objects.count() == before
    text = proof(door, bound)
    assert get(door, bound, scheme="DPoP", proof=text).status_code == 200
    refused(get(door, bound, scheme="DPoP", proof=text), "invalid_dpop_proof")  # a proof works once


@pytest.mark.parametrize("door", DOORS)
def test_a_proof_needs_a_nonce_where_the_settings_say_so(bound, configure, door):
    configure(provider={"dpop_nonce": True})
    response = get(door, bound, scheme="DPoP", proof=proof(door, bound))
    refused(response, "use_dpop_nonce")
    again = proof(door, bound, nonce=response["DPoP-Nonce"])
    assert get(door, bound, scheme="DPoP", proof=again).status_code == 200


def test_a_provider_that_is_off_accepts_no_token(token, configure):
    configure(provider={"enabled": False})
    refused(get("plain", token), "invalid_token")


def test_a_resource_that_the_settings_do_not_list_is_an_error_of_the_project(token, configure):
    configure(provider={"resources": [OTHER]})
    with pytest.raises(ImproperlyConfigured, match=r"provider\.resources"):
        get("plain", token)


def test_a_single_resource_needs_no_name(app, browsing, token, configure):
    configure(provider={"resources": [RESOURCE]})
    view = requires_access_token("read")(lambda request: JsonResponse(answer(request)))
    request = Http().get("/plain", headers={"Authorization": f"Bearer {token}"}).wsgi_request
    assert view(request).status_code == 200


def test_an_async_view_checks_a_signed_token_in_its_own_thread(app, token, monkeypatch):
    def leave(call):
        raise AssertionError(f"{call} left the event loop")

    monkeypatch.setattr("gatepost.integrations.decorators.sync_to_async", leave)

    async def visit():
        return await AsyncClient().get("/async", headers={"Authorization": f"Bearer {token}"})

    assert async_to_sync(visit)().json()["client"] == app.id


def asked(application, *headers, kind="http", door="/tools"):
    """The first message of an ASGI application, and its body."""

    async def visit():
        scope = {"type": kind, "method": "POST", "path": door, "headers": list(headers)}
        there = ApplicationCommunicator(application, scope)
        first = await there.receive_output()
        body = (await there.receive_output()).get("body") if kind == "http" else b""
        await there.wait()
        return first, json.loads(body or b"null")

    return async_to_sync(visit)()


async def behind(scope, receive, send):
    body = json.dumps({"client": scope["access_token"].client_id}).encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


def bearer(text):
    return (b"authorization", f"Bearer {text}".encode())


@pytest.mark.django_db(transaction=True)
def test_an_asgi_application_is_guarded(app, browsing, token):
    guarded = ResourceServerMiddleware(behind, resource=RESOURCE, scopes=["read"])
    assert asked(guarded, bearer(token))[1] == {"client": app.id}
    first, body = asked(guarded)
    challenge = dict(first["headers"])[b"www-authenticate"].decode()
    assert (first["status"], body["error"]) == (401, "unauthorized")
    assert 'scope="read"' in challenge
    assert 'resource_metadata="https://api.example.org/.well-known/oauth-protected-resource"' in challenge
    assert asked(guarded, bearer(token), bearer(token))[0]["status"] == 401
    assert asked(guarded, bearer(issued(app, browsing, resource=OTHER)))[0]["status"] == 401
    assert asked(guarded, bearer(issued(app, browsing, scope="write")))[0]["status"] == 403
    assert asked(guarded, kind="websocket")[0] == {"type": "websocket.close", "code": 1008}
    strict = ResourceServerMiddleware(behind, resource=RESOURCE, checked=True)
    assert asked(strict, bearer(token))[0]["status"] == 200
    Grant.objects.all().delete()
    assert asked(strict, bearer(token))[0]["status"] == 401


@pytest.mark.parametrize(
    ("where", "host", "resource"),
    [
        ("", "api.example.org", RESOURCE),
        ("/mcp", "other.example.org", OTHER),
        ("/mcp", "third.example.org", "https://third.example.org/mcp"),
    ],
)
def test_the_metadata_of_a_resource_names_the_provider(settings, configure, where, host, resource):
    settings.ALLOWED_HOSTS = [host]
    configure(provider={"resources": [RESOURCE, OTHER, "https://third.example.org/mcp", "urn:example:api"]})
    response = Http().get(f"/.well-known/oauth-protected-resource{where}", headers={"Host": host})
    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == "*"
    found = response.json()
    assert (found["resource"], found["authorization_servers"]) == (resource, [ISSUER])
    assert found["scopes_supported"] == ["read", "write"]


def test_there_is_no_metadata_of_other_addresses_or_while_the_provider_is_off(configure):
    for where in ("/elsewhere", "/mcp/more"):
        assert Http().get(f"/.well-known/oauth-protected-resource{where}").status_code == 404
    configure(provider={"enabled": False})
    assert Http().get("/.well-known/oauth-protected-resource").status_code == 404
