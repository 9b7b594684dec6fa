"""Codes, refresh tokens and pushed requests that many use at once."""

import threading

import pytest
from django.db import connections
from tests.dialects.oauth.test_client_documents import Agent
from tests.dialects.oauth.test_client_documents import host as document_host  # noqa: F401 - a fixture
from tests.oauth import App, allow, key, query, sent, userinfo
from tests.users import logged_in, make_user

from gatepost.features.provider.models import Grant, OAuthClient
from gatepost.features.provider.operations.grant_types import DEVICE
from gatepost.ground.models import Event

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
RACERS, ROUNDS = 16, 5


@pytest.fixture(autouse=True)
def _provider(configure):
    configure(provider={"enabled": True, "scopes": {"read": {}}})


def race(act, count=RACERS):
    barrier, found = threading.Barrier(count), []

    def run(number):
        barrier.wait()
        try:
            found.append(act(number))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(found) == count
    return found


@pytest.mark.parametrize("token_format", ["jwt", "opaque"])
def test_j12_of_sixteen_one_gets_a_token_and_that_is_revoked(token_format):
    app, browser = App(token_format=token_format), logged_in(make_user(), "browser")
    for _ in range(ROUNDS):
        code = app.code(browser)
        _one_redeems(app, code, race(lambda _, code=code: app.redeem(code)))


def _one_redeems(app, code, answers):
    good = [one.json() for one in answers if one.status_code == 200]
    assert len(good) == 1
    assert {one.json()["error"] for one in answers if one.status_code != 200} == {"invalid_grant"}
    assert userinfo(good[0]["access_token"]).status_code == 401
    assert app.refresh(good[0]["refresh_token"]).status_code == 400
    assert not Grant.objects.exists()


def test_j12_of_sixteen_refreshes_all_get_the_same_successor():
    app = App()
    tokens = app.log_in(logged_in(make_user(), "browser"))
    answers = race(lambda _: app.refresh(tokens["refresh_token"]))
    assert {one.status_code for one in answers} == {200}
    assert len({one.json()["refresh_token"] for one in answers}) == 1


def test_a_request_answered_by_sixteen_gives_one_code():
    app, user = App(), make_user()
    where = sent(app.authorize(logged_in(user, "browser").http))
    browsers = [logged_in(user, "browser") for _ in range(RACERS)]
    for one in browsers:
        one.get("config")
    header = {"X-Authorization-Request": key(where)}
    answers = race(lambda number: browsers[number].post("auth/authorization", **header))
    assert sorted(one.status for one in answers) == [200] + [409] * (RACERS - 1)
    assert Grant.objects.count() == 1


def test_a_pushed_request_gives_one_code():
    app, user = App(first_party=True), make_user()
    pushed = app.post("par", **app.parameters(client_id=None)).json()["request_uri"]
    browsers = [logged_in(user, "browser") for _ in range(RACERS)]
    asked = {"client_id": app.id, "request_uri": pushed}
    answers = race(lambda number: browsers[number].http.get("/oauth/authorize", asked))
    assert sum(one.status_code == 303 for one in answers) == 1
    assert Grant.objects.count() == 1


def test_consents_given_at_once_are_one_row():
    app, user = App(), make_user()
    browsers = [logged_in(user, "browser") for _ in range(4)]
    urls = [sent(app.authorize(one.http)) for one in browsers]
    locations = race(lambda number: allow(browsers[number], urls[number]), 4)
    assert all("code" in query(one) for one in locations)


def test_a_device_that_polls_sixteen_times_at_once_gets_one_response_with_tokens():
    app, user = App(public=True, grant_types=[DEVICE, "refresh_token"]), make_user()
    for _ in range(ROUNDS):
        started = app.post("device", scope="openid").json()
        answered = logged_in(user, "browser").post("auth/device/answer", {"code": started["user_code"], "allow": True})
        assert answered.status == 200
        form = {"grant_type": DEVICE, "device_code": started["device_code"]}
        answers = race(lambda _, form=form: app.post("token", **form))
        good = [one.json() for one in answers if one.status_code == 200]
        assert len(good) == 1
        assert {one.json()["error"] for one in answers if one.status_code != 200} == {"invalid_grant"}
        assert userinfo(good[0]["access_token"]).status_code == 200


def test_sixteen_first_users_of_one_metadata_document_make_one_client(document_host, configure):  # noqa: F811 - the fixture
    name = document_host.name
    configure(provider={"client_id_hosts": [name], "allowed_hosts": [name]})
    agent, user = Agent(document_host), make_user()
    browsers = [logged_in(user, "browser") for _ in range(RACERS)]
    answers = race(lambda number: agent.authorize(browsers[number].http))
    assert all(key(sent(one)) for one in answers)
    assert OAuthClient.objects.filter(client_id=agent.id).count() == 1
    assert Event.objects.filter(kind="oauth_client_created", details__client=agent.id).count() == 1
