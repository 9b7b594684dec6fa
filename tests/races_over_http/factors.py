"""Races for second factors and passkeys."""

from gatepost.accounts.models import Authenticator
from gatepost.features.recovery_codes.models import RecoveryCode
from gatepost.sessions.models import Session
from gatepost.testing.authenticator import SoftwareAuthenticator
from tests.factors import App, codes_of, with_app
from tests.races_over_http.racing import (
    PASSWORD,
    RACERS,
    Api,
    one,
    person,
    race,
    same,
    scenario,
    sessions,
    statuses,
    strangers,
)

KEYS = "account/authenticators/webauthn"
REFUSED = {400, 401, 409, 410, 429}


def with_passkey(user, **options):
    """A key with which somebody logs in."""
    api, key = sessions(user, 1)[0], SoftwareAuthenticator(**options)
    asked = api.get(f"{KEYS}?passwordless").body["data"]["creation_options"]
    assert api.post(KEYS, {"credential": key.create(asked)}).status == 200
    return key


@scenario("a code of an app opens one of several logins")
def totp_login():
    user = person()
    app, apis = with_app(user), strangers(4)
    for api in apis:
        assert api.post("auth/login", {"email": user.email, "password": PASSWORD}).status == 401
    code = app.code()
    one(statuses(apis, "POST", "auth/2fa/authenticate", {"code": code}), others=REFUSED)
    assert Session.objects.filter(user=user).count() == 1


@scenario("a code of an app reauthenticates one of sixteen logins")
def totp_reauthentication():
    user = person()
    app = with_app(user)
    one(statuses(sessions(user), "POST", "auth/2fa/reauthenticate", {"code": app.code()}), others=REFUSED)


@scenario("a recovery code reauthenticates one of sixteen logins")
def recovery_code():
    user = person()
    with_app(user)
    code = codes_of(user)[0]
    one(statuses(sessions(user), "POST", "auth/2fa/reauthenticate", {"code": code}), others=REFUSED)
    assert code not in codes_of(user)


@scenario("a passkey's response opens one session")
def passkey_login():
    user = person()
    key, api = with_passkey(user, counts=True), Api("app")
    before = Session.objects.filter(user=user).count()
    credential = key.get(api.get("auth/webauthn/login").body["data"]["request_options"])
    one(statuses(same(api), "POST", "auth/webauthn/login", {"credential": credential}))
    assert Session.objects.filter(user=user).count() == before + 1


@scenario("a challenge adds one passkey")
def passkey_added():
    user = person()
    api = sessions(user, 1)[0]
    asked = api.get(KEYS).body["data"]["creation_options"]
    answers = [SoftwareAuthenticator().create(asked) for _ in range(RACERS)]
    one(statuses(same(api), "POST", KEYS, lambda n: {"credential": answers[n]}))
    assert Authenticator.objects.filter(user=user, type="webauthn").count() == 1


@scenario("apps that are set up at once are one")
def totp_enrolment():
    user = person()
    apis = sessions(user)
    secrets = [api.get("account/authenticators/totp").body["meta"]["secret"] for api in apis]
    found = statuses(apis, "POST", "account/authenticators/totp", lambda n: {"code": App(secrets[n]).code()})
    assert found.count(200) == 1, found
    assert set(found) <= {200, *REFUSED}
    assert Authenticator.objects.filter(user=user, type="totp").count() == 1
    assert Authenticator.objects.filter(user=user, type="recovery_codes").count() == 1
    assert RecoveryCode.objects.filter(authenticator__user=user).count() == 10


@scenario("recovery codes made again while one is used are one set, without it")
def recovery_codes():
    user = person()
    with_app(user)
    apis, code = sessions(user, 4), codes_of(user)[0]

    def act(n):
        if n % 2:
            return apis[n].post("auth/2fa/reauthenticate", {"code": code}).status
        return apis[n].post("account/authenticators/recovery-codes").status

    assert set(race(act, 4)) <= {200, *REFUSED}
    assert Authenticator.objects.filter(user=user, type="recovery_codes").count() == 1
    assert RecoveryCode.objects.filter(authenticator__user=user).count() == 10
    assert code not in codes_of(user)
