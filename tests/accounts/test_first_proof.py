"""The first proof that a mailbox is the user's: what it removes, and what it never removes."""

import pytest
from django.contrib.auth import get_user_model
from tests.accounts.entrances import send
from tests.client import Api
from tests.passkeys import enrol as add_key
from tests.providers import Visitor
from tests.users import BOB, NEW, PASSWORD, logged_in, made_by_staff, make_user

from gatepost.accounts import authenticator_queries, columns
from gatepost.accounts.models import AccountRecord, Identifier
from gatepost.features.social.models import SocialAccount
from gatepost.ground.models import Event
from gatepost.sessions import trusted
from gatepost.sessions.models import TrustedBrowser
from gatepost.testing.authenticator import SoftwareAuthenticator
from gatepost.testing.totp import enrol
from gatepost.tokens.models import Token

EVIL, OWNER, OWN = "evil@example.org", "owner@example.org", "strangers-own@example.org"


@pytest.fixture(autouse=True)
def _dialects(settings, configure):
    settings.ROOT_URLCONF = "tests.dialects.urls"
    configure(tokens={"keys": True})


def by_code(address, post, provider):
    api = Api("app")
    api.post("auth/code/request", {"email": address})
    return api, api.post("auth/code/confirm", {"code": post.code(address)})


def by_reset(address, post, provider):
    api = Api("app")
    api.post("auth/password/request", {"email": address})
    api.post("auth/password/reset", {"key": post.key(address), "password": NEW})
    return api, api.post("auth/login", {"email": address, "password": NEW})


def by_provider(address, post, provider):
    api = Visitor("app", provider)
    return api, api.post_token(email=address, email_verified=True)


@pytest.fixture(params=[by_code, by_reset, by_provider], ids=lambda way: way.__name__)
def recover(request, post, provider, connected):
    return lambda address: request.param(address, post, provider)


def saved_by_the_project(user, address):
    user = get_user_model().objects.get(pk=user.pk)
    setattr(user, columns.email_column(), address)
    user.save()


def updated_by_the_project(user, address):
    """Without an index on the column, its new address is found after the user's next look at the account."""
    get_user_model().objects.filter(pk=user.pk).update(**{columns.email_column(): address})
    logged_in(get_user_model().objects.get(pk=user.pk)).get("account/email")


WRITERS = (saved_by_the_project, updated_by_the_project)


@pytest.mark.parametrize("write", WRITERS)
def test_an_address_that_arrives_after_a_second_factor_never_removes_it(write, recover, db, post):
    bob = make_user()
    app = enrol(bob)
    write(bob, EVIL)
    api, answer = recover(EVIL)
    assert (answer.status, answer.pending) == (401, ["mfa_authenticate"])
    assert api.post("auth/2fa/authenticate", {"code": app.wrong()}).status == 400
    assert api.get("auth/session").status == 401
    assert "totp" in [held.type for held in authenticator_queries.authenticators(bob.pk)]
    assert not SocialAccount.objects.exists()
    assert not Event.objects.filter(kind__in=["account_cleared", "factor_removed"]).exists()
    assert any("no longer belongs" in text for text in post.to(BOB))


@pytest.mark.parametrize("notifications", [True, False])
def test_row_1_an_address_that_a_stolen_token_writes_by_djoser_never_removes_a_second_factor(
    notifications, recover, db, post, configure
):
    configure(accounts={"notifications": notifications})
    bob = make_user()
    key = stolen_token()
    app = enrol(bob)
    status, _ = send("/auth/users/me/", {"email": EVIL}, "PATCH", Authorization=f"Token {key}")
    assert status == 200
    told = [text for text in post.to(BOB) if EVIL in text]
    assert told
    api, answer = recover(EVIL)
    assert (answer.status, answer.pending) == (401, ["mfa_authenticate"])
    assert api.post("auth/2fa/authenticate", {"code": app.wrong()}).status == 400
    assert "totp" in [held.type for held in authenticator_queries.authenticators(bob.pk)]
    assert not SocialAccount.objects.exists()
    assert not Event.objects.filter(kind__in=["account_cleared", "factor_removed"]).exists()


def stolen_token():
    """Of a login before the factor was there."""
    login = {get_user_model().USERNAME_FIELD: written_name(), "password": PASSWORD}
    return send("/auth/token/login/", login)[1]["auth_token"]


def written_name():
    return BOB if columns.login_kind() == "email" else "bob"


def test_the_factor_opens_the_account_at_an_address_that_arrived_later(recover, db):
    bob = make_user()
    app = enrol(bob)
    updated_by_the_project(bob, EVIL)
    api, _ = recover(EVIL)
    assert api.post("auth/2fa/authenticate", {"code": app.code()}).status == 200


def strangers_account():
    """An account that a stranger made with the owner's address, who cannot read mail there."""
    stranger = Api("app")
    body = {"email": OWNER, "username": "stranger", "password": PASSWORD}
    assert stranger.post("auth/signup", body).status == 200
    return stranger


def adds_an_address(stranger, post, provider):
    assert stranger.post("account/email", {"email": OWN}).status == 200
    assert Api("app").post("auth/email/verify", {"key": post.key(OWN)}).status in {200, 401}


def makes_it_primary(stranger, post, provider):
    adds_an_address(stranger, post, provider)
    stranger.patch("account/email", {"email": OWN, "primary": True})


def connects_a_provider(stranger, post, provider):
    token = {"client_id": "client", "id_token": provider.id_token(sub="strangers-own", email=OWN)}
    body = {"provider": "test", "process": "connect", "token": token}
    assert stranger.post("auth/provider/token", body).status == 200


def makes_a_key(stranger, post, provider):
    stranger.post("auth/reauthenticate", {"password": PASSWORD})
    assert stranger.post("account/keys", {"name": "mine"}).status == 200


def keeps_a_token(stranger, post, provider):
    answer = stranger.http.post("/api-token-auth/", {"username": "stranger", "password": PASSWORD})
    stranger.key = answer.json()["token"]


def keeps_a_knox_token(stranger, post, provider):
    answer = stranger.http.post("/knox/login/", {"username": "stranger", "password": PASSWORD})
    assert answer.status_code == 200


def keeps_a_pair(stranger, post, provider):
    answer = stranger.http.post("/token/", {"username": "stranger", "password": PASSWORD})
    stranger.refresh = answer.json()["refresh"]


def keeps_a_browser(stranger, post, provider):
    user = get_user_model().objects.get(username="stranger")
    trusted.remember(user.pk, ["mfa_authenticate"], ip="", user_agent="")
    logged_in(user, "browser")


def adds_a_number(stranger, post, provider):
    if "phone" not in columns.by_kind():
        return
    number = "+316312727525"
    stranger.post("auth/reauthenticate", {"password": PASSWORD})
    assert stranger.post("account/phone", {"phone": number}).status in {200, 202}
    stranger.post("auth/phone/verify", {"code": post.code(number)})


WAYS = [
    adds_an_address,
    makes_it_primary,
    connects_a_provider,
    makes_a_key,
    keeps_a_token,
    keeps_a_knox_token,
    keeps_a_pair,
    keeps_a_browser,
    adds_a_number,
]


@pytest.mark.parametrize("attach", WAYS, ids=lambda way: way.__name__)
def test_f3_a_stranger_who_signed_up_with_the_owners_address_is_out_once_the_owner_recovers(
    attach, recover, post, provider
):
    stranger = strangers_account()
    attach(stranger, post, provider)
    api, answer = recover(OWNER)
    assert answer.status == 200, answer
    assert api.get("auth/session").status == 200
    assert_out(stranger, provider)
    assert Event.objects.filter(kind="account_cleared").count() == 1


def test_f2_a_strangers_session_ends_where_no_password_was_that_could_change(recover, db, provider, connected):
    """A session ends by itself when the password changes; an account of a provider has none."""
    stranger = Visitor("app", provider)
    assert stranger.post_token(sub="strangers-own", email=OWNER, email_verified=False).status == 200
    assert stranger.get("auth/session").body["data"]["user"]["has_usable_password"] is False
    _, answer = recover(OWNER)
    assert answer.status == 200, answer
    assert_out(stranger, provider)


def test_a_stranger_who_moved_an_account_to_the_owners_address_is_out_once_the_owner_recovers(
    recover, db, post, provider
):
    user = make_user(OWN, "stranger")
    stranger = logged_in(user)
    connects_a_provider(stranger, post, provider)
    updated_by_the_project(user, OWNER)
    _, answer = recover(OWNER)
    assert answer.status == 200, answer
    assert_out(stranger, provider)


def assert_out(stranger, provider):
    assert stranger.get("auth/session").status in {401, 410}
    for name in ({"username": "stranger"}, {"email": OWN}, {"email": OWNER}):
        assert Api("app").post("auth/login", {**name, "password": PASSWORD}).status == 400
    assert not get_user_model().objects.get(**{columns.email_column(): OWNER}).gatepost_identifiers.filter(value=OWN)
    assert not SocialAccount.objects.filter(subject="strangers-own").exists()
    assert not Token.objects.exists()
    assert not TrustedBrowser.objects.exists()
    assert not Identifier.objects.filter(kind="phone", verified_at__isnull=False).exists()
    if refresh := getattr(stranger, "refresh", None):
        assert send("/token/refresh/", {"refresh": refresh})[0] == 401
    if key := getattr(stranger, "key", None):
        answer = Api("app").http.get("/api/whoami/", headers={"Authorization": f"Token {key}", "Accept": "text/html"})
        assert answer.status_code in {401, 403}


def test_nothing_is_removed_at_a_second_recovery(recover, db, post, provider):
    strangers_account()
    recover(OWNER)
    owner = get_user_model().objects.get()
    key = SoftwareAuthenticator()
    api = logged_in(owner)
    if not owner.has_usable_password():
        api.post("account/password/change", {"new_password": PASSWORD})
    api.post("auth/reauthenticate", {"password": PASSWORD})
    api.post("auth/reauthenticate", {"password": NEW})
    assert add_key(api, key).status == 200
    _, answer = recover(OWNER)
    assert (answer.status, answer.pending) == (401, ["mfa_authenticate"])
    assert "webauthn" in [held.type for held in authenticator_queries.authenticators(owner.pk)]


def test_an_account_that_the_project_made_loses_nothing_at_its_first_proof(db, post, provider, connected):
    user = made_by_staff("owner", OWNER)
    app = enrol(user)
    assert AccountRecord.objects.get(pk=user.pk).adopted
    api, answer = by_code(OWNER, post, provider)
    assert (answer.status, answer.pending) == (401, ["mfa_authenticate"])
    assert api.post("auth/2fa/authenticate", {"code": app.code()}).status == 200
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert user.gatepost_identifiers.get(kind="email").verified_at is not None


def test_an_adopted_address_that_is_not_verified_links_no_provider(db, post, provider, connected):
    user = made_by_staff("owner", OWNER)
    answer = Visitor("app", provider).post_token(email=OWNER, email_verified=True)
    assert answer.status != 200
    assert not SocialAccount.objects.filter(user=user).exists()


def test_an_owner_who_verifies_after_signing_up_keeps_everything(db, post):
    api = strangers_account()
    api.post("auth/email/verify", {"key": post.key(OWNER)})
    assert api.get("auth/session").status == 200
    assert AccountRecord.objects.filter(user__username="stranger", adopted=False).exists()
    assert Api("app").post("auth/login", {"username": "stranger", "password": PASSWORD}).status == 200


@pytest.mark.parametrize("later", [True, False])
def test_only_an_address_that_is_older_than_the_factor_removes_it(later, db, post):
    user = make_user(OWN if later else OWNER, "stranger", verified=False)
    enrol(user)
    assert not AccountRecord.objects.filter(user=user).exists()
    if later:
        updated_by_the_project(user, OWNER)
    _, answer = by_code(OWNER, post, None)
    assert answer.status == (401 if later else 200)
    assert ("totp" in [row.type for row in authenticator_queries.authenticators(user.pk)]) is later
