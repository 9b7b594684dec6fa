"""Every place where a client may show a secret, each with the kinds that belong there.

A place is a function that gets the `World` and a text, and returns whether the text was worth anything.
"""

import json

from django.test import Client
from django.utils.http import urlsafe_base64_encode
from tests.client import Api
from tests.oauth import ACCESS_TOKEN, EXCHANGE, RESOURCE, URI
from tests.security.secret_kinds import EVE
from tests.users import LOGIN_FIELD, NEW, PASSWORD, login_fields

from gatepost.features.provider.operations import grant_types
from gatepost.flow.account_links import uid36

PROVIDER = "link: social_code"
SECONDS = {"mfa_authenticate", "mfa_trust"}


def good(answer):
    """Whether a response gave something; a fault of the server is never an answer."""
    assert answer.status_code < 500, answer.content
    return answer.status_code < 400


def header(path, name, word=""):
    return lambda _, text: good(Client().get(path, headers={name: f"{word} {text}".strip()}))


def cookie(path, name):
    return lambda _, text: good(Client().get(path, headers={"Cookie": f"{name}={text}"}))


def body(path, *fields, verb="POST", **more):
    def show(world, text):
        data = json.dumps({**dict.fromkeys(fields, text), **more})
        return good(Client().generic(verb, path, data, content_type="application/json"))

    return show


def native(path, *fields, who=lambda world: world.session or Api(), verb="POST", **more):
    """In the session that the secret belongs to, if to one. A 401 without errors did what it was asked for."""

    def show(world, text):
        api = who(world)
        answer = api.call(verb, path, {**dict.fromkeys(fields, text), **more})
        assert answer.status < 500, answer
        return answer.status < 300 or (answer.status == 401 and "errors" not in answer.body)

    return show


def key(path, name):
    return lambda world, text: good((world.session or Api()).get(path, **{name: text}).response)


def of_user(path, **more):
    """A link that names its user."""

    def show(world, text):
        base64 = urlsafe_base64_encode(str(world.bob.pk).encode())
        ids = (uid36(world.bob), base64)
        data = [{"uid": uid, "token": text, **more} for uid in ids]
        return any(good(Client().post(path, json.dumps(one), content_type="application/json")) for one in data)

    return show


def token(grant, field, app="wiki", **more):
    """At the token endpoint of the OAuth provider, by the client that the secret was made for."""

    def show(world, text):
        client = getattr(world, app)
        given = {"redirect_uri": URI, "code_verifier": client.verifier} if grant == "authorization_code" else {}
        return good(client.post("token", grant_type=grant, **{field: text}, **given, **more))

    return show


def introspected(world, text):
    answer = world.wiki.post("introspect", token=text)
    return good(answer) and answer.json() != {"active": False}


def authorize(world, text):
    answer = world.browser.http.get(f"/oauth/authorize?client_id={world.wiki.id}&request_uri={text}")
    assert answer.status_code < 500
    return answer.status_code == 303 and "error" not in answer["Location"]


def as_client(world, text):
    world.wiki.secret, own = text, world.wiki.secret
    answer = world.wiki.post("introspect", token="x")
    world.wiki.secret = own
    return good(answer)


def trusting(name):
    """A login in a browser with this cookie: whether the second factor was skipped."""

    def show(world, text):
        browser = Api("browser")
        browser.http.cookies[name] = text
        answer = browser.post("auth/login", {"email": EVE, "password": PASSWORD})
        assert answer.status in (200, 401), answer
        return answer.status == 200

    return show


def refresh_cookie(_, text):
    browser = Api("browser")
    browser.http.cookies["gatepost_refresh"] = text
    answer = browser.post("tokens/cookies")
    assert answer.status in (200, 400), answer
    return answer.status == 200


APP, BROWSER = "/_allauth/app/v1/", "/_allauth/browser/v1/"
SESSION, MINE = {"session of an app"}, {"session of a browser"}
JWT = {"simplejwt access", "sliding token"}
REFRESH = {"simplejwt refresh"}
ACCESS = {"access JWT", "opaque access token"}
RESET = {"password": NEW}
TWICE = {"new_password1": NEW, "new_password2": NEW}

PLACES = {
    "session of the native API": (header(APP + "auth/session", "X-Session-Token"), SESSION),
    "bearer of the native API": (header(APP + "account/email", "Authorization", "Bearer"), ACCESS),
    "cookie of the native API": (cookie(BROWSER + "auth/session", "sessionid"), MINE),
    "access cookie": (cookie(BROWSER + "account/email", "gatepost_access"), set()),
    "refresh": (native("tokens/refresh", "refresh_token"), {"refresh token"}),
    "refresh cookie": (refresh_cookie, {"refresh token"}),
    "mailed login": (native("auth/code/confirm", "code"), {"code of a mailed login", "link: login_code"}),
    "verification": (native("auth/email/verify", "key"), {"link: verify_email"}),
    "verification, shown": (key("auth/email/verify", "X-Email-Verification-Key"), {"link: verify_email"}),
    "number": (native("auth/phone/verify", "code"), set()),
    "reset": (native("auth/password/reset", "key", **RESET), {"link: reset_password"}),
    "reset, shown": (key("auth/password/reset", "X-Password-Reset-Key"), {"link: reset_password"}),
    "second factor": (
        native("auth/2fa/authenticate", "code", who=lambda world: world.waiting),
        {"code of an app", "recovery code"},
    ),
    "provider's answer": (native("auth/provider/callback", "code", "state", provider="test"), set()),
    "handover": (native("auth/provider/exchange", "code", "code_verifier"), set()),
    "provider's token": (
        native("auth/provider/token", provider="test", token={"client_id": "x", "id_token": "x"}),
        set(),
    ),
    "linking": (native("account/providers", "key", who=lambda world: world.browser), set()),
    "device": (native("auth/device", "code", who=lambda world: world.browser), {"user code"}),
    "authorization": (
        lambda world, text: good(world.browser.get("auth/authorization", **{"X-Authorization-Request": text}).response),
        {"request that waits"},
    ),
    "logout of an app": (
        lambda world, text: good(world.browser.get("auth/logout", **{"X-Logout-Request": text}).response),
        set(),
    ),
    "proxy, session": (header("/auth/verify", "X-Session-Token"), SESSION),
    "proxy, bearer": (header("/auth/verify", "Authorization", "Bearer"), ACCESS | {"API key"}),
    "proxy, cookie": (cookie("/auth/verify", "sessionid"), MINE),
    "simplejwt refresh": (body("/jwt/refresh/", "refresh"), REFRESH),
    "simplejwt verify": (body("/jwt/verify/", "token"), JWT | REFRESH),
    "simplejwt blacklist": (body("/jwt/blacklist/", "refresh"), REFRESH),
    "simplejwt sliding": (body("/jwt/sliding/refresh/", "token"), {"sliding token"}),
    "djoser refresh": (body("/djoser/jwt/refresh/", "refresh"), REFRESH),
    "djoser verify": (body("/djoser/jwt/verify/", "token"), JWT | REFRESH),
    "dj-rest-auth refresh": (body("/rest/token/refresh/", "refresh"), REFRESH),
    "dj-rest-auth verify": (body("/rest/token/verify/", "token"), JWT | REFRESH),
    "dj-rest-auth code": (
        lambda world, text: body("/rest/mfa/verify/", "ephemeral_token", code=world.totp.code())(world, text),
        {"dj-rest-auth login that waits", "login that waits"},
    ),
    "dj-rest-auth verification": (body("/rest/registration/verify-email/", "key"), {"link: verify_email"}),
    "dj-rest-auth reset": (of_user("/rest/password/reset/confirm/", **TWICE), {"rest_auth and djoser reset"}),
    "djoser reset": (
        of_user("/djoser/users/reset_password_confirm/", new_password=NEW),
        {"rest_auth and djoser reset"},
    ),
    "djoser username": (
        of_user(
            f"/djoser/users/reset_{LOGIN_FIELD}_confirm/", **{f"new_{LOGIN_FIELD}": login_fields("rob")[LOGIN_FIELD]}
        ),
        {"djoser reset of the username"},
    ),
    "djoser activation": (of_user("/djoser/users/activation/"), set()),
    "cookie API, verification": (body("/api/signup/verify/", "key"), {"link: verify_email"}),
    "cookie API, reset": (of_user("/api/password-reset/confirm/", password=NEW), {"rest_auth and djoser reset"}),
    "OAuth code": (token("authorization_code", "code"), {"OAuth code"}),
    "OAuth refresh": (token("refresh_token", "refresh_token"), {"OAuth refresh token"}),
    "device code": (token(grant_types.DEVICE, "device_code", "device"), {"device code"}),
    "exchange": (
        token(EXCHANGE, "subject_token", subject_token_type=ACCESS_TOKEN, resource=RESOURCE),
        {"OAuth access token"},
    ),
    "userinfo": (header("/oauth/userinfo", "Authorization", "Bearer"), {"OAuth token for userinfo"}),
    "introspection": (introspected, {"OAuth access token", "OAuth token for userinfo", "OAuth refresh token"}),
    "pushed request": (authorize, {"pushed request"}),
    "client's secret": (as_client, {"client secret"}),
    "trusted browser": (trusting("gatepost_trust"), set()),
    "known browser": (trusting("gatepost_device"), set()),
}
"""Places by name, each with the kinds that belong there."""

REST = {
    "drf/authtoken": ("Token", {"authtoken"}),
    "drf/knox": ("Token", {"knox token"}),
    "drf/simple_jwt": ("Bearer", {"simplejwt access"}),
    "drf/jwt_cookie": ("Bearer", {"simplejwt access"}),
    "drf/key": ("Bearer", {"API key"}),
    "drf/access": ("Bearer", ACCESS),
    "drf/oauth": ("Bearer", {"OAuth access token"}),
    "ninja/key": ("Bearer", {"API key"}),
    "ninja/access": ("Bearer", ACCESS),
}
PLACES |= {path: (header(f"/{path}/", "Authorization", word), kinds) for path, (word, kinds) in REST.items()}
PLACES |= {
    f"{kind}/session_token": (header(f"/{kind}/session_token/", "X-Session-Token"), SESSION)
    for kind in ("drf", "ninja")
}
PLACES |= {f"{kind}/session": (cookie(f"/{kind}/session/", "sessionid"), MINE) for kind in ("drf", "ninja")}
