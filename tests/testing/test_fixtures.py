"""What `gatepost.testing` gives to other projects, used as they would."""

from tests.client import Api
from tests.users import BOB, PASSWORD, logged_in, make_user

pytest_plugins = ["pytester"]

PROJECT = """
import pytest
from django.contrib.auth import get_user_model

pytestmark = pytest.mark.django_db


def test_all_three(gatepost_clock, gatepost_authenticator, gatepost_totp):
    user = get_user_model().objects.create_user("ann", "ann@example.org", "a-l0ng-Secret")
    app = gatepost_totp(user)
    before = app.code()
    gatepost_clock.forward(30)
    assert app.code() != before
    assert app.code() != app.wrong()
    assert gatepost_authenticator(origin="https://example.org").origin == "https://example.org"
"""


def test_a_project_gets_the_fixtures_by_one_line(pytester, monkeypatch, request):
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tests.settings")
    monkeypatch.setenv("PYTHONPATH", str(request.config.rootpath))
    pytester.makeconftest('pytest_plugins = ["gatepost.testing.fixtures"]')
    pytester.makepyfile(PROJECT)
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:xdist")
    result.assert_outcomes(passed=1)


def test_a_clock_that_is_moved_moves_codes(db, clock):
    from gatepost.testing.totp import enrol  # noqa: PLC0415

    app = enrol(make_user())
    clock.forward(60)
    api = Api("app")
    assert api.post("auth/login", {"email": BOB, "password": PASSWORD}).pending == ["mfa_authenticate"]
    assert api.post("auth/2fa/authenticate", {"code": app.wrong()}).status == 400
    assert api.post("auth/2fa/authenticate", {"code": app.code()}).status == 200


def test_a_passkey_of_the_fixture_is_accepted(db):
    from gatepost.testing.authenticator import SoftwareAuthenticator  # noqa: PLC0415

    api, key = logged_in(make_user()), SoftwareAuthenticator()
    api.post("auth/reauthenticate", {"password": PASSWORD})
    path = "account/authenticators/webauthn"
    options = api.get(path).body["data"]["creation_options"]
    assert api.post(path, {"credential": key.create(options)}).status == 200
