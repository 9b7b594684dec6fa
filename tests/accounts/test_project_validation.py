"""A project that validates users in `save()` or in receivers, or changes them there."""

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models.signals import post_save, pre_save
from tests.accounts.entrances import PASSWORD, send
from tests.client import Api
from tests.users import BOB, make_user

from gatepost.accounts import columns
from gatepost.accounts.models import Identifier

pytestmark = pytest.mark.django_db
EVE = "eve@example.org"
NO_EVE = ValidationError({"email": ValidationError("Not here.", code="not_here")})


@pytest.fixture(autouse=True)
def _named(settings, configure):
    settings.ROOT_URLCONF = "tests.dialects.urls"
    configure(accounts={"email_verification": "mandatory"}, rest_auth={"signup_fields": ["username*", "email*"]})
    if set(columns.by_kind()) != {"email", "username"} or not columns.is_text(columns.field("username")):
        pytest.skip("the sign-ups here give a username and an address")


@pytest.fixture
def receive():
    """Connect a receiver to a signal of the user model."""
    connected = []

    def connect(signal, act):
        def receiver(instance, **_):
            act(instance)

        connected.append((signal, receiver))
        signal.connect(receiver, sender=get_user_model(), weak=False)

    yield connect
    for signal, receiver in connected:
        signal.disconnect(receiver, sender=get_user_model())


def fail(error):
    def act(_user):
        raise error

    return act


def native(email=EVE, username="eve"):
    return Api("app").post("auth/signup", {"email": email, "username": username, "password": PASSWORD})


def djoser(email=EVE, username="eve"):
    return send("/auth/users/", {columns.username_column(): username, "email": email, "password": PASSWORD})


def dj_rest_auth(email=EVE, username="eve"):
    body = {"username": username, "email": email, "password1": PASSWORD, "password2": PASSWORD}
    return send("/api/v1/dj-rest-auth/registration/", body)


def nothing_written():
    return not get_user_model().objects.exists() and not Identifier.objects.exists()


@pytest.mark.parametrize("signal", [pre_save, post_save])
def test_what_the_project_finds_invalid_was_an_error_of_the_server(receive, signal):
    receive(signal, fail(NO_EVE))
    assert native().codes == [("not_here", "email")]
    assert djoser() == (400, {"email": ["Not here."]})
    assert dj_rest_auth() == (400, {"email": ["Not here."]})
    assert nothing_written()


def test_what_concerns_no_field_is_named_without_one(receive):
    receive(post_save, fail(ValidationError("Not today.")))
    assert native().codes == [("invalid", None)]
    assert djoser() == (400, {"non_field_errors": ["Not today."]})
    assert nothing_written()


def test_a_model_that_validates_itself_says_no_more_of_a_taken_address_than_the_database(receive, post):
    make_user()
    receive(pre_save, lambda user: user.full_clean(exclude=["password"]) if user._state.adding else None)
    free, taken = native(), native(email=BOB, username="other")
    assert (free.status, taken.status) == (401, 401)
    assert free.pending == taken.pending
    assert native(email="new@example.org", username="eve").codes == [("username_taken", "username")]


def test_a_project_that_looks_for_the_address_itself_does_not_tell_that_it_is_taken(receive, post):
    make_user()

    def look(user):
        if user._state.adding and get_user_model().objects.filter(email=user.email).exists():
            raise ValidationError({"email": ValidationError("Taken.", code="unique")})

    receive(pre_save, look)
    free, taken = native(), native(email=BOB, username="other")
    assert (free.status, taken.status) == (401, 401)
    assert free.pending == taken.pending


def test_another_error_beside_a_taken_address_does_not_name_the_address(receive):
    taken = ValidationError({"email": ValidationError("Taken.", code="unique"), "username": ["Not this."]})
    receive(pre_save, fail(taken))
    assert native().codes == [("invalid", "username")]


def test_a_receiver_that_fails_leaves_nothing_behind(receive):
    receive(post_save, fail(RuntimeError("a mistake of the project")))
    with pytest.raises(RuntimeError):
        native()
    assert nothing_written()


def rewrite(user):
    user.email = user.email.replace("alias", "real")


def test_an_address_that_the_project_rewrote_before_saving_led_to_nobody(receive, post):
    receive(pre_save, rewrite)
    begun = native(email="alias@example.org")
    assert begun.status == 401
    assert [row.value for row in Identifier.objects.filter(kind="email")] == ["real@example.org"]
    assert post.to("real@example.org")
    assert not post.to("alias@example.org")


def test_an_address_that_the_project_rewrote_into_a_taken_one_is_taken(receive, post):
    make_user(email="real@example.org")
    receive(pre_save, rewrite)
    assert native(email="alias@example.org").status == 401
    assert get_user_model().objects.count() == 1
