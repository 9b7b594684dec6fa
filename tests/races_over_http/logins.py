"""Races for sessions, tokens and keys."""

import time

from gatepost.sessions.models import Session
from gatepost.tokens.models import RefreshFamily, Token
from gatepost.tokens.refresh import families
from tests.races_over_http.browser import Browser
from tests.races_over_http.racing import RACERS, Api, person, race, scenario, sessions

REFRESH, USES = "tokens/refresh", 8


def refresh(token):
    return Api("app").post(REFRESH, {"refresh_token": token})


def first_tokens(api):
    return api.post(REFRESH, {}).body["data"]


def used_until(end, use):
    """Call `use(n)` in fifteen threads while one calls `end()`; uses that began after the end and were let in."""
    ended = []

    def act(n):
        if n == RACERS // 2:
            end()
            ended.append(time.monotonic())
            return []
        return [(time.monotonic(), use(n)) for _ in range(USES)]

    found = [row for rows in race(act) for row in rows]
    assert {status for _, status in found} <= {200, 401, 403, 410}, found
    return [began for began, status in found if status == 200 and began > ended[0]]


@scenario("no request that begins after a session was revoked is accepted")
def session_revoked():
    user = person()
    api, other = sessions(user, 2)
    number = Session.objects.filter(user=user).order_by("created_at").first().number
    tabs = [Api("app") for _ in range(RACERS)]
    for tab in tabs:
        tab.token = api.token

    def use(n):
        tabs[n].token = api.token
        return tabs[n].get("auth/session").status

    assert not used_until(lambda: other.delete("auth/sessions", {"sessions": [number]}), use)
    assert use(0) == 410
    assert Session.objects.filter(user=user).count() == 1


@scenario("no request that begins after an API key was revoked is accepted")
def key_revoked():
    user = person()
    owner = sessions(user, 1)[0]
    made = owner.post("account/keys", {"name": "script"}).body
    number = Token.objects.get(user=user).number
    browsers = [Browser() for _ in range(RACERS)]
    header = {"Authorization": f"Bearer {made['meta']['key']}"}

    def use(n):
        return browsers[n].get("/auth/verify", headers=header).status_code

    assert use(0) == 200
    assert not used_until(lambda: owner.delete("account/keys", {"keys": [number]}), use)
    assert use(0) in (401, 410)
    assert not Token.objects.filter(user=user).exists()


@scenario("sixteen refreshes of one token get the same successor")
def refresh_rotation():
    user = person()
    token = first_tokens(sessions(user, 1)[0])["refresh_token"]
    answers = race(lambda _: refresh(token))
    assert {answer.status for answer in answers} == {200}
    assert len({answer.body["data"]["refresh_token"] for answer in answers}) == 1
    family = RefreshFamily.objects.get(user=user)
    assert family.generation == 2


@scenario("no token that was refreshed during a logout outlives it")
def refresh_and_logout():
    user = person()
    api = sessions(user, 1)[0]
    token = first_tokens(api)["refresh_token"]

    def act(n):
        return api.delete("auth/session") if n == RACERS // 2 else refresh(token)

    answers = race(act)
    assert answers[RACERS // 2].status == 401
    for answer in answers:
        if answer.status == 200:
            assert refresh(answer.body["data"]["refresh_token"]).status == 400
    assert families.of_user(user.pk) == []
