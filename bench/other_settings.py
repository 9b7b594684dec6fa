"""Operations of `costs.py` that need other settings than the rest; they come last, since the settings stay changed."""

import itertools
from functools import partial

from django.conf import settings
from django.test.utils import override_settings
from measure import BODY

NATIVE = "/_allauth/app/v1/"
NAMED = {"username": "ann", "password": BODY["password"]}
numbers = itertools.count()


def have(**changed):
    """Change settings, unless they are as wanted already, since each change drops what was built for them."""
    if any(getattr(settings, name, None) != value for name, value in changed.items()):
        override_settings(**changed).enable()


def gatepost(**sections):
    """As `have`, for sections of `GATEPOST`."""
    tree = settings.GATEPOST
    have(GATEPOST=tree | {name: tree.get(name, {}) | values for name, values in sections.items()})


def native_login(client):
    return client(NATIVE + "auth/login", method="POST", body=BODY)[1]["meta"]


def of_login(client, settled, act):
    """An operation with what a login returns; it logs in when it is first asked for, with the settings settled."""
    held = []

    def prepare():
        settled()
        if not held:
            held.append(native_login(client))
        return held[0]

    return prepare, act


def checked(client, path, settled):
    return of_login(client, settled, lambda told: client(path, AUTHORIZATION=f"Bearer {told['access_token']}"))


def refreshed(client, settled):
    def act(told):
        body = {"refresh_token": told["refresh_token"]}
        told |= client(NATIVE + "tokens/refresh", method="POST", body=body)[1]["data"]

    return of_login(client, settled, act)


def registrations(client, prepare=None):
    """Sign-ups of the REST dialects that have one; each makes another user."""

    def register(path, *fields):
        name = f"user{next(numbers)}"
        body = {"username": name, "email": f"{name}@example.org"} | dict.fromkeys(fields, BODY["password"])
        return client(path, method="POST", body=body, status=(201, 204))

    rest_auth = partial(register, "/rest-auth/registration/", "password1", "password2")
    djoser = partial(register, "/djoser/users/", "password")
    if prepare:
        return {
            "sign-up: dj-rest-auth": (prepare, lambda _: rest_auth()),
            "sign-up: djoser": (prepare, lambda _: djoser()),
        }
    return {"sign-up: dj-rest-auth": (None, rest_auth), "sign-up: djoser": (None, djoser)}


def token_logout(client):
    """Logging out by the token that was issued just before."""

    def log_in():
        return client("/rest-auth/login/", method="POST", body=NAMED)[1]["key"]

    return log_in, lambda key: client("/rest-auth/logout/", method="POST", body={}, AUTHORIZATION=f"Token {key}")


def of_gatepost(client, jwt, opaque):
    from gatepost.tokens.signed import signing_keys

    signing_keys.FRESH_SECONDS = 3600  # under callgrind nearly every request would reread them

    def signed_with(algorithm):
        gatepost(tokens={"strategy": "jwt", "algorithm": algorithm})
        while signing_keys.ring().active.algorithm != algorithm:
            signing_keys.rotate()

    return {
        "log-out: dj-rest-auth token": token_logout(client),
        **registrations(client, partial(gatepost, accounts={"email_verification": "none"})),
        "login: dj-rest-auth JWT": (
            partial(gatepost, rest_auth={"use_jwt": True}),
            lambda _: client("/rest-auth/login/", method="POST", body=NAMED),
        ),
        "JWT, claims only": (partial(signed_with, "HS256"), lambda _: client("/plain", AUTHORIZATION=jwt)),
        "refresh, native": refreshed(client, partial(signed_with, "HS256")),
        "JWT ES256, claims only": checked(client, "/plain", partial(signed_with, "ES256")),
        "refresh, native ES256": refreshed(client, partial(signed_with, "ES256")),
        "opaque access token, REST framework": (
            partial(gatepost, tokens={"strategy": "opaque"}),
            lambda _: client("/jwt", AUTHORIZATION=f"Bearer {opaque}"),
        ),
    }


def of_allauth(client):
    """Its strategy with JWTs, which knows HS256 and RS256 only: the latter stands beside ES256."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    pem = rsa.generate_private_key(65537, 2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    keys = {"HS256": "a secret for HS256 that is long enough", "RS256": pem.decode()}

    def signed_with(algorithm):
        have(
            HEADLESS_TOKEN_STRATEGY="allauth.headless.tokens.strategies.jwt.JWTTokenStrategy",
            HEADLESS_JWT_ALGORITHM=algorithm,
            HEADLESS_JWT_PRIVATE_KEY=keys[algorithm],
        )

    return {
        "JWT, user read": checked(client, "/jwt-user", partial(signed_with, "HS256")),
        "refresh, native": refreshed(client, partial(signed_with, "HS256")),
        "refresh, native ES256": refreshed(client, partial(signed_with, "RS256")),
    }


def of_rest(client, ann):
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from dj_rest_auth.app_settings import api_settings
    from rest_framework_simplejwt import state
    from rest_framework_simplejwt.backends import TokenBackend
    from rest_framework_simplejwt.tokens import AccessToken

    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    public = (
        key.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )
    backends = {"HS256": state.token_backend, "ES256": TokenBackend("ES256", pem, public)}

    def signed_with(algorithm):
        state.token_backend = backends[algorithm]

    def jwt_logins():
        api_settings.USE_JWT = True

    signed_with("ES256")
    es256 = f"Bearer {AccessToken.for_user(ann)}"
    signed_with("HS256")
    return {
        "log-out: dj-rest-auth token": token_logout(client),
        **registrations(client),
        "login: dj-rest-auth JWT": (jwt_logins, lambda _: client("/rest-auth/login/", method="POST", body=NAMED)),
        "JWT ES256, claims only": (partial(signed_with, "ES256"), lambda _: client("/jwt", AUTHORIZATION=es256)),
    }


def floors(client):
    """Requests without gatepost, by the same middlewares."""

    def act(path, **sent):
        return partial(have, ROOT_URLCONF="urls_floor"), lambda _: client(path, **sent)

    return {
        "floor: Django": act("/empty"),
        "floor: Django, a user's row": act("/row"),
        "floor: REST framework": act("/rest"),
        "floor: REST framework, form": act("/rest", method="POST", body=NAMED),
    }
