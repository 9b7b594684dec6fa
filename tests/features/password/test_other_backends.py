"""Backends of a project that stand behind gatepost's in AUTHENTICATION_BACKENDS."""

import pytest
from django.contrib.auth.backends import BaseBackend, ModelBackend, RemoteUserBackend
from django.core.checks import run_checks
from tests.client import Api
from tests.users import BOB, PASSWORD, make_user

OURS = "gatepost.accounts.backend.Backend"
asked = []


class Directory(BaseBackend):
    """Checks passwords that are kept elsewhere."""

    def authenticate(self, _request, **credentials):
        asked.append(credentials)
        return make_user()


class Permissions(ModelBackend):
    """Checks the same passwords as Django's."""

    def has_perm(self, _user, perm, _obj=None):
        return perm == "shop.look"


class Proxy(RemoteUserBackend):
    """Takes no password."""


def named(settings, *names):
    settings.AUTHENTICATION_BACKENDS = [OURS, *(name if "." in name else f"{__name__}.{name}" for name in names)]
    return [message.msg for message in run_checks(tags=["gatepost"]) if message.id == "gatepost.W045"]


def test_logins_asked_no_directory_and_nothing_said_so(settings):
    (message,) = named(settings, "Directory")
    assert f"{__name__}.Directory" in message


@pytest.mark.parametrize(
    "name", ["Permissions", "Proxy", "django.contrib.auth.backends.ModelBackend", "shop.missing.Backend"]
)
def test_a_backend_without_passwords_of_its_own_is_not_named(settings, name):
    assert named(settings, name) == []


@pytest.mark.django_db
def test_a_backend_that_would_take_any_password_lets_nobody_in(settings):
    named(settings, "Directory")
    make_user()
    for body in ({"email": BOB, "password": "wrong"}, {"email": "x@example.org", "password": PASSWORD}):
        assert Api("browser").post("auth/login", body).status == 400
    assert asked == []


@pytest.mark.django_db
def test_permissions_of_another_backend_count(settings):
    named(settings, "Permissions")
    assert make_user().has_perm("shop.look")
