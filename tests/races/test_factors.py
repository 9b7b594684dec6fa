"""Second factors under real threads: one code opens one login."""

import pytest
from tests.client import Api
from tests.exchanges import CODE
from tests.factors import App, codes_of, with_app
from tests.races.test_races import RACERS, race
from tests.users import BOB, PASSWORD, logged_in, make_user

from gatepost.accounts import authenticator_queries
from gatepost.accounts.models import Authenticator, Identifier
from gatepost.features.recovery_codes import operations as recovery_codes
from gatepost.features.recovery_codes.models import RecoveryCode
from gatepost.features.totp.operations.check import check as check_totp
from gatepost.ground import clock
from gatepost.sessions.models import TrustedBrowser
from gatepost.testing.authenticator import ATTESTED, SoftwareAuthenticator

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
ROUNDS = 20


def holds(user, kind):
    return next(row for row in authenticator_queries.authenticators(user.pk) if row.type == kind)


def test_g2_a_totp_code_opens_one_of_sixteen_logins():
    user = make_user()
    totp = with_app(user)
    waiting = [Api("app") for _ in range(RACERS)]
    for api in waiting:
        assert api.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 401
    code = totp.code()
    statuses = race(lambda number: waiting[number].post("auth/2fa/authenticate", {"code": code}).status)
    assert sorted(statuses) == [200] + [400] * (RACERS - 1)


def test_g2_a_totp_code_is_taken_once(clock):
    user = make_user()
    totp = with_app(user)
    held = holds(user, "totp")
    for _ in range(ROUNDS):
        clock.forward(60)
        code = totp.code()
        assert sum(race(lambda _, code=code: check_totp(None, user, held, code))) == 1


def test_g3_a_recovery_code_is_taken_once():
    user = make_user()
    with_app(user)
    held = holds(user, "recovery_codes")
    for code in codes_of(user):
        assert sum(race(lambda _, code=code: recovery_codes.check(None, user, held, code))) == 1


def test_j9_codes_that_are_made_anew_while_one_is_used_leave_one_set():
    user = make_user()
    with_app(user)
    api = logged_in(user)
    assert api.post("auth/reauthenticate", {"password": PASSWORD}).status == 200
    for _ in range(ROUNDS):
        old = codes_of(user)[0]

        def act(number, old=old):
            if number % 2:
                return recovery_codes.check(None, user, holds(user, "recovery_codes"), old)
            other = Api("app")
            other.token = api.token
            return other.post("account/authenticators/recovery-codes").status in (200, 409)

        race(act, 4)
        assert Authenticator.objects.filter(type="recovery_codes").count() == 1
        assert RecoveryCode.objects.count() == 10
        assert old not in codes_of(user)
        assert not recovery_codes.check(None, user, holds(user, "recovery_codes"), old)


def test_g6_g11_one_answer_of_a_passkey_opens_one_of_sixteen_logins():
    user = make_user()
    key = SoftwareAuthenticator(counts=True)
    api = logged_in(user)
    assert api.post("auth/reauthenticate", {"password": PASSWORD}).status == 200
    path = "account/authenticators/webauthn"
    options = api.get(f"{path}?passwordless").body["data"]["creation_options"]
    assert api.post(path, {"credential": key.create(options)}).status == 200
    for _ in range(5):
        anonymous = Api("app")
        public = anonymous.get("auth/webauthn/login").body["data"]["request_options"]
        credential, token = key.get(public), anonymous.token

        def act(_, credential=credential, token=token):
            racer = Api("app")
            racer.token = token
            return racer.post("auth/webauthn/login", {"credential": credential}).status

        statuses = race(act)
        assert statuses.count(200) == 1
        assert set(statuses) <= {200, 400, 409, 410}


def test_two_apps_that_are_set_up_at_once_are_one():
    user = make_user()
    sessions = [logged_in(user) for _ in range(4)]
    for api in sessions:
        assert api.post("auth/reauthenticate", {"password": PASSWORD}).status == 200
    secrets = [api.get("account/authenticators/totp").body["meta"]["secret"] for api in sessions]
    statuses = race(
        lambda n: sessions[n].post("account/authenticators/totp", {"code": App(secrets[n]).code()}).status, 4
    )
    assert sorted(statuses) == [200, 409, 409, 409]
    assert Authenticator.objects.filter(type="totp").count() == 1
    assert Authenticator.objects.filter(type="recovery_codes").count() == 1


def test_j8_of_all_who_remove_the_last_keys_at_once_one_is_refused(configure):
    configure(flow={"reauthentication_for_factors": False})
    user = make_user(password=None)
    sessions = [logged_in(user) for _ in range(RACERS)]
    path = "account/authenticators/webauthn"
    for _ in range(5):
        while Authenticator.objects.filter(type="webauthn").count() < 2:
            options = sessions[0].get(path).body["data"]["creation_options"]
            assert sessions[0].post(path, {"credential": SoftwareAuthenticator().create(options)}).status == 200
        keys = list(Authenticator.objects.filter(type="webauthn").values_list("number", flat=True))
        Identifier.objects.update(verified_at=None)

        def remove(number, keys=keys):
            return sessions[number].delete(path, {"authenticators": [keys[number % 2]]}).status

        statuses = race(remove)
        assert set(statuses) <= {200, 400}
        assert Authenticator.objects.filter(type="webauthn").count() == 1
        Identifier.objects.filter(kind="email").update(verified_at=clock.now())


def test_a_browser_is_trusted_once(configure):
    configure(flow={"trust_browser": True})
    user = make_user()
    totp = with_app(user)
    browser = Api("browser")
    browser.post("auth/login", {"email": BOB, "password": PASSWORD})
    assert browser.post("auth/2fa/authenticate", {"code": totp.code()}).pending == ["mfa_trust"]

    def act(_):
        racer = Api("browser")
        for name in ("sessionid", "csrftoken"):
            racer.http.cookies[name] = browser.http.cookies[name].value
        return racer.post("auth/2fa/trust", {"trust": True}).status

    statuses = race(act)
    assert statuses.count(200) == 1
    assert set(statuses) <= {200, 401, 409}
    assert TrustedBrowser.objects.count() == 1


def test_a_sign_up_gets_one_key(configure, post):
    configure(**CODE)
    configure(passkey={"signup": True})
    api, path = Api("app"), "auth/webauthn/signup"
    api.post(path, {"email": BOB})
    assert api.post("auth/email/verify", {"key": post.code(BOB)}).pending == ["mfa_signup_webauthn"]
    options = api.get(path).body["data"]["creation_options"]
    answers = [SoftwareAuthenticator().create(options) for _ in range(RACERS)]

    def act(number):
        racer = Api("app")
        racer.token = api.token
        return racer.put(path, {"credential": answers[number]}).status

    statuses = race(act)
    assert statuses.count(200) == 1
    assert set(statuses) <= {200, 400, 409, 410}
    assert Authenticator.objects.count() == 1


def test_a_login_that_asks_for_a_factor_gets_one(configure):
    configure(flow={"second_factor_for": "everybody"})
    make_user()
    api, path = Api("app"), "account/authenticators/totp"
    assert api.post("auth/login", {"email": BOB, "password": PASSWORD}).pending == ["mfa_enrol"]
    app = App(api.get(path).body["meta"]["secret"])

    def act(_):
        racer = Api("app")
        racer.token = api.token
        return racer.post(path, {"code": app.code()}).status

    statuses = race(act)
    assert statuses.count(200) == 1
    assert set(statuses) <= {200, 400, 401, 409, 410}
    assert Authenticator.objects.filter(type="totp").count() == 1


def test_a_user_gets_one_key_of_a_password_manager(configure):
    configure(flow={"fresh_login_counts": True})
    make_user()
    path = "account/authenticators/webauthn/upgrade"
    racers = [Api("app") for _ in range(RACERS)]
    answers = []
    for racer in racers:
        assert racer.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200
        options = racer.get(path).body["data"]["creation_options"]
        answers.append(SoftwareAuthenticator().create(options, flags=ATTESTED))
    statuses = race(lambda number: racers[number].post(path, {"credential": answers[number]}).status)
    assert sorted(statuses) == [200] + [409] * (RACERS - 1)
    assert Authenticator.objects.count() == 1
