"""Access tokens as JWTs: what they hold, and what checking one costs."""

import base64
import json

import jwt as pyjwt
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.client import Api
from tests.factors import codes_of, with_app
from tests.token_logins import bearer, login, refresh, segments, tokens_of
from tests.users import make_user

from gatepost.sessions import issue
from gatepost.sessions.models import Session
from gatepost.tokens.signed import access, jwt, signing_keys

pytestmark = pytest.mark.django_db


def test_the_claims_of_an_access_token(jwts, clock):
    user = make_user()
    token, _ = tokens_of(login())
    header, claims = segments(token)
    session = Session.objects.get()
    assert header == {"alg": "ES256", "typ": "at+jwt", "kid": signing_keys.ring().active.kid}
    assert claims.pop("jti")
    assert claims == {
        "iss": "http://127.0.0.1:8000",
        "aud": "http://127.0.0.1:8000",
        "sub": str(user.pk),
        "sid": str(session.number),
        "iat": int(clock.now),
        "exp": int(clock.now) + 300,
        "auth_time": int(clock.now),
        "amr": ["pwd"],
        "acr": "aal1",
        "token_use": "access",
    }


def test_a_service_elsewhere_verifies_it_by_the_published_keys(jwts):
    make_user()
    token, _ = tokens_of(login())
    keys = pyjwt.PyJWKSet.from_dict(json.loads(Client().get("/.well-known/jwks.json").content))
    found = next(key for key in keys.keys if key.key_id == pyjwt.get_unverified_header(token)["kid"])
    issuer = "http://127.0.0.1:8000"
    claims = pyjwt.decode(token, found.key, algorithms=["ES256"], issuer=issuer, audience=issuer)
    assert claims["amr"] == ["pwd"]


def test_a_second_factor_is_seen_in_amr_and_acr(jwts):
    user = make_user()
    with_app(user)
    app = Api("app")
    login(app)
    token, _ = tokens_of(app.post("auth/2fa/authenticate", {"code": codes_of(user)[0]}))
    claims = segments(token)[1]
    assert (claims["amr"], claims["acr"]) == (["pwd", "otp", "mfa"], "aal2")
    assert access.check(token).level == 2


def issuer_of(session):
    return {"iss": "https://evil.example"}


def plan_of(session):
    return {"plan": "gold", "name": session.user.get_username()}


def test_a_function_of_the_project_adds_claims_and_may_not_replace_ours(configure, jwts):
    configure(tokens={"claims": f"{__name__}.plan_of"})
    user = make_user()
    _, renewal = tokens_of(login())
    claims = segments(refresh(renewal).body["data"]["access_token"])[1]
    assert (claims["plan"], claims["name"]) == ("gold", user.get_username())
    configure(tokens={"claims": f"{__name__}.issuer_of"})
    session = issue.if_logged_in(Session.objects.select_related("user").first())
    with pytest.raises(Exception, match="may not give iss"):
        access.make(session)


def test_the_subject_may_be_another_field_of_the_user_model(configure, jwts):
    user = make_user()
    configure(tokens={"subject_field": user.USERNAME_FIELD})
    assert access.check(tokens_of(login())[0]).subject == user.get_username()


def test_a_token_for_several_audiences_is_good_for_each(configure, jwts):
    configure(tokens={"audiences": ["https://a.example", "https://b.example"]})
    make_user()
    token, _ = tokens_of(login())
    assert access.check(token).claims.audience == ("https://a.example", "https://b.example")
    configure(tokens={"audiences": ["https://b.example"]})
    assert access.check(token)
    configure(tokens={"audiences": ["https://c.example"]})
    with pytest.raises(jwt.BadToken, match="audience"):
        access.check(token)


def test_an_encrypted_token_shows_nothing_and_works_like_any_other(configure, jwts):
    configure(tokens={"encryption_key": base64.urlsafe_b64encode(b"e" * 32).decode().rstrip("=")})
    make_user()
    token, _ = tokens_of(login())
    assert token.count(".") == 4
    assert b"bob" not in base64.urlsafe_b64decode(token.split(".")[3] + "==")
    assert Api("app").get("auth/session", **bearer(token)).status == 200
    head, key, nonce, text, tag = token.split(".")
    flipped = ("B" if text[0] == "A" else "A") + text[1:]
    plain = access.jwe.decrypt(token, access._encryption_key(access.conf.read(access.TokensSettings).encryption_key))
    header = base64.urlsafe_b64encode(b'{"alg":"dir","enc":"A256GCM","cty":"JWT","zip":"DEF"}').decode().rstrip("=")
    for bad in (
        f"{head}.{key}.{nonce}.{flipped}.{tag}",
        plain,
        f"{header}.{key}.{nonce}.{text}.{tag}",
        "....",
        "a.b.c",
    ):
        assert Api("app").get("auth/session", **bearer(bad)).status == 401


def test_a_check_costs_no_statement_and_the_user_one(jwts):
    user = make_user()
    token, _ = tokens_of(login())
    access.check(token)
    with CaptureQueriesContext(connection) as counted:
        found = access.check(token)
        assert (found.subject, found.level) == (str(user.pk), 1)
        assert len(counted) == 0
        assert found.user == user
        assert found.session.user == user
    assert len(counted) == 1


def test_with_a_check_of_the_session_a_logout_is_felt_at_once(configure, jwts):
    make_user()
    app = Api("app")
    token, _ = tokens_of(login(app))
    app.delete("auth/session")
    assert access.check(token).user is None
    configure(tokens={"check_session": True})
    with pytest.raises(jwt.BadToken, match="ended"):
        access.check(token)
