"""A user is deleted or disabled, or their password changes, between two steps of a login at the provider."""

import pytest
from django.contrib.auth import get_user_model
from tests.dialects.oauth.test_back_channel import receiver, running  # noqa: F401 - fixtures
from tests.dialects.oauth.test_device import allow as allow_device
from tests.dialects.oauth.test_device import poll, start, tv  # noqa: F401 - a fixture
from tests.dialects.oauth.test_end_session import HEADER as LOGOUT_HEADER
from tests.dialects.oauth.test_end_session import end, logout_key
from tests.oauth import EXCHANGE, RESOURCE, URI, App, key, query, sent, userinfo
from tests.users import NUMBER, logged_in, make_user

from gatepost.features.provider import queries
from gatepost.features.provider.models import AccessToken, Grant
from gatepost.flow import everywhere
from gatepost.ground import database
from gatepost.tokens.models import RefreshFamily
from gatepost.tokens.refresh import families

HEADER = "X-Authorization-Request"
BACK = "https://wiki.example.org/goodbye"


def deleted(user):
    get_user_model().objects.get(pk=user.pk).delete()


def disabled(user):
    user.is_active = False
    user.save()


def disabled_in_the_table(user):
    get_user_model().objects.filter(pk=user.pk).update(is_active=False)


def password_changed(user):
    user.set_password("an0ther-long-Secret")
    user.save()


def password_changed_in_the_table(user):
    user.set_password("an0ther-long-Secret")
    get_user_model().objects.filter(pk=user.pk).update(password=user.password)


EVENTS = [deleted, disabled, disabled_in_the_table, password_changed, password_changed_in_the_table]
COLUMNS = {field.name for field in get_user_model()._meta.get_fields()}
if "is_active" not in COLUMNS:
    EVENTS = [deleted, password_changed, password_changed_in_the_table]


@pytest.fixture(params=EVENTS, ids=lambda one: one.__name__)
def happens(request, bob):
    """What happens to Bob."""
    return lambda: request.param(bob)


@pytest.fixture(params=["jwt", "opaque"])
def app(request, db):
    return App(token_format=request.param)


def service(app):
    """A resource server that exchanges the app's tokens."""
    given = {"grant_types": [EXCHANGE], "audiences": [RESOURCE], "redirect_uris": [], "scope": "openid read"}
    return App(name="API", token_format=app.row.token_format, **given)


def refused(answer, error="invalid_grant", status=400):
    assert (answer.status_code, answer.json()["error"]) == (status, error), answer.content
    assert "access_token" not in answer.json()


def test_while_the_consent_page_is_open(happens, browsing, wiki):
    where = sent(wiki.authorize(browsing.http))
    happens()
    for _ in range(2):  # the first response may end the session
        answer = browsing.post("auth/authorization", **{HEADER: key(where)})
        assert answer.status in (401, 410), answer
    shown = browsing.get("auth/authorization", **{HEADER: key(where)})
    assert (shown.status, shown.body["data"]["needs"], shown.body["data"]["user"]) == (200, "login", None)
    declined = browsing.delete("auth/authorization", **{HEADER: key(where)})
    assert query(declined.body["data"]["location"])["error"] == "access_denied"
    assert not Grant.objects.exists()


def test_before_the_browser_comes_again(happens, browsing, wiki):
    wiki.log_in(browsing)
    assert sent(wiki.authorize(browsing.http)).startswith(URI)
    happens()
    assert query(sent(wiki.authorize(browsing.http, prompt="none")))["error"] == "login_required"
    assert "/account/authorize#request=" in sent(wiki.authorize(browsing.http))


def test_after_the_code_was_issued(happens, browsing, app):
    code = app.code(browsing, scope="openid offline_access")
    happens()
    refused(app.redeem(code))
    refused(app.redeem(code))
    assert not AccessToken.objects.exists()
    assert not RefreshFamily.objects.exists()


def test_after_the_request_was_pushed(happens, browsing, wiki):
    pushed = wiki.post("par", **wiki.parameters(client_id=None)).json()["request_uri"]
    asked = {"client_id": wiki.id, "request_uri": pushed}
    where = sent(browsing.http.get("/oauth/authorize", asked))
    happens()
    assert browsing.post("auth/authorization", **{HEADER: key(where)}).status in (401, 410)
    assert "/account/authorize#request=" in sent(browsing.http.get("/oauth/authorize", asked))
    assert not Grant.objects.exists()


def test_while_the_device_waits(happens, browsing, tv):  # noqa: F811
    device = start(tv)
    assert browsing.post("auth/device", {"code": device["user_code"]}).status == 200
    happens()
    assert allow_device(browsing, device["user_code"]).status in (401, 410)
    refused(poll(tv, device["device_code"]), "authorization_pending")


def test_after_the_device_was_allowed(happens, browsing, tv):  # noqa: F811
    device = start(tv)
    assert allow_device(browsing, device["user_code"]).status == 200
    happens()
    refused(poll(tv, device["device_code"]))
    refused(poll(tv, device["device_code"]))
    assert not Grant.objects.exists()


@pytest.mark.parametrize("scope", ["openid", "openid offline_access"])
def test_before_the_tokens_are_used(happens, browsing, app, scope):
    tokens = app.log_in(browsing, scope=scope)
    happens()
    refused(app.refresh(tokens["refresh_token"]))
    assert userinfo(tokens["access_token"]).status_code == 401
    for name in ("access_token", "refresh_token"):
        assert app.introspect(tokens[name]) == {"active": False}
        assert app.post("revoke", token=tokens[name]).status_code == 200


@pytest.mark.parametrize("scope", ["openid", "openid offline_access"])
def test_before_the_token_is_exchanged(happens, browsing, app, scope):
    caller = service(app)
    token = app.log_in(browsing, scope=scope + " read", resource=RESOURCE)["access_token"]
    exchanged = caller.exchange(token).json()["access_token"]
    happens()
    refused(caller.exchange(token), "invalid_request")
    refused(caller.exchange(exchanged), "invalid_request")
    assert caller.introspect(exchanged) == {"active": False}


def test_while_the_logout_page_is_open(happens, browsing, db):
    app = App(post_logout_redirect_uris=[BACK])
    hint = app.log_in(browsing)["id_token"]
    where = sent(end(browsing.http, client_id=app.id, post_logout_redirect_uri=BACK))
    happens()
    for _ in range(2):
        answer = browsing.get("auth/logout", **{LOGOUT_HEADER: logout_key(where)})
        assert (answer.status, answer.body["data"]["user"]) == (200, None)
        assert not answer.body["data"]["confirm"]
    browsing.delete("auth/session")
    assert sent(end(browsing.http, id_token_hint=hint, post_logout_redirect_uri=BACK))


def test_while_a_logout_waits_in_the_outbox(happens, browsing, bob, receiver, configure):  # noqa: F811
    configure(provider={"allowed_hosts": [receiver.host]})
    app = App(backchannel_logout_uri=receiver.url)
    app.log_in(browsing)
    subject = str(bob.pk)
    everywhere.revoke(bob.pk)
    happens()
    assert [one["sub"] for one in receiver.told()] == [subject]


def _before(monkeypatch, owner, name, what):
    """Do something at the last moment before a function writes rows."""
    write = getattr(owner, name)

    def first(*args, **kwargs):
        monkeypatch.setattr(owner, name, write)
        what()
        return write(*args, **kwargs)

    monkeypatch.setattr(owner, name, first)


WRITE = (database, "retry_transaction_on_deadlock")
at_the_last_moment = pytest.mark.django_db(transaction=True)


@at_the_last_moment
@pytest.mark.parametrize("moment", [WRITE, (queries, "redeem")], ids=["first", "later"])
def test_a_code_whose_user_was_deleted_while_it_was_redeemed_got_a_500(monkeypatch, browsing, bob, app, moment):
    code = app.code(browsing, scope="openid offline_access")
    _before(monkeypatch, *moment, lambda: deleted(bob))
    refused(app.redeem(code))


@at_the_last_moment
def test_a_refresh_whose_user_was_deleted_meanwhile_got_a_500(monkeypatch, browsing, bob, app):
    tokens = app.log_in(browsing, scope="openid offline_access")
    _before(monkeypatch, families, "rotate", lambda: deleted(bob))
    refused(app.refresh(tokens["refresh_token"]))


@at_the_last_moment
def test_a_device_whose_user_was_deleted_while_it_polled_got_a_500(monkeypatch, browsing, bob, tv):  # noqa: F811
    device = start(tv)
    allow_device(browsing, device["user_code"])
    _before(monkeypatch, queries, "insert_grant", lambda: deleted(bob))
    refused(poll(tv, device["device_code"]))


@at_the_last_moment
def test_an_exchange_whose_user_was_deleted_meanwhile_got_a_500(monkeypatch, browsing, bob, app):
    caller = service(app)
    token = app.log_in(browsing, scope="read", resource=RESOURCE)["access_token"]
    _before(monkeypatch, database, "atomic", lambda: deleted(bob))
    refused(caller.exchange(token), "invalid_request")


@at_the_last_moment
def test_a_browser_whose_user_was_deleted_meanwhile_got_a_500(monkeypatch, browsing, bob, wiki):
    wiki.log_in(browsing)
    _before(monkeypatch, *WRITE, lambda: deleted(bob))
    assert "/account/authorize#request=" in sent(wiki.authorize(browsing.http))


@at_the_last_moment
def test_an_answer_whose_user_is_deleted_meanwhile_is_refused(monkeypatch, browsing, bob, wiki, tv):  # noqa: F811
    where, device = sent(wiki.authorize(browsing.http)), start(tv)
    _before(monkeypatch, *WRITE, lambda: deleted(bob))
    assert browsing.post("auth/authorization", **{HEADER: key(where)}).status == 401
    browsing = logged_in(other := make_user("eve@example.org", "eve", phone=NUMBER), "browser")
    _before(monkeypatch, *WRITE, lambda: deleted(other))
    assert allow_device(browsing, device["user_code"]).status == 401
    refused(poll(tv, device["device_code"]), "authorization_pending")


@at_the_last_moment
def test_a_client_that_was_deleted_meanwhile_got_a_500(monkeypatch, browsing, wiki, tv):  # noqa: F811
    robot = App(redirect_uris=[], grant_types=["client_credentials"], scope="read")
    app, code = App(first_party=True), wiki.code(browsing)

    def delete(client):
        return lambda: queries.delete_client(client.row.id)

    _before(monkeypatch, queries, "insert_device_request", delete(tv))
    refused(tv.post("device", scope="openid"), "invalid_client", 401)
    _before(monkeypatch, queries, "insert_grant", delete(robot))
    refused(robot.post("token", grant_type="client_credentials"), "invalid_client", 401)
    _before(monkeypatch, *WRITE, delete(app))
    answer = app.authorize(browsing.http)
    assert (answer.status_code, "unknown_client" in answer.content.decode()) == (400, True)
    _before(monkeypatch, *WRITE, delete(wiki))
    refused(wiki.redeem(code))
