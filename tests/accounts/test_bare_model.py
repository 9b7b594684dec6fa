"""A user model without `last_login` and without `is_active`: run with `GATEPOST_TEST_USER=bare`."""

import pytest
from click.testing import CliRunner
from django.conf import settings as django_settings
from django.contrib.admin.sites import AdminSite
from django.contrib.auth import get_user_model
from django.core.checks import run_checks
from tests.accounts.entrances import PASSWORD, log_ins, send
from tests.client import Api
from tests.users import make_user

from gatepost import cli
from gatepost.accounts import lifecycle
from gatepost.admin import pages
from gatepost.errors import Refused
from gatepost.features.passkey import queries

pytestmark = pytest.mark.skipif(django_settings.AUTH_USER_MODEL != "bare.User", reason="set GATEPOST_TEST_USER=bare")


@pytest.fixture(autouse=True)
def _mounted(settings, db):
    settings.ROOT_URLCONF = "tests.dialects.urls"


@pytest.mark.parametrize("wire", ["native", "authtoken", "djoser", "simplejwt", "dj-rest-auth"])
def test_a_model_without_last_login_logs_in_by_every_wire(configure, wire):
    make_user()
    assert log_ins("username", "bob")[wire]()[0] == 200


def test_a_model_without_last_login_signs_up_and_logs_in_by_cookie(post):
    signed_up = Api("app").post("auth/signup", {"email": "eve@example.org", "username": "eve", "password": PASSWORD})
    assert signed_up.status == 200
    assert log_ins("email", "eve@example.org")["cookie"]()[0] in (200, 403)
    answer = send("/auth/users/", {"username": "joe", "password": PASSWORD})
    assert answer[0] == 201, answer
    both = {"password1": PASSWORD, "password2": PASSWORD}
    answer = send("/api/v1/dj-rest-auth/registration/", {"username": "ann", **both})
    assert answer[0] == 201, answer


def test_a_model_without_last_login_warns_of_new_devices_but_not_at_sign_up(post, configure):
    configure(accounts={"notifications": True, "login_notifications": True, "email_verification": "none"})
    Api("app").post("auth/signup", {"email": "eve@example.org", "username": "eve", "password": PASSWORD})
    assert post.to("eve@example.org") == []
    Api("app", **{"User-Agent": "other"}).post("auth/login", {"username": "eve", "password": PASSWORD})
    assert len(post.to("eve@example.org")) == 1


def test_a_reset_by_link_works_without_last_login(post):
    make_user()
    assert send("/auth/users/reset_password/", {"email": "bob@example.org"})[0] == 204
    uid, token = post.to("bob@example.org")[-1].split("http")[1].split()[0].rstrip("/").split("/")[-2:]
    changed = send("/auth/users/reset_password_confirm/", {"uid": uid, "token": token, "new_password": "an0ther-One!"})
    assert changed[0] == 204, changed


def test_disabling_without_is_active_is_refused_in_one_sentence(monkeypatch):
    monkeypatch.setattr("gatepost.cli.users.migrate", lambda: None)
    user = make_user()
    with pytest.raises(Refused) as refused:
        lifecycle.set_active(user.pk, active=False)
    assert refused.value.refusals[0].code == "no_is_active_column"
    result = CliRunner().invoke(cli.gatepost, ["users", "disable", "bob"])
    assert result.exit_code == 1
    assert "is_active" in result.output
    assert "Traceback" not in result.output


def test_the_admin_offers_no_disabling_without_is_active(monkeypatch):
    site = AdminSite()
    site.register(get_user_model())
    monkeypatch.setattr(pages.admin, "site", site)
    pages.register()
    assert pages.disable not in site._registry[get_user_model()].actions


def test_activation_without_is_active_is_a_check_error(configure):
    configure(djoser={"send_activation_email": True})
    assert "gatepost.E061" in {message.id for message in run_checks(tags=["gatepost"])}


def test_passkeys_of_a_model_without_is_active_are_found():
    assert queries.of_active(make_user().pk) == []
