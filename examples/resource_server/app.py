"""A service in Flask that knows who asks by access tokens of a gatepost server: no password, no session, no database.

    pip install flask "pyjwt[crypto]"
    GATEPOST_ISSUER=https://id.example.org flask --app app run

The server needs `tokens.strategy = "jwt"`. The public keys are read from its JWKS once, and again when a token names a
key that is not there yet.
"""

import os
from functools import wraps

import jwt
from flask import Flask, g, jsonify, request

ISSUER = os.environ["GATEPOST_ISSUER"]
AUDIENCE = os.environ.get("GATEPOST_AUDIENCE", ISSUER)
ALGORITHMS = ["ES256", "EdDSA", "RS256"]  # never HS256: anyone who verifies that can also sign
TYPE = "at+jwt"
keys = jwt.PyJWKClient(f"{ISSUER}/.well-known/jwks.json", lifespan=300)
app = Flask(__name__)


def claims_of(text):
    """What a token says, if it is good; raises `jwt.PyJWTError` if not."""
    if jwt.get_unverified_header(text).get("typ") != TYPE:
        raise jwt.InvalidTokenError("not an access token")
    return jwt.decode(
        text,
        keys.get_signing_key_from_jwt(text).key,
        algorithms=ALGORITHMS,
        issuer=ISSUER,
        audience=AUDIENCE,
        leeway=30,
        options={"require": ["exp", "iat", "iss", "aud", "sub"]},
    )


def refused(status, error):
    answer = jsonify(error=error)
    answer.status_code = status
    answer.headers["WWW-Authenticate"] = f'Bearer realm="notes", error="{error}"'
    return answer


def requires_token(scope=None, level=1):
    """Let those in who show a good token, of this scope if it is limited, of this level (2: a second factor)."""

    def decorate(view):
        @wraps(view)
        def guarded(*args, **kwargs):
            scheme, _, text = request.headers.get("Authorization", "").partition(" ")
            if scheme.lower() != "bearer":
                return refused(401, "token_required")
            try:
                g.claims = claims_of(text)
            except jwt.PyJWTError:
                return refused(401, "invalid_token")
            scopes = g.claims.get("scope", "").split()
            if scope is not None and scopes and scope not in scopes:
                return refused(403, "insufficient_scope")
            if level > int(g.claims.get("acr", "aal1").removeprefix("aal")):
                return refused(401, "insufficient_user_authentication")
            return view(*args, **kwargs)

        return guarded

    return decorate


@app.get("/notes")
@requires_token(scope="read")
def notes():
    return jsonify(user=g.claims["sub"], notes=["Only you see this."])


@app.get("/vault")
@requires_token(level=2)
def vault():
    return jsonify(user=g.claims["sub"])
