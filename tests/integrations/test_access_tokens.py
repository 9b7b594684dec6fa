"""Access tokens of apps in views of every framework: no statement until somebody looks at the user."""

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.http import JsonResponse
from django.test import AsyncClient, Client
from django.test.utils import CaptureQueriesContext
from django.urls import path
from ninja import NinjaAPI
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView
from tests.factors import with_app
from tests.urls import urlpatterns as main
from tests.users import NEW, PASSWORD, logged_in

from gatepost import drf
from gatepost.integrations import forward_auth, lazy_user
from gatepost.integrations import ninja as gates
from gatepost.integrations.decorators import requires_login, requires_proof, requires_scope
from gatepost.sessions import issue
from gatepost.sessions.models import Session
from gatepost.tokens.refresh import families
from gatepost.tokens.signed import access, jwt, signing_keys

CHALLENGE = 'Bearer realm="api"'


def untouched(request):
    assert request.user.is_authenticated
    return JsonResponse({"pk": request.user.pk})


def touched(request):
    return JsonResponse({"user": str(request.user), "pk": request.user.pk})


async def touched_async(request):
    user = await request.auser()
    return JsonResponse({"user": str(user), "pk": user.pk})


async def untouched_async(request):
    return untouched(request)


class Rest(APIView):
    authentication_classes = (drf.AccessTokenAuthentication,)
    permission_classes = (IsAuthenticated,)
    touches = False

    def get(self, request):
        return Response({"pk": request.user.pk, **({"user": str(request.user)} if self.touches else {})})


class RestProof(Rest):
    permission_classes = (drf.requires_proof(level=2),)


class RestScope(Rest):
    permission_classes = (IsAuthenticated, drf.requires_scope("read"))


api = NinjaAPI(urls_namespace="access", auth=[gates.AccessTokenAuth()])


@api.get("/untouched")
def ninja_untouched(request):
    return {"pk": request.user.pk}


@api.get("/touched")
def ninja_touched(request):
    return {"user": str(request.user), "pk": request.user.pk}


urlpatterns = [
    *main,
    path("rest/untouched", Rest.as_view()),
    path("rest/touched", Rest.as_view(touches=True)),
    path("rest/proof", RestProof.as_view()),
    path("rest/scope", RestScope.as_view()),
    path("plain/untouched", requires_login(untouched)),
    path("plain/touched", requires_login(touched)),
    path("plain/proof", requires_login(requires_proof(level=2)(touched))),
    path("plain/fresh", requires_login(requires_proof(max_age=300)(untouched))),
    path("plain/scope", requires_login(requires_scope("read")(untouched))),
    path("async/untouched", requires_login(untouched_async)),
    path("async/touched", requires_login(touched_async)),
    path("ninja/", api.urls),
    path("auth/verify", forward_auth.verify),
    path("bare", touched),
    path("abare", touched_async),
]
FRAMEWORKS = ["rest", "plain", "async", "ninja"]


@pytest.fixture(autouse=True)
def _project(settings, configure):
    settings.ROOT_URLCONF = __name__
    configure(tokens={"strategy": "jwt", "scopes": ["read"]})


@pytest.fixture
def session(bob, clock):
    opened = issue.open_for(bob, client="app", ip="", user_agent="", proofs=[{"method": "password", "at": 1.8e9}])
    return opened.state


@pytest.fixture
def token(session):
    text = access.make(session)
    signing_keys.ring()
    return text


def get(where, token, client=Client):
    return client().get(f"/{where}", headers={"Authorization": f"Bearer {token}"})


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_view_costs_no_statement_until_the_user_is_touched(bob, token, framework):
    with CaptureQueriesContext(connection) as counted:
        answer = get(f"{framework}/untouched", token)
    assert (answer.status_code, answer.json(), len(counted)) == (200, {"pk": bob.pk}, 0)
    with CaptureQueriesContext(connection) as counted:
        answer = get(f"{framework}/touched", token)
    assert (answer.status_code, answer.json(), len(counted)) == (200, {"pk": bob.pk, "user": str(bob)}, 1)


def test_under_asgi_the_check_stays_in_its_thread(bob, token, monkeypatch):
    def leave(*_):
        raise AssertionError("the check left its thread")

    monkeypatch.setattr("gatepost.integrations.decorators.sync_to_async", leave)

    async def visit():
        return await AsyncClient().get("/async/untouched", headers={"Authorization": f"Bearer {token}"})

    assert async_to_sync(visit)().json() == {"pk": bob.pk}


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("how", ["logout", "password", "disabled"])
def test_c4_what_ended_the_session_is_felt_when_the_user_is_touched(bob, token, session, framework, how):
    if how == "logout":
        Session.objects.filter(id=session.id).delete()
    elif how == "password":
        bob.set_password(NEW)
        bob.save()
    else:
        type(bob).objects.update(is_active=False)
    answer = get(f"{framework}/touched", token)
    assert answer.status_code == (403 if framework in ("plain", "async") else 401)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_c3_with_check_session_a_logout_is_felt_at_once(token, session, framework, configure):
    configure(tokens={"strategy": "jwt", "check_session": True})
    assert get(f"{framework}/untouched", token).status_code == 200
    Session.objects.filter(id=session.id).delete()
    assert get(f"{framework}/untouched", token).status_code == 401


def other(part):
    """The same length, and never the same bytes."""
    return ("B" if part[0] == "A" else "A") + part[1:]


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_h_what_is_expired_forged_or_foreign_is_nobody(token, session, framework, clock):
    head, body, end = token.split(".")
    claims = dict(jwt.verify(token, access._policy()).values)
    key = signing_keys.ring().active
    forged = [
        f"{head}.{body}.",
        f"{head}.{body}",
        f"{head}.{body}.{other(end)}",
        f"{head}.{other(body)}.{end}",
        jwt.sign(claims, key),
        jwt.sign({**claims, "iss": "https://evil.test"}, key, typ=access.TYPE),
        jwt.sign({**claims, "aud": "another"}, key, typ=access.TYPE),
        jwt.sign({**claims, "sid": "1 OR 1"}, key, typ=access.TYPE),
        "a.b.c",
        "gpa_junk",
    ]
    for text in forged:
        answer = get(f"{framework}/untouched", text)
        assert answer.status_code == 401, text
    if framework == "rest":
        assert answer["WWW-Authenticate"] == CHALLENGE
    clock.forward(331)
    assert get(f"{framework}/untouched", token).status_code == 401


def test_scopes_limit_a_token_that_has_them(session, clock):
    for where in ("plain/scope", "rest/scope"):
        assert get(where, access.make(session)).status_code == 200
        assert get(where, access.make(session, scope="read")).status_code == 200
        assert get(where, access.make(session, scope="write")).status_code == 403


def test_a_proof_may_be_younger_than_the_token(bob, clock):
    clock.forward(60)
    phone, owner = with_app(bob), logged_in(bob)
    state = issue.find(owner.token, "app")
    text = access.make(state)
    for where in ("plain/proof", "rest/proof"):
        assert get(where, text).status_code == 401
    assert owner.post("auth/2fa/reauthenticate", {"code": phone.code()}).status == 200
    for where in ("plain/proof", "rest/proof"):
        assert get(where, text).status_code == 200
        assert get(where, access.make(issue.find(owner.token, "app"))).status_code == 200


def test_a_proof_grows_old(token, session, clock):
    assert get("plain/fresh", token).status_code == 200
    clock.forward(299)
    assert get("plain/fresh", token).status_code == 200
    clock.forward(2)
    assert get("plain/fresh", token).status_code == 401


def test_a_proxy_is_told_whose_it_is(bob, token, session):
    answer = get("auth/verify", token)
    assert (answer.status_code, answer["X-Auth-User"], answer["X-Auth-Level"]) == (200, str(bob.pk), "1")
    assert get("auth/verify", access.make(session, scope="read write"))["X-Auth-Scope"] == "read write"
    Session.objects.filter(id=session.id).delete()
    assert get("auth/verify", token).status_code == 401
    assert get("auth/verify", "a.b.c").status_code == 401


def test_the_middleware_lets_them_in_where_they_are_in_use(bob, token, settings, configure):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "gatepost.integrations.middleware.token_middleware"]
    assert get("bare", token).json() == {"user": str(bob), "pk": bob.pk}
    assert get("abare", token).json() == {"user": str(bob), "pk": bob.pk}
    answer = get("bare", token[:-3] + "AAA")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, f'{CHALLENGE}, error="invalid_token"')
    foreign = jwt.sign({"sub": "1"}, signing_keys.Key.generate("ES256", kid="foreign"))
    assert get("bare", foreign).json()["user"] == "AnonymousUser"
    configure(tokens={"strategy": "session"})
    assert get("bare", token).json()["user"] == "AnonymousUser"


def test_an_opaque_access_token_is_its_session(bob, session, configure):
    configure(tokens={"strategy": "opaque"})
    text = families.start(bob, session=session).access
    for where in ("rest/touched", "plain/touched", "ninja/touched"):
        assert get(where, text).json()["user"] == str(bob)
    Session.objects.filter(id=session.id).delete()
    for where in ("rest/touched", "plain/touched", "ninja/touched"):
        assert get(where, text).status_code == 401


def test_d3_a_token_needs_no_csrf_and_reads_no_cookie(bob, token):
    client = Client(enforce_csrf_checks=True)
    client.cookies["sessionid"] = logged_in(bob, "browser").http.cookies["sessionid"].value
    assert client.post("/plain/untouched", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    assert client.get("/rest/untouched").status_code == 401


def test_the_key_of_a_user_comes_from_the_subject_where_it_is_that(bob, session, configure):
    user = lazy_user.AccessUser(access.check(access.make(session)))
    assert user.pk == bob.pk
    configure(tokens={"subject_field": type(bob).USERNAME_FIELD})
    assert lazy_user.AccessUser(access.check(access.make(session))).pk == bob.pk
    assert PASSWORD not in repr(user)
