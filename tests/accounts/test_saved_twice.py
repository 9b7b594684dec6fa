"""A project that saves a user again while gatepost makes the account, as receivers of `post_save` do."""

import pytest
from django.contrib.auth import get_user_model
from django.db.models.signals import post_save
from tests.accounts.entrances import PASSWORD, send
from tests.client import Api
from tests.users import BOB

from gatepost.accounts import columns, reconciliation
from gatepost.accounts.accounts import load
from gatepost.accounts.models import Identifier

pytestmark = pytest.mark.django_db
OTHER = "other@example.org"


def the_same_instance(user, **values):
    for name, value in values.items():
        setattr(user, name, value)
    user.save()


def some_columns(user, **values):
    for name, value in values.items():
        setattr(user, name, value)
    user.save(update_fields=list(values))


def another_instance(user, **values):
    the_same_instance(get_user_model().objects.get(pk=user.pk), **values)


def an_update(user, **values):
    get_user_model().objects.filter(pk=user.pk).update(**values)


def without_saving(user, **values):
    for name, value in values.items():
        setattr(user, name, value)


WRITERS = [the_same_instance, some_columns, another_instance, an_update]


@pytest.fixture(autouse=True)
def _named():
    kind = columns.login_kind()
    if kind == "phone" or not columns.is_text(columns.field(kind)):
        pytest.skip("the sign-ups here give a username and an address")


@pytest.fixture
def receive(settings):
    """Let a receiver change each user who is made."""
    settings.ROOT_URLCONF = "tests.dialects.urls"
    receivers = []

    def connect(change):
        def receiver(instance, created, **_):
            if created:
                change(instance)

        receivers.append(receiver)
        post_save.connect(receiver, sender=get_user_model(), weak=False)

    yield connect
    for receiver in receivers:
        post_save.disconnect(receiver, sender=get_user_model())


def native(username="bob"):
    return Api("app").post("auth/signup", {"email": BOB, "username": username, "password": PASSWORD}).status == 200


def djoser():
    return send("/auth/users/", {columns.username_column(): "bob", "email": BOB, "password": PASSWORD})[0] == 201


def dj_rest_auth():
    body = {"username": "bob", "email": BOB, "password1": PASSWORD, "password2": PASSWORD}
    return send("/api/v1/dj-rest-auth/registration/", body)[0] == 201


def log_in(kind, name):
    return Api("app").post("auth/login", {kind: name, "password": PASSWORD}).status


@pytest.mark.parametrize("sign_up", [native, djoser, dj_rest_auth])
@pytest.mark.parametrize("write", WRITERS)
def test_a_user_name_that_a_receiver_writes_while_the_account_is_made_leads_to_it(receive, write, sign_up):
    name = columns.username_column()
    if not columns.is_text(columns.field("username")):
        pytest.skip("users have no name")
    receive(lambda user: write(user, **{name: "robert"}))
    assert sign_up()
    assert (log_in("username", "robert"), log_in("username", "bob")) == (200, 400)
    user = get_user_model().objects.get()
    assert reconciliation.agree(user, load(user).identifiers)


@pytest.mark.parametrize("write", WRITERS)
def test_an_address_that_a_receiver_writes_is_the_one_that_is_mailed(receive, write, post, configure):
    configure(accounts={"email_verification": "mandatory"})
    if columns.username_column() is None:
        pytest.skip("the address is the only name")
    receive(lambda user: write(user, **{columns.email_column(): OTHER}))
    native()
    if write is not an_update:  # nobody tells us of that before the user's next look at the account
        assert post.to(OTHER)
        assert not post.to(BOB)
    user = get_user_model().objects.get()
    assert [row.value for row in load(user).all_of("email")] == [OTHER]


@pytest.mark.parametrize("write", WRITERS[:3])
def test_a_receiver_that_saves_without_a_change_changes_nothing(receive, write, post):
    receive(lambda user: write(user, is_active=True))
    assert native()
    rows = Identifier.objects.all()
    assert {row.value for row in rows if row.kind == "email"} == {BOB}
    assert all(row.claim == row.canonical and row.primary for row in rows)


@pytest.mark.parametrize("write", WRITERS)
def test_a_receiver_that_empties_the_address_leaves_none(receive, write):
    if columns.needs("email"):
        pytest.skip("the address can't be empty")
    empty = columns.empty("email")
    receive(lambda user: write(user, **{columns.email_column(): empty}))
    native()
    user = get_user_model().objects.get()
    assert load(user).all_of("email") == ()


def test_what_a_receiver_sets_and_does_not_save_is_not_followed(receive):
    if not columns.is_text(columns.field("username")):
        pytest.skip("users have no name")
    receive(lambda user: without_saving(user, **{columns.username_column(): "robert"}))
    native()
    assert (log_in("username", "bob"), log_in("username", "robert")) == (200, 400)


def test_other_users_that_a_receiver_makes_get_their_names(receive):
    if not columns.is_text(columns.field("username")):
        pytest.skip("users have no name")
    name, made = columns.username_column(), []

    def make_another(user):
        if not made:
            made.append(True)
            other = get_user_model()(**{name: "twin", columns.email_column(): OTHER})
            other.set_password(PASSWORD)
            other.save()

    receive(make_another)
    assert native()
    assert (log_in("username", "twin"), log_in("username", "bob")) == (200, 200)


@pytest.mark.parametrize("write", WRITERS[:3])
def test_the_instance_is_followed_once_the_account_is_made(write):
    if not columns.is_text(columns.field("username")):
        pytest.skip("users have no name")
    native()
    write(get_user_model().objects.get(), **{columns.username_column(): "robert"})
    assert (log_in("username", "robert"), log_in("username", "bob")) == (200, 400)
