"""A live session token that is older than the strategy gets its first refresh token at `tokens/refresh`."""

import pytest
from tests.client import Api
from tests.counted import Counted
from tests.users import BOB, PASSWORD, logged_in, make_user

from gatepost.ground import keyring
from gatepost.sessions import queries
from gatepost.sessions.models import Session
from gatepost.tokens.models import RefreshFamily

PATH = "tokens/refresh"
REQUIRED = [("required", "refresh_token")]
KINDS = [{"strategy": "opaque"}, {"strategy": "jwt"}, {"strategy": "jwt", "form": "headless"}]
pytestmark = pytest.mark.django_db


@pytest.fixture(params=KINDS, ids=lambda kind: "-".join(kind.values()))
def strategy(request, configure):
    configure(accounts={"email_verification": "optional"}, tokens=request.param)
    return request.param


@pytest.fixture
def app(bob, strategy):
    """An app whose session was opened without tokens."""
    return logged_in(bob)


@pytest.mark.parametrize("body", [{}, {"refresh_token": None}, {"refresh_token": ""}])
def test_a_session_without_a_family_gets_tokens_that_work(app, bob, body):
    answer = app.post(PATH, body)
    assert (answer.status, sorted(answer.body["data"])) == (200, ["access_token", "refresh_token"])
    found = answer.body["data"]
    by_access = Api("app", Authorization=f"Bearer {found['access_token']}")
    assert str(by_access.get("auth/session").body["data"]["user"]["id"]) == str(bob.pk)
    later = Api("app").post(PATH, {"refresh_token": found["refresh_token"]})
    assert later.status == 200
    assert later.body["data"]["refresh_token"] != found["refresh_token"]


def test_an_answer_that_was_lost_may_be_asked_for_again_until_the_token_is_used(app):
    first, again = (app.post(PATH, {}).body["data"]["refresh_token"] for _ in range(2))
    assert first == again
    assert RefreshFamily.objects.count() == 1
    assert Api("app").post(PATH, {"refresh_token": first}).status == 200
    assert app.post(PATH, {}).codes == REQUIRED
    assert RefreshFamily.objects.count() == 1


def test_a_session_whose_login_gave_a_token_gets_no_second_one(bob, strategy):
    app = Api("app")
    assert "refresh_token" in app.post("auth/login", {"email": BOB, "password": PASSWORD}).body["meta"]
    answer = app.post(PATH, {})
    assert (answer.status, answer.codes) == (400, REQUIRED)
    assert RefreshFamily.objects.count() == 1


def test_a_family_that_expired_or_ended_may_be_begun_again_with_another_token(clock, app):
    first = app.post(PATH, {}).body["data"]["refresh_token"]
    RefreshFamily.objects.all().delete()
    second = app.post(PATH, {}).body["data"]["refresh_token"]
    assert second != first
    assert Api("app").post(PATH, {"refresh_token": first}).status == 400
    clock.forward(2 * 86_400)
    third = app.post(PATH, {})
    assert third.status == 200
    assert third.body["data"]["refresh_token"] not in (first, second)


def test_an_access_token_buys_no_refresh_token(app):
    tokens = app.post(PATH, {}).body["data"]
    RefreshFamily.objects.update(generation=1)
    by_access = Api("app", Authorization=f"Bearer {tokens['access_token']}")
    assert by_access.post(PATH, {}).codes == REQUIRED
    both = Api("app", Authorization=f"Bearer {tokens['access_token']}")
    both.token = "gps_" + "0" * 49
    assert both.post(PATH, {}).status == 410


def test_nobody_gets_tokens(strategy):
    assert Api("app").post(PATH, {}).codes == REQUIRED
    waiting = Api("app")
    make_user()
    waiting.post("auth/code/request", {"email": BOB})
    assert waiting.token is not None
    assert waiting.post(PATH, {}).codes == REQUIRED
    assert RefreshFamily.objects.count() == 0


@pytest.mark.parametrize("typed", [5, [1], {"x": 1}, True])
def test_a_token_of_a_wrong_type_is_still_refused(app, typed):
    assert app.post(PATH, {"refresh_token": typed}).status == 400
    assert RefreshFamily.objects.count() == 0


def test_a_wrong_refresh_token_buys_nothing(app):
    assert app.post(PATH, {"refresh_token": "gpr_" + "0" * 49}).status == 400
    assert RefreshFamily.objects.count() == 0


def test_the_first_tokens_end_with_the_session(app):
    tokens = app.post(PATH, {}).body["data"]
    app.delete("auth/session")
    assert Api("app").post(PATH, {"refresh_token": tokens["refresh_token"]}).status == 400
    assert app.post(PATH, {}).status == 410
    assert Session.objects.count() == 0


def test_the_first_token_is_known_to_another_key_of_the_ring(app, settings):
    first = app.post(PATH, {}).body["data"]["refresh_token"]
    newest = "t2:AQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
    settings.GATEPOST = settings.GATEPOST | {"KEYS": [newest, *settings.GATEPOST["KEYS"]]}
    assert len(keyring.digests("x", "y")) == 2
    answer = app.post(PATH, {})
    assert answer.status == 200
    if not first.count("."):
        assert answer.body["data"]["refresh_token"] == first
    assert Api("app").post(PATH, {"refresh_token": answer.body["data"]["refresh_token"]}).status == 200


def test_the_statements_do_not_grow_with_the_sessions(app, bob):
    app.post(PATH, {})  # the first one makes a signing key
    counts = []
    for others in (0, 20):
        for _ in range(others):
            logged_in(bob).post(PATH, {})
        one = logged_in(bob)
        with Counted() as counted:
            assert one.post(PATH, {}).status == 200
        counts.append(len(counted.statements))
    assert counts[0] == counts[1] <= 7


def test_a_session_that_ended_meanwhile_gets_no_tokens(app, monkeypatch):
    hold = queries.hold

    def end_first(session_id):
        Session.objects.filter(pk=session_id).delete()
        return hold(session_id)

    monkeypatch.setattr(queries, "hold", end_first)
    answer = app.post(PATH, {})
    assert answer.status in (400, 401)
    assert "data" not in answer.body or "access_token" not in answer.body["data"]
    assert not RefreshFamily.objects.exists()
