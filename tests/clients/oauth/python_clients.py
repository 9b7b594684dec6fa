"""Logins by `authlib` and `requests-oauthlib`; the test that runs this is the user's browser."""

import json
import sys

import requests
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session as AuthlibSession
from authlib.jose import JsonWebKey, jwt
from authlib.oidc.core import CodeIDToken
from requests_oauthlib import OAuth2Session

ADDRESS, CLIENT_ID, SECRET, CALLBACK, NAME = sys.argv[1:]
FOUND = requests.get(f"{ADDRESS}/.well-known/openid-configuration", timeout=10).json()
SCOPES = ["openid", "email", "offline_access"]


def browser(url):
    """Where the user's browser comes back to."""
    sys.stdout.write(f"BROWSER {url}\n")
    sys.stdout.flush()
    return sys.stdin.readline().strip()


def with_authlib():
    session = AuthlibSession(
        CLIENT_ID, SECRET, scope=SCOPES, redirect_uri=CALLBACK, code_challenge_method="S256",
        token_endpoint=FOUND["token_endpoint"],
    )  # fmt: skip
    verifier, nonce = generate_token(48), generate_token()
    url, _state = session.create_authorization_url(FOUND["authorization_endpoint"], code_verifier=verifier, nonce=nonce)
    token = session.fetch_token(authorization_response=browser(url), code_verifier=verifier)
    keys = JsonWebKey.import_key_set(requests.get(FOUND["jwks_uri"], timeout=10).json())
    options = {"iss": {"essential": True, "value": FOUND["issuer"]}, "aud": {"essential": True, "value": CLIENT_ID}}
    told = {"nonce": nonce, "client_id": CLIENT_ID, "access_token": token["access_token"]}
    claims = jwt.decode(token["id_token"], keys, claims_cls=CodeIDToken, claims_options=options, claims_params=told)
    claims.validate(leeway=30)
    session.refresh_token()
    return claims, session.get(FOUND["userinfo_endpoint"]).json()


def with_requests_oauthlib():
    session = OAuth2Session(CLIENT_ID, redirect_uri=CALLBACK, scope=SCOPES, pkce="S256")
    url, _state = session.authorization_url(FOUND["authorization_endpoint"])
    token = session.fetch_token(FOUND["token_endpoint"], authorization_response=browser(url), client_secret=SECRET)
    before = session.get(FOUND["userinfo_endpoint"]).json()
    session.refresh_token(FOUND["token_endpoint"], refresh_token=token["refresh_token"], auth=(CLIENT_ID, SECRET))
    return before, session.get(FOUND["userinfo_endpoint"]).json()


first, second = {"authlib": with_authlib, "requests-oauthlib": with_requests_oauthlib}[NAME]()
if first["sub"] != second["sub"]:
    sys.exit("the subject changed")
sys.stdout.write("RESULT " + json.dumps(second) + "\n")
