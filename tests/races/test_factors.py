"""Second factors under real threads: one code opens one login."""

import pytest
from tests.client import Api
from tests.factors import App, codes_of, with_app
from tests.races.test_races import RACERS, race
from tests.users import BOB, PASSWORD, logged_in, make_user

from gatepost.accounts.models import Authenticator
from gatepost.methods.recovery_codes.models import RecoveryCode
from gatepost.methods.recovery_codes.operations import codes
from gatepost.methods.totp.operations.check import check as check_totp
from gatepost.testing.authenticator import SoftwareAuthenticator

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
ROUNDS = 20


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
    for _ in range(ROUNDS):
        clock.forward(60)
        code = totp.code()
        assert sum(held is not None for held in race(lambda _, code=code: check_totp(None, user, code))) == 1


def test_g3_a_recovery_code_is_taken_once():
    user = make_user()
    with_app(user)
    for code in codes_of(user):
        assert sum(held is not None for held in race(lambda _, code=code: codes.check(None, user, code))) == 1


def test_j9_codes_that_are_made_anew_while_one_is_used_leave_one_set():
    user = make_user()
    with_app(user)
    api = logged_in(user)
    assert api.post("auth/reauthenticate", {"password": PASSWORD}).status == 200
    for _ in range(ROUNDS):
        old = codes_of(user)[0]

        def act(number, old=old):
            if number % 2:
                return codes.check(None, user, old) is not None
            other = Api("app")
            other.token = api.token
            return other.post("account/authenticators/recovery-codes").status in (200, 409)

        race(act, 4)
        assert Authenticator.objects.filter(type="recovery_codes").count() == 1
        assert RecoveryCode.objects.count() == 10
        assert old not in codes_of(user)
        assert codes.check(None, user, old) is None


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
